"""Markdown of a letter and of a sheet, and how a finished PDF is read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import page
import pypdfium2

from iza.documents import PdfMeta
from iza.documents.bilingual import Tongue, pair

MM = 72 / 25.4
CODE = "F-8QK2-7MX4 V2 T1A2B3C4D5E6F C0123456789AB"
SHAPES = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><path fill="#7a1f3d" d="M0 0h120v60H0z"/></svg>'
HEAD = """**Landkreis Albweil**

Sozialdienst für geflüchtete Menschen

Marktstraße 12 · 72999 Albweil · Telefon 07099 207-0

> *Landkreis Albweil, Marktstraße 12, 72999 Albweil*\\
> Rami Alhamdo\\
> Lindenstraße 14, Zimmer 7\\
> 72999 Albweil

|   |   |
|---|------|
| Unser Zeichen | F-8QK2-7MX4 |
| Datum | 27.03.2026 |
| E-Mail | a.kuebler@landkreis-albweil.example |

"""
BODY = """# {title}

{greeting}

| {when} | {where} |
|--------|------|
| 30.06.2026 | {room} |

- {bring}

## {sign}

| {name} | {signature} |
|-----|-----|
| Rami Alhamdo | ____________ |
"""
WORDS = {
    "de": {
        "title": "Einladung", "greeting": "Wir laden Sie herzlich ein.", "when": "Datum", "where": "Ort",
        "room": "Zimmer 214", "bring": "Ihre Vereinbarung", "sign": "Unterschriften", "name": "Name",
        "signature": "Unterschrift",
    },
    "ar": {
        "title": "دعوة", "greeting": "ندعوكم بكل سرور إلى هذا اللقاء.", "when": "التاريخ", "where": "المكان",
        "room": "غرفة \u2066214\u2069", "bring": "اتفاقيتكم", "sign": "التوقيعات", "name": "الاسم",
        "signature": "التوقيع",
    },
    "uk": {
        "title": "Запрошення", "greeting": "Щиро запрошуємо Вас на розмову.", "when": "Дата", "where": "Місце",
        "room": "Кабінет 214", "bring": "Ваша угода", "sign": "Підписи", "name": "Ім’я", "signature": "Підпис",
    },
    "ti": {
        "title": "ዕድመ", "greeting": "ናብዚ ርክብ ብሓጎስ ንዕድመኩም።", "when": "ዕለት", "where": "ቦታ", "room": "ክፍሊ 214",
        "bring": "ስምምዕኩም", "sign": "ፊርማታት", "name": "ስም", "signature": "ፊርማ",
    },
}  # fmt: skip
TONGUES = {tag: Tongue(tag, rtl=tag == "ar") for tag in WORDS}


class Word(NamedTuple):
    """A piece of text on a page, in millimetres from its left and upper edges."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def letter(tag: str = "de") -> str:
    """A letter in German, with a second language if it is another one."""
    return sheet(tag, HEAD)


def sheet(tag: str = "de", head: str = "**Landkreis Albweil**\n\n") -> str:
    """The same words without the address."""
    german = BODY.format(**WORDS["de"])
    return head + (german if tag == "de" else pair(german, BODY.format(**WORDS[tag]), TONGUES[tag]))


def properties(**changes: Any) -> PdfMeta:
    """What stands around the text."""
    given: dict[str, Any] = {
        "title": "Einladung", "author": "Landkreis Albweil", "reference": "F-8QK2-7MX4", "timestamp": 1_774_000_000,
        "version": "Version 2", "code": CODE,
    }  # fmt: skip
    return PdfMeta(**(given | changes))


def placed(pdf: bytes) -> Iterator[Word]:
    """The pieces of text of all pages with their places."""
    for number, paper in enumerate(pypdfium2.PdfDocument(pdf)):
        reader = paper.get_textpage()
        for n in range(reader.count_rects()):
            box = reader.get_rect(n)
            yield _word(number, reader.get_text_bounded(*box), [box], paper.get_height())


def find(pdf: bytes, text: str, after: float = 0) -> Word:
    """The first place of a text, more than ``after`` millimetres below the upper edge."""
    return next(word for word in _found(pdf, text) if word.top > after)


def _found(pdf: bytes, text: str) -> Iterator[Word]:
    for number, paper in enumerate(pypdfium2.PdfDocument(pdf)):
        reader = paper.get_textpage()
        search = reader.search(text, match_case=True)
        while place := search.get_next():
            boxes = [reader.get_charbox(n) for n in range(place[0], place[0] + place[1])]
            yield _word(number, text, [box for box in boxes if box[0] < box[2]], paper.get_height())


def _word(number: int, text: str, boxes: list[Any], height: float) -> Word:
    left, bottom, right, top = zip(*boxes, strict=True)
    return Word(number, text, min(left) / MM, (height - max(top)) / MM, max(right) / MM, (height - min(bottom)) / MM)


def failures(pdf: bytes) -> list[Any]:
    """What breaks PDF/UA-1 or PDF/A-3a; one rule of the checker is wrong about streams that end in 0x0D."""
    profiles = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
    found = [one for profile in profiles for one in page.validate_pdf_bytes(pdf, profile=profile).failures]
    return [one for one in found if not one.rule_id.endswith("STREAM-LENGTH-001")]
