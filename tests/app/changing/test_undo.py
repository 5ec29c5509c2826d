"""``iza undo``: one action taken back by a new commit, or refused with the reason in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import casework
import pytest
from casework import CLIENT, DAYS, at, case_text, client, commit_by_hand, git, state
from support import TODAY

from iza.app.changing import by_hand, undo
from iza.app.changing.landing import refuse_falsifying
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, consent, goals_and_steps, pause_and_close, review, review_calendar
from iza.app.trail import history
from iza.errors import GitError, IzaError, NotFound, Refused
from iza.history import judge_change
from iza.history.changes import diff
from iza.history.log import CaseVersion, entries
from iza.history.reverting import inverse
from iza.history.terms import holds, terms_sha256
from iza.model.case.record import Case
from iza.model.lookup import versions
from iza.model.values import same
from iza.store import case_ids
from iza.store.case_ids import path_of
from iza.store.current_case import current_case
from iza.store.formats.migrations import read_lifted
from iza.store.schema import shape_check

REASONS = re.compile(
    "The case was opened there|is closed; what was done before stays|is signed and stays as it is"
    "|A review that was held stays|stays as it was recorded|stays on record|change only in a review|it was changed again|Nothing is left of it|E[0-9][0-9]: "
)


def taken_back(office: Office, case: str, commit: str = "") -> undo.Undoing:
    planned = undo.plan_undo(office, case, commit)
    undo.land_undo(office, planned)
    return planned


def head(office: Office) -> str:
    return git(office.repo.root, "rev-parse", "HEAD").strip()


def past(office: Office, case: str) -> list[CaseVersion]:
    return entries(office.repo.root, path_of(case), read_lifted)


def refused(office: Office, case: str, said: str, commit: str = "", error: type[IzaError] = Refused) -> None:
    """Taking back is refused in words that hold ``said``, and changes nothing."""
    text = case_text(office.repo.root, case)
    with casework.refusal(office, said, error):
        undo.plan_undo(office, case, commit)
    assert case_text(office.repo.root, case) == text


# -- over the whole example --------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each version is parsed once, however often the history is read."""
    known = lru_cache(maxsize=None)(read_lifted)
    monkeypatch.setattr(undo, "read_lifted", lambda source, _name: known(source, "x"))


def _commits(folder: Path) -> Iterator[tuple[str, date, str]]:
    """Commit, day and case of all the example's history, oldest first."""
    lines = git(folder, "log", "--reverse", "--format=%H %as %(trailers:key=Iza-Case,valueonly,separator=%x20)")
    for words in map(str.split, lines.splitlines()):
        if len(words) == 3:
            yield words[0], date.fromisoformat(words[1]), words[2]


def _stands(before: Case, after: Case, undone: CaseVersion) -> None:
    """Nothing that was signed or held is another one, nothing issued says anything else, and no alarm is raised."""
    said = judge_change.Claim("case.undo", undone=(undone.before or {}, undone.document or {}))
    assert list(judge_change.judge(cast("Any", before), cast("Any", after), before["id"], said)) == []
    refuse_falsifying(before, after, in_review=False, undone=(undone.before, undone.document))
    for one in (before, after):
        assert not versions(one) or holds(one, versions(one)[-1])
    assert shape_check.check("case", after) == []


@pytest.mark.usefixtures("quick")
def test_whatever_was_done_last_is_taken_back_exactly(example: Path) -> None:
    office = casework.office_in(example)
    assert office.repo.county
    done, kept = 0, []
    for commit, day, case in _commits(example):
        git(example, "reset", "-q", "--hard", commit)
        now = cast("Case", office.repo.case(case))
        try:
            planned = undo.plan_undo(replace(office, today=day), case)
        except Refused as reason:
            kept.append(reason.message)
            continue
        before = git(example, "show", f"HEAD~1:{path_of(case)}")
        assert same(planned.opened.data, read_lifted(before.encode(), case)), commit
        assert planned.changes
        _stands(now, planned.opened.data, past(office, case)[0])
        done += 1
    assert all("opened there" in said or "stays" in said for said in kept), set(kept)
    assert (done, len(kept)) == (274, 56)


