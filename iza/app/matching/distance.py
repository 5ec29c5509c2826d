"""What it costs to take one string of sounds for another: a weighted edit distance.

What differs only by spelling tradition (*sch*/*sh*, *o*/*u*, *dsch*/*j*) costs little; another
consonant, another clear vowel or a further vowel at the end costs a whole sound or more. The
weights are iza's own; ``tests/app/matching/names.txt`` holds the names they must bring together and tell
apart. No library weighs a sound by its place and by the script it was written in.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What two sounds cost where one stands for the other, in either order; all other pairs 1.
_NEAR = {
    0.0: "Aa Ha He IE Ii VE VO Va Ve Vi Vo Vu WO Wo Wu Wv XC Xx YE Yi Yy",
    0.05: "Hh IY Ie Kk Kx XS Ye Yj",
    0.1: "Ae Cc DV Dd Dz Gg HA Ia Jc Jj KX Qo Tt VA Vy WV Xh Zj ck iy kq ou vO",
    0.15: "Ee Gq Qe Ts Xk ae cj ei jy",
    0.2: "Ei Ej Ey JZ Oo Ou ST TZ Tz hx ij kx sz",
    0.25: "Ao CS Jg Kh cs",
    0.3: "Ai Cj GK GJ Gk Gx HI HW Ho SZ Xc bp dt fv gh gq uv Vj",
    0.35: "Ds Ss Zz cz",
    0.4: "AO eu gj",
    0.5: "AE Au dz",
    0.7: "Eu Oe au bv eo io",
    0.8: "Sz ao iu",
}
_COSTS = {pair: cost for cost, pairs in _NEAR.items() for pair in pairs.split()}
_COSTS |= {pair[::-1]: cost for pair, cost in _COSTS.items()}
_VOWELS = frozenset("aeiouEOQ")
_OPEN = _VOWELS | set("AHIVWY")
_WRITTEN = frozenset("AWYEeo")
_FIRST_CONSONANT = 0.3
# Another vowel at the end: another name (Reza, Rezai).
_LAST_VOWEL = 0.5
_LONG = {"u": 1.0, "o": 1.0, "i": 0.55}

Rules = tuple[tuple[str, float], ...]

# What a sound costs that the other name lacks: patterns of a sound in its place (^ and $ are the ends
# of the word, % is any vowel). The first that fits counts, else 1.
_GAPS: Rules = (
    (r"(?<=\^)[ie](?!%|.%|.?\$)", 0.4),  # Idris, Driss
    (r"(?<=\^)%", 0.8),
    (r"e(?=\$)", 0.4),
    # Another name: Amin, Amina.
    (r"%(?=\$)", 1.6),
    (r"i(?=%)", 0.7),
    (r"%", 0.5),
    (r"(?<=\^)h", 0.8),
    (r"(?<=%)h(?=\$)", 0.05),
    (r"h", 0.4),
    (r"(?<=[eiE])[yj](?=\$)", 0.15),
    (r"(?<=[eiE])[yj]|[yj](?=[eiE])", 0.3),
    (r"(?<=[uo])v|v(?=[uo])", 0.3),
    (r"(?<=k)s", 0.1),  # x and ks
    (r"(?<=\^)c(?=%)", 0.4),  # Somali Cabdi, Cali
    (r"d(?=[jz])", 0.2),
    (r"(?<=\^)V", 0.5),
    (r"V", 0.1),
    (r"A", 0.35),
    (r"H", 1.2),
    (r"(?<=Y)I", 0.1),
    (r"I", 1.6),
)
# Arabic script writes no short vowel inside a word, but one at its end and mostly at its start.
_LATIN_GAPS: Rules = (
    (r"(?<=\^)[aeiou]|e(?=\$)", 0.5),
    (r"[aeiou](?=\$)", 1.0),
    (r"[aeiou]", 0.04),
    (r"[EO]", 0.9),
    (r"h(?!\$)", 1.0),
    *_GAPS,
)
_ARABIC_GAPS: Rules = ((r"h(?!\$)", 0.6), *_GAPS)


def distance(a: str, b: str) -> float:
    """The cost between two strings of sounds, both in Arabic script or neither."""
    return _cheapest_way(a, b, _costs_of_gaps(a, _GAPS), _costs_of_gaps(b, _GAPS)) + _cost_of_ends(a, b)


def mixed_distance(arabic: str, latin: str) -> float:
    """The cost where only one of them was in Arabic script, which leaves out short vowels."""
    gaps = _costs_of_gaps(arabic, _ARABIC_GAPS)
    return _cheapest_way(arabic, latin, gaps, _latin_gaps(latin, arabic)) + _cost_of_ends(arabic, latin)


def _cost_of_ends(a: str, b: str) -> float:
    """First consonants and last vowels are heard and written with care."""
    first = _first_sound(a) + _first_sound(b)
    last = a[-1] + b[-1]
    cost = _FIRST_CONSONANT if _sounds_differ(first) and _OPEN.isdisjoint(first) else 0.0
    return cost + _LAST_VOWEL if _sounds_differ(last) and _VOWELS.issuperset(last) else cost


def _first_sound(sounds: str) -> str:
    return sounds[1] if sounds[:2] == "dj" else sounds[0]


def _sounds_differ(pair: str) -> bool:
    return pair[0] != pair[1] and pair not in _COSTS


def _cheapest_way(a: str, b: str, a_gaps: Sequence[float], b_gaps: Sequence[float]) -> float:
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
def _costs_of_gaps(sounds: str, rules: Rules) -> tuple[float, ...]:
    """What it costs that the other name lacks a sound, for each sound."""
    text, patterns = f"^{sounds}$", _compiled_rules(rules)
    return tuple(_cost_of_gap(text, position, patterns) for position in range(1, len(text) - 1))


@cache
def _compiled_rules(rules: Rules) -> list[tuple[re.Pattern[str], float]]:
    """Compiled when the first names are compared: most commands compare none."""
    return [(re.compile(pattern.replace("%", "[aeiouEOQ]")), cost) for pattern, cost in rules]


def _cost_of_gap(text: str, position: int, patterns: Iterable[tuple[re.Pattern[str], float]]) -> float:
    return next((cost for pattern, cost in patterns if pattern.match(text, position)), 1.0)


def _latin_gaps(sounds: str, arabic: str) -> Sequence[float]:
    """The gaps of a name beside one in Arabic script.

    Where that writes no vowel at all inside, a last u or i that follows an a was long and would
    stand there: Mahmud, not محمد.
    """
    gaps = list(_costs_of_gaps(sounds, _LATIN_GAPS))
    first = next((sound for sound in sounds if sound in _VOWELS), "")
    if sounds[-2:-1] in _LONG and first in {"a", "e"} and _WRITTEN.isdisjoint(arabic[1:-1]):
        gaps[-2] = _LONG[sounds[-2]]
    return gaps
