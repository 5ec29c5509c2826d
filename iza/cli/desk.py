"""What nearly every command begins and ends with: the office it works in, the result it tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iza.cli import context
from iza.cli.output import out
from iza.i18n import _

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.app.records import Outcome
    from iza.model.case import Case
    from iza.model.procedure import Action


def office(worker: str | None = None) -> Office:
    """The office of the repository we are in. Raises NotFound and GitError."""
    from iza.app.office import open_office

    return open_office(context.start(), context.today(), worker)


def worker_named(desk: Office, worker: str | None) -> str | None:
    """The caseworker of ``--worker``; ``me`` is who is at work."""
    return desk.worker_id() if worker == "me" else worker


def allowed(desk: Office, case: str, action: Action) -> Case:
    """The case, if the procedure allows the action now: asked before a dialogue begins. Raises Refused."""
    return desk.open_edit(case, action).case


def name_broken(desk: Office) -> None:
    """Say which cases are missing in a list because their files cannot be used."""
    if desk.repo.broken:
        cases = ", ".join(desk.repo.broken[:5]) + (" …" if len(desk.repo.broken) > 5 else "")
        out.warn(_("Not in this list, because the file needs mending: {cases}").format(cases=cases))
        out.next("iza check")


def given(name: str, source: str | None, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The record ``name`` of ``--from``, or the answers of a dialogue."""
    from iza.app.intake import read_record

    return read_record(source, name) if source else ask()


def split(words: list[str] | None) -> list[str]:
    """The words of an option given several times, or once with commas."""
    return [part.strip() for word in words or [] for part in word.split(",") if part.strip()]


def tell(outcome: Outcome, *, as_json: bool = False) -> None:
    """What a command did, and what usually comes next."""
    if as_json:
        return out.json({"case": outcome.case, **outcome.data})
    out.done(f"{outcome.case}: {outcome.said}")
    for note in outcome.notes:
        out.warn(note)
    if outcome.next:
        out.next(outcome.next)
    return None


def tell_entry(outcome: Outcome, *, as_json: bool = False) -> None:
    """What a command did to an entry of the directory."""
    if as_json:
        return out.json({"id": outcome.case})
    out.done(outcome.said)
    for note in outcome.notes:
        out.warn(note)
    return None


def filled(**values: object) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in values.items() if value is not None}
