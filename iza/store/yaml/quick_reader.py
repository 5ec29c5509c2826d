"""The quick way through an ordinary file: the same data as the strict reader builds, in little more than libyaml takes.

Lists and the audit trail read thousands of files, and half of that was work in Python. So the loops here call nothing
they can do themselves, and ask no event for an anchor or a tag: in a text that ``may_refer`` lets pass there are none.
Wherever something is not as in an ordinary file there is no answer, and the strict reader looks at it and has the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from iza.store.yaml.scalars import SPECIAL_START, plain

Events = Callable[[], Any]

_REFERENCE = re.compile(r"[&*](?![ \t\r\n]|\Z)(?<!\w.)|!(?<!\w.)")
_MANY = 2_000
_names: set[str] = set()
"""Names of fields that were met before; ``_MANY`` at most."""


class _Doubt(Exception):
    """Something is not as in an ordinary file."""


def may_refer(text: str) -> bool:
    """Whether an anchor, an alias or a tag may stand in a text.

    They begin with ``&``, ``*`` and ``!``, the first two never before a blank. None begins right behind a letter or a
    digit: what ends in one goes on there (plain text, another anchor, a tag) or must be followed by a blank.
    """
    return ("!" in text or "*" in text or "&" in text) and _REFERENCE.search(text) is not None


def document(get: Events, depth: int) -> dict[str, Any] | None:
    """The mapping that the events of a whole text make up; None where there is a doubt.

    ``depth``: how many mappings and lists may stand in each other within it.
    """
    try:
        get()  # stream start
        start = get()
        if type(start) is not DocumentStartEvent or start.version or start.tags:
            return None
        content: dict[str, Any] = _read_collection(get, type(get()), depth)
        get()  # document end
        return content if type(get()) is StreamEndEvent and type(content) is dict else None
    except (_Doubt, YAMLError, ValueError):
        return None


def _read_collection(get: Events, kind: type, room: int) -> Any:
    if room and kind is MappingStartEvent:
        return _read_mapping(get, room - 1)
    if room and kind is SequenceStartEvent:
        return _read_sequence(get, room - 1)
    raise _Doubt


def _read_mapping(get: Events, room: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    while type(event := get()) is ScalarEvent:
        name = event.value
        if name in result or (name not in _names and not _is_name(name)):
            raise _Doubt
        kind = type(event := get())
        if kind is ScalarEvent:
            value = event.value
            if (not value or value[0] in SPECIAL_START) and event.implicit[0]:
                value = plain(value)
            result[name] = value
        else:
            result[name] = _read_collection(get, kind, room)
    if type(event) is not MappingEndEvent:
        raise _Doubt
    return result


def _read_sequence(get: Events, room: int) -> list[Any]:
    result: list[Any] = []
    while (kind := type(event := get())) is not SequenceEndEvent:
        if kind is ScalarEvent:
            value = event.value
            if (not value or value[0] in SPECIAL_START) and event.implicit[0]:
                value = plain(value)
            result.append(value)
        else:
            result.append(_read_collection(get, kind, room))
    return result


def _is_name(name: str) -> bool:
    """Whether a key is text however it is written, and merges nothing."""
    sound = name != "<<" and isinstance(plain(name), str)
    if sound and len(_names) < _MANY and name.isidentifier():
        # Ids are keys, too, and there is no end of them.
        _names.add(name)
    return sound
