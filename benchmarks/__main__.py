"""``python -m benchmarks [--cases 100,2800] [--rounds N] [--only WORD,…] [--peers] [--write PAGE]``: how long it takes.

Each everyday command is measured as a whole process in a repository of invented people (``benchmarks.county``), in
turn with ``python -c pass``. Printed are medians of the CPU time of the process tree and of the time by the clock,
as milliseconds and as multiples of ``python -c pass`` in the same run: the multiples can be compared between
machines, the milliseconds cannot. A command that this version of iza does not have shows as a dash.
``--peers`` measures other programs on the same data; ``--write`` puts all tables on a page of the documentation.
"""

from __future__ import annotations

import argparse
import compileall
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import iza
from benchmarks import county, measure, page, peers, scenes, table
from benchmarks.county import Size
from benchmarks.desk import desk
from benchmarks.figures import Figures
from benchmarks.progress import tell
from benchmarks.rounds import Series, measured
from benchmarks.targets import verdicts
from benchmarks.work import WORK, Work


def chosen(words: str) -> list[Work]:
    """The works whose names begin with one of these words (``list,overdue, 10 rows`` are two), all for an empty one."""
    beginnings = tuple(re.split(",(?! )", words))
    return [work for work in WORK if work.name.startswith(beginnings)]


def at(size: Size, works: Sequence[Work], options: argparse.Namespace, smaller: Figures | None) -> Figures:
    """Measure one size."""
    tell(f"{size.cases:,} cases: looking for the repository")
    folder = county.cached(size)
    scenes.put_in_order(folder)
    place = desk(folder)
    series = [Series(work, place) for work in works if size.cases in work.sizes]
    with ExitStack() as stack:
        if options.peers:
            others = [peer for peer in peers.asked(size) if peer.is_there]
            has_reviews = any(peer in peers.ON_REVIEWS for peer in others)
            reviews = stack.enter_context(peers.desk(folder)) if has_reviews else place
            series += [Series(peer.work, reviews if peer in peers.ON_REVIEWS else place) for peer in others]
        return measured(size, series, options.rounds, smaller, options.patience)


def report(options: argparse.Namespace) -> list[Figures]:
    """Measure all sizes, the smallest first; each table is shown as soon as it is there."""
    found: list[Figures] = []
    for size in sorted(options.cases, key=lambda size: size.cases):
        smaller = found[-1] if found else None
        found.append(at(size, chosen(options.only), options, smaller))
        base = found[-1].base.cpu * 1000
        _show(f"{size.cases:,} cases, {size.commits:,} commits; `python -c pass`: {base:.1f} ms of CPU",
              table.HEAD, table.rows(found[-1], smaller))  # fmt: skip
        _name_missing(size, options)
    _show("Growth", table.LAWS, table.laws([work.name for work in chosen(options.only)], found))
    _show("Targets", table.TARGETS, table.targets(verdicts(found)))
    return found


def _show(title: str, head: table.Row, lines: Sequence[table.Row]) -> None:
    if lines:
        sys.stdout.write(f"{title}\n{table.text(head, lines)}\n")
        sys.stdout.flush()


def _name_missing(size: Size, options: argparse.Namespace) -> None:
    """Which other programs are not there, and how to get them."""
    missing = [peer for peer in peers.asked(size) if not peer.is_there] if options.peers else []
    if missing:
        named = ", ".join(f"{peer.work.name} ({peer.install})" for peer in missing)
        sys.stdout.write(f"not installed: {named}\n\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", default="100", help="sizes, with commas; 280000:300000 for cases:commits",
                        type=lambda text: [Size.of(word) for word in text.split(",")])  # fmt: skip
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only commands that begin like this")
    parser.add_argument("--peers", action="store_true", help="other programs on the same data, too")
    parser.add_argument("--patience", type=float, default=measure.PATIENCE, help="seconds one run may take")
    parser.add_argument("--write", type=Path, help="put the tables on this page")
    options = parser.parse_args()
    if options.write and not page.has_place(options.write):
        parser.error(f"{options.write} has no place for figures: <!-- figures --> … <!-- /figures -->")
    return options


def main() -> None:
    """Build, measure, print."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # repositories are put in order first
    compileall.compile_dir(Path(iza.__file__).parent, quiet=2)  # as an installed iza is
    found = report(options)
    if options.write:
        page.write(options.write, page.figures(found, options.rounds, with_peers=options.peers))


if __name__ == "__main__":
    main()
