"""A second language in the PDF: order, tags, columns, large print, and the county's look around it."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from sheets import CODE, SHAPES, TONGUES, WORDS, failures, find, placed, properties, sheet

from iza.documents import render_pdf
from iza.documents.bilingual import pair
from iza.documents.pdf import pages
from iza.errors import InvalidData

OTHERS = ("ar", "uk", "ti")
UNSEEN = re.compile("[\u200b\u2066-\u2069]")


def read(pdf: bytes) -> str:
    """All words in the order of the page, as a reader program gives them."""
    found = "\n".join(paper.get_textpage().get_text_range() for paper in pypdfium2.PdfDocument(pdf))
    return " ".join(UNSEEN.sub("", found).split())


def structure(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Kind and language of each element of the tag tree, in its order."""
    for paper in pypdfium2.PdfDocument(pdf):
        tree = pdfium.FPDF_StructTree_GetForPage(paper)
        for n in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield from _elements(pdfium.FPDF_StructTree_GetChildAtIndex(tree, n))
        pdfium.FPDF_StructTree_Close(tree)


def _elements(element: Any) -> Iterator[tuple[str, str]]:
    if not element:
        return
    yield _string(pdfium.FPDF_StructElement_GetType, element), _string(pdfium.FPDF_StructElement_GetLang, element)
    for n in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _elements(pdfium.FPDF_StructElement_GetChildAtIndex(element, n))


