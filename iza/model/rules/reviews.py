"""Rules about reviews (Auswertungsgespräche): there is always a next one, and it takes place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.dates import add_months, parse
from iza.model.findings import CASE_RULES, Violation
from iza.model.overdue import overdue_reviews
from iza.model.phases import Phase, phase
from iza.model.rules.places import reviews, signed_versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.values import FieldPath


@CASE_RULES.rule(
    "E12",
    source="IZV procedure: the date of the first review is set at the signing",
    text=N_("The agreement is signed, but no review was ever planned."),
)
def first_review_is_set(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Signing sets the first review date.

    Source: the IZV procedure. Later gaps are W35.
    """
    for path, _version, _on in list(signed_versions(case))[:1]:
        if not any(reviews(case)):
            yield Violation((*path, "signed_on"))


@CASE_RULES.rule(
    "E13",
    source="rhythm of neighbouring procedures (§ 15 SGB II: at the latest after six months)",
    text=N_("The first review is more than {months} months after the signing."),
)
def first_review_in_time(case: Case, county: County, today: date) -> Iterator[Violation]:
    """The first review is planned at most ``first_review_max_months`` after the first signing.

    Source: § 15 SGB II (Kooperationsplan, six months) as the rhythm of a neighbouring procedure. The first
    date counts, whatever became of it; once the last day has passed, any later one is better than none.
    """
    months = county.interval("first_review_max_months")
    for _path, _version, signed_on in list(signed_versions(case))[:1]:
        latest = add_months(parse(signed_on), months)
        first = min(reviews(case), key=lambda located: located[1]["planned_on"], default=None)
        if first and today <= latest < parse(first[1]["planned_on"]):
            yield Violation((*first[0], "planned_on"), {"months": months})


@CASE_RULES.rule(
    "W35",
    source="IZV procedure: every review sets the next one until the agreement is fulfilled",
    text=N_("The agreement is active, but no next review is planned."),
)
def next_review_is_set(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """An active agreement has a planned review.

    Source: the IZV procedure.
    """
    planned = any(review["status"] == "planned" for _path, review in reviews(case))
    if phase(case, today) is Phase.ACTIVE and not planned:
        yield Violation(_last_event(case))


def _last_event(case: Case) -> FieldPath:
    """Where the next review should have been set: the last review, or the first signing."""
    events = [(*path, "status") for path, _review in reviews(case)]
    signed = [(*path, "signed_on") for path, _version, _on in signed_versions(case)]
    return [*signed[:1], *events][-1]


@CASE_RULES.rule(
    "W36",
    source="IZV procedure: reviews take place as agreed",
    text=N_("The review of {on} is {days} days overdue."),
)
def review_overdue(case: Case, county: County, today: date) -> Iterator[Violation]:
    """A planned review is overdue by more than ``review_overdue_days``; pauses do not count.

    Source: the IZV procedure.
    """
    for due in overdue_reviews(case, today):
        if due.days > county.interval("review_overdue_days"):
            yield Violation(due.what, {"on": due.on, "days": due.days})
