"""Sample cases and a county for documents, and German labels without the schema."""

from __future__ import annotations

import copy
import functools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from iza.app import agreement_view
from iza.documents import PdfMeta, render_markdown
from iza.model.county import County
from ruamel.yaml import YAML

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 3, 28)
COMMIT = "1a2b3c4d"

_WORDS = {
    "participants": {
        "client": "Klient/in", "caseworker": "Fachkraft", "deputy": "Vertretung der Fachkraft",
        "guardian": "gesetzliche Vertretung", "mentor": "Begleitpate/-patin", "interpreter": "Dolmetscher/in",
        "partner": "Kooperationspartner", "other": "weitere Person",
    },
    "responsible": {
        "client": "Klient/in", "service": "Sozialdienst", "partner": "Kooperationspartner",
        "mentor": "Begleitpate/-patin", "guardian": "gesetzliche Vertretung", "family": "Familie",
    },
    "status": {
        "open": "offen", "in_progress": "in Arbeit", "done": "erledigt", "blocked": "blockiert",
        "cancelled": "entfallen", "achieved": "erreicht",
    },
    "area": {
        "language": "Sprache", "training": "Ausbildung und Studium", "health": "Gesundheit",
        "school": "Schule", "participation": "Soziale Teilhabe, Freizeit und Ehrenamt", "other": "Sonstiges",
        "residence": "Aufenthalt und Recht",
    },
    "kind": {"official_guardian": "Amtsvormund", "parent": "Eltern"},
    "language": {"ar": "Arabisch", "ti": "Tigrinya"},
    "data": {
        "goals_training": "Ziele: Ausbildung und Studium", "contact": "Kontaktdaten",
        "language_level": "Deutschkenntnisse",
    },
}  # fmt: skip
_FIELDS = {
    "indicator": "Woran merken wir es?", "names": "Namen", "goals": "Ziele", "steps": "Schritte",
    "guardian": "gesetzliche Vertretung", "goal": "Ziel", "due_on": "bis wann", "target_on": "bis wann",
    "text": "Was?", "language": "Sprache", "area": "Lebensbereich", "responsible": "Wer?",
}  # fmt: skip


class Words:
    """The protocol ``Labels`` over a few words."""

    def field(self, path: tuple[str | int, ...]) -> str:
        return _FIELDS[str(path[-1])]

    def value(self, path: tuple[str | int, ...], code: str) -> str:
        name = next(str(part) for part in reversed(path) if part in _WORDS)
        return _WORDS[name][code]


LABELS = Words()


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
    return agreement_view.build(case, of or county(), LABELS, version=version, commit=COMMIT, today=TODAY)


def text(case: Any, version: int = 1, of: County | None = None) -> str:
    """The Markdown of the agreement of a case."""
    return render_markdown("agreement", view(case, version, of))


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


@pytest.fixture
def rami() -> Any:
    """A grown-up with interpreter, mentor and a partner at the table; issued, not yet signed."""
    return sample("rami")
