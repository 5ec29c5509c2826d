"""Who signs an agreement, who has signed, and why somebody did not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iza.app.letters.papers.people import Person, person
from iza.errors import InvalidData
from iza.model.dates import german

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.app.letters.papers.view import Data, View
    from iza.model.case.agreement import MissingSignature, Signature
    from iza.model.case.clearing import Participant
    from iza.model.case.vocabulary import Role

# An interpreter is no party: the confirmation of the interpretation stands in a box of its own.
_PARTIES = frozenset({"client", "guardian", "caseworker", "mentor", "partner"})
# One person each, or standing in for each other: the role tells whose signature it is.
_SINGLE = frozenset({"client", "guardian", "caseworker"})


def signatures(view: View, people: Sequence[Person], *, interpreted: bool) -> Data:
    """The rows to sign, the interpreter's confirmation, and who gets a copy.

    Who signed without having been named when the paper was issued gets a row below the others.
    """
    parties = [person for person in people if person.role in _PARTIES]
    interpreters = [person for person in people if person.role == "interpreter"]
    if interpreted and not interpreters:
        interpreters = [Person("interpreter", "", "", "")]
    return {
        "signers": [_row_of_person(view, person) for person in (*parties, *_joined_since(view, parties))],
        "confirmations": [_row_of_person(view, person) for person in interpreters if interpreted],
        "copies": [person.name for person in parties],
    }


def unsigned(name: str, function: str) -> Data:
    """A row for somebody who is to sign by hand."""
    return {"name": name, "function": function, "signed_on": "", "place": "", "kind": "", "witness": "", "reason": ""}


def _row_of_person(view: View, person: Person) -> Data:
    """Name and function; place, day and kind once signed; the reason where it stays empty."""
    signature = next((mark for mark in _signatures_of(view) if _is_mark_of(person, mark)), None)
    absent = next((mark for mark in _missing_of(view) if _is_mark_of(person, mark)), None)
    return {
        "name": _name_of_signer(view, person, signature),
        "function": person.function,
        **_mark_facts(view, signature),
        "reason": absent["reason"] if absent and not signature else "",
    }


def _joined_since(view: View, parties: Sequence[Person]) -> Iterator[Person]:
    """Who signed, but takes no part in the paper as it was issued: a mentor who came in between."""
    for mark in _signatures_of(view):
        if _role_of(mark) in _PARTIES and not any(_is_mark_of(person, mark) for person in parties):
            yield _newcomer_in(view, _seat_of(mark))


def _seat_of(mark: Signature) -> Participant:
    return {"role": _role_of(mark), "ref": mark["ref"]} if "ref" in mark else {"role": _role_of(mark)}


def _signatures_of(view: View) -> list[Signature]:
    return view.record.get("signatures", []) if view.record else []


def _missing_of(view: View) -> list[MissingSignature]:
    return view.record.get("missing", []) if view.record else []


def _role_of(mark: Signature | MissingSignature) -> Role:
    """The deputy signs in the caseworker's place."""
    return "caseworker" if mark["role"] == "deputy" else mark["role"]


def _is_mark_of(person: Person, mark: Signature | MissingSignature) -> bool:
    """Is this the person's? A ref tells partners apart."""
    role = _role_of(mark)
    return role == person.role and (role in _SINGLE or person.ref in ("", mark.get("ref", person.ref)))


def _name_of_signer(view: View, person: Person, signature: Signature | None) -> str:
    """Who signed: perhaps the deputy for the caseworker, or an interpreter nobody knew before."""
    ref = signature.get("ref", "") if signature else ""
    if ref in ("", person.ref) or person.role not in ("caseworker", "interpreter"):
        return person.name
    return _newcomer_in(view, {"role": person.role, "ref": ref}).name


def _newcomer_in(view: View, seat: Participant) -> Person:
    """Who was not named when the paper was issued, as the directory knew them when they signed."""
    then = replace(view.at_signing, wording=view.wording) if view.at_signing else view
    try:
        return person(then, seat)
    except InvalidData:
        # Written by hand: the role is all there is.
        word = view.label(seat["role"], "clearings", 0, "participants", 0, "role")
        return Person(seat["role"], seat.get("ref", ""), word, word)


def _mark_facts(view: View, signature: Signature | None) -> Data:
    if not signature:
        return {"signed_on": "", "place": "", "kind": "", "witness": ""}
    return {
        "signed_on": german(signature["signed_on"]),
        "place": signature.get("place") or _town_of(view),
        "kind": signature.get("kind", "handwritten"),
        "witness": signature.get("witness", ""),
    }


def _town_of(view: View) -> str:
    return view.record.get("place", "") if view.record else ""
