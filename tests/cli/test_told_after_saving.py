"""What is saved is told as saved: when the output fails, when somebody interrupts, when a key asks for its passphrase."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from signing import needs_ssh
from support import plant_hook
from terminal import SCRIPT

Git = Callable[..., str]
STEP = ("step", "change", "X74V", "1.1", "--note", "so")
SAVED = "Gespeichert; nur die Ausgabe ging nicht.\n"


def _started(folder: Path, *words: str, **how: Any) -> subprocess.Popen[str]:
    env = os.environ | {"IZA_TODAY": "2026-11-16"}
    return subprocess.Popen([SCRIPT, *words], cwd=folder, env=env, stderr=subprocess.PIPE, text=True, **how)


def _count(folder: Path, git: Git) -> int:
    return int(git(folder, "rev-list", "--count", "HEAD"))


@pytest.mark.parametrize("words", [STEP, (*STEP, "--json"), ("worker", "end", "kue")])
def test_a_full_disk_behind_the_output(example: Path, git: Git, words: tuple[str, ...]) -> None:
    before = _count(example, git)
    with Path("/dev/full").open("w") as full, _started(example, *words, stdout=full) as done:
        assert done.stderr
        said = done.stderr.read()
    assert SAVED in said
    assert "Fehler" not in said
    assert done.returncode == 6
    assert _count(example, git) == before + 1


def test_nothing_saved_is_no_matter_of_saving(example: Path) -> None:
    with Path("/dev/full").open("w") as full, _started(example, "list", stdout=full) as done:
        assert done.stderr
        assert "kein Platz" in done.stderr.read()
    assert done.returncode == 5


def test_a_reader_that_left_is_told_nothing_but_that(example: Path, git: Git) -> None:
    before = _count(example, git)
    reading, writing = os.pipe()
    os.close(reading)
    with _started(example, *STEP, stdout=writing) as done:
        os.close(writing)
        assert done.stderr
        assert SAVED in done.stderr.read()
    assert done.returncode == 141
    assert _count(example, git) == before + 1


def test_ctrl_c_during_the_commit_is_told_with_the_commit(example: Path, git: Git) -> None:
    plant_hook(example, "pre-commit", "touch .git/reached; sleep 1")
    with _started(example, *STEP, stdout=subprocess.PIPE, start_new_session=True) as done:
        _wait_for(example / ".git/reached")
        os.killpg(done.pid, signal.SIGINT)
        assert done.stderr
        said = done.stderr.read()
    commit = git(example, "rev-parse", "HEAD")[:10]
    assert said == f"Gespeichert (Commit {commit}), dann abgebrochen.\n"
    assert done.returncode == 130
    assert git(example, "status", "--porcelain") == ""


def _wait_for(place: Path) -> None:
    end = time.monotonic() + 60
    while not place.exists():
        assert time.monotonic() < end
        time.sleep(0.02)


# -- a key with a passphrase -----------------------------------------------------------------------------------


@pytest.fixture
def signed(example: Path, git: Git, person: Path) -> Path:
    """The example in a clone that signs, with a key whose passphrase is `geheim`."""
    key = person / "key"
    words = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "geheim", "-C", "", "-f", str(key))
    subprocess.run(words, check=True)
    for name, value in (("gpg.format", "ssh"), ("commit.gpgsign", "true"), ("user.signingkey", f"{key}.pub")):
        git(example, "config", name, value)
    return example


def _is_signed(folder: Path, git: Git) -> bool:
    return "gpgsig" in git(folder, "cat-file", "commit", "HEAD")


@needs_ssh
@pytest.mark.parametrize(("typed", "code"), [("geheim\n", 0), ("\x03", 130)])
def test_ssh_asks_for_it_on_the_terminal(signed: Path, git: Git, typed: str, code: int) -> None:
    before = _count(signed, git)
    env = os.environ | {"IZA_TODAY": "2026-11-16", "TERM": "xterm"}
    child = pexpect.spawn(str(SCRIPT), list(STEP), cwd=str(signed), env=env, encoding="utf-8", timeout=60)
    child.expect("passphrase")
    time.sleep(0.5)
    child.send(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, _count(signed, git)) == (code, before + (code == 0)), child.before
    assert _is_signed(signed, git) is (code == 0)
    assert git(signed, "status", "--porcelain") == ""


@needs_ssh
def test_a_window_may_ask_for_it(signed: Path, git: Git, person: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = person / "ask"
    ask.write_text("#!/bin/sh\necho geheim\n", "utf-8")
    ask.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(ask))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    with _started(signed, *STEP, stdout=subprocess.PIPE) as done:
        assert done.stderr
        done.stderr.read()
    assert done.returncode == 0
    assert _is_signed(signed, git)


@needs_ssh
def test_an_agent_needs_no_question(signed: Path, git: Git, person: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    socket = person / "agent"
    with subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL) as agent:
        _wait_for(socket)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        ask = person / "ask"
        ask.write_text("#!/bin/sh\necho geheim\n", "utf-8")
        ask.chmod(0o700)
        env = os.environ | {"SSH_ASKPASS": str(ask), "SSH_ASKPASS_REQUIRE": "force"}
        subprocess.run(["ssh-add", "-q", str(person / "key")], env=env, check=True, capture_output=True)
        with _started(signed, *STEP, stdout=subprocess.PIPE) as done:
            assert done.stderr
            done.stderr.read()
        agent.terminate()
    assert done.returncode == 0
    assert _is_signed(signed, git)
