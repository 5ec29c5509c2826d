"""A configuration file of git, read as git reads it; what git might understand in another way is an error.

Only the syntax is here (git-config(1), "Syntax"): includes are settings like any other and are not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = " \t\r"
_ESCAPED = {"n": "\n", "t": "\t", "b": "\b", '"': '"', "\\": "\\"}


def entries(text: str) -> Iterator[tuple[str, str | None, str, str]]:
    """Section, name in quotes, key and value of every setting. Raises ValueError with a line that is not understood."""
    section, name = "", None
    lines = iter(text.replace("\r\n", "\n").split("\n"))
    for line in lines:
        rest = line.strip(_BLANK)
        while rest.startswith("["):
            section, name, rest = _section_header(rest)
        if not rest or rest[0] in "#;":
            continue
        left, equals, right = rest.partition("=")
        key = left.rstrip(_BLANK).lower()
        if not section or not _is_word(key):
            raise ValueError(line)
        yield section, name, key, _plain_value(right.strip(_BLANK), lines) if equals else "true"


def _section_header(line: str) -> tuple[str, str | None, str]:
    """``[section]``, ``[section "name"]`` or ``[section.name]``, and what stands after it."""
    end = line.find("]")
    quote = line.find('"', 0, max(end, 0))
    if quote < 0:
        section, dot, name = line[1:end].lower().partition(".")
        if end > 0 and _is_word(line[1:end].replace(".", "")):
            return section, name if dot else None, line[end + 1 :].strip(_BLANK)
        raise ValueError(line)
    section = line[1:quote].rstrip(_BLANK).lower()
    name, rest = _quoted_name(line[quote + 1 :])
    if not _is_word(section.replace(".", "")) or not rest.startswith("]"):
        raise ValueError(line)
    section, dot, more = section.partition(".")
    return section, f"{more}{dot}{name}", rest[1:].strip(_BLANK)


def _quoted_name(text: str) -> tuple[str, str]:
    """A name up to its closing quotation mark, and what stands after that."""
    name, position = "", 0
    while text[position : position + 1] not in ('"', ""):
        position += text[position] == "\\"
        name += text[position : position + 1]
        position += 1
    return name, text[position + 1 :]


def _is_word(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum()


def _plain_value(text: str, lines: Iterator[str]) -> str:
    """A value without quotes, escapes and comment; it goes on in the next line after a backslash."""
    if not any(sign in text for sign in '"\\#;'):
        return text
    pieces = [piece.split(r"\"") for piece in text[1:-1].split(r"\\")]
    if text[:1] == text[1:][-1:] == '"' and not any('"' in part or "\\" in part for parts in pieces for part in parts):
        # All of it in quotes: what git writes.
        return "\\".join('"'.join(parts) for parts in pieces)
    return _unusual_value(text, lines)


def _unusual_value(text: str, lines: Iterator[str]) -> str:
    """A value sign by sign."""
    value, kept, in_quotes = "", 0, False
    signs = _signs_of_value(text, lines)
    for sign in signs:
        if sign == '"':
            in_quotes = not in_quotes
        elif sign in "#;" and not in_quotes:
            break
        else:
            value += _ESCAPED.get(sign[1:], "") if sign[0] == "\\" else sign
        if in_quotes or sign not in _BLANK:
            kept = len(value)
    if in_quotes:
        raise ValueError(text)
    return value[:kept]


def _signs_of_value(text: str, lines: Iterator[str]) -> Iterator[str]:
    """The characters of a value, an escaped one with its backslash. Raises ValueError for an escape git has not."""
    signs = iter(text)
    while (sign := next(signs, None)) is not None:
        if sign != "\\":
            yield sign
        elif (escaped := next(signs, None)) is None:
            signs = iter(next(lines, ""))
        elif escaped in _ESCAPED:
            yield sign + escaped
        else:
            raise ValueError(text)
