"""The clearing: a case is opened, a talk arranged and held, a decision taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from iza.app.changing import intake
from iza.app.changing.change import create_case, editing, new_id
from iza.app.changing.outcome import Outcome
from iza.app.office import worker_id
from iza.app.procedure import people_at_talk
from iza.app.procedure.snapshot import take_snapshot
from iza.errors import Refused
from iza.i18n import _
from iza.model import lookup, offers, waiting
from iza.model.case.clearing import Clearing
from iza.model.case.person import Client
from iza.model.case.record import Case
from iza.model.dates import german
from iza.model.procedure import Action, next_command
from iza.store import all_cases, case_ids
from iza.store.current_case import current_case
from iza.store.schema.shape_check import refuse_malformed
from iza.store.yaml.fields import append_entry, set_field, set_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iza.app.matching import Match
    from iza.app.office import Office
    from iza.model.case.vocabulary import LifeArea, Need
    from iza.model.directory import Offer


_CERTAIN = 95.0
"""From this score on, a script may not open another case without saying so."""


def is_certain(match: Match) -> bool:
    """Whether it is so probably the same person that nobody should pass over it unasked."""
    return match.score >= _CERTAIN and "birth_date" in match.reasons


def twins(office: Office, client: Client) -> list[Match]:
    """People who may be the same person: shown before a case is opened, never merged. Raises InvalidData."""
    from iza.app import matching

    # A whole case around the client, so that the schema says what is wrong before anybody is asked about twins.
    case = {"schema": "iza/case/1", "id": case_ids.new_case_id(office.choice), "opened_on": office.day}
    refuse_malformed("case", {**case, "caseworker": "anybody", "client": client})
    return matching.twins(all_cases.outlines(office.repo), client)


def create(office: Office, client: Mapping[str, Any], *, team: str | None = None, case_id: str = "") -> Outcome:
    """Open a case with its first clearing. Raises InvalidData for what the schema refuses."""
    worker = worker_id(office)
    team = team or office.repo.county.caseworkers[worker].get("team")
    # In the order in which the file shows them: what is put in later finds its own position.
    case: dict[str, Any] = {
        "schema": "iza/case/1",
        "id": case_id or case_ids.new_case_id(office.choice),
        "opened_on": office.day,
        "caseworker": worker,
    }
    if team:
        case["team"] = team
    case["client"] = client
    case["clearings"] = [{"id": case_ids.new_inner_id("c", set(), office.choice), "requested_on": office.day}]
    opened = cast("Case", case)
    create_case(office, opened)
    return Outcome(opened["id"], _("Case opened."), next_command(opened, office.today))


def waiting_list(office: Office) -> list[Case]:
    """Who has had no clearing yet, in the procedure's priority order."""
    # The outline tells who waits without opening a file; the order needs the whole case of those few.
    waits = (case["id"] for case in all_cases.outlines(office.repo) if waiting.is_waiting(case))
    return waiting.order(office.repo.case(case_id) for case_id in waits)


def schedule(
    office: Office,
    ref: str,
    planned_on: str,
    *,
    time: str | None = None,
    place: str | None = None,
    mode: str | None = None,
    interpreter: str | None = None,
    mentor: str | None = None,
) -> Outcome:
    """Arrange the clearing, or move it to another day."""
    with editing(office, ref, Action.CLEARING_SCHEDULE) as edit:
        case = edit.case
        clearing = _next_clearing(office, case)
        booked = people_at_talk.booking_for(office, case, interpreter, clearing.get("interpreter"))
        set_fields(
            clearing,
            Clearing,
            _without_none(planned_on=planned_on, time=time, place=place, mode=mode, interpreter=booked),
        )
        if mentor:
            _link_mentor(office, case, mentor, planned_on)
        notes = () if booked or not _needs_interpreter(case) else (_("An interpreter is required: book one."),)
        message = _("Clearing on {day}.").format(day=german(planned_on))
        return Outcome(edit.case_id, message, next_command(case, office.today), notes)


def _without_none(**values: object) -> dict[str, object]:
    """The values without those that were not given."""
    return {name: value for name, value in values.items() if value is not None}


def _needs_interpreter(case: Case) -> bool:
    return case["client"].get("interpreter", {}).get("need") == "required"


def _next_clearing(office: Office, case: Case) -> Clearing:
    """The clearing that is still to be held; a new one after a decision."""
    # What was held stays as it was recorded, with its decision: another talk is another clearing.
    latest = lookup.current_clearing(case)
    if latest is None or "held_on" in latest:
        append_entry(case, Case, "clearings", {"id": new_id(office, "c", case), "requested_on": office.day})
        return case["clearings"][-1]
    return latest


