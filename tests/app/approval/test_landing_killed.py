"""An approval that is ended between index and branch: HEAD, index and files agree after the next command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from casework import git
from four_eyes import THOMAS, Built, become, proposes_closing, refs
from interrupting import kill_session
from support import ROOT, plant_hook

from iza.store.repository import Repository

AT_THE_BRANCH = """
[ "$1" = prepared ] && [ ! -e "{reached}" ] || exit 0
touch "{reached}"
sleep {seconds}
"""


def _approving(cases: Built, ref: str, seconds: int) -> subprocess.Popen[bytes]:
    """An approval that has come to the moment in which its git moves the branch."""
    become(cases.folder, THOMAS)
    reached = cases.folder / ".git/reached"
    plant_hook(cases.folder, "reference-transaction", AT_THE_BRANCH.format(reached=reached, seconds=seconds))
    words = [sys.executable, "-m", "iza", "-C", str(cases.folder), "approve", ref, "--yes", "--today", "2026-09-01"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, env=env, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    end = time.monotonic() + 120
    while not reached.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


def _ended(process: subprocess.Popen[bytes], end: Callable[[int], object]) -> str:
    end(process.pid)
    return process.communicate(timeout=120)[0].decode()


def _agree(folder: Path) -> None:
    """A reading command mends; nothing is left over."""
    Repository(folder).mend()
    assert git(folder, "status", "--porcelain") == ""
    assert list((folder / ".git").rglob("*.lock")) == []
    assert not Repository(folder).is_amid_change


def test_killed_between_index_and_branch_nothing_has_happened(cases: Built) -> None:
    ref, before = proposes_closing(cases.folder, cases.active), git(cases.folder, "rev-parse", "HEAD")
    process = _approving(cases, ref, 600)
    assert git(cases.folder, "--no-optional-locks", "diff", "--cached", "--name-only") != ""
    _ended(process, kill_session)
    _agree(cases.folder)
    assert git(cases.folder, "rev-parse", "HEAD") == before
    assert len(refs(cases.folder)) == 1  # still to be approved


def test_ctrl_c_waits_until_it_has_landed(cases: Built) -> None:
    ref, before = proposes_closing(cases.folder, cases.active), git(cases.folder, "rev-parse", "HEAD")
    process = _approving(cases, ref, 2)
    _ended(process, lambda leader: os.killpg(leader, signal.SIGINT))
    _agree(cases.folder)
    assert git(cases.folder, "rev-parse", "HEAD^1") == before
    assert process.returncode in {0, 130}
