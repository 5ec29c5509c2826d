"""Which characters a document can print, known without opening a font.

A PDF/UA or PDF/A file may not hold a character no font has a glyph for, so the layout refuses it. Asked
here, somebody learns it when the text is checked or frozen, and not when the paper is needed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("printable.txt")
"""Ranges of code points in hexadecimal, made from the pinned fonts by ``tests/documents/font_coverage.py``."""

# What never needs a glyph: white space and control characters (taken out by ``escape.clean``), the box
# to tick (drawn by the layout), and what shapes other characters but is not seen itself.
_CLEANED = r"\x00-\x20\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_DRAWN = "☐"
_UNSEEN = r"\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3000\ufe00-\ufe0f"


def unprintable(text: str) -> list[str]:
    """The distinct characters of ``text`` without a printable form, in the order they appear.

    A letter and its accent are judged alike whether they are one character (NFC) or two (NFD).
    """
    return list(dict.fromkeys(_missing_pattern().findall(text)))


@cache
def _missing_pattern() -> re.Pattern[str]:
    """One character that cannot be printed."""
    lines = [line for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    spans = "".join(map(_span_of, " ".join(lines).split()))
    return re.compile(f"[^{_CLEANED}{_DRAWN}{_UNSEEN}{spans}]")


def _span_of(word: str) -> str:
    """``41-5A`` as a part of a character class."""
    return "-".join(f"\\U{int(code, 16):08X}" for code in word.split("-"))
