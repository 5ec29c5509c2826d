"""The quick yes: functions built from a schema that accept sound documents without jsonschema.

Nearly every document is sound. For it, this takes a twentieth of jsonschema's time and saves its import (nine times an
empty Python). A no is never final: jsonschema then says what is wrong, so a test may be stricter here but never more
lenient, and whatever it raises for a value of another type means no as well. A keyword that is not known here, or not
at its place, is an error.

The tests of fields are built when a document has one: a command that reads one case needs little of a schema.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from iza.model import dates
from iza.store.yaml.reader import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from iza.store.schema.schemas import Node

    Test = Callable[[Any], object]

_ENDLESS = 10**9


def acceptor(schema: Node) -> Callable[[Any], bool]:
    """A function that says whether a value surely is what the schema asks for."""
    test = _test_of(schema)

    def accepts(value: Any) -> bool:
        try:
            return bool(test(value))
        except (LookupError, TypeError, ValueError):
            # An unknown field; another type; no day of the calendar.
            return False

    return accepts


def is_number(value: object) -> bool:
    """Neither truth values nor NaN and infinity are numbers here."""
    return is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def is_integer(value: object) -> bool:
    """A whole number, written without a decimal point."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_day(value: object) -> bool:
    """Raises ValueError for a day the calendar does not have; the pattern judges how it is written."""
    return not isinstance(value, str) or bool(dates.parse(value))


def _test_of(schema: Node) -> Test:
    build, keywords = _TYPES[schema["type"]]
    _refuse_other_keywords(keywords, schema)
    return build(schema)


def _refuse_other_keywords(keywords: str, schema: Node) -> None:
    """Raises KeyError where a schema asks for more than is looked at here."""
    unknown = schema.keys() - keywords.split()
    if unknown:
        raise KeyError(*unknown)


# -- mappings and lists -------------------------------------------------------------------------------


class _Fields(dict[str, "Test"]):
    """The tests of the fields of a mapping by name, each built when it is asked for. Raises KeyError for a stranger."""

    def __init__(self, schema: Node) -> None:
        super().__init__()
        self.properties: dict[str, Node] = schema.get("properties", {})
        patterns: dict[str, Node] = schema.get("patternProperties", {})
        if schema["additionalProperties"] or len(patterns) > 1 or (patterns and self.properties):
            raise KeyError("additionalProperties", "patternProperties")
        self.patterns = [(_pattern_test(pattern), _test_of(child)) for pattern, child in patterns.items()]

    def __missing__(self, name: str) -> Test:
        if name in self.properties:
            test = self[name] = _test_of(self.properties[name])
            return test
        for fits, others in self.patterns:
            if fits(name):
                return others
        raise KeyError(name)


def _mapping_test(schema: Node) -> Test:
    tests, required, rules = _Fields(schema), schema.get("required", ()), _rule_tests(schema)
    least, most = schema.get("minProperties", 0), schema.get("maxProperties", _ENDLESS)

    def accepts(value: Any) -> bool:
        if not isinstance(value, dict) or not least <= len(value) <= most:
            return False
        for name in required:
            if name not in value:
                return False
        for name, item in value.items():
            if not tests[name](item):
                return False
        return all(rule(value) for rule in rules) if rules else True

    return accepts


def _list_test(schema: Node) -> Test:
    test, unique = _test_of(schema["items"]), schema.get("uniqueItems", False)
    least, most = schema.get("minItems", 0), schema.get("maxItems", _ENDLESS)

    def accepts(value: Any) -> bool:
        if not isinstance(value, list) or not least <= len(value) <= most:
            return False
        for item in value:
            if not test(item):
                return False
        return not unique or len(set(value)) == len(value)

    return accepts


def _rule_tests(schema: Node) -> list[Test]:
    if "if" not in schema:
        return []
    condition, then = _condition_test(schema["if"]), _condition_test(schema["then"])
    return [lambda value: not condition(value) or then(value)]


def _condition_test(schema: Node) -> Test:
    """What a rule asks of a value of any type: a keyword has nothing to say about a type that is not its own."""
    tests = [_CONDITIONS[keyword](asked) for keyword, asked in schema.items()]
    return lambda value: all(test(value) for test in tests)


def _some_test(fields: dict[str, Node]) -> Test:
    tests = {name: _condition_test(child) for name, child in fields.items()}
    return lambda value: (
        not isinstance(value, dict) or all(test(value[name]) for name, test in tests.items() if name in value)
    )


def _negated_test(child: Node) -> Test:
    test = _condition_test(child)
    return lambda value: not test(value)


_CONDITIONS: dict[str, Callable[[Any], Test]] = {
    "required": lambda names: lambda value: not isinstance(value, dict) or all(name in value for name in names),
    "properties": _some_test,
    "const": lambda only: lambda value: type(value) is type(only) and value == only,
    "not": _negated_test,
}


# -- texts, numbers, truth values ---------------------------------------------------------------------

_hostile = FORBIDDEN.search


@cache
def _pattern_test(pattern: str) -> Test:
    return re.compile(pattern).search


def _text_test(schema: Node) -> Test:
    if "enum" in schema or "const" in schema:
        _refuse_other_keywords("type enum const", schema)
        codes: frozenset[str] = schema["enum"] if "enum" in schema else frozenset((schema["const"],))
        return codes.__contains__
    if "format" in schema:
        _refuse_other_keywords("type format pattern", schema)
        return _day_test(schema["pattern"])
    least, most = schema.get("minLength", 0), schema.get("maxLength", _ENDLESS)
    fits = _pattern_test(schema["pattern"]) if "pattern" in schema else None

    def accepts(value: Any) -> bool:
        return (
            isinstance(value, str)
            and least <= len(value) <= most
            # The first is quicker and lets less through.
            and (value.isprintable() or _hostile(value) is None)
            and (fits is None or fits(value) is not None)
            and value != ""
            and not value.isspace()
        )

    return accepts


@cache
def _day_test(pattern: str) -> Test:
    fits = _pattern_test(pattern)

    # The same days come again and again.
    @lru_cache(maxsize=4096)
    def accepts(value: Any) -> bool:
        return isinstance(value, str) and fits(value) is not None and not _hostile(value) and is_day(value)

    return accepts


def _number_test(schema: Node) -> Test:
    least, most = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    kind = is_integer if schema["type"] == "integer" else is_number
    return lambda value: kind(value) and least <= value <= most


def _truth_test(schema: Node) -> Test:
    if "const" in schema:
        only = schema["const"]
        return lambda value: value is only
    return lambda value: isinstance(value, bool)


_TYPES: dict[str, tuple[Callable[[Node], Test], str]] = {
    "object": (
        _mapping_test,
        "type properties patternProperties additionalProperties required minProperties maxProperties if then",
    ),
    "array": (_list_test, "type items minItems maxItems uniqueItems"),
    "string": (_text_test, "type enum const pattern format minLength maxLength"),
    "integer": (_number_test, "type minimum maximum"),
    "number": (_number_test, "type minimum maximum"),
    "boolean": (_truth_test, "type const"),
}
"""By type: what builds its test, and the keywords that looks at."""
