"""Who takes part in a clearing or a review, and the interpreter booked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.errors import NotFound
from iza.i18n import _
from iza.model.people import is_minor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.office import Office
    from iza.model.case.clearing import InterpreterBooking, Participant
    from iza.model.case.record import Case


def people_at_the_table(case: Case, day: str, booking: InterpreterBooking | None) -> list[Participant]:
    """Who takes part in a talk unless something else is said."""
    table: list[Participant] = [
        {"role": "client", "present": True},
        {"role": "caseworker", "ref": case["caseworker"], "present": True},
    ]
    # § 2 BGB: under 18 the guardian takes part, and signs with the client.
    if is_minor(case, day) and "guardian" in case["client"]:
        table.append({"role": "guardian", "present": True})
    if "mentor" in case:
        table.append({"role": "mentor", "ref": case["mentor"]["ref"], "present": True})
    if booking:
        table.append({"role": "interpreter", "ref": booking["ref"], "present": True})
    return table


def note_interpreting(booking: InterpreterBooking, table: Sequence[Participant]) -> None:
    """The booking of a talk that was held is done if the interpreter was there."""
    if any(person["role"] == "interpreter" and person.get("present", True) for person in table):
        booking["status"] = "done"


def booking_for(
    office: Office, case: Case, ref: str | None, before: InterpreterBooking | None
) -> dict[str, Any] | None:
    """The interpreter of the next talk: the one named, or the last one where one is required."""
    # The procedure carries the need forward: whoever needs an interpreter once needs one in reviews as well.
    need = case["client"].get("interpreter", {})
    language = need.get("language")
    if ref is None:
        if need.get("need") != "required" or before is None or not _speaks_language(office, before["ref"], language):
            return None
        ref = before["ref"]
    if ref not in office.repo.county.interpreters:
        raise NotFound(_("There is no interpreter {ref} in the directory.").format(ref=ref), "iza interpreter list")
    booking = {"ref": ref, "language": language, "status": "requested"}
    return {name: value for name, value in booking.items() if value}


def _speaks_language(office: Office, ref: str, language: str | None) -> bool:
    """Whether an interpreter has the language that is needed now; it may have been corrected since the last talk."""
    interpreter = office.repo.county.interpreters.get(ref)
    return interpreter is None or language is None or language in interpreter.get("languages", [])
