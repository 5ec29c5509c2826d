"""What speaks for two records being one person, and what against it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from iza.app.matching.likeness import PARTLY, SAME_LETTERS, SAME_SOUNDS
from iza.model import lookup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iza.app.matching.likeness import Likeness
    from iza.model.case.person import Client, Name

SHOWN = 75.0
"""From this score on a person is shown; from ``likeness.SIMILAR`` on the name counts as the same."""


class Reason(StrEnum):
    """What speaks for a match, or against it; the order is the order they are given in."""

    CASE_ID = "case_id"
    # The same letters in the same script.
    NAME = "name"
    # Written in another script.
    SCRIPT = "script"
    SPELLING = "spelling"  # spelled otherwise
    # One side has further names.
    PART = "part"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    # Day and month changed places.
    BIRTH_DATE_SWAPPED = "birth_date_swapped"
    OTHER_BIRTH_DATE = "other_birth_date"  # speaks against
    PHONE = "phone"


@dataclass(frozen=True)
class Match:
    """A case that may be the one: score from 0 to 100, and why."""

    case_id: str
    score: float
    reasons: tuple[Reason, ...]


def best(matches: Iterable[Match], limit: int) -> list[Match]:
    """The matches with the highest scores, those with the same score by case id."""
    return sorted(matches, key=lambda match: (-match.score, match.case_id))[:limit]


def ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, in the order of ``Reason``."""
    given = set(reasons)
    return tuple(reason for reason in Reason if reason in given)


def names_of(client: Client) -> list[str]:
    """All names of a person, the official one first; a half one is completed from the official."""
    names = sorted(client.get("names", []), key=lambda name: name.get("kind") != "official")
    texts = [_complete_name(name, names[0]) for name in names]
    return list(dict.fromkeys(text for text in texts if text))


def _complete_name(name: Name, official: Name) -> str:
    if name.get("mononym"):
        return lookup.full_name(name)
    given = name.get("given") or official.get("given", "")
    family = name.get("family") or official.get("family", "")
    return f"{given} {family}".strip()


def name_reasons(likeness: Likeness, a: str, b: str) -> list[Reason]:
    """How the names ``a`` and ``b``, alike as ``found``, are the same and how not."""
    reasons = []
    if _script_of(a) != _script_of(b):
        reasons.append(Reason.SCRIPT)
    elif likeness.worst == SAME_LETTERS:
        reasons.append(Reason.NAME)
    if not reasons or likeness.worst < SAME_SOUNDS:
        reasons.append(Reason.SPELLING)
    if likeness.extra or likeness.worst < PARTLY:
        reasons.append(Reason.PART)
    return reasons


@lru_cache(maxsize=20_000)
def _script_of(name: str) -> str:
    """``LATIN``, ``ARABIC``, ``CYRILLIC``, …: the script of the first letter."""
    letter = next((c for c in name if c.isalpha()), " ")
    return unicodedata.name(letter, "").partition(" ")[0]


def birth_date(client: Client) -> str:
    """The recorded birth date, empty where there is none."""
    birth = client.get("birth")
    return birth.get("date", "") if birth else ""


def sure_birth_date(client: Client) -> str:
    """The birth date where the day is known, else empty; 1 January mostly means it is not."""
    day = birth_date(client)
    return day if day and client["birth"].get("precision") == "day" and not day.endswith("-01-01") else ""


def birth_evidence(client: Client, other: Client) -> Reason | None:
    """The same birth date, another one, or nothing where one of the two is not sure."""
    day, other_day = sure_birth_date(client), sure_birth_date(other)
    if not day or not other_day:
        return None
    if day == other_day:
        return Reason.BIRTH_DATE
    swapped = re.sub("-(..)-(..)$", r"-\2-\1", day) == other_day
    return Reason.BIRTH_DATE_SWAPPED if swapped else Reason.OTHER_BIRTH_DATE


def phone(client: Client) -> str:
    """The digits of the person's phone number, empty where there is none."""
    return digits(client.get("contact", {}).get("phone", ""))


def digits(number: str) -> str:
    """The digits of a phone number as dialled in Germany: +49 (0)176 … and 0049 176 … are 0176 …."""
    only = "".join(c for c in number if c in "0123456789")
    abroad = number.lstrip("( ").startswith(("+", "00"))
    return re.sub("^490?", "0", only.removeprefix("00")) if abroad else only
