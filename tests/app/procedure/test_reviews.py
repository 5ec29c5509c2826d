"""A review is a change set: kept privately while it is open, landed as one commit, or dropped."""

from __future__ import annotations

from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, at, git, refusal

from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, pause_and_close, review, review_calendar
from iza.app.procedure.agreement_status import agreement_status
from iza.app.procedure.open_review import untouched_steps
from iza.errors import InvalidData, NotFound
from iza.model.phases import Phase, phase
from iza.store.current_case import current_case

NEXT = review.Ending(next_on="2026-09-29", untouched_ok=True)


def _last_commit(office: Office) -> list[str]:
    form = "%s%n%(trailers:key=Iza-Action,valueonly,separator=%x20)%n%(trailers:key=Iza-Review,valueonly,separator=%x20)"
    return git(office.repo.root, "log", "-1", f"--format={form}", "--name-only").split()


# -- one change set ----------------------------------------------------------------------------------


def test_everything_in_between_is_one_commit(talk: Office, case: str) -> None:
    head = git(talk.repo.root, "rev-parse", "HEAD")
    goals_and_steps.finish_step(talk, case, "1.1", "2026-06-20")
    goals_and_steps.change_step(talk, case, "1.2", {"due_on": "2026-11-13"})
    goals_and_steps.add_step(talk, case, "2", casework.STEP | {"due_on": "2026-08-14"})
    goals_and_steps.goal_status(talk, case, "2", "in_progress")
    assert git(talk.repo.root, "rev-parse", "HEAD") == head
    ending = review.Ending(next_on="2026-09-29", reason="Der Kurs beginnt später.", untouched_ok=True)
    outcome = review.hold(talk, case, {"client_view": "Es geht gut."}, ending)
    assert git(talk.repo.root, "rev-list", "--count", f"{head.strip()}..").strip() == "1"
    assert _last_commit(talk)[-3:] == ["review.hold", outcome.data["review"], casework.path_of(case)]
    assert git(talk.repo.root, "status", "--porcelain") == ""
    found = current_case(talk.repo, case)
    held, following = found["reviews"]
    assert (held["status"], held["held_on"], held["result"]) == ("held", DAYS["review"], "amend")
    assert (following["status"], following["planned_on"]) == ("planned", "2026-09-29")
    version = found["agreement"]["versions"][1]
    assert version == {
        "number": 2, "reason": "Der Kurs beginnt später.", "review": held["id"], "issued_on": DAYS["review"],
        "terms_sha256": agreement_status(talk, case).terms_sha256, "terms_rule": 2,
        "sheet_sha256": version["sheet_sha256"],
    }  # fmt: skip
    assert casework.errors(talk, case) == []


def test_without_changed_terms_there_is_no_new_version(talk: Office, case: str) -> None:
    goals_and_steps.finish_step(talk, case, "1.1", "2026-06-20")
    assert review.hold(talk, case, {}, NEXT).data["version"] is None
    assert current_case(talk.repo, case)["reviews"][0]["result"] == "continue"
    assert len(current_case(talk.repo, case)["agreement"]["versions"]) == 1


def test_findings_by_number_reach_goals_and_steps(talk: Office, case: str) -> None:
    goals_and_steps.block_step(talk, case, "1.2", "cost")
    record = {
        "goals": {"1": {"status": "partly_achieved", "scale": 0, "text": "A2 ist geschafft."}, 2: {"status": "achieved"}},
        "steps": {
            "1.1": {"status": "done", "text": "im Mai"},
            "1.2": {"status": "blocked", "blocked_by": "childcare_missing"},
            "2.1": {"text": "läuft"},
        },
        "helped": "Die Lerngruppe.",
    }  # fmt: skip
    held_later = at(talk, "2026-07-02")  # written down two days after the talk
    review.hold(held_later, case, record, NEXT)
    found = current_case(talk.repo, case)
    first, second = found["agreement"]["goals"]
    assert (first["status"], second["status"], second["closed_on"]) == ("partly_achieved", "achieved", DAYS["review"])
    done, blocked = first["steps"]
    assert (done["status"], done["done_on"]) == ("done", DAYS["review"])
    assert (blocked["status"], blocked["blocked_by"]) == ("blocked", "childcare_missing")
    said = found["reviews"][0]
    assert said["goals"][first["id"]] == {"status": "partly_achieved", "scale": 0, "text": "A2 ist geschafft."}
    assert said["steps"] == {
        done["id"]: {"status": "done", "text": "im Mai"},
        blocked["id"]: {"status": "blocked", "blocked_by": "childcare_missing"},
        second["steps"][0]["id"]: {"status": "open", "text": "läuft"},
    }
    assert casework.errors(held_later, case) == []


