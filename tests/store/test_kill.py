"""Killed at any moment, a save leaves the old file or the new one, and the next save goes on."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from interrupting import kill_session
from support import ROOT

from iza.git import identity
from iza.store.files import fingerprint, sweep
from iza.store.message import Message
from iza.store.repository import Repository
from tests.store.test_save import OTHER, PATH, make

KILLS = 32
SIZE = 30_000  # bytes, so that a torn file would show

WRITER = """
import sys
from pathlib import Path
from iza.store.files import fingerprint
from iza.store.message import Message
from iza.store.repository import Repository
repo = Repository(Path.cwd())
path, size = sys.argv[1], int(sys.argv[2])
while True:
    old = repo.content(path)
    turn = int(old.split(b'\\n')[0].split()[-1]) + 1
    repo.save(path, f'turn: {turn}\\nfill: ' + 'x' * size + f'\\nend: {turn}\\n', fingerprint(old), Message(f'{turn}', 'x'))
    print(turn, flush=True)
"""


def whole(content: bytes) -> int:
    """The turn a file is from; it is not torn."""
    lines = content.split(b"\n")
    first, last = lines[0].split()[-1], lines[2].split()[-1]
    assert first == last
    assert lines[1] == b"fill: " + b"x" * SIZE
    assert lines[3:] == [b""]
    return int(first)


def test_killed_at_any_moment(tmp_path: Path, git: Callable[..., str]) -> None:
    repo = make(tmp_path)
    first = f"turn: 0\nfill: {'x' * SIZE}\nend: 0\n"
    repo.save(PATH, first, fingerprint((tmp_path / PATH).read_bytes()), Message("0", "x"))
    dice = random.Random(4)
    interrupted = 0
    for turn in range(KILLS):
        acknowledged = _killed(tmp_path, dice.uniform(0, 0.12), with_git=turn % 2 == 0)
        interrupted += repo.is_amid_change
        Repository(tmp_path).mend()
        on_disk = whole((tmp_path / PATH).read_bytes())
        committed = whole(git(tmp_path, "show", f"HEAD:{PATH}").encode())
        assert acknowledged <= committed == on_disk <= acknowledged + 1
        assert git(tmp_path, "status", "--porcelain") == ""
        assert {path.relative_to(tmp_path).as_posix() for path in _tree(tmp_path)} == {"iza.yaml", PATH, OTHER}
        assert list((tmp_path / ".git").rglob("*.lock")) == []
    assert git(tmp_path, "fsck", "--strict", "--no-dangling").strip() == ""  # a commit may hang loose where a kill met it
    assert int(git(tmp_path, "rev-list", "--count", "HEAD")) > KILLS / 2
    assert interrupted  # some of the kills hit a save


def _tree(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if ".git" not in path.parts and path.is_file()]


def _killed(folder: Path, after: float, *, with_git: bool) -> int:
    """Start a writer, kill it some time after its first save; the last turn it said was saved."""
    command = [sys.executable, "-c", WRITER, PATH, str(SIZE)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
    ) as writer:
        assert writer.stdout
        line = writer.stdout.readline()
        time.sleep(after)
        if with_git:
            kill_session(writer.pid)
        else:
            writer.kill()
        rest = writer.stdout.read().split("\n")
    return int([line.strip(), *rest[:-1]][-1])


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    repo = make(tmp_path)
    old, fresh = repo.private / ".iza-old", repo.private / ".iza-fresh"
    for place in (old, fresh, repo.private / "drafts-like"):
        place.write_text("personal", "utf-8")
    os.utime(old, (1, 1))
    sweep(repo.private)
    assert sorted(path.name for path in repo.private.iterdir() if path.name != "lock") == [".iza-fresh", "drafts-like"]
    os.utime(fresh, (1, 1))
    content = repo.content(PATH)
    repo.save(PATH, "a: 2\n", fingerprint(content), Message("x", "x"))
    assert not fresh.exists()


@pytest.mark.parametrize("name", ["lock"])
def test_the_lock_of_a_killed_writer_holds_nobody_up(tmp_path: Path, name: str) -> None:
    repo = make(tmp_path)
    code = (
        "import os, sys; from pathlib import Path; from iza.store.repository import Repository\n"
        "with Repository(Path.cwd()).lock(): os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -9
    assert (repo.private / name).exists()
    started = time.monotonic()
    repo.save(PATH, "a: 2\n", fingerprint(repo.content(PATH)), Message("x", "x"))
    assert time.monotonic() - started < 5
    assert identity(tmp_path).name
