"""The handover of a case: to a colleague all that is open, to another service only what the client agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.agreement import next_review
from iza.app.letters.papers.consents import data_in_words
from iza.app.letters.papers.goals import area_in_words, current_goals
from iza.app.letters.papers.letter import address, sender, writer
from iza.app.letters.papers.people import (
    caseworker,
    client_name,
    given_first,
    is_minor,
    mentor_of,
    own_side,
    partner_of,
    reach,
    responsible,
)
from iza.app.letters.papers.signatures import unsigned
from iza.errors import Refused, UsageError
from iza.i18n import _
from iza.model import lookup
from iza.model.consents import DATA, GOAL_DATA, SPECIAL, covering, holds, uncovered
from iza.model.dates import german
from iza.model.phases import CLOSED_GOALS, CLOSED_STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from iza.app.letters.papers.view import Data, View
    from iza.model.case.agreement import Responsible
    from iza.model.case.record import Consent
    from iza.model.case.vocabulary import LifeArea

SERVICE = "service"
"""``view.to`` for another service, named by ``view.ref``; everybody else is a colleague in this one."""
_ROLE = ("agreement", "goals", 0, "steps", 0, "responsible", "role")


def handover(view: View) -> Data:
    """State, open steps, next dates, consents. Raises UsageError and Refused for another service.

    A colleague gets all of it; another service only what a consent for it covers on that day.
    """
    outside = view.to == SERVICE
    told = _agreed_data(view) if outside else set(DATA)
    areas = told_areas(told)
    goals = list(_goal_rows(view, areas))
    return {
        "county": sender(view.county),
        "reference": view.case["id"],
        "date": view.today,
        "client": {"name": client_name(view)},
        "outside": outside,
        "writer": writer(view, view.case["caseworker"]),
        "opened_on": german(view.case["opened_on"]),
        "contact": _contact_lines(view) if "contact" in told else [],
        **_support_facts(view, outside=outside),
        "facts": list(_fact_rows(view, told)),
        "version": _version_facts(view) if goals else None,
        "goals": goals,
        "steps": list(open_points(view, areas, outside=outside)),
        "dates": _next_talk(view) if "appointments" in told else None,
        "consents": [_consent_row(view, consent) for consent in _consents_that_hold(view, outside=outside)],
        "signers": [unsigned(*person) for person in _hands_over(view, outside=outside)],
    }


def data_of(view: View) -> list[str]:
    """The data a handover to another service contains, in the order of the schema, for the transmission on record."""
    told = _agreed_data(view)
    areas = {GOAL_DATA[goal["area"]] for goal in current_goals(view).values()} & told
    facts = {code for code, read in _FACTS.items() if code in told and read(view)}
    codes = areas | facts | ({SPECIAL} & told if "goals_health" in areas else set())
    codes |= {"contact"} & told if _contact_lines(view) else set()
    codes |= {"appointments"} & told if _next_talk(view) else set()
    return [code for code in DATA if code in codes]


def _agreed_data(view: View) -> set[str]:
    """What the client agreed the new service may know. Raises UsageError and Refused."""
    if not view.ref:
        raise UsageError(_("Say which service takes over."), "--partner ID")
    told: set[str] = {code for code in DATA if not uncovered(view.case, view.ref, [code], view.day)}
    if not told:
        raise Refused(
            _("The client has not agreed to a handover to {partner}.").format(
                partner=partner_of(view, view.ref)["name"]
            ),
            f"iza consent give {view.case['id']} --partner {view.ref}",
        )
    return told


def told_areas(told: Collection[str]) -> set[LifeArea]:
    """The life areas whose goals may be told."""
    return {area for area, code in GOAL_DATA.items() if code in told}


def _contact_lines(view: View) -> list[str]:
    """How the client is reached; a protected address is left out."""
    return [*reach(view.case["client"].get("contact", {})), *(line for line in address(view))]


def _support_facts(view: View, *, outside: bool) -> Data:
    """Guardian, interpreter and mentor: for a colleague, as they concern other people too."""
    client = view.case["client"]
    need = client.get("interpreter", {"need": "none"})
    spoken = "" if outside or need["need"] == "none" else need.get("language", "")
    guardian = own_side(view)[-1].name if not outside and is_minor(view.case, view.day) else ""
    mentor = view.case["mentor"]["ref"] if "mentor" in view.case and not outside else ""
    return {
        "guardian": guardian,
        "interpreter": view.label(spoken, "client", "interpreter", "language") if spoken else "",
        "mentor": given_first(mentor_of(view, mentor)["name"]) if mentor else "",
    }


def _german_level(view: View) -> str:
    code = view.case["client"].get("german", {}).get("overall", "")
    return view.label(code, "client", "german", "overall") if code else ""


def _education_in_words(view: View) -> str:
    code = view.case["client"].get("education", {}).get("highest", "")
    return view.label(code, "client", "education", "highest") if code else ""


def _employment_in_words(view: View) -> str:
    code = view.case["client"].get("employment", {}).get("status", "")
    return view.label(code, "client", "employment", "status") if code else ""


def _housing_in_words(view: View) -> str:
    code = view.case["client"].get("accommodation", {}).get("kind", "")
    return view.label(code, "client", "accommodation", "kind") if code else ""


# Nothing here about the family or the residence status: the plan does not need it, the client can tell it.
_FACTS: dict[str, Callable[[View], str]] = {
    "language_level": _german_level,
    "education": _education_in_words,
    "employment": _employment_in_words,
    "housing": _housing_in_words,
}


def _fact_rows(view: View, told: Collection[str]) -> Iterator[Data]:
    for code, read in _FACTS.items():
        value = read(view) if code in told else ""
        if value:
            yield {"label": data_in_words(view, code), "value": value}


def _version_facts(view: View) -> Data | None:
    """The version of the agreement that is signed."""
    signed = lookup.signed_version(view.case)
    if not signed:
        return None
    until = signed.get("valid_until", "")
    return {
        "number": signed["number"],
        "signed_on": german(signed["signed_on"]),
        "valid_until": german(until) if until else "",
    }


def _goal_rows(view: View, areas: Collection[str]) -> Iterator[Data]:
    for number, goal in current_goals(view).items():
        if goal["area"] in areas:
            yield {
                "number": number,
                "area": area_in_words(view, goal["area"]),
                "goal": view.text(goal, "goal"),
                "target_on": german(goal["target_on"]),
                "state": view.label(goal["status"], "agreement", "goals", number - 1, "status"),
            }


def open_points(view: View, areas: Collection[str], *, outside: bool = False) -> Iterator[Data]:
    """The open steps of the open goals in these life areas, by number; ``outside`` names no volunteer."""
    for number, goal, step in lookup.numbered_steps(view.case):
        told = goal["area"] in areas and goal["status"] not in CLOSED_GOALS
        if told and step["status"] not in CLOSED_STEPS:
            yield {
                "number": number,
                "text": view.text(step, "text"),
                "who": _who_does_it(view, step["responsible"], outside=outside),
                "due_on": german(step["due_on"]),
                "state": view.label(step["status"], "agreement", "goals", 0, "steps", 0, "status"),
            }


def _who_does_it(view: View, side: Responsible, *, outside: bool) -> str:
    """Who does a step; a volunteer is not named to another service."""
    if outside and side["role"] == "mentor":
        return view.label("mentor", *_ROLE)
    return responsible(view, side)


def _next_talk(view: View) -> Data | None:
    """The next talk on the calendar: a review, or a clearing that is planned."""
    review = next_review(view)
    if review:
        return {"clearing": False, **review}
    clearing = lookup.current_clearing(view.case)
    if clearing and "planned_on" in clearing and "held_on" not in clearing:
        # Else it is where the client lives.
        at_office = clearing.get("mode", "office") == "office"
        where = {"time": clearing.get("time", ""), "place": clearing.get("place", "") if at_office else ""}
        return {"clearing": True, "on": german(clearing["planned_on"]), **where}
    return None


def _consents_that_hold(view: View, *, outside: bool) -> list[Consent]:
    """The consents that hold; for another service its own, as the others do not pass to it."""
    if outside:
        return covering(view.case, view.ref, DATA, view.day)
    return [consent for consent in view.case.get("consents", []) if holds(consent, view.day)]


def _consent_row(view: View, consent: Consent) -> Data:
    return {
        "partner": partner_of(view, consent["partner"])["name"],
        "data": [data_in_words(view, code) for code in consent["data"]],
        "purpose": view.text(consent, "purpose"),
        "given_on": german(consent["given_on"]),
        "until": german(consent["valid_until"]) if "valid_until" in consent else "",
    }


def _hands_over(view: View, *, outside: bool) -> Iterator[tuple[str, str]]:
    """Name and function of who hands over and who takes over; empty where nobody is known yet."""
    worker: dict[str, Any] = writer(view, view.case["caseworker"])
    yield worker["name"], worker["function"]
    if outside:
        yield "", partner_of(view, view.ref)["name"]
    elif view.ref:
        taker = caseworker(view, view.ref)
        yield given_first(taker["name"]), taker.get("function", "")
    else:
        yield "", ""
