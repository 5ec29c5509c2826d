"""Was history rewritten? What once stood on a branch must belong to it for good.

git keeps a log of where each branch of a clone stood, and iza keeps the last state it found sound under
``refs/iza/verified/``. A commit named there that the branch no longer stands on was taken away: by amend,
reset or rebase here, or by a forced push there.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from iza import git
from iza.errors import GitError
from iza.history.alarms import Alarm, harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_VERIFIED = "refs/iza/verified/"
_REMOTES = "refs/remotes/"
_BRANCHES = "refs/heads/"
_PROPOSALS = "/iza/proposal/"


def judge(root: Path, own: set[str]) -> list[Alarm]:
    """What is missing in the branch in use (its commits are ``own``) and in the branches fetched from elsewhere."""
    verified, head = git.refs(root, _VERIFIED), git.head(root)
    alarms = list(_hidden_history(root))
    here = git.branch(root)
    if here:
        # What was only looked at, on another branch or on none, was not taken away.
        alarms += _missing_commits("V51", "", [*git.stood(root, here), *_verified_commits(verified, here)], own)
        alarms += _alarms_of_branches(root, here, verified, own)
    for name, commit in _remote_branches(root).items():
        ancestors = own if commit == head else git.ancestors(root, name)
        alarms += _missing_commits(
            "V52", name.removeprefix(_REMOTES), [*git.stood(root, name), *_verified_commits(verified, name)], ancestors
        )
    return alarms


def _hidden_history(root: Path) -> Iterator[Alarm]:
    replaced = git.refs(root, "refs/replace/")
    if replaced:
        yield Alarm("V53", details={"count": str(len(replaced))})
    if git.is_shallow(root):
        yield Alarm("V54")
    grafts = git.grafts(root)
    if grafts:
        yield Alarm("V55", details={"count": str(grafts)})


def _alarms_of_branches(root: Path, here: str, verified: dict[str, str], own: set[str]) -> Iterator[Alarm]:
    """What was found sound on other branches of this clone, and is gone from them or from the one in use.

    Who looks at another branch for the first time hears that it is not the one that was looked at before.
    """
    branches = git.refs(root, _BRANCHES)
    for mark, commit in verified.items():
        name = "refs/" + mark.removeprefix(_VERIFIED)
        if name == here or not name.startswith(_BRANCHES) or commit in own:
            continue
        if name not in branches or commit not in git.ancestors(root, name):
            yield from _missing_commits("V51", "", [commit], own)
        elif _mark_of(here) not in verified:
            names = {"branch": here.removeprefix(_BRANCHES), "main": name.removeprefix(_BRANCHES)}
            yield Alarm("V56", details={key: harmless(value) for key, value in names.items()})


def _missing_commits(code: str, remote: str, stood: list[str], ancestors: set[str]) -> Iterator[Alarm]:
    missing = [commit for commit in dict.fromkeys(stood) if commit not in ancestors]
    for commit in missing:
        yield Alarm(code, details={"gone": commit[:10], **({"remote": remote} if remote else {})})


def _verified_commits(verified: dict[str, str], ref: str) -> list[str]:
    mark = _mark_of(ref)
    return [verified[mark]] if ref and mark in verified else []


def _mark_of(ref: str) -> str:
    return _VERIFIED + ref.removeprefix("refs/")


def _remote_branches(root: Path) -> dict[str, str]:
    """The branches fetched from elsewhere, without proposals, which come and go."""
    branches = git.refs(root, _REMOTES)
    return {name: commit for name, commit in branches.items() if _PROPOSALS not in name and not name.endswith("/HEAD")}


def remember(root: Path) -> None:
    """Keep what was found sound as the state that later ones must stand on."""
    with suppress(GitError):
        # Who may only read cannot, and still gets the answer.
        for name, commit in {git.branch(root): git.head(root), **_remote_branches(root)}.items():
            if name and git.refs(root, _mark_of(name)).get(_mark_of(name)) != commit:
                git.remember(root, _mark_of(name), commit)
