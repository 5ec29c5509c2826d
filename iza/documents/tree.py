"""Markdown to the small tree of blocks that the layout draws.

Only what the templates use is known: headings, paragraphs, lists, tables, quotes, bold, italic,
hard line breaks and ``<div lang dir>``. Four conventions, all readable as plain text:

* four or more underscores are a line to write on;
* a table whose last column is called "Unterschrift" holds signatures;
* the dashes under a table's head give the widths of its columns in proportion;
* paragraphs before the first heading are the letterhead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from iza.errors import InvalidData
from iza.i18n import _

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Block = dict[str, Any]
Inline = dict[str, Any]

SIGNATURE = "Unterschrift"
LONG = 12  # characters; longer words may be divided
TOO_LONG = 80  # characters; no word of a language is that long
_DISABLED = (
    "image", "link", "autolink", "html_inline", "reference", "entity", "backticks", "fence", "code",
    "lheading", "hr", "text_join",
)  # fmt: skip
_BLANK = re.compile(r"(_{4,})")
_DIV = re.compile(r'<div lang="([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)" dir="(ltr|rtl)">')
_TEXTS = ("text", "text_special", "softbreak")
_ADDRESS = r"\S+@\S+|https?://\S+|www\.\S+"
_LETTER = r"[^\W\d_]"
_SPECIAL = re.compile(rf"({_ADDRESS})|(?<!{_LETTER}){_LETTER}{{{LONG},{TOO_LONG - 1}}}(?!{_LETTER})")
_LONG = re.compile(rf"[^\s\u200b\-]{{{LONG},}}")
_BREAK = "\u200b"  # zero width space
_JOINT = re.compile(r"(?<=[./@_&=?:;,+#*|\\])(?=\w)(?!\S*@)")  # never before an @: names of people stay whole
_EDGES = "()[]{}<>„“”‚‘’»«\"'.,;:!?@/_&=+#*|\\"
_JOINED = re.compile(r"[\u0590-\u109f\u1780-\u18af]")  # Hebrew and Arabic to Burmese; Khmer, Mongolian
_VOWEL = re.compile(r"[aeiouyäöü]", re.IGNORECASE)


def parse(markdown: str) -> list[Block]:
    """The blocks of a document; the signatures together with the clause before them.

    Raises InvalidData, with the line, for Markdown that the layout does not know.
    """
    stream = iter(_parser().parse(markdown))
    return _keep_signatures(list(_blocks(stream, markdown.splitlines())))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Without `text_join` an escaped character stays a token of its own, so that four underscores
    # in a person's text never become a line to sign on.
    return MarkdownIt("commonmark").enable("table").disable(_DISABLED)


def _blocks(
    stream: Iterator[Token], source: Sequence[str], end: str = "", opened: Token | None = None
) -> Iterator[Block]:
    """The blocks up to the token that ends them; ``stream`` then stands behind it."""
    for token in stream:
        if end and end in (token.type, token.content.strip()):
            return
        yield _block(token, stream, source)
    if opened:
        raise _unknown(opened)


def _block(token: Token, stream: Iterator[Token], source: Sequence[str]) -> Block:
    match token.type:
        case "heading_open":
            return {"kind": "heading", "level": int(token.tag[1:]), "body": _line(stream)}
        case "paragraph_open":
            return {"kind": "paragraph", "body": _line(stream)}
        case "blockquote_open":
            return {"kind": "quote", "body": list(_blocks(stream, source, "blockquote_close"))}
        case "bullet_list_open" | "ordered_list_open":
            end = token.type.replace("open", "close")
            entries = takewhile(lambda entry: entry.type != end, stream)
            bodies = [list(_blocks(stream, source, "list_item_close")) for _entry in entries]
            return {"kind": "list", "ordered": end.startswith("ordered"), "entries": bodies}
        case "table_open":
            return _table(token, stream, source)
        case "html_block":
            return _div(token, stream, source)
    raise _unknown(token)


def _line(stream: Iterator[Token]) -> list[Inline]:
    """The inline parts of a block; its closing token is passed."""
    parts = list(_inlines(iter(next(stream).children or ())))
    next(stream)
    return parts


def _div(token: Token, stream: Iterator[Token], source: Sequence[str]) -> Block:
    opened = _DIV.fullmatch(token.content.strip())
    if not opened:
        raise _unknown(token)
    return {
        "kind": "div",
        "lang": opened[1],
        "dir": opened[2],
        "body": list(_blocks(stream, source, "</div>", token)),
    }


def _table(token: Token, stream: Iterator[Token], source: Sequence[str]) -> Block:
    rows: list[list[list[Inline]]] = []
    for part in takewhile(lambda one: one.type != "table_close", stream):
        if part.type == "tr_open":
            rows.append([])
        elif part.type == "inline":
            rows[-1].append(list(_inlines(iter(part.children or ()))))
    head, *body = rows
    assert token.map
    return {
        "kind": "table",
        "widths": _widths(source[token.map[0] + 1]),
        "head": head if any(head) else [],
        "rows": body,
        "signed": head[-1] == [{"long": SIGNATURE}],
    }


def _widths(line: str) -> list[int]:
    """Proportions of the columns: the dashes of ``|---|-----|``."""
    return [column.count("-") for column in line.strip("> |").split("|")]


def _inlines(stream: Iterator[Token], end: str = "") -> Iterator[Inline]:
    """Inline parts up to ``end``; neighbouring texts are one, so that long words are seen whole."""
    plain = ""
    for token in stream:
        if token.type not in _TEXTS:
            yield from _words(plain)
            plain = ""
            if token.type == end:
                return
            yield _inline(token, stream)
            continue
        for count, piece in enumerate(_pieces(token)):
            if count % 2:
                yield from _words(plain)
                yield {"blank": len(piece)}
            plain = "" if count % 2 else plain + piece
    yield from _words(plain)


def _pieces(token: Token) -> list[str]:
    """Text and lines to write on in turn; what was escaped is text in any case."""
    if token.type == "text":
        return _BLANK.split(token.content)
    return [" " if token.type == "softbreak" else token.content]


def _inline(token: Token, stream: Iterator[Token]) -> Inline:
    match token.type:
        case "strong_open" | "em_open":
            name = token.type.removesuffix("_open")
            return {name: list(_inlines(stream, f"{name}_close"))}
        case "hardbreak":
            return {"break": True}
    raise _unknown(token)


def _words(plain: str) -> Iterator[Inline]:
    """Texts by how they divide: addresses at their joints, long words at syllables, others not at all.

    A hyphen added to an address would read as part of it, and short words only get ragged.
    """
    end = 0
    for found in _SPECIAL.finditer(plain):
        if found.start() > end:
            yield {"text": breakable(plain[end : found.start()])}
        yield {"whole" if found[1] else "long": breakable(found[0])}
        end = found.end()
    if end < len(plain):
        yield {"text": breakable(plain[end:])}


def breakable(text: str) -> str:
    """The text with invisible places to break in words that no column could take.

    Long German words stay as they are: the layout divides them at their syllables.
    """
    return _LONG.sub(lambda word: _BREAK.join(map(_piece, _JOINT.split(word[0]))), text)


def _piece(piece: str) -> str:
    """A part of a word between joints, broken anywhere if nothing else would divide it."""
    letters = piece.strip(_EDGES)
    return piece if len(letters) < LONG or _divides(letters) else _chunks(piece)


def _divides(word: str) -> bool:
    """Does hyphenation find syllables here? Words of joined or marked scripts must stay whole."""
    if _JOINED.search(word):
        return len(word) < TOO_LONG
    vowels = len(_VOWEL.findall(word))
    return word.isalpha() and len(word) < TOO_LONG and 0.2 <= vowels / len(word) <= 0.7


def _chunks(piece: str) -> str:
    """A place to break before every eighth character that is not an accent of the one before."""
    return "".join(
        f"{_BREAK}{char}" if n and n % 8 == 0 and not unicodedata.combining(char) else char
        for n, char in enumerate(piece)
    )


def _keep_signatures(blocks: list[Block]) -> list[Block]:
    """Tie the signatures to their heading and to the clause before it.

    Nobody shall sign a page that shows nothing of what is signed.
    """
    place = next((n for n, block in enumerate(blocks) if block.get("signed")), None)
    if place is None:
        return blocks
    sections = [n for n, block in enumerate(blocks) if block["kind"] == "heading" and block["level"] == 2]
    before = [n for n in sections if n <= place]
    start = before[-2] if len(before) > 1 else (before or [place])[-1]
    end = next((n for n in sections if n > place), len(blocks))
    return [*blocks[:start], {"kind": "keep", "body": blocks[start:end]}, *blocks[end:]]


def _unknown(token: Token) -> InvalidData:
    return InvalidData(
        _("The document has something on line {line} that cannot be printed ({kind}).").format(
            line=token.map[0] + 1 if token.map else "?", kind=token.type
        ),
        _("Templates use headings, paragraphs, lists, tables, quotes, bold, italic and <div lang dir>."),
    )
