"""``iza edit``: the whole case in an editor, checked before it lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.cli import desk
from iza.cli.options import CaseArg, FromOption
from iza.cli.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _

if TYPE_CHECKING:
    from iza.errors import IzaError

app = Commands()


@app.verb(
    "edit",
    help=N_(
        "Change a case in your editor; what you save is checked, then committed. Also commits a change made by "
        "hand. With --from the whole file is replaced."
    ),
    examples=["iza edit 8QK2", "iza edit 8QK2 --from case.yaml"],
)
def edit(case: CaseArg, source: FromOption = None) -> None:
    from iza.app import edit as editing
    from iza.app.intake import read_text

    office = desk.office()
    if source:
        return desk.tell(editing.land(office, editing.begin(office, case), read_text(source)))
    return desk.tell(editing.in_editor(office, case, _decide))


def _decide(error: IzaError) -> str:
    """What to do with a text that may not land: again, keep it for later, or discard it."""
    from iza.cli.answers import Choice
    from iza.cli.prompts import choose, is_interactive

    if not is_interactive():
        return "fail"
    out.error(error.message, error.hint, error.more)
    choices = [
        Choice("again", _("edit again")),
        Choice("keep", _("keep the text for later")),
        Choice("discard", _("discard the changes")),
    ]
    return choose(_("What now?"), choices, "again")
