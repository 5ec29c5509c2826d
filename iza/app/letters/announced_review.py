"""Something on a sheet that is otherwise today, and the next review that a sheet announces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from iza.app.letters.papers.view import filled
from iza.i18n import _
from iza.model import lookup
from iza.model.dates import german

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.letters.papers.view import View
    from iza.model.case.reviews import Review


@dataclass(frozen=True)
class Fact:
    """Something on a sheet that is otherwise today, in words; ``old`` or ``new`` is empty where there is nothing."""

    field: str
    old: str
    new: str


def announced_review(then: View, now: View) -> Iterator[Fact]:
    """The next review where the sheet names one that has another day, hour or place now, or was called off.

    What the sheet left blank was to be written in, and is no other than before.
    """
    announced = lookup.planned_review(then.case)
    if announced is None:
        return
    today = next((review for review in now.case.get("reviews", []) if review["id"] == announced["id"]), None)
    if today and "held_on" in today:
        return
    new = today if today and today["status"] == "planned" else lookup.planned_review(now.case)
    old, there = _appointment_of(announced), _appointment_of(new) if new else ()
    if any(part and part != other for part, other in zip_longest(old, there)):
        yield Fact(_("Next review"), ", ".join(filled(*old)), ", ".join(filled(*there)))


def _appointment_of(review: Review) -> tuple[str, str, str]:
    """Day, hour and place as a sheet names them."""
    town = review.get("place", "") if review.get("mode", "office") == "office" else ""
    return german(review["planned_on"]), review.get("time", ""), town
