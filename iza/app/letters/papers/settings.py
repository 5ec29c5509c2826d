"""What papers say in the words of the county: the settings of ``iza.yaml`` that a paper cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.app.letters.papers.letter import sender
from iza.app.letters.papers.view import missing
from iza.documents.catalogue import GERMAN
from iza.store.schema import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.letters.papers.view import Data, View
    from iza.model.county import County

PLACE = "iza.yaml"


def privacy(county: County, name: str) -> str:
    """What the county says about data protection (``storage``). Raises InvalidData naming the field."""
    own: Mapping[str, object] = county.settings.get("privacy", {})
    text = own.get(name, "")
    if not text:
        raise missing(PLACE, _field_in_words("privacy", name))
    return str(text)


def archive(county: County) -> tuple[str, ...]:
    """The archive: name and lines of its address. Raises InvalidData where none is set."""
    facts = county.settings.get("archive")
    if not facts:
        raise missing(PLACE, _field_in_words("archive", "name"))
    lines = facts.get("address", "").replace("\n", ",").split(",")
    return tuple(line for line in (facts["name"], *(line.strip() for line in lines)) if line)


def address_of_service(county: County) -> Data:
    """Where the service is reached by post, telephone and e-mail. Raises InvalidData without an address."""
    own = sender(county)
    head: Mapping[str, object] = county.settings.get("letterhead", {})
    for field in ("street", "town"):
        if not head.get(field):
            raise missing(PLACE, _field_in_words("letterhead", field))
    name = ", ".join(part for part in (own["name"], own["service"]) if part)
    return {"name": name, "address": ", ".join(own["address"]), "phone": own["phone"], "email": own["email"]}


def said_once(view: View, text: str) -> str:
    """A text of the county in the language of the paper, if its own catalogue has it; else somebody says it."""
    word = view.wording.word(text) if text else ""
    if word == text and text and view.wording.tag != GERMAN.tag:
        view.wording.oral = True
    return word


def _field_in_words(*path: str) -> str:
    """``Speicherdauer (privacy.storage)``: what people read, and what to write."""
    return f"{labels.label('settings', path, 'de')} ({'.'.join(path)})"
