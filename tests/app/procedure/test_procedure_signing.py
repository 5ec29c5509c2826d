"""Issuing, signing, pausing, closing: what the procedure demands of an agreement in force, on real cases."""

from __future__ import annotations

import casework
import pytest
from casework import CLIENT, DAYS, LANGUAGE_GOAL, at, errors, refusal

from iza.app.changing import by_hand
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, goals_and_steps, pause_and_close
from iza.app.procedure.agreement_status import agreement_status
from iza.errors import InvalidData, UsageError
from iza.model.phases import Phase, phase
from iza.store.current_case import current_case

# -- issuing and signing -----------------------------------------------------------------------------


def test_no_signing_without_a_first_review_after_it_and_within_six_months(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    now = at(office, DAYS["signed"])
    with refusal(now, "--review-on"):
        agreement.sign(now, case, now.day, "Albweil")
    for too_early in (DAYS["signed"], "2026-03-31"):
        with refusal(now, "not after", InvalidData):
            agreement.sign(now, case, now.day, "Albweil", review_on=too_early)
    with refusal(now, "E13"):
        agreement.sign(now, case, now.day, "Albweil", review_on="2026-10-02")
    agreement.sign(now, case, now.day, "Albweil", review_on="2026-10-01")
    assert [(one["planned_on"], one["status"]) for one in current_case(office.repo, case)["reviews"]] == [("2026-10-01", "planned")]


def test_who_took_part_signs_or_there_is_a_reason(office: Office) -> None:
    case = casework.issued(office, CLIENT, interpreter="D-AR-04")
    now = at(office, DAYS["signed"])
    with refusal(now, "E22"):
        agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"], signed=["client", "caseworker"])
    with refusal(now, "does not sign", UsageError):
        agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"], missing={"mentor": "war verreist"})
    with refusal(now, "E6", InvalidData):
        agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"], missing={"interpreter": ""})
    missing = {"interpreter": "Termin ohne Dolmetscherin"}
    agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"], missing=missing)
    version = current_case(office.repo, case)["agreement"]["versions"][0]
    assert [one["role"] for one in version["signatures"]] == ["client", "caseworker"]
    assert version["missing"] == [{"role": "interpreter", "ref": "D-AR-04", "reason": "Termin ohne Dolmetscherin"}]


@pytest.mark.parametrize("who", [{"role": "deputy", "ref": "elz"}, None])
def test_the_service_signs_even_if_a_deputy_held_the_clearing(who: dict[str, str] | None, office: Office) -> None:
    case = casework.invited(office, CLIENT)
    table = [{"role": "client"}, *([who] if who else [])]
    clearing.hold(at(office, DAYS["clearing"]), case, casework.CLEARING | {"participants": table})
    clearing.decide(at(office, DAYS["decided"]), case, "agreement", ["goals_feasible"])
    goals_and_steps.add_goal(at(office, DAYS["decided"]), case, LANGUAGE_GOAL)
    agreement.issue(at(office, DAYS["issued"]), case)
    agreement.sign(at(office, DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    signatures = current_case(office.repo, case)["agreement"]["versions"][0]["signatures"]
    assert [(one["role"], one.get("ref")) for one in signatures] == [
        ("client", None), ("caseworker", "kue"), *([("deputy", "elz")] if who else []),
    ]  # fmt: skip


def test_goals_lie_ahead_of_the_signing(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    late = at(office, "2026-09-01")
    with refusal(late, "E11"):
        agreement.sign(late, case, "2026-09-01", "Albweil", review_on="2026-11-02")


def test_what_is_issued_is_frozen_until_it_is_withdrawn(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    now = at(office, DAYS["issued"])
    before = agreement_status(now, case)
    with refusal(now, "only in a review"):
        by_hand.set_fields(now, case, {"agreement.goals.0.indicator": "anders"})
    agreement.withdraw(now, case)
    goals_and_steps.change_goal(now, case, "1", {"indicator": "Zertifikat B1 liegt vor."})
    agreement.issue(now, case)
    after = agreement_status(now, case)
    assert before.unchanged
    assert after.unchanged
    assert before.terms_sha256 != after.terms_sha256
    assert [version.number for version in after.versions] == [1]


def test_terms_changed_with_plain_git_behind_the_paper_are_not_signed(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    casework.commit_by_hand(office.repo.root, case, "Zertifikat liegt vor.", "Zertifikat C1 liegt vor.")
    now = at(office, DAYS["signed"])
    assert not agreement_status(now, case).unchanged
    with refusal(now, "iza agreement withdraw"):
        agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"])


def test_progress_may_change_any_day_but_terms_may_not(office: Office) -> None:
    case = casework.active(office, CLIENT)
    goals_and_steps.change_step(office, case, "1.2", {"note": "rief an", "support": "Lerngruppe am Abend"})
    goals_and_steps.change_goal(office, case, "1", {"priority": 1, "note": "zuerst"})
    goals_and_steps.change_goal(office, case, "1", {"status": "achieved", "priority": 2}, "2026-05-02")
    goal = current_case(office.repo, case)["agreement"]["goals"][0]
    assert (goal["status"], goal["closed_on"], goal["priority"]) == ("achieved", "2026-05-02", 2)
    assert agreement_status(office, case).unchanged
    earlier = {"due_on": "2026-06-11"}
    for step_terms in (earlier, {"text": "anders"}, {"responsible": "client"}, {"note": "und", **earlier}):
        with refusal(office, "iza review start"):
            goals_and_steps.change_step(office, case, "2.1", step_terms)
    for goal_terms in ({"goal": "anders bis 2026"}, {"indicator": "anders"}, {"target_on": "2026-12-01"}, {"area": "work"}):
        with refusal(office, "iza review start"):
            goals_and_steps.change_goal(office, case, "1", goal_terms)


def test_what_belonged_to_an_earlier_status_of_a_step_goes_with_it(office: Office) -> None:
    case = casework.active(office, CLIENT)
    goals_and_steps.block_step(office, case, "1.1", "no_course_place", "2026-05-01")
    with refusal(office, "still to come", InvalidData):
        goals_and_steps.finish_step(office, case, "1.1", "2026-11-17")
    goals_and_steps.finish_step(office, case, "1.1")
    assert current_case(office.repo, case)["agreement"]["goals"][0]["steps"][0] | {"id": ""} == {
        "id": "", "text": "Platz im Kurs zusagen", "responsible": {"role": "partner", "ref": "sprachwerk"},
        "due_on": "2026-05-15", "status": "done", "done_on": "2026-11-16",
    }  # fmt: skip
    goals_and_steps.start_step(office, case, "1.1")
    assert "done_on" not in current_case(office.repo, case)["agreement"]["goals"][0]["steps"][0]


# -- pause and end -----------------------------------------------------------------------------------


def test_a_pause_ends_by_itself_or_when_somebody_takes_the_case_up_again(office: Office) -> None:
    case = casework.active(office, CLIENT)
    pause_and_close.pause(office, case, "2026-11-01", "2026-11-30")
    assert phase(current_case(office.repo, case), at(office, "2026-11-30").today) is Phase.PAUSED
    assert phase(current_case(office.repo, case), at(office, "2026-12-01").today) is Phase.ACTIVE
    pause_and_close.resume(office, case, office.day)
    assert current_case(office.repo, case)["pauses"] == [{"since": "2026-11-01", "until": "2026-11-15"}]
    assert phase(current_case(office.repo, case), office.today) is Phase.ACTIVE
    pause_and_close.pause(office, case, office.day)
    pause_and_close.resume(office, case, office.day)
    assert current_case(office.repo, case)["pauses"] == [{"since": "2026-11-01", "until": "2026-11-15"}]
    with refusal(office, "E27"):
        pause_and_close.pause(office, case, "2026-11-20", "2026-11-19")


def test_fulfilled_means_signed_with_every_goal_closed_or_no_more_need(office: Office) -> None:
    unsigned = casework.issued(office, CLIENT)
    for reason in ("goals_achieved", "no_further_support_needed"):
        with refusal(office, "signed agreement"):
            pause_and_close.close(office, unsigned, reason, office.day)
    case = casework.active(office, casework.born("1990-02-03"))
    with refusal(office, "still open"):
        pause_and_close.close(office, case, "goals_achieved", office.day)
    goals_and_steps.goal_status(office, case, "1", "achieved")
    goals_and_steps.goal_status(office, case, "2", "not_achieved")
    pause_and_close.close(office, case, "goals_achieved", office.day)
    assert phase(current_case(office.repo, case), office.today) is Phase.FULFILLED
    other = casework.active(office, casework.born("1991-02-03"))
    pause_and_close.close(office, other, "no_further_support_needed", office.day)
    assert phase(current_case(office.repo, other), office.today) is Phase.FULFILLED


def test_a_case_is_closed_today_or_earlier_and_its_next_review_is_called_off(office: Office) -> None:
    office = casework.office_in(office.repo.root)
    case = casework.active(office, CLIENT)
    with refusal(office, "E23"):
        pause_and_close.close(office, case, "contact_lost", "2026-05-05")
    outcome = pause_and_close.close(office, case, "contact_lost", "2026-05-04", "Brief kam zurück")
    found = current_case(office.repo, case)
    assert [(one["status"], one.get("cancelled_by")) for one in found["reviews"]] == [("cancelled", "service")]
    assert len(outcome.notes) == 1
    assert found["closing"] == {"reason": "contact_lost", "on": "2026-05-04", "by": "kue", "note": "Brief kam zurück"}
    assert errors(office, case) == []


def test_nothing_is_edited_after_closing(office: Office) -> None:
    case = casework.STATES["closed"](office, CLIENT)
    with refusal(office):
        by_hand.set_fields(office, case, {"closing": None})
    with refusal(office):
        by_hand.begin(office, case)



def test_a_language_corrected_after_the_clearing_does_not_stop_the_signing(office: Office) -> None:
    need = {"languages": [{"tag": "ar", "role": "first"}], "interpreter": {"need": "required", "language": "ar"}}
    case = casework.issued(office, casework.client(**need), interpreter="D-AR-04")
    known = {"need": "required", "language": "prs"}
    by_hand.set_fields(office, case, {"client.languages": [{"tag": "prs", "role": "first"}], "client.interpreter": known})
    now = at(office, DAYS["signed"])
    agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"])
    assert "interpreter" not in current_case(office.repo, case)["reviews"][0]  # who spoke Arabic is not booked for Dari
