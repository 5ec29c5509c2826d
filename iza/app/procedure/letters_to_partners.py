"""Letters to partners, with the transmission on record under the consent it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.app import words
from iza.app.changing.change import open_edit
from iza.app.letters import render
from iza.app.letters.letters import Failure, failure_of
from iza.app.letters.papers import partners
from iza.app.letters.papers.kinds import kind
from iza.app.office import in_turn
from iza.app.procedure.consent import transmitted
from iza.errors import IzaError, Refused, UsageError
from iza.i18n import _
from iza.model import consents, lookup
from iza.model.procedure import Action
from iza.store.current_case import current_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.letters.letters import Order
    from iza.app.letters.render import Paper, Rendered
    from iza.app.office import Office
    from iza.model.case import Case


@dataclass(frozen=True)
class Informed:
    """The letters to the partners of a case, and who got none and why: no consent, a file that cannot be written."""

    written: tuple[Rendered, ...]
    left_out: tuple[Failure, ...]


def to_partner(office: Office, case: str, order: Order) -> Informed:
    """A letter to one partner, with its transmission on record."""
    return _write_letters(office, order, _send_letters(office, case, order, [order.ref]))


def to_partners(office: Office, case: str, order: Order) -> Informed:
    """A letter to every partner with a part in the plan, so that all know the same state."""
    known = current_case(office.repo, case)
    everyone = partners.partners_to_inform(known, office.repo.county, office.day)
    if not everyone:
        raise Refused(
            _("There is no signed agreement with open steps of partners."), f"iza agreement status {known['id']}"
        )
    allowed = [one.partner for one in everyone if one.covered]
    refused = tuple(_without_consent(known["id"], one) for one in everyone if not one.covered)
    sent = _write_letters(office, order, _send_letters(office, case, order, allowed)) if allowed else Informed((), ())
    return Informed(sent.written, refused + sent.left_out)


def _write_letters(office: Office, order: Order, made: Sequence[Paper]) -> Informed:
    """The letters as files, each for itself: they are on record already."""
    written: list[Rendered] = []
    failed: list[Failure] = []
    for paper in made:
        try:
            written.append(render.write(office, paper, order.formats, order.target))
        except (IzaError, OSError) as error:
            failed.append(failure_of(paper.view.ref, error))
    return Informed(tuple(written), tuple(failed))


def _without_consent(case: str, one: partners.Informed) -> Failure:
    return Failure(
        one.partner,
        _("no consent for {data}.").format(data=words.value(("consents", 0, "data"), list(one.missing))),
        f"iza consent give {case} --partner {one.partner} --data {','.join(one.missing)}",
    )


@in_turn
def _send_letters(office: Office, case: str, order: Order, refs: Sequence[str]) -> list[Paper]:
    """Rendered first, then put on record, then to be written: no letter without its transmission."""
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
        content = [one for one in data if one in row["data"]]
        transmitted(case, day, ref, paper.kind.name, content, row["id"], number)
    if not rows:  # a partner the county informs by statute
        transmitted(case, day, ref, paper.kind.name, data, None, number)
