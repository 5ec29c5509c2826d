"""Terms and progress: what people sign, and what may change any day.

This is the one place that says which fields are terms. A version of the agreement is bound to the
SHA-256 of exactly these, in RFC 8785 form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.model import lookup

if TYPE_CHECKING:
    from iza.model.case import Case, Goal, Step

GOAL_TERMS = ("id", "area", "goal", "indicator", "target_on")
STEP_TERMS = ("id", "text", "responsible", "due_on")

Terms = dict[str, Any]


def terms(case: Case) -> Terms:
    """The terms of the agreement as plain JSON data, in the order people numbered them."""
    return {"case": case["id"], "goals": [_goal_terms(goal) for goal in lookup.goals(case)]}


def _goal_terms(goal: Goal) -> Terms:
    own = {name: goal.get(name) for name in GOAL_TERMS}
    return own | {"steps": [_step_terms(step) for step in goal["steps"]]}


def _step_terms(step: Step) -> Terms:
    own: Terms = {name: step.get(name) for name in STEP_TERMS}
    return own | {"responsible": dict(step["responsible"])}
