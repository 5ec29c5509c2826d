"""Which commits touched which file: an index beside git, so that one case costs the same however long the history is.

It lies in ``.git/iza/history.sqlite`` and holds for each YAML file the commits that ``git log --full-history`` lists
with it, in git's own order. It is brought up to date from the last commit it saw; where something new does not stand
on that commit alone (a merge, an amended commit, another branch), from the last commit on which all that is new stands.
What a commit says and changed is always read from git. Where the index cannot help, git is asked as if there were none.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from itertools import islice
from os import fsencode
from typing import TYPE_CHECKING, NamedTuple

from iza.errors import GitError
from iza.git.commit_log import commits, named
from iza.git.commit_stream import records_in, yaml_prefixes
from iza.git.git_folder import common_dir, git_dir
from iza.git.process import run, stream
from iza.git.state import head
from iza.parallel import quietly

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from iza.git.commit_log import Commit
    from iza.git.commit_stream import Record
    from iza.parallel import Progress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BY_PATH = "CREATE INDEX touched_by_path ON touched (path)"
_LAYOUT = f"""
CREATE TABLE touched (place INTEGER PRIMARY KEY, path INTEGER NOT NULL, commit_id BLOB NOT NULL);
{_BY_PATH};
CREATE TABLE marks (place INTEGER PRIMARY KEY, commit_id BLOB NOT NULL);
CREATE TABLE stood (commit_id BLOB NOT NULL)
"""
"""A touch is a commit and the checksum of a path; the lower its place, the newer it is. ``stood`` is the last HEAD.

