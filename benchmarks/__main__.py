"""``python -m benchmarks [--cases 100,2800] [--rounds N] [--only WORD,…] [--write FILE]``: the everyday commands.

Each is measured as a whole process in a repository of invented people (``benchmarks.county``), in turn with
``python -c pass``. Printed are medians of the CPU time of the process tree and of the time by the clock, as
milliseconds and as multiples of ``python -c pass`` in the same run: the multiples can be compared between
machines, the milliseconds cannot. A command that this version of iza does not have shows as a dash.
"""

from __future__ import annotations

import argparse
import compileall
import platform
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import iza
from benchmarks import county, measure, table
from benchmarks.work import WORK, YARDSTICK, Desk, Work, desk

_PATIENCE = 90.0  # seconds by the clock for all rounds of one command; one round it gets always


def measured(place: Desk, works: Sequence[Work], rounds: int) -> tuple[measure.Run, dict[str, measure.Run]]:
    """The yardstick and each command: the medians of several interleaved rounds."""
    base: list[measure.Run] = []
    runs: dict[str, list[measure.Run]] = {work.name: [] for work in works}
    for _round in range(rounds):
        for work in works:
            if sum(run.wall for run in runs[work.name]) < _PATIENCE:
                base.append(measure.run(YARDSTICK, place.folder, place.environment))
                runs[work.name].append(work.run(place))
    return measure.Run.middle(base), {name: measure.Run.middle(found) for name, found in runs.items()}


def chosen(words: str) -> list[Work]:
    """The works whose names begin with one of these words, all if there are none."""
    return [work for work in WORK if not words or work.name.startswith(tuple(words.split(",")))]


def report(sizes: Iterable[county.Size], works: Sequence[Work], rounds: int) -> str:
    """Measure all sizes and tell as Markdown; each table is shown as soon as it is there."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    text = f"Python {platform.python_version()}, git {git}, medians of {rounds} interleaved runs.\n"
    smaller: dict[str, measure.Run] = {}
    for size in sizes:
        base, runs = measured(desk(county.cached(size)), works, rounds)
        rows = table.rows(runs, base, smaller)
        title = f"{size.cases:,} cases, {size.commits:,} commits; `python -c pass`: {base.cpu * 1000:.1f} ms of CPU"
        sys.stdout.write(f"{title}\n{table.text(rows)}\n")
        sys.stdout.flush()
        text += f"\n{title}\n\n{table.markdown(rows)}"
        smaller = runs
    return text


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", default="100", help="sizes, with commas; 280000:300000 for cases:commits")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only commands that begin like this")
    parser.add_argument("--write", type=Path, help="write a Markdown file")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # repositories are put in order first
    compileall.compile_dir(Path(iza.__file__).parent, quiet=2)  # as an installed iza is
    sizes = [county.Size.of(word) for word in options.cases.split(",")]
    text = report(sizes, chosen(options.only), options.rounds)
    if options.write:
        options.write.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
