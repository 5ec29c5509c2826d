"""The versions of an agreement beside a case that may be in the middle of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.history.terms import holds, terms_sha256
from iza.model import lookup
from iza.store import drafts
from iza.store.current_case import case_before_review

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.model.case import Case, Version


def current(office: Office, case: Case) -> Version | None:
    """The latest version, as long as the case says what it says; none while an open review has changed that."""
    latest, draft = lookup.versions(case)[-1:], drafts.load(office.repo, case["id"])
    return latest[0] if latest and holds(case, latest[0], case_before_review(draft) if draft else None) else None


def counting(office: Office, case: Case) -> Version | None:
    """The version that the agreement is printed as; None for a draft.

    The latest one, out for signature or signed; a draft before the first is issued, and while an open review has
    terms of no version. Terms that were changed outside a review make no draft: what was given out counts.
    """
    if drafts.load(office.repo, case["id"]) is None:
        return next(reversed(lookup.versions(case)), None)
    signed = lookup.signed_version(case)
    is_back = signed is not None and signed["terms_sha256"] == terms_sha256(case)
    return current(office, case) or (signed if is_back else None)
