"""Merges made again: what a merge left must be what its two sides make together.

A merge commit can hold anything, whatever its parents were; nothing in git forbids it. So the result is
compared with the changes of both sides by meaning. Where both changed the same place, either may stand.
"""

from __future__ import annotations

import marshal
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iza.history import coupled
from iza.history.alarms import Alarm, path_as_text
from iza.history.change import Change
from iza.history.changes import apply, conflicts, diff, find
from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.model.values import CaseData, FieldPath



def judge(bases: Sequence[CaseData], sides: Sequence[CaseData], result: CaseData) -> list[Alarm]:
    """What a merge of ``sides`` smuggled in or lost; with several merge bases the one that fits best counts."""
    alarms_by_base = [list(_alarms_from_base(base, sides, result)) for base in bases or [{}]]
    return min(alarms_by_base, key=len)


def _alarms_from_base(base: CaseData, sides: Sequence[CaseData], result: CaseData) -> Iterator[Alarm]:
    changed = [diff(base, side) for side in sides]
    open_places = [path for number, mine in enumerate(changed) for theirs in changed[:number]
                   for path in conflicts(theirs, mine)]  # fmt: skip
    expected = deepcopy(base)
    for changes in changed:
        apply(expected, [change for change in changes if not _is_near(change.path, open_places)])
    for change in diff(expected, result):
        if change.kind == "moved" or _is_dropped_translation(change) or _is_near(change.path, open_places):
            continue
        lost = any(_is_near(change.path, [other.path]) for changes in changed for other in changes)
        yield Alarm("V31" if lost else "V30", details={"place": path_as_text(change.path)})
    for paths in coupled.groups(open_places):
        if not _is_one_sides([_value_as_change(result, path) for path in paths], base, sides):
            yield Alarm("V31", details={"place": path_as_text(paths[0])})


def _value_as_change(document: CaseData, path: FieldPath) -> Change:
    """What a document has at a place, as the change that would put it there."""
    try:
        return Change("changed", path, None, find(document, path))
    except KeyError:
        return Change("removed", path)


def _is_near(path: FieldPath, places: Sequence[FieldPath]) -> bool:
    """Whether a path is, holds or lies in one of the places."""
    return any(path[: len(field_path)] == field_path[: len(path)] for field_path in places)


def _is_dropped_translation(change: Change) -> bool:
    """A translation from one side of a text from the other does not survive a merge by iza."""
    return "i18n" in change.path and change.kind == "removed"


def _is_one_sides(changes: Sequence[Change], base: CaseData, sides: Sequence[CaseData]) -> bool:
    """Whether disputed places have what one of the sides had there, or a list of both sides' entries."""
    together = any(all(_side_agrees(change, side) for change in changes) for side in sides)
    return together or all(_joins_both(change, base, sides) for change in changes)


def _joins_both(change: Change, base: CaseData, sides: Sequence[CaseData]) -> bool:
    """Whether a list without identities holds what each side added and neither took out; their order is free."""
    lists = [_list_at(document, change.path) for document in (base, *sides)]
    if not isinstance(change.new, list):
        return False
    old, *others = [[marshal.dumps(entry, 2) for entry in entries] for entries in lists]
    wanted = [entry for entry in old if all(entry in side for side in others)]
    wanted += [entry for side in others for entry in side if entry not in old]
    return set(wanted) == {marshal.dumps(entry, 2) for entry in change.new}


def _list_at(document: CaseData, path: FieldPath) -> list[Any]:
    try:
        value = find(document, path)
    except KeyError:
        return []
    return value if isinstance(value, list) else []


def _side_agrees(change: Change, side: CaseData) -> bool:
    try:
        there = find(side, change.path)
    except KeyError:
        return change.kind == "removed"
    return change.kind != "removed" and same(there, change.new)
