"""A repository as it was at the end of a day: late pushes, wrong clocks, merges; and that nothing can be written to it."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from iza import git
from iza.errors import NotFound, Refused
from iza.git import Author
from iza.store import drafts, files_on_day, past
from iza.store.case_ids import path_of
from iza.store.message import Message
from iza.store.past import PastRepository
from iza.store.repository import Repository

PATHS = [path_of(case_id) for case_id in ("F-8QK2-7MX4", "F-8QK3-0000", "F-ABCD-E000")]
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOBODY = Author("Ada", "ada@example.org")
Git = Callable[..., str]


def day(number: int) -> str:
    """The ISO day so many days after the first of March."""
    return (START + timedelta(days=number)).date().isoformat()


# -- histories of any shape, and the slow truth about them --------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A commit of a made history: its number, its parents, all of its files."""

    number: int
    parents: tuple[int, ...]
    when: datetime
    files: dict[str, str]


@dataclass
class History:
    """Commits written by one git process, oldest first."""

    root: Path
    commits: list[Made] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)

    def add(self, parents: tuple[int, ...], when: datetime, files: dict[str, str]) -> int:
        self.commits.append(Made(len(self.commits), parents, when, files))
        return len(self.commits) - 1

    def write(self) -> None:
        """Into git, with the last commit as the head of main."""
        out: list[str] = []
        for one in self.commits:
            person = f"Ada <ada@example.org> {int(one.when.timestamp())} {one.when.strftime('%z')}"
            out.append(f"commit refs/heads/main\nmark :{one.number + 1}\nauthor {person}\n")
            out.append(f"committer Ada <ada@example.org> {int(START.timestamp())} +0000\ndata 1\nx\n")
            out += [f"{'from' if n == 0 else 'merge'} :{p + 1}\n" for n, p in enumerate(one.parents)]
            out.append("deleteall\n")
            out += [f'M 100644 inline "{path}"\ndata {len(text)}\n{text}\n' for path, text in one.files.items()]
            out.append("\n")
        marks = self.root / ".git/marks"
        words = ["git", "fast-import", "--quiet", "--force", f"--export-marks={marks}"]
        subprocess.run(words, input="".join(out).encode(), cwd=self.root, check=True)
        lines = (line.split() for line in marks.read_text("utf-8").splitlines())
        self.ids = {int(mark[1:]) - 1: commit for mark, commit in lines}

    def above(self, number: int) -> set[int]:
        """Everything a commit stands on."""
        found: set[int] = set()
        todo = list(self.commits[number].parents)
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.commits[one].parents
        return found


def truth(history: History, upto: str) -> dict[str, str]:
    """What the docstring of ``iza.store.files_on_day`` says, commit by commit and path by path, without any cleverness."""
    head = len(history.commits) - 1
    counting = [one for one in history.commits if one.number in history.above(head) | {head}]
    counting = [one for one in counting if one.when.date().isoformat() <= upto]
    paths = {path for one in counting for path in one.files}
    for parent in {parent for one in counting for parent in one.parents}:
        paths |= history.commits[parent].files.keys()
    found = {path: _version(history, counting, path) for path in paths}
    return {path: text for path, text in found.items() if text is not None}


def _version(history: History, counting: list[Made], path: str) -> str | None:
    def sides(one: Made) -> list[str | None]:
        return [history.commits[parent].files.get(path) for parent in one.parents] or [None]

    left = [one for one in counting if any(side != one.files.get(path) for side in sides(one))]
    last = [one for one in left if not any(one.number in history.above(other.number) for other in left)]
    writers = [one for one in left if all(side != one.files.get(path) for side in sides(one))]

    def age(one: Made) -> tuple[float, str]:
        wrote = [other.when.timestamp() for other in writers if other.files.get(path) == one.files.get(path)]
        return max(wrote, default=one.when.timestamp()), history.ids[one.number]

    return max(last, key=age).files.get(path) if last else None


