"""The texts of the sources and the German catalogue: ``python tests/catalogue.py`` takes over what is new.

Every text in ``iza/`` marked by ``_``, ``N_``, ``ngettext`` or ``pgettext`` gets its place in the ``.po``;
texts that are gone leave it, and a new one waits there with an empty translation.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
GERMAN = ROOT / "iza/locale/de/LC_MESSAGES/iza.po"


def sources() -> Catalog:
    """Every marked text of the sources."""
    found = Catalog()
    for file, line, message, _comments, context in extract_from_dir(ROOT / "iza"):
        found.add(message, locations=[(file, line)], context=context)
    return found


def german() -> Catalog:
    """The German catalogue as it stands."""
    with GERMAN.open("rb") as file:
        return read_po(file, locale="de")


def up_to_date() -> bytes:
    """The German catalogue with exactly the texts of the sources; nothing is guessed."""
    catalogue = german()
    catalogue.update(sources(), no_fuzzy_matching=True, update_creation_date=False)
    text = BytesIO()
    write_po(text, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return text.getvalue()


if __name__ == "__main__":
    GERMAN.write_bytes(up_to_date())
    for message in german():
        if not message.pluralizable and not message.string:
            print(message.id)  # noqa: T201 - what is left to translate
