"""How words divide: at syllables, at the joints of an address, or anywhere if nothing else helps."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 12  # characters; longer words may be divided
TOO_LONG = 80  # characters; no word of a language is that long
_ADDRESS = r"\S+@\S+|https?://\S+|www\.\S+"
_LETTER = r"[^\W\d_]"
_SPECIAL = re.compile(rf"({_ADDRESS})|(?<!{_LETTER}){_LETTER}{{{LONG},{TOO_LONG - 1}}}(?!{_LETTER})")
# The marks of direction take no room.
_LONG = re.compile(rf"[^\s\u200b\u2066-\u2069\-]{{{LONG},}}")
# Without any of these nothing below is found.
_NOT_SHORT = re.compile(rf"\S{{{LONG}}}|@|://|www\.")
_BREAK = "\u200b"  # zero width space
# Never before an @: names of people stay whole.
_JOINT = re.compile(r"(?<=[./@_&=?:;,+#*|\\])(?=\w)(?!\S*@)")
_EDGES = "()[]{}<>„“”‚‘’»«\"'.,;:!?@/_&=+#*|\\"
# Hebrew and Arabic to Burmese; Khmer, Mongolian.
_JOINED = re.compile(r"[\u0590-\u109f\u1780-\u18af]")
_VOWEL = re.compile(r"[aeiouyäöü]", re.IGNORECASE)


def words(plain: str) -> Iterator[dict[str, str]]:
    """Texts by how they divide: addresses at their joints, long words at syllables, others not at all.

    A hyphen added to an address would read as part of it, and short words only get ragged.
    """
    if plain and not _NOT_SHORT.search(plain):
        yield {"text": plain}
        return
    end = 0
    for match in _SPECIAL.finditer(plain):
        if match.start() > end:
            yield {"text": breakable(plain[end : match.start()])}
        yield {"whole" if match[1] else "long": breakable(match[0])}
        end = match.end()
    if end < len(plain):
        yield {"text": breakable(plain[end:])}


def breakable(text: str) -> str:
    """The text with invisible places to break in words that no column could take.

    Long German words stay as they are: the layout divides them at their syllables.
    """
    return _LONG.sub(lambda word: _BREAK.join(map(_breakable_piece, _JOINT.split(word[0]))), text)


def _breakable_piece(piece: str) -> str:
    """A part of a word between joints, broken anywhere if nothing else would divide it."""
    letters = piece.strip(_EDGES)
    return piece if len(letters) < LONG or _is_divided(letters) else _in_chunks(piece)


def _is_divided(word: str) -> bool:
    """Does hyphenation find syllables here? Words of joined or marked scripts must stay whole."""
    if _JOINED.search(word):
        return len(word) < TOO_LONG
    vowels = len(_VOWEL.findall(word))
    return word.isalpha() and len(word) < TOO_LONG and 0.2 <= vowels / len(word) <= 0.7


def _in_chunks(piece: str) -> str:
    """A place to break before every eighth character that is not an accent of the one before."""
    return "".join(
        f"{_BREAK}{char}" if n and n % 8 == 0 and not unicodedata.combining(char) else char
        for n, char in enumerate(piece)
    )
