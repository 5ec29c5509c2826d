"""The example repository: replayed lives end in the files of ``cases.example/``, on any day."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from support import ROOT, TODAY

from iza.app.example import ANCHOR, build, case_files, shift
from iza.app.lists import case_lists, check
from iza.app.office import Office
from iza.model.findings import Level
from iza.model.phases import Phase
from iza.store.repository import Repository

EXAMPLE = ROOT / "cases.example"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"


def test_the_replay_ends_in_the_files_of_the_example(built_example: Path) -> None:
    if UPDATE:
        for folder in ("cases", "schemas"):
            shutil.rmtree(EXAMPLE / folder, ignore_errors=True)
        shutil.copytree(built_example, EXAMPLE, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git"))
    assert tree(built_example, ".git") == tree(EXAMPLE, "lives")


def tree(folder: Path, without: str) -> dict[str, str]:
    """The files of a folder by path, apart from one folder in it."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_text("utf-8") for name, path in found.items() if not name.startswith(f"{without}/")}


def test_the_example_stands_as_it_is() -> None:
    found = check.check(Office(Repository(EXAMPLE), TODAY))
    assert [one for one in found if one.finding.level is Level.ERROR] == []


def test_every_phase_is_there(built_example: Path) -> None:
    rows = case_lists.case_list(Office(Repository(built_example), TODAY), closed=True)
    assert {row.phase for row in rows} == set(Phase)


def test_some_reviews_are_overdue_and_some_are_due(built_example: Path) -> None:
    office = Office(Repository(built_example), TODAY)
    overdue = case_lists.due_list(office)
    assert {row.due.kind.value for row in overdue} == {"review", "next_review"}
    assert len(case_lists.due_list(office, within=14)) >= len(overdue) + 2


@pytest.mark.parametrize("today", [date(2027, 4, 1), date(2024, 2, 29)])
def test_all_dates_move_by_the_same_number_of_weeks(today: date, tmp_path: Path, built_example: Path) -> None:
    weeks = (today - ANCHOR).days // 7
    build(tmp_path / "moved", today)
    moved = {path: without_hashes(text) for path, text in case_files(tmp_path / "moved").items()}
    assert moved == {path: shift_text(text, weeks) for path, text in case_files(built_example).items()}


def shift_text(text: str, weeks: int) -> str:
    """The file with every day moved, but for birth dates that stand for a year."""
    kept = re.compile(r"date: [0-9-]+\n +precision: year")
    pieces = kept.split(text)
    marks = kept.findall(text)
    moved = [shift(piece, weeks) for piece in pieces]
    return without_hashes("".join(a + b for a, b in zip(moved, [*marks, ""], strict=True)))


def without_hashes(text: str) -> str:
    """Dates are terms, and stand on the sheet, so the hashes of both differ."""
    return re.sub(r"((terms|sheet)_sha256: ).*", r"\1…", text)


def test_the_history_spans_the_lives(built_example: Path, git: Callable[..., str]) -> None:
    days = git(built_example, "log", "--format=%as").split()
    assert len(days) > 200
    assert date.fromisoformat(days[0]) - date.fromisoformat(days[-1]) > timedelta(days=365)
    assert days == sorted(days, reverse=True)
    assert git(built_example, "status", "--porcelain") == ""
    assert git(built_example, "fsck", "--full") == ""
    authors = set(git(built_example, "log", "--format=%ae").split())
    assert len(authors) > 3


def test_no_name_stands_in_a_commit_message(built_example: Path, git: Callable[..., str]) -> None:
    messages = git(built_example, "log", "--format=%B")
    names = [row.name.split(",")[0] for row in case_lists.case_list(Office(Repository(built_example), TODAY), closed=True)]
    assert names
    assert [name for name in names if name in messages] == []
