"""Versions from git become entries: what each commit made of one file."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from iza import git
from iza.git import Author
from iza.history.changes import apply
from iza.history.log import CaseVersion, entries
from iza.model.values import same
from iza.store.yaml.reader import read
from iza.store.yaml.writer import dump
from tests.store.handwriting import Hand, changed, document

PATH = "cases/8Q/F-8QK2-7MX4.yaml"
ADA = Author("Ada", "ada@example.org")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    git.init(tmp_path)
    (tmp_path / "cases/8Q").mkdir(parents=True)
    return tmp_path


def commit(repo: Path, text: str | bytes | None, subject: str = "x") -> None:
    place = repo / PATH
    if text is None:
        subprocess.run(["git", "rm", "-q", PATH], cwd=repo, check=True)
        subprocess.run(["git", "commit", "-qm", subject], cwd=repo, check=True)
        return
    place.parent.mkdir(exist_ok=True, parents=True)
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    git.commit(repo, [PATH], subject, ADA)


def told(repo: Path) -> list[CaseVersion]:
    return list(entries(repo, PATH, read))


def run(repo: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=repo, check=True, capture_output=True, text=True).stdout


def place(repo: Path, path: str, text: str, subject: str = "x", *gone: str) -> None:
    """Commit a file at any path, and that others are gone, by hand."""
    (repo / path).parent.mkdir(parents=True, exist_ok=True)
    (repo / path).write_text(text, "utf-8")
    for old in gone:
        (repo / old).unlink()
    run(repo, "add", "-A")
    run(repo, "commit", "-qm", subject)


def kinds(entry: CaseVersion) -> list[tuple[str, tuple[Any, ...]]]:
    return [(change.kind, change.path) for change in entry.changes]


def test_no_history_before_the_first_commit(repo: Path) -> None:
    assert told(repo) == []


def test_each_commit_with_what_it_changed(repo: Path) -> None:
    commit(repo, "a: 1\nb: 1\n", "first")
    commit(repo, "a: 2\nb: 1\n", "second")
    commit(repo, "a: 2\n", "third")
    third, second, first = told(repo)
    assert [entry.commit.subject for entry in (first, second, third)] == ["first", "second", "third"]
    assert kinds(first) == [("added", ("a",)), ("added", ("b",))]
    assert kinds(second) == [("changed", ("a",))]
    assert kinds(third) == [("removed", ("b",))]
    assert (second.before, second.document) == ({"a": 1, "b": 1}, {"a": 2, "b": 1})


def test_other_files_make_no_entry(repo: Path) -> None:
    commit(repo, "a: 1\n")
    (repo / "other").write_text("x", "utf-8")
    git.commit(repo, ["other"], "other", ADA)
    assert len(told(repo)) == 1


def test_a_new_coat_of_paint_changes_nothing(repo: Path) -> None:
    commit(repo, "a: 1\nb: [x]\n")
    commit(repo, "# comment\nb:\n  - 'x'\na:   1\n")
    assert told(repo)[0].changes == ()


@pytest.mark.parametrize("broken", ["a: [\n", "a: 1\na: 2\n", "a: &x 1\n", b"a: \xff\n", "- x\n"])
def test_a_version_broken_by_hand_changes_nothing_by_itself(repo: Path, broken: str | bytes) -> None:
    commit(repo, "a: 1\nb: 1\n")
    commit(repo, broken, "broken")
    commit(repo, (broken if isinstance(broken, bytes) else broken.encode()) + b"# still\n", "broken still")
    commit(repo, "a: 1\nb: 2\n", "mended")
    mended, still, damage, first = told(repo)
    assert kinds(mended) == [("changed", ("b",))]
    assert mended.before == {"a": 1, "b": 1}
    for entry in (still, damage):
        assert (entry.document, entry.changes) == (None, ())
        assert entry.before == {"a": 1, "b": 1}
    assert len(first.changes) == 2


def test_a_first_version_that_is_broken(repo: Path) -> None:
    commit(repo, "a: [\n")
    commit(repo, "a: 1\n")
    mended, broken = told(repo)
    assert (broken.before, broken.changes) == (None, ())
    assert kinds(mended) == [("added", ("a",))]


def test_a_file_that_goes_and_comes_back(repo: Path) -> None:
    commit(repo, "a: 1\n")
    commit(repo, None, "gone")
    commit(repo, "a: 2\n", "back")
    back, gone, _first = told(repo)
    assert (gone.document, gone.before, kinds(gone)) == (None, {"a": 1}, [("removed", ("a",))])
    assert (back.before, kinds(back)) == (None, [("added", ("a",))])


def test_merged_branches_keep_their_commits_and_the_merge_tells_what_is_new(repo: Path) -> None:
    commit(repo, "a: 1\nb: 1\nc: 1\n")
    subprocess.run(["git", "checkout", "-qb", "side"], cwd=repo, check=True)
    commit(repo, "a: 2\nb: 1\nc: 1\n")
    commit(repo, "a: 3\nb: 1\nc: 1\n")
    subprocess.run(["git", "checkout", "-q", "main"], cwd=repo, check=True)
    commit(repo, "a: 1\nb: 1\nc: 2\n")
    subprocess.run(["git", "merge", "-q", "-m", "merged", "-s", "recursive", "-X", "ours", "side"], cwd=repo, check=False)
    (repo / PATH).write_text("a: 3\nb: 5\nc: 2\n", "utf-8")
    subprocess.run(["git", "commit", "-qam", "merged"], cwd=repo, check=False)
    merged, *sides, _first = told(repo)
    assert kinds(merged) == [("changed", ("b",))]
    assert sorted(kinds(side)[0][1] for side in sides) == [("a",), ("a",), ("c",)]
    assert merged.document == {"a": 3, "b": 5, "c": 2}


def test_the_entries_replayed_are_the_versions(repo: Path) -> None:
    dice = random.Random(7)
    versions = [document(dice) | {"id": "F-8QK2-7MX4"}]
    for _turn in range(25):
        versions.append(changed(versions[-1], dice) | {"turn": len(versions)})
    for number, version in enumerate(versions):
        commit(repo, Hand(dice).file(version) if number % 2 else dump(version), f"version {number}")
    state: dict[str, Any] = {}
    found = told(repo)
    assert len(found) == len(versions)
    for entry, version in zip(reversed(found), versions, strict=True):
        apply(state, list(entry.changes))
        assert same(state, version)
        assert same(entry.document, version)


# -- files that lay elsewhere before -------------------------------------------------------------------------

OLD, OLDER = "cases/F-8QK2-7MX4.yaml", "cases/old/F-8QK2-7MX4.yaml"
LONG = "id: F-8QK2-7MX4\n" + "".join(f"field{n}: value {n}\n" for n in range(20))


@pytest.mark.parametrize("at_once", [True, False], ids=["changed as it moved", "moved only"])
def test_a_file_that_was_moved_is_followed(repo: Path, at_once: bool) -> None:
    place(repo, OLDER, "id: F-8QK2-7MX4\na: 1\n", "first")
    place(repo, OLDER, "id: F-8QK2-7MX4\na: 2\n", "second")
    place(repo, OLD, "id: F-8QK2-7MX4\na: 2\n", "moved", OLDER)
    place(repo, OLD, "id: F-8QK2-7MX4\na: 3\n", "third")
    place(repo, PATH, f"id: F-8QK2-7MX4\na: {4 if at_once else 3}\n", "moved again", OLD)
    place(repo, PATH, "id: F-8QK2-7MX4\na: 5\n", "last")
    found = told(repo)
    assert [entry.commit.subject for entry in found] == ["last", "moved again", "third", "moved", "second", "first"]
    steps = [(entry.before or {}).get("a") for entry in found], [(entry.document or {}).get("a") for entry in found]
    newest = 4 if at_once else 3
    assert steps == ([newest, 3, 2, 2, 1, None], [5, newest, 3, 2, 2, 1])
    assert kinds(found[1]) == ([("changed", ("a",))] if at_once else [])
    assert found[3].changes == ()


def test_a_file_that_was_moved_away_and_back(repo: Path) -> None:
    place(repo, PATH, LONG + "a: 1\n", "first")
    place(repo, OLD, LONG + "a: 1\n", "away", PATH)
    place(repo, OLD, LONG + "a: 2\n", "elsewhere")
    place(repo, PATH, LONG + "a: 2\n", "back", OLD)
    found = told(repo)
    assert [entry.commit.subject for entry in found] == ["back", "elsewhere", "away", "first"]
    assert [kinds(entry) for entry in found[:3]] == [[], [("changed", ("a",))], []]


def test_a_file_of_another_name_is_followed_only_if_it_is_the_same_case(repo: Path) -> None:
    place(repo, "cases/8Q/rami.yaml", LONG, "first")
    place(repo, PATH, LONG, "named", "cases/8Q/rami.yaml")
    assert [entry.commit.subject for entry in told(repo)] == ["named", "first"]


def test_a_case_that_goes_as_another_comes_is_not_taken_for_it(repo: Path) -> None:
    """Two cases are alike in most lines; the history of one person never shows another."""
    place(repo, "cases/ZZ/F-ZZZZ-ZZZZ.yaml", LONG.replace("8QK2-7MX4", "ZZZZ-ZZZZ"), "another person")
    place(repo, PATH, LONG, "new", "cases/ZZ/F-ZZZZ-ZZZZ.yaml")
    (only,) = told(repo)
    assert (only.commit.subject, only.before) == ("new", None)


def test_what_takes_the_old_name_later_is_another_file(repo: Path) -> None:
    place(repo, OLD, LONG + "a: 1\n", "first")
    place(repo, PATH, LONG + "a: 1\n", "moved", OLD)
    place(repo, OLD, "id: other\n", "another file")
    place(repo, OLD, "id: other\nb: 1\n", "another file")
    assert [entry.commit.subject for entry in told(repo)] == ["moved", "first"]


def test_a_change_under_the_old_name_on_another_branch_is_not_lost(repo: Path) -> None:
    def text(a: int, b: int) -> str:
        return f"a: {a}\n{LONG}b: {b}\n"

    place(repo, OLD, text(1, 1), "first")
    run(repo, "checkout", "-qb", "side")
    place(repo, OLD, text(2, 1), "on the side")
    run(repo, "checkout", "-q", "main")
    place(repo, PATH, text(1, 1), "moved", OLD)
    place(repo, PATH, text(1, 2), "on main")
    run(repo, "merge", "-q", "-m", "merged", "side")
    found = told(repo)
    assert (repo / PATH).read_text("utf-8") == text(2, 2)
    assert {entry.commit.subject for entry in found} - {"merged"} == {"on main", "moved", "on the side", "first"}
    assert {entry.commit.subject: kinds(entry) for entry in found}["on the side"] == [("changed", ("a",))]
    assert all(not entry.changes for entry in found if entry.commit.subject in ("merged", "moved"))
    state: dict[str, Any] = {}
    for entry in reversed(found):
        apply(state, list(entry.changes))
    assert (state["a"], state["b"]) == (2, 2)
