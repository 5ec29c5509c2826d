"""The index of the history in odd repositories, and where it is damaged, locked, half made or in nobody's power."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lineage import NAMES, A, B, C, Watch, grow, ids, line, told
from support import ROOT

from iza import git
from iza.errors import GitError
from iza.git import commit_index

Git = Callable[..., str]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def index(repo: Path) -> Path:
    return repo / ".git/iza/history.sqlite"


def same(repo: Path) -> None:
    """What is told is what git tells, with whatever help."""
    for path in NAMES:
        assert git.log(repo, path) == told(repo, path)


# -- repositories of other kinds -------------------------------------------------------------------------------


def test_packed_with_everything_that_makes_git_quick(repo: Path, git: Git, watch: Watch) -> None:
    seen = line(repo, 6)
    git(repo, "gc", "-q")
    git(repo, "pack-refs", "--all")
    git(repo, "commit-graph", "write", "--reachable", "--changed-paths")
    watch.agrees(repo)
    grow(repo, [seen[-1]], {A: "later", B: "1"})
    watch.agrees(repo)
    assert watch.read == [6, 1]


def test_each_work_tree_has_its_own(repo: Path, git: Git, tmp_path: Path, watch: Watch) -> None:
    seen = line(repo, 6)
    git(repo, "worktree", "add", "-q", "-b", "side", str(tmp_path / "second"), seen[2].id)
    second = tmp_path / "second"
    for _again in range(2):
        watch.agrees(repo)
        watch.agrees(second)
    assert watch.read == [6, 3]
    assert (repo / ".git/worktrees/second/iza/history.sqlite").is_file()


def test_longer_ids(tmp_path: Path, git: Git, watch: Watch) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    seen = line(tmp_path, 5)
    assert len(seen[0].id) == 64
    assert len(watch.agrees(tmp_path)) == 5


def test_a_clone_without_the_older_commits_is_gits_matter(repo: Path, git: Git, tmp_path: Path) -> None:
    line(repo, 6)
    git(tmp_path, "clone", "-q", "--depth=3", repo.as_uri(), "clone")
    clone = tmp_path / "clone"
    assert len(commit_index.log(clone, A)) == 3
    assert not index(clone).exists()
    git(clone, "fetch", "-q", "--unshallow")
    assert len(commit_index.log(clone, A)) == 6
    git(clone, "fetch", "-q", "--depth=2")
    same(clone)
    assert len(commit_index.log(clone, A)) == 2


def test_grafts_are_gits_matter_and_replaced_commits_nobodys(repo: Path, git: Git, tmp_path: Path) -> None:
    seen = line(repo, 6)
    git(repo, "worktree", "add", "-q", "--detach", str(tmp_path / "second"))
    places = (repo, tmp_path / "second")
    for place in places:
        same(place)
    git(repo, "replace", "--graft", seen[4].id, seen[1].id)
    same(repo)
    assert len(commit_index.log(repo, A)) == 6
    (repo / ".git/info").mkdir(exist_ok=True)
    (repo / ".git/info/grafts").write_text(f"{seen[4].id} {seen[1].id}\n")
    for place in places:
        same(place)
        assert len(commit_index.log(place, A)) == 4


@pytest.mark.parametrize("name", ["GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"])
def test_what_a_hook_exports_cuts_nothing_off(repo: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = line(repo, 4)
    (tmp_path / "cut").write_text(f"{seen[2].id}\n")
    monkeypatch.setenv(name, str(tmp_path / "cut"))
    assert len(commit_index.log(repo, A)) == len(told(repo, A)) == 4


@pytest.mark.parametrize(
    "setting",
    ["log.follow=true", "log.showRoot=false", "log.showSignature=true", "color.ui=always", "diff.renames=copies",
     "log.abbrevCommit=true", "log.decorate=full", "format.pretty=oneline", "log.date=relative", "diff.noprefix=true",
     "log.diffMerges=separate", "core.abbrev=8", "core.quotePath=true", "diff.relative=true", "core.commitGraph=false",
     "diff.orderFile=order", "diff.ignoreSubmodules=all", "log.excludeDecoration=*", "diff.noIndex=true"],
)  # fmt: skip
def test_a_persons_settings_change_nothing(repo: Path, git: Git, setting: str, watch: Watch) -> None:
    (repo / "order").write_text("z*\n")
    git(repo, "config", *setting.split("="))
    base = line(repo, 2)[-1]
    left, right = grow(repo, [base], {A: "left"}), grow(repo, [base], {A: "right", B: "1"}, branch="side")
    grow(repo, [left, right], {A: "evil", B: "1"})
    assert len(watch.agrees(repo)) == 5


# -- paths -------------------------------------------------------------------------------------------------------


def test_a_folder_with_the_name_of_a_file(repo: Path, watch: Watch) -> None:
    last = grow(repo, [], {A: "file", B: "1"})
    for files in ({f"{A}/one.yaml": "1"}, {f"{A}/one.yaml": "1", f"{A}/deep.yaml/two": "2"}, {A: "file again"}):
        last = grow(repo, [last], {B: "1", **files})
        watch.agrees(repo, A, f"{A}/one.yaml", f"{A}/deep.yaml", B)


@pytest.mark.parametrize("name", ["cases/ä.yaml", "cases/a b.yaml", "cases/a.txt", "cases", ".yaml", "a;b.yaml", "-x.yaml"])
def test_other_names_are_asked_of_git(repo: Path, name: str, watch: Watch) -> None:
    grow(repo, [grow(repo, [], {name: "1"})], {name: "2", A: "1"}) if name != "cases" else line(repo, 2)
    assert commit_index.log(repo, name) == told(repo, name)
    assert len(told(repo, name)) == 2
    assert watch.without_index == 1


def test_two_paths_with_one_checksum(repo: Path, watch: Watch) -> None:
    one, other = "cases/AB/F-WA2D-ZTWJ.yaml", "cases/AB/F-88S0-5FDE.yaml"
    assert commit_index._checksum_of(one.encode()) == commit_index._checksum_of(other.encode())
    last = grow(repo, [], {one: "1"})
    seen = [last := grow(repo, [last], {one: "1", other: f"{number}"}) for number in range(3)]
    watch.agrees(repo, one, other)
    assert ids(commit_index.log(repo, other)) == ids(seen[::-1])
    assert len(commit_index.log(repo, one, limit=1)) == 1


# -- a file nobody can use -----------------------------------------------------------------------------------------


def test_cut_short_or_garbled_anywhere(repo: Path) -> None:
    last = line(repo, 60)[-1]
    for number in range(30):
        last = grow(repo, [last], {**last.files, NAMES[number % 3]: f"{number}"})
    same(repo)
    whole, dice = index(repo).read_bytes(), random.Random(6)
    for turn in range(32):
        broken = bytearray(whole)
        if turn % 4 == 0:
            del broken[dice.randrange(len(broken)) :]
        else:
            place = dice.randrange(len(broken))
            broken[place : place + 300] = dice.randbytes(300)
        index(repo).write_bytes(broken)
        assert git.log(repo, *NAMES) == told(repo, *NAMES)


def test_a_commit_that_is_missing_in_it_is_noticed(repo: Path, watch: Watch) -> None:
    line(repo, 6)
    watch.agrees(repo)
    with closing(sqlite3.connect(index(repo))) as db:
        db.execute("DELETE FROM touched WHERE place = 2")
        db.commit()
    before = watch.without_index
    assert git.log(repo, A) == told(repo, A)
    assert watch.without_index == before + 1  # and the file was taken away
    watch.agrees(repo)
    assert watch.read == [6, 6]


def test_a_commit_that_git_does_not_have_is_noticed(repo: Path, watch: Watch) -> None:
    line(repo, 6)
    watch.agrees(repo)
    with closing(sqlite3.connect(index(repo))) as db:
        db.execute("UPDATE touched SET commit_id = zeroblob(20) WHERE place = 2")
        db.commit()
    same(repo)
    watch.agrees(repo)
    assert watch.read == [6, 6]


@pytest.mark.parametrize("kind", ["folder", "no folder", "link"])
def test_where_nothing_can_be_kept_git_is_asked(repo: Path, kind: str, tmp_path: Path, watch: Watch) -> None:
    line(repo, 4)
    if kind == "folder":
        index(repo).mkdir(parents=True)
    elif kind == "no folder":
        (repo / ".git/iza").write_text("a file")
    else:
        index(repo).parent.mkdir()
        index(repo).symlink_to(tmp_path / "elsewhere")
    same(repo)
    assert watch.without_index == len(NAMES)
    assert watch.read == []
    assert not (tmp_path / "elsewhere").exists()


def test_only_its_owner_may_read_it(repo: Path) -> None:
    line(repo, 2)
    commit_index.log(repo, A)
    assert index(repo).stat().st_mode & 0o777 == 0o600
    assert index(repo).parent.stat().st_mode & 0o777 == 0o700
    assert b"F-8QK2" not in index(repo).read_bytes()


def lose(repo: Path, name: str) -> None:
    """Take an object away."""
    found = subprocess.run(["git", "rev-parse", name], cwd=repo, capture_output=True, text=True, check=True).stdout.strip()
    (repo / ".git/objects" / found[:2] / found[2:]).unlink()


def test_damage_in_the_history_is_gits_matter(repo: Path) -> None:
    seen = line(repo, 6)
    lose(repo, f"{seen[2].id}^{{tree}}")
    said = []
    for ask in (commit_index.log, told):
        with pytest.raises(GitError) as caught:
            ask(repo, A)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_damage_to_another_file_is_none_to_this_one(repo: Path) -> None:
    seen = line(repo, 3)
    seen.append(grow(repo, seen[-1:], {**seen[-1].files, C: "1"}))
    grow(repo, seen[-1:], {A: "2", C: "2"})
    lose(repo, f"{seen[-1].id}:directory")
    assert len(commit_index.log(repo, A)) == 4


# -- several at once ------------------------------------------------------------------------------------------------

READER = """
import sys
from pathlib import Path
from iza.git import commit_index
for _turn in range(int(sys.argv[2])):
    print(*[commit.id for commit in commit_index.log(Path.cwd(), sys.argv[1])], flush=True)
