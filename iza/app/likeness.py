"""How alike two names are, from 0 to 100, whatever their spelling, script and order of words.

A weighted edit distance over the sounds of ``iza.app.sounds``: what differs only by spelling
tradition (*sch*/*sh*, *o*/*u*, *dsch*/*j*) costs little, another consonant or another long vowel
costs a whole sound. The weights are iza's own; ``tests/app/names.txt`` holds the names they must
bring together and tell apart. No library weighs sounds by their place and by script; rapidfuzz
sieves out the hopeless pairs first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from iza.app.sounds import Word, keys

SIMILAR = 85.0
"""From here on two words, or two names, count as spellings of the same one."""

_NEAR = {
    0.0: "Aa WO Wo Wu Wv YE Yi Yy IE Ii He Ha Va Ve Vi Vo Vu VE VO Xx XC",
    0.05: "Kk Kx Ye Yj Ie Hh XS IY",
    0.1: "Qo KX vO Ae DV Ia aV iy uo Tt Dd Dz Jj kq AV Wy HA Xh Zj gG cJ Cc vW jJ ck",
    0.15: "Qe jc Ee Xk ae ei jy cC Ts Gq",
    0.2: "sz xh xk OW uO oO Ej ji jE iE yE ZJ TS TZ Tz",
    0.25: "Kh Ao CS sc Jg",
    0.3: "cX bp dt vf gh ZS gq gJ Gk Cj Vy Vj HI Ho HW Ai uv",
    0.35: "sS Ds Zz cs cz",
    0.4: "bv AO ue gj",
    0.5: "AE Au zd",
    0.7: "bv au eo oi uE eO",
    0.8: "ui ao zS",
}
_COSTS = {pair: cost for cost, pairs in _NEAR.items() for pair in pairs.split()}
_COSTS |= {pair[::-1]: cost for pair, cost in _COSTS.items()}
_VOWELS = frozenset("aeiouEOQ")
_LONG = {"u": 1.0, "o": 1.0, "i": 0.55}
_ARTICLE = 0.35  # written in one name, left out in the other
_LAST_VOWEL = 0.5  # another vowel at the end: another name (Reza, Rezai)
_SWAPPED = 88.0  # two letters changed places: a slip of the fingers
_MONONYM = 0.76  # one word is all that can be compared
_EXTRA = 0.04  # for each further name that only one side has


@dataclass(frozen=True)
class Likeness:
    """How alike two names are: the whole (0 to 100), its best word, and words only one side has."""

    score: float
    best: float = 0.0
    extra: int = 0


Words = tuple[Word, ...]
_SERVANT = re.compile("abd|abd[aeiou]{1,2}[lr]?|عبد|عبدال")
_NONE = Likeness(0.0)


def score(a_names: Iterable[str], b_names: Iterable[str]) -> float:
    """The likeness, 0 to 100, of the two most alike names of two people; ``SIMILAR`` is the line.

    The order of family and given names does not matter, further given names cost a little, and
    a single word against several stays below ``SIMILAR``.
    """
    pairs = product(a_names, b_names)
    return max((likeness(a, b).score for a, b in pairs), default=0.0)


@lru_cache(maxsize=20_000)
def likeness(a: str, b: str) -> Likeness:
    """Compare two names, each one text with its words in any order."""
    a_words, b_words = keys(a), keys(b)
    found = [_compare(a_words, b_words)]
    if found[0].score < SIMILAR and max(len(a_words), len(b_words)) > 1:
        for left, right in product({a_words, _servant(a_words)}, {b_words, _servant(b_words)}):
            joined = _joined(left, right)
            found.append(_compare(joined, _joined(right, joined)))
    return max(found, key=lambda one: one.score)


def _compare(a_words: Words, b_words: Words) -> Likeness:
    few, many = sorted((a_words, b_words), key=len)
    if not few:
        return _NONE
    found = best_pairs(few, many)
    extra = len(many) - len(few)
    whole = (sum(found) / len(found) + 2 * min(found)) / 3
    factor = _MONONYM if extra and len(few) == 1 else max(1 - _EXTRA * extra, _MONONYM)
    return Likeness(whole * factor, max(found), extra)


def best_pairs(few: Sequence[Word], many: Sequence[Word]) -> list[float]:
    """For each word of ``few`` the similarity of its partner; each of ``many`` is used once."""
    ranked = sorted(
        ((similarity(a, b), i, j) for (i, a), (j, b) in product(enumerate(few), enumerate(many))),
        reverse=True,
    )
    found: dict[int, float] = {}
    used: set[int] = set()
    for value, i, j in ranked:
        if i not in found and j not in used:
            found[i] = value
            used.add(j)
    return [found.get(i, 0.0) for i in range(len(few))]


def _servant(words: Words) -> Words:
    """*Abd al-*, *Abdul* … (servant of) made one with the word it needs."""
    for i in range(len(words) - 1):
        if _SERVANT.fullmatch(words[i].letters):
            return (*words[:i], words[i].joined(words[i + 1]), *words[i + 2 :])
    return words


def _joined(words: Words, others: Words) -> Words:
    """The words with two neighbours made one where the other name writes them together."""
    best, chosen = SIMILAR, words
    for i in range(len(words) - 1):
        both = words[i].joined(words[i + 1])
        found = max((similarity(both, other) for other in others), default=0.0)
        if found >= best:
            best, chosen = found, (*words[:i], both, *words[i + 2 :])
    return chosen if chosen is words else _joined(chosen, others)


@lru_cache(maxsize=50_000)
def similarity(a: Word, b: Word) -> float:
    """How alike two words are, 0 to 100; 100 only for the same letters, 0 for hopeless pairs."""
    from rapidfuzz.distance import OSA, Levenshtein

    if a.letters == b.letters:
        return 100.0
    bones, other = a.bones, b.bones
    if Levenshtein.distance(bones, other) > (1 if min(len(bones), len(other)) < 3 else 2):
        return 0.0
    if _ends(a) == _ends(b) and sorted(a.letters) == sorted(b.letters):
        if OSA.distance(a.letters, b.letters) == 1:
            return _SWAPPED
    return min(_spoken(a, b), 99.0)


def _ends(word: Word) -> str:
    return word.letters[0] + word.letters[-1]


def _spoken(a: Word, b: Word) -> float:
    value = _nearness(a, b, a.sounds, b.sounds, 0.0)
    if a.bare or b.bare:
        cost = 0.0 if a.bare and b.bare else _ARTICLE
        value = max(value, _nearness(a, b, a.bare or a.sounds, b.bare or b.sounds, cost))
    return value


def _nearness(a: Word, b: Word, left: str, right: str, cost: float) -> float:
    gaps = [_gaps(left), _gaps(right)]
    length = min(len(left), len(right))
    if a.abjad != b.abjad:
        gaps = [_mixed_gaps(left, right, a.abjad), _mixed_gaps(right, left, b.abjad)]
        length = (len(left) + len(right)) / 2
    cost += _distance(left, right, *gaps)
    ends = left[-1] + right[-1]
    if ends not in _COSTS and ends[0] != ends[1] and _VOWELS.issuperset(ends):
        cost += _LAST_VOWEL
    return max(0.0, 100.0 * (1 - cost / length))


def _distance(a: str, b: str, a_gaps: Sequence[float], b_gaps: Sequence[float]) -> float:
    """The cheapest way (Wagner and Fischer) from one string of sounds to the other."""
    row = [0.0]
    for gap in b_gaps:
        row.append(row[-1] + gap)
    for x, x_gap in zip(a, a_gaps, strict=True):
        left = row[0] + x_gap
        new = [left]
        for y, y_gap, corner, above in zip(b, b_gaps, row, row[1:], strict=False):
            cost = 0.0 if x == y else _COSTS.get(x + y, 1.0)
            left = min(corner + cost, above + x_gap, left + y_gap)
            new.append(left)
        row = new
    return row[-1]


@lru_cache(maxsize=20_000)
def _gaps(sounds: str) -> tuple[float, ...]:
    """What it costs that the other name lacks a sound, for each sound."""
    return tuple(
        _vowel_gap(sounds, i) if sound in _VOWELS else _consonant_gap(sounds, i)
        for i, sound in enumerate(sounds)
    )


def _vowel_gap(sounds: str, i: int) -> float:
    """Cheap inside a word; a vowel at the end makes another name (Amin, Amina)."""
    if i == 0:
        return 0.4 if sounds[0] in "ie" and not _VOWELS & set(sounds[1:3]) else 0.8
    if i == len(sounds) - 1:
        return 0.4 if sounds[i] == "e" else 1.6
    return 0.7 if sounds[i] == "i" and sounds[i + 1] in _VOWELS else 0.5


def _consonant_gap(sounds: str, i: int) -> float:
    sound, before, after = sounds[i], sounds[max(i - 1, 0) : i], sounds[i + 1 : i + 2]
    if sound == "h":
        return 0.8 if i == 0 else 0.05 if not after and before in _VOWELS else 0.4
    if sound in "yj" and {before, after} & {"e", "i", "E"}:
        return 0.3 if after else 0.15
    if sound == "v" and {before, after} & {"u", "o"}:
        return 0.3
    if sound == "s" and before == "k":
        return 0.1
    if sound == "c" and i == 0 and after in _VOWELS:
        return 0.4
    if sound == "d" and after in {"j", "z"}:
        return 0.2
    if sound == "V":
        return 0.5 if i == 0 else 0.1
    return {"A": 0.35, "H": 1.2, "I": 1.6}.get(sound, 1.0)


def _mixed_gaps(sounds: str, other: str, abjad: bool) -> tuple[float, ...]:
    """The same where only one name is in Arabic script, which leaves out short vowels.

    It always writes a vowel at the end, and mostly at the start, and an h that Latin spellings
    drop. Where no vowel at all is written inside, a last u or i that follows an a was long and
    would stand there: Mahmud, not محمد.
    """
    gaps, last = list(_gaps(sounds)), len(sounds) - 1
    for i, sound in enumerate(sounds):
        if sound in "aeiou":
            gaps[i] = 0.5 if i == 0 or (i == last and sound == "e") else 1.0 if i == last else 0.04
        elif sound in "EO":
            gaps[i] = 0.9
        elif sound == "h" and i < last:
            gaps[i] = 0.6 if abjad else 1.0
    vowels = [sound for sound in sounds if sound in _VOWELS]
    if sounds[-2:-1] in _LONG and vowels[0] in "ae" and not set(other[1:-1]) & set("AWYEeo"):
        gaps[-2] = _LONG[sounds[-2]]
    return tuple(gaps)
