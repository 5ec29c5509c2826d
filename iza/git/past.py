"""What happened: the commits that changed files, and what stood in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iza.errors import GitError
from iza.git.process import Missing, run, run_bytes


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
_LOG = ("log", "--full-history", "--date-order", "--no-follow", "--no-renames", "--raw", "--abbrev=64",
        "--no-ext-diff", "--no-color")  # fmt: skip


def log(root: Path, *paths: str, limit: int = 0, revision: str = "HEAD") -> list[Commit]:
    """The commits that changed ``paths`` (all files if none), newest first, on all branches that were merged.

    A merge is listed only where it left something that none of its parents had.
    """
    limits = [f"--max-count={limit}"] if limit else []
    try:
        text = run(root, *_LOG, "-c", f"--format={_FORMAT}", *limits, "--end-of-options", revision, "--", *paths)
    except Missing:
        raise
    except GitError:
        if run(root, "for-each-ref", "--count=1").strip():
            raise
        return []  # nothing was ever committed
    return [commit for commit in _commits(text) if commit.files]


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
        datetime.fromisoformat(done), subject, _trailers(trailers), tuple(map(_file, raw.strip().splitlines())),
    )  # fmt: skip


def _trailers(text: str) -> dict[str, str]:
    """Trailers by name; one that stands there twice has both values, with a comma between them."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        name, separator, value = line.partition(": ")
        if separator:
            found[name] = f"{found[name]},{value.strip()}" if name in found else value.strip()
    return found


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
