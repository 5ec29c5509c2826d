"""Finding things inside a case: goals and steps by number or id, the latest talk, the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.errors import NotFound
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.model.case.agreement import Goal, Step, Version
    from iza.model.case.clearing import Area, Clearing, Decision
    from iza.model.case.person import Name
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review
    from iza.model.case.vocabulary import LifeArea


def official_name(case: Case) -> Name:
    """The name of the residence document; the first one where none is marked."""
    names = case["client"]["names"]
    return next((name for name in names if name["kind"] == "official"), names[0])


def full_name(name: Name) -> str:
    """``Rami Alhamdo``, or the mononym."""
    parts = (name.get("given", ""), name.get("family", ""), name.get("mononym", ""))
    return " ".join(part for part in parts if part)


def sort_name(name: Name) -> str:
    """``Alhamdo, Rami``, or the mononym."""
    parts = (name.get("family", "") or name.get("mononym", ""), name.get("given", ""))
    return ", ".join(part for part in parts if part)


def goals(case: Case) -> list[Goal]:
    """The goals in the order people number them."""
    return case.get("agreement", {"goals": []})["goals"]


def numbered_steps(case: Case) -> Iterator[tuple[str, Goal, Step]]:
    """Every step with the number people use (``2.1``) and its goal."""
    for goal_number, goal in enumerate(goals(case), 1):
        for step_number, step in enumerate(goal["steps"], 1):
            yield f"{goal_number}.{step_number}", goal, step


def steps(case: Case) -> list[Step]:
    """All steps of all goals."""
    return [step for goal in goals(case) for step in goal["steps"]]


def find_goal(case: Case, ref: str) -> Goal:
    """The goal with this id or number (``2``). Raises NotFound."""
    for number, goal in enumerate(goals(case), 1):
        if ref in (goal["id"], str(number)):
            return goal
    raise NotFound(
        _("There is no goal {ref} in this case.").format(ref=ref),
        _("Goals go by number (1, 2, …) or id; `iza show {case}` lists them.").format(case=case["id"]),
    )


def find_step(case: Case, ref: str) -> Step:
    """The step with this id or number (``2.1``). Raises NotFound."""
    for number, _goal, step in numbered_steps(case):
        if ref in (step["id"], number):
            return step
    raise NotFound(
        _("There is no step {ref} in this case.").format(ref=ref),
        _("Steps go by number (1.1, 2.3, …) or id; `iza show {case}` lists them.").format(case=case["id"]),
    )


def step_number(case: Case, step_id: str) -> str:
    """The number people use for the step with this id, or the id where it is gone."""
    return next((number for number, _goal, step in numbered_steps(case) if step["id"] == step_id), step_id)


def goal_number(case: Case, goal_id: str) -> str:
    """The number people use for the goal with this id, or the id where it is gone."""
    return next((str(n) for n, goal in enumerate(goals(case), 1) if goal["id"] == goal_id), goal_id)


def current_clearing(case: Case) -> Clearing | None:
    """The latest clearing."""
    clearings = case.get("clearings", [])
    return clearings[-1] if clearings else None


def held_clearing(case: Case) -> Clearing | None:
    """The latest clearing that took place."""
    return next((c for c in reversed(case.get("clearings", [])) if "held_on" in c), None)


def areas(case: Case) -> dict[LifeArea, Area]:
    """What was said by life area in the latest clearing held."""
    held = held_clearing(case)
    return dict(held.get("areas", {})) if held else {}


def decision(case: Case) -> Decision | None:
    """The decision that stands: the one of the latest clearing that has one."""
    for clearing in reversed(case.get("clearings", [])):
        if "decision" in clearing:
            return clearing["decision"]
        if "held_on" in clearing:
            return None
    return None


def versions(case: Case) -> list[Version]:
    """The versions of the agreement, oldest first."""
    return case.get("agreement", {"goals": []}).get("versions", [])


def signed_version(case: Case) -> Version | None:
    """The latest signed version."""
    return next((v for v in reversed(versions(case)) if "signed_on" in v), None)


def unsigned_version(case: Case) -> Version | None:
    """The version that is out for signature."""
    latest = versions(case)[-1:]
    return latest[0] if latest and "signed_on" not in latest[0] else None


def next_version(case: Case) -> int:
    """The number of the version that is issued next: one nobody signed makes room for another under its number."""
    latest = versions(case)[-1:]
    return latest[0]["number"] + ("signed_on" in latest[0]) if latest else 1


def planned_review(case: Case) -> Review | None:
    """The next review on the calendar: the earliest one still planned; not one that is being held."""
    reviews = case.get("reviews", [])
    planned = [review for review in reviews if review["status"] == "planned" and "held_on" not in review]
    return min(planned, key=lambda review: review["planned_on"], default=None)


def held_review(case: Case) -> Review | None:
    """The latest review that took place."""
    held = [review for review in case.get("reviews", []) if review["status"] == "held"]
    return max(held, key=lambda review: review.get("held_on", ""), default=None)
