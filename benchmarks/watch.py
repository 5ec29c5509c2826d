"""Starts one command, waits for it, and prints what it took.

A process of its own, with next to nothing imported: a child's peak memory is never less than its parent's.
Usage: ``python -S watch.py OUTPUT COMMAND…``, where OUTPUT is a file or terminal.
"""

import os
import sys
import time

if __name__ == "__main__":
    out, *command = sys.argv[1:]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_NOCTTY, 0),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _pid, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    sys.stdout.write(f"{cpu} {wall} {usage.ru_maxrss / 1024} {os.waitstatus_to_exitcode(status)}\n")
