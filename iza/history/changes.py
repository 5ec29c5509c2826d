"""What differs between two versions of a document, by meaning and not by line.

Entries of lists are recognised by their identity (``id``, a version by its number, …), so a moved
or inserted goal does not turn every later one into a change. ``apply(old, diff(old, new))`` gives
``new`` (order of fields aside).
"""

from __future__ import annotations

import marshal
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iza.history import coupled
from iza.history.change import Change
from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.model.values import FieldPath, PathPart

# The form of marshal in which the same data are the same bytes.
_NO_REFERENCES = 2
_IDENTITY = {"versions": "number", "links": "case", "languages": "tag", "snapshots": "on", "pauses": "since"}


def diff(old: Any, new: Any, path: FieldPath = ()) -> list[Change]:
    """The changes that turn ``old`` into ``new``."""
    return list(_changes_between(old, new, path))


def _changes_between(old: Any, new: Any, path: FieldPath) -> Iterator[Change]:
    if _surely_same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _diff_mapping(old, new, path)
    elif _by_identity(old, path) is not None and _by_identity(new, path) is not None:
        yield from _diff_list(old, new, path)
    elif not same(old, new):
        yield Change("changed", path, old, new)


def _surely_same(old: Any, new: Any) -> bool:
    """Whether two parts surely say the same: most of a case does in every commit, and comparing bytes is quick."""
    if old is new:
        return True
    if type(old) is not dict and type(old) is not list:
        return False
    try:
        return marshal.dumps(old, _NO_REFERENCES) == marshal.dumps(new, _NO_REFERENCES)
    except ValueError:
        # Other types than those of plain data.
        return False


def _diff_mapping(old: dict[str, Any], new: dict[str, Any], path: FieldPath) -> Iterator[Change]:
    for key, value in old.items():
        if key not in new:
            yield Change("removed", (*path, key), value)
    for key, value in new.items():
        if key in old:
            yield from _changes_between(old[key], value, (*path, key))
        else:
            yield Change("added", (*path, key), None, value)


def _diff_list(old: list[Any], new: list[Any], path: FieldPath) -> Iterator[Change]:
    before, after = _by_identity(old, path) or {}, _by_identity(new, path) or {}
    for key, value in before.items():
        if key not in after:
            yield Change("removed", (*path, key), value)
    for key, value in after.items():
        if key in before:
            yield from _changes_between(before[key], value, (*path, key))
        else:
            yield Change("added", (*path, key), None, value)
    order = [key for key in before if key in after] + [key for key in after if key not in before]
    if order != list(after):
        yield Change("moved", path, order, list(after))


def _by_identity(items: Any, path: FieldPath) -> dict[PathPart, Any] | None:
    """Entries by identity, or None where they have none and the list counts as one value."""
    if not isinstance(items, list):
        return None
    name = _IDENTITY.get(str(path[-1]), "id") if path else "id"
    keys = [item.get(name) if isinstance(item, dict) else None for item in items]
    usable = [key for key in keys if isinstance(key, str | int) and not isinstance(key, bool)]
    if len(usable) != len(items) or len(set(usable)) != len(usable):
        return None
    return dict(zip(usable, items, strict=True))


def apply(document: Any, changes: list[Change]) -> None:
    """Make the changes in ``document`` in place; its other parts keep their form."""
    for change in changes:
        if change.kind == "moved":
            _reorder(find(document, change.path), change)
        else:
            _make_change(find(document, change.path[:-1]), change)


def find(document: Any, path: FieldPath) -> Any:
    """What a document has at the path of a change. Raises KeyError where there is nothing."""
    for position, part in enumerate(path):
        entries = document if isinstance(document, dict) else _by_identity(document, path[:position]) or {}
        document = entries[part]
    return document


def _make_change(parent: Any, change: Change) -> None:
    """Make one change; what the other side has done already stays done."""
    key, value = change.path[-1], deepcopy(change.new)
    if isinstance(parent, dict):
        if change.kind == "removed":
            parent.pop(key, None)
        else:
            parent[key] = value
        return
    position = next((p for p, entry in enumerate(parent) if _identity_of(entry, change.path) == key), None)
    if position is None:
        if change.kind == "added":
            parent.append(value)
    elif change.kind == "removed":
        del parent[position]
    else:
        parent[position] = value


def _identity_of(entry: Any, path: FieldPath) -> Any:
    return entry.get(_IDENTITY.get(str(path[-2]), "id") if len(path) > 1 else "id")


def _reorder(items: list[Any], change: Change) -> None:
    rank = {key: position for position, key in enumerate(change.new)}
    items.sort(key=lambda entry: rank.get(_identity_of(entry, (*change.path, "")), len(rank)))


def missing(wanted: list[Change], document: Any) -> list[Change]:
    """The changes whose result does not stand in ``document`` (a new order is not looked for)."""
    return [change for change in wanted if change.kind != "moved" and not _is_there(change, document)]


def _is_there(change: Change, document: Any) -> bool:
    try:
        value = find(document, change.path)
    except KeyError:
        return change.kind == "removed"
    return change.kind != "removed" and same(value, change.new)


def conflicts(mine: list[Change], theirs: list[Change]) -> list[FieldPath]:
    """The places both sides changed, and differently; empty where both can stand together.

    Fields that say one thing together (``iza.history.coupled``) are disputed together.
    """
    clashes = [
        change.path
        for change in mine
        for other in theirs
        if _is_inside(change.path, other.path) and _cannot_both_stand(change, other)
    ]
    return list(dict.fromkeys([*clashes, *coupled.clashes(mine, theirs, clashes)]))


def _is_inside(path: FieldPath, other: FieldPath) -> bool:
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def _cannot_both_stand(mine: Change, theirs: Change) -> bool:
    """Whether two changes at one place, or one inside the other, cannot both stand."""
    if mine.path == theirs.path:
        return mine.kind != theirs.kind or not same(mine.new, theirs.new)
    outer = min(mine, theirs, key=lambda change: len(change.path))
    # A new order of a list does not touch what is in its entries.
    return outer.kind != "moved"
