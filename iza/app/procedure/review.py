"""A review (Auswertungsgespräch): opened as a draft, landed as one change set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from iza.app.changing import intake
from iza.app.changing.change import land_draft
from iza.app.changing.outcome import Outcome
from iza.app.office import in_turn
from iza.app.procedure.new_version import add_version
from iza.app.procedure.open_review import find_open_review, untouched_between
from iza.app.procedure.people_at_talk import people_at_the_table
from iza.app.procedure.review_calendar import plan_review, refuse_before_signing, set_next
from iza.app.procedure.snapshot import take_snapshot
from iza.app.procedure.talked_about import apply_reports, note_changed_steps, note_step
from iza.errors import InvalidData, Refused
from iza.i18n import _
from iza.model import lookup, procedure
from iza.model.case.reviews import Review
from iza.model.dates import german
from iza.model.phases import all_goals_closed
from iza.model.procedure import Action
from iza.plaintext import decoded
from iza.store import case_ids, drafts
from iza.store.formats.migrations import refuse_other
from iza.store.schema.shape_check import refuse_malformed
from iza.store.yaml.document import YamlDocument
from iza.store.yaml.fields import set_field, set_fields
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.office import Office
    from iza.app.procedure.open_review import OpenReview
    from iza.model.case.record import Case

# Results after which no next review is due at once.
_LAST_WORDS = ("fulfilled", "end", "pause")


@in_turn
def start(office: Office, ref: str, held_on: str) -> Outcome:
    """Open a review: from now on everything changed in this case belongs to it."""
    case_id = office.repo.resolve(ref)
    if drafts.load(office.repo, case_id):
        what = _("A review of {case} is open already.")
        how = _("Go on with it; `iza review hold {case}` closes it, `iza review abandon {case}` drops it.")
        raise Refused(what.format(case=case_id), how.format(case=case_id))
    # A talk that is still to come has a day on the calendar (review schedule), and nothing to record.
    if held_on > office.day:
        raise InvalidData(_("A review cannot have been held on a day that is still to come."))
    path = case_ids.path_of(case_id)
    office.repo.refuse_uncommitted(path)
    # The text as it is: when the review lands, the file is compared with it to see whether somebody changed it.
    base = office.repo.content(path)
    document = YamlDocument(base, path)
    refuse_other(document.data, path)
    case = cast("Case", document.data)
    refuse_malformed("case", case)
    procedure.require(case, Action.REVIEW_START, office.today)
    refuse_before_signing(case, held_on)
    review = lookup.planned_review(case) or plan_review(office, case, held_on)
    set_field(review, Review, "held_on", held_on)
    drafts.save(office.repo, drafts.Draft(case_id, review["id"], decoded(base), document.text()))
    open_steps = untouched_between(cast("Case", read(base, path)), case, review)
    return Outcome(
        case_id,
        _("Review of {day} is open; changes are kept until it is closed.").format(day=german(held_on)),
        _("iza review hold {case} --next-on DATE").format(case=case_id),
        data={"review": review["id"], "open_steps": open_steps},
    )


@in_turn
def discuss(office: Office, ref: str, steps: list[str]) -> Outcome:
    """Note in the open review that these steps were talked about, even if nothing changed."""
    talk = find_open_review(office, ref)
    for step_ref in steps:
        note_step(talk.review, lookup.find_step(talk.now, step_ref), {})
    talk.edit.land()
    return Outcome(talk.edit.case_id, _("Noted."), data={"untouched": talk.untouched_steps()})


@in_turn
def abandon(office: Office, ref: str) -> Outcome:
    """Drop an open review, readable or not, with everything changed in it. Raises Refused where none is open."""
    case_id = office.repo.resolve(ref)
    # Asked by the file's name and not by reading it: a draft that is damaged has to be dropped this way.
    if case_id not in drafts.open_cases(office.repo):
        raise Refused(_("No review of {case} is open.").format(case=case_id), f"iza show {case_id}")
    drafts.abandon(office.repo, case_id)
    return Outcome(case_id, _("The open review was dropped; the case is as before."))


@dataclass(frozen=True)
class Ending:
    """How a review ends: the next one, or a result after which none is due."""

    next_on: str | None = None
    result: str | None = None
    fulfilled_reason: str | None = None
    reason: str | None = None
    untouched_ok: bool = False


@in_turn
def hold(office: Office, ref: str, record: Mapping[str, Any], ending: Ending) -> Outcome:
    """Close the open review: what was found and changed lands as one commit.

    ``record`` has the fields of a review; ``goals`` and ``steps`` in it go by number or id.
    Raises Refused where steps were not talked about, no date is set, or terms changed without a reason.
    """
    values, ending = _without_ending(record, ending)
    talk = find_open_review(office, ref)
    case, review = talk.now, talk.review
    _record_talk(talk, values)
    _refuse_untouched(talk, ok=ending.untouched_ok)
    draft_reason = talk.edit.draft.reason if talk.edit.draft else None
    version = add_version(case, talk.before, review, ending.reason or draft_reason)
    _set_result(case, review, ending.result or ("amend" if version else "continue"), ending.fulfilled_reason)
    take_snapshot(case, review["held_on"])
    _plan_next(office, case, review, ending.next_on)
    after = land_draft(talk.edit, review["id"])
    # The papers come with it: a command that only opens or notes a review starts without them.
    from iza.app.procedure import partners_to_inform

    return partners_to_inform.after_review(office, after, review["id"], version, talk.edit.notes)


def _without_ending(record: Mapping[str, Any], ending: Ending) -> tuple[dict[str, Any], Ending]:
    """A record without the fields that say how the review ends, and the ending with them: the record goes first."""
    values = dict(record)
    names = ("reason", "next_on", "result", "fulfilled_reason")
    return values, replace(ending, **{name: values.pop(name, None) or getattr(ending, name) for name in names})


def _record_talk(talk: OpenReview, values: Mapping[str, Any]) -> None:
    """Put what was recorded about the talk into the review, and what it says about goals and steps into the plan."""
    case, review = talk.now, talk.review
    held_on = review["held_on"] = intake.day(values, "held_on", review["held_on"])
    goals, steps = intake.mappings(values, "goals"), intake.mappings(values, "steps")
    fields = intake.without(values, "goals", "steps", "id", "status")
    fields.setdefault("participants", people_at_the_table(case, held_on, review.get("interpreter")))
    set_fields(review, Review, fields | {"status": "held", "held_on": held_on})
    apply_reports(case, review, goals, steps)
    note_changed_steps(talk)


def _plan_next(office: Office, case: Case, review: Review, next_on: str | None) -> None:
    """Every review sets the next one, unless nothing follows. Raises Refused."""
    result = review.get("result")
    if result == "fulfilled" and next_on:
        raise Refused(_("An agreement that is fulfilled has no next review."), _("Leave out the date or the result."))
    if next_on:
        set_next(office, case, next_on, review["held_on"])
    elif result not in _LAST_WORDS and not lookup.planned_review(case):
        raise Refused(_("When is the next review?"), _("--next-on DATE, or --result fulfilled"))


def _refuse_untouched(talk: OpenReview, *, ok: bool) -> None:
    steps = talk.untouched_steps()
    if steps and not ok:
        raise Refused(
            _("Not talked about yet: {steps}.").format(steps=", ".join(steps)),
            _("Change them, note them with `iza review discuss {case} STEP…`, or close with --untouched-ok.").format(
                case=talk.edit.case_id
            ),
        )


def _set_result(case: Case, review: Review, result: str, fulfilled: str | None) -> None:
    set_field(review, Review, "result", result)
    if result != "fulfilled":
        return
    if lookup.unsigned_version(case):
        raise Refused(
            _("A version is out for signature; terms do not change in the review that ends the agreement."),
            _(
                "Take the change back, or close the review with --next-on DATE. "
                "A goal that was not reached by the end: iza goal status {case} GOAL not_achieved"
            ).format(case=case["id"]),
        )
    if all_goals_closed(case):
        fulfilled = fulfilled or "goals_achieved"
    elif fulfilled != "no_further_support_needed":
        raise Refused(
            _("Goals are still open, so the agreement is not fulfilled yet."),
            _("Record how they ended, or say that no support is needed any more: --because no_further_support_needed"),
        )
    set_field(review, Review, "fulfilled_reason", fulfilled)
