"""What a journal may say: ``.git/iza`` comes along with a folder that somebody else made.

A journal makes iza replace and delete files. So it may name only what iza itself writes, and nothing that leads
elsewhere: files of cases and around them, never ``.git``; temporary files of iza's own form; drafts; ids; branches of
proposals. What such a journal can still do, whoever made the folder could have done in it anyway.
"""

from __future__ import annotations

import json
import math
import os
import re
from typing import TYPE_CHECKING, Any

from iza.errors import GitError
from iza.git.branches import HERE
from iza.store import files
from iza.store.journal_entry import FileChange, Foreign, JournalEntry, RunningGit
from iza.store.work_tree import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.store.work_tree import WorkTree

_ALONE = {SETTINGS, ".gitattributes", ".gitignore"}
_FOLDERS = {"cases", "directory", "templates", "schemas"}
_PART = r"[^./\\:~\x00-\x1f\x7f][^/\\:~\x00-\x1f\x7f]*"
_WRITTEN = re.compile(rf"({_PART})(?:/{_PART})+")
_TEMPORARY = re.compile(r"\.iza-[0-9a-z_]{8,16}")
_DRAFT = re.compile(r"drafts/F-[0-9A-Z]{4}-[0-9A-Z]{4}\.json")
_BRANCH = re.compile(re.escape(HERE) + r"[0-9A-Za-z-]+")
_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_FINGERPRINT = re.compile("[0-9a-f]{64}")
_PROCESSES = range(2, 2**31)
_LONG = 10_000  # characters of a message


def is_written(path: str) -> bool:
    """Whether iza writes a file of this name: a case, or what stands around the cases."""
    whole = _WRITTEN.fullmatch(path)
    return path in _ALONE or bool(whole and whole[1] in _FOLDERS)


def judged(lines: Sequence[str]) -> tuple[JournalEntry, RunningGit | None]:
    """What the lines of a journal say. Raises Foreign where iza does not write such a one."""
    try:
        first, *rest = (json.loads(line) for line in lines)
        started = [_judged_git(*facts) for facts in rest]
        return _judged_entry(**first), started[-1] if started else None
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise Foreign from None


def refuse_links(repo: WorkTree, entry: JournalEntry) -> None:
    """Raises Foreign where a link lies on the way to one of the files."""
    private = [change.copy for change in entry.files] + [text for pair in entry.aside.items() for text in pair if text]
    try:
        for change in entry.files:
            files.refuse_links(repo.root / change.path, repo.root)
        for name in filter(None, private):
            files.refuse_links(repo.private / name, repo.private)
    except GitError:
        raise Foreign from None


def _judged_git(process: int, start: str) -> RunningGit:
    _require_all(type(process) is int and process in _PROCESSES, isinstance(start, str))
    return RunningGit(process, start)


def _judged_entry(**facts: Any) -> JournalEntry:
    entry = JournalEntry(**{**facts, "files": tuple(_judged_change(**change) for change in facts["files"])})
    _require_all(
        not entry.base or _ID.fullmatch(entry.base),
        not entry.branch or _BRANCH.fullmatch(entry.branch),
        os.fsencode(entry.message) == entry.message.encode() and len(entry.message) <= _LONG,
        type(entry.follows) is bool,
        type(entry.begun) in {int, float} and math.isfinite(entry.begun),
        all(_DRAFT.fullmatch(name) for name in entry.aside),
        all(text is None or _TEMPORARY.fullmatch(text) for text in entry.aside.values()),
        all(type(inode) is int for inode in entry.locks.values()),
    )
    return entry


def _judged_change(**facts: Any) -> FileChange:
    change = FileChange(**facts | {name: tuple(facts[name]) for name in ("old", "blobs")})
    _require_all(
        is_written(change.path) and os.fsencode(change.path),
        all(text is None or _FINGERPRINT.fullmatch(text) for text in (change.before, change.after)),
        not change.copy or _TEMPORARY.fullmatch(change.copy),
        [change.before is None, change.after is None] == [not change.old, not change.blobs],
        all(_ID.fullmatch(blob) for blob in (*change.old, *change.blobs)),
    )
    return change


def _require_all(*answers: object) -> None:
    if not all(answers):
        raise ValueError
