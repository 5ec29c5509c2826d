"""A git that writes runs apart: in a process group of its own, so that Ctrl-C at the terminal does not reach it.

A group of its own, not a session: whatever git starts may still ask at the terminal. ssh-keygen wants the passphrase
of a key, a hook may have a question. The system stops who asks from the background, and whoever is stopped is lent
the terminal until git has ended; only then does Ctrl-C reach it, as the answer to that question. Agents and
``SSH_ASKPASS`` need no terminal and notice nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager, nullcontext, suppress
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import TYPE_CHECKING

from iza import signals
from iza.git.process import APART, not_started, refusal, subcommand, text_of
from iza.git.surroundings import command, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_PIPE = 4096  # bytes any pipe takes at once
_LOOK = 0.2  # seconds between two looks at a git that takes long


def nobody(_process: int) -> None:
    """Nobody wants to know which process git is."""


def run_apart(
    root: Path,
    *args: str,
    stdin: bytes = b"",
    env: Mapping[str, str] = MappingProxyType({}),
    started: Callable[[int], None] = nobody,
) -> str:
    """Run one git command that writes; its output. ``started`` gets its process id before it gets its input.

    Raises GitError with git's own first line, KeyboardInterrupt where a person ended it at its own question.
    """
    process, given = _begin_process(root, args, stdin, {**environment(root), **env})
    try:
        started(process.pid)
        output, complaints = _talk_to(process, given)
    except BaseException:
        _end_process(process)
        process.communicate()
        raise
    if process.returncode == -signal.SIGINT:
        raise KeyboardInterrupt
    if process.returncode:
        raise refusal(subcommand(args), complaints.decode("utf-8", "replace"), process.returncode, text_of(output))
    return text_of(output)


def _begin_process(
    root: Path, args: tuple[str, ...], stdin: bytes, around: Mapping[str, str]
) -> tuple[subprocess.Popen[bytes], bytes | None]:
    """The process, and what is still to be given to it: what does not go into a pipe at once lies in a file."""
    pipe = subprocess.PIPE
    with TemporaryFile() if len(stdin) > _PIPE else nullcontext() as spool:
        if spool:
            spool.write(stdin)
            spool.seek(0)
        try:
            process = subprocess.Popen(
                command(root, *args), cwd=root, stdin=spool or pipe, stdout=pipe, stderr=pipe, env=around, **APART
            )
        except FileNotFoundError:
            raise not_started(root) from None
    return process, None if spool else stdin


def _talk_to(process: subprocess.Popen[bytes], given: bytes | None) -> tuple[bytes, bytes]:
    """What git says. While it takes long, it is lent the terminal if it waits for it, and ended if that is urgent."""
    with _lending_terminal(process) as lend:
        while True:
            try:
                return process.communicate(given, timeout=_LOOK)
            except subprocess.TimeoutExpired:
                given = None
                lend()
                if signals.is_urgent():
                    _end_process(process)


def _end_process(process: subprocess.Popen[bytes]) -> None:
    """Ask git and what it started to end: it takes its locks away."""
    if os.name == "nt":
        process.terminate()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        # Who is stopped hears nothing else.
        os.killpg(process.pid, signal.SIGCONT)


@contextmanager
def _lending_terminal(process: subprocess.Popen[bytes]) -> Iterator[Callable[[], None]]:
    """A function that lends the terminal to a stopped process group; at the end it is our own again."""
    if os.name == "nt":
        yield lambda: None
        return
    stopped: list[bool] = []
    lent: list[int] = []

    def lend() -> None:
        if not stopped and _is_stopped(process):
            stopped.append(True)
        if stopped and not lent:
            lent.extend(_lend_terminal(process.pid))
        if lent:
            # Again and again: ssh-keygen stops itself once more before it asks.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)

    try:
        yield lend
    finally:
        for terminal in lent:
            _put_in_front(terminal, os.getpgrp())
            os.close(terminal)


def _is_stopped(process: subprocess.Popen[bytes]) -> bool:
    if process.returncode is not None:
        return False
    number, status = os.waitpid(process.pid, os.WNOHANG | os.WUNTRACED)
    if number and not os.WIFSTOPPED(status):
        process.returncode = os.waitstatus_to_exitcode(status)
    return bool(number) and os.WIFSTOPPED(status)


def _lend_terminal(group: int) -> list[int]:
    """The terminal, lent to a group; nothing while iza itself is in the background: then it waits for ``fg``."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return []
    if os.tcgetpgrp(terminal) == os.getpgrp():
        _put_in_front(terminal, group)
        return [terminal]
    os.close(terminal)
    os.killpg(os.getpgrp(), signal.SIGTTIN)
    return []


def _put_in_front(terminal: int, group: int) -> None:
    # Who is in the background may not do that otherwise.
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        with suppress(OSError):
            # The terminal has gone.
            os.tcsetpgrp(terminal, group)
    finally:
        signal.signal(signal.SIGTTOU, before)
