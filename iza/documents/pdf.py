"""Markdown to PDF, with the Markdown inside: PDF/A-3a for keeping, PDF/UA-1 for reading aloud."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from iza.documents.code import qr_svg
from iza.documents.look import accent, logo_svg
from iza.documents.tree import parse
from iza.errors import InvalidData, IzaError
from iza.i18n import _
from iza.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typst import Fonts, PDFStandard, TypstError

__all__ = ["STANDARDS", "PdfMeta", "logo_svg", "pages", "render_pdf"]

STANDARDS: list[PDFStandard] = ["a-3a", "ua-1"]
# Package -> its folder of font files; Latin and Cyrillic, Arabic, Ethiopic.
_FONTS = {
    "fontpkg_noto_sans": "files",
    "fontpkg_amiri": "files",
    "justmytype_intl_africa": "fonts/ofl/notosansethiopic",
}
_UNPRINTABLE = re.compile(r'the text `"(.*?)"` could not be displayed|disallowed codepoint [^`]*`(.*?)`')
_ROOT, _PAGES = re.compile(rb"/Root (\d+) 0 R"), re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")
_QUOTED = re.compile(r"`[^`]*`")
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


@dataclass(frozen=True)
class PdfMeta:
    """What stands around the text: properties of the file and the footer of each page.

    ``language`` is a two-letter code; ``version`` is printed as it is (``Version 2``); ``terms``
    and ``commit`` are short hexadecimal ids (12 digits of the SHA-256 of the terms, the short
    commit), empty where there is none; ``timestamp`` is seconds since 1970 (the commit time), so
    that the same input gives the same bytes. ``code`` stands in the QR code of the footer: upper-case
    letters, digits and spaces, such as ``F-8QK2-7MX4 V2``. ``color`` is ``#rrggbb`` (of headings and
    rules), ``logo`` an SVG of ``logo_svg``, ``size`` the size of the text in points (16 for large
    print); ``columns`` puts a second language beside the German text instead of beneath.
    """

    title: str
    author: str
    reference: str
    timestamp: int
    language: str = "de"
    version: str = ""
    terms: str = ""
    commit: str = ""
    draft: bool = False
    code: str = ""
    color: str = ""
    logo: str = ""
    size: int = 11
    columns: bool = False


def render_pdf(markdown: str, meta: PdfMeta) -> bytes:
    """The PDF of a rendered Markdown text, which travels inside as an attachment.

    Raises InvalidData for Markdown the layout does not know and for characters without a glyph.
    """
    import typst

    document = {
        "meta": asdict(meta) | {"color": accent(meta.color)},
        "blocks": parse(markdown),
        "markdown": markdown,
        "qr": qr_svg(meta.code),
    }
    layout = folder("templates")
    # Its stubs know a file only.
    source: Any = _typst_source(document)
    try:
        pdf, warnings = typst.compile_with_warnings(
            source,
            # Never the cases: Typst follows links inside its root.
            root=layout,
            font_paths=_own_fonts(),
            pdf_standards=STANDARDS,
            timestamp=meta.timestamp,
        )
    except typst.TypstError as error:
        # Its message quotes the text.
        raise _in_words(error) from None
    if warnings:
        raise IzaError(_("The PDF could not be made."), _QUOTED.sub("…", warnings[0].message))
    assert isinstance(pdf, bytes)
    return pdf


def _typst_source(document: Mapping[str, object]) -> bytes:
    """The call of the layout with the data as one string: the only Typst source that is ever put together.

    JSON in ASCII leaves two characters that mean something in a string of Typst; both get their backslash.
    """
    data = json.dumps(document).replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "layout.typ": document-of\n#document-of("{data}")\n'.encode("ascii")


def pages(pdf: bytes) -> int:
    """How many pages a PDF of ours has: the count at the root of its page tree.

    Our PDFs have one plain cross-reference table; a text inside that looks like an object counts for nothing.
    """
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    catalog = _number_after(_ROOT, pdf[pdf.index(b"trailer", start) :])
    tree = _number_after(_PAGES, _object_at(pdf, start, catalog))
    return _number_after(_COUNT, _object_at(pdf, start, tree))


def _number_after(name: re.Pattern[bytes], text: bytes) -> int:
    match = name.search(text)
    assert match
    return int(match[1])


def _object_at(pdf: bytes, table: int, number: int) -> bytes:
    """An object by its number: the lines of the table after its two heading lines have 20 bytes each."""
    entries = pdf.index(b"0000000000 65535", table)
    position = int(pdf[entries + 20 * number :][:10])
    return pdf[position : pdf.index(b"endobj", position)]


@cache
def _own_fonts() -> Fonts:
    """The fonts of our own dependencies only, so that every machine draws the same page."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(files(name) / folder) for name, folder in _FONTS.items()],
    )


def _in_words(error: TypstError) -> IzaError:
    """The error for people: which characters no font has, never the text around them."""
    unprintable = _UNPRINTABLE.findall(error.diagnostic or error.message)
    characters = "".join(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(pair)) for pair in unprintable)
    if not characters:
        return IzaError(_("The PDF could not be made."), _QUOTED.sub("…", error.message))
    codes = ", ".join(sorted({f"U+{ord(char):04X}" for char in characters}))
    return InvalidData(
        _("There is no printable form of these characters: {codes}.").format(codes=codes),
        _("Emoji and some scripts cannot be printed. Write the word in Latin letters."),
    )
