"""How git is run, and what its refusals become."""

from __future__ import annotations

import os
import subprocess
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from iza.git.errors import Missing, Vanished
from iza.git.surroundings import command, confined, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.errors import GitError

_PIECE = 1 << 16  # bytes
APART: Mapping[str, Any] = (
    {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)} if os.name == "nt" else {"process_group": 0}
)
"""What makes a process group of its own: Ctrl-C at the terminal does not reach a git that writes."""


def run(root: Path, *args: str, stdin: bytes = b"", env: Mapping[str, str] = MappingProxyType({})) -> str:
    """Run one git command and return its output as ``text_of``. Raises GitError with git's own reason."""
    return text_of(run_bytes(root, *args, stdin=stdin, env=env))


def text_of(output: bytes) -> str:
    """What git printed as text; bytes that are no UTF-8 stay what they are (``surrogateescape``), as in file names."""
    return output.decode("utf-8", "surrogateescape")


def ask(root: Path, *args: str) -> str | None:
    """What git answers in one line; None where it says no: with exit code 1 and without a word.

    Only for forms that say no in this way (``rev-parse -q``, ``symbolic-ref -q``, ``config --get``, ``merge-base``,
    ``reflog exists``). Whatever else goes wrong is an error, never a no. Raises GitError.
    """
    done = _completed(root, args, b"", {})
    if done.returncode == 1 and not done.stderr.strip():
        return None
    return text_of(_checked_output(done, args)).strip()


def run_bytes(root: Path, *args: str, stdin: bytes = b"", env: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Like ``run``, without decoding."""
    return _checked_output(_completed(root, args, stdin, env), args)


def _checked_output(done: subprocess.CompletedProcess[bytes], args: Sequence[str]) -> bytes:
    """The output of a git that did what it was told. Raises GitError."""
    if done.returncode:
        complaints, printed = (text.decode("utf-8", "replace") for text in (done.stderr, done.stdout))
        raise refusal(subcommand(args), complaints, done.returncode, printed)
    return done.stdout


def references(root: Path, form: str, *words: str) -> list[str]:
    """What ``for-each-ref`` says of each reference in a format; a broken one, which git passes over, is an error.

    Raises GitError.
    """
    done = _completed(root, ("for-each-ref", f"--format={form}", *words), b"", {})
    if b"ignoring broken ref" in done.stderr:
        raise refusal("for-each-ref", done.stderr.decode("utf-8", "replace"))
    return text_of(_checked_output(done, ("for-each-ref",))).split("\n")[:-1]


def stream(root: Path, *args: str) -> Iterator[bytes]:
    """What one git command that reads says, in pieces as they come; who stops listening ends it. Raises GitError."""
    import tempfile

    words = command(root, *args)
    with tempfile.TemporaryFile() as complaints:
        try:
            started = subprocess.Popen(
                words,
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=environment(root),
            )
        except FileNotFoundError:
            raise not_started(root) from None
        with started:
            assert started.stdout
            try:
                yield from iter(partial(started.stdout.read, _PIECE), b"")
            except BaseException:
                started.kill()
                raise
        if started.returncode:
            complaints.seek(0)
            raise refusal(subcommand(args), complaints.read().decode("utf-8", "replace"), started.returncode)


def begin(root: Path, *args: str) -> Callable[[], tuple[int, str, str]]:
    """Start one git command that may fail; calling the result waits, and gives its exit code, output and complaints."""
    words, pipe = command(root, *args), subprocess.PIPE
    try:
        started = subprocess.Popen(
            words, cwd=root, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=environment(root)
        )
    except FileNotFoundError:
        raise not_started(root) from None

    def finish() -> tuple[int, str, str]:
        output, complaints = map(text_of, started.communicate())
        return started.returncode, output, complaints

    return finish


def _completed(
    root: Path, args: tuple[str, ...], stdin: bytes, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    words, around = command(root, *args), {**environment(root), **env}
    try:
        return subprocess.run(words, cwd=root, input=stdin, capture_output=True, check=False, env=around)
    except FileNotFoundError:
        raise not_started(root) from None


def not_started(root: Path) -> GitError:
    """Why a git command could not be started: the system says the same of a missing program and a missing folder."""
    return Missing() if root.is_dir() else Vanished(root)


def write(root: Path, *args: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> str:
    """Run one git command that writes, through GitPython; what it prints. Raises GitError with git's own first line.

    GitPython takes eight times as long to load as an empty Python, so the commit of every day goes through ``run``.
    """
    import tempfile

    if not root.is_dir():
        # GitPython would run git in the folder of this process instead.
        raise Vanished(root)
    with confined(root):
        try:
            from git.cmd import Git
            from git.exc import GitCommandError, GitCommandNotFound
        except ImportError as error:
            raise Missing from error
        try:
            with tempfile.TemporaryFile() as spool:
                # unnamed: what goes to git leaves no file behind.
                spool.write(stdin)
                spool.seek(0)
                words: Any = command(root, *args)
                around = environment(root) | (env or {})
                return str(Git(str(root)).execute(words, istream=spool, env=around, **APART))
        except GitCommandNotFound as error:
            raise Missing from error
        except GitCommandError as error:
            raise refusal(subcommand(args), str(error.stderr), error.status) from None


def subcommand(args: Sequence[str]) -> str:
    """``commit`` in ``-c core.splitIndex=true commit -q``."""
    words = iter(args)
    return next(word for word in words if word != "-c" or not next(words))


def refusal(command: str, stderr: str, status: object = 1, printed: str = "") -> GitError:
    """Why git did not do it, and the way out (``iza.git.refusals``); ``said`` is what it printed before."""
    from iza.git import refusals

    return refusals.refusal(command, stderr, status, printed)


