"""The index of the history tells what git tells, whatever shape the history has and whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lineage import START, A, B, C, Grown, Watch, grow, ids, line, told

from iza import git
from iza.errors import GitError
from iza.git import commit_index

Git = Callable[..., str]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(commit_index, "_APART", 4)
    return Watch(monkeypatch)


# -- one after the other -----------------------------------------------------------------------------------


def test_a_file_made_changed_moved_removed_and_made_again(repo: Path, watch: Watch) -> None:
    last = grow(repo, [], {A: "1", C: "1"})
    states = [{A: "2", C: "1"}, {A: "2", C: "2"}, {B: "2", C: "2"}, {C: "2"}, {A: "2"}, {}, {A: "2", C: "9"}]
    seen = [last]
    for files in states:
        seen.append(last := grow(repo, [last], files))
        watch.agrees(repo)
    assert ids(git.log(repo, A)) == [seen[number].id for number in (7, 6, 5, 3, 1, 0)]
    assert ids(git.log(repo, B)) == [seen[number].id for number in (4, 3)]
    assert watch.read == [2, 1, 1, 1, 1, 1, 1]  # each commit once


def test_a_commit_that_changed_nothing_or_another_file_is_seen(repo: Path, watch: Watch) -> None:
    last = grow(repo, [], {A: "1"})
    watch.agrees(repo)
    last = grow(repo, [last], {A: "1"})
    watch.agrees(repo)
    grow(repo, [last], {A: "1", "README": "1"})
    watch.agrees(repo)
    watch.agrees(repo)
    assert watch.read == [1, 1, 1]


def test_a_file_that_was_never_there(repo: Path, watch: Watch) -> None:
    line(repo, 3)
    assert git.log(repo, "cases/8Q/F-0000-0000.yaml") == []
    assert watch.without_index == 1  # that there is none git must confirm


def test_before_the_first_commit(repo: Path) -> None:
    assert git.log(repo, A) == []
    line(repo, 1)
    assert len(git.log(repo, A)) == 1


def test_the_newest_so_many(repo: Path) -> None:
    seen = line(repo, 5)
    assert ids(git.log(repo, A, limit=2)) == [seen[4].id, seen[3].id]
    assert len(git.log(repo, A, limit=9)) == 5


@pytest.mark.parametrize("kept", [True, False])
def test_merges_that_left_nothing_new_take_nobodys_place(repo: Path, kept: bool) -> None:
    """With the index and, for another revision, without it."""
    base = line(repo, 1)[0]
    left, right = (grow(repo, [base], {A: base.files[A], path: "1"}, branch=path[-6]) for path in (B, C))
    grow(repo, [left, right], {**left.files, **right.files})
    found = git.log(repo, A, B, limit=2) if kept else git.log(repo, A, B, limit=2, revision="main")
    assert ids(found) == [left.id, base.id]


# -- merges --------------------------------------------------------------------------------------------------


def fork(repo: Path) -> tuple[Grown, Grown, Grown]:
    base = grow(repo, [], {A: "0", B: "0"})
    return base, grow(repo, [base], {A: "left", B: "0"}), grow(repo, [base], {A: "right", B: "1"}, START + 9, "side")


@pytest.mark.parametrize("when", [START + 20, START + 1])
@pytest.mark.parametrize(
    "files", [{A: "left", B: "1"}, {A: "right", B: "1"}, {A: "evil", B: "1"}, {A: "left", B: "0"}, {B: "1"}, {}, {A: "0", B: "0"}]
)
@pytest.mark.parametrize("begun", [False, True])
def test_merges(repo: Path, watch: Watch, files: dict[str, str], when: int, begun: bool) -> None:
    """One side, the other, neither of them, and clocks that go wrong."""
    _base, left, right = fork(repo)
    if begun:
        watch.agrees(repo)
    merge = grow(repo, [left, right], files, when)
    watch.agrees(repo)
    grow(repo, [merge], {A: "after"})
    watch.agrees(repo)


def test_a_merge_of_many_and_a_criss_cross(repo: Path, watch: Watch) -> None:
    base, left, right = fork(repo)
    third = grow(repo, [base], {A: "0", B: "third", C: "1"}, START + 4, "third")
    watch.agrees(repo)
    octopus = grow(repo, [left, right, third], {A: "evil", B: "third", C: "1"})
    watch.agrees(repo)
    one = grow(repo, [octopus], {A: "one", B: "third"})
    other = grow(repo, [octopus], {A: "evil", B: "other"}, branch="side")
    across = grow(repo, [one, other], {A: "one", B: "other"}), grow(repo, [other, one], {A: "x", B: "other"}, branch="side")
    watch.agrees(repo)
    grow(repo, across, {A: "x", B: "evil"})
    watch.agrees(repo)


def test_a_branch_from_long_ago_takes_no_look_at_what_was_before(repo: Path, watch: Watch) -> None:
    old = line(repo, 40)
    watch.agrees(repo)
    side = line(repo, 2, old[-6], B, "side")
    grow(repo, [old[-1], side[-1]], {**old[-1].files, **side[-1].files})
    watch.agrees(repo)
    assert watch.read[0] == 40
    assert sum(watch.read[1:]) < 20
    seen = ids(git.log(repo, A, B))
    assert seen.index(side[0].id) < seen.index(old[-5].id) < seen.index(old[-6].id)  # by the clock, among the others


def test_a_history_that_was_another_one(repo: Path, watch: Watch) -> None:
    last = line(repo, 10)[-1]
    watch.agrees(repo)
    other = grow(repo, [], {B: "other"}, START + 4, "other")
    grow(repo, [last, other], {**last.files, **other.files})
    watch.agrees(repo)
    line(repo, 3, grow(repo, [last], last.files))
    watch.agrees(repo)


# -- the same second, clocks that are wrong --------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [[0] * 12, list(range(12, 0, -1)), [5, 1, 9, 1, 1, 9, 0, 3, 3, 2, 8, 4]])
def test_any_clock(repo: Path, watch: Watch, seconds: list[int]) -> None:
    left = right = grow(repo, [], {A: "0"}, START)
    for number, second in enumerate(seconds):
        path = (A, B)[number % 2]
        if number % 4 == 3:
            left = grow(repo, [left, right], {**right.files, **left.files}, START + second)
        elif number % 2:
            right = grow(repo, [right], {**right.files, path: f"{number}"}, START + second, "side")
        else:
            left = grow(repo, [left], {**left.files, path: f"{number}"}, START + second)
        watch.agrees(repo)


# -- a history that is written anew ----------------------------------------------------------------------------


def test_an_amended_commit(repo: Path, watch: Watch) -> None:
    seen = line(repo, 30)
    watch.agrees(repo)
    grow(repo, [seen[-2]], {A: "amended"})
    watch.agrees(repo)
    assert seen[-1].id not in ids(git.log(repo, A))
    assert watch.read[1] <= 6


def test_amended_after_it_grew_by_one_at_a_time(repo: Path, watch: Watch) -> None:
    seen = line(repo, 1)
    for _number in range(30):
        seen += line(repo, 1, seen[-1])
        git.log(repo, A)
    grow(repo, [seen[-3]], {A: "amended"})
    watch.agrees(repo)
    assert watch.read[:-1] == [2, *[1] * 29]
    assert watch.read[-1] <= 8


def test_what_was_left_behind_means_nothing(repo: Path, git: Git, watch: Watch) -> None:
    """From a branch to another, and then on with the first, at different places."""
    base = line(repo, 20)
    long, short = line(repo, 11, base[13], A, "long"), line(repo, 7, base[13], B, "short")
    for back in (3, 7, 10):
        for commit in (long[-1], short[-1]):
            git(repo, "update-ref", "refs/heads/main", commit.id)
            watch.agrees(repo, A, B)
        grow(repo, [long[back]], {A: f"{back}", B: "1"})
        watch.agrees(repo, A, B)


def test_rebased_and_reset(repo: Path, git: Git, watch: Watch) -> None:
    seen = line(repo, 20)
    watch.agrees(repo)
    line(repo, 4, seen[-5], B)
    watch.agrees(repo)
    for back in (1, 6, 2):
        git(repo, "update-ref", "refs/heads/main", f"HEAD~{back}")
        watch.agrees(repo)
    git(repo, "update-ref", "refs/heads/main", seen[-1].id)
    watch.agrees(repo)
    assert max(watch.read[1:]) < 20


def test_another_branch_and_back_and_no_branch(repo: Path, git: Git, watch: Watch) -> None:
    seen = line(repo, 20)
    line(repo, 3, seen[15], B, "side")
    for where in ("side", "main", "side"):
        git(repo, "symbolic-ref", "HEAD", f"refs/heads/{where}")
        watch.agrees(repo)
    git(repo, "update-ref", "--no-deref", "HEAD", seen[9].id)
    watch.agrees(repo)
    assert len(watch.read) == 4
    assert max(watch.read[1:]) < 20


def test_a_branch_without_a_past(repo: Path, git: Git, watch: Watch) -> None:
    line(repo, 6)
    watch.agrees(repo)
    grow(repo, [], {A: "new"}, branch="fresh")
    git(repo, "symbolic-ref", "HEAD", "refs/heads/fresh")
    watch.agrees(repo)
    git(repo, "symbolic-ref", "HEAD", "refs/heads/unborn")
    with pytest.raises(GitError):  # as without an index
        told(repo, A)
    with pytest.raises(GitError):
        commit_index.log(repo, A)


def test_commits_that_are_cleared_away(repo: Path, git: Git, watch: Watch) -> None:
    seen = line(repo, 12)
    watch.agrees(repo)
    git(repo, "update-ref", "refs/heads/main", seen[2].id)
    git(repo, "reflog", "expire", "--expire=now", "--all")
    git(repo, "gc", "-q", "--prune=now")
    watch.agrees(repo)
    grow(repo, [seen[2]], {A: "on"})
    watch.agrees(repo)
