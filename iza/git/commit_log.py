"""What happened: the commits that changed files, and what stood in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from iza.errors import GitError
from iza.git import clocks
from iza.git.author import Author
from iza.git.contents import contents_of
from iza.git.errors import Cut
from iza.git.git_folder import common_dir, git_dir
from iza.git.process import references, run
from iza.git.state import has_commits
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path


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
    """One commit with what it says about itself, and the files it changed.

    ``unreadable`` names what it says and nobody can read: ``author``, ``author_date``, ``committer``,
    ``committer_date``, ``message``. A name then stands there as far as it can be read, for a date the other one of the
    commit (with neither, ``clocks.BEGINNING``).
    """

    id: str
    parents: tuple[str, ...]
    author: Author
    when: datetime
    committer: Author
    committed: datetime
    subject: str
    trailers: dict[str, str]
    files: tuple[File, ...]
    unreadable: tuple[str, ...] = ()

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


_FIELDS = ("%H", "%P", "%an", "%ae", "%at", "%ad", "%cn", "%ce", "%ct", "%cd", "%s", "%B")
_LOG = ("--full-history", "--date-order", "--no-follow", "--no-renames", "--raw", "-z", "--no-abbrev",
        "--date=raw", "--no-ext-diff", "--no-color", f"--format={'%x00'.join(_FIELDS)}")  # fmt: skip
# How a byte that is no UTF-8 stands in a text.
_FOREIGN_BYTE = re.compile("[\udc80-\udcff]")


def commits(root: Path, *paths: str, limit: int = 0, revision: str = "HEAD") -> list[Commit]:
    """The commits that changed ``paths`` (all files if none), newest first, on all branches that were merged.

    Among them are merges, and without paths other commits, that left no file other than all of their parents had it.
    """
    limits = [f"--max-count={limit}"] if limit else []
    return list(_commits_in(log_of(root, *_LOG, "-c", *limits, "--end-of-options", revision, "--", *paths)))


def log_of(root: Path, *words: str) -> str:
    """What ``git log`` says, nothing before the first commit of a repository. Raises GitError."""
    try:
        return run(root, "log", *words)
    except GitError:
        # A broken branch is an error of its own (has_commits), and a new branch beside others is no beginning.
        if has_commits(root) or references(root, "%(refname)", "--count=1"):
            raise
        return ""


def named(root: Path, revisions: Sequence[str], *paths: str, beside: str = "-c") -> list[Commit]:
    """These commits in this order, each once and with the files (of ``paths``) it changed; no path may break a line.

    A merge changed what none of its parents had; with ``beside=FIRST`` what its first parent had otherwise.
    """
    words = (*_LOG, *beside.split(), "--sparse", "--no-walk=unsorted", "--stdin")
    lines = "\n".join([*revisions, "--", *paths, ""])
    return (
        list(_commits_in(run(root, "log", *words, stdin=lines.encode("utf-8", "surrogateescape")))) if revisions else []
    )


FIRST = "-m --first-parent"


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


def refuse_cut(root: Path, commits: Iterable[Commit | Dated]) -> None:
    """Raises Cut where a shallow clone begins with one of these commits: it looks as if it had made all there was."""
    shallow = common_dir(git_dir(root)) / "shallow"
    first = set(shallow.read_text("ascii", "replace").split()) if shallow.is_file() else set()
    if any(commit.id in first for commit in commits):
        raise Cut(
            _("Only part of the history is in this clone (a shallow clone): what happened before cannot be told."),
            _("This fetches the rest: git fetch --unshallow"),
        )


def _commits_in(text: str) -> Iterator[Commit]:
    """The commits in git's output: the fields of each, then two parts for each file; a blank part is only an end."""
    # The one character that no name, no message and no path holds.
    parts = iter(text.split("\0"))
    facts: list[str] = []
    files: list[File] = []
    for part in parts:
        start = part.lstrip("\n")
        if start.startswith(":"):
            files.append(file_of(start, next(parts)))
        elif start:
            if facts:
                yield _commit_of(tuple(files), *facts)
            facts, files = [start, *islice(parts, len(_FIELDS) - 1)], []
    if facts:
        yield _commit_of(tuple(files), *facts)


