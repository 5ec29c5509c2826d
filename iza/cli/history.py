"""``iza history``: who changed what, when."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk, tables
from iza.cli.options import CaseArg, JsonOption, argument, flag, text_option
from iza.cli.tree import Commands
from iza.i18n import N_

app = Commands()


@app.verb(
    "history",
    help=N_("Who changed what in a case, newest first: each field from old to new."),
    examples=["iza history 8QK2", "iza history 8QK2 --limit 5", "iza history 8QK2 --json"],
)
def history(
    case: CaseArg,
    limit: Annotated[int, text_option("--limit", metavar=N_("N"), help=N_("Only the newest N entries."))] = 0,
    action: Annotated[
        str | None, text_option("--action", metavar=N_("ACTION"), help=N_("Only this action, like review.hold."))
    ] = None,
    internal: Annotated[
        bool, flag("--internal", help=N_("With priority and notes, which are hidden otherwise."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app import history as trail

    found = trail.history(desk.office(), case, internal=internal)
    wanted = [step for step in found if action is None or step.action == action]
    tables.history(wanted[: limit or None], as_json=as_json)


@app.verb(
    "diff",
    help=N_(
        "What changed in a case between two points: days, versions (v1), signed, last-review, now, or revisions of "
        "git. Without them: since the last review."
    ),
    examples=["iza diff 8QK2", "iza diff 8QK2 v1", "iza diff 8QK2 1.7.2026 31.12.2026"],
)
def diff(
    case: CaseArg,
    first: Annotated[str, argument(N_("FROM"), N_("The earlier point; the last review if not given."))] = "",
    second: Annotated[str, argument(N_("TO"), N_("The later point; now if not given."))] = "",
    as_json: JsonOption = False,
) -> None:
    from iza.app import moments

    tables.comparison(moments.compare(desk.office(), case, first or None, second or moments.NOW), as_json=as_json)
