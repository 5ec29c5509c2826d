"""Which case files there are: the folders under ``cases/``, listed again only where something came or went.

A folder whose times are as they were holds the names it held. While they are so young that the clock of the file
system could hide another change, the folder is listed each time.
"""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING, NamedTuple

from iza.store.case_ids import CASES, is_case_path, is_readable_name

if TYPE_CHECKING:
    from pathlib import Path

NONE = "-"
"""The mark of a folder that is not there any more."""

_YOUNG = 2_000_000_000  # nanoseconds; the coarsest times of a file system in use (FAT)
# FAT under Windows leaves a folder's time alone when a file comes or goes.
_TIMES_TELL = os.name != "nt"


class Listed(NamedTuple):
    """The folders that had to be listed, with the paths of the case files in each; and marks that are others now."""

    files: dict[str, set[str]]
    marks: dict[str, str]


def listed(root: Path, marks: dict[str, str]) -> Listed:
    """Look at all folders; ``known`` are their marks of the last time."""
    changed_folders, now = Listed({}, {}), time.time_ns()
    folders = [CASES, *(path for path in marks if path != CASES)]
    seen = set(folders)
    for folder in folders:
        # Grows while it is gone through.
        mark = _mark_of(f"{root}/{folder}", now)
        if mark == marks.get(folder) != "":
            continue
        changed_folders.files[folder], inner = _names_in(root, folder) if mark != NONE else (set(), [])
        folders += [path for path in inner if path not in seen]
        seen.update(inner)
        if mark != marks.get(folder, NONE):
            changed_folders.marks[folder] = mark
    return changed_folders


def _mark_of(folder: str, now: int) -> str:
    """What changes when a file comes or goes; empty where it is too young (at ``now``, in nanoseconds) to tell."""
    try:
        facts = os.lstat(folder)
    except OSError:
        return NONE
    if not stat.S_ISDIR(facts.st_mode):
        return NONE
    changed, moved = facts.st_mtime_ns, facts.st_ctime_ns
    is_old = _TIMES_TELL and now - changed > _YOUNG < now - moved
    return f"{changed} {moved} {facts.st_ino}" if is_old else ""


def _names_in(root: Path, folder: str) -> tuple[set[str], list[str]]:
    """The paths of the case files in a folder, and those of its folders."""
    files: set[str] = set()
    inner: list[str] = []
    try:
        entries = list(os.scandir(root / folder))
    except OSError:
        # As for os.walk, which is what a list without an index goes by.
        return files, inner
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if not _is_dir(entry):
            files.update([path] if is_case_path(path) else [])
        elif not entry.is_symlink() and is_readable_name(path):
            inner.append(path)
    return files, inner


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads to itself.
        return False
