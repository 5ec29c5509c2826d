"""The agreement as plain data for its template: facts and labels here, all other words there.

Left out on purpose: the priority, notes, the client's address and telephone, other people of the
household, and what was said about health and residence (only wish and goal of those are printed).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.goals import area_in_words, current_goals, current_steps, goals
from iza.app.letters.papers.letter import sender
from iza.app.letters.papers.people import (
    caseworker,
    client_name,
    contact_name,
    given_first,
    interpreter_name,
    mentor_of,
    participants,
    partner_of,
    reach,
    show,
)
from iza.app.letters.papers.signatures import signatures
from iza.app.letters.papers.view import missing
from iza.i18n import _
from iza.model import lookup
from iza.model.consents import holds
from iza.model.dates import german

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iza.app.letters.papers.people import Person
    from iza.app.letters.papers.view import Data, View
    from iza.model.case.clearing import Clearing

SENSITIVE = frozenset({"health", "residence"})
# Hexadecimal digits of the SHA-256 of the terms that are printed.
_SHORT = 12


def build(view: View) -> Data:
    """What the template ``agreement`` prints, for the version of the agreement in ``view.record``.

    A version is dated as it was issued, for that is what people sign; without a record it is a draft, dated today.
    How far people came stands nowhere in it. Raises InvalidData naming what is missing, in words.
    """
    view = replace(view, day=view.record["issued_on"] if view.record else view.day)
    people = participants(view)
    interpretation = interpreted(view)
    return {
        "county": sender(view.county),
        "reference": view.case["id"],
        **_version_facts(view),
        "client": {"name": client_name(view)},
        "guardian": show(next((person for person in people if person.role == "guardian"), None)),
        "participants": [show(person) for person in people],
        **_starting_point(view),
        "goals": list(goals(view)),
        **_support_facts(view),
        "interpretation": interpretation,
        "contributions": _contributions_of(view, people),
        "review": next_review(view),
        "attending": [person.name for person in people if person.role not in ("partner", "other")],
        "consents": list(_consent_rows(view)),
        **signatures(view, people, interpreted=bool(interpretation)),
        "partners": [_partner_contact(view, ref) for ref in partners_of(view, people)],
    }


def _version_facts(view: View) -> Data:
    record: Mapping[str, Any] = view.record or {}
    return {
        "version": record.get("number", lookup.next_version(view.case)),
        "draft": not record,
        "date": view.today,
        "reason": view.text(record, "reason"),
        "valid_until": german(record["valid_until"]) if "valid_until" in record else "",
        "terms": record.get("terms_sha256", "")[:_SHORT],
    }


def _starting_point(view: View) -> Data:
    """Strengths first; then the situation in the areas of the goals that are not sensitive."""
    area_facts = lookup.areas(view.case)
    concerned = dict.fromkeys(goal["area"] for goal in current_goals(view).values())
    areas = [(area, area_facts[area]) for area in concerned if area in area_facts and area not in SENSITIVE]
    return {
        "strengths": [view.text(competence, "text") for competence in view.case["client"].get("competences", [])],
        "situations": [
            {
                "area": area_in_words(view, area),
                "situation": view.text(words, "situation"),
                "resources": view.text(words, "resources"),
            }
            for area, words in areas
            if words.get("situation") or words.get("resources")
        ],
    }


def _support_facts(view: View) -> Data:
    """Who is there for the client: caseworker and deputy, mentor."""
    case = view.case
    worker = caseworker(view, case["caseworker"])
    deputy = caseworker(view, worker["deputy"]) if "deputy" in worker else None
    mentor = given_first(mentor_of(view, case["mentor"]["ref"])["name"]) if "mentor" in case else ""
    return {
        "caseworker": {"name": given_first(worker["name"]), "contact": list(reach(worker))},
        "deputy": deputy and {"name": given_first(deputy["name"]), "contact": list(reach(deputy))},
        "mentor": mentor,
    }


def interpreted(view: View) -> Data | None:
    """Language and interpreter, where somebody interpreted the clearing or has to be there."""
    need = view.case["client"].get("interpreter", {"need": "none"})
    held: Clearing | dict[str, Any] = lookup.held_clearing(view.case) or {}
    seat = next((p for p in held.get("participants", []) if p["role"] == "interpreter"), None)
    came = seat is not None and seat.get("present", True)
    if not came and need["need"] != "required":
        return None
    booking = held.get("interpreter", {})
    language = booking.get("language") or need.get("language")
    if not language:
        raise missing(_("The client"), view.wording.field(("client", "interpreter", "language")))
    ref = (seat or {}).get("ref") or booking.get("ref", "")
    return {
        "language": view.label(language, "client", "interpreter", "language"),
        "interpreter": interpreter_name(view, ref),
    }


def _contributions_of(view: View, people: list[Person]) -> list[Data]:
    """What each side brings in, with the numbers of its steps; client and service always appear."""
    names = {person.role: person.name for person in people}
    owed: dict[tuple[str, str], list[str]] = {("client", ""): [], ("service", ""): []}
    if "mentor" in view.case:
        owed["mentor", ""] = []
    for number, goal in current_goals(view).items():
        for count, step in current_steps(goal).items():
            role, ref = step["responsible"]["role"], step["responsible"].get("ref", "")
            side = (role, ref if role == "partner" else "")
            owed.setdefault(side, []).append(f"{number}.{count}")
    partners = {ref: owed.pop((role, ref)) for role, ref in list(owed) if role == "partner"}
    sides = [
        {"side": role, "who": _side_in_words(view, role, names), "steps": own} for (role, _ref), own in owed.items()
    ]
    if partners:
        named = ", ".join(f"{partner_of(view, ref)['name']} ({', '.join(own)})" for ref, own in partners.items())
        sides.append({"side": "partners" if len(partners) > 1 else "partner", "who": named, "steps": []})
    return sides


def _side_in_words(view: View, role: str, names: Mapping[Any, str]) -> str:
    if role in ("client", "guardian", "mentor") and role in names:
        return names[role]
    return view.label(role, "agreement", "goals", 0, "steps", 0, "responsible", "role")


def next_review(view: View) -> Data | None:
    """The next review, where it is already on the calendar.

    The place only of a talk at the office: that of a visit is where the client lives.
    """
    review = lookup.planned_review(view.case)
    if not review:
        return None
    return {
        "on": german(review["planned_on"]),
        "weekday": view.wording.weekday(review["planned_on"]),
        "time": review.get("time", ""),
        "place": review.get("place", "") if review.get("mode", "office") == "office" else "",
    }


def _consent_rows(view: View) -> Iterator[Data]:
    """The consents that hold on the day of the agreement."""
    for number, consent in enumerate(view.case.get("consents", [])):
        if holds(consent, view.day):
            yield {
                "reference": consent["id"],
                "partner": partner_of(view, consent["partner"])["name"],
                "data": [view.label(code, "consents", number, "data", 0) for code in consent["data"]],
                "purpose": view.text(consent, "purpose"),
                "given_on": german(consent["given_on"]),
                "valid_until": german(consent["valid_until"]) if "valid_until" in consent else "",
            }


def partners_of(view: View, people: list[Person]) -> list[str]:
    """The partners of the agreement: of its steps and their offers, and those at the table."""
    steps = [step for goal in current_goals(view).values() for step in current_steps(goal).values()]
    owed = (step["responsible"] for step in steps)
    refs = [responsible.get("ref", "") for responsible in owed if responsible["role"] == "partner"]
    refs += [view.county.offers[step["offer"]]["partner"] for step in steps if "offer" in step]
    refs += [person.ref for person in people if person.role == "partner"]
    return list(dict.fromkeys(refs))


def _partner_contact(view: View, ref: str) -> Data:
    partner = partner_of(view, ref)
    return {
        "name": partner["name"],
        "person": contact_name(partner),
        "deputy": partner["deputy"]["name"] if "deputy" in partner else "",
        "contact": list(reach(partner)),
    }
