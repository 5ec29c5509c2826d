"""The bond between paper and record: SHA-256 over the terms in RFC 8785 (canonical JSON) form."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from iza.model import lookup
from iza.model.terms import RULE, rule_of, terms

if TYPE_CHECKING:
    from iza.model.case.agreement import Version
    from iza.model.case.record import Case
    from iza.model.terms import Rule


def terms_sha256(case: Case, rule: Rule = RULE) -> str:
    """64 hex digits over the terms of the agreement as they stand (see ``iza.model.terms``)."""
    import rfc8785

    return sha256(rfc8785.dumps(terms(case, rule))).hexdigest()


def bond_of(version: Version) -> tuple[int, str, int]:
    """What binds a version to its terms: its number, their checksum, and the rule it was made by."""
    return version["number"], version["terms_sha256"], rule_of(version)


def bond(case: Case) -> dict[str, Any]:
    """The fields that bind a new version to the terms as they stand: the checksum, and the rule it was made by."""
    return {"terms_sha256": terms_sha256(case), "terms_rule": RULE}


def holds(case: Case, version: Version, then: Case | None = None) -> bool:
    """Whether a case holds the terms of this version, by the version's own rule.

    ``then`` is the case while this version was the latest, where ``case`` has gone on since (an open review, a later
    version): what was given up in between is another agreement, even where the version's rule counted every goal and
    step. Raises ValueError for a rule this program does not know; the schema refuses it before.
    """
    if version["terms_sha256"] == terms_sha256(case):
        return True
    kept = then is None or terms(then) == terms(case)
    return kept and version["terms_sha256"] == terms_sha256(case, rule_of(version))


def carries(case: Case, version: Version) -> bool:
    """Whether this version is the latest of a case, and the case holds its terms."""
    return any(bond_of(latest) == bond_of(version) for latest in lookup.versions(case)[-1:]) and holds(case, version)
