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
    for place in asked:
        inner = wanted
        for name in place:
            inner = inner.setdefault(name, {})
    found: dict[FieldPath, int] = {}
    get = events(decoded(source))
    get(), get()  # the stream, the document
    root = get()
    found[()] = root.start_mark.line + 1
    _enter(get, root, wanted, (), found)
    return {place: _nearest(found, place) for place in asked}


def _nearest(found: dict[FieldPath, int], place: FieldPath) -> int:
    while place not in found:
        place = place[:-1]
    return found[place]


def _enter(get: Events, start: Any, wanted: Wanted, path: FieldPath, found: dict[FieldPath, int]) -> None:
    """Look at a mapping or list; what nobody asks for is passed over."""
    kind = type(start).__name__
    if kind == "MappingStartEvent":
        _mapping(get, wanted, path, found)
    elif kind == "SequenceStartEvent":
        _sequence(get, wanted, path, found)


def _mapping(get: Events, wanted: Wanted, path: FieldPath, found: dict[FieldPath, int]) -> None:
    while type(key := get()).__name__ != "MappingEndEvent":
        name = key.value if key.value in wanted else RENAMED.get(key.value, key.value)
        value = get()
        if name in wanted:
            found[*path, name] = key.start_mark.line + 1
            _enter(get, value, wanted[name], (*path, name), found)
        else:
            _pass(get, value)


def _sequence(get: Events, wanted: Wanted, path: FieldPath, found: dict[FieldPath, int]) -> None:
    index = 0
    while type(entry := get()).__name__ != "SequenceEndEvent":
        if index in wanted:
            found[*path, index] = entry.start_mark.line + 1
            _enter(get, entry, wanted[index], (*path, index), found)
        else:
            _pass(get, entry)
        index += 1


def _pass(get: Events, start: Any) -> None:
    """Go on behind a value."""
    depth = int(type(start).__name__.endswith("StartEvent"))
    while depth:
        kind = type(get()).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
