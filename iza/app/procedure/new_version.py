"""The version of an agreement that comes of a review, and what stands in a version people got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.errors import Refused
from iza.history.terms import bond, holds
from iza.i18n import _
from iza.model import lookup
from iza.model.case.agreement import Agreement
from iza.model.terms import is_agreed
from iza.store.yaml.fields import append_entry

if TYPE_CHECKING:
    from iza.app.changing.change import Edit
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review


def is_issued(edit: Edit, ref: str) -> bool:
    """Whether a goal or step stands in a version people got, and not only in a draft or an open review."""
    if not lookup.versions(edit.case):
        return False
    # Asked of the case as it was before the review: what was added in it is on no paper yet.
    return any(ref == entry["id"] for entry in (*lookup.goals(edit.saved), *lookup.steps(edit.saved)))


def add_version(case: Case, before: Case, review: Review, reason: str | None) -> int | None:
    """Make the new version where a review changed the terms of the case ``before`` it; returns its number.

    Raises Refused without a reason, and where nothing would be left of the agreement.
    """
    latest, fresh = lookup.versions(case)[-1], bond(case)
    if holds(case, latest, before):
        return None
    signed = lookup.signed_version(case)
    # The terms are again those that were signed: what was out for signature is taken back, and nothing is to be signed.
    if signed and fresh["terms_sha256"] == signed["terms_sha256"]:
        case["agreement"]["versions"].remove(latest)
        return None
    if not reason:
        raise Refused(
            _("Terms of the agreement changed: a new version needs a reason."),
            _("Give it in the file (`reason:`) or with --reason TEXT."),
        )
    _refuse_empty_agreement(case)
    number = lookup.next_version(case)
    # Never signed, so it never came into force: the new version takes its stead and its number.
    if "signed_on" not in latest:
        case["agreement"]["versions"].remove(latest)
    version = {"number": number, "reason": reason, "review": review["id"], "issued_on": review["held_on"], **fresh}
    append_entry(case["agreement"], Agreement, "versions", version)
    return number


def _refuse_empty_agreement(case: Case) -> None:
    """Raises Refused where no goal would be left of the agreement: that is its end, not an adjustment."""
    if not any(map(is_agreed, lookup.goals(case))):
        raise Refused(
            _("No goal of the agreement is left."),
            _(
                "Add another one: `iza goal add {case}`. Or the agreement ends: `iza review abandon {case}`, "
                "then `iza close {case} --reason CODE`."
            ).format(case=case["id"]),
        )
