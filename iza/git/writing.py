"""What changes a repository: a commit of certain files, many commits at once, the commit graph."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from iza.errors import GitError
from iza.git.past import Author
from iza.git.process import Locked, refusal, run, write
from iza.git.state import git_dir, head

if TYPE_CHECKING:
    from typing import Self

_LOCK_SECONDS = 3


def commit(
    root: Path,
    paths: Sequence[str],
    message: str,
    author: Author,
    when: datetime | None = None,
    *,
    proposed: datetime | None = None,
) -> None:
    """Commit exactly ``paths`` as they stand in the work tree; what else is staged stays staged.

    ``when`` is the time of author and committer, ``proposed`` that of an author who is somebody else.
    """
    env = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
    if when:
        env |= {"GIT_AUTHOR_DATE": when.isoformat(), "GIT_COMMITTER_DATE": when.isoformat()}
    if proposed:
        env["GIT_AUTHOR_DATE"] = proposed.isoformat()
    tracked = set(run(root, "ls-files", "-z", "--", *paths).split("\0"))
    fresh = [path for path in paths if path not in tracked]
    try:
        if fresh:
            patiently(lambda: write(root, "add", "--force", "--", *fresh))
        with git_decides():
            words = ("commit", "-q", "--only", "-F", "-", "--", *paths)
            patiently(lambda: write(root, *words, stdin=message.encode(), env=env))
    except BaseException:
        if fresh:
            write(root, "rm", "-q", "--cached", "--ignore-unmatch", "--", *fresh)
        raise
    with suppress(GitError):  # the commit stands without it
        _extend_commit_graph(root)


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


@contextmanager
def git_decides() -> Iterator[None]:
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


def write_commit_graph(root: Path) -> None:
    """Let git find the commits of one path without walking all of them."""
    write(root, "commit-graph", "write", "--reachable", "--changed-paths")


def _extend_commit_graph(root: Path) -> None:
    """Add the newest commit to a commit graph there is; without that, each one would make the history slower."""
    if has_commit_graph(root):
        words = ("commit-graph", "write", "--split", "--changed-paths", "--stdin-commits")
        write(root, *words, stdin=head(root).encode() + b"\n")


def has_commit_graph(root: Path) -> bool:
    """Whether git can find the commits of one path without walking all of them."""
    place = git_dir(root) / "objects" / "info"
    return (place / "commit-graph").exists() or (place / "commit-graphs").exists()


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
            raise refusal("fast-import", errors.decode("utf-8", "replace"), self.process.returncode)
        if kind is None:
            write(self.root, "reset", "-q")
