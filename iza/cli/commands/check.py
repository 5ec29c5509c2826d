"""``iza check``: schema and rules over everything; never writes."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk
from iza.cli.options import JsonOption, argument, flag
from iza.cli.terminal import tables
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _

app = Commands()


@app.verb(
    "check",
    help=N_("Check all files (or the cases named) against schema and rules; changes nothing, ends with 1 on errors."),
    examples=["iza check", "iza check 8QK2 --json"],
)
def check(
    cases: Annotated[
        list[str] | None, argument(N_("CASE"), N_("The cases; without them the whole repository."))
    ] = None,
    strict: Annotated[bool, flag("--strict", help=N_("End with 1 on warnings too."))] = False,
    as_json: JsonOption = False,
) -> int:
    from iza.app.lists import check as checking
    from iza.model.findings import Level

    office = desk.office()
    all_located = checking.check(office, cases or [], lambda parts, total: out.progress(parts, _("Checking"), total))
    tables.findings(all_located, as_json=as_json)
    levels = {located.finding.level for located in all_located}
    return 1 if Level.ERROR in levels or (strict and Level.WARNING in levels) else 0
