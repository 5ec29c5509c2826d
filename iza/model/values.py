"""Comparing plain data: mappings, lists, texts, numbers."""

from __future__ import annotations

from typing import Any


def same(one: Any, other: Any) -> bool:
    """Equal in value and type, however deep: true is not 1. The order of fields says nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)
