"""What nearly every command begins and ends with: the office it works in, the result it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from iza.cli import context
from iza.cli.terminal.output import out
from iza.i18n import _

if TYPE_CHECKING:
    from iza.app.changing.outcome import Outcome
    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.model.procedure import Action

T = TypeVar("T")


def office(worker: str | None = None) -> Office:
    """The office of the repository we are in. Raises NotFound and GitError."""
    from iza.app.office import open_office

    opened = open_office(context.start(), context.today(), worker)
    opened.repo.say = out.note
    opened.repo.mend()
    put_up = context.choices().put_up
    if put_up is None:
        return opened
    from iza.app.approval.approve import proposing

    return proposing(opened, put_up)


def as_of(desk: Office, day: str | None) -> Office:
    """The office at the end of the day of ``--at``, or as it is. Raises UsageError and NotFound."""
    if not day:
        return desk
    from iza.app.trail.office_in_the_past import at_end_of

    return at_end_of(desk, day)


def reading(items: Iterable[T], total: int) -> Iterator[T]:
    """The items, with a bar on a terminal while many cases are read."""
    return out.progress(items, _("Reading cases"), total)


def worker_named(desk: Office, worker: str | None) -> str | None:
    """The caseworker of ``--worker``; ``me`` is who is at work."""
    from iza.app.office import worker_id

    return worker_id(desk) if worker == "me" else worker


def allowed(desk: Office, case: str, action: Action) -> Case:
    """The case, if the procedure allows the action now: asked before a dialogue begins. Raises Refused."""
    from iza.app.changing.change import open_edit

    return open_edit(desk, case, action).case


def name_broken(desk: Office) -> None:
    """Say which cases are missing in a list, or are not as they were last committed, and what to do about it."""
    if desk.repo.newer:
        cases = _first_cases(desk.repo.newer)
        out.warn(_("Not in this list, because a newer iza wrote the file: {cases}").format(cases=cases))
    if desk.repo.broken:
        cases = _first_cases(desk.repo.broken)
        out.warn(_("Not in this list, because the file needs mending: {cases}").format(cases=cases))
        if not desk.repo.is_past:
            out.next("iza check")
    if desk.repo.missing:
        _name_astray(_("Not in this list, because the file is missing in the folder: {cases}"), desk.repo.missing)
    if desk.repo.older:
        _name_astray(_("Not as it was last committed, because the file is older: {cases}"), desk.repo.older)


def _name_astray(sentence: str, cases: list[str]) -> None:
    from iza.store import case_ids, restoring

    out.warn(sentence.format(cases=_first_cases(cases)))
    out.next(restoring.command(case_ids.path_of(cases[0])))


def _first_cases(cases: list[str]) -> str:
    return ", ".join(cases[:5]) + (" …" if len(cases) > 5 else "")


def given(name: str, source: str | None, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The record ``name`` of ``--from``, or the answers of a dialogue."""
    from iza.app.changing.intake import read_record

    if source:
        return read_record(source, name)
    # Before the questions, not after them.
    office().repo.refuse_unready()
    return ask()


def split(words: list[str] | None) -> list[str]:
    """The words of an option given several times, or once with commas."""
    return [part.strip() for word in words or [] for part in word.split(",") if part.strip()]


def tell(outcome: Outcome, *, as_json: bool = False) -> None:
    """What a command did, and what usually comes next."""
    if as_json:
        return out.json({"case": outcome.case, **outcome.data})
    out.done(f"{outcome.case}: {outcome.message}")
    for note in outcome.notes:
        out.warn(note)
    if outcome.next:
        out.next(outcome.next)
    return None


def tell_entry(outcome: Outcome, *, as_json: bool = False) -> None:
    """What a command did to an entry of the directory."""
    if as_json:
        return out.json({"id": outcome.case})
    out.done(outcome.message)
    for note in outcome.notes:
        out.warn(note)
    return None


def filled(**values: object) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in values.items() if value is not None}
