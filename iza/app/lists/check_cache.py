"""What was found in the files of cases before, kept as long as nothing it depends on changes.

A finding depends on the file itself, on settings and directory around it, on the day, and on this program in its
language. The first is compared for each file; where one of the others changes, everything is looked at anew. What is
kept lies in ``.git/iza/check.sqlite`` and holds no values of personal fields, for no finding does.
"""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iza import cache, parallel
from iza.app.lists.file_findings import Judged, Located, judge
from iza.app.office import Office
from iza.errors import IzaError
from iza.i18n import language
from iza.model.findings import Finding, Level
from iza.model.rules.places import Phrase
from iza.resources import folder
from iza.store.case_ids import is_readable_name
from iza.store.repository import Repository
from iza.store.work_tree import AROUND

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date

    from iza.model.county import County
    from iza.parallel import Progress

NAME = "check.sqlite"
MANY = 100  # files to be judged; for fewer no process is started
_LEAST = 20  # files in a part at least
_LAYOUT = """
CREATE TABLE files (path TEXT PRIMARY KEY, content BLOB NOT NULL, person TEXT NOT NULL, found TEXT NOT NULL)
"""


def files(office: Office, county: County | None, paths: Sequence[str], progress: Progress) -> Iterator[Judged]:
    """What is wrong in each of these files of cases, in this order."""
    if county is None or not (office.repo.root / ".git").exists():
        # There is no place to keep anything.
        yield from (judge(office, path, county) for path in paths)
        return
    layout = f"{_LAYOUT}; -- {office.day} {language()} {_fingerprint_around(office.repo)} {_program_mark()}"
    work = partial(_judged_files, office=office, county=county, paths=paths, progress=progress)
    yield from cache.use(office.repo.private / NAME, layout, work)


def _fingerprint_around(repo: Repository) -> str:
    """What settings and directory are recognised by."""
    contents = {path: repo.content(path) for path in AROUND if repo.has(path)}
    return sha256(repr(sorted(contents.items())).encode()).hexdigest()


def _program_mark() -> str:
    package = Path(__file__).parents[2]
    parts = ("app", "documents", "history", "model", "store")
    return cache.made_by(*(package / part for part in parts), folder("schemas"))


def _judged_files(
    db: sqlite3.Connection, office: Office, county: County, paths: Sequence[str], progress: Progress
) -> list[Judged]:
    kept_rows = {row[0]: row for row in db.execute("SELECT path, content, person, found FROM files")}
    same = [path for path in paths if path in kept_rows and kept_rows[path][1] == _content_digest(office.repo, path)]
    old = {path: _judged_of_row(*kept_rows[path]) for path in same}
    new = {
        judged.path: judged
        for judged in _judge_anew(office, county, [path for path in paths if path not in old], progress)
    }
    if new:
        db.execute("BEGIN IMMEDIATE")
        gone = [(path,) for path in kept_rows if not office.repo.has(path)]
        db.executemany("DELETE FROM files WHERE path = ?", gone)
        kept = [judged for judged in new.values() if judged.content and is_readable_name(judged.path)]
        rows = [(judged.path, judged.content, judged.person, _findings_as_text(judged.located)) for judged in kept]
        db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)
        db.execute("COMMIT")
    return [old.get(path) or new[path] for path in paths]


def _content_digest(repo: Repository, path: str) -> bytes:
    try:
        return sha256(repo.content(path)).digest()
    except IzaError:
        return b""


def _judge_anew(office: Office, county: County, paths: Sequence[str], progress: Progress) -> list[Judged]:
    if len(paths) < MANY:
        return [judge(office, path, county) for path in paths]
    parts = parallel.parts(paths, _LEAST)
    done = progress(parallel.spread(partial(_judge_part, office.repo.root, office.today, county), parts), len(parts))
    return [judged for part in done for judged in part]


def _judge_part(root: Path, today: date, county: County, paths: Sequence[str]) -> list[Judged]:
    """What a process does with its part of the files."""
    office = Office(Repository(root), today)
    return [judge(office, path, county) for path in paths]


# -- findings as text ------------------------------------------------------------------------------------------


def _findings_as_text(findings: Sequence[Located]) -> str:
    return json.dumps([
        [located.line, located.finding.code, located.finding.level.value, located.finding.path, located.finding.text,
         {name: [isinstance(value, Phrase), value] for name, value in located.finding.details.items()}]
        for located in findings
    ])  # fmt: skip


def _judged_of_row(path: str, content: bytes, person: str, text: str) -> Judged:
    return Judged(path, content, [_located_of_row(path, *words) for words in json.loads(text)], person)


def _located_of_row(
    file: str, line: int, code: str, level: str, path: list[str | int], text: str, details: Any
) -> Located:
    values = {name: Phrase(value) if is_phrase else value for name, (is_phrase, value) in details.items()}
    return Located(file, line, Finding(code, Level(level), tuple(path), text, values))
