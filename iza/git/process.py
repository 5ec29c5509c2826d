"""How git is run, and what its refusals become."""

from __future__ import annotations

import subprocess
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from iza.errors import GitError
from iza.git.surroundings import command, confined, environment
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

_PIECE = 1 << 16  # bytes


def run(root: Path, *args: str, stdin: bytes = b"", env: Mapping[str, str] = MappingProxyType({})) -> str:
    """Run one git command and return its output. Raises GitError with git's own first line."""
    return run_bytes(root, *args, stdin=stdin, env=env).decode("utf-8", "replace")


def answer(root: Path, *args: str) -> str:
    """What git answers in one line, nothing where it has no answer (no such commit, no such setting)."""
    try:
        return run(root, *args).strip()
    except Missing:
        raise
    except GitError:
        return ""


def history(root: Path, *args: str) -> str:
    """What ``git log`` says, nothing before the first commit of a repository."""
    try:
        return run(root, "log", *args)
    except Missing:
        raise
    except GitError:
        if answer(root, "for-each-ref", "--count=1"):
            raise
        return ""


def run_bytes(root: Path, *args: str, stdin: bytes = b"", env: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Like ``run``, without decoding."""
    done = _done(root, args, stdin, env)
    if done.returncode:
        raise refusal(_command(args), done.stderr.decode("utf-8", "replace"), done.returncode)
    return done.stdout


def stream(root: Path, *args: str) -> Iterator[bytes]:
    """What one git command that reads says, in pieces as they come; who stops listening ends it. Raises GitError."""
    import tempfile

    words = command(*args)
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
            raise Missing from None
        with started:
            assert started.stdout
            try:
                yield from iter(partial(started.stdout.read, _PIECE), b"")
            except BaseException:
                started.kill()
                raise
        if started.returncode:
            complaints.seek(0)
            raise refusal(_command(args), complaints.read().decode("utf-8", "replace"), started.returncode)


def begin(root: Path, *args: str) -> Callable[[], tuple[int, str, str]]:
    """Start one git command that may fail; calling the result waits, and gives its exit code, output and complaints."""
    words, pipe = command(*args), subprocess.PIPE
    try:
        started = subprocess.Popen(
            words, cwd=root, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=environment(root)
        )
    except FileNotFoundError:
        raise Missing from None

    def finish() -> tuple[int, str, str]:
        output, complaints = (text.decode("utf-8", "replace") for text in started.communicate())
        return started.returncode, output, complaints

    return finish


def _done(
    root: Path, args: tuple[str, ...], stdin: bytes, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    words, around = command(*args), {**environment(root), **env}
    try:
        return subprocess.run(words, cwd=root, input=stdin, capture_output=True, check=False, env=around)
    except FileNotFoundError:
        raise Missing from None


def write(root: Path, *args: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> str:
    """Run one git command that writes, through GitPython; what it prints. Raises GitError with git's own first line.

    GitPython takes eight times as long to load as an empty Python, so the commit of every day goes through ``run``.
    """
    import tempfile

    with confined(root):
        try:
            from git.cmd import Git
            from git.exc import GitCommandError, GitCommandNotFound
        except ImportError as error:
            raise Missing from error
        try:
            with tempfile.TemporaryFile() as spool:  # unnamed: what goes to git leaves no file behind
                spool.write(stdin)
                spool.seek(0)
                words: Any = command(*args)
                return str(Git(str(root)).execute(words, istream=spool, env=environment(root) | (env or {})))
        except GitCommandNotFound as error:
            raise Missing from error
        except GitCommandError as error:
            raise refusal(_command(args), str(error.stderr), error.status) from None


def _command(args: Sequence[str]) -> str:
    """``commit`` in ``-c core.splitIndex=true commit -q``."""
    words = iter(args)
    return next(word for word in words if word != "-c" or not next(words))


def refusal(command: str, stderr: str, status: object = 1) -> GitError:
    """Why git did not do it: its own reason in one line, without the command line around it."""
    text = stderr.strip().removeprefix("stderr:").strip().strip("'")
    lines = [line.strip() for line in text.splitlines()]
    # What a hook of the repository prints may quote a case; only git's own words are passed on.
    reason = next((line for line in lines if line.startswith(("fatal:", "error:"))), "")
    reason = reason or _("it ended with code {code}").format(code=status)
    sentence = _("git {command} refused: {reason}").format(command=command, reason=reason)
    if "index.lock" in text:
        return Locked(sentence, _("Another git is at work. If none is, one was killed: remove the file that is named."))
    return Unknown(sentence) if "did not match any file" in text else GitError(sentence)


class Missing(GitError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__(_("git is not installed."), _("Install git, then try again."))


class Unknown(GitError):
    """A file is meant that git does not know yet."""


class Locked(GitError):
    """Another git is writing in this repository, or one was killed and left its lock."""
