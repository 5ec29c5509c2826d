"""The index of the cases against the slow truth: whatever happened to the files, every list says the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from support import ROOT, TODAY

from iza import cache
from iza import git as gits
from iza.app.lists import case_lists
from iza.app.office import Office
from iza.model.outline import outline
from iza.store import all_cases, case_ids
from iza.store.index import case_files_listing, case_index
from iza.store.repository import Repository

Git = Callable[..., str]


def office(root: Path) -> Office:
    return Office(Repository(root), TODAY, "kue")


def told(root: Path) -> list[Any]:
    """What all lists say, with the cases they cannot use."""
    found: list[Any] = []
    for ask in (
        case_lists.due_list,
        lambda now: case_lists.due_list(now, within=200, worker="kue"),
        lambda now: case_lists.due_list(now, everything=True, within=30),
        lambda now: case_lists.case_list(now, closed=True),
        lambda now: case_lists.find(now, "a 2026"),
        lambda now: case_lists.find(now, "omar"),
    ):
        now = office(root)
        found += [ask(now), now.repo.broken, now.repo.newer]
    return found


@contextmanager
def without_index() -> Iterator[None]:
    """Every list from the files themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(all_cases, "has_index", lambda _repo: False)
        yield


def truth(root: Path) -> list[Any]:
    with without_index():
        return told(root)


def in_index(root: Path) -> list[str]:
    with closing(sqlite3.connect(root / ".git/iza" / case_index.NAME)) as db:
        return [path for (path,) in db.execute("SELECT path FROM files WHERE state = 0 ORDER BY path")]


# -- what happens to a repository --------------------------------------------------------------------------


