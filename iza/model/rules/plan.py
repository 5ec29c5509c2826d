"""Rules about the plan: who owes which step until when, and whether the plan is fair and sensible."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model import lookup
from iza.model.dates import parse
from iza.model.findings import CASE_RULES, Violation
from iza.model.phases import is_paused
from iza.model.rules.places import (
    Phrase,
    clearings,
    goals,
    held_reviews,
    is_active,
    is_running,
    open_goals,
    open_steps,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.directory import Partner
    from iza.model.rules.places import (
        StepAt,
    )

MAX_GOALS = 5
MAX_STEPS = 15
_DATE_IN_TEXT = re.compile(r"20[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.")


@CASE_RULES.rule(
    "E08",
    source="IZV procedure: for every step it is written down who is responsible",
    text=N_("Step {number} does not say which partner is responsible."),
)
def partner_is_named(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Every step has exactly one responsible; a partner is named, "a partner" is nobody.

    Source: the IZV procedure. The schema holds the role; this rule holds the partner's id.
    """
    for path, number, step, _goal in steps(case):
        if step["responsible"]["role"] == "partner" and not step["responsible"].get("ref"):
            yield Violation((*path, "responsible"), {"number": number})


def _directory_of(county: County, role: str) -> Mapping[str, Mapping[str, object]]:
    """Where the directory lists people of this role."""
    lists: dict[str, Mapping[str, Mapping[str, object]]] = {
        "partner": county.partners,
        "mentor": county.mentors,
        "service": county.caseworkers,
    }
    return lists.get(role, {})


@CASE_RULES.rule(
    "E09",
    source="IZV procedure: the responsible person or partner can do the step",
    text=N_("Step {number}: {ref} is not on record, or not active on {on}."),
)
def responsible_is_active(case: Case, county: County, today: date) -> Iterator[Violation]:
    """Who still owes a step is in the directory and active on the day it is due; a guardian is in the case.

    Source: the IZV procedure. Steps that are done keep their names when people leave and are erased.
    """
    if not is_running(case, today):
        return
    for path, number, step, _goal in open_steps(case):
        role, ref = step["responsible"]["role"], step["responsible"].get("ref")
        days = {"number": number, "on": step["due_on"]}
        if role == "guardian" and "guardian" not in case["client"]:
            yield Violation((*path, "responsible", "role"), {**days, "ref": Phrase(N_("the guardian"))})
        elif ref and role in {"partner", "mentor", "service"}:
            entry = _directory_of(county, role).get(ref)
            if entry is None or not is_active(entry, step["due_on"]):
                yield Violation((*path, "responsible", "ref"), {**days, "ref": ref})


