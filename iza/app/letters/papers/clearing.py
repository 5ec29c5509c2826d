"""What came out of a clearing: its minutes, and the decision in a letter to the client."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iza.app.letters.papers.agreement import SENSITIVE
from iza.app.letters.papers.goals import area_in_words
from iza.app.letters.papers.letter import letter, sender
from iza.app.letters.papers.people import (
    caseworker,
    client_name,
    given_first,
    in_order,
    interpreter_name,
    partner_of,
    person,
    reach,
)
from iza.app.letters.papers.signatures import signatures
from iza.app.letters.papers.talks import guardian_name, invited
from iza.app.letters.papers.view import missing
from iza.errors import Refused
from iza.i18n import _
from iza.model import lookup, offers
from iza.model.dates import german, parse
from iza.model.procedure import next_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.letters.papers.people import Person
    from iza.app.letters.papers.view import Data, View
    from iza.model.case.clearing import Area, Clearing, Decision, Participant
    from iza.model.case.vocabulary import LifeArea

# Nobody has to read that she or he would not talk about something.
_NOT_TALKED = frozenset({"not_discussed", "declined"})
_NEEDS = {"high": 0, "medium": 1, "low": 2}
# The letter stays on one page, and a choice stays a choice.
_MOST_OFFERS = 5


def protocol(view: View) -> Data:
    """The minutes of the latest clearing that was held. Raises Refused without one, InvalidData for what is missing.

    Of health and residence only wish and need stand there.
    """
    held = lookup.held_clearing(view.case)
    if not held:
        raise Refused(
            _("{case} has had no clearing yet.").format(case=view.case["id"]),
            next_command(view.case, parse(view.day)),
        )
    view = replace(view, day=held["held_on"], record=None)
    seats = in_order(held.get("participants", []))
    language = _interpreted_in(view, held, seats)
    return {
        "county": sender(view.county),
        "reference": view.case["id"],
        "client": {"name": client_name(view)},
        "guardian": guardian_name(view),
        **_frame_facts(view, held),
        "there": [_name_and_function(_person_in_seat(view, held, seat)) for seat in seats if seat.get("present", True)],
        "absent": [
            _name_and_function(_person_in_seat(view, held, seat)) for seat in seats if not seat.get("present", True)
        ],
        "informed": list(held.get("informed", [])),
        "strengths": [view.text(competence, "text") for competence in view.case["client"].get("competences", [])],
        **_areas_talked_about(view),
        "mentor_wish": view.case["client"].get("mentor_wish", {}).get("value", ""),
        "decision": _decision_facts(view, held["decision"]) if "decision" in held else None,
        "agreed_next": view.text(held, "agreed_next"),
        "language": language,
        "back_translated": held.get("back_translated", False),
        **signatures(view, _signers_of(view, held, seats), interpreted=bool(language)),
    }


def _frame_facts(view: View, held: Clearing) -> Data:
    """When, where and how long; the place of a visit at home is the client's address and stays out."""
    mode = held.get("mode", "office")
    return {
        "held_on": german(held["held_on"]),
        "time": held.get("time", "") if held.get("planned_on") == held["held_on"] else "",
        "place": held.get("place", "") if mode == "office" else view.label(mode, "clearings", 0, "mode"),
        "minutes": held.get("duration_min", 0),
    }


def _interpreted_in(view: View, held: Clearing, seats: list[Participant]) -> str:
    """The language interpreted, empty where nobody interpreted. Raises InvalidData where it is not known."""
    if not any(seat["role"] == "interpreter" and seat.get("present", True) for seat in seats):
        return ""
    need = view.case["client"].get("interpreter", {"need": "none"})
    language = held.get("interpreter", {"ref": ""}).get("language") or need.get("language")
    if not language:
        raise missing(_("The client"), view.wording.field(("client", "interpreter", "language")))
    return view.label(language, "client", "interpreter", "language")


def _person_in_seat(view: View, held: Clearing, seat: Participant) -> Person:
    """Who had a seat; the interpreter may be named by the booking alone."""
    seated = person(view, seat)
    booked = held.get("interpreter", {"ref": ""})["ref"]
    if seated.role == "interpreter" and not seated.name and booked:
        return replace(seated, name=interpreter_name(view, booked))
    return seated