def grow(history: History, dice: random.Random, count: int, when: Callable[[], datetime]) -> None:
    """Further commits: changes, deletions, and merges that take one side, the other, or write anew."""
    for _turn in range(count):
        total = len(history.commits)
        recent = range(max(0, total - 6), total)
        parents = tuple(dice.sample(recent, min(len(recent), dice.choice([1, 1, 1, 2, 2, 3]))))
        files: dict[str, str] = {}
        for path in PATHS:
            known = [history.commits[parent].files.get(path) for parent in parents] or [None]
            text = dice.choice(known)
            if dice.random() < 0.3:
                text = dice.choice([None, f"a: {dice.randrange(4)}\n", f"n: {total}\n"])
            if text is not None:
                files[path] = text
        history.add(parents, when(), files)


def merge_all(history: History, when: datetime) -> None:
    """One commit on top of everything that has nothing on it."""
    below = {parent for one in history.commits for parent in one.parents}
    tops = [one.number for one in history.commits if one.number not in below]
    if len(tops) > 1:
        files = {path: text for top in tops for path, text in history.commits[top].files.items()}
        history.add(tuple(tops), when, files)


def texts(root: Path, upto: str) -> dict[str, str]:
    found = files_on_day.files_on(root, upto)
    contents = git.blobs(root, list(found.values()))
    return {path: contents[blob].decode() for path, blob in found.items()}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    git.init(tmp_path)
    return tmp_path


ZONES = [timezone(timedelta(hours=hours)) for hours in (-11, 0, 1, 2, 14)]


@pytest.mark.parametrize("seed", range(25))
def test_the_state_of_any_day_of_any_history_is_the_slow_truth(empty: Path, seed: int) -> None:
    dice = random.Random(seed)
    history = History(empty)
    clock = iter(range(1000))

    def when() -> datetime:
        drift = dice.choice([0, 0, 0, -3, 2, 30]) if seed % 2 else 0  # every second history has wrong clocks
        return (START + timedelta(hours=8 * next(clock), days=drift)).astimezone(dice.choice(ZONES))

    grow(history, dice, 30, when)
    merge_all(history, START + timedelta(days=12))
    history.write()
    for number in (-5, 0, 1, 3, 5, 6, 8, 10, 11, 12, 45):
        assert texts(empty, day(number)) == truth(history, day(number)), (seed, number)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_committed_and_merged_later_never_moves_a_day(empty: Path, seed: int) -> None:
    dice = random.Random(100 + seed)
    history = History(empty)
    clock = iter(range(1000))
    grow(history, dice, 20, lambda: START + timedelta(hours=8 * next(clock), days=dice.choice([0, 0, -2, 1])))
    merge_all(history, START + timedelta(days=9))
    history.write()
    before = {number: texts(empty, day(number)) for number in range(9)}
    grow(history, dice, 20, lambda: START + timedelta(days=10 + dice.randrange(9)))
    merge_all(history, START + timedelta(days=30))
    history.write()
    assert {number: texts(empty, day(number)) for number in range(9)} == before


def test_on_one_line_a_day_is_the_tree_of_its_last_commit(empty: Path) -> None:
    dice = random.Random(3)
    history = History(empty)
    for number in range(20):
        files = {path: f"n: {dice.randrange(5)}\n" for path in PATHS if dice.random() < 0.8}
        history.add((number - 1,) if number else (), START + timedelta(hours=13 * number), files)
    history.write()
    for number in range(12):
        last = [one for one in history.commits if one.when.date().isoformat() <= day(number)][-1:]
        assert texts(empty, day(number)) == (last[0].files if last else {})


# -- what people do ---------------------------------------------------------------------------------------


