"""What was measured at one size, and what it says about another: multiples, growth, the law behind it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.county import Size
from benchmarks.measure import Run

Word = Literal["constant", "per case", "per commit", "steeper"]

_FLAT = 1.15  # who needs no more than this from the smallest to the largest size needs the same
_WELL, _BETTER = 0.1, 0.8  # cases that leave so little unexplained explain it, else commits that leave so much less
_STEEP = 1.3  # a step to the next size that costs this much more than cases and commits explain


@dataclass(frozen=True)
class Figures:
    """The yardstick and each work by its name, iza's and other programs': the medians of several interleaved rounds."""

    size: Size
    base: Run
    runs: Mapping[str, Run]

    def times(self, name: str) -> float | None:
        """The CPU time of a work as a multiple of the yardstick; None where it was not measured to its end."""
        run = self.runs.get(name)
        return run.cpu / self.base.cpu if run and run.is_fine else None


@dataclass(frozen=True)
class Law:
    """How the CPU time of a work grows: with what, and how many microseconds for each of those."""

    word: Word
    microseconds: float = 0


def growth(name: str, smaller: Figures, larger: Figures) -> float | None:
    """How many times the multiple of the smaller size a work needs at the larger one."""
    before, after = smaller.times(name), larger.times(name)
    return after / before if before and after else None


def law(name: str, sizes: Sequence[Figures]) -> Law | None:
    """The law of a work over all sizes it was measured at, None for less than two.

    It is found from the multiples, so that sizes measured at different moments can be compared, and told in seconds of
    the yardstick in the middle. Where cases and commits explain it as well, it is the cases.
    """
    base = statistics.median(figures.base.cpu for figures in sizes)
    known = [(figures.size, times * base) for figures in sizes if (times := figures.times(name)) is not None]
    if len(known) < 2:
        return None
    cases, commits = _line(known, lambda size: size.cases), _line(known, lambda size: size.commits)
    if max(cpu for _size, cpu in known) < _FLAT * min(cpu for _size, cpu in known) or cases.slope <= 0:
        return Law("constant")
    if cases.error > _WELL and commits.error < _BETTER * cases.error:
        return Law("steeper" if commits.is_too_flat else "per commit", commits.slope * 1e6)
    return Law("steeper" if cases.is_too_flat else "per case", cases.slope * 1e6)


@dataclass(frozen=True)
class _Line:
    """Seconds by a number: for one of it, how far the figures are off (relative), whether the last one is far above."""

    slope: float
    error: float
    is_too_flat: bool


def _line(known: Sequence[tuple[Size, float]], number: Callable[[Size], int]) -> _Line:
    """The straight line nearest to the figures, relative to them: else only the largest one would count."""
    points = [(number(size), cpu, 1 / cpu**2) for size, cpu in known]
    weight = math.fsum(w for _x, _y, w in points)
    middle_x = math.fsum(w * x for x, _y, w in points) / weight
    middle_y = math.fsum(w * y for _x, y, w in points) / weight
    spread = math.fsum(w * (x - middle_x) ** 2 for x, _y, w in points)
    slope = math.fsum(w * (x - middle_x) * (y - middle_y) for x, y, w in points) / spread if spread else 0.0
    off = [y / max(middle_y + slope * (x - middle_x), 1e-9) for x, y, _w in points]
    return _Line(slope, max(abs(math.log(ratio)) for ratio in off), len(points) > 2 and off[-1] > _STEEP)
