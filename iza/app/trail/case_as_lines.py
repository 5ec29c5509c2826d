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
    sentences = lines(told(before, after, internal=True))
    return sentences or [_("Only how the file is written has changed, not what it says.")]


def facts(content: bytes) -> list[str]:
    """A case as facts, one on a line: ``Step 2.1 · due on: 15.06.2026``; always in the same order.

    Raises Unreadable.
    """
    document = read_lifted(content, "") if content else {}
    case = words.tamed(document)
    return [words.with_colon(words.path_in_words(case, path), text) for path, text in _fields_with_values((), document)]


def _fields_with_values(path: FieldPath, value: Any) -> Iterator[tuple[FieldPath, str]]:
    """Every field with its value in words; fields in the order of the schema, lists in their own."""
    if isinstance(value, dict) and value:
        for name in sorted(value, key=_rank_of(path)):
            yield from _fields_with_values((*path, name), value[name])
    elif isinstance(value, list) and value and all(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value):
            key = inner.get("id", inner.get("number"))
            if isinstance(key, str | int):
                yield from _fields_with_values((*path, key), inner)
            else:
                yield (*path, number), _value_on_a_line((*path, number), inner)
    else:
        yield path, _value_on_a_line(path, value)


def _value_on_a_line(path: FieldPath, value: Any) -> str:
    return " ⏎ ".join(words.value(path, value).split("\n"))


def _rank_of(path: FieldPath) -> Any:
    """The place of a field among those of its mapping."""
    try:
        order = list(labels.node("case", words.schema_path(path)).get("properties", {}))
    except KeyError:
        order = []
    return lambda name: (order.index(name) if name in order else len(order), name)
