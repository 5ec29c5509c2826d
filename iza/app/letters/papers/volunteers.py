"""Letters to interpreters and mentors, and what they sign: as little about the client as they need.

Those about a volunteer alone (certificate, confidentiality) are written from the directory; they have no case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.agreement import SENSITIVE
from iza.app.letters.papers.goals import area_in_words, current_goals
from iza.app.letters.papers.letter import Recipient, frame, nameless, sender, to_interpreter, to_mentor, writer
from iza.app.letters.papers.people import given_first
from iza.app.letters.papers.signatures import unsigned
from iza.app.letters.papers.talks import MINUTES, first_name, planned_clearing, talk
from iza.app.letters.papers.view import missing
from iza.errors import NotFound, Refused
from iza.i18n import _
from iza.model import lookup
from iza.model.dates import ADULT, add_months, german, parse
from iza.model.procedure import next_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.letters.papers.view import Data, View
    from iza.model.case.clearing import Clearing
    from iza.model.case.reviews import Review
    from iza.model.directory import Interpreter, Mentor

_NEEDED = frozenset({"low", "medium", "high"})


def interpreter_request(view: View) -> Data:
    """The request for the next talk, to ``view.ref``, the interpreter booked, or a pool (no name).

    Language, dialect, wish, day, place, duration and reference; never who the client is, nor the topic.
    Raises Refused without a talk to come, or for an interpreter the client does not want.
    """
    group, appointment = _next_talk(view)
    ref = view.ref or appointment.get("interpreter", {}).get("ref", "")
    need = view.case["client"].get("interpreter", {"need": "none"})
    if ref in need.get("exclude", []):
        raise Refused(_("{ref} is not to be booked for this client.").format(ref=ref), "iza interpreter list")
    facts = talk(view, appointment)
    if not facts["language"]:
        raise missing(_("The client"), view.wording.field(("client", "interpreter", "language")))
    interpreter: Any = _interpreter_of(view, ref) if ref else {}
    return {
        **nameless(view, to_interpreter(view, ref)),
        "talk": facts,
        "dialect": need.get("dialect", ""),
        "gender": need.get("gender_preference", ""),
        "minutes": appointment.get("duration_min", MINUTES[group]),
        "unsigned": bool(ref) and "confidentiality_signed_on" not in interpreter,
    }


def _next_talk(view: View) -> tuple[str, Clearing | Review]:
    """The clearing or the review that comes first, with which of the two it is. Raises Refused."""
    planned = [("clearing", planned_clearing(view)), ("review", lookup.planned_review(view.case))]
    coming = [
        (name, appointment) for name, appointment in planned if appointment and appointment["planned_on"] >= view.day
    ]
    if not coming:
        raise Refused(
            _("No talk of {case} is on the calendar.").format(case=view.case["id"]),
            next_command(view.case, parse(view.day)),
        )
    return min(coming, key=lambda pair: pair[1]["planned_on"])


def mentor_request(view: View) -> Data:
    """The request to a mentor (``view.ref``, the mentor of the case, or nobody named yet).

    First name, life areas that are not sensitive, language and time: no more. Raises Refused unless the
    client wants a mentor.
    """
    if view.case["client"].get("mentor_wish", {}).get("value") != "wanted":
        raise Refused(
            _("A mentor takes part only if the client wants one; this case does not say so."),
            _("Record the wish first: `iza edit {case}`, field client.mentor_wish.").format(case=view.case["id"]),
        )
    ref = view.ref or view.case.get("mentor", {"ref": ""})["ref"]
    mentor: Any = _active_mentor(view, ref) if ref else {}
    return {
        **nameless(view, to_mentor(view, ref) if ref else Recipient("", ())),
        "first_name": first_name(view),
        "areas": list(dict.fromkeys(_areas_of_support(view))),
        "languages": list(dict.fromkeys(_languages_spoken(view))),
        "certificate_missing": bool(ref) and "certificate" not in mentor,
        "promise_missing": bool(ref) and "confidentiality_signed_on" not in mentor,
        "insurance": view.county.settings.get("volunteering", {}).get("note", ""),
    }


def _active_mentor(view: View, ref: str) -> Mentor:
    mentor = _mentor_of(view, ref)
    if mentor.get("active_until", view.day) < view.day:
        raise Refused(_("The mentor {ref} is no longer active.").format(ref=ref), "iza mentor list")
    return mentor


def _areas_of_support(view: View) -> Iterator[str]:
    """The areas of the goals; before there are goals, those with a need. ``other`` may say too much."""
    goals = [goal["area"] for goal in current_goals(view).values()]
    needs = [area for area, facts in lookup.areas(view.case).items() if facts.get("need") in _NEEDED]
    for area in goals or needs:
        if area not in SENSITIVE and area != "other":
            yield area_in_words(view, area)


def _languages_spoken(view: View) -> Iterator[str]:
    """The languages the client speaks best, else the one that is interpreted."""
    client = view.case["client"]
    spoken = [language["tag"] for language in client.get("languages", []) if language["role"] != "other"]
    needed = client.get("interpreter", {"need": "none"}).get("language")
    for tag in spoken or ([needed] if needed else []):
        yield view.label(tag, "client", "languages", 0, "tag")


def certificate_letter(view: View) -> Data:
    """The request to show a certificate of conduct, with what the registration office wants to read.

    Written from the directory: ``view.ref`` is the mentor, ``view.worker`` signs. Raises NotFound.
    """
    mentor = _mentor_of(view, view.ref)
    certificate = mentor.get("certificate")
    own = view.county.settings.get("volunteering", {})
    years = view.county.interval("certificate_years")
    inspected = certificate["inspected_on"] if certificate else ""
    return {
        **frame(view.county, view, to_mentor(view, view.ref)),
        "reference": "",
        "writer": writer(view, view.worker),
        "inspected_on": german(inspected) if inspected else "",
        "due_on": german(add_months(parse(inspected), 12 * years).isoformat()) if inspected else "",
        "years": years,
        "months": view.county.interval("certificate_months"),
        "minors": view.county.min_age < ADULT,
        "min_age": view.county.min_age,
        "fee_exempt": own.get("fee_exempt", False),
        "note": own.get("note", ""),
    }


def confidentiality(view: View) -> Data:
    """The promise of a mentor or an interpreter (``view.to``, ``view.ref``) to keep silent. Raises NotFound."""
    is_interpreter = view.to == "interpreter"
    name = (
        _interpreter_of(view, view.ref)["name"] if is_interpreter else given_first(_mentor_of(view, view.ref)["name"])
    )
    service = writer(view, view.worker)
    return {
        "county": sender(view.county),
        "to": view.to,
        "name": name,
        "organisation": "" if is_interpreter else _mentor_of(view, view.ref).get("organisation", ""),
        "signers": [
            unsigned(name, "Dolmetscher/in" if is_interpreter else "Begleitpate/-patin"),
            unsigned(service["name"], service["function"]),
        ],
    }


def _mentor_of(view: View, ref: str) -> Mentor:
    if ref in view.county.mentors:
        return view.county.mentors[ref]
    raise NotFound(_("There is no mentor {ref} in the directory.").format(ref=ref or "?"), "iza mentor list")


def _interpreter_of(view: View, ref: str) -> Interpreter:
    if ref in view.county.interpreters:
        return view.county.interpreters[ref]
    raise NotFound(
        _("There is no interpreter {ref} in the directory.").format(ref=ref or "?"), "iza interpreter list"
    )