def test_whatever_was_done_some_time_is_taken_back_or_refused_with_the_reason(
    built_example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "entries", lru_cache(maxsize=None)(entries))
    office = Office(casework.office_in(built_example).repo, TODAY, "kue")
    done, kept = 0, []
    for case in office.repo.case_ids():
        now = office.repo.case(case)
        for entry in past(office, case):
            try:
                planned = undo.plan_undo(office, case, entry.commit.id)
            except Refused as reason:
                kept.append(reason.message)
                continue
            _stands(now, planned.opened.data, entry)
            assert _only(diff(now, planned.opened.data), inverse(entry.before, entry.document)), entry.commit
            done += 1
    assert [said for said in kept if not REASONS.search(said)] == []
    assert done > 100
    assert len(kept) > 100


def _only(made: list[Any], wanted: list[Any]) -> bool:
    """Whether all that changed is inside what was to change (a translation of another text may go with it)."""
    places = [change.path for change in wanted]
    return all(
        "i18n" in change.path or any(change.path[: len(p)] == p or p[: len(change.path)] == change.path for p in places)
        for change in made
    )


# -- what lands --------------------------------------------------------------------------------------------


def test_it_is_a_commit_of_its_own_that_names_the_other(office: Office, case: str) -> None:
    before, known = current_case(office.repo, case), len(past(office, case))
    goals_and_steps.finish_step(office, case, "1.1")
    wrong = head(office)
    planned = taken_back(office, case)
    assert (planned.commit, planned.action_in_words, planned.case) == (wrong, "step done", case)
    assert [one.field.partition(" · ")[0] for one in planned.changes] == ["Step 1.1"]
    assert git(office.repo.root, "log", "-1", "--format=%s%n%(trailers)").strip().split("\n") == [
        f"{case}: action taken back", "Iza-Action: case.undo", f"Iza-Case: {case}", f"Iza-Undoes: {wrong}",
    ]  # fmt: skip
    assert current_case(office.repo, case) == before
    assert len(past(office, case)) == known + 2, "history only grows"
    assert history.history(office, case)[0].action_name == "action taken back"
    assert git(office.repo.root, "status", "--porcelain") == ""


def test_planning_writes_nothing(office: Office, case: str) -> None:
    goals_and_steps.finish_step(office, case, "1.1")
    before = state(office.repo.root), case_text(office.repo.root, case)
    undo.plan_undo(office, case)
    assert (state(office.repo.root), case_text(office.repo.root, case)) == before


def test_the_file_is_byte_for_byte_as_before(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "responsible:\n", "responsible:  # nach Rücksprache\n")
    text = case_text(office.repo.root, case)
    goals_and_steps.block_step(office, case, "1.2", "no_course_place")
    taken_back(office, case)
    assert case_text(office.repo.root, case) == text


def test_comments_that_came_later_stay(office: Office, case: str) -> None:
    goals_and_steps.finish_step(office, case, "1.1")
    wrong = head(office)
    commit_by_hand(office.repo.root, case, "responsible:\n", "responsible:  # kam später\n")
    taken_back(office, case, wrong)
    assert "responsible:  # kam später\n" in case_text(office.repo.root, case)


def test_an_earlier_commit_leaves_what_came_later(office: Office, case: str) -> None:
    goals_and_steps.finish_step(office, case, "1.1")
    wrong = head(office)
    goals_and_steps.start_step(office, case, "1.2")
    by_hand.set_fields(office, case, {"team": "sued"})
    taken_back(office, case, wrong[:10])
    first, second = current_case(office.repo, case)["agreement"]["goals"][0]["steps"]
    assert (first["status"], second["status"], current_case(office.repo, case)["team"]) == ("open", "in_progress", "sued")


def test_taken_back_twice_it_holds_again(office: Office, case: str) -> None:
    goals_and_steps.finish_step(office, case, "1.1")
    done, wrong = current_case(office.repo, case), head(office)
    taken_back(office, case)
    refused(office, case, "taken back already", wrong)
    again = taken_back(office, case)
    assert (again.action_in_words, again.redone) == ("action taken back", "step done")
    assert current_case(office.repo, case) == done
    taken_back(office, case, wrong)
    assert current_case(office.repo, case)["agreement"]["goals"][0]["steps"][0]["status"] == "open"
    refused(office, case, "taken back already", wrong)


