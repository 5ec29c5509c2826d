"""Is the paper in somebody's hand the agreement as it stands? Answered by the terms hash printed on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from iza.app.letters import sheet_facts
from iza.app.sentences import talk_between, told
from iza.errors import NotFound, Refused, UsageError
from iza.history.changes import diff
from iza.history.log import entries
from iza.history.terms import carries, holds, terms_sha256
from iza.i18n import _
from iza.model import lookup
from iza.model.terms import RULES
from iza.plaintext import plain
from iza.store import case_ids
from iza.store.current_case import current_case
from iza.store.formats.migrations import read_lifted
from iza.store.schema import shape_check
from iza.store.schema.shape_check import refuse_malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.letters.announced_review import Fact
    from iza.app.office import Office
    from iza.app.sentences import ChangeSentence
    from iza.history.log import CaseVersion
    from iza.model.case.agreement import Version
    from iza.model.case.record import Case

_LONGEST = 200  # characters; the code on a paper has 43
# Letters neither ids nor hexadecimal numbers have.
_SLIPS = str.maketrans("OIL", "011")
_OTHERS = re.compile("[^0-9A-Z]")
_HASH = re.compile("[0-9A-F]{8,64}")
# F-8QK2-7MX4 V2 T1A2B3C4D5E6F C0123456789AB without its blanks; a draft has no version and no terms.
# C is a hexadecimal digit too: only the twelve digits of the terms tell where the commit begins.
_CODE = re.compile(
    "F([0-9A-HJKMNP-TV-Z]{8})(?:V([0-9]{1,4}))?(?:T([0-9A-F]{12}|[0-9A-F]{8,64}$))?(?:C([0-9A-F]{7,64}))?"
)


class PaperState(StrEnum):
    """What a paper is."""

    CURRENT = "current"
    # Its terms apply, but what else stands on it is otherwise today, or cannot be told.
    OTHER_FACTS = "other_facts"
    # The latest version, but the record says something else today.
    CHANGED = "changed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"
    # It names none: a draft, a letter.
    NO_VERSION = "no_version"
    OTHER_CASE = "other_case"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Code:
    """What a paper says about itself, empty where it says nothing: case, version, first digits of terms and commit."""

    case: str = ""
    version: int = 0
    terms: str = ""
    commit: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a paper is; ``version`` is its own number, ``changes`` lead from it to the terms of today.

    ``changes`` is None where the history does not hold what the paper says; so are ``facts``, what stands on it beside
    the terms and is otherwise today.
    """

    case: str
    state: PaperState
    latest: Version | None
    version: int = 0
    other_case: str = ""
    changes: tuple[ChangeSentence, ...] | None = None
    facts: tuple[Fact, ...] | None = None


def read_code(text: str) -> Code:
    """The code on a paper as scanned, or at least eight digits of its hash as typed. Raises UsageError."""
    compact = _OTHERS.sub("", plain(text[:_LONGEST]).upper()).translate(_SLIPS)
    if _HASH.fullmatch(compact) and not case_ids.is_marked(text):
        return Code(terms=compact.lower())
    match = _CODE.fullmatch(compact)
    if not match:
        raise UsageError(
            _("This is not what stands on a paper of iza."),
            _("Give at least the first 8 digits of the checksum (Prüfsumme), or the whole text of the QR code."),
        )
    return Code(case_ids.shown(match[1]), int(match[2] or 0), *((part or "").lower() for part in match.group(3, 4)))


def judge(office: Office, ref: str, text: str) -> Verdict:
    """What the paper with this code is. Raises UsageError, NotFound and InvalidData.

    Terms are compared with what is saved; an open review counts as a draft.
    """
    code = read_code(text)
    case = office.repo.case(office.repo.resolve(ref))
    refuse_malformed("case", case)
    latest = next(reversed(lookup.versions(case)), None)
    if code.case and code.case != case["id"]:
        return Verdict(case["id"], PaperState.OTHER_CASE, latest, code.version, code.case)
    if not code.terms:
        return Verdict(case["id"], PaperState.NO_VERSION, latest)
    version = _version_meant(lookup.versions(case), code)
    return _verdict_on_version(office, case, version, code) if version else _verdict_on_other_terms(office, case, code)


