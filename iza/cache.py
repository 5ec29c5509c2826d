"""Files that can be made again at any time: SQLite, for their owner only, never a source of what is written.

A cache lies in ``.git/iza`` and makes answers quick. Whatever is wrong with it (damaged, of another version of the
program, locked by a process that hangs, a disk that is full or may not be written), the answer is the same and
only takes longer.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

_PATIENCE = 20.0  # seconds to wait for another iza that fills the cache
_PARTS = ("", "-wal", "-shm", "-journal")
# https://www.sqlite.org/fileformat2.html (rollback journal, aJournalMagic).
_SUPER = bytes.fromhex("d9d505f920a163d7")
# The second: SQLite's complaint quotes what is garbled.
_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)


def use(file: Path, layout: str, work: Work[T]) -> T:
    """What ``work`` makes of the cache at ``place``; on a fault of the file it works once more, in memory only.

    ``layout`` is the script that makes the empty tables; a file made by another script is begun anew, so it
    also names the versions of whatever the content was made by. ``work`` begins and ends its own transactions.
    """
    try:
        with closing(_opened_cache(file, layout)) as cache:
            return work(cache)
    except sqlite3.OperationalError as error:
        # Locked, full, read-only: the file itself may be sound.
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:  # tables are missing
            remove(file)
    except _DAMAGE:
        remove(file)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as cache:
        cache.executescript(layout)
        return work(cache)


def made_by(*folders: Path) -> str:
    """What recognises the files under these folders: a part of a ``layout`` that names who made the content."""
    facts = ((entry.name, entry.stat()) for folder in folders for entry in _files_under(folder))
    return " ".join(sorted(f"{name}:{stat.st_mtime_ns}:{stat.st_size}" for name, stat in facts))


def _files_under(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Every file of a package, without what Python compiled: that is written anew where nothing changed."""
    for entry in os.scandir(folder):
        if entry.is_file():
            yield entry
        elif entry.name != "__pycache__":
            yield from _files_under(entry.path)


def remove(file: Path) -> None:
    """Take a cache away, with what belongs to it."""
    for part in _PARTS:
        with suppress(OSError):
            file.with_name(file.name + part).unlink()


def _opened_cache(file: Path, layout: str) -> sqlite3.Connection:
    """A connection without a transaction. Raises sqlite3.OperationalError where nothing can be kept."""
    cache = _connected_cache(file)
    try:
        if not _is_of(cache, layout):
            _lay_out(cache, layout)
    except sqlite3.OperationalError:
        cache.close()
        raise
    except _DAMAGE:
        cache.close()
        remove(file)
        cache = _connected_cache(file)
        _lay_out(cache, layout)
    return cache


def _connected_cache(file: Path) -> sqlite3.Connection:
    _refuse_links(file)
    if _names_others(file.with_name(f"{file.name}-journal")):
        remove(file)
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except OSError as error:
        refused = sqlite3.OperationalError(str(error))
        refused.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise refused from None
    cache = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    # What was there before a power cut is whole, though perhaps not the newest; what is deleted is overwritten.
    cache.executescript("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;")
    return cache


def _refuse_links(file: Path) -> None:
    """Raises sqlite3.OperationalError where the folder is a link: what iza remembers would lie elsewhere."""
    if file.parent.is_symlink():
        refused = sqlite3.OperationalError("a link")
        refused.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise refused


def _names_others(journal: Path) -> bool:
    """Whether a rollback journal ends with the name of another file, as none of ours does: SQLite would delete that.

    What is no plain file is none of ours either.
    """
    with suppress(OSError):
        if not stat.S_ISREG(journal.lstat().st_mode):
            return True
        with journal.open("rb") as file:
            file.seek(-len(_SUPER), os.SEEK_END)
            return file.read() == _SUPER
    return False


def _is_of(cache: sqlite3.Connection, layout: str) -> bool:
    """Whether the tables were made by this very layout."""
    try:
        return bool(cache.execute("SELECT layout FROM made_by").fetchone()[0] == layout)
    except (sqlite3.OperationalError, TypeError):
        # No such table, or an empty one.
        return False


def _lay_out(cache: sqlite3.Connection, layout: str) -> None:
    """Empty tables, once: another process may have been quicker."""
    cache.execute("PRAGMA journal_mode = WAL")
    cache.execute("BEGIN IMMEDIATE")
    if not _is_of(cache, layout):
        for (name,) in cache.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            cache.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, layout.split(";")):
            cache.execute(statement)
        cache.execute("CREATE TABLE made_by (layout TEXT NOT NULL)")
        cache.execute("INSERT INTO made_by VALUES (?)", (layout,))
    cache.execute("COMMIT")