def test_a_change_by_hand_is_taken_back_too(office: Office, case: str) -> None:
    before = current_case(office.repo, case)
    commit_by_hand(office.repo.root, case, "team: nord", "team: sued")
    assert taken_back(office, case).action_in_words == "changed by hand"
    assert current_case(office.repo, case) == before


def test_what_somebody_broke_is_mended(office: Office, case: str) -> None:
    before = current_case(office.repo, case)
    commit_by_hand(office.repo.root, case, "status: open", "status: offen")
    assert taken_back(office, case).changes == ()
    assert current_case(office.repo, case) == before


def test_terms_changed_by_hand_become_those_that_were_signed(office: Office, case: str) -> None:
    before = current_case(office.repo, case)
    commit_by_hand(office.repo.root, case, "due_on: 2026-10-30", "due_on: 2026-12-18")
    taken_back(office, case)
    assert current_case(office.repo, case) == before
    refused(office, case, "only in a review")  # and not the other way round


def test_in_a_commit_of_several_cases_only_this_one_changes(office: Office, case: str) -> None:
    other = casework.opened(office, CLIENT)
    for one in (case, other):
        place = office.repo.root / path_of(one)
        place.write_text(case_text(office.repo.root, one).replace("team: nord", "team: sued"), "utf-8")
    git(office.repo.root, "commit", "-qam", "umgezogen")
    taken_back(office, other)
    assert (current_case(office.repo, case)["team"], current_case(office.repo, other)["team"]) == ("sued", "nord")


# -- closing -----------------------------------------------------------------------------------------------


def test_a_case_closed_by_mistake_is_open_again(office: Office, case: str) -> None:
    before = current_case(office.repo, case)
    now = at(office, DAYS["today"])
    pause_and_close.close(now, case, "contact_lost", now.day)
    assert "closing" in current_case(office.repo, case)
    taken_back(now, case)
    assert current_case(office.repo, case) == before
    pause_and_close.pause(now, case, now.day)


def test_a_closed_case_stays_as_it_is(office: Office, case: str) -> None:
    goals_and_steps.start_step(office, case, "1.2")
    before = head(office)
    now = at(office, DAYS["today"])
    pause_and_close.close(now, case, "contact_lost", now.day)
    refused(now, case, "is closed", before)


# -- what was signed and held ------------------------------------------------------------------------------


def test_a_signature_is_never_taken_back(office: Office, case: str) -> None:
    refused(office, case, "signed and stays")


