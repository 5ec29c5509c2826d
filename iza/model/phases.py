"""Where a case stands in the procedure: derived from its content, never stored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from iza.model import lookup

if TYPE_CHECKING:
    from datetime import date

    from iza.model.case.record import Case

FULFILLED_REASONS = frozenset({"goals_achieved", "no_further_support_needed"})
CLOSED_GOALS = frozenset({"achieved", "replaced", "dropped", "not_achieved"})
CLOSED_STEPS = frozenset({"done", "not_done", "cancelled"})


class Phase(StrEnum):
    """The phases of the procedure, in its order."""

    INTAKE = "intake"
    CLEARING_PLANNED = "clearing_planned"
    CLEARING_HELD = "clearing_held"
    POSTPONED = "postponed"
    DECLINED = "declined"
    DRAFTING = "drafting"
    ISSUED = "issued"
    ACTIVE = "active"
    PAUSED = "paused"
    FULFILLED = "fulfilled"
    ENDED = "ended"


_DECIDED = {"agreement": Phase.DRAFTING, "postponed": Phase.POSTPONED, "no_agreement": Phase.DECLINED}


def phase(case: Case, today: date) -> Phase:
    """The phase of a case on a day (only pauses depend on the day)."""
    if "closing" in case:
        return Phase.FULFILLED if case["closing"]["reason"] in FULFILLED_REASONS else Phase.ENDED
    if lookup.signed_version(case):
        return _signed_phase(case, today)
    if lookup.versions(case):
        return Phase.ISSUED
    return _clearing_phase(case)


def _signed_phase(case: Case, today: date) -> Phase:
    held = lookup.held_review(case)
    if held and held.get("result") == "fulfilled":
        return Phase.FULFILLED
    return Phase.PAUSED if is_paused(case, today) else Phase.ACTIVE


def _clearing_phase(case: Case) -> Phase:
    clearing = lookup.current_clearing(case)
    if clearing and "planned_on" in clearing and "held_on" not in clearing:
        return Phase.CLEARING_PLANNED
    decision = lookup.decision(case)
    if decision:
        return _DECIDED[decision["result"]]
    return Phase.CLEARING_HELD if lookup.held_clearing(case) else Phase.INTAKE


def is_paused(case: Case, today: date) -> bool:
    """Does a pause cover the day? Both its ends belong to it."""
    day = today.isoformat()
    return any(p["since"] <= day <= p.get("until", day) for p in case.get("pauses", []))


def is_closed(case: Case) -> bool:
    """Nothing happens to a closed case any more."""
    return "closing" in case


def all_goals_closed(case: Case) -> bool:
    """Is every goal achieved, replaced, dropped or given up?"""
    return all(goal["status"] in CLOSED_GOALS for goal in lookup.goals(case))
