"""The quick yes: functions built from a schema that accept sound documents without jsonschema.

Nearly every document is sound. For it, this takes a seventh of jsonschema's time and saves its import
(nine times an empty Python). A no is never final: jsonschema then says what is wrong, so a keyword
may be stricter here but never more lenient. A keyword that is not known here is an error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from operator import ge, le
from typing import Any

from iza.model import dates
from iza.store.shapes import Node
from iza.store.yaml_reader import FORBIDDEN

Test = Callable[[Any], bool]


def acceptor(schema: Node) -> Test:
    """A function that says whether a value surely is what the schema asks for."""
    tests = [_KEYWORDS[keyword](value, schema) for keyword, value in schema.items()]

    def accepts(value: Any) -> bool:
        for test in tests:  # noqa: SIM110 - a generator for all() costs a fifth of the whole check
            if not test(value):
                return False
        return True

    return tests[0] if len(tests) == 1 else accepts


def is_number(value: object) -> bool:
    """Neither truth values nor NaN and infinity are numbers here."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_integer(value: object) -> bool:
    """A whole number, written without a decimal point."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_day(value: object) -> bool:
    """Raises ValueError for a day the calendar does not have; the pattern judges how it is written."""
    return not isinstance(value, str) or bool(dates.parse(value))


_hostile = FORBIDDEN.search

_TYPES: dict[str, Test] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str) and not value.isspace() and value != "" and not _hostile(value),
    "boolean": lambda value: isinstance(value, bool),
    "integer": is_integer,
    "number": is_number,
}


def _of(kind: type, test: Test) -> Test:
    """JSON Schema: a keyword has nothing to say about a value of another type."""
    return lambda value: not isinstance(value, kind) or test(value)


def _pattern(pattern: str, _schema: Node) -> Test:
    found = re.compile(pattern).search
    return _of(str, lambda text: found(text) is not None)


def _format(_name: str, _schema: Node) -> Test:
    def real(text: str) -> bool:
        try:
            return is_day(text)
        except ValueError:
            return False

    return _of(str, real)


def _properties(properties: dict[str, Node], _schema: Node) -> Test:
    tests = {name: acceptor(child) for name, child in properties.items()}
    known = tests.keys()
    return _of(dict, lambda fields: all(tests[name](fields[name]) for name in known & fields.keys()))


def _pattern_properties(patterns: dict[str, Node], _schema: Node) -> Test:
    tests = [(re.compile(pattern).search, acceptor(child)) for pattern, child in patterns.items()]

    def fit(fields: dict[str, Any]) -> bool:
        return all(test(value) for name, value in fields.items() for fits, test in tests if _named(fits, name))

    return _of(dict, fit)


def _no_others(_false: bool, schema: Node) -> Test:
    known = schema.get("properties", {}).keys()
    fits = [re.compile(pattern).search for pattern in schema.get("patternProperties", {})]
    return _of(dict, lambda fields: all(any(_named(fit, name) for fit in fits) for name in fields.keys() - known))


def _named(fits: Callable[[str], object], name: object) -> bool:
    """A field name that is no text fits nothing."""
    return isinstance(name, str) and bool(fits(name))


def _required(names: list[str], _schema: Node) -> Test:
    wanted = frozenset(names)
    return _of(dict, lambda fields: wanted <= fields.keys())


def _items(child: Node, _schema: Node) -> Test:
    test = acceptor(child)
    return _of(list, lambda items: all(test(item) for item in items))


def _unique(_true: bool, _schema: Node) -> Test:
    def unique(items: list[Any]) -> bool:
        return all(isinstance(item, str) for item in items) and len(set(items)) == len(items)

    return _of(list, unique)


def _not(child: Node, _schema: Node) -> Test:
    test = acceptor(child)
    return lambda value: not test(value)


def _if(condition: Node, schema: Node) -> Test:
    test, then = acceptor(condition), acceptor(schema["then"])
    return lambda value: not test(value) or then(value)


def _size(kind: type, allowed: Callable[[int, int], bool]) -> Callable[[int, Node], Test]:
    return lambda limit, _schema: _of(kind, lambda value: allowed(len(value), limit))


_KEYWORDS: dict[str, Callable[[Any, Node], Test]] = {
    "type": lambda name, _schema: _TYPES[name],
    "enum": lambda codes, _schema: _of(str, codes.__contains__),
    "const": lambda only, _schema: lambda value: type(value) is type(only) and value == only,
    "pattern": _pattern,
    "format": _format,
    "minLength": _size(str, ge),
    "maxLength": _size(str, le),
    "minimum": lambda limit, _schema: lambda value: not is_number(value) or value >= limit,
    "maximum": lambda limit, _schema: lambda value: not is_number(value) or value <= limit,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _no_others,
    "required": _required,
    "minProperties": _size(dict, ge),
    "maxProperties": _size(dict, le),
    "items": _items,
    "minItems": _size(list, ge),
    "maxItems": _size(list, le),
    "uniqueItems": _unique,
    "not": _not,
    "if": _if,
    "then": lambda _child, _schema: lambda _value: True,
}
