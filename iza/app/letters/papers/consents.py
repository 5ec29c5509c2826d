"""What clients are told about their data, and what they agree to: notice, consent, release, transfer.

The sheets propose; they tick nothing. Clients sign for themselves, a guardian signs in addition.
Source: Art. 13, 7 and 9 DSGVO; the purpose and the statute are the county's (``iza.yaml``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.goals import area_in_words, current_goals
from iza.app.letters.papers.letter import sender
from iza.app.letters.papers.people import client_name, contact_name, own_side, partner_of, reach, show
from iza.app.letters.papers.settings import address_of_service, privacy, said_once
from iza.app.letters.papers.signatures import signatures
from iza.app.letters.papers.view import filled, missing
from iza.i18n import _
from iza.model.consents import GOAL_DATA, SPECIAL_DATA, holds, signs_alone, uncovered
from iza.model.dates import german
from iza.model.phases import CLOSED_STEPS
from iza.model.rules.places import is_active

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from iza.app.letters.papers.view import Data, View
    from iza.model.case.agreement import Goal, Step
    from iza.model.case.record import Consent
    from iza.model.case.vocabulary import ConsentData

NOTICE = ("purpose", "legal_basis", "recipients", "storage", "officer", "authority")
# What another service may need to know of a person, beside the goals; each is agreed to by itself.
HANDED_OVER: tuple[ConsentData, ...] = (
    "contact", "appointments", "language_level", "education", "employment", "housing", "family", "residence",
)  # fmt: skip


def privacy_notice(view: View) -> Data:
    """Who processes the data, for what, on which basis, how long, and what rights the client has.

    Nothing is invented: raises InvalidData for what iza.yaml does not say.
    """
    return {
        "county": sender(view.county),
        "reference": view.case["id"],
        "date": view.today,
        "service": address_of_service(view.county),
        "privacy": {name: said_once(view, privacy(view.county, name)) for name in NOTICE},
    }


# -- the consent to pass on data ------------------------------------------------------------------------


def consent(view: View) -> Data:
    """Who may know what for which purpose: the consents that hold, and what the open steps need beside."""
    rows = [row for row in (*_given_rows(view), *_wanted_rows(view)) if row["data"]]
    return {
        **_sheet_facts(view),
        "known": any(row["since"] for row in rows),
        "plain": [row for row in rows if not row["special"]],
        "special": [row for row in rows if row["special"]],
    }


def _given_rows(view: View) -> Iterator[Data]:
    """The consents that hold on the day, what is about health in a row of its own."""
    for consent in view.case.get("consents", []):
        if holds(consent, view.day):
            for special in (False, True):
                yield _row_to_tick(
                    view, consent["partner"], consent["data"], view.text(consent, "purpose"), special, consent
                )


def _wanted_rows(view: View) -> Iterator[Data]:
    """What the partners with open steps need to know and no consent covers: contact, and those goals."""
    for ref, parts in steps_of_partners(view).items():
        if partner_of(view, ref).get("data_basis") == "statutory":
            continue
        data = uncovered(view.case, ref, ["contact", *(GOAL_DATA[goal["area"]] for goal, _step in parts)], view.day)
        for special in (False, True):
            steps = [step for goal, step in parts if (GOAL_DATA[goal["area"]] in SPECIAL_DATA) == special]
            # The contact is needed for the same purpose.
            steps = steps or [step for _goal, step in parts]
            purpose = "; ".join(dict.fromkeys(view.text(step, "text") for step in steps))
            yield _row_to_tick(view, ref, data, purpose, special)


def _row_to_tick(
    view: View, ref: str, data: Collection[str], purpose: str, special: bool, given: Consent | None = None
) -> Data:
    """One line to tick; ``special`` takes what is about health, the other line takes the rest."""
    wanted = [code for code in data if (code in SPECIAL_DATA) == special]
    return {
        "partner": partner_of(view, ref)["name"],
        "data": [data_in_words(view, code) for code in wanted],
        "purpose": purpose,
        "special": special,
        "since": german(given["given_on"]) if given else "",
        "until": german(given["valid_until"]) if given and "valid_until" in given else "",
    }


def steps_of_partners(view: View) -> dict[str, list[tuple[Goal, Step]]]:
    """The open steps each partner owes or offers, by the partner's id; partners who left are left out."""
    steps: dict[str, list[tuple[Goal, Step]]] = {}
    for goal in current_goals(view).values():
        for step in goal["steps"]:
            if step.get("status") not in CLOSED_STEPS:
                for ref in _partners_of_step(view, step):
                    steps.setdefault(ref, []).append((goal, step))
    return {ref: parts for ref, parts in steps.items() if is_active(partner_of(view, ref), view.day)}


