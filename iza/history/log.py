"""The versions of one file, read from git: what each commit made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iza import git
from iza.history.changes import Change, diff

Reader = Callable[[bytes, str], dict[str, Any]]
"""Turns the bytes of a version into data; raises ValueError or IzaError for what it cannot read."""


@dataclass(frozen=True)
class Entry:
    """One commit and what it changed; ``document`` is the file after it, None where it is gone."""

    commit: git.Commit
    document: dict[str, Any] | None
    before: dict[str, Any] | None
    changes: tuple[Change, ...]


def entries(root: Path, path: str, read: Reader) -> Iterator[Entry]:
    """What each commit changed in a file, newest first; two git calls, however long the history."""
    commits = git.log(root, path)
    texts = git.blobs(root, [commit.blob for commit in commits if commit.blob])
    documents = [_read(texts.get(commit.blob), path, read) for commit in commits]
    for place, commit in enumerate(commits):
        new = documents[place]
        old = documents[place + 1] if place + 1 < len(documents) else None
        yield Entry(commit, new, old, tuple(diff(old or {}, new or {})))


def _read(text: bytes | None, path: str, read: Reader) -> dict[str, Any] | None:
    from iza.errors import IzaError

    if text is None:
        return None
    try:
        return read(text, path)
    except IzaError:
        return None  # a version broken by hand still has a date and an author
