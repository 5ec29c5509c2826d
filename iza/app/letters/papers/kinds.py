"""The catalogue of documents: what can be written, for whom, from what.

Source: the documents of the procedure, from the invitation to the clearing to the offer to the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from iza.app.letters.papers import (
    agreement,
    clearing,
    closing,
    consents,
    partners,
    reviews,
    talks,
    transfer,
    volunteers,
)
from iza.errors import UsageError
from iza.i18n import N_, _, language

if TYPE_CHECKING:
    from collections.abc import Callable

    from iza.app.letters.papers.view import Data, View


class Audience(StrEnum):
    """Who a document is for."""

    CLIENT = "client"
    PARTNER = "partner"
    INTERPRETER = "interpreter"
    MENTOR = "mentor"
    SERVICE = "service"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class PaperKind:
    """One document: its name is that of its template (``reminder`` of ``reminder.md.j2``).

    ``about`` says what its data is built from: the ``case``, one ``review`` that was held, a ``version`` of the
    agreement, the ``amendment`` that a review made of it, or somebody of the directory (``mentor``, ``volunteer``).
    ``sides`` are the roles it can be written to, the usual one first. What goes to another organisation ``tells``
    which data it contains: those need a consent, and go on record. Only what a client reads is translated.
    """

    name: str
    # German, as it is printed.
    title: str
    english: str
    audience: Audience
    build: Callable[[View], Data]
    about: str = "case"
    sides: tuple[str, ...] = ("client",)
    tells: Callable[[View], list[str]] | None = None
    one_page: bool = False

    @property
    def template(self) -> str:
        """The file of its wording."""
        return f"{self.name}.md.j2"

    @property
    def name_on_screen(self) -> str:
        """Its title in the language in use."""
        return self.title if language() == "de" else _(self.english)

    @property
    def outside(self) -> str:
        """The side that is another organisation, empty where there is none."""
        return next((side for side in self.sides if side in ("partner", "service")), "")

    @property
    def translated(self) -> bool:
        """Whether it can be had in a second language."""
        return self.audience is Audience.CLIENT


_CLIENT, _SERVICE = Audience.CLIENT, Audience.SERVICE
KINDS: dict[str, PaperKind] = {
    kind.name: kind
    for kind in (
        PaperKind("invitation-clearing", "Einladung zum Clearinggespräch", N_("Invitation to the clearing"), _CLIENT,
                  talks.invitation_clearing),
        PaperKind("interpreter-request", "Dolmetschanfrage", N_("Request for an interpreter"), Audience.INTERPRETER,
                  volunteers.interpreter_request),
        PaperKind("mentor-request", "Anfrage an Begleitpate/-patin", N_("Request to a mentor"), Audience.MENTOR,
                  volunteers.mentor_request),
        PaperKind("certificate-letter", "Aufforderung zum erweiterten Führungszeugnis",
                  N_("Letter for the certificate"), Audience.MENTOR, volunteers.certificate_letter, about="mentor"),
        PaperKind("confidentiality", "Verschwiegenheitserklärung", N_("Promise of confidentiality"), Audience.MENTOR,
                  volunteers.confidentiality, about="volunteer"),
        PaperKind("privacy-notice", "Datenschutzinformation", N_("Privacy notice"), _CLIENT, consents.privacy_notice),
        PaperKind("consent", "Einwilligung in die Datenübermittlung", N_("Consent to pass on data"), _CLIENT,
                  consents.consent),
        PaperKind("release", "Schweigepflichtentbindung", N_("Release from secrecy"), _CLIENT, consents.release),
        PaperKind("clearing-protocol", "Clearingprotokoll", N_("Minutes of the clearing"), _CLIENT, clearing.protocol),
        PaperKind("decision-note", "Mitteilung über die Entscheidung", N_("Note of the decision"), _CLIENT,
                  clearing.decision_note),
        PaperKind("agreement", "Integrationszielvereinbarung", N_("Agreement"), _CLIENT, agreement.build,
                  about="version"),
        PaperKind("plan-short", "Mein Plan", N_("My plan, on one page"), _CLIENT, reviews.plan_short, one_page=True),
        PaperKind("partner-letter", "Information für Kooperationspartner", N_("Letter to a partner"), Audience.PARTNER,
                  partners.partner_letter, sides=("partner",), tells=partners.data_of),
        PaperKind("reminder", "Erinnerung", N_("Reminder of open steps"), _CLIENT, talks.reminder,
                  sides=("client", "partner"), tells=talks.reminder_data, one_page=True),
        PaperKind("invitation-review", "Einladung zum Auswertungsgespräch", N_("Invitation to the review"), _CLIENT,
                  talks.invitation_review, sides=("client", "mentor", "interpreter")),
        PaperKind("review-minutes", "Auswertungsprotokoll", N_("Minutes of the review"), _CLIENT, reviews.minutes,
                  about="review"),
        PaperKind("amendment", "Änderungsvereinbarung", N_("Amendment of the agreement"), _CLIENT, reviews.amendment,
                  about="amendment"),
        PaperKind("closing-letter", "Abschlussschreiben", N_("Closing letter"), _CLIENT, closing.closing_letter),
        PaperKind("closing-report", "Abschlussbericht", N_("Closing report"), _SERVICE, closing.closing_report),
        PaperKind("handover", "Übergabeprotokoll", N_("Handover"), _SERVICE, transfer.handover,
                  sides=("worker", "service"), tells=transfer.data_of),
        PaperKind("transfer-consent", "Einwilligung in die Fallübergabe", N_("Consent to the transfer"), _CLIENT,
                  consents.transfer_consent),
        PaperKind("archive-offer", "Anbietung an das Archiv", N_("Offer to the archive"), Audience.ARCHIVE,
                  closing.archive_offer),
    )
}  # fmt: skip


def kind(name: str) -> PaperKind:
    """The document of this name. Raises UsageError naming the others."""
    if name in KINDS:
        return KINDS[name]
    raise UsageError(_("There is no such document."), _("Documents: {names}").format(names=", ".join(KINDS)))
