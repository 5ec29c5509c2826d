"""Blanks where YAML 1.2 wants them and libyaml does not: a text that the two read differently is not read at all.

libyaml takes ``key: "x"# y`` for a comment, ``{?a: b}`` for the field ``a``, ``[-]`` for a dash, a tab or nothing for
the indentation of a quoted text or of brackets. Source: the YAML test suite, github.com/yaml/yaml-test-suite, its
documents 9C9N, 9JBA, CVW2, DK95, G5U8, HM87, L24T, QB6E, S98Z, SU5Z, X4QW, Y79Y, YJV2 and 652Z.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from iza.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

_OUTSIDE = r"[^\s\[{,:]"
"""Behind such a character no quote and no bracket opens anything."""
_PLAIN = rf"""[^\[\]{{}}"'#\n]++|'(?<!{_OUTSIDE}')[^'\n]*+'|"(?<!{_OUTSIDE}")[^"\\\n]*+\""""
_WITHIN = _PLAIN
for _deep in range(3):
    _WITHIN = rf"{_PLAIN}|[\[{{](?:{_WITHIN})*+[\]}}]"
_BLANKS = r"[-+0-9]{0,2}[ \t]*(?:\#[^\n]*+)?\r?\n[ \t]+\r?\n"
_DOUBTS = (
    ("#", rf"""#(?<=[\]}}>|,?:{{\[]\#)|#(?<={_OUTSIDE}["']\#)|#(?<=[|>][-+0-9]\#)|#(?<=[|>][-+0-9]{{2}}\#)"""),
    # What may begin a name.
    ("?", r"\?(?<![^\s\[{,]\?)(?=\S)"),
    # A dash alone in brackets.
    ("-", r"-(?=[ \t]*[,\]}])"),
    # A quoted text of several lines.
    ('"', rf"""\"(?<!{_OUTSIDE}\")(?:[^"\\\n]|\\.)*+\\?$"""),
    ("'", rf"'(?<!{_OUTSIDE}')[^'\n]*+(?:''[^'\n]*+)*+$"),
    # Brackets that do not close in their line.
    ("[", rf"\[(?<!{_OUTSIDE}\[)(?!(?:{_WITHIN})*+\])"),
    ("{", rf"\{{(?<!{_OUTSIDE}\{{)(?!(?:{_WITHIN})*+\}})"),
    # A block of text that begins with blanks.
    ("|", rf"\|{_BLANKS}"),
    (">", rf">{_BLANKS}"),
)
"""Patterns by the character they begin with, which is looked for ten times as quickly as a class of them."""


@cache
def _compiled_pattern(source: str) -> re.Pattern[str]:
    """Compiled when a text needs it: all of them take as long as half a start of Python."""
    return re.compile(source, re.MULTILINE)


COMMENT = N_("A comment needs a blank before its #.")
START = N_("A character stands here that cannot begin a value; indent with spaces and quote texts.")
INDENT = N_("This line must be indented further than the field it belongs to.")
BLOCK = N_("The blank line here is indented further than the text it belongs to.")
END = N_("The last line holds blanks and no end of line; take them away.")

_GLUED = re.compile(r"(?<=[^\s#])#")
_NAME = re.compile(r"\?(?=\S)")
_TAB = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)
_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]*", re.MULTILINE)
_HEADER = re.compile(r"[|>][-+0-9]*#")


def is_doubtful(text: str) -> bool:
    """Whether the two may differ over a text: told by its characters, so also where they do not."""
    if text[-1:] in " \t" or "\r" in text.replace("\r\n", ""):
        return True
    return any(_compiled_pattern(doubt).search(text) for start, doubt in _DOUBTS if start in text)


class Spacing:
    """What the judge met in a text, to look at the blanks between it once everything is read."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", " \n").replace("\r", "\n")
        self.lines = self.text.split("\n")
        self.scalars: list[Any] = []
        self.spans: list[tuple[int, int, int]] = []
        """What may be indented wrongly: first line, last line, and the column of the block it stands in."""

    def scalar(self, event: Any, column: int, *, in_brackets: bool) -> None:
        """A scalar was read in a block that begins at ``column``, -1 for none."""
        self.scalars.append(event)
        if event.style in ('"', "'") and not in_brackets:
            self.spans.append((event.start_mark.line, event.end_mark.line, column))

    def brackets(self, start: Any, end: Any, column: int) -> None:
        """Brackets were read that stand in no others."""
        self.spans.append((start.start_mark.line, end.end_mark.line, column))

    def findings(self) -> Iterator[tuple[int, str]]:
        """The line, counted from 0, and what is wrong there."""
        between = self._text_between()
        for pattern, problem in ((_GLUED, COMMENT), (_NAME, START), (_TAB, START)):
            yield from ((between.count("\n", 0, match.start()), problem) for match in pattern.finditer(between))
        for event in self.scalars:
            yield from self._of_scalar(event)
        for first, last, column in self.spans:
            yield from self._of_lines(first, last, column)

    def _text_between(self) -> str:
        """The text with an ``x`` in the place of each scalar and without its comments, line by line as it is."""
        parts, position = [], 0
        for event in self.scalars:
            start, end = event.start_mark.index, event.end_mark.index
            if start < end:
                block = event.style in ("|", ">")
                written = self.text[start:end]
                parts += [self.text[position:start], "" if block else "x", "\n" * written.count("\n")]
                position = end
        return _COMMENT.sub("", "".join([*parts, self.text[position:]]))

    def _of_scalar(self, event: Any) -> Iterator[tuple[int, str]]:
        line, written = event.start_mark.line, self.text[event.start_mark.index : event.end_mark.index]
        if event.style in ("|", ">"):
            if _HEADER.match(written):
                yield line, COMMENT
            if not re.match(r"[|>][-+]?[1-9]", written):
                yield from self._of_block(line + 1)
            if event is self.scalars[-1] and self.text.endswith((" ", "\t")):
                yield len(self.lines) - 1, END
        elif written == "-":
            yield line, START

    def _of_block(self, first: int) -> Iterator[tuple[int, str]]:
        """Blank lines before the first line of a block of text may not be longer than its indentation."""
        longest, position = -1, first
        for number, line in enumerate(self.lines[first:], first):
            if line.strip(" \t\r"):
                if len(line) - len(line.lstrip(" ")) < longest:
                    yield position, BLOCK
                return
            if len(line.rstrip("\r")) > longest:
                longest, position = len(line), number

    def _of_lines(self, first: int, last: int, column: int) -> Iterator[tuple[int, str]]:
        """Lines within quotes or brackets; the bracket that closes may stand below the field, as people write it."""
        for number in range(first + 1, last + 1):
            line = self.lines[number]
            rest = line.strip()
            closing = number == last and rest.strip("]}") == ""
            if rest and not rest.startswith("#") and not closing and len(line) - len(line.lstrip(" ")) <= column:
                yield number, INDENT
