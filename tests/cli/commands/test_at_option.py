"""``iza list --at``, ``iza overdue --at``, ``iza show --at``: what a person sees of a day that is past."""

from __future__ import annotations

import csv
import io
import os
import shutil
from pathlib import Path

import pexpect
import pytest
from casework import git
from terminal import SCRIPT, Desk

from iza.store import all_cases
from iza.store.case_ids import path_of

NOW, THEN = "2026-11-16", "2026-07-20"


@pytest.fixture
def desk(built_example: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(built_example, capfd, NOW)


@pytest.fixture
def then(built_example: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    """The example as plain git checks it out for that day."""
    target = tmp_path / "then"
    shutil.copytree(built_example, target)
    commits = git(target, "log", "--format=%H %as").splitlines()
    git(target, "checkout", "-q", next(line.split()[0] for line in commits if line.split()[1] <= THEN))
    return Desk(target, capfd, THEN)


LISTS = (
    ["list"], ["list", "--all"], ["list", "--phase", "active"], ["list", "--team", "sued"], ["list", "--worker", "kue"],
    ["overdue"], ["review", "overdue"], ["overdue", "--all", "--within", "60d"], ["overdue", "--worker", "kue"], ["list", "--worker", "me"],
)  # fmt: skip


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
@pytest.mark.parametrize("form", [[], ["--json"], ["--format", "csv"], ["--no-names"]], ids=lambda form: " ".join(form) or "table")
def test_every_list_in_every_form_is_the_one_of_that_day(words: list[str], form: list[str], desk: Desk, then: Desk) -> None:
    assert desk(*words, *form, "--at", THEN).out == then(*words, *form).out


def test_the_lists_of_the_day_are_not_those_of_today(desk: Desk) -> None:
    for words in LISTS[:2]:
        assert desk(*words, "--at", THEN).out != desk(*words).out
    assert desk("list", "--at", NOW).out == desk("list").out
    assert desk("list", "--at", "20.7.2026").out == desk("list", "--at", THEN).out


def test_csv_has_the_columns_it_always_has(desk: Desk) -> None:
    rows = list(csv.reader(io.StringIO(desk("overdue", "--all", "--at", THEN, "--format", "csv").out)))
    assert rows[0] == next(csv.reader(io.StringIO(desk("overdue", "--format", "csv").out)))
    assert len(rows) > 1


def test_the_exit_code_is_that_of_the_day(desk: Desk) -> None:
    quiet = "2026-05-31"
    assert desk("overdue", "--at", quiet, "--exit-code").out == ""
    assert desk("overdue", "--at", quiet).err.strip() == f"Nothing was overdue on {quiet}."
    assert desk("overdue", "--exit-code", code=1).out
    assert desk("list", "--phase", "ended", "--at", "2025-04-01").err.strip() == "No cases on 2025-04-01."


def test_a_day_that_cannot_be_shown(desk: Desk) -> None:
    for command in ("list", "overdue"):
        future = desk(command, "--at", "2026-11-17", code=2)
        assert "2026-11-17 is still to come" in future.err
        assert "Today is 2026-11-16." in future.err
        early = desk(command, "--at", "2020-01-01", code=4)
        assert "On 2020-01-01 there was nothing" in early.err
        assert desk(command, "--at", "Karfreitag", code=2).err
        assert (future.out, early.out) == ("", "")


def test_who_was_not_there_yet_has_no_list(desk: Desk) -> None:
    assert desk("list", "--worker", "xyz", "--at", THEN, code=4).err
    assert "There is no team" in desk("list", "--team", "west", "--at", THEN, code=4).err


def test_a_page_of_a_day_counts_from_that_day(desk: Desk, then: Desk) -> None:
    for case in ("K2QF", "F-KM85-V89Z"):
        assert desk("show", case, "--at", THEN).out == then("show", case).out
        seen, was = desk.json("show", case, "--at", THEN), then.json("show", case)
        assert seen == was


def test_what_was_broken_then_is_named_without_a_hint_to_mend_it(example: Path, capfd: pytest.CaptureFixture[str]) -> None:
    desk = Desk(example, capfd, NOW)
    case = desk.json("list")[0]["case"]
    good = (example / path_of(case)).read_bytes()
    for text, day in ((b"a: [\n", "2026-11-12"), (good, "2026-11-14")):
        (example / path_of(case)).write_bytes(text)
        git(example, "commit", "-qam", "by hand", f"--date={day}T12:00:00+01:00")
    broken = desk("list", "--at", "2026-11-13")
    assert case not in broken.out
    assert case in broken.err
    assert "iza check" not in broken.err
    assert case in desk("list", "--at", "2026-11-14").out


def test_looking_changes_nothing(desk: Desk) -> None:
    before = git(desk.folder, "status", "--porcelain"), git(desk.folder, "rev-parse", "HEAD")
    names = {path.name for path in (desk.folder / ".git").iterdir()}
    for words in LISTS:
        desk(*words, "--at", THEN)
    assert (git(desk.folder, "status", "--porcelain"), git(desk.folder, "rev-parse", "HEAD")) == before
    assert {path.name for path in (desk.folder / ".git").iterdir()} == names


def test_a_subfolder_and_another_place_work_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk("list", "--at", THEN).out
    monkeypatch.chdir(desk.folder / "cases")
    assert Desk(Path(), desk.capfd, NOW)("list", "--at", THEN).out == whole


def on_terminal(folder: Path, *words: str) -> str:
    """What a command prints on a terminal, its bars of progress left out."""
    line = ["--lang", "en", "-C", str(folder), *words, "--today", NOW]
    env = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "120"}
    child = pexpect.spawn(str(SCRIPT), line, env=env, encoding="utf-8", timeout=60, dimensions=(60, 120))
    child.expect(pexpect.EOF)
    return str(child.before)


@pytest.mark.parametrize("command", ["list", "overdue"])
def test_on_a_terminal_the_heading_says_the_day(command: str, built_example: Path) -> None:
    assert on_terminal(built_example, command, "--all", "--at", THEN).splitlines()[0] == f"As of {THEN}"
    assert "As of" not in on_terminal(built_example, command)


def test_a_pipe_hears_nothing_of_progress(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = desk("list", "--at", THEN)
    monkeypatch.setattr(all_cases, "MANY", 1)
    assert desk("list", "--at", THEN) == alone
    assert alone.err == ""
