"""When reviews are: on the calendar, called off, missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app.changing.change import editing, new_id
from iza.app.changing.outcome import Outcome
from iza.app.procedure import people_at_talk
from iza.errors import InvalidData, Refused
from iza.i18n import _
from iza.model import lookup
from iza.model.case.record import Case
from iza.model.case.reviews import Review
from iza.model.dates import german
from iza.model.procedure import Action
from iza.store.yaml.fields import append_entry, set_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.office import Office


def schedule(
    office: Office,
    ref: str,
    planned_on: str,
    *,
    time: str | None = None,
    place: str | None = None,
    mode: str | None = None,
    interpreter: str | None = None,
) -> Outcome:
    """Put the next review on the calendar, or move it to another day."""
    given = {"time": time, "place": place, "mode": mode, "interpreter": interpreter}
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    with editing(office, ref, Action.REVIEW_SCHEDULE) as edit:
        refuse_before_signing(edit.case, planned_on)
        planned = lookup.planned_review(edit.case)
        if planned is None:
            plan_review(office, edit.case, planned_on, values)
        else:
            booked = people_at_talk.booking_for(office, edit.case, interpreter, planned.get("interpreter"))
            if booked:
                values["interpreter"] = booked
            set_fields(planned, Review, values | {"planned_on": planned_on})
        message = _("Review on {day}.").format(day=german(planned_on))
        return Outcome(edit.case_id, message, f"iza review start {edit.case_id} --on {planned_on}")


def refuse_before_signing(case: Case, day: str) -> None:
    """Raises InvalidData for a review before the agreement it is about was signed."""
    version = lookup.signed_version(case)
    if version and day < version["signed_on"]:
        raise InvalidData(
            _("The agreement was signed on {signed}; a review cannot be before.").format(
                signed=german(version["signed_on"])
            )
        )


def set_next(office: Office, case: Case, planned_on: str, after: str) -> None:
    """The next review is on this day: what is on the calendar moves, or is put there.

    Raises InvalidData for a day that is not after ``after``, the talk before it.
    """
    if planned_on <= after:
        raise InvalidData(
            _("The next review cannot be on {day}: that is not after {before}.").format(
                day=german(planned_on), before=german(after)
            )
        )
    planned = lookup.planned_review(case)
    if planned:
        planned["planned_on"] = planned_on
    else:
        plan_review(office, case, planned_on)


def plan_review(office: Office, case: Case, planned_on: str, values: Mapping[str, Any] | None = None) -> Review:
    """Put a review on the calendar; the need of an interpreter is carried forward."""
    given = dict(values or {})
    interpreter = people_at_talk.booking_for(office, case, given.pop("interpreter", None), _last_booking(case))
    review: dict[str, Any] = {"id": new_id(office, "r", case), "planned_on": planned_on, **given, "status": "planned"}
    if interpreter:
        review["interpreter"] = interpreter
    # Fields in the order of the shape, as every review in a file has them.
    ordered = {name: review[name] for name in Review.__annotations__ if name in review}
    append_entry(case, Case, "reviews", ordered)
    return case["reviews"][-1]


def _last_booking(case: Case) -> Any:
    # Reviews come after all clearings that led to the agreement: the last booking is the latest.
    talks: list[Any] = [*case.get("clearings", []), *case.get("reviews", [])]
    return next((talk["interpreter"] for talk in reversed(talks) if "interpreter" in talk), None)


def _call_off(office: Office, ref: str, action: Action, values: Mapping[str, Any], new_date: str | None) -> Outcome:
    """The planned review does not take place: it stays in the case with ``values``, and a new one may follow it."""
    case_id = office.repo.resolve(ref)
    with editing(office, case_id, action) as edit:
        review = lookup.planned_review(edit.case)
        if review is None:
            raise Refused(
                _("No review is planned in this case."), _("iza review schedule {case} --on DATE").format(case=case_id)
            )
        # Calling off is for what is to come as well; nobody can have missed what has not been yet.
        if action is Action.REVIEW_NO_SHOW and review["planned_on"] > office.day:
            raise Refused(_("This review is still to come: on {day}.").format(day=german(review["planned_on"])))
        set_fields(review, Review, values)
        if new_date:
            refuse_before_signing(edit.case, new_date)
            plan_review(office, edit.case, new_date)
        message = _("New date: {day}.").format(day=german(new_date)) if new_date else _("No new date yet.")
        following = "" if new_date else _("iza review schedule {case} --on DATE").format(case=case_id)
        return Outcome(case_id, message, following)


def cancel(office: Office, ref: str, by: str, new_date: str | None = None) -> Outcome:
    """The planned review was called off by somebody; best with a new date."""
    values = {"status": "cancelled", "cancelled_by": by}
    return _call_off(office, ref, Action.REVIEW_CANCEL, values, new_date)


def no_show(office: Office, ref: str, new_date: str | None = None) -> Outcome:
    """The client did not come; no sanction, best with a new date."""
    return _call_off(office, ref, Action.REVIEW_NO_SHOW, {"status": "no_show"}, new_date)
