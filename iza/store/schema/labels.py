"""What fields and codes are called, in German and English: read from the schemas, never repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from iza.store.schema.schemas import common, shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.model.values import FieldPath
    from iza.store.schema.schemas import Node

_YES_NO = {"de": {True: "ja", False: "nein"}, "en": {True: "yes", False: "no"}}


@dataclass(frozen=True)
class Option:
    """A code of a vocabulary with its labels; ``extra`` holds the facts the schema writes as ``x-…``."""

    code: str
    de: str
    en: str
    extra: Mapping[str, object]

    def label(self, language: str) -> str:
        """The label in ``de`` or ``en``."""
        return self.de if language == "de" else self.en


def node(kind: str, path: FieldPath) -> Node:
    """The schema of the field at ``path``: type, format, limits, title. Raises KeyError.

    A path holds field names, list indexes, and the ids by which a review keeps goals and steps.
    """
    reached = shape(kind)
    for part in path:
        reached = _child_of(reached, part)
    return reached


def _child_of(parent: Node, part: str | int) -> Node:
    if isinstance(part, int):
        item: Node = parent["items"]
        return item
    fields: Mapping[str, Node] = parent.get("properties", {})
    if part in fields:
        return fields[part]
    for pattern, child in parent.get("patternProperties", {}).items():
        if re.search(pattern, part):
            inner: Node = child
            return inner
    raise KeyError(part)


def label(kind: str, path: FieldPath, language: str) -> str:
    """What the field at ``path`` is called; a list entry is called like its list.

    An id or a field the schema does not know is its own label.
    """
    named = path
    while named and isinstance(named[-1], int):
        named = named[:-1]
    try:
        labelled = node(kind, named)
    except KeyError:
        labelled = {}
    title: str = labelled.get("title" if language == "de" else "x-en", "")
    return title or (str(named[-1]) if named else kind)


def path_text(path: FieldPath) -> str:
    """``client.names[2].family``: how a field is written for people, list entries counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).lstrip(".")


def options(kind: str, path: FieldPath) -> list[Option]:
    """The vocabulary of the field at ``path``, or of the entries of a list; empty where it has none."""
    reached = node(kind, path)
    return _options_of(reached.get("items", reached))


def vocabulary(name: str) -> list[Option]:
    """A vocabulary several fields share, such as ``life_area`` or ``language``. Raises KeyError."""
    return _options_of(common(name))


def value_label(kind: str, path: FieldPath, value: object, language: str) -> str:
    """What a code at ``path`` means; ja or nein for truth values; any other value as it is."""
    if isinstance(value, bool):
        return _YES_NO["de" if language == "de" else "en"][value]
    by_code = _options_by_code(kind, tuple(0 if isinstance(part, int) else part for part in path))
    option = by_code.get(value) if isinstance(value, str) else None
    return option.label(language) if option else str(value)


@lru_cache(maxsize=1024)
def _options_by_code(kind: str, path: FieldPath) -> dict[str, Option]:
    try:
        return {option.code: option for option in options(kind, path)}
    except KeyError:
        return {}


@cache
def _fact_name(name: str) -> str:
    return name.removeprefix("x-").replace("-", "_")


def _options_of(vocabulary: Node) -> list[Option]:
    """The codes of ``oneOf``, or of all vocabularies an ``anyOf`` allows."""
    if "anyOf" in vocabulary:
        return [option for part in vocabulary["anyOf"] for option in _options_of(part)]
    return [_option_of(entry) for entry in vocabulary.get("oneOf", [])]


def _option_of(entry: Node) -> Option:
    extra = {_fact_name(key): value for key, value in entry.items() if key.startswith("x-") and key != "x-en"}
    return Option(entry["const"], entry["title"], entry["x-en"], extra)
