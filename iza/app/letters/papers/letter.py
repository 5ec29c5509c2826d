"""What every paper and letter carries: who writes, to whom, about which case, who can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.app.letters.papers.people import (
    caseworker,
    client_name,
    given_first,
    interpreter_name,
    is_minor,
    mentor_of,
    partner_of,
    reach,
)
from iza.app.letters.papers.view import filled, missing
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.letters.papers.view import Data, View
    from iza.model.county import County


@dataclass(frozen=True)
class Recipient:
    """Who a letter goes to: lines of the address field, and the name in the greeting."""

    name: str
    address: tuple[str, ...]


def sender(county: County) -> Data:
    """The county as it writes: letterhead and data protection. Raises InvalidData without a letterhead."""
    letterhead = county.settings.get("letterhead")
    if not letterhead or not letterhead.get("county"):
        raise missing("iza.yaml", _("county (letterhead.county)"))
    town = " ".join(filled(letterhead.get("postcode", ""), letterhead.get("town", "")))
    street = letterhead.get("street", "")
    return {
        "name": letterhead["county"],
        "service": letterhead.get("department", ""),
        "address": filled(street, town),
        "town": letterhead.get("town", ""),
        "phone": letterhead.get("phone", "").replace(" ", "\u00a0"),
        "email": letterhead.get("email", ""),
        "web": letterhead.get("web", ""),
        **_privacy_facts(county),
    }


def _privacy_facts(county: County) -> Data:
    own = county.settings.get("privacy", {})
    return {
        "legal_basis": own.get("legal_basis", ""),
        "purpose": own.get("purpose", ""),
        "officer": own.get("officer", ""),
        "authority": own.get("authority", ""),
        "storage": own.get("storage", ""),
        "recipients": own.get("recipients", ""),
    }


def letter(view: View, to: Recipient) -> Data:
    """The frame of a letter about a case (DIN 5008 form B); ``head.md.j2`` and ``regards.md.j2`` print it."""
    return {**nameless(view, to), "client": {"name": client_name(view)}}


def nameless(view: View, to: Recipient) -> Data:
    """The frame of a letter that must not say who the client is: only the reference."""
    return {
        **frame(view.county, view, to),
        "reference": view.case["id"],
        "writer": writer(view, view.case["caseworker"]),
    }


def frame(county: County, view: View, to: Recipient) -> Data:
    """Sender, recipient and date of a letter."""
    own = sender(county)
    return {
        "county": own,
        "return_address": " · ".join([own["name"], *own["address"]]),
        "recipient": {"name": to.name, "lines": list(to.address)},
        "date": view.today,
    }


def writer(view: View, ref: str) -> Data:
    """The caseworker who signs a letter and can be asked, with the deputy."""
    worker = caseworker(view, ref)
    deputy = caseworker(view, worker["deputy"]) if "deputy" in worker else None
    return {
        "name": given_first(worker["name"]),
        "function": worker.get("function", ""),
        "phone": worker.get("phone", "").replace(" ", "\u00a0"),
        "email": worker.get("email", ""),
        "office": worker.get("office", ""),
        "deputy": deputy and {"name": given_first(deputy["name"]), "contact": list(reach(deputy))},
    }


def to_client(view: View, *, represented: bool = False) -> Recipient:
    """The client; a protected or unknown address is left out, so such a letter is handed over.

    ``represented`` names the legal guardian of a client under 18 beside the client.
    """
    name = client_name(view)
    lines = [name]
    if represented and is_minor(view.case, view.day) and "guardian" in view.case["client"]:
        guardian = given_first(view.case["client"]["guardian"]["name"])
        lines.append(view.wording.word("vertreten durch") + " " + guardian)
    return Recipient(name, (*lines, *address(view)))


def address(view: View) -> Sequence[str]:
    """The client's postal address, nothing where it is protected or not complete."""
    client = view.case["client"]
    lines = client.get("address", {})
    if client.get("address_protected") or not lines.get("town"):
        return ()
    town = " ".join(filled(lines.get("postcode", ""), lines["town"]))
    return filled(lines.get("street", ""), town)


def to_partner(view: View, ref: str) -> Recipient:
    """A partner with its contact person and postal address. Raises InvalidData for an unknown one."""
    partner = partner_of(view, ref)
    person = partner["contact_person"]["name"] if "contact_person" in partner else ""
    lines = [part.strip() for part in partner.get("address", "").replace("\n", ",").split(",")]
    return Recipient(person, tuple(filled(partner["name"], person, *lines)))


def to_mentor(view: View, ref: str) -> Recipient:
    """A mentor; the directory holds no postal address of volunteers, so the letter is handed over or mailed."""
    mentor = mentor_of(view, ref)
    name = given_first(mentor["name"])
    return Recipient(name, tuple(filled(name, mentor.get("organisation", ""))))


def to_interpreter(view: View, ref: str) -> Recipient:
    """An interpreter or the pool that sends one; empty lines where nobody is named yet."""
    name = interpreter_name(view, ref)
    return Recipient(name, tuple(filled(name)))
