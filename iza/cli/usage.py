"""Wrong words on the command line, said in the language in use and never repeating a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable

# typer's own imports need it anyway.
from difflib import get_close_matches
from typing import TypeVar

import typer
from typer._click.core import Context, Parameter
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    FileError,
    MissingParameter,
    NoSuchOption,
    UsageError,
)

from iza.cli.helptext import choices_of, metavar, usage
from iza.cli.terminal.safe import clean_line
from iza.i18n import N_, _, ngettext

T = TypeVar("T")
ROOT_OPTIONS = ("--lang", "--color", "--repo", "-C", "--version")
_LONGEST_ECHO = 40
_TYPES = {
    "int": N_("a whole number is needed."),
    "float": N_("a number is needed."),
    "boolean": N_("yes or no is needed."),
    "path": N_("a file or folder that exists and can be used is needed."),
}


class BadValue(typer.BadParameter):
    """A value one of our own readers refuses, with a sentence that is translated already."""


def reader(read: Callable[[str], T]) -> Callable[[str], T]:
    """A reader of answers as an option's parser: its ValueError, a sentence, becomes a usage error."""

    def parse(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise BadValue(str(error)) from None

    return parse


def unknown_command(ctx: Context, word: str, names: Iterable[str], words: dict[str, str]) -> UsageError:
    """The error for a command that does not exist; ``words`` are other words people try, with the command meant."""
    commands = {**{name: name for name in names}, **words}
    close = [commands[match] for match in get_close_matches(word.lower(), commands, cutoff=0.65)]
    message = _("There is no command “{name}”.").format(name=clean_line(word)[:_LONGEST_ECHO])
    if close:
        meant = [f"`{ctx.command_path} {name}`" for name in dict.fromkeys(close)]
        message += " " + _("Did you mean {names}?").format(names=_any_of(meant))
    return UsageError(message, ctx)


def too_many(ctx: Context, count: int) -> UsageError:
    """The error for words after the last argument."""
    return UsageError(
        ngettext("There is one word too many.", "There are {count} words too many.", count).format(count=count), ctx
    )


def no_command(ctx: Context) -> UsageError:
    """The error for a group that is called without a command."""
    return UsageError(_("A command is missing."), ctx)


def sentence(error: ClickException) -> str:
    """What is wrong, in one sentence."""
    match error:
        case MissingParameter(param=Parameter() as param):
            return _what_is_missing(param)
        case NoSuchOption():
            return _no_such_option(error)
        case BadOptionUsage():
            text = _("{option} takes no value.") if "not take" in error.message else _("{option} needs a value.")
            return text.format(option=error.option_name)
        case BadParameter(param=Parameter() as param):
            return f"{_names_of(param)}: {_reason_of(error, param)}"
        case FileError():
            return _("The file cannot be opened: {path}.").format(path=clean_line(error.ui_filename))
    return error.message


def hint(error: ClickException) -> str:
    """Where to read on."""
    if isinstance(error, NoSuchOption) and error.option_name in ROOT_OPTIONS:
        return _("{option} stands before the command: iza {option} … COMMAND").format(option=error.option_name)
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "iza"
    return _("`{command} --help` shows how it goes.").format(command=path)


def usage_line(error: ClickException) -> str:
    """The usage line of the command that was called, if it is known."""
    ctx = getattr(error, "ctx", None)
    return usage(ctx) if ctx else ""


def _what_is_missing(param: Parameter) -> str:
    if param.param_type_name == "argument":
        return _("{name} is missing.").format(name=metavar(param))
    return _("The option {name} is missing.").format(name=_names_of(param))


def _no_such_option(error: NoSuchOption) -> str:
    message = _("There is no option {name} here.").format(name=clean_line(error.option_name)[:_LONGEST_ECHO])
    if error.possibilities and error.option_name not in ROOT_OPTIONS:
        message += " " + _("Did you mean {names}?").format(names=_any_of(error.possibilities[:2]))
    return message


def _reason_of(error: BadParameter, param: Parameter) -> str:
    if isinstance(error, BadValue):
        return error.message
    if param.type.name == "choice":
        return _("possible are {codes}.").format(codes=", ".join(choices_of(param)))
    if hasattr(param.type, "_describe_range"):
        return _range_in_words(getattr(param.type, "min", None), getattr(param.type, "max", None))
    kind = _TYPES.get(param.type.name)
    return _(kind or N_("this value is not possible."))


def _range_in_words(low: float | None, high: float | None) -> str:
    if low is None:
        return _("a number up to {high} is needed.").format(high=high)
    if high is None:
        return _("a number from {low} is needed.").format(low=low)
    return _("a number from {low} to {high} is needed.").format(low=low, high=high)


def _names_of(param: Parameter) -> str:
    names = " / ".join(param.opts) if param.param_type_name == "option" else metavar(param)
    return f"{names} ({param.envvar})" if isinstance(param.envvar, str) else names


def _any_of(names: Iterable[str]) -> str:
    separator = _("or")
    return f" {separator} ".join(names)