def _commit_of(
    files: tuple[File, ...], commit_id: str, parents: str, name: str, email: str, authored: str, zoned: str,
    by: str, by_email: str, committed: str, by_zoned: str, *words: str,
) -> Commit:  # fmt: skip
    subject, message = words
    when, is_sound = clocks.read(authored, zoned)
    done, is_done_sound = clocks.read(committed, by_zoned)
    faults = {
        "author": not name or _is_foreign(name, email), "author_date": not is_sound,
        "committer": not by or _is_foreign(by, by_email), "committer_date": not is_done_sound,
        "message": _is_foreign(message),
    }  # fmt: skip
    return Commit(
        commit_id, tuple(parents.split()), _author_of(name, email), when or done or clocks.BEGINNING,
        _author_of(by, by_email), done or when or clocks.BEGINNING, _legible_text(subject),
        _trailers_in(_legible_text(message)), files, tuple(fact for fact, is_wrong in faults.items() if is_wrong),
    )  # fmt: skip


def _is_foreign(*texts: str) -> bool:
    return any(not text.isascii() and _FOREIGN_BYTE.search(text) for text in texts)


def _author_of(name: str, email: str) -> Author:
    return Author(_legible_text(name), _legible_text(email))


def _legible_text(text: str) -> str:
    """The text with a mark for each byte that is no UTF-8: it is shown and compared, and never given back to git."""
    return text if text.isascii() else _FOREIGN_BYTE.sub("\N{REPLACEMENT CHARACTER}", text)


_TRAILER = re.compile("([A-Za-z0-9][A-Za-z0-9-]*): *(.*)")


def _trailers_in(message: str) -> dict[str, str]:
    """Trailers by name; one that stands there twice has both values, with a comma between them.

    They are the last paragraph, if each line of it is one or goes on with it. git itself would take names and marks of
    trailers from anybody's configuration (``trailer.*``), so it is not asked.
    """
    subject, _gap, body = message.strip("\n").partition("\n\n")
    lines = body.rpartition("\n\n")[2].replace("\n ", " ").split("\n") if subject else []
    trailers = [match for line in lines if (match := _TRAILER.fullmatch(line))]
    if len(trailers) + sum(map(_is_note, lines)) < len(lines):
        return {}
    values: dict[str, str] = {}
    for name, value in (match.groups() for match in trailers):
        values[name] = f"{values[name]},{value.strip()}" if name in values else value.strip()
    return values


def _is_note(line: str) -> bool:
    """What git itself writes among trailers."""
    return line.startswith("(cherry picked from commit ")


def file_of(facts: str, path: str) -> File:
    """A file in git's raw lines.

    ``facts`` are ``:mode mode blob blob M``, with one more mode and blob for each further parent.
    """
    words = facts.split()
    parents = words[0].count(":")
    *before, blob = ("" if not blob.strip("0") else blob for blob in words[parents + 1 : 2 * parents + 2])
    return File(path, blob, tuple(before))


def blobs(root: Path, names: Sequence[str]) -> dict[str, bytes]:
    """The contents of blobs, by their ids or by ``REV:path`` names, all through one process.

    A name is left out where its commit has no such file, and no commit stands at ``HEAD`` yet. Raises GitError where
    an object is missing or damaged: nothing is ever said of what cannot be read.
    """
    # git is told them line by line; no file of ours has one.
    asked = [name for name in names if "\n" not in name]
    if not asked:
        return {}
    contents = contents_of(root, asked)
    missing = [name for name in asked if name not in contents]
    if missing:
        from iza.git import absent

        absent.confirm(root, missing)
    return contents




class Dated(NamedTuple):
    """A commit and the day (ISO) its author's calendar showed, as ``Commit.when`` has it."""

    id: str
    parents: tuple[str, ...]
    day: str
