"""Tables of figures for a terminal, in English; ``page`` has those of the documentation."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.figures import Figures, growth, law
from benchmarks.measure import Run
from benchmarks.targets import Target, Unit, Verdict

HEAD = ("command", "CPU ms", "x", "wall ms", "x", "MB", "MB all", "exit", "growth")
LAWS = ("command", "grows", "µs each")
TARGETS = ("target", "cases", "at most", "measured", "")
UNITS: dict[Unit, str] = {"times": "x", "seconds": "s", "megabytes": "MB", "ratio": ": 1"}

Row = tuple[str, ...]


def rows(figures: Figures, smaller: Figures | None = None) -> list[Row]:
    """A row for each work: medians, multiples of the yardstick, those as a multiple of the next smaller size."""
    return [(name, *_cells(name, run, figures, smaller)) for name, run in figures.runs.items()]


def _cells(name: str, run: Run, figures: Figures, smaller: Figures | None) -> Row:
    if not run.is_fine:
        return (_missing(run), *[""] * (len(HEAD) - 2))
    grown = growth(name, smaller, figures) if smaller else None
    return (*_times(run.cpu, figures.base.cpu), *_times(run.wall, figures.base.wall),
            f"{run.memory:.0f}", f"{run.together:.0f}", str(run.code), f"{grown:.2f}" if grown else "")  # fmt: skip


def _times(seconds: float, base: float) -> Row:
    return f"{seconds * 1000:.0f}", f"{seconds / base:.1f}"


def _missing(run: Run) -> str:
    if run.is_too_long:
        return f"> {run.wall:.0f} s"
    return "–" if run.is_unknown else f"exit {run.code}"


def laws(names: Sequence[str], sizes: Sequence[Figures]) -> list[Row]:
    """How each work grows, where it was measured at several sizes."""
    found = ((name, law(name, sizes)) for name in names)
    return [(name, it.word, f"{it.microseconds:.2f}" if it.microseconds else "") for name, it in found if it]


def targets(found: Sequence[Verdict]) -> list[Row]:
    """Each target beside what was measured."""
    return [
        (described(one.target), f"{one.cases:,}", shown(one.target.limit, one.target.unit),
         "–" if one.measured is None else shown(one.measured, one.target.unit),
         {True: "met", False: "NOT MET", None: ""}[one.is_met])
        for one in found
    ]  # fmt: skip


def described(target: Target) -> str:
    """What a target is about."""
    return f"{target.work} / {target.beside}" if target.beside else target.work


def shown(value: float, unit: Unit) -> str:
    """A number with its unit: one digit after the point for multiples, two for ratios and seconds."""
    digits = {"times": 1, "seconds": 2, "megabytes": 0, "ratio": 2}[unit]
    return f"{value:.{digits}f} {UNITS[unit]}"


def text(head: Row, lines: Sequence[Row]) -> str:
    """Columns for a terminal, the first one to the left."""
    widths = [max(len(line[place]) for line in (head, *lines)) for place in range(len(head))]
    return "".join(_line(line, widths) for line in (head, *lines))


def _line(cells: Row, widths: Sequence[int]) -> str:
    first, *rest = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join((first.strip().ljust(widths[0]), *rest)).rstrip() + "\n"


def markdown(head: Row, lines: Sequence[Row]) -> str:
    """A table as in the docs."""
    rule = ("---", *["---:"] * (len(head) - 1))
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, rule, *lines))
