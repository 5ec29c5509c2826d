"""Invitations to a talk, and reminders of steps before the next one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iza.app.letters.papers.goals import with_whom
from iza.app.letters.papers.letter import letter, nameless, sender, to_client, to_interpreter, to_mentor, to_partner
from iza.app.letters.papers.partners import STATUTORY, in_words
from iza.app.letters.papers.people import given_first, is_minor, mentor_of, partner_of
from iza.app.letters.papers.view import missing
from iza.errors import NotFound, Refused
from iza.i18n import _
from iza.model import lookup
from iza.model.case.agreement import Goal, Step
from iza.model.consents import GOAL_DATA, uncovered
from iza.model.dates import german, parse
from iza.model.overdue import DueKind, due_items

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iza.app.letters.papers.letter import Recipient
    from iza.app.letters.papers.view import Data, View
    from iza.model.case.agreement import Responsible
    from iza.model.case.clearing import Clearing
    from iza.model.case.reviews import Review

MINUTES = {"clearing": 90, "review": 60}
"""How long a talk takes where nothing else is agreed. Source: own practice."""

SOON_DAYS = 14
"""A step is remembered from this many days before it is due: while there is time (own practice)."""

_Found = list[tuple[str, Goal, Step]]


def invitation_clearing(view: View) -> Data:
    """The invitation to the clearing that is planned; of a minor the guardian is invited too.

    Raises InvalidData where none is on the calendar, Refused where its day has passed.
    """
    clearing = planned_clearing(view)
    if not clearing:
        raise missing(_("The clearing"), view.wording.field(("clearings", 0, "planned_on")))
    refuse_past(view, clearing["planned_on"], "clearing")
    return {
        **letter(view, invited(view)),
        "guardian": guardian_name(view),
        "talk": talk(view, clearing),
        "minutes": clearing.get("duration_min", MINUTES["clearing"]),
        "mentor_wanted": view.case["client"].get("mentor_wish", {}).get("value") == "wanted",
    }


def planned_clearing(view: View) -> Clearing | None:
    """The clearing that is on the calendar and was not held yet."""
    clearing = lookup.current_clearing(view.case)
    return clearing if clearing and "planned_on" in clearing and "held_on" not in clearing else None


def refuse_past(view: View, day: str, group: str) -> None:
    """Nobody is invited to yesterday; ``group`` is the command that plans such a talk. Raises Refused."""
    if day < view.day:
        raise Refused(
            _("The talk was planned for {day}; that day has passed.").format(day=german(day)),
            _("Plan a new day first: iza {group} schedule {case} --on DATE").format(group=group, case=view.case["id"]),
        )


def guardian_name(view: View) -> str:
    """Who stands beside a client under 18, empty for an adult."""
    guardian = view.case["client"].get("guardian")
    return given_first(guardian["name"]) if guardian and is_minor(view.case, view.day) else ""


def invited(view: View) -> Recipient:
    """The client, and of a minor the guardian beside her or him: a talk concerns both."""
    to, guardian = to_client(view), guardian_name(view)
    if not guardian:
        return to
    name, *lines = to.address
    return replace(to, address=(name, f"und {guardian}", *lines))


def talk(view: View, appointment: Clearing | Review) -> Data:
    """When and where a talk is, how, and in which language somebody interprets.

    The place only of a talk at the office: that of a visit is where the client lives.
    """
    day, mode = appointment["planned_on"], appointment.get("mode", "office")
    return {
        "on": german(day),
        "weekday": view.wording.weekday(day),
        "time": appointment.get("time", ""),
        "place": appointment.get("place", "") if mode == "office" else "",
        "mode": mode,
        "language": interpreted_in(view, appointment),
    }


def interpreted_in(view: View, talk: Clearing | Review) -> str:
    """The label of the language interpreted in a talk, empty where nobody interprets."""
    need = view.case["client"].get("interpreter", {"need": "none"})
    booking = talk.get("interpreter")
    language = booking["language"] if booking and "language" in booking else need.get("language", "")
    if not language or (not booking and need["need"] == "none"):
        return ""
    return view.label(language, "client", "interpreter", "language")


def invitation_review(view: View) -> Data:
    """The invitation to the next review, to the client, the mentor or the interpreter (``view.to``).

    The mentor reads the client's first name, the interpreter no name at all. Raises Refused.
    """
    review = lookup.planned_review(view.case)
    if not review:
        raise Refused(
            _("No review of {case} is planned.").format(case=view.case["id"]),
            f"iza review schedule {view.case['id']} --on DATE",
        )
    refuse_past(view, review["planned_on"], "review")
    shared = {"to": view.to, "talk": talk(view, review), "minutes": MINUTES["review"]}
    match view.to:
        case "mentor":
            return shared | nameless(view, to_mentor(view, _linked_mentor(view))) | {"first_name": first_name(view)}
        case "interpreter":
            return shared | nameless(view, to_interpreter(view, _booked_interpreter(view, review)))
    return (
        shared
        | letter(view, invited(view))
        | {"guardian": guardian_name(view), "others": _others_who_come(view, review)}
    )


def _others_who_come(view: View, review: Review) -> list[str]:
    """Who comes besides the caseworker: the mentor, and the partners that are asked to come."""
    mentor = [_mentor_name(view, view.case["mentor"]["ref"])] if "mentor" in view.case else []
    seats = [seat for seat in review.get("participants", []) if seat["role"] == "partner"]
    return mentor + [partner_of(view, seat["ref"])["name"] for seat in seats if "ref" in seat]


def _mentor_name(view: View, ref: str) -> str:
    return given_first(mentor_of(view, ref)["name"])


def _linked_mentor(view: View) -> str:
    """The mentor of the case: takes part in the talks as long as the client wants it."""
    wish = view.case["client"].get("mentor_wish", {}).get("value")
    if "mentor" not in view.case or wish not in (None, "wanted"):
        raise Refused(
            _("No mentor takes part in {case}.").format(case=view.case["id"]),
            _("A mentor takes part only if the client wants one; this case does not say so."),
        )
    return view.case["mentor"]["ref"]


def _booked_interpreter(view: View, review: Review) -> str:
    """The interpreter who was asked for the review."""
    if "interpreter" not in review:
        raise Refused(
            _("No interpreter is booked for the review of {case}.").format(case=view.case["id"]),
            _("Ask for one first: the document interpreter-request."),
        )
    return review["interpreter"]["ref"]


def first_name(view: View) -> str:
    """The client's given name, or the only name there is. Raises InvalidData."""
    name = lookup.official_name(view.case)
    first = name.get("given") or name.get("mononym", "")
    if not first:
        raise missing(_("The client"), view.wording.field(("client", "names", 0, "given")))
    return first


