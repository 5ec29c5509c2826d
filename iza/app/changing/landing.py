"""How a change may land: schema, rules, what was signed stays, and what others changed is kept."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from iza.app import words
from iza.errors import Conflict, Refused
from iza.history import changes
from iza.history.terms import bond_of, holds
from iza.i18n import N_, _
from iza.model import fixed, procedure, rules, terms, translations
from iza.model.lookup import versions
from iza.model.refusals import refuse_new_errors
from iza.model.rules.settled import was_right_then
from iza.store.formats.migrations import read_lifted, refuse_other
from iza.store.message import Message
from iza.store.schema import shape_check
from iza.store.schema.shape_check import refuse_malformed
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.model.procedure import Action
    from iza.model.values import FieldPath
    from iza.store.yaml.document import YamlDocument


def message(case_id: str, action: Action, review: str = "") -> Message:
    """The commit message of an action on a case: its id and what was done, never who it is about."""
    subject = f"{case_id}: {_(procedure.ACTION_NAMES[action])}"
    return Message(subject, action.value, case_id, review)


def checked(office: Office, text: str, path: str, before: Case | None) -> Case:
    """The case in ``text`` after schema and rules.

    Raises InvalidData where the schema refuses it, Refused where the change breaks a rule that held before.
    """
    # Read back from the text: what is judged is what the file will say, and not what the use case holds in memory.
    after = cast("Case", read(text.encode(), path))
    refuse_other(cast("dict[str, Any]", after), path)
    refuse_malformed("case", after)
    county, today = office.repo.county, office.today
    findings_before = rules.check_case(before, county, today) if before else []
    findings = [f for f in rules.check_case(after, county, today) if not was_right_then(f, before, after)]
    refuse_new_errors(findings_before, findings, partial(words.spot, after))
    return after


_FIXED: dict[fixed.FixedKind, tuple[str, str]] = {
    "version": (
        N_("Version {number} is signed and stays as it is."),
        N_("What is agreed anew becomes a new version, in a review: iza review start {case} --on DATE"),
    ),
    "review": (
        N_("A review that was held stays as it was recorded."),
        N_("What is to be added belongs to the next one: iza review start {case} --on DATE"),
    ),
    "consent": (
        N_("A consent that was given stays as it was recorded; a revocation is added to it."),
        "iza consent revoke {case} {ref}",
    ),
    "transmission": (
        N_("What was passed on stays on record."),
        N_("What was passed on besides is added; `iza consent list {case} --all` shows what stands there."),
    ),
    "decision": (
        N_("The decision of a clearing stays as it was recorded."),
        N_("Another one is made in another clearing: iza clearing schedule {case} --on DATE"),
    ),
}
"""What is said to whoever changes what is fixed, and what to do instead."""


def refuse_falsifying(
    before: Case, after: Case, *, in_review: bool, undone: tuple[Any, Any] | None = None
) -> None:
    """What is fixed in a case stays (``iza.model.fixed``), and so does its id; ``undone`` is as ``fixed.lost`` has it.

    Raises Refused. Terms of an issued agreement change only in a review.
    """
    if after["id"] != before["id"]:
        raise Refused(_("The id of a case never changes."), before["id"])
    for loss in fixed.lost(cast("Any", before), cast("Any", after), undone):
        raise _refusal_of_loss(loss, before["id"], taken_back=undone is not None)
    if versions(before) and not terms.same(before, after) and not in_review:
        raise Refused(
            _("The terms of an agreement that is issued or signed change only in a review."),
            _("iza review start {case} --on DATE").format(case=before["id"]),
        )


def refuse_unbound(before: Case, after: Case) -> None:
    """Raises Refused for a version made by hand whose checksum is not that of the terms beside it."""
    # Only by hand can the two disagree, and once the version is signed it stays so for ever (V06 of verify).
    bonds = [bond_of(version) for version in versions(before)]
    for version in versions(after)[-1:]:
        if bond_of(version) not in bonds and not holds(after, version):
            raise Refused(
                _("The checksum of version {number} is not that of the terms beside it.").format(
                    number=version["number"]
                ),
                _("Versions are issued by iza: iza agreement issue {case}, or in a review.").format(case=after["id"]),
            )


def _refusal_of_loss(loss: fixed.Loss, case_id: str, *, taken_back: bool) -> Refused:
    """What cannot be changed, and what to do instead."""
    what, instead = _FIXED[loss.kind]
    if taken_back and loss.kind in fixed.TAKEN_BACK:
        instead = N_("It can be taken back only while nothing came after it; first take that back: iza undo {case}")
    return Refused(_(what).format(number=loss.ref), _(instead).format(case=case_id, ref=loss.ref))


def drop_stale(before: Case, after: Case) -> tuple[str, ...]:
    """Take the translations whose German text changed out of ``after``; returns the sentence that says so."""
    return _note_taken_out(after, translations.without_stale(before, after))


def _note_taken_out(case: Case, paths: list[FieldPath]) -> tuple[str, ...]:
    if not paths:
        return ()
    places = "; ".join(dict.fromkeys(words.spot(case, path) for path in paths))
    note = _("Taken out, because the German text is another one now: {places}. Translate anew: {command}")
    return (note.format(places=places, command=f"iza translate {case['id']} --lang {paths[0][-2]}"),)


class Merged(NamedTuple):
    """The text of a case with the changes of two sides in it; ``notes`` say what did not fit together."""

    text: str
    notes: tuple[str, ...] = ()


def merge(current: YamlDocument, base: str, mine: str, case_id: str, base_case: Case | None = None) -> Merged:
    """The current text of a case with the changes from ``base`` to ``mine`` made in it, field by field.

    ``base_case`` is what ``base`` says, where it was read before. A translation from one side of a German text from
    the other is taken out.
    Raises Conflict naming the fields both sides changed differently.
    """
    # Nobody changed anything meanwhile: the text stays as it was written, with its comments and its order.
    if current.original == base:
        return Merged(mine)
    start = base_case or read_lifted(base.encode(), current.name)
    wanted = read_lifted(mine.encode(), current.name)
    own = changes.diff(start, wanted)
    theirs = changes.diff(start, current.data)
    clash = changes.conflicts(own, theirs)
    if clash:
        fields = ", ".join(dict.fromkeys(".".join(str(part) for part in path) for path in clash))
        raise Conflict(
            _("In the meantime {case} was changed elsewhere at the same place: {fields}.").format(
                case=case_id, fields=fields
            ),
            _("Look at both with `iza history {case}` and `iza show {case}`; then enter the value again.").format(
                case=case_id
            ),
        )
    sides = deepcopy(current.data), wanted
    # The same change on both sides is no conflict, and made once.
    changes.apply(current.data, [change for change in own if change not in theirs])
    # Translations are found along the shape of the schema; a case without it is left to the checks that follow.
    is_sound = not any(shape_check.check("case", case) for case in (*sides, current.data))
    # Before the text is taken: it changes the data.
    notes = unmix(sides, current.data) if is_sound else ()
    return Merged(current.text(), notes)


def unmix(sides: tuple[Any, Any], merged: Any) -> tuple[str, ...]:
    """Take translations whose German text comes from the other side out of ``merged``; says so."""
    return _note_taken_out(merged, translations.without_mixed(sides, merged))
