"""From what jsonschema reports to what a caseworker reads: one finding per mistake, never a value."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from iza.i18n import N_, language
from iza.model.findings import Finding, Level
from iza.store.schema import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from iza.model.values import FieldPath

EMPTY = N_("{field} is empty; give it a value or leave the field out.")
_UNKNOWN = N_("{field} is not a field that belongs here.")
_UNKNOWN_CLOSE = N_("{field} is not a field that belongs here; did you mean {suggestion}?")
_UNNAMED = N_("{field} holds a field that does not belong there.")
_COMMA = N_("{field} holds a piece of text that is no field; put a text with commas in quotes.")
_MISSING = N_("{field} is missing.")
_CODE = N_("{field} has a code iza does not know.")
_CODE_CLOSE = N_("{field} has a code iza does not know; did you mean {suggestion}?")
_CODE_LIST = N_("{field} must be one of these: {allowed}.")
_FORM = N_("{field}: {hint}")
_NO_DAY = N_("{field} is not a day of the calendar.")
_TYPES = {
    "string": N_("{field} must be text; put it in quotes."),
    "integer": N_("{field} must be a whole number."),
    "number": N_("{field} must be a number."),
    "boolean": N_("{field} must be true or false."),
    "array": N_("{field} must be a list (lines that begin with a dash)."),
    "object": N_("{field} must consist of fields of its own."),
}
_LIMITS = {
    "maxLength": N_("{field} is longer than {limit} characters."),
    "minLength": EMPTY,
    "minItems": N_("{field} has fewer than {limit} entries."),
    "maxItems": N_("{field} has more than {limit} entries."),
    "maxProperties": N_("{field} has more than {limit} entries."),
    "minProperties": N_("{field} has fewer than {limit} fields."),
    "minimum": N_("{field} must be at least {limit}."),
    "maximum": N_("{field} must be at most {limit}."),
    "uniqueItems": N_("{field} names the same entry twice."),
}
_RANK = ("additionalProperties", "required", "type", "enum", "const", "pattern", "format", *_LIMITS)
_FIELDS = frozenset({"additionalProperties", "required"})
# Codes that still fit into a sentence.
_SHORT = 12
_LONG = 60  # characters worth comparing; no field or code is longer
_NAME = re.compile("[a-z][a-z0-9_-]{0,39}")

# jsonschema.ValidationError, which is imported only where a document is checked.
Error = Any


def findings(kind: str, errors: Iterable[Error]) -> Iterator[Finding]:
    """What the errors mean; of several errors of one value only the plainest is told.

    That entries of a list are the same is only worth saying where each of them is right.
    """
    by_place: dict[FieldPath, dict[str, list[Error]]] = {}
    for error in errors:
        by_keyword = by_place.setdefault(tuple(error.absolute_path), {})
        by_keyword.setdefault(error.validator, []).append(error)
    for path, errors_at in by_place.items():
        for keyword in _plainest_of(errors_at):
            if keyword != "uniqueItems" or not any(_lies_inside(other, path) for other in by_place):
                yield from _TELL[keyword](kind, path, errors_at[keyword])


def _lies_inside(path: FieldPath, outer: FieldPath) -> bool:
    return len(path) > len(outer) and path[: len(outer)] == outer


def _plainest_of(errors: dict[str, list[Error]]) -> list[str]:
    """Unknown and missing fields of a mapping are mistakes of their own; a value has one mistake."""
    first = min(errors, key=_RANK.index)
    fields = [keyword for keyword in errors if keyword in _FIELDS]
    return fields or [first]


def finding(kind: str, code: str, text: str, path: FieldPath, **details: object) -> Finding:
    """An error at ``path``, named by path and label in the language in use."""
    return Finding(code, Level.ERROR, path, text, {"field": _field_in_words(kind, path), **details})


def _field_in_words(kind: str, path: FieldPath) -> str:
    text, title = labels.path_text(path), labels.label(kind, path, language())
    if not text:
        return title
    return text if title == str(path[-1]) else f"{text} ({title})"


def _unknown_fields(kind: str, path: FieldPath, errors: list[Error]) -> Iterator[Finding]:
    schema = errors[0].schema
    properties, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, value in errors[0].instance.items():
        if name not in properties and not any(re.search(pattern, name) for pattern in patterns):
            yield _unknown_field(kind, path, name, empty=value is None)


def _unknown_field(kind: str, path: FieldPath, name: str, *, empty: bool) -> Finding:
    """A field nobody knows. Its name may be a piece of a text, so it is shown only if it looks like a name."""
    suggestion = _close_field(kind, path, name) if name.isprintable() else ""
    if suggestion:
        return finding(kind, "E60", _UNKNOWN_CLOSE, (*path, name), suggestion=suggestion)
    if empty:
        return finding(kind, "E60", _COMMA, path)
    if _NAME.fullmatch(name):
        return finding(kind, "E60", _UNKNOWN, (*path, name))
    return finding(kind, "E60", _UNNAMED, path)


def _close_field(kind: str, path: FieldPath, name: str) -> str:
    """The field somebody may have meant, also by its German or English label; empty if none is close."""
    names: dict[str, str] = {}
    for field, child in labels.node(kind, path).get("properties", {}).items():
        names |= dict.fromkeys((child["title"].lower(), child["x-en"].lower(), field), field)
    close = difflib.get_close_matches(name[:_LONG].lower(), names, 1, 0.7)
    return names[close[0]] if close else ""


def _missing_fields(kind: str, path: FieldPath, errors: list[Error]) -> Iterator[Finding]:
    wanted = dict.fromkeys(name for error in errors for name in error.validator_value)
    for name in wanted:
        if name not in errors[0].instance:
            yield finding(kind, "E61", _MISSING, (*path, name))


def _not_a_code(kind: str, path: FieldPath, errors: list[Error]) -> Iterator[Finding]:
    codes = [option.code for option in labels.options(kind, path)]
    if len(codes) <= _SHORT:
        yield finding(kind, "E62", _CODE_LIST, path, allowed=", ".join(codes))
        return
    close = difflib.get_close_matches(errors[0].instance[:_LONG], codes, 1)
    text = _CODE_CLOSE if close else _CODE
    yield finding(kind, "E62", text, path, suggestion="".join(close))


def _not_the_constant(kind: str, path: FieldPath, errors: list[Error]) -> Iterator[Finding]:
    allowed = errors[0].validator_value
    yield finding(kind, "E62", _CODE_LIST, path, allowed="true" if allowed is True else allowed)


def _other_type(kind: str, path: FieldPath, errors: list[Error]) -> Iterator[Finding]:
    text = EMPTY if errors[0].instance is None else _TYPES[errors[0].validator_value]
    yield finding(kind, "E63", text, path)


def _other_form(kind: str, path: FieldPath, _errors: list[Error]) -> Iterator[Finding]:
    """How the value is written, in the words of the schema."""
    node = labels.node(kind, path)
    node = next((part for part in node.get("anyOf", []) if "pattern" in part), node)
    hint = node["patternErrorMessage" if language() == "de" else "x-en-hint"]
    yield finding(kind, "E64", _FORM, path, hint=hint)


def _not_a_day(kind: str, path: FieldPath, _errors: list[Error]) -> Iterator[Finding]:
    yield finding(kind, "E64", _NO_DAY, path)


def _beyond_limit(kind: str, path: FieldPath, errors: list[Error]) -> Iterator[Finding]:
    error = errors[0]
    yield finding(kind, "E65", _LIMITS[error.validator], path, limit=error.validator_value)


_TELL: dict[str, Callable[[str, FieldPath, list[Error]], Iterator[Finding]]] = {
    "additionalProperties": _unknown_fields,
    "required": _missing_fields,
    "type": _other_type,
    "enum": _not_a_code,
    "const": _not_the_constant,
    "pattern": _other_form,
    "format": _not_a_day,
    **dict.fromkeys(_LIMITS, _beyond_limit),
}
