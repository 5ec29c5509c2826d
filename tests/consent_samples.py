"""Sample cases as papers about data see them: their county says what it does with data."""

from __future__ import annotations

import copy
import functools
import os
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.view import View
from iza.documents import PdfMeta, render_markdown, render_pdf
from iza.documents.pdf import pages
from iza.model.county import County

SAMPLES = Path(__file__).parent / "documents" / "samples"
SNAPSHOTS = Path(__file__).parent / "app" / "letters" / "papers" / "snapshots"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"  # read before the environment is cleared
DAY = "2026-03-28"
PRIVACY = {
    "purpose": "Begleitung der Integration durch freiwillige Zielvereinbarungen.",
    "legal_basis": "§ 67a SGB X",
    "recipients": "Ihre Ansprechperson und ihre Vertretung.",
    "storage": "Wir löschen Ihre Daten drei Jahre nach dem Ende.",
    "officer": "Datenschutz, Telefon 07099 207-100",
    "authority": "Landesbeauftragte für den Datenschutz, Musterplatz 1, 72000 Musterstadt",
}


@functools.cache
def _loaded(name: str) -> Any:
    return YAML(typ="safe").load(SAMPLES / f"{name}.yaml")


def sample(name: str = "rami") -> Any:
    """A fresh copy of a sample case."""
    return copy.deepcopy(_loaded(name))


def county(**changes: Any) -> County:
    """The county of the samples, with data protection and archive; ``changes`` replace settings."""
    found = County(**copy.deepcopy(_loaded("county")))
    settings: Any = found.settings
    settings |= {
        "privacy": dict(PRIVACY),
        "archive": {"name": "Kreisarchiv Albweil", "address": "Am Kornhaus 5, 72999 Albweil"},
        **changes,
    }
    return found


def view(case: Any, of: County | None = None, **changes: Any) -> View:
    """A case as a paper sees it."""
    return View(case, of or county(), changes.pop("day", DAY), **changes)


def data(name: str, seen: View) -> dict[str, Any]:
    """What the builder of a document gives its template."""
    return kind(name).build(seen)


def text(name: str, seen: View) -> str:
    """The German Markdown of a document."""
    return render_markdown(kind(name).template, data(name, seen) | {"translation": None}, None, "de")


def page_count(markdown: str) -> int:
    """How many pages a document has."""
    meta = PdfMeta(title="Schreiben", author="Landkreis Albweil", reference="F-8QK2-7MX4", timestamp=1_774_000_000)
    return pages(render_pdf(markdown, meta))


def matches_snapshot(name: str, markdown: str) -> bool:
    """Whether a document is the one that was read and approved; IZA_SNAPSHOTS=update takes it over."""
    place = SNAPSHOTS / f"{name}.md"
    if UPDATE:
        place.write_text(markdown, "utf-8")
    return place.read_text("utf-8") == markdown


def closed(name: str = "rami", reason: str = "goals_achieved") -> Any:
    """A sample case that was signed and has ended: one goal reached, one in part, one dropped."""
    case = sample(name)
    case["agreement"].setdefault("versions", [{"number": 1, "issued_on": "2026-03-27", "terms_sha256": "0" * 64}])
    case["agreement"]["versions"][0] |= {"signed_on": "2026-03-28", "place": "Albweil"}
    for goal, status in zip(case["agreement"]["goals"], ("achieved", "partly_achieved", "dropped"), strict=False):
        goal["status"] = status
    case["agreement"]["goals"][0]["closed_on"] = "2027-08-20"
    case["closing"] = {"reason": reason, "on": "2027-09-15", "by": "kue", "note": "interner Vermerk zum Ende"}
    return case
