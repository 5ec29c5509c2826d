"""Days: ISO text in, ISO text out, the calendar of the standard library in between."""

from __future__ import annotations

import re
from datetime import date

from iza.i18n import _
from iza.plaintext import plain

ADULT = 18
"""Completed years of age from which a person is an adult. Source: § 2 BGB."""

_NUMBERS = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4}|[0-9]{2})")
_WORDS = re.compile(r"([0-9]{1,2})\.? ?([^\W\d_]{3,9})\.? ?([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MONTHS = (
    ("januar", "jänner", "january"), ("februar", "february"), ("märz", "maerz", "march", "mrz"), ("april",),
    ("mai", "may"), ("juni", "june"), ("juli", "july"), ("august",), ("september",), ("oktober", "october"),
    ("november",), ("dezember", "december"),
)  # fmt: skip
_SHORT = len("26")
_AHEAD = 20
"""Years that a year of two digits may lie ahead: ``46`` is 2046 in 2026, ``47`` is 1947."""
_TIME = re.compile(r"([0-9]{1,2})(?: ?[:.h] ?([0-9]{2}))? ?(?:uhr|h)?")


class NoSuchDay(ValueError):
    """A day that is written rightly and stands in no calendar; the text is a sentence."""

    def __init__(self, text: str) -> None:
        super().__init__(_("There is no {day}.").format(day=text))


def parse(text: str) -> date:
    """The day of an ISO date; a month (``2026-03``) is its first day. Raises ValueError."""
    return date.fromisoformat(f"{text}-01" if len(text) == len("2026-03") else text)


def read(text: str, today: date | None = None, *, past: bool = False) -> date:
    """The day a person typed: ``2026-03-18``, ``18.3.2026``, ``18. März 2026``; with ``today`` also ``18.3.26``.

    ``past``: a day that was, as a date of birth. Raises NoSuchDay for a 30 February, else ValueError.
    """
    typed = " ".join(plain(text).split())
    parts = _parts_of_day(typed)
    if parts is None and not _MONTH.fullmatch(typed):
        raise ValueError
    if parts is None:
        return parse(typed)
    year, month, day = parts
    try:
        return date(_whole_year(year, (month, day), today, past=past) if len(year) == _SHORT else int(year), month, day)
    except ValueError:
        raise NoSuchDay(typed) from None


def _parts_of_day(typed: str) -> tuple[str, int, int] | None:
    """Year, month and day of a written day; None for what is none, and for a name of no month."""
    iso, numbers, words = _ISO.fullmatch(typed), _NUMBERS.fullmatch(typed), _WORDS.fullmatch(typed)
    if iso:
        return iso[1], int(iso[2]), int(iso[3])
    if numbers:
        return numbers[3], int(numbers[2]), int(numbers[1])
    month = _month_of_name(words[2].lower()) if words else 0
    return (words[3], month, int(words[1])) if words and month else None


def _month_of_name(name: str) -> int:
    """The number of a month by its German or English name or the beginning of one, 0 for another word."""
    numbers = (
        number for number, names in enumerate(_MONTHS, 1) if any(month_name.startswith(name) for month_name in names)
    )
    return next(numbers, 0)


def _whole_year(digits: str, month_and_day: tuple[int, int], today: date | None, *, past: bool) -> int:
    """The year of two digits: the latest that is near, or that has been. Raises ValueError without ``today``."""
    if today is None:
        raise ValueError
    year = today.year // 100 * 100 + int(digits)
    too_late = (year, *month_and_day) > (today.year, today.month, today.day) if past else year > today.year + _AHEAD
    return year - 100 if too_late else year


def read_time(text: str) -> str:
    """``09:30`` for ``9:30``, ``9.30``, ``9.30 Uhr``; ``09:00`` for ``9`` and ``9 Uhr``. Raises ValueError."""
    match = _TIME.fullmatch(" ".join(plain(text).split()).lower())
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise ValueError
    return f"{int(match[1]):02}:{match[2] or '00'}"


def german(text: str) -> str:
    """``18.03.2026`` for an ISO date, ``03/2026`` for a month."""
    year, month, *day = text.split("-")
    return f"{day[0]}.{month}.{year}" if day else f"{month}/{year}"


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month where it is shorter.

    Never beyond the calendar's last day: 9999-12-31 is what people type for "without end".
    """
    # Half of all commands never ask.
    from calendar import monthrange

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
