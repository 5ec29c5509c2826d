"""Small helpers that put new entries into a case where its shape has them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from iza.errors import InvalidData, NotFound
from iza.i18n import _
from iza.model import dates, lookup
from iza.model.case import Case
from iza.store.yaml.writer import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.office import Office
    from iza.model.case import Client, InterpreterBooking, Participant, Snapshot


@dataclass(frozen=True)
class Outcome:
    """What a command did, in a sentence, and what usually comes next."""

    case: str
    said: str
    next: str = ""
    notes: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


def set_field(record: Any, shape: type, name: str, value: object) -> None:
    """Set a field of a record at the place its shape gives it; None takes the field away."""
    if value is None:
        record.pop(name, None)
    else:
        put(record, name, deepcopy(value), list(shape.__annotations__))


def update(record: Any, shape: type, values: Mapping[str, object]) -> None:
    """Set several fields of a record."""
    for name, value in values.items():
        set_field(record, shape, name, value)


def append(record: Any, shape: type, name: str, entry: object) -> None:
    """Append to a list of the record that may not be there yet."""
    if name not in record:
        set_field(record, shape, name, [])
    record[name].append(deepcopy(entry))


def is_minor(case: Case, day: str) -> bool:
    """Whether the client is under 18 on a day."""
    return age(case, day) < dates.ADULT


def age(case: Case, day: str) -> int:
    """Completed years on a day, by the recorded birth date."""
    return dates.age_on(dates.parse(case["client"]["birth"]["date"]), dates.parse(day))


def take_snapshot(case: Case, day: str) -> None:
    """Keep where the person stands today: the figures before and after."""
    client = case["client"]
    found: dict[str, Any] = {
        "german": client.get("german", {}).get("overall"),
        "employment": client.get("employment", {}).get("status"),
        "benefits": client.get("benefits", {}).get("regime"),
        "accommodation": client.get("accommodation", {}).get("kind"),
        "residence": client.get("residence", {}).get("code"),
    }
    entry = {"on": day} | {name: value for name, value in found.items() if value is not None}
    append(case, Case, "snapshots", cast("Snapshot", entry))


def people_at_the_table(case: Case, day: str, booking: InterpreterBooking | None) -> list[Participant]:
    """Who takes part in a talk unless something else is said."""
    table: list[Participant] = [
        {"role": "client", "present": True},
        {"role": "caseworker", "ref": case["caseworker"], "present": True},
    ]
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


def booking(office: Office, case: Case, ref: str | None, before: InterpreterBooking | None) -> Any:
    """The interpreter of the next talk: the one named, or the last one where one is required."""
    need = case["client"].get("interpreter", {})
    if ref is None:
        if need.get("need") != "required" or before is None or not _speaks(office, before["ref"], need.get("language")):
            return None
        ref = before["ref"]
    if ref not in office.repo.county.interpreters:
        raise NotFound(_("There is no interpreter {ref} in the directory.").format(ref=ref), "iza interpreter list")
    wanted = {"ref": ref, "language": need.get("language"), "status": "requested"}
    return {name: value for name, value in wanted.items() if value}


def _speaks(office: Office, ref: str, language: str | None) -> bool:
    """Whether an interpreter has the language that is needed now; it may have been corrected since the last talk."""
    known = office.repo.county.interpreters.get(ref)
    return known is None or language is None or language in known.get("languages", [])


def client_of(record: Mapping[str, Any]) -> Client:
    """The client mapping of a file that holds it, bare or under ``client:``."""
    inner = record.get("client", record)
    if not isinstance(inner, Mapping):
        raise InvalidData(_("The file holds no client."), _("It needs at least `names:` and `birth:`."))
    return cast("Client", deepcopy(dict(inner)))


def plan_summary(case: Case) -> dict[str, int]:
    """How many goals and steps, and how many are done."""
    steps = lookup.steps(case)
    return {
        "goals": len(lookup.goals(case)),
        "goals_achieved": sum(goal["status"] == "achieved" for goal in lookup.goals(case)),
        "steps": len(steps),
        "steps_done": sum(step["status"] == "done" for step in steps),
    }
