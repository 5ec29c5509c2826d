"""The command tree: commands and groups that speak the language in use and load only when called.

A module of commands reads::

    app = Commands()

    @app.verb("hold", help=N_("Record the conversation."), examples=["iza clearing hold 8QK2"])
    def hold(case: CaseArg, on: OnOption = None) -> None:
        ...

A command returns nothing, or its exit code. Help texts, metavars and panel names are marked with
``N_``; they are translated when the tree is built. Every command gets ``--today`` and ``--help``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

import typer
from typer._click.core import Command, Context, Parameter
from typer._click.exceptions import UsageError
from typer._click.types import FuncParamType
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info

from iza.cli import helptext, usage
from iza.cli.context import choices
from iza.cli.terminal import answers
from iza.cli.terminal.output import out
from iza.cli.usage import reader
from iza.errors import IzaError
from iza.i18n import N_, _

# Of its commands on the page of a group.
_EXAMPLES = 2
F = TypeVar("F", bound=Callable[..., Any])


class Commands(typer.Typer):
    """The commands of one module."""

    def __init__(self, help: str = "") -> None:
        super().__init__(cls=IzaGroup, help=help, add_completion=False, rich_markup_mode=None)

    def verb(
        self, name: str, *, help: str, examples: Sequence[str], cls: type[IzaCommand] | None = None
    ) -> Callable[[F], F]:
        """Register a command with its help (first sentence = one-line help) and at least one example."""
        assert examples, f"{name} needs an example"
        return self.command(name, cls=cls or IzaCommand, help=help, epilog="\n".join(examples))


class Worded(Command):
    """What commands and groups share: help pages, usage errors and options in the language in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = helptext.tr(self.help)
        for param in self.params:
            _translated(param)

    def get_help_option(self, _ctx: Context) -> TyperOption:
        """``-h``, ``--help``."""
        if self._help_option is None:
            self._help_option = TyperOption(
                param_decls=["-h", "--help"], is_flag=True, expose_value=False, is_eager=True, callback=_show_help,
                help=_("Show this help."), rich_help_panel=helptext.COMMON,
            )  # fmt: skip
        return self._help_option

    def get_help(self, ctx: Context) -> str:
        """The help page."""
        return helptext.page(ctx)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the words; errors know the command they belong to."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise


class IzaCommand(Worded, TyperCommand):
    """A command; ``--today`` is added to its options."""

    # So that the error about them is ours.
    allow_extra_args = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(_translated(_today_option()))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the words; words after the last argument are an error."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise usage.too_many(ctx, len(rest))
        return rest

    def invoke(self, ctx: Context) -> Any:
        """Run the command, noting its name for an error report."""
        choices().command = ctx.command_path
        try:
            return super().invoke(ctx)
        except IzaError as error:
            if error.fields:
                from iza.cli.naming import name_options

                name_options(error, ctx)
            raise


class IzaGroup(Worded, TyperGroup):
    """A group of commands; called alone it shows its help."""

    def get_help(self, ctx: Context) -> str:
        """The help page with the commands of the group."""
        verbs = cast("Verbs", self.commands).infos
        rows = [(name, _first_line(helptext.tr(info.help) or "")) for name, info in verbs.items()]
        self.epilog = "\n".join((info.epilog or "").split("\n")[0] for info in list(verbs.values())[:_EXAMPLES])
        return helptext.page(ctx, [(_("Commands"), rows)])

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the words before the command."""
        if not args and not ctx.resilient_parsing:
            out.raw(self.get_help(ctx))
            ctx.exit()
        return super().parse_args(ctx, args)

    def list_commands(self, _ctx: Context) -> list[str]:
        """The names, in the order of the module; no command is built for that."""
        return list(self.commands)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str, Command, list[str]]:
        """The command named by the first word. Raises UsageError with close names."""
        command = self.get_command(ctx, args[0])
        if command is None:
            raise usage.unknown_command(ctx, args[0], self.list_commands(ctx), self.other_words())
        return args[0], command, args[1:]

    def invoke(self, ctx: Context) -> Any:
        """Run the command of the group. Raises UsageError where none is named."""
        if not ctx._protected_args:  # noqa: SLF001 - the words after the group's own options
            raise usage.no_command(ctx)
        return super().invoke(ctx)

    def other_words(self) -> dict[str, str]:
        """What people type instead of a command, with the command."""
        return {}


class Verbs(Mapping[str, Command]):
    """The commands of a module by name, each built when it is asked for."""

    def __init__(self, app: Commands) -> None:
        self.infos = {info.name or "": info for info in app.registered_commands}
        self._built: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        if name not in self._built:
            info = self.infos[name]
            self._built[name] = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.infos)

    def __len__(self) -> int:
        return len(self.infos)


def group(app: Commands) -> IzaGroup:
    """The commands of a module as a group."""
    return IzaGroup(name="", commands=cast("dict[str, Command]", Verbs(app)), help=app.info.help)


def _translated(param: Parameter) -> Parameter:
    for field in ("help", "metavar", "rich_help_panel"):
        if getattr(param, field, None):
            setattr(param, field, helptext.tr(getattr(param, field)))
    return param


def _first_line(text: str) -> str:
    return text.partition("\n\n")[0].partition(". ")[0].rstrip(".")


def _show_help(ctx: Context, _param: Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        out.raw(ctx.get_help())
        ctx.exit()


def _today_option() -> TyperOption:
    def fix(_ctx: Context, _param: Parameter, value: str | None) -> None:
        choices().today = date.fromisoformat(value) if value else None

    return TyperOption(
        param_decls=["--today"], type=FuncParamType(reader(answers.day)), envvar="IZA_TODAY", metavar=N_("DATE"),
        is_eager=True, expose_value=False, callback=fix, rich_help_panel=helptext.COMMON,
        help=N_("Work as if it were this day."),
    )  # fmt: skip
