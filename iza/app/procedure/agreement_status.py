"""Whether the record still says what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.app.letters import sheet_facts
from iza.app.trail import paper_check
from iza.errors import NotFound, Refused
from iza.history.terms import holds, terms_sha256
from iza.model import lookup, phases
from iza.store.current_case import read_current

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iza.app.letters.announced_review import Fact
    from iza.app.office import Office
    from iza.app.sentences import ChangeSentence
    from iza.history.log import CaseVersion
    from iza.model.case.agreement import Version
    from iza.model.case.record import Case


@dataclass(frozen=True)
class VersionStatus:
    """One version: does the record still say what it said, and does the history hold its terms?

    ``in_history`` is found out from the texts in git, each with its checksum computed anew.
    """

    number: int
    issued_on: str
    signed_on: str
    terms_sha256: str
    is_current: bool
    in_history: bool


@dataclass(frozen=True)
class AgreementStatus:
    """Whether the record still equals what was signed.

    ``compared`` is the latest signed version, or the one that is out for signature where none is signed; ``changes``
    are the sentences that lead from its terms to those of today, None where the history does not hold them. ``facts``
    are what else stands on its sheet and is otherwise today, None where that is ``unknown``, which says why.
    """

    case: str
    phase: phases.Phase
    terms_sha256: str
    versions: tuple[VersionStatus, ...]
    compared: VersionStatus | None
    changes: tuple[ChangeSentence, ...] | None
    in_review: bool
    facts: tuple[Fact, ...] | None = ()
    unknown: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the terms are those of the latest version."""
        return bool(self.versions) and self.versions[-1].is_current


def agreement_status(office: Office, ref: str) -> AgreementStatus:
    """The versions of an agreement beside the terms as they stand today, or as an open review has them so far."""
    current = read_current(office.repo, ref)
    case = current.case
    history = paper_check.readable(office, case["id"]) if lookup.versions(case) else []
    versions = {version["number"]: _version_status(version, case, history) for version in lookup.versions(case)}
    version = lookup.signed_version(case) or lookup.unsigned_version(case)
    compared = versions[version["number"]] if version else None
    return AgreementStatus(
        case["id"],
        phases.phase(case, office.today),
        _checksum_today(case, versions.values()),
        tuple(versions.values()),
        compared,
        () if not version or not compared or compared.is_current else paper_check.since(history, case, version),
        current.draft is not None,
        *(_facts_since(office, case, version) if version else ()),
    )


def _checksum_today(case: Case, versions: Iterable[VersionStatus]) -> str:
    """The checksum of the terms as they stand: by the rule of the latest version that says the same."""
    # A version issued under an older rule has that checksum on its paper; by today's rule it would look changed.
    return next((row.terms_sha256 for row in reversed([*versions]) if row.is_current), "") or terms_sha256(case)


def _facts_since(office: Office, case: Case, version: Version) -> tuple[tuple[Fact, ...] | None, str]:
    """What stands on the sheet of a version otherwise than today, or why that cannot be told."""
    # A sheet that cannot be made again (in a shallow clone) must not hide whether the terms are the same.
    try:
        return sheet_facts.since_issue(office, case, version), ""
    except (NotFound, Refused) as error:
        return None, error.message


def _version_status(version: Version, case: Case, history: Sequence[CaseVersion]) -> VersionStatus:
    then = paper_check.carried(history, version)
    return VersionStatus(
        version["number"],
        version["issued_on"],
        version.get("signed_on", ""),
        version["terms_sha256"],
        holds(case, version, then),
        then is not None,
    )
