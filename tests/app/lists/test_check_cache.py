"""What ``iza check`` keeps of a file: the same findings as if it had looked again, as long as nothing changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support import TODAY

from iza import cache, i18n
from iza.app.lists import check, check_cache, file_findings
from iza.app.matching import same_person_key
from iza.app.office import Office
from iza.model.findings import Level
from iza.store.case_ids import path_of
from iza.store.repository import Repository


def office(root: Path) -> Office:
    return Office(Repository(root), TODAY, "kue")


def anew(now: Office) -> list[file_findings.Located]:
    cache.remove(now.repo.private / check_cache.NAME)
    return check.check(now)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were judged."""
    seen: list[str] = []
    real = check_cache.judge

    def judge(now: Office, path: str, county: Any) -> Any:
        seen.append(path)
        return real(now, path, county)

    monkeypatch.setattr(check_cache, "judge", judge)
    return seen


def spoil(root: Path) -> str:
    """Findings of all sorts: schema, rules with words in them, place, terms, a character nobody can print."""
    ids = Repository(root).case_ids()
    for case_id, old, new in (
        (ids[0], "precision: day", "precision: dya"),
        (ids[1], "opened_on: '20", "opened_on: '30"),
        (ids[2], "date: '19", "date: '29"),
        (ids[3], "given: ", "given: \U0001f600 "),
    ):
        place = root / path_of(case_id)
        place.write_text(place.read_text("utf-8").replace(old, new).replace(old.replace("'", ""), new.replace("'", "")), "utf-8")
    (root / path_of(ids[4])).write_text("a: [\n", "utf-8")
    (root / path_of(ids[5])).rename(root / "cases" / f"{ids[5]}.yaml")
    return path_of(ids[6])


def test_a_second_look_says_the_same_and_looks_at_nothing(example: Path, looked_at: list[str]) -> None:
    spoil(example)
    first = check.check(office(example))
    assert {one.finding.level for one in first} == {Level.ERROR, Level.WARNING}
    assert {"E66", "E68", "E70"} <= {one.finding.code for one in first}
    assert len(looked_at) == len(Repository(example).case_paths())
    looked_at.clear()
    assert check.check(office(example)) == first
    assert looked_at == []
    assert [one.finding.message for one in check.check(office(example))] == [one.finding.message for one in first]


def test_only_the_file_that_changed_is_looked_at(example: Path, looked_at: list[str]) -> None:
    path = spoil(example)
    check.check(office(example))
    looked_at.clear()
    (example / path).write_bytes((example / path).read_bytes() + b"unknown: 1\n")
    found = check.check(office(example))
    assert looked_at == [path]
    assert "E60" in {one.finding.code for one in found if one.file == path}
    assert found == anew(office(example))


@pytest.mark.parametrize("what", ["day", "settings", "directory", "language"])
def test_what_else_a_finding_depends_on(what: str, example: Path, looked_at: list[str]) -> None:
    check.check(office(example))
    looked_at.clear()
    now = office(example)
    if what == "day":
        now = replace(now, today=TODAY + timedelta(days=400))
    elif what == "language":
        i18n.set_language("de")
    else:
        place = example / ("iza.yaml" if what == "settings" else "directory/partners.yaml")
        place.write_text(place.read_text("utf-8") + "# a word\n", "utf-8")
    found = check.check(now)
    assert len(looked_at) == len(Repository(example).case_paths())
    assert found == anew(now)


def test_one_case_is_judged_as_in_the_whole(example: Path) -> None:
    path = spoil(example)
    case_id = path.rpartition("/")[2].removesuffix(".yaml")
    one = check.check(office(example), [case_id])
    assert one == [found for found in check.check(office(example)) if found.file == path and found.finding.code != "W44"]
    (example / path).unlink()
    assert path not in {found.file for found in check.check(office(example))}


def test_a_case_that_is_gone_leaves_no_trace(example: Path) -> None:
    check.check(office(example))
    path = Repository(example).case_paths()[0]
    (example / path).unlink()
    other = example / Repository(example).case_paths()[0]
    other.write_bytes(other.read_bytes() + b"# anrufen\n")
    check.check(office(example))
    with closing(sqlite3.connect(example / ".git/iza" / check_cache.NAME)) as db:
        assert path not in [row[0] for row in db.execute("SELECT path FROM files")]


def test_several_processes_say_the_same(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(example)
    alone = check.check(office(example))
    monkeypatch.setattr(check_cache, "MANY", 1)
    monkeypatch.setattr(check_cache, "_LEAST", 3)
    assert anew(office(example)) == alone


def test_people_who_may_be_one_are_found_from_what_is_kept(example: Path) -> None:
    known = next(case["id"] for case in Repository(example).cases() if same_person_key(case["client"]))
    other = next(case_id for case_id in Repository(example).case_ids() if case_id != known)
    source = (example / path_of(known)).read_text("utf-8")
    (example / path_of(other)).write_text(source.replace(known, other), "utf-8")
    first = [one for one in check.check(office(example)) if one.finding.code == "W44"]
    assert {one.file for one in first} >= {path_of(known), path_of(other)}
    assert [one for one in check.check(office(example)) if one.finding.code == "W44"] == first


