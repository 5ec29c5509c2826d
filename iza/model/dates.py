"""Days: ISO text in, ISO text out, the calendar of the standard library in between."""

from __future__ import annotations

import re
from datetime import date

ADULT = 18
"""Completed years of age from which a person is an adult. Source: § 2 BGB."""

_GERMAN = r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})"


def parse(text: str) -> date:
    """The day of an ISO date; a month (``2026-03``) is its first day. Raises ValueError."""
    return date.fromisoformat(f"{text}-01" if len(text) == len("2026-03") else text)


def read(text: str) -> date:
    """The day a person typed: ``2026-03-18`` or ``18.3.2026``. Raises ValueError."""
    german = re.fullmatch(_GERMAN, text.strip())
    if german:
        day, month, year = (int(part) for part in german.groups())
        return date(year, month, day)
    return parse(text.strip())


def german(text: str) -> str:
    """``18.03.2026`` for an ISO date, ``03/2026`` for a month."""
    year, month, *day = text.split("-")
    return f"{day[0]}.{month}.{year}" if day else f"{month}/{year}"


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month where it is shorter.

    Never beyond the calendar's last day: 9999-12-31 is what people type for "without end".
    """
    from calendar import monthrange  # half of all commands never ask

    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_between(first: date, last: date) -> int:
    """Completed months from ``first`` to ``last``."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(first, months) <= last else months - 1


def birthday(born: date, age: int) -> date:
    """The day a person completes ``age`` years; born on 29 February: 1 March in common years.

    Source: § 187 Abs. 2, § 188 Abs. 2 BGB (the year is completed with the end of 28 February).
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """Completed years of age on ``day``."""
    age = day.year - born.year
    return age if birthday(born, age) <= day else age - 1
