"""One commit on one case: does what changed fit what it says, and did everything stay that must?

Pure functions over the case before and after. Messages are never believed: a commit that says nothing,
made by hand with plain git, is judged by its content like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from iza.history import merges
from iza.history.alarms import Alarm, harmless, path_as_text
from iza.history.changes import diff
from iza.history.reverting import inverse
from iza.history.terms import bond_of, holds
from iza.model import approvals, fixed
from iza.model.lookup import versions
from iza.model.procedure import Action
from iza.model.scopes import MAKES, SCOPES, STATUS_AFTER, is_covered, only_grows, strangers
from iza.model.terms import rule_of, terms
from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.history.change import Change
    from iza.model.case.record import Case
    from iza.model.values import CaseData

_LOST: dict[fixed.FixedKind, str] = {"review": "V11", "consent": "V16", "transmission": "V17", "decision": "V18"}
_BOND = frozenset({"terms_sha256", "terms_rule"})
_SIGNATURES = frozenset({"signatures", "missing"})


@dataclass(frozen=True)
class Claim:
    """What a commit says about itself; ``undone`` is what the commit it takes back had before it and after.

    ``unapproved`` are the kinds of steps (``iza.model.approvals``) that needed a second person here and had none.
    """

    action: str = ""
    review: str = ""
    undone: tuple[CaseData, CaseData] | None = None
    unapproved: frozenset[str] = frozenset()


def judge(before: CaseData | None, after: CaseData | None, case_id: str, claim: Claim) -> Iterator[Alarm]:
    """Everything wrong with a commit that left ``after`` where ``before`` was, apart from who made it and when."""
    if after is None:
        if before is not None:
            yield Alarm("V09")
        yield from _alarms_of_one_person(before, None, claim)
        return
    if after.get("id") != case_id:
        yield Alarm("V10", details={"id": harmless(after.get("id"))})
        return
    try:
        yield from _alarms_of_fixed(before or {}, after, claim)
        yield from _alarms_of_versions(before or {}, after, claim)
        yield from _alarms_of_action(before, after, claim)
    except (KeyError, TypeError, AttributeError, ValueError):
        # A shape no schema allows, made by hand.
        yield Alarm("V14")


def judge_merge(
    bases: Sequence[CaseData], sides: Sequence[CaseData | None], after: CaseData | None, case_id: str,
    unapproved: frozenset[str],
) -> Iterator[Alarm]:  # fmt: skip
    """Everything wrong with a merge of ``sides`` that went apart at one of ``bases``: with what it left of a case.

    A case that one side deleted stays deleted only if the other had not touched it; that side's commit says so.
    Sides that made the case on their own have nothing in common: the merge is judged as a commit on each.
    """
    present = [side for side in sides if side is not None]
    if after is None:
        if present and (len(present) == len(sides) or not bases):
            yield Alarm("V09")
        return
    if after.get("id") != case_id:
        yield Alarm("V10", details={"id": harmless(after.get("id"))})
        return
    try:
        yield from kept(present, after)
        yield from merges.judge(bases, present, after)
        if not bases or (all(map(_terms_are_of_latest, present)) and not _terms_are_of_latest(after)):
            alarms = [list(_alarms_of_versions(side, after, Claim())) for side in present]
            yield from next((several for several in alarms if several), [])
        for code in sorted(unapproved.intersection(*(approvals.of_case(side, after) for side in sides))):
            yield Alarm("V23", details={"action": min(approvals.ACTIONS[code])})
    except (KeyError, TypeError, AttributeError, ValueError):
        yield Alarm("V14")


def kept(sides: Sequence[CaseData], after: CaseData) -> Iterator[Alarm]:
    """Whether what was fixed on several paths stands in what they lead to."""
    alarms = [alarm for side in sides for alarm in _alarms_of_fixed(side, after, Claim())]
    yield from (alarm for number, alarm in enumerate(alarms) if alarm not in alarms[:number])


def _terms_are_of_latest(case: CaseData) -> bool:
    """Whether the terms are those of the latest version, if there is one."""
    return not any(latest(case))


def latest(case: CaseData | None) -> Iterator[Alarm]:
    """Whether the terms as they stand are those of the latest version; None is a file that cannot be read."""
    if case is None:
        yield Alarm("V14")
        return
    try:
        for version in versions(cast("Case", case))[-1:]:
            if not holds(cast("Case", case), version):
                yield Alarm("V15", details={"number": str(version["number"])})
    except (KeyError, TypeError, AttributeError, ValueError):
        yield Alarm("V14")


def _versions_of(case: CaseData) -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = case.get("agreement", {}).get("versions", [])
    return versions


def _alarms_of_fixed(before: CaseData, after: CaseData, claim: Claim) -> Iterator[Alarm]:
    """What is fixed stays; versions stand in the order of their numbers, and nothing stands there twice."""
    for loss in fixed.lost(before, after, claim.undone if claim.action == Action.UNDO else None):
        code = _of_version(loss) if loss.kind == "version" else _LOST[loss.kind]
        yield Alarm(code, details={"number": harmless(loss.ref)})
    numbers = [version["number"] for version in _versions_of(after)]
    if numbers != sorted(numbers):
        yield Alarm("V08")
    doubles = fixed.doubles(after)
    if doubles and doubles != fixed.doubles(before):
        yield Alarm("V61", details={"place": path_as_text(doubles[0])})


def _of_version(loss: fixed.Loss) -> str:
    """The alarm that says which part of a signed version is another one."""
    if not loss.fields or set(loss.fields) - {*_BOND, *_SIGNATURES}:
        return "V05"
    return "V06" if set(loss.fields) & _BOND else "V07"


def _alarms_of_versions(before: CaseData, after: CaseData, claim: Claim) -> Iterator[Alarm]:
    """Terms change in a review only; what is new as a version has the checksum of the terms beside it.

    What terms are is said by the rule of the latest version: who cancelled a step while all steps were terms
    whatever became of them changed none.
    """
    was, now = cast("Case", before), cast("Case", after)
    for version in versions(was)[-1:]:
        rule = rule_of(version)
        changed = terms(was, rule) != terms(now, rule)
        in_review = _is_held_review(before, after, claim) and _terms_are_of_latest(after)
        if changed and not in_review and not holds(now, version):
            # Else it is mended.
            yield Alarm("V01")
    old = [bond_of(version) for version in versions(was)]
    for version in versions(now)[-1:]:
        if bond_of(version) not in old and not holds(now, version):
            yield Alarm("V06", details={"number": str(version["number"])})


def _is_held_review(before: CaseData, after: CaseData, claim: Claim) -> bool:
    """Whether a commit is a review that records itself as held."""
    return claim.action == Action.REVIEW_HOLD and claim.review in _held_reviews(after) - _held_reviews(before)


def _held_reviews(case: CaseData) -> set[str]:
    return {review["id"] for review in case.get("reviews", []) if review["status"] == "held"}


def _alarms_of_action(before: CaseData | None, after: CaseData, claim: Claim) -> Iterator[Alarm]:
    """Whether an action did what it says, and nothing else; and with a second person where that is asked for."""
    action = claim.action
    yield from _alarms_of_one_person(before, after, claim)
    if action == Action.REVIEW_HOLD and not _is_held_review(before or {}, after, claim):
        yield Alarm("V04")
    if action not in SCOPES:
        return
    made = before is None
    if made != (action == Action.CLEARING_CREATE):
        yield Alarm("V12", details={"action": action})
        return
    changes = [] if made else _changes_of_action(diff(before, after), action)
    if action == Action.UNDO and not _takes_back(changes, claim.undone):
        yield Alarm("V12", details={"action": action})
    for path in strangers([change.path for change in changes], action)[:1]:
        yield Alarm("V02", details={"action": action, "place": path_as_text(path)})
    if not _is_made(changes, action) or any(_says_otherwise(change, action) for change in changes):
        yield Alarm("V12", details={"action": action})


def _alarms_of_one_person(before: CaseData | None, after: CaseData | None, claim: Claim) -> Iterator[Alarm]:
    """What needed a second person and had none, by what changed: who writes a signature by hand has signed."""
    for code in sorted(approvals.of_case(before, after) & claim.unapproved):
        yield Alarm("V23", details={"action": min(approvals.ACTIONS[code])})


def _takes_back(changes: list[Change], undone: tuple[CaseData, CaseData] | None) -> bool:
    """Whether all changes lead back to where things stood before the commit that is taken back."""
    if undone is None:
        return False
    before, after = undone
    # Of a list that others wrote in, only its own entries go.
    back = [*diff(after, before), *inverse(before, after)]
    return all(any(_is_one(change, reverse) for reverse in back) for change in changes)


def _is_one(change: Change, wanted: Change) -> bool:
    """Whether a change is the one that was wanted; the order of a list has what came later in it too."""
    same_place = wanted.path == change.path and wanted.kind == change.kind
    return same_place and (change.kind == "moved" or same(wanted.new, change.new))


def _changes_of_action(changes: list[Change], action: str) -> list[Change]:
    """The changes an action answers for: a translation goes with its German text, whoever changes that."""
    free = action == Action.TRANSLATE
    return [change for change in changes if "i18n" not in change.path or not (free or change.kind == "removed")]


def _is_made(changes: list[Change], action: str) -> bool:
    wanted = MAKES.get(action)
    return wanted is None or any(is_covered(change.path, [wanted]) for change in changes)


def _says_otherwise(change: Change, action: str) -> bool:
    """Whether a change is not what its action does: another status, an entry gone from a list that only grows."""
    if change.path[-1:] == ("status",) and action in STATUS_AFTER:
        return bool(change.new != STATUS_AFTER[action])
    if change.kind == "changed" and only_grows(change.path, action):
        return not same(change.old, change.new[: len(change.old)])
    return change.kind == "removed" and only_grows(change.path, action)
