"""What is measured: everyday commands, each on a repository that is as it was before."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks import measure, scenes
from benchmarks.county import DAY
from benchmarks.desk import Desk
from benchmarks.scenes import Scene

YARDSTICK = (sys.executable, "-c", "pass")

_PROGRAMS = {
    "python": (sys.executable,),
    "iza": (sys.executable, "-c", "from iza.cli.main import run; run()"),
    "bulk": (sys.executable, str(Path(__file__).with_name("bulk.py"))),
}
_ALL = range(sys.maxsize)
_SMALL = range(10_000)  # cases; where all of them can be read to choose a day
_COUNTY = range(1_000, 10_000)
_NOTHING, _ITSELF = None, ""
_DISTURBING = (scenes.changed_by_hand, scenes.changed_by_commit, scenes.taken_back)


@dataclass(frozen=True)
class Work:
    """One command line, with words in capital letters for what is on the desk, and what must be so while it runs.

    ``first`` is what is run before it counts: itself, another line, or nothing. It is measured in repositories with as
    many cases as ``sizes`` says.
    """

    name: str
    line: str
    scene: Scene = scenes.as_it_is
    terminal: bool = False
    first: str | None = _ITSELF
    sizes: range = _ALL
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def disturbs(self) -> bool:
        """Whether its scene changes something that iza remembers."""
        return self.scene in _DISTURBING

    def run(self, desk: Desk, patience: float = measure.PATIENCE) -> measure.Run:
        """Measure it once."""
        with self.scene(desk) as folder:
            return self._run(self.line, desk, folder, patience)

    def warm_up(self, desk: Desk, patience: float = measure.PATIENCE) -> measure.Run | None:
        """Run what comes first, if anything does; another line is run before the scene begins."""
        if self.first:
            return self._run(self.first, desk, desk.folder, patience)
        return None if self.first is _NOTHING else self.run(desk, patience)

    def _run(self, line: str, desk: Desk, folder: Path, patience: float) -> measure.Run:
        program, *words = shlex.split(desk.filled(line))
        command = (*_PROGRAMS.get(program, (program,)), *words)
        surroundings = {**desk.environment, **self.environment}
        return measure.run(command, folder, surroundings, terminal=self.terminal, patience=patience)


_ASKED = {"_IZA_COMPLETE": "complete_bash", "COMP_WORDS": "iza sh", "COMP_CWORD": "1"}

WORK = (
    Work("help", "iza --help"),
    Work("help, just installed", "iza --help", scenes.just_installed),
    Work("completion", "iza", environment=_ASKED),
    Work("overdue", "iza overdue"),
    Work("overdue, on a terminal", "iza overdue", terminal=True),
    Work("overdue, as a table", "iza overdue --team TEAM --today TENDAY", terminal=True, sizes=_COUNTY),
    Work("overdue, 10 rows", "iza overdue --team TEAM --today TENDAY", sizes=_COUNTY),
    Work("overdue, 700 rows", "iza overdue --team TEAM --today MANYDAY", sizes=_COUNTY),
    Work("overdue, 10 cases", "iza overdue", scenes.ten_cases, sizes=_SMALL),
    Work("overdue, whatever is due", "iza overdue --all"),
    Work("overdue, a year ago", f"iza overdue --at {DAY - timedelta(weeks=52)}"),
    Work("list", "iza list"),
    Work("find", "iza find Mohammed"),
    Work("show", "iza show CASE"),
    Work("history", "iza history CASE"),
    Work("history, two commits", "iza history YOUNG"),
    Work("agreement render", "iza agreement render CASE", scenes.without_paper),
    Work("check, one case", "iza check CASE"),
    Work("check", "iza check"),
    Work("verify", "iza verify"),
    Work("new cases, judged", "bulk accept SOURCE", sizes=_SMALL),
    Work("new cases, saved", "bulk save SOURCE", scenes.new_office, sizes=_SMALL),
    Work("new cases, git alone", "sh -c 'git add -A && git commit -q -m new'", scenes.new_cases, sizes=_SMALL),
    # What iza cannot be quicker than: the library of its command line, and the parser of its files.
    Work("import typer", "python -c 'import typer'"),
    Work("YAML events", "bulk parse .", sizes=_SMALL),
    # What disturbs iza's memory of the repository comes last in a round.
    Work("overdue, cold", "iza overdue", scenes.without_memory, first=_NOTHING),
    Work("history, cold", "iza history CASE", scenes.without_memory, first=_NOTHING),
    Work("check, cold", "iza check", scenes.without_memory, first=_NOTHING),
    Work("verify, cold", "iza verify", scenes.without_memory, first=_NOTHING),
    Work("overdue, changed by hand", "iza overdue", scenes.changed_by_hand, first="iza overdue"),
    Work("overdue, changed by a commit", "iza overdue", scenes.changed_by_commit, first="iza overdue"),
    Work("step done, committed", "iza step done CASE STEP", scenes.taken_back),
)
