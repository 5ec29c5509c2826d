"""What is due: reviews first, and on request everything else with a date that somebody should mind.

Pure functions over cases; ``today`` is passed in. A pause suspends the talks, the steps and what the
service decides: none of it is overdue while it lasts, and what fell into it becomes due the day after
it ends. A permit, a certificate, a birthday or a consent does not wait: it is listed all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from iza.model import lookup
from iza.model.dates import ADULT, add_months, birthday, parse
from iza.model.pauses import after_pauses, days_later
from iza.model.phases import CLOSED_GOALS, CLOSED_STEPS, Phase, is_paused, phase
from iza.model.workers import responsible_workers as responsible_workers  # noqa: PLC0414 - offered here too

if TYPE_CHECKING:
    from collections.abc import Collection

    from iza.model.case.agreement import Goal, Step
    from iza.model.case.record import Case, Consent
    from iza.model.case.reviews import Review
    from iza.model.county import County
    from iza.model.values import FieldPath

# Own practice: time to collect signatures, and to decide after a clearing.
GRACE_DAYS = 14
# Own practice: time to ask the client again.
CONSENT_WARNING_DAYS = 30


class DueKind(StrEnum):
    """What is due."""

    REVIEW = "review"
    NEXT_REVIEW = "next_review"
    STEP = "step"
    UNSIGNED = "unsigned"
    DECISION = "decision"
    RECHECK = "recheck"
    CLEARING = "clearing"
    RESIDENCE = "residence"
    CERTIFICATE = "certificate"
    ADULT = "adult"
    CONSENT = "consent"


REVIEW_KINDS = frozenset({DueKind.REVIEW, DueKind.NEXT_REVIEW})
ALL_KINDS = frozenset(DueKind)
NEVER_PAUSED = frozenset({DueKind.RESIDENCE, DueKind.CERTIFICATE, DueKind.ADULT, DueKind.CONSENT})
"""What the calendar brings whether or not the case is paused."""


class Due(NamedTuple):
    """One thing that is or was due: ``days`` is positive when overdue, negative when still to come.

    ``on`` is the ISO day it was due (pauses counted), ``what`` its place in the case, ``number`` the
    number people use for a goal's step (``2.1``) or a version (``1``), ``review`` the review's id.
    """

    kind: DueKind
    case: str
    caseworker: str
    on: str
    days: int
    what: FieldPath
    number: str = ""
    review: str = ""


class _Mark(NamedTuple):
    """A day in a case that something is due on, before it is held against today."""

    on: date
    what: FieldPath
    number: str = ""
    review: str = ""


Finder = Callable[["Case", "County", date], Iterator[_Mark]]


def due_items(
    case: Case, county: County, today: date, kinds: Collection[str] = REVIEW_KINDS, within: int = 0
) -> list[Due]:
    """What is due in a case, the longest overdue first; ``within`` looks that many days ahead.

    Reviews, clearings and steps are overdue from the day after their date; permits, certificates,
    birthdays and consents are listed within their warning period before it, also in a pause. Nothing is
    due in a case that is fulfilled or ended.
    """
    if phase(case, today) in {Phase.FULFILLED, Phase.ENDED}:
        return []
    counted = NEVER_PAUSED if is_paused(case, today) else ALL_KINDS
    wanted = [kind for kind in DueKind if kind in kinds and kind in counted]
    due_list = [due for kind in wanted for due in _of_kind(kind, case, county, today, within)]
    return sorted(due_list, key=lambda due: -due.days)


def overdue_reviews(case: Case, today: date) -> list[Due]:
    """The planned reviews whose day has passed."""
    from iza.model.county import County

    return due_items(case, County({"schema": "", "name": ""}), today, {DueKind.REVIEW})


def _of_kind(kind: DueKind, case: Case, county: County, today: date, within: int) -> Iterator[Due]:
    first, finder = _KINDS[kind]
    least = min(first(county), -within) if within else first(county)
    for mark in finder(case, county, today):
        days = (today - mark.on).days
        if days >= least:
            on = mark.on.isoformat()
            yield Due(kind, case["id"], case["caseworker"], on, days, mark.what, mark.number, mark.review)


def _due_reviews(case: Case, _county: County, _today: date) -> Iterator[_Mark]:
    return planned_reviews(case)


def planned_reviews(case: Case) -> Iterator[_Mark]:
    """Reviews on the calendar; cancelled, missed and postponed ones do not count."""
    for index, review in enumerate(case.get("reviews", [])):
        on = after_pauses(case, parse(review["planned_on"]))
        if review["status"] == "planned" and on:
            yield _Mark(on, ("reviews", index, "planned_on"), review=review["id"])


def _next_review(case: Case, _county: County, today: date) -> Iterator[_Mark]:
    """An active agreement without a planned review, since the day after the last one or the signing."""
    if phase(case, today) is not Phase.ACTIVE or lookup.planned_review(case):
        return
    last, what, review = max(review_days(case))
    # A talk that was called off ahead of its day leaves a gap from now on, not from that day.
    since = min(days_later(parse(last), 1), today)
    on = after_pauses(case, since)
    if on:
        yield _Mark(on, what, review=review)


def review_days(case: Case) -> Iterator[tuple[str, FieldPath, str]]:
    """The days after which a next review was due: the signings and the reviews there were."""
    for index, version in enumerate(lookup.versions(case)):
        if "signed_on" in version:
            yield version["signed_on"], ("agreement", "versions", index, "signed_on"), ""
    for index, review in enumerate(case.get("reviews", [])):
        yield _review_day(review), ("reviews", index, "status"), review["id"]


def _review_day(review: Review) -> str:
    return review.get("held_on", review["planned_on"])


def _due_steps(case: Case, _county: County, today: date) -> Iterator[_Mark]:
    """Open steps of an agreement in force; who waits for an earlier step is not late."""
    if phase(case, today) is not Phase.ACTIVE:
        return
    unfinished = {step["id"] for step in lookup.steps(case) if step["status"] not in CLOSED_STEPS}
    for goal_index, goal in enumerate(lookup.goals(case)):
        for index, step in enumerate(goal["steps"]):
            on = after_pauses(case, parse(step["due_on"]))
            if on and _is_owed(goal, step) and not unfinished.intersection(step.get("after", [])):
                what = ("agreement", "goals", goal_index, "steps", index, "due_on")
                yield _Mark(on, what, f"{goal_index + 1}.{index + 1}")


def _is_owed(goal: Goal, step: Step) -> bool:
    return step["status"] not in CLOSED_STEPS and goal["status"] not in CLOSED_GOALS | {"paused"}


def _unsigned_versions(case: Case, _county: County, _today: date) -> Iterator[_Mark]:
    """A version that has been out for signature for two weeks."""
    version = lookup.unsigned_version(case)
    if version:
        on = after_pauses(case, days_later(parse(version["issued_on"]), GRACE_DAYS))
        what = ("agreement", "versions", len(lookup.versions(case)) - 1, "issued_on")
        if on:
            yield _Mark(on, what, str(version["number"]))


def _due_decision(case: Case, _county: County, today: date) -> Iterator[_Mark]:
    """A clearing that was held two weeks ago and has no decision."""
    if phase(case, today) is not Phase.CLEARING_HELD:
        return
    index, held_on = max((i, c["held_on"]) for i, c in enumerate(case.get("clearings", [])) if "held_on" in c)
    on = after_pauses(case, days_later(parse(held_on), GRACE_DAYS))
    if on:
        yield _Mark(on, ("clearings", index, "held_on"))


def _due_recheck(case: Case, _county: County, today: date) -> Iterator[_Mark]:
    """A postponed decision whose day to look again has come."""
    if phase(case, today) is not Phase.POSTPONED:
        return
    for index, clearing in enumerate(case.get("clearings", [])):
        decision = clearing.get("decision")
        if decision and decision is lookup.decision(case) and "recheck_on" in decision:
            on = after_pauses(case, parse(decision["recheck_on"]))
            if on:
                yield _Mark(on, ("clearings", index, "decision", "recheck_on"))


def _due_clearing(case: Case, _county: County, _today: date) -> Iterator[_Mark]:
    """A clearing on the calendar that was not held."""
    clearing = lookup.current_clearing(case)
    if clearing and "planned_on" in clearing and "held_on" not in clearing:
        on = after_pauses(case, parse(clearing["planned_on"]))
        if on:
            yield _Mark(on, ("clearings", len(case["clearings"]) - 1, "planned_on"))


def _expiring_residence(case: Case, _county: County, _today: date) -> Iterator[_Mark]:
    """The day the residence document expires."""
    until = case["client"].get("residence", {}).get("valid_until")
    if until:
        yield _Mark(parse(until), ("client", "residence", "valid_until"))


def _due_certificate(case: Case, county: County, _today: date) -> Iterator[_Mark]:
    """The day the linked mentor's certificate must be inspected again."""
    mentor = county.mentors.get(case["mentor"]["ref"]) if "mentor" in case else None
    if mentor and "certificate" in mentor:
        inspected = parse(mentor["certificate"]["inspected_on"])
        yield _Mark(add_months(inspected, 12 * county.interval("certificate_years")), ("mentor", "ref"))


