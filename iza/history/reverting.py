"""What would take a commit back: its changes the other way round, on top of whatever came later."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iza.history.change import Change
from iza.history.changes import apply, conflicts, diff, find

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.history.log import CaseVersion
    from iza.model.values import FieldPath


def inverse(before: Any, after: Any) -> list[Change]:
    """The changes that lead from ``after`` back to ``before``, entry by entry where a whole list goes.

    The first consent came together with the list of consents; later ones in it are to stay.
    """
    return [part for change in diff(after, before) for part in _entry_by_entry(change)]


def _entry_by_entry(change: Change) -> Iterator[Change]:
    value = change.old
    parts = diff(value, [], change.path) if change.kind == "removed" and isinstance(value, list) else []
    if parts and all(part.kind == "removed" for part in parts):
        yield from parts
    elif change.kind == "removed" and isinstance(value, dict) and _holds_lists(value):
        for name, inner in value.items():
            yield from _entry_by_entry(Change("removed", (*change.path, name), inner))
    else:
        yield change


def _holds_lists(value: dict[str, Any]) -> bool:
    """Whether a mapping is nothing but lists of entries (like the agreement), so that more may come into it."""
    return bool(value) and all(
        isinstance(inner, list) and all(isinstance(entry, dict) for entry in inner) for inner in value.values()
    )


def overtaken(changes: Sequence[Change], after: Any, now: Any) -> list[FieldPath]:
    """The places that are not any more as the commit left them, nor already as they were before it."""
    return conflicts(list(changes), diff(after, now))


def touched_by(entries: Sequence[CaseVersion], places: Sequence[FieldPath]) -> CaseVersion | None:
    """The first of the entries that changed one of the places, or something in or around it."""
    return next((entry for entry in entries if any(_entry_touches(entry, field_path) for field_path in places)), None)


def _entry_touches(entry: CaseVersion, field_path: FieldPath) -> bool:
    return any(
        all(part == other for part, other in zip(change.path, field_path, strict=False)) for change in entry.changes
    )


def take_back(document: dict[str, Any], changes: Sequence[Change], before: dict[str, Any]) -> None:
    """Make the inverse changes in ``document``; what comes back stands where ``before`` has it."""
    for change in changes:
        *outer, name = change.path
        parent = find(document, tuple(outer)) if change.kind == "added" else None
        if isinstance(parent, dict) and name not in parent:
            _insert_field(parent, name, deepcopy(change.new), list(find(before, tuple(outer))))
        else:
            apply(document, [change])
    for change in changes:
        _remove_empty(document, change.path[:-1], before)


def _insert_field(parent: dict[Any, Any], name: object, value: object, order: list[Any]) -> None:
    """Put a field before those that ``order`` has behind it."""
    behind = order[order.index(name) :]
    fields = list(parent.items())
    position = next((position for position, (other, _value) in enumerate(fields) if other in behind), len(fields))
    parent.clear()
    parent.update([*fields[:position], (name, value), *fields[position:]])


def _remove_empty(document: dict[str, Any], path: FieldPath, before: Any) -> None:
    """Remove what was left empty and was not there before."""
    while path and _value_at(document, path) in ({}, []) and _value_at(before, path) is None:
        *outer, name = path
        find(document, tuple(outer)).pop(name)
        path = tuple(outer)


def _value_at(document: Any, path: FieldPath) -> Any:
    """What stands there, None where there is nothing."""
    try:
        return find(document, path)
    except KeyError:
        return None
