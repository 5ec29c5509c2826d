"""Who answers for whose cases today: absences and deputies."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from iza.model.county import County
    from iza.model.directory import Caseworker


def known_as(caseworkers: Mapping[str, Caseworker], name: str, email: str) -> frozenset[str]:
    """The entries of the directory somebody may be: those with this e-mail address, else those with this name.

    Capitals and the width of blanks do not count.
    """
    by_mail = {ref for ref, worker in caseworkers.items() if _plain_name(worker.get("email", "")) == _plain_name(email)}
    by_name = {ref for ref, worker in caseworkers.items() if _plain_name(full_name(worker)) == _plain_name(name)}
    return frozenset((by_mail if _plain_name(email) else set()) or (by_name if _plain_name(name) else set()))


def bears_foreign_name(directories: Iterable[Mapping[str, Caseworker]], name: str, email: str) -> bool:
    """Whether somebody bears the name of a caseworker beside an address that this caseworker never had.

    ``directories`` are all there ever were: who is told by an address may have had another one before.
    """
    bearers = [(ref, worker) for directory in directories for ref, worker in directory.items()]
    named = {ref for ref, worker in bearers if _plain_name(full_name(worker)) == _plain_name(name)}
    mails = {mail for ref, worker in bearers if ref in named and (mail := _plain_name(worker.get("email", "")))}
    return bool(mails) and _plain_name(email) not in mails


def full_name(worker: Caseworker) -> str:
    """``Judith Kübler``."""
    name = worker["name"]
    return f"{name.get('given', '')} {name.get('family', '')}".strip()


def _plain_name(text: str) -> str:
    return " ".join(text.casefold().split())


def is_there(worker: Caseworker, today: date) -> bool:
    """Whether this caseworker is active and not absent on the day."""
    day = today.isoformat()
    active = worker.get("active_from", day) <= day <= worker.get("active_until", day)
    return active and not any(a["since"] <= day <= a["until"] for a in worker.get("absences", []))


def stand_in(county: County, worker: str, today: date) -> str | None:
    """Who is there in a caseworker's place: the worker, or the first deputy along the line who is.

    None where the line of deputies ends or turns in a circle with nobody there.
    """
    seen: set[str] = set()
    while worker in county.caseworkers and worker not in seen:
        entry = county.caseworkers[worker]
        if is_there(entry, today):
            return worker
        seen.add(worker)
        worker = entry.get("deputy", "")
    return None


def responsible_workers(county: County, today: date) -> dict[str, frozenset[str]]:
    """For every caseworker, whose cases to look after today: always the own, and those of the absent.

    Who is absent keeps the own cases in the list and covers nobody else.
    """
    covered = {worker: {worker} for worker in county.caseworkers}
    for worker in county.caseworkers:
        present = stand_in(county, worker, today)
        if present:
            covered[present].add(worker)
    return {worker: frozenset(others) for worker, others in covered.items()}