def _coming_of_age(case: Case, _county: County, today: date) -> Iterator[_Mark]:
    """The 18th birthday; once it is past, only while a guardian without an end is on record."""
    born = parse(case["client"]["birth"]["date"])
    if born > today:
        return
    on = birthday(born, ADULT)
    guardian = case["client"].get("guardian")
    if on >= today or (guardian and "until" not in guardian):
        yield _Mark(on, ("client", "birth", "date"))


def _ending_consents(case: Case, _county: County, today: date) -> Iterator[_Mark]:
    """Consents that end; those that have ended only while the partner still owes a step."""
    owing = {
        step["responsible"].get("ref")
        for goal in lookup.goals(case)
        for step in goal["steps"]
        if step["responsible"]["role"] == "partner" and _is_owed(goal, step)
    }
    for index, consent in enumerate(case.get("consents", [])):
        until = consent.get("valid_until")
        if not until or "revoked_on" in consent or _is_renewed(case, consent):
            continue
        if until >= today.isoformat() or consent["partner"] in owing:
            yield _Mark(parse(until), ("consents", index, "valid_until"))


def _is_renewed(case: Case, consent: Consent) -> bool:
    """Whether the client agreed again for the same partner, for longer."""
    end = consent.get("valid_until", "9999")
    return any(
        other["partner"] == consent["partner"] and "revoked_on" not in other and other.get("valid_until", "9999") > end
        for other in case.get("consents", [])
    )


_KINDS: dict[DueKind, tuple[Callable[[County], int], Finder]] = {
    DueKind.REVIEW: (lambda _county: 1, _due_reviews),
    DueKind.NEXT_REVIEW: (lambda _county: 0, _next_review),
    DueKind.STEP: (lambda _county: 1, _due_steps),
    DueKind.UNSIGNED: (lambda _county: 1, _unsigned_versions),
    DueKind.DECISION: (lambda _county: 1, _due_decision),
    DueKind.RECHECK: (lambda _county: 0, _due_recheck),
    DueKind.CLEARING: (lambda _county: 1, _due_clearing),
    DueKind.RESIDENCE: (lambda county: -county.interval("residence_warning_days"), _expiring_residence),
    DueKind.CERTIFICATE: (lambda county: -county.interval("certificate_warning_days"), _due_certificate),
    DueKind.ADULT: (lambda county: -county.interval("adult_warning_days"), _coming_of_age),
    DueKind.CONSENT: (lambda _county: -CONSENT_WARNING_DAYS, _ending_consents),
}
"""For each kind: from how many days after its date it is listed, and where its dates are found."""