def _version_meant(versions: list[Version], code: Code) -> Version | None:
    """The version with these terms; of several the one the paper names, else the latest."""
    matches = [version for version in versions if version["terms_sha256"].startswith(code.terms)]
    named = [version for version in matches if version["number"] == code.version]
    return next(iter([*named, *reversed(matches)]), None)


def _verdict_on_version(office: Office, case: Case, version: Version, code: Code) -> Verdict:
    """The verdict on a version the record still holds."""
    latest, number = lookup.versions(case)[-1], version["number"]
    if number != latest["number"]:
        return Verdict(case["id"], PaperState.SUPERSEDED, latest, number, changes=_changes_since(office, case, version))
    if not holds(case, latest):
        return Verdict(case["id"], PaperState.CHANGED, latest, number, changes=_changes_since(office, case, version))
    facts = _facts_otherwise(office, case, latest, code)
    return Verdict(
        case["id"], PaperState.CURRENT if facts == () else PaperState.OTHER_FACTS, latest, number, facts=facts
    )


def _facts_otherwise(office: Office, case: Case, version: Version, code: Code) -> tuple[Fact, ...] | None:
    """What stands on the paper otherwise than today; None where the history does not hold the paper."""
    try:
        return sheet_facts.of_paper(office, case, version, code.commit)
    except (NotFound, Refused):
        return None


def _verdict_on_other_terms(office: Office, case: Case, code: Code) -> Verdict:
    """The verdict on terms that are no version of the record: a draft, or something from its history."""
    latest = next(reversed(lookup.versions(case)), None)
    state, number = PaperState.UNKNOWN, 0
    if any(_has_terms(draft, code) for draft in (case, current_case(office.repo, case["id"]))):
        state = PaperState.DRAFT
    for past in map(_case_of, readable(office, case["id"])):
        version = _version_meant(lookup.versions(past), code)
        if version and "signed_on" in version:
            # Nobody may take a signed version away.
            return Verdict(
                case["id"], PaperState.CHANGED, latest, version["number"], changes=_changes_since(office, case, version)
            )
        if version:
            state, number = PaperState.WITHDRAWN, version["number"]
        elif state is PaperState.UNKNOWN and _has_terms(past, code):
            state = PaperState.DRAFT
    return Verdict(case["id"], state, latest, number)


def _has_terms(case: Case, code: Code) -> bool:
    """Whether the terms on a paper, by whichever rule their checksum was made, are those of a case."""
    return any(terms_sha256(case, rule).startswith(code.terms) for rule in RULES)


def _changes_since(office: Office, case: Case, version: Version) -> tuple[ChangeSentence, ...] | None:
    """What changed in the terms from a version to today; None where its text is not in the history."""
    return since(readable(office, case["id"]), case, version)


def since(past: Sequence[CaseVersion], case: Case, version: Version) -> tuple[ChangeSentence, ...] | None:
    """The same from a history that was read already."""
    position = _carrier_of(past, version)
    if position is None:
        return None
    unsaved = diff(past[0].document or {}, case)
    changes = told(_case_of(past[position]), case, origin=talk_between(past[:position], unsaved))
    return tuple(change for change in changes if change.nature == "terms")


def carried(past: Sequence[CaseVersion], version: Version) -> Case | None:
    """The case as long as a version was its latest and it held its terms; None where the history does not say so."""
    position = _carrier_of(past, version)
    return None if position is None else _case_of(past[position])


def _carrier_of(past: Sequence[CaseVersion], version: Version) -> int | None:
    """Where the newest entry with a version as its latest stands, or else with its terms."""
    for is_so in (carries, holds):
        position = next((n for n, entry in enumerate(past) if is_so(_case_of(entry), version)), None)
        if position is not None:
            return position
    return None


def readable(office: Office, case_id: str) -> list[CaseVersion]:
    """What each commit made of a case, newest first; what was broken by hand is left out."""
    past = entries(office.repo.root, case_ids.path_of(case_id), read_lifted)
    return [entry for entry in past if entry.document and not shape_check.check("case", entry.document)]


def _case_of(entry: CaseVersion) -> Case:
    return cast("Case", entry.document)
