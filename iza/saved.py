"""What this process has saved so far: the truth to be told when something fails or stops afterwards."""

from __future__ import annotations

_commits: list[str] = []


def note(commit: str) -> None:
    """Something is saved: the id of its commit, empty for what is kept in this clone only (an open review)."""
    _commits.append(commit)


def anything() -> bool:
    """Whether anything was saved."""
    return bool(_commits)


def last() -> str:
    """The last commit, empty where there is none."""
    return next((commit for commit in reversed(_commits) if commit), "")


def forget() -> None:
    """Begin anew: for another command in the same process."""
    _commits.clear()
