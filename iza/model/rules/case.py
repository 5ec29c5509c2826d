"""Rules about the case as a whole: ids, references, who works on it, how long, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.dates import months_between, parse
from iza.model.findings import CASE_RULES, Violation
from iza.model.phases import is_closed, is_paused
from iza.model.rules.places import (
    clearings,
    decisions,
    goals,
    held_reviews,
    is_active,
    is_running,
    mappings,
    meetings,
    open_steps,
    reviews,
    signed_versions,
    steps,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.values import FieldPath


@CASE_RULES.rule(
    "E23",
    source="IZV procedure: the end of a case is recorded with its reason",
    text=N_("The case is closed on a day that is still to come."),
)
def closing_is_a_fact(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """The day of a closing is not in the future; that there is a day and a reason, the schema holds.

    Source: the IZV procedure; retention periods are counted from this day.
    """
    if "closing" in case and case["closing"]["on"] > today.isoformat():
        yield Violation(("closing", "on"))


@CASE_RULES.rule(
    "E26",
    source="data model: stable ids, references inside a case and to the directory",
    text=N_("{ref} is used twice, leads nowhere, or leads back to itself."),
)
def references_resolve(case: Case, county: County, _today: date) -> Iterator[Violation]:
    """Ids are unique within the case, references lead somewhere, and `after` has no circle.

    Source: the data model. References to the directory count only while the case is open: people who
    left are erased from the directory before the cases are. Caseworkers who left stay in it, with an end.
    """
    yield from _repeated_ids(case)
    yield from _lost_in_reviews(case)
    yield from _lost_in_records(case)
    yield from _lost_or_circular_steps(case)
    if county.caseworkers:
        yield from _unknown_workers(case, county)
    if not is_closed(case):
        yield from _lost_in_directory(case, county)


def _unknown_workers(case: Case, county: County) -> Iterator[Violation]:
    """Who works on the case, assessed, decided or closed it, and is not in the directory."""
    for path, ref in _workers_named(case):
        if ref not in county.caseworkers:
            yield Violation(path, {"ref": ref})


def _workers_named(case: Case) -> Iterator[tuple[FieldPath, str]]:
    yield ("caseworker",), case["caseworker"]
    assessed_by = case["client"].get("priority", {"level": "low"}).get("assessed_by")
    if assessed_by:
        yield ("client", "priority", "assessed_by"), assessed_by
    for path, decision in decisions(case):
        yield (*path, "by"), decision["by"]
    if "closing" in case and "by" in case["closing"]:
        yield ("closing", "by"), case["closing"]["by"]


def _repeated_ids(case: Case) -> Iterator[Violation]:
    seen: set[object] = set()
    for path, part in mappings(case):
        if "id" in part:
            if part["id"] in seen:
                yield Violation((*path, "id"), {"ref": part["id"]})
            seen.add(part["id"])


def _lost_in_reviews(case: Case) -> Iterator[Violation]:
    goal_ids = {at.goal["id"] for at in goals(case)}
    step_ids = {at.step["id"] for at in steps(case)}
    for path, review in reviews(case):
        for ref in review.get("goals", {}):
            if ref not in goal_ids:
                yield Violation((*path, "goals", ref), {"ref": ref})
        for ref in review.get("steps", {}):
            if ref not in step_ids:
                yield Violation((*path, "steps", ref), {"ref": ref})


def _lost_in_records(case: Case) -> Iterator[Violation]:
    """References of versions to reviews, of transmissions to consents and versions."""
    review_ids = {review["id"] for _path, review in reviews(case)}
    consent_ids = {consent["id"] for consent in case.get("consents", [])}
    numbers = {version["number"] for _path, version in versions(case)}
    for path, version in versions(case):
        if version.get("review", "") not in {"", *review_ids}:
            yield Violation((*path, "review"), {"ref": version["review"]})
    for index, sent in enumerate(case.get("transmissions", [])):
        field_path = ("transmissions", index)
        if sent.get("consent", "") not in {"", *consent_ids}:
            yield Violation((*field_path, "consent"), {"ref": sent["consent"]})
        if "version" in sent and sent["version"] not in numbers:
            yield Violation((*field_path, "version"), {"ref": sent["version"]})


def _lost_or_circular_steps(case: Case) -> Iterator[Violation]:
    after = {at.step["id"]: at.step.get("after", []) for at in steps(case)}
    for path, _number, step, _goal in steps(case):
        for index, ref in enumerate(step.get("after", [])):
            if ref not in after or _leads_to(after, ref, step["id"]):
                yield Violation((*path, "after", index), {"ref": ref})


def _leads_to(after: dict[str, list[str]], start: str, target: str) -> bool:
    """Whether the chain of earlier steps from ``start`` reaches ``target``."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        step = waiting.pop()
        if step == target:
            return True
        if step not in seen:
            seen.add(step)
            waiting.extend(after.get(step, []))
    return False


