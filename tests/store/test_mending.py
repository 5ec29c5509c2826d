"""Whatever a save is interrupted by, HEAD says what happened, and the next iza brings the rest to that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from interrupting import kill_session
from support import ROOT, plant_hook

from iza.errors import GitError
from iza.store.files import fingerprint
from iza.store.message import Message
from iza.store.repository import Repository
from tests.store.test_save import FRESH, NEW, OLD, OTHER, PATH, make

Git = Callable[..., str]
DONE = Message("F-8QK2-7MX4: step done", "step.done", "F-8QK2-7MX4")
DRAFT = "drafts/F-8QK2-7MX4.json"

SAVER = f"""
import os, sys
from pathlib import Path
from iza import git
from iza.store import files, journal, mending, message, repository, saving
from iza.store.files import fingerprint

def die_at(module, name, turn=1, after=False):
    real, turns = getattr(module, name), []
    def call(*args, **words):
        turns.append(1)
        if len(turns) == turn and not after:
            os._exit(9)
        result = real(*args, **words)
        if len(turns) == turn:
            os._exit(9)
        return result
    setattr(module, name, call)

repo = repository.Repository(Path.cwd())
exec(sys.argv[1])
known = fingerprint({OLD.encode()!r})
repo.save_all({{{PATH!r}: ({NEW!r}, known), {FRESH!r}: ({NEW!r}, None), {OTHER!r}: (None, known)}},
              message.Message({DONE.subject!r}, {DONE.action!r}, {DONE.case!r}), {{{DRAFT!r}: b"landed"}})