@CASE_RULES.rule(
    "E10",
    source="IZV procedure: the steps lead to the goal",
    text=N_("Step {number} is due on {on}, after the target date of its goal on {target}."),
)
def due_before_target(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """No step is due after the target date of its goal.

    Source: the IZV procedure.
    """
    for path, number, step, goal in steps(case):
        if step["due_on"] > goal["target_on"]:
            days = {"on": step["due_on"], "target": goal["target_on"]}
            yield Violation((*path, "due_on"), {"number": number, **days})


@CASE_RULES.rule(
    "E14",
    source="IZV procedure: a mentor only on the client's wish",
    text=N_("A mentor takes part only if the client wants one and this mentor is linked to the case."),
    entry_depth=5,
)
def mentor_is_wanted(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """A mentor is linked, and owes steps, only while the client wants a mentor.

    Source: the IZV procedure. Steps that are done stay when the mentor leaves.
    """
    if not is_running(case, today):
        return
    wanted = case["client"].get("mentor_wish", {"value": "not_asked"})["value"] == "wanted"
    linked = case["mentor"]["ref"] if "mentor" in case else None
    if linked and not wanted:
        yield Violation(("mentor", "ref"))
    for path, _number, step, _goal in open_steps(case):
        responsible = step["responsible"]
        is_linked = linked is not None and responsible.get("ref", linked) == linked
        if responsible["role"] == "mentor" and not (wanted and is_linked):
            yield Violation((*path, "responsible", "role"))


@CASE_RULES.rule(
    "W31",
    source="research on integration agreements (IAB): duties of clients dominate; an IZV is mutual",
    text=N_("Every step is owed by the client's side; the service or a partner should owe at least one."),
)
def plan_is_balanced(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """At least one step is owed by the service or a partner.

    Source: IAB research on the Eingliederungsvereinbarung; an IZV is voluntary and mutual.
    """
    roles = {at.step["responsible"]["role"] for at in steps(case)}
    if roles and not roles & {"service", "partner"} and is_running(case, today):
        yield Violation(("agreement", "goals"))


@CASE_RULES.rule(
    "W32",
    source="practice of goal agreements: few goals, small steps",
    text=N_("{goals} open goals and {steps} open steps are too much; up to {max_goals} and {max_steps} work."),
)
def plan_is_small(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """At most 5 goals and 15 steps are open at the same time.

    Source: practice of goal agreements in social work.
    """
    many = {"goals": len(list(open_goals(case))), "steps": len(list(open_steps(case)))}
    too_many = many["goals"] > MAX_GOALS or many["steps"] > MAX_STEPS
    if too_many and is_running(case, today):
        limits = {"max_goals": MAX_GOALS, "max_steps": MAX_STEPS}
        yield Violation(("agreement", "goals"), {**many, **limits})


@CASE_RULES.rule(
    "W33",
    source="IZV procedure: support on the way to the goal",
    text=N_("The client does step {number} alone; write down who or what helps."),
)
def client_has_support(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """A step the client owes names some support or an offer.

    Source: the IZV procedure (the agreement organises support, it does not list duties).
    """
    if not is_running(case, today):
        return
    for path, number, step, _goal in open_steps(case):
        helped = "support" in step or "offer" in step
        if step["responsible"]["role"] == "client" and not helped:
            yield Violation(path, {"number": number})


@CASE_RULES.rule(
    "W34",
    source="SMART goals: measurable and with a date",
    text=N_("The sentence of goal {number} names no date."),
)
def goals_are_smart(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """The goal's sentence names a date: it is what people sign; the indicator is held by the schema.

    Source: SMART (specific, measurable, attractive, realistic, with a date).
    """
    if not is_running(case, today):
        return
    for path, number, goal in open_goals(case):
        if not _DATE_IN_TEXT.search(goal["goal"]):
            yield Violation((*path, "goal"), {"number": number})


@CASE_RULES.rule(
    "W47",
    source="IZV procedure: the goals answer the needs found in the clearing",
    text=N_("The clearing found a high need here, but no goal answers it."),
)
def high_needs_have_goals(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """Once there are goals, every life area with a high need has one.

    Source: the IZV procedure.
    """
    answered = {at.goal["area"] for at in goals(case)}
    held = lookup.held_clearing(case)
    if not answered or not is_running(case, today):
        return
    for path, clearing in clearings(case):
        if clearing is held:
            for area, facts in clearing.get("areas", {}).items():
                if facts.get("need") == "high" and area not in answered:
                    yield Violation((*path, "areas", area, "need"))


@CASE_RULES.rule(
    "W48",
    source="case management practice: an obstacle that stays needs a new plan",
    text=N_("Step {number} has been blocked since {on} without a new plan."),
)
def blocked_for_long(case: Case, county: County, today: date) -> Iterator[Violation]:
    """A step is blocked for more than ``blocked_days``, and no review has talked about it since.

    Source: case management practice. Time in a review's hands starts the count anew.
    """
    if is_paused(case, today) or not is_running(case, today):
        return
    for at in open_steps(case):
        since = _stuck_since(case, at)
        if since and (today - parse(since)).days > county.interval("blocked_days"):
            yield Violation((*at.path, "status"), {"number": at.number, "on": since})


def _stuck_since(case: Case, at: StepAt) -> str | None:
    """The day the step was blocked, or the last review that talked about it afterwards."""
    if at.step["status"] != "blocked" or "blocked_since" not in at.step:
        return None
    talked = [on for _path, review, on in held_reviews(case) if at.step["id"] in review.get("steps", {})]
    return max([at.step["blocked_since"], *talked])


def _owing_partners(case: Case, county: County, today: date) -> Iterator[tuple[StepAt, Partner]]:
    """The partners of the directory who still owe a step."""
    if not is_running(case, today):
        return
    for at in open_steps(case):
        responsible = at.step["responsible"]
        partner = county.partners.get(responsible.get("ref", ""))
        if responsible["role"] == "partner" and partner:
            yield at, partner


@CASE_RULES.rule(
    "W52",
    source="IZV procedure: each partner names a central contact person",
    text=N_("Step {number}: partner {ref} has no named contact person."),
)
def partner_has_contact(case: Case, county: County, today: date) -> Iterator[Violation]:
    """A partner who owes a step has a named contact person in the directory.

    Source: the IZV procedure (quality criterion of the cooperation).
    """
    for at, partner in _owing_partners(case, county, today):
        if "contact_person" not in partner:
            yield Violation((*at.path, "responsible", "ref"), {"number": at.number, "ref": partner["id"]})


@CASE_RULES.rule(
    "W53",
    source="IZV procedure: partners work together on a cooperation agreement",
    text=N_("Step {number}: partner {ref} has no cooperation agreement in force."),
)
def partner_cooperates(case: Case, county: County, today: date) -> Iterator[Violation]:
    """A partner who owes a step has a cooperation agreement in force.

    Source: the IZV procedure.
    """
    day = today.isoformat()
    for at, partner in _owing_partners(case, county, today):
        cooperation = partner.get("cooperation")
        in_force = cooperation and cooperation["signed_on"] <= day <= cooperation.get("ended_on", day)
        if not in_force:
            yield Violation((*at.path, "responsible", "ref"), {"number": at.number, "ref": partner["id"]})


@CASE_RULES.rule(
    "I51",
    source="resource-oriented practice: success is worth a word",
    text=N_("Good news: goal {number} was achieved this month."),
)
def good_news(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """Goals achieved in the month of ``today``.

    Source: resource-oriented social work; the desk shows what went well.
    """
    for path, number, goal in goals(case):
        this_month = goal.get("closed_on", "")[:7] == today.isoformat()[:7]
        if goal["status"] == "achieved" and this_month:
            yield Violation((*path, "status"), {"number": number})
