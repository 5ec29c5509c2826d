"""Is a person known already, under another spelling or script? Asked before a case is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.app.matching.evidence import (
    SHOWN,
    Match,
    Reason,
    best,
    birth_evidence,
    name_reasons,
    names_of,
    ordered,
    phone,
    sure_birth_date,
)
from iza.app.matching.likeness import PARTLY, Likeness, candidates, likeness
from iza.app.matching.sounds import keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iza.model.case.person import Client
    from iza.model.case.record import Case

_WEIGHTS = {Reason.BIRTH_DATE: 8.0, Reason.OTHER_BIRTH_DATE: -15.0, Reason.PHONE: 5.0}
_MIN_PHONE = 6  # digits; fewer are an extension


def twins(cases: Iterable[Case], client: Client, limit: int = 10) -> list[Match]:
    """People who may be this person under another case id, the most likely first; never merged.

    A birth date both sides are sure of raises the score where it is the same, and then a partly
    similar name is enough; another one lowers it. A birth date on 1 January, or one of which only
    the year is known, proves nothing: 416,420 persons had it in the Ausländerzentralregister in
    2020, because nobody knew the day. The same phone number is a small support, for families
    share one. Nothing is enough without a similar name.
    """
    names, cases = names_of(client), list(cases)
    likely = candidates(names, {name for case in cases for name in names_of(case["client"])})
    near = (case for case in cases if not likely.isdisjoint(names_of(case["client"])))
    return best((match for case in near if (match := _twin_of(case, client, names))), limit)


def same_person_key(client: Client) -> tuple[str, ...] | None:
    """Equal for people with the same sure birth date and the same consonants in the official name.

    None where the birth date proves nothing. Coarser than ``twins``, and quick for all cases at once.
    """
    names, day = names_of(client), sure_birth_date(client)
    return (day, *sorted(word.bones for word in keys(names[0]))) if names and day else None


def _twin_of(case: Case, client: Client, names: Sequence[str]) -> Match | None:
    alike, reasons = _most_alike(names, names_of(case["client"]))
    if alike.best < PARTLY:
        return None
    evidence = _evidence_for(client, case["client"])
    score = alike.score + sum(_WEIGHTS.get(reason, 0.0) for reason in evidence)
    supported = _WEIGHTS.keys() & evidence and Reason.OTHER_BIRTH_DATE not in evidence
    if score < SHOWN and not supported:
        return None
    return Match(case["id"], min(max(score, SHOWN), 100.0), ordered([*reasons, *evidence]))


def _most_alike(names: Sequence[str], others: Sequence[str]) -> tuple[Likeness, list[Reason]]:
    pairs = ((likeness(a, b), a, b) for a in names for b in others)
    alike, a, b = max(pairs, key=lambda pair: (pair[0].score, pair[0].best), default=(Likeness(), "", ""))
    return alike, name_reasons(alike, a, b)


def _evidence_for(client: Client, other: Client) -> set[Reason]:
    birth = birth_evidence(client, other)
    same_phone = len(phone(client)) >= _MIN_PHONE and phone(client) == phone(other)
    return ({birth} if birth else set()) | ({Reason.PHONE} if same_phone else set())
