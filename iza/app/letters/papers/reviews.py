"""The plan on one page, the minutes of a review, and the amendment that came out of it.

Left out on purpose: the caseworker's view, scale values, notes, and what was said about health and residence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.adjustments import adjustments
from iza.app.letters.papers.agreement import SENSITIVE, interpreted, next_review
from iza.app.letters.papers.goals import area_in_words, current_goals, with_whom
from iza.app.letters.papers.letter import sender, writer
from iza.app.letters.papers.people import client_name, given_first, is_minor, mentor_of, participants, present, show
from iza.app.letters.papers.signatures import signatures
from iza.app.letters.papers.view import missing
from iza.i18n import _
from iza.model import lookup
from iza.model.dates import german
from iza.model.phases import CLOSED_GOALS, CLOSED_STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iza.app.letters.papers.people import Person
    from iza.app.letters.papers.view import Data, View
    from iza.model.case.agreement import Goal, Step
    from iza.model.case.reviews import Review

# With room for fewer steps, the goals are said in a word.
_ROOMY = 8
_STEP = ("agreement", "goals", 0, "steps", 0)


def plan_short(view: View) -> Data:
    """The goals, and the client's own open steps: at most ``view.room`` of them, those due first.

    Where only few fit, a goal is named by its life area. Raises InvalidData naming what is missing.
    """
    plan = current_goals(view)
    if not plan:
        raise missing(_("The agreement"), view.wording.field(("agreement", "goals")))
    wanted = {number: goal for number, goal in plan.items() if goal["status"] not in CLOSED_GOALS}
    own = sorted(_own_steps(wanted), key=lambda numbered: numbered[1]["due_on"])
    shown = {number for number, _step in own[: view.room]}
    return {
        **_sheet_facts(view),
        "draft": not view.record,
        "goals": [_own_goal(view, number, goal, shown) for number, goal in wanted.items()],
        "brief": view.room < _ROOMY,
        "idle": not own,
        "more": len(own) > view.room,
        "writer": writer(view, view.case["caseworker"]),
        "mentor": _mentor_facts(view),
        "next": next_review(view),
    }


def _own_goal(view: View, number: int, goal: Goal, shown: set[str]) -> Data:
    return {
        "number": number,
        "area": area_in_words(view, goal["area"]),
        "goal": view.text(goal, "goal"),
        "target_on": german(goal["target_on"]),
        "steps": [
            _to_do(view, step_number, step) for step_number, step in _own_steps({number: goal}) if step_number in shown
        ],
    }


def _own_steps(plan: Mapping[int, Goal]) -> Iterator[tuple[str, Step]]:
    """What the client still has to do, with the numbers people use."""
    for number, goal in plan.items():
        for step_number, step in enumerate(goal["steps"], 1):
            if step["responsible"]["role"] == "client" and step["status"] not in CLOSED_STEPS:
                yield f"{number}.{step_number}", step


def _to_do(view: View, number: str, step: Step) -> Data:
    return {
        "number": number,
        "text": view.text(step, "text"),
        "with": with_whom(view, step),
        "due_on": german(step["due_on"]),
    }


def _mentor_facts(view: View) -> Data | None:
    if "mentor" not in view.case:
        return None
    role = view.label("mentor", "clearings", 0, "participants", 0, "role")
    return {"role": role, "name": given_first(mentor_of(view, view.case["mentor"]["ref"])["name"])}


def _sheet_facts(view: View) -> Data:
    """What stands at the top of every sheet."""
    return {
        "county": sender(view.county),
        "reference": view.case["id"],
        "client": {"name": client_name(view)},
        "date": view.today,
    }


def minutes(view: View) -> Data:
    """The minutes of ``view.review``; ``view.case`` is the case as that review left it.

    Raises InvalidData naming what is missing.
    """
    review = _talk_of(view)
    day = review["held_on"]
    seen = replace(view, day=day)
    return {
        **_sheet_facts(seen),
        "place": review.get("place", ""),
        "participants": [show(person) for person in present(seen, review.get("participants", []))],
        "look_back": list(_look_back(seen, review)),
        "helped": view.text(review, "helped"),
        "hindered": view.text(review, "hindered"),
        "client_view": view.text(review, "client_view"),
        "changes": adjustments(seen),
        **_new_version(view),
        "result": review.get("result", ""),
        "fulfilled_reason": review.get("fulfilled_reason", ""),
        "next": next_review(view),
    }


def _talk_of(view: View) -> Review:
    """The review a paper is about."""
    if not view.review or "held_on" not in view.review:
        raise missing(_("The review"), view.wording.field(("reviews", 0, "held_on")))
    return view.review


def _new_version(view: View) -> Data:
    """The version that came out of the review, with its reason; 0 where the terms stayed."""
    if not view.record:
        return {"version": 0, "reason": ""}
    return {"version": view.record["number"], "reason": view.text(view.record, "reason")}


def _look_back(view: View, review: Review) -> Iterator[Data]:
    """Each goal people worked on until the review, with its steps: how it stood, how it stands, what was said."""
    before = view.before or view.case
    old_goals = {goal["id"]: goal for goal in lookup.goals(before)}
    old_steps = {step["id"]: step for step in lookup.steps(before)}
    for number, goal in enumerate(lookup.goals(view.case), 1):
        old = old_goals.get(goal["id"])
        steps = [
            _step_back(
                view,
                f"{number}.{step_number}",
                old_steps[step["id"]],
                step,
                _words_about(view, review, "steps", goal, step),
            )
            for step_number, step in enumerate(goal["steps"], 1)
            if step["id"] in old_steps and _is_concerned(review, "steps", step, old_steps[step["id"]], CLOSED_STEPS)
        ]
        if old and (steps or _is_concerned(review, "goals", goal, old, CLOSED_GOALS)):
            words = _words_about(view, review, "goals", goal, goal)
            yield {**_goal_back(view, number, old, goal, words), "steps": steps}


def _is_concerned(review: Review, kind: str, now: Goal | Step, old: Goal | Step, closed: frozenset[str]) -> bool:
    """Whether a goal or step was still open before the review, or was talked about in it."""
    notes: Mapping[str, Any] = review
    return now["id"] in notes.get(kind, {}) or old["status"] not in closed or old["status"] != now["status"]


def _words_about(view: View, review: Review, kind: str, goal: Goal, holder: Goal | Step) -> str:
    """What was said about a goal or step; nothing of what was said about health and residence."""
    notes: Mapping[str, Any] = review
    if goal["area"] in SENSITIVE:
        return ""
    return view.text(notes.get(kind, {}).get(holder["id"], {}), "text")


def _goal_back(view: View, number: int, old: Goal, goal: Goal, words: str) -> Data:
    path = ("agreement", "goals", number - 1)
    why = goal.get("dropped_reason", "") if goal["area"] not in SENSITIVE else ""
    return {
        "number": number,
        "goal": view.text(old, "goal"),
        "before": view.label(old["status"], *path, "status"),
        "now": view.label(goal["status"], *path, "status"),
        "why": view.label(why, *path, "dropped_reason") if why else "",
        "said": words,
    }


def _step_back(view: View, number: str, old: Step, step: Step, words: str) -> Data:
    return {
        "number": number,
        "text": view.text(old, "text"),
        "before": view.label(old["status"], *_STEP, "status"),
        "now": view.label(step["status"], *_STEP, "status"),
        "said": words,
    }


def amendment(view: View) -> Data:
    """The amendment that made ``view.record`` in ``view.review``: number n makes version n + 1.

    Raises InvalidData naming what is missing.
    """
    record, review = view.record, _talk_of(view)
    if not record:
        raise missing(_("The agreement"), view.wording.field(("agreement", "versions")))
    dated = replace(view, day=record["issued_on"])
    people = participants(dated)
    interpretation = interpreted(dated)
    came = present(replace(view, day=review["held_on"]), review.get("participants", []))
    return {
        **_sheet_facts(dated),
        "number": record["number"] - 1,
        "version": record["number"],
        "guardian": _guardian_name(dated, people),
        "reason": view.text(record, "reason"),
        "talked_on": german(review["held_on"]),
        "attended": [person.name for person in came],
        "changes": adjustments(dated),
        "interpretation": interpretation,
        **signatures(dated, people, interpreted=bool(interpretation)),
    }


def _guardian_name(view: View, people: list[Person]) -> str:
    """The name of who represents a client under 18."""
    return (
        next((person.name for person in people if person.role == "guardian"), "")
        if is_minor(view.case, view.day)
        else ""
    )
