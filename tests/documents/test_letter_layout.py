"""Letters after DIN 5008, form B: what a window envelope and a folding machine need, in millimetres."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from sheets import CODE, HEAD, SHAPES, WORDS, failures, find, letter, placed, properties

from iza.documents import render_pdf
from iza.documents.pdf import pages


@pytest.fixture(scope="module", params=[11, 16])
def made(request: pytest.FixtureRequest) -> bytes:
    """A letter in German and Arabic, in both sizes of print."""
    return render_pdf(letter("ar"), properties(size=request.param, logo=SHAPES))


def test_address_stands_in_the_window(made: bytes) -> None:
    for line in ("Landkreis Albweil, Marktstraße 12", "Rami Alhamdo", "Lindenstraße 14", "72999 Albweil"):
        word = find(made, line, after=45 if line.startswith("Landkreis") else 62)
        assert word.page == 0
        assert 20 <= word.left <= 26
        assert word.right <= 105
        assert 45 <= word.top <= word.bottom <= 90
    assert find(made, "Rami Alhamdo").top >= 62.7  # below the line of the sender


def test_information_block_and_subject(made: bytes) -> None:
    for line in ("Unser Zeichen", "27.03.2026", "a.kuebler@"):
        word = find(made, line)
        assert word.left >= 124.5
        assert word.right <= 190.5
        assert 49.5 <= word.top <= word.bottom <= 95
    assert find(made, "Einladung").top == pytest.approx(98.5, abs=1.0)
    assert find(made, "Einladung").left == pytest.approx(25, abs=1)


def test_letterhead_stays_above_the_window(made: bytes) -> None:
    for line in ("Sozialdienst für", "Telefon 07099 207-0"):
        assert find(made, line).bottom < 45


def test_margins(made: bytes) -> None:
    for word in placed(made):
        assert word.left >= 24.5
        assert word.right <= 190.5


def dark(pdf: bytes, left: float, top: float, right: float, bottom: float) -> bool:
    """Is anything drawn in this part of the first page (millimetres)?"""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("L")
    scale = 200 / 25.4
    low, _high = image.crop(tuple(round(side * scale) for side in (left, top, right, bottom))).getextrema()
    return bool(low < 200)


@pytest.mark.parametrize(("at", "marked"), [(105, True), (148.5, True), (210, True), (120, False), (180, False)])
def test_fold_marks(made: bytes, at: float, *, marked: bool) -> None:
    assert dark(made, 2, at - 0.6, 10, at + 0.6) == marked


def test_logo_is_at_the_upper_right(made: bytes) -> None:
    assert dark(made, 160, 16, 189, 34)
    assert not dark(render_pdf(letter(), properties()), 160, 16, 189, 34)


def test_reading_order(made: bytes) -> None:
    text = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(made))
    text = " ".join(text.split())
    order = ["Landkreis Albweil", "Telefon 07099 207-0", "Rami Alhamdo", "Unser Zeichen", "Einladung", "Wir laden"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)


def test_conforms(made: bytes) -> None:
    assert failures(made) == []


def test_second_page_goes_on_as_usual() -> None:
    text = letter() + "\n" + "\n\n".join(f"Absatz {number} mit einigen Worten." for number in range(60))
    made = render_pdf(text, properties())
    assert pages(made) == 3
    second = min(word.top for word in placed(made) if word.page == 1 and word.text.startswith("Absatz"))
    assert second == pytest.approx(20, abs=1.5)
    assert not any("Rami" in word.text for word in placed(made) if word.page == 1)


def test_long_address_and_long_letterhead_keep_their_fields() -> None:
    lines = "\\\n> ".join(f"Zeile {n} " + "sehr lang " * 6 for n in range(7))
    head = "**Kreis**\n\n" + "\n\n".join(f"Kopf {n}" for n in range(9))
    text = f"{head}\n\n> *Absender*\\\n> {lines}\n\n# T\n\nx\n"
    made = render_pdf(text, properties())
    assert all(word.bottom <= 45 for word in placed(made) if word.text.startswith("Kopf"))
    field = [word for word in placed(made) if word.text.startswith(("Zeile", "sehr"))]
    assert field
    assert max(word.bottom for word in field) <= 98
    assert max(word.right for word in field) <= 106


def test_sheet_without_an_address_is_no_letter() -> None:
    text = letter().replace(HEAD, "**Landkreis Albweil**\n\n")
    made = render_pdf(text, properties())
    assert find(made, WORDS["de"]["title"]).top < 60
    assert not dark(made, 2, 104, 10, 106)


def test_code_is_read_from_a_scan_of_200_dpi(made: bytes) -> None:
    for sheet in pypdfium2.PdfDocument(made):
        image = sheet.render(scale=200 / 72).to_pil().convert("L")
        (found,) = zxingcpp.read_barcodes(image)
        assert found.text == CODE
        side = (found.position.bottom_right.x - found.position.top_left.x) / 200 * 25.4
        assert side >= 13
