"""How git is run: which settings count, what its refusals become."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from iza.errors import GitError
from iza.i18n import _

# What a surrounding hook exports (GIT_DIR, GIT_INDEX_FILE, …) would point git at another repository.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
            "GIT_NAMESPACE", "GIT_PREFIX", "GIT_ALTERNATE_OBJECT_DIRECTORIES")  # fmt: skip
# What somebody's configuration must not change in what is read here. Looking never takes git's lock.
SETTINGS = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "i18n.logOutputEncoding=UTF-8",
             "-c", "log.showRoot=true", "-c", "log.showSignature=false", "--no-optional-locks",
             "--no-replace-objects")  # fmt: skip


def run(root: Path, *args: str, stdin: bytes = b"") -> str:
    """Run one git command that reads and return its output. Raises GitError with git's own first line."""
    return run_bytes(root, *args, stdin=stdin).decode("utf-8", "replace")


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


def run_bytes(root: Path, *args: str, stdin: bytes = b"") -> bytes:
    """Like ``run``, without decoding."""
    done = _done(root, args, stdin)
    if done.returncode:
        raise refusal(args[0], done.stderr.decode("utf-8", "replace"), done.returncode)
    return done.stdout


def begin(root: Path, *args: str) -> Callable[[], tuple[int, str]]:
    """Start one git command that may fail; calling the result waits, and gives its exit code and all it said."""
    words, pipe = ["git", *SETTINGS, *args], subprocess.PIPE
    try:
        started = subprocess.Popen(
            words, cwd=root, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT, env=environment()
        )
    except FileNotFoundError:
        raise Missing from None

    def finish() -> tuple[int, str]:
        text, _nothing = started.communicate()
        return started.returncode, text.decode("utf-8", "replace")

    return finish


def _done(root: Path, args: tuple[str, ...], stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    words = ["git", *SETTINGS, *args]
    try:
        return subprocess.run(words, cwd=root, input=stdin, capture_output=True, check=False, env=environment())
    except FileNotFoundError:
        raise Missing from None


def environment() -> dict[str, str]:
    """The surroundings of a git process: this repository and no other, plain file names, English messages."""
    own = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return own | {"GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C.UTF-8"}


def write(root: Path, *args: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> str:
    """Run one git command that writes, through GitPython; what it prints. Raises GitError with git's own first line."""
    for name in _FOREIGN:
        os.environ.pop(name, None)
    try:
        from git.cmd import Git
        from git.exc import GitCommandError, GitCommandNotFound
    except ImportError as error:
        raise Missing from error
    import tempfile

    surroundings = {"GIT_LITERAL_PATHSPECS": "1", **(env or {})}
    try:
        with tempfile.TemporaryFile() as spool:  # unnamed: what goes to git leaves no file behind
            spool.write(stdin)
            spool.seek(0)
            words: Any = ["git", *SETTINGS, *args]
            return str(Git(str(root)).execute(words, istream=spool, env=surroundings))
    except GitCommandNotFound as error:
        raise Missing from error
    except GitCommandError as error:
        raise refusal(args[0], str(error.stderr), error.status) from None


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
    return GitError(sentence)


class Missing(GitError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__(_("git is not installed."), _("Install git, then try again."))


class Locked(GitError):
    """Another git is writing in this repository, or one was killed and left its lock."""
