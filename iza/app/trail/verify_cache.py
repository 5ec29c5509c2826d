"""What ``iza verify`` looked at before, so that nothing is judged twice: in ``.git/iza/verify.sqlite``.

What happened never changes under the ids of commits and contents, and whether these are whole git checks each time.
So the report on a whole history is recognised by its last commit and what this clone shows beside it, and the life of
a case, where the history went on, by all ids in it; only lives without an alarm are kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iza import cache
from iza.history.alarms import Alarm
from iza.resources import folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Sequence

    from iza.app.trail.verify_report import Report
    from iza.history.judge_cases import Life
    from iza.store.work_tree import WorkTree

NAME = "verify.sqlite"
_LAYOUT = """
CREATE TABLE sound (life BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE report (head TEXT PRIMARY KEY, beside TEXT NOT NULL, facts TEXT NOT NULL) WITHOUT ROWID
"""
# Dated in the future: true until that day comes.
_OF_THE_CLOCK = "V21"


def unproven(repo: WorkTree, lives: Sequence[Life]) -> list[Life]:
    """The lives that were not found sound before, as they are now."""
    sound = cache.use(repo.private / NAME, _layout_of_cache(), _sound_lives)
    return [life for life in lives if _mark_of(life) not in sound]


def keep(repo: WorkTree, lives: Sequence[Life], alarms: Collection[Alarm], *, are_all: bool) -> None:
    """Remember which of ``lives`` no alarm is about; where they are all there are, forget any other."""
    named = {alarm.case for alarm in alarms}
    sound = {_mark_of(life) for life in lives if life.case not in named}

    def work(db: sqlite3.Connection) -> None:
        before = _sound_lives(db)
        gone = before - sound if are_all else set()
        if gone or sound - before:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("DELETE FROM sound WHERE life = ?", [(mark,) for mark in gone])
            db.executemany("INSERT OR IGNORE INTO sound VALUES (?)", [(mark,) for mark in sound])
            db.execute("COMMIT")

    cache.use(repo.private / NAME, _layout_of_cache(), work)


def report(repo: WorkTree, head: str, beside: Callable[[], Sequence[Alarm]]) -> Report | None:
    """What the history up to a commit showed, if it is the one that was looked at last with the same ``beside`` it.

    ``beside`` is what this clone shows now; it is asked only where there is a report.
    """

    def read(db: sqlite3.Connection) -> Report | None:
        row = db.execute("SELECT beside, facts FROM report WHERE head = ?", (head,)).fetchone()
        try:
            return _report_of(json.loads(row[1])) if row and row[0] == _as_text(beside()) else None
        except (ValueError, TypeError, KeyError, AttributeError):
            # Written by nobody of ours.
            return None

    return cache.use(repo.private / NAME, _layout_of_cache(), read)


def _report_of(facts: dict[str, Any]) -> Report:
    from iza.app.trail.verify_report import Report, Settled

    findings = tuple(Alarm(**alarm) for alarm in facts.pop("findings"))
    settled = tuple(
        Settled(**entry | {"alarm": Alarm(**entry["alarm"]), "when": datetime.fromisoformat(entry["when"])})
        for entry in facts.pop("acknowledged")
    )
    return Report(**facts, findings=findings, acknowledged=settled)


def keep_report(repo: WorkTree, report: Report, beside: Sequence[Alarm]) -> None:
    """Remember what a whole history showed, in place of an earlier one."""
    if any(alarm.code == _OF_THE_CLOCK for alarm in report.findings):
        return
    facts = json.dumps(asdict(report), default=datetime.isoformat)

    def write(db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM report")
        db.execute("INSERT INTO report VALUES (?, ?, ?)", (report.head, _as_text(beside), facts))
        db.execute("COMMIT")

    cache.use(repo.private / NAME, _layout_of_cache(), write)


def _as_text(alarms: Sequence[Alarm]) -> str:
    return json.dumps([asdict(alarm) for alarm in alarms])


def _sound_lives(db: sqlite3.Connection) -> set[bytes]:
    return {mark for (mark,) in db.execute("SELECT life FROM sound")}


def _layout_of_cache() -> str:
    package = Path(__file__).parents[2]
    parts = ("app", "history", "git", "model", "store")
    return f"{_LAYOUT}; -- {cache.made_by(*(package / part for part in parts), folder('schemas'))}"


def _mark_of(life: Life) -> bytes:
    moves = [{**vars(move), "unapproved": sorted(move.unapproved)} for move in life.moves]
    return sha256(repr((life.case, moves)).encode()).digest()