"""


def reader(repo: Path, turns: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", READER, A, str(turns)], cwd=repo, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_several_at_once_while_the_history_grows(repo: Path) -> None:
    seen = line(repo, 20)
    readers = [reader(repo, 6) for _number in range(3)]
    seen += line(repo, 15, seen[-1])
    whole = ids(seen)[::-1]
    for one in readers:
        out, errors = one.communicate()
        assert (one.returncode, errors) == (0, "")
        answers = [answer.split() for answer in out.splitlines()]
        assert len(answers) == 6
        assert all(answer == whole[whole.index(answer[0]) :] for answer in answers)
    same(repo)


def test_while_another_is_at_it_git_is_asked(repo: Path, monkeypatch: pytest.MonkeyPatch, watch: Watch) -> None:
    seen = line(repo, 4, grow(repo, [], dict.fromkeys(NAMES, "0")))
    watch.agrees(repo)
    grow(repo, seen[-1:], {**seen[-1].files, A: "new"})
    monkeypatch.setattr(commit_index, "_PATIENCE", 1)
    with closing(sqlite3.connect(index(repo), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        same(repo)
        assert watch.without_index == len(NAMES)
        other.execute("ROLLBACK")
    watch.agrees(repo)
    assert watch.read == [5, 1]


STALLED = """
import signal
import sys
from pathlib import Path
from iza.git import commit_index
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
commit_index._MANY, commit_index._PIECE = 1, 10

