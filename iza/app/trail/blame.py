"""Who wrote what a case says: for every field the commit that gave it its present value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iza.app import words
from iza.app.sentences import action_names, talk_of
from iza.app.sentences.field_names import Asked
from iza.app.sentences.groups import leaves
from iza.app.sentences.telling import is_hidden
from iza.history.changes import diff, find
from iza.history.landings import approver_of
from iza.history.log import entries
from iza.history.meaning import at
from iza.i18n import _
from iza.model.values import same
from iza.store import case_ids
from iza.store.formats.migrations import read_lifted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from iza.app.office import Office
    from iza.app.sentences import AgreedIn
    from iza.history.log import CaseVersion
    from iza.model.case.record import Case
    from iza.model.values import FieldPath

_UNSAID = ("id", "schema", "number")


@dataclass(frozen=True)
class BlamedField:
    """A field with its value in words, and who gave it that, in which action and review.

    ``thing`` is what it belongs to (``Step 2.1``), ``approver`` who landed what the author had proposed. ``commit`` is
    empty and ``when`` None for what is not committed.
    """

    path: FieldPath
    thing: str
    field: str
    value: str
    commit: str = ""
    when: datetime | None = None
    author: str = ""
    approver: str = ""
    action: str = ""
    action_name: str = ""
    talk: AgreedIn | None = None


def blame(office: Office, ref: str, field: str = "", *, internal: bool = False) -> list[BlamedField]:
    """Every field of a case as it is saved, thing by thing in the order of the document, goals and steps first.

    Priority and notes only if ``internal``. Raises NotFound, InvalidData, GitError, and UsageError for a field
    nobody knows.
    """
    case_id = office.repo.resolve(ref)
    case: Any = office.repo.case(case_id)
    asked = Asked(field, [case])
    past = entries(office.repo.root, case_ids.path_of(case_id), read_lifted)
    wanted = [path for path in _fields_of(case) if (internal or not is_hidden(path)) and (not field or asked.has(path))]
    readable, talks = words.tamed(case), {entry.commit.id: _talk_of(entry) for entry in past}
    lines = [_line_of(path, readable, at(case, path), past, talks) for path in wanted]
    order = list(dict.fromkeys(line.thing for line in lines))
    return sorted(lines, key=lambda line: order.index(line.thing))


def _fields_of(case: dict[str, Any]) -> list[FieldPath]:
    """The paths of all fields that say something."""
    paths = [path for change in diff({}, case) for path in leaves(change) if path[-1] not in _UNSAID]
    return sorted(paths, key=lambda path: path[:2] != ("agreement", "goals"))


def _talk_of(entry: CaseVersion) -> AgreedIn | None:
    """The review that was held with a commit."""
    return talk_of(entry.before, entry.document) if entry.before and entry.document else None


def _line_of(
    path: FieldPath, case: Case, value: Any, past: Sequence[CaseVersion], talks: dict[str, AgreedIn | None]
) -> BlamedField:
    thing, field = _thing_and_field(path, case)
    entry, shown = _origin_of(path, value, past), words.value(path, value)
    if entry is None:
        return BlamedField(path, thing, field, shown)
    commit = entry.commit
    return BlamedField(
        path, thing, field, shown, commit.id, commit.when, commit.author.name, approver_of(commit), commit.action,
        action_names.action_name(commit.action), talks[commit.id],
    )  # fmt: skip


def _thing_and_field(path: FieldPath, case: Case) -> tuple[str, str]:
    """The thing a field belongs to, and the field; what is about the person belongs together."""
    names = list(dict.fromkeys(words.parts(case, path)))
    if path[0] == "client":
        return words.parts(case, ("client",))[0], " · ".join(names)
    return (names[0], " · ".join(names[1:])) if len(names) > 1 else (_("Case"), names[0])


def _origin_of(path: FieldPath, value: Any, past: Sequence[CaseVersion]) -> CaseVersion | None:
    """The newest entry that changed a field to what it is."""
    touched = (entry for entry in past if any(_is_inside(candidate.path, path) for candidate in entry.changes))
    return next(
        (
            candidate
            for candidate in touched
            if _has_value(candidate.document, path, value) and not _has_value(candidate.before, path, value)
        ),
        None,
    )


def _is_inside(path: FieldPath, other: FieldPath) -> bool:
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def _has_value(document: Any, path: FieldPath, value: Any) -> bool:
    try:
        return same(find(document, path), value)
    except (KeyError, TypeError):
        return False
