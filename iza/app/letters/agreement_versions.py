"""The versions of an agreement beside a case that may be in the middle of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.history.terms import holds, terms_sha256
from iza.model import lookup

if TYPE_CHECKING:
    from iza.model.case.agreement import Version
    from iza.model.case.record import Case


def current(case: Case, before_review: Case | None) -> Version | None:
    """The latest version, as long as the case says what it says; none while an open review has changed that.

    ``before_review`` is the case before an open review, None where none is open.
    """
    latest = next(reversed(lookup.versions(case)), None)
    return latest if latest and holds(case, latest, before_review) else None


def counting(case: Case, before_review: Case | None) -> Version | None:
    """The version that the agreement is printed as; None for a draft.

    The latest one, out for signature or signed; a draft before the first is issued, and while an open review has
    terms of no version. Terms that were changed outside a review make no draft: what was given out counts.
    """
    if before_review is None:
        return next(reversed(lookup.versions(case)), None)
    signed = lookup.signed_version(case)
    is_back = signed is not None and signed["terms_sha256"] == terms_sha256(case)
    return current(case, before_review) or (signed if is_back else None)
