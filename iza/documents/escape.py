"""Values as Markdown text: printed as they are, never read as markup."""

from __future__ import annotations

import re
from functools import lru_cache

LRI, PDI = "\u2066", "\u2069"

_SPACE = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Control characters, a byte order mark, overrides of the writing direction, halves of surrogate
# pairs and noncharacters: nobody sees them, and PDF/UA refuses most of them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\u202a-\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARKUP = re.compile(r"[\\`*_\[\]<>|&~$#]")
# One word without other scripts, with a digit.
_CODE = re.compile(r"[\x21-\x7e\xa0]*[0-9][\x21-\x7e\xa0]*")
# A telephone number in a sentence.
_NUMBER = re.compile(r"(?<![\w.])\+?[0-9]+(?:[ \xa0/–-][0-9]+)+(?![\w])")
# Dates stay as they are.
_START = re.compile(r"^(?:([\-=:!]|\+(?= |$))|([0-9]+)([.)])(?= |$))")


def clean(text: str) -> str:
    """The text on one line, without invisible control characters and with closed isolates."""
    line, unclosed = _balanced_isolates(_UNSEEN.sub("", _SPACE.sub(" ", text)))
    return _SPACE.sub(" ", line).strip() + PDI * unclosed


# Names, dates and labels come again and again.
@lru_cache(maxsize=2048)
def escape(text: str) -> str:
    """The cleaned text with a backslash before everything CommonMark and its tables could read."""
    line = _MARKUP.sub(r"\\\g<0>", clean(text))
    return _START.sub(lambda match: f"{match[2] or ''}\\{match[1] or match[3]}", line)


def ltr(text: str) -> str:
    """Keep a phone number, date or code in left-to-right order inside right-to-left text."""
    return f"{LRI}{clean(text)}{PDI}"


def isolated(text: str) -> str:
    """Text for right-to-left surroundings: what is a number, date or code as a whole is kept left to right."""
    return f"{LRI}{text}{PDI}" if _CODE.fullmatch(text) else _NUMBER.sub(rf"{LRI}\g<0>{PDI}", text)


def _balanced_isolates(text: str) -> tuple[str, int]:
    """The text without marks that close nothing, and how many are left open.

    An open one would turn the words of the template behind it.
    """
    depth, kept = 0, []
    for char in text:
        if char == PDI and not depth:
            continue
        depth += (LRI <= char < PDI) - (char == PDI)
        kept.append(char)
    return "".join(kept), depth
