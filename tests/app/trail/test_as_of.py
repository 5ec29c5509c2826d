"""Lists and pages as they were on a day: from the history alone, with the eyes of that day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import casework
import pytest
from casework import DAYS, at, case_text, client, git
from support import TODAY, git_dates, git_told

from iza import cache
from iza.app.county import directory
from iza.app.letters import render
from iza.app.lists import case_lists, case_page
from iza.app.office import Office
from iza.app.procedure import goals_and_steps
from iza.app.trail import office_in_the_past, points_in_time
from iza.errors import NotFound, Refused, UsageError
from iza.store import all_cases
from iza.store.case_ids import path_of
from iza.store.index import case_index
from iza.store.repository import Repository

DAY = ("2026-02-10", "2026-05-31", "2026-07-20", "2026-11-16")
Dated = Callable[[str], None]


def everything(office: Office) -> list[Any]:
    """All that the lists say of an office."""
    return [
        case_lists.case_list(office, closed=True),
        case_lists.case_list(office),
        case_lists.case_list(office, phase=["active", "ended"], team="sued"),
        case_lists.due_list(office, everything=True, within=60),
        case_lists.due_list(office),
        case_lists.due_list(office, worker="kue"),
        (office.repo.broken, office.repo.newer),
    ]


@pytest.fixture(autouse=True)
def dated(person: Path) -> Iterator[Dated]:
    """Let git take a day for today; the county begins on the first of March."""
    with ExitStack() as days:

        def on(day: str) -> None:
            days.enter_context(git_told(git_dates(f"{day}T12:00:00+01:00")))

        on("2026-03-01")
        yield on


@pytest.fixture(scope="session")
def checked_out(built_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The example as a work tree of a day, checked out by plain git."""

    def of(day: str) -> Path:
        target = tmp_path_factory.mktemp("day") / "cases"
        shutil.copytree(built_example, target)
        commits = git(target, "log", "--format=%H %as").splitlines()
        git(target, "checkout", "-q", next(line.split()[0] for line in commits if line.split()[1] <= day))
        return target

    return of


@pytest.mark.parametrize("day", DAY)
def test_every_list_says_what_it_would_have_said_that_evening(
    day: str, built_example: Path, checked_out: Callable[[str], Path]
) -> None:
    now = Office(Repository(built_example), TODAY, "kue")
    then = Office(Repository(checked_out(day)), date.fromisoformat(day), "kue")
    found = everything(office_in_the_past.at_end_of(now, day))
    assert found == everything(then)
    assert found[0]
    assert found[3]


def test_the_days_differ(built_example: Path) -> None:
    now = Office(Repository(built_example), TODAY, "kue")
    seen = [case_lists.case_list(office_in_the_past.at_end_of(now, day), closed=True) for day in DAY]
    assert [len(rows) for rows in seen] == sorted({len(rows) for rows in seen})


def test_a_page_agrees_with_the_list_of_its_day(built_example: Path) -> None:
    now = Office(Repository(built_example), TODAY, "kue")
    for day in DAY[1:3]:
        then = office_in_the_past.at_end_of(now, day)
        rows = {row.case: row for row in case_lists.case_list(then, closed=True)}
        due = {row.due for row in case_lists.due_list(then, everything=True)}
        for case_id, row in rows.items():
            page = case_page.sheet(now, case_id, day)
            assert page.row == row
            assert {one._replace(what=()) for one in page.due} == {one for one in due if one.case == case_id}


def test_the_directory_and_the_settings_are_those_of_the_day(office: Office, dated: Dated) -> None:
    dated("2026-04-01")
    case = casework.active(office, client())
    dated("2026-05-04")
    directory.edit(office, "caseworkers", "kue", {"team": "ost", "deputy": None, "name": {"family": "Neu", "given": "Jutta"}})
    settings = office.repo.root / "iza.yaml"
    settings.write_text(settings.read_text("utf-8").replace("min_age: 16", "min_age: 21"), "utf-8")
    git(office.repo.root, "commit", "-qam", "settings")
    now = casework.office_in(office.repo.root, "2026-06-01")
    before, after = office_in_the_past.at_end_of(now, "2026-05-03"), office_in_the_past.at_end_of(now, "2026-05-04")
    assert (before.repo.county.min_age, after.repo.county.min_age) == (16, 21)
    assert (before.day, after.day) == ("2026-05-03", "2026-05-04")
    names = [case_page.person(case_page.sheet(now, case, day).county, "caseworker", "kue") for day in ("2026-05-03", "2026-05-04")]
    assert names == ["Judith Kübler", "Jutta Neu"]
    assert case_lists.case_list(after, team="ost") == []
    with pytest.raises(NotFound, match="no team ost"):
        case_lists.case_list(before, team="ost")


