"""A review (Auswertungsgespräch): opened as a draft, landed as one change set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from iza.app.changing import intake
from iza.app.changing.change import land_draft, open_edit
from iza.app.changing.outcome import Outcome
from iza.app.letters import agreement_versions
from iza.app.office import in_turn
from iza.app.procedure import people_at_talk
from iza.app.procedure.review_calendar import plan_review, refuse_before_signing, set_next
from iza.app.procedure.snapshot import take_snapshot
from iza.errors import InvalidData, Refused
from iza.i18n import _
from iza.model import lookup, procedure
from iza.model.case import Goal, Review, Step
from iza.model.dates import german
from iza.model.phases import CLOSED_GOALS, CLOSED_STEPS, all_goals_closed
from iza.model.procedure import Action
from iza.model.translations import plain
from iza.plaintext import decoded
from iza.store import case_ids, drafts
from iza.store.current_case import current_case
from iza.store.formats.migrations import read_lifted, refuse_other
from iza.store.schema.shape_check import refuse_malformed
from iza.store.yaml.document import Document
from iza.store.yaml.fields import set_field, set_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.changing.change import Edit
    from iza.app.office import Office
    from iza.model.case import Case, StepReview

_LAST_WORDS = ("fulfilled", "end", "pause")  # results after which no next review is due at once


@in_turn
def start(office: Office, ref: str, held_on: str) -> Outcome:
    """Open a review: from now on everything changed in this case belongs to it."""
    case_id = office.repo.resolve(ref)
    if drafts.load(office.repo, case_id):
        what = _("A review of {case} is open already.")
        how = _("Go on with it; `iza review hold {case}` closes it, `iza review abandon {case}` drops it.")
        raise Refused(what.format(case=case_id), how.format(case=case_id))
    if held_on > office.day:
        raise InvalidData(_("A review cannot have been held on a day that is still to come."))
    path = case_ids.path_of(case_id)
    office.repo.refuse_uncommitted(path)
    base = office.repo.content(path)
    document = Document(base, path)
    refuse_other(document.data, path)
    case = cast("Case", document.data)
    refuse_malformed("case", case)
    procedure.require(case, Action.REVIEW_START, office.today)
    refuse_before_signing(case, held_on)
    review = lookup.planned_review(case) or plan_review(office, case, held_on)
    set_field(review, Review, "held_on", held_on)
    review_id = review["id"]
    drafts.save(office.repo, drafts.Draft(case_id, review_id, decoded(base), document.text()))
    return Outcome(
        case_id,
        _("Review of {day} is open; changes are kept until it is closed.").format(day=german(held_on)),
        _("iza review hold {case} --next-on DATE").format(case=case_id),
        data={"review": review_id, "open_steps": untouched(office, case_id)},
    )


def open_review(office: Office, ref: str) -> tuple[Edit, Review]:
    """The open review of a case. Raises Refused where none is open."""
    case_id = office.repo.resolve(ref)
    draft = drafts.load(office.repo, case_id)
    if draft is None:
        procedure.require(current_case(office.repo, case_id), Action.REVIEW_START, office.today)
        raise Refused(
            _("No review of {case} is open.").format(case=case_id),
            _("iza review start {case} --on DATE").format(case=case_id),
        )
    edit = open_edit(office, case_id, Action.REVIEW_HOLD)
    return edit, next(r for r in edit.case["reviews"] if r["id"] == draft.review)


@in_turn
def discuss(office: Office, ref: str, steps: list[str]) -> Outcome:
    """Note in the open review that these steps were talked about, even if nothing changed."""
    edit, review = open_review(office, ref)
    for step_ref in steps:
        _note_step(review, lookup.find_step(edit.case, step_ref), {})
    edit.land()
    left = untouched(office, edit.case_id)
    return Outcome(edit.case_id, _("Noted."), data={"untouched": left})


def _note_step(review: Review, step: Step, said: Mapping[str, Any]) -> None:
    """Keep in the review what was found about a step."""
    found: dict[str, Any] = {"status": step["status"]}
    if "blocked_by" in step:
        found["blocked_by"] = step["blocked_by"]
    found |= {name: said[name] for name in ("text", "i18n") if name in said}
    if "steps" not in review:
        set_field(review, Review, "steps", {})
    review["steps"][step["id"]] = cast("StepReview", found)


def untouched(office: Office, case_id: str) -> list[str]:
    """The numbers of the open steps that the open review has not touched yet."""
    draft = drafts.load(office.repo, case_id)
    if draft is None:
        return []
    now = cast("Case", read_lifted(draft.text.encode(), case_id))
    return _untouched(agreement_versions.saved(draft), now, draft.review)


def _untouched(base: Case, now: Case, review_id: str) -> list[str]:
    review = next(r for r in now["reviews"] if r["id"] == review_id)
    before = {step["id"]: plain(step) for step in lookup.steps(base)}
    return [
        number
        for number, goal, step in lookup.numbered_steps(now)
        if step["id"] not in review.get("steps", {})
        and before.get(step["id"]) == plain(step)
        and step["status"] not in CLOSED_STEPS
        and goal["status"] not in CLOSED_GOALS
    ]


@in_turn
def abandon(office: Office, ref: str) -> Outcome:
    """Drop an open review, readable or not, with everything changed in it. Raises Refused where none is open."""
    case_id = office.repo.resolve(ref)
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
    values = dict(record)
    reason = values.pop("reason", None) or ending.reason
    next_on = values.pop("next_on", None) or ending.next_on
    result = values.pop("result", None) or ending.result
    fulfilled = values.pop("fulfilled_reason", None) or ending.fulfilled_reason
    edit, review = open_review(office, ref)
    reason = reason or (edit.draft.reason if edit.draft else None)
    case = edit.case
    held_on = review["held_on"] = intake.day(values, "held_on", review["held_on"])
    goals, steps = intake.mappings(values, "goals"), intake.mappings(values, "steps")
    values = intake.without(values, "goals", "steps", "id", "status")
    values.setdefault("participants", people_at_talk.people_at_the_table(case, held_on, review.get("interpreter")))
    set_fields(review, Review, values | {"status": "held", "held_on": held_on})
    _apply_findings(case, review, goals, steps)
    _note_changed_steps(edit, review)
    _refuse_untouched(edit, review, ok=ending.untouched_ok)
    version = agreement_versions.adjusted(case, edit.saved, review, reason)
    _finish(case, review, result or ("amend" if version else "continue"), fulfilled)
    take_snapshot(case, held_on)
    _plan_next(office, case, review, next_on)
    after = land_draft(office, edit, review["id"])
    from iza.app.procedure import partners_to_inform

    return partners_to_inform.after_review(office, after, review["id"], version, edit.notes)


def _plan_next(office: Office, case: Case, review: Review, next_on: str | None) -> None:
    """Every review sets the next one, unless nothing follows. Raises Refused."""
    result = review.get("result")
    if result == "fulfilled" and next_on:
        raise Refused(_("An agreement that is fulfilled has no next review."), _("Leave out the date or the result."))
    if next_on:
        set_next(office, case, next_on, review["held_on"])
    elif result not in _LAST_WORDS and not lookup.planned_review(case):
        raise Refused(_("When is the next review?"), _("--next-on DATE, or --result fulfilled"))


def _apply_findings(
    case: Case, review: Review, goals: Mapping[str, dict[str, Any]], steps: Mapping[str, dict[str, Any]]
) -> None:
    """Keep what was found in the review, and once the schema accepts it, in goals and steps too."""
    found_goals = [(lookup.find_goal(case, ref), said) for ref, said in goals.items()]
    found_steps = [(lookup.find_step(case, ref), said) for ref, said in steps.items()]
    for name, found in ("goals", found_goals), ("steps", found_steps):
        if found:
            known = dict(cast("Any", review).get(name, {})) | {entry["id"]: said for entry, said in found}
            set_field(review, Review, name, known)
    refuse_malformed("case", case)
    for goal, said in found_goals:
        _apply_goal(review, goal, said)
    for step, said in found_steps:
        _apply_step(review, step, said)
        _note_step(review, step, said)


def _apply_goal(review: Review, goal: Goal, said: Mapping[str, Any]) -> None:
    if "status" in said and said["status"] != goal["status"]:
        closed_on = review["held_on"] if said["status"] in CLOSED_GOALS else None
        set_fields(goal, Goal, {"status": said["status"], "closed_on": closed_on})


def _apply_step(review: Review, step: Step, said: Mapping[str, Any]) -> None:
    status = said.get("status", step["status"])
    day, blocked = review["held_on"], status == "blocked"
    if status == step["status"]:
        if blocked and "blocked_by" in said:
            set_field(step, Step, "blocked_by", said["blocked_by"])
        return
    set_fields(
        step,
        Step,
        {
            "status": status,
            "done_on": day if status == "done" else None,
            "blocked_by": said.get("blocked_by") if blocked else None,
            "blocked_since": day if blocked else None,
        },
    )


def _note_changed_steps(edit: Edit, review: Review) -> None:
    """A step that changed while the review was open was talked about."""
    before = {step["id"]: plain(step) for step in lookup.steps(edit.saved)}
    for step in lookup.steps(edit.case):
        if before.get(step["id"]) != plain(step) and step["id"] not in review.get("steps", {}):
            _note_step(review, step, {})


def _refuse_untouched(edit: Edit, review: Review, *, ok: bool) -> None:
    left = _untouched(edit.saved, edit.case, review["id"])
    if left and not ok:
        raise Refused(
            _("Not talked about yet: {steps}.").format(steps=", ".join(left)),
            _("Change them, note them with `iza review discuss {case} STEP…`, or close with --untouched-ok.").format(
                case=edit.case_id
            ),
        )


def _finish(case: Case, review: Review, result: str, fulfilled: str | None) -> None:
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
