"""Is the paper in my hand the current one? Asked of real repositories, with what stands on real papers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, at, case_text, commit_by_hand, git
from hypothesis import given
from hypothesis import strategies as st

from iza.app.changing import by_hand
from iza.app.county import directory
from iza.app.letters import render
from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, review
from iza.app.trail import paper_check
from iza.app.trail.paper_check import Code, PaperState, Verdict, read_code
from iza.errors import UsageError
from iza.git import Cut
from iza.history.terms import terms_sha256
from iza.model import lookup
from iza.store.case_ids import path_of
from iza.store.current_case import current_case

Run = Callable[..., Any]
HASH = "1a2b3c4d5e6f"
SCANNED = "F-8QK2-7MX4 V2 T1A2B3C4D5E6F C0123456789AB"


def digest(office: Office, case: str, number: int = 1) -> str:
    """The terms hash of a version."""
    return next(v["terms_sha256"] for v in lookup.versions(office.repo.case(case)) if v["number"] == number)


def ask(office: Office, case: str, code: str) -> Verdict:
    """The verdict of an office that reads everything anew."""
    return paper_check.judge(casework.office_in(office.repo.root, office.day), case, code)


def printed(office: Office, case: str, number: int | None = None) -> str:
    """The text of the QR code on the sheet."""
    return render.paper(casework.office_in(office.repo.root), case, "agreement", version=number).meta.code


def amend(office: Office, case: str, due_on: str = "2026-11-16") -> None:
    """A review that moves step 1.2."""
    now = at(office, DAYS["paused"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": due_on})
    ending = review.Ending(next_on="2026-07-14", reason="Der Kurs beginnt später.", untouched_ok=True)
    review.hold(now, case, {}, ending)


# -- the code -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [SCANNED, SCANNED.lower(), SCANNED.replace(" ", ""), "f 8qk2 7mx4 v2 t1a2b 3c4d 5e6f c0123 4567 89ab",
     "F-8QK2-7MX4-V2-T1A2B3C4D5E6F-C0123456789AB", f"  {SCANNED}\n"],
)  # fmt: skip
def test_a_scanned_code_is_read_however_it_comes(text: str) -> None:
    assert read_code(text) == Code("F-8QK2-7MX4", 2, HASH, "0123456789ab")


@pytest.mark.parametrize("text", [HASH, "1A2B 3C4D 5E6F", "1a2b-3c4d-5e6f", "IA2B3C4D5E6F"])
def test_a_typed_hash_is_read(text: str) -> None:
    assert read_code(text) == Code(terms=HASH)


def test_the_commit_is_no_part_of_the_terms() -> None:
    """C is a hexadecimal digit too."""
    assert read_code("F-8QK2-7MX4 V12 TCCCCCCCCCCCC CCCCCCCCCCCCC") == Code("F-8QK2-7MX4", 12, "c" * 12, "c" * 12)
    assert read_code("F-8QK2-7MX4 C0123456789AB") == Code("F-8QK2-7MX4", commit="0123456789ab")
    assert read_code("F-8QK2-7MX4 V2 T1A2B3C4D5E6F") == Code("F-8QK2-7MX4", 2, HASH)
    assert read_code("F0123456C0123456") == Code(terms="f0123456c0123456")
    assert read_code("F-8QK2-7MX4 V1 T" + "1a" * 32) == Code("F-8QK2-7MX4", 1, "1a" * 32)


@pytest.mark.parametrize(
    "text", ["", "1a2b3c4", "1a2b3c4g", "Prüfsumme", "F-8QK2", "a" * 65, "T1A2B3C4D5E6F", "x" * 10**6]
)
def test_what_is_no_code_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_code(text)
    assert "8" in caught.value.hint


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        code = read_code(text)
    except UsageError:
        return
    assert code.case or len(code.terms) >= 8


# -- the verdict --------------------------------------------------------------------------------------


def test_the_version_in_force_is_current(office: Office) -> None:
    case = casework.active(office, CLIENT)
    whole = digest(office, case)
    for code in (whole, whole[:12].upper(), whole[:8], printed(office, case)):
        verdict = ask(office, case, code)
        assert (verdict.state, verdict.version) == (PaperState.CURRENT, 1)


def test_a_version_out_for_signature_is_current(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    assert ask(office, case, digest(office, case)).state is PaperState.CURRENT


def test_a_superseded_version_says_what_changed(office: Office) -> None:
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    amend(office, case)
    verdict = ask(office, case, old[:12])
    assert (verdict.state, verdict.version) == (PaperState.SUPERSEDED, 1)
    assert verdict.latest
    assert verdict.latest["number"] == 2
    assert verdict.changes
    (change,) = verdict.changes
    assert (change.field, change.kind) == ("Step 1.2 · due on", "changed")
    assert (change.old, change.new) == ("2026-10-30", "2026-11-16")
    assert ask(office, case, digest(office, case, 2)).state is PaperState.CURRENT


def test_progress_is_no_change_of_the_terms(office: Office) -> None:
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    goals_and_steps.change_step(at(office, DAYS["paused"]), case, "1.1", {"status": "done"})
    assert ask(office, case, old).state is PaperState.CURRENT


def test_goals_that_came_and_steps_that_went_are_told(office: Office) -> None:
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    now = at(office, DAYS["paused"])
    review.start(now, case, now.day)
    goal = casework.WORK_GOAL | {"goal": "Bis 30.09.2026 ist der Führerschein gemacht.", "target_on": "2026-09-30"}
    goals_and_steps.add_goal(now, case, goal)
    review.hold(now, case, {}, review.Ending(next_on="2026-07-14", reason="Neues Ziel.", untouched_ok=True))
    verdict = ask(office, case, old)
    assert verdict.changes
    assert {change.kind for change in verdict.changes} == {"added"}
    assert any(change.field.startswith("Goal 3") for change in verdict.changes)
    assert any(change.field.startswith("Step 3.1") for change in verdict.changes)
    assert {change.nature for change in verdict.changes} == {"terms"}


def test_terms_that_were_changed_by_hand_are_not_current(office: Office) -> None:
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs besuchen und bezahlen")
    verdict = ask(office, case, old)
    assert (verdict.state, verdict.version) == (PaperState.CHANGED, 1)
    assert verdict.changes
    assert [change.new for change in verdict.changes] == ["Kurs besuchen und bezahlen"]


def test_who_changes_the_hash_too_is_found_by_the_history(office: Office) -> None:
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs besuchen und bezahlen")
    commit_by_hand(office.repo.root, case, old, terms_sha256(office.repo.case(case)))
    verdict = ask(office, case, old[:8])
    assert (verdict.state, verdict.version) == (PaperState.CHANGED, 1)
    assert verdict.changes
    assert [change.old for change in verdict.changes] == ["Kurs besuchen"]
    forged = digest(office, case)
    assert forged != old


def test_a_change_by_hand_that_is_not_saved_counts(office: Office) -> None:
    case = casework.active(office, CLIENT)
    place = office.repo.root / path_of(case)
    place.write_text(case_text(office.repo.root, case).replace("Kurs besuchen", "Kurs"), "utf-8")
    assert ask(office, case, digest(office, case)).state is PaperState.CHANGED


def test_a_version_taken_back_is_not_current(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    old = digest(office, case)
    now = at(office, DAYS["issued"])
    agreement.withdraw(now, case)
    assert ask(office, case, old).state is PaperState.WITHDRAWN  # though the draft still has its terms
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-16"})
    verdict = ask(office, case, old)
    assert (verdict.state, verdict.version, verdict.latest) == (PaperState.WITHDRAWN, 1, None)
    agreement.issue(now, case)
    assert ask(office, case, old).state is PaperState.WITHDRAWN
    assert ask(office, case, digest(office, case)).state is PaperState.CURRENT


def test_a_draft_was_never_issued(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    first = terms_sha256(office.repo.case(case))
    assert ask(office, case, first).state is PaperState.DRAFT
    goals_and_steps.change_step(at(office, DAYS["decided"]), case, "1.2", {"due_on": "2026-11-16"})
    agreement.issue(at(office, DAYS["issued"]), case)
    assert ask(office, case, first).state is PaperState.DRAFT  # as an earlier commit had it
    assert ask(office, case, f"{case} C0123456789AB").state is PaperState.NO_VERSION  # a draft on paper, or a letter


def test_what_an_open_review_changed_is_a_draft(talk: Office, case: str) -> None:
    goals_and_steps.change_step(talk, case, "1.2", {"due_on": "2026-11-16"})
    assert ask(talk, case, terms_sha256(current_case(talk.repo, case))).state is PaperState.DRAFT
    assert ask(talk, case, digest(talk, case)).state is PaperState.CURRENT  # nothing is agreed yet


def test_the_paper_of_another_case_is_named(office: Office) -> None:
    case, other = casework.active(office, CLIENT), casework.active(office, casework.born("1999-05-05"))
    code = f"{other} V1 T{digest(office, other)[:12]} C0123456789AB"
    verdict = ask(office, case, code)
    assert (verdict.state, verdict.other_case) == (PaperState.OTHER_CASE, other)
    assert ask(office, case, digest(office, other)).state is PaperState.UNKNOWN


def test_terms_never_seen_are_unknown(office: Office) -> None:
    case = casework.active(office, CLIENT)
    assert ask(office, case, HASH).state is PaperState.UNKNOWN
    assert ask(office, case, f"{case} V1 T{HASH}").state is PaperState.UNKNOWN


def test_terms_that_came_back_belong_to_the_version_the_paper_names(office: Office) -> None:
    """Versions 1 and 3 say the same; a paper of version 1 is out of date all the same, a bare hash is current."""
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    amend(office, case)
    now = at(office, DAYS["paused"])
    agreement.sign(now, case, now.day, "Albweil")
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-10-30"})
    ending = review.Ending(next_on="2026-07-14", reason="Doch wie zuvor.", untouched_ok=True)
    review.hold(now, case, {}, ending)
    verdict = ask(office, case, f"{case} V1 T{old[:12]}")
    assert (verdict.state, verdict.version, verdict.changes) == (PaperState.SUPERSEDED, 1, ())
    assert ask(office, case, old).version == 3
    assert ask(office, case, old).state is PaperState.CURRENT


def test_a_version_broken_by_hand_in_between_is_stepped_over(office: Office) -> None:
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    good = case_text(office.repo.root, case)
    for bad in ("agreement: 5\n", "{", f"{good}\nnonsense: 1\n"):
        (office.repo.root / path_of(case)).write_text(bad, "utf-8")
        git(office.repo.root, "commit", "-qam", "kaputt")
    (office.repo.root / path_of(case)).write_text(good, "utf-8")
    git(office.repo.root, "commit", "-qam", "heil")
    amend(office, case)
    assert len(ask(office, case, old).changes or ()) == 1


def test_without_the_history_what_changed_cannot_be_told(office: Office, tmp_path: Path) -> None:
    case = casework.active(office, CLIENT)
    old = digest(office, case)
    amend(office, case)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{office.repo.root}", str(shallow))
    with pytest.raises(Cut, match="Only part of the history"):
        paper_check.judge(casework.office_in(shallow), case, old)


# -- what else stands on a paper ----------------------------------------------------------------------


def rename(office: Office, case: str, family: str) -> None:
    known = current_case(office.repo, case)["client"]
    by_hand.set_fields(casework.office_in(office.repo.root), case, {"client": {**known, "names": [{**known["names"][0], "family": family}]}})


def test_a_paper_with_another_name_is_not_current(office: Office) -> None:
    case = casework.active(office, CLIENT)
    scanned, old = printed(office, case), digest(office, case)
    rename(office, case, "Neuename")
    for code in (scanned, old[:12]):
        found = ask(office, case, code)
        assert (found.state, found.version, found.changes) == (PaperState.OTHER_FACTS, 1, None)
        assert found.facts
        (fact,) = found.facts
        assert (fact.field, fact.new.split()[-1]) == ("Name", "Neuename")


def test_a_paper_an_older_iza_printed_later_shows_what_stood_there_then(office: Office) -> None:
    """It named the last commit of the case, and the name of that day."""
    case = casework.active(office, CLIENT)
    terms = digest(office, case)[:12]
    rename(office, case, "Neuename")
    commit = git(office.repo.root, "rev-parse", "--short=12", "HEAD").strip()
    assert ask(office, case, f"{case} V1 T{terms} C{commit}").state is PaperState.CURRENT
    assert ask(office, case, terms).state is PaperState.OTHER_FACTS
    rename(office, case, "Nocheinmal")
    assert ask(office, case, f"{case} V1 T{terms} C{commit}").state is PaperState.OTHER_FACTS


def test_of_two_sheets_with_the_same_terms_the_commit_tells_which_is_in_the_hand(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    first, terms = printed(office, case), digest(office, case)[:12]
    agreement.withdraw(at(office, DAYS["issued"]), case)
    directory.edit(casework.office_in(office.repo.root), "partners", "sprachwerk", {"name": "Neuer Name gGmbH"})
    agreement.issue(at(casework.office_in(office.repo.root), DAYS["issued"]), case)
    second = printed(office, case)
    assert ask(office, case, second).state is PaperState.CURRENT
    assert ask(office, case, first).state is PaperState.OTHER_FACTS
    assert ask(office, case, terms).state is PaperState.CURRENT  # the sheet noted in the version is the second one


def test_a_paper_from_a_commit_nobody_has_cannot_be_called_current(office: Office) -> None:
    case = casework.active(office, CLIENT)
    found = ask(office, case, f"{case} V1 T{digest(office, case)[:12]} C0123456789AB")
    assert (found.state, found.facts) == (PaperState.OTHER_FACTS, None)


# -- the command --------------------------------------------------------------------------------------


def test_only_the_current_paper_ends_with_nought(office: Office, iza: Run) -> None:
    root, case = office.repo.root, casework.active(office, CLIENT)
    scanned = printed(office, case)
    assert case in iza(root, "agreement", "status", case, "--paper", scanned).out
    amend(office, case)
    done = iza(root, "agreement", "status", case, "--paper", scanned, code=1)
    (line,) = [line for line in done.out.splitlines() if line.startswith("    Schritt 1.2")]
    assert line.index("30.10.2026") < line.index("16.11.2026") < line.index("Der Kurs beginnt später.")
    assert iza(root, "agreement", "status", case, "--paper", digest(office, case, 2)).code == 0
    assert iza(root, "agreement", "status", case, "--paper", HASH, code=1).out
    assert iza(root, "agreement", "status", case, "--paper", "abc", code=2).err
    assert iza(root, "agreement", "status", case).code == 0


@pytest.mark.parametrize("state", ["drafting", "issued", "amended", "fulfilled"])
def test_json_says_the_same(state: str, office: Office, iza: Run) -> None:
    case = casework.STATES[state](office, CLIENT)
    code = terms_sha256(office.repo.case(case))[:12]
    said = iza(office.repo.root, "agreement", "status", case, "--paper", code, "--json", code=None)
    data = json.loads(said.out)
    assert data["paper"] == ("draft" if state == "drafting" else "current")
    assert said.code == (data["paper"] != "current")
    assert (data["case"], data["other_case"]) == (case, None)
    assert data["latest"] == {"drafting": None, "amended": 2}.get(state, 1)


def test_every_verdict_has_its_words(office: Office, iza: Run) -> None:
    from iza.cli.terminal.paper_check_page import _SAID

    assert set(_SAID) == {state.value for state in PaperState}


def test_looking_changes_nothing(office: Office, iza: Run, tmp_path: Path) -> None:
    case = casework.active(office, CLIENT)
    copy = tmp_path / "copy"
    shutil.copytree(office.repo.root, copy)
    before = casework.state(copy)
    iza(copy, "agreement", "status", case, "--paper", HASH, code=1)
    assert casework.state(copy) == before
