"""What proves a history: every commit with all it changed, the objects' integrity, where branches stood before."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from iza.git.commit_log import File, commits, file_of
from iza.git.process import ask, references, run, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from iza.git.commit_log import Commit


def everything(root: Path) -> list[Commit]:
    """All commits of this branch, parents before children; a merge with every file one of its parents lacked."""
    all_commits = commits(root)
    merged = _files_of_merges(root, [commit for commit in all_commits if len(commit.parents) > 1])
    return [replace(merge, files=merged[merge.id]) if merge.id in merged else merge for merge in reversed(all_commits)]


def _files_of_merges(root: Path, merges: Sequence[Commit]) -> dict[str, tuple[File, ...]]:
    """The files of merges that differ from any parent; one git process for all of them."""
    pairs = [(merge.id, parent) for merge in merges for parent in merge.parents]
    if not pairs:
        return {}
    words = ("diff-tree", "--stdin", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--always", "--no-ext-diff")
    text = run(root, *words, stdin="".join(f"{merge} {parent}\n" for merge, parent in pairs).encode())
    sides: list[list[File]] = []
    parts = iter(text.split("\0"))
    for part in parts:
        if part.startswith(":"):
            sides[-1].append(file_of(part, next(parts)))
        elif part:
            sides.append([])
    sided = zip(pairs, sides, strict=True)
    grouped = groupby(sided, key=lambda sided_file: sided_file[0][0])
    return {merge: _files_with_all_sides([files for _pair, files in group]) for merge, group in grouped}


def _files_with_all_sides(sides: Sequence[Sequence[File]]) -> tuple[File, ...]:
    """The files of a merge, with what each parent had: where nothing is said, it had what the merge has."""
    by_path = [{file.path: file for file in side} for side in sides]
    results = {file.path: file.blob for side in sides for file in side}
    return tuple(
        File(path, blob, tuple(side[path].before[0] if path in side else blob for side in by_path))
        for path, blob in sorted(results.items())
    )


def merge_bases(root: Path, *sides: str) -> list[str]:
    """The commits from which the sides went apart; several after criss-cross merges, none if they never met."""
    words = ("merge-base", "--all", *(["--octopus"] if len(sides) > 2 else []))
    return (ask(root, *words, *sides) or "").split()


def stood(root: Path, ref: str) -> list[str]:
    """The commits a branch of this clone pointed at, as far as its log reaches back, the newest first."""
    if ask(root, "reflog", "exists", ref) is None:
        return []
    return run(root, "log", "-g", "--format=%H", "--end-of-options", ref, "--").split()


def ancestors(root: Path, ref: str) -> set[str]:
    """The ids of a commit and of all it stands on."""
    return set(run(root, "rev-list", "--end-of-options", ref).split())


def refs(root: Path, *places: str) -> dict[str, str]:
    """The commits references point at, by their full names (``refs/remotes/origin/main``)."""
    lines = references(root, "%(objectname) %(refname)", *places)
    return {name: commit for commit, _space, name in (line.partition(" ") for line in lines)}


def branch(root: Path) -> str:
    """The full name of the branch in use, nothing where HEAD is none."""
    return ask(root, "symbolic-ref", "-q", "HEAD") or ""


def grafts(root: Path) -> int:
    """How many commits git gives other parents than stand in them (``info/grafts``, which git still obeys)."""
    file = root / run(root, "rev-parse", "--git-path", "info/grafts").strip()
    try:
        lines = file.read_bytes().splitlines()
    except OSError:
        return 0
    return sum(bool(line.strip()) and not line.startswith(b"#") for line in lines)


def is_shallow(root: Path) -> bool:
    """Whether the clone was made without the older commits."""
    return run(root, "rev-parse", "--is-shallow-repository").strip() == "true"


def remember(root: Path, name: str, commit: str) -> None:
    """Let a reference of iza's own point at a commit, which git then keeps."""
    write(root, "update-ref", name, commit)
