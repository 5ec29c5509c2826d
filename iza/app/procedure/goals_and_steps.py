"""The plan: goals, their steps, and how they get on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from iza.app.changing import intake
from iza.app.changing.change import editing, new_id
from iza.app.changing.outcome import Outcome
from iza.app.procedure.new_version import is_issued
from iza.errors import InvalidData, NotFound, Refused, UsageError
from iza.i18n import _
from iza.model import lookup
from iza.model.case.agreement import Goal, Step
from iza.model.case.record import Case
from iza.model.phases import CLOSED_GOALS
from iza.model.procedure import Action, next_command
from iza.store.yaml.fields import set_field, set_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.office import Office
    from iza.model.case.agreement import Agreement, Responsible


def responsible(text: str) -> Responsible:
    """Who owes a step, as typed: ``client``, ``mentor``, ``partner:jobcenter``."""
    role, _separator, ref = text.partition(":")
    if role == "partner" and not ref:
        raise UsageError(_("Which partner? Write partner:REF."), "iza partner list")
    entry = {"role": role, "ref": ref} if ref else {"role": role}
    return cast("Responsible", entry)


def add_goal(office: Office, ref: str, goal: Mapping[str, Any]) -> Outcome:
    """Add a goal with its steps; ids and status are given here."""
    with editing(office, ref, Action.GOAL_ADD) as edit:
        case = edit.case
        entry = _new_goal(office, case, goal)
        if "agreement" not in case:
            set_field(case, Case, "agreement", {"goals": []})
        case["agreement"]["goals"].append(entry)
        number = len(case["agreement"]["goals"])
        message = _("Goal {number} added.").format(number=number)
        return Outcome(edit.case_id, message, next_command(case, office.today), data={"goal": entry["id"]})


def _new_goal(office: Office, case: Case, given: Mapping[str, Any]) -> Goal:
    steps = intake.entries(given, "steps")
    goal: dict[str, Any] = {**intake.without(given, "id", "status", "steps"), "id": new_id(office, "g", case)}
    goal["status"] = "open"
    numbers: list[str] = []
    goal["steps"] = []
    own = str(len(lookup.goals(case)) + 1)
    for step in steps:
        goal["steps"].append(_new_step(office, case, step, numbers, own))
        numbers.append(goal["steps"][-1]["id"])
    return cast("Goal", _in_order_of_shape(goal, Goal))


def _new_step(office: Office, case: Case, given: Mapping[str, Any], siblings: list[str], goal: str) -> Step:
    """A step from what was given, for the goal with the number ``goal``."""
    values = intake.without(given, "id", "status")
    if isinstance(values.get("by"), str):
        values["responsible"] = responsible(values.pop("by"))
    if isinstance(values.get("responsible"), str):
        values["responsible"] = responsible(values["responsible"])
    # The steps made before it are not in the case yet, so that new_id does not see their ids.
    fresh = new_id(office, "s", case)
    while fresh in siblings:
        fresh = new_id(office, "s", case)
    if "after" in values:
        after = values["after"] if isinstance(values["after"], list) else [values["after"]]
        values["after"] = [_earlier_step(case, siblings, goal, str(name)) for name in after]
    step = {"id": fresh, "status": "open", **values}
    _name_person(case, step)
    return cast("Step", _in_order_of_shape(step, Step))


def _earlier_step(case: Case, siblings: list[str], goal: str, name: str) -> str:
    """The id of an earlier step: of the same goal by its number (``1``, ``2.1``), or any other."""
    number = name.removeprefix(f"{goal}.")
    if number.isdecimal() and 0 < int(number) <= len(siblings):
        return siblings[int(number) - 1]
    return lookup.find_step(case, name)["id"]


def _name_person(case: Case, step: dict[str, Any]) -> None:
    """Name the person behind a role where only one can be meant."""
    # Whatever else stands here is left to the schema, which says what is wrong with it.
    who = step.get("responsible")
    if not isinstance(who, dict) or "ref" in who:
        return
    if who.get("role") == "mentor" and "mentor" in case:
        who["ref"] = case["mentor"]["ref"]
    if who.get("role") == "service":
        who["ref"] = case["caseworker"]


def _in_order_of_shape(entry: dict[str, Any], shape: type) -> dict[str, Any]:
    """The fields in the order of the shape, unknown ones last (the schema will name them)."""
    order = list(shape.__annotations__)
    return dict(sorted(entry.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def change_goal(office: Office, ref: str, goal_ref: str, fields: Mapping[str, Any], on: str | None = None) -> Outcome:
    """Change terms, notes or the status of a goal; terms of a signed agreement only in a review."""
    values = dict(fields)
    _refuse_bare_drop(ref, values)
    if "status" in values:
        values.setdefault("closed_on", (on or office.day) if values["status"] in list(CLOSED_GOALS) else None)
    with editing(office, ref, Action.GOAL_CHANGE) as edit:
        goal = lookup.find_goal(edit.case, goal_ref)
        set_fields(goal, Goal, values)
        number = lookup.goal_number(edit.case, goal["id"])
    return Outcome(edit.case_id, _("Goal {number} changed.").format(number=number), notes=edit.notes)


def _refuse_bare_drop(case: str, values: Mapping[str, Any]) -> None:
    """Raises UsageError for a goal that is given up without a reason."""
    if values.get("status") == "dropped" and not values.get("dropped_reason"):
        hint = _("iza goal drop {case} GOAL --reason CODE").format(case=case)
        raise UsageError(_("Giving up a goal needs a reason."), hint)


def goal_status(office: Office, ref: str, goal_ref: str, status: str, on: str | None = None) -> Outcome:
    """Record how far a goal is. Raises UsageError for a goal that is given up: that needs a reason."""
    _refuse_bare_drop(ref, {"status": status})
    with editing(office, ref, Action.GOAL_STATUS) as edit:
        goal = lookup.find_goal(edit.case, goal_ref)
        goal["status"] = cast("Any", status)
        set_field(goal, Goal, "closed_on", (on or office.day) if status in CLOSED_GOALS else None)
        number = lookup.goal_number(edit.case, goal["id"])
        return Outcome(edit.case_id, _("Status of goal {number} recorded.").format(number=number))


def drop_goal(office: Office, ref: str, goal_ref: str, reason: str, on: str | None = None) -> Outcome:
    """Give up a goal, with the reason; one that was never issued simply leaves the plan."""
    with editing(office, ref, Action.GOAL_DROP) as edit:
        goal = lookup.find_goal(edit.case, goal_ref)
        number = lookup.goal_number(edit.case, goal["id"])
        # What people got on paper keeps its number there: it is given up and stays, instead of leaving the plan.
        if is_issued(edit, goal["id"]):
            values = {"status": "dropped", "dropped_reason": reason, "closed_on": on or office.day}
            set_fields(goal, Goal, values)
        else:
            edit.case["agreement"]["goals"].remove(goal)
        return Outcome(edit.case_id, _("Goal {number} is not pursued any more.").format(number=number))


def add_step(office: Office, ref: str, goal_ref: str, step: Mapping[str, Any]) -> Outcome:
    """Add a step to a goal."""
    with editing(office, ref, Action.STEP_ADD) as edit:
        goal = lookup.find_goal(edit.case, goal_ref)
        number = lookup.goal_number(edit.case, goal["id"])
        entry = _new_step(office, edit.case, step, [own["id"] for own in goal["steps"]], number)
        goal["steps"].append(entry)
        number = lookup.step_number(edit.case, entry["id"])
        message = _("Step {number} added.").format(number=number)
        return Outcome(edit.case_id, message, data={"step": entry["id"]})


def change_step(office: Office, ref: str, step_ref: str, fields: Mapping[str, Any]) -> Outcome:
    """Change terms or notes of a step; terms of a signed agreement only in a review."""
    values = dict(fields)
    if isinstance(values.get("responsible"), str):
        values["responsible"] = responsible(values["responsible"])
    with editing(office, ref, Action.STEP_CHANGE) as edit:
        step = lookup.find_step(edit.case, step_ref)
        set_fields(step, Step, values)
        _name_person(edit.case, cast("dict[str, Any]", step))
        number = lookup.step_number(edit.case, step["id"])
    return Outcome(edit.case_id, _("Step {number} changed.").format(number=number), notes=edit.notes)


def _set_status(
    office: Office,
    ref: str,
    step_ref: str,
    action: Action,
    fields: Mapping[str, Any],
    message: str,
    *,
    anew: bool = True,
) -> Outcome:
    """Set the status of a step; what belonged to an earlier status goes. ``anew``: done may be done again."""
    clean: dict[str, Any] = {"done_on": None, "blocked_by": None, "blocked_since": None}
    with editing(office, ref, action) as edit:
        step = lookup.find_step(edit.case, step_ref)
        if step["status"] == "done" and fields["status"] == "done" and not anew:
            raise Refused(_("This step is done already."), _("With --on DATE another day is recorded."))
        set_fields(step, Step, clean | dict(fields))
        number = lookup.step_number(edit.case, step["id"])
        return Outcome(edit.case_id, message.format(number=number))


def start_step(office: Office, ref: str, step_ref: str) -> Outcome:
    """A step is under way."""
    return _set_status(
        office, ref, step_ref, Action.STEP_START, {"status": "in_progress"}, _("Step {number} is under way.")
    )


def finish_step(office: Office, ref: str, step_ref: str, on: str | None = None) -> Outcome:
    """A step is done, today or on the day given."""
    done_on = on or office.day
    if done_on > office.day:
        raise InvalidData(_("A step cannot be done on a day that is still to come."))
    return _set_status(
        office,
        ref,
        step_ref,
        Action.STEP_DONE,
        {"status": "done", "done_on": done_on},
        _("Step {number} is done."),
        anew=on is not None,
    )


def block_step(office: Office, ref: str, step_ref: str, because: str, since: str | None = None) -> Outcome:
    """A step cannot go on, with the reason as a code."""
    fields = {"status": "blocked", "blocked_by": because, "blocked_since": since or office.day}
    return _set_status(office, ref, step_ref, Action.STEP_BLOCK, fields, _("Step {number} is blocked."))


def cancel_step(office: Office, ref: str, step_ref: str, reason: str | None = None) -> Outcome:
    """A step is not needed any more; one that was never issued simply leaves the plan.

    ``reason`` becomes the one of the version that comes of the open review. Raises UsageError where there is none.
    """
    with editing(office, ref, Action.STEP_CANCEL) as edit:
        step = lookup.find_step(edit.case, step_ref)
        number = lookup.step_number(edit.case, step["id"])
        # As with goals: a cancelled step keeps the numbers of the others as they are on paper.
        if is_issued(edit, step["id"]):
            clean = {"done_on": None, "blocked_by": None, "blocked_since": None}
            set_fields(step, Step, {"status": "cancelled", **clean})
            # One review makes one version: the reasons of all steps cancelled in it become its reason.
            edit.reason = " ".join(filter(None, [edit.draft.reason if edit.draft else "", reason]))
        elif reason:
            raise UsageError(
                _("This step was not issued yet: it just leaves the plan, and no reason is kept."),
                f"iza step cancel {edit.case_id} {number}",
            )
        else:
            _remove_step(edit.case["agreement"], step)
        return Outcome(edit.case_id, _("Step {number} is not needed any more.").format(number=number))


def _remove_step(agreement: Agreement, step: Step) -> None:
    for goal in agreement["goals"]:
        if step in goal["steps"]:
            goal["steps"].remove(step)
            return
    raise NotFound(_("There is no step {ref} in this case.").format(ref=step["id"]))
