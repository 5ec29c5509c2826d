"""What changes a repository: a commit of certain files, many commits at once, the commit graph."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from iza.git.apart import nobody, run_apart
from iza.git.errors import Locked, Unknown
from iza.git.git_folder import git_dir
from iza.git.process import APART, refusal, run
from iza.git.state import head
from iza.git.surroundings import command, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime
    from typing import Self

    from iza.git.author import Author

_LOCK_SECONDS = 5
# Paths that have room on a command line.
_FEW = 100
_LARGE = 10_000_000  # bytes of git's index: some 100,000 files


def commit(
    root: Path,
    paths: Sequence[str],
    message: str,
    author: Author,
    when: datetime | None = None,
    *,
    started: Callable[[int], None] = nobody,
) -> None:
    """Commit exactly ``paths`` as they stand in the work tree, at ``when``; what else is staged stays staged.

    ``started`` gets the process id of git before it commits. Raises GitError; whether there is a commit, HEAD tells.
    """
    env = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
    if when:
        env |= {"GIT_AUTHOR_DATE": when.isoformat(), "GIT_COMMITTER_DATE": when.isoformat()}

    def do() -> None:
        with _naming_paths(root, paths) as named:
            words = (*_index_form(root), "commit", "-q", "--only", "-F", "-", *named)
            patiently(lambda: run_apart(root, *words, stdin=message.encode(), env=env, started=started))

    try:
        do()
    except Unknown:
        _with_new(root, paths, do)


@contextmanager
def _naming_paths(root: Path, paths: Sequence[str]) -> Iterator[list[str]]:
    """What names paths to git, however many: a file, since whoever is killed amid a pipe would name half of them.

    The message alone comes by the pipe. Without it git commits nothing, so that no git commits of which nobody
    knows yet.
    """
    if len(paths) < _FEW:
        yield ["--", *paths]
        return
    import tempfile

    handle, name = tempfile.mkstemp(dir=git_dir(root), prefix=".iza-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(listed(paths))
        yield [f"--pathspec-from-file={name}", "--pathspec-file-nul"]
    finally:
        Path(name).unlink()


def _index_form(root: Path) -> tuple[str, ...]:
    """For a large repository: git writes what changed in its index into a small file beside it, not all of it anew."""
    index = git_dir(root) / "index"
    return ("-c", "core.splitIndex=true") if index.exists() and index.stat().st_size > _LARGE else ()


def _with_new(root: Path, paths: Sequence[str], commit: Callable[[], None]) -> None:
    """Commit with files git does not know yet; it knows as little of them afterwards, if that fails."""
    asked = ("--", *paths) if len(paths) < _FEW else ()
    tracked = set(run(root, "ls-files", "-z", *asked).split("\0"))
    new = [path for path in paths if path not in tracked]
    try:
        patiently(lambda: run_apart(root, "update-index", "--add", "-z", "--stdin", stdin=listed(new)))
        commit()
    except BaseException:
        words = ("rm", "-q", "--cached", "--ignore-unmatch", "--pathspec-from-file=-", "--pathspec-file-nul")
        run_apart(root, *words, stdin=listed(new))
        raise


def listed(paths: Collection[str]) -> bytes:
    """Paths as git takes them on its input."""
    return "\0".join(paths).encode("utf-8", "surrogateescape")


def patiently(run: Callable[[], object]) -> None:
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


def write_commit_graph(root: Path) -> None:
    """Let git find the commits of one path without walking all of them; what it knows of older ones stays."""
    run_apart(root, "commit-graph", "write", "--reachable", "--split", "--changed-paths")


class FastImport:
    """Many commits on ``main`` through one git process; work tree and index are left to follow."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parent = head(root)
        self.process = subprocess.Popen(
            command(root, "fast-import", "--quiet", "--done", "--date-format=raw"),
            cwd=root, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(root), **APART,
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
        # Without this word nothing either.
        _out, errors = self.process.communicate(b"" if kind else b"done\n")
        if kind is None and self.process.returncode:
            raise refusal("fast-import", errors.decode("utf-8", "replace"), self.process.returncode)
