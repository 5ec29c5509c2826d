"""What stood where at a point of the history, and when its commits were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iza.git import clocks
from iza.git.commit_log import Dated, log_of
from iza.git.process import run

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

# How the mode of a file begins; a link is 120000, another repository 160000.
_FILE = "100"
_RAW = ("-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--full-history", "--root", "--no-ext-diff", "--no-color",
        "--date=raw", "--format=%H %P%x00%at%x00%ct")  # fmt: skip


class Touch(NamedTuple):
    """What a commit left at a path where one of its parents had something else; ``own`` where all of them had.

    ``blob`` is empty where it left no file there; ``instant`` is its author's time in seconds since 1970.
    """

    commit: str
    instant: int
    path: str
    blob: str
    own: bool


def calendar(root: Path, revision: str = "HEAD") -> list[Dated]:
    """All commits up to a revision, each before its parents; none before the first commit."""
    words = ("--topo-order", "--date=raw", "--format=%H%x00%P%x00%at%x00%ad%x00%ct%x00%cd", "--no-color")
    text = log_of(root, *words, "--end-of-options", revision, "--")
    parts = (line.split("\0") for line in text.split("\n")[:-1])
    return [
        Dated(commit, tuple(parents.split()), clocks.best((at, zoned), (done, done_zoned)).date().isoformat())
        for commit, parents, at, zoned, done, done_zoned in parts
    ]


def tree(root: Path, commit: str, *paths: str) -> dict[str, str]:
    """The files of a commit (under ``paths``), path to blob; links and other repositories are no files."""
    entries = run(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths).split("\0")
    facts = (entry.partition("\t") for entry in entries if entry.startswith(_FILE))
    return {path: words.split()[2] for words, _tab, path in facts}


def between(root: Path, old: str, new: str, *paths: str) -> dict[str, str]:
    """The files (under ``paths``) that two commits have otherwise, path to blob; empty where the new one has none."""
    words = ("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff")
    parts = iter(run(root, *words, old, new, "--", *paths).split("\0"))
    pairs = ((facts.split(), next(parts)) for facts in parts if facts)
    return {path: words[3] if words[1].startswith(_FILE) else "" for words, path in pairs}


def touches(
    root: Path, commits: Collection[str], paths: Collection[str] = (), *, ancestors: bool = True
) -> list[Touch]:
    """What commits, with their ancestors or without, left at ``paths``, or anywhere; no path may break a line."""
    if not commits:
        return []
    walk = () if ancestors else ("--no-walk=unsorted",)
    words = "\n".join([*commits, "--", *paths, ""])
    text = run(root, "log", *walk, *_RAW, "--stdin", stdin=words.encode("utf-8", "surrogateescape"))
    return _touches_in(text.split("\0"))


def _touches_in(parts: Iterable[str]) -> list[Touch]:
    """Raw lines of git: a merge comes once for each parent it differs from."""
    left: dict[tuple[str, str], tuple[str, int]] = {}
    times_by_path: dict[str, tuple[int, int]] = {}
    commit, rest = "", iter(parts)
    for part in rest:
        facts = part.lstrip("\n")
        if facts.startswith(":"):
            path, words = next(rest), facts.split()
            blob = words[3] if words[1].startswith(_FILE) else ""
            left[commit, path] = blob, left.get((commit, path), ("", 0))[1] + 1
        elif facts:
            commit, *parents = facts.split()
            times = (next(rest), ""), (next(rest), "")
            times_by_path[commit] = int(clocks.best(*times).timestamp()), max(1, len(parents))
    return [
        Touch(commit_id, times_by_path[commit_id][0], path, blob, times == times_by_path[commit_id][1])
        for (commit_id, path), (blob, times) in left.items()
    ]
