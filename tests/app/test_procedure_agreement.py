"""Decision, goals, steps, signing: what the procedure demands of an agreement, on real cases."""

from __future__ import annotations

from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, LANGUAGE_GOAL, STEP, at, errors, refusal

from iza.app import agreement, clearing, closing, directory, edit, plan
from iza.app.check import check
from iza.app.office import Office
from iza.errors import InvalidData, NotFound, Refused, UsageError
from iza.model.phases import Phase, phase


def _goal(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**LANGUAGE_GOAL, "steps": list(steps), **fields}


# -- the decision ------------------------------------------------------------------------------------


def test_a_decision_has_a_reason_of_the_vocabulary(office: Office) -> None:
    case = casework.cleared(office, CLIENT)
    now = at(office, DAYS["decided"])
    with refusal(now, "--reason CODE"):
        clearing.decide(now, case, "agreement", [])
    with refusal(now, "E62", InvalidData):
        clearing.decide(now, case, "agreement", ["because"])
    with refusal(now, "E28"):
        clearing.decide(now, case, "agreement", ["goals_feasible"], on="2026-03-15")
    clearing.decide(now, case, "agreement", ["goals_feasible", "wishes_agreement"], told_client_on=now.day)
    assert office.case(case)["clearings"][0]["decision"] == {
        "result": "agreement", "reasons": ["goals_feasible", "wishes_agreement"], "by": "kue", "on": now.day,
        "told_client_on": now.day,
    }  # fmt: skip


def test_a_postponed_decision_says_when_to_look_again(office: Office) -> None:
    case = casework.cleared(office, CLIENT)
    now = at(office, DAYS["decided"])
    with refusal(now, "--recheck-on"):
        clearing.decide(now, case, "postponed", ["acute_crisis_first"])
    clearing.decide(now, case, "postponed", ["acute_crisis_first"], recheck_on="2026-06-01")
    clearing.decide(at(office, "2026-06-02"), case, "agreement", ["goals_feasible"])
    assert phase(office.case(case), office.today) is Phase.DRAFTING


def test_after_a_refusal_a_new_talk_starts_the_procedure_again(office: Office) -> None:
    case = casework.STATES["declined"](office, CLIENT)
    clearing.schedule(office, case, "2026-11-16")
    clearing.hold(office, case, casework.CLEARING)
    assert phase(office.case(case), office.today) is Phase.CLEARING_HELD
    clearing.decide(office, case, "agreement", ["wishes_agreement"])
    first, second = office.case(case)["clearings"]
    assert (first["decision"]["result"], second["decision"]["result"]) == ("no_agreement", "agreement")
    assert errors(office, case) == []


def test_needs_are_shown_beside_the_offers_of_area_and_place(office: Office) -> None:
    case = casework.cleared(office, CLIENT)
    language, work = clearing.match(office, case)
    assert (language.area, language.need, work.area, work.offers) == ("language", "high", "work", ())
    assert {offer["id"] for offer in language.offers} == {"kurs-alpha-frauen", "kurs-abend-a2"}


# -- goals and steps ---------------------------------------------------------------------------------


def test_an_agreement_has_a_goal_and_every_goal_a_step(office: Office) -> None:
    case = casework.decided(office, CLIENT)
    now = at(office, DAYS["issued"])
    with refusal(now, "iza goal add"):
        agreement.issue(now, case)
    plan.add_goal(now, case, _goal())
    with refusal(now, "E07"):
        agreement.issue(now, case)
    plan.add_step(now, case, "1", STEP)
    agreement.issue(now, case)


