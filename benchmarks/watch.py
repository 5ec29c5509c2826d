"""Starts one command, waits for it, and prints what it took.

A process of its own, with next to nothing imported: a child's peak memory is never less than its parent's.
Usage: ``python -S watch.py OUTPUT SECONDS COMMAND…``, where OUTPUT is a file or terminal. After that many seconds the
command and what it started are ended, and the exit code is 124, as with ``timeout``.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time

TOO_LONG = 124
_GLANCE = 0.01  # seconds between two looks at the memory
_PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20


class Watch:
    """What is seen of a process group while it works: the most memory (MB) at one moment, whether it was ended."""

    def __init__(self, pid: int, end: float) -> None:
        self.pid, self.end = pid, end
        self.memory = 0.0
        self.was_ended = False

    def look(self) -> None:
        """Look again and again, until the time is over."""
        while time.perf_counter() < self.end:
            self.memory = max(self.memory, together(self.pid))
            time.sleep(_GLANCE)
        self.was_ended = True
        end(self.pid)


def end(pid: int) -> None:
    """End a process and what it started."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # it was quicker
        return


def together(first: int) -> float:
    """The memory (MB) of a process and its children, now: what each has alone, and the most that one of them shares.

    Nothing where the system does not tell.
    """
    own, shared, todo = 0, 0, [str(first)]
    while todo:
        place = f"/proc/{todo.pop()}"
        try:
            resident, common = map(int, _words(f"{place}/statm")[1:3])
            for thread in os.listdir(f"{place}/task"):  # noqa: PTH208
                todo += _words(f"{place}/task/{thread}/children")
        except OSError:  # it ended meanwhile
            continue
        own, shared = own + resident - common, max(shared, common)
    return (own + shared) * _PAGE


def _words(path: str) -> list[str]:
    with open(path) as file:  # noqa: PTH123 - pathlib would be most of what is loaded here
        return file.read().split()


def main(out: str, seconds: str, *command: str) -> None:
    """Run the command and print CPU and wall seconds, the peak of the largest process and of all together, the code."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_NOCTTY, 0),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions, setpgroup=0)
    watch = Watch(pid, start + float(seconds))
    try:
        _thread.start_new_thread(watch.look, ())
        _pid, status, usage = os.wait4(pid, 0)
    except BaseException:
        end(pid)
        raise
    wall = time.perf_counter() - start
    cpu, largest = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    code = TOO_LONG if watch.was_ended else os.waitstatus_to_exitcode(status)
    sys.stdout.write(f"{cpu} {wall} {largest} {max(largest, watch.memory)} {code}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
