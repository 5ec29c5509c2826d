"""``iza trust``: programs that a received repository brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from iza.cli import context
from iza.cli.options import YesOption, flag, text_option
from iza.cli.terminal.output import out
from iza.cli.terminal.safe import clean_line
from iza.cli.terminal.style import Span
from iza.cli.tree import Commands
from iza.errors import UsageError
from iza.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iza.app.county.trusted_programs import Standing
    from iza.git import Program

app = Commands()


@app.verb(
    "trust",
    help=N_(
        "Show the programs a repository brings along, and allow git to run them in this clone. A repository got by "
        "`git clone` has none; a folder that was handed on may have some in .git/config or .git/hooks. When one "
        "changes, it has to be allowed again."
    ),
    examples=["iza trust", "iza trust --fingerprint 3f9a1c0de211", "iza trust --revoke"],
)
def trust(
    fingerprint: Annotated[
        str | None,
        text_option(
            "--fingerprint", metavar=N_("CODE"), help=N_("Allow without a question exactly what was shown with it.")
        ),
    ] = None,
    revoke: Annotated[bool, flag("--revoke", help=N_("Take back what was allowed in this clone."))] = False,
    yes: YesOption = False,
) -> None:
    from iza.app.county import trusted_programs as use_case
    from iza.cli.terminal.prompts import confirm

    if revoke and (fingerprint or yes):
        raise UsageError(_("--revoke takes back and allows nothing."), "iza trust --revoke")
    standing = use_case.standing(context.start())
    _show_programs(standing)
    if revoke:
        use_case.revoke(standing)
        return out.done(_("Nothing is allowed in this clone any more."))
    if not standing.waiting:
        return None
    if not (yes or fingerprint) and not confirm(_("May git run these programs here?")):
        return _tell_declined()
    use_case.allow(standing, fingerprint or standing.fingerprint)
    return out.done(_("Allowed in this clone. If one of them changes, iza asks again."))


def _show_programs(standing: Standing) -> None:
    if standing.waiting:
        count = len(standing.waiting)
        sentence = ngettext("{count} program waits for your answer:", "{count} programs wait for your answer:", count)
        _list_programs(sentence.format(count=count), standing.waiting, standing)
        out.line(_("Fingerprint: {code}").format(code=standing.fingerprint))
    elif not standing.allowed:
        out.done(_("This repository brings no programs along."))
    if standing.allowed:
        _list_programs(_("Allowed in this clone:"), standing.allowed, standing)


def _list_programs(title: str, programs: Iterable[Program], standing: Standing) -> None:
    out.line(Span(title, "strong"))
    for name, text in programs:
        out.line(clean_line(name), indent=4)
        out.line(clean_line(text.removeprefix(f"{standing.root}/")), indent=8)


def _tell_declined() -> None:
    out.note(_("Nothing was allowed."))
    out.next(_("What does not belong here: git config --local --unset NAME, or delete the file of the hook."))