def progress(items, total):
    for number, item in enumerate(items):
        yield item
        if number == 3:
            print("half", flush=True)
            sys.stdin.read()

commit_index.log(Path.cwd(), sys.argv[1], progress=progress)
"""


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_killed_while_it_is_made(repo: Path, blow: signal.Signals, watch: Watch) -> None:
    line(repo, 80)
    maker = subprocess.Popen(
        [sys.executable, "-c", STALLED, A], cwd=repo, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
    )  # fmt: skip
    assert maker.stdout
    assert maker.stdout.readline() == "half\n"
    maker.send_signal(blow)
    maker.communicate()
    assert maker.returncode != 0
    watch.agrees(repo)
    assert watch.read == [80]


# -- a word about it -------------------------------------------------------------------------------------------------


def test_a_long_history_is_a_matter_of_progress(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_index, "_MANY", 8)
    monkeypatch.setattr(commit_index, "_PIECE", 3)
    asked: list[tuple[int, int]] = []

    def progress(items: Iterable[Any], total: int) -> Iterator[Any]:
        pieces = list(items)
        asked.append((len(pieces), total))
        return iter(pieces)

    seen = line(repo, 7)
    assert len(commit_index.log(repo, A, progress=progress)) == 7
    assert asked == []
    index(repo).unlink()
    line(repo, 3, seen[-1])
    assert len(commit_index.log(repo, A, progress=progress)) == 10
    assert len(commit_index.log(repo, A, progress=progress)) == 10
    assert asked == [(4, 4)]
