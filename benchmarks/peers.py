"""Other programs on the same data: on the repository itself, or on its reviews in their own format.

They get a home of their own in a temporary folder: nobody's tasks, calendars or journals are read or changed. A program
that is not installed is named with the way to get it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import county, items, measure, scenes
from benchmarks.county import DAY
from benchmarks.desk import Desk
from benchmarks.work import Work

_NOON = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) - timedelta(hours=12)  # of the day before
_HOURS = round((_NOON - datetime.now(UTC)).total_seconds() / 3600)  # todoman knows no day but today
_TODOMAN = 'path = "{data}/calendar/*"\ndate_format = "%Y-%m-%d"\ndefault_list = "reviews"\n'
_TASKRC = "confirmation=no\nverbose=nothing\n"


@dataclass(frozen=True)
class Peer:
    """A command line of another program, what it does, for how much of the data, and beside which work of iza."""

    work: Work
    install: str
    beside: str
    share: float = 1

    @property
    def program(self) -> str:
        """What must be installed."""
        return self.work.name.partition(" ")[0]

    @property
    def is_there(self) -> bool:
        """Whether it is installed."""
        return shutil.which(self.program) is not None


_COMMIT = "sh -c 'echo \"# x\" >> PATH && git add -- PATH && git commit -q -m x'"

ON_REPOSITORY = (
    Peer(Work("rg -c 'status: planned' cases", "rg -c 'status: planned' cases"), "apt install ripgrep", "overdue"),
    Peer(Work("git status", "git --no-optional-locks status --porcelain"), "apt install git", "overdue"),
    Peer(Work("git add, git commit", _COMMIT, scenes.taken_back), "apt install git", "step done, committed"),
    Peer(Work("git log -- FILE", "git log --format=%H -- PATH"), "apt install git", "history"),
)
ON_REVIEWS = (
    Peer(Work("task list", f"task due.before:{DAY} list"), "apt install taskwarrior", "overdue"),
    Peer(
        Work("hledger register", f"hledger -f reviews.journal register --pending --end {DAY} cases"),
        "apt install hledger", "overdue",
    ),
    Peer(Work("todo list", f"todo list --due {_HOURS}"), "pip install todoman", "overdue"),
    Peer(Work("hledger check", "hledger -f reviews.journal check"), "apt install hledger", "check"),
    Peer(Work("doorstop", "sh -c 'cd requirements && doorstop --no-reformat'"), "pip install doorstop", "check"),
    Peer(
        Work("check-jsonschema", "sh -c 'check-jsonschema --schemafile case.schema.json cases/*.yaml'", first=None),
        "pip install check-jsonschema", "check", 1 / items.ONE_IN,
    ),
)  # fmt: skip


_SMALL = 10_000  # cases; more reviews are more than these programs are made for


def asked(size: county.Size) -> tuple[Peer, ...]:
    """The other programs that are asked at this size."""
    return ON_REPOSITORY + (ON_REVIEWS if size.cases < _SMALL else ())


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """The reviews of a repository on a desk of their own, ready for each program that is there."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        data = home / "data"
        shutil.copytree(items.cached(folder), data)
        place = Desk(data, "", "", environment=surroundings(home))
        _prepare(place, home)
        yield place


def surroundings(home: Path) -> dict[str, str]:
    """An environment in which every program finds this home and nothing of the person who measures."""
    own = {"HOME": home, "TASKRC": home / "taskrc", "TASKDATA": home / "tasks", "TODOMAN_CONFIG": home / "todoman.py",
           "LEDGER_FILE": home / "data/reviews.journal", "LANG": "C.UTF-8"}  # fmt: skip
    folders = {f"XDG_{name}_HOME": home / name.lower() for name in ("CONFIG", "DATA", "CACHE", "STATE", "RUNTIME")}
    return measure.surroundings(DAY.isoformat()) | {name: str(value) for name, value in (own | folders).items()}


def _prepare(place: Desk, home: Path) -> None:
    """What each program needs once: its settings, its own form of the data."""
    (home / "tasks").mkdir()
    (home / "taskrc").write_text(_TASKRC, "utf-8")
    (home / "todoman.py").write_text(_TODOMAN.format(data=place.folder), "utf-8")
    subprocess.run(["git", "init", "-q", "requirements"], cwd=place.folder, env=place.environment, check=True)
    if shutil.which("task"):
        words = ["task", "import", "tasks.json"]
        subprocess.run(words, cwd=place.folder, env=place.environment, check=True, capture_output=True)
