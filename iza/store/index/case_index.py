"""The index of the cases: the outline of each, so that a list need not read all files.

It lies in ``.git/iza/cases.sqlite`` and is brought up to date at each start: which files there are, the folders say;
whether a known file is as it was committed, git says; what is not is recognised by its content. An outline is kept
with the id of the blob it was made from, never with a time. Nothing is ever written from what stands here.
"""

from __future__ import annotations

import json
from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from iza import cache, git, parallel
from iza.errors import GitError
from iza.parallel import quietly
from iza.store import case_ids
from iza.store.index import case_files_listing
from iza.store.index.rows import BROKEN, GONE, NEWER, IndexRow, has_older, made_by, misplaced, row_of
from iza.store.work_tree import AROUND, WorkTree

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from iza.git import Standing
    from iza.model.case.record import Case
    from iza.parallel import Progress

NAME = "cases.sqlite"
MANY = 200  # files to be read; for fewer no process is started
_LEAST = 40  # files in a part at least

_LAYOUT = """
CREATE TABLE stood (commit_id TEXT NOT NULL);
CREATE TABLE folders (path TEXT PRIMARY KEY, mark TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY, head TEXT NOT NULL, blob TEXT, state INTEGER NOT NULL,
  case_id TEXT, name TEXT, caseworker TEXT, team TEXT, wakes INTEGER, kind TEXT, due_on INTEGER, review TEXT,
  lasts_from INTEGER, outline TEXT
);
CREATE INDEX files_by_day ON files
  (wakes, kind, lasts_from, due_on, review, case_id, name, caseworker, team) WHERE state = 0;
CREATE INDEX files_unsure ON files (path) WHERE blob IS NOT head;
CREATE INDEX files_amiss ON files (state) WHERE state > 0;
CREATE TABLE around (path TEXT PRIMARY KEY, content BLOB NOT NULL, document TEXT NOT NULL)
"""
"""``head`` is the blob of the last commit (empty: none), ``blob`` the one the row was made from, the others those of
``iza.store.index.rows.Row``."""


def outlines(repo: WorkTree, progress: Progress = quietly) -> list[Case]:
    """The outlines of all sound cases; ``broken`` and ``newer`` of the repository name the others. Raises GitError.

    ``progress`` is asked where many files must be read.
    """
    (rows,) = _answers_to(repo, progress, ("SELECT outline FROM files WHERE state = 0",))
    return sorted(map(_loaded_case, rows), key=itemgetter("id"))


class TalkRow(NamedTuple):
    """A case with one lasting talk (``iza.model.lasting_talk.LastingTalk``): ``on`` is the ordinal of a day."""

    name: str
    team: str
    case: str
    caseworker: str
    kind: str
    on: int
    review: str


def talks(repo: WorkTree, day: int, until: int, progress: Progress = quietly) -> tuple[list[TalkRow], list[Case]]:
    """What a list of reviews due by ``until`` must look at on a day (both ordinals).

    Lasting talks; and the outlines of cases where it takes one to know.
    """
    # All of it stands in files_by_day.
    lasting = "SELECT name, team, case_id, caseworker, kind, due_on, review"
    others, awake = "SELECT outline", "FROM files WHERE state = 0 AND wakes <= ?"
    lasts = "(kind <> '' AND lasts_from <= ?)"
    queries = (f"{lasting} {awake} AND {lasts}", until, day), (f"{others} {awake} AND NOT {lasts}", until, day)
    rows, outlines = _answers_to(repo, progress, *queries)
    return list(map(TalkRow._make, rows)), list(map(_loaded_case, outlines))


def _loaded_case(row: tuple[Any, ...]) -> Case:
    return cast("Case", json.loads(row[0]))


def _answers_to(repo: WorkTree, progress: Progress, *queries: tuple[Any, ...]) -> list[list[tuple[Any, ...]]]:
    """The rows of each query (with its values), once the index is as the work tree is."""
    standing = git.begin_standing(repo.root, "cases")
    # git is asked once, even where the cache is begun anew.
    standings: list[Standing] = []

    def work(db: sqlite3.Connection) -> list[list[tuple[Any, ...]]]:
        standings.extend([standing()] if not standings else [])
        _bring_up(db, repo, standings[0], progress)
        # What another process changes meanwhile comes into the next list.
        db.execute("BEGIN")
        try:
            _name_others(db, repo, standings[0])
            return [db.execute(query, values).fetchall() for query, *values in queries]
        finally:
            db.execute("COMMIT")

    return cache.use(repo.private / NAME, _layout_of_index(), work)


