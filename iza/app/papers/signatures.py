"""Who signs an agreement, who has signed, and why somebody did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.app.papers.people import Person, caseworker, given_first, interpreter_name
from iza.model.dates import german

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.papers.view import Data, View
    from iza.model.case import MissingSignature, Signature

# An interpreter is no party: the confirmation of the interpretation stands in a box of its own.
_PARTIES = frozenset({"client", "guardian", "caseworker", "mentor", "partner"})
# One person each, or standing in for each other: the role tells whose signature it is.
_SINGLE = frozenset({"client", "guardian", "caseworker"})


def signatures(view: View, people: Sequence[Person], *, interpreted: bool) -> Data:
    """The rows to sign, the interpreter's confirmation, and who gets a copy."""
    rows = [_row(view, person) for person in people if person.role in _PARTIES]
    interpreters = [person for person in people if person.role == "interpreter"]
    if interpreted and not interpreters:
        interpreters = [Person("interpreter", "", "", "")]
    return {
        "signers": rows,
        "confirmations": [_row(view, person) for person in interpreters if interpreted],
        "copies": [row["name"] for row in rows],
    }


def unsigned(name: str, function: str) -> Data:
    """A row for somebody who is to sign by hand."""
    return {"name": name, "function": function, "signed_on": "", "place": "", "kind": "", "witness": "", "reason": ""}


def _row(view: View, person: Person) -> Data:
    """Name and function; place, day and kind once signed; the reason where it stays empty."""
    signature = next((mark for mark in _signed(view) if _of(person, mark)), None)
    absent = next((mark for mark in _absent(view) if _of(person, mark)), None)
    return {
        "name": _name(view, person, signature),
        "function": person.function,
        **_mark(view, signature),
        "reason": absent["reason"] if absent and not signature else "",
    }


def _signed(view: View) -> list[Signature]:
    return view.record.get("signatures", []) if view.record else []


def _absent(view: View) -> list[MissingSignature]:
    return view.record.get("missing", []) if view.record else []


def _of(person: Person, mark: Signature | MissingSignature) -> bool:
    """Is this the person's? The deputy signs in the caseworker's place; a ref tells partners apart."""
    role = "caseworker" if mark["role"] == "deputy" else mark["role"]
    return role == person.role and (role in _SINGLE or person.ref in ("", mark.get("ref", person.ref)))


def _name(view: View, person: Person, signature: Signature | None) -> str:
    """Who signed: perhaps the deputy for the caseworker, or an interpreter nobody knew before."""
    ref = signature.get("ref", "") if signature else ""
    if ref and person.role == "caseworker":
        return given_first(caseworker(view, ref)["name"])
    if ref and person.role == "interpreter":
        return interpreter_name(view, ref)
    return person.name


def _mark(view: View, signature: Signature | None) -> Data:
    if not signature:
        return {"signed_on": "", "place": "", "kind": "", "witness": ""}
    return {
        "signed_on": german(signature["signed_on"]),
        "place": signature.get("place") or _place(view),
        "kind": signature.get("kind", "handwritten"),
        "witness": signature.get("witness", ""),
    }


def _place(view: View) -> str:
    return view.record.get("place", "") if view.record else ""
