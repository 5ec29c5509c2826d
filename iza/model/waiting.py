"""Who waits for a clearing, in the procedure's order of priority.

Source: the IZV procedure. High priority comes first; medium priority and case-by-case prospects (an
Ausbildungsduldung that is expected, for example) only count where the caseworker gives a reason.
The order is an aid: the caseworker decides whom to invite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.model import lookup
from iza.model.phases import Phase, is_closed, phase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from iza.model.case.person import Priority
    from iza.model.case.record import Case

HIGH, REASONED, UNREASONED, LOW = range(4)


def rank(case: Case) -> int:
    """The place of a case's priority in the order: 0 comes first."""
    priority = case["client"].get("priority")
    if priority is None or priority["level"] == "low":
        return LOW
    if needs_reason(priority) and "reason" not in priority:
        return UNREASONED
    return HIGH if priority["level"] == "high" else REASONED


def needs_reason(priority: Priority) -> bool:
    """Whether the caseworker has to say why: medium, case by case, and an expected Ausbildungsduldung."""
    return priority["level"] in {"medium", "individual"} or priority.get("ground") == "training_toleration_expected"


def is_waiting(case: Case) -> bool:
    """Whether the case is open and no clearing was held or decided yet."""
    return not is_closed(case) and lookup.held_clearing(case) is None and lookup.decision(case) is None


def waits_again(case: Case, today: date) -> bool:
    """Whether the decision was postponed to a day that has come, with no new clearing on the calendar."""
    decision = lookup.decision(case)
    recheck_on = decision.get("recheck_on", "9999-12-31") if decision else "9999-12-31"
    return phase(case, today) is Phase.POSTPONED and recheck_on <= today.isoformat()


def order(cases: Iterable[Case], again: date | None = None) -> list[Case]:
    """The cases that wait, by priority, then by the day they were opened.

    With the day ``again``, postponed cases whose ``recheck_on`` has come by then wait too.
    """
    waiting = [case for case in cases if is_waiting(case) or (again is not None and waits_again(case, again))]
    return sorted(waiting, key=lambda case: (rank(case), case["opened_on"], case["id"]))
