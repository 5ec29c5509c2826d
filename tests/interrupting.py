"""Ends processes as power cuts, impatient people and closed windows do."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress


def kill_session(leader: int) -> None:
    """Kill a process and all it started, in whatever process group, at the same moment."""
    with suppress(ProcessLookupError):
        os.kill(leader, signal.SIGSTOP)  # nothing new begins while the others are looked for
    done = subprocess.run(["ps", "-o", "pid=", "-s", str(leader)], capture_output=True, text=True, check=False)
    for process in sorted({leader, *map(int, done.stdout.split())}):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