"""

MOMENTS = {
    "before the journal": ("die_at(journal, 'begin')", None),
    "after the journal": ("die_at(journal, 'begin', after=True)", False),
    "after the first file": ("die_at(files, 'put', 1, after=True)", False),
    "after the new file": ("die_at(files, 'put', 2, after=True)", False),
    "after all files": ("die_at(git, 'commit')", False),
    "git is not noted yet": ("die_at(journal, 'note_git')", False),
    "after the commit": ("die_at(git, 'commit', after=True)", True),
    "before the draft follows": ("die_at(mending, '_lay_aside')", True),
    "before the journal ends": ("die_at(journal, 'end')", True),
}
"""What ends the process, and whether the change is made (None: nobody has heard of it)."""


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = make(tmp_path)
    (made.private / "drafts").mkdir()
    (made.private / DRAFT).write_text("open", "utf-8")
    return made


def killed(repo: Repository, how: str) -> None:
    words = [sys.executable, "-c", SAVER, how]
    done = subprocess.run(words, cwd=repo.root, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 9


def mended(repo: Repository) -> list[str]:
    """What the next iza says."""
    said: list[str] = []
    next_one = Repository(repo.root)
    next_one.say = said.append
    next_one.mend()
    return said


def is_made(repo: Repository, git: Git) -> bool:
    """Whether the change is made; work tree, index and draft must agree with HEAD, and nothing may be left over."""
    assert git(repo.root, "status", "--porcelain") == ""
    assert [path.name for path in (repo.root / ".git").rglob("*.lock")] == []
    assert not repo.is_amid_change
    assert [path.name for path in repo.private.glob(".iza-*")] == []
    made = git(repo.root, "log", "-1", "--format=%s").strip() == DONE.subject
    files = {path: (repo.root / path).exists() for path in (PATH, FRESH, OTHER)}
    assert files == {PATH: True, FRESH: made, OTHER: not made}
    assert (repo.root / PATH).read_text("utf-8") == (NEW if made else OLD)
    assert (repo.private / DRAFT).read_text("utf-8") == ("landed" if made else "open")
    return made


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_each_moment(repo: Repository, git: Git, moment: str) -> None:
    how, made = MOMENTS[moment]
    killed(repo, how)
    said = mended(repo)
    if made is None:
        assert said == []
        for left in repo.private.glob(".iza-*"):  # not older than a minute: swept later
            left.unlink()
    else:
        end = "brought to its end" if made else "taken back"
        assert said == [f"An interrupted change was {end}: {DONE.subject}"]
    assert is_made(repo, git) is bool(made)
    assert mended(repo) == []
    repo.save(PATH, "a: later\n", fingerprint((repo.root / PATH).read_bytes()), DONE)


def test_what_was_changed_by_hand_since_stays(repo: Repository, git: Git) -> None:
    killed(repo, MOMENTS["after all files"][0])
    (repo.root / PATH).write_text("a: by hand\n", "utf-8")
    assert mended(repo) == [
        f"An interrupted change was taken back: {DONE.subject} {PATH} was changed by hand since and stays as it is."
    ]
    assert git(repo.root, "status", "--porcelain") == f" M {PATH}\n"
    assert (repo.root / OTHER).read_text("utf-8") == OLD


def test_what_others_committed_since_counts(repo: Repository, git: Git) -> None:
    killed(repo, MOMENTS["after the commit"][0])
    (repo.root / PATH).write_text("a: by hand\n", "utf-8")
    git(repo.root, "commit", "-qam", "by hand")
    assert mended(repo) == [f"An interrupted change was brought to its end: {DONE.subject}"]
    assert (repo.root / PATH).read_text("utf-8") == "a: by hand\n"
    assert (repo.private / DRAFT).read_text("utf-8") == "landed"
    assert git(repo.root, "status", "--porcelain") == ""


def test_a_writer_mends_before_it_writes(repo: Repository, git: Git) -> None:
    killed(repo, MOMENTS["after all files"][0])
    repo.save(PATH, NEW, fingerprint(OLD.encode()), DONE)
    assert git(repo.root, "status", "--porcelain") == ""
    assert git(repo.root, "show", "--format=", "--name-only").split() == [PATH]


# -- git and iza apart ---------------------------------------------------------------------------------------


def started(repo: Repository, hook: str) -> subprocess.Popen[bytes]:
    """A save whose git has come to its hook."""
    plant_hook(repo.root, "pre-commit", f"touch .git/reached; {hook}")
    process = subprocess.Popen(
        [sys.executable, "-c", SAVER, ""], cwd=repo.root, env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True, stderr=subprocess.PIPE,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not (repo.root / ".git/reached").exists():
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


def test_a_git_that_outlives_its_iza_is_waited_for(repo: Repository, git: Git) -> None:
    with started(repo, "sleep 2") as process:
        process.kill()
    assert mended(repo) == [f"An interrupted change was brought to its end: {DONE.subject}"]
    assert is_made(repo, git)


def test_a_git_that_takes_long_is_left_alone(repo: Repository, git: Git) -> None:
    with started(repo, "while [ ! -e .git/on ]; do sleep 0.1; done") as process:
        process.kill()
    assert mended(repo) == []
    with pytest.raises(GitError, match="A git of an interrupted change is still at work"), repo.lock():
        pass
    (repo.root / ".git/on").touch()
    assert mended(repo) == [f"An interrupted change was brought to its end: {DONE.subject}"]
    assert is_made(repo, git)


def test_killed_together_their_locks_go(repo: Repository, git: Git) -> None:
    with started(repo, "sleep 60") as process:
        kill_session(process.pid)
    assert (repo.root / ".git/index.lock").exists()
    assert mended(repo) == [f"An interrupted change was taken back: {DONE.subject}"]
    assert not is_made(repo, git)


def test_a_lock_of_somebody_else_stays(repo: Repository, git: Git) -> None:
    killed(repo, MOMENTS["after all files"][0])
    lock = repo.root / ".git/config.lock"
    lock.touch()
    os.utime(lock, (1, 1))
    mended(repo)
    assert lock.exists()
    lock.unlink()
    assert not is_made(repo, git)


def test_a_git_that_is_killed_alone_leaves_nothing(repo: Repository, git: Git) -> None:
    with started(repo, "kill -9 $PPID; sleep 1") as process:
        assert process.stderr
        assert b"killed (signal 9)" in process.stderr.read()
    assert not is_made(repo, git)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_until_the_change_is_made(repo: Repository, git: Git, number: int) -> None:
    with started(repo, "sleep 1") as process:
        os.killpg(process.pid, number)
        assert process.stderr
        assert b"Stopped" in process.stderr.read()
    assert is_made(repo, git)


def test_whoever_asks_twice_is_not_kept_waiting(repo: Repository, git: Git) -> None:
    with started(repo, "sleep 600") as process:
        os.kill(process.pid, signal.SIGTERM)
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(60)
    assert not is_made(repo, git)


def test_who_reads_does_not_mend_what_another_iza_is_at(repo: Repository, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    from iza.store import repository

    monkeypatch.setattr(repository, "_GLANCE_SECONDS", 0.2)
    with started(repo, "sleep 3") as process:
        assert mended(repo) == []
        assert repo.is_amid_change
        assert process.wait(60) == 0
    assert is_made(repo, git)


# -- HEAD decides, not an exit code --------------------------------------------------------------------------


def _in_front_of_git(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program called git that does the real thing and something else."""
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    place = folder / "bin" / "git"
    place.parent.mkdir()
    place.write_text(f'#!/bin/sh\nreal={real}\ncase " $* " in *" commit "*) {script};; esac\nexec "$real" "$@"\n', "utf-8")
    place.chmod(0o755)
    monkeypatch.setenv("PATH", f"{place.parent}:{os.environ['PATH']}")


def _save(repo: Repository) -> None:
    known = fingerprint(OLD.encode())
    repo.save_all({PATH: (NEW, known), FRESH: (NEW, None), OTHER: (None, known)}, DONE, {DRAFT: b"landed"})


def test_what_head_holds_is_saved_whatever_git_said(
    repo: Repository, git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _in_front_of_git(tmp_path_factory.mktemp("front"), monkeypatch, '"$real" "$@"; exit 1')
    _save(repo)
    assert is_made(repo, git)


def test_what_head_does_not_hold_is_not_saved_whatever_git_said(
    repo: Repository, git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _in_front_of_git(tmp_path_factory.mktemp("front"), monkeypatch, "cat > /dev/null; exit 0")
    with pytest.raises(GitError, match="the history does not hold it"):
        _save(repo)
    assert not is_made(repo, git)