def recall(repo: WorkTree) -> None:
    """Let the repository know its settings and directory without reading YAML. Raises NotFound and Unreadable."""
    repo.remembered = cache.use(repo.private / NAME, _layout_of_index(), lambda db: _files_around(db, repo))


@lru_cache
def _layout_of_index() -> str:
    return f"{_LAYOUT}; -- {made_by()}"


# -- what is known ---------------------------------------------------------------------------------------------


def _name_others(db: sqlite3.Connection, repo: WorkTree, standing: Standing) -> None:
    amiss = db.execute("SELECT path, state, head FROM files WHERE state > 0").fetchall()
    named = {path: state for path, state, _head in amiss if state != GONE}
    lost = {_id_of(path) for path in named if misplaced(path) and not _has_place(db, _id_of(path))}
    gone = {_id_of(path) for path, state, head in amiss if state == GONE and head} - lost
    repo.newer = sorted(_id_of(path) for path, state in named.items() if state == NEWER)
    repo.broken = sorted({_id_of(path) for path, state in named.items() if state == BROKEN} | lost)
    repo.missing = sorted(case_id for case_id in gone if not _has_place(db, case_id))
    staged = filter(case_ids.is_case_path, standing.staged)
    # The last commit went on and the file did not: the index has not followed either.
    repo.older = sorted(_id_of(path) for path in staged if has_older(repo, path))


