"""The agreement: issued, signed, and compared with what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from iza.app.changing import intake
from iza.app.changing.change import editing
from iza.app.changing.outcome import Outcome
from iza.app.letters import sheet_facts
from iza.app.letters.papers.people import seats
from iza.app.procedure import partners_to_inform
from iza.app.procedure.review_calendar import set_next
from iza.app.trail import paper_check
from iza.errors import NotFound, Refused, UsageError
from iza.history.terms import bond, holds, terms_sha256
from iza.i18n import _
from iza.model import lookup, phases
from iza.model.case import Agreement, Version
from iza.model.procedure import Action, next_command
from iza.store import drafts
from iza.store.current_case import current_case
from iza.store.yaml.fields import append_entry, set_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iza.app.letters.sheet_facts import Fact
    from iza.app.office import Office
    from iza.app.sentences import Told
    from iza.history.log import Entry
    from iza.model.case import Case, MissingSignature, Role, Signature


def issue(office: Office, ref: str, on: str | None = None) -> Outcome:
    """Freeze the draft as version 1: from now on paper and record say the same."""
    with editing(office, ref, Action.AGREEMENT_ISSUE) as edit:
        case = edit.case
        if not lookup.goals(case):
            raise Refused(_("An agreement needs at least one goal."), f"iza goal add {case['id']}")
        version = {"number": 1, "issued_on": on or office.day, **bond(case)}
        append_entry(case["agreement"], Agreement, "versions", version)
        return Outcome(
            edit.case_id,
            _("Version 1 is issued and frozen until it is signed."),
            f"iza agreement render {edit.case_id}",
            data={"version": 1, "terms_sha256": version["terms_sha256"]},
        )


def withdraw(office: Office, ref: str) -> Outcome:
    """Take an issued agreement back before it is signed, so that it can be changed."""
    with editing(office, ref, Action.AGREEMENT_WITHDRAW) as edit:
        del edit.case["agreement"]["versions"]
        return Outcome(edit.case_id, _("The agreement is a draft again."), next_command(edit.case, office.today))


@dataclass(frozen=True)
class Signer:
    """One who is to sign; ``ref`` names a person of the directory."""

    role: Role
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.ref}" if self.ref else self.role


def signers(case: Case, day: str) -> list[Signer]:
    """Who signs: everybody who takes part in the agreement, as its paper names them."""
    return [Signer(seat["role"], seat.get("ref", "")) for seat in seats(case, day) if seat["role"] != "other"]


def sign(
    office: Office,
    ref: str,
    signed_on: str,
    place: str,
    *,
    review_on: str | None = None,
    signed: Sequence[str] = (),
    missing: Mapping[str, str] | None = None,
) -> Outcome:
    """Record the signatures under the version that is out, and the date of the next review.

    Without ``signed`` everybody who takes part signed, except those in ``missing`` (role to reason).
    Raises UsageError for somebody who does not sign, InvalidData and Refused.
    """
    signed_on = intake.day({"signed_on": signed_on}, "signed_on", "")
    with editing(office, ref, Action.AGREEMENT_SIGN) as edit:
        case = edit.case
        version = _to_sign(case, signed_on)
        _plan_review(office, case, review_on, signed_on)
        reasons = dict(missing or {})
        people = signers(case, signed_on)
        _refuse_unknown(people, [*signed, *reasons])
        values = {
            "signed_on": signed_on,
            "place": place,
            "signatures": [_signature(p, signed_on, place) for p in people if _has_signed(p, signed, reasons)],
            "missing": [_missing(p, reasons) for p in people if _reason(p, reasons) is not None] or None,
        }
        set_fields(version, Version, values)
        heard = partners_to_inform.news(office, case)
        said = _("Version {number} is signed.").format(number=version["number"])
        return Outcome(
            edit.case_id,
            f"{said} {heard.said}".strip(),
            heard.command or next_command(case, office.today),
            notes=heard.notes,
            data={"version": version["number"]},
        )


def _to_sign(case: Case, signed_on: str) -> Version:
    version = lookup.unsigned_version(case)
    if version is None:
        raise Refused(_("No version of this agreement is out for signature."), f"iza agreement status {case['id']}")
    _date_back(case, version, signed_on)
    if not holds(case, version):
        raise Refused(
            _("The terms were changed after version {number} was issued.").format(number=version["number"]),
            _("Withdraw it, check it, and issue it again: iza agreement withdraw {case}").format(case=case["id"]),
        )
    return version


def _date_back(case: Case, version: Version, signed_on: str) -> None:
    """What is entered later than it happened was issued, and decided, at the latest on the day of the signatures."""
    version["issued_on"] = min(version["issued_on"], signed_on)
    decision = lookup.decision(case)
    if decision:
        decision["on"] = min(decision["on"], signed_on)


def _plan_review(office: Office, case: Case, review_on: str | None, signed_on: str) -> None:
    if review_on is not None:
        set_next(office, case, review_on, signed_on)
    elif not lookup.planned_review(case):
        raise Refused(_("No signing without the date of the next review."), _("--review-on DATE"))


def _matches(person: Signer, name: str) -> bool:
    return name in (person.role, str(person))


def _reason(person: Signer, reasons: Mapping[str, str]) -> str | None:
    return next((reason for name, reason in reasons.items() if _matches(person, name)), None)


def _has_signed(person: Signer, signed: Sequence[str], reasons: Mapping[str, str]) -> bool:
    if _reason(person, reasons) is not None:
        return False
    return not signed or any(_matches(person, name) for name in signed)


def _refuse_unknown(people: Sequence[Signer], names: Sequence[str]) -> None:
    for name in names:
        if not any(_matches(person, name) for person in people):
            raise UsageError(
                _("{role} does not sign this agreement.").format(role=name),
                _("Participants of the clearing sign: {roles}.").format(roles=", ".join(map(str, people))),
            )


def _signature(person: Signer, signed_on: str, place: str) -> Signature:
    entry: dict[str, Any] = {"role": person.role}
    if person.ref:
        entry["ref"] = person.ref
    entry |= {"signed_on": signed_on, "place": place, "kind": "handwritten"}
    if person.role == "interpreter":
        entry["statement"] = "interpretation_confirmed"
    return cast("Signature", entry)


def _missing(person: Signer, reasons: Mapping[str, str]) -> MissingSignature:
    entry = {"role": person.role, **({"ref": person.ref} if person.ref else {})}
    return cast("MissingSignature", entry | {"reason": _reason(person, reasons)})


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
class Status:
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
    changes: tuple[Told, ...] | None
    in_review: bool
    facts: tuple[Fact, ...] | None = ()
    unknown: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the terms are those of the latest version."""
        return bool(self.versions) and self.versions[-1].is_current


