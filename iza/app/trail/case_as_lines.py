"""A case as git shows it: one version as facts, one on a line; two versions as the sentences between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app import words
from iza.i18n import _
from iza.store.formats.migrations import read_lifted
from iza.store.schema import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.model.values import FieldPath



def changes(old: bytes, new: bytes) -> list[str]:
    """What differs between two versions of a case, in sentences: everything, priority and notes too.

    Raises Unreadable where a version is not readable.
    """
    from iza.app.sentences import lines, told

    before, after = (read_lifted(side, "") if side else {} for side in (old, new))
    found = lines(told(before, after, internal=True))
    return found or [_("Only how the file is written has changed, not what it says.")]


def facts(content: bytes) -> list[str]:
    """A case as facts, one on a line: ``Step 2.1 · due on: 15.06.2026``; always in the same order.

    Raises Unreadable.
    """
    document = read_lifted(content, "") if content else {}
    known = words.tamed(document)
    return [words.with_colon(words.place(known, path), text) for path, text in _facts((), document)]


def _facts(path: FieldPath, value: Any) -> Iterator[tuple[FieldPath, str]]:
    """Every field with its value in words; fields in the order of the schema, lists in their own."""
    if isinstance(value, dict) and value:
        for name in sorted(value, key=_rank(path)):
            yield from _facts((*path, name), value[name])
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for place, one in enumerate(value):
            key = one.get("id", one.get("number"))
            if isinstance(key, str | int):
                yield from _facts((*path, key), one)
            else:
                yield (*path, place), _line((*path, place), one)
    else:
        yield path, _line(path, value)


def _line(path: FieldPath, value: Any) -> str:
    return " ⏎ ".join(words.value(path, value).split("\n"))


def _rank(path: FieldPath) -> Any:
    """The place of a field among those of its mapping."""
    try:
        order = list(labels.node("case", words.schema_path(path)).get("properties", {}))
    except KeyError:
        order = []
    return lambda name: (order.index(name) if name in order else len(order), name)
