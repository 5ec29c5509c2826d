"""The one place that prints. Results go to stdout, messages to stderr, and everything is made safe.

Tables are Rich tables for up to 50 rows on a terminal. In a pipe, or for more rows, they are aligned
plain text: columns two blanks apart, one line per row, nothing cut off, no title. For programs there
are :meth:`Out.json` and :meth:`Out.csv`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO, TypeVar

from iza.cli.terminal.layout import (
    Cell,
    _painted_cell,
    _text_of_cell,
    cell_width,
    indented,
    joined,
    plain_table,
    rich_table,
    wrapped,
)
from iza.cli.terminal.safe import (
    OutputLost,
    ReaderGone,
    clean,
    clean_line,
    csv_text,
    json_text,
    json_value,
)
from iza.cli.terminal.style import Span, paint, wants_color
from iza.i18n import _

if TYPE_CHECKING:
    from pathlib import PurePath

T = TypeVar("T")
# A Rich row costs 0.33 ms, a plain one 0.02 ms.
RICH_ROWS = 50
class Out:
    """Printing verbs; the only instance is :data:`out`.

    While ``quiet``, nothing is said about what was done: somebody else will say it in other words.
    """

    quiet = False

    def line(self, *parts: str | Span, indent: int = 0) -> None:
        """One line of the result; a newline inside a part stays a newline."""
        self._write_text(sys.stdout, " " * indent + joined(parts, sys.stdout) + "\n")

    def heading(self, text: str) -> None:
        """A heading above a part of the result."""
        self.line(Span(text, "strong"))

    def text(self, text: str, indent: int = 0, hang: int = 0) -> None:
        """Prose: wrapped on a terminal, later lines by ``hang`` blanks further in; as it is in a pipe."""
        margin = " " * indent
        shown = wrapped(clean(text), margin, hang) if sys.stdout.isatty() else indented(clean(text), margin)
        self._write_text(sys.stdout, shown + "\n")

    def pairs(self, rows: Iterable[tuple[str, Cell]], indent: int = 0) -> None:
        """Labels with their values, aligned; rows without a value are left out."""
        shown = [(clean_line(label), value) for label, value in rows if value not in (None, "")]
        wide = max((cell_width(label) for label, _value in shown), default=0)
        margin = " " * (indent + wide + 2)
        color = wants_color(sys.stdout)
        for label, value in shown:
            first = " " * indent + paint(label, "dim", color) + " " * (wide - cell_width(label) + 2)
            text = _painted_cell(value, clean, color)
            self._write_text(sys.stdout, first + indented(text, margin)[len(margin) :] + "\n")

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        title: str = "",
        right: Collection[int] = (),
        empty: str = "",
    ) -> None:
        """Rows under columns; ``right`` are the indexes of right-aligned columns, ``empty`` is said for no rows."""
        body = list(rows)
        if not body:
            return self.note(empty) if empty else None
        if sys.stdout.isatty() and title:
            self.heading(title)
        if sys.stdout.isatty() and len(body) <= RICH_ROWS:
            return rich_table(columns, body, right)
        return self._write_text(sys.stdout, plain_table(columns, body, right))

    def json(self, value: object) -> None:
        """The value as JSON: keys in the order given, UTF-8; days as ISO text, dataclasses as objects."""
        if self.quiet:
            return
        import json

        ascii_only = _encoding_of(sys.stdout) != "utf-8"
        text = json.dumps(value, ensure_ascii=ascii_only, indent=2, allow_nan=False, default=json_value)
        self._write_text(sys.stdout, json_text(text) + "\n")

    def csv(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """The rows as CSV for programs: UTF-8, every field quoted, no field a formula."""
        text = csv_text(columns, rows, delimiter=",", lineterminator="\n")
        if _encoding_of(sys.stdout) == "utf-8":
            return self._write_text(sys.stdout, text)
        return self._write_bytes(text.encode())

    def excel(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """The cells of a table as the CSV a German Excel opens: ``;``, a byte order mark, line ends of Windows."""
        cells = ([cell if isinstance(cell, int | float) else _text_of_cell(cell) for cell in row] for row in rows)
        self._write_bytes(csv_text(columns, cells, delimiter=";", lineterminator="\r\n").encode("utf-8-sig"))

    def path(self, file: PurePath) -> None:
        """A path alone on its line; in a pipe its very bytes, so that the next program finds it."""
        if sys.stdout.isatty() or str(file).isprintable():
            return self.line(str(file))
        return self._write_bytes(os.fsencode(file) + b"\n")

    def raw(self, text: str) -> None:
        """A text that is safe already: a help page, a rendered document."""
        self._write_text(sys.stdout, text)

    def done(self, text: str) -> None:
        """What a command has done, on stdout."""
        if self.quiet:
            return
        self.line(Span("✓", "good"), " " + text)

    def next(self, text: str) -> None:
        """What to do next, on stderr."""
        if self.quiet:
            return
        self._write_message("", "→ " + text)

    def note(self, text: str) -> None:
        """Worth knowing, on stderr."""
        self._write_message("", text)

    def warn(self, text: str) -> None:
        """To be looked at, on stderr."""
        if self.quiet:
            return
        self._write_message(_("Warning:"), text)

    def error(self, message: str, hint: str = "", more: Iterable[str] = ()) -> None:
        """Why a command failed, each mistake on a line of its own, and what helps, on stderr."""
        for sentence in (message, *more):
            self._write_text(sys.stderr, joined((Span(_("Error:"), "bad"), " " + sentence), sys.stderr) + "\n")
        if hint:
            self.next(hint)

    def progress(self, items: Iterable[T], label: str, total: int) -> Iterator[T]:
        """The items, with a bar on stderr while they are worked on; only on a terminal."""
        if not sys.stderr.isatty():
            yield from items
            return
        from typer import progressbar

        with progressbar(items, length=total, label=clean_line(label), show_eta=False, file=sys.stderr) as bar:
            yield from bar

    def _write_message(self, word: str, text: str) -> None:
        parts = (Span(word, "warn"), " " + text) if word else (text,)
        self._write_text(sys.stderr, joined(parts, sys.stderr) + "\n")

    def flush(self) -> None:
        """Hand on what was printed so far. Raises ReaderGone."""
        self._write_text(sys.stdout, "", flush=True)

    def _write_bytes(self, content: bytes) -> None:
        self.flush()
        with _writing_result():
            sys.stdout.buffer.write(content)

    def _write_text(self, stream: TextIO, text: str, flush: bool = False) -> None:
        if stream is sys.stderr:
            with suppress(OSError):
                # Told where the result itself is written.
                # What was printed before stands before.
                sys.stdout.flush()
            with suppress(OSError):
                # Nobody misses a message that nobody reads.
                stream.write(text)
            return
        with _writing_result():
            stream.write(text)
            if flush:
                stream.flush()


@contextmanager
def _writing_result() -> Iterator[None]:
    """Writing the result: what stops it is no other file. Raises OutputLost and ReaderGone."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderGone from None
    except OSError as error:
        raise OutputLost(error.errno, error.strerror) from None


def _encoding_of(stream: TextIO) -> str:
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("utf8", "utf-8")


out = Out()
