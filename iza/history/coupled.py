"""Fields that say one thing together, so that two sides of a merge cannot each have one of them.

A step is done on a day, or blocked since a day for a reason: whoever keeps one side of a conflict keeps all of it.
Where the state of a talk or of a version is disputed (one side held it, the other called it off), all is disputed
that both sides did to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iza.history.change import Change
    from iza.model.values import FieldPath

_STEP = frozenset({"status", "done_on", "blocked_by", "blocked_since"})
_GOAL = frozenset({"status", "closed_on", "dropped_reason"})
_STATES = {"reviews": "status", "clearings": "held_on", "versions": "signed_on"}
"""Lists whose entries are disputed as a whole where this field is."""


def unit(path: FieldPath) -> FieldPath:
    """The place a field belongs to with those that move together with it; else the path itself."""
    match path:
        case ("agreement", "goals", _, "steps", _, field) if field in _STEP:
            return path[:-1]
        case ("agreement", "goals", _, field) if field in _GOAL:
            return path[:-1]
    return path


def clashes(mine: Sequence[Change], theirs: Sequence[Change], places: Sequence[FieldPath]) -> list[FieldPath]:
    """The places that are disputed because others are (``places``), or because they say something with others."""
    changed = [change.path for change in (*mine, *theirs)]
    torn = {
        field_path
        for field_path in map(unit, changed)
        if _changes_beside(field_path, mine)
        and _changes_beside(field_path, theirs)
        and _sides_differ(field_path, mine, theirs)
    }
    disputed = {entry for disputed_path in places if (entry := _entry_of_state(disputed_path))}
    return [
        path for path in changed if unit(path) in torn or (disputed and path[: len(_entry_around(path))] in disputed)
    ]


def groups(places: Iterable[FieldPath]) -> list[list[FieldPath]]:
    """Places that must come from one and the same side, together."""
    listed = list(dict.fromkeys(places))
    disputed = {entry for field_path in listed if (entry := _entry_of_state(field_path))}
    grouped: dict[FieldPath, list[FieldPath]] = {}
    for path in listed:
        head = _entry_around(path)
        grouped.setdefault(head if head in disputed else unit(path), []).append(path)
    return list(grouped.values())


def _changes_beside(field_path: FieldPath, changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if change.path != field_path and unit(change.path) == field_path]


def _sides_differ(field_path: FieldPath, mine: Sequence[Change], theirs: Sequence[Change]) -> bool:
    sides = [
        {change.path[-1]: (change.kind, change.new) for change in _changes_beside(field_path, side)}
        for side in (mine, theirs)
    ]
    return sides[0] != sides[1]


def _entry_of_state(path: FieldPath) -> FieldPath:
    """The entry whose state stands at a path; nothing where it is another field."""
    head = _entry_around(path)
    return head if head and path[len(head) :] == (_STATES[str(head[-2])],) else ()


def _entry_around(path: FieldPath) -> FieldPath:
    """The entry of a list with states in which a path lies."""
    start = 1 if path[:2] == ("agreement", "versions") else 0
    return path[: start + 2] if len(path) > start + 2 and path[start] in _STATES else ()
