"""The lives of cases that ``iza verify`` found sound: one to which nothing was added is not judged again.

What happened to a case never changes under the ids of its commits and contents, and whether these are whole git
checks each time. So a life is recognised by them; only those without an alarm are kept, in ``.git/iza/verify.sqlite``.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from iza import cache
from iza.resources import folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

    from iza.history.alarms import Alarm
    from iza.history.cases import Life
    from iza.store.work_tree import WorkTree

NAME = "verify.sqlite"
_LAYOUT = "CREATE TABLE sound (life BLOB PRIMARY KEY) WITHOUT ROWID"


def unproven(repo: WorkTree, lives: Sequence[Life]) -> list[Life]:
    """The lives that were not found sound before, as they are now."""
    known = cache.use(repo.private / NAME, _layout(), _known)
    return [life for life in lives if _mark(life) not in known]


def keep(repo: WorkTree, lives: Sequence[Life], alarms: Collection[Alarm], *, are_all: bool) -> None:
    """Remember which of ``lives`` no alarm is about; where they are all there are, forget any other."""
    named = {alarm.case for alarm in alarms}
    sound = {_mark(life) for life in lives if life.case not in named}

    def work(db: sqlite3.Connection) -> None:
        known = _known(db)
        gone = known - sound if are_all else set()
        if gone or sound - known:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("DELETE FROM sound WHERE life = ?", [(mark,) for mark in gone])
            db.executemany("INSERT OR IGNORE INTO sound VALUES (?)", [(mark,) for mark in sound])
            db.execute("COMMIT")

    cache.use(repo.private / NAME, _layout(), work)


def _known(db: sqlite3.Connection) -> set[bytes]:
    return {mark for (mark,) in db.execute("SELECT life FROM sound")}


def _layout() -> str:
    code = Path(__file__).parents[1]
    parts = ("app", "history", "git", "model", "model/rules", "store")
    return f"{_LAYOUT}; -- {cache.made_by(*(code / part for part in parts), folder('schemas'))}"


def _mark(life: Life) -> bytes:
    moves = [{**vars(move), "unapproved": sorted(move.unapproved)} for move in life.moves]
    return sha256(repr((life.case, moves)).encode()).digest()
