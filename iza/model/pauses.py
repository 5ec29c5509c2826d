"""Pauses of a case: what falls into one becomes due the day after it ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from iza.model.dates import parse

if TYPE_CHECKING:
    from iza.model.case.record import Case


def days_later(day: date, days: int) -> date:
    """``days`` after ``day``, at most the calendar's last day (``9999-12-31`` means without end)."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def after_pauses(case: Case, day: date) -> date | None:
    """The day itself, or the day after the pauses it falls into; None inside a pause without end."""
    for pause in sorted(case.get("pauses", []), key=lambda pause: pause["since"]):
        end = parse(pause.get("until", date.max.isoformat()))
        if parse(pause["since"]) <= day <= end:
            if end == date.max:
                return None
            day = days_later(end, 1)
    return day
