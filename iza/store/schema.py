"""Does a document have the shape its schema asks for? All mistakes at once, as findings without values.

A sound document, the common case, is recognised by quick functions built from the schema; only for
one that is not does jsonschema get loaded to say everything that is wrong. Both work on the same lean
form of the schema, put together once per process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from iza.i18n import N_
from iza.model.findings import Finding, Path
from iza.store import mistakes
from iza.store.accept import Test, acceptor, is_day, is_integer, is_number
from iza.store.shapes import Node, lean
from iza.store.yaml_reader import FORBIDDEN

_KEY = N_("{field} has a field name that is not text.")
_HOSTILE = N_("{field} holds a control character or a change of writing direction.")


def check(kind: str, document: object) -> list[Finding]:
    """Every place where ``document`` is not what the schema of its kind allows.

    Codes: E60 unknown field, E61 missing field, E62 not an allowed code, E63 wrong type, E64 wrong
    form of a date, id or text, E65 too long, too short, too many, too few. One finding per mistake.
    """
    if _acceptor(kind)(document):
        return []
    found: list[Finding] = []
    plain = _Copy(kind, found).of(document, lean(kind), ())
    others = mistakes.findings(kind, _validator(kind).iter_errors(plain))
    told = {one.path for one in found if one.text != _KEY}
    return [*found, *(other for other in others if other.path not in told)]


class _Copy:
    """A copy in plain mappings and lists, as deep as the schema; collects what JSON Schema cannot see."""

    def __init__(self, kind: str, found: list[Finding]) -> None:
        self.kind = kind
        self.found = found

    def of(self, value: object, schema: Node, path: Path) -> object:
        if isinstance(value, dict):
            return self.mapping(value, schema, path)
        if isinstance(value, list):
            entry = schema.get("items")
            return [self.of(item, entry, (*path, index)) for index, item in enumerate(value)] if entry else []
        if isinstance(value, str):
            self.text(value, path)
        return value

    def mapping(self, value: Mapping[object, object], schema: Node, path: Path) -> dict[str, object]:
        result: dict[str, object] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                self.found.append(mistakes.finding(self.kind, "E63", _KEY, path))
                continue
            field = _field(schema, key)
            result[key] = self.of(item, field, (*path, key)) if field else _presence(item)
        return result

    def text(self, value: str, path: Path) -> None:
        if FORBIDDEN.search(value):
            self.found.append(mistakes.finding(self.kind, "E64", _HOSTILE, path))
        elif not value.strip():
            self.found.append(mistakes.finding(self.kind, "E65", mistakes.EMPTY, path))


def _presence(item: object) -> bool | None:
    """What is left of the value of a field nobody knows: whether there was one."""
    return None if item is None else True


def _field(schema: Node, name: str) -> Node | None:
    """The schema of a field of a mapping; None for a field that does not belong there."""
    known: Node | None = schema.get("properties", {}).get(name)
    if known is None:
        patterns = schema.get("patternProperties", {}).items()
        known = next((child for pattern, child in patterns if re.search(pattern, name)), None)
    return known


# -- the validator ------------------------------------------------------------------------------------


@cache
def _acceptor(kind: str) -> Test:
    return acceptor(lean(kind))


@cache
def _validator(kind: str) -> Any:
    return _validator_class()(lean(kind), format_checker=_formats())


def _library() -> Any:
    import jsonschema  # type: ignore[import-untyped]

    return jsonschema


@cache
def _validator_class() -> Any:
    draft = _library().Draft202012Validator
    numbers = {"number": is_number, "integer": is_integer}
    types = draft.TYPE_CHECKER.redefine_many({name: _checker(test) for name, test in numbers.items()})
    return _library().validators.extend(draft, {"enum": _enum}, type_checker=types)


def _checker(test: Test) -> Any:
    return lambda _checker, value: test(value)


def _enum(_validator: Any, allowed: frozenset[str], value: object, _schema: Node) -> Iterator[Any]:
    if isinstance(value, str) and value not in allowed:
        yield _library().ValidationError("")


@cache
def _formats() -> Any:
    checker = _library().FormatChecker(formats=())
    for name in ("date", "date-or-month"):
        checker.checks(name, raises=ValueError)(is_day)
    return checker
