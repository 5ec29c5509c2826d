"""Few styles, by meaning; all of them vanish together where colour is not wanted."""

from __future__ import annotations

import os
from typing import Literal, NamedTuple, TextIO

from iza.cli.context import choices

Style = Literal["strong", "name", "good", "warn", "bad", "dim"]
RICH: dict[Style, str] = {
    "strong": "bold", "name": "cyan", "good": "green", "warn": "yellow", "bad": "bold red", "dim": "dim",
}  # fmt: skip
_ANSI: dict[Style, str] = {"strong": "1", "name": "36", "good": "32", "warn": "33", "bad": "1;31", "dim": "2"}


class Span(NamedTuple):
    """A piece of text with a style; the text alone must say everything."""

    text: str
    style: Style


def wants_color(stream: TextIO) -> bool:
    """``--color``, then ``NO_COLOR``, then whether a capable terminal reads."""
    color = choices().color
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.name == "nt" and not (os.environ.get("WT_SESSION") or os.environ.get("TERM")):
        # The old Windows console shows the codes themselves.
        return False
    return stream.isatty()


def paint(text: str, style: Style, color: bool) -> str:
    """The text with the escape codes of a style, or as it is."""
    return f"\x1b[{_ANSI[style]}m{text}\x1b[0m" if color and text else text
