"""``iza`` itself: the root options, and commands that are imported when they are called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module

from typer._click.core import Command, Context, Parameter
from typer._click.shell_completion import CompletionItem
from typer._types import TyperChoice
from typer.core import TyperOption

from iza import __version__
from iza.cli import helptext
from iza.cli.command_table import TABLE, CommandEntry
from iza.cli.context import choices, folder
from iza.cli.terminal.output import out
from iza.cli.tree import IzaGroup, group
from iza.errors import UsageError
from iza.i18n import LANGUAGES, N_, _

_ABOUT = N_(
    "Integration agreements, from the first clearing conversation to fulfilled goals. "
    "Each case is one file, each change one commit."
)
_EXAMPLES = ("iza demo", "iza clearing create", "iza overdue --within 14d", "iza review --help")
_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


class Root(IzaGroup):
    """``iza``: its commands come from a table and are imported when called."""

    def __init__(self, table: Sequence[CommandEntry] = TABLE) -> None:
        super().__init__(name="iza", params=_root_options(), help=_ABOUT, epilog="\n".join(_EXAMPLES))
        self.table = {entry.name: entry for entry in table}

    def list_commands(self, _ctx: Context) -> list[str]:
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, _ctx: Context, cmd_name: str) -> Command | None:
        """Import and build the command."""
        entry = self.table.get(cmd_name)
        return _load_command(entry) if entry else None

    def get_help(self, ctx: Context) -> str:
        """The help page, from the table alone."""
        sections: dict[str, helptext.Rows] = {}
        for entry in self.table.values():
            sections.setdefault(_(entry.section), []).append((entry.name, _(entry.help)))
        return helptext.page(ctx, sections.items())

    def other_words(self) -> dict[str, str]:
        """The words of the table."""
        return {word: entry.name for entry in self.table.values() for word in entry.words}

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """Names of commands, from the table alone, and options."""
        items = [
            CompletionItem(name, help=_(entry.help))
            for name, entry in self.table.items()
            if name.startswith(incomplete)
        ]
        return [*items, *Command.shell_complete(self, ctx, incomplete)]

    def run(self, args: list[str]) -> int:
        """Run one command line; the exit code. Raises what the command raises."""
        self._answer_shell()
        with self.make_context("iza", args) as ctx:
            result = self.invoke(ctx)
        return result if isinstance(result, int) else 0

    def _answer_shell(self) -> None:
        """Answer the shell and exit, where it asks for completions."""
        if "_IZA_COMPLETE" in os.environ:
            from typer._completion_classes import completion_init

            completion_init()
            self._main_shell_completion({}, "iza", "_IZA_COMPLETE")


def _load_command(entry: CommandEntry) -> Command:
    app = getattr(import_module(entry.module, "iza.cli.commands"), entry.attribute)
    verbs = group(app)
    command = verbs if entry.group else verbs.commands[entry.name]
    command.name = entry.name
    command.help = command.help or _(entry.help)
    return command


def _root_options() -> list[Parameter]:
    def repo(_ctx: Context, _param: Parameter, value: str | None) -> None:
        if value == "":
            # Typed so: an empty variable of a script, and not the folder we are in.
            raise UsageError(_("-C needs the name of a folder."), "iza -C DIR …")
        choices().repo = folder(value) if value else None

    def color(_ctx: Context, _param: Parameter, value: str | None) -> None:
        choices().color = value or "auto"

    return [
        TyperOption(param_decls=["-C", "--repo"], metavar=N_("DIR"), envvar="IZA_REPO", expose_value=False, type=str,
                    callback=repo, help=N_("The case repository, where it is not the folder you are in.")),
        TyperOption(param_decls=["--lang"], type=TyperChoice(LANGUAGES), expose_value=False,
                    help=N_("The language of this call; else IZA_LANG, iza.yaml or the system decide.")),
        TyperOption(param_decls=["--color"], type=TyperChoice(("auto", "always", "never")), default="auto",
                    is_eager=True, expose_value=False, callback=color,
                    help=N_("Colours and bold type; NO_COLOR switches both off.")),
        TyperOption(param_decls=["--install-completion"], is_flag=True, is_eager=True, expose_value=False,
                    callback=_install_completion, help=N_("Let the shell complete the words of iza.")),
        TyperOption(param_decls=["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
                    help=N_("Show the version.")),
    ]  # fmt: skip


def _print_version(ctx: Context, _param: Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        out.line(f"iza {__version__}")
        ctx.exit()


def _install_completion(ctx: Context, _param: Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from typer._completion_shared import _get_shell_name, install

        shell = _get_shell_name()
        if shell not in _SHELLS:
            raise UsageError(_("Completion works with bash, zsh, fish and PowerShell only."))
        shell, path = install(shell, "iza", "_IZA_COMPLETE")
        out.done(_("Completion for {shell} is set up in {path}.").format(shell=shell, path=path))
        out.next(_("It works in the next terminal you open."))
        ctx.exit()
