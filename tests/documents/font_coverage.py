"""Which characters the pinned fonts can print: run this file to write ``iza/documents/printable.txt`` anew.

Needs fontTools, which the package itself does without.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from iza.documents import glyphs, pdf

ALL = [code for code in range(0x20, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]


@cache
def in_fonts() -> frozenset[int]:
    """The code points with a glyph in any of our fonts: Typst falls back from one to the next."""
    found: set[int] = set()
    for path in font_files():
        found.update(_characters(path))
    return frozenset(found)


def font_files() -> list[Path]:
    """The font files in the folders of our own dependencies, as the PDF takes them."""
    places = [Path(str(files(name) / place)) for name, place in pdf._FONTS.items()]
    return sorted(path for place in places for path in place.rglob("*.[ot]tf"))


def _characters(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def printable() -> set[int]:
    """The code points with a glyph, and those made of others that have one (é of e and its accent)."""
    have = in_fonts()
    return {code for code in ALL if code in have or have.issuperset(map(ord, unicodedata.normalize("NFD", chr(code))))}


def text() -> str:
    """The file: a note, then ranges of code points, eight to a line."""
    words = [f"{first:X}-{last:X}" if last > first else f"{first:X}" for first, last in ranges(printable())]
    lines = [" ".join(words[start : start + 12]) for start in range(0, len(words), 12)]
    note = "# Code points our fonts can print; made by tests/documents/font_coverage.py from the fonts themselves."
    return "\n".join([note, *lines]) + "\n"


def ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours."""
    for _distance, run in groupby(enumerate(sorted(codes)), lambda pair: pair[1] - pair[0]):
        members = [code for _place, code in run]
        yield members[0], members[-1]


if __name__ == "__main__":
    glyphs.DATA.write_text(text(), "utf-8")
