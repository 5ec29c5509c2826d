"""Markdown to PDF, with the Markdown inside: PDF/A-3a for keeping, PDF/UA-1 for reading aloud."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from iza.documents.tree import parse
from iza.errors import InvalidData, IzaError
from iza.i18n import _
from iza.resources import folder

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard, TypstError

STANDARDS: list[PDFStandard] = ["a-3a", "ua-1"]
_FONTS = {  # package -> its folder of font files; Latin and Cyrillic, Arabic, Ethiopic
    "fontpkg_noto_sans": "files",
    "fontpkg_amiri": "files",
    "justmytype_intl_africa": "fonts/ofl/notosansethiopic",
}
_UNPRINTABLE = re.compile(r'the text `"(.*?)"` could not be displayed|disallowed codepoint [^`]*`(.*?)`')
_QUOTED = re.compile(r"`[^`]*`")
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


@dataclass(frozen=True)
class PdfMeta:
    """What stands around the text: properties of the file and the footer of each page.

    ``language`` is a two-letter code; ``version`` is printed as it is (``Version 2``); ``terms``
    and ``commit`` are short hexadecimal ids (12 digits of the SHA-256 of the terms, the short
    commit), empty where there is none; ``timestamp`` is seconds since 1970 (the commit time), so
    that the same input gives the same bytes.
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


def render_pdf(markdown: str, meta: PdfMeta) -> bytes:
    """The PDF of a rendered Markdown text, which travels inside as an attachment.

    Raises InvalidData for Markdown the layout does not know and for characters without a glyph.
    """
    import typst

    document = {"meta": asdict(meta), "blocks": parse(markdown), "markdown": markdown}
    layout = folder("templates")
    try:
        pdf, warnings = typst.compile_with_warnings(
            layout / "layout.typ",
            root=layout,  # never the cases: Typst follows links inside its root
            font_paths=_fonts(),
            sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=meta.timestamp,
        )
    except typst.TypstError as error:
        raise _in_words(error) from None  # its message quotes the text
    if warnings:
        raise IzaError(_("The PDF could not be made."), _QUOTED.sub("…", warnings[0].message))
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> Fonts:
    """The fonts of our own dependencies only, so that every machine draws the same page."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(files(name) / place) for name, place in _FONTS.items()],
    )


def _in_words(error: TypstError) -> IzaError:
    """The error for people: which characters no font has, never the text around them."""
    found = _UNPRINTABLE.findall(error.diagnostic or error.message)
    characters = "".join(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(pair)) for pair in found)
    if not characters:
        return IzaError(_("The PDF could not be made."), _QUOTED.sub("…", error.message))
    codes = ", ".join(sorted({f"U+{ord(char):04X}" for char in characters}))
    return InvalidData(
        _("There is no printable form of these characters: {codes}.").format(codes=codes),
        _("Emoji and some scripts cannot be printed. Write the word in Latin letters."),
    )
