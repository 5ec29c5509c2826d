"""Everything that is wrong with a document: jsonschema over its lean schema, and what JSON Schema cannot see."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from iza.i18n import N_
from iza.store.schema import messages
from iza.store.schema.quick_validation import is_day, is_integer, is_number
from iza.store.schema.schemas import lean
from iza.store.yaml.reader import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from iza.model.findings import Finding
    from iza.model.values import FieldPath
    from iza.store.schema.schemas import Node

_KEY = N_("{field} has a field name that is not text.")
_HOSTILE = N_("{field} holds a control character or a change of writing direction.")


def findings(kind: str, document: object) -> list[Finding]:
    """One finding per mistake, as ``iza.store.schema.shape_check.check`` promises them."""
    collected: list[Finding] = []
    plain = _Copy(kind, collected).of(document, lean(kind), ())
    others = messages.findings(kind, validator(kind).iter_errors(plain))
    told = {finding.path for finding in collected if finding.text != _KEY}
    return [*collected, *(other for other in others if other.path not in told)]


class _Copy:
    """A copy in plain mappings and lists, as deep as the schema; collects what JSON Schema cannot see."""

    def __init__(self, kind: str, findings: list[Finding]) -> None:
        self.kind = kind
        self.findings = findings

    def of(self, value: object, schema: Node, path: FieldPath) -> object:
        if isinstance(value, dict):
            return self.mapping(value, schema, path)
        if isinstance(value, list):
            entry = schema.get("items")
            return [self.of(item, entry, (*path, index)) for index, item in enumerate(value)] if entry else []
        if isinstance(value, str):
            self.text(value, path)
        return value

    def mapping(self, value: Mapping[object, object], schema: Node, path: FieldPath) -> dict[str, object]:
        result: dict[str, object] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                self.findings.append(messages.finding(self.kind, "E63", _KEY, path))
                continue
            field = _field_schema(schema, key)
            result[key] = self.of(item, field, (*path, key)) if field else _presence_of(item)
        return result

    def text(self, value: str, path: FieldPath) -> None:
        if FORBIDDEN.search(value):
            self.findings.append(messages.finding(self.kind, "E64", _HOSTILE, path))
        elif not value.strip():
            self.findings.append(messages.finding(self.kind, "E65", messages.EMPTY, path))


def _presence_of(item: object) -> bool | None:
    """What is left of the value of a field nobody knows: whether there was one."""
    return None if item is None else True


def _field_schema(schema: Node, name: str) -> Node | None:
    """The schema of a field of a mapping; None for a field that does not belong there."""
    schema_of_field: Node | None = schema.get("properties", {}).get(name)
    if schema_of_field is None:
        patterns = schema.get("patternProperties", {}).items()
        schema_of_field = next((child for pattern, child in patterns if re.search(pattern, name)), None)
    return schema_of_field


# -- the validator ------------------------------------------------------------------------------------


@cache
def validator(kind: str) -> Any:
    """The validator of jsonschema for a kind, with our formats and our notion of a number."""
    return _validator_class()(lean(kind), format_checker=_format_checker())


def _jsonschema() -> Any:
    import jsonschema  # type: ignore[import-untyped]

    return jsonschema


@cache
def _validator_class() -> Any:
    draft = _jsonschema().Draft202012Validator
    numbers = {"number": is_number, "integer": is_integer}
    types = draft.TYPE_CHECKER.redefine_many({name: _checker_of(test) for name, test in numbers.items()})
    return _jsonschema().validators.extend(draft, {"enum": _check_enum}, type_checker=types)


def _checker_of(test: Callable[[object], bool]) -> Any:
    return lambda _checker_of, value: test(value)


def _check_enum(_validator: Any, allowed: frozenset[str], value: object, _schema: Node) -> Iterator[Any]:
    if isinstance(value, str) and value not in allowed:
        yield _jsonschema().ValidationError("")


@cache
def _format_checker() -> Any:
    checker = _jsonschema().FormatChecker(formats=())
    for name in ("date", "date-or-month"):
        checker.checks(name, raises=ValueError)(is_day)
    return checker
