"""A case as it stands now: as it is saved, or as an open review has it so far."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from iza.store import drafts
from iza.store.formats.migrations import read_lifted
from iza.store.schema.shape_check import refuse_malformed

if TYPE_CHECKING:
    from iza.model.case.record import Case
    from iza.store.drafts import Draft
    from iza.store.repository import Repository


@dataclass(frozen=True)
class CurrentCase:
    """A case as it stands now, and the open review it was read from, None where none is open."""

    case: Case
    draft: Draft | None

    @cached_property
    def before_review(self) -> Case | None:
        """The case as it was saved when its open review began, None where none is open."""
        return case_before_review(self.draft) if self.draft else None


def read_current(repo: Repository, ref: str) -> CurrentCase:
    """A case as it is saved, or as an open review has it so far. Raises NotFound, GitError and InvalidData."""
    case_id = repo.resolve(ref)
    draft = drafts.load(repo, case_id)
    case = case_in_review(draft) if draft else repo.case(case_id)
    refuse_malformed("case", case)
    return CurrentCase(case, draft)


def current_case(repo: Repository, ref: str) -> Case:
    """The case alone of ``read_current``."""
    return read_current(repo, ref).case


def case_in_review(draft: Draft) -> Case:
    """The case as an open review has it so far, in the format of this version."""
    return cast("Case", read_lifted(draft.text.encode(), draft.case))


def case_before_review(draft: Draft) -> Case:
    """The case as it was saved when its open review began, in the format of this version."""
    return cast("Case", read_lifted(draft.base.encode(), draft.case))
