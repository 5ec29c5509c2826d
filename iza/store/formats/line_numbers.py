"""The lines of some places in a file: for telling where to mend it, without building what stands there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iza.plaintext import decoded
from iza.store.formats.migrations import RENAMED
from iza.store.yaml.reader import events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iza.model.values import FieldPath

Wanted = dict["str | int", "Wanted"]
Events = Callable[[], Any]


def lines_at(source: bytes, places: Iterable[FieldPath]) -> dict[FieldPath, int]:
    """The line of each place in a readable file, or of the nearest field around it.

    A place may have its present name where the file has an older format. The line of a field is that of its name.
    """
    wanted: Wanted = {}
    asked = list(places)
    for field_path in asked:
        inner = wanted
        for name in field_path:
            inner = inner.setdefault(name, {})
    lines: dict[FieldPath, int] = {}
    get = events(decoded(source))
    # The stream, the document.
    get(), get()
    root = get()
    lines[()] = root.start_mark.line + 1
    _enter_node(get, root, wanted, (), lines)
    return {field_path: _nearest_line(lines, field_path) for field_path in asked}


def _nearest_line(lines: dict[FieldPath, int], field_path: FieldPath) -> int:
    while field_path not in lines:
        field_path = field_path[:-1]
    return lines[field_path]


def _enter_node(get: Events, start: Any, wanted: Wanted, path: FieldPath, lines: dict[FieldPath, int]) -> None:
    """Look at a mapping or list; what nobody asks for is passed over."""
    kind = type(start).__name__
    if kind == "MappingStartEvent":
        _enter_mapping(get, wanted, path, lines)
    elif kind == "SequenceStartEvent":
        _enter_sequence(get, wanted, path, lines)


def _enter_mapping(get: Events, wanted: Wanted, path: FieldPath, lines: dict[FieldPath, int]) -> None:
    while type(key := get()).__name__ != "MappingEndEvent":
        name = key.value if key.value in wanted else RENAMED.get(key.value, key.value)
        value = get()
        if name in wanted:
            lines[*path, name] = key.start_mark.line + 1
            _enter_node(get, value, wanted[name], (*path, name), lines)
        else:
            _skip_value(get, value)


def _enter_sequence(get: Events, wanted: Wanted, path: FieldPath, lines: dict[FieldPath, int]) -> None:
    index = 0
    while type(entry := get()).__name__ != "SequenceEndEvent":
        if index in wanted:
            lines[*path, index] = entry.start_mark.line + 1
            _enter_node(get, entry, wanted[index], (*path, index), lines)
        else:
            _skip_value(get, entry)
        index += 1


def _skip_value(get: Events, start: Any) -> None:
    """Go on behind a value."""
    depth = int(type(start).__name__.endswith("StartEvent"))
    while depth:
        kind = type(get()).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
