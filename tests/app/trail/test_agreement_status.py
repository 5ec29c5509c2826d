"""Does the record still say what was signed? Unchanged, or each difference in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, at, case_text, commit_by_hand, git

from iza.app.changing import by_hand
from iza.app.county import directory
from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, review, review_calendar
from iza.app.procedure.agreement_status import AgreementStatus, agreement_status
from iza.git import Cut
from iza.history.terms import terms_sha256
from iza.store.case_ids import path_of
from iza.store.current_case import current_case

Run = Callable[..., Any]
ENDING = review.Ending(next_on="2026-07-14", reason="Der Kurs beginnt später.", untouched_ok=True)


def status(office: Office, case: str) -> AgreementStatus:
    """The status as the next command finds it."""
    return agreement_status(casework.office_in(office.repo.root), case)


def said(found: AgreementStatus) -> list[str]:
    return [change.sentence for change in found.changes or ()]


def amend(office: Office, case: str, due_on: str = "2026-11-16") -> None:
    now = at(office, DAYS["paused"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": due_on})
    review.hold(now, case, {}, ENDING)


@pytest.mark.parametrize("state", ["opened", "drafted"])
def test_before_a_version_is_issued_there_is_nothing_to_compare(state: str, office: Office) -> None:
    case = getattr(casework, state)(office, CLIENT)
    found = status(office, case)
    assert (found.versions, found.compared, found.changes, found.unchanged) == ((), None, (), False)


def test_progress_leaves_what_was_signed_unchanged(office: Office, case: str) -> None:
    goals_and_steps.start_step(at(office, DAYS["today"]), case, "1.2")
    found = status(office, case)
    assert found.compared
    assert (found.compared.number, found.changes, found.unchanged) == (1, (), True)
    assert [(one.is_current, one.in_history) for one in found.versions] == [(True, True)]


def test_a_version_out_for_signature_is_compared_while_none_is_signed(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    found = status(office, case)
    assert found.compared
    assert (found.compared.number, found.compared.signed_on, found.unchanged) == (1, "", True)


def test_the_latest_signed_version_counts_while_another_is_out(office: Office, case: str) -> None:
    amend(office, case)
    found = status(office, case)
    assert found.compared
    assert found.compared.number == 1
    assert [one.is_current for one in found.versions] == [False, True]
    (sentence,) = said(found)
    assert sentence.startswith("Step 1.2")
    assert "Der Kurs beginnt später." in sentence
    now = at(casework.office_in(office.repo.root), DAYS["paused"])
    agreement.sign(now, case, now.day, "Albweil")
    found = status(office, case)
    assert found.compared
    assert (found.compared.number, found.changes) == (2, ())


def test_each_change_by_hand_is_named_committed_or_not(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs besuchen und bezahlen")
    place = office.repo.root / path_of(case)
    place.write_text(case_text(office.repo.root, case).replace("Vertrag über das Praktikum.", "Irgendein Vertrag."), "utf-8")
    found = status(office, case)
    assert len(said(found)) == 2
    assert any("Kurs besuchen und bezahlen" in sentence for sentence in said(found))
    assert any("Irgendein Vertrag." in sentence for sentence in said(found))
    assert not any("agreed in the review" in sentence for sentence in said(found))


def test_an_open_review_is_compared_as_far_as_it_has_come(talk: Office, case: str) -> None:
    goals_and_steps.change_step(talk, case, "1.2", {"due_on": "2026-11-16"})
    found = status(talk, case)
    assert (found.in_review, len(said(found))) == (True, 1)
    assert "agreed in the review" not in said(found)[0]


def test_a_checksum_changed_by_hand_is_not_in_the_history(office: Office, case: str) -> None:
    old = terms_sha256(office.repo.case(case))
    commit_by_hand(office.repo.root, case, old, "a" + "0" * 63)
    found = status(office, case)
    assert [(one.is_current, one.in_history) for one in found.versions] == [(False, False)]
    assert found.changes is None


def test_without_the_history_nobody_can_tell(office: Office, case: str, tmp_path: Path) -> None:
    amend(office, case)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{office.repo.root}", str(shallow))
    with pytest.raises(Cut, match="Only part of the history") as caught:
        agreement_status(casework.office_in(shallow), case)
    git(shallow, *caught.value.hint.rpartition("git ")[2].split())
    assert [one.in_history for one in agreement_status(casework.office_in(shallow), case).versions] == [True, True]


def test_versions_broken_by_hand_in_between_do_not_matter(office: Office, case: str) -> None:
    good = case_text(office.repo.root, case)
    for bad in ("{", f"{good}\nnonsense: 1\n", good):
        (office.repo.root / path_of(case)).write_text(bad, "utf-8")
        git(office.repo.root, "commit", "-qam", "by hand")
    assert status(office, case).unchanged
    assert status(office, case).versions[0].in_history


# -- what else stands on the sheet ------------------------------------------------------------------------


def new_name(office: Office, case: str) -> None:
    known = current_case(office.repo, case)["client"]
    by_hand.set_fields(office, case, {"client": {**known, "names": [{**known["names"][0], "family": "Neuename"}]}})


def settings(office: Office, old: str, new: str) -> None:
    place = office.repo.root / "iza.yaml"
    assert old in place.read_text("utf-8")
    place.write_text(place.read_text("utf-8").replace(old, new, 1), "utf-8")
    git(office.repo.root, "commit", "-qam", "Einstellungen")


def own_template(office: Office, _case: str) -> None:
    place = office.repo.root / "templates/signing.md.j2"
    place.parent.mkdir()
    place.write_text("{# eigen #}", "utf-8")
    git(office.repo.root, "add", "-A")
    git(office.repo.root, "commit", "-qm", "Vorlage")


CHANGES: dict[str, tuple[Callable[[Office, str], object], str, str]] = {
    "name": (new_name, "Name", "Neuename"),
    "caseworker": (lambda o, _c: directory.edit(o, "caseworkers", "kue", {"phone": "+49 7071 1"}), "caseworker", "+49 7071 1"),
    "partner": (lambda o, _c: directory.edit(o, "partners", "sprachwerk", {"name": "Anders gGmbH"}), "Step 1.1 · Responsible", "Anders gGmbH"),
    "support": (lambda o, c: goals_and_steps.change_step(o, c, "1.2", {"support": "Tandem"}), "Step 1.2 · Supported by", "Tandem"),
    "strengths": (lambda o, c: by_hand.set_fields(o, c, {"client": {**current_case(o.repo, c)["client"], "competences": [{"kind": "digital", "text": "kann tippen"}]}}), "Competences and experience", "kann tippen"),
    "letterhead": (lambda o, _c: settings(o, "county: ", "county: Neuer "), "County", "Neuer Landkreis"),
    "wording": (own_template, "Own wording (templates/signing.md.j2)", ""),
    "review": (lambda o, c: review_calendar.schedule(o, c, "2026-07-07"), "Next review", "07.07.2026"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_stands_on_the_sheet_beside_the_terms_is_compared_too(what: str, office: Office, case: str) -> None:
    change, field, new = CHANGES[what]
    assert status(office, case).facts == ()
    change(casework.office_in(office.repo.root), case)
    found = status(office, case)
    assert (found.unchanged, found.changes, found.unknown) == (True, (), "")
    told = {fact.field: fact for fact in found.facts or ()}
    assert field in told, told
    assert new in told[field].new
    assert told[field].old != told[field].new


def test_a_birth_date_that_was_wrong_shows_where_somebody_signs_for_the_client(office: Office) -> None:
    case = casework.issued(office, casework.born("1990-05-05"))
    known = current_case(office.repo, case)["client"]
    by_hand.set_fields(casework.office_in(office.repo.root), case, {"client": {**known, "birth": {"date": "2009-05-05", "precision": "day"}, "guardian": casework.GUARDIAN}})
    (fact,) = status(office, case).facts or ()
    assert (fact.old, "Vera Amtsperson" in fact.new) == ("", True)


def test_coming_of_age_and_a_review_that_was_held_are_no_change(office: Office) -> None:
    case = casework.active(office, casework.born("2008-04-10", guardian=casework.GUARDIAN))
    now = casework.office_in(office.repo.root, DAYS["review"])
    review.start(now, case, now.day)
    review.hold(now, case, {}, review.Ending(next_on="2026-10-14", untouched_ok=True))
    assert agreement_status(casework.office_in(office.repo.root, "2027-05-01"), case).facts == ()


def test_where_the_history_lacks_the_sheet_that_is_said(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    digest = terms_sha256(office.repo.case(case))
    new = f'agreement:\n  versions:\n    - number: 1\n      issued_on: 2026-03-25\n      terms_sha256: "{digest}"\n      terms_rule: 2\n      signed_on: 2026-03-25\n'
    commit_by_hand(office.repo.root, case, "agreement:\n", new)
    found = status(office, case)
    assert (found.facts, "recorded as signed at once" in found.unknown) == (None, True)


def test_old_and_new_are_told_on_the_screen_and_to_programs(office: Office, case: str, iza: Run) -> None:
    new_name(office, case)
    done = iza(office.repo.root, "agreement", "status", case)
    (line,) = [line for line in done.out.splitlines() if "Neuename" in line]
    assert line.startswith("    Name seither geändert: ")
    (fact,) = json.loads(iza(office.repo.root, "agreement", "status", case, "--json").out)["facts"]
    assert fact["field"] == "Name"
    assert "Neuename" in fact["new"]


# -- printed ------------------------------------------------------------------------------------------


def test_it_is_printed_line_by_line(office: Office, case: str, iza: Run) -> None:
    root = office.repo.root
    digest = terms_sha256(office.repo.case(case))[:12]
    lines = iza(root, "agreement", "status", case).out.splitlines()
    assert lines[0].startswith(f"{case}: ")
    (version,) = [line for line in lines if digest in line]
    assert version.split()[:4] == ["1", "25.03.2026", "01.04.2026", digest]
    assert "01.04.2026" in lines[-1]
    amend(office, case)
    done = iza(root, "agreement", "status", case)
    assert [line for line in done.out.splitlines() if line.startswith("    Schritt 1.2")]
    assert "16.11.2026" in done.out
    assert "2" in done.err  # the version that is out for signature says so


def test_programs_are_told_the_same(office: Office, case: str, iza: Run) -> None:
    amend(office, case)
    data = json.loads(iza(office.repo.root, "agreement", "status", case, "--json").out)
    assert (data["compared_with"], data["unchanged"], data["in_review"]) == (1, True, False)
    assert [version["in_history"] for version in data["versions"]] == [True, True]
    assert [change["path"].rpartition(".")[2] for change in data["changes"]] == ["due_on"]
    empty = json.loads(iza(office.repo.root, "agreement", "status", casework.drafted(office, casework.born("1990-01-02")), "--json").out)
    assert (empty["compared_with"], empty["changes"], empty["versions"]) == (None, [], [])
