"""The files around the cases in the course of history: who is who, merges of settings, directory, templates, keys."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from iza import git
from iza.errors import IzaError
from iza.history import merges
from iza.history.alarms import Alarm
from iza.model import approvals, workers
from iza.model.signers import FILE
from iza.store.formats.migrations import read_lifted
from iza.store.work_tree import AROUND, directory_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.git import Commit, File
    from iza.model.directory import Caseworker
    from iza.model.values import CaseData

_CASEWORKERS = directory_path("caseworkers")


def borrowed_names(root: Path, commits: Sequence[Commit], touched: Sequence[Commit]) -> Iterator[Alarm]:
    """Commits under the name of a caseworker beside an address that is not hers, in any directory there ever was."""
    ids = {file.blob for commit in commits for file in commit.files if file.path == _CASEWORKERS and file.blob}
    directories = [_caseworkers_in(text) for text in git.blobs(root, sorted(ids)).values()]
    borrowed: dict[git.Author, bool] = {}
    for commit in touched:
        for person in (commit.author, commit.committer):
            if person not in borrowed:
                borrowed[person] = workers.bears_foreign_name(directories, person.name, person.email)
        if borrowed[commit.author] or borrowed[commit.committer]:
            yield Alarm("V26", commit=commit.id, case=commit.case)


def _caseworkers_in(text: bytes) -> Mapping[str, Caseworker]:
    """The caseworkers of a directory by id; those whose entry cannot be read are left out."""
    entries = (_document_of(_CASEWORKERS, text) or {}).get("caseworkers")
    named = [entry for entry in entries or [] if isinstance(entry, dict) and isinstance(entry.get("name"), dict)]
    return {str(entry.get("id")): entry for entry in named}  # type: ignore[misc]


def _document_of(path: str, text: bytes) -> CaseData | None:
    try:
        document = read_lifted(text, path)
    except (IzaError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def merged(root: Path, touched: Sequence[Commit], bases: Mapping[str, Sequence[str]]) -> Iterator[Alarm]:
    """What merges smuggled into files around the cases, or lost there."""
    files = [
        (merge, file) for merge in touched if len(merge.parents) > 1 for file in merge.files if _is_around(file.path)
    ]
    names = {
        name for merge, file in files for name in (file.blob, *file.before, *_base_names(merge, file, bases)) if name
    }
    texts = git.blobs(root, sorted(names))
    for commit, file in files:
        alarms = _judge_merged_file(
            file, [texts[name] for name in _base_names(commit, file, bases) if name in texts], texts
        )
        yield from (replace(alarm, commit=commit.id) for alarm in alarms)


def _is_around(path: str) -> bool:
    return path in AROUND or approvals.is_setting(path)


def _base_names(commit: Commit, file: File, bases: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{base}:{file.path}" for base in bases.get(commit.id, ())]


def _judge_merged_file(file: File, bases: Sequence[bytes], texts: Mapping[str, bytes]) -> list[Alarm]:
    """The first thing wrong with a merged file; one that is gone holds nothing."""
    sides, result = [texts.get(name, b"") for name in file.before], texts.get(file.blob, b"")
    documents = [_content_of(file.path, text) for text in (result, *sides, *bases)]
    if file.path.startswith("templates/") or any(document is None for document in documents):
        alarms = _judge_lines(bases or [b""], sides, result)
    else:
        after, *others = [document for document in documents if document is not None]
        alarms = merges.judge(others[len(sides) :], others[: len(sides)], after)
    return [replace(alarm, details={"place": _place_in_words(file.path, alarm)}) for alarm in alarms[:1]]


def _place_in_words(path: str, alarm: Alarm) -> str:
    """Which file, and where in it; names of templates are not repeated, for a name may be anything."""
    if path not in AROUND:
        return path if path == FILE else "templates/…"
    return f"{path}: {alarm.details['place']}"


def _content_of(path: str, text: bytes) -> CaseData | None:
    """What a file says, to be merged by meaning; None where it cannot be read. The list of keys goes by its keys."""
    if path == FILE:
        lines = text.decode("utf-8", "replace").split("\n")
        return {next((word for word in line.split() if word.startswith("AAAA")), line): line for line in lines}
    return _document_of(path, text) if text else {}


def _judge_lines(bases: Sequence[bytes], sides: Sequence[bytes], result: bytes) -> list[Alarm]:
    """A text merged line by line: nothing in it that no side has, and, unless both changed one line, nothing lost."""
    base, after = Counter(bases[0].splitlines()), Counter(result.splitlines())
    own = [Counter(side.splitlines()) for side in sides]
    if set(after) - set().union(*own):
        return [Alarm("V30", details={"place": ""})]
    gone = [base - side for side in own]
    if any(changed_lines & other for number, changed_lines in enumerate(gone) for other in gone[:number]):
        return []
    wanted = base + Counter()
    for side in own:
        wanted = wanted - (base - side) + (side - base)
    return [] if set(wanted) == set(after) else [Alarm("V31", details={"place": ""})]