def _id_of(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _has_place(db: sqlite3.Connection, case_id: str) -> bool:
    """Whether a case has a file where it belongs, too."""
    query = "SELECT 1 FROM files WHERE path = ? AND state <> ?"
    return db.execute(query, (case_ids.path_of(case_id), GONE)).fetchone() is not None


# -- settings and directory --------------------------------------------------------------------------------------


def _files_around(db: sqlite3.Connection, repo: WorkTree) -> dict[str, dict[str, Any]]:
    """Settings and directory, read again only where a byte of a file is another one."""
    present = {path: repo.content(path) for path in AROUND if repo.has(path)}
    kept = {path: (content, document) for path, content, document in db.execute("SELECT * FROM around")}
    if present == {path: content for path, (content, _document) in kept.items()}:
        return {path: json.loads(document) for path, (_content, document) in kept.items()}
    documents = {path: repo.read(path) for path in present}
    with _writing(db):
        db.execute("DELETE FROM around")
        rows = [(path, content, json.dumps(documents[path])) for path, content in present.items()]
        db.executemany("INSERT INTO around VALUES (?, ?, ?)", rows)
    return documents


# -- bringing it up to date --------------------------------------------------------------------------------------


class _Plan(NamedTuple):
    """What became of the names: the commit, blobs of HEAD by path, marks of folders, files that came and went."""

    commit: str
    heads: dict[str, str]
    marks: dict[str, str]
    came: list[str]
    went: list[str]

    def changes(self, stood: str) -> bool:
        return bool(self.commit != stood or self.heads or self.marks or self.came or self.went)


def _bring_up(db: sqlite3.Connection, repo: WorkTree, standing: Standing, progress: Progress) -> None:
    """Afterwards every row is as the work tree is; where it was before, nothing is written."""
    stood, plan = _planned_update(db, repo, standing)
    news = None if plan.changes(stood) else list(_new_rows(db, repo, standing, progress))
    if news == []:
        return
    with _writing(db):
        # Another process may have been quicker.
        stood, plan = _planned_update(db, repo, standing)
        if plan.changes(stood) or news is None:
            _apply_plan(db, plan)
            _keep_rows(db, _new_rows(db, repo, standing, progress))
        else:
            _keep_rows(db, news)


class _writing:  # noqa: N801 - read as a word
    """A transaction that is taken back where something goes wrong."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_error: object) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK" if kind else "COMMIT")


def _planned_update(db: sqlite3.Connection, repo: WorkTree, standing: Standing) -> tuple[str, _Plan]:
    stood_row = db.execute("SELECT commit_id FROM stood").fetchone()
    stood = stood_row[0] if stood_row else ""
    heads = _changed_heads(db, repo, stood, standing.commit) if stood != standing.commit else {}
    marks = dict(db.execute("SELECT path, mark FROM folders"))
    listed = case_files_listing.listed(repo.root, marks)
    came, went = [], []
    for folder, names in listed.files.items():
        rows = _in_folder(db, folder)
        came += [path for path in names if path not in rows]
        went += [path for path, is_there in rows.items() if is_there and path not in names]
    return stood, _Plan(standing.commit, heads, listed.marks, came, went)


def _in_folder(db: sqlite3.Connection, folder: str) -> dict[str, bool]:
    """The rows of the files in a folder: whether the file was there."""
    query = "SELECT path, state FROM files WHERE path > ? AND path < ?"
    rows = db.execute(query, (f"{folder}/", f"{folder}0"))
    return {path: state != GONE for path, state in rows if path.rpartition("/")[0] == folder}


def _changed_heads(db: sqlite3.Connection, repo: WorkTree, old: str, new: str) -> dict[str, str]:
    """The blobs of HEAD where they are others than before; all where the old commit is not there any more."""
    if old and new:
        try:
            return _blobs_of_cases(git.between(repo.root, old, new, "cases"))
        except GitError:
            pass
    every = _blobs_of_cases(git.tree(repo.root, new, "cases")) if new else {}
    gone = (path for (path,) in db.execute("SELECT path FROM files WHERE head <> ''") if path not in every)
    return every | dict.fromkeys(gone, "")


def _blobs_of_cases(blobs: dict[str, str]) -> dict[str, str]:
    return {path: blob for path, blob in blobs.items() if case_ids.is_case_path(path)}


def _apply_plan(db: sqlite3.Connection, plan: _Plan) -> None:
    db.execute("DELETE FROM stood")
    db.execute("INSERT INTO stood VALUES (?)", (plan.commit,))
    put = "INSERT INTO files (path, head, state) VALUES (?, ?, 4) ON CONFLICT (path) DO UPDATE SET head = excluded.head"
    db.executemany(put, plan.heads.items())
    db.executemany("INSERT OR IGNORE INTO files (path, head, state) VALUES (?, '', 4)", [(path,) for path in plan.came])
    _put_rows(db, [IndexRow(path, None, GONE) for path in plan.went])
    db.executemany("DELETE FROM folders WHERE path = ?", [(path,) for path in plan.marks])
    marks = [(path, mark) for path, mark in plan.marks.items() if mark != case_files_listing.NONE]
    db.executemany("INSERT INTO folders VALUES (?, ?)", marks)


def _new_rows(db: sqlite3.Connection, repo: WorkTree, standing: Standing, progress: Progress) -> Iterable[IndexRow]:
    """The rows that must become others: of files that git calls changed, or that are not the ones of HEAD.

    Of many files, rows come as they are made, so that they need not all be in memory.
    """
    unsure = db.execute("SELECT path, head, blob, state FROM files WHERE blob IS NOT head").fetchall()
    for path in filter(case_ids.is_case_path, standing.changed):
        unsure += db.execute("SELECT path, head, blob, state FROM files WHERE path = ?", (path,)).fetchall()
    asked = sorted(set(unsure), key=lambda row: row[0])
    if len(asked) < MANY:
        return _rows_of_files(repo.root, asked)
    parts = parallel.parts(asked, _LEAST)
    done = progress(parallel.spread(partial(_rows_of_files, repo.root), parts), len(parts))
    return (row for part in done for row in part)


def _rows_of_files(root: Path, asked: Sequence[tuple[str, str, str | None, int]]) -> list[IndexRow]:
    """What the files are like, where that is not what their rows say."""
    tree = WorkTree(root)
    rows = (row_of(tree, *asked_file) for asked_file in asked)
    return [row for row in rows if row]


def _keep_rows(db: sqlite3.Connection, news: Iterable[IndexRow]) -> None:
    _put_rows(db, news)
    db.execute("DELETE FROM files WHERE state > 0 AND state = ? AND head = ''", (GONE,))


def _put_rows(db: sqlite3.Connection, rows: Iterable[IndexRow]) -> None:
    names = IndexRow._fields[1:]
    put = f"UPDATE files SET ({', '.join(names)}) = ({', '.join('?' * len(names))}) WHERE path = ?"  # noqa: S608 - ours
    db.executemany(put, ((*row[1:], row.path) for row in rows))