def test_a_review_that_was_held_stays(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    review.hold(now, case, {}, review.Ending(next_on="2026-09-01", untouched_ok=True))
    refused(now, case, "was held stays")


def test_terms_of_an_issued_agreement_stay(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    goals_and_steps.change_goal(office, case, "2", {"target_on": "2026-09-30"})
    wrong = head(office)
    agreement.issue(at(office, DAYS["issued"]), case)
    refused(office, case, "only in a review", wrong)
    taken_back(office, case)  # the issue
    taken_back(office, case, wrong)
    assert current_case(office.repo, case)["agreement"]["goals"][1]["target_on"] == "2026-08-31"


def test_a_version_does_not_come_back_under_other_terms(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    agreement.withdraw(office, case)
    withdrawn = head(office)
    goals_and_steps.change_goal(office, case, "2", {"target_on": "2026-09-30"})
    refused(office, case, "The terms have changed since", withdrawn)
    taken_back(office, case)
    taken_back(office, case, withdrawn)
    assert versions(current_case(office.repo, case))[0]["terms_sha256"] == terms_sha256(current_case(office.repo, case))


# -- what later things build on ----------------------------------------------------------------------------


def test_what_was_changed_again_names_the_later_commit(office: Office, case: str) -> None:
    goals_and_steps.start_step(office, case, "1.2")
    wrong = head(office)
    by_hand.set_fields(office, case, {"team": "sued"})
    goals_and_steps.block_step(office, case, "1.2", "no_course_place")
    later = head(office)
    refused(office, case, "(“step blocked”): Step 1.2", wrong)
    refused(office, case, f"iza undo {case} {later[:10]}", wrong)


def test_an_entry_in_use_stays(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    wrong = head(office)
    added = current_case(office.repo, case)["agreement"]["goals"][1]["steps"][0]["id"]
    goals_and_steps.change_step(office, case, "1.1", {"after": [added]})
    refused(office, case, "E26", wrong)


def test_what_the_procedure_needs_stays(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    decided = next(entry.commit.id for entry in past(office, case) if entry.commit.action == "clearing.decide")
    refused(office, case, "decision of a clearing stays", decided)
    refused(office, case, "case does not go away", past(office, case)[-1].commit.id)


def test_a_consent_is_taken_back_at_once_or_not_at_all(office: Office, case: str) -> None:
    given = {"data": ["contact"], "purpose": "Kurs", "signed_by": ["client"]}
    now = at(office, DAYS["today"])
    for partner in ("sprachwerk", "vhs-albweil"):
        consent.give(now, case, given | {"partner": partner})
    first, second = current_case(office.repo, case)["consents"]
    entry = f"transmissions:\n  - {{on: {now.day}, partner: vhs-albweil, document: partner-letter, basis: consent, "
    text = case_text(office.repo.root, case) + entry + f"consent: {second['id']}, content: [contact]}}\n"
    (office.repo.root / path_of(case)).write_text(text, "utf-8")
    git(office.repo.root, "commit", "-qam", "Brief")
    newest, older = (one.commit.id for one in past(office, case) if one.commit.action == "consent.give")
    for commit in (newest, older):
        refused(now, case, "consent that was given stays", commit)
    taken_back(now, case)  # the letter, for nothing came after it
    refused(now, case, "consent that was given stays", older)
    taken_back(now, case, newest)
    taken_back(now, case, older)
    assert "consents" not in current_case(office.repo, case)
    assert (first["partner"], second["partner"]) == ("sprachwerk", "vhs-albweil")


def test_a_translation_of_another_text_goes_with_it(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    goals_and_steps.change_goal(office, case, "1", {"wish": "Ich will C1."})
    wrong = head(office)
    place = office.repo.root / path_of(case)
    wish = "      wish: Ich will C1.\n"
    text = case_text(office.repo.root, case)
    place.write_text(text.replace(wish, wish + "      i18n: {ar: {wish: أريد C1}}\n"), "utf-8")
    git(office.repo.root, "commit", "-qam", "übersetzt")
    planned = taken_back(office, case, wrong)
    assert "iza translate" in planned.notes[0]
    assert "i18n" not in current_case(office.repo, case)["agreement"]["goals"][0]


# -- which commit, and in which state ----------------------------------------------------------------------


def test_a_commit_of_another_case_is_not_this_ones(office: Office, case: str) -> None:
    other = casework.opened(office, CLIENT)
    refused(office, case, "changed nothing in", head(office))
    assert other != case


@pytest.mark.parametrize("typed", ["Amal", "Testperson", "v1", "ada", "--all", "HEAD:iza.yaml", "x\n", "0" * 40, "12345678"])
def test_what_is_no_commit_is_not_repeated_unless_it_looks_like_one(typed: str, office: Office, case: str) -> None:
    with pytest.raises(NotFound) as error:
        undo.plan_undo(office, case, typed)
    assert (typed[:10] in error.value.message) is (typed[:1] in "01")


def test_a_revision_of_git_is_a_commit_too(office: Office, case: str) -> None:
    goals_and_steps.start_step(office, case, "1.2")
    goals_and_steps.finish_step(office, case, "1.1")
    assert undo.plan_undo(office, case, "HEAD~1").action_in_words == "step begun"


def test_an_open_review_comes_first(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    goals_and_steps.start_step(now, case, "1.2")
    review.start(now, case, now.day)
    refused(now, case, "is open; close it first")


def test_a_change_by_hand_is_committed_first(office: Office, case: str) -> None:
    goals_and_steps.start_step(office, case, "1.2")
    place = office.repo.root / path_of(case)
    place.write_text(place.read_text("utf-8") + "# von Hand\n", "utf-8")
    with casework.refusal(office, "not committed yet", GitError):
        undo.plan_undo(office, case)


def test_a_merge_is_not_taken_back(office: Office, case: str) -> None:
    folder = office.repo.root
    git(folder, "switch", "-qc", "anderswo")
    goals_and_steps.start_step(office, case, "1.2")
    git(folder, "switch", "-q", "main")
    goals_and_steps.finish_step(office, case, "1.1")
    git(folder, "merge", "-q", "--no-commit", "anderswo")
    place = folder / path_of(case)
    place.write_text(place.read_text("utf-8").replace("team: nord", "team: sued"), "utf-8")
    git(folder, "commit", "-qam", "beide")
    refused(office, case, "brought together")
    assert taken_back(office, case, "HEAD^2").action_in_words == "step begun"


def test_only_a_comment_is_nothing_to_take_back(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "team: nord", "team: nord  # vorläufig")
    refused(office, case, "Nothing of what the case says")


def test_what_went_by_hand_again_is_nothing_to_take_back(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "team: nord", "team: sued")
    wrong = head(office)
    commit_by_hand(office.repo.root, case, "team: sued", "team: nord")
    refused(office, case, "Nothing is left of it", wrong)


def test_after_a_broken_version_nobody_knows_what_changed(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "client:", "client: [")
    wrong = head(office)
    commit_by_hand(office.repo.root, case, "client: [", "client:")
    refused(office, case, "could not be read", wrong)


def test_somebody_who_was_quicker_elsewhere_is_not_overwritten(office: Office, case: str) -> None:
    goals_and_steps.start_step(office, case, "1.2")
    planned = undo.plan_undo(office, case)
    by_hand.set_fields(office, case, {"team": "sued"})
    undo.land_undo(office, planned)
    after = current_case(office.repo, case)
    assert (after["team"], after["agreement"]["goals"][0]["steps"][1]["status"]) == ("sued", "open")


def test_somebody_who_was_quicker_at_the_same_place_is_told(office: Office, case: str) -> None:
    goals_and_steps.start_step(office, case, "1.2")
    planned = undo.plan_undo(office, case)
    goals_and_steps.block_step(office, case, "1.2", "no_course_place")
    with casework.refusal(office, "(“step blocked”): Step 1.2", IzaError):
        undo.land_undo(office, planned)


# -- after every kind of action ----------------------------------------------------------------------------

ACTIONS: dict[str, tuple[str, Callable[[Office, str], object]]] = {
    "clearing.schedule": ("intake", lambda o, c: clearing.schedule(o, c, "2026-05-20")),
    "clearing.hold": ("clearing_planned", lambda o, c: clearing.hold(o, c, casework.CLEARING)),
    "clearing.decide": ("clearing_held", lambda o, c: clearing.decide(o, c, "agreement", ["goals_feasible"])),
    "goal.add": ("drafting", lambda o, c: goals_and_steps.add_goal(o, c, casework.WORK_GOAL)),
    "goal.drop": ("drafting", lambda o, c: goals_and_steps.drop_goal(o, c, "2", "no_longer_relevant")),
    "step.add": ("drafting", lambda o, c: goals_and_steps.add_step(o, c, "1", casework.STEP)),
    "step.cancel": ("drafting", lambda o, c: goals_and_steps.cancel_step(o, c, "1.2")),
    "agreement.issue": ("drafting", agreement.issue),
    "agreement.withdraw": ("issued", agreement.withdraw),
    "review.cancel": ("active", lambda o, c: review_calendar.cancel(o, c, "client", "2026-07-07")),
    "pause": ("active", lambda o, c: pause_and_close.pause(o, c, o.day)),
    "resume": ("paused", lambda o, c: pause_and_close.resume(o, c, "2026-04-30")),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_taken_back_and_made_again(action: str, county: Path) -> None:
    office = casework.office_in(county)
    start, act = ACTIONS[action]
    case = casework.STATES[start](office, client())
    before, text = current_case(office.repo, case), case_text(county, case)
    act(office, case)
    after = current_case(office.repo, case)
    assert past(office, case)[0].commit.action == action
    taken_back(office, case)
    assert (current_case(office.repo, case), case_text(county, case)) == (before, text)
    taken_back(office, case)
    assert current_case(office.repo, case) == after
    assert case_ids.path_of(case) in git(county, "show", "--format=", "--name-only", "HEAD")
