"""The people of a case: how old the client is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.model import dates

if TYPE_CHECKING:
    from iza.model.case.record import Case


def is_minor(case: Case, day: str) -> bool:
    """Whether the client is under 18 on a day."""
    return age(case, day) < dates.ADULT


def age(case: Case, day: str) -> int:
    """Completed years on a day, by the recorded birth date."""
    return dates.age_on(dates.parse(case["client"]["birth"]["date"]), dates.parse(day))
