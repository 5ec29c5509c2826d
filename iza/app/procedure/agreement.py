"""The agreement: issued, withdrawn, signed. Whether the record still says what was signed: ``agreement_status``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from iza.app.changing import intake
from iza.app.changing.change import editing
from iza.app.changing.outcome import Outcome
from iza.app.letters.papers.people import seats
from iza.app.procedure.partners_to_inform import news_for_partners
from iza.app.procedure.review_calendar import set_next
from iza.errors import Refused, UsageError
from iza.history.terms import bond, holds
from iza.i18n import _
from iza.model import lookup
from iza.model.case.agreement import Agreement, Version
from iza.model.procedure import Action, next_command
from iza.store.yaml.fields import append_entry, set_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iza.app.office import Office
    from iza.model.case.agreement import MissingSignature, Signature
    from iza.model.case.record import Case
    from iza.model.case.vocabulary import Role


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
class Signatory:
    """One who is to sign; ``ref`` names a person of the directory."""

    role: Role
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.ref}" if self.ref else self.role


def signatories(case: Case, day: str) -> list[Signatory]:
    """Who signs: everybody who takes part in the agreement, as its paper names them."""
    return [Signatory(seat["role"], seat.get("ref", "")) for seat in seats(case, day) if seat["role"] != "other"]


def sign(
    office: Office,
    ref: str,
    signed_on: str,
    signed_at: str,
    *,
    review_on: str | None = None,
    signed: Sequence[str] = (),
    missing: Mapping[str, str] | None = None,
) -> Outcome:
    """Record the signatures under the version that is out, and the date of the next review; ``signed_at`` is a town.

    Without ``signed`` everybody who takes part signed, except those in ``missing`` (role to reason).
    Raises UsageError for somebody who does not sign, InvalidData and Refused.
    """
    signed_on = intake.day({"signed_on": signed_on}, "signed_on", "")
    with editing(office, ref, Action.AGREEMENT_SIGN) as edit:
        case = edit.case
        version = _version_to_sign(case, signed_on)
        _plan_review(office, case, review_on, signed_on)
        people = signatories(case, signed_on)
        _refuse_unknown_names(people, [*signed, *(missing or {})])
        reasons = [(person, _reason_for_missing(person, missing or {})) for person in people]
        signers = [person for person, reason in reasons if reason is None and _has_signed(person, signed)]
        absent = [_missing_signature(person, reason) for person, reason in reasons if reason is not None]
        signatures = [_signature_of(person, signed_on, signed_at) for person in signers]
        values = {"signed_on": signed_on, "place": signed_at, "signatures": signatures, "missing": absent or None}
        set_fields(version, Version, values)
        news = news_for_partners(office, case)
        message = _("Version {number} is signed.").format(number=version["number"])
        return Outcome(
            edit.case_id,
            f"{message} {news.message}".strip(),
            news.command or next_command(case, office.today),
            notes=news.notes,
            data={"version": version["number"]},
        )


def _version_to_sign(case: Case, signed_on: str) -> Version:
    version = lookup.unsigned_version(case)
    if version is None:
        raise Refused(_("No version of this agreement is out for signature."), f"iza agreement status {case['id']}")
    _date_back(case, version, signed_on)
    # People signed what the paper says: a record that was changed by other means since is not what they signed.
    if not holds(case, version):
        raise Refused(
            _("The terms were changed after version {number} was issued.").format(number=version["number"]),
            _("Withdraw it, check it, and issue it again: iza agreement withdraw {case}").format(case=case["id"]),
        )
    return version


def _date_back(case: Case, version: Version, signed_on: str) -> None:
    """What is entered later than it happened was issued, and decided, at the latest on the day of the signatures."""
    # The rules want issue (E28) and decision (E05) before the signatures; a late entry would break them without need.
    version["issued_on"] = min(version["issued_on"], signed_on)
    decision = lookup.decision(case)
    if decision:
        decision["on"] = min(decision["on"], signed_on)


def _plan_review(office: Office, case: Case, review_on: str | None, signed_on: str) -> None:
    if review_on is not None:
        set_next(office, case, review_on, signed_on)
    # The procedure: nobody signs without knowing the day on which it is looked at again.
    elif not lookup.planned_review(case):
        raise Refused(_("No signing without the date of the next review."), _("--review-on DATE"))


def _matches_name(person: Signatory, name: str) -> bool:
    """Whether somebody is meant by ``role`` or ``role:ref``."""
    return name in (person.role, str(person))


def _reason_for_missing(person: Signatory, reasons: Mapping[str, str]) -> str | None:
    return next((reason for name, reason in reasons.items() if _matches_name(person, name)), None)


def _has_signed(person: Signatory, signed: Sequence[str]) -> bool:
    return not signed or any(_matches_name(person, name) for name in signed)


def _refuse_unknown_names(people: Sequence[Signatory], names: Sequence[str]) -> None:
    """Raises UsageError for a name that means none of those who sign."""
    for name in names:
        if not any(_matches_name(person, name) for person in people):
            raise UsageError(
                _("{role} does not sign this agreement.").format(role=name),
                _("Participants of the clearing sign: {roles}.").format(roles=", ".join(map(str, people))),
            )


def _signature_of(person: Signatory, signed_on: str, signed_at: str) -> Signature:
    entry: dict[str, Any] = {"role": person.role}
    if person.ref:
        entry["ref"] = person.ref
    entry |= {"signed_on": signed_on, "place": signed_at, "kind": "handwritten"}
    # An interpreter signs that it was interpreted, in a box of its own, and agrees to nothing.
    if person.role == "interpreter":
        entry["statement"] = "interpretation_confirmed"
    return cast("Signature", entry)


def _missing_signature(person: Signatory, reason: str) -> MissingSignature:
    entry = {"role": person.role, **({"ref": person.ref} if person.ref else {})}
    return cast("MissingSignature", entry | {"reason": reason})
