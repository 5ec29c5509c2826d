"""The documents in fourteen languages: complete, with the same places for values, and drafts that say so."""

from __future__ import annotations

import re
import unicodedata

import polib
import pytest
import wordings

from iza.documents.catalogue import load, with_other_places
from iza.documents.glyphs import unprintable
from iza.model.translations import LANGUAGES
from iza.resources import folder

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
SCRIPTS = {
    "ARABIC": ("ar", "prs", "fa", "ps", "ckb"), "CYRILLIC": ("uk", "ru"), "ETHIOPIC": ("ti", "am"),
    "LATIN": ("kmr", "tr", "so", "fr", "en"),
}  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def entries(tag: str) -> list[polib.POEntry]:
    return list(polib.pofile(str(wordings.PLACE / f"{tag}.po")))


def test_the_catalogue_has_the_texts_of_the_templates(tag: str) -> None:
    """New here: run ``python tests/wordings.py`` and translate what is left."""
    assert (wordings.PLACE / f"{tag}.po").read_bytes().decode() == wordings.up_to_date(tag).decode()


def test_every_text_is_translated(tag: str) -> None:
    assert [entry.msgid for entry in entries(tag) if not entry.translated()] == []


def test_a_translation_has_the_same_places_and_bold_words(tag: str) -> None:
    texts = load(tag, [folder("templates")]).texts
    assert with_other_places(texts) == []
    assert [german for german, said in texts.items() if german.count("**") != said.count("**")] == []


def test_a_translation_is_one_plain_line_that_can_be_printed(tag: str) -> None:
    for german, said in load(tag, [folder("templates")]).texts.items():
        assert said == said.strip(), german
        assert "\n" not in said, german
        assert not BIDI.search(said), german
        assert not re.match(r"[-#>=+]|[0-9]+[.)]", said), german
        assert unprintable(said) == [], german


def test_a_translation_is_written_in_the_script_of_its_language(tag: str) -> None:
    script = next(name for name, tags in SCRIPTS.items() if tag in tags)
    letters = [char for text in load(tag, [folder("templates")]).texts.values() for char in text if char.isalpha()]
    own = sum(unicodedata.name(char).startswith(script) for char in letters)
    assert own / len(letters) > 0.75


def test_it_is_a_draft_until_somebody_confirms_it(tag: str) -> None:
    head = polib.pofile(str(wordings.PLACE / f"{tag}.po")).metadata
    assert head["X-Status"] in ("draft", "confirmed")
    assert head["Language"] == tag
    assert load(tag, [folder("templates")]).confirmed == (head["X-Status"] == "confirmed")


def test_a_language_of_its_own(tag: str) -> None:
    """Hardly anything reads the same as in German: names of languages, short words."""
    same = [entry.msgid for entry in entries(tag) if entry.msgid == entry.msgstr]
    assert len(same) < 25, same
