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
    from iza.app.sentences import ChangeSentence


def table(proposals: Sequence[Proposal], *, as_json: bool) -> None:
    """The proposals that wait."""
    if as_json:
        return out.json([data(proposal) for proposal in proposals])
    columns = ("ID", _("Case"), _("What"), _("Proposed by"), _("Day"), _("Where"))
    rows: list[list[Cell]] = [
        [
            proposal.id,
            proposal.case or _("Settings"),
            proposal.action_name,
            proposal.proposer.name,
            _day_of(proposal),
            _where_of(proposal),
        ]
        for proposal in proposals
    ]
    return out.table(columns, rows, empty=_("Nothing waits for a second person."))


def _day_of(proposal: Proposal) -> str:
    return day(proposal.when.date().isoformat())


def _where_of(proposal: Proposal) -> str:
    return ", ".join([*([_("here")] if proposal.here else []), *proposal.remotes])


def data(proposal: Proposal) -> dict[str, object]:
    """A proposal for programs; times as ISO text."""
    return {
        "id": proposal.id,
        "case": proposal.case,
        "action": proposal.action,
        "name": proposal.proposer.name,
        "email": proposal.proposer.email,
        "when": proposal.when.isoformat(),
        "commit": proposal.commit.id,
        "branch": f"iza/proposal/{proposal.id}",
        "here": proposal.here,
        "remotes": proposal.remotes,
    }


def sheet(shown: Shown, hindrance: str, *, as_json: bool) -> None:
    """One proposal with what it changes, and why it could not land today."""
    proposal = shown.proposal
    if as_json:
        changed = [_change_as_data(told) for told in shown.changes]
        return out.json({**data(proposal), "changes": changed, "lines": shown.lines, "obstacle": hindrance})
    out.heading(f"{proposal.topic}: {proposal.action_name}")
    out.pairs(
        [
            (_("Proposal"), proposal.id),
            (_("Proposed by"), f"{proposal.proposer.name} <{proposal.proposer.email}>"),
            (_("Day"), f"{_day_of(proposal)} {proposal.when:%H:%M}"),
            (_("Where"), _where_of(proposal)),
        ]
    )
    changes(shown)
    if hindrance:
        out.warn(_("It cannot land today: {reason}").format(reason=hindrance))
    return None


def _change_as_data(told: ChangeSentence) -> dict[str, str]:
    path = ".".join(map(str, told.path))
    return {"kind": told.kind, "path": path, "old": told.old, "new": told.new, "sentence": told.sentence}


def changes(shown: Shown) -> None:
    """What a proposal changes."""
    from iza.app.sentences import lines

    for line in (*lines(shown.changes), *shown.lines):
        out.line(line, indent=4)