def status(office: Office, ref: str) -> Status:
    """The versions of an agreement beside the terms as they stand today, or as an open review has them so far."""
    case = current_case(office.repo, ref)
    past = paper_check.readable(office, case["id"]) if lookup.versions(case) else []
    rows = {one["number"]: _version_status(one, case, past) for one in lookup.versions(case)}
    version = lookup.signed_version(case) or lookup.unsigned_version(case)
    compared = rows[version["number"]] if version else None
    return Status(
        case["id"],
        phases.phase(case, office.today),
        next((row.terms_sha256 for row in reversed(rows.values()) if row.is_current), "") or terms_sha256(case),
        tuple(rows.values()),
        compared,
        () if not version or not compared or compared.is_current else paper_check.since(past, case, version),
        drafts.load(office.repo, case["id"]) is not None,
        *(_facts(office, case, version) if version else ()),
    )


def _facts(office: Office, case: Case, version: Version) -> tuple[tuple[Fact, ...] | None, str]:
    """What stands on the sheet of a version otherwise than today, or why that cannot be told."""
    try:
        return sheet_facts.since_issue(office, case, version), ""
    except (NotFound, Refused) as error:
        return None, error.message


def _version_status(version: Version, case: Case, past: Sequence[Entry]) -> VersionStatus:
    then = paper_check.carried(past, version)
    return VersionStatus(
        version["number"],
        version["issued_on"],
        version.get("signed_on", ""),
        version["terms_sha256"],
        holds(case, version, then),
        then is not None,
    )
