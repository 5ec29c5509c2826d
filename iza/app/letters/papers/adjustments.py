"""What a review changed in the terms of an agreement: old beside new, as plain data for its template.

Compared are the terms people agreed on (``iza.model.terms``) of the goals and steps that count. So a goal that
was given up and a step that was called off fall away, though their words still stand in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.goals import area_in_words, current_goals, current_steps, goals
from iza.app.letters.papers.people import responsible
from iza.errors import InvalidData
from iza.history.changes import diff
from iza.model.dates import german
from iza.model.terms import GOAL_TERMS, STEP_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iza.app.letters.papers.view import Data, View
    from iza.history.change import Change
    from iza.model.case.agreement import Goal, Responsible, Step

_DATES = frozenset({"target_on", "due_on"})


@dataclass(frozen=True)
class _Side:
    """The plan before or after a review: what counts by its id, with the number people use."""

    view: View
    goals: Mapping[str, tuple[str, Goal]]
    steps: Mapping[str, tuple[str, Step]]

    def number(self, ref: str) -> str:
        """``2`` of a goal, ``2.1`` of a step."""
        return (self.goals.get(ref) or self.steps[ref])[0]

    def terms(self) -> dict[str, dict[str, Any]]:
        """Number and terms of every goal and step by its id."""
        kinds: tuple[tuple[tuple[str, ...], Mapping[str, tuple[str, Any]]], ...]
        kinds = ((GOAL_TERMS, self.goals), (STEP_TERMS, self.steps))
        return {
            ref: {"number": number} | {name: self._term_of(holder, name) for name in names if name != "id"}
            for names, entries in kinds
            for ref, (number, holder) in entries.items()
        }

    def _term_of(self, holder: Mapping[str, Any], name: str) -> Any:
        return self._responsible_side(holder["responsible"]) if name == "responsible" else holder.get(name)

    def _responsible_side(self, responsible: Responsible) -> dict[str, str]:
        """Who does a step, with the person meant where nobody is named."""
        case, meant = self.view.case, ""
        if responsible["role"] == "service":
            meant = case["caseworker"]
        elif responsible["role"] == "mentor" and "mentor" in case:
            meant = case["mentor"]["ref"]
        return {"role": responsible["role"], "ref": responsible.get("ref", meant)}

    def words(self, ref: str, name: str) -> str:
        """A term of a goal or step in the language of the paper."""
        number, holder = self.goals.get(ref) or self.steps[ref]
        own: Mapping[str, Any] = holder
        if name == "number":
            return number
        if name == "responsible":
            return _who_does_it(self.view, own["responsible"])
        if name == "area":
            return area_in_words(self.view, own["area"])
        return german(own[name]) if name in _DATES else self.view.text(own, name)


def adjustments(view: View) -> Data:
    """What is changed, added and dropped between ``view.before`` and ``view.case``."""
    old, new = _side_of(replace(view, case=view.before or view.case)), _side_of(view)
    changes = diff(old.terms(), new.terms())
    added = {new.number(str(change.path[0])) for change in changes if change.kind == "added" and len(change.path) == 1}
    gone = [str(change.path[0]) for change in changes if change.kind == "removed" and len(change.path) == 1]
    return {
        "changed": [_row_of_change(old, new, ref, name) for ref, name in _changed_terms(changes)],
        "added": _added_goals(view, added),
        "dropped": list(_dropped_rows(old, gone)),
    }


def _side_of(view: View) -> _Side:
    plan = current_goals(view)
    return _Side(
        view,
        {goal["id"]: (str(number), goal) for number, goal in plan.items()},
        {
            step["id"]: (f"{number}.{step_number}", step)
            for number, goal in plan.items()
            for step_number, step in current_steps(goal).items()
        },
    )


def _changed_terms(changes: list[Change]) -> Iterator[tuple[str, str]]:
    """Id and term of what stays in the plan and says something else now."""
    named = [(str(change.path[0]), str(change.path[1])) for change in changes if len(change.path) > 1]
    yield from dict.fromkeys(named)


def _row_of_change(old: _Side, new: _Side, ref: str, name: str) -> Data:
    return {
        "kind": "goal" if ref in new.goals else "step",
        "number": new.number(ref),
        "field": name,
        "old": old.words(ref, name),
        "new": new.words(ref, name),
    }


def _added_goals(view: View, numbers: set[str]) -> Data:
    """The goals and steps that are new, as the agreement prints them."""
    plan = list(goals(view)) if numbers else []
    return {
        "goals": [goal for goal in plan if str(goal["number"]) in numbers],
        "steps": [step for goal in plan for step in goal["steps"] if step["number"] in numbers],
    }


def _dropped_rows(old: _Side, gone: list[str]) -> Iterator[Data]:
    """What falls away; a goal takes its steps with it, so they are not named one by one."""
    goals_gone = {old.number(ref) for ref in gone if ref in old.goals}
    for ref in gone:
        kind, name = ("goal", "goal") if ref in old.goals else ("step", "text")
        number = old.number(ref)
        if kind == "goal" or number.partition(".")[0] not in goals_gone:
            yield {"kind": kind, "number": number, "text": old.words(ref, name)}


def _who_does_it(view: View, side: Responsible) -> str:
    """Who does a step; the role alone where the directory does not know that person any more."""
    try:
        return responsible(view, side)
    except InvalidData:
        return view.label(side["role"], "agreement", "goals", 0, "steps", 0, "responsible", "role")
