"""All that has no words of its own, in sentences: the field, from what to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app.sentences.groups import SentenceLine
from iza.app.sentences.sides import is_prose, kind_of
from iza.history.change import Change
from iza.i18n import _
from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.sentences.groups import Group
    from iza.app.sentences.sides import Sides


def other(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """Whatever of a thing was not told by other words."""
    if group.kind == "moved":
        yield _moved_line(group, sides)
    elif group.kind in ("added", "removed") and () not in group.changes:
        facts = sides.details(group.rest()) or "–"
        pattern = _("{what} entered: {facts}") if group.kind == "added" else _("{what} removed: {facts}")
        yield group.whole(pattern.format(what=sides.what(Change(group.kind, group.path)), facts=facts))
    else:
        for change in group.rest():
            yield from _field_lines(change, sides)


def _moved_line(group: Group, sides: Sides) -> SentenceLine:
    (change,) = group.rest()
    order = sides.moves(change.path, change.new) if change.path[:2] == ("agreement", "goals") else ""
    pattern = _("{what} in a new order: {order}") if order else _("{what} in a new order")
    return group.line(pattern.format(what=sides.what(change), order=order))


def _field_lines(change: Change, sides: Sides) -> Iterator[SentenceLine]:
    """A field that came, went, or has another value; of a list, what came to it and what went."""
    if isinstance(change.old, list) and isinstance(change.new, list):
        yield from _list_lines(change, sides)
    elif change.kind == "changed":
        yield _line_of_change(_change_pattern(change), change, sides)
    else:
        yield _came_or_went(change, sides)


def _change_pattern(change: Change) -> str:
    """How a change from one value to another is said."""
    values = change.old, change.new
    if {(kind_of(change.path, value), len(str(value))) for value in values} == {("day", len("2026-03-18"))}:
        return _("{what}: moved from {old} to {new}")
    if is_prose(change.path) or any(isinstance(value, dict | list) for value in values):
        return _("{what}: {old} → {new}")
    return _("{what}: changed from {old} to {new}")


def _came_or_went(change: Change, sides: Sides, said_of: tuple[Change, ...] = ()) -> SentenceLine:
    value = change.new if change.kind == "added" else change.old
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(entry, dict) for entry in value)):
        pattern = _("{what} entered: {value}") if change.kind == "added" else _("{what} removed: {value}")
    else:
        pattern = _("{what}: {value} entered") if change.kind == "added" else _("{what}: {value} removed")
    return _line_of_change(pattern, change, sides, said_of)


def _list_lines(change: Change, sides: Sides) -> Iterator[SentenceLine]:
    gone, new = _entries_missing_in(change.old, change.new), _entries_missing_in(change.new, change.old)
    if gone:
        yield _came_or_went(Change("removed", change.path, gone), sides, (change,))
    if new:
        yield _came_or_went(Change("added", change.path, None, new), sides, (change,))
    if not gone and not new:
        sentence = _("{what} in a new order").format(what=sides.what(change))
        yield SentenceLine(sentence, (change,), Change("moved", change.path, change.old, change.new))


def _entries_missing_in(some: list[Any], others: list[Any]) -> list[Any]:
    """The entries of one list that the other does not have, as often as they are missing there."""
    left = list(others)
    missing = []
    for entry in some:
        position = next((position for position, rest in enumerate(left) if same(rest, entry)), None)
        if position is None:
            missing.append(entry)
        else:
            del left[position]
    return missing


def _line_of_change(pattern: str, change: Change, sides: Sides, said_of: tuple[Change, ...] = ()) -> SentenceLine:
    what = sides.what(change)
    if what.endswith("?"):
        # A label that asks needs no colon.
        pattern = pattern.replace("{what}:", "{what}")
    old, new = (sides.marked(change.path, value) for value in (change.old, change.new))
    sentence = pattern.format(what=what, old=old, new=new, value=new if change.kind == "added" else old)
    return SentenceLine(sentence, said_of or (change,), change)