def _partners_of_step(view: View, step: Step) -> list[str]:
    owner = step["responsible"]
    offer = view.county.offers.get(step.get("offer", ""))
    refs = [owner.get("ref", "") if owner["role"] == "partner" else "", offer["partner"] if offer else ""]
    return filled(*dict.fromkeys(refs))


def data_in_words(view: View, code: str) -> str:
    """The label of data a consent names (``Ziele: Sprache``)."""
    return view.label(code, "consents", 0, "data", 0)


# -- release from secrecy, transfer ---------------------------------------------------------------------


def release(view: View) -> Data:
    """Who may speak with whom about what; about the partner ``view.ref``, or those with open steps.

    A line stays free for somebody the directory does not know, such as a practice.
    """
    parts = steps_of_partners(view)
    refs = [view.ref] if view.ref else list(parts)
    return {
        **_sheet_facts(view),
        "rows": [
            {
                "partner": partner_of(view, ref)["name"],
                "topics": list(dict.fromkeys(area_in_words(view, goal["area"]) for goal, _step in parts.get(ref, []))),
            }
            for ref in refs
        ],
    }


def transfer_consent(view: View) -> Data:
    """Which data another service may get: each is agreed to by itself, what is about health expressly.

    ``view.ref`` names the new service where the directory knows it; else it is written in by hand.
    """
    areas = dict.fromkeys(goal["area"] for goal in current_goals(view).values())
    data = [*HANDED_OVER, *(GOAL_DATA[area] for area in areas)]
    return {
        **_sheet_facts(view),
        "target": _service_facts(view),
        "plain": [data_in_words(view, code) for code in data if code not in SPECIAL_DATA],
        "special": [data_in_words(view, code) for code in data if code in SPECIAL_DATA],
    }


def _service_facts(view: View) -> Data:
    """The service that takes over, with empty fields where nobody is known."""
    if not view.ref:
        return {"name": "", "address": "", "person": "", "contact": []}
    partner = partner_of(view, view.ref)
    return {
        "name": partner["name"],
        "address": partner.get("address", ""),
        "person": contact_name(partner),
        "contact": list(reach(partner)),
    }


# -- what every sheet to sign carries -------------------------------------------------------------------


def _sheet_facts(view: View) -> Data:
    """Head, where to revoke, and the lines to sign: empty, whatever was signed before."""
    language = _language_of_interpreter(view)
    people = own_side(view)
    signers = [person for person in people if person.role != "client" or signs_alone(view.case, view.day)]
    county: dict[str, Any] = sender(view.county)
    return {
        "county": county | {"purpose": said_once(view, county["purpose"])},
        "reference": view.case["id"],
        "date": view.today,
        "client": {"name": client_name(view)},
        "guardian": show(next((person for person in people if person.role == "guardian"), None)),
        "service": address_of_service(view.county),
        "language": language,
        **signatures(replace(view, record=None), signers, interpreted=bool(language)),
    }


def _language_of_interpreter(view: View) -> str:
    """The language somebody interprets in, empty where nobody needs to."""
    need = view.case["client"].get("interpreter", {"need": "none"})
    if need["need"] == "none":
        return ""
    if "language" not in need:
        raise missing(_("The client"), view.wording.field(("client", "interpreter", "language")))
    return view.label(need["language"], "client", "interpreter", "language")
