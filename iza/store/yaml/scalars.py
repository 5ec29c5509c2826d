"""What a plain scalar means: YAML 1.2 as ruamel.yaml reads it, except that dates stay text."""

from __future__ import annotations

import re
from functools import lru_cache

_INT = re.compile(r"[-+]?(?:0b[0-1_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)")
_FLOAT = re.compile(
    r"[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?(?:[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)"
    r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_LONGEST_NUMBER = 400  # characters; no figure of ours has ten
_NUMBER_START = frozenset("0123456789+-.")

SPECIAL_START = _NUMBER_START | {text[0] for text in _CONSTANTS if text}
"""What a plain scalar begins with that is something else than its text; the empty one is, too."""


# Days and true and false come again and again.
@lru_cache(maxsize=4096)
def plain(value: str) -> object:
    """The value of a plain scalar. Raises ValueError for a number that is too long."""
    if value in _CONSTANTS:
        return _CONSTANTS[value]
    if value[0] in _NUMBER_START:
        if _INT.fullmatch(value):
            return _integer_of(value)
        if _FLOAT.fullmatch(value):
            return float(value.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    return value


def _integer_of(value: str) -> int:
    if len(value) > _LONGEST_NUMBER:
        raise ValueError
    digits = value.replace("_", "")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    base = {"0b": 2, "0o": 8, "0x": 16}.get(digits[:2], 10)
    return sign * int(digits[2:] if base != 10 else digits, base)
