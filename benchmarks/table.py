"""Tables of figures, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.measure import Run

HEAD = ("command", "CPU ms", "x", "wall ms", "x", "MB", "exit", "growth")
_FINE = (0, 1)  # done, findings
_USAGE = 2


def rows(runs: Mapping[str, Run], base: Run, smaller: Mapping[str, Run]) -> list[tuple[str, ...]]:
    """A row for each command: medians, multiples of the yardstick, CPU as a multiple of the next smaller size."""
    return [(name, *_cells(run, base, smaller.get(name))) for name, run in runs.items()]


def _cells(run: Run, base: Run, smaller: Run | None) -> tuple[str, ...]:
    if run.code not in _FINE:
        return ("–" if run.code == _USAGE else f"exit {run.code}", *[""] * (len(HEAD) - 2))
    grown = f"{run.cpu / smaller.cpu:.2f}" if smaller and smaller.code in _FINE else ""
    return (f"{run.cpu * 1000:.0f}", _times(run.cpu, base.cpu), f"{run.wall * 1000:.0f}", _times(run.wall, base.wall),
            f"{run.memory:.0f}", str(run.code), grown)  # fmt: skip


def _times(value: float, base: float) -> str:
    return f"{value / base:.1f}"


def text(lines: Sequence[Sequence[str]]) -> str:
    """Columns for a terminal."""
    widths = [max(len(line[place]) for line in (HEAD, *lines)) for place in range(len(HEAD))]
    return "".join(_line(line, widths) for line in (HEAD, *lines))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join((first.strip().ljust(widths[0]), *rest)).rstrip() + "\n"


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """A table as in the docs."""
    rule = ["---", *["---:"] * (len(HEAD) - 1)]
    return "".join(f"| {' | '.join(line)} |\n" for line in (HEAD, rule, *lines))
