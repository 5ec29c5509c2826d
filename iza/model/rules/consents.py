"""Rules about consents: who signs them, what was passed on under them, and when they run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.consents import DATA, runs, signs_alone, uncovered_by
from iza.model.findings import CASE_RULES, Violation
from iza.model.overdue import DueKind, due_items
from iza.model.rules.places import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.record import Case, Consent, Transmission
    from iza.model.county import County
    from iza.model.values import FieldPath

_NAMELESS = Phrase(N_("it does not say on which consent"))
_OTHER_PARTNER = Phrase(N_("that consent is for another partner"))
_OTHER_DAY = Phrase(N_("that consent was not given yet or had ended"))
_MORE = Phrase(N_("no consent covers everything that was passed on"))
_UNSIGNED = Phrase(N_("it does not say who signed it"))
_BY_GUARDIAN = Phrase(N_("from the age of 15 clients sign themselves, the guardian only in addition"))


def rests_on_consent(sent: Transmission) -> bool:
    """Whether a transmission rests on a consent, and not on a statute."""
    return sent.get("basis") == "consent" or ("consent" in sent and "basis" not in sent)


def _transmissions_with_consent(case: Case) -> Iterator[tuple[FieldPath, Transmission, Consent | None]]:
    """What rests on a consent, with its path and the consent it names; None where it names none.

    A name that leads nowhere is left to E26.
    """
    by_id = {consent["id"]: consent for consent in case.get("consents", [])}
    for index, sent in enumerate(case.get("transmissions", [])):
        if rests_on_consent(sent) and sent.get("consent", "") in {"", *by_id}:
            yield ("transmissions", index), sent, by_id.get(sent.get("consent", ""))


@CASE_RULES.rule(
    "E20",
    source="§ 67b Abs. 2 SGB X, Art. 7 DSGVO: data go to a partner only as far as the client agreed before",
    text=N_("This transmission does not rest on a consent: {why}."),
)
def transmission_is_covered(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """A transmission by consent names a consent for that partner that ran on that day, and was covered.

    Source: § 67b Abs. 2 SGB X and Art. 7 DSGVO. The content may be spread over several consents for the
    partner. Lines of free text among the content are not held against them. Revocations: E21.
    """
    for path, sent, consent in _transmissions_with_consent(case):
        if consent is None:
            yield Violation((*path, "basis"), {"why": _NAMELESS})
        elif consent["partner"] != sent["partner"]:
            yield Violation((*path, "consent"), {"why": _OTHER_PARTNER})
        elif not runs(consent, sent["on"]):
            yield Violation((*path, "consent"), {"why": _OTHER_DAY})
        elif uncovered_by(_running_consents(case, sent), [code for code in sent.get("content", []) if code in DATA]):
            yield Violation((*path, "content"), {"why": _MORE})


def _running_consents(case: Case, sent: Transmission) -> list[Consent]:
    """The consents for the partner that ran on the day of the transmission, also those revoked since."""
    consents = case.get("consents", [])
    return [consent for consent in consents if consent["partner"] == sent["partner"] and runs(consent, sent["on"])]


@CASE_RULES.rule(
    "E21",
    source="Art. 7 Abs. 3 DSGVO: a consent is revoked for the future, at any time",
    text=N_("This left on {on}, after the consent was revoked on {revoked}."),
    entry_depth=2,
)
def nothing_after_revocation(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Nothing is passed on under a consent after the day it was revoked.

    Source: Art. 7 Abs. 3 DSGVO. What left on that very day may have left before the client said so;
    once the revocation is recorded, nothing new is made under it on that day either.
    """
    for path, sent, consent in _transmissions_with_consent(case):
        if consent and sent["on"] > consent.get("revoked_on", "9999"):
            details: dict[str, object] = {"on": sent["on"], "revoked": consent["revoked_on"]}
            yield Violation((*path, "on"), details)


@CASE_RULES.rule(
    "E54",
    source="§ 36 Abs. 1 SGB I, Art. 7 Abs. 1 DSGVO: who understands it consents personally, and it can be shown",
    text=N_("This consent has no effect: {why}."),
)
def consent_is_signed(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Somebody signed each consent, and from the age of 15 the client did.

    Source: § 36 Abs. 1 SGB I (capacity from 15); Art. 7 Abs. 1 DSGVO (it can be shown). A consent is
    given personally: a guardian signs in the client's place only before that age, later in addition.
    """
    for index, consent in enumerate(case.get("consents", [])):
        path: FieldPath = ("consents", index)
        signed = consent.get("signed_by", [])
        if not signed:
            yield Violation((*path, "given_on"), {"why": _UNSIGNED})
        elif "client" not in signed and signs_alone(case, consent["given_on"]):
            yield Violation((*path, "signed_by"), {"why": _BY_GUARDIAN})


@CASE_RULES.rule(
    "W55",
    source="own practice: the client is asked again in time",
    text=N_("The consent for {partner} ends or has ended: it is valid until {on}."),
)
def consent_runs_out(case: Case, county: County, today: date) -> Iterator[Violation]:
    """A consent that was not renewed ends within 30 days, or has ended while the partner owes a step.

    Source: own practice; without a consent the partner cannot be told anything any more.
    """
    for due in due_items(case, county, today, {DueKind.CONSENT}):
        partner = case["consents"][int(due.what[1])]["partner"]
        yield Violation(due.what, {"partner": partner, "on": due.on})
