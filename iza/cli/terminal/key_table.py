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
    from iza.model.signers import Signer


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


def show(found: Keys, *, as_json: bool) -> None:
    """The keys of a caseworker: fingerprint, kind, from when and until when they count."""
    if as_json:
        return out.json([_data(one) for one in found.signers])
    columns = [_("Fingerprint"), _("Kind"), _("From"), _("Until")]
    empty = _("No key of {id} yet: iza worker key {id} --add FILE.pub").format(id=found.person.id)
    out.table(columns, [_cells(one) for one in found.signers], empty=empty)
    for one in found.broken:
        place = f"{FILE}:{one.line}" if one.line else FILE
        out.warn(_("{place} does not count. {why}").format(place=place, why=_(FAULTS[one.fault])))
    return None


def _cells(one: Signer) -> list[Cell]:
    return [one.key.fingerprint, one.key.kind, _when(one.after), _when(one.before)]


def _when(moment: datetime | None) -> str:
    """A day, with the time of day where it is not its beginning; local time."""
    if moment is None:
        return ""
    local = moment.astimezone()
    at_start = moment.astimezone(UTC).time() == datetime.min.time()
    return (
        day(moment.astimezone(UTC).date().isoformat()) if at_start else f"{day(local.date().isoformat())} {local:%H:%M}"
    )


def _data(one: Signer) -> dict[str, object]:
    return {
        "fingerprint": one.key.fingerprint,
        "kind": one.key.kind,
        "valid_after": one.after.isoformat() if one.after else None,
        "valid_before": one.before.isoformat() if one.before else None,
    }
