"""The bond between paper and record: SHA-256 over the terms in RFC 8785 (canonical JSON) form."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from iza.model.terms import terms

if TYPE_CHECKING:
    from iza.model.case import Case


def terms_sha256(case: Case) -> str:
    """64 hex digits over the terms of the agreement as they stand (see ``iza.model.terms``)."""
    import rfc8785

    return sha256(rfc8785.dumps(terms(case))).hexdigest()