def test_the_county_of_a_version_is_the_one_it_was_signed_in(office: Office, dated: Dated) -> None:
    dated("2026-04-01")
    case = casework.active(office, client())
    dated("2026-05-04")
    directory.edit(casework.office_in(office.repo.root), "caseworkers", "kue", {"name": {"family": "Neu", "given": "Jutta"}})
    now = casework.office_in(office.repo.root, "2026-06-01")
    assert case_page.person(case_page.sheet(now, case, "v1").county, "caseworker", "kue") != "Jutta Neu"
    assert case_page.person(case_page.sheet(now, case, "now").county, "caseworker", "kue") == "Jutta Neu"
    assert case_page.person(case_page.sheet(now, case).county, "caseworker", "kue") == "Jutta Neu"


def test_what_is_due_is_counted_from_that_day(office: Office, dated: Dated) -> None:
    dated("2026-04-01")
    case = casework.active(office, client())
    dated("2026-05-04")
    goals_and_steps.start_step(at(office, DAYS["today"]), case, "1.2")
    now = casework.office_in(office.repo.root, "2026-12-01")
    assert case_lists.due_list(office_in_the_past.at_end_of(now, "2026-06-30")) == []
    (row,) = case_lists.due_list(office_in_the_past.at_end_of(now, "2026-07-10"))
    assert (row.due.kind, row.due.days) == ("review", 10)


def test_late_pushes_of_newer_work_do_not_move_a_day(office: Office, dated: Dated) -> None:
    root = office.repo.root
    dated("2026-04-01")
    case = casework.active(office, client())
    git(root, "branch", "laptop")
    dated("2026-04-10")
    other = casework.active(office, client(birth={"date": "1990-01-02", "precision": "day"}))
    now = casework.office_in(root, "2026-12-01")
    before = [everything(office_in_the_past.at_end_of(now, day)) for day in ("2026-04-05", "2026-07-31")]
    git(root, "switch", "-q", "laptop")
    dated("2026-08-02")
    goals_and_steps.start_step(casework.office_in(root, "2026-08-02"), case, "1.2")
    git(root, "switch", "-q", "main")
    dated("2026-08-03")
    goals_and_steps.start_step(casework.office_in(root, "2026-08-03"), other, "1.1")
    git(root, "merge", "-q", "--no-edit", "laptop")
    assert [everything(office_in_the_past.at_end_of(now, day)) for day in ("2026-04-05", "2026-07-31")] == before
    assert [len(found[0]) for found in before] == [1, 2]


def test_a_page_shows_what_a_merge_decided(office: Office, dated: Dated) -> None:
    """The side that lost wrote later; after the merge its version is not the one that counts."""
    root = office.repo.root
    dated("2026-04-01")
    case = casework.active(office, client())
    path = path_of(case)
    git(root, "switch", "-qc", "laptop")
    dated("2026-04-12")
    casework.commit_by_hand(root, case, "Kurs besuchen", "Laptop")
    git(root, "switch", "-q", "main")
    dated("2026-04-11")
    casework.commit_by_hand(root, case, "Kurs besuchen", "Amt")
    dated("2026-04-20")
    git(root, "merge", "-q", "-s", "ours", "--no-edit", "laptop")
    now = casework.office_in(root, "2026-12-01")
    texts = {day: office_in_the_past.at_end_of(now, day).repo.content(path).decode() for day in ("2026-04-11", "2026-04-12", "2026-04-20")}
    assert ["Amt" in texts["2026-04-11"], "Laptop" in texts["2026-04-12"], "Amt" in texts["2026-04-20"]] == [True] * 3
    for day, word in (("2026-04-11", "Amt"), ("2026-04-12", "Laptop"), ("2026-04-20", "Amt"), ("2026-10-01", "Amt")):
        found = points_in_time.moment(now, case, day).case["agreement"]["goals"][0]["steps"][1]["text"]
        assert found == word, day


