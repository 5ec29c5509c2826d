"""The audit trail of a case: who, when, what was done, and each field from old to new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iza import git
from iza.app import words
from iza.app.office import Office
from iza.history.changes import Change
from iza.history.log import Entry, entries
from iza.i18n import _
from iza.model.case import Case
from iza.model.procedure import ACTION_NAMES, Action
from iza.store import case_ids
from iza.store.yaml_reader import read

_UNSAID = ("id", "schema", "number")  # said by the place of a change already


@dataclass(frozen=True)
class FieldChange:
    """One field, old and new, in words and by path."""

    kind: str
    path: tuple[str | int, ...]
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Step:
    """One commit of a case's history; ``raw``, only for internal use, is what it changed as data."""

    commit: str
    when: datetime
    author: str
    action: str
    said: str
    review: str
    changes: tuple[FieldChange, ...]
    raw: tuple[Change, ...] | None


def history(office: Office, ref: str, *, internal: bool = False) -> list[Step]:
    """The history of a case, newest first; priority and notes only if ``internal``. Raises NotFound and GitError."""
    path = case_ids.path_of(office.repo.resolve(ref))
    if not git.has_commits(office.repo.root):
        return []
    return [_step(entry, internal=internal) for entry in entries(office.repo.root, path, read)]


def _step(entry: Entry, *, internal: bool) -> Step:
    commit = entry.commit
    found = [change for change in _leaves(entry.changes) if internal or not _is_internal(change)]
    before, after = words.as_case(entry.before), words.as_case(entry.document or entry.before)
    return Step(
        commit.id,
        commit.when,
        commit.author.name,
        commit.action,
        _said(commit),
        commit.review,
        _in_sentences(found, before, after),
        entry.changes if internal else None,
    )


def told(changes: Iterable[Change], before: Case, after: Case) -> tuple[FieldChange, ...]:
    """Changes field by field, in words, without priority and notes; what was removed goes by its old number."""
    return _in_sentences((leaf for leaf in _leaves(changes) if not _is_internal(leaf)), before, after)


def _in_sentences(leaves: Iterable[Change], before: Case, after: Case) -> tuple[FieldChange, ...]:
    return tuple(
        _in_words(change, before if change.kind == "removed" else after)
        for change in leaves
        if change.path[-1] not in _UNSAID
    )


def _is_internal(change: Change) -> bool:
    """Priority and notes are not for the client who looks on."""
    return change.path[:2] == ("client", "priority") or change.path[-1] in ("note", "worker_view")


def _said(commit: git.Commit) -> str:
    if commit.action in ACTION_NAMES:
        return _(ACTION_NAMES[Action(commit.action)])
    return commit.action or _("changed by hand")


def _leaves(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes field by field: an added goal is each of its fields."""
    for change in changes:
        if change.kind in ("added", "removed"):
            content = change.new if change.kind == "added" else change.old
            yield from _inner(change.kind, change.path, content)
        elif isinstance(change.old, list) and isinstance(change.new, list) and change.kind == "changed":
            yield from (Change("removed", change.path, one) for one in change.old if one not in change.new)
            yield from (Change("added", change.path, None, one) for one in change.new if one not in change.old)
        else:
            yield change


def _inner(kind: Any, path: tuple[str | int, ...], content: Any) -> Iterator[Change]:
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from _inner(kind, (*path, key), inner)
    elif isinstance(content, list) and content and all(isinstance(one, dict) for one in content):
        for place, inner in enumerate(content):
            yield from _entry(kind, (*path, inner.get("id", inner.get("number", place))), inner)
    else:
        old, new = (None, content) if kind == "added" else (content, None)
        yield Change(kind, path, old, new)


def _entry(kind: Any, path: tuple[str | int, ...], content: dict[str, Any]) -> Iterator[Change]:
    """An entry of a list: field by field where it has an identity, in one line where it has none."""
    if "id" in content or "number" in content:
        yield from _inner(kind, path, content)
    else:
        yield Change(kind, path, *((None, content) if kind == "added" else (content, None)))


def _in_words(change: Change, case: Case) -> FieldChange:
    if change.kind == "moved":
        return FieldChange("moved", change.path, words.place(case, change.path), "", _("in a new order"))
    return FieldChange(
        change.kind,
        change.path,
        words.place(case, change.path),
        "" if change.kind == "added" else words.value(change.path, change.old),
        "" if change.kind == "removed" else words.value(change.path, change.new),
    )
