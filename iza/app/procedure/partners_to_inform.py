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
    from iza.model.case import Case


@dataclass(frozen=True)
class News:
    """A sentence naming the partners to be informed, what stands in the way, and the command that writes to them."""

    said: str = ""
    notes: tuple[str, ...] = ()
    command: str = ""


def news(office: Office, case: Case) -> News:
    """The partners with a part in a signed plan that do not know it yet; nothing where there are none."""
    waiting = [one for one in partners_to_inform(case, office.repo.county, office.day) if not one.told]
    if not waiting:
        return News()
    names = ", ".join(one.name for one in waiting)
    notes = tuple(
        _("{partner}: no consent for {data}.").format(
            partner=one.name, data=words.value(("consents", 0, "data"), list(one.missing))
        )
        for one in waiting
        if not one.covered
    )
    command = f"iza letter {case['id']} partner-letter --all" if len(notes) < len(waiting) else ""
    return News(_("To be informed: {partners}.").format(partners=names), notes, command)


def after_review(office: Office, case: Case, review: str, version: int | None, notes: tuple[str, ...]) -> Outcome:
    """What a review did: a new version to be signed, or the news for the partners."""
    data = {"review": review, "version": version}
    if version:
        said = _("Review recorded; version {number} is out for signature.").format(number=version)
        return Outcome(case["id"], said, f"iza agreement render {case['id']}", notes, data=data)
    heard = news(office, case)
    said = " ".join(part for part in (_("Review recorded."), heard.said) if part)
    command = heard.command or next_command(case, office.today)
    return Outcome(case["id"], said, command, (*notes, *heard.notes), data=data)
