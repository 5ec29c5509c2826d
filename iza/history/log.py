"""The versions of one file, read from git: what each commit made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from iza import git
from iza.history import renames
from iza.history.changes import diff
from iza.parallel import quietly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from iza.history.change import Change
    from iza.model.values import CaseData
    from iza.parallel import Progress

Reader = Callable[[bytes, str], dict[str, Any]]
"""Turns the bytes of a version into data; raises ValueError or IzaError for what it cannot read."""


@dataclass(frozen=True)
class CaseVersion:
    """One commit and what it changed; ``document`` is the file after it, None where it is gone or unreadable."""

    commit: git.Commit
    document: CaseData | None
    before: CaseData | None
    changes: tuple[Change, ...]


def entries(root: Path, path: str, read: Reader, progress: Progress = quietly) -> list[CaseVersion]:
    """What each commit changed in a file, newest first; three git calls, however long the history.

    Each version is compared with what its own parent had, so that two branches that were merged keep their
    authors; a merge tells only what neither side had. A version that cannot be read (broken by hand) changes
    nothing; the next one is compared with the one before it. A file that lay elsewhere before is followed there.
    """
    versions, names = renames.versions(root, path, lambda old, new: _is_one(root, old, new, read), progress)
    contents = documents(root, {blob for _commit, file in versions for blob in (file.blob, *file.before) if blob}, read)
    story: list[CaseVersion] = []
    for commit, file in reversed(versions):
        sides = [contents.get(blob) for blob in file.before]
        if None in sides and len(sides) > 1 and len(names) > 1:
            sides = _sides_elsewhere(root, commit, sides, names, read)
        if file.blob and contents[file.blob] is None:
            # Stands in for the broken version.
            contents[file.blob] = sides[0]
            story.append(CaseVersion(commit, None, sides[0], ()))
            continue
        new = contents.get(file.blob)
        changes = new_in(sides, new)
        if changes or len(sides) == 1:
            story.append(CaseVersion(commit, new, sides[0], changes))
    return story[::-1]


def of_commits(
    root: Path, commits: Sequence[git.Commit], name_of: Callable[[str], str], read: Reader
) -> Iterator[tuple[git.Commit, dict[str, CaseVersion]]]:
    """What commits changed in the files that have a name (``name_of`` gives one for a path, or nothing).

    One git call; a version is read when its turn comes. Where the version before cannot be read, nothing is told;
    merges are told as ``entries`` does. Raises GitError, also where a shallow clone begins with one of the commits.
    """
    git.refuse_cut(root, commits)
    files = [(commit, _by_name(commit, name_of)) for commit in commits]
    ids = {
        id_
        for _commit, named in files
        for named_file in named.values()
        for id_ in (named_file.blob, *named_file.before)
        if id_
    }
    texts = git.blobs(root, sorted(ids))
    contents: dict[str, CaseData | None] = {}

    def document(blob: str) -> CaseData | None:
        if blob not in contents:
            contents[blob] = _document_of(texts.get(blob), blob, read)
        return contents[blob]

    for commit, named in files:
        by_name = {name: _entry_of_file(commit, file, document) for name, file in named.items()}
        yield (
            commit,
            {name: named_file for name, named_file in by_name.items() if named_file.changes or len(commit.parents) < 2},
        )


def _entry_of_file(commit: git.Commit, file: git.File, document: Callable[[str], CaseData | None]) -> CaseVersion:
    sides, new = [document(blob) for blob in file.before], document(file.blob)
    damaged = any(blob and side is None for blob, side in zip((*file.before, file.blob), (*sides, new), strict=True))
    return CaseVersion(commit, new, sides[0], () if damaged else new_in(sides, new))


def _by_name(commit: git.Commit, name_of: Callable[[str], str]) -> dict[str, git.File]:
    """The files of a commit by name; one that only went to another place is one file."""
    files: dict[str, git.File] = {}
    for file in commit.files:
        name = name_of(file.path)
        if name:
            files[name] = _one_file(file, files[name]) if name in files else file
    return files


def _one_file(file: git.File, other: git.File) -> git.File:
    new, old = (file, other) if file.blob else (other, file)
    return replace(new, before=tuple(map(max, new.before, old.before)))


def _is_one(root: Path, old: str, new: str, read: Reader) -> bool:
    """Whether two files (``REV:path``) hold one and the same case."""
    before, after = documents(root, [old, new], read).values()
    return bool(before and after and before.get("id") and before["id"] == after.get("id"))


def _sides_elsewhere(
    root: Path, commit: git.Commit, sides: list[CaseData | None], names: list[str], read: Reader
) -> list[CaseData | None]:
    """What the parents of a merge had, where one of them still had the file under another name."""
    places = [[f"{parent}:{name}" for name in names] for parent in commit.parents]
    contents = documents(root, [blob_name for some in places for blob_name in some], read)
    return [
        side or next((contents[blob_name] for blob_name in some if contents[blob_name]), None)
        for side, some in zip(sides, places, strict=True)
    ]


def documents(root: Path, names: Collection[str], read: Reader) -> dict[str, CaseData | None]:
    """What stands in blobs (or ``REV:path`` names), None where nothing is or it cannot be read; one git call."""
    texts = git.blobs(root, sorted(names))
    return {name: _document_of(texts.get(name), name, read) for name in names}


def new_in(sides: list[CaseData | None], new: CaseData | None) -> tuple[Change, ...]:
    """What a version has that none of its parents had."""
    first, *others = [diff(side or {}, new or {}) for side in sides]
    return tuple(change for change in first if all(any(c.path == change.path for c in other) for other in others))


def _document_of(text: bytes | None, name: str, read: Reader) -> CaseData | None:
    from iza.errors import IzaError

    if text is None:
        return None
    try:
        return read(text, name)
    except IzaError:
        return None
