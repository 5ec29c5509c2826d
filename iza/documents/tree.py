"""Markdown to the small tree of blocks that the layout draws.

Only what the templates use is known: headings, paragraphs, lists, tables, quotes, bold, italic,
hard line breaks, ``<div lang dir>`` for blocks in another language and, at the end of a table
cell or paragraph, ``<br><span lang dir>`` for the same. Four conventions, all readable as plain
text:

* four or more underscores are a line to write on;
* a table whose last column is called "Unterschrift" holds signatures;
* the dashes under a table's head give the widths of its columns in proportion;
* paragraphs before the first heading are the letterhead.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from iza.documents.words import words
from iza.errors import InvalidData
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Block = dict[str, Any]
Inline = dict[str, Any]
Piece = tuple[str, str]

SIGNATURE = "Unterschrift"
_DISABLED = (
    "image", "link", "autolink", "html_inline", "reference", "entity", "backticks", "fence", "code",
    "lheading", "hr", "text_join",
)  # fmt: skip
_TONGUE = r'lang="([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)" dir="(ltr|rtl)"'
_DIV = re.compile(rf"<div {_TONGUE}>")
_SPAN = re.compile(rf"<br><span {_TONGUE}>")
_BOTH = re.compile(rf"(?P<german>.*)(?<!\\)(?P<open>{_SPAN.pattern})(?P<other>.*)</span>", re.DOTALL)
# What becomes a part of its own, and every other use of these tags, to refuse it.
_MARKS = re.compile(r"(_{4,}|<br><span [^<>]*>|</span>|</?(?:br|span)\b)")
_MARKUP = re.compile(r"[\\*_<\n]")
_TEXTS = ("text", "text_special", "softbreak")


def parse(markdown: str) -> list[Block]:
    """The blocks of a document; the signatures together with the clause before them.

    Raises InvalidData, with the line, for Markdown that the layout does not know.
    """
    stream = iter(blocks_only().parse(markdown))
    return _keep_signatures(list(_blocks_in(stream, markdown.splitlines())))


@cache
def blocks_only() -> MarkdownIt:
    """The parser of our Markdown that leaves the text inside of blocks as it is."""
    from markdown_it import MarkdownIt

    # Without `text_join` an escaped character stays a token of its own, so that four underscores
    # in a person's text never become a line to sign on, and no angle bracket of theirs a tag.
    markdown = MarkdownIt("commonmark").enable("table").disable(_DISABLED)
    markdown.core.ruler.enableOnly(["normalize", "block"])
    return markdown


def _blocks_in(
    stream: Iterator[Token], source: Sequence[str], end: str = "", opened: Token | None = None
) -> Iterator[Block]:
    """The blocks up to the token that ends them; ``stream`` then stands behind it."""
    for token in stream:
        if end and end in (token.type, token.content.strip()):
            return
        if opened and token.nesting < 0:
            # The list or quote around it ends first.
            break
        yield _block_of(token, stream, source)
    if opened:
        raise _unknown_token(opened)


def _block_of(token: Token, stream: Iterator[Token], source: Sequence[str]) -> Block:
    match token.type:
        case "heading_open":
            return {"kind": "heading", "level": int(token.tag[1:]), "body": _inline_line(stream, tongues=False)}
        case "paragraph_open":
            return {"kind": "paragraph", "body": _inline_line(stream)}
        case "blockquote_open":
            return {"kind": "quote", "body": list(_blocks_in(stream, source, "blockquote_close"))}
        case "bullet_list_open" | "ordered_list_open":
            end = token.type.replace("open", "close")
            entries = takewhile(lambda entry: entry.type != end, stream)
            bodies = [list(_blocks_in(stream, source, "list_item_close")) for _entry in entries]
            return {"kind": "list", "ordered": end.startswith("ordered"), "entries": bodies}
        case "table_open":
            return _table_block(token, stream, source)
        case "html_block":
            return _div_block(token, stream, source)
    raise _unknown_token(token)


def _inline_line(stream: Iterator[Token], *, tongues: bool = True) -> list[Inline]:
    """The inline parts of a block; its closing token is passed."""
    parts = _inline_parts(next(stream), tongues=tongues)
    next(stream)
    return parts


def _div_block(token: Token, stream: Iterator[Token], source: Sequence[str]) -> Block:
    opened = _DIV.fullmatch(token.content.strip())
    if not opened:
        raise _unknown_token(token)
    return {
        "kind": "div",
        "lang": opened[1],
        "dir": opened[2],
        "body": list(_blocks_in(stream, source, "</div>", token)),
    }


def _table_block(token: Token, stream: Iterator[Token], source: Sequence[str]) -> Block:
    rows: list[list[list[Inline]]] = []
    for part in takewhile(lambda inner_token: inner_token.type != "table_close", stream):
        if part.type == "tr_open":
            rows.append([])
        elif part.type == "inline":
            rows[-1].append(_inline_parts(part))
    head, *body = rows
    assert token.map
    return {
        "kind": "table",
        "widths": _column_widths(source[token.map[0] + 1]),
        "head": head if any(head) else [],
        "rows": body,
        "signed": [part for part in head[-1] if "other" not in part] == [{"long": SIGNATURE}],
    }


def _column_widths(line: str) -> list[int]:
    """Proportions of the columns: the dashes of ``|---|-----|``."""
    return [column.count("-") for column in line.strip("> |").split("|")]


def _inline_parts(token: Token, *, tongues: bool = True) -> list[Inline]:
    """The inline parts of a block; ``tongues`` tells whether it may hold a second language."""
    try:
        return list(_inlines_of_text(token.content, tongues=tongues))
    except LookupError as error:
        raise _unknown_token(token, str(error.args[0])) from None


# Most lines of a document are those of the one before.
@lru_cache(maxsize=2048)
def _inlines_of_text(text: str, *, tongues: bool) -> tuple[Inline, ...]:
    return tuple(_inlines_in(_pieces_of(text, tongues=tongues)))


def _pieces_of(text: str, *, tongues: bool) -> Iterator[Piece]:
    """Kinds and contents of what stands in a block; LookupError for what the layout does not know."""
    if tongues and (both := _BOTH.fullmatch(text)):
        yield from _pieces_of(both["german"], tongues=True)
        yield "other_open", both["open"]
        yield from _pieces_of(both["other"], tongues=True)
        yield "other_close", ""
    elif _MARKUP.search(text):
        yield from _read_inline(text, tongues=tongues)
    elif text:
        # Most cells and paragraphs: nothing to read in them.
        yield "text", text


def _read_inline(text: str, *, tongues: bool) -> Iterator[Piece]:
    children: list[Token] = []
    blocks_only().inline.parse(text, blocks_only(), {}, children)
    for token in children:
        if token.type != "text":
            # What was escaped is text in any case.
            yield token.type, " " if token.type == "softbreak" else token.content
            continue
        for count, piece in enumerate(_MARKS.split(token.content)):
            if piece:
                yield (_mark_of(piece, tongues=tongues) if count % 2 else "text"), piece


def _mark_of(piece: str, *, tongues: bool) -> str:
    if piece.startswith("_"):
        return "blank"
    if not tongues or not (piece == "</span>" or _SPAN.fullmatch(piece)):
        raise LookupError("html_inline")
    return "other_close" if piece == "</span>" else "other_open"


def _inlines_in(stream: Iterator[Piece], end: str = "") -> Iterator[Inline]:
    """Inline parts up to ``end``; neighbouring texts are one, so that long words are seen whole."""
    plain = ""
    for kind, content in stream:
        if kind in _TEXTS:
            plain += content
            continue
        yield from words(plain)
        plain = ""
        if kind == end:
            return
        yield _inline_of(kind, content, stream)
    yield from words(plain)
    if end:
        raise LookupError(end)


def _inline_of(kind: str, content: str, stream: Iterator[Piece]) -> Inline:
    match kind:
        case "strong_open" | "em_open":
            name = kind.removesuffix("_open")
            return {name: list(_inlines_in(stream, f"{name}_close"))}
        case "other_open":
            tongue = _SPAN.fullmatch(content)
            assert tongue
            other = {"other": list(_inlines_in(stream, "other_close")), "lang": tongue[1], "dir": tongue[2]}
            if next(stream, None):
                # Nothing stands behind the second language.
                raise LookupError("html_inline")
            return other
        case "hardbreak":
            return {"break": True}
        case "blank":
            return {"blank": len(content)}
    raise LookupError(kind)


def _keep_signatures(blocks: list[Block]) -> list[Block]:
    """Tie the signatures to their heading and to what is said before them: in their section, or just before it.

    Nobody shall sign a page that shows nothing of what is signed.
    """
    position = next((n for n, block in enumerate(blocks) if block.get("signed")), None)
    if position is None:
        return blocks
    sections = [n for n, block in enumerate(blocks[:position]) if block["kind"] == "heading" and block["level"] == 2]
    start = position
    if sections:
        has_text = any(block["kind"] == "paragraph" for block in blocks[sections[-1] : position])
        start = sections[-1] if has_text else _start_of_clause(blocks, sections[-1])
    return [*blocks[:start], {"kind": "keep", "body": blocks[start : position + 1]}, *blocks[position + 1 :]]


def _start_of_clause(blocks: list[Block], heading: int) -> int:
    """Where the last clause before a heading begins; the clause's own heading belongs to it."""
    start = _block_before(blocks, heading)
    above = _block_before(blocks, start)
    if blocks[above].get("level", 1) > 1:
        start = above
    return heading if blocks[start].get("level") == 1 else start


def _block_before(blocks: list[Block], position: int) -> int:
    """The block before a place, or the one that the div before it translates."""
    start = max(position - 1, 0)
    return start - 1 if start and blocks[start]["kind"] == "div" else start


def _unknown_token(token: Token, kind: str = "") -> InvalidData:
    return InvalidData(
        _("The document has something on line {line} that cannot be printed ({kind}).").format(
            line=token.map[0] + 1 if token.map else "?", kind=kind or token.type
        ),
        _("Templates use headings, paragraphs, lists, tables, quotes, bold, italic and <div lang dir>."),
    )
