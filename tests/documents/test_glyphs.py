"""What can be printed is known without a font; it is what the fonts hold and what typst prints."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import font_coverage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iza.documents import PdfMeta, glyphs, render_pdf
from iza.documents.escape import clean, escape
from iza.documents.glyphs import unprintable
from iza.errors import InvalidData

LANGUAGES = {
    "de": "Straße, Öl, „Ärger“ – § 8 Abs. 2 … 5 €",
    "tr": "İstanbul, ığdır, şöför",
    "kmr": "çêîşû",
    "uk": "Їжак, ґанок, щодня",
    "ru": "ёлка, подъезд",
    "ar": "\u0645\u064f\u0648\u064e\u0627\u0641\u064e\u0642\u0629 ١٢٣ \u061f",
    "fa": "می\u200cخواهم ۱۲۳ پژگچ",
    "ps": "ښځه ټول ډېر ړوند ڼ ې ۍ",
    "ckb": "کوردیی ڕۆژ ڵ ێ ھ",
    "ti": "ትግርኛ ቋንቋ፡ ኣብ",
    "am": "አማርኛ ዓመት።",
    "vi": "Nguyễn Thị Ánh Ộ",
}
META = PdfMeta(title="Titel", author="Landkreis Albweil", reference="F-8QK2-7MX4", timestamp=0)


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
def test_the_languages_of_the_documents_can_be_printed(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert unprintable(unicodedata.normalize(form, text)) == []


def test_what_cannot_be_printed_is_named_once_in_its_order() -> None:
    assert unprintable("ja 😀, 漢字 und 😀 ❤\ufe0f") == ["😀", "漢", "字", "❤"]
    assert unprintable("\ue000\u0378") == ["\ue000", "\u0378"]


def test_what_is_cleaned_away_or_drawn_is_no_obstacle() -> None:
    removed = "\x00\x07\x1b\x7f\x9f\ufeff\u202e\ud800\ufdd0\uffff\t\n\u2028"
    assert clean(removed) == ""
    assert unprintable(f"a{removed}b ☐ Sil\u00adbe \u2066x\u2069 \u200f") == []


@given(st.text(max_size=20))
def test_it_is_the_same_composed_and_decomposed(text: str) -> None:
    def letters(form: str) -> bool:
        return unprintable(unicodedata.normalize(form, text)) == []

    assert letters("NFC") == letters("NFD")


def test_the_ranges_are_those_of_the_fonts() -> None:
    """Another version of a font: run ``tests/documents/font_coverage.py``."""
    assert len(font_coverage.font_files()) >= 7
    assert glyphs.DATA.read_text("utf-8") == font_coverage.text()


def test_no_font_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    glyphs._missing_pattern.cache_clear()
    monkeypatch.setattr("iza.documents.pdf._own_fonts", None)
    assert unprintable("ö😀") == ["😀"]


def borders() -> list[tuple[str, str]]:
    """Neighbours of which one can be printed and the other cannot, at the end and the beginning of each range."""
    spans = list(font_coverage.ranges(font_coverage.printable()))
    found = [(last, last + 1) for _first, last in spans] + [(first, first - 1) for first, _last in spans]
    pairs = [(chr(inside), chr(outside)) for inside, outside in found]
    return [pair for pair in pairs if unprintable(pair[1])]


def test_borders_are_everywhere() -> None:
    assert len(borders()) > 150
    assert all(last < first for (_, last), (first, _) in pairwise(font_coverage.ranges(font_coverage.printable())))


def test_typst_prints_what_can_be_printed() -> None:
    """Upright, bold, italic and in a heading: each character that stands beside one that has no glyph."""
    inside = sorted({inside for inside, _outside in borders() if inside.isprintable() and not inside.isspace()})
    assert len(inside) > 150
    lines = [f"x{escape(char)} **x{escape(char)}** *x{escape(char)}*" for char in inside]
    head = "".join(escape(char) for char in inside if unicodedata.category(char)[0] == "L")
    assert render_pdf(f"# Titel {head}\n\n" + "\n\n".join(lines) + "\n", META).startswith(b"%PDF")


@pytest.mark.parametrize("part", range(8))
def test_typst_refuses_what_cannot_be_printed(part: int) -> None:
    outside = sorted({outside for _inside, outside in borders()})[part::8]
    for char in outside[:6]:
        with pytest.raises(InvalidData):
            render_pdf(f"# Titel\n\nx{escape(char)}\n", META)


def test_an_accent_of_another_script_is_no_obstacle() -> None:
    """Typst takes each mark from the font that has it, whatever letter it stands on."""
    text = "a\u064e я\u135d ب\u0301 ሀ\u0483 \u0301"
    assert unprintable(text) == []
    assert render_pdf(f"# Titel\n\n{escape(text)}\n", META).startswith(b"%PDF")
