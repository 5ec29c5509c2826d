"""One case on one page: where it stands, the plan, the talks, and what needs a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.app import words
from iza.app.lists import case_lists
from iza.model import lookup, procedure, rules
from iza.model.findings import Level
from iza.model.overdue import ALL_KINDS, due_items
from iza.store import all_cases
from iza.store.current_case import read_current

if TYPE_CHECKING:
    from iza.app.lists.case_lists import CaseRow
    from iza.app.office import Office
    from iza.app.trail.points_in_time import Moment
    from iza.model.case.agreement import Step
    from iza.model.case.person import PersonName
    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.findings import Finding
    from iza.model.overdue import Due
    from iza.store.drafts import Draft


@dataclass(frozen=True)
class Sheet:
    """What a caseworker needs before a talk."""

    case: Case
    county: County
    row: CaseRow
    due: tuple[Due, ...]
    findings: tuple[Finding, ...]
    summary: dict[str, int]
    next: str
    open_review: str
    untouched: tuple[str, ...]


def sheet(office: Office, ref: str, at: str = "") -> Sheet:
    """The page of a case; an open review is shown as far as it has come.

    ``at`` shows it as it was (see moments), with the directory and the settings of that time.
    """
    if at:
        from iza.app.trail import points_in_time

        then = points_in_time.moment(office, ref, at)
        return _sheet_of(_office_then(office, then, at), then.case, None)
    all_cases.recall(office.repo)
    current = read_current(office.repo, ref)
    return _sheet_of(office, current.case, current.draft)


def _office_then(office: Office, moment: Moment, at: str) -> Office:
    """The office around a moment: at the end of the day, if it is one, else as the commit left it."""
    from iza.app.trail import office_in_the_past, points_in_time

    day = points_in_time.day_of(at)
    if day:
        return office_in_the_past.at_end_of(office, min(day, office.day))
    return office_in_the_past.as_left_by(office, moment.commit, moment.day) if moment.commit else office


def _sheet_of(office: Office, case: Case, draft: Draft | None) -> Sheet:
    findings = rules.check_case(case, office.repo.county, office.today)
    return Sheet(
        case,
        office.repo.county,
        case_lists.row(office, case),
        tuple(due_items(case, office.repo.county, office.today, ALL_KINDS)),
        tuple(finding for finding in findings if finding.level is not Level.INFO),
        plan_summary(case),
        procedure.next_command(case, office.today, in_review=draft is not None),
        draft.review if draft else "",
        _untouched_steps(draft, case) if draft else (),
    )


def _untouched_steps(draft: Draft, case: Case) -> tuple[str, ...]:
    from iza.app.procedure.open_review import untouched_in_draft

    return tuple(untouched_in_draft(draft, case))


def responsible(step: Step, county: County) -> str:
    """Who owes a step, in words: the client, the service, or the name the directory has."""
    who = step["responsible"]
    role = words.value(("agreement", "goals", 0, "steps", 0, "responsible", "role"), who["role"])
    name = person(county, who["role"], who.get("ref", ""))
    return f"{name} ({role})" if name else role


def person(county: County, role: str, ref: str) -> str:
    """The name the directory has for a reference, the reference where it has none."""
    if role == "partner" and ref in county.partners:
        return county.partners[ref]["name"]
    if role == "interpreter" and ref in county.interpreters:
        return county.interpreters[ref]["name"]
    if role == "mentor" and ref in county.mentors:
        return _name_in_order(county.mentors[ref]["name"])
    if ref in county.caseworkers:
        return _name_in_order(county.caseworkers[ref]["name"])
    return ref


def _name_in_order(name: PersonName) -> str:
    return f"{name.get('given', '')} {name.get('family', '')}".strip()


def plan_summary(case: Case) -> dict[str, int]:
    """How many goals and steps, and how many are done."""
    steps = lookup.steps(case)
    return {
        "goals": len(lookup.goals(case)),
        "goals_achieved": sum(goal["status"] == "achieved" for goal in lookup.goals(case)),
        "steps": len(steps),
        "steps_done": sum(step["status"] == "done" for step in steps),
    }
