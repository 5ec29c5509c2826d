"""Letters: one, one to each partner with the transmission on record, or one for each case that is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from iza import disk
from iza.app.letters import render
from iza.app.letters.frame import Style
from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.talks import SOON_DAYS
from iza.errors import IzaError, UsageError
from iza.i18n import _
from iza.model import lookup
from iza.model.overdue import DueKind, due_items
from iza.store import all_cases, case_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from iza.app.letters.render import Paper, Rendered
    from iza.app.office import Office
    from iza.model.case.record import Case


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


def paper_of_case(office: Office, case: str, order: Order) -> Paper:
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
            yield render.write(office, paper_of_case(office, case, order), order.formats, order.target)
        except UsageError:
            raise
        except (IzaError, OSError) as error:
            # What is no id might be a name.
            shown = case if case_ids.is_marked(case) else "…"
            yield failure_of(shown, error)


def failure_of(name: str, error: IzaError | OSError) -> Failure:
    """What stopped one paper; no path of the file system."""
    if isinstance(error, OSError):
        return Failure(name, _("the file could not be written: {reason}.").format(reason=disk.reason(error)))
    return Failure(name, error.message, error.hint)


def due(office: Office, name: str, within: int | None = None, worker: str | None = None) -> list[str]:
    """The cases a letter is due for: talks ahead, steps that are late or due soon. Raises UsageError.

    ``within`` is how many days to look ahead; four weeks for invitations, two for reminders if not given.
    """
    rule_and_days = _DUE.get(kind(name).name)
    if rule_and_days is None:
        raise UsageError(
            _("Nobody can say for whom {kind} is due.").format(kind=name),
            _("Documents that can be due: {names}. Others: --cases FILE").format(names=", ".join(_DUE)),
        )
    rule, usual = rule_and_days
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
