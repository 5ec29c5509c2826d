"""Histories of any shape: commits with any parents, files and seconds, made through git itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from iza import git
from iza.git import Commit, commit_index, commit_log, commit_stream

START = 1_780_000_000  # seconds since 1970; the days do not matter
A, B, C = "cases/8Q/F-8QK2-7MX4.yaml", "cases/8Q/F-8QPX-9CVB.yaml", "directory/partners.yaml"
NAMES = (A, B, C)


class Grown(NamedTuple):
    """A commit, as a test knows it."""

    id: str
    parents: tuple[str, ...]
    files: Mapping[str, str]
    second: int


def grow(
    repo: Path, parents: Sequence[Grown], files: Mapping[str, str], second: int | None = None, branch: str = "main"
) -> Grown:
    """A commit with exactly these files, on which the branch stands then; a second after its newest parent."""
    second = max((one.second + 1 for one in parents), default=START) if second is None else second
    person = f"Ada <ada@example.org> {second} +0100"
    lines = ["feature done", f"commit refs/heads/{branch}", "mark :1", f"author {person}", f"committer {person}"]
    lines += ["data 5", "grown", *(f"{'merge' if nr else 'from'} {one.id}" for nr, one in enumerate(parents)), "deleteall"]
    for path, text in files.items():
        lines += [f'M 100644 inline "{path}"', f"data {len(text.encode())}", text]
    script = "\n".join([*lines, "get-mark :1", "done", ""])
    done = subprocess.run(
        ["git", "fast-import", "--quiet", "--force", "--cat-blob-fd=1"],
        cwd=repo, input=script, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Grown(done.stdout.strip(), tuple(one.id for one in parents), dict(files), second)


def line(repo: Path, length: int, base: Grown | None = None, path: str = A, branch: str = "main") -> list[Grown]:
    """Commits one upon the other, each with a new version of a file."""
    found = [base] if base else []
    for number in range(length):
        files = dict(found[-1].files) if found else {}
        second = found[-1].second + 1 if found else START
        found.append(grow(repo, found[-1:], files | {path: f"{branch} {second} {number}\n"}, branch=branch))
    return found[1:] if base else found


def told(repo: Path, *paths: str, revision: str = "HEAD") -> list[Commit]:
    """What git says without an index."""
    return [commit for commit in commit_log.commits(repo, *paths, revision=revision) if commit.files]


def ids(found: Sequence[Commit | Grown]) -> list[str]:
    """The ids of commits."""
    return [commit.id for commit in found]


class Watch:
    """What the index asked git for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.without_index = 0
        self.read: list[int] = []
        monkeypatch.setattr(commit_index, "commits", self._commits)
        monkeypatch.setattr(commit_index, "records_in", self._records)

    def _commits(self, *words: str, **options: object) -> list[Commit]:
        self.without_index += 1
        return commit_log.commits(*words, **options)  # type: ignore[arg-type]

    _original: Callable[..., Iterator[commit_stream.Record]] = staticmethod(commit_stream.records_in)

    def _records(self, said: Iterator[bytes]) -> Iterator[commit_stream.Record]:
        self.read.append(0)
        for record in self._original(said):
            self.read[-1] += 1
            yield record

    def agrees(self, repo: Path, *names: str) -> list[Commit]:
        """The commits of files, which are those that git tells; git was asked only where there are none."""
        before, empty = self.without_index, 0
        together: list[Commit] = []
        for paths in (*((path,) for path in names or NAMES), names or NAMES):
            expected, together = told(repo, *paths), git.log(repo, *paths)
            assert together == expected
            empty += not expected
        assert self.without_index == before + empty
        return together