def _string(ask: Any, element: Any) -> str:
    size = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def contents(pdf: bytes) -> str:
    """What is drawn on the pages, in the language of PDF."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    unpacked = [zlib.decompress(one) for one in streams if one.startswith(b"x")]
    return b"".join(one for one in unpacked if b"BDC" in one).decode("latin-1")


@pytest.fixture(scope="module", params=OTHERS)
def tag(request: pytest.FixtureRequest) -> str:
    """A second language."""
    return str(request.param)


@pytest.mark.parametrize("changes", [{}, {"columns": True}, {"size": 16}], ids=["beneath", "columns", "large"])
def test_every_text_is_there_and_the_german_one_comes_first(tag: str, changes: dict[str, Any]) -> None:
    if changes.get("columns") and TONGUES[tag].rtl:
        pytest.skip("PDFium orders both columns of a line from right to left; the tags are right, see below")
    words = read(render_pdf(sheet(tag), properties(**changes)))
    for key, german in WORDS["de"].items():
        other = UNSEEN.sub("", WORDS[tag][key])
        assert german in words
        assert other in words, (key, words)
        assert words.index(german) < words.index(other, words.index(german))
    assert words.count("Rami Alhamdo") == words.count("30.06.2026") == 1


def test_each_language_is_tagged(tag: str) -> None:
    pdf = render_pdf(sheet(tag), properties())
    made = list(structure(pdf))
    elements = sum(language == tag for _kind, language in made)
    assert elements + contents(pdf).count(f"/Lang({tag})") >= len(WORDS[tag])  # text in a cell carries its language itself
    assert {language.split("-")[0] for _kind, language in made} <= {"", "de", tag}
    kinds = [kind for kind, _language in made]
    assert kinds.count("Table") == 2
    assert kinds.count("TH") == 4
    assert [kind for kind in kinds if re.fullmatch("H[1-6]", kind)] == ["H1", "H2"]  # German headings only


@pytest.mark.parametrize("changes", [{}, {"columns": True}, {"size": 16, "logo": SHAPES, "color": "#aa3300"}])
def test_conforms(tag: str, changes: dict[str, Any]) -> None:
    assert failures(render_pdf(sheet(tag), properties(**changes))) == []


def test_a_second_language_stands_below_its_german_text_and_closer_than_the_next() -> None:
    made = render_pdf(sheet("uk"), properties())
    german, other = find(made, "Wir laden Sie"), find(made, "Щиро запрошуємо")
    following = find(made, "Datum")
    assert other.left == pytest.approx(german.left, abs=1)
    assert 0 < other.top - german.bottom < following.top - other.bottom


def test_columns_stand_side_by_side() -> None:
    made = render_pdf(sheet("ar"), properties(columns=True))
    words = list(placed(made))
    other = next(word for word in words if "ندعوكم" in word.text)
    german = [word for word in words if word.text.strip() and abs(word.top - other.top) < 3 and word.right < 105]
    assert "laden" in "".join(word.text for word in german)
    assert other.left > 105
    assert other.right == pytest.approx(190, abs=1.5)
    assert [one for one in structure(made) if one[0] in ("H1", "H2")] == [("H1", ""), ("H2", "")]


def long_words(size: int, *, columns: bool = False) -> bytes:
    word = "W" * 220
    german = f"# T\n\n{word}\n\n| A | B | C | D |\n|--|----|--|--|\n| {word} | {word} | x | 30.06.2026 |\n\n- {word}\n"
    other = german.replace("W", "Щ")
    return render_pdf(pair(german, other, TONGUES["uk"]), properties(size=size, columns=columns))


@pytest.mark.parametrize(("size", "columns"), [(11, False), (11, True), (16, False), (16, True)])
def test_nothing_leaves_the_page(size: int, *, columns: bool) -> None:
    for word in placed(long_words(size, columns=columns)):
        assert word.left >= 19.5
        assert word.right <= 190.5
        assert word.bottom <= 290


def test_large_print_is_large_everywhere() -> None:
    small, large = (render_pdf(sheet("ar"), properties(size=size)) for size in (11, 16))
    for text in ("Wir laden Sie", "Seite", "Unterschriften"):
        one, two = find(small, text), find(large, text)
        assert (two.right - two.left) / (one.right - one.left) == pytest.approx(16 / 11, rel=0.02)


def test_wide_tables_become_cards_in_large_print() -> None:
    table = "# T\n\n| Nr. | Was? | Wer? | bis wann |\n|--|---|---|---|\n| 1 | Kurs besuchen | Klient | 30.06.2026 |\n"
    small, large = (render_pdf(table, properties(size=size)) for size in (11, 16))
    assert abs(find(small, "Nr.").top - find(small, "bis wann").top) < 1
    assert find(large, "bis wann").top - find(large, "Nr.").top > 15
    assert find(large, "30.06.2026").top == pytest.approx(find(large, "bis wann").top, abs=1.5)


def test_a_row_is_never_divided_between_the_languages() -> None:
    facts = "\n".join(f"| Zeile {n} | Wert |" for n in range(90))
    german = f"# T\n\n|  |  |\n|--|--|\n{facts}\n"
    made = render_pdf(
        pair(german, german.replace("Zeile", "Рядок").replace("Wert", "Щось"), TONGUES["uk"]), properties()
    )
    assert pages(made) > 2
    for n in range(90):
        assert find(made, f"Zeile {n}").page == find(made, f"Рядок {n}").page


def test_heading_translation_and_text_stay_together() -> None:
    for lines in range(30, 60):
        text = "# T\n\n" + "x\\\n" * lines + "y\n\n## Ziele\n\nHallo\n"
        made = render_pdf(
            pair(text, text.replace("Ziele", "Цілі").replace("Hallo", "Привіт"), TONGUES["uk"]), properties()
        )
        assert len({find(made, word).page for word in ("Ziele", "Цілі", "Hallo", "Привіт")}) == 1


def test_code_is_read_from_a_scan_of_200_dpi_on_every_page() -> None:
    made = render_pdf(sheet("ar") + "\nx\n" * 40, properties(size=16))
    for paper in pypdfium2.PdfDocument(made):
        (found,) = zxingcpp.read_barcodes(paper.render(scale=200 / 72).to_pil().convert("L"))
        assert found.text == CODE


def test_no_code_without_a_text() -> None:
    made = render_pdf(sheet(), properties(code=""))
    assert zxingcpp.read_barcodes(pypdfium2.PdfDocument(made)[0].render(scale=3).to_pil().convert("L")) == []


@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_pages_are_counted(count: int) -> None:
    text = "# T\n\n/Type/Pages/Count 99 startxref 0\n" + "\nx\\\n" * 0 + "".join(f"\n{n}\n" for n in range(count * 30))
    made = render_pdf(text, properties(author="/Root 1 0 R /Pages 1 0 R /Count 77"))
    assert pages(made) == len(pypdfium2.PdfDocument(made))


def test_color_of_the_county_is_used_and_kept_readable() -> None:
    def colors(color: str) -> set[tuple[int, ...]]:
        paper = pypdfium2.PdfDocument(render_pdf(sheet(), properties(color=color, code="")))[0]
        return {color for _count, color in paper.render(scale=2).to_pil().getcolors(1 << 20)}

    assert (0xAA, 0x11, 0x33) in colors("#aa1133")
    assert (0xFF, 0xEE, 0x00) not in colors("#ffee00")
    with pytest.raises(InvalidData):
        render_pdf(sheet(), properties(color="red"))
