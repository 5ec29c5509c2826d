"""What proposals look like: as rows, as a sheet, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iza.cli.terminal.layout import Cell
from iza.cli.terminal.output import out
from iza.cli.terminal.tables import day
from iza.i18n import _

if TYPE_CHECKING:
    from iza.app.approval.proposals import Proposal, Shown
    from iza.app.sentences import Told


def table(found: Sequence[Proposal], *, as_json: bool) -> None:
    """The proposals that wait."""
    if as_json:
        return out.json([data(one) for one in found])
    columns = ("ID", _("Case"), _("What"), _("Proposed by"), _("Day"), _("Where"))
    rows: list[list[Cell]] = [
        [one.id, one.case or _("Settings"), one.said, one.proposer.name, _day(one), _place(one)] for one in found
    ]
    return out.table(columns, rows, empty=_("Nothing waits for a second person."))


def _day(one: Proposal) -> str:
    return day(one.when.date().isoformat())


def _place(one: Proposal) -> str:
    return ", ".join([*([_("here")] if one.here else []), *one.remotes])


def data(one: Proposal) -> dict[str, object]:
    """A proposal for programs; times as ISO text."""
    return {
        "id": one.id,
        "case": one.case,
        "action": one.action,
        "name": one.proposer.name,
        "email": one.proposer.email,
        "when": one.when.isoformat(),
        "commit": one.commit.id,
        "branch": f"iza/proposal/{one.id}",
        "here": one.here,
        "remotes": one.remotes,
    }


def sheet(shown: Shown, obstacle: str, *, as_json: bool) -> None:
    """One proposal with what it changes, and why it could not land today."""
    one = shown.proposal
    if as_json:
        changed = [_change(told) for told in shown.changes]
        return out.json({**data(one), "changes": changed, "lines": shown.lines, "obstacle": obstacle})
    out.heading(f"{one.topic}: {one.said}")
    out.pairs(
        [
            (_("Proposal"), one.id),
            (_("Proposed by"), f"{one.proposer.name} <{one.proposer.email}>"),
            (_("Day"), f"{_day(one)} {one.when:%H:%M}"),
            (_("Where"), _place(one)),
        ]
    )
    changes(shown)
    if obstacle:
        out.warn(_("It cannot land today: {reason}").format(reason=obstacle))
    return None


def _change(told: Told) -> dict[str, str]:
    path = ".".join(map(str, told.path))
    return {"kind": told.kind, "path": path, "old": told.old, "new": told.new, "sentence": told.sentence}


def changes(shown: Shown) -> None:
    """What a proposal changes."""
    from iza.app.sentences import lines

    for line in (*lines(shown.changes), *shown.lines):
        out.line(line, indent=4)
