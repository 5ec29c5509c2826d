"""Sample cases, their county, and what tests do with them."""

from __future__ import annotations

import copy
import functools
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
from ruamel.yaml import YAML

from iza.app.letters.papers import agreement
from iza.app.letters.papers.view import View
from iza.documents import PdfMeta, render_markdown, render_pdf
from iza.model.county import County

SAMPLES = Path(__file__).parent / "documents" / "samples"
TODAY = date(2026, 3, 28)
COMMIT = "1a2b3c4d"


@functools.cache
def _loaded(name: str) -> Any:
    return YAML(typ="safe").load(SAMPLES / f"{name}.yaml")


def sample(name: str) -> Any:
    """A fresh copy of a sample case."""
    return copy.deepcopy(_loaded(name))


def county() -> County:
    """The county of the samples."""
    return County(**copy.deepcopy(_loaded("county")))


def view(case: Any, version: int = 1, of: County | None = None) -> dict[str, Any]:
    """The template data of a case."""
    versions = case["agreement"].get("versions", [])
    record = next((one for one in versions if one["number"] == version), None)
    return agreement.build(View(case, of or county(), TODAY.isoformat(), record=record)) | {"translation": None}


def text(case: Any, version: int = 1, of: County | None = None) -> str:
    """The Markdown of the agreement of a case."""
    return render_markdown("agreement.md.j2", view(case, version, of))


def meta(case: Any, **changes: Any) -> PdfMeta:
    """The properties of the agreement of a case."""
    given: dict[str, Any] = {
        "title": f"Integrationszielvereinbarung {case['id']}",
        "author": "Landkreis Albweil",
        "reference": case["id"],
        "timestamp": 1_774_000_000,
        "version": "Version 1",
        "terms": "0123456789ab",
        "commit": COMMIT,
    }
    return PdfMeta(**(given | changes))


def pdf(case: Any, version: int = 1, of: County | None = None, **changes: Any) -> bytes:
    """The PDF of the agreement of a case."""
    return render_pdf(text(case, version, of), meta(case, **changes))


def pages(document: bytes) -> list[str]:
    """The text of each page as a reader program finds it, with plain spaces and line ends."""
    return [
        page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\u00a0", " ")
        for page in pypdfium2.PdfDocument(document)
    ]


def words(blocks: Any) -> str:
    """All text of a tree of blocks, without the invisible places to break."""
    if isinstance(blocks, dict):
        if text := blocks.get("text") or blocks.get("long") or blocks.get("whole"):
            return str(text).replace("\u200b", "")
        inside = (value for value in blocks.values() if isinstance(value, (list, dict)))
        return "".join(map(words, inside))
    return "".join(map(words, blocks)) if isinstance(blocks, list) else ""
