"""``iza edit``: the whole case in an editor, checked before it lands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from iza.cli import desk
from iza.cli.options import FromOption, argument, flag
from iza.cli.terminal.output import out
from iza.cli.terminal.tables import day
from iza.cli.tree import Commands
from iza.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from iza.app.changing.kept_texts import Leftover
    from iza.app.office import Office
    from iza.app.sentences import ChangeSentence
    from iza.errors import IzaError

app = Commands()


@app.verb(
    "edit",
    help=N_(
        "Change a case in your editor; what you save is checked, then committed. Also commits a change made by "
        "hand. With --from the whole file is replaced. Without a case: what was begun here and not finished."
    ),
    examples=["iza edit 8QK2", "iza edit 8QK2 --from case.yaml", "iza edit", "iza edit 8QK2 --discard"],
)
def edit(
    case: Annotated[str, argument(N_("CASE"), N_("The case; without it, what is unfinished is listed."))] = "",
    source: FromOption = None,
    discard: Annotated[bool, flag("--discard", help=N_("Drop the kept text of an edit that did not land."))] = False,
) -> None:
    from iza.app.changing import by_hand, in_editor
    from iza.app.changing.intake import read_text

    office = desk.office()
    if not case:
        return _list_unfinished(office)
    if discard:
        return desk.tell(in_editor.discard_kept_text(office, case))
    _show_by_hand(by_hand.changed_by_hand(office, by_hand.begin(office, case)))
    if source:
        return desk.tell(by_hand.land(office, by_hand.begin(office, case), read_text(source)))
    return desk.tell(in_editor.edit_in_editor(office, case, _decide_on_text, _wants_kept_text))


def _list_unfinished(office: Office) -> None:
    """What is unfinished in this clone, and how to go on with it or drop it."""
    from iza.app.changing.kept_texts import unfinished

    names = {"edit": _("text of an edit"), "review": _("open review")}
    ways = {"edit": "iza edit {case} --discard", "review": "iza review abandon {case}"}
    rows = [
        [
            leftover.case_id,
            names[leftover.kind],
            _moment_in_words(leftover.since),
            ways[leftover.kind].format(case=leftover.case_id),
        ]
        for leftover in unfinished(office.repo)
    ]
    out.table([_("Case"), _("What"), _("Last changed"), _("Dropped by")], rows, empty=_("Nothing is unfinished here."))


def _moment_in_words(when: datetime) -> str:
    return f"{day(when.date().isoformat())} {when:%H:%M}"


def _wants_kept_text(leftover: Leftover) -> bool:
    """Whether to go on with a kept text; asked on a terminal, said elsewhere."""
    from iza.cli.terminal.answers import Choice
    from iza.cli.terminal.prompts import choose, is_interactive

    out.note(_("A text of {moment} is kept that did not land yet.").format(moment=_moment_in_words(leftover.since)))
    if leftover.is_behind:
        out.note(_("The case was changed or restored since then."))
    if not is_interactive():
        out.next(_("`iza edit {case} --discard` drops it.").format(case=leftover.case_id))
        return True
    choices = [
        Choice("go_on", _("go on with it")),
        Choice("show", _("show what it would change")),
        Choice("discard", _("discard it and begin with the case as it is")),
    ]
    while (answer := choose(_("What now?"), choices, "go_on")) == "show":
        for line in leftover.lines:
            out.line(line)
    return answer == "go_on"


def _show_by_hand(changes: Sequence[ChangeSentence]) -> None:
    """What was changed in the file before, and will be committed with what is edited now."""
    from iza.cli.terminal import trail_page

    if changes:
        out.line(_("Changed by hand since the last commit:"))
        trail_page.sentences(changes)


def _decide_on_text(error: IzaError) -> str:
    """What to do with a text that may not land: again, keep it for later, or discard it."""
    from iza.cli.terminal.answers import Choice
    from iza.cli.terminal.prompts import choose, is_interactive

    if not is_interactive():
        return "fail"
    out.error(error.message, error.hint, error.more)
    choices = [
        Choice("again", _("edit again")),
        Choice("keep", _("keep the text for later")),
        Choice("discard", _("discard the changes")),
    ]
    return choose(_("What now?"), choices, "again")
