"""Decision, goals and steps: what the procedure demands of an agreement, on real cases."""

from __future__ import annotations

from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, LANGUAGE_GOAL, STEP, at, errors, refusal

from iza.app.county import directory
from iza.app.lists.check import check
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, goals_and_steps
from iza.errors import InvalidData, NotFound, Refused, UsageError
from iza.model.phases import Phase, phase
from iza.store.current_case import current_case


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
    assert current_case(office.repo, case)["clearings"][0]["decision"] == {
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
    assert phase(current_case(office.repo, case), office.today) is Phase.DRAFTING


def test_after_a_refusal_a_new_talk_starts_the_procedure_again(office: Office) -> None:
    case = casework.STATES["declined"](office, CLIENT)
    clearing.schedule(office, case, "2026-11-16")
    clearing.hold(office, case, casework.CLEARING)
    assert phase(current_case(office.repo, case), office.today) is Phase.CLEARING_HELD
    clearing.decide(office, case, "agreement", ["wishes_agreement"])
    first, second = current_case(office.repo, case)["clearings"]
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
    goals_and_steps.add_goal(now, case, _goal())
    with refusal(now, "E07"):
        agreement.issue(now, case)
    goals_and_steps.add_step(now, case, "1", STEP)
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
        goals_and_steps.add_goal(now, case, _goal(given))
    goals_and_steps.add_goal(now, case, _goal(STEP))
    with refusal(now, code, error):
        goals_and_steps.add_step(now, case, "1", given)


def test_whoever_ends_before_the_step_is_due_is_not_responsible_for_it(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    now = at(office, DAYS["decided"])
    directory.end(now, "partners", "sprachwerk", "2026-05-14")
    assert "E09" in errors(now, case)
    goals_and_steps.change_step(now, case, "1.2", {"note": "geht weiter"})  # an old fault does not stop other work
    with refusal(now, "E09"):
        goals_and_steps.change_step(now, case, "2.1", {"responsible": "partner:sprachwerk"})
    goals_and_steps.change_step(now, case, "1.1", {"due_on": "2026-05-14"})
    assert errors(now, case) == []


def test_ending_a_partner_names_the_cases_with_open_steps(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    assert any(case in note for note in directory.end(office, "partners", "sprachwerk", office.day).notes)


def test_a_step_may_wait_for_earlier_ones_by_number(office: Office) -> None:
    case = casework.decided(office, CLIENT)
    now = at(office, DAYS["decided"])
    goals_and_steps.add_goal(now, case, _goal(STEP, {**STEP, "after": ["1.1"]}, {**STEP, "after": "2"}))
    goals_and_steps.add_step(now, case, "1", {**STEP, "after": [1.3]})
    one, two, three, four = current_case(office.repo, case)["agreement"]["goals"][0]["steps"]
    assert [two["after"], three["after"], four["after"]] == [[one["id"]], [two["id"]], [three["id"]]]


def test_service_and_mentor_need_not_be_named(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    assert current_case(office.repo, case)["agreement"]["goals"][1]["steps"][0]["responsible"] == {"role": "service", "ref": "kue"}
    goals_and_steps.change_step(at(office, DAYS["decided"]), case, "1.2", {"responsible": "service"})
    assert current_case(office.repo, case)["agreement"]["goals"][0]["steps"][1]["responsible"] == {"role": "service", "ref": "kue"}


def test_before_it_is_issued_what_is_dropped_is_gone(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    goals_and_steps.cancel_step(at(office, DAYS["decided"]), case, "1.1")
    goals_and_steps.drop_goal(at(office, DAYS["decided"]), case, "2", "no_longer_relevant")
    (goal,) = current_case(office.repo, case)["agreement"]["goals"]
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
