"""How alike two names are, from 0 to 100, whatever their spelling, script and order of words.

rapidfuzz sieves out the hopeless pairs of words by their bare consonants; ``distance`` weighs the
rest sound by sound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

from iza.app.matching.distance import distance, mixed_distance
from iza.app.matching.sounds import SoundedWord, keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SIMILAR = 85.0
"""From here on two words, or two names, count as spellings of the same one."""

SAME_LETTERS = 100.0
SAME_SOUNDS = 99.0
"""As much as two words get that sound the same and are spelled otherwise."""

PARTLY = 70.0
"""Below this two words have nothing to do with each other."""

# Consonants of the coarse classes that may differ; no pair in names.txt needs more.
_SIEVE = 1
# Written in one name, left out in the other.
_ARTICLE = 0.35
# Two letters changed places: a slip of the fingers.
_SWAPPED = 88.0
# One word is all that can be compared.
_MONONYM = 0.8
# For each further name that only one side has.
_EXTRA = 0.04


@dataclass(frozen=True)
class Likeness:
    """How alike two names are: the whole, the best and the worst word, each 0 to 100.

    ``extra`` is the number of words only one of them has.
    """

    score: float = 0.0
    best: float = 0.0
    worst: float = 0.0
    extra: int = 0


Words = tuple[SoundedWord, ...]
_SERVANT = re.compile("abd|abd[aeiou]{1,2}[lr]?|عبد|عبدال")


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
    compared = [_compare_words(a_words, b_words)]
    if compared[0].score < SIMILAR and max(len(a_words), len(b_words)) > 1:
        for words in dict.fromkeys((b_words, _with_servant_joined(b_words))):
            joined = _with_neighbours_joined(a_words, words)
            compared.append(_compare_words(joined, _with_neighbours_joined(words, joined)))
    return max(compared, key=lambda alike: alike.score)


def candidates(asked: Iterable[str], names: Iterable[str]) -> set[str]:
    """The names worth comparing: with a word, or two written together, that is at least ``PARTLY`` asked for."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    pool = _Pool()
    for name in names:
        pool.add(name)
    near_names: set[str] = set()
    for word in {word for name in asked for word in _with_joined(keys(name))}:
        near = process.extract_iter(word.bones, pool.bones, scorer=Levenshtein.distance, score_cutoff=_SIEVE)
        for bones, _distance, _index in near:
            near_names.update(pool.holders(word, bones))
    return near_names


class _Pool:
    """Names by the bones of their words; two neighbours count as one word, too."""

    def __init__(self) -> None:
        self.words: dict[str, dict[SoundedWord, list[str]]] = {}
        self.neighbours: dict[str, list[str]] = {}

    @property
    def bones(self) -> set[str]:
        return self.words.keys() | self.neighbours.keys()

    def add(self, name: str) -> None:
        words = keys(name)
        for word in words:
            self.words.setdefault(word.bones, {}).setdefault(word, []).append(name)
        for left_word, other in pairwise(words):
            self.neighbours.setdefault(left_word.bones + other.bones, []).append(name)

    def holders(self, asked: SoundedWord, bones: str) -> Iterator[str]:
        yield from self.neighbours.get(bones, ())
        for word, names in self.words.get(bones, {}).items():
            if similarity(asked, word) >= PARTLY:
                yield from names


def _with_joined(words: Words) -> Words:
    return (*words, *(word.joined(other) for word, other in pairwise(words)))


def _compare_words(a_words: Words, b_words: Words) -> Likeness:
    few, many = sorted((a_words, b_words), key=len)
    if not few:
        return Likeness()
    pairs = best_pairs(few, many)
    extra = len(many) - len(few)
    factor = _MONONYM if extra and len(few) == 1 else max(1 - _EXTRA * extra, _MONONYM)
    return Likeness(weigh(pairs) * factor, max(pairs), min(pairs), extra)


def weigh(likenesses: Sequence[float]) -> float:
    """The score of several words: their mean, pulled towards the one that fits worst."""
    return (sum(likenesses) / len(likenesses) + 2 * min(likenesses)) / 3


def best_pairs(few: Sequence[SoundedWord], many: Sequence[SoundedWord]) -> list[float]:
    """For each word of ``few`` the similarity of its partner; each of ``many`` is used once."""
    ranked = sorted(
        ((similarity(a, b), i, j) for (i, a), (j, b) in product(enumerate(few), enumerate(many))),
        reverse=True,
    )
    best: dict[int, float] = {}
    used: set[int] = set()
    for value, i, j in ranked:
        if i not in best and j not in used:
            best[i] = value
            used.add(j)
    return [best.get(i, 0.0) for i in range(len(few))]


def _with_servant_joined(words: Words) -> Words:
    """*Abd al-*, *Abdul* … (servant of) made one with the word it needs."""
    for i in range(len(words) - 1):
        if _SERVANT.fullmatch(words[i].letters):
            return (*words[:i], words[i].joined(words[i + 1]), *words[i + 2 :])
    return words


def _with_neighbours_joined(words: Words, others: Words) -> Words:
    """The words with two neighbours made one where the other name writes them together."""
    best, chosen = SIMILAR, words
    for i in range(len(words) - 1):
        bones = words[i].bones + words[i + 1].bones
        if all(_is_hopeless(bones, other.bones) for other in others):
            continue
        both = words[i].joined(words[i + 1])
        alike = max((similarity(both, other) for other in others), default=0.0)
        if alike >= best:
            best, chosen = alike, (*words[:i], both, *words[i + 2 :])
    return chosen if chosen is words else _with_neighbours_joined(chosen, others)


@lru_cache(maxsize=50_000)
def similarity(a: SoundedWord, b: SoundedWord) -> float:
    """How alike two words are, 0 to 100; 100 only for the same letters, 0 for hopeless pairs."""
    if a.letters == b.letters:
        return SAME_LETTERS
    if _is_hopeless(a.bones, b.bones):
        return 0.0
    return _SWAPPED if _letters_swapped(a, b) else min(_spoken_likeness(a, b), SAME_SOUNDS)


def _is_hopeless(bones: str, others: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(bones, others, score_cutoff=_SIEVE) > _SIEVE


def _letters_swapped(a: SoundedWord, b: SoundedWord) -> bool:
    """Two letters inside the word changed places."""
    from rapidfuzz.distance import OSA

    letters, other = a.letters, b.letters
    if a.abjad or b.abjad or a.bare or b.bare or (letters[0], letters[-1]) != (other[0], other[-1]):
        return False
    return sorted(letters) == sorted(other) and OSA.distance(letters, other) == 1


def _spoken_likeness(a: SoundedWord, b: SoundedWord) -> float:
    if a.bare and b.bare:
        return _nearness_of(a, b, a.bare, b.bare, 0.0)
    value = _nearness_of(a, b, a.sounds, b.sounds, 0.0)
    if a.bare or b.bare:
        value = max(value, _nearness_of(a, b, a.bare or a.sounds, b.bare or b.sounds, _ARTICLE))
    return value


def _nearness_of(a: SoundedWord, b: SoundedWord, left: str, right: str, cost: float) -> float:
    length: float = min(len(left), len(right))
    if a.abjad == b.abjad:
        cost += distance(left, right)
    else:
        cost += mixed_distance(left, right) if a.abjad else mixed_distance(right, left)
        length = (len(left) + len(right)) / 2
    return max(0.0, 100.0 * (1 - cost / length))