def test_a_step_a_review_finds_blocked_is_so_since_the_talk(talk: Office, case: str) -> None:
    record = {"steps": {"1.2": {"status": "blocked", "blocked_by": "childcare_missing"}}}
    review.hold(at(talk, "2026-07-02"), case, record, NEXT)  # written down two days after the talk
    step = current_case(talk.repo, case)["agreement"]["goals"][0]["steps"][1]
    assert (step["status"], step["blocked_by"]) == ("blocked", "childcare_missing")
    assert step["blocked_since"] == DAYS["review"]


@pytest.mark.parametrize(
    "record",
    [
        {"steps": ["1.1"]},
        {"steps": {"1.1": "done"}},
        {"steps": {"1.1": {"status": ["done"]}}},
        {"steps": {"1.1": {"status": "finished"}}},
        {"goals": "alle"},
        {"goals": {"1": {"status": 3}}},
        {"held_on": 20260630},
        {"held_on": "30.06.2026"},
        {"participants": "alle"},
        {"satisfied": True},
        {"client_view": "x" * 100_000},
    ],
)
def test_a_record_of_another_form_is_refused_and_the_review_stays_as_it_was(
    record: dict[str, Any], talk: Office, case: str
) -> None:
    goals_and_steps.finish_step(talk, case, "1.1", "2026-06-20")
    with refusal(talk, error=InvalidData):
        review.hold(talk, case, record, NEXT)
    review.hold(talk, case, {}, NEXT)
    assert current_case(talk.repo, case)["agreement"]["goals"][0]["steps"][0]["status"] == "done"


@pytest.mark.parametrize("record", [{"steps": {"7.1": {}}}, {"goals": {"7": {}}}])
def test_a_step_or_goal_nobody_knows_is_named(record: dict[str, Any], talk: Office, case: str) -> None:
    with refusal(talk, "7", NotFound):
        review.hold(talk, case, record, NEXT)


# -- nothing is passed over --------------------------------------------------------------------------


def test_steps_not_talked_about_are_listed_and_hold_the_review_open(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    assert review.start(now, case, now.day).data["open_steps"] == ["1.1", "1.2", "2.1"]
    goals_and_steps.start_step(now, case, "1.2")
    assert untouched_steps(now, case) == ["1.1", "2.1"]
    with refusal(now, "1.1, 2.1"):
        review.hold(now, case, {}, review.Ending(next_on="2026-09-29"))
    assert review.discuss(now, case, ["2.1"]).data["untouched"] == ["1.1"]
    with refusal(now, "--untouched-ok"):
        review.hold(now, case, {}, review.Ending(next_on="2026-09-29"))
    with refusal(now, "9.9", NotFound):
        review.discuss(now, case, ["9.9"])
    review.hold(now, case, {"steps": {"1.1": {"text": "wartet"}}}, review.Ending(next_on="2026-09-29"))
    assert len(current_case(office.repo, case)["reviews"][0]["steps"]) == 3


def test_with_untouched_ok_it_closes_all_the_same(talk: Office, case: str) -> None:
    review.hold(talk, case, {}, NEXT)
    assert "steps" not in current_case(talk.repo, case)["reviews"][0]


def test_steps_that_are_done_or_whose_goal_is_closed_need_no_word(office: Office, case: str) -> None:
    goals_and_steps.finish_step(at(office, "2026-06-01"), case, "1.1")
    goals_and_steps.goal_status(at(office, "2026-06-01"), case, "2", "not_achieved")
    now = at(office, DAYS["review"])
    assert review.start(now, case, now.day).data["open_steps"] == ["1.2"]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ({}, "When is the next review"),
        ({"result": "continue"}, "When is the next review"),
        ({"result": "fulfilled"}, "no_further_support_needed"),
        ({"result": "fulfilled", "fulfilled_reason": "goals_achieved"}, "still open"),
        ({"result": "fulfilled", "fulfilled_reason": "no_further_support_needed", "next_on": "2026-09-29"}, "no next"),
    ],
)
def test_an_ending_that_does_not_fit_is_refused(ending: dict[str, Any], said: str, talk: Office, case: str) -> None:
    goals_and_steps.finish_step(talk, case, "1.1", "2026-06-20")
    with refusal(talk, said):
        review.hold(talk, case, {}, review.Ending(untouched_ok=True, **ending))


