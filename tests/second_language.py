"""Documents in two languages, before anybody has translated a word: every fixed text gets a mark."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polib
from wordings import TEMPLATES, sources

from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.view import View
from iza.app.letters.papers.wording import Wording
from iza.documents import catalogue, sandbox
from iza.documents.bilingual import Tongue, pair

MARK = "Ж "


def marked(folder: Path) -> Path:
    """A folder with a catalogue in which every German text has the mark before it."""
    whole = polib.POFile()
    whole += [polib.POEntry(msgid=one.id, msgstr=f"{MARK}{one.id}") for one in sources() if one.id]
    (folder / "languages").mkdir(exist_ok=True)
    whole.save(str(folder / "languages" / "uk.po"))
    return folder


def both(name: str, view: View, folder: Path) -> tuple[str, str]:
    """A document in German and with marks. A text without a mark is one nobody could translate."""
    place = marked(folder)
    other = replace(view, wording=Wording(catalogue.load("uk", [place])))
    said = {"translation": {"draft": True, "oral": True}}
    german = sandbox.render(kind(name).template, kind(name).build(view) | said, [TEMPLATES])
    second = sandbox.render(kind(name).template, kind(name).build(other) | said, [place, TEMPLATES], "uk")
    return german, second


def paired(name: str, view: View, folder: Path) -> str:
    """The two woven into one. Raises InvalidData where their blocks differ."""
    return pair(*both(name, view, folder), Tongue("uk", rtl=False))


def unmarked(name: str, view: View, folder: Path) -> list[str]:
    """Lines of prose behind the title that no catalogue could translate; rows with numbers are the case's own."""
    body = both(name, view, folder)[1].partition("\n# ")[2]
    prose = [line for line in body.splitlines() if re.search(r"[a-zäöü]{2} [a-zäöü]{2}", line)]
    return [line for line in prose if MARK.strip() not in line and not re.match(r"\| [0-9]", line)]
