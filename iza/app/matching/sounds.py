"""How a name sounds: any script and spelling tradition to one small alphabet of sounds.

One sound is one character. Lower-case letters are what they look like, except ``x`` (kh, ch in
*Bach*) and ``j`` (read differently in nearly every language). Capital letters are:

====  ===========================================  ====  ==========================================
C     ch in *church*: tsch, ç, č, چ, ч             A     written long a: ا
D     dh, ذ                                        E     ai, ay, ei, ey, ej, ae
G     gh, غ                                        H     final ه, ة: a, e, or a silent h
J     j in *jazz*: dsch, dj, дж, ج                 I     final ی, ى: i or a
S     sh, sch, sz, ş, š, ش, ш                      O     aw, au, ow, ew
T     th, ث                                        V     ع, ا at the start: some vowel
X     "ch" without context: kh, tsch, sch or k     W     و: u, o or w
Z     zh, ж, ژ                                     Y     ی inside: i, e or y
====  ===========================================  ====  ==========================================

The Arabic script leaves short vowels out, so what one of its letters leaves open stays open
here; ``distance`` weighs it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_NAME = 200  # characters of a name that are looked at
MAX_WORDS = 8
MAX_SOUNDS = 30

_SPELLINGS = {
    "schtsch": "S", "shch": "S", "tsch": "C", "dsch": "J", "dzh": "J", "sch": "S", "tch": "C",
    "tsh": "C", "aee": "E", "eyi": "E", "ayi": "E", "sh": "S", "ch": "X", "kh": "x", "gh": "G",
    "th": "T", "dh": "D", "zh": "Z", "ph": "f", "ck": "k", "ts": "z",
    "tz": "z", "cz": "C", "sz": "S", "oo": "u", "ou": "u", "ee": "i", "ie": "i", "iy": "i",
    "yi": "i", "yy": "i", "oe": "o", "ue": "u", "ae": "E", "ai": "E", "ay": "E", "ei": "E",
    "ey": "E", "w": "v", "x": "K",
}  # fmt: skip
_LATIN = (
    # The feminine ending of -ov, -ev family names.
    r"(?P<slavic>(?<=...[oe])[vw]a$)"
    # Nur al-Din, Nureddin, Nooruddin.
    r"|(?P<din>(?<=..)[aeiou]l?d{1,2}(?:[iy]|ee)ne?$)"
    # Ukrainian Oleksij, Olena; Russian Aleksej, Alena.
    r"|(?P<ole>^ole(?=ks|n))"
    r"|(?P<ye>^ie)"
    # Russian ё: Artjom, Semyon.
    r"|(?P<yo>(?<=[bcdfgklmnprstvwz])[yj]o(?!u))"
    r"|(?P<glide>[ao][vw](?![aeiouy]))"
    r"|(?P<au>a[vw]?(?:ou|oo|u))"  # Daud, Daoud, Dawood
    r"|(?P<vowel_y>y(?![aeiou]))"
    r"|" + "|".join(sorted(_SPELLINGS, key=len, reverse=True))
)
_CONTEXT = {"slavic": "O", "din": "udin", "ole": "ale", "ye": "ye", "yo": "Q", "glide": "O", "au": "O", "vowel_y": "i"}
_DOUBLED = re.compile(r"(.)\1+")
_LETTERS = {
    "ä": "e", "ö": "o", "ü": "u", "å": "a", "ə": "a", "є": "ye", "ё": "yo", "ß": "ss", "ş": "sh", "ș": "sh",
    "š": "sh", "ç": "tch", "č": "tch", "ć": "tch", "ч": "tch", "ž": "zh", "ț": "ts", "ţ": "ts", "ḫ": "kh",
    "ġ": "gh", "ǧ": "j",
}  # fmt: skip
_ARABIC = {
    "ا": "A", "أ": "V", "إ": "V", "آ": "A", "ع": "V", "ء": "", "و": "W", "ؤ": "W", "ی": "Y", "ى": "I",
    "ئ": "Y", "ة": "H", "ە": "e", "ێ": "E", "ې": "E", "ے": "E", "ۍ": "E", "ۀ": "H", "ښ": "X",
    "ځ": "z", "څ": "s", "ظ": "z", "ض": "D", "ں": "n",
}  # fmt: skip
_SILENT = re.compile("['’‘`´ʼʿʾ\u02bb\u0640\u200b-\u200f\u2060\ufeff]")  # apostrophes, tatweel, joiners
# Letters of any script.
_RUN = re.compile(r"[^\W\d_]+")
_ARTICLES = frozenset({"al", "el", "ul", "il", "ال"})
_SUN_LETTERS = re.compile(r"\b[aeu](?:([rsntdz])-(?=\1)|(sh|th|dh)-(?=\2))")
_PARTICLES = frozenset(
    {"ibn", "bin", "ben", "bint", "von", "van", "der", "den", "de", "del", "di", "da", "du", "la", "le", "zu"}
)
_ARABIC_ARTICLE = re.compile("[اأ]ل(?=...)")
_LATIN_ARTICLE = re.compile("[ae]l(?=[^aeiouEO]...)")
# Sorani writes its vowels.
_FULL_VOWELS = frozenset("ەێۆ")
_SAME_LETTERS = str.maketrans("يك", "یک")  # keyboards differ
_GEORGIAN_NOMINATIVE = "ი"
_SILENT_H = ("ه", "ہ", "ھ")
# عبدالرحمن is read Abdurrahman.
_ASSIMILATED = re.compile("(?<=..A)l(?=[rsntdzSTD])")
_BONES = str.maketrans(
    {"p": "b", "d": "t", "T": "t", "D": "t"}
    | dict.fromkeys("szSZCcJKkq", "k")
    | dict.fromkeys("aeiouEOQyjhvgGxXAHIVWY", None)
)


# Compared by identity: words come out of a cache.
@dataclass(frozen=True, eq=False)
class SoundedWord:
    """One word of a name: its letters, its sounds, and its sounds without an article (or empty).

    ``bones`` are the consonants that survive every spelling, in coarse classes: only for a sieve.
    """

    letters: str
    sounds: str
    bare: str
    abjad: bool
    bones: str

    def joined(self, other: SoundedWord) -> SoundedWord:
        """The word and the next one written together: *Abdul Rahman*, *Abdulrahman*."""
        return _word_of(self.letters + other.letters)


@lru_cache(maxsize=20_000)
def keys(name: str) -> tuple[SoundedWord, ...]:
    """The words of a name as they sound, in their order; empty where there is no letter.

    Letters of any script; digits, signs, emoji, control and direction characters are ignored.
    """
    text = name[:MAX_NAME].lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[:MAX_NAME].lower()
        text = "".join(c for c in text if unicodedata.category(c) != "Mn").translate(_SAME_LETTERS)
    text = _SUN_LETTERS.sub("al-", _SILENT.sub("", text))
    words = [word for word in map(_word_of, _pieces_of(text)) if word.sounds]
    names = [word for word in words if word.letters not in _PARTICLES]
    return tuple((names if len(names) > 1 else words)[:MAX_WORDS])


def _pieces_of(text: str) -> list[str]:
    """Runs of letters; an article that stands alone is put before its word with a hyphen."""
    pieces: list[str] = []
    for piece in _RUN.findall(text):
        if pieces and pieces[-1] in _ARTICLES:
            pieces[-1] += f"-{piece}"
        else:
            pieces.append(piece)
    return pieces


@lru_cache(maxsize=20_000)
def _word_of(piece: str) -> SoundedWord:
    article, _hyphen, rest = piece.rpartition("-")
    if article:
        word = _word_of(rest)
        sounds = ("Vl" if word.abjad else article) + word.sounds
        return _word_with_bones(article + word.letters, sounds, word.bare or word.sounds, word.abjad)
    if any("\u0600" <= c <= "\u08ff" for c in piece):
        return _arabic_word(piece)
    letters = _latin_letters(piece)
    sounds = _latin_sounds(letters)
    if piece.endswith(_GEORGIAN_NOMINATIVE):
        return _word_with_bones(letters, sounds, _latin_sounds(letters[:-1]), abjad=False)
    return _word_with_bones(letters, sounds, sounds[2:] if _LATIN_ARTICLE.match(sounds) else "", abjad=False)


def _word_with_bones(letters: str, sounds: str, bare: str, abjad: bool) -> SoundedWord:
    sounds, bare = sounds[:MAX_SOUNDS], bare[:MAX_SOUNDS]
    return SoundedWord(letters, sounds, bare, abjad, (bare or sounds).translate(_BONES))


def _latin_letters(piece: str) -> str:
    if piece.isascii():
        return piece
    from anyascii import anyascii

    text = anyascii("".join(_LETTERS.get(c, c) for c in piece)).lower()
    return "".join(c for c in text if "a" <= c <= "z")


def _latin_sounds(letters: str) -> str:
    sounds = re.sub(_LATIN, _sound_of, letters)
    return _DOUBLED.sub(r"\1", sounds)


def _sound_of(match: re.Match[str]) -> str:
    return _CONTEXT[match.lastgroup] if match.lastgroup else _SPELLINGS[match[0]]


def _arabic_word(piece: str) -> SoundedWord:
    """Letter by letter (س followed by ه is s-h, not sh); then what depends on the place."""
    sounds = re.sub("Y$", "I", "".join(map(_arabic_letter, piece.removeprefix("ئ"))))
    sounds = re.sub("^V?A", "V", _DOUBLED.sub(r"\1", sounds))
    sounds = _ASSIMILATED.sub("", re.sub("^V(?=[YW])", "", sounds).replace("tS", "C"))
    sounds = re.sub("h$", "H", sounds) if piece.endswith(_SILENT_H) else sounds
    bare = sounds[2:] if _ARABIC_ARTICLE.match(piece) else ""
    return _word_with_bones(piece, sounds, bare, abjad=not set(piece) & _FULL_VOWELS)


@lru_cache(maxsize=256)
def _arabic_letter(letter: str) -> str:
    if letter in _ARABIC:
        return _ARABIC[letter]
    from anyascii import anyascii

    text = anyascii(letter).lower()
    return _SPELLINGS.get(text, "".join(c for c in text if "a" <= c <= "z")[:1])
