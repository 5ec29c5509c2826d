"""A repository to measure in, and what in it is looked at: the same kind of case at every size."""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import cast

from benchmarks import measure
from benchmarks.county import DAY
from iza import git
from iza.model import lookup, overdue, phases
from iza.model.case.record import Case
from iza.store import case_ids
from iza.store.repository import Repository
from iza.store.yaml.reader import read

_COMMITS, _FEW_COMMITS = 10, 2  # of the cases that are looked at
_LOOKED_AT = 40  # cases to choose them from
_DAYS = range(-700, 700)  # around today, to find one with a certain number of reviews overdue
_WORDS = re.compile(r"\b(CASE|STEP|PATH|YOUNG|TEAM|TENDAY|MANYDAY|DAY|SOURCE)\b")


@dataclass
class Desk:
    """A repository to work in, a case of it that is in force with the number of a step to do, and one with two commits.

    ``disturbances`` counts how often something was changed and taken back: what iza remembers may be out of date.
    """

    folder: Path
    case: str
    step: str
    young: str = ""
    environment: dict[str, str] = field(default_factory=lambda: measure.surroundings(DAY.isoformat()))
    disturbances: int = 0

    @property
    def path(self) -> str:
        """The file of the case."""
        return case_ids.path_of(self.case)

    def git(self, *words: str) -> None:
        """Run git in the repository."""
        subprocess.run(["git", *words], cwd=self.folder, env=self.environment, check=True)

    def filled(self, line: str) -> str:
        """A command line with what its words in capital letters stand for here."""
        return _WORDS.sub(lambda word: self._word(word[0]), line)

    def _word(self, word: str) -> str:
        match word:
            case "PATH":
                return self.path
            case "SOURCE":
                return str(self.folder)
            case "DAY":
                return DAY.isoformat()
            case "TENDAY":
                return self.day_with(10).isoformat()
            case "MANYDAY":
                return self.day_with(700).isoformat()
        return str(getattr(self, word.lower()))

    @property
    def team(self) -> str:
        """A team of about half the cases: there are days on which next to nothing is overdue there."""
        return str(self._team[0])

    def day_with(self, rows: int) -> date:
        """A day on which ``iza overdue --team TEAM`` has about this many rows."""
        _team, cases = self._team
        county = Repository(self.folder).county

        def overdue_on(days: int) -> int:
            day = DAY + timedelta(days=days)
            return sum(len(overdue.due_items(case, county, day)) for case in cases)

        return DAY + timedelta(days=_DAYS[min(bisect_left(_DAYS, rows, key=overdue_on), len(_DAYS) - 1)])

    @cached_property
    def _team(self) -> tuple[str, list[Case]]:
        """The first team, and its cases."""
        workers = Repository(self.folder).county.caseworkers
        team = min(worker["team"] for worker in workers.values() if "team" in worker)
        known = (cast("Case", read(path.read_bytes(), path.name)) for path in case_files(self.folder))
        return team, [case for case in known if (case.get("team") or workers[case["caseworker"]].get("team")) == team]


def desk(folder: Path) -> Desk:
    """A desk in a repository, with cases that have as much history as in any other size."""
    steps = dict(islice(_candidates(folder), _LOOKED_AT))
    if not steps:
        raise LookupError("no case with an open step")
    everybody = (path.relative_to(folder).as_posix() for path in case_files(folder))
    case, young = _nearest(folder, steps, _COMMITS), _nearest(folder, islice(everybody, _LOOKED_AT), _FEW_COMMITS)
    return Desk(folder, Path(case).stem, steps[case], Path(young).stem)


def _nearest(folder: Path, paths: Iterable[str], commits: int) -> str:
    """The first path with so many commits, or the one that comes nearest (git is quicker with one at a time)."""
    found: dict[str, int] = {}
    for path in paths:
        found[path] = abs(len(git.log(folder, path)) - commits)
        if not found[path]:
            break
    return min(found, key=lambda path: found[path])


def case_files(folder: Path) -> Iterator[Path]:
    """The files of the cases, in the order of their ids."""
    for shelf in sorted((folder / "cases").iterdir()):
        yield from sorted(shelf.glob("*.yaml"))


def _candidates(folder: Path) -> Iterator[tuple[str, str]]:
    """Cases in force with an open step: the path, and the number of the step."""
    for place in case_files(folder):
        if step := _open_step(cast("Case", read(place.read_bytes(), place.name))):
            yield place.relative_to(folder).as_posix(), step


def _open_step(case: Case) -> str:
    """The number of a step to do in a case in force, empty if there is none."""
    if phases.phase(case, DAY) is not phases.Phase.ACTIVE or lookup.unsigned_version(case):
        return ""
    open_steps = (number for number, _goal, step in lookup.numbered_steps(case) if step["status"] == "open")
    return next(open_steps, "")
