"""The one talk a list has to tell of a case, whatever the day: kept in the index, so that a list opens no case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from iza.model import lookup
from iza.model.dates import parse
from iza.model.overdue import DueKind, planned_reviews, review_days
from iza.model.pauses import after_pauses, days_later
from iza.model.phases import Phase, phase

if TYPE_CHECKING:
    from iza.model.case.record import Case


_NEXT = DueKind.NEXT_REVIEW.value


class LastingTalk(NamedTuple):
    """What ``REVIEW_KINDS`` say of a case while nothing in it changes, on every day from ``since`` (an ordinal) on.

    ``on`` is the ordinal of a day, too.
    """

    kind: str
    on: int
    review: str
    since: int


def reviews_from(case: Case) -> date | None:
    """The first day on which ``REVIEW_KINDS`` may have something to say of a case; None: never, as it stands."""
    if phase(case, date.min) in {Phase.FULFILLED, Phase.ENDED}:
        return None
    if lookup.signed_version(case) and not lookup.planned_review(case):
        return date.min
    return min((mark.on for mark in planned_reviews(case)), default=None)


def lasting_talk(case: Case) -> LastingTalk | None:
    """The one thing ``REVIEW_KINDS`` ever say of a case once its pauses are over; None where it is not one thing."""
    planned, pauses = list(planned_reviews(case)), case.get("pauses", [])
    if len(planned) > 1 or reviews_from(case) is None or not all("until" in pause for pause in pauses):
        return None
    since = max((days_later(parse(pause["until"]), 1).toordinal() for pause in pauses), default=0)
    if planned:
        # Without a next one on the calendar, it is being held.
        only = LastingTalk(DueKind.REVIEW.value, planned[0].on.toordinal(), planned[0].review, since)
        return only if lookup.planned_review(case) else None
    last, _what, review = max(review_days(case))
    on = after_pauses(case, days_later(parse(last), 1))
    return LastingTalk(DueKind.NEXT_REVIEW.value, on.toordinal(), review, since) if on else None


def days_late(kind: str, on: int, today: int, within: int = 0) -> int | None:
    """How many days ago (negative: ahead) a lasting talk was due on a day (its ordinal); None: it is not to be listed.

    A talk that nobody planned is due today at the latest.
    """
    days, least = (max(today - on, 0), 0) if kind == _NEXT else (today - on, 1)
    return days if days >= (min(least, -within) if within else least) else None
