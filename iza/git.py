"""The only module that runs git or imports GitPython: small functions, one git call each.

No user text reaches git before ``--`` or ``--end-of-options``; paths are repository-relative with
forward slashes; output is split on NUL.
"""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from iza.errors import GitError
from iza.i18n import _

if TYPE_CHECKING:
    from typing import Self

# What a surrounding hook exports (GIT_DIR, GIT_INDEX_FILE, …) would point git at another repository.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
            "GIT_NAMESPACE", "GIT_PREFIX", "GIT_ALTERNATE_OBJECT_DIRECTORIES")  # fmt: skip


@dataclass(frozen=True)
class Author:
    """Who makes a commit."""

    name: str
    email: str


@dataclass(frozen=True)
class Commit:
    """One commit that touched a path; ``blob`` is empty where the path was removed."""

    id: str
    author: Author
    when: datetime
    subject: str
    action: str
    review: str
    blob: str


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
        raise GitError(_("git is not installed."), _("Install git, then try again.")) from error
    command = ["git", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", *args]
    source = None
    try:
        if stdin is not None:
            source = io.BytesIO(stdin)
        return _execute(Git(str(root)), command, source, env or {})
    except GitCommandNotFound as error:
        raise GitError(_("git is not installed."), _("Install git, then try again.")) from error
    except GitCommandError as error:
        raise GitError(_explain(args[0], str(error.stderr))) from None


def _execute(git: object, command: list[str], source: io.BytesIO | None, env: dict[str, str]) -> bytes:
    from git.cmd import Git

    assert isinstance(git, Git)
    if source is None:
        out = git.execute(
            command, env=env, strip_newline_in_stdout=False, stdout_as_string=False, with_extended_output=False
        )
        assert isinstance(out, bytes)
        return out
    import tempfile

    with tempfile.TemporaryFile() as spool:  # unnamed: what goes to git leaves no file behind
        spool.write(source.getvalue())
        spool.seek(0)
        out = git.execute(
            command,
            istream=spool,
            env=env,
            strip_newline_in_stdout=False,
            stdout_as_string=False,
            with_extended_output=False,
        )
    assert isinstance(out, bytes)
    return out


def _explain(command: str, stderr: str) -> str:
    """Git's own reason in one line, without the command line around it."""
    lines = [line.strip().strip("'") for line in stderr.splitlines()]
    reasons = [line for line in lines if line and not line.startswith(("hint:", "stderr:"))]
    first = reasons[0].removeprefix("stderr: ").strip("'") if reasons else ""
    if not first and stderr:
        first = stderr.strip().removeprefix("stderr:").strip().strip("'").splitlines()[0]
    return _("git {command} refused: {reason}").format(command=command, reason=first)


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


def changed(root: Path, *paths: str) -> list[str]:
    """The given paths (or any under them) that differ from the last commit or are new."""
    entries = _run(root, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
    return [entry[3:] for entry in entries.split("\0") if entry]


def commit(root: Path, paths: Sequence[str], message: str, author: Author, when: datetime | None = None) -> None:
    """Commit exactly ``paths`` as they stand in the work tree; what else is staged stays staged."""
    env = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
    if when:
        env |= {"GIT_AUTHOR_DATE": when.isoformat(), "GIT_COMMITTER_DATE": when.isoformat()}
    _run(root, "add", "--force", "--", *paths)
    _run(root, "commit", "-q", "--only", "-F", "-", "--", *paths, stdin=message.encode(), env=env)


def unstage(root: Path, paths: Sequence[str]) -> None:
    """Take back what a refused commit had staged."""
    if has_commits(root):
        _run(root, "reset", "-q", "--", *paths)
    else:
        _run(root, "rm", "-q", "--cached", "--ignore-unmatch", "--", *paths)


def has_commits(root: Path) -> bool:
    """Is there a first commit already?"""
    return bool(head(root))


def head(root: Path) -> str:
    """The commit id of HEAD, or nothing before the first commit."""
    try:
        return _run(root, "rev-parse", "-q", "--verify", "HEAD").strip()
    except GitError:
        return ""


_TRAILER = "%(trailers:key={key},valueonly,separator=%x2C)"
_FIELDS = "%x01%H%x00%an%x00%ae%x00%aI%x00%s%x00" + "%x00".join(
    _TRAILER.format(key=key) for key in ("Iza-Action", "Iza-Review")
)


def log(root: Path, path: str, limit: int = 0) -> list[Commit]:
    """The commits that changed ``path``, newest first, each with the blob it left there."""
    if not has_commits(root):
        return []
    limits = [f"--max-count={limit}"] if limit else []
    text = _run(
        root, "log", "--first-parent", "-m", "--no-renames", "--raw", "--abbrev=64", "--no-ext-diff",
        f"--format={_FIELDS}%x00", *limits, "--", path,
    )  # fmt: skip
    return [_commit(record) for record in text.split("\1")[1:]]


def _commit(record: str) -> Commit:
    commit_id, name, email, when, subject, action, review, raw = record.split("\0", 7)
    words = raw.split()
    blob = words[3] if len(words) > 3 else ""
    gone = not blob.strip("0")
    return Commit(
        commit_id, Author(name, email), datetime.fromisoformat(when), subject,
        action.strip(), review.strip(), "" if gone else blob,
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
        _out, errors = self.process.communicate()
        if kind is None and self.process.returncode:
            raise GitError(_explain("fast-import", errors.decode("utf-8", "replace")))
        if kind is None:
            _run(self.root, "reset", "-q")
