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
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from iza.errors import InvalidData
from iza.i18n import _

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]
Inline = dict[str, Any]

SIGNATURE = "Unterschrift"
LONG = 12  # characters; longer words may be divided
TOO_LONG = 40  # characters; no word of a language is that long
_DISABLED = (
    "image", "link", "autolink", "html_inline", "reference", "entity", "backticks", "fence", "code",
    "lheading", "hr", "text_join",
)  # fmt: skip
_BLANK = re.compile(r"_{4,}")
_DIV = re.compile(r'<div lang="([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)" dir="(ltr|rtl)">')
_TEXTS = ("text", "text_special", "softbreak")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_SPECIAL = re.compile(rf"({_ADDRESS.pattern})|[^\W\d_]{{{LONG},{TOO_LONG}}}(?![^\W\d_])")
_LONG = re.compile(rf"[^\s\u200b\-]{{{LONG},}}")
_JOINT = re.compile(r"(?<=[./@_&=?:;,+#*|\\])(?=\w)")
_BRACKETS = "()[]{}<>„“”‚‘’»«\"'.,;:!?"
_LATIN = re.compile(r"[\x21-\u024f]*\Z")
_VOWEL = re.compile(r"[aeiouyäöü]", re.IGNORECASE)


def parse(markdown: str) -> list[Block]:
    """The blocks of a document; the signatures together with the clause before them.

    Raises InvalidData, with the line, for Markdown that the layout does not know.
    """
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(_parser().parse(markdown))
    blocks = list(_blocks(root.children, markdown.splitlines()))
    return _keep_signatures(blocks)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Without `text_join` an escaped character stays a token of its own, so that four underscores
    # in a person's text never become a line to sign on.
    return MarkdownIt("commonmark").enable("table").disable(_DISABLED)


def _blocks(nodes: Iterable[SyntaxTreeNode], source: Sequence[str]) -> Iterator[Block]:
    """The blocks of sibling nodes; ``<div>`` and ``</div>`` are siblings around their content."""
    stream = iter(nodes)
    for node in stream:
        if node.type != "html_block":
            yield _block(node, source)
            continue
        opened = _DIV.fullmatch(node.content.strip())
        if not opened:
            raise _unknown(node)
        inside = list(_until_div_ends(stream, node))
        yield {"kind": "div", "lang": opened[1], "dir": opened[2], "body": list(_blocks(inside, source))}


def _until_div_ends(stream: Iterator[SyntaxTreeNode], opening: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for node in stream:
        if node.type == "html_block":
            if node.content.strip() == "</div>":
                return
            raise _unknown(node)
        yield node
    raise _unknown(opening)


def _block(node: SyntaxTreeNode, source: Sequence[str]) -> Block:
    match node.type:
        case "heading":
            return {"kind": "heading", "level": int(node.tag[1:]), "body": _text(node)}
        case "paragraph":
            return {"kind": "paragraph", "body": _text(node)}
        case "blockquote":
            return {"kind": "quote", "body": list(_blocks(node.children, source))}
        case "bullet_list" | "ordered_list":
            entries = [list(_blocks(entry.children, source)) for entry in node.children]
            return {"kind": "list", "ordered": node.type == "ordered_list", "entries": entries}
        case "table":
            return _table(node, source)
    raise _unknown(node)


def _table(node: SyntaxTreeNode, source: Sequence[str]) -> Block:
    head, *body = node.children
    heads = [_text(cell) for cell in head.children[0].children]
    rows = [[_text(cell) for cell in row.children] for part in body for row in part.children]
    assert node.map is not None
    return {
        "kind": "table",
        "widths": _widths(source[node.map[0] + 1]),
        "head": heads if any(heads) else [],
        "rows": rows,
        "signed": heads[-1] == [{"text": SIGNATURE}],
    }


def _widths(line: str) -> list[int]:
    """Proportions of the columns: the dashes of ``|---|-----|``."""
    return [column.count("-") for column in line.strip("> |").split("|")]


def _text(node: SyntaxTreeNode) -> list[Inline]:
    """The inline parts of a block that holds one ``inline`` node, or nothing."""
    return [part for inline in node.children for part in _inlines(inline.children)]


def _inlines(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Inline]:
    """Inline parts; neighbouring texts are one, so that long words are seen whole."""
    plain = ""
    for node in nodes:
        blank = node.type == "text" and _BLANK.fullmatch(node.content.strip())
        if node.type in _TEXTS and not blank:
            plain += " " if node.type == "softbreak" else node.content
            continue
        yield from _words(plain)
        plain = ""
        yield {"blank": len(node.content.strip())} if blank else _inline(node)
    yield from _words(plain)


def _inline(node: SyntaxTreeNode) -> Inline:
    match node.type:
        case "strong" | "em":
            return {node.type: list(_inlines(node.children))}
        case "hardbreak":
            return {"break": True}
    raise _unknown(node)


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
    return _LONG.sub(lambda word: _broken(word[0]), text)


def _broken(word: str) -> str:
    """Addresses and the like break best after their joints; what has neither, anywhere."""
    pieces = _JOINT.split(word) if len(word) >= TOO_LONG or "@" in word else [word]
    return "\u200b".join(piece if _fits(piece.strip(_BRACKETS)) else _chunks(piece) for piece in pieces)


def _fits(piece: str) -> bool:
    """Is this short, or a word the hyphenation can divide?"""
    if not _LATIN.match(piece):
        return len(piece) < TOO_LONG  # accents and joined letters of other scripts stay together
    divisible = piece.isalpha() and len(piece) < TOO_LONG and len(_VOWEL.findall(piece)) * 5 >= len(piece)
    return len(piece) < LONG or divisible


def _chunks(piece: str) -> str:
    """A place to break before every eighth character that is not an accent of the one before."""
    return "".join(
        f"\u200b{char}" if n and n % 8 == 0 and not unicodedata.combining(char) else char
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


def _unknown(node: SyntaxTreeNode) -> InvalidData:
    while node.map is None and node.parent is not None and not node.parent.is_root:
        node = node.parent
    line = node.map[0] + 1 if node.map else "?"
    return InvalidData(
        _("The document has something on line {line} that cannot be printed ({kind}).").format(
            line=line, kind=node.type
        ),
        _("Templates use headings, paragraphs, lists, tables, quotes, bold, italic and <div lang dir>."),
    )