class Desk(RuleBasedStateMachine):
    """A caseworker, a git, an editor and a bad day."""

    template: Path
    folder: Path
    rounds = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).rounds += 1
        self.root = self.folder / f"{type(self).rounds}"
        shutil.copytree(self.template, self.root)
        self.patch = pytest.MonkeyPatch()
        self.ids = Repository(self.root).case_ids()
        self.texts = {case_id: self.versions(case_id) for case_id in self.ids}

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.root)

    def versions(self, case_id: str) -> list[bytes]:
        """What ever stood in the file of a case."""
        blobs = [file.blob for one in gits.commits(self.root, case_ids.path_of(case_id)) for file in one.files]
        return list(gits.blobs(self.root, sorted({blob for blob in blobs if blob})).values())

    def git(self, *words: str) -> None:
        """Git as people use it: it may refuse, and leave a merge half done."""
        subprocess.run(["git", *words], cwd=self.root, capture_output=True, check=False)

    def place(self, number: int) -> Path:
        return self.root / case_ids.path_of(self.ids[number % len(self.ids)])

    def put(self, place: Path, content: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_symlink() or place.is_dir():
            return
        place.write_bytes(content)

    # -- by hand

    @rule(case=st.integers(0, 5), version=st.integers(0, 40))
    def edit(self, case: int, version: int) -> None:
        texts = self.texts[self.ids[case % len(self.ids)]]
        self.put(self.place(case), texts[version % len(texts)])

    @rule(case=st.integers(0, 5), years=st.sampled_from([b"2025-", b"2027-", b"2019-"]))
    def edit_without_a_trace(self, case: int, years: bytes) -> None:
        """The same size, the same time of change; only the file system knows."""
        place = self.place(case)
        if place.is_file() and not place.is_symlink():
            facts = place.stat()
            place.write_bytes(place.read_bytes().replace(b"2026-", years))
            os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    @rule(case=st.integers(0, 5), content=st.sampled_from([b"", b"a: [\n", b"schema: iza/case/99\n", b"id: F\n", b"\xff"]))
    def spoil(self, case: int, content: bytes) -> None:
        self.put(self.place(case), content)

    @rule(case=st.integers(0, 5))
    def delete(self, case: int) -> None:
        if self.place(case).is_file():
            self.place(case).unlink()

    @rule(case=st.integers(0, 5))
    def replace_by_link(self, case: int) -> None:
        place = self.place(case)
        if place.is_file():
            place.rename(self.root / "elsewhere.yaml")
            place.symlink_to(self.root / "elsewhere.yaml")

    @rule(case=st.integers(0, 5), number=st.integers(0, 99), where=st.sampled_from(["", "ZZ", "ZZ/deep", "."]))
    def new_case(self, case: int, number: int, where: str) -> None:
        """A file of a case nobody committed yet, where it belongs or elsewhere."""
        own = self.ids[case % len(self.ids)]
        case_id = case_ids.new_case_id(random.Random(number).choice)
        path = case_ids.path_of(case_id) if not where else f"cases/{where}/{case_id}.{'yml' if number % 2 else 'yaml'}"
        self.put(self.root / path, self.texts[own][0].replace(own.encode(), case_id.encode()))

    @rule(case=st.integers(0, 5), to=st.sampled_from(["ZZ", "YY"]))
    def rename_folder(self, case: int, to: str) -> None:
        source, target = self.place(case).parent, self.root / "cases" / to
        if source.is_dir() and not target.exists():
            source.rename(target)

    @rule(case=st.integers(0, 5))
    def link_folder(self, case: int) -> None:
        source = self.place(case).parent
        if source.is_dir() and not source.is_symlink() and not (self.root / "aside").exists():
            source.rename(self.root / "aside")
            source.symlink_to(self.root / "aside")

    @rule()
    def another_team(self) -> None:
        place = self.root / "directory/caseworkers.yaml"
        if place.is_file():
            place.write_text(place.read_text("utf-8").replace("team: ", "team: x", 1), "utf-8")

    # -- with git

    @rule()
    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "by hand")

    @rule(case=st.integers(0, 5))
    def add(self, case: int) -> None:
        self.git("add", "--", str(self.place(case)))

    @rule(case=st.integers(0, 5))
    def forget(self, case: int) -> None:
        self.git("rm", "-q", "--cached", "--", str(self.place(case)))

    @rule()
    def restore(self) -> None:
        self.git("checkout", "-q", "-f", "--", ".")

    @rule(back=st.integers(1, 30), how=st.sampled_from(["--hard", "--mixed", "--soft"]))
    def reset(self, back: int, how: str) -> None:
        self.git("reset", "-q", how, f"HEAD~{back}")

    @rule(back=st.integers(0, 60))
    def look_at_an_old_commit(self, back: int) -> None:
        self.git("checkout", "-q", "-f", f"main~{back}")

    @rule(name=st.sampled_from(["main", "laptop"]))
    def switch(self, name: str) -> None:
        self.git("switch", "-q", "-f", name)

    @rule(back=st.integers(0, 20))
    def branch(self, back: int) -> None:
        self.git("switch", "-q", "-f", "-C", "laptop", f"main~{back}")

    @rule(name=st.sampled_from(["main", "laptop"]))
    def merge(self, name: str) -> None:
        self.git("merge", "-q", "--no-edit", name)

    @rule()
    def abort(self) -> None:
        self.git("merge", "--abort")

    @rule(words=st.sampled_from([("push", "-u"), ("push",), ("pop",), ("drop",)]))
    def stash(self, words: tuple[str, ...]) -> None:
        self.git("stash", *words)

    @rule()
    def ignore_everything(self) -> None:
        (self.root / ".git/info").mkdir(exist_ok=True)
        (self.root / ".git/info/exclude").write_text("*.yaml\ncases/\n", "utf-8")

    @rule()
    def pack(self) -> None:
        self.git("gc", "-q", "--prune=now")

    # -- with the index and the clock

    @rule()
    def lose_index(self) -> None:
        shutil.rmtree(self.root / ".git/iza", ignore_errors=True)

    @precondition(lambda self: (self.root / ".git/iza" / case_index.NAME).exists())
    @rule(place=st.floats(0, 1), content=st.binary(min_size=1, max_size=300))
    def damage_index(self, place: float, content: bytes) -> None:
        """Only its head or its whole: what a disk does to the middle of a page no program can know."""
        with (self.root / ".git/iza" / case_index.NAME).open("r+b") as file:
            if place < 0.5:
                file.truncate(int(place * file.seek(0, 2)))
            else:
                file.write(content)

    @rule(where=st.sampled_from(["_put_rows", "_name_others", "_apply_plan"]))
    def crash(self, where: str) -> None:
        def stop(*_values: object) -> None:
            raise KeyboardInterrupt

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(case_index, where, stop)
            with suppress(KeyboardInterrupt):
                case_lists.due_list(office(self.root))

    @rule(hours=st.sampled_from([-9000, -1, 0, 1, 9000]))
    def set_the_clock(self, hours: int) -> None:
        self.patch.undo()
        later = hours * 3_600_000_000_000
        self.patch.setattr(case_files_listing, "time", type("Clock", (), {"time_ns": staticmethod(lambda: time.time_ns() + later)}))

    @invariant()
    def every_list_is_true(self) -> None:
        assert told(self.root) == truth(self.root)