What the history of a mark touched are all touches from its place on, in git's order; HEAD's are all.
"""

_PLAIN = re.compile(r"(?:\w[\w.-]*/)*\w[\w.-]*\.yaml", re.ASCII)
_WALK = ("log", "--full-history", "--date-order", "--no-follow", "--no-renames", "--raw", "-z", "--no-abbrev", "-c",
         "--no-ext-diff", "--no-color", "--format=%H %P")  # fmt: skip
_APART = 64  # touches between two marks
# Milliseconds to wait for another iza that brings the index up to date; git is asked after that.
_PATIENCE = 1000
# Commits in one step of a progress bar; for fewer there is none.
_PIECE, _MANY = 500, 5000


def log(root: Path, *paths: str, limit: int = 0, revision: str = "HEAD", progress: Progress = quietly) -> list[Commit]:
    """The commits that changed ``paths`` (all files if none), newest first, on all branches that were merged.

    A merge is listed only where it left something that none of its parents had. ``progress`` is asked where the index
    of a long history is made. Raises GitError.
    """
    if revision == "HEAD" and paths and all(map(_PLAIN.fullmatch, paths)):
        with suppress(GitError):
            touching = _from_index(root, paths, progress)
            if touching is not None:
                return touching[: limit or None]
    asked = commits(root, *paths, limit=limit, revision=revision)
    touching = [commit for commit in asked if commit.files]
    if limit and len(touching) < limit == len(asked):
        # Merges took the places of others.
        return log(root, *paths, revision=revision)[:limit]
    return touching


# -- asking ----------------------------------------------------------------------------------------------------


def _from_index(root: Path, paths: Sequence[str], progress: Progress) -> list[Commit] | None:
    """The commits that touched the files; None where the index cannot tell. Raises GitError."""
    directory = git_dir(root)
    if _is_cut(directory):
        return None
    from iza import cache

    with suppress(OSError):
        # Who may only read has no index.
        (directory / "iza").mkdir(mode=0o700, exist_ok=True)
    return cache.use(
        directory / "iza/history.sqlite", _LAYOUT, lambda db: _answer_from_index(db, root, paths, progress)
    )


def _is_cut(directory: Path) -> bool:
    """Whether somebody may say otherwise than the commits what they stand on."""
    common = common_dir(directory)
    return (common / "shallow").exists() or (common / "info/grafts").exists()


def _answer_from_index(
    db: sqlite3.Connection, root: Path, paths: Sequence[str], progress: Progress
) -> list[Commit] | None:
    stood = _newest_mark(db)
    if stood:
        touching = _read_commits(db, root, "HEAD", paths)
        if touching and touching[0].id == stood.commit:
            return _all_or_none(touching)
    elif not db.execute("SELECT length(file) FROM pragma_database_list").fetchone()[0]:
        # Its name may be no UTF-8.
        # In memory it would serve once.
        return None
    commit = head(root)
    if commit:
        _bring_up(db, root, commit, progress)
        return _all_or_none(_read_commits(db, root, commit, paths))
    return None


def _read_commits(db: sqlite3.Connection, root: Path, revision: str, paths: Sequence[str]) -> list[Commit]:
    """The commit of a revision, and those that touched the files; nothing where git does not have one of them."""
    query = "SELECT place, commit_id FROM touched WHERE path = ?"
    touches = sorted(touch for path in paths for touch in _marks_of(db, query, _checksum_of(fsencode(path))))
    ids = dict.fromkeys(touch.commit for touch in touches)
    try:
        return named(root, [revision, *ids], *paths)
    except GitError:
        return []


def _all_or_none(touching: Sequence[Commit]) -> list[Commit] | None:
    """Those that changed a file; None without any: git may confirm it. Raises DatabaseError where one is missing."""
    files = [file for commit in touching for file in commit.files]
    left = {(file.path, file.blob) for file in files}
    if not touching or any((file.path, blob) not in left for file in files for blob in file.before if blob):
        raise _damaged()
    return [commit for commit in touching if commit.files] or None


def _damaged() -> Exception:
    """What makes the cache begin anew."""
    import sqlite3

    return sqlite3.DatabaseError("the index of the history is damaged")


def _checksum_of(path: bytes) -> int:
    """What stands for a path, in 32 bits with a sign: of two paths that share it, git tells which one was changed."""
    return zlib.crc32(path) - 0x80000000


# -- bringing it up to date --------------------------------------------------------------------------------------


class _Mark(NamedTuple):
    number: int
    commit: str


def _newest_mark(db: sqlite3.Connection) -> _Mark | None:
    query = "SELECT ifnull((SELECT min(place) FROM touched), 0), commit_id FROM stood"
    return next(iter(_marks_of(db, query)), None)


def _marks_of(db: sqlite3.Connection, query: str, *values: int) -> list[_Mark]:
    """Places and commits. Raises DatabaseError where something else stands there."""
    rows = db.execute(query, values).fetchall()
    if not all(isinstance(number, int) and isinstance(commit, bytes) for number, commit in rows):
        raise _damaged()
    return [_Mark(number, commit.hex()) for number, commit in rows]


def _bring_up(db: sqlite3.Connection, root: Path, commit: str, progress: Progress) -> None:
    """Let the index stand on a commit. Raises GitError, and OperationalError where another process is at it."""
    db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    db.execute("BEGIN IMMEDIATE")
    stood = _newest_mark(db)
    if not stood or stood.commit != commit:
        # Else another process was quicker.
        base = _common_base(db, root, stood, commit) if stood else None
        if base:
            _extend_index(db, root, commit, base)
        else:
            _begin_index(db, root, commit, progress)
        db.execute("DELETE FROM stood")
        db.execute("INSERT INTO stood VALUES (?)", (bytes.fromhex(commit),))
    db.execute("COMMIT")


def _common_base(db: sqlite3.Connection, root: Path, stood: _Mark, commit: str) -> _Mark | None:
    """The last commit of the index on which all stands that is new: looked for in steps that grow."""
    foot = _foot_of(root, commit, stood.commit)
    if foot == stood.commit:
        return stood
    marks = _marks_of(db, "SELECT place, commit_id FROM marks ORDER BY place")
    by_commit = {mark.commit: mark for mark in marks}
    step = 0
    while foot not in by_commit and step < len(marks):
        foot = _foot_of(root, commit, marks[step].commit)
        step = 2 * step + 1
    return by_commit.get(foot)


def _foot_of(root: Path, commit: str, without: str) -> str:
    """The one commit on which all of ``without..commit`` stands; nothing where there are several, or none."""
    try:
        lines = run(root, "rev-list", "--parents", commit, f"^{without}").splitlines()
    except GitError:  # cleared away since
        return ""
    parents = {commit_id: rest for commit_id, *rest in map(str.split, lines)}
    below = {parent for rest in parents.values() for parent in rest} - parents.keys()
    return below.pop() if len(below) == 1 and all(parents.values()) else ""


def _extend_index(db: sqlite3.Connection, root: Path, commit: str, base: _Mark) -> None:
    """Take what is above ``base`` anew."""
    read_commits = _CommitReader(commit)
    rows = list(read_commits.touches(records_in(stream(root, *_WALK, commit, f"^{base.commit}"))))
    db.execute("DELETE FROM touched WHERE place < ?", (base.number,))
    db.execute("DELETE FROM marks WHERE place < ?", (base.number,))
    next_mark = db.execute("SELECT min(place) FROM marks").fetchone()[0]
    if next_mark is None or next_mark - base.number >= _APART:
        db.execute("INSERT INTO marks VALUES (?, ?)", (base.number, bytes.fromhex(base.commit)))
    _keep_rows(db, rows, read_commits, base.number - len(rows))


def _begin_index(db: sqlite3.Connection, root: Path, commit: str, progress: Progress) -> None:
    """Make the index from all commits."""
    for words in ("DELETE FROM touched", "DELETE FROM marks", "DROP INDEX touched_by_path"):
        db.execute(words)
    total = int(run(root, "rev-list", "--count", commit))
    read_commits = _CommitReader(commit)
    records = records_in(stream(root, *_WALK, commit))
    pieces = iter(lambda: list(islice(records, _PIECE)), [])
    shown = progress(pieces, -(-total // _PIECE)) if total >= _MANY else pieces
    _keep_rows(db, read_commits.touches(record for piece in shown for record in piece), read_commits, 0)
    db.execute(_BY_PATH)


def _keep_rows(db: sqlite3.Connection, rows: Iterable[tuple[int, bytes]], reader: _CommitReader, first: int) -> None:
    touches = ((number, path, commit) for number, (path, commit) in enumerate(rows, first))
    db.executemany("INSERT INTO touched VALUES (?, ?, ?)", touches)
    db.executemany(
        "INSERT OR REPLACE INTO marks VALUES (?, ?)", [(first + far, commit) for far, commit in reader.marks]
    )


# -- what git says -----------------------------------------------------------------------------------------------


class _CommitReader:
    """Turns the commits up to one into touches, and notes marks: how many touches are newer, and the commit."""

    def __init__(self, commit: str) -> None:
        self.marks: list[tuple[int, bytes]] = []
        # Parents that were named and have not come yet.
        self._waiting = {commit.encode()}

    def touches(self, records: Iterable[Record]) -> Iterator[tuple[int, bytes]]:
        """A checksum and a commit for each YAML file, and for what lay in a folder with the name of one."""
        count, last = 0, 0
        for (commit_id, *parents), paths in records:
            commit = bytes.fromhex(commit_id.decode())
            if len(self._waiting) == 1 and count - last >= _APART:
                # All that is still to come is its history.
                self.marks.append((count, commit))
                last = count
            self._waiting.discard(commit_id)
            self._waiting.update(parents)
            for touched in {name for path in paths for name in yaml_prefixes(path)}:
                yield _checksum_of(touched), commit
                count += 1
