"""Where each case lay in the course of history: its files, commit by commit, wherever somebody put them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from iza import git
from iza.history.alarms import Alarm
from iza.history.judge_cases import Life, Move
from iza.store import case_ids
from iza.store.work_tree import AROUND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.git import Commit, File

_CASE = re.compile(rb"^[\"']?id[\"']?[ \t]*:[ \t]*[\"']?F-[0-9A-Z]{4}-[0-9A-Z]{4}\b", re.MULTILINE)
_YAML = (".yaml", ".yml")


def files_of(commit: Commit) -> dict[str, list[File]]:
    """The files of cases a commit changed, by case id; a file that went to another place is one file."""
    files: dict[str, list[File]] = {}
    for file in commit.files:
        case = _case_of(file.path)
        if case:
            files.setdefault(case, []).append(file)
    return {case: several if len(several) == 1 else _joined_files(several) for case, several in files.items()}


def _case_of(path: str) -> str:
    """The case a file is of by its name, nothing for another file."""
    name = path.rpartition("/")[2].removesuffix(".yaml")
    return name if path.startswith("cases/") and path.endswith(".yaml") and case_ids.has_form(name) else ""


def _joined_files(files: Sequence[File]) -> list[File]:
    """Files of one case, those that are gone joined with the ones that came instead."""
    left = [file for file in files if file.blob]
    for gone in (file for file in files if not file.blob):
        new = next((left_file for left_file in left if not any(map(_name_both, left_file.before, gone.before))), None)
        left = [left_file for left_file in left if left_file is not new]
        left.append(replace(new, before=tuple(map(_name_either, new.before, gone.before))) if new else gone)
    return left


def _name_both(name: str, other: str) -> bool:
    return bool(name and other)


def _name_either(name: str, other: str) -> str:
    return name or other


def bases(root: Path, commits: Sequence[Commit]) -> dict[str, Sequence[str]]:
    """The commits each merge that left anything went out from."""
    merges = [commit for commit in commits if len(commit.parents) > 1 and commit.files]
    return {merge.id: git.merge_bases(root, *merge.parents) for merge in merges}


def lives(
    commits: Sequence[Commit],
    wanted: Collection[str],
    unapproved: Mapping[str, frozenset[str]],
    bases: Mapping[str, Sequence[str]],
) -> list[Life]:
    """What happened to each case, or to those that are wanted, the oldest first (parents come before children)."""
    parents = {commit.id: commit.parents for commit in commits}
    moves: dict[str, list[tuple[str, Move]]] = {}
    for commit in commits:
        for case, files in files_of(commit).items():
            if wanted and case not in wanted:
                continue
            earlier = moves.setdefault(case, [])
            made = [(file.path, _move_of(commit, file, bases.get(commit.id, ()), unapproved)) for file in files]
            earlier += [(path, _with_past(path, move, made, earlier, parents)) for path, move in made]
    return [Life(case, tuple(move for _path, move in every)) for case, every in sorted(moves.items())]


def _move_of(commit: Commit, file: File, bases: Sequence[str], unapproved: Mapping[str, frozenset[str]]) -> Move:
    undoes, names = commit.trailers.get("Iza-Undoes", ""), tuple(f"{base}:{file.path}" for base in bases)
    alone = unapproved.get(commit.id, frozenset())
    return Move(commit.id, file.blob, file.before, commit.action, commit.review, undoes, names, alone)


def _with_past(
    path: str, move: Move, made: Sequence[tuple[str, Move]], earlier: Sequence[tuple[str, Move]],
    parents: Mapping[str, tuple[str, ...]],
) -> Move:  # fmt: skip
    """A move that made a file, with where the case stood before in what the commit stands on."""
    if any(move.before) or not move.blob or not earlier:
        return move
    below = _ancestors_of(move.commit, parents)
    past = {other: standing for other, standing in earlier if standing.commit in below} | dict(made)
    there = [(other, standing) for other, standing in past.items() if other != path and standing.blob]
    last = next((standing for _path, standing in reversed(earlier) if standing.commit in below), None)
    if there:
        blobs, names = tuple(standing.blob for _path, standing in there), tuple(name for name, _one in there)
        return replace(move, stood=blobs, elsewhere=names)
    return replace(move, stood=tuple(filter(None, last.before))[:1]) if last else move


def _ancestors_of(commit: str, parents: Mapping[str, tuple[str, ...]]) -> set[str]:
    below: set[str] = set()
    waiting = [commit]
    while waiting:
        further = [parent for parent in parents.get(waiting.pop(), ()) if parent not in below]
        below.update(further)
        waiting += further
    return below


def strays(root: Path, commits: Sequence[Commit]) -> Iterator[Alarm]:
    """Files in which somebody put a case where iza does not look for one, by the commits that did."""
    files = [
        (commit.id, file)
        for commit in commits
        for file in commit.files
        if file.blob and file.blob not in file.before and file.path.endswith(_YAML)
        and file.path not in AROUND and not _case_of(file.path)
    ]  # fmt: skip
    texts = git.blobs(root, sorted({file.blob for _commit, file in files}))
    for commit, file in files:
        if _CASE.search(texts.get(file.blob, b"")):
            yield Alarm("V62", commit=commit, details={"files": "cases/…" if file.path.startswith("cases/") else "…"})