@pytest.mark.parametrize(
    ("step", "code", "error"),
    [
        ({"by": None}, "E61", InvalidData),
        ({"by": "nobody"}, "E62", InvalidData),
        ({"by": "partner"}, "partner:REF", UsageError),
        ({"responsible": {"role": "partner"}}, "E08", Refused),
        ({"responsible": [{"role": "client"}, {"role": "service"}]}, "E63", InvalidData),
        ({"responsible": {"role": "client", "also": "service"}}, "E60", InvalidData),
        ({"by": "partner:volkshochschule"}, "E09", Refused),
        ({"by": "partner:backhaus-muehle", "due_on": "2026-06-01"}, "E09", Refused),
        ({"by": "service:wie"}, "E09", Refused),
        ({"by": "client", "due_on": None}, "E61", InvalidData),
        ({"by": "client", "due_on": "2026-12-01"}, "E10", Refused),
        ({"by": "client", "due_on": "2026-02-30"}, "E64", InvalidData),
        ({"by": "client", "offer": "kurs-nirgends"}, "E26", Refused),
        ({"by": "client", "after": ["1.7"]}, "1.7", NotFound),
        ({"by": "client", "text": ""}, "E65", InvalidData),
    ],
)
def test_a_step_has_exactly_one_who_is_there_and_a_day(
    step: dict[str, Any], code: str, error: type[Exception], office: Office
) -> None:
    case = casework.decided(office, CLIENT)
    now = at(office, DAYS["decided"])
    given = {name: value for name, value in (STEP | step).items() if value is not None}
    if "responsible" in step:
        del given["by"]
    with refusal(now, code, error):
        plan.add_goal(now, case, _goal(given))
    plan.add_goal(now, case, _goal(STEP))
    with refusal(now, code, error):
        plan.add_step(now, case, "1", given)