def test_whatever_happens_every_list_is_true(built_example: Path, tmp_path: Path, git: Git) -> None:
    small = tmp_path / "small"
    shutil.copytree(built_example, small)
    for case_id in Repository(small).case_ids()[6:]:
        (small / case_ids.path_of(case_id)).unlink()
    git(small, "commit", "-qam", "fewer")

    class Fresh(Desk):
        template, folder = small, tmp_path

    how = settings(
        max_examples=int(os.environ.get("IZA_LIVES", "6")), stateful_step_count=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Fresh, settings=how)


# -- one by one ------------------------------------------------------------------------------------------------


def test_a_list_reads_no_file_that_did_not_change(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(example)
    read: list[str] = []
    real = Repository.sound
    monkeypatch.setattr(case_index.WorkTree, "sound", lambda self, content, path: read.append(path) or real(self, content, path))
    assert told(example) == said
    assert read == []
    place = example / in_index(example)[0]
    place.write_bytes(place.read_bytes() + b"# anrufen\n")
    assert told(example) == said
    assert read == [in_index(example)[0]]  # once for six lists


def test_after_a_commit_only_its_files_are_read(example: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    told(example)
    path = in_index(example)[3]
    (example / path).write_bytes((example / path).read_bytes() + b"# anrufen\n")
    git(example, "commit", "-qam", "by hand")
    read: list[str] = []
    real = Repository.sound
    monkeypatch.setattr(case_index.WorkTree, "sound", lambda self, content, name: read.append(name) or real(self, content, name))
    assert told(example) == truth(example)
    assert read.count(path) == 1 + 6  # the index once, each slow list once
    assert sum(name != path for name in read) % 6 == 0


def test_the_order_of_the_questions_to_git_does_not_matter(example: Path) -> None:
    """A commit between git's answer and the reading of a file: the next list knows."""
    told(example)
    path = in_index(example)[0]
    real = case_index._new_rows

    def late(*values: Any) -> Any:
        (example / path).write_bytes((example / path).read_bytes().replace(b"2026-", b"2025-"))
        subprocess.run(["git", "commit", "-qam", "meanwhile"], cwd=example, check=True)
        return real(*values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case_index, "_new_rows", late)
        case_lists.due_list(office(example))
    assert told(example) == truth(example)


def test_a_staged_case_that_became_a_link_stops_no_list(example: Path, git: Callable[..., str]) -> None:
    told(example)
    case = min((example / "cases").glob("*/*.yaml"))
    case.write_text(case.read_text("utf-8") + "# staged\n", "utf-8")
    git(example, "add", "-A")
    case.unlink()
    case.symlink_to(example / "iza.yaml")
    assert told(example) == truth(example)


def test_a_case_in_the_wrong_folder_comes_and_goes(example: Path) -> None:
    told(example)
    path = Repository(example).case_paths()[0]
    place = example / "cases" / f"{case_ids.new_case_id(random.Random(94).choice)}.yaml"
    shutil.copy(example / path, place)
    assert told(example) == truth(example)
    place.unlink()
    assert told(example) == truth(example)


def test_a_sparse_checkout_has_the_cases_that_are_there(example: Path, git: Git) -> None:
    told(example)
    git(example, "status")  # else git leaves files alone that it has not looked at
    git(example, "sparse-checkout", "set", "directory", in_index(example)[0].rpartition("/")[0])
    assert told(example) == truth(example)
    assert len(in_index(example)) < 5
    git(example, "sparse-checkout", "disable")
    assert told(example) == truth(example)


def test_line_ends_of_another_system_do_not_matter(example: Path, git: Git) -> None:
    path = Repository(example).case_paths()[0]
    (example / path).write_bytes((example / path).read_bytes().replace(b"\n", b"\r\n"))
    assert git(example, "diff", "--name-only") == ""  # git would write it as it was
    assert told(example) == truth(example)
    (example / path).write_bytes(b"a: [\r\n")
    assert told(example) == truth(example)


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_before_the_first_commit_and_after_it(form: str, built_example: Path, tmp_path: Path, git: Git) -> None:
    root = tmp_path / "new"
    shutil.copytree(built_example, root, ignore=shutil.ignore_patterns(".git"))
    git(root, "init", "-q", f"--object-format={form}")
    assert told(root) == truth(root)
    git(root, "add", "-A")
    assert told(root) == truth(root)
    git(root, "commit", "-qm", "first")
    assert told(root) == truth(root)


def test_a_linked_work_tree_has_an_index_of_its_own(example: Path, tmp_path: Path, git: Git) -> None:
    told(example)
    git(example, "worktree", "add", "-q", str(tmp_path / "other"), "HEAD~60")
    assert told(tmp_path / "other") == truth(tmp_path / "other")
    assert told(example) == truth(example)


def test_many_files_are_read_side_by_side(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = Repository(example).case_ids()
    (example / case_ids.path_of(ids[1])).write_text("schema: iza/case/99\n", "utf-8")
    (example / case_ids.path_of(ids[2])).write_text("a: [\n", "utf-8")
    monkeypatch.setattr(case_index, "MANY", 1)
    monkeypatch.setattr(case_index, "_LEAST", 3)
    assert told(example) == truth(example)


# -- where nothing can be kept ---------------------------------------------------------------------------------


def test_what_cannot_be_kept_is_found_out_each_time(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = example / ".git/iza" / case_index.NAME
    cache.remove(place)
    place.mkdir()  # nothing can be written there
    assert told(example) == truth(example)
    place.rmdir()
    monkeypatch.setattr(cache, "_PATIENCE", 0.01)
    told(example)
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        path = example / Repository(example).case_paths()[0]
        path.write_bytes(path.read_bytes().replace(b"2026-", b"2025-"))
        assert told(example) == truth(example)
    assert told(example) == truth(example)


def test_another_program_begins_the_index_anew(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(example)
    place = example / ".git/iza" / case_index.NAME
    with closing(sqlite3.connect(place)) as db:
        db.execute("UPDATE files SET name = 'somebody else', state = 1")
        db.commit()
    assert told(example) != truth(example)  # an index of its own making is believed
    monkeypatch.setattr(case_index, "_layout_of_index", lambda: "CREATE TABLE another (one TEXT); -- " + case_index._LAYOUT)
    monkeypatch.setattr(case_index, "_layout_of_index", lambda: f"{case_index._LAYOUT}; -- of a later version")
    assert told(example) == truth(example)


def test_the_index_is_for_its_owner_only(example: Path) -> None:
    told(example)
    files = list((example / ".git/iza").glob(f"{case_index.NAME}*"))
    assert files
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}


def test_the_index_holds_no_more_than_lists_need(example: Path) -> None:
    """What somebody said, their health, priority, address and notes stay in the case file."""
    told(example)
    with closing(sqlite3.connect(example / ".git/iza" / case_index.NAME)) as db:
        rows = [json.loads(text) for (text,) in db.execute("SELECT outline FROM files WHERE state = 0")]
    fields = {path for row in rows for path in leaves(row)}
    personal = {path for path in fields if path.startswith("client.")}
    assert personal == {
        "client.names.kind", "client.names.family", "client.names.given", "client.names.mononym", "client.names.source",
        "client.birth.date", "client.birth.precision", "client.languages.tag", "client.interpreter.language",
        "client.contact.phone", "client.residence.valid_until", "client.guardian.until",
    } & personal  # fmt: skip
    assert {"client.names.family", "client.birth.date", "client.contact.phone"} <= personal
    assert not {word for path in fields for word in path.split(".")} & {
        "priority", "notes", "note", "wish", "situation", "resources", "title", "description", "address", "health", "reason_text",
    }  # fmt: skip


def leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path


def test_what_is_deleted_leaves_the_index_too(example: Path, git: Git) -> None:
    told(example)
    repo = Repository(example)
    gone = outline(next(repo.cases()))
    git(example, "rm", "-q", case_ids.path_of(gone["id"]))
    git(example, "commit", "-qm", "erased")
    told(example)
    content = b"".join(path.read_bytes() for path in (example / ".git/iza").glob(f"{case_index.NAME}*"))
    assert gone["id"].encode() not in content
    assert gone["client"]["birth"]["date"].encode() not in content


# -- two at once -------------------------------------------------------------------------------------------------


def test_several_processes_at_once_all_tell_the_truth(example: Path, git: Git) -> None:
    line = [sys.executable, "-c", "from iza.cli.main import run; run()", "list", "--all", "--json", "--today", TODAY.isoformat()]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    paths = Repository(example).case_paths()
    for turn in range(3):
        cache.remove(example / ".git/iza" / case_index.NAME)
        started = [subprocess.Popen(line, cwd=example, env=env, stdout=subprocess.PIPE) for _ in range(4)]
        place = example / paths[turn]
        place.write_bytes(place.read_bytes() + b"# anrufen\n")
        git(example, "commit", "-qam", "meanwhile")
        said = [json.loads(one.communicate()[0]) for one in started]
        assert [one.returncode for one in started] == [0] * 4
        rows = [row.case for row in case_lists.case_list(office(example), closed=True)]
        assert all([row["case"] for row in one] == rows for one in said)
        assert told(example) == truth(example)