def _link_mentor(office: Office, case: Case, ref: str, since: str) -> None:
    if case["client"].get("mentor_wish", {}).get("value") != "wanted":
        raise Refused(
            _("A mentor takes part only if the client wants one; this case does not say so."),
            _("Record the wish first: `iza edit {case}`, field client.mentor_wish.").format(case=case["id"]),
        )
    if ref not in office.repo.county.mentors:
        raise Refused(_("There is no mentor {ref} in the directory.").format(ref=ref), "iza mentor list")
    set_field(case, Case, "mentor", {"ref": ref, "since": since})


def hold(office: Office, ref: str, record: Mapping[str, Any]) -> Outcome:
    """Record the clearing that was held: the areas of life, in the client's own words.

    ``record`` has the fields of a clearing; ``client`` in it sets fields of the client that came up.
    """
    about_client = intake.mapping(record, "client")
    if "decision" in record:
        raise Refused(_("The decision is recorded by a command of its own."), f"iza clearing decide {ref} …")
    values = intake.without(record, "client", "id")
    with editing(office, ref, Action.CLEARING_HOLD) as edit:
        case = edit.case
        clearing = case["clearings"][-1]
        # Without a day it was held as planned; what is planned for later cannot have been held yet: today then.
        planned_on = clearing.get("planned_on", office.day)
        held_on = values["held_on"] = intake.day(values, "held_on", min(planned_on, office.day))
        set_fields(case["client"], Client, about_client)
        set_fields(clearing, Clearing, values)
        # Checked before it is completed: what follows reads fields of the record and relies on their shape.
        refuse_malformed("case", case)
        if "participants" not in clearing:
            table = people_at_talk.people_at_the_table(case, held_on, clearing.get("interpreter"))
            set_field(clearing, Clearing, "participants", table)
        if "interpreter" in clearing and "interpreter" not in record:
            people_at_talk.note_interpreting(clearing["interpreter"], clearing["participants"])
        take_snapshot(case, held_on)
    message = _("Clearing of {day} recorded.").format(day=german(held_on))
    return Outcome(edit.case_id, message, next_command(edit.case, office.today), edit.notes)


def decide(
    office: Office,
    ref: str,
    result: str,
    reasons: Sequence[str],
    *,
    on: str | None = None,
    recheck_on: str | None = None,
    told_client_on: str | None = None,
    note: str | None = None,
) -> Outcome:
    """Record the caseworker's decision with its reasons."""
    if not reasons:
        raise Refused(_("A decision needs at least one reason."), "--reason CODE")
    if result == "postponed" and not recheck_on:
        raise Refused(_("A postponed decision needs the day on which to look again."), _("--recheck-on DATE"))
    with editing(office, ref, Action.CLEARING_DECIDE) as edit:
        clearing = edit.case["clearings"][-1]
        decision: dict[str, object] = {
            "result": result,
            "reasons": list(reasons),
            "by": worker_id(office),
            "on": on or office.day,
        }
        decision |= _without_none(recheck_on=recheck_on, told_client_on=told_client_on, note=note)
        set_field(clearing, Clearing, "decision", decision)
        return Outcome(edit.case_id, _("Decision recorded."), next_command(edit.case, office.today))


@dataclass(frozen=True)
class AreaMatch:
    """A need in a life area beside the offers for it that run today, those nearest first; empty where there is none."""

    area: LifeArea
    need: Need
    urgent: bool
    wish: str
    offers: tuple[Offer, ...]


# The greatest need first; areas without a need, not talked about or declined are left out.
_NEEDS = {"high": 0, "medium": 1, "low": 2}


def match(office: Office, ref: str) -> list[AreaMatch]:
    """The needs of the clearing, the greatest first, beside what partners offer there."""
    case = current_case(office.repo, ref)
    if lookup.held_clearing(case) is None:
        raise Refused(
            _("{case} has had no clearing yet, so no needs are recorded.").format(case=case["id"]),
            next_command(case, office.today),
        )
    municipality = case["client"].get("accommodation", {}).get("municipality", "")
    matches = [
        AreaMatch(
            area, record["need"], record.get("urgent", False), record.get("wish", ""),
            tuple(offers.running(office.repo.county, area, municipality, office.day)),
        )
        for area, record in lookup.areas(case).items()
        if record.get("need") in _NEEDS
    ]  # fmt: skip
    return sorted(matches, key=lambda match: (not match.urgent, _NEEDS[match.need]))
