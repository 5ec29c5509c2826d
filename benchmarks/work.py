"""What is measured: everyday commands, each on a repository that is as it was before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, cast

from benchmarks import measure
from benchmarks.county import DAY
from iza import git
from iza.model import lookup, phases
from iza.model.case import Case
from iza.store import case_ids
from iza.store.yaml_reader import read

IZA = (sys.executable, "-c", "from iza.cli.main import run; run()")
YARDSTICK = (sys.executable, "-c", "pass")
_COMMITS = 10  # of the case that is looked at
_LOOKED_AT = 40  # cases to choose it from


@dataclass
class Desk:
    """A repository to work in, and one case of it that is in force: its id, the number of a step still to do."""

    folder: Path
    case: str
    step: str
    environment: dict[str, str] = field(default_factory=lambda: measure.surroundings(DAY.isoformat()))

    @property
    def path(self) -> str:
        """The file of the case."""
        return case_ids.path_of(self.case)

    def git(self, *words: str) -> None:
        """Run git in the repository."""
        subprocess.run(["git", *words], cwd=self.folder, env=self.environment, check=True)


Scene = Callable[[Desk], AbstractContextManager[object]]


@dataclass(frozen=True)
class Work:
    """One command line, in which CASE and STEP stand for those of the desk, and what must be so while it runs."""

    name: str
    line: str
    scene: Scene = nullcontext
    terminal: bool = False

    def run(self, desk: Desk) -> measure.Run:
        """Measure it once."""
        words = self.line.replace("CASE", desk.case).replace("STEP", desk.step).split()
        with self.scene(desk):
            return measure.run([*IZA, *words], desk.folder, desk.environment, terminal=self.terminal)


@contextmanager
def _changed_by_hand(desk: Desk) -> Iterator[None]:
    """The case holds a change that is not committed."""
    with (desk.folder / desk.path).open("a", encoding="utf-8") as file:
        file.write("# anrufen\n")
    try:
        yield
    finally:
        desk.git("checkout", "-q", "--", desk.path)


@contextmanager
def _without_memory(desk: Desk) -> Iterator[None]:
    """Nothing is left of what iza found out before."""
    shutil.rmtree(desk.folder / ".git/iza", ignore_errors=True)
    yield


@contextmanager
def _taken_back(desk: Desk) -> Iterator[None]:
    """What the command commits leaves no trace: no commit, no object, no line in git's log of where HEAD stood."""
    own, kept = desk.folder / ".git", desk.folder.with_name(f"{desk.folder.name}.kept")
    shutil.copytree(own, kept, copy_function=_link_packs)
    try:
        yield
    finally:
        shutil.rmtree(own)
        kept.rename(own)
        desk.git("checkout", "-q", "--", desk.path)


def _link_packs(source: str, target: str) -> None:
    """No git changes a pack; everything else is copied with its times."""
    if Path(source).parent.name == "pack":
        os.link(source, target)
    else:
        shutil.copy2(source, target)


@contextmanager
def _just_installed(desk: Desk) -> Iterator[None]:
    """Python has compiled nothing yet."""
    with tempfile.TemporaryDirectory() as name:
        desk.environment["PYTHONPYCACHEPREFIX"] = name
        try:
            yield
        finally:
            del desk.environment["PYTHONPYCACHEPREFIX"]


WORK = (
    Work("help", "--help"),
    Work("help, just installed", "--help", _just_installed),
    Work("overdue", "overdue"),
    Work("overdue, on a terminal", "overdue", terminal=True),
    Work("overdue, one case changed", "overdue", _changed_by_hand),
    Work("overdue, cold", "overdue", _without_memory),
    Work("overdue, a year ago", f"overdue --at {DAY - timedelta(weeks=52)}"),
    Work("list", "list"),
    Work("find", "find Mohammed"),
    Work("show", "show CASE"),
    Work("history", "history CASE"),
    Work("agreement render", "agreement render CASE"),
    Work("step done, committed", "step done CASE STEP", _taken_back),
    Work("check, one case", "check CASE"),
    Work("check", "check"),
    Work("check, cold", "check", _without_memory),
    Work("verify", "verify"),
    Work("verify, cold", "verify", _without_memory),
)


def desk(folder: Path) -> Desk:
    """A desk in a repository, with a case in force that has an open step and as much history as in any other size."""
    found = dict(islice(_candidates(folder), _LOOKED_AT))
    if not found:
        raise LookupError("no case with an open step")
    lengths = Counter(file.path for commit in git.log(folder, *found) for file in commit.files)
    return found[min(found, key=lambda path: abs(lengths[path] - _COMMITS))]


def _candidates(folder: Path) -> Iterator[tuple[str, Desk]]:
    """Cases in force with an open step, by path."""
    for place in sorted(folder.glob("cases/*/*.yaml")):
        case: Any = read(place.read_bytes(), place.name)
        if step := _open_step(case):
            yield case_ids.path_of(case["id"]), Desk(folder, case["id"], step)


def _open_step(document: Any) -> str:
    """The number of a step to do in a case in force, empty if there is none."""
    case = cast("Case", document)
    if phases.phase(case, DAY) is not phases.Phase.ACTIVE or lookup.unsigned_version(case):
        return ""
    open_steps = (number for number, _goal, step in lookup.numbered_steps(case) if step["status"] == "open")
    return next(open_steps, "")
