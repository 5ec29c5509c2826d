"""Measuring: each work in turn with the yardstick, round by round, nothing longer than somebody would wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import measure
from benchmarks.county import Size
from benchmarks.desk import Desk
from benchmarks.figures import Figures
from benchmarks.measure import Run
from benchmarks.progress import tell
from benchmarks.work import YARDSTICK, Work

_WARM_UP = 15  # times the patience: an index is built once, then it stays
_SHORT = 2.0  # seconds; what takes longer notices nothing of one file that is new to it
_HOPELESS = 2  # times the patience: not even begun


@dataclass
class Series:
    """The runs of one work at its desk."""

    work: Work
    desk: Desk
    runs: list[Run] = field(default_factory=list)
    seen: int = 0

    @property
    def wants_more(self) -> bool:
        """Whether there is time for another run; one there is always."""
        return not self.runs or (self.runs[-1].is_fine and sum(run.wall for run in self.runs) < measure.PATIENCE)

    @property
    def _is_short(self) -> bool:
        return not self.runs or self.runs[-1].wall < _SHORT

    def begin(self, expected: float, patience: float) -> None:
        """Run it once uncounted, unless it would take too long (``expected`` seconds) or cannot be done."""
        if expected > _HOPELESS * patience:
            self.runs = [Run.skipped(patience)]
        elif (first := self.work.warm_up(self.desk, _WARM_UP * patience)) and not first.is_fine:
            self.runs = [first]

    def again(self, patience: float) -> None:
        """One counted run; before it an uncounted one where something was disturbed meanwhile."""
        if self.seen < self.desk.disturbances and not self.work.disturbs and self._is_short:
            self.work.warm_up(self.desk, patience)
        self.seen = self.desk.disturbances
        self.runs.append(self.work.run(self.desk, patience))


def measured(
    size: Size, all_series: Sequence[Series], rounds: int, smaller: Figures | None, patience: float
) -> Figures:
    """The medians of several interleaved rounds."""
    base: list[Run] = []
    for series in all_series:
        tell(f"{size.cases:,} cases: {series.work.name}, once before it counts")
        series.begin(_expected(series.work.name, size, smaller), patience)
    for number in range(1, rounds + 1):
        for series in (one for one in all_series if one.wants_more):
            tell(f"{size.cases:,} cases, round {number} of {rounds}: {series.work.name}")
            base.append(measure.run(YARDSTICK, series.desk.folder, series.desk.environment))
            series.again(patience)
    tell("")
    return Figures(size, Run.middle(base), {one.work.name: Run.middle(one.runs) for one in all_series})


def _expected(name: str, size: Size, smaller: Figures | None) -> float:
    """Seconds it would take at this size if it took as long for each case as at the smaller one; 0: nobody knows."""
    run = smaller.runs.get(name) if smaller else None
    if not smaller or not run or run.is_unknown:
        return 0
    return max(0.0, run.wall - smaller.base.wall) * size.cases / smaller.size.cases
