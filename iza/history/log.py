"""The versions of one file, read from git: what each commit made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iza import git
from iza.history.changes import Change, diff

Reader = Callable[[bytes, str], dict[str, Any]]
"""Turns the bytes of a version into data; raises ValueError or IzaError for what it cannot read."""


@dataclass(frozen=True)
class Entry:
    """One commit and what it changed; ``document`` is the file after it, None where it is gone or unreadable."""

    commit: git.Commit
    document: dict[str, Any] | None
    before: dict[str, Any] | None
    changes: tuple[Change, ...]


def entries(root: Path, path: str, read: Reader) -> list[Entry]:
    """What each commit changed in a file, newest first; two git calls, however long the history.

    Each version is compared with what its own parent had, so that two branches that were merged keep their
    authors; a merge tells only what neither side had. A version that cannot be read (broken by hand) changes
    nothing; the next one is compared with the one before it.
    """
    commits = git.log(root, path)
    ids = {blob for commit in commits for blob in (commit.files[0].blob, *commit.files[0].before) if blob}
    texts = git.blobs(root, sorted(ids))
    documents = {blob: _read(texts.get(blob), path, read) for blob in ids}
    found: list[Entry] = []
    for commit in reversed(commits):
        file = commit.files[0]
        sides = [documents.get(blob) for blob in file.before]
        if file.blob and documents[file.blob] is None:
            documents[file.blob] = sides[0]  # stands in for the broken version
            found.append(Entry(commit, None, sides[0], ()))
            continue
        new = documents.get(file.blob)
        changes = _new_in(sides, new)
        if changes or len(sides) == 1:
            found.append(Entry(commit, new, sides[0], changes))
    return found[::-1]


def _new_in(sides: list[dict[str, Any] | None], new: dict[str, Any] | None) -> tuple[Change, ...]:
    """What differs from every side."""
    first, *others = [diff(side or {}, new or {}) for side in sides]
    return tuple(change for change in first if all(any(c.path == change.path for c in other) for other in others))


def _read(text: bytes | None, path: str, read: Reader) -> dict[str, Any] | None:
    from iza.errors import IzaError

    if text is None:
        return None
    try:
        return read(text, path)
    except IzaError:
        return None
