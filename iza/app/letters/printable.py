"""What no document could print: characters without a glyph, a logo that is none; and where that stands.

Source: documents are PDF/UA-1 and PDF/A-3a, which allow no character without a glyph.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NoReturn

from iza.app import words
from iza.documents.glyphs import unprintable
from iza.documents.look import LOGO_BYTES, logo_svg
from iza.errors import InvalidData, IzaError
from iza.i18n import N_, _
from iza.model.findings import Finding, Level
from iza.store import files
from iza.store.schema import messages
from iza.store.work_tree import DIRECTORIES, SETTINGS, directory_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.values import FieldPath
    from iza.store.repository import Repository

CODE = "E70"
LOGO_CODE = "E71"
_ONE = N_("{field}: {character} cannot be printed.")
_MORE = N_("{field}: {character} and other characters cannot be printed.")


def faults(kind: str, document: Any) -> Iterator[Finding]:
    """E70 for every text of a sound document that holds a character without a glyph.

    Left out is a name in its native script: it is kept to recognise the person and never printed.
    """
    for path, missing in _unprintable_texts(document):
        if not _is_native(document, path):
            yield messages.finding(kind, CODE, _sentence_pattern(missing), path, character=named(missing[0]))


def is_plain(content: bytes) -> bool:
    """Whether a readable file holds no character without a glyph, and no escape that might stand for one."""
    return b"\\" not in content and not unprintable(content.decode())


def named(character: str) -> str:
    """``U+1F600 (GRINNING FACE)``."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def _sentence_pattern(missing: list[str]) -> str:
    """Only the first of several characters is named: all of them would be the text itself."""
    return _ONE if len(missing) == 1 else _MORE


def _unprintable_texts(document: Any) -> Iterator[tuple[FieldPath, list[str]]]:
    """The texts with characters no font has, and which these are."""
    for path, text in _texts_in(document, ()):
        missing = unprintable(text)
        if missing:
            yield path, missing


def _texts_in(node: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, inner in node.items():
            yield from _texts_in(inner, (*path, key))
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            yield from _texts_in(inner, (*path, number))


def _is_native(document: Any, path: FieldPath) -> bool:
    match path:
        case ("client", "names", int(number), *_rest):
            return bool(document["client"]["names"][number].get("kind") == "native_script")
    return False


# -- before something is frozen or printed ------------------------------------------------------------


def refuse_paper(text: str, case: Case, county: County, error: type[IzaError] = InvalidData) -> None:
    """Raises ``error`` where a paper holds a character that cannot be printed: the fields it comes from.

    A character that stands in none of them (but in the template) is left to the layout.
    """
    characters = set(unprintable(text))
    if not characters:
        return
    sentences = [
        _sentence_about(field, [char for char in missing if char in characters])
        for field, missing in _unprintable_everywhere(case, county)
        if characters.intersection(missing)
    ]
    if sentences:
        _refuse_unprintable(error, sentences)


def _unprintable_everywhere(case: Case, county: County) -> Iterator[tuple[str, list[str]]]:
    """The fields of case, settings and directory with what is missing in them, in words."""
    for path, missing in _unprintable_texts(case):
        yield words.spot(case, path), missing
    for path, missing in _unprintable_texts(county.settings):
        yield f"{SETTINGS}: {_field_in_words('settings', path)}", missing
    for name in DIRECTORIES:
        for path, missing in _unprintable_texts({name: list(getattr(county, name).values())}):
            yield f"{directory_path(name)}: {_field_in_words(name, path)}", missing


def _field_in_words(kind: str, path: FieldPath) -> str:
    return str(messages.finding(kind, CODE, _ONE, path).details["field"])


def _sentence_about(field: str, missing: list[str]) -> str:
    return _(_sentence_pattern(missing)).format(field=field, character=named(missing[0]))


def _refuse_unprintable(error: type[IzaError], sentences: list[str]) -> NoReturn:
    hint = _("Emoji and some scripts cannot be printed. Write the word in Latin letters.")
    raise error(sentences[0], hint, tuple(sentences[1:8]))


# -- the logo -----------------------------------------------------------------------------------------


def logo_faults(repo: Repository) -> Iterator[Finding]:
    """E71 where the logo of the letterhead is missing, a link, larger than 500 kB or no picture we can print."""
    try:
        logo(repo)
    except IzaError as error:
        problem: dict[str, object] = {"problem": error.message}
        yield Finding(LOGO_CODE, Level.ERROR, ("letterhead", "logo"), N_("The logo cannot be used: {problem}"), problem)


def logo(repo: Repository) -> str:
    """The logo of the county as SVG, empty where there is none. Raises NotFound, GitError and InvalidData."""
    name = repo.settings.get("letterhead", {}).get("logo", "")
    if not name:
        return ""
    files.refuse_outside(name)
    file = repo.root / name
    if not repo.is_past and file.is_file() and file.stat().st_size > LOGO_BYTES:  # not even read
        raise InvalidData(_("{file} is larger than 500 kB.").format(file=name))
    return logo_svg(repo.content(name), file.suffix)