def reminder(view: View) -> Data:
    """Steps that are due soon or were due: the client's own, or those of the partner ``view.ref``.

    Not more than ``view.room`` of them. Raises Refused where there is nothing to remind of, and for a
    partner that may not know of its steps (any more).
    """
    return _to_partner(view) if view.to == "partner" else _to_client(view)


def _to_client(view: View) -> Data:
    due_steps = _due_steps(view, lambda responsible: responsible["role"] == "client")
    review = lookup.planned_review(view.case)
    return {
        **letter(view, to_client(view)),
        **_step_rows(view, due_steps),
        "to": view.to,
        "talk": talk(view, review) if review and review["planned_on"] >= view.day else None,
    }


def _to_partner(view: View) -> Data:
    if view.ref not in view.county.partners:
        raise NotFound(_("There is no partner {ref} in the directory.").format(ref=view.ref or "?"), "iza partner list")
    due_steps = _owed_by(view)
    statutory = view.county.partners[view.ref].get("data_basis") == STATUTORY
    if not statutory:
        _refuse_uncovered(view, reminder_data(view))
    elif not sender(view.county)["legal_basis"]:
        raise missing("iza.yaml", _("legal basis (privacy.legal_basis)"))
    return {
        **nameless(view, to_partner(view, view.ref)),
        **_step_rows(view, due_steps),
        "to": view.to,
        "statutory": statutory,
    }


def reminder_data(view: View) -> list[str]:
    """The data a reminder to the partner ``view.ref`` contains, as codes of the schema."""
    return list(dict.fromkeys(GOAL_DATA[goal["area"]] for _number, goal, _step in _owed_by(view)))


def _owed_by(view: View) -> _Found:
    """The steps of the partner ``view.ref`` that are due. Raises Refused without any."""
    return _due_steps(view, lambda responsible: responsible["role"] == "partner" and responsible.get("ref") == view.ref)


def _due_steps(view: View, mine: Callable[[Responsible], bool]) -> _Found:
    """Open steps that are due within two weeks or overdue, the earliest first. Raises Refused without any."""
    items = due_items(view.case, view.county, parse(view.day), {DueKind.STEP}, SOON_DAYS)
    numbers = {item.number for item in items}
    steps = (numbered for numbered in lookup.numbered_steps(view.case) if numbered[0] in numbers)
    due = [numbered for numbered in steps if mine(numbered[2]["responsible"])]
    if not due:
        raise Refused(
            _("There is nothing to remind of in {case}: no such step is overdue or due within {days} days.").format(
                case=view.case["id"], days=SOON_DAYS
            ),
            f"iza show {view.case['id']}",
        )
    return sorted(due, key=lambda numbered: numbered[2]["due_on"])


def _step_rows(view: View, due_steps: _Found) -> Data:
    """As many steps as there is room for, and whether that leaves some out."""
    return {
        "steps": [
            {
                "number": number,
                "text": view.text(step, "text"),
                "due_on": german(step["due_on"]),
                "with": with_whom(view, step),
            }
            for number, _goal, step in due_steps[: view.room]
        ],
        "more": len(due_steps) > view.room,
    }


def _refuse_uncovered(view: View, wanted: Sequence[str]) -> None:
    """A partner is reminded only of what the client agreed that it may know. Raises Refused."""
    lacking = uncovered(view.case, view.ref, wanted, view.day)
    if lacking:
        raise Refused(
            _("No consent covers this letter to {partner}: {data}.").format(
                partner=partner_of(view, view.ref)["name"], data=", ".join(in_words(view, lacking))
            ),
            f"iza consent give {view.case['id']} --partner {view.ref} --data {','.join(lacking)}",
        )
