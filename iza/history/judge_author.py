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
from iza.model.signers import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from iza.git import Commit

SLACK = timedelta(hours=12)
_ACTIONS = frozenset(Action) - {Action.MIGRATE}
_DIRECTORY = ("caseworker", "partner", "offer", "mentor", "interpreter")
_SETTINGS = ("iza.yaml", "templates/", FILE)
OTHER_ACTIONS: dict[str, tuple[str, ...]] = {
    "init": ("iza.yaml", "directory/", "schemas/", ".git", FILE),
    "template.copy": ("templates/",),
    "worker.key": (FILE,),
    Action.MIGRATE: ("cases/", "iza.yaml", "directory/", "schemas/"),
    SETTINGS_EDIT: _SETTINGS,
    ACKNOWLEDGE: ("directory/acknowledged/",),
    **dict.fromkeys(ABOUT_PROPOSALS, ()),
    **{f"{kind}.{verb}": (f"directory/{kind}s.yaml",) for kind in _DIRECTORY for verb in ("add", "edit", "end")},
}
"""Actions that are not about one case, with the beginnings of the names of the files they change."""


def judge(commit: Commit, path_of: Callable[[str], str]) -> Iterator[Alarm]:
    """Everything wrong with who made a commit and with what it calls itself, apart from its dates (``dates``)."""
    if commit.unreadable:
        yield Alarm("V25", details={"facts": ",".join(commit.unreadable)})
    if len(commit.parents) < 2:
        yield from _alarms_of_people(commit)
        yield from _alarms_of_label(commit, path_of)


def dates(commits: Sequence[Commit], now: datetime) -> dict[str, Alarm]:
    """The commits dated before the newest of all they stand on, or in the future, for either clock.

    Creeping back in small steps is seen that way too. After a commit that is named the clock starts anew with it, so
    that one wrong clock is one finding. Parents come before children in ``commits``.
    """
    # What a commit stands on, itself included: of each clock.
    newest: dict[str, list[datetime]] = {}
    named: dict[str, Alarm] = {}
    for commit in commits:
        below = [newest[parent] for parent in commit.parents if parent in newest]
        clocks = _dates_with_earlier(commit, below)
        alarm = next((alarm for when, before in clocks if (alarm := _alarm_of_date(when, before, now))), None)
        if alarm:
            named[commit.id] = alarm
        newest[commit.id] = [max([when] if alarm else [when, *before]) for when, before in clocks]
    return named


def _dates_with_earlier(commit: Commit, below: Sequence[Sequence[datetime]]) -> list[tuple[datetime, list[datetime]]]:
    """Each date of a commit with what it must not precede."""
    author, committer = ([clocks[number] for clocks in below] for number in (0, 1))
    return [(commit.when, author), (commit.committed, committer)]


def _alarm_of_date(when: datetime, before: Sequence[datetime], now: datetime) -> Alarm | None:
    if before and when < max(before) - SLACK:
        return Alarm("V20", details={"day": _day_of(when), "before": _day_of(max(before))})
    return Alarm("V21", details={"day": _day_of(when)}) if when > now + SLACK else None


def _day_of(when: datetime) -> str:
    return when.date().isoformat()


def _alarms_of_people(commit: Commit) -> Iterator[Alarm]:
    """Who made a commit also committed it."""
    author, committer = commit.author, commit.committer
    if (author.email.casefold(), author.name) != (committer.email.casefold(), committer.name):
        yield Alarm("V22")


def _alarms_of_label(commit: Commit, path_of: Callable[[str], str]) -> Iterator[Alarm]:
    """A commit that names a case changes the file of that case, and no other file."""
    action, case = commit.action, commit.case
    if not action and not case:
        return
    if action not in _ACTIONS and action not in OTHER_ACTIONS:
        yield Alarm("V13")
    files = [file.path for file in commit.files]
    if case and files and files != [path_of(case)]:
        yield Alarm("V03", details={"said": case, "files": _file_names(files)})
    elif action in _ACTIONS and not case:
        yield Alarm("V03", details={"said": "–", "files": _file_names(files)})
    elif action in OTHER_ACTIONS and not all(path.startswith(OTHER_ACTIONS[action]) for path in files):
        yield Alarm("V03", details={"said": action, "files": _file_names(files)})


def _file_names(files: Sequence[str]) -> str:
    """The names of files, those of cases by their ids; others are only counted, for a name may be anything."""
    names = [name.rpartition("/")[2].removesuffix(".yaml") for name in files[:3]]
    shown = [name for name in names if name.startswith("F-") and name.isascii() and len(name) == len("F-8QK2-7MX4")]
    return ", ".join(shown) + (f" +{len(files) - len(shown)}" if len(files) > len(shown) else "")


def carried(commits: Sequence[Commit], path: str) -> Mapping[str, str]:
    """The blob of one file in the tree of every commit (parents come before children), empty where there is none."""
    latest: dict[str, str] = {}
    for commit in commits:
        own = next((file.blob for file in commit.files if file.path == path), None)
        latest[commit.id] = (latest.get(commit.parents[0], "") if commit.parents else "") if own is None else own
    return latest