def test_whoever_ends_before_the_step_is_due_is_not_responsible_for_it(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    now = at(office, DAYS["decided"])
    directory.end(now, "partners", "sprachwerk", "2026-05-14")
    assert "E09" in errors(now, case)
    plan.change_step(now, case, "1.2", {"note": "geht weiter"})  # an old fault does not stop other work
    with refusal(now, "E09"):
        plan.change_step(now, case, "2.1", {"responsible": "partner:sprachwerk"})
    plan.change_step(now, case, "1.1", {"due_on": "2026-05-14"})
    assert errors(now, case) == []


def test_ending_a_partner_names_the_cases_with_open_steps(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    assert any(case in note for note in directory.end(office, "partners", "sprachwerk", office.day).notes)


def test_a_step_may_wait_for_earlier_ones_by_number(office: Office) -> None:
    case = casework.decided(office, CLIENT)
    now = at(office, DAYS["decided"])
    plan.add_goal(now, case, _goal(STEP, {**STEP, "after": ["1.1"]}, {**STEP, "after": "2"}))
    plan.add_step(now, case, "1", {**STEP, "after": [1.3]})
    one, two, three, four = office.case(case)["agreement"]["goals"][0]["steps"]
    assert [two["after"], three["after"], four["after"]] == [[one["id"]], [two["id"]], [three["id"]]]


def test_service_and_mentor_need_not_be_named(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    assert office.case(case)["agreement"]["goals"][1]["steps"][0]["responsible"] == {"role": "service", "ref": "kue"}
    plan.change_step(at(office, DAYS["decided"]), case, "1.2", {"responsible": "service"})
    assert office.case(case)["agreement"]["goals"][0]["steps"][1]["responsible"] == {"role": "service", "ref": "kue"}


def test_before_it_is_issued_what_is_dropped_is_gone(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    plan.cancel_step(at(office, DAYS["decided"]), case, "1.1")
    plan.drop_goal(at(office, DAYS["decided"]), case, "2", "no_longer_relevant")
    (goal,) = office.case(case)["agreement"]["goals"]
    assert [step["text"] for step in goal["steps"]] == ["Kurs besuchen"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"cooperation": {"signed_on": "2024-01-01", "ended_on": "2026-05-03"}}, ["W53"]),
        ({"cooperation": None}, ["W53"]),
        ({"contact_person": None, "deputy": None}, ["W52"]),
    ],
)
def test_a_partner_without_contact_or_cooperation_is_a_warning_only(
    change: dict[str, Any], codes: list[str], office: Office
) -> None:
    directory.edit(office, "partners", "sprachwerk", change)
    case = casework.active(office, CLIENT)
    found = check(casework.office_in(office.repo.root), [case])
    assert [one.finding.code for one in found if one.finding.code in ("W52", "W53")] == codes
    assert errors(casework.office_in(office.repo.root), case) == []


def test_a_partner_without_a_deputy_is_a_warning_in_the_directory(office: Office) -> None:
    directory.edit(office, "partners", "sprachwerk", {"deputy": None})
    found = [one for one in check(office) if one.finding.code == "W42"]
    assert "sprachwerk" in [one.finding.details["ref"] for one in found]
    assert {one.file for one in found} == {"directory/partners.yaml"}


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
    assert [(one["planned_on"], one["status"]) for one in office.case(case)["reviews"]] == [("2026-10-01", "planned")]


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
    version = office.case(case)["agreement"]["versions"][0]
    assert [one["role"] for one in version["signatures"]] == ["client", "caseworker"]
    assert version["missing"] == [{"role": "interpreter", "ref": "D-AR-04", "reason": "Termin ohne Dolmetscherin"}]


@pytest.mark.parametrize("who", [{"role": "deputy", "ref": "elz"}, None])
def test_the_service_signs_even_if_a_deputy_held_the_clearing(who: dict[str, str] | None, office: Office) -> None:
    case = casework.invited(office, CLIENT)
    table = [{"role": "client"}, *([who] if who else [])]
    clearing.hold(at(office, DAYS["clearing"]), case, casework.CLEARING | {"participants": table})
    clearing.decide(at(office, DAYS["decided"]), case, "agreement", ["goals_feasible"])
    plan.add_goal(at(office, DAYS["decided"]), case, LANGUAGE_GOAL)
    agreement.issue(at(office, DAYS["issued"]), case)
    agreement.sign(at(office, DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    signatures = office.case(case)["agreement"]["versions"][0]["signatures"]
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
    before = agreement.status(now, case)
    with refusal(now, "only in a review"):
        edit.set_fields(now, case, {"agreement.goals.0.indicator": "anders"})
    agreement.withdraw(now, case)
    plan.change_goal(now, case, "1", {"indicator": "Zertifikat B1 liegt vor."})
    agreement.issue(now, case)
    after = agreement.status(now, case)
    assert before.unchanged
    assert after.unchanged
    assert before.terms_sha256 != after.terms_sha256
    assert [version.number for version in after.versions] == [1]


def test_terms_changed_with_plain_git_behind_the_paper_are_not_signed(office: Office) -> None:
    case = casework.issued(office, CLIENT)
    casework.commit_by_hand(office.repo.root, case, "Zertifikat liegt vor.", "Zertifikat C1 liegt vor.")
    now = at(office, DAYS["signed"])
    assert not agreement.status(now, case).unchanged
    with refusal(now, "iza agreement withdraw"):
        agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"])


def test_progress_may_change_any_day_but_terms_may_not(office: Office) -> None:
    case = casework.active(office, CLIENT)
    plan.change_step(office, case, "1.2", {"note": "rief an", "support": "Lerngruppe am Abend"})
    plan.change_goal(office, case, "1", {"priority": 1, "note": "zuerst"})
    plan.change_goal(office, case, "1", {"status": "achieved", "priority": 2}, "2026-05-02")
    goal = office.case(case)["agreement"]["goals"][0]
    assert (goal["status"], goal["closed_on"], goal["priority"]) == ("achieved", "2026-05-02", 2)
    assert agreement.status(office, case).unchanged
    earlier = {"due_on": "2026-06-11"}
    for step_terms in (earlier, {"text": "anders"}, {"responsible": "client"}, {"note": "und", **earlier}):
        with refusal(office, "iza review start"):
            plan.change_step(office, case, "2.1", step_terms)
    for goal_terms in ({"goal": "anders bis 2026"}, {"indicator": "anders"}, {"target_on": "2026-12-01"}, {"area": "work"}):
        with refusal(office, "iza review start"):
            plan.change_goal(office, case, "1", goal_terms)


def test_a_goal_given_up_after_signing_stays_with_its_reason(office: Office) -> None:
    case = casework.active(office, CLIENT)
    plan.drop_goal(office, case, "2", "client_no_longer_wants", "2026-05-01")
    plan.cancel_step(office, case, "1.2")
    first, second = office.case(case)["agreement"]["goals"]
    assert (second["status"], second["dropped_reason"], second["closed_on"]) == (
        "dropped", "client_no_longer_wants", "2026-05-01",
    )  # fmt: skip
    assert first["steps"][1]["status"] == "cancelled"
    assert agreement.status(office, case).unchanged


def test_what_belonged_to_an_earlier_status_of_a_step_goes_with_it(office: Office) -> None:
    case = casework.active(office, CLIENT)
    plan.block_step(office, case, "1.1", "no_course_place", "2026-05-01")
    with refusal(office, "still to come", InvalidData):
        plan.finish_step(office, case, "1.1", "2026-11-17")
    plan.finish_step(office, case, "1.1")
    assert office.case(case)["agreement"]["goals"][0]["steps"][0] | {"id": ""} == {
        "id": "", "text": "Platz im Kurs zusagen", "responsible": {"role": "partner", "ref": "sprachwerk"},
        "due_on": "2026-05-15", "status": "done", "done_on": "2026-11-16",
    }  # fmt: skip
    plan.start_step(office, case, "1.1")
    assert "done_on" not in office.case(case)["agreement"]["goals"][0]["steps"][0]


# -- pause and end -----------------------------------------------------------------------------------


def test_a_pause_ends_by_itself_or_when_somebody_takes_the_case_up_again(office: Office) -> None:
    case = casework.active(office, CLIENT)
    closing.pause(office, case, "2026-11-01", "2026-11-30")
    assert phase(office.case(case), at(office, "2026-11-30").today) is Phase.PAUSED
    assert phase(office.case(case), at(office, "2026-12-01").today) is Phase.ACTIVE
    closing.resume(office, case, office.day)
    assert office.case(case)["pauses"] == [{"since": "2026-11-01", "until": "2026-11-15"}]
    assert phase(office.case(case), office.today) is Phase.ACTIVE
    closing.pause(office, case, office.day)
    closing.resume(office, case, office.day)
    assert office.case(case)["pauses"] == [{"since": "2026-11-01", "until": "2026-11-15"}]
    with refusal(office, "E27"):
        closing.pause(office, case, "2026-11-20", "2026-11-19")


def test_fulfilled_means_signed_with_every_goal_closed_or_no_more_need(office: Office) -> None:
    unsigned = casework.issued(office, CLIENT)
    for reason in ("goals_achieved", "no_further_support_needed"):
        with refusal(office, "signed agreement"):
            closing.close(office, unsigned, reason, office.day)
    case = casework.active(office, casework.born("1990-02-03"))
    with refusal(office, "still open"):
        closing.close(office, case, "goals_achieved", office.day)
    plan.goal_status(office, case, "1", "achieved")
    plan.drop_goal(office, case, "2", "circumstances_changed")
    closing.close(office, case, "goals_achieved", office.day)
    assert phase(office.case(case), office.today) is Phase.FULFILLED
    other = casework.active(office, casework.born("1991-02-03"))
    closing.close(office, other, "no_further_support_needed", office.day)
    assert phase(office.case(other), office.today) is Phase.FULFILLED


def test_a_case_is_closed_today_or_earlier_and_its_next_review_is_called_off(office: Office) -> None:
    office = casework.office_in(office.repo.root)
    case = casework.active(office, CLIENT)
    with refusal(office, "E23"):
        closing.close(office, case, "contact_lost", "2026-05-05")
    outcome = closing.close(office, case, "contact_lost", "2026-05-04", "Brief kam zurück")
    found = office.case(case)
    assert [(one["status"], one.get("cancelled_by")) for one in found["reviews"]] == [("cancelled", "service")]
    assert len(outcome.notes) == 1
    assert found["closing"] == {"reason": "contact_lost", "on": "2026-05-04", "by": "kue", "note": "Brief kam zurück"}
    assert errors(office, case) == []


def test_nothing_is_edited_after_closing(office: Office) -> None:
    case = casework.STATES["closed"](office, CLIENT)
    with refusal(office):
        edit.set_fields(office, case, {"closing": None})
    with refusal(office):
        edit.begin(office, case)

