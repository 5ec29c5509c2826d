"""Help pages as plain text in the language in use, with colour only where it is wanted.

Written here instead of by Typer because Typer 0.26 to 0.28 keeps "Usage", "Missing argument" and
others in English whatever gettext says, and because its Rich pages cost twice the start-up time.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from iza.cli.terminal.layout import cell_width, terminal_width
from iza.cli.terminal.style import paint, wants_color
from iza.i18n import N_, _

if TYPE_CHECKING:
    from typer._click.core import Command, Context, Parameter
    from typer.core import TyperOption

Rows = list[tuple[str, str]]
_FIRST_COLUMN = 26
_SHORT_CHOICE = 20
# A longer list hides the rest of the page; the error for a wrong code names those alike.
_MANY_CODES = 20
COMMON = N_("For every command")
_METAVARS = {
    "str": N_("TEXT"), "int": N_("NUMBER"), "int range": N_("NUMBER"), "float": N_("NUMBER"), "choice": N_("CODE"),
    "path": N_("PATH"),
}  # fmt: skip


def tr(text: str | None) -> str:
    """The text in the language in use; nothing for nothing (gettext answers "" with its header)."""
    return _(text) if text else ""


def usage(ctx: Context) -> str:
    """The usage line: ``Usage: iza review hold [OPTIONS] CASE``."""
    command = ctx.command
    arguments = [_argument_term(p) for p in command.params if p.param_type_name == "argument"]
    tail = [_("COMMAND …")] if hasattr(command, "list_commands") else []
    head = _("Usage:") + " "
    words = " ".join([ctx.command_path, _("[OPTIONS]"), *arguments, *tail])
    blanks = " " * len(head)
    return textwrap.fill(
        head + words, terminal_width(), subsequent_indent=blanks, break_on_hyphens=False, break_long_words=False
    )


def page(ctx: Context, commands: Iterable[tuple[str, Rows]] = ()) -> str:
    """The help page of a command; ``commands`` are the sections of a group with name and one-line help."""
    command = ctx.command
    parts = [usage(ctx), *_wrapped_paragraphs(command.help or "")]
    parts += _section_lines(list(commands))
    parts += _section_lines(
        [(title, [_row_of(param, ctx) for param in params]) for title, params in _panels_of(command, ctx)]
    )
    examples = (command.epilog or "").splitlines()
    if examples:
        title = _("Examples") if len(examples) > 1 else _("Example")
        parts.append("\n".join([_strong_text(title), *("  " + example for example in examples)]))
    return "\n\n".join(parts) + "\n"


def _panels_of(command: Command, ctx: Context) -> list[tuple[str, list[Parameter]]]:
    panels: dict[str, list[Parameter]] = {_("Arguments"): [], _("Options"): []}
    for param in command.get_params(ctx):
        if getattr(param, "hidden", False):
            continue
        usual = _("Arguments") if param.param_type_name == "argument" else _("Options")
        panels.setdefault(tr(getattr(param, "rich_help_panel", None)) or usual, []).append(param)
    return [(title, params) for title, params in panels.items() if params]


def _row_of(param: Parameter, ctx: Context) -> tuple[str, str]:
    text = getattr(param, "help", None) or ""
    extra = "; ".join(_extras_of(param, ctx))
    return (_argument_term(param) if param.param_type_name == "argument" else _option_term(param)), (
        f"{text} [{extra}]".strip() if extra else text
    )


def _extras_of(param: Parameter, ctx: Context) -> list[str]:
    extras = []
    codes = choices_of(param)
    if 0 < len(codes) <= _MANY_CODES and metavar(param) != "|".join(codes):
        extras.append(_("one of: {codes}").format(codes=", ".join(codes)))
    if param.envvar:
        names = param.envvar if isinstance(param.envvar, str) else ", ".join(param.envvar)
        extras.append(_("also as {variable}").format(variable=names))
    default = param.get_default(ctx, call=False)
    if default not in (None, False, (), []) and not callable(default) and getattr(param, "show_default", False):
        extras.append(_("default: {value}").format(value=getattr(default, "value", default)))
    if param.required:
        extras.append(_("required"))
    return extras


def choices_of(param: Parameter) -> list[str]:
    """The codes a choice, or a vocabulary of the schema, accepts."""
    source = param.type if hasattr(param.type, "choices") else getattr(param.type, "func", None)
    return [str(getattr(choice, "value", choice)) for choice in getattr(source, "choices", ())]


def metavar(param: Parameter) -> str:
    """The word that stands for the value."""
    if param.metavar:
        return param.metavar
    if param.param_type_name == "argument":
        return (param.name or "").upper()
    codes = "|".join(choices_of(param))
    if 0 < len(codes) <= _SHORT_CHOICE:
        return codes
    return tr(_METAVARS.get(param.type.name, N_("VALUE")))


def _argument_term(param: Parameter) -> str:
    word = metavar(param) + (" …" if param.nargs != 1 else "")
    return word if param.required else f"[{word}]"


def _option_term(param: Parameter) -> str:
    option: TyperOption = param  # type: ignore[assignment]
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=lambda name: name.startswith("--")))
    return names if option.is_flag or option.count else f"{names} {metavar(param)}"


def _section_lines(sections: Sequence[tuple[str, Rows]]) -> list[str]:
    """Titles with their rows; the texts of all sections start in one column."""
    column = min(max((cell_width(term) for _title, rows in sections for term, _text in rows), default=0), _FIRST_COLUMN)
    return [
        "\n".join([_strong_text(title), *(line for row in rows for line in _definition_lines(*row, column))])
        for title, rows in sections
    ]


def _definition_lines(term: str, text: str, column: int) -> list[str]:
    margin = " " * (column + 4)
    lines = textwrap.wrap(text, terminal_width() - len(margin), break_on_hyphens=False) or [""]
    name = "  " + paint(term, "name", wants_color(sys.stdout))
    gap = column - cell_width(term)
    if gap < 0:
        return [name, *(margin + line for line in lines)]
    return [(name + " " * (gap + 2) + lines[0]).rstrip(), *(margin + line for line in lines[1:])]


def _wrapped_paragraphs(text: str) -> list[str]:
    return [textwrap.fill(part, terminal_width(), break_on_hyphens=False) for part in text.split("\n\n") if part]


def _strong_text(text: str) -> str:
    return paint(text, "strong", wants_color(sys.stdout))
