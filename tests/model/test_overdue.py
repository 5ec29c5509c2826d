"""What is due and since when, with pauses, dependencies and the end of a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza.model.case.record import Case
from iza.model.case.vocabulary import ReviewStatus
from iza.model.lasting_talk import days_late, lasting_talk, reviews_from
from iza.model.overdue import ALL_KINDS, REVIEW_KINDS, Due, DueKind, due_items
from iza.model.pauses import after_pauses
from tests.rules import samples

TODAY = date(2026, 11, 16)


def changed(base: str, changes: dict[str, Any]) -> Case:
    case = samples.case(base)
    samples.put(case, changes)
    return case


def due(
    case: Case, *kinds: DueKind, today: date = TODAY, within: int = 0, county: dict[str, Any] | None = None
) -> list[Due]:
    around = samples.county_document()
    samples.put(around, county or {})
    return due_items(case, samples.county_of(around), today, kinds or ALL_KINDS, within)


def days(found: list[Due]) -> list[tuple[str, str, int]]:
    return [(one.kind.value, one.on, one.days) for one in found]


@pytest.mark.parametrize("base", samples.BASES)
def test_nothing_is_due_in_the_base_cases(base: str) -> None:
    assert due(samples.case(base)) == []


def test_a_review_is_overdue_from_the_day_after_its_date() -> None:
    on_the_day = changed("active", {"reviews.3.planned_on": "2026-11-16"})
    assert due(on_the_day, DueKind.REVIEW) == []
    day_before = changed("active", {"reviews.3.planned_on": "2026-11-15"})
    assert due(day_before, DueKind.REVIEW) == [
        Due(DueKind.REVIEW, "F-8QK2-7MXK", "kue", "2026-11-15", 1, ("reviews", 3, "planned_on"), review="r-4444")
    ]


def test_reviews_are_the_default_and_within_looks_ahead() -> None:
    case, county = samples.case("active"), samples.county()
    assert due_items(case, county, TODAY, within=21) == []
    ahead = due_items(case, county, TODAY, within=22)
    assert days(ahead) == [("review", "2026-12-08", -22)]
    late = changed("active", {"reviews.3.planned_on": "2026-11-02", "agreement.goals.0.steps.1.due_on": "2026-10-01"})
    assert days(due_items(late, county, TODAY)) == [("review", "2026-11-02", 14)]


@pytest.mark.parametrize("status", ["cancelled", "no_show", "postponed"])
def test_a_review_called_off_leaves_a_gap_since_the_day_after(status: str) -> None:
    case = changed("active", {"reviews.3.planned_on": "2026-11-10", "reviews.3.status": status})
    (gap,) = due(case, DueKind.REVIEW, DueKind.NEXT_REVIEW)
    assert (gap.kind, gap.on, gap.days) == (DueKind.NEXT_REVIEW, "2026-11-11", 5)
    assert (gap.what, gap.review) == (("reviews", 3, "status"), "r-4444")


def test_a_review_called_off_ahead_of_its_day_leaves_a_gap_from_now_on() -> None:
    case = changed("active", {"reviews.3.status": "cancelled"})
    assert days(due(case, DueKind.NEXT_REVIEW)) == [("next_review", "2026-11-16", 0)]


def test_a_called_off_review_with_a_new_date_is_not_due() -> None:
    new = {"id": "r-5555", "planned_on": "2026-12-15", "status": "planned"}
    case = changed("active", {"reviews.3.planned_on": "2026-11-10", "reviews.3.status": "no_show", "reviews.4": new})
    assert due(case, DueKind.REVIEW, DueKind.NEXT_REVIEW) == []


def test_without_any_review_the_gap_counts_from_the_signing() -> None:
    (gap,) = due(changed("minor", {"reviews": None}), DueKind.NEXT_REVIEW)
    assert (gap.on, gap.what, gap.review) == ("2026-06-23", ("agreement", "versions", 0, "signed_on"), "")


def test_after_a_held_review_the_gap_counts_from_the_day_it_was_held() -> None:
    case = changed("active", {"reviews.3": None, "reviews.2.held_on": "2026-09-10"})
    assert days(due(case, DueKind.NEXT_REVIEW)) == [("next_review", "2026-09-11", 66)]


def test_an_unsigned_agreement_has_no_next_review() -> None:
    assert due(changed("minor", {"reviews": None, "agreement.versions.0.signed_on": None}), DueKind.NEXT_REVIEW) == []


END = {"closing": {"reason": "contact_lost", "on": "2026-11-10"}}
ALL_LATE = {
    "reviews.3.planned_on": "2026-11-05",
    "agreement.goals.0.steps.1.due_on": "2026-11-05",
    "agreement.versions.1.signed_on": None,
    "client.residence.valid_until": "2026-11-20",
}


@pytest.mark.parametrize("pause", [{"since": "2026-11-16"}, {"since": "2026-11-01", "until": "2026-11-16"}])
def test_a_pause_suspends_the_procedure_but_not_the_calendar(pause: dict[str, str]) -> None:
    paused = due(changed("active", {**ALL_LATE, "pauses.1": pause}))
    assert days(paused) == [("residence", "2026-11-20", -4)]
    assert len(due(changed("active", ALL_LATE))) == 4


def test_certificate_birthday_and_consents_do_not_wait_for_the_end_of_a_pause() -> None:
    pause = {"pauses": [{"since": "2026-11-01"}]}
    consent = changed("active", {**pause, "consents.0.valid_until": "2026-12-16"})
    inspected = {"mentors.0.certificate.inspected_on": "2021-12-01"}
    assert {one.kind for one in due(consent, county=inspected)} == {DueKind.CERTIFICATE, DueKind.CONSENT}
    assert [one.kind for one in due(changed("minor", pause), today=date(2027, 4, 4))] == [DueKind.ADULT]
    assert due(changed("active", {**pause, **END, "consents.0.valid_until": "2026-12-16"}), county=inspected) == []


@pytest.mark.parametrize(
    ("kind", "base", "late"),
    [
        (DueKind.NEXT_REVIEW, "active", {"reviews.3.status": "cancelled"}),
        (DueKind.DECISION, "draft", {"agreement": None, "clearings.0.decision": None}),
        (DueKind.CLEARING, "intake", {"clearings.0.planned_on": "2026-11-02"}),
        (
            DueKind.RECHECK,
            "draft",
            {
                "agreement": None,
                "clearings.0.decision.result": "postponed",
                "clearings.0.decision.recheck_on": "2026-11-09",
            },
        ),
    ],
)
def test_what_the_service_owes_waits_for_the_end_of_a_pause(kind: DueKind, base: str, late: dict[str, Any]) -> None:
    assert [one.kind for one in due(changed(base, late), kind)] == [kind]
    assert due(changed(base, {**late, "pauses": [{"since": "2026-11-16"}]}), kind) == []


def test_what_fell_into_a_pause_is_due_the_day_after_it_ended() -> None:
    for since, until in (("2026-11-05", "2026-11-11"), ("2026-11-01", "2026-11-05")):
        case = changed("active", {**ALL_LATE, "pauses.1": {"since": since, "until": until}})
        back = date.fromisoformat(until) + timedelta(days=1)
        late = (TODAY - back).days
        assert days(due(case, DueKind.REVIEW, DueKind.STEP)) == [
            ("review", back.isoformat(), late),
            ("step", back.isoformat(), late),
        ]


def test_a_pause_after_the_date_changes_nothing_once_it_is_over() -> None:
    case = changed("active", {**ALL_LATE, "pauses.1": {"since": "2026-11-06", "until": "2026-11-11"}})
    assert days(due(case, DueKind.REVIEW)) == [("review", "2026-11-05", 11)]


def test_pauses_in_a_row_and_without_end() -> None:
    rows: list[Any] = [{"since": "2026-08-11", "until": "2026-08-20"}, {"since": "2026-08-01", "until": "2026-08-10"}]
    case = changed("active", {"pauses": rows})
    assert after_pauses(case, date(2026, 8, 1)) == date(2026, 8, 21)
    assert after_pauses(case, date(2026, 7, 31)) == date(2026, 7, 31)
    for last in ({"since": "2026-08-21"}, {"since": "2026-08-21", "until": "9999-12-31"}):
        assert after_pauses(changed("active", {"pauses": [*rows, last]}), date(2026, 8, 1)) is None


@pytest.mark.parametrize(
    "end",
    [
        {"closing": {"reason": "contact_lost", "on": "2026-11-10"}},
        {"reviews.2.result": "fulfilled", "reviews.2.fulfilled_reason": "no_further_support_needed"},
    ],
)
def test_nothing_is_due_in_a_closed_or_fulfilled_case(end: dict[str, Any]) -> None:
    assert due(changed("active", {**ALL_LATE, **end})) == []


def test_open_steps_are_overdue_with_their_number() -> None:
    (step,) = due(changed("active", {"agreement.goals.1.steps.2.due_on": "2026-11-15"}), DueKind.STEP)
    assert (step.number, step.days) == ("2.3", 1)
    assert step.what == ("agreement", "goals", 1, "steps", 2, "due_on")


@pytest.mark.parametrize(
    "change",
    [
        {"agreement.goals.1.steps.2.due_on": "2026-11-16"},
        {"agreement.goals.1.steps.2.status": "done"},
        {"agreement.goals.1.steps.2.status": "cancelled"},
        {"agreement.goals.1.status": "dropped"},
        {"agreement.goals.1.status": "paused"},
        {"agreement.versions": None},
    ],
)
def test_steps_that_nobody_owes_now_are_not_overdue(change: dict[str, Any]) -> None:
    assert due(changed("active", {"agreement.goals.1.steps.2.due_on": "2026-11-01", **change}), DueKind.STEP) == []


def test_a_step_waits_for_the_earlier_one() -> None:
    waits = {"agreement.goals.0.steps.2.due_on": "2026-11-01"}
    assert due(changed("active", waits), DueKind.STEP) == []
    for status in ("done", "cancelled", "not_done"):
        free = changed("active", {**waits, "agreement.goals.0.steps.1.status": status})
        assert [one.number for one in due(free, DueKind.STEP)] == ["1.3"]
    both = changed("active", {**waits, "agreement.goals.0.steps.1.due_on": "2026-10-01"})
    assert [one.number for one in due(both, DueKind.STEP)] == ["1.2"]


def test_a_version_may_be_out_for_two_weeks() -> None:
    out = {"agreement.versions.1.signed_on": None, "agreement.versions.1.issued_on": "2026-11-01"}
    (unsigned,) = due(changed("active", out), DueKind.UNSIGNED)
    assert (unsigned.on, unsigned.days, unsigned.number) == ("2026-11-15", 1, "2")
    out["agreement.versions.1.issued_on"] = "2026-11-02"
    assert due(changed("active", out), DueKind.UNSIGNED) == []


def test_a_decision_may_take_two_weeks() -> None:
    held = {"agreement": None, "clearings.0.decision": None, "clearings.0.held_on": "2026-11-01"}
    assert days(due(changed("draft", held), DueKind.DECISION)) == [("decision", "2026-11-15", 1)]
    held["clearings.0.held_on"] = "2026-11-02"
    assert due(changed("draft", held), DueKind.DECISION) == []


def test_a_postponed_decision_is_looked_at_again_on_its_day() -> None:
    later = {"agreement": None, "clearings.0.decision.result": "postponed"}
    reached = changed("draft", {**later, "clearings.0.decision.recheck_on": "2026-11-16"})
    assert days(due(reached, DueKind.RECHECK)) == [("recheck", "2026-11-16", 0)]
    ahead = changed("draft", {**later, "clearings.0.decision.recheck_on": "2026-11-17"})
    assert due(ahead, DueKind.RECHECK) == []
    assert days(due(ahead, DueKind.RECHECK, within=1)) == [("recheck", "2026-11-17", -1)]
    assert due(changed("draft", later), DueKind.RECHECK) == []


def test_a_planned_clearing_is_overdue_after_its_date() -> None:
    (clearing,) = due(samples.case("intake"), DueKind.CLEARING, today=date(2026, 11, 25))
    assert (clearing.days, clearing.what) == (1, ("clearings", 0, "planned_on"))
    assert due(samples.case("intake"), DueKind.CLEARING, today=date(2026, 11, 24)) == []


def test_papers_are_listed_within_their_warning_period() -> None:
    permit = changed("active", {"client.residence.valid_until": "2027-02-14"})
    assert days(due(permit, DueKind.RESIDENCE)) == [("residence", "2027-02-14", -90)]
    assert due(permit, DueKind.RESIDENCE, today=date(2026, 11, 15)) == []
    assert len(due(permit, DueKind.RESIDENCE, county={"settings.intervals": {"residence_warning_days": 89}})) == 0


def test_the_certificate_of_the_linked_mentor() -> None:
    inspected = {"mentors.0.certificate.inspected_on": "2021-12-01"}
    (certificate,) = due(samples.case("active"), DueKind.CERTIFICATE, county=inspected)
    assert (certificate.on, certificate.days, certificate.what) == ("2026-12-01", -15, ("mentor", "ref"))
    assert due(changed("active", {"mentor": None}), DueKind.CERTIFICATE, county=inspected) == []


def test_the_18th_birthday_stays_due_while_a_guardian_without_end_is_on_record() -> None:
    before, after = date(2027, 4, 4), date(2027, 5, 6)
    assert days(due(samples.case("minor"), DueKind.ADULT, today=before)) == [("adult", "2027-05-04", -30)]
    assert days(due(samples.case("minor"), DueKind.ADULT, today=date(2027, 5, 4))) == [("adult", "2027-05-04", 0)]
    assert due(samples.case("minor"), DueKind.ADULT, today=after) == []
    open_ended = changed("minor", {"client.guardian.until": None})
    assert days(due(open_ended, DueKind.ADULT, today=after)) == [("adult", "2027-05-04", 2)]


def test_consents_that_end() -> None:
    ends = {"consents.0.valid_until": "2026-12-16"}
    assert days(due(changed("active", ends), DueKind.CONSENT)) == [("consent", "2026-12-16", -30)]
    ends["consents.0.valid_until"] = "2026-11-01"
    assert days(due(changed("active", ends), DueKind.CONSENT)) == [("consent", "2026-11-01", 15)]
    assert due(changed("active", {**ends, "agreement.goals.0.steps.1.status": "done"}), DueKind.CONSENT) == []
    elsewhere = {"id": "e-4444", "partner": "vhs", "data": ["contact"], "purpose": "…", "given_on": "2026-11-01"}
    assert len(due(changed("active", {**ends, "consents.2": elsewhere}), DueKind.CONSENT)) == 1
    assert due(changed("active", {**ends, "consents.0.revoked_on": "2026-10-31"}), DueKind.CONSENT) == []
    last_day = {"consents.0.valid_until": "2026-11-16", "agreement.goals.0.steps.1.status": "done"}
    assert days(due(changed("active", last_day), DueKind.CONSENT)) == [("consent", "2026-11-16", 0)]
    renewed = {"id": "e-3333", "partner": "jobcenter", "data": ["contact"], "purpose": "…", "given_on": "2026-11-01"}
    assert due(changed("active", {**ends, "consents.2": renewed}), DueKind.CONSENT) == []
    revoked = {**renewed, "revoked_on": "2026-11-02"}
    assert len(due(changed("active", {**ends, "consents.2": revoked}), DueKind.CONSENT)) == 1


def test_the_longest_overdue_comes_first() -> None:
    found = due(changed("active", {**ALL_LATE, "reviews.3.planned_on": "2026-11-01"}))
    assert [one.days for one in found] == sorted((one.days for one in found), reverse=True)
    assert {one.kind for one in found} == {DueKind.UNSIGNED, DueKind.REVIEW, DueKind.STEP, DueKind.RESIDENCE}


DAYS = st.dates(date(2026, 6, 1), date(2027, 3, 31)).map(date.isoformat)


@st.composite
def lives(draw: st.DrawFn) -> Case:
    """A case with reviews, pauses and an end of any kind, in any order, whether or not that makes sense."""
    case = samples.case(draw(st.sampled_from(samples.BASES)))
    case.pop("closing", None)
    reviews: list[Any] = [{"id": f"r-{number}", "planned_on": draw(DAYS), "status": draw(st.sampled_from(get_args(ReviewStatus)))}
                          for number in range(draw(st.integers(0, 3)))]  # fmt: skip
    for review in reviews:
        if draw(st.integers(0, 3)) == 0:
            review["held_on"] = draw(DAYS)
    pauses: list[Any] = [{"since": draw(DAYS)} | ({"until": draw(DAYS)} if draw(st.booleans()) else {})
                         for _number in range(draw(st.integers(0, 2)))]  # fmt: skip
    case["reviews"], case["pauses"] = reviews, pauses
    if draw(st.integers(0, 4)) == 0:
        case["closing"] = {"reason": "moved", "on": draw(DAYS)}  # type: ignore[typeddict-item]
    return case


@settings(max_examples=500, deadline=None)
@given(lives(), st.dates(date(2026, 5, 1), date(2027, 5, 1)), st.integers(0, 60))
def test_what_lasts_is_what_is_due_on_any_day(case: Case, today: date, within: int) -> None:
    """A list that knows only the lasting talk, and on which day a case wakes, says the same as the case itself."""
    found = due_items(case, samples.county(), today, REVIEW_KINDS, within)
    first, talk, day = reviews_from(case), lasting_talk(case), today.toordinal()
    if first is None or first.toordinal() > day + within:
        assert found == []
    elif talk and talk.since <= day:
        late = days_late(talk.kind, talk.on, day, within)
        said = [] if late is None else [(talk.kind, (today - timedelta(late)).isoformat(), late, talk.review)]
        assert [(one.kind.value, one.on, one.days, one.review) for one in found] == said
