"""One save is one commit of one file, or nothing at all: conflicts, hooks, full disks, other writers."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import ROOT, plant_hook

from iza import git as git_module
from iza.errors import Conflict, GitError
from iza.git import Author
from iza.store import turns
from iza.store.case_ids import path_of
from iza.store.files import fingerprint
from iza.store.message import Message
from iza.store.repository import Repository

PATH = path_of("F-8QK2-7MX4")
OTHER = path_of("F-8QK3-0000")
FRESH = path_of("F-ABCD-E000")
OLD, NEW = "a: 1\n", "a: 2\nb: 3\n"
DONE = Message("F-8QK2-7MX4: step done", "step.done", "F-8QK2-7MX4")
Git = Callable[..., str]


def make(root: Path) -> Repository:
    """A repository with two files, committed."""
    for path in (PATH, OTHER):
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(OLD, "utf-8")
    (root / "iza.yaml").write_text("schema: iza/settings/1\nname: x\n", "utf-8")
    git_module.init(root)
    git_module.commit(root, [PATH, OTHER, "iza.yaml"], "start", Author("A", "a@example.org"))
    return Repository(root)


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return make(tmp_path)


class State(NamedTuple):
    """What must not change when a save fails."""

    head: str
    index: str
    status: str
    files: dict[str, bytes]


def state(repo: Repository, git: Git) -> State:
    files = {
        path.relative_to(repo.root).as_posix(): path.read_bytes()
        for path in repo.root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    head = git(repo.root, "rev-parse", "HEAD")
    status = git(repo.root, "--no-optional-locks", "status", "--porcelain")
    return State(head, git(repo.root, "ls-files", "--stage"), status, files)


def leftovers(repo: Repository) -> list[str]:
    """Temporary files and locks."""
    found = [*repo.root.rglob(".iza-*"), *(repo.root / ".git").rglob("*.lock")]
    return [path.name for path in found]


def save(repo: Repository, text: str = NEW, path: str = PATH, seen: str | None = OLD) -> None:
    repo.save(path, text, fingerprint(seen.encode()) if seen is not None else None, DONE)


# -- what a save is ----------------------------------------------------------------------------------------


def test_exactly_one_file_is_committed(repo: Repository, git: Git) -> None:
    (repo.root / OTHER).write_text("a: staged\n", "utf-8")
    git(repo.root, "add", OTHER)
    (repo.root / OTHER).write_text("a: dirty\n", "utf-8")
    (repo.root / "iza.yaml").write_text("dirty: true\n", "utf-8")
    (repo.root / "notes").write_text("x", "utf-8")
    save(repo)
    assert git(repo.root, "show", "--format=", "--name-only").split() == [PATH]
    assert git(repo.root, "show", f"HEAD:{PATH}") == NEW
    assert git(repo.root, "status", "--porcelain") == f"MM {OTHER}\n M iza.yaml\n?? notes\n"
    assert git(repo.root, "show", f":{OTHER}") == "a: staged\n"
    assert leftovers(repo) == []


def test_the_message_has_one_line_and_trailers(repo: Repository, git: Git) -> None:
    repo.save(PATH, NEW, fingerprint(OLD.encode()), Message("F-8QK2-7MX4: Auswertung", "review.hold", "F-8QK2-7MX4", "r-1111"))
    assert git(repo.root, "log", "-1", "--format=%B").splitlines() == [
        "F-8QK2-7MX4: Auswertung", "", "Iza-Action: review.hold", "Iza-Case: F-8QK2-7MX4", "Iza-Review: r-1111", "",
    ]  # fmt: skip
    assert git(repo.root, "log", "-1", "--format=%(trailers:only,key=Iza-Review,valueonly)").strip() == "r-1111"


def test_the_author_is_who_git_knows(repo: Repository, git: Git) -> None:
    git(repo.root, "config", "user.name", "Şirin Öz")
    git(repo.root, "config", "user.email", "s@example.org")
    save(repo)
    assert git(repo.root, "log", "-1", "--format=%an <%ae>, %cn <%ce>").strip() == "Şirin Öz <s@example.org>, Şirin Öz <s@example.org>"


def test_a_new_file_is_committed_even_where_it_is_ignored(repo: Repository, git: Git) -> None:
    (repo.root / ".gitignore").write_text("*.yaml\n", "utf-8")
    save(repo, path=FRESH, seen=None)
    assert git(repo.root, "show", "--format=", "--name-only").split() == [FRESH]


def test_several_files_are_one_commit(repo: Repository, git: Git) -> None:
    known = fingerprint(OLD.encode())
    repo.save_all({PATH: (NEW, known), OTHER: (NEW, known), FRESH: (NEW, None)}, DONE)
    assert git(repo.root, "show", "--format=", "--name-only").split() == sorted([PATH, OTHER, FRESH])


def test_what_was_said_before_is_no_commit(repo: Repository, git: Git) -> None:
    before = state(repo, git)
    save(repo, OLD)
    assert state(repo, git) == before
    assert leftovers(repo) == []


def test_a_change_by_hand_is_committed_as_it_stands(repo: Repository, git: Git) -> None:
    (repo.root / PATH).write_text(NEW, "utf-8")
    save(repo, NEW, seen=NEW)
    assert git(repo.root, "show", f"HEAD:{PATH}") == NEW
    assert git(repo.root, "status", "--porcelain") == ""


def test_many_saves_in_a_batch_equal_single_saves(tmp_path: Path, git: Git) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = make(tmp_path / "one"), make(tmp_path / "two")
    texts = [(PATH, "a: 2\n"), (OTHER, "a: 3\n"), (PATH, "a: 4\n"), (FRESH, "a: 5\n")]
    seen: dict[str, str | None] = {PATH: OLD, OTHER: OLD, FRESH: None}
    for path, text in texts:
        save(one, text, path, seen[path])
        seen[path] = text
    with two.batch(lambda: datetime.now(UTC), lambda: git_module.identity(two.root)):
        for path, text in texts:
            two.save(path, text, None, DONE)
            assert two.content(path) == text.encode()
    for command in (["log", "--format=%B%an%ae", "--name-status"], ["ls-files", "--stage"], ["status", "--porcelain"]):
        assert git(one.root, *command) == git(two.root, *command)
    assert state(one, git).files == state(two, git).files


# -- what is refused -----------------------------------------------------------------------------------------


def test_a_change_from_outside_is_not_overwritten(repo: Repository, git: Git) -> None:
    (repo.root / PATH).write_text("a: by hand\n", "utf-8")
    before = state(repo, git)
    with pytest.raises(Conflict, match="was changed by somebody else in the meantime; nothing was overwritten") as caught:
        save(repo)
    assert caught.value.exit_code == 5
    assert state(repo, git) == before


def test_a_new_file_that_is_there_already_is_not_overwritten(repo: Repository, git: Git) -> None:
    before = state(repo, git)
    with pytest.raises(Conflict, match="exists already"):
        save(repo, seen=None)
    assert state(repo, git) == before


def test_one_conflict_of_several_files_stops_all(repo: Repository, git: Git) -> None:
    before = state(repo, git)
    with pytest.raises(Conflict):
        repo.save_all({OTHER: (NEW, fingerprint(OLD.encode())), PATH: (NEW, fingerprint(b"x"))}, DONE)
    assert state(repo, git) == before


@pytest.mark.parametrize("change", ["edited", "staged", "new"])
def test_a_change_by_hand_that_is_not_committed_is_refused(repo: Repository, git: Git, change: str) -> None:
    path = FRESH if change == "new" else PATH
    (repo.root / path).parent.mkdir(exist_ok=True)
    (repo.root / path).write_text("a: by hand\n", "utf-8")
    if change == "staged":
        git(repo.root, "add", path)
    with pytest.raises(GitError, match="holds changes by hand that are not committed yet") as caught:
        repo.refuse_uncommitted(path)
    assert "iza edit" in caught.value.hint
    repo.refuse_uncommitted(OTHER)


@pytest.mark.parametrize("what", ["merge", "rebase", "cherry-pick"])
def test_something_unfinished_is_refused(repo: Repository, git: Git, what: str) -> None:
    git(repo.root, "checkout", "-qb", "side")
    (repo.root / PATH).write_text("a: side\n", "utf-8")
    git(repo.root, "commit", "-qam", "side")
    git(repo.root, "checkout", "-q", "main")
    (repo.root / PATH).write_text("a: main\n", "utf-8")
    git(repo.root, "commit", "-qam", "main")
    subprocess.run(["git", what, "side"], cwd=repo.root, capture_output=True, check=False)
    before = state(repo, git)
    with pytest.raises(GitError, match=f"A git {what} was begun in this repository and not finished") as caught:
        save(repo, path=OTHER)
    assert f"git {what} --abort" in caught.value.hint
    assert state(repo, git) == before


@pytest.mark.parametrize("path", [PATH, FRESH])
@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "prepare-commit-msg"])
def test_a_hook_that_refuses_leaves_all_as_it_was(repo: Repository, git: Git, path: str, hook: str) -> None:
    plant_hook(repo.root, hook, "echo a: 1 >&2\nexit 1")
    (repo.root / OTHER).write_text("a: staged\n", "utf-8")
    git(repo.root, "add", OTHER)
    before = state(repo, git)
    with pytest.raises(GitError, match=r"^git commit refused: a hook of this repository stopped it\.$"):
        save(repo, path=path, seen=OLD if path == PATH else None)
    assert state(repo, git) == before
    assert leftovers(repo) == []
    assert (repo.root / path).exists() is (path == PATH)


def test_a_staged_change_survives_a_hook_that_refuses(repo: Repository, git: Git) -> None:
    plant_hook(repo.root, "pre-commit", "exit 1")
    (repo.root / PATH).write_text("a: staged\n", "utf-8")
    git(repo.root, "add", PATH)
    (repo.root / PATH).write_text("a: by hand\n", "utf-8")
    before = state(repo, git)
    with pytest.raises(GitError):
        save(repo, seen="a: by hand\n")
    assert state(repo, git) == before


def test_without_a_name_nothing_is_written(repo: Repository, git: Git, person: Path) -> None:
    (person / ".gitconfig").unlink()
    before = state(repo, git)
    with pytest.raises(GitError, match="git does not know your name yet") as caught:
        save(repo)
    assert caught.value.exit_code == 5
    assert state(repo, git) == before


# -- disks -----------------------------------------------------------------------------------------------------

STEPS = ("tempfile.mkstemp", "os.fsync", "pathlib.Path.replace", "os.link", "iza.git.commit")


def _fail(patch: pytest.MonkeyPatch, step: str, number: int) -> None:
    """Let the n-th call of a function fail for want of space; so do all that follow, apart from putting back."""
    import importlib

    module, _, name = step.rpartition(".")
    holder: Any = importlib.import_module(module) if module.count(".") < 1 or module == "iza.git" else Path
    real, calls = getattr(holder, name), iter(range(1, 99))

    def failing(*args: Any, **options: Any) -> Any:
        if next(calls) >= number and not (step.endswith("replace") and _puts_back(args)):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **options)

    patch.setattr(holder, name, failing)


def _puts_back(args: tuple[Any, ...]) -> bool:
    """Renaming a file that is there takes no space."""
    return args[0].name.startswith(".iza-") and len(args[0].name) == len(".iza-") + 16


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_at_any_step_changes_nothing(repo: Repository, git: Git, step: str, number: int) -> None:
    before = state(repo, git)
    with pytest.MonkeyPatch.context() as patch:
        _fail(patch, step, number)
        known = fingerprint(OLD.encode())
        with suppress(OSError):
            repo.save_all({PATH: (NEW, known), OTHER: (NEW, known), FRESH: (NEW, None)}, DONE)
            assert step in ("os.link", "iza.git.commit")  # a copy will do; one commit is all there is
            return
    assert state(repo, git) == before
    assert leftovers(repo) == []
    save(repo)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only root may mount")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_is_really_full(small_disk: Path, git: Git) -> None:
    repo = make(small_disk)
    save(repo, "a: " + "x" * 20_000 + "\n")
    old = (repo.root / PATH).read_text("utf-8")
    filler = small_disk / ".git/filler"
    with suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"x" * 512)
            file.flush()
    size, refused = filler.stat().st_size, 0
    before = state(repo, git)
    for _turn in range(60):  # a little more space each time, so that each step once is the one that fails
        try:
            save(repo, f"a: {'y' * 20_000}\n", seen=old)
        except (OSError, GitError):
            refused += 1
            assert state(repo, git) == before
            size = max(size - 4096, 0)
            os.truncate(filler, size)
        else:
            break
    assert refused >= 3
    assert git(repo.root, "status", "--porcelain") == ""
    assert git(repo.root, "show", f"HEAD:{PATH}").startswith("a: yyy")


def test_files_may_not_grow(repo: Repository, git: Git) -> None:
    before = state(repo, git)
    code = (
        "import resource, sys; from pathlib import Path; from iza.store.message import Message; from iza.store.repository import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
        f"try: Repository(Path.cwd()).save({PATH!r}, 'a: ' + 'x' * int(sys.argv[1]), {fingerprint(OLD.encode())!r}, Message('x', 'x'))\n"
        "except OSError as error: sys.exit(error.errno)\n"
        "except Exception as error: print(error); sys.exit(1)"
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 500
    for size, expected in ((2000, errno.EFBIG), (100, errno.EFBIG)):  # the file is too large; the journal is
        done = subprocess.run(
            [sys.executable, "-c", code, str(size)], cwd=repo.root, env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if expected == 1 and done.returncode == 0:
            continue  # a git that wrote no file of more than 500 bytes
        assert done.returncode == expected, done.stdout + done.stderr
        assert state(repo, git) == before


@pytest.fixture
def sealed(example: Path) -> Iterator[Path]:
    """The example on a disk that can only be read."""
    if os.geteuid() != 0:
        subprocess.run(["chmod", "-R", "a-w", example], check=True)
        yield example
        subprocess.run(["chmod", "-R", "u+w", example], check=True)
        return
    for words in (["--bind", example, example], ["-o", "remount,ro,bind", example]):
        if subprocess.run(["mount", *words], capture_output=True, check=False).returncode:
            pytest.skip("no leave to mount")
    yield example
    subprocess.run(["umount", "-l", example], check=True)


def test_a_disk_that_can_only_be_read(sealed: Path, iza: Callable[..., Any], git: Git) -> None:
    before = state(Repository(sealed), git)
    for words in (["show", "X74V"], ["list"], ["overdue"], ["history", "X74V"]):
        iza(sealed, *words)
    for words in (["pause", "X74V"], ["worker", "end", "kue"], ["review", "start", "X74V"]):
        done = iza(sealed, *words, code=5)
        assert len(done.err.splitlines()) == 1
        assert "Traceback" not in done.err
    assert state(Repository(sealed), git) == before


# -- others at the same time ---------------------------------------------------------------------------------


def test_one_writer_waits_for_the_other(repo: Repository, git: Git) -> None:
    second = Repository(repo.root)
    order = []

    def write() -> None:
        save(second, path=OTHER)
        order.append("second")

    with repo.lock():
        thread = threading.Thread(target=write)
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert git(repo.root, "show", "--format=", "--name-only").split() == [OTHER]


def test_a_writer_that_does_not_end_is_not_waited_for_forever(repo: Repository, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    before = state(repo, git)
    with repo.lock(), pytest.raises(Conflict, match="Another iza is writing in this repository"):
        save(Repository(repo.root))
    assert state(repo, git).files == before.files
    save(repo)


WRITER = """
import sys
from datetime import date
from pathlib import Path
from iza.app.changing import by_hand
from iza.app.office import Office
from iza.store.repository import Repository
for turn in range(int(sys.argv[2])):
    office = Office(Repository(Path.cwd()), date(2026, 11, 16), 'kue')
    by_hand.set_fields(office, sys.argv[1], {'client.contact.phone': f'07071 {turn}'})