def _name_and_function(seated: Person) -> str:
    """``Judith Kübler (Sozialarbeiterin)``; the function alone where nobody is named."""
    return f"{seated.name} ({seated.function})" if seated.name not in ("", seated.function) else seated.function


def _signers_of(view: View, held: Clearing, seats: list[Participant]) -> list[Person]:
    """Everybody who was there; a deputy signs for the service."""
    there = [_person_in_seat(view, held, seat) for seat in seats if seat.get("present", True)]
    return [replace(seated, role="caseworker") if seated.role == "deputy" else seated for seated in there]


def _areas_talked_about(view: View) -> Data:
    """What was said, area by area; areas without any words only by name, for short."""
    areas = lookup.areas(view.case)
    skipped = [area for area, area_facts in areas.items() if area_facts.get("need") in _NOT_TALKED]
    without = [
        area
        for area, area_facts in areas.items()
        if area_facts.get("need") == "none" and not _printable_words(view, area, area_facts)
    ]
    talked = [(area, area_facts) for area, area_facts in areas.items() if area not in {*skipped, *without}]
    return {
        "areas": [_area_row(view, area, area_facts) for area, area_facts in talked],
        "without_need": [area_in_words(view, area) for area in without],
        "skipped": [area_in_words(view, area) for area in skipped],
    }


def _area_row(view: View, area: LifeArea, facts: Area) -> Data:
    return {
        "area": area_in_words(view, area),
        "wish": "", "situation": "", "resources": "", "support": [],
        "need": view.label(facts["need"], "clearings", 0, "areas", area, "need") if "need" in facts else "",
        **_printable_words(view, area, facts),
    }  # fmt: skip


def _printable_words(view: View, area: LifeArea, facts: Area) -> Data:
    """The words that may be printed: of health and residence the wish alone."""
    shown = ("wish",) if area in SENSITIVE else ("wish", "situation", "resources")
    words: Data = {name: view.text(facts, name) for name in shown if facts.get(name)}
    if facts.get("running_support") and area not in SENSITIVE:
        words["support"] = [partner_of(view, ref)["name"] for ref in facts["running_support"]]
    return words


def _decision_facts(view: View, decision: Decision) -> Data:
    path = ("clearings", 0, "decision")
    return {
        "result": view.label(decision["result"], *path, "result"),
        "reasons": [view.label(code, *path, "reasons", 0) for code in decision["reasons"]],
        "on": german(decision["on"]),
        "by": given_first(caseworker(view, decision["by"])["name"]),
        "recheck_on": german(decision["recheck_on"]) if "recheck_on" in decision else "",
    }


def decision_note(view: View) -> Data:
    """The letter that tells the client the decision, why, and what else there is. Raises Refused without one."""
    decision = lookup.decision(view.case)
    if not decision:
        raise Refused(
            _("There is no decision on {case} yet.").format(case=view.case["id"]),
            next_command(view.case, parse(view.day)),
        )
    held = lookup.held_clearing(view.case)
    wanted = decision["result"] != "agreement"
    return {
        **letter(view, invited(view)),
        "guardian": guardian_name(view),
        "held_on": german(held["held_on"]) if held else "",
        "result": decision["result"],
        "reasons": list(decision["reasons"]),
        "recheck_on": german(decision["recheck_on"]) if "recheck_on" in decision else "",
        "min_age": view.county.min_age,
        "offers": list(_offer_rows(view))[:_MOST_OFFERS] if wanted else [],
    }


def _offer_rows(view: View) -> Iterator[Data]:
    """Offers for what the client wants, the greatest need first; from partners that are still there."""
    municipality = view.case["client"].get("accommodation", {}).get("municipality", "")
    for area in _wished_areas(view):
        for offer in offers.running(view.county, area, municipality, view.day):
            partner = partner_of(view, offer["partner"])
            if partner.get("active_until", view.day) >= view.day:
                yield {"title": offer["title"], "partner": partner["name"], "contact": list(reach(partner))}


def _wished_areas(view: View) -> list[LifeArea]:
    facts = lookup.areas(view.case)
    areas = [area for area in facts if facts[area].get("need") in _NEEDS]
    return sorted(areas, key=lambda area: (not facts[area].get("urgent", False), _NEEDS[facts[area]["need"]]))
