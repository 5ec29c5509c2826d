"""Rules about talks: interpreters in clearings and reviews, and what a clearing records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.findings import CASE_RULES, Violation
from iza.model.rules.places import Phrase, clearings, is_running, meetings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.clearing import Clearing, InterpreterBooking
    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.rules.places import MeetingAt
    from iza.model.values import FieldPath


@CASE_RULES.rule(
    "E18",
    source="IZV procedure: an interpreter takes part where one is needed, also in reviews",
    text=N_("The talk was held without an interpreter although the client needs one."),
    entry_depth=2,
)
def interpreter_present(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Where the need is ``required``, an interpreter was present in every talk that was held.

    Source: the IZV procedure. Without one, nobody can say that the client understood.
    """
    if case["client"].get("interpreter", {"need": "none"})["need"] != "required":
        return
    for meeting in meetings(case):
        if meeting.held_on and not _was_interpreted(meeting):
            yield Violation((*meeting.path, "held_on"))


def _was_interpreted(meeting: MeetingAt) -> bool:
    """Whether an interpreter took part; who is listed was there unless marked as absent."""
    listed = any(p["role"] == "interpreter" and p.get("present", True) for p in meeting.participants)
    return listed or bool(meeting.booking and meeting.booking.get("status") == "done")


_CLOSE = {"prs": "fa", "pes": "fa", "kmr": "ku"}
"""Languages whose speakers follow each other: Dari and Persian, Kurmanji and what is just called Kurdish."""


def _primary_language(tag: str) -> str:
    """``ar`` of ``ar-SY``, ``fa`` of ``prs``: dialects are noted beside the language."""
    primary = tag.partition("-")[0].lower()
    return _CLOSE.get(primary, primary)


@CASE_RULES.rule(
    "E19",
    source="IZV procedure: interpretation into a language the client speaks",
    text=N_("The client does not speak {language}; mark an exception if this is meant."),
    entry_depth=2,
)
def interpreter_speaks_clients_language(case: Case, county: County, _today: date) -> Iterator[Violation]:
    """The language of interpretation is one of the client's, unless an exception is marked.

    Source: the IZV procedure. Where the need is ``required``, whoever is booked speaks the language of the
    booking or of the need, or any of the client's; an interpreter the directory does not know is E26.
    """
    client = case["client"]
    need = client.get("interpreter", {"need": "none"})
    if need.get("exception"):
        return
    spoken = {_primary_language(language["tag"]) for language in client.get("languages", [])}
    asked = {_primary_language(need["language"])} if "language" in need else set()
    if spoken and not asked <= spoken:
        yield Violation(("client", "interpreter", "language"), {"language": need["language"]})
    for meeting in meetings(case):
        if meeting.booking and "language" in meeting.booking:
            yield from _other_language(meeting.path, meeting.booking["language"], spoken)
        if meeting.booking and need["need"] == "required":
            yield from _cannot_interpret(meeting.path, meeting.booking, county, spoken | asked)


def _other_language(path: FieldPath, tag: str, spoken: set[str]) -> Iterator[Violation]:
    """A booked language that is none of the client's."""
    if spoken and _primary_language(tag) not in spoken:
        yield Violation((*path, "interpreter", "language"), {"language": tag})


def _cannot_interpret(
    path: FieldPath, booking: InterpreterBooking, county: County, usable: set[str]
) -> Iterator[Violation]:
    """A booked interpreter who speaks no language that would help."""
    interpreter = county.interpreters.get(booking["ref"])
    offered = interpreter["languages"] if interpreter else []
    wanted = usable | ({_primary_language(booking["language"])} if "language" in booking else set())
    if offered and wanted and not wanted & {_primary_language(tag) for tag in offered}:
        yield Violation((*path, "interpreter", "ref"), {"language": ", ".join(offered)})


@CASE_RULES.rule(
    "W45",
    source="professional practice: no children, relatives or mentors as interpreters",
    text=N_("{ref} should not interpret here: {why}."),
)
def unsuitable_interpreter(case: Case, county: County, today: date) -> Iterator[Violation]:
    """Nobody interprets who is a minor, the mentor, or whom the client does not want.

    Source: professional practice of community interpreting; the client's word stands without a reason.
    """
    for meeting in meetings(case) if is_running(case, today) else ():
        if meeting.booking:
            ref, path = meeting.booking["ref"], (*meeting.path, "interpreter", "ref")
            why = _why_unsuitable(case, county, ref)
            if why:
                yield Violation(path, {"ref": ref, "why": why})


def _why_unsuitable(case: Case, county: County, ref: str) -> Phrase | None:
    if ref in case["client"].get("interpreter", {"need": "none"}).get("exclude", []):
        return Phrase(N_("the client does not want this interpreter"))
    if ref in county.mentors:
        return Phrase(N_("this person is a mentor"))
    if ref in county.interpreters and county.interpreters[ref].get("adult") is False:
        return Phrase(N_("this person is not of age"))
    return None


@CASE_RULES.rule(
    "W46",
    source="IZV procedure: goals build on competences and earlier experience",
    text=N_("The clearing records no competence and no resource of the client."),
)
def strengths_recorded(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """A clearing that was held names at least one competence or resource.

    Source: the IZV procedure (goals build on what the person brings along).
    """
    if case["client"].get("competences") or not is_running(case, today):
        return
    for path, clearing in clearings(case):
        if "held_on" in clearing and not _has_resource(clearing):
            yield Violation((*path, "held_on"))


def _has_resource(clearing: Clearing) -> bool:
    return any("resources" in area for area in clearing.get("areas", {}).values())
