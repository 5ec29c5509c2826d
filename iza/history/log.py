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
    """One commit and what it changed; ``document`` is the file after it, None where it is gone or unreadable."""

    commit: git.Commit
    document: dict[str, Any] | None
    before: dict[str, Any] | None
    changes: tuple[Change, ...]


def entries(root: Path, path: str, read: Reader) -> Iterator[Entry]:
    """What each commit changed in a file, newest first; two git calls, however long the history.

    A version that cannot be read (broken by hand) changes nothing; the next one is compared with the one before it.
    """
    commits = git.log(root, path)
    texts = git.blobs(root, [commit.blob for commit in commits if commit.blob])
    documents = [_read(texts.get(commit.blob), path, read) for commit in commits]
    old: dict[str, Any] | None = None
    found = []
    for commit, new in reversed(list(zip(commits, documents, strict=True))):
        if commit.blob and new is None:
            found.append(Entry(commit, None, old, ()))
            continue
        found.append(Entry(commit, new, old, tuple(diff(old or {}, new or {}))))
        old = new
    return reversed(found)


def _read(text: bytes | None, path: str, read: Reader) -> dict[str, Any] | None:
    from iza.errors import IzaError

    if text is None:
        return None
    try:
        return read(text, path)
    except IzaError:
        return None