class Clone:
    """A work tree in which somebody commits on a day."""

    def __init__(self, root: Path, run: Git) -> None:
        self.root, self.run = root, run

    def write(self, text: str | None, number: int, path: str = PATHS[0], zone: str = "+0100", hour: int = 12) -> str:
        """Commit a text so many days after the first of March; the id of the commit."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            place.unlink()
        else:
            place.write_text(text, "utf-8")
        self.run(self.root, "add", "-A")
        self.run(self.root, "commit", "-qm", "x", f"--date={day(number)}T{hour:02}:00:00{zone}")
        return self.run(self.root, "rev-parse", "HEAD").strip()

    def merge(self, branch: str, number: int, *words: str) -> None:
        """Merge a branch on a day."""
        self.run(self.root, "merge", "-q", "--no-ff", "--no-commit", *words, branch)
        self.run(self.root, "commit", "-qm", "merged", f"--date={day(number)}T18:00:00+0100")

    def at(self, number: int, path: str = PATHS[0]) -> str | None:
        """What the file held at the end of a day."""
        return texts(self.root, day(number)).get(path)


@pytest.fixture
def clone(empty: Path, git: Git) -> Clone:
    return Clone(empty, git)


def test_a_day_means_its_end_in_the_zone_of_the_author(clone: Clone) -> None:
    clone.write("n: 1\n", 1, hour=23, zone="-0500")  # the next day already where the others are
    clone.write("n: 2\n", 2, hour=1, zone="+1300")  # that instant is still the first day in Germany
    assert [clone.at(number) for number in (0, 1, 2, 3)] == [None, "n: 1\n", "n: 2\n", "n: 2\n"]


def test_work_of_a_laptop_counts_for_its_day_once_it_is_there(clone: Clone) -> None:
    clone.write("n: 1\n", 1)
    clone.run(clone.root, "checkout", "-qb", "laptop")
    clone.write("n: laptop\n", 3)
    clone.run(clone.root, "checkout", "-q", "main")
    clone.write("n: other\n", 4, PATHS[1])
    assert clone.at(3) == "n: 1\n"
    clone.merge("laptop", 9)
    assert [clone.at(number) for number in (2, 3, 8)] == ["n: 1\n", "n: laptop\n", "n: laptop\n"]
    assert clone.at(4, PATHS[1]) == "n: other\n"
    assert clone.at(3, PATHS[1]) is None


def test_of_two_sides_of_a_day_the_later_one_counts_until_they_are_merged(clone: Clone) -> None:
    clone.write("n: 1\n", 1)
    clone.run(clone.root, "checkout", "-qb", "laptop")
    clone.write("n: laptop\n", 3, hour=9)
    clone.run(clone.root, "checkout", "-q", "main")
    clone.write("n: office\n", 3, hour=10)
    clone.merge("laptop", 9, "-s", "ours")
    assert [clone.at(number) for number in (2, 3, 8, 9)] == ["n: 1\n", "n: office\n", "n: office\n", "n: office\n"]


def test_what_a_merge_decided_against_does_not_come_back(clone: Clone) -> None:
    """The side that lost goes on elsewhere; its old version of this file is older than the merge."""
    clone.write("n: 1\n", 1)
    clone.run(clone.root, "checkout", "-qb", "laptop")
    clone.write("n: laptop\n", 3)
    clone.run(clone.root, "checkout", "-q", "main")
    clone.write("n: office\n", 2)
    clone.merge("laptop", 4, "-s", "ours")
    clone.run(clone.root, "checkout", "-q", "laptop")
    clone.write("n: x\n", 5, PATHS[1])
    clone.run(clone.root, "checkout", "-q", "main")
    clone.write("n: y\n", 5, PATHS[2])
    clone.merge("laptop", 9)
    assert [clone.at(number) for number in (3, 4, 5)] == ["n: laptop\n", "n: office\n", "n: office\n"]
    assert (clone.at(5, PATHS[1]), clone.at(5, PATHS[2])) == ("n: x\n", "n: y\n")


def test_a_clock_in_the_future_hides_only_what_it_wrote(clone: Clone) -> None:
    clone.write("n: 1\n", 1)
    clone.write("n: future\n", 5000)
    clone.write("n: other\n", 2, PATHS[1])
    assert [clone.at(number) for number in (1, 2, 3)] == ["n: 1\n"] * 3
    assert clone.at(2, PATHS[1]) == "n: other\n"
    clone.write("n: mended\n", 4)
    assert [clone.at(number) for number in (3, 4, 6000)] == ["n: 1\n", "n: mended\n", "n: mended\n"]


def test_a_repository_begun_with_a_wrong_clock(clone: Clone) -> None:
    clone.write("n: future\n", 5000)
    clone.write("n: future\n", 5001, PATHS[1])
    clone.write("n: 3\n", 2, PATHS[2])
    assert [clone.at(2, path) for path in PATHS] == [None, None, "n: 3\n"]
    assert [clone.at(6000, path) for path in PATHS] == ["n: future\n", "n: future\n", "n: 3\n"]


def test_a_clock_in_the_past_brings_forward_only_what_it_wrote(clone: Clone) -> None:
    clone.write("n: 1\n", 1)
    clone.write("n: 2\n", 5, PATHS[1])
    clone.write("n: battery empty\n", -15000)
    assert clone.at(-14000) == "n: battery empty\n"
    assert clone.at(-14000, PATHS[1]) is None
    assert [clone.at(4, path) for path in PATHS[:2]] == ["n: battery empty\n", None]  # it stands on what was before


def test_a_file_that_went_is_gone_from_that_day_on(clone: Clone) -> None:
    clone.write("n: 1\n", 1)
    clone.write("n: 1\n", 1, PATHS[1])
    clone.write(None, 3)
    clone.write("n: back\n", 5)
    assert [clone.at(number) for number in (2, 3, 4, 5)] == ["n: 1\n", None, None, "n: back\n"]


def test_links_are_no_files(clone: Clone) -> None:
    (clone.root / "iza.yaml").symlink_to("/etc/hostname")
    clone.write("n: 1\n", 1)
    found = past.on_day(clone.root, day(1))
    assert found
    assert found.blobs.keys() == {PATHS[0]}


def test_a_name_of_any_letters_is_found(clone: Clone) -> None:
    odd = 'cases/8Q/ü "b\\\t.yaml'
    clone.write("n: 1\n", 1, odd)
    clone.run(clone.root, "checkout", "-qb", "laptop")
    clone.write("n: laptop\n", 3, odd)
    clone.run(clone.root, "checkout", "-q", "main")
    clone.write("n: office\n", 2, PATHS[1])
    clone.merge("laptop", 9)
    assert clone.at(4, odd) == "n: laptop\n"
    found = past.on_day(clone.root, day(4))
    assert found
    assert odd in found.case_paths()


def test_before_the_first_commit_there_is_nothing(empty: Path, clone: Clone) -> None:
    assert past.on_day(empty, day(1)) is None
    clone.write("n: 1\n", 1)
    assert past.on_day(empty, day(0)) is None


# -- the repository of a past -------------------------------------------------------------------------------


@pytest.fixture
def lived(example: Path) -> Repository:
    return Repository(example)


def then(lived: Repository, on: str = "2026-07-20") -> PastRepository:
    found = past.on_day(lived.root, on)
    assert found
    return found


def test_it_reads_like_the_work_tree_did(lived: Repository, git: Git) -> None:
    revision = git(lived.root, "log", "-1", "--until=2026-07-20T23:59:59", "--format=%H").strip()
    was = then(lived)
    git(lived.root, "switch", "-q", "--detach", revision)
    now = Repository(lived.root)
    assert list(was.cases()) == list(now.cases())
    assert (was.case_ids(), was.settings, was.county) == (now.case_ids(), now.settings, now.county)
    assert was.resolve("k2qf") == now.resolve("k2qf")
    assert was.content("iza.yaml") == now.content("iza.yaml")
    assert list(past.at_commit(lived.root, revision).cases()) == list(now.cases())


def test_the_whole_past_takes_few_git_processes(lived: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda words, **options: (calls.append(words), real(words, **options))[1])
    was = then(lived)
    assert was.county.caseworkers
    assert len(list(was.cases())) > 10
    assert [next(word for word in words if word in ("log", "ls-tree", "cat-file")) for words in calls] == [
        "log", "ls-tree", "cat-file", "cat-file"
    ]  # fmt: skip


def test_changes_by_hand_are_not_part_of_any_day(lived: Repository) -> None:
    case_id = lived.case_ids()[0]
    before = then(lived, "2026-11-16").content(path_of(case_id))
    (lived.root / path_of(case_id)).write_text("id: other\n", "utf-8")
    (lived.root / path_of("F-0000-0000")).parent.mkdir(exist_ok=True)
    (lived.root / path_of("F-0000-0000")).write_text("id: F-0000-0000\n", "utf-8")
    was = then(lived, "2026-11-16")
    assert was.content(path_of(case_id)) == before
    assert "F-0000-0000" not in was.case_ids()


def test_what_was_broken_then_is_named(clone: Clone) -> None:
    clone.write("a: [\n", 1)
    clone.write("schema: iza/case/1\n", 1, PATHS[1])
    clone.write("schema: iza/case/999\n", 1, PATHS[2])
    was = past.on_day(clone.root, day(1))
    assert was
    assert list(was.cases()) == []
    assert (was.broken, was.newer) == (["F-8QK2-7MX4", "F-8QK3-0000"], ["F-ABCD-E000"])
    with pytest.raises(NotFound, match=r"^iza\.yaml did not exist then\.$"):
        _ = was.settings
    with pytest.raises(NotFound, match="no case with the id"):
        was.resolve("F-0000-0000")


def test_nothing_is_written_to_the_past(lived: Repository, git: Git) -> None:
    was = then(lived)
    path = path_of(was.case_ids()[0])
    message = Message("x", "x")
    attempts: list[Callable[[], object]] = [
        lambda: was.open(path),
        lambda: was.private,
        lambda: was.save(path, "x", None, message),
        lambda: was.save_all({path: ("x", None)}, message),
        lambda: was.land({path: ("x", None)}, message, NOBODY, START),
        lambda: was.lock().__enter__(),
        lambda: was.batch(lambda: START, lambda: NOBODY).__enter__(),
        lambda: was.refuse_uncommitted(path),
        lambda: drafts.save(was, drafts.Draft(was.case_ids()[0], "r-1111", "", "")),
    ]
    head = git(lived.root, "rev-parse", "HEAD")
    for attempt in attempts:
        with pytest.raises(Refused, match=r"^This is how it was; only"):
            attempt()
    assert git(lived.root, "rev-parse", "HEAD") == head
    assert git(lived.root, "status", "--porcelain") == ""


def test_the_past_knows_no_open_review(lived: Repository) -> None:
    case_id = lived.case_ids()[0]
    drafts.save(lived, drafts.Draft(case_id, "r-1111", "a: 1\n", "a: 2\n"))
    assert drafts.load(lived, case_id)
    assert drafts.load(then(lived), case_id) is None


def test_own_templates_of_then_lie_in_a_private_folder_for_a_while(clone: Clone) -> None:
    clone.write("old\n", 1, "templates/agreement.md.j2")
    clone.write("msgid\n", 1, "templates/languages/ar.po")
    clone.write("new\n", 3, "templates/agreement.md.j2")
    was = past.on_day(clone.root, day(1))
    assert was
    assert was.templates is None
    with was:
        assert was.templates
        place = was.templates
        assert place.stat().st_mode & 0o777 == 0o700
        assert not place.is_relative_to(clone.root)
        assert (place / "agreement.md.j2").read_text("utf-8") == "old\n"
        assert (place / "languages/ar.po").read_text("utf-8") == "msgid\n"
    assert not place.exists()
    assert was.templates is None
    assert (clone.root / "templates/agreement.md.j2").read_text("utf-8") == "new\n"


def test_without_own_templates_there_is_no_folder(clone: Clone) -> None:
    clone.write("n: 1\n", 1)
    with past.at_commit(clone.root, clone.run(clone.root, "rev-parse", "HEAD").strip()) as was:
        assert was.templates is None
