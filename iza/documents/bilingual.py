"""Two texts of one template, German and another language, woven into one.

Each German block is followed by the same block in the other language; a table cell holds both.
What says the same in both (names, dates, numbers) stands once, and so does every line to write
on. The German headings alone make the outline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iza.documents.tree import blocks_only
from iza.errors import InvalidData
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

Lines = list[str]

# Private characters that no font has: nobody can mean them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_UNTRANSLATED = re.compile(f"{_OPEN}[^{_CLOSE}]*{_CLOSE}")
_LEFT_OUT = "[…]"
_UNSEEN = re.compile(f"[\u2066-\u2069{_OPEN}{_CLOSE}]")
_LETTER = re.compile(r"\w")
_SPACE = re.compile(r"\s+")
_BOLD = re.compile(r"(\\.)|\*\*", re.DOTALL)
_LAST_BLANK = re.compile(r"\s*_{4,}(\W*)\Z")
_BLANK = re.compile(r"_{4,}")
_FIRST_BOX = re.compile(r"\A☐\s*")
_BOX = re.compile(r"\s*☐\s*")


@dataclass(frozen=True)
class Tongue:
    """The second language: its tag (``ar``, ``uk``), and whether it is written right to left."""

    tag: str
    rtl: bool

    @property
    def attributes(self) -> str:
        """What opens its parts in Markdown."""
        return f'lang="{self.tag}" dir="{"rtl" if self.rtl else "ltr"}"'


def untranslated(german: str) -> str:
    """A German text inside the other language: it stands there once, and is left out of the translation."""
    return f"{_OPEN}{german}{_CLOSE}"


@dataclass(slots=True)
class _Node:
    """A block with its raw text (``text``) or its parts; ``line`` counts from 1."""

    kind: str
    line: int
    token: Token
    text: str = ""
    parts: list[_Node] = field(default_factory=list)


def pair(german: str, other: str, tongue: Tongue) -> str:
    """One Markdown text of both; what stands before the title is taken from the German one alone.

    Raises InvalidData, with the German line, where the blocks of the two are not the same.
    """
    first, second = _parsed_nodes(german), _parsed_nodes(other)
    start = _start_of_title(first)
    writer = _Writer(tongue, german.splitlines())
    head = writer.blocks(first[:start], first[:start])
    body = writer.blocks(first[start:], second[_start_of_title(second) :], last=len(german.splitlines()))
    return "\n".join([*head, *([""] if head and body else []), *body]) + "\n"


def _parsed_nodes(markdown: str) -> list[_Node]:
    return list(_nodes_in(iter(blocks_only().parse(markdown)), 1))


def _nodes_in(stream: Iterator[Token], line: int) -> Iterator[_Node]:
    """The nodes up to the token that closes their parent; ``line`` is where that one began."""
    for token in stream:
        if token.nesting < 0:
            return
        here = token.map[0] + 1 if token.map else line
        kind = token.type.removesuffix("_open")
        if token.nesting == 0:
            yield _Node(kind, here, token, token.content.strip())
        else:
            parts = list(_nodes_in(stream, here))
            if parts and parts[0].kind == "inline":
                yield _Node(kind, here, token, parts[0].text)
            else:
                yield _Node(kind, here, token, "", parts)


def _start_of_title(nodes: Sequence[_Node]) -> int:
    """Where the document begins behind its head (letterhead, address)."""
    return next((n for n, node in enumerate(nodes) if node.token.tag == "h1"), 0)


@dataclass(frozen=True)
class _Writer:
    """Writes two trees of the same shape as Markdown."""

    tongue: Tongue
    source: Sequence[str]

    def blocks(self, german: Sequence[_Node], other: Sequence[_Node], last: int = 0, *, tight: bool = False) -> Lines:
        """Blocks one below the other; ``last`` is the line to name if the German ones end early."""
        written: Lines = []
        for own, their in _pairs_of(german, other, last):
            lines = self._write_block(own, their)
            written += [""] * (bool(written) and not tight) + lines
        return written

    def _write_block(self, german: _Node, other: _Node) -> Lines:
        match german.kind:
            case "paragraph":
                return [*german.text.split("\n"), *self._write_beneath(german, other)]
            case "heading":
                return [f"{german.token.markup} {german.text}".rstrip(), *self._write_beneath(german, other, "**")]
            case "blockquote":
                return [f"> {line}".rstrip() for line in self.blocks(german.parts, other.parts, german.line)] or [">"]
            case "bullet_list" | "ordered_list":
                return self._write_list(german, other)
            case "table":
                return self._write_table(german, other)
        if german.text != other.text:
            # Raw HTML: the div of a language, written by the template itself.
            raise _parted_error(german.line)
        return german.text.split("\n")

    def _write_beneath(self, german: _Node, other: _Node, mark: str = "") -> Lines:
        """The second language in its div; nothing where it says the same."""
        text = _readable_addition(german.text, other.text)
        if not text:
            return []
        if mark:
            text = mark + _BOLD.sub(r"\1", text) + mark
        return ["", f"<div {self.tongue.attributes}>", "", *text.split("\n"), "", "</div>"]

    def _write_list(self, german: _Node, other: _Node) -> Lines:
        pairs = list(_pairs_of(german.parts, other.parts, german.line))
        tight = all(map(_is_tight, pairs))
        written: Lines = []
        for number, (own, their) in enumerate(pairs, int(german.token.attrGet("start") or 1)):
            mark = f"{number}{german.token.markup}" if german.kind == "ordered_list" else german.token.markup
            first, *rest = self.blocks(own.parts, their.parts, own.line, tight=tight) or [""]
            written += [""] * (bool(written) and not tight)
            written += [f"{mark} {first}".rstrip(), *(f"{' ' * (len(mark) + 1)}{line}".rstrip() for line in rest)]
        return written

    def _write_table(self, german: _Node, other: _Node) -> Lines:
        rows = [
            [self._write_cell(*cells) for cells in _pairs_of(own.parts, their.parts, own.line)]
            for own, their in _pairs_of(_rows_of(german), _rows_of(other), german.line)
        ]
        head, *body = [f"| {' | '.join(row)} |" for row in rows]
        return [head, _line_of_dashes(self.source[german.line]), *body]

    def _write_cell(self, german: _Node, other: _Node) -> str:
        text = _readable_addition(german.text, other.text)
        both = f"{german.text}<br><span {self.tongue.attributes}>{text}</span>" if text else german.text
        return both.replace("|", "\\|") or " "


def _pairs_of(german: Sequence[_Node], other: Sequence[_Node], last: int) -> Iterator[tuple[_Node, _Node]]:
    """Pairs of the same kind. Raises InvalidData where the two part."""
    for own, their in zip(german, other, strict=False):
        if (own.kind, own.token.tag) != (their.kind, their.token.tag):
            raise _parted_error(own.line)
        yield own, their
    if len(german) != len(other):
        raise _parted_error(german[len(other)].line if len(other) < len(german) else last)


def _rows_of(table: _Node) -> list[_Node]:
    return [row for part in table.parts for row in part.parts]


def _is_tight(items: tuple[_Node, _Node]) -> bool:
    """Can the item be written without empty lines: at most one paragraph, the same in both languages?"""
    german, other = (item.parts for item in items)
    if len(german) != 1:
        return not german
    plain = german[0].kind == "paragraph" and bool(german[0].token.hidden)
    return plain and bool(other) and not _readable_addition(german[0].text, other[0].text)


def _line_of_dashes(line: str) -> str:
    """The line under a table's head, out of its quote or list."""
    return f"|{line.strip('> |')}|"


def _readable_addition(german: str, other: str) -> str:
    """What the second language adds to the German text: nothing if both say the same.

    A line to write on and a box to tick stand in the German text only.
    """
    if _plain_for_comparison(german) == _plain_for_comparison(other):
        return ""
    text = _BLANK.sub("…", _LAST_BLANK.sub(r"\1", other)) if _BLANK.search(german) else other
    if "☐" in german:
        text = _BOX.sub(" · ", _FIRST_BOX.sub("", text))
    readable = _UNTRANSLATED.sub(_LEFT_OUT, text).strip()
    return (
        "" if _plain_for_comparison(text) == _plain_for_comparison(german) or not _LETTER.search(readable) else readable
    )


def _plain_for_comparison(text: str) -> str:
    """The text for comparison: marks nobody sees and kinds of space do not count."""
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


def _parted_error(line: int) -> InvalidData:
    return InvalidData(
        _("The German text and its translation part on line {line} of the German text.").format(line=line),
        _("Both are made from one template: a block that is missing in one language must be missing in both."),
    )
