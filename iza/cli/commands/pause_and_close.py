"""``iza pause``, ``iza resume``, ``iza close``."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk
from iza.cli.options import CaseArg, JsonOption, OnOption, code_option, day_option, text_option
from iza.cli.tree import Commands
from iza.i18n import N_

app = Commands()


@app.verb(
    "pause",
    help=N_("Let a case rest for a while. No reason is recorded: it would be about health."),
    examples=["iza pause 8QK2 --from 1.9.2026 --until 30.11.2026"],
)
def pause(
    case: CaseArg,
    since: Annotated[str | None, day_option("--from", help=N_("The first day; today if not given."))] = None,
    until: Annotated[str | None, day_option("--until", help=N_("The last day, if it is known."))] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import pause_and_close

    office = desk.office()
    desk.tell(pause_and_close.pause(office, case, since or office.day, until), as_json=as_json)


@app.verb("resume", help=N_("Take up a paused case again."), examples=["iza resume 8QK2 --on 1.12.2026"])
def resume(case: CaseArg, on: OnOption = None, as_json: JsonOption = False) -> None:
    from iza.app.procedure import pause_and_close

    office = desk.office()
    desk.tell(pause_and_close.resume(office, case, on or office.day), as_json=as_json)


@app.verb(
    "close",
    help=N_("Close a case with its reason. Fulfilled means: every goal is closed, or no support is needed any more."),
    examples=["iza close 8QK2 --reason goals_achieved --on 30.11.2026"],
)
def close(
    case: CaseArg,
    reason: Annotated[str, code_option("--reason", kind="case", path=("closing", "reason"), help=N_("Why it ends."))],
    on: OnOption = None,
    note: Annotated[str | None, text_option("--note", metavar=N_("TEXT"), help=N_("A note, never printed."))] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import pause_and_close

    office = desk.office()
    desk.tell(pause_and_close.close(office, case, reason, on or office.day, note), as_json=as_json)
