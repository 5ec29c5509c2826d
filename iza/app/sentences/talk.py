"""In which review something was agreed, and why: read from what was committed, not from what a message claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iza.history.meaning import nature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from iza.history.change import Change
    from iza.history.log import CaseVersion
    from iza.model.values import CaseView, FieldPath



@dataclass(frozen=True)
class AgreedIn:
    """A review that was held: its id, its day (ISO) and why terms were changed in it, empty where nobody said so."""

    id: str
    day: str
    reason: str = ""


def talk_of(old: CaseView, new: CaseView) -> AgreedIn | None:
    """The review that was held between two versions; None where there was none, or more than one."""
    before = set(_days_held(old))
    fresh = {ref: day for ref, day in _days_held(new).items() if ref not in before}
    if len(fresh) != 1:
        return None
    return talk_named(next(iter(fresh)), new)


def talk_named(ref: str, document: CaseView) -> AgreedIn | None:
    """The review with this id that a version knows as held, with the reason of the version that came out of it."""
    day = _days_held(document).get(ref)
    if day is None:
        return None
    reasons = [version.get("reason") for version in _versions_of(document) if version.get("review") == ref]
    return AgreedIn(ref, day, " ⏎ ".join(str(next(filter(None, reasons), "")).splitlines()))


def talk_between(
    entries: Iterable[CaseVersion], unsaved: Sequence[Change] = ()
) -> Callable[[FieldPath], AgreedIn | None]:
    """The review in which the terms at a place were last changed, from the entries of a history, newest first.

    What ``unsaved`` changes after them is agreed in none of them.
    """
    talks = [
        (_paths_of_terms(entry, entry.before or {}, entry.document), talk_of(entry.before or {}, entry.document))
        for entry in entries
        if entry.document
    ]

    def of(path: FieldPath) -> AgreedIn | None:
        if any(_is_on_way(change.path, path) for change in unsaved):
            return None
        return next((talk for paths, talk in talks if any(_is_on_way(change, path) for change in paths)), None)

    return of


def _paths_of_terms(entry: CaseVersion, old: CaseView, new: CaseView) -> list[FieldPath]:
    """Where an entry changed terms."""
    return [change.path for change in entry.changes if nature(change, old, new) == "terms"]


def _is_on_way(path: FieldPath, other: FieldPath) -> bool:
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def _days_held(document: CaseView) -> dict[str, str]:
    """The days of the reviews that were held, by id."""
    reviews = document.get("reviews")
    listed = [review for review in reviews if isinstance(review, dict)] if isinstance(reviews, list) else []
    return {
        str(review.get("id")): str(review.get("held_on", review.get("planned_on", "")))
        for review in listed
        if review.get("status") == "held"
    }


def _versions_of(document: CaseView) -> list[dict[str, Any]]:
    agreement = document.get("agreement")
    versions = agreement.get("versions") if isinstance(agreement, dict) else None
    return [version for version in versions if isinstance(version, dict)] if isinstance(versions, list) else []
