"""The fixed wording of the documents in other languages: gettext catalogues with German as the key.

``templates/languages/ar.po`` is a file that translators' tools open. A county may lay its own over it,
as over any template. A German sentence a county has changed has no translation until it writes one,
so a translation never says what the binding text does not say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from iza.errors import InvalidData, NotFound
from iza.i18n import _
from iza.plaintext import NOT_UTF8

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# Where a text takes a value.
PLACE = re.compile(r"\{([a-z_]+)\}")
_RIGHT_TO_LEFT = frozenset({"ar", "prs", "fa", "ps", "ckb"})
_LINE = re.compile(r"line ([0-9]+)")
# The value of the header X-Status once a person has confirmed a catalogue.
CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Catalogue:
    """One language: BCP 47 tag, texts by their German, whether a person has confirmed them."""

    tag: str
    texts: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = False

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.tag in _RIGHT_TO_LEFT

    def text(self, german: str) -> str:
        """The text in this language, or the German one."""
        return self.texts.get(german) or german


GERMAN = Catalogue("de", confirmed=True)


def load(tag: str, folders: Sequence[Path]) -> Catalogue:
    """The catalogue of a language from the first of ``folders`` that has it.

    Raises NotFound for a language without a catalogue and InvalidData for a file gettext cannot read.
    """
    if tag == GERMAN.tag:
        return GERMAN
    catalogue_path = next(
        (path for path in _possible_paths(tag, folders) if path.is_file() and not path.is_symlink()), None
    )
    if catalogue_path is None:
        raise NotFound(_("There is no translation of the documents into {language}.").format(language=tag))
    return _read_catalogue(tag, catalogue_path, catalogue_path.stat().st_mtime_ns)


def available(folders: Sequence[Path]) -> list[str]:
    """The languages that have a catalogue."""
    return sorted({path.stem for folder in folders for path in (folder / "languages").glob("*.po")})


def with_other_places(texts: Mapping[str, str]) -> list[str]:
    """The German texts whose translation has other ``{places}`` for values than they have."""
    return [
        german
        for german, translated in texts.items()
        if sorted(PLACE.findall(german)) != sorted(PLACE.findall(translated))
    ]


def _possible_paths(tag: str, folders: Sequence[Path]) -> list[Path]:
    return [folder / "languages" / f"{tag}.po" for folder in folders] if tag.isalpha() else []


@lru_cache(maxsize=32)
def _read_catalogue(tag: str, path: Path, _changed: int) -> Catalogue:
    """A catalogue read once as long as its file stays."""
    import polib

    try:
        content = polib.pofile(str(path), encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidData(f"languages/{path.name}: {_(NOT_UTF8)}") from None
    except (OSError, ValueError) as error:
        # Polib raises OSError for a mistake, with its line.
        line = _LINE.search(str(error))
        raise InvalidData(
            _("{file}, line {line}: this cannot be read as a catalogue of texts.").format(
                file=f"languages/{path.name}", line=line[1] if line else "?"
            ),
            _("Programs for translators, Poedit for example, write such files without mistakes."),
        ) from None
    # A fuzzy one is a guess.
    texts = {entry.msgid: entry.msgstr for entry in content if entry.translated()}
    return Catalogue(tag, texts, content.metadata.get("X-Status", "") == CONFIRMED)
