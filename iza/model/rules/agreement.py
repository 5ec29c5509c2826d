"""Rules about the agreement: decision, goals, versions and signatures."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model import lookup
from iza.model.findings import CASE_RULES, Violation
from iza.model.rules.places import (
    Phrase,
    decisions,
    goals,
    open_goals,
    signed_versions,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.agreement import Version
    from iza.model.case.clearing import Participant
    from iza.model.case.record import Case
    from iza.model.county import County

SIGNERS = {
    "client": N_("the client"),
    "guardian": N_("the guardian"),
    "caseworker": N_("the caseworker"),
    "mentor": N_("the mentor"),
    "partner": N_("the partner"),
    "interpreter": N_("the interpreter"),
}
"""Who signs: the people of the clearing; the interpreter confirms the interpretation."""


@CASE_RULES.rule(
    "E04",
    source="IZV procedure: clearing, decision, agreement, in this order",
    text=N_("There is an agreement but no decision after a clearing."),
)
def decision_before_agreement(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Goals and versions exist only after a decision of the caseworker.

    Source: the IZV procedure.
    """
    has_content = any(goals(case)) or any(versions(case))
    if has_content and not any(decisions(case)):
        yield Violation(("agreement",))


@CASE_RULES.rule(
    "E05",
    source="IZV procedure: an agreement is made where the clearing shows that it makes sense",
    text=N_("Signed, but no decision for an agreement was made on or before that day."),
)
def decided_for_agreement(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """The first signing follows a decision with the result ``agreement``, by its date.

    Source: the IZV procedure. No decision at all is E04.
    """
    made = [decision for _path, decision in decisions(case)]
    for path, _version, signed_on in list(signed_versions(case))[:1]:
        if made and not any(d["result"] == "agreement" and d["on"] <= signed_on for d in made):
            yield Violation((*path, "signed_on"))


@CASE_RULES.rule(
    "E06",
    source="IZV procedure: the agreement holds goals and steps",
    text=N_("The agreement was issued without a goal."),
)
def has_goals(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """An agreement that is out for signature has at least one goal; a draft may still be empty.

    Source: the IZV procedure.
    """
    if any(versions(case)) and not any(goals(case)):
        yield Violation(("agreement", "goals"))


@CASE_RULES.rule(
    "E07",
    source="IZV procedure: every goal is reached in small steps",
    text=N_("Goal {number} has no step."),
)
def goals_have_steps(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Once an agreement is issued, every goal people work on has a step; a draft grows bit by bit.

    Source: the IZV procedure.
    """
    if any(versions(case)):
        for path, number, goal in open_goals(case):
            if not goal["steps"]:
                yield Violation((*path, "steps"), {"number": number})


@CASE_RULES.rule(
    "E11",
    source="IZV procedure: goals lie ahead of the agreement",
    text=N_("The target date of goal {number} is not after the signing on {on}."),
)
def target_after_signing(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """A goal's target date lies after the day the agreement was first signed.

    Source: the IZV procedure.
    """
    signed = next((on for _path, _version, on in signed_versions(case)), None)
    for path, number, goal in goals(case):
        if signed and goal["target_on"] <= signed:
            yield Violation((*path, "target_on"), {"number": number, "on": signed})


@CASE_RULES.rule(
    "E22",
    source="IZV procedure: the participants of the clearing sign",
    text=N_("No signature of {who}, and no valid reason; the client always signs."),
)
def everybody_signed(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Who took part in the clearing signed the first version, or there is a reason why not.

    Source: the IZV procedure. Client and caseworker always sign, and no reason replaces the client: the
    agreement is the client's. The guardian of a minor is E02.
    """
    for path, version, _signed_on in list(signed_versions(case))[:1]:
        people = _to_sign(case)
        successors = _successors_of(case, people, version)
        for person in people:
            if not _accounted_for(person, version, successors):
                yield Violation((*path, "signed_on"), {"who": Phrase(SIGNERS[_side_of(person["role"])])})


def _to_sign(case: Case) -> list[Participant]:
    """The participants of the clearing who sign, with client and caseworker in any case; the guardian is E02."""
    clearing = lookup.held_clearing(case)
    table = clearing.get("participants", []) if clearing else []
    present = [p for p in table if p.get("present", True) and p["role"] != "guardian"]
    people = [p for p in present if _side_of(p["role"]) in SIGNERS]
    roles = {_side_of(p["role"]) for p in people}
    if "client" not in roles:
        people.append({"role": "client"})
    if "caseworker" not in roles:
        people.append({"role": "caseworker"})
    return people


def _side_of(role: str) -> str:
    """The deputy sits and signs in the caseworker's place."""
    return "caseworker" if role == "deputy" else role


def _successors_of(case: Case, people: list[Participant], version: Version) -> set[str | None]:
    """The mentors who stand in for the one of the clearing: linked now, or signing without having been there.

    The second is who was linked at the signing; the link itself moves on when another mentor follows.
    """
    met = {person.get("ref") for person in people if person["role"] == "mentor"}
    signed = set(_marks_of(version, "mentor"))
    linked = {case["mentor"]["ref"]} if "mentor" in case else set()
    return linked | (signed - met)


def _accounted_for(person: Participant, version: Version, successors: set[str | None]) -> bool:
    """Whether this person signed, or the version says why not.

    Several partners are told apart by ``ref``, mentors too; caseworkers stand in for each other, and
    a later mentor for the one of the clearing.
    """
    side, ref = _side_of(person["role"]), person.get("ref")
    if side == "mentor" and successors.intersection(_marks_of(version, side)):
        return True
    return any(side == "caseworker" or None in (ref, mark) or ref == mark for mark in _marks_of(version, side))


def _marks_of(version: Version, side: str) -> list[str | None]:
    """Who of this side signed or is missing with a reason, by ``ref``; a client is never excused."""
    marks = [(s["role"], s.get("ref")) for s in version.get("signatures", [])]
    if side != "client":
        marks += [(m["role"], m.get("ref")) for m in version.get("missing", [])]
    return [ref for role, ref in marks if _side_of(role) == side]


@CASE_RULES.rule(
    "E29",
    source="IZV procedure: adjustments come from a review; each is documented with its reason",
    text=N_("Version {number} is an adjustment: {lacks}."),
)
def amendment_is_one(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Every version after the first has a reason, belongs to a review and changes the terms.

    Source: the IZV procedure. The fingerprint of the terms tells whether anything changed.
    """
    listed = [version for _path, version in versions(case)]
    for (path, version), before in zip(list(versions(case))[1:], listed, strict=False):
        number = {"number": version["number"]}
        if "reason" not in version:
            yield Violation(path, {**number, "lacks": Phrase(N_("it needs a reason"))})
        if "review" not in version:
            yield Violation(path, {**number, "lacks": Phrase(N_("it needs the review it comes from"))})
        if version["terms_sha256"] == before["terms_sha256"]:
            same = Phrase(N_("it changes nothing"))
            yield Violation((*path, "terms_sha256"), {**number, "lacks": same})


@CASE_RULES.rule(
    "E56",
    source="data model: the rule of the checksum says what people agreed on",
    text=N_("Version {number} has its checksum by an older rule than the version before."),
)
def rule_goes_on(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """No version goes back to an older rule of the checksum (``iza.model.terms``).

    Source: the data model. By an older rule, what was given up would count as agreed again.
    """
    for (_path, before), (path, version) in pairwise(versions(case)):
        if version.get("terms_rule", 1) < before.get("terms_rule", 1):
            yield Violation((*path, "terms_sha256"), {"number": version["number"]})
