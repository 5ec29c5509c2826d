"""The only module that runs git or imports GitPython: small functions, one git call each.

No user text reaches git before ``--`` or ``--end-of-options``; paths are repository-relative with
forward slashes; output is split on NUL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iza.errors import GitError
from iza.i18n import _

if TYPE_CHECKING:
    from typing import Self

# What a surrounding hook exports (GIT_DIR, GIT_INDEX_FILE, …) would point git at another repository.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
            "GIT_NAMESPACE", "GIT_PREFIX", "GIT_ALTERNATE_OBJECT_DIRECTORIES")  # fmt: skip
# What somebody's configuration must not change in what is read here. Looking never takes git's lock.
_SETTINGS = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "i18n.logOutputEncoding=UTF-8",
             "-c", "log.showRoot=true", "-c", "log.showSignature=false", "--no-optional-locks")  # fmt: skip
_LOCK_SECONDS = 3


@dataclass(frozen=True)
class Author:
    """Who makes a commit."""

    name: str
    email: str


@dataclass(frozen=True)
class Commit:
    """One commit that touched a path.

    ``blob`` is what it left there, ``before`` what each of its parents had; empty where there was no such path.
    """

    id: str
    author: Author
    when: datetime
    subject: str
    action: str
    review: str
    blob: str
    before: tuple[str, ...]


def git_dir(root: Path) -> Path:
    """The git directory of a work tree. Raises GitError where there is none."""
    direct = root / ".git"
    if direct.is_dir():
        return direct
    if not direct.exists():
        raise GitError(
            _("{folder} is not a git repository.").format(folder=root),
            _("`iza init` makes a new case repository; `git init` makes this folder one."),
        )
    return Path(_run(root, "rev-parse", "--absolute-git-dir").strip())


def _run(root: Path, *args: str, stdin: bytes | None = None, env: dict[str, str] | None = None) -> str:
    """Run one git command and return its output. Raises GitError with git's own first line."""
    return _run_bytes(root, *args, stdin=stdin, env=env).decode("utf-8", "replace")


def _run_bytes(root: Path, *args: str, stdin: bytes | None = None, env: dict[str, str] | None = None) -> bytes:
    for name in _FOREIGN:
        os.environ.pop(name, None)
    try:
        from git.cmd import Git
        from git.exc import GitCommandError, GitCommandNotFound
    except ImportError as error:
        raise Missing from error
    import tempfile

    options: Any = {"strip_newline_in_stdout": False, "stdout_as_string": False}
    environment = {"GIT_LITERAL_PATHSPECS": "1", **(env or {})}
    try:
        with tempfile.TemporaryFile() as spool:  # unnamed: what goes to git leaves no file behind
            spool.write(stdin or b"")
            spool.seek(0)
            out = Git(str(root)).execute(["git", *_SETTINGS, *args], istream=spool, env=environment, **options)
    except GitCommandNotFound as error:
        raise Missing from error
    except GitCommandError as error:
        raise _refusal(args[0], str(error.stderr), error.status) from None
    assert isinstance(out, bytes)
    return out


def _refusal(command: str, stderr: str, status: object = 1) -> GitError:
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


