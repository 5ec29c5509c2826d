"""Text from data, made safe for terminals, spreadsheets and narrow encodings."""

from __future__ import annotations

import codecs
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

# C0 and C1 controls (tab and newline are handled apart), line and paragraph separators,
# bidirectional overrides and isolates, invisible tag characters, lone surrogates. The joiners
# U+200C/D and the marks U+200E/F stay: Persian and Arabic names need them. What is printable holds none of them.
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
_FORMULA = "((?:^|[;,\t\r\n；，])[\"' \u00a0]*)(?=[=+\\-@＝＋－＠﹢﹣﹫−]|^[\t\r\n])"
_PLAIN = str.maketrans(
    {"✓": "ok", "→": "->", "…": "...", "–": "-", "—": "-", "„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'",
     "’": "'", "›": ">", "•": "*", "·": "-", "⏎": "/", "─": "-", "ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue",
     "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)  # fmt: skip


class OutputLost(OSError):
    """The result cannot be written where it shall go (``iza list > /dev/full``)."""


class ReaderGone(OutputLost):
    """Nobody reads our output any more (``iza list | head``)."""


def clean(text: str) -> str:
    """The text with every dangerous character replaced by a visible one; newlines stay, tabs become blanks."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, _visible_sign, text.replace("\r\n", "\n")).expandtabs(4)


def clean_line(text: str) -> str:
    """The text as one safe line: newlines show as ``⏎``."""
    return " ⏎ ".join(clean(text).splitlines())


def clean_lines(texts: list[str]) -> list[str]:
    """``clean_line`` of each text; one look at all of them tells the usual case, that nothing is to be done."""
    return texts if "".join(texts).isprintable() else [clean_line(text) for text in texts]


def json_text(text: str) -> str:
    """A JSON document in which dangerous characters are escaped; its value stays the same."""
    return re.sub(_UNSAFE, _escaped_sign, text)


def csv_cell(value: object) -> object:
    """A value in which no spreadsheet finds a formula: an apostrophe before ``= + - @`` and their kin.

    Also behind what another spreadsheet takes for the end of a cell: ``;=1+1`` is one, where cells end with ``;``.
    """
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    text = str(value)
    return clean(text if text.isalnum() else re.sub(_FORMULA, r"\1'", text))


def json_value(value: object) -> object:
    """What JSON has for a value of ours: ISO text for days, objects for dataclasses."""
    import dataclasses
    from datetime import date
    from pathlib import PurePath

    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, Mapping):
        return dict(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str, lineterminator: str) -> str:
    """Rows as CSV, every field quoted, no field a formula."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=lineterminator)
    writer.writerows([csv_cell(cell) for cell in row] for row in (columns, *rows))
    return buffer.getvalue()


def prepare_streams() -> None:
    """Let stdout and stderr replace what their encoding lacks instead of failing; closed ones lead nowhere."""
    codecs.register_error("iza", _fallback_of)
    sys.stdout = sys.stdout or _open_nowhere()
    sys.stderr = sys.stderr or _open_nowhere()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="iza")


def _open_nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _visible_sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def _escaped_sign(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _fallback_of(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end].translate(_PLAIN)
    plain = (unicodedata.normalize("NFKD", c).encode("ascii", "ignore").decode() or "?" for c in text)
    return "".join(plain), error.end