def _lost_in_directory(case: Case, county: County) -> Iterator[Violation]:
    if "mentor" in case and case["mentor"]["ref"] not in county.mentors:
        yield Violation(("mentor", "ref"), {"ref": case["mentor"]["ref"]})
    for meeting in meetings(case):
        if meeting.booking and not meeting.held_on and meeting.booking["ref"] not in county.interpreters:
            path = (*meeting.path, "interpreter", "ref")
            yield Violation(path, {"ref": meeting.booking["ref"]})
    for at in open_steps(case):
        if at.step.get("offer", "") not in {"", *county.offers}:
            yield Violation((*at.path, "offer"), {"ref": at.step["offer"]})
    for index, consent in enumerate(case.get("consents", [])):
        if "revoked_on" not in consent and consent["partner"] not in county.partners:
            yield Violation(("consents", index, "partner"), {"ref": consent["partner"]})


@CASE_RULES.rule(
    "W37",
    source="practice: support ends after eight months without counselling; a suggestion, never automatic",
    text=N_("No talk for {months} months or more; the last contact was on {on}."),
)
def contact_is_recent(case: Case, county: County, today: date) -> Iterator[Violation]:
    """The last talk or signing is less than ``inactive_months`` ago; a pause does not count.

    Source: practice in Baden-Württemberg (eight months). It suggests a look, nothing more.
    """
    months = county.interval("inactive_months")
    if is_paused(case, today) or not is_running(case, today):
        return
    on, path = max(_days_of_contact(case))
    if months_between(parse(on), today) >= months:
        yield Violation(path, {"months": months, "on": on})


def _days_of_contact(case: Case) -> Iterator[tuple[str, FieldPath]]:
    """The days service and client met, beginning with the opening of the case."""
    yield case["opened_on"], ("opened_on",)
    for path, clearing in clearings(case):
        if "held_on" in clearing:
            yield clearing["held_on"], (*path, "held_on")
    for path, _version, on in signed_versions(case):
        yield on, (*path, "signed_on")
    for path, _review, on in held_reviews(case):
        yield on, (*path, "held_on")


@CASE_RULES.rule(
    "W38",
    source="VwV Integrationsmanagement Baden-Württemberg (2023): three years, four in justified cases",
    text=N_("Counselling has lasted {years} years or more."),
)
def counselling_is_not_too_long(case: Case, county: County, today: date) -> Iterator[Violation]:
    """The case has been open for less than ``max_years``.

    Source: VwV Integrationsmanagement Baden-Württemberg of 2023.
    """
    years = county.interval("max_years")
    if is_running(case, today) and months_between(parse(case["opened_on"]), today) >= 12 * years:
        yield Violation(("opened_on",), {"years": years})


@CASE_RULES.rule(
    "W50",
    source="IZV procedure: every case has a caseworker",
    text=N_("No active caseworker: {ref} is not in the directory or no longer active."),
)
def has_caseworker(case: Case, county: County, today: date) -> Iterator[Violation]:
    """The caseworker of a running case is active; one the directory does not know is E26.

    Source: the IZV procedure. Without any caseworker in the directory, nobody is active.
    """
    worker = county.caseworkers.get(case["caseworker"])
    gone = not is_active(worker, today.isoformat()) if worker else not county.caseworkers
    if gone and is_running(case, today):
        yield Violation(("caseworker",), {"ref": case["caseworker"]})
