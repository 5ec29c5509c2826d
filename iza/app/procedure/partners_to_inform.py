"""Who has to hear of a new state of the plan: named after signing and after each review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.app import words
from iza.app.changing.outcome import Outcome
from iza.app.letters.papers.partners import partners_to_inform
from iza.i18n import _
from iza.model.procedure import next_command

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.model.case.record import Case


@dataclass(frozen=True)
class PartnerNews:
    """A sentence naming the partners to be informed, what stands in the way, and the command that writes to them."""

    message: str = ""
    notes: tuple[str, ...] = ()
    command: str = ""


def news_for_partners(office: Office, case: Case) -> PartnerNews:
    """The partners with a part in a signed plan that do not know it yet; nothing where there are none."""
    waiting = [partner for partner in partners_to_inform(case, office.repo.county, office.day) if not partner.told]
    if not waiting:
        return PartnerNews()
    names = ", ".join(partner.name for partner in waiting)
    notes = tuple(
        _("{partner}: no consent for {data}.").format(
            partner=partner.name, data=words.value(("consents", 0, "data"), list(partner.missing))
        )
        for partner in waiting
        if not partner.covered
    )
    # Where no partner may be told anything there is nothing to write yet: first the consents.
    command = f"iza letter {case['id']} partner-letter --all" if len(notes) < len(waiting) else ""
    return PartnerNews(_("To be informed: {partners}.").format(partners=names), notes, command)


def after_review(office: Office, case: Case, review: str, version: int | None, notes: tuple[str, ...]) -> Outcome:
    """What a review did: a new version to be signed, or the news for the partners."""
    data = {"review": review, "version": version}
    if version:
        message = _("Review recorded; version {number} is out for signature.").format(number=version)
        return Outcome(case["id"], message, f"iza agreement render {case['id']}", notes, data=data)
    news = news_for_partners(office, case)
    message = " ".join(sentence for sentence in (_("Review recorded."), news.message) if sentence)
    command = news.command or next_command(case, office.today)
    return Outcome(case["id"], message, command, (*notes, *news.notes), data=data)
