"""Who made a commit and when, and does it keep to the files it speaks of? Pure functions over commits.

Dates are what clocks said: two machines differ by minutes, so only what is off by more than half a day counts.
What one person proposed and another one approved are two commits, each by one person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iza.history.alarms import Alarm
from iza.model.acknowledgements import ACTION as ACKNOWLEDGE
from iza.model.approvals import ABOUT_PROPOSALS, SETTINGS_EDIT
from iza.model.procedure import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from iza.git import Commit

SLACK = timedelta(hours=12)
_ACTIONS = frozenset(Action) - {Action.MIGRATE}
_DIRECTORY = ("caseworker", "partner", "offer", "mentor", "interpreter")
OTHER_ACTIONS = frozenset(
    {"init", "template.copy", "worker.key", "erase", Action.MIGRATE, SETTINGS_EDIT, ACKNOWLEDGE, *ABOUT_PROPOSALS}
    | {f"{kind}.{verb}" for kind in _DIRECTORY for verb in ("add", "edit", "end")}
)
"""Actions that are not about one case."""


def judge(commit: Commit, parents: Sequence[Commit], now: datetime, path_of: Callable[[str], str]) -> Iterator[Alarm]:
    """Everything wrong with a commit, apart from what stands in the files it changed."""
    yield from _dates(commit, parents, now)
    if len(parents) < 2:
        yield from _people(commit)
        yield from _label(commit, path_of)


def _dates(commit: Commit, parents: Sequence[Commit], now: datetime) -> Iterator[Alarm]:
    """A commit comes after what it stands on, for the clocks of its author and of its committer."""
    for when, before in _clocks(commit, parents):
        if before and when < max(before) - SLACK:
            yield Alarm("V20", details={"day": _day(when), "before": _day(max(before))})
            return
        if when > now + SLACK:
            yield Alarm("V21", details={"day": _day(when)})
            return


def _clocks(commit: Commit, parents: Sequence[Commit]) -> Iterator[tuple[datetime, list[datetime]]]:
    """Each date of a commit with what it must not precede."""
    yield commit.committed, [one.committed for one in parents]
    yield commit.when, [one.when for one in parents]


def _day(when: datetime) -> str:
    return when.date().isoformat()


def _people(commit: Commit) -> Iterator[Alarm]:
    """Who made a commit also committed it."""
    author, committer = commit.author, commit.committer
    if (author.email.casefold(), author.name) != (committer.email.casefold(), committer.name):
        yield Alarm("V22")


def _label(commit: Commit, path_of: Callable[[str], str]) -> Iterator[Alarm]:
    """A commit that names a case changes the file of that case, and no other file."""
    action, case = commit.action, commit.case
    if not action and not case:
        return
    if action not in _ACTIONS and action not in OTHER_ACTIONS:
        yield Alarm("V13")
    files = [file.path for file in commit.files]
    cases = [path for path in files if path.startswith("cases/")]
    if case and files and files != [path_of(case)]:
        yield Alarm("V03", details={"said": case, "files": _listed(files)})
    elif action in _ACTIONS and not case:
        yield Alarm("V03", details={"said": "–", "files": _listed(files)})
    elif cases and not case and action not in (Action.MIGRATE, "init", "erase"):
        yield Alarm("V03", details={"said": action, "files": _listed(cases)})


def _listed(files: Sequence[str]) -> str:
    """The names of files, those of cases by their ids; others are only counted, for a name may be anything."""
    names = [name.rpartition("/")[2].removesuffix(".yaml") for name in files[:3]]
    shown = [name for name in names if name.startswith("F-") and name.isascii() and len(name) == len("F-8QK2-7MX4")]
    return ", ".join(shown) + (f" +{len(files) - len(shown)}" if len(files) > len(shown) else "")


def carried(commits: Sequence[Commit], path: str) -> Mapping[str, str]:
    """The blob of one file in the tree of every commit (parents come before children), empty where there is none."""
    found: dict[str, str] = {}
    for commit in commits:
        own = next((file.blob for file in commit.files if file.path == path), None)
        found[commit.id] = (found.get(commit.parents[0], "") if commit.parents else "") if own is None else own
    return found
