"""How results are laid out: aligned plain text, Rich tables, paragraphs, and how wide a text is on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Literal, TextIO

from iza.cli.terminal.safe import (
    clean,
    clean_lines,
)
from iza.cli.terminal.style import RICH, Span, paint, wants_color

if TYPE_CHECKING:
    pass


Cell = str | int | float | Span | None


# A case id, a date; a column of nothing longer is never broken.
_LONGEST_WORD = 12


_MAX_WIDTH = 100  # lines of prose longer than this are hard to read


def terminal_width() -> int:
    """Columns to write prose in."""
    return max(40, min(get_terminal_size().columns, _MAX_WIDTH))


def cell_width(text: str) -> int:
    """Columns a text takes on a terminal; wide East Asian characters count two, marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(0 if category(c) in ("Mn", "Me", "Cf") else 1 + (east_asian_width(c) in "WF") for c in text)


def joined(parts: Iterable[str | Span], stream: TextIO) -> str:
    color = wants_color(stream)
    return "".join(_painted_cell(part, clean, color) for part in parts)


def wrapped(text: str, margin: str, hang: int = 0) -> str:
    import textwrap

    return "\n".join(
        textwrap.fill(
            paragraph, terminal_width(), initial_indent=margin, subsequent_indent=margin + " " * hang,
            break_on_hyphens=False,
        )
        for paragraph in text.splitlines()
    )


def indented(text: str, margin: str) -> str:
    return "\n".join(margin + line for line in text.split("\n"))


def _painted_cell(cell: Cell, cleaner: Any, color: bool) -> str:
    if isinstance(cell, Span):
        return paint(cleaner(cell.text), cell.style, color)
    return str(cleaner(_text_of_cell(cell)))


def _text_of_cell(cell: Cell) -> str:
    if isinstance(cell, Span):
        return cell.text
    return "" if cell is None else str(cell)


def plain_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], right: Collection[int]) -> str:
    """Column by column: a list of a state has tens of thousands of rows."""
    color = wants_color(sys.stdout)
    cells = zip(*rows, strict=True)
    shown = [
        _plain_column([Span(name, "strong"), *column], index in right, color)
        for index, (name, column) in enumerate(zip(columns, cells, strict=True))
    ]
    return "\n".join("  ".join(line).rstrip() for line in zip(*shown, strict=True)) + "\n"


def _plain_column(cells: Sequence[Cell], right: bool, color: bool) -> list[str]:
    """The cells as safe texts of one width; what stands there many times is made ready once."""
    ready: dict[Cell, str] = dict.fromkeys(cells, "")
    texts = clean_lines([cell if type(cell) is str else _text_of_cell(cell) for cell in ready])
    sizes = [len(text) if text.isascii() else cell_width(text) for text in texts]
    if color:
        both = zip(ready, texts, strict=True)
        texts = [paint(text, cell.style, color) if isinstance(cell, Span) else text for cell, text in both]
    pad, width = str.rjust if right else str.ljust, max(sizes)
    padded = (pad(text, len(text) + width - size) for text, size in zip(texts, sizes, strict=True))
    ready = dict(zip(ready, padded, strict=True))
    return [ready[cell] for cell in cells]


def rich_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], right: Collection[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for index, column in enumerate(columns):
        justify: Literal["left", "right"] = "right" if index in right else "left"
        whole = all(_is_one_word(row[index]) for row in rows)
        table.add_column(_rich_cell(column), justify=justify, overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*(_rich_cell(cell) for cell in row))
    color = wants_color(sys.stdout)
    console = Console(
        file=sys.stdout, color_system="standard" if color else None, force_terminal=color, markup=False,
        emoji=False, highlight=False, width=get_terminal_size().columns,
    )  # fmt: skip
    console.print(table)


def _is_one_word(cell: Cell) -> bool:
    """A case id, a date, a number: useless when broken in two."""
    text = _text_of_cell(cell)
    return len(text) <= _LONGEST_WORD and " " not in text


def _rich_cell(cell: Cell) -> Any:
    from rich.text import Text

    return Text(clean(_text_of_cell(cell)), style=RICH[cell.style] if isinstance(cell, Span) else "")
