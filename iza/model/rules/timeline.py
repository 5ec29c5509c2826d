"""Rules about time: ends follow starts, facts lie in the past, nothing happens after the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.findings import CASE_RULES, Violation
from iza.model.rules.places import Phrase, earlier, mappings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.values import FieldPath

ORDERED = (
    ("since", "until"),
    ("since", "valid_until"),
    ("since", "residence_obligation_until"),
    ("given_on", "revoked_on"),
    ("given_on", "valid_until"),
    ("signed_on", "valid_until"),
    ("signed_on", "ended_on"),
    ("applied_on", "decided_on"),
    ("active_from", "active_until"),
    ("on", "told_client_on"),
    ("on", "recheck_on"),
)
"""Fields of one mapping of which the second must not be before the first.

When a case was opened or a talk asked for says when that was recorded, not when it was first spoken
of: what happened earlier may be entered later.
"""

FACTS = (
    "held_on", "signed_on", "issued_on", "inspected_on", "done_on", "closed_on", "given_on", "revoked_on", "on",
    "told_client_on", "assessed_on", "checked_on", "opened_on", "applied_on", "decided_on", "requested_on",
)  # fmt: skip
"""Fields that say what happened: they are not later than today (``recheck_on`` and ``due_on`` are plans)."""

_DATED = {*FACTS, *(name for pair in ORDERED for name in pair)}

EVENTS = (
    "requested_on", "held_on", "on", "told_client_on", "issued_on", "signed_on",
    "closed_on", "done_on", "blocked_since", "given_on", "since",
)  # fmt: skip
"""Fields that date an event of the procedure; plans (due, target, recheck) are not among them."""

# In the future: E23.
_CLOSED_ON = ("closing", "on")
_STARTS_LATER = Phrase(N_("the end is before the beginning"))
_FUTURE = Phrase(N_("it is in the future"))
_BEFORE_BIRTH = Phrase(N_("it is before the birth"))
_BEFORE_ENTRY = Phrase(N_("it is before the entry into the country"))

E27_SOURCE = "data model: a period ends after it begins; what happened is not in the future"
E27_TEXT = N_("This date cannot be right: {why}.")


def impossible_dates(part: object, path: FieldPath, today: date) -> Iterator[Violation]:
    """Ends before their beginnings, and facts in the future, anywhere inside ``part``."""
    now = today.isoformat()
    for field_path, fields in mappings(part, path):
        days = {name: day for name, day in fields.items() if name in _DATED and isinstance(day, str)}
        if not days:
            continue
        for start, end in ORDERED:
            if start in days and end in days and earlier(days[end], days[start]):
                yield Violation((*field_path, end), {"why": _STARTS_LATER})
        for fact in FACTS:
            if days.get(fact, now) > now and (*field_path, fact) != _CLOSED_ON:
                yield Violation((*field_path, fact), {"why": _FUTURE})


@CASE_RULES.rule("E27", source=E27_SOURCE, text=E27_TEXT)
def dates_are_possible(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """Periods end after they begin; what happened is not in the future; nobody enters before birth.

    Source: the data model. Months are compared as months.
    """
    yield from impossible_dates(case, (), today)
    client = case["client"]
    born = client["birth"]["date"]
    if born > today.isoformat():
        yield Violation(("client", "birth", "date"), {"why": _FUTURE})
    if earlier(client.get("entry_date", born), born):
        yield Violation(("client", "entry_date"), {"why": _BEFORE_BIRTH})
    if earlier(client.get("county_since", born), born):
        yield Violation(("client", "county_since"), {"why": _BEFORE_BIRTH})
    elif earlier(client.get("county_since", "9999"), client.get("entry_date", "0000")):
        yield Violation(("client", "county_since"), {"why": _BEFORE_ENTRY})


@CASE_RULES.rule(
    "E24",
    source="IZV procedure and data protection: a closed case is only kept, not worked on",
    text=N_("This is dated {on}, after the case was closed on {closed}."),
)
def nothing_after_closing(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """No event is dated after the closing; withdrawn consents and statutory disclosures may be.

    Source: the IZV procedure; purpose limitation, Art. 5 Abs. 1 lit. b DSGVO. A review may stay
    on record with a later day when it was cancelled.
    """
    if "closing" not in case:
        return
    closed = case["closing"]["on"]
    for path, on in _dated_events(case):
        if on > closed:
            yield Violation(path, {"on": on, "closed": closed})


def _dated_events(case: Case) -> Iterator[tuple[FieldPath, str]]:
    for path, fields in mappings(case):
        outside = path[:1] in {("client",), ("closing",), ("restricted",)}
        if outside or fields.get("basis") == "statutory":
            continue
        planned = ("planned_on",) if fields.get("status") == "planned" else ()
        for name in (*EVENTS, *planned):
            value = fields.get(name)
            if isinstance(value, str):
                yield (*path, name), value
