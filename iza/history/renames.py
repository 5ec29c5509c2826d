"""A file under all the names it had: somebody may have moved it by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from iza import git
from iza.history.landings import as_events
from iza.parallel import quietly

if TYPE_CHECKING:
    from pathlib import Path

    from iza.parallel import Progress

Version = tuple[git.Commit, git.File]
IsOne = Callable[[str, str], bool]
"""Whether two files, each ``REV:path``, are versions of one thing."""


def versions(
    root: Path, path: str, is_one: IsOne, progress: Progress = quietly
) -> tuple[list[Version], list[str]]:
    """The commits of a file, newest first, and the names it had; where it was moved, ``before`` is ``REV:path``.

    Looked for is only where a commit made the file and its parent had none. ``progress`` is asked where all commits
    must be read. Raises GitError, also where a shallow clone begins amid its history.
    """
    names, waiting = [path], [(path, "")]
    by_commit: dict[str, Version] = {}
    while waiting:
        name, left = waiting.pop()
        # Of another file that took the name.
        later = git.since(root, left, name) if left else set()
        log = git.log(root, name, progress=progress)
        git.refuse_cut(root, log)
        for commit in as_events(root, log, name):
            file = commit.files[0]
            source = "" if commit.id in later else _earlier_path(root, commit, file, is_one)
            if source:
                file = replace(file, before=(f"{commit.parents[0]}:{source}",))
            if source and source not in names:
                names.append(source)
                waiting.append((source, commit.id))
            if source or (commit.id not in by_commit and commit.id not in later):
                by_commit[commit.id] = commit, file
    if len(names) == 1:
        return list(by_commit.values()), names
    in_order = as_events(root, git.log(root, *names), *names)
    return [by_commit[commit.id] for commit in in_order if commit.id in by_commit], names


def _earlier_path(root: Path, commit: git.Commit, file: git.File, is_one: IsOne) -> str:
    """Where a file lay before a commit that made it where it is; nothing where it is new, or was there before."""
    if not file.blob or any(file.before):
        return ""
    source = git.moved_from(root, commit, file.path)
    same_name = source.rpartition("/")[2] == file.path.rpartition("/")[2]
    if source and (same_name or is_one(f"{commit.parents[0]}:{source}", f"{commit.id}:{file.path}")):
        return source
    return ""
