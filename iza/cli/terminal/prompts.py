"""Asking one question on a terminal. Questions go to stderr, so that stdout holds results only."""

from __future__ import annotations

import contextlib
import sys
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from iza.cli.terminal import answers
from iza.cli.terminal.answers import Choice
from iza.cli.terminal.output import out
from iza.cli.terminal.safe import clean
from iza.errors import Interrupted, UsageError
from iza.i18n import _

T = TypeVar("T")
# More choices than this are shown only when somebody types ?
LISTED = 30


def is_interactive() -> bool:
    """True where a person sits at a terminal who sees the questions and can answer."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def require_terminal(instead: str) -> None:
    """Raises UsageError without a terminal; ``instead`` names the options to use then."""
    if not is_interactive():
        raise UsageError(_("This command asks questions, and there is no terminal to ask on."), instead)


def read_line() -> str:
    """One line typed by the person, with line editing, without the blanks around it.

    Raises Interrupted for Ctrl-C and Ctrl-D.
    """
    _prepare_editing()
    sys.stderr.flush()
    while True:
        try:
            return unicodedata.normalize("NFC", input("> ").strip())
        except UnicodeDecodeError:
            out.note(_("These characters cannot be read here; please type it again."))
        except (KeyboardInterrupt, EOFError):
            raise Interrupted(_("Stopped; nothing was changed.")) from None


def read_block() -> str:
    """Several lines, up to an empty one."""
    return "\n".join(iter(read_line, ""))


def ask_until(read: Callable[[str], T], explain: Callable[[], None], line: Callable[[], str] = read_line) -> T:
    """Ask until ``read`` accepts the answer; ``?`` explains, a ValueError is told."""
    while True:
        text = line()
        if text == "?":
            explain()
            continue
        try:
            return read(text)
        except ValueError as error:
            out.note(_("Not like this: {reason}").format(reason=error))


def confirm(question: str, default: bool = False) -> bool:
    """Yes or no; without a terminal a UsageError that names ``--yes``."""
    require_terminal(_("Give --yes if you are sure."))
    keys = _("Y/n") if default else _("y/N")
    out.note(f"{question} [{keys}]")
    return ask_until(lambda text: answers.yes(text) if text else default, lambda: out.note(question))


def choose(question: str, choices: Sequence[Choice], default: str = "") -> str:
    """The code of one of the choices, by number, code or label."""
    require_terminal(_("Say it with an option; --help lists them."))
    out.note(question)
    show_choices(choices)

    def read(text: str) -> str:
        return default if default and not text else answers.code(text, choices)

    return ask_until(read, lambda: show_choices(choices, everything=True))


def show_choices(choices: Sequence[Choice], everything: bool = False) -> None:
    """The labels with their numbers; long lists only on request."""
    if len(choices) > LISTED and not everything:
        return
    width = len(str(len(choices)))
    for number, choice in enumerate(choices, 1):
        out.note(f"  {number:>{width}}  {choice.label}")


def printable(text: str) -> str:
    """The text as it is. Raises ValueError where it holds control characters."""
    if clean(text) != text.expandtabs(4):
        raise ValueError(_("there are invisible control characters in it."))
    return text


def _prepare_editing() -> None:
    """Line editing without memory: answers are personal data and no later answer to be fetched back."""
    with contextlib.suppress(ImportError, AttributeError):
        # Windows has none, others have less.
        import readline

        readline.set_auto_history(False)
