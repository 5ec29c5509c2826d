"""Plain data: what cases are made of, how a value in it is named, reached and compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CaseData = dict[str, Any]
"""A case as plain data, of any version and soundness, before the types of ``iza.model.case`` apply."""
CaseView = Mapping[str, Any]
"""The same where it is only looked at."""
PathPart = str | int
"""The name of a field, the number of an entry, or the identity of one (``goals``, ``0``, ``G-7Q2M``)."""
FieldPath = tuple[PathPart, ...]
"""Where a value stands inside a case; the path of a file is a ``pathlib.Path`` or text, and called ``path``."""


def same(value: Any, other: Any) -> bool:
    """Equal in value and type, however deep: true is not 1. The order of fields says nothing."""
    if isinstance(value, dict) and isinstance(other, dict):
        return value.keys() == other.keys() and all(same(inner, other[key]) for key, inner in value.items())
    if isinstance(value, list) and isinstance(other, list):
        return len(value) == len(other) and all(map(same, value, other))
    return type(value) is type(other) and bool(value == other)
