"""The open review of a case, read once by a command and handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.app.changing.change import open_draft
from iza.errors import Refused
from iza.i18n import _
from iza.model import lookup, procedure
from iza.model.phases import CLOSED_GOALS, CLOSED_STEPS
from iza.model.procedure import Action
from iza.model.translations import plain
from iza.store import drafts
from iza.store.current_case import case_before_review, case_in_review, current_case

if TYPE_CHECKING:
    from iza.app.changing.change import Edit
    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review
    from iza.store.drafts import Draft


@dataclass(frozen=True)
class OpenReview:
    """An open review and the case around it, read while no other iza writes.

    ``before`` is the case as it was saved when the review began, ``now`` the case with everything changed since;
    ``review`` is its entry in ``now``. Both are changed in place and saved by ``edit``.
    """

    edit: Edit
    before: Case
    now: Case
    review: Review

    def untouched_steps(self) -> list[str]:
        """The numbers of the open steps that were neither changed in the review nor noted as talked about."""
        return untouched_between(self.before, self.now, self.review)


def find_open_review(office: Office, ref: str) -> OpenReview:
    """The open review of a case. Raises Refused where none is open."""
    case_id = office.repo.resolve(ref)
    draft = drafts.load(office.repo, case_id)
    if draft is None:
        procedure.require(current_case(office.repo, case_id), Action.REVIEW_START, office.today)
        raise Refused(
            _("No review of {case} is open.").format(case=case_id),
            _("iza review start {case} --on DATE").format(case=case_id),
        )
    edit = open_draft(office, draft, Action.REVIEW_HOLD)
    return OpenReview(edit, edit.saved, edit.case, _review_of(draft, edit.case))


def untouched_steps(office: Office, case_id: str) -> list[str]:
    """The numbers of the open steps that the open review has not touched yet; none where no review is open."""
    draft = drafts.load(office.repo, case_id)
    return untouched_in_draft(draft, case_in_review(draft)) if draft else []


def untouched_in_draft(draft: Draft, now: Case) -> list[str]:
    """The same for a draft that was read already, with the case in it."""
    return untouched_between(case_before_review(draft), now, _review_of(draft, now))


def _review_of(draft: Draft, case: Case) -> Review:
    return next(review for review in case["reviews"] if review["id"] == draft.review)


def untouched_between(before: Case, now: Case, review: Review) -> list[str]:
    """The numbers of the open steps that are as they were ``before`` a review, and that it has no note about."""
    # A translation alone is no talk about the step: it may come from an interpreter days later.
    steps_before = {step["id"]: plain(step) for step in lookup.steps(before)}
    return [
        number
        for number, goal, step in lookup.numbered_steps(now)
        if step["id"] not in review.get("steps", {})
        and steps_before.get(step["id"]) == plain(step)
        and step["status"] not in CLOSED_STEPS
        and goal["status"] not in CLOSED_GOALS
    ]
