"""The JSON schemas of iza, read once, with every ``$ref`` replaced by what it names."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from iza.resources import folder

Node = dict[str, Any]
"""One place of a schema: its type, limits, labels and vocabulary."""

KINDS = ("case", "settings", "caseworkers", "partners", "offers", "mentors", "interpreters", "acknowledged")
_SUFFIX = ".schema.json"
_PLUMBING = frozenset({"$schema", "$ref", "$defs"})
_ANNOTATIONS = frozenset({"title", "description", "examples", "patternErrorMessage"})


@cache
def shape(kind: str) -> Node:
    """The whole schema of a kind of file, without ``$ref``; shared, so never to be changed."""
    assert kind in KINDS, kind
    resolved: Node = _with_refs_inline(_source_of(kind + _SUFFIX), kind + _SUFFIX)
    return resolved


@cache
def common(name: str) -> Node:
    """A definition of ``common.schema.json``: a format or a vocabulary. Raises KeyError."""
    return _definition_of("common" + _SUFFIX, name)


@cache
def _source_of(file: str) -> Node:
    source: Node = json.loads((folder("schemas") / file).read_text("utf-8"))
    return source


@cache
def _definition_of(file: str, name: str) -> Node:
    definition: Node = _with_refs_inline(_source_of(file)["$defs"][name], file)
    return definition


def _with_refs_inline(part: Any, file: str) -> Any:
    if isinstance(part, list):
        return [_with_refs_inline(item, file) for item in part]
    if not isinstance(part, dict):
        return part
    own = {key: _with_refs_inline(value, file) for key, value in part.items() if key not in _PLUMBING}
    if "$ref" not in part:
        return own
    other, _, name = part["$ref"].partition("#/$defs/")
    return {**_definition_of(other or file, name), **own}


@cache
def lean(kind: str) -> Node:
    """The schema of a kind without labels, for validation in Python; what several places name is one object.

    A vocabulary is one frozenset under ``enum``; beside free text (language tags) a vocabulary only
    helps editors, so only the free text is left. Shared, so never to be changed.
    """
    assert kind in KINDS, kind
    lean_shape: Node = _lean_part(_source_of(kind + _SUFFIX), kind + _SUFFIX)
    return lean_shape


@cache
def _lean_definition(file: str, name: str) -> Node:
    definition: Node = _lean_part(_source_of(file)["$defs"][name], file)
    return definition


def _lean_part(part: Node, file: str) -> Node:
    if "oneOf" in part:
        return {"type": "string", "enum": frozenset(entry["const"] for entry in part["oneOf"])}
    if "anyOf" in part:
        return _lean_choice([_lean_part(branch, file) for branch in part["anyOf"]])
    own = {key: _lean_keyword(key, value, file) for key, value in part.items() if not _is_left_out(key)}
    if "$ref" not in part:
        return own
    other, _, name = part["$ref"].partition("#/$defs/")
    definition = _lean_definition(other or file, name)
    return {**definition, **own} if own else definition


def _lean_keyword(key: str, value: Any, file: str) -> Any:
    if key == "properties":
        return {name: _lean_part(child, file) for name, child in value.items()}
    if key == "patternProperties":
        return {_really_at_end(pattern): _lean_part(child, file) for pattern, child in value.items()}
    if key == "pattern":
        return _really_at_end(value)
    return _lean_part(value, file) if isinstance(value, dict) else value


def _really_at_end(pattern: str) -> str:
    """In Python ``$`` also matches before a newline at the end; in JSON Schema it does not."""
    return pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern


def _lean_choice(branches: list[Node]) -> Node:
    for branch in branches:
        if "enum" not in branch:
            return branch
    return {"type": "string", "enum": frozenset().union(*(branch["enum"] for branch in branches))}


def _is_left_out(key: str) -> bool:
    return key in _PLUMBING or key in _ANNOTATIONS or key.startswith("x-")
