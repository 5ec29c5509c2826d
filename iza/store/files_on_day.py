"""Which files a repository had at the end of a day: nothing that is done later changes the answer.

A commit counts for a day by the date its author gave it, in the time zone of that author, as `iza history`
shows it; when it was pushed or merged does not matter. A file is what the newest commit that counts left of it,
among all that are part of the present history. Newer than another is a commit that stands on it, whatever their
clocks said; of two that do not stand on each other, the later one by its date. A merge that had to choose
between two versions of a file stands on both, and its version is as old as the commit that wrote it.

What was proposed counts from the day on which somebody else let it land.

So a commit with a wrong date moves only the files that it changed itself. Work that was recorded on a day and
arrives later, from a laptop that was away, counts for that day from then on.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from iza import git
from iza.model.approvals import PROPOSAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from iza.git import Dated, Touch


def files_on(root: Path, day: str) -> dict[str, str]:
    """The files at the end of a day (ISO), path to blob; none before the first commit.

    Usually one commit stands on all that count, and its tree is the answer. Raises GitError, also for a day before a
    shallow clone begins.
    """
    commits = _dated_commits(root)
    git.refuse_cut(root, (commit for commit in commits if commit.day > day))
    ends, gaps = _ends_on(commits, day)
    if not ends:
        return {}
    files, *others = (git.tree(root, end) for end in ends)
    unsure = {path for other in others for path in _differing_paths(files, other)}
    unsure |= {touch.path for touch in git.touches(root, gaps, ancestors=False)}
    # git is told them line by line; no file of ours has one.
    unsure = {path for path in unsure if "\n" not in path}
    if unsure:
        files = {path: blob for path, blob in files.items() if path not in unsure}
        files |= _settled_files(root, commits, day, ends, unsure)
    return files


def _dated_commits(root: Path) -> list[Dated]:
    """All commits, each before its parents, with the day from which they count."""
    commits = git.calendar(root)
    if all(len(commit.parents) < 2 for commit in commits):
        return commits
    days, landed = {commit.id: commit.day for commit in commits}, git.landings(root, PROPOSAL)
    return [
        commit._replace(day=days[landed[commit.id]]) if landed.get(commit.id) in days else commit for commit in commits
    ]


class _Ends(NamedTuple):
    """Where the past ends: what counts with nothing on it that counts; and what does not, amid what counts."""

    ends: list[str]
    gaps: list[str]


def _ends_on(commits: Sequence[Dated], day: str) -> _Ends:
    ends = _Ends([], [])
    # What a commit that counts stands on.
    below: set[str] = set()
    for commit in commits:
        counts = commit.day <= day
        if counts != (commit.id in below):
            (ends.ends if counts else ends.gaps).append(commit.id)
        if counts or commit.id in below:
            below.update(commit.parents)
    return ends


def _differing_paths(files: dict[str, str], other: dict[str, str]) -> set[str]:
    return {path for path, _blob in files.items() ^ other.items()}


def _settled_files(root: Path, commits: Sequence[Dated], day: str, ends: list[str], unsure: set[str]) -> dict[str, str]:
    """The files at some paths, from every commit that left something there."""
    counting = {commit.id for commit in commits if commit.day <= day}
    touches = [touch for touch in git.touches(root, ends, unsure) if touch.commit in counting]
    written: dict[tuple[str, str], int] = {}
    for touch in touches:
        if touch.own:
            key = touch.path, touch.blob
            written[key] = max(written.get(key, 0), touch.instant)

    def age(touch: Touch) -> tuple[int, str]:
        return written.get((touch.path, touch.blob), touch.instant), touch.commit

    chosen: dict[str, Touch] = {}
    for touch in _last_touches(commits, touches):
        chosen_touch = chosen.setdefault(touch.path, touch)
        if age(touch) > age(chosen_touch):
            chosen[touch.path] = touch
    return {path: touch.blob for path, touch in chosen.items() if touch.blob}


def _last_touches(commits: Sequence[Dated], touches: Sequence[Touch]) -> Iterator[Touch]:
    """What was left at each path with no other commit standing on it that left something there.

    One walk for all paths: each has a bit in the number that says what was done above a commit.
    """
    bits = {path: 1 << number for number, path in enumerate(sorted({touch.path for touch in touches}))}
    here: defaultdict[str, list[Touch]] = defaultdict(list)
    for touch in touches:
        here[touch.commit].append(touch)
    above: defaultdict[str, int] = defaultdict(int)
    for commit in commits:
        seen = above.pop(commit.id, 0)
        left = here.get(commit.id, [])
        yield from (touch for touch in left if not seen & bits[touch.path])
        seen |= sum(bits[touch.path] for touch in left)
        for parent in commit.parents:
            above[parent] |= seen
