"""Letters: one, one to each partner with the transmission on record, or one for each case that is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from iza import disk
from iza.app import words
from iza.app.changing.change import open_edit
from iza.app.letters import render
from iza.app.letters.papers import partners
from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.talks import SOON_DAYS
from iza.app.letters.render import Style
from iza.app.office import in_turn
from iza.app.procedure.consent import transmitted
from iza.errors import IzaError, Refused, UsageError
from iza.i18n import _
from iza.model import consents, lookup
from iza.model.overdue import DueKind, due_items
from iza.model.procedure import Action
from iza.store import all_cases, case_ids
from iza.store.current_case import current_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from iza.app.letters.render import Paper, Rendered
    from iza.app.office import Office
    from iza.model.case import Case


@dataclass(frozen=True)
class Order:
    """What is to be written, how, and where it goes."""

    name: str
    style: Style = field(default_factory=Style)
    formats: Sequence[str] = ("md", "pdf")
    target: Path | None = None
    to: str = ""
    ref: str = ""
    review: str = ""


@dataclass(frozen=True)
class Failure:
    """A case whose letter could not be written, and why."""

    case: str
    reason: str
    hint: str = ""


@dataclass(frozen=True)
class Informed:
    """The letters to the partners of a case, and who got none and why: no consent, a file that cannot be written."""

    written: tuple[Rendered, ...]
    left_out: tuple[Failure, ...]


def one(office: Office, case: str, order: Order) -> Paper:
    """The paper of a case, rendered but not written yet. Raises UsageError, NotFound, InvalidData, Refused."""
    if kind(order.name).sides[0] == "partner":
        raise UsageError(_("Say which partner the letter goes to."), "--partner ID, --all")
    return render.paper(
        office, case, order.name, order.style, to=order.to, to_ref=order.ref, review=order.review
    )


def volunteer(office: Office, role: str, ref: str, order: Order) -> Rendered:
    """A document about a mentor or an interpreter of the directory. Raises UsageError, NotFound, InvalidData."""
    made = render.volunteer_paper(office, order.name, role, ref, order.style)
    return render.write(office, made, order.formats, order.target)


def written(office: Office, cases: Iterable[str], order: Order) -> Iterator[Rendered | Failure]:
    """One letter for each case, in one process; what cannot be written stops no other."""
    for case in cases:
        try:
            yield render.write(office, one(office, case, order), order.formats, order.target)
        except UsageError:
            raise
        except (IzaError, OSError) as error:
            shown = case if case_ids.is_marked(case) else "…"  # what is no id might be a name
            yield _failure(shown, error)


def _failure(name: str, error: IzaError | OSError) -> Failure:
    """What stopped one paper; no path of the file system."""
    if isinstance(error, OSError):
        return Failure(name, _("the file could not be written: {reason}.").format(reason=disk.reason(error)))
    return Failure(name, error.message, error.hint)


def to_partner(office: Office, case: str, order: Order) -> Informed:
    """A letter to one partner, with its transmission on record."""
    return _written_to(office, order, _sent(office, case, order, [order.ref]))


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
    sent = _written_to(office, order, _sent(office, case, order, allowed)) if allowed else Informed((), ())
    return Informed(sent.written, refused + sent.left_out)


def _written_to(office: Office, order: Order, made: Sequence[Paper]) -> Informed:
    """The letters as files, each for itself: they are on record already."""
    written: list[Rendered] = []
    failed: list[Failure] = []
    for paper in made:
        try:
            written.append(render.write(office, paper, order.formats, order.target))
        except (IzaError, OSError) as error:
            failed.append(_failure(paper.view.ref, error))
    return Informed(tuple(written), tuple(failed))


def _without_consent(case: str, one: partners.Informed) -> Failure:
    return Failure(
        one.partner,
        _("no consent for {data}.").format(data=words.value(("consents", 0, "data"), list(one.missing))),
        f"iza consent give {case} --partner {one.partner} --data {','.join(one.missing)}",
    )


@in_turn
def _sent(office: Office, case: str, order: Order, refs: Sequence[str]) -> list[Paper]:
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


def due(office: Office, name: str, within: int | None = None, worker: str | None = None) -> list[str]:
    """The cases a letter is due for: talks ahead, steps that are late or due soon. Raises UsageError.

    ``within`` is how many days to look ahead; four weeks for invitations, two for reminders if not given.
    """
    found = _DUE.get(kind(name).name)
    if found is None:
        raise UsageError(
            _("Nobody can say for whom {kind} is due.").format(kind=name),
            _("Documents that can be due: {names}. Others: --cases FILE").format(names=", ".join(_DUE)),
        )
    rule, usual = found
    days = usual if within is None else within
    return [
        case["id"]
        for case in all_cases.outlines(office.repo)
        if "closing" not in case and worker in (None, case["caseworker"]) and rule(office, case, days)
    ]


def _review_ahead(office: Office, case: Case, days: int) -> bool:
    planned = lookup.planned_review(case)
    return planned is not None and _is_ahead(office, planned["planned_on"], days)


def _clearing_ahead(office: Office, case: Case, days: int) -> bool:
    clearing = lookup.current_clearing(case)
    return (
        clearing is not None and "held_on" not in clearing and _is_ahead(office, clearing.get("planned_on", ""), days)
    )


def _is_ahead(office: Office, day: str, days: int) -> bool:
    return office.day <= day <= (office.today + timedelta(days=days)).isoformat()


def _has_steps_to_do(office: Office, case: Case, days: int) -> bool:
    """Whether the client has a step that is late or due soon."""
    late = {item.number for item in due_items(case, office.repo.county, office.today, {DueKind.STEP}, days)}
    return any(
        number in late and step["responsible"]["role"] == "client"
        for number, _goal, step in lookup.numbered_steps(case)
    )


_DUE: dict[str, tuple[Callable[[Office, Case, int], bool], int]] = {
    "invitation-review": (_review_ahead, 28),
    "invitation-clearing": (_clearing_ahead, 28),
    "reminder": (_has_steps_to_do, SOON_DAYS),
}
