"""What keys of caseworkers look like."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from iza.cli.terminal.layout import Cell
from iza.cli.terminal.output import out
from iza.cli.terminal.tables import day
from iza.errors import UsageError
from iza.i18n import _
from iza.model.signers import FAULTS, FILE

if TYPE_CHECKING:
    from iza.app.changing.outcome import Outcome
    from iza.app.county.signing_keys import Keys
    from iza.model.signers import AllowedKey


def refuse_several(*options: str | None) -> None:
    """Raises UsageError where more than one of the options is given."""
    if sum(option is not None for option in options) > 1:
        raise UsageError(_("Only one of --add, --use and --revoke can be given."), "iza worker key --help")


def done(outcome: Outcome, *, as_json: bool) -> None:
    """What was done to a key."""
    if as_json:
        return out.json({"id": outcome.case, **outcome.data})
    out.done(outcome.message)
    for note in outcome.notes:
        out.warn(note)
    if outcome.next:
        out.next(outcome.next)
    return None


def show(keys: Keys, *, as_json: bool) -> None:
    """The keys of a caseworker: fingerprint, kind, from when and until when they count."""
    if as_json:
        return out.json([_line_as_data(broken_line) for broken_line in keys.signers])
    columns = [_("Fingerprint"), _("Kind"), _("From"), _("Until")]
    empty = _("No key of {id} yet: iza worker key {id} --add FILE.pub").format(id=keys.person.id)
    out.table(columns, [_cells_of(broken_line) for broken_line in keys.signers], empty=empty)
    for broken_line in keys.broken:
        where = f"{FILE}:{broken_line.line}" if broken_line.line else FILE
        out.warn(_("{place} does not count. {why}").format(place=where, why=_(FAULTS[broken_line.fault])))
    return None


def _cells_of(line: AllowedKey) -> list[Cell]:
    return [line.key.fingerprint, line.key.kind, _moment_in_words(line.after), _moment_in_words(line.before)]


def _moment_in_words(moment: datetime | None) -> str:
    """A day, with the time of day where it is not its beginning; local time."""
    if moment is None:
        return ""
    local = moment.astimezone()
    at_start = moment.astimezone(UTC).time() == datetime.min.time()
    return (
        day(moment.astimezone(UTC).date().isoformat()) if at_start else f"{day(local.date().isoformat())} {local:%H:%M}"
    )


def _line_as_data(line: AllowedKey) -> dict[str, object]:
    return {
        "fingerprint": line.key.fingerprint,
        "kind": line.key.kind,
        "valid_after": line.after.isoformat() if line.after else None,
        "valid_before": line.before.isoformat() if line.before else None,
    }
