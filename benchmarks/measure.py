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

from benchmarks.watch import TOO_LONG

PATIENCE = 60.0
"""How many seconds by the clock one run may take."""

_PERSONAL = ("GIT_", "IZA_", "LC_", "PYTHON")
_FINE = (0, 1)  # done, findings
_USAGE = 2


@dataclass(frozen=True)
class Run:
    """One process: seconds of CPU with all its children, seconds by the clock, exit code, and peak memory in MB.

    ``memory`` is that of the largest process, ``together`` that of all of them at one moment.
    """

    cpu: float
    wall: float
    memory: float
    together: float
    code: int

    @classmethod
    def middle(cls, runs: Sequence[Self]) -> Self:
        """The medians of several runs; the highest memory and exit code."""
        return cls(
            statistics.median(run.cpu for run in runs),
            statistics.median(run.wall for run in runs),
            max(run.memory for run in runs),
            max(run.together for run in runs),
            max((run.code for run in runs), key=abs),
        )

    @classmethod
    def skipped(cls, seconds: float) -> Self:
        """A run that was not begun, because it would have taken so long."""
        return cls(0, seconds, 0, 0, TOO_LONG)

    @property
    def is_fine(self) -> bool:
        """Whether it did its work."""
        return self.code in _FINE

    @property
    def is_unknown(self) -> bool:
        """Whether this version of the program has no such command."""
        return self.code == _USAGE

    @property
    def is_too_long(self) -> bool:
        """Whether nobody waited for its end."""
        return self.code == TOO_LONG


def surroundings(day: str) -> dict[str, str]:
    """An environment in which nobody's own settings count; iza takes ``day`` (ISO) for today."""
    own = {name: value for name, value in os.environ.items() if name == "PYTHONPATH" or not name.startswith(_PERSONAL)}
    fixed = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LANG": "de_DE.UTF-8",
        "COLUMNS": "100",
        "RIPGREP_CONFIG_PATH": "",
    }
    return own | fixed | {"IZA_TODAY": day, "TERM": "xterm-256color"}


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    *,
    terminal: bool = False,
    patience: float = PATIENCE,
) -> Run:
    """Run a command to its end, its output thrown away; on a terminal, or as in a pipe."""
    if not terminal:
        return _watched(command, folder, environment, os.devnull, patience)
    ours, theirs = pty.openpty()
    reader = threading.Thread(target=_read_all, args=(ours,))
    reader.start()
    try:
        return _watched(command, folder, environment, os.ttyname(theirs), patience)
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


def _watched(command: Sequence[str], folder: Path, environment: Mapping[str, str], out: str, patience: float) -> Run:
    words = [sys.executable, "-S", str(Path(__file__).with_name("watch.py")), out, str(patience), *command]
    with subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as watch:
        try:
            said, _nothing = watch.communicate()
        except BaseException:
            watch.terminate()  # it ends the command, too
            raise
    if watch.returncode:
        raise ChildProcessError(f"{command[0]} could not be started")
    cpu, wall, memory, together, code = said.split()
    return Run(float(cpu), float(wall), float(memory), float(together), int(code))
