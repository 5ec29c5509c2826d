"""What iza promises about its speed, and whether a measurement keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.figures import Figures

Unit = Literal["times", "seconds", "megabytes", "ratio"]
"""Multiples of the yardstick's CPU time, seconds by the clock, MB of all processes together, a work beside another."""

_ANY = 0


@dataclass(frozen=True)
class Target:
    """At most so much of a unit, for a work in a repository with so many cases (``0``: of any size).

    A ratio is that of the work (without what ``less`` takes) to the work ``beside`` it.
    """

    work: str
    cases: int
    limit: float
    unit: Unit = "times"
    beside: str = ""
    less: str = ""


@dataclass(frozen=True)
class Verdict:
    """A target beside what was measured, None where it was not."""

    target: Target
    cases: int
    measured: float | None

    @property
    def is_met(self) -> bool | None:
        """Whether it is kept, None where nothing was measured."""
        return None if self.measured is None else self.measured <= self.target.limit


FLAT = Target("history, two commits", _ANY, 1.15, "ratio", beside="history, two commits")
"""The repository with the most commits beside the one with the fewest."""

TARGETS = (
    Target("help", _ANY, 14),
    Target("overdue", 2_800, 9),
    Target("overdue, as a table", 2_800, 12),
    Target("overdue", 28_000, 12),
    Target("overdue", 280_000, 60),
    Target("overdue", 280_000, 150, "megabytes"),
    Target("overdue, changed by hand", 2_800, 12),
    Target("overdue, changed by a commit", 2_800, 12),
    Target("overdue, 700 rows", 2_800, 1.5, "ratio", beside="overdue, 10 rows"),
    Target("overdue, cold", 2_800, 140),
    Target("overdue, cold", 2_800, 1.2, "seconds"),
    Target("show", _ANY, 14),
    Target("history", _ANY, 20),
    FLAT,
    Target("step done, committed", 2_800, 25),
    Target("step done, committed", 28_000, 30),
    Target("step done, committed", 280_000, 80),
    Target("check, cold", 2_800, 350),
    Target("new cases, saved", 2_800, 2, "ratio", beside="new cases, git alone", less="new cases, judged"),
)


def verdicts(sizes: Sequence[Figures]) -> list[Verdict]:
    """Each target about what was tried; of one for any size, the size at which it is hardest to keep."""
    return [verdict for target in TARGETS if (verdict := _verdict(target, sizes))]


def _verdict(target: Target, sizes: Sequence[Figures]) -> Verdict | None:
    if target is FLAT:
        return _flat(sizes)
    spoken_of = [one for one in sizes if target.cases in (_ANY, one.size.cases) and target.work in one.runs]
    found = [Verdict(target, one.size.cases, _measured(target, one)) for one in spoken_of]
    return max(found, key=lambda verdict: verdict.measured or 0, default=None)


def _flat(sizes: Sequence[Figures]) -> Verdict | None:
    known = sorted((one for one in sizes if one.times(FLAT.work)), key=lambda one: one.size.commits)
    if len(known) < 2:
        return None
    return Verdict(FLAT, known[-1].size.cases, _divided(known[-1].times(FLAT.work), known[0].times(FLAT.work)))


def _measured(target: Target, figures: Figures) -> float | None:
    run = figures.runs[target.work]
    if not run.is_fine:
        return None
    match target.unit:
        case "seconds":
            return run.wall
        case "megabytes":
            return run.together
        case "times":
            return figures.times(target.work)
    less = figures.times(target.less) if target.less else 0.0
    return None if less is None else _divided(run.cpu / figures.base.cpu - less, figures.times(target.beside))


def _divided(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None
