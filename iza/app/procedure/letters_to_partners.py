"""Letters to partners, with the transmission on record under the consent it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iza.app import words
from iza.app.changing.change import open_edit
from iza.app.letters import render
from iza.app.letters.letters import Failure, failure_of
from iza.app.letters.papers import partners
from iza.app.letters.papers.kinds import kind
from iza.app.office import in_turn
from iza.errors import IzaError, Refused, UsageError
from iza.i18n import _
from iza.model import consents, lookup
from iza.model.case.record import Case
from iza.model.procedure import Action
from iza.store.current_case import current_case
from iza.store.yaml.fields import append_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from iza.app.letters.letters import Order
    from iza.app.letters.render import Paper, Rendered
    from iza.app.office import Office


@dataclass(frozen=True)
class PartnerLetters:
    """The letters to the partners of a case, and who got none and why: no consent, a file that cannot be written."""

    written: tuple[Rendered, ...]
    left_out: tuple[Failure, ...]


def to_partner(office: Office, case: str, order: Order) -> PartnerLetters:
    """A letter to one partner, with its transmission on record."""
    return _write_letters(office, order, _send_letters(office, case, order, [order.ref]))


def to_partners(office: Office, case: str, order: Order) -> PartnerLetters:
    """A letter to every partner with a part in the plan, so that all know the same state."""
    content = current_case(office.repo, case)
    case_id = content["id"]
    everyone = partners.partners_to_inform(content, office.repo.county, office.day)
    if not everyone:
        raise Refused(_("There is no signed agreement with open steps of partners."), f"iza agreement status {case_id}")
    allowed = [partner.partner for partner in everyone if partner.covered]
    refused = tuple(_without_consent(case_id, partner) for partner in everyone if not partner.covered)
    if not allowed:
        return PartnerLetters((), refused)
    sent = _write_letters(office, order, _send_letters(office, case, order, allowed))
    return PartnerLetters(sent.written, refused + sent.left_out)


def _write_letters(office: Office, order: Order, made: Sequence[Paper]) -> PartnerLetters:
    """The letters as files, each for itself: they are on record already."""
    written: list[Rendered] = []
    failed: list[Failure] = []
    for paper in made:
        try:
            written.append(render.write(office, paper, order.formats, order.target))
        except (IzaError, OSError) as error:
            failed.append(failure_of(paper.view.ref, error))
    return PartnerLetters(tuple(written), tuple(failed))


def _without_consent(case_id: str, partner: partners.Informed) -> Failure:
    return Failure(
        partner.partner,
        _("no consent for {data}.").format(data=words.value(("consents", 0, "data"), list(partner.missing))),
        f"iza consent give {case_id} --partner {partner.partner} --data {','.join(partner.missing)}",
    )


@in_turn
def _send_letters(office: Office, case: str, order: Order, refs: Sequence[str]) -> list[Paper]:
    """The letters, put on record; they are still to be written. Raises UsageError and what rendering raises."""
    # Rendered before it is put on record, written after it: no letter without its transmission, and no transmission of
    # a letter that could not be made.
    side = kind(order.name).outside
    if not side:
        raise UsageError(_("{kind} does not go to partners.").format(kind=order.name), f"iza letter CASE {order.name}")
    edit = open_edit(office, case, Action.LETTER_SEND)
    made = [render.paper(office, case, order.name, order.style, to=side, to_ref=ref) for ref in refs]
    for paper in made:
        _put_on_record(edit.case, paper, office.day)
    edit.land()
    return made


def _put_on_record(case: Case, paper: Paper, day: str) -> None:
    """What the partner gets to know, under which consent: one entry for each consent the letter rests on."""
    assert paper.kind.tells
    ref, signed = paper.view.ref, lookup.signed_version(case)
    data = paper.kind.tells(paper.view)
    rows = consents.covering(case, ref, data, day)
    number = signed["number"] if signed else None
    for row in rows:
        content = [code for code in data if code in row["data"]]
        record_transmission(case, day, ref, paper.kind.name, content, row["id"], number)
    # No consent: the county informs this partner by statute.
    if not rows:
        record_transmission(case, day, ref, paper.kind.name, data, None, number)


def record_transmission(
    case: Case,
    on: str,
    partner: str,
    document: str,
    content: Collection[str],
    consent_id: str | None,
    version: int | None,
) -> None:
    """Note in a case that data were passed on, under a consent or (None) by statute, unless that is noted already.

    ``content`` are codes of the schema, never the data themselves; ``document`` is the template's name.
    """
    entry: dict[str, Any] = {"on": on, "partner": partner, "document": document}
    if content:
        entry["content"] = list(content)
    entry |= {"basis": "consent", "consent": consent_id} if consent_id else {"basis": "statutory"}
    if version is not None:
        entry["version"] = version
    # Writing the same letter again on the same day passes nothing on anew.
    if entry not in case.get("transmissions", []):
        append_entry(case, Case, "transmissions", entry)
