"""Whole processes measured from outside: CPU time of the process tree, wall time, peak memory."""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_PERSONAL = ("GIT_", "IZA_", "LC_", "PYTHON")


@dataclass(frozen=True)
class Run:
    """One process: seconds of CPU with all its children, seconds by the clock, peak memory in MB, exit code."""

    cpu: float
    wall: float
    memory: float
    code: int

    @classmethod
    def middle(cls, runs: Sequence[Self]) -> Self:
        """The medians of several runs; the highest memory and exit code."""
        return cls(
            statistics.median(run.cpu for run in runs),
            statistics.median(run.wall for run in runs),
            max(run.memory for run in runs),
            max(run.code for run in runs),
        )


def surroundings(day: str) -> dict[str, str]:
    """An environment in which nobody's own settings count; iza takes ``day`` (ISO) for today."""
    own = {name: value for name, value in os.environ.items() if name == "PYTHONPATH" or not name.startswith(_PERSONAL)}
    fixed = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LANG": "de_DE.UTF-8", "COLUMNS": "100"}
    return own | fixed | {"IZA_TODAY": day, "TERM": "xterm-256color"}


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], *, terminal: bool = False) -> Run:
    """Run a command to its end, its output thrown away; on a terminal, or as in a pipe."""
    if not terminal:
        return _watched(command, folder, environment, os.devnull)
    ours, theirs = pty.openpty()
    reader = threading.Thread(target=_read_all, args=(ours,))
    reader.start()
    try:
        return _watched(command, folder, environment, os.ttyname(theirs))
    finally:
        os.close(theirs)
        reader.join()
        os.close(ours)


def _read_all(terminal: int) -> None:
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # how Linux says that the other end is closed
        return


def _watched(command: Sequence[str], folder: Path, environment: Mapping[str, str], out: str) -> Run:
    words = [sys.executable, "-S", str(Path(__file__).with_name("watch.py")), out, *command]
    done = subprocess.run(words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    cpu, wall, memory, code = done.stdout.split()
    return Run(float(cpu), float(wall), float(memory), int(code))
