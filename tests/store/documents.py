"""Documents for the schema tests: the smallest and the fullest of each kind, and how to spoil one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

from iza.model.values import FieldPath
from iza.store.schema.schemas import Node, shape


def smallest() -> dict[str, Any]:
    """A case with nothing but what every case needs."""
    return {
        "schema": "iza/case/1",
        "id": "F-8QK2-7MX4",
        "opened_on": "2026-03-04",
        "caseworker": "kue",
        "client": {
            "names": [{"kind": "official", "family": "Alhamdo", "given": "Rami"}],
            "birth": {"date": "2002-01-01", "precision": "year"},
        },
    }


def fullest(kind: str) -> Any:
    """A document that uses every field of its schema, two entries in every list that takes them."""
    return sample(shape(kind))


def sample(node: Node) -> Any:
    """The same for one place of a schema."""
    return _value(node, 0)


def _value(node: Node, turn: int) -> Any:
    branch = node.get("anyOf", [node])[-1]
    if "oneOf" in branch:
        return branch["oneOf"][turn % len(branch["oneOf"])]["const"]
    if "const" in branch:
        return branch["const"]
    return _BUILDERS[branch["type"]](branch, turn)


def _text(node: Node, turn: int) -> str:
    examples = node.get("examples") or ["ab" * 32 if "{64}" in node.get("pattern", "") else f"Wort {turn}"]
    return str(examples[turn % len(examples)])


def _mapping(node: Node, turn: int) -> dict[str, Any]:
    fields = {name: _value(child, turn) for name, child in node.get("properties", {}).items()}
    for pattern, child in node.get("patternProperties", {}).items():
        fields |= {name: _value(child, number) for number, name in enumerate(_names(pattern), 1)}
    return fields


def _names(pattern: str) -> list[str]:
    """Two names that fit a pattern: of ids (``^g-…``), or of codes (``^(ar|uk|…)$``)."""
    codes = pattern.removeprefix("^(").removesuffix(")$").split("|")
    return codes[:2] if len(codes) > 1 else [f"{pattern[1]}-000{number}" for number in (1, 2)]


def _list(node: Node, _turn: int) -> list[Any]:
    entries = [_value(node["items"], turn) for turn in (0, 1)]
    return entries[:1] if entries[0] == entries[1] else entries


_BUILDERS: dict[str, Any] = {
    "string": _text,
    "object": _mapping,
    "array": _list,
    "boolean": lambda _node, turn: turn % 2 == 0,
    "integer": lambda node, turn: node["minimum"] + turn,
    "number": lambda node, _turn: node["maximum"] / 2,
}


def places(value: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Every path in a document, the root first."""
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in entries:
        yield from places(child, (*path, key))


def at(document: Any, path: FieldPath) -> Any:
    for part in path:
        document = document[part]
    return document


def changed(document: Any, path: FieldPath, value: object) -> Any:
    """A copy with ``value`` at ``path``."""
    if not path:
        return value
    copy = deepcopy(document)
    at(copy, path[:-1])[path[-1]] = value
    return copy


def without(document: Any, path: FieldPath) -> Any:
    """A copy without what stands at ``path``."""
    copy = deepcopy(document)
    del at(copy, path[:-1])[path[-1]]
    return copy


def spoilt(document: Any, values: list[object], dice: Random) -> Any:
    """A copy with one to three random changes; it may happen to be sound."""
    for _ in range(dice.randint(1, 3)):
        path = dice.choice([path for path in places(document) if path] or [()])
        what = dice.choice(("value", "borrowed", "removed", "added", "doubled"))
        target = at(document, path)
        if what == "removed" and path:
            document = without(document, path)
        elif what == "added" and isinstance(target, dict):
            document = changed(document, (*path, dice.choice(("note", "since", "fremd", "id"))), dice.choice(values))
        elif what == "doubled" and isinstance(target, list) and target:
            document = changed(document, path, [*target, dice.choice(target)])
        elif what == "borrowed":
            document = changed(document, path, deepcopy(at(document, dice.choice(list(places(document))))))
        else:
            document = changed(document, path, dice.choice(values))
    return document
