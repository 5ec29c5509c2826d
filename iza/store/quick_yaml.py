"""The plain block style that iza writes and most people keep to, read line by line.

Such files are read several times faster than through a YAML parser, which has to be ready for everything. What
goes beyond is not guessed at: the strict reader then decides about the whole file, and both never differ. Known
here are comments on lines of their own, fields and list entries one below the other, and values that stand on
one line: plain, or in quotes without an escape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from string import ascii_letters
from typing import Any

_LINE = re.compile(r'(\n *+)(- )?+(?:("[A-Za-z_-]++"|[A-Za-z_][A-Za-z0-9_-]*+):(?: ++|$))?+(.*)$', re.MULTILINE)
_LONGEST_NAME = 100  # characters
_NAMES_OF_VALUES = frozenset(word for text in ("true", "false", "null") for word in (text, text.title(), text.upper()))
_TEXT = frozenset(set(ascii_letters) - {word[0] for word in _NAMES_OF_VALUES})  # how nothing but a text begins
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_DEEPEST = 10  # collections within each other; more is for the strict reader to judge

Line = tuple[str, str, str, str]
"""The line break before a line with the blanks after it, the dash of a list entry, the name of a field, the rest."""


_END: Line = ("", "", "", "")  # stands less deep than any line


class _OddError(ValueError):
    """Something this reader does not know."""


def read(text: str, plain: Callable[[str], object]) -> dict[str, Any] | None:
    """The mapping in a text without forbidden characters; None for what the strict reader has to look at.

    ``plain`` gives the value of a scalar without quotes, or raises ValueError.
    """
    if "\t" in text or "\r" in text:
        return None
    lines: list[Line] = [
        line for line in _LINE.findall("\n" + text) if line[2] or line[1] or (line[3] and line[3][0] != "#")
    ]
    reader = _Reader(lines, plain)
    try:
        found = reader.mapping("\n", 1)
    except ValueError:
        return None
    return found if lines and reader.place == len(lines) else None


class _Reader:
    """Goes through the lines once; ``place`` is the next one."""

    def __init__(self, lines: list[Line], plain: Callable[[str], object]) -> None:
        self.lines = [*lines, _END]
        self.plain = plain
        self.place = 0

    def mapping(self, column: str, depth: int) -> dict[str, Any]:
        """The fields that begin in a column."""
        found: dict[str, Any] = {}
        lines, place = self.lines, self.place
        start, dash, name, rest = lines[place]
        while start == column and not dash:
            if name[:1] == '"':
                name = name[1:-1]
            if not name or name in found or name in _NAMES_OF_VALUES or len(name) > _LONGEST_NAME:
                raise _OddError
            place += 1
            if not rest:
                self.place = place
                found[name] = self.below(column, depth)
                place = self.place
            elif rest[0] in _TEXT and ": " not in rest and " #" not in rest and rest[-1] not in ": ":
                found[name] = rest
            else:
                found[name] = self.scalar(rest)
            start, dash, name, rest = lines[place]
        if start > column:
            raise _OddError
        self.place = place
        return found

    def below(self, column: str, depth: int) -> Any:
        """What a field with nothing beside it holds: what stands deeper, or the list right below, or nothing."""
        deeper, dash, _name, _rest = self.lines[self.place]
        if depth > _DEEPEST:
            raise _OddError
        if dash and deeper >= column:
            return self.sequence(deeper, depth + 1)
        return self.mapping(deeper, depth + 1) if deeper > column else None

    def sequence(self, column: str, depth: int) -> list[Any]:
        """The entries whose dash stands in a column."""
        found: list[Any] = []
        start, dash, name, rest = self.lines[self.place]
        while start == column and dash:
            if name:
                self.lines[self.place] = (column + "  ", "", name, rest)  # the field begins behind the dash
                found.append(self.mapping(column + "  ", depth + 1))
            else:
                self.place += 1
                found.append(self.scalar(rest))
            start, dash, name, rest = self.lines[self.place]
        if start > column:
            raise _OddError
        return found

    def scalar(self, text: str) -> object:
        """The value that stands on the rest of a line."""
        first, inside = text[:1], text[1:-1]
        if first and (first not in _INDICATORS or (first == "-" and text[1:].isdecimal())):
            if ": " in text or " #" in text or text[-1] in ": ":
                raise _OddError
            return self.plain(text)
        if first in ("'", '"') and len(text) > 1 and text[-1] == first and first not in inside and "\\" not in text:
            return inside
        raise _OddError
