"""The sheet of a version: byte for byte what was given out and signed, whatever happened since."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import casework
import pytest
from casework import DAYS, at, case_text, client, commit_by_hand, git

from iza import resources
from iza.app.changing import by_hand
from iza.app.county import directory
from iza.app.letters import render
from iza.app.letters.frame import Style
from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, review, review_calendar, translate
from iza.app.procedure.translate import GivenTranslation
from iza.documents import markdown
from iza.errors import NotFound, Refused
from iza.git import Cut
from iza.history.terms import terms_sha256
from iza.store.case_ids import path_of
from iza.store.current_case import current_case
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


def sheet_of(office: Office, case: str, number: int | None = None, style: Style | None = None) -> render.Paper:
    """The agreement as the next command prints it."""
    return render.paper(fresh(office), case, "agreement", style, version=number)


def papers(office: Office, case: str, *styles: Style, number: int | None = None) -> list[tuple[str, bytes, str]]:
    """Markdown, PDF and name of the agreement, in several styles."""
    made = [sheet_of(office, case, number, style) for style in styles or (Style(),)]
    return [(one.markdown, one.content("pdf"), one.stem) for one in made]


def again(office: Office, case: str, number: int, *styles: Style) -> list[tuple[str, bytes, str]]:
    """The same of a version, on another day."""
    return papers(at(office, "2027-01-01"), case, *styles, number=number)


def sign(office: Office, case: str, day: str = DAYS["signed"], place: str = "Albweil", **more: Any) -> None:
    agreement.sign(at(fresh(office), DAYS["signed"]), case, day, place, review_on=DAYS["review"], **more)


def unsigned(markdown: str) -> list[str]:
    """The lines of a sheet without what people write on it when they sign."""
    told = re.compile(r"Albweil, |Musterdorf, |____|\| (Datum|Uhrzeit|Ort)(<br>.*)? \|")
    return [line for line in markdown.splitlines() if not told.search(line)]


def amend(office: Office, case: str, reason: str = "Der Kurs beginnt später.", due_on: str = "2026-11-16") -> None:
    """A review with other terms: a version out for signature."""
    now = at(fresh(office), DAYS["paused"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": due_on})
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
    known = current_case(now.repo, case)["client"]
    names = [{**known["names"][0], "family": "Neuename"}]
    birth = {"date": "1999-09-09", "precision": "day"}
    by_hand.set_fields(now, case, {"client": {**known, "names": names, "birth": birth, "contact": {"phone": "+49 7071 99"}}})
    translate.translate(now, case, "ar", {"1.goal": GivenTranslation("اجتياز الامتحان")})
    goals_and_steps.finish_step(now, case, "1.1")
    directory.edit(fresh(office), "caseworkers", "kue", {"name": {"family": "Umbenannt", "given": "Jutta"}, "phone": "+49 7071 1"})
    directory.edit(fresh(office), "partners", "sprachwerk", {"name": "Neuer Name gGmbH"})
    amend(office, case)
    settings = office.repo.content("iza.yaml").decode()
    write(office, "iza.yaml", settings.replace("county: ", "county: Neuer ", 1).replace("language: de", "language: en"))
    write(office, "templates/agreement.md.j2", "# Etwas ganz anderes\n")
    write(office, "templates/logo.svg", LOGO.format(8))


def test_a_signed_version_is_the_same_to_the_byte_after_everything_has_changed(furnished: Office) -> None:
    case = casework.issued(furnished, client(written_language="ar"))
    styles = [Style(), Style(language="de"), Style(language="ar", columns=True), Style(large=True)]
    given_out = papers(furnished, case, *styles)
    assert "Eigene Vereinbarung" in given_out[0][0]
    sign(furnished, case)
    signed = papers(furnished, case, *styles)
    assert [name for *_rest, name in signed] == [name for *_rest, name in given_out]
    life_goes_on(furnished, case)
    assert again(furnished, case, 1, *styles) == signed
    assert sheet_of(furnished, case).stem == f"{case}-agreement-v2-ar"


def test_with_the_templates_of_iza_too(office: Office) -> None:
    case = casework.issued(office, client(written_language="ar"))
    given_out = papers(office, case)
    assert "Integrationszielvereinbarung" in given_out[0][0]
    assert 'lang="ar"' in given_out[0][0]
    sign(office, case)
    signed = papers(office, case)
    life_goes_on(office, case)
    assert again(office, case, 1) == signed
    assert unsigned(signed[0][0]) == unsigned(given_out[0][0])


def test_every_version_of_a_life_is_found_again(office: Office) -> None:
    case = casework.active(office, client())
    signed = {1: papers(office, case)}
    for number, due_on in ((2, "2026-11-16"), (3, "2026-11-20")):
        amend(office, case, f"Grund {number}", due_on)
        given_out = papers(office, case)
        now = at(fresh(office), DAYS["paused"])
        agreement.sign(now, case, now.day, "Albweil")
        signed[number] = papers(office, case)
        assert unsigned(signed[number][0][0]) == unsigned(given_out[0][0])
        goals_and_steps.start_step(now, case, "1.1") if number == 2 else goals_and_steps.finish_step(now, case, "1.1")
    assert {number: again(office, case, number) for number in (1, 2, 3)} == signed
    assert [name for *_rest, name in signed[3]] == [f"{case}-agreement-v3"]


def test_a_signed_sheet_shows_who_signed_and_is_dated_as_it_was_issued(office: Office) -> None:
    case = casework.issued(office, client())
    given_out = papers(office, case)
    assert "| **Nur Test** |" not in given_out[0][0]
    sign(office, case, place="Musterdorf")
    made = sheet_of(office, case)
    assert "Musterdorf, 01.04.2026" in made.markdown
    assert "| Vereinbarung vom | 25.03.2026 |" in made.markdown
    assert unsigned(made.markdown) == unsigned(given_out[0][0])
    issue = made.issue
    assert issue
    assert (issue.number, issue.is_recorded, issue.commit.id) == (1, True, git(office.repo.root, "rev-parse", "HEAD~1").strip())
    assert (made.meta.commit, made.meta.version) == (issue.commit.id[:12], "Fassung 1")


def test_the_day_of_the_review_is_the_one_written_in_at_the_signing(office: Office) -> None:
    case = casework.issued(office, client())
    assert "| Datum | ________________ |" in sheet_of(office, case).markdown
    sign(office, case)
    assert "| Datum | 30.06.2026 |" in sheet_of(office, case).markdown
    review_calendar.schedule(fresh(office), case, "2026-07-07")
    assert "| Datum | 30.06.2026 |" in sheet_of(office, case).markdown


def test_who_signed_and_came_after_the_issue_is_named_as_known_at_the_signing(office: Office) -> None:
    case = casework.issued(office, client())
    now = fresh(office)
    directory.add(now, "caseworkers", {"id": "neu", "name": {"family": "Neumann", "given": "Ines"}, "active_from": "2026-03-01"})
    marks = [{"role": "client", "signed_on": "2026-04-01"}, {"role": "deputy", "ref": "neu", "signed_on": "2026-04-01"}]
    record = f"      signed_on: 2026-04-01\n      place: Albweil\n      signatures: {json.dumps(marks)}\n"
    text = case_text(office.repo.root, case)
    line = next(one for one in text.splitlines(keepends=True) if "sheet_sha256" in one)
    commit_by_hand(office.repo.root, case, line, line + record)
    before = sheet_of(office, case).markdown
    assert "| **Ines Neumann** |" in before
    directory.edit(fresh(office), "caseworkers", "neu", {"name": {"family": "Verheiratet", "given": "Ines"}})
    assert sheet_of(office, case).markdown == before


def test_no_status_stands_in_an_agreement(office: Office) -> None:
    case = casework.active(office, client())
    goals_and_steps.start_step(fresh(office), case, "1.2")
    amend(office, case)
    for number in (1, 2):
        words = sheet_of(office, case, number).markdown
        assert "in Arbeit" not in words
        assert "| Stand |" not in words


def test_a_version_dated_back_by_its_signing_is_as_it_was(office: Office) -> None:
    case = casework.issued(office, client())
    given_out = papers(office, case)
    sign(office, case, day="2026-03-20")
    assert office.repo.case(case)["agreement"]["versions"][0]["issued_on"] == "2026-03-20"
    signed = sheet_of(office, case)
    assert "| Vereinbarung vom | 25.03.2026 |" in signed.markdown
    assert "Albweil, 20.03.2026" in signed.markdown
    assert unsigned(signed.markdown) == unsigned(given_out[0][0])


def test_of_a_version_issued_twice_the_last_one_counts(office: Office) -> None:
    case = casework.issued(office, client())
    first = papers(office, case)
    agreement.withdraw(at(fresh(office), DAYS["issued"]), case)
    goals_and_steps.change_step(at(fresh(office), DAYS["issued"]), case, "1.2", {"due_on": "2026-11-16"})
    with pytest.raises(NotFound, match="has no version 1"):
        sheet_of(office, case, 1)
    assert sheet_of(office, case).meta.draft
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
    assert [version["number"] for version in current_case(fresh(office).repo, case)["agreement"]["versions"]] == [1, 2]
    goals_and_steps.start_step(fresh(office), case, "1.2")
    assert again(office, case, 2) == given_out


def test_an_open_review_that_changes_terms_is_a_draft_of_the_next_version(office: Office) -> None:
    case = casework.active(office, client())
    signed = papers(office, case)
    now = at(fresh(office), DAYS["paused"])
    review.start(now, case, now.day)
    assert papers(office, case) == signed  # nothing is changed yet
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-27"})
    place = office.repo.root / "directory/caseworkers.yaml"
    place.write_text(place.read_text("utf-8").replace("Kübler", "Anders"), "utf-8")
    draft = sheet_of(office, case)
    assert (draft.meta.draft, draft.stem, draft.meta.version, draft.meta.terms) == (True, f"{case}-agreement-v2", "", "")
    assert "> **Entwurf" in draft.markdown
    assert "Anders" in draft.markdown
    assert again(office, case, 1) == signed


def test_a_draft_of_a_version_nobody_signed_has_the_number_it_will_have(office: Office) -> None:
    case = casework.STATES["amended"](office, client())
    now = at(fresh(office), DAYS["paused"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-27"})
    assert sheet_of(office, case).stem == f"{case}-agreement-v2"
    assert "| Fassung | 2 |" in sheet_of(office, case).markdown


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


def test_a_merge_that_makes_a_version_gives_it_out(office: Office) -> None:
    """As where a proposal lands, or somebody writes the version while merging."""
    case = casework.drafted(office, client())
    root = office.repo.root
    git(root, "checkout", "-qb", "laptop")
    git(root, "commit", "-q", "--allow-empty", "-m", "laptop")
    git(root, "checkout", "-q", "main")
    git(root, "commit", "-q", "--allow-empty", "-m", "main")
    agreement.issue(at(fresh(office), DAYS["issued"]), case)
    tree = git(root, "write-tree").strip()
    merged = git(root, "commit-tree", "-p", "HEAD~1", "-p", "laptop", "-m", "zusammen", tree).strip()
    git(root, "reset", "-q", "--hard", merged)
    made = sheet_of(office, case)
    assert made.issue
    assert made.issue.commit.id == merged
    sign(office, case)
    assert unsigned(sheet_of(office, case, 1).markdown) == unsigned(made.markdown)


def test_who_takes_a_withdrawal_back_has_the_sheet_that_was_given_out(office: Office) -> None:
    case = casework.issued(office, client())
    given_out = papers(office, case)
    agreement.withdraw(at(fresh(office), DAYS["issued"]), case)
    directory.edit(fresh(office), "partners", "sprachwerk", {"name": "Neuer Name gGmbH"})
    git(office.repo.root, "checkout", "-q", "HEAD~2", "--", path_of(case))
    git(office.repo.root, "commit", "-qm", "von Hand zurückgenommen")
    assert again(office, case, 1) == given_out


def test_terms_changed_by_hand_do_not_change_the_sheet(office: Office) -> None:
    case = casework.active(office, client())
    signed = papers(office, case)
    old = terms_sha256(current_case(fresh(office).repo, case))
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs besuchen und bezahlen")
    assert papers(office, case) == signed
    assert sheet_of(office, case).notes == ()
    commit_by_hand(office.repo.root, case, old, terms_sha256(current_case(fresh(office).repo, case)))
    assert papers(office, case) == signed
    (note,) = sheet_of(office, case).notes
    assert "iza verify" in note


def test_terms_that_never_fitted_their_checksum_are_not_given_out_again(office: Office) -> None:
    case = casework.drafted(office, client())
    new = 'agreement:\n  versions:\n    - number: 1\n      issued_on: 2026-03-25\n      terms_sha256: "' + "0" * 64 + '"\n'
    commit_by_hand(office.repo.root, case, "agreement:\n", new)
    with pytest.raises(Refused, match="did not hold its terms") as caught:
        sheet_of(office, case, 1)
    assert f"iza agreement withdraw {case}" in caught.value.hint


def test_a_version_entered_as_signed_was_never_given_out_by_iza(office: Office) -> None:
    case = casework.drafted(office, client())
    digest = terms_sha256(current_case(fresh(office).repo, case))
    marks = "[{role: client, signed_on: 2026-03-25}, {role: caseworker, ref: kue, signed_on: 2026-03-25}]"
    new = f'agreement:\n  versions:\n    - number: 1\n      issued_on: 2026-03-25\n      terms_sha256: "{digest}"\n      signed_on: 2026-03-25\n      signatures: {marks}\n'
    commit_by_hand(office.repo.root, case, "agreement:\n", new)
    for number in (None, 1):
        with pytest.raises(NotFound, match="recorded as signed at once") as caught:
            sheet_of(office, case, number)
        assert f"iza letter {case} plan-short" in caught.value.hint
    assert render.paper(fresh(office), case, "plan-short").markdown


@pytest.mark.parametrize("state", ["issued", "active"])
def test_a_history_that_does_not_reach_back_is_named(state: str, office: Office, tmp_path: Path) -> None:
    """Though the first commit of a shallow clone seems to have made everything in it."""
    case = casework.STATES[state](office, client())
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", office.repo.root.as_uri(), str(shallow))
    with pytest.raises(Cut, match="Only part of the history"):
        sheet_of(Office(Repository(shallow), date(2026, 5, 4), "kue"), case)


def test_a_case_that_lay_elsewhere_when_it_was_issued(office: Office) -> None:
    case = casework.issued(office, client())
    root, path = office.repo.root, path_of(case)
    git(root, "mv", path, f"cases/{case}.yaml")
    git(root, "commit", "-qm", "verschoben")
    git(root, "mv", f"cases/{case}.yaml", path)
    git(root, "commit", "-qm", "und zurück")
    given_out = papers(office, case)
    git(root, "rm", "-q", "--cached", path)
    assert given_out[0][2] == f"{case}-agreement-v1"


def test_a_logo_that_was_never_committed_is_left_out_and_that_is_said(furnished: Office) -> None:
    root = furnished.repo.root
    git(root, "rm", "-q", "--cached", "templates/logo.svg")
    git(root, "commit", "-qm", "Logo nur hier")
    case = casework.issued(furnished, client())
    made = sheet_of(furnished, case)
    assert made.content("pdf")
    (note,) = made.notes
    assert "logo" in note


def test_what_can_never_be_printed_is_not_issued(office: Office) -> None:
    """A sheet comes from the commit that issues it: what is missing then is missing for good."""
    case = casework.drafted(office, client())
    partners = office.repo.content("directory/partners.yaml").decode()
    write(office, "directory/partners.yaml", partners.replace("Sprachwerk", "Sprachwerk \N{GRINNING FACE}"))
    with casework.refusal(office, "GRINNING FACE"):
        agreement.issue(at(fresh(office), DAYS["issued"]), case)


# -- the words a version was issued with ------------------------------------------------------------------


def test_a_version_keeps_the_checksum_of_the_words_on_its_sheet(office: Office) -> None:
    case = casework.issued(office, client(written_language="ar"))
    words = sheet_of(office, case, style=Style(language="de")).markdown
    (version,) = current_case(fresh(office).repo, case)["agreement"]["versions"]
    assert version["sheet_sha256"] == sha256(words.encode()).hexdigest()
    sign(office, case)
    amend(office, case)
    latest = current_case(fresh(office).repo, case)["agreement"]["versions"][-1]
    words = sheet_of(office, case, style=Style(language="de")).markdown
    assert latest["sheet_sha256"] == sha256(words.encode()).hexdigest()


def test_other_words_of_another_iza_are_said_and_of_an_older_version_nobody_knows(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case = casework.active(office, client())
    assert sheet_of(office, case).notes == ()
    newer = tmp_path / "templates"
    shutil.copytree(resources.folder("templates"), newer)
    template = newer / "agreement.md.j2"
    template.write_text(template.read_text("utf-8").replace("Ein Anruf genügt.", "Ein Anruf reicht."), "utf-8")
    monkeypatch.setattr(markdown, "folder", lambda _name: newer)
    (note,) = sheet_of(office, case).notes
    assert "worded otherwise" in note
    digest = current_case(fresh(office).repo, case)["agreement"]["versions"][0]["sheet_sha256"]
    git(office.repo.root, "filter-branch", "-f", "--tree-filter", f"sed -i /{digest}/d {path_of(case)} || true", "HEAD")
    assert "sheet_sha256" not in case_text(office.repo.root, case)
    assert sheet_of(office, case).notes == ()


def test_the_language_of_the_screen_does_not_change_a_sheet(office: Office, iza: Run) -> None:
    case = casework.active(office, client())
    one = iza(office.repo.root, "--lang", "en", "agreement", "render", case, "--output", "-").out
    assert iza(office.repo.root, "--lang", "de", "agreement", "render", case, "--output", "-").out == one


@pytest.mark.parametrize("number", [0, -1, 2, 99])
def test_a_version_that_never_was(office: Office, number: int) -> None:
    case = casework.active(office, client())
    with pytest.raises(NotFound, match=f"has no version {number}"):
        sheet_of(office, case, number)


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


def test_the_file_is_named_the_same_whichever_way_it_was_asked_for(office: Office, iza: Run) -> None:
    case = casework.active(office, client())
    root = office.repo.root
    names = [str(root / f"output/{case}-agreement-v1.{form}") for form in ("md", "pdf")]
    assert iza(root, "agreement", "render", case).out.splitlines() == names
    first = [Path(name).read_bytes() for name in names]
    assert iza(root, "agreement", "render", case, "--version", "1").out.splitlines() == names
    assert [Path(name).read_bytes() for name in names] == first
    assert iza(root, "letter", case, "agreement").out.splitlines() == names
    assert [Path(name).read_bytes() for name in names] == first


@pytest.mark.parametrize(("state", "said"), [
    ("drafting", "Ein Entwurf"), ("issued", "Fassung 1, zur Unterschrift ausgegeben am 25.03.2026"),
    ("active", "Fassung 1, unterschrieben am 01.04.2026"), ("amended", "Fassung 2, zur Unterschrift ausgegeben am 20.04.2026"),
])  # fmt: skip
def test_which_version_it_is_is_said(state: str, said: str, office: Office, iza: Run) -> None:
    case = casework.STATES[state](office, client())
    for words in (["agreement", "render", case], ["agreement", "render", case, "--output", "-"], ["letter", case, "agreement"]):
        assert said in iza(office.repo.root, *words).err


def test_programs_are_told_which_version_it_is(office: Office, iza: Run) -> None:
    case = casework.active(office, client())
    data = json.loads(iza(office.repo.root, "agreement", "render", case, "--json", "--format", "md").out)
    assert (data["version"], data["issued_on"], data["signed_on"], data["draft"]) == (1, DAYS["issued"], DAYS["signed"], False)
    assert data["commit"] == git(office.repo.root, "rev-parse", "HEAD~1").strip()
    assert data["notes"] == []


def test_what_does_not_go_together_is_said(office: Office, iza: Run) -> None:
    case = casework.active(office, client())
    assert "--watch" in iza(office.repo.root, "agreement", "render", case, "--version", "1", "--watch", code=2).err
    assert iza(office.repo.root, "agreement", "render", case, "--version", "7", code=4).err
    assert iza(office.repo.root, "agreement", "render", case, "--version", "eins", code=2).err
