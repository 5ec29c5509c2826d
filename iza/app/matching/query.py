"""Finding people by any word that is known of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from iza.app.matching.evidence import (
    SHOWN,
    Match,
    Reason,
    best,
    birth_date,
    digits,
    name_reasons,
    names_of,
    ordered,
    phone,
)
from iza.app.matching.likeness import Likeness, best_pairs, candidates, likeness, weigh
from iza.app.matching.sounds import MAX_NAME, keys
from iza.model import dates
from iza.model.case.record import Case
from iza.store import case_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.app.matching.sounds import SoundedWord

_WHOLE, _PART = 100.0, 90.0
_BEGINNING = 82.0  # of a name
_YEAR = 80.0
# A word that may be meant as a name begins a case id.
_BY_CHANCE = 76.0
# So that who has only the names asked for comes first.
_FURTHER_NAME = 0.5
_MIN_BEGINNING = 3
_MIN_PHONE = 4
_YEAR_DIGITS = 4
_MIN_ID = 4  # characters, of a word without digits

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}")
_NUMBER = re.compile(r"[+0-9()/.-]*[0-9][+0-9()/.-]*")
_ID = re.compile(r"[Ff]-[0-9A-Za-z-]+|(?=.*[0-9])(?=.*[A-Za-z])[0-9A-Za-z-]+")

Hit = tuple[float, Iterable[Reason]]
CaseTest = Callable[[Case], Hit | None]


def search(cases: Iterable[Case], query: str, limit: int = 20) -> list[Match]:
    """The cases that fit every word of the query, the best first.

    A word is part of a name in any script or spelling, or its beginning (three letters or more);
    a case id or its beginning; a birth date (``2001-05-17``, ``17.5.2001``) or year; or four or
    more digits of a phone number. Whatever cannot be understood finds nothing; nothing raises.
    """
    cases = list(cases)
    tests = list(_tests_of(query[:MAX_NAME], cases))
    return best((match for case in cases if (match := _match_of(case, tests))), limit)


def _tests_of(query: str, cases: Sequence[Case]) -> Iterator[CaseTest]:
    """One test for each date, id and number of the query, and one for all its other words."""
    names: list[str] = []
    for kind, group in groupby(query.split(), key=_kind_of):
        words = list(group)
        if kind == "number":
            yield _by_number("".join(words))
        elif kind == "name":
            names += words
        else:
            yield from map(_by_day if kind == "day" else _by_id, words)
    if names:
        yield _by_name(" ".join(names), cases)


def _kind_of(word: str) -> str:
    if _DAY.fullmatch(word):
        return "day"
    if _NUMBER.fullmatch(word):
        return "number"
    meant = case_ids.typed(word)
    return "id" if _ID.fullmatch(meant) and case_ids.characters(meant) else "name"


def _match_of(case: Case, tests: Sequence[CaseTest]) -> Match | None:
    hits = [hit for test in tests if (hit := test(case))]
    if not hits or len(hits) < len(tests):
        return None
    score = sum(value for value, _reasons in hits) / len(hits)
    return Match(case["id"], score, ordered(reason for _value, reasons in hits for reason in reasons))


def _by_day(word: str) -> CaseTest:
    try:
        day = dates.read(word).isoformat()
    except ValueError:
        # Not a day of the calendar: nobody was born then.
        day = word
    return lambda case: (_WHOLE, [Reason.BIRTH_DATE]) if birth_date(case["client"]) == day else None


def _by_id(word: str, value: float = _WHOLE) -> CaseTest:
    start = case_ids.characters(case_ids.typed(word))
    hit = (value, [Reason.CASE_ID])
    return lambda case: hit if start and case_ids.characters(case["id"]).startswith(start) else None


def _by_number(number: str) -> CaseTest:
    """Part of a phone number, a year of birth, or the digits an id begins with."""
    wanted = digits(number)
    by_id = _by_id(wanted, _PART)

    def test(case: Case) -> Hit | None:
        digits = phone(case["client"])
        if len(wanted) >= _MIN_PHONE and wanted in digits:
            return (_WHOLE if wanted == digits else _PART), [Reason.PHONE]
        if len(wanted) == _YEAR_DIGITS and birth_date(case["client"]).startswith(wanted):
            return _YEAR, [Reason.BIRTH_YEAR]
        return by_id(case) if len(wanted) >= _MIN_BEGINNING else None

    return test


def _by_name(text: str, cases: Sequence[Case]) -> CaseTest:
    by_id = _by_id(text if len(case_ids.characters(text)) >= _MIN_ID else "", _BY_CHANCE)
    names = {name for case in cases for name in names_of(case["client"])}
    likely = candidates([text], names) | _names_that_begin(keys(text), names)

    def test(case: Case) -> Hit | None:
        hits = (_hit_on_name(text, name) for name in names_of(case["client"]) if name in likely)
        best_hit = max(hits, key=lambda hit: hit[0], default=(0.0, []))
        return best_hit if best_hit[0] >= SHOWN else by_id(case)

    return test


def _names_that_begin(asked: Sequence[SoundedWord], names: Iterable[str]) -> set[str]:
    return {name for name in names if any(_likeness_of_beginning(word, keys(name)) for word in asked)}


def _hit_on_name(text: str, name: str) -> Hit:
    whole, covered = likeness(text, name), _cover(keys(text), keys(name))
    alike = covered if covered.score > whole.score else whole
    return alike.score, name_reasons(alike, text, name) if alike.score >= SHOWN else []


def _cover(asked: Sequence[SoundedWord], words: Sequence[SoundedWord]) -> Likeness:
    """How well a name covers the words of a query; what else it holds hardly matters."""
    further = len(words) - len(asked)
    if not asked or further < 0:
        return Likeness()
    pairs = zip(asked, best_pairs(asked, words), strict=True)
    values = [max(value, _likeness_of_beginning(word, words)) for word, value in pairs]
    return Likeness(weigh(values) - _FURTHER_NAME * further, max(values), min(values))


def _likeness_of_beginning(asked: SoundedWord, words: Sequence[SoundedWord]) -> float:
    letters = asked.letters
    long_enough = len(letters) >= _MIN_BEGINNING
    return _BEGINNING if long_enough and any(word.letters.startswith(letters) for word in words) else 0.0
