"""``iza init`` and ``iza demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from iza.cli import context
from iza.cli.commands import demonstration
from iza.cli.options import argument, flag, text_option
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.errors import UsageError
from iza.i18n import N_, _

app = Commands()


@app.verb(
    "init",
    help=N_("Make a new case repository: settings, empty directory, schemas for editors, git underneath."),
    examples=[
        'iza init fallakten --name "Landkreis Albweil"',
        "iza init beispiel --example",
        "iza init fallakten --sign --key ~/.ssh/id_ed25519.pub",
    ],
)
def init(
    folder: Annotated[str, argument(N_("DIR"), N_("The new folder."))],
    name: Annotated[str | None, text_option("--name", metavar=N_("TEXT"), help=N_("The county."))] = None,
    example: Annotated[bool, flag("--example", help=N_("Fill it with invented people in every phase."))] = False,
    sign: Annotated[bool, flag("--sign", help=N_("Sign every change with an ssh key, from the first one on."))] = False,
    key: Annotated[
        str | None,
        text_option("--key", metavar=N_("FILE"), help=N_("Your public key for --sign, if git does not know it yet.")),
    ] = None,
) -> None:
    from iza.app.county import setup

    target = context.folder(folder).absolute()
    _refuse_mixed(example=example, sign=sign, key=key)
    if example:
        commits = demonstration.build(target)
        out.done(_("Example with {commits} commits in {folder}.").format(commits=commits, folder=folder))
        return out.next(f"cd {folder}; iza overdue")
    outcome = setup.init(target, name or _("Landkreis …"), sign=sign, key=Path(key) if key else None)
    out.done(outcome.message)
    return out.next(outcome.next)


def _refuse_mixed(*, example: bool, sign: bool, key: str | None) -> None:
    """Raises UsageError for options that do not go together."""
    if example and sign:
        raise UsageError(_("The example is made of many commits at once and cannot be signed."), "iza init DIR --sign")
    if key and not sign:
        raise UsageError(_("--key is for --sign."), "iza init DIR --sign --key FILE.pub")


@app.verb(
    "demo",
    help=N_(
        "Make the example repository and walk through the main work: what is overdue, one case, a new clearing, "
        "an agreement on paper, and the history of its adjustments."
    ),
    examples=["iza demo", "iza demo beispiel"],
)
def demo(
    folder: Annotated[str | None, argument(N_("DIR"), N_("Where to make it; `iza-demo` if not given."))] = None,
) -> int:
    return demonstration.run(context.folder(folder or "iza-demo").absolute(), context.today())