def test_the_next_review_is_after_this_one(talk: Office, case: str) -> None:
    with refusal(talk, "not after", InvalidData):
        review.hold(talk, case, {}, review.Ending(next_on=DAYS["review"], untouched_ok=True))


def test_changed_terms_need_a_reason(talk: Office, case: str) -> None:
    goals_and_steps.change_goal(talk, case, "1", {"indicator": "Zertifikat B1 oder B2"})
    with refusal(talk, "--reason"):
        review.hold(talk, case, {}, NEXT)
    review.hold(talk, case, {"reason": "Auf Wunsch."}, NEXT)
    assert current_case(talk.repo, case)["agreement"]["versions"][1]["reason"] == "Auf Wunsch."


def test_a_review_planned_while_it_is_open_is_the_next_one(talk: Office, case: str) -> None:
    review_calendar.schedule(talk, case, "2026-09-22", time="09:30")
    review.hold(talk, case, {}, review.Ending(untouched_ok=True))
    held, following = current_case(talk.repo, case)["reviews"]
    assert (held["planned_on"], held["status"]) == (DAYS["review"], "held")
    assert (following["planned_on"], following["time"], following["status"]) == ("2026-09-22", "09:30", "planned")


def test_results_after_which_nothing_is_due_at_once(talk: Office, case: str) -> None:
    review.hold(talk, case, {}, review.Ending(result="pause", untouched_ok=True))
    assert [one["status"] for one in current_case(talk.repo, case)["reviews"]] == ["held"]


def test_fulfilled_when_every_goal_is_closed(talk: Office, case: str) -> None:
    record = {"goals": {"1": {"status": "achieved"}, "2": {"status": "not_achieved"}}}
    review.hold(talk, case, record, review.Ending(result="fulfilled", untouched_ok=True))
    assert phase(current_case(talk.repo, case), talk.today) is Phase.FULFILLED
    assert current_case(talk.repo, case)["reviews"][0]["fulfilled_reason"] == "goals_achieved"
    pause_and_close.close(talk, case, "goals_achieved", talk.day)
    assert casework.errors(talk, case) == []


def test_review_after_review_until_it_is_fulfilled(office: Office, case: str) -> None:
    for day, following, due in (("2026-06-30", "2026-08-03", "2026-11-02"), ("2026-08-03", "2026-10-05", "2026-11-09")):
        now = at(office, day)
        review.start(now, case, day)
        goals_and_steps.change_step(now, case, "1.2", {"due_on": due})
        review.hold(now, case, {"reason": "braucht länger"}, review.Ending(next_on=following, untouched_ok=True))
        agreement.sign(now, case, day, "Albweil")
        assert agreement_status(now, case).unchanged
    last = at(office, "2026-10-05")
    review.start(last, case, last.day)
    ending = review.Ending(result="fulfilled", fulfilled_reason="no_further_support_needed", untouched_ok=True)
    review.hold(last, case, {}, ending)
    found = current_case(office.repo, case)
    assert [version["number"] for version in found["agreement"]["versions"]] == [1, 2, 3]
    assert all("signed_on" in version for version in found["agreement"]["versions"])
    assert [one["status"] for one in found["reviews"]] == ["held"] * 3
    assert phase(found, last.today) is Phase.FULFILLED


def test_an_amendment_that_was_never_signed_makes_room_for_the_next(office: Office) -> None:
    case = casework.STATES["amended"](office, CLIENT)
    now = at(office, "2026-07-14")
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-23"})
    review.hold(now, case, {"reason": "noch später"}, NEXT)
    one, two = current_case(office.repo, case)["agreement"]["versions"]
    assert (one["number"], two["number"], two["reason"]) == (1, 2, "noch später")
    agreement.sign(now, case, now.day, "Albweil")
    assert casework.errors(now, case) == []
