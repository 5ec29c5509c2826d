"""Interruptions and the end of a case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from iza.app.changing.change import editing
from iza.app.changing.outcome import Outcome
from iza.app.office import worker_id
from iza.app.procedure.snapshot import take_snapshot
from iza.errors import Refused
from iza.i18n import _
from iza.model import lookup
from iza.model.case.record import Case, Pause
from iza.model.case.reviews import Review
from iza.model.dates import german, parse
from iza.model.phases import FULFILLED_REASONS, all_goals_closed
from iza.model.procedure import Action
from iza.store.yaml.fields import append_entry, set_field, set_fields

if TYPE_CHECKING:
    from iza.app.office import Office


def pause(office: Office, ref: str, since: str, until: str | None = None) -> Outcome:
    """Interrupt a case from a day on, without a reason (it would be about health)."""
    with editing(office, ref, Action.PAUSE) as edit:
        pauses = edit.case.get("pauses", [])
        # An end that is not set, of either pause, counts as open: it overlaps with whatever begins later.
        if any(p["since"] <= (until or p["since"]) and since <= p.get("until", since) for p in pauses):
            raise Refused(_("There is a pause at this time already."), f"iza show {edit.case_id}")
        entry: dict[str, Any] = {"since": since} | ({"until": until} if until else {})
        append_entry(edit.case, Case, "pauses", entry)
        return Outcome(edit.case_id, _("Paused from {day}.").format(day=german(since)))


def resume(office: Office, ref: str, on: str) -> Outcome:
    """End the running pause: ``on`` is the first day after it."""
    with editing(office, ref, Action.RESUME) as edit:
        last = (parse(on) - timedelta(days=1)).isoformat()
        for running in [p for p in edit.case["pauses"] if p["since"] <= office.day <= p.get("until", office.day)]:
            # Going on before the first day of the pause means that there was none.
            if last < running["since"]:
                edit.case["pauses"].remove(running)
            else:
                set_field(running, Pause, "until", last)
        return Outcome(edit.case_id, _("Goes on from {day}.").format(day=german(on)))


def close(office: Office, ref: str, reason: str, on: str, note: str | None = None) -> Outcome:
    """End a case; a review on the calendar is called off with it.

    Raises Refused: fulfilled needs a signed agreement with every goal closed, or no more need.
    """
    case_id = office.repo.resolve(ref)
    with editing(office, case_id, Action.CLOSE) as edit:
        case = edit.case
        if reason in FULFILLED_REASONS and lookup.signed_version(case) is None:
            raise Refused(
                _("Only a signed agreement can be fulfilled."), _("Another reason fits: see `iza close --help`.")
            )
        if reason == "goals_achieved" and not all_goals_closed(case):
            raise Refused(
                _("Goals are still open."),
                _("Record how they ended (`iza goal change … --status`), or choose no_further_support_needed."),
            )
        # A review left on the calendar would stay overdue in every list.
        notes = _call_off_reviews(case)
        take_snapshot(case, on)
        closing = {"reason": reason, "on": on, "by": worker_id(office)} | ({"note": note} if note else {})
        set_field(case, Case, "closing", closing)
        return Outcome(case_id, _("Case closed on {day}.").format(day=german(on)), notes=notes)


def _call_off_reviews(case: Case) -> tuple[str, ...]:
    """What is still on the calendar does not take place any more; said in words."""
    notes = []
    for review in case.get("reviews", []):
        if review["status"] == "planned":
            set_fields(review, Review, {"status": "cancelled", "cancelled_by": "service"})
            notes.append(_("The review of {day} is called off.").format(day=german(review["planned_on"])))
    return tuple(notes)
