"""What a review found about goals and steps: kept in the review, and carried into the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from iza.model import lookup
from iza.model.case.agreement import Goal, Step
from iza.model.case.reviews import Review
from iza.model.phases import CLOSED_GOALS
from iza.model.translations import plain
from iza.store.schema.shape_check import refuse_malformed
from iza.store.yaml.fields import set_field, set_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.procedure.open_review import OpenReview
    from iza.model.case.record import Case
    from iza.model.case.reviews import StepReview


def apply_reports(
    case: Case, review: Review, goals: Mapping[str, dict[str, Any]], steps: Mapping[str, dict[str, Any]]
) -> None:
    """Keep what was reported about goals and steps (by number or id) in the review, and in the plan.

    Raises NotFound for a goal or step that is not there, InvalidData for a report the schema refuses.
    """
    goal_reports = [(lookup.find_goal(case, ref), report) for ref, report in goals.items()]
    step_reports = [(lookup.find_step(case, ref), report) for ref, report in steps.items()]
    _keep_reports(review, "goals", {goal["id"]: report for goal, report in goal_reports})
    _keep_reports(review, "steps", {step["id"]: report for step, report in step_reports})
    # The schema looks at the reports first, so that a code it does not have never reaches the plan.
    refuse_malformed("case", case)
    for goal, report in goal_reports:
        _apply_to_goal(review, goal, report)
    for step, report in step_reports:
        _apply_to_step(review, step, report)
        note_step(review, step, report)


def _keep_reports(review: Review, name: str, reports: dict[str, Any]) -> None:
    if reports:
        set_field(review, Review, name, dict(cast("Any", review).get(name, {})) | reports)


def _apply_to_goal(review: Review, goal: Goal, report: Mapping[str, Any]) -> None:
    if "status" in report and report["status"] != goal["status"]:
        closed_on = review["held_on"] if report["status"] in CLOSED_GOALS else None
        set_fields(goal, Goal, {"status": report["status"], "closed_on": closed_on})


def _apply_to_step(review: Review, step: Step, report: Mapping[str, Any]) -> None:
    status = report.get("status", step["status"])
    day, blocked = review["held_on"], status == "blocked"
    if status == step["status"]:
        if blocked and "blocked_by" in report:
            set_field(step, Step, "blocked_by", report["blocked_by"])
        return
    # What belonged to the earlier status goes with it: a step that is done is not blocked any more.
    set_fields(
        step,
        Step,
        {
            "status": status,
            "done_on": day if status == "done" else None,
            "blocked_by": report.get("blocked_by") if blocked else None,
            "blocked_since": day if blocked else None,
        },
    )


def note_step(review: Review, step: Step, report: Mapping[str, Any]) -> None:
    """Keep in the review how a step stands, with the text of a report about it."""
    note: dict[str, Any] = {"status": step["status"]}
    if "blocked_by" in step:
        note["blocked_by"] = step["blocked_by"]
    note |= {name: report[name] for name in ("text", "i18n") if name in report}
    if "steps" not in review:
        set_field(review, Review, "steps", {})
    review["steps"][step["id"]] = cast("StepReview", note)


def note_changed_steps(talk: OpenReview) -> None:
    """A step that changed while the review was open was talked about."""
    steps_before = {step["id"]: plain(step) for step in lookup.steps(talk.before)}
    for step in lookup.steps(talk.now):
        if steps_before.get(step["id"]) != plain(step) and step["id"] not in talk.review.get("steps", {}):
            note_step(talk.review, step, {})
