"""What was agreed may be given up in a review only, as a new version; what was issued by an older rule stays provable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, case_text, commit_by_hand, git, office_in, refusal

from iza.app.changing import by_hand, undo
from iza.app.letters import render
from iza.app.letters.sheet import Issue
from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, review
from iza.app.procedure.agreement_status import agreement_status
from iza.app.procedure.open_review import untouched_steps
from iza.app.trail import paper_check
from iza.app.trail.paper_check import PaperState
from iza.app.trail.verify import verify
from iza.errors import InvalidData, Refused, UsageError
from iza.history.terms import holds, terms_sha256
from iza.model import lookup
from iza.model.terms import RULE, rule_of, same, terms
from iza.store.current_case import current_case

ENDING = review.Ending(next_on="2026-09-29", reason="Das Praktikum ist nicht mehr nötig.", untouched_ok=True)
GIVE_UP: dict[str, Callable[[Office, str], object]] = {
    "a goal dropped": lambda o, c: goals_and_steps.drop_goal(o, c, "2", "no_longer_relevant"),
    "a goal replaced": lambda o, c: goals_and_steps.goal_status(o, c, "2", "replaced"),
    "a step cancelled": lambda o, c: goals_and_steps.cancel_step(o, c, "1.2"),
    "a goal dropped in the file": lambda o, c: in_file(o, c, "status: open\n      steps", "status: dropped\n      steps"),
    "a step cancelled in the file": lambda o, c: in_file(o, c, "          status: open", "          status: cancelled"),
    "a goal dropped by a field": lambda o, c: goals_and_steps.change_goal(o, c, "2", {"status": "dropped", "dropped_reason": "unrealistic"}),
}


def in_file(office: Office, case: str, old: str, new: str) -> None:
    """Edit the file of a case as `iza edit` does."""
    opened = by_hand.begin(office, case)
    assert old in opened.text
    by_hand.land(office, opened, opened.text.replace(old, new, 1))


def fresh(office: Office, day: str = DAYS["review"]) -> Office:
    """The office as the next command sees it."""
    return office_in(office.repo.root, day)


def held(office: Office, case: str, give_up: Callable[[Office, str], object], ending: review.Ending = ENDING) -> Office:
    """A review in which something is given up."""
    now = fresh(office)
    review.start(now, case, now.day)
    give_up(now, case)
    review.hold(now, case, {}, ending)
    return fresh(office)


def signed(office: Office, case: str) -> Office:
    agreement.sign(fresh(office), case, DAYS["review"], "Albweil")
    return fresh(office)


def alarms(office: Office) -> list[str]:
    """The codes `iza verify` gives."""
    return [alarm.code for alarm in verify(fresh(office)).findings]


@pytest.fixture
def older(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Office, str]:
    """A signed agreement of an older iza, with a step that was cancelled and a goal that was dropped any day."""
    bond: Callable[..., Any] = lambda case: {"terms_sha256": terms_sha256(case, 1)}  # noqa: E731
    monkeypatch.setattr(agreement, "bond", bond)
    case = casework.active(office, CLIENT)
    monkeypatch.undo()
    goal, step = current_case(office.repo, case)["agreement"]["goals"][1], current_case(office.repo, case)["agreement"]["goals"][0]["steps"][1]
    _progress(office, case, step["id"], "cancelled", "step.cancel")
    _progress(office, case, goal["id"], "dropped", "goal.drop")
    return fresh(office), case


def _progress(office: Office, case: str, entry: str, status: str, action: str) -> None:
    text = case_text(office.repo.root, case)
    _head, found, tail = text.partition(f"id: {entry}\n")
    said = f"{case}: x\n\nIza-Action: {action}\nIza-Case: {case}\n"
    commit_by_hand(office.repo.root, case, found + tail, found + tail.replace("status: open", f"status: {status}", 1), said)


# -- only in a review ------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", GIVE_UP)
@pytest.mark.parametrize("state", ["issued", "active", "amended"])
def test_outside_a_review_nothing_agreed_is_given_up(state: str, how: str, office: Office) -> None:
    case = casework.STATES[state](office, CLIENT)
    now = fresh(office)
    with refusal(now, "iza "):
        GIVE_UP[how](now, case)


@pytest.mark.parametrize("how", GIVE_UP)
def test_in_a_review_it_makes_a_version_with_a_reason(how: str, office: Office, case: str) -> None:
    now = fresh(office)
    review.start(now, case, now.day)
    GIVE_UP[how](now, case)
    with refusal(now, "needs a reason"):
        review.hold(now, case, {}, review.Ending(next_on="2026-09-29", untouched_ok=True))
    review.hold(now, case, {}, ENDING)
    first, second = current_case(now.repo, case)["agreement"]["versions"]
    assert (second["number"], second["reason"], second["terms_rule"]) == (2, ENDING.reason, RULE)
    assert holds(current_case(now.repo, case), second)
    assert not holds(current_case(now.repo, case), first)
    assert casework.errors(now, case) == []
    assert alarms(office) == []


def test_the_reason_of_a_cancelled_step_is_that_of_the_version(office: Office, case: str) -> None:
    def with_reasons(now: Office, case: str) -> None:
        goals_and_steps.cancel_step(now, case, "1.1", "Der Kurs ist gebucht.")
        goals_and_steps.start_step(now, case, "2.1")
        goals_and_steps.cancel_step(now, case, "1.2", "Sie lernt zu Hause.")

    ending = review.Ending(next_on="2026-09-29", untouched_ok=True)
    held(office, case, with_reasons, ending)
    assert current_case(fresh(office).repo, case)["agreement"]["versions"][1]["reason"] == "Der Kurs ist gebucht. Sie lernt zu Hause."


def test_no_reason_is_typed_in_vain(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    with refusal(office, "no reason is kept", UsageError):
        goals_and_steps.cancel_step(office, case, "1.2", "x")
    goals_and_steps.cancel_step(office, case, "1.2")


def test_a_finding_of_the_review_gives_up_too(office: Office, case: str) -> None:
    now = fresh(office)
    review.start(now, case, now.day)
    review.hold(now, case, {"goals": {"2": {"status": "dropped"}}, "steps": {"1.2": {"status": "cancelled"}}}, ENDING)
    assert [version["number"] for version in current_case(now.repo, case)["agreement"]["versions"]] == [1, 2]


@pytest.mark.parametrize("again", ["open", "in_progress", "achieved"])
def test_what_was_given_up_comes_back_in_a_review_only(again: str, office: Office, case: str) -> None:
    held(office, case, GIVE_UP["a goal dropped"])
    now = signed(office, case)
    with refusal(now, "iza review start"):
        goals_and_steps.goal_status(now, case, "2", again)
    held(office, case, lambda o, c: goals_and_steps.goal_status(o, c, "2", again), ENDING)
    assert [version["number"] for version in current_case(fresh(office).repo, case)["agreement"]["versions"]] == [1, 2, 3]
    assert alarms(office) == []


@pytest.mark.parametrize("begin", [goals_and_steps.start_step, goals_and_steps.finish_step])
def test_a_cancelled_step_is_begun_again_in_a_review_only(begin: Callable[..., object], office: Office, case: str) -> None:
    now = held(office, case, GIVE_UP["a step cancelled"])
    with refusal(now, "iza review start"):
        begin(now, case, "1.2")


def test_taking_it_back_before_it_is_signed_leaves_the_signed_version(office: Office, case: str) -> None:
    held(office, case, GIVE_UP["a step cancelled"])
    held(office, case, lambda o, c: goals_and_steps.start_step(o, c, "1.2"))
    assert [version["number"] for version in current_case(fresh(office).repo, case)["agreement"]["versions"]] == [1]
    assert alarms(office) == []


def test_what_came_in_the_same_review_just_leaves_it(office: Office, case: str) -> None:
    def come_and_go(now: Office, case: str) -> None:
        goals_and_steps.add_goal(now, case, casework.WORK_GOAL)
        goals_and_steps.drop_goal(now, case, "3", "unrealistic")
        goals_and_steps.add_step(now, case, "1", casework.STEP)
        goals_and_steps.cancel_step(now, case, "1.3")

    held(office, case, come_and_go, review.Ending(next_on="2026-09-29", untouched_ok=True))
    assert len(current_case(fresh(office).repo, case)["agreement"]["versions"]) == 1


def test_an_agreement_of_which_no_goal_is_left_is_ended_and_not_adjusted(office: Office, case: str) -> None:
    now = fresh(office)
    review.start(now, case, now.day)
    for goal in ("1", "2"):
        goals_and_steps.drop_goal(now, case, goal, "client_no_longer_wants")
    with refusal(now, "iza close"):
        review.hold(now, case, {}, ENDING)
    goals_and_steps.add_goal(now, case, casework.WORK_GOAL | {"target_on": "2026-12-31"})
    review.hold(now, case, {}, ENDING)
    assert casework.errors(now, case) == []


def test_the_review_that_ends_the_agreement_gives_nothing_up(office: Office, case: str) -> None:
    now = fresh(office)
    review.start(now, case, now.day)
    goals_and_steps.goal_status(now, case, "1", "achieved")
    goals_and_steps.drop_goal(now, case, "2", "unrealistic")
    ending = review.Ending(result="fulfilled", reason="x", untouched_ok=True)
    with refusal(now, "not_achieved"):
        review.hold(now, case, {}, ending)
    goals_and_steps.goal_status(now, case, "2", "not_achieved")
    review.hold(now, case, {}, ending)
    assert len(current_case(now.repo, case)["agreement"]["versions"]) == 1


@pytest.mark.parametrize("status", ["achieved", "not_achieved", "paused", "partly_achieved"])
def test_how_a_goal_ended_leaves_what_was_agreed(status: str, office: Office, case: str) -> None:
    before = terms(current_case(office.repo, case))
    goals_and_steps.goal_status(office, case, "2", status)
    goals_and_steps.finish_step(office, case, "1.1")
    assert terms(current_case(office.repo, case)) == before
    assert agreement_status(office, case).unchanged


# -- numbers ---------------------------------------------------------------------------------------------


def test_the_numbers_of_all_others_stay_with_the_terms(office: Office, case: str) -> None:
    held(office, case, GIVE_UP["a goal dropped"])
    now = signed(office, case)
    goals = current_case(now.repo, case)["agreement"]["goals"]
    assert terms(current_case(now.repo, case))["goals"][1] == {"id": goals[1]["id"]}
    with refusal(now, "iza review start"):
        in_file(now, case, case_text(now.repo.root, case).partition(f"    - id: {goals[1]['id']}")[1], "    - id: g-zzzz")


# -- the proof -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["issued", "active"])
@pytest.mark.parametrize(("entry", "status"), [("goal", "dropped"), ("goal", "replaced"), ("step", "cancelled")])
def test_a_commit_with_plain_git_is_named(entry: str, status: str, state: str, office: Office) -> None:
    case = casework.STATES[state](office, CLIENT)
    goal = current_case(office.repo, case)["agreement"]["goals"][0]
    _progress(office, case, goal["id"] if entry == "goal" else goal["steps"][0]["id"], status, f"{entry}.status")
    assert {"V01", "V15"} <= set(alarms(office))
    assert "E69" in casework.errors(fresh(office), case)
    assert not agreement_status(fresh(office), case).unchanged


def test_an_older_rule_beside_the_version_proves_nothing(office: Office, case: str) -> None:
    step = current_case(office.repo, case)["agreement"]["goals"][0]["steps"][0]["id"]
    text = case_text(office.repo.root, case)
    commit_by_hand(office.repo.root, case, "      terms_rule: 2\n", "")
    assert alarms(office) == ["V06"]
    git(office.repo.root, "reset", "-q", "--hard", "HEAD~")
    assert case_text(office.repo.root, case) == text
    _progress(office, case, step, "cancelled", "step.cancel")
    commit_by_hand(office.repo.root, case, "      terms_rule: 2\n", "      terms_rule: 1\n")
    assert {"V01", "V06"} <= set(alarms(office))


def test_a_rule_nobody_knows_is_named_with_its_line(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "terms_rule: 2", "terms_rule: 3")
    with pytest.raises(InvalidData, match=r"[Rr]ule of the checksum.* 2"):
        current_case(fresh(office).repo, case)
    assert "V14" in alarms(office)


# -- older histories -------------------------------------------------------------------------------------


def test_what_an_older_rule_allowed_raises_no_alarm(older: tuple[Office, str]) -> None:
    office, case = older
    (version,) = current_case(office.repo, case)["agreement"]["versions"]
    assert rule_of(version) == 1
    assert alarms(office) == []
    assert casework.errors(office, case) == []
    status = agreement_status(office, case)
    assert (status.unchanged, status.changes, status.versions[0].in_history) == (True, (), True)
    assert paper_check.judge(office, case, version["terms_sha256"][:12]).state is PaperState.CURRENT
    assert given_out(office, case).is_recorded
    assert render.paper(office, case, "agreement").view.record == version


def given_out(office: Office, case: str) -> Issue:
    """How version 1 was issued, as its paper is printed again."""
    issue = render.paper(office, case, "agreement", version=1).issue
    assert issue
    return issue


def test_from_the_next_version_on_the_rule_of_today_counts(older: tuple[Office, str]) -> None:
    office, case = older
    with refusal(office, "iza review start"):
        goals_and_steps.cancel_step(office, case, "1.1")
    held(office, case, lambda o, c: goals_and_steps.cancel_step(o, c, "1.1"))
    first, second = current_case(fresh(office).repo, case)["agreement"]["versions"]
    assert ("terms_rule" not in first, second["terms_rule"]) == (True, 2)
    status = agreement_status(fresh(office), case)
    assert [version.is_current for version in status.versions] == [False, True]
    assert next(change.sentence for change in status.changes or ()).startswith("Step 1.1")
    judged = paper_check.judge(fresh(office), case, first["terms_sha256"][:12])
    assert (judged.state, len(judged.changes or ())) == (PaperState.SUPERSEDED, 1)
    assert given_out(fresh(office), case).is_recorded
    assert alarms(office) == []
    signed(office, case)
    step = current_case(office.repo, case)["agreement"]["goals"][0]["steps"][1]["id"]
    text = case_text(office.repo.root, case)
    _head, mark, tail = text.partition(f"id: {step}\n")
    commit_by_hand(office.repo.root, case, mark + tail, mark + tail.replace("status: cancelled", "status: open", 1))
    assert "V01" in alarms(office)


def test_an_open_review_is_no_unchanged_agreement_under_an_older_rule(older: tuple[Office, str]) -> None:
    office, case = older
    review.start(office, case, office.day)
    assert agreement_status(office, case).unchanged
    assert untouched_steps(office, case) == ["1.1"]
    goals_and_steps.cancel_step(office, case, "1.1")
    status = agreement_status(office, case)
    assert (status.unchanged, len(status.changes or ())) == (False, 1)
    assert render.paper(office, case, "agreement").view.record is None


def test_a_review_without_a_change_issues_nothing_under_an_older_rule(older: tuple[Office, str]) -> None:
    office, case = older
    held(office, case, lambda o, c: goals_and_steps.finish_step(o, c, "1.1"), review.Ending(next_on="2026-09-29", untouched_ok=True))
    assert len(current_case(fresh(office).repo, case)["agreement"]["versions"]) == 1
    assert alarms(office) == []


def test_reopening_what_an_older_rule_let_go_is_what_was_signed(older: tuple[Office, str]) -> None:
    office, case = older
    with refusal(office, "iza review start"):
        goals_and_steps.start_step(office, case, "1.2")
    held(office, case, lambda o, c: [goals_and_steps.start_step(o, c, "1.2"), goals_and_steps.goal_status(o, c, "2", "open")])
    assert len(current_case(fresh(office).repo, case)["agreement"]["versions"]) == 1
    assert agreement_status(fresh(office), case).unchanged
    assert alarms(office) == []


def test_giving_up_under_an_older_rule_is_taken_back_in_a_review(older: tuple[Office, str]) -> None:
    office, case = older
    with pytest.raises(Refused) as refused:
        undo.plan_undo(office, case)
    assert "iza review start" in refused.value.hint


def test_both_rules_say_the_same_where_nothing_is_given_up(office: Office, case: str) -> None:
    found = current_case(office.repo, case)
    assert terms(found, 1) == terms(found, 2)
    assert same(found, found)
    assert lookup.versions(found)[0]["terms_sha256"] == terms_sha256(found, 1)

