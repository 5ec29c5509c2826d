"""Who takes part: age, guardian, mentor and interpreter, enforced from the first talk to the last review."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import casework
import pytest
from casework import CLEARING, DAYS, GUARDIAN, NEEDS_INTERPRETER, at, born, client, errors, refusal

from iza.app.changing import by_hand
from iza.app.county import directory
from iza.app.matching.evidence import Match, Reason
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, goals_and_steps, review, review_calendar
from iza.errors import NotFound, Refused
from iza.model import lookup
from iza.store.current_case import current_case

WANTS_MENTOR = client(mentor_wish={"value": "wanted", "on": "2026-03-01"})


# -- twins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "reasons", "certain"),
    [
        (95.0, (Reason.BIRTH_DATE,), True),
        (94.9, (Reason.BIRTH_DATE,), False),
        (100.0, (Reason.PHONE,), False),
    ],
)
def test_only_a_very_likely_twin_with_the_same_birth_date_is_certain(
    score: float, reasons: tuple[Reason, ...], certain: bool
) -> None:
    assert clearing.is_certain(Match("F-8QK2-7MX4", score, reasons)) is certain


# -- age ---------------------------------------------------------------------------------------------


def test_nobody_under_16_on_the_clearing_day(office: Office) -> None:
    case = casework.opened(office, born("2010-03-17", guardian=GUARDIAN))
    now = at(office, DAYS["opened"])
    with refusal(now, "E01"):
        clearing.schedule(now, case, "2026-03-16")
    clearing.schedule(now, case, "2026-03-17")
    with refusal(at(office, "2026-03-16"), "E01"):
        clearing.hold(at(office, "2026-03-16"), case, CLEARING | {"held_on": "2026-03-16"})
    clearing.hold(at(office, "2026-03-17"), case, CLEARING)
    assert current_case(office.repo, case)["clearings"][0]["held_on"] == "2026-03-17"
    assert errors(at(office, "2026-03-17"), case) == []


def test_the_county_may_set_another_age_and_a_leap_day_is_1_march_in_other_years(office: Office) -> None:
    settings = office.repo.root / "iza.yaml"
    settings.write_text(settings.read_text("utf-8").replace("min_age: 16", "min_age: 18"), "utf-8")
    casework.git(office.repo.root, "commit", "-qam", "Mindestalter")
    office = casework.office_in(office.repo.root, "2026-02-02")
    case = clearing.create(office, born("2008-02-29", guardian=GUARDIAN)).case
    with refusal(office, "E01"):
        clearing.schedule(office, case, "2026-02-28")
    clearing.schedule(office, case, "2026-03-01")


def test_a_birth_date_of_which_only_the_year_is_known_counts_as_recorded(office: Office) -> None:
    client_of_2010 = client(birth={"date": "2010-01-01", "precision": "year"}, guardian=GUARDIAN)
    assert casework.cleared(office, client_of_2010)


# -- guardian ----------------------------------------------------------------------------------------


def test_a_minor_without_a_guardian_on_record_has_no_clearing(office: Office) -> None:
    case = casework.invited(office, born("2009-06-01"))
    now = at(office, DAYS["clearing"])
    with refusal(now, "E02"):
        clearing.hold(now, case, CLEARING)
    clearing.hold(now, case, CLEARING | {"client": {"guardian": GUARDIAN}})
    roles = [person["role"] for person in current_case(office.repo, case)["clearings"][0]["participants"]]
    assert roles == ["client", "caseworker", "guardian"]


def test_the_guardian_of_a_minor_signs_and_no_reason_replaces_that(office: Office) -> None:
    case = casework.issued(office, born("2009-06-01", guardian=GUARDIAN))
    now = at(office, DAYS["signed"])
    with refusal(now, "E02"):
        agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"], missing={"guardian": "war krank"})
    agreement.sign(now, case, now.day, "Albweil", review_on=DAYS["review"])
    signatures = current_case(office.repo, case)["agreement"]["versions"][0]["signatures"]
    assert [one["role"] for one in signatures] == ["client", "guardian", "caseworker"]


def test_from_the_18th_birthday_on_the_guardian_does_not_sign(office: Office) -> None:
    case = casework.issued(office, born("2008-04-01", guardian=GUARDIAN))
    missing = {"guardian": "im Urlaub"}
    with refusal(at(office, "2026-03-31"), "E02"):
        agreement.sign(at(office, "2026-03-31"), case, "2026-03-31", "Albweil", review_on=DAYS["review"], missing=missing)
    agreement.sign(at(office, "2026-04-01"), case, "2026-04-01", "Albweil", review_on=DAYS["review"])
    version = current_case(office.repo, case)["agreement"]["versions"][0]
    assert [one["role"] for one in version["signatures"]] == ["client", "caseworker"]


def test_who_turns_18_between_clearing_and_signing_signs_without_a_guardian_who_was_not_there(office: Office) -> None:
    case = casework.invited(office, born("2008-04-01", guardian=GUARDIAN))
    table = {"participants": [{"role": "client"}, {"role": "caseworker", "ref": "kue"}]}
    clearing.hold(at(office, DAYS["clearing"]), case, CLEARING | table)
    clearing.decide(at(office, DAYS["decided"]), case, "agreement", ["goals_feasible"])
    goals_and_steps.add_goal(at(office, DAYS["decided"]), case, casework.LANGUAGE_GOAL)
    assert agreement.signatories(current_case(office.repo, case), "2026-03-31")[1] == agreement.Signatory("guardian")
    assert agreement.signatories(current_case(office.repo, case), "2026-04-01")[1] == agreement.Signatory("caseworker", "kue")


# -- mentor ------------------------------------------------------------------------------------------


def _mentor(**fields: Any) -> dict[str, Any]:
    inspected = {"issued_on": "2025-10-01", "inspected_on": "2025-11-03", "inspected_by": "hof", "no_relevant_entry": True}
    return {
        "id": "P-NEU1", "name": {"family": "Neuhaus", "given": "Ilse"}, "adult": True, "certificate": inspected,
        "active_from": "2025-11-03", **fields,
    }  # fmt: skip


@pytest.mark.parametrize("wish", [None, "not_wanted", "later", "not_asked"])
def test_no_mentor_without_the_wish_of_the_client(wish: str | None, office: Office) -> None:
    case = casework.opened(office, client(mentor_wish={"value": wish} if wish else None))
    now = at(office, DAYS["opened"])
    with refusal(now, f"iza edit {case}"):
        clearing.schedule(now, case, DAYS["clearing"], mentor="P-7F3K")


def test_no_mentor_who_is_not_in_the_directory(office: Office) -> None:
    case = casework.opened(office, WANTS_MENTOR)
    with refusal(office, "iza mentor list"):
        clearing.schedule(at(office, DAYS["opened"]), case, DAYS["clearing"], mentor="P-XXXX")


def test_no_mentor_without_a_certificate(office: Office) -> None:
    entry = _mentor()
    del entry["certificate"]
    directory.add(office, "mentors", entry)
    case = casework.opened(office, WANTS_MENTOR)
    with refusal(office, "E16"):
        clearing.schedule(at(office, DAYS["opened"]), case, DAYS["clearing"], mentor="P-NEU1")


def test_no_mentor_whose_certificate_is_five_years_old(office: Office) -> None:
    certificate = _mentor()["certificate"] | {"issued_on": "2021-02-01", "inspected_on": "2021-03-01"}
    directory.add(office, "mentors", _mentor(certificate=certificate, active_from="2021-03-01"))
    case = casework.opened(office, WANTS_MENTOR)
    clearing.schedule(at(office, "2026-03-01"), case, "2026-03-16", mentor="P-NEU1")  # valid on its last day
    other = casework.opened(office, born("1990-02-03", mentor_wish={"value": "wanted"}))
    with refusal(office, "E16"):
        clearing.schedule(at(office, "2026-03-02"), other, "2026-03-16", mentor="P-NEU1")


@pytest.mark.parametrize(
    ("issued", "inspected", "accepted"),
    [("2025-08-03", "2025-11-03", True), ("2025-08-02", "2025-11-03", False), ("2025-11-04", "2025-11-03", False)],
)
def test_a_certificate_is_at_most_three_months_old_when_inspected(
    issued: str, inspected: str, accepted: bool, office: Office
) -> None:
    entry = _mentor(certificate=_mentor()["certificate"] | {"issued_on": issued, "inspected_on": inspected})
    if accepted:
        directory.add(office, "mentors", entry)
    else:
        with refusal(office, "E15"):
            directory.add(office, "mentors", entry)


def test_a_mentor_takes_part_in_the_talks_the_steps_and_signs(office: Office) -> None:
    case = casework.decided(office, WANTS_MENTOR, mentor="P-7F3K")
    step = {"text": "Verein besuchen", "by": "mentor", "due_on": "2026-06-01"}
    goals_and_steps.add_goal(at(office, DAYS["decided"]), case, casework.LANGUAGE_GOAL | {"steps": [step]})
    agreement.issue(at(office, DAYS["issued"]), case)
    agreement.sign(at(office, DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    at_review = at(office, DAYS["review"])
    review.start(at_review, case, DAYS["review"])
    review.hold(at_review, case, {}, review.Ending(next_on="2026-10-01", untouched_ok=True))
    found = current_case(office.repo, case)
    assert found["agreement"]["goals"][0]["steps"][0]["responsible"] == {"role": "mentor", "ref": "P-7F3K"}
    tables = [found["clearings"][0]["participants"], found["reviews"][0]["participants"]]
    assert all({"role": "mentor", "ref": "P-7F3K", "present": True} in table for table in tables)
    assert [s["role"] for s in found["agreement"]["versions"][0]["signatures"] if s.get("ref") == "P-7F3K"] == ["mentor"]


def test_a_step_for_a_mentor_needs_a_mentor(office: Office) -> None:
    case = casework.drafted(office, casework.CLIENT)
    with refusal(office, "E14"):
        goals_and_steps.add_step(office, case, "1", {"text": "Verein besuchen", "by": "mentor", "due_on": "2026-06-01"})


# -- interpreter -------------------------------------------------------------------------------------


def test_where_one_is_required_there_is_no_talk_without_an_interpreter(office: Office) -> None:
    now = at(office, DAYS["opened"])
    case = casework.opened(office, client(interpreter=NEEDS_INTERPRETER))
    assert clearing.schedule(now, case, DAYS["clearing"]).notes
    on_the_day = at(office, DAYS["clearing"])
    with refusal(on_the_day, "E18"):
        clearing.hold(on_the_day, case, CLEARING)
    assert clearing.schedule(now, case, DAYS["clearing"], interpreter="D-AR-04").notes == ()
    clearing.hold(on_the_day, case, CLEARING)
    held = current_case(office.repo, case)["clearings"][0]
    assert held["interpreter"] == {"ref": "D-AR-04", "language": "ar", "status": "done"}
    assert {"role": "interpreter", "ref": "D-AR-04", "present": True} in held["participants"]


@pytest.mark.parametrize(
    "record",
    [
        {"participants": [{"role": "client"}, {"role": "caseworker", "ref": "kue"}]},
        {"participants": [{"role": "client"}, {"role": "interpreter", "ref": "D-AR-04", "present": False}]},
        {"interpreter": {"ref": "D-AR-04", "status": "no_show"}, "participants": [{"role": "client"}]},
    ],
)
def test_a_booked_interpreter_who_did_not_come_is_no_interpreter(record: dict[str, Any], office: Office) -> None:
    case = casework.invited(office, client(interpreter=NEEDS_INTERPRETER), interpreter="D-AR-04")
    now = at(office, DAYS["clearing"])
    with refusal(now, "E18"):
        clearing.hold(now, case, CLEARING | record)


def test_an_interpreter_who_is_not_in_the_directory_is_refused(office: Office) -> None:
    case = casework.opened(office, casework.CLIENT)
    with refusal(office, "iza interpreter list", NotFound):
        clearing.schedule(at(office, DAYS["opened"]), case, DAYS["clearing"], interpreter="D-XX-99")


def test_an_interpreter_of_another_language_is_refused(office: Office) -> None:
    case = casework.opened(office, client(interpreter={"need": "required"}))
    with refusal(office, "E19"):
        clearing.schedule(at(office, DAYS["opened"]), case, DAYS["clearing"], interpreter="D-UK-02")


def test_a_required_interpreter_is_carried_from_talk_to_talk(office: Office) -> None:
    case = casework.active(office, client(interpreter=NEEDS_INTERPRETER), interpreter="D-AR-04")
    booked = {"ref": "D-AR-04", "language": "ar", "status": "requested"}
    assert current_case(office.repo, case)["reviews"][0]["interpreter"] == booked
    review_calendar.cancel(office, case, "client", "2026-06-23")
    assert current_case(office.repo, case)["reviews"][1]["interpreter"] == booked
    on_the_day = at(office, "2026-06-23")
    review.start(on_the_day, case, "2026-06-23")
    with refusal(on_the_day, "E18"):
        table = {"participants": [{"role": "client"}, {"role": "caseworker", "ref": "kue"}]}
        review.hold(on_the_day, case, deepcopy(table), review.Ending(next_on="2026-09-22", untouched_ok=True))
    review.hold(on_the_day, case, {}, review.Ending(next_on="2026-09-22", untouched_ok=True))
    held, following = current_case(office.repo, case)["reviews"][1:]
    assert {"role": "interpreter", "ref": "D-AR-04", "present": True} in held["participants"]
    assert following["interpreter"] == booked


def test_moving_a_review_keeps_the_interpreter_who_was_booked(office: Office) -> None:
    case = casework.active(office, casework.CLIENT)  # an interpreter is helpful, not required
    assert "interpreter" not in current_case(office.repo, case)["reviews"][0]
    review_calendar.schedule(office, case, "2026-06-24", interpreter="D-AR-11")
    review_calendar.schedule(office, case, "2026-06-25", time="10:00")
    planned = lookup.planned_review(current_case(office.repo, case))
    assert planned
    assert planned["interpreter"]["ref"] == "D-AR-11"
    assert (planned["planned_on"], planned["time"]) == ("2026-06-25", "10:00")


def test_the_need_may_be_recorded_later_but_not_against_the_last_talk(office: Office) -> None:
    case = casework.cleared(office, casework.CLIENT)
    by_hand.set_fields(office, case, {"client.interpreter.need": "required"})
    assert current_case(office.repo, case)["client"]["interpreter"]["need"] == "required"
    clearing.decide(at(office, DAYS["decided"]), case, "postponed", ["other"], recheck_on="2026-06-01")
    clearing.schedule(at(office, DAYS["decided"]), case, "2026-04-01")
    with pytest.raises(Refused, match="E18"):
        clearing.hold(at(office, "2026-04-01"), case, CLEARING)