"""


def test_two_writers_lose_nothing(example: Path, git: Git) -> None:
    open_cases = [case for case in Repository(example).cases() if "closing" not in case and "contact" in case["client"]]
    cases = [case["id"] for case in open_cases[:2]]
    before = int(git(example, "rev-list", "--count", "HEAD"))
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, case, "20"], cwd=example, env=env) for case in cases]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    assert int(git(example, "rev-list", "--count", "HEAD")) == before + 40
    for case in cases:
        log = git(example, "log", "--format=%H", "-40", "--", path_of(case)).split()[:20]
        texts = [git(example, "show", f"{commit}:{path_of(case)}") for commit in log]
        assert [f'phone: "07071 {19 - turn}"' in text for turn, text in enumerate(texts)] == [True] * 20
    for commit in git(example, "log", "--format=%H", "-40").split():
        assert len(git(example, "show", "--format=", "--name-only", commit).split()) == 1
    assert git(example, "status", "--porcelain") == ""
    assert leftovers(Repository(example)) == []
    assert git(example, "fsck", "--strict").strip() == ""


def test_an_index_left_behind_by_a_killed_git_is_no_change_by_hand(tmp_path: Path, git: Callable[..., str]) -> None:
    repo = make(tmp_path)
    old = git(tmp_path, "rev-parse", f"HEAD:{PATH}").strip()
    repo.save(PATH, "id: new\n", fingerprint((tmp_path / PATH).read_bytes()), Message("x", "x"))
    git(tmp_path, "update-index", "--cacheinfo", f"100644,{old},{PATH}")  # the commit is there, the index is not
    assert git(tmp_path, "status", "--porcelain") != ""
    repo.refuse_uncommitted(PATH)
    repo.save(PATH, "id: newer\n", fingerprint(b"id: new\n"), Message("y", "y"))
    assert git(tmp_path, "status", "--porcelain") == ""
