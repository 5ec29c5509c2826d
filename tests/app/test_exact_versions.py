"""A version of an agreement again, byte for byte as it was given out, whatever happened since."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import casework
import pytest
from casework import DAYS, at, case_text, client, commit_by_hand, git

from iza.app import agreement, directory, edit, plan, render, reprint, review, translate
from iza.app.office import Office
from iza.app.render import Style
from iza.app.translate import Given
from iza.errors import NotFound, Refused
from iza.git import Cut
from iza.history.terms import terms_sha256
from iza.store.case_ids import path_of
from iza.store.repository import Repository

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="{}"/></svg>'
Run = Callable[..., Any]


def write(office: Office, path: str, text: str) -> None:
    """Commit a file of the repository by hand."""
    place = office.repo.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    git(office.repo.root, "add", "-A")
    git(office.repo.root, "commit", "-qm", "by hand")


def fresh(office: Office, day: str = DAYS["today"]) -> Office:
    """The office as the next command finds it."""
    return casework.office_in(office.repo.root, day)


def papers(office: Office, case: str, *styles: Style) -> list[tuple[str, bytes, str]]:
    """Markdown, PDF and name of the agreement as it is rendered now, in several styles."""
    made = [render.paper(fresh(office), case, "agreement", style) for style in styles or (Style(),)]
    return [(one.markdown, one.content("pdf"), one.stem) for one in made]


def again(office: Office, case: str, number: int, *styles: Style) -> list[tuple[str, bytes, str]]:
    """The same of a version as it was given out."""
    made = [reprint.version(fresh(office, "2027-01-01"), case, number, style).paper for style in styles or (Style(),)]
    return [(one.markdown, one.content("pdf"), one.stem.removesuffix("-issued")) for one in made]


def amend(office: Office, case: str, reason: str = "Der Kurs beginnt später.", due_on: str = "2026-11-16") -> None:
    """A review with other terms: a version out for signature."""
    now = at(fresh(office), DAYS["paused"])
    review.start(now, case, now.day)
    plan.change_step(now, case, "1.2", {"due_on": due_on})
    review.hold(now, case, {}, review.Ending(next_on="2026-07-14", reason=reason, untouched_ok=True))


@pytest.fixture
def furnished(office: Office) -> Office:
    """A county with a logo, a template and a catalogue of its own."""
    own = "{% include 'sheet.md.j2' %}\n# Eigene Vereinbarung {{ reference }}, {{ date }}\n\n{{ county.name }}: {{ client.name }}\n\n"
    own += "{{ caseworker.name }}, {{ caseworker.contact | join(', ') }}\n\n{% for g in goals %}{% for s in g.steps %}\n- {{ s.text }}: {{ s.due_on }}\n{% endfor %}{% endfor %}\n"
    settings = office.repo.content("iza.yaml").decode()
    write(office, "templates/agreement.md.j2", own)
    write(office, "templates/logo.svg", LOGO.format(3))
    write(office, "iza.yaml", settings.replace("letterhead:\n", "letterhead:\n  logo: templates/logo.svg\n", 1))
    return fresh(office)


def life_goes_on(office: Office, case: str) -> None:
    """Everything that a paper is made of becomes another."""
    now = fresh(office)
    agreement.sign(at(now, DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    plan.start_step(now, case, "1.2")
    known = now.case(case)["client"]
    names = [{**known["names"][0], "family": "Neuename"}]
    edit.set_fields(now, case, {"client": {**known, "names": names, "contact": {"phone": "+49 7071 99"}}})
    translate.translate(now, case, "ar", {"1.goal": Given("اجتياز الامتحان")})
    directory.edit(fresh(office), "caseworkers", "kue", {"name": {"family": "Umbenannt", "given": "Jutta"}, "phone": "+49 7071 1"})
    directory.edit(fresh(office), "partners", "sprachwerk", {"name": "Neuer Name gGmbH"})
    amend(office, case)
    settings = office.repo.content("iza.yaml").decode()
    write(office, "iza.yaml", settings.replace("county: ", "county: Neuer ", 1).replace("language: de", "language: en"))
    write(office, "templates/agreement.md.j2", "# Etwas ganz anderes\n")
    write(office, "templates/logo.svg", LOGO.format(8))


def test_version_one_is_the_same_to_the_byte_after_everything_has_changed(furnished: Office) -> None:
    case = casework.issued(furnished, client(written_language="ar"))
    styles = [Style(), Style(language="de"), Style(language="ar", columns=True), Style(large=True)]
    given_out = papers(furnished, case, *styles)
    assert "Eigene Vereinbarung" in given_out[0][0]
    life_goes_on(furnished, case)
    assert all(one != other for one, other in zip(papers(furnished, case, *styles), given_out, strict=True))
    assert again(furnished, case, 1, *styles) == given_out


def test_with_the_templates_of_iza_too(office: Office) -> None:
    case = casework.issued(office, client(written_language="ar"))
    given_out = papers(office, case)
    assert "Integrationszielvereinbarung" in given_out[0][0]
    assert 'lang="ar"' in given_out[0][0]
    life_goes_on(office, case)
    assert again(office, case, 1) == given_out


def test_every_version_of_a_life_is_found_again(office: Office) -> None:
    case = casework.issued(office, client())
    given_out = {1: papers(office, case)}
    agreement.sign(at(fresh(office), DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    for number, due_on in ((2, "2026-11-16"), (3, "2026-11-20")):
        amend(office, case, f"Grund {number}", due_on)
        given_out[number] = papers(office, case)
        now = at(fresh(office), DAYS["paused"])
        agreement.sign(now, case, now.day, "Albweil")
        plan.start_step(now, case, "1.1") if number == 2 else plan.finish_step(now, case, "1.1")
    assert {number: again(office, case, number) for number in (1, 2, 3)} == given_out
    assert [name for _md, _pdf, name in given_out[3]] == [f"{case}-agreement-v3"]


def test_what_is_printed_is_what_was_given_out_to_be_signed(office: Office) -> None:
    """The lines to sign on are empty as they were on the sheet that people signed."""
    case = casework.issued(office, client())
    given_out = papers(office, case)
    agreement.sign(at(fresh(office), DAYS["signed"]), case, DAYS["signed"], "Musterdorf", review_on=DAYS["review"])
    signed = papers(office, case)
    assert "Musterdorf" in signed[0][0]
    assert "01.04.2026" in signed[0][0]
    found = reprint.version(fresh(office), case, 1)
    assert found.paper.markdown == given_out[0][0]
    assert "Musterdorf" not in found.paper.markdown
    assert (found.given_out_on, found.is_recorded, found.number) == (DAYS["issued"], True, 1)
    assert found.commit == git(office.repo.root, "rev-parse", "HEAD~1").strip()
    assert found.paper.meta.commit == found.commit[:12]


def test_a_version_dated_back_by_its_signing_is_as_it_was(office: Office) -> None:
    case = casework.issued(office, client())
    given_out = papers(office, case)
    agreement.sign(at(fresh(office), DAYS["signed"]), case, "2026-03-20", "Albweil", review_on=DAYS["review"])
    assert office.repo.case(case)["agreement"]["versions"][0]["issued_on"] == "2026-03-20"
    assert again(office, case, 1) == given_out


def test_of_a_version_issued_twice_the_last_one_counts(office: Office) -> None:
    case = casework.issued(office, client())
    first = papers(office, case)
    agreement.withdraw(at(fresh(office), DAYS["issued"]), case)
    plan.change_step(at(fresh(office), DAYS["issued"]), case, "1.2", {"due_on": "2026-11-16"})
    with pytest.raises(NotFound, match="has no version 1"):
        reprint.version(fresh(office), case, 1)
    agreement.issue(at(fresh(office), "2026-03-27"), case)
    second = papers(office, case)
    assert first != second
    assert again(office, case, 1) == second
    agreement.withdraw(at(fresh(office), "2026-03-27"), case)
    agreement.issue(at(fresh(office), "2026-03-28"), case)  # the same terms once more
    third = papers(office, case)
    assert again(office, case, 1) == third != second


def test_a_version_nobody_signed_is_replaced_under_its_number(office: Office) -> None:
    case = casework.STATES["amended"](office, client())
    amend(office, case, "Noch später.", "2026-11-23")
    given_out = papers(office, case)
    assert [version["number"] for version in fresh(office).case(case)["agreement"]["versions"]] == [1, 2]
    plan.start_step(fresh(office), case, "1.2")
    assert again(office, case, 2) == given_out


def test_an_open_review_and_changes_by_hand_play_no_part(office: Office) -> None:
    case = casework.active(office, client())
    before = again(office, case, 1)
    now = at(fresh(office), DAYS["paused"])
    review.start(now, case, now.day)
    plan.change_step(now, case, "1.2", {"due_on": "2026-11-27"})
    place = office.repo.root / "directory/caseworkers.yaml"
    place.write_text(place.read_text("utf-8").replace("Kübler", "Anders"), "utf-8")
    assert again(office, case, 1) == before


def test_a_merge_gives_nothing_out(office: Office) -> None:
    case = casework.drafted(office, client())
    root = office.repo.root
    git(root, "checkout", "-qb", "laptop")
    agreement.issue(at(fresh(office), DAYS["issued"]), case)
    given_out = papers(office, case)
    git(root, "checkout", "-q", "main")
    note = case_text(root, case).replace("team:", "# Bemerkung\nteam:", 1) if "team:" in case_text(root, case) else case_text(root, case) + "# Bemerkung\n"
    (root / path_of(case)).write_text(note, "utf-8")
    git(root, "commit", "-qam", "by hand")
    git(root, "merge", "-q", "--no-edit", "laptop")
    assert len(git(root, "log", "-1", "--format=%P").split()) == 2
    assert again(office, case, 1) == given_out


def test_who_changed_the_checksum_of_a_signed_version_does_not_change_what_was_given_out(office: Office) -> None:
    case = casework.issued(office, client())
    given_out = papers(office, case)
    agreement.sign(at(fresh(office), DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    old = terms_sha256(fresh(office).case(case))
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs besuchen und bezahlen")
    commit_by_hand(office.repo.root, case, old, terms_sha256(fresh(office).case(case)))
    found = reprint.version(fresh(office), case, 1)
    assert not found.is_recorded
    assert again(office, case, 1) == given_out


def test_terms_that_never_fitted_their_checksum_are_not_given_out_again(office: Office) -> None:
    case = casework.issued(office, client())
    git(office.repo.root, "reset", "-q", "--hard", "HEAD~1")
    digest = "0" * 64
    text = case_text(office.repo.root, case)
    old = "agreement:\n"
    commit_by_hand(office.repo.root, case, old, f'{old}  versions:\n    - number: 1\n      issued_on: 2026-03-25\n      terms_sha256: "{digest}"\n')
    assert text != case_text(office.repo.root, case)
    with pytest.raises(Refused, match="did not hold its terms"):
        reprint.version(fresh(office), case, 1)


def test_a_history_that_does_not_reach_back_is_named(office: Office, tmp_path: Path) -> None:
    case = casework.active(office, client())
    plan.start_step(fresh(office), case, "1.2")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", office.repo.root.as_uri(), str(shallow))
    with pytest.raises(Cut, match="Only part of the history"):
        reprint.version(Office(Repository(shallow), date(2026, 5, 4), "kue"), case, 1)


@pytest.mark.parametrize("number", [0, -1, 2, 99])
def test_a_version_that_never_was(office: Office, number: int) -> None:
    case = casework.active(office, client())
    with pytest.raises(NotFound, match=f"has no version {number}"):
        reprint.version(fresh(office), case, number)


def test_nothing_of_the_templates_of_then_is_left_behind(
    furnished: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = casework.issued(furnished, client())
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    before = casework.state(furnished.repo.root)
    assert again(furnished, case, 1)
    assert list(place.iterdir()) == []
    assert casework.state(furnished.repo.root) == before


# -- at the command line ----------------------------------------------------------------------------------


def test_the_command_writes_beside_the_present_paper(office: Office, iza: Run) -> None:
    case = casework.issued(office, client())
    root = office.repo.root
    iza(root, "agreement", "render", case)
    first = {path.name: path.read_bytes() for path in (root / "output").iterdir()}
    agreement.sign(at(fresh(office), DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    iza(root, "agreement", "render", case)
    now = {path.name: path.read_bytes() for path in (root / "output").iterdir()}
    assert first.keys() == now.keys()
    said = iza(root, "agreement", "render", case, "--version", "1")
    assert {path.name for path in (root / "output").iterdir()} - now.keys() == {f"{case}-agreement-v1-issued.{form}" for form in ("md", "pdf")}
    assert {name: (root / "output" / name).read_bytes() for name in now} == now
    for name, content in first.items():
        assert (root / "output" / name.replace("-v1", "-v1-issued")).read_bytes() == content
    assert said.out.splitlines() == [str(root / f"output/{case}-agreement-v1-issued.{form}") for form in ("md", "pdf")]
    head = git(root, "rev-parse", "--short=10", "HEAD~1").strip()
    assert "25.03.2026" in said.err
    assert head in said.err


def test_it_can_be_printed_or_told_to_a_program(office: Office, iza: Run) -> None:
    case = casework.active(office, client())
    root = office.repo.root
    text = iza(root, "agreement", "render", case, "--version", "1", "--output", "-")
    assert "# Integrationszielvereinbarung" in text.out
    assert "25.03.2026" in text.err
    assert not (root / "output").exists()
    data = json.loads(iza(root, "agreement", "render", case, "--version", "1", "--json", "--format", "md").out)
    assert (data["version"], data["given_out_on"], data["draft"]) == (1, DAYS["issued"], False)
    assert data["commit"] == git(root, "rev-parse", "HEAD~1").strip()
    assert [Path(name).name for name in data["files"]] == [f"{case}-agreement-v1-issued.md"]


def test_what_does_not_go_together_is_said(office: Office, iza: Run) -> None:
    case = casework.active(office, client())
    assert "--watch" in iza(office.repo.root, "agreement", "render", case, "--version", "1", "--watch", code=2).err
    assert iza(office.repo.root, "agreement", "render", case, "--version", "7", code=4).err
    assert iza(office.repo.root, "agreement", "render", case, "--version", "eins", code=2).err
