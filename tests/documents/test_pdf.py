"""The PDF, read back by another program: text, pages, properties, conformance, the same bytes again."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import page
import pypdfium2
import pytest
from agreements import meta, pages, pdf, sample, text

from iza.documents import render_pdf
from iza.errors import InvalidData, IzaError

ROOT = Path(__file__).parents[2]
SAMPLES = ["rami", "selam", "plain"]
PROFILES = [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A]


@pytest.fixture(scope="module")
def rami() -> bytes:
    """The PDF of an agreement that is out for signature."""
    return pdf(sample("rami"))


def flat(pages_of_text: list[str]) -> str:
    """All words, the hyphens at line ends taken back (PDFium marks them with U+0002 or U+FFFE)."""
    joined = re.sub("[\u0002\ufffe\u00ad]\\s*", "", " ".join(pages_of_text).replace("\u200b", ""))
    return " ".join(joined.split())


def test_all_sections_are_there(rami: bytes) -> None:
    words = flat(pages(rami))
    for heading in re.findall(r"^#+ (.*)$", text(sample("rami")), re.MULTILINE):
        assert heading in words


def test_every_page_has_its_number_and_says_what_it_belongs_to(rami: bytes) -> None:
    found = pages(rami)
    assert len(found) >= 3
    for number, words in enumerate(found, 1):
        assert f"Seite {number} von {len(found)}" in words
        line = " ".join(words.split())
        assert "F-8QK2-7MX4 · Version 1 · Prüfsumme 0123456789ab · Stand 1a2b3c4d" in line


def test_draft_is_marked_on_every_page_and_has_no_sum() -> None:
    found = pages(pdf(sample("selam"), draft=True, terms=""))
    assert all("Entwurf – noch nicht ausgegeben" in words for words in found)
    assert not any("Prüfsumme" in words for words in found)
    assert not any("Entwurf" in words for words in pages(pdf(sample("plain"))))


def test_page_is_a4_and_text_is_never_small(rami: bytes) -> None:
    for sheet in pypdfium2.PdfDocument(rami):
        assert [round(side) for side in sheet.get_size()] == [595, 842]
    layout = (ROOT / "templates" / "layout.typ").read_text("utf-8")
    assert re.search(r"size: 11 \* u", layout)  # `u` is a point in ordinary print
    assert re.findall(r"size: (\d+) \* u", layout).count("9") == 1  # header and footer only
    assert not re.search(r"size: \d+pt", layout)


@pytest.mark.parametrize("profile", PROFILES, ids=str)
@pytest.mark.parametrize("name", SAMPLES)
def test_conforms(name: str, profile: Any) -> None:
    report = page.validate_pdf_bytes(pdf(sample(name)), profile=profile)
    failures = [failure for failure in report.failures if not failure.rule_id.endswith("STREAM-LENGTH-001")]
    assert failures == []


def test_text_in_other_scripts_and_directions_conforms() -> None:
    markdown = (
        "# Titel\n\n"
        '<div lang="ar" dir="rtl">\n\nمرحبا. الهاتف: \u206607071 207-0\u2069\n\n- نقطة\n\n| س | ص |\n|---|---|\n| ١ | ٢ |\n\n</div>\n\n'
        '<div lang="ti" dir="ltr">\n\nሰላም ተክለ\n\n</div>\n\n<div lang="uk" dir="ltr">\n\nПривіт, світ\n\n</div>\n\n☐ ja\n'
    )
    made = render_pdf(markdown, meta(sample("rami")))
    words = flat(pages(made))
    for word in ("مرحبا", "07071", "207-0", "ሰላም ተክለ", "Привіт, світ"):
        assert word in words
    for profile in PROFILES:
        report = page.validate_pdf_bytes(made, profile=profile)
        assert [one for one in report.failures if not one.rule_id.endswith("STREAM-LENGTH-001")] == []


def test_properties_name_no_person(rami: bytes) -> None:
    found = pypdfium2.PdfDocument(rami).get_metadata_dict()
    assert found["Title"] == "Integrationszielvereinbarung F-8QK2-7MX4"
    assert found["Author"] == "Landkreis Albweil"
    assert "git:1a2b3c4d" in found["Keywords"]
    assert "terms:0123456789ab" in found["Keywords"]
    assert "ALHAMDO" not in str(found)


def test_markdown_travels_inside(rami: bytes) -> None:
    document = pypdfium2.PdfDocument(rami)
    assert document.count_attachments() == 1
    attachment = document.get_attachment(0)
    assert attachment.get_name() == "F-8QK2-7MX4.md"
    assert bytes(attachment.get_data()).decode() == text(sample("rami"))


def test_same_input_same_bytes(rami: bytes, tmp_path: Path) -> None:
    assert pdf(sample("rami")) == rami
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]\n"
        "from agreements import pdf, sample\n"
        "print(hashlib.sha256(pdf(sample('rami'))).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(ROOT / "tests")],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(rami).hexdigest()


def test_other_day_or_commit_other_bytes(rami: bytes) -> None:
    assert pdf(sample("rami"), timestamp=1_774_000_001) != rami
    assert pdf(sample("rami"), commit="ffffffff") != rami


def grown(steps: int, partners: int = 1) -> Any:
    """An agreement of any length, with any number of partners at the table."""
    case = sample("rami")
    goal = case["agreement"]["goals"][0]
    goal["steps"] += [{**goal["steps"][3], "id": f"s-x{n:03}"} for n in range(steps)]
    case["clearings"][0]["participants"] += [{"role": "partner", "ref": "jobcenter"}] * (partners - 1)
    return case


def signature_pages(found: list[str]) -> list[int]:
    return [n for n, words in enumerate(found) if re.search(r"^Unterschriften", words, re.MULTILINE)]


@pytest.mark.parametrize("steps", range(0, 40, 2))
def test_signatures_stand_on_one_page_behind_a_clause(steps: int) -> None:
    found = pages(pdf(grown(steps)))
    (only,) = signature_pages(found)
    words = found[only]
    start = words.index("Unterschriften")
    order = ["Der deutsche Text ist maßgeblich", "Je eine Ausfertigung", "Rami ALHAMDO", "Eva Maier"]
    places = [words.index(word, start) for word in order]
    assert places == sorted(places)
    box = next(words for words in found if "Bestätigung der" in words)
    assert "vollständig und richtig" in box
    assert "Samir Haddad" in box[box.index("Bestätigung der") :]


def test_more_signatures_than_a_page_takes_still_start_behind_the_clause() -> None:
    markdown = text(sample("rami"))
    row = next(line for line in markdown.splitlines() if line.startswith("| **Eva Maier**"))
    found = pages(render_pdf(markdown.replace(row, "\n".join([row] * 30)), meta(sample("rami"))))
    first = signature_pages(found)[0]
    places = [found[first].index(word) for word in ("Unterschriften", "Der deutsche Text ist maßgeblich", "Name")]
    assert places == sorted(places)
    assert sum(words.count("Eva Maier") for words in found) >= 30
    assert "Ort, Datum" in found[first + 1]  # the head row is repeated


def test_head_rows_are_repeated() -> None:
    found = pages(pdf(grown(40)))
    assert sum("bis wann" in words for words in found) >= 3


def test_long_words_stay_on_the_page_and_in_their_column() -> None:
    case = sample("rami")
    goal = case["agreement"]["goals"][0]
    goal["goal"] = "W" * 220
    goal["indicator"] = "https://www.beispiel.example/" + "pfad/" * 20
    goal["steps"][0] |= {"text": "Rechtsschutzversicherungsgesellschaften" * 4, "support": "x1y2" * 40}
    case["client"]["competences"][0]["text"] = "m" * 220
    for sheet in pypdfium2.PdfDocument(pdf(case)):
        reader = sheet.get_textpage()
        boxes = [reader.get_charbox(n) for n in range(reader.count_chars())]
        assert max(right for _left, _bottom, right, _top in boxes) <= 595 - 56.0 + 1  # 2 cm margin
        assert min(left for left, _bottom, right, _top in boxes if right) >= 56.0 - 1


@pytest.mark.parametrize(("character", "code"), [("😀", "U+1F600"), ("中", "U+4E2D"), ("\ue000", "U+E000")])
def test_character_without_a_glyph_is_named_by_its_code_only(character: str, code: str) -> None:
    case = sample("rami")
    case["client"]["competences"][0]["text"] = f"Geheimnis {character} hier"
    with pytest.raises(InvalidData) as caught:
        pdf(case)
    assert code in caught.value.message
    shown = caught.value.message + caught.value.hint
    assert character not in shown
    assert "Geheimnis" not in shown
    assert caught.value.__suppress_context__


def test_several_characters_are_named_at_once() -> None:
    with pytest.raises(InvalidData, match=r"U\+1F600, U\+4E2D"):
        render_pdf("# T\n\n中 und 😀 und 中\n", meta(sample("rami")))


@pytest.mark.parametrize("markdown", ["## Zweite Ebene\n", "# A\n\n### C\n"])
def test_headings_out_of_order_are_an_error(markdown: str) -> None:
    with pytest.raises(IzaError):
        render_pdf(markdown, meta(sample("rami")))


def test_warning_of_the_layout_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = (ROOT / "templates" / "layout.typ").read_text("utf-8")
    (tmp_path / "layout.typ").write_text(source.replace('"Noto Sans", "Amiri"', '"Noto Sans", "No Such Font"'), "utf-8")
    monkeypatch.setattr("iza.documents.pdf.folder", lambda _name: tmp_path)
    with pytest.raises(IzaError):
        pdf(sample("plain"))