def test_a_day_that_is_no_past(office: Office) -> None:
    with pytest.raises(UsageError, match=r"^2026-11-17 is still to come") as future:
        office_in_the_past.at_end_of(office, "2026-11-17")
    assert "2026-11-16" in future.value.hint
    with pytest.raises(NotFound, match=r"^On 1999-12-31 there was nothing") as early:
        office_in_the_past.at_end_of(office, "1999-12-31")
    assert "2026-03-01" in early.value.hint


def test_before_anything_is_committed_there_is_no_past(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "iza.yaml").write_text("schema: iza/settings/1\nname: x\n", "utf-8")
    with pytest.raises(NotFound, match="there was nothing"):
        office_in_the_past.at_end_of(casework.office_in(tmp_path), "2026-01-01")


def test_nobody_works_in_the_past(built_example: Path) -> None:
    now = Office(Repository(built_example), TODAY, "kue")
    then = office_in_the_past.at_end_of(now, "2026-07-20")
    before = casework.state(built_example)
    with pytest.raises(Refused, match="only what is now can be changed"):
        goals_and_steps.start_step(then, "K2QF", "1.1")
    with pytest.raises(Refused, match="only what is now can be changed"):
        directory.edit(then, "caseworkers", "kue", {"team": "ost"})
    with pytest.raises(Refused, match="only what is now can be changed"):
        render.write(then, render.paper(then, "K2QF", "agreement"), ["md"])
    assert casework.state(built_example) == before


def test_cases_that_could_not_be_read_then_are_named(office: Office, dated: Dated) -> None:
    root = office.repo.root
    dated("2026-04-01")
    case, other = casework.active(office, client()), casework.active(office, casework.born("1990-02-02"))
    good = case_text(root, case)
    dated("2026-04-10")
    (root / path_of(case)).write_text("agreement: [\n", "utf-8")
    git(root, "commit", "-qam", "broken")
    dated("2026-04-20")
    (root / path_of(case)).write_text(good, "utf-8")
    git(root, "commit", "-qam", "mended")
    now = casework.office_in(root, "2026-06-01")
    for day, broken in (("2026-04-09", []), ("2026-04-15", [case]), ("2026-04-20", [])):
        then = office_in_the_past.at_end_of(now, day)
        rows = case_lists.case_list(then)
        assert then.repo.broken == broken
        assert {row.case for row in rows} == {case, other} - set(broken)


# -- many cases, several processes -----------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["", "2026-07-20"])
def test_several_processes_say_the_same_as_one(day: str, example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = Repository(example).case_ids()
    (example / path_of(ids[2])).write_text("schema: iza/case/99\n", "utf-8")
    (example / path_of(ids[5])).write_text("agreement: [\n", "utf-8")

    def told() -> list[Any]:
        now = Office(Repository(example), TODAY, "kue")
        return everything(office_in_the_past.at_end_of(now, day) if day else now)

    alone = told()
    monkeypatch.setattr(all_cases, "MANY", 1)
    monkeypatch.setattr(all_cases, "_LEAST", 5)
    assert told() == alone
    assert alone[-1] == (([], []) if day else ([ids[5]], [ids[2]]))


def test_progress_is_told_only_where_it_takes_a_moment(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, asked = Office(Repository(example), TODAY, "kue"), []

    def progress(items: Iterable[Any], total: int) -> Iterator[Any]:
        asked.append(total)
        yield from items

    rows = case_lists.case_list(office, progress=progress)
    assert asked == []
    monkeypatch.setattr(case_index, "MANY", 1)
    monkeypatch.setattr(case_index, "_LEAST", 5)
    cache.remove(office.repo.private / case_index.NAME)
    assert case_lists.case_list(office, progress=progress) == rows
    (total,) = asked
    assert 1 < total <= 16
    assert case_lists.due_list(replace(office), progress=progress) == case_lists.due_list(office)
