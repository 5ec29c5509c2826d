"""What the rules share: the things of a case with the path to each, and words inside a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iza.i18n import _
from iza.model.phases import CLOSED_GOALS, CLOSED_STEPS, Phase, phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from iza.model.case.agreement import Goal, Step, Version
    from iza.model.case.clearing import Clearing, Decision, InterpreterBooking, Participant
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review
    from iza.model.values import FieldPath


class Phrase(str):
    """Words that fill a placeholder of a finding and are translated when the finding is shown.

    It *is* the English source text (mark it with ``N_``), so it stays plain data in JSON.
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """The words in the language in use."""
        return format(_(str(self)), spec)


class GoalAt(NamedTuple):
    """A goal, where it stands and the number people use (``2``)."""

    path: FieldPath
    number: int
    goal: Goal


class StepAt(NamedTuple):
    """A step, where it stands, the number people use (``2.1``) and its goal."""

    path: FieldPath
    number: str
    step: Step
    goal: Goal


class MeetingAt(NamedTuple):
    """A clearing or a review: who interprets, who took part, and the day it was held, if it was."""

    path: FieldPath
    held_on: str | None
    booking: InterpreterBooking | None
    participants: list[Participant]


def clearings(case: Case) -> Iterator[tuple[FieldPath, Clearing]]:
    """Every clearing with its path."""
    for index, clearing in enumerate(case.get("clearings", [])):
        yield ("clearings", index), clearing


def decisions(case: Case) -> Iterator[tuple[FieldPath, Decision]]:
    """Every decision with its path."""
    for path, clearing in clearings(case):
        if "decision" in clearing:
            yield (*path, "decision"), clearing["decision"]


def reviews(case: Case) -> Iterator[tuple[FieldPath, Review]]:
    """Every review with its path."""
    for index, review in enumerate(case.get("reviews", [])):
        yield ("reviews", index), review


def held_reviews(case: Case) -> Iterator[tuple[FieldPath, Review, str]]:
    """Every review that took place, with its path and the day."""
    for path, review in reviews(case):
        if review["status"] == "held" and "held_on" in review:
            yield path, review, review["held_on"]


def meetings(case: Case) -> Iterator[MeetingAt]:
    """Clearings and reviews alike, as talks that may need an interpreter."""
    for path, clearing in clearings(case):
        held_on, people = clearing.get("held_on"), clearing.get("participants", [])
        yield MeetingAt(path, held_on, clearing.get("interpreter"), people)
    for path, review in reviews(case):
        held_on = review.get("held_on") if review["status"] == "held" else None
        yield MeetingAt(path, held_on, review.get("interpreter"), review.get("participants", []))


def versions(case: Case) -> Iterator[tuple[FieldPath, Version]]:
    """Every version of the agreement with its path."""
    for index, version in enumerate(case["agreement"].get("versions", []) if "agreement" in case else []):
        yield ("agreement", "versions", index), version


def signed_versions(case: Case) -> Iterator[tuple[FieldPath, Version, str]]:
    """Every signed version with its path and the day it was signed."""
    for path, version in versions(case):
        if "signed_on" in version:
            yield path, version, version["signed_on"]


def goals(case: Case) -> Iterator[GoalAt]:
    """Every goal with its path and number."""
    for index, goal in enumerate(case["agreement"]["goals"] if "agreement" in case else []):
        yield GoalAt(("agreement", "goals", index), index + 1, goal)


def open_goals(case: Case) -> Iterator[GoalAt]:
    """The goals people still work on."""
    return (at for at in goals(case) if at.goal["status"] not in CLOSED_GOALS)


def steps(case: Case) -> Iterator[StepAt]:
    """Every step with its path, number and goal."""
    for path, number, goal in goals(case):
        for index, step in enumerate(goal["steps"]):
            yield StepAt((*path, "steps", index), f"{number}.{index + 1}", step, goal)


def open_steps(case: Case) -> Iterator[StepAt]:
    """The steps somebody still owes: neither they nor their goals are closed."""
    for at in steps(case):
        if at.step["status"] not in CLOSED_STEPS and at.goal["status"] not in CLOSED_GOALS:
            yield at


def mappings(part: object, path: FieldPath = ()) -> list[tuple[FieldPath, dict[str, object]]]:
    """Every mapping inside a document, the document itself first."""
    collected: list[tuple[FieldPath, dict[str, object]]] = []
    _collect_mappings(part, path, collected)
    return collected


def _collect_mappings(part: object, path: FieldPath, collected: list[tuple[FieldPath, dict[str, object]]]) -> None:
    """Add the mappings inside ``part``; a list filled in place is three times as fast as generators."""
    if isinstance(part, dict):
        collected.append((path, part))
        for key, value in part.items():
            if isinstance(value, (dict, list)):
                _collect_mappings(value, (*path, key), collected)
    elif isinstance(part, list):
        for index, value in enumerate(part):
            _collect_mappings(value, (*path, index), collected)


def is_running(case: Case, today: date) -> bool:
    """Whether anybody still works on this case: it is neither fulfilled nor ended."""
    return phase(case, today) not in {Phase.FULFILLED, Phase.ENDED}


def earlier(first: str, second: str) -> bool:
    """Whether ``first`` is before ``second``, as far as the coarser of both (a month) can tell."""
    length = min(len(first), len(second))
    return first[:length] < second[:length]


def is_active(entry: Mapping[str, object], day: str) -> bool:
    """Whether this person, partner or offer of the directory is active on the ISO day."""
    return str(entry.get("active_from", day)) <= day <= str(entry.get("active_until", day))
