"""What happened: the commits that changed files, and what stood in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from iza.git.process import history, run, run_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Author:
    """Who makes a commit."""

    name: str
    email: str


@dataclass(frozen=True)
class File:
    """What a commit did to one file.

    ``blob`` is what it left there, ``before`` what each of its parents had; empty where there was no such file.
    """

    path: str
    blob: str
    before: tuple[str, ...]


@dataclass(frozen=True)
class Commit:
    """One commit with what it says about itself, and the files it changed."""

    id: str
    parents: tuple[str, ...]
    author: Author
    when: datetime
    committer: Author
    committed: datetime
    subject: str
    trailers: dict[str, str]
    files: tuple[File, ...]

    @property
    def action(self) -> str:
        """What iza says was done, empty for a change by hand."""
        return self.trailers.get("Iza-Action", "")

    @property
    def case(self) -> str:
        """The case iza says it was done to."""
        return self.trailers.get("Iza-Case", "")

    @property
    def review(self) -> str:
        """The review it belongs to."""
        return self.trailers.get("Iza-Review", "")


_NUL = "%x00"
_FIELDS = ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%s", "%(trailers:only,unfold)")
_FORMAT = _NUL + _NUL.join(_FIELDS) + _NUL
_PARTS = len(_FIELDS) + 1  # the fields and the raw lines of a commit
_LOG = ("--full-history", "--date-order", "--no-follow", "--no-renames", "--raw", "--abbrev=64",
        "--no-ext-diff", "--no-color")  # fmt: skip


def commits(root: Path, *paths: str, limit: int = 0, revision: str = "HEAD") -> list[Commit]:
    """The commits that changed ``paths`` (all files if none), newest first, on all branches that were merged.

    Among them are merges, and without paths other commits, that left no file other than all of their parents had it.
    """
    limits = [f"--max-count={limit}"] if limit else []
    words = (*_LOG, "-c", f"--format={_FORMAT}", *limits, "--end-of-options", revision, "--", *paths)
    return list(_commits(history(root, *words)))


def named(root: Path, revisions: Sequence[str], *paths: str) -> list[Commit]:
    """These commits in this order, each once and with the files (of ``paths``) it changed; no path may break a line."""
    words = (*_LOG, "-c", f"--format={_FORMAT}", "--sparse", "--no-walk=unsorted", "--stdin")
    lines = "\n".join([*revisions, "--", *paths, ""])
    return list(_commits(run(root, "log", *words, stdin=lines.encode("utf-8", "surrogateescape")))) if revisions else []


def moved_from(root: Path, commit: Commit, path: str) -> str:
    """Where a file lay before a commit that made it at ``path``: by its name, else by what it holds; or nothing."""
    if not commit.parents:
        return ""
    words = ("diff-tree", "-r", "-z", "--find-renames", "--name-status", "--diff-filter=RD", "--no-ext-diff")
    parts = iter(run(root, *words, commit.parents[0], commit.id).split("\0"))
    gone = {}
    for status in parts:
        if status:
            source = next(parts)
            gone[source] = next(parts) if status.startswith("R") else ""
    name = path.rpartition("/")[2]
    by_name = [source for source in gone if source.rpartition("/")[2] == name]
    return next(iter([*by_name, *(source for source, target in gone.items() if target == path)]), "")


def since(root: Path, commit: str, path: str) -> set[str]:
    """The commits on top of one that changed a path."""
    words = ("rev-list", "--full-history", "--ancestry-path", f"{commit}..HEAD", "--", path)
    return set(run(root, *words).split())


def _commits(text: str) -> Iterator[Commit]:
    parts = text.split("\0")[1:]  # NUL is the one character that no name and no message holds
    for start in range(0, len(parts), _PARTS):
        yield _commit(*parts[start : start + _PARTS])


def _commit(
    commit_id: str, parents: str, name: str, email: str, when: str, by: str, by_email: str, done: str, *rest: str
) -> Commit:
    subject, trailers, raw = rest
    return Commit(
        commit_id, tuple(parents.split()), Author(name, email), datetime.fromisoformat(when), Author(by, by_email),
        datetime.fromisoformat(done), subject, _trailers(trailers), files_of(raw),
    )  # fmt: skip


def _trailers(text: str) -> dict[str, str]:
    """Trailers by name; one that stands there twice has both values, with a comma between them."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        name, separator, value = line.partition(": ")
        if separator:
            found[name] = f"{found[name]},{value.strip()}" if name in found else value.strip()
    return found


def files_of(raw: str) -> tuple[File, ...]:
    """The files in git's raw lines."""
    return tuple(map(_file, raw.strip().splitlines()))


def _file(line: str) -> File:
    """``:mode mode blob blob M<tab>path``, with one more mode and blob for each further parent."""
    facts, _tab, path = line.partition("\t")
    words = facts.split()
    parents = words[0].count(":")
    *before, blob = ("" if not found.strip("0") else found for found in words[parents + 1 : 2 * parents + 2])
    return File(path, blob, tuple(before))


def blobs(root: Path, ids: Sequence[str]) -> dict[str, bytes]:
    """The contents of blobs (or ``REV:path`` names), all through one process."""
    if not ids:
        return {}
    out = run_bytes(root, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in ids).encode())
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
