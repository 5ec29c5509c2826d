"""The first page of every document as a picture: ``python tests/gallery.py`` draws ``docs/gallery`` anew.

Made from the invented people of the example, so that everybody can look at what iza writes.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image

from iza.app.letters.county_wording import example_views, fitting
from iza.app.letters.papers.kinds import KINDS, PaperKind
from iza.app.letters.papers.view import View
from iza.app.letters.render import woven
from iza.documents import PdfMeta, render_pdf
from iza.documents.catalogue import load
from iza.errors import IzaError
from iza.resources import folder

TARGET = Path(__file__).parent.parent / "docs" / "gallery"
SCALE = 0.62  # pixels for each of the 72 points of an inch
ACROSS, GAP, PAPER, DESK = 5, 14, "white", "#d9dee2"


def best(kind: PaperKind) -> View:
    """The fullest of the invented cases the document can be written for."""
    found = []
    for view in fitting(kind, example_views()):
        try:
            found.append((len(str(kind.build(view))), len(found), view))
        except IzaError:
            continue
    return max(found)[2]


def first_page(kind: PaperKind, tag: str) -> Image.Image:
    """The first page in German, and in a second language where there is one."""
    view = best(kind)
    text = woven(kind, view, load(tag, [folder("templates")]))
    reference = view.case["id"] if view.case else view.ref
    meta = PdfMeta(title=kind.title, author="Landkreis Albweil", reference=reference, timestamp=0, code=reference)
    return pypdfium2.PdfDocument(render_pdf(text, meta))[0].render(scale=SCALE).to_pil()


def sheet(kinds: list[PaperKind], tag: str) -> Image.Image:
    """The pages side by side."""
    pages = [first_page(kind, tag) for kind in kinds]
    width, height = pages[0].width + GAP, pages[0].height + GAP
    rows = -(-len(pages) // ACROSS)
    desk = Image.new("RGB", (min(ACROSS, len(pages)) * width + GAP, rows * height + GAP), DESK)
    for place, page in enumerate(pages):
        desk.paste(page, (GAP + place % ACROSS * width, GAP + place // ACROSS * height))
    return desk.quantize(48)


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    translated = [kind for kind in KINDS.values() if kind.translated]
    for name in ("ar", "uk"):
        sheet(translated, name).save(TARGET / f"{name}.png", optimize=True)
    sheet([kind for kind in KINDS.values() if not kind.translated], "de").save(TARGET / "de.png", optimize=True)
