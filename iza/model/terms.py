"""Terms and progress: what people sign, and what may change any day.

This is the one place that says which fields are terms, and of which goals and steps. A version of the agreement
is bound to the SHA-256 of exactly these, in RFC 8785 form; by which rule they were put together stands in it
(``terms_rule``), so that a version stays provable when the rule has changed since:

1. every goal and step of the file, whatever became of it; a version without the field follows this rule;
2. what was given up is not agreed any more: of such a goal or step only the id stays, which keeps the numbers
   of all others as they stand on the paper.

Where nothing is given up, both give the same terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from iza.model import lookup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.model.case.agreement import Goal, Step, Version
    from iza.model.case.record import Case

GOAL_TERMS = ("id", "area", "goal", "indicator", "target_on")
STEP_TERMS = ("id", "text", "responsible", "due_on")

Terms = dict[str, Any]

Rule = Literal[1, 2]
RULES: tuple[Rule, ...] = (1, 2)
RULE: Rule = 2
"""The rule new versions are issued by."""

GIVEN_UP = ("dropped", "replaced", "cancelled")
"""The status of a goal or a step that is not agreed any more. What was done, achieved or missed stays agreed."""


def is_agreed(entry: Mapping[str, Any]) -> bool:
    """Whether a goal or a step, by its own status, is part of what was agreed."""
    return entry.get("status") not in GIVEN_UP


def rule_of(version: Version) -> Rule:
    """The rule by which the checksum of a version was made. Raises ValueError for one this program does not know."""
    number = version.get("terms_rule", 1)
    if number not in RULES:
        raise ValueError("terms_rule")
    return number


def terms(case: Case, rule: Rule = RULE) -> Terms:
    """The terms of the agreement as plain JSON data, in the order people numbered them."""
    return {"case": case["id"], "goals": [_goal_terms(goal, rule) for goal in lookup.goals(case)]}


def same(before: Case, after: Case) -> bool:
    """Whether both say the same is agreed: by the rule of today, and by that of the latest version before."""
    rules = {RULE, *map(rule_of, lookup.versions(before)[-1:])}
    return all(terms(before, rule) == terms(after, rule) for rule in rules)


def _goal_terms(goal: Goal, rule: Rule) -> Terms:
    if rule > 1 and not is_agreed(goal):
        return {"id": goal["id"]}
    own = {name: goal.get(name) for name in GOAL_TERMS}
    return own | {"steps": [_step_terms(step, rule) for step in goal["steps"]]}


def _step_terms(step: Step, rule: Rule) -> Terms:
    if rule > 1 and not is_agreed(step):
        return {"id": step["id"]}
    own: Terms = {name: step.get(name) for name in STEP_TERMS}
    return own | {"responsible": dict(step["responsible"])}