def is_installed() -> bool:
    """Is there a git on this machine?"""
    try:
        subprocess.run(["git", "--version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def init(root: Path) -> None:
    """Make ``root`` a git repository with the branch ``main``."""
    _run(root, "init", "-q", "-b", "main")


def identity(root: Path) -> Author:
    """Name and e-mail git knows the person by. Raises GitError where nobody told it."""
    try:
        line = _run(root, "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT")
    except Missing:
        raise
    except GitError:
        raise GitError(
            _("git does not know your name yet."),
            _('git config --global user.name "Your Name"; git config --global user.email you@example.org'),
        ) from None
    name, _separator, rest = line.rpartition(" <")
    return Author(name, rest.partition(">")[0])


def unfinished(directory: Path) -> str:
    """The merge, rebase or cherry-pick that somebody began and did not finish, else nothing."""
    marks = {"MERGE_HEAD": "merge", "rebase-merge": "rebase", "rebase-apply": "rebase",
             "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert"}  # fmt: skip
    return next((name for mark, name in marks.items() if (directory / mark).exists()), "")


def is_detached(directory: Path) -> bool:
    """Whether HEAD is a commit and no branch."""
    return not (directory / "HEAD").read_text("utf-8", "replace").startswith("ref:")


def changed(root: Path, *paths: str) -> list[str]:
    """The given paths (or any under them) that differ from the last commit or are new."""
    entries = _run(root, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
    return [entry[3:] for entry in entries.split("\0") if entry]


def commit(root: Path, paths: Sequence[str], message: str, author: Author, when: datetime | None = None) -> None:
    """Commit exactly ``paths`` as they stand in the work tree; what else is staged stays staged."""
    env = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
    if when:
        env |= {"GIT_AUTHOR_DATE": when.isoformat(), "GIT_COMMITTER_DATE": when.isoformat()}
    tracked = set(_run(root, "ls-files", "-z", "--", *paths).split("\0"))
    fresh = [path for path in paths if path not in tracked]
    try:
        if fresh:
            _patiently(lambda: _run(root, "add", "--force", "--", *fresh))
        with _git_decides():
            words = ("commit", "-q", "--only", "-F", "-", "--", *paths)
            _patiently(lambda: _run(root, *words, stdin=message.encode(), env=env))
    except BaseException:
        if fresh:
            _run(root, "rm", "-q", "--cached", "--ignore-unmatch", "--", *fresh)
        raise


def _patiently(run: Callable[[], object]) -> None:
    """Run a git command that writes; editors look into a repository too and hold git's lock for a moment."""
    end = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            run()
        except Locked:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def _git_decides() -> Iterator[None]:
    """Let git alone hear Ctrl-C: it finishes its commit or leaves none, and only then does iza end."""
    heard: list[int] = []
    try:
        before = signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    except ValueError:  # not the main thread, so Ctrl-C does not come here
        yield
        return
    try:
        yield
    except GitError:
        if heard:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def has_commits(root: Path) -> bool:
    """Is there a first commit already?"""
    return bool(head(root))


def head(root: Path) -> str:
    """The commit id of HEAD, or nothing before the first commit."""
    try:
        return _run(root, "rev-parse", "-q", "--verify", "HEAD").strip()
    except Missing:
        raise
    except GitError:
        return ""


def resolve(root: Path, revision: str) -> str:
    """The id of the commit a revision (``HEAD~3``, a tag, the beginning of an id) means, or nothing."""
    try:
        return _run(root, "rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()
    except Missing:
        raise
    except GitError:
        return ""


_TRAILER = "%(trailers:key={key},valueonly,separator=%x2C)"
_FIELDS = "%H%x00%an%x00%ae%x00%aI%x00%s%x00" + "%x00".join(
    _TRAILER.format(key=key) for key in ("Iza-Action", "Iza-Review")
)
_PARTS = 8  # the fields and the raw line of a commit


def log(root: Path, path: str, limit: int = 0) -> list[Commit]:
    """The commits that changed ``path``, newest first, on all branches that were merged.

    A merge is listed only where it left something that none of its parents had.
    """
    if not has_commits(root):
        return []
    limits = [f"--max-count={limit}"] if limit else []
    text = _run(
        root, "log", "--full-history", "--date-order", "-c", "--no-follow", "--no-renames", "--raw", "--abbrev=64",
        "--no-ext-diff", "--no-color", f"--format=%x00{_FIELDS}%x00", *limits, "--", path,
    )  # fmt: skip
    parts = text.split("\0")[1:]  # NUL is the one character that no name and no message holds
    records = [parts[start : start + _PARTS] for start in range(0, len(parts), _PARTS)]
    return [_commit(*record) for record in records if record[-1].strip()]


def _commit(commit_id: str, name: str, email: str, when: str, subject: str, *rest: str) -> Commit:
    action, review, raw = rest
    words = raw.split()
    parents = words[0].count(":")  # ``:mode mode blob blob M path``, with one more of each for each parent
    *before, blob = ("" if not found.strip("0") else found for found in words[parents + 1 : 2 * parents + 2])
    return Commit(
        commit_id, Author(name, email), datetime.fromisoformat(when), subject,
        action.strip(), review.strip(), blob, tuple(before),
    )  # fmt: skip


def blobs(root: Path, ids: Sequence[str]) -> dict[str, bytes]:
    """The contents of blobs (or ``REV:path`` names), all through one process."""
    if not ids:
        return {}
    out = _run_bytes(root, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in ids).encode())
    result: dict[str, bytes] = {}
    position = 0
    for name in ids:
        end = out.index(b"\n", position)
        words = out[position:end].split()
        position = end + 1
        if words[-1] == b"missing":
            continue
        size = int(words[-1])
        result[name] = out[position : position + size]
        position += size + 1
    return result


def write_commit_graph(root: Path) -> None:
    """Let git find the commits of one path without walking all of them."""
    _run(root, "commit-graph", "write", "--reachable", "--changed-paths")


def set_config(root: Path, key: str, value: str) -> None:
    """Set one value in the repository's own configuration."""
    _run(root, "config", "--local", key, value)


def editor(root: Path) -> str:
    """The command line of the person's editor, as git finds it."""
    return _run(root, "var", "GIT_EDITOR").strip()


class FastImport:
    """Many commits on ``main`` through one git process; work tree and index follow at the end."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parent = head(root)
        self.process = subprocess.Popen(
            ["git", "fast-import", "--quiet", "--date-format=raw"],
            cwd=root, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def commit(self, files: dict[str, bytes], message: str, author: Author, when: datetime) -> None:
        """One commit that sets these files."""
        person = f"{author.name} <{author.email}> {int(when.timestamp())} {when.strftime('%z') or '+0000'}"
        text = message.encode()
        out = [f"commit refs/heads/main\nauthor {person}\ncommitter {person}\ndata {len(text)}\n".encode(), text]
        if self.parent:
            out.append(f"\nfrom {self.parent}".encode())
            self.parent = ""
        for path, content in files.items():
            out.append(f'\nM 100644 inline "{path}"\ndata {len(content)}\n'.encode() + content)
        assert self.process.stdin
        self.process.stdin.write(b"".join(out) + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is not None:
            self.process.kill()  # commits nothing
        _out, errors = self.process.communicate()
        if kind is None and self.process.returncode:
            raise _refusal("fast-import", errors.decode("utf-8", "replace"), self.process.returncode)
        if kind is None:
            _run(self.root, "reset", "-q")
