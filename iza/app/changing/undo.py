"""Taking one action back: a new commit that undoes what an earlier one changed, by field and not by line."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from iza import git
from iza.app import words
from iza.app.changing.landing import checked, message, refuse_falsifying, unmix
from iza.app.office import in_turn
from iza.app.sentences import told
from iza.errors import Conflict, NotFound, Refused
from iza.history.changes import missing
from iza.history.log import entries
from iza.history.reverting import inverse, overtaken, take_back, touched_by
from iza.history.terms import holds
from iza.i18n import _
from iza.model import lookup, procedure
from iza.model.approvals import PROPOSAL
from iza.model.procedure import ACTION_NAMES, AFTER_CLOSING, Action
from iza.store import case_ids, drafts
from iza.store.formats.migrations import read_lifted
from iza.store.schema import shape_check
from iza.store.schema.shape_check import refuse_malformed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from iza.app.office import Office
    from iza.app.sentences import ChangeSentence
    from iza.history.change import Change
    from iza.history.log import CaseVersion
    from iza.model.case.record import Case
    from iza.store.open_file import OpenFile

UNDOES = "Iza-Undoes"
# Only what looks like a commit's id is shown again: another word may be the name of a client. (No name has a digit.)
_COMMIT = re.compile("(?=.*[0-9])[0-9a-f]{7,64}")
_ID_LENGTH = 10  # characters of a commit id


@dataclass(frozen=True)
class Undoing:
    """What is to be taken back: the commit, what it did (``action_in_words``, on ``when``), and what changes thereby.

    ``action`` is its ``Iza-Action``, empty for a change by hand; ``redone`` is what holds again where
    the commit had taken something back itself; ``notes`` say what else has to change.
    """

    case: str
    commit: str
    when: datetime
    action: str
    action_in_words: str
    redone: str
    changes: tuple[ChangeSentence, ...]
    notes: tuple[str, ...]
    opened: OpenFile


def plan_undo(office: Office, ref: str, commit: str = "") -> Undoing:
    """What taking back a commit (the newest of the case, if none is given) would change; nothing is written.

    Raises Refused with the reason why it cannot be taken back; NotFound; InvalidData; GitError for changes
    by hand that are not committed.
    """
    case_id = office.repo.resolve(ref)
    path = case_ids.path_of(case_id)
    office.repo.refuse_uncommitted(path)
    opened = office.repo.open(path)
    _refuse_open_review(office, case_id)
    history = entries(office.repo.root, path, read_lifted)
    position = _position_of(office, case_id, history, commit)
    target, later = history[position], history[:position]
    _refuse_what_stays(case_id, target, later)
    back = inverse(target.before, target.document)
    now = deepcopy(opened.data)
    _refuse_overtaken(case_id, back, target, later, now)
    take_back(opened.data, back, cast("dict[str, Any]", target.before))
    notes = _check_landing(office, target, now, opened)
    changes = told(now, opened.data) if _is_sound(now) else ()
    return Undoing(
        case_id, target.commit.id, target.commit.when, target.commit.action,
        _action_in_words(target), _redone_action(target, history), changes, notes, opened,
    )  # fmt: skip


@in_turn
def land_undo(office: Office, undoing: Undoing) -> None:
    """Commit what was planned, on the case as it is now.

    Raises as ``plan_undo`` does, and Conflict where that would change something else than was planned.
    """
    now = plan_undo(office, undoing.case, undoing.commit)
    if now.changes != undoing.changes:
        raise Conflict(
            _("{case} was changed in the meantime; taking it back would do something else now.").format(
                case=undoing.case
            ),
            f"iza undo {undoing.case}",
        )
    opened = now.opened
    commit_message = message(undoing.case, Action.UNDO)._replace(extra=((UNDOES, undoing.commit),))
    office.repo.save(opened.path, opened.document.text(), opened.seen, commit_message)


def _refuse_open_review(office: Office, case_id: str) -> None:
    if drafts.load(office.repo, case_id):
        procedure.require(office.repo.case(case_id), Action.UNDO, office.today, in_review=True)


# -- which commit ------------------------------------------------------------------------------------------


def _position_of(office: Office, case_id: str, history: Sequence[CaseVersion], commit: str) -> int:
    """Where the commit stands in the history of the case. Raises NotFound and Refused."""
    if not history:
        raise NotFound(_("No history yet: nothing is committed."))
    if not commit:
        # Entries come newest first.
        return 0
    commit_id = git.resolve(office.repo.root, commit)
    if not commit_id:
        shown = commit[:_ID_LENGTH] if _COMMIT.fullmatch(commit) else "…"
        raise NotFound(_("There is no commit {id}.").format(id=shown), f"iza history {case_id}")
    position = next((index for index, entry in enumerate(history) if commit_id in _commits_of(entry)), None)
    if position is None:
        raise Refused(
            _("Commit {id} changed nothing in {case}.").format(id=commit_id[:_ID_LENGTH], case=case_id),
            f"iza history {case_id}",
        )
    return position


def _commits_of(entry: CaseVersion) -> tuple[str, str]:
    """The commit of an entry, and that of the proposal that landed with it."""
    # A proposal that landed is two commits and one event: either of them may be named.
    return entry.commit.id, entry.commit.trailers.get(PROPOSAL, "")


def _refuse_what_stays(case_id: str, target: CaseVersion, later: Sequence[CaseVersion]) -> None:
    """Raises Refused for a commit that cannot be taken back, whatever the case looks like now."""
    # A merge has two befores; which of them to go back to, nobody but a person can say.
    if len(target.commit.parents) > 1:
        raise Refused(_("Two states were brought together there; that is not taken back."), f"iza history {case_id}")
    if target.before is None:
        raise Refused(
            _("The case was opened there; a case does not go away."),
            _("A case that was opened by mistake is closed: iza close {case} --reason …").format(case=case_id),
        )
    if target.document is None:
        raise Refused(_("The file could not be read then, so nobody knows what was changed."), f"iza edit {case_id}")
    if not target.changes:
        raise Refused(_("Nothing of what the case says was changed there."), f"iza history {case_id}")
    undone = _undone_by(target.commit.id, later)
    if undone:
        raise Refused(
            _("That was taken back already, on {day}.").format(day=_day_of(undone)),
            _("To make it hold again: iza undo {case} {commit}").format(case=case_id, commit=_short_id(undone)),
        )


def _undone_by(commit: str, later: Sequence[CaseVersion]) -> CaseVersion | None:
    """The entry that took a commit back and was not taken back itself; ``later`` is newest first."""
    for index, entry in enumerate(later):
        if entry.commit.trailers.get(UNDOES) == commit and not _undone_by(entry.commit.id, later[:index]):
            return entry
    return None


def _action_in_words(entry: CaseVersion) -> str:
    """What was done, in words."""
    action = entry.commit.action
    return _(ACTION_NAMES[Action(action)]) if action in ACTION_NAMES else _("changed by hand")


def _redone_action(target: CaseVersion, history: Sequence[CaseVersion]) -> str:
    """What the commit had taken back; empty where it did something else."""
    undone = target.commit.trailers.get(UNDOES)
    return next((_action_in_words(entry) for entry in history if entry.commit.id == undone), "")


def _day_of(entry: CaseVersion) -> str:
    return words.day(entry.commit.when.date().isoformat())


def _short_id(entry: CaseVersion) -> str:
    return entry.commit.id[:_ID_LENGTH]


# -- what later changes built on ---------------------------------------------------------------------------


def _refuse_overtaken(
    case_id: str, back: list[Change], target: CaseVersion, later: Sequence[CaseVersion], now: Any
) -> None:
    """Raises Refused where a place is not any more as the commit left it, naming the commit that changed it."""
    if not missing(back, now) and all(change.kind != "moved" for change in back):
        raise Refused(_("Nothing is left of it: the case is as it was before."), f"iza history {case_id}")
    # Compared with the case as the commit left it: what was changed since would silently go too.
    clash = overtaken(back, target.document, now)
    if not clash:
        return
    places = ", ".join(dict.fromkeys(words.path_in_words(words.as_case(target.document), path) for path in clash[:3]))
    newest = touched_by(later, clash)
    if newest is None:
        raise Refused(_("It was changed again later: {places}.").format(places=places), f"iza history {case_id}")
    raise Refused(
        _("On {day} it was changed again (“{action}”): {places}.").format(
            day=_day_of(newest), action=_action_in_words(newest), places=places
        ),
        _("First take that back: iza undo {case} {commit}").format(case=case_id, commit=_short_id(newest)),
    )


# -- may it land? ------------------------------------------------------------------------------------------


def _check_landing(office: Office, target: CaseVersion, now: Any, opened: OpenFile) -> tuple[str, ...]:
    """What else has to change, said in words. Raises Refused and InvalidData for what may not land."""
    after = cast("Case", opened.data)
    refuse_malformed("case", after)
    # A case that a commit broke is mended by taking that commit back: then what counts is the case before it.
    sound = _is_sound(now)
    before = cast("Case", now if sound else target.before)
    _refuse_closed(before, after, target)
    undone = target.before, target.document
    # Terms change without a review only where the case comes back to what its latest version says.
    in_review = _has_latest_terms(after) and not _has_latest_terms(before)
    refuse_falsifying(before, after, in_review=in_review, undone=undone)
    if _has_latest_terms(before) and not _has_latest_terms(after):
        raise Refused(
            _("The terms have changed since; version {number} would not say any more what is agreed.").format(
                number=lookup.versions(after)[-1]["number"]
            ),
            f"iza diff {after['id']} {_short_id(target)}",
        )
    notes = unmix((cast("Case", target.before), before), after)
    checked(office, opened.document.text(), opened.path, before if sound else None)
    return notes


def _is_sound(case: Any) -> bool:
    return not shape_check.check("case", case)


def _refuse_closed(before: Case, after: Case, target: CaseVersion) -> None:
    """What was done to a closed case stays as long as it is closed."""
    if "closing" in before and "closing" in after and target.commit.action not in AFTER_CLOSING:
        raise Refused(
            _("{case} is closed; what was done before stays.").format(case=before["id"]),
            _("Was it closed by mistake? First take that back; `iza history {case}` shows its commit.").format(
                case=before["id"]
            ),
        )


def _has_latest_terms(case: Case) -> bool:
    """Whether the terms are those of the latest version; without one there is nothing to be true to."""
    versions = lookup.versions(case)
    return not versions or holds(case, versions[-1])
