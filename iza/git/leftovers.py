"""What a git of ours leaves that was killed: locks, and an index that does not know of the commit it made."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from iza.git.objects import blobs_at, branch_name, common, tip
from iza.git.process import run

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_COARSE = 2.0  # seconds; the coarsest times of a file system in use (FAT)
_LATE = 60.0  # seconds after the last word of iza in which its git made its last lock
_FILE = "100644"
_NOTHING = "0" * 40
# Paths that have room on a command line.
_FEW = 100


def locks(directory: Path, branch: str = "") -> dict[str, int]:
    """The locks git holds now: path and inode. ``branch`` is a further one than that of HEAD (a full name)."""
    shared = common(directory)
    names = [directory / "index.lock", directory / "HEAD.lock", *directory.glob("next-index-*.lock")]
    branches = {name for name in (branch_name(directory), branch) if name}
    names += [shared / f"{name}.lock" for name in (*branches, "packed-refs", "config")]
    inodes: dict[str, int] = {}
    for file in names:
        with suppress(OSError):
            inodes[str(file)] = file.lstat().st_ino
    return inodes


def clear_locks(directory: Path, branch: str, inodes: Mapping[str, int], since: float, until: float) -> None:
    """Remove the locks that a git of ours, which is dead, made between two moments (seconds since 1970).

    What was ``known`` before it began is somebody else's, and so is what came much later.
    """
    for name, inode in locks(directory, branch).items():
        lock = Path(name)
        with suppress(OSError):
            made = lock.lstat().st_mtime
            if inodes.get(name) != inode and since - _COARSE <= made <= until + _LATE:
                lock.unlink()


def wait_for_locks(directory: Path, branch: str, seconds: float) -> None:
    """Wait until no lock is left, so long at most."""
    end = time.monotonic() + seconds
    while locks(directory, branch) and time.monotonic() < end:
        time.sleep(0.05)


def mend_index(root: Path, directory: Path, ours: Mapping[str, Collection[str]]) -> None:
    """Let the index have at some paths what HEAD has, where it holds ``ours`` (blobs by path) or nothing.

    What somebody else staged there stays. Raises GitError.
    """
    newest = tip(root, directory)
    heads = blobs_at(root, directory, newest, ours) if newest else dict.fromkeys(ours, "")
    lines = []
    for path, blob in _staged_blobs(root, ours).items():
        if blob != heads[path] and (not blob or blob in ours[path]):
            lines.append(f"{_FILE} {heads[path]}\t{path}\0" if heads[path] else f"0 {_NOTHING}\t{path}\0")
    if lines:
        run(root, "update-index", "-z", "--index-info", stdin="".join(lines).encode("utf-8", "surrogateescape"))


def _staged_blobs(root: Path, paths: Collection[str]) -> dict[str, str]:
    """The blobs of the index at paths, empty where it has none."""
    few = ("--", *paths) if len(paths) <= _FEW else ()
    entries = (entry.partition("\t") for entry in run(root, "ls-files", "-s", "-z", *few).split("\0") if entry)
    staged = {path: facts.split()[1] for facts, _tab, path in entries}
    return {path: staged.get(path, "") for path in paths}


def kept_as(root: Path, paths: Sequence[str]) -> dict[str, str]:
    """The ids of the blobs git would make of files of the work tree, filtered as it filters them."""
    lines = "".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    ids = run(root, "hash-object", "--stdin-paths", stdin=lines).split() if paths else []
    return dict(zip(paths, ids, strict=True))


# -- is that git still there? ------------------------------------------------------------------------------------


def started_at(process: int) -> str:
    """What tells a process from a later one with its number: when it began; empty where the system does not say."""
    return _facts_of_process(process)[1]


def is_alive(root: Path, process: int, start: str) -> bool:
    """Whether a git of ours that began at ``start`` in a work tree still runs; a dead one does not.

    A process of somebody else, or one that works elsewhere, is no git of ours.
    """
    if os.name == "nt":
        # Asking there would end it.
        return False
    try:
        os.kill(process, 0)
    except OSError:
        return False
    state, began = _facts_of_process(process)
    return state not in ("Z", "X") and began == start and (not state or _is_in(root, process))


def _is_in(root: Path, process: int) -> bool:
    """Whether a process works in a work tree, which may be that of a repository around it."""
    try:
        folder = Path(f"/proc/{process}/cwd").readlink()
    except OSError:
        return False
    root = root.resolve()
    return folder == root or (folder in root.parents and (folder / ".git").exists())


def _facts_of_process(process: int) -> tuple[str, str]:
    """State and start of a process, as Linux tells them."""
    try:
        text = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
    except OSError:
        return "", ""
    fields = text.rpartition(")")[2].split()
    return fields[0], fields[19]
