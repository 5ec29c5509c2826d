"""In which review something was agreed, and why: read from what was committed, not from what a message claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iza.history.meaning import nature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from iza.history.change import Change
    from iza.history.log import Entry
    from iza.model.values import CaseView, FieldPath



@dataclass(frozen=True)
class Talk:
    """A review that was held: its id, its day (ISO) and why terms were changed in it, empty where nobody said so."""

    id: str
    day: str
    reason: str = ""


def talk_of(old: CaseView, new: CaseView) -> Talk | None:
    """The review that was held between two versions; None where there was none, or more than one."""
    before = set(_held(old))
    fresh = {ref: day for ref, day in _held(new).items() if ref not in before}
    if len(fresh) != 1:
        return None
    return talk_named(next(iter(fresh)), new)


def talk_named(ref: str, document: CaseView) -> Talk | None:
    """The review with this id that a version knows as held, with the reason of the version that came out of it."""
    day = _held(document).get(ref)
    if day is None:
        return None
    reasons = [one.get("reason") for one in _versions(document) if one.get("review") == ref]
    return Talk(ref, day, " ⏎ ".join(str(next(filter(None, reasons), "")).splitlines()))


def talk_between(entries: Iterable[Entry], unsaved: Sequence[Change] = ()) -> Callable[[FieldPath], Talk | None]:
    """The review in which the terms at a place were last changed, from the entries of a history, newest first.

    What ``unsaved`` changes after them is agreed in none of them.
    """
    known = [
        (_agreed(entry, entry.before or {}, entry.document), talk_of(entry.before or {}, entry.document))
        for entry in entries
        if entry.document
    ]

    def of(path: FieldPath) -> Talk | None:
        if any(_touches(one.path, path) for one in unsaved):
            return None
        return next((talk for paths, talk in known if any(_touches(one, path) for one in paths)), None)

    return of


def _agreed(entry: Entry, old: CaseView, new: CaseView) -> list[FieldPath]:
    """Where an entry changed terms."""
    return [change.path for change in entry.changes if nature(change, old, new) == "terms"]


def _touches(one: FieldPath, other: FieldPath) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _held(document: CaseView) -> dict[str, str]:
    """The days of the reviews that were held, by id."""
    reviews = document.get("reviews")
    found = [one for one in reviews if isinstance(one, dict)] if isinstance(reviews, list) else []
    return {
        str(one.get("id")): str(one.get("held_on", one.get("planned_on", "")))
        for one in found
        if one.get("status") == "held"
    }


def _versions(document: CaseView) -> list[dict[str, Any]]:
    agreement = document.get("agreement")
    versions = agreement.get("versions") if isinstance(agreement, dict) else None
    return [one for one in versions if isinstance(one, dict)] if isinstance(versions, list) else []
