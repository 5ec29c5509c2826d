"""The rule that the contents of a case fit the order of the procedure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.findings import CASE_RULES, Violation
from iza.model.phases import FULFILLED_REASONS, all_goals_closed
from iza.model.rules.places import Phrase, clearings, decisions, goals, reviews, signed_versions, versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.values import FieldPath


@CASE_RULES.rule(
    "E28",
    source="IZV procedure: clearing, decision, agreement, signing, reviews, fulfilled",
    text=N_("This contradicts the procedure: {why}."),
)
def order_of_procedure(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """What a case holds fits the procedure: each stage follows the one before.

    Source: the IZV procedure. Missing decisions before an agreement are E04 and E05.
    """
    yield from _contradicting_decisions(case)
    yield from _contradicting_agreement(case)
    yield from _contradicting_numbers(case)
    yield from _contradicting_signing(case)
    yield from _contradicting_reviews(case)
    yield from _contradicting_fulfilment(case)


def _contradiction_at(path: FieldPath, why: str) -> Violation:
    return Violation(path, {"why": Phrase(why)})


def _contradicting_decisions(case: Case) -> Iterator[Violation]:
    for path, clearing in clearings(case):
        if "decision" not in clearing:
            continue
        if "held_on" not in clearing:
            yield _contradiction_at((*path, "decision"), N_("a decision before the clearing was held"))
        elif clearing["decision"]["on"] < clearing["held_on"]:
            yield _contradiction_at((*path, "decision", "on"), N_("a decision before the clearing was held"))


def _contradicting_agreement(case: Case) -> Iterator[Violation]:
    results = [decision["result"] for _path, decision in decisions(case)]
    unsigned = not any(signed_versions(case))
    if results and "agreement" not in results and unsigned and (any(goals(case)) or any(versions(case))):
        yield _contradiction_at(("agreement", "goals"), N_("goals without a decision for an agreement"))


def _contradicting_numbers(case: Case) -> Iterator[Violation]:
    for expected, (path, version) in enumerate(versions(case), 1):
        if version["number"] != expected:
            yield _contradiction_at((*path, "number"), N_("versions are numbered 1, 2, 3 without gaps"))


def _contradicting_signing(case: Case) -> Iterator[Violation]:
    for path, version in versions(case):
        if version.get("signed_on", version["issued_on"]) < version["issued_on"]:
            yield _contradiction_at((*path, "signed_on"), N_("signed before it was issued"))
    for (path, before), (next_path, after) in pairwise(versions(case)):
        if "signed_on" not in before:
            yield _contradiction_at((*path, "number"), N_("not signed, but a later version exists"))
        elif after["issued_on"] < before["signed_on"]:
            why = N_("issued before the version in front of it was signed")
            yield _contradiction_at((*next_path, "issued_on"), why)


def _contradicting_reviews(case: Case) -> Iterator[Violation]:
    signed = min((on for _path, _version, on in signed_versions(case)), default="9999")
    for path, review in reviews(case):
        if review["status"] == "held" and "held_on" not in review:
            yield _contradiction_at((*path, "status"), N_("a review that was held has a day"))
        elif "held_on" in review and review["status"] in {"postponed", "cancelled", "no_show"}:
            yield _contradiction_at((*path, "held_on"), N_("a review with a day that was not held"))
        elif review.get("held_on", signed) < signed:
            yield _contradiction_at((*path, "held_on"), N_("a review before the agreement was signed"))


def _contradicting_fulfilment(case: Case) -> Iterator[Violation]:
    still_open = not all_goals_closed(case)
    for path, review in reviews(case):
        achieved = review.get("result") == "fulfilled" and review.get("fulfilled_reason") == "goals_achieved"
        if achieved and still_open:
            yield _contradiction_at((*path, "fulfilled_reason"), N_("goals achieved while a goal is open"))
    reason = case["closing"]["reason"] if "closing" in case else ""
    if reason in FULFILLED_REASONS and not any(signed_versions(case)):
        yield _contradiction_at(("closing", "reason"), N_("fulfilled without a signed agreement"))
    elif reason == "goals_achieved" and still_open:
        yield _contradiction_at(("closing", "reason"), N_("goals achieved while a goal is open"))
