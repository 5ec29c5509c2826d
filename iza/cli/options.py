"""The options and arguments that commands share, each once.

No option takes the value of a personal field: it would stay in the shell's history. Such values come
from a dialogue, from ``--from FILE|-`` or from the editor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from iza.cli.terminal import answers
from iza.cli.terminal.answers import Choice, schema_choices
from iza.cli.usage import reader
from iza.i18n import N_, _

_SELECT = N_("Which ones")
_OUTPUT = N_("Output")


def day_option(*names: str, help: str, panel: str | None = None) -> Any:
    """An option that takes a day in both forms and hands on its ISO text."""
    return typer.Option(
        *names, parser=reader(answers.day), metavar=N_("DATE"), help=help, show_default=False, rich_help_panel=panel
    )


def time_option(*names: str, help: str) -> Any:
    """An option that takes a time of day as people write it and hands on ``HH:MM``."""
    return typer.Option(*names, parser=reader(answers.time), metavar=N_("TIME"), help=help, show_default=False)


def span_option(*names: str, help: str, panel: str | None = None) -> Any:
    """An option that takes ``14d`` or ``2w`` and hands on the number of days."""
    return typer.Option(
        *names, parser=reader(answers.span), metavar=N_("DAYS"), help=help, show_default=False, rich_help_panel=panel
    )


def code_option(*names: str, kind: str, path: tuple[str | int, ...], help: str, many: bool = False) -> Any:
    """An option that takes a code of the schema, or its label, and hands on the code; ``many`` with commas."""
    codes = Vocabulary(kind, path, many=many)
    return typer.Option(
        *names, parser=codes, metavar=N_("CODE"), help=help, show_default=False, autocompletion=codes.complete
    )


def text_option(*names: str, metavar: str, help: str, panel: str | None = None) -> Any:
    """An option that takes an id, a place or the like; never personal data."""
    return typer.Option(*names, metavar=metavar, help=help, show_default=False, rich_help_panel=panel)


def id_option(*names: str, help: str, metavar: str = N_("ID"), panel: str | None = None) -> Any:
    """An option that takes an id of the directory or of the case, as it comes out of a mail."""
    return typer.Option(*names, parser=_case_id, metavar=metavar, help=help, show_default=False, rich_help_panel=panel)


def _case_id(text: str) -> str:
    from iza.store import case_ids

    return case_ids.typed(text)


def _inner_id(text: str) -> str:
    from iza.store import case_ids

    return case_ids.inner(text)


def flag(*names: str, help: str, panel: str | None = None) -> Any:
    """An option that is there or not."""
    return typer.Option(*names, help=help, show_default=False, rich_help_panel=panel)


def argument(metavar: str, help: str, parser: Callable[[str], Any] | None = None) -> Any:
    """A word after the command."""
    return typer.Argument(metavar=metavar, help=help, show_default=False, parser=parser)


class Vocabulary:
    """The reader of an option that takes a code, or several with commas; its help page lists the codes."""

    def __init__(self, kind: str, path: tuple[str | int, ...], *, many: bool = False) -> None:
        self.kind, self.path, self.many = kind, path, many

    def __call__(self, text: str) -> str:
        """The code meant by a code, a label or the beginning of one. Raises BadValue."""
        read_code = reader(lambda word: answers.code(word, self.all_choices()))
        return ",".join(read_code(word) for word in text.split(",")) if self.many else read_code(text)

    def all_choices(self) -> list[Choice]:
        """The codes with their labels."""
        return schema_choices(self.kind, self.path)

    @property
    def choices(self) -> list[str]:
        """The codes."""
        return [choice.code for choice in self.all_choices()]

    def complete(self, incomplete: str) -> list[tuple[str, str]]:
        """Codes and labels for the shell."""
        return [(choice.code, choice.label) for choice in self.all_choices() if choice.code.startswith(incomplete)]


class Roles(Vocabulary):
    """The reader of roles, several with commas: ``client``, ``Klientin``, ``partner:vhs``."""

    def __call__(self, text: str) -> str:
        """The same with the codes of the roles. Raises BadValue."""
        return ",".join(self.role(word) for word in text.split(","))

    def role(self, text: str) -> str:
        """One role with its code. Raises BadValue."""
        from iza.store import case_ids

        name, colon, ref = text.partition(":")
        return reader(lambda word: answers.code(word, self.all_choices()))(name) + colon + case_ids.typed(ref)


SIGNERS = Roles("case", ("agreement", "versions", 0, "signatures", 0, "role"))
OWERS = Roles("case", ("agreement", "goals", 0, "steps", 0, "responsible", "role"))


def role_option(*names: str, roles: Roles, metavar: str, help: str) -> Any:
    """An option that takes roles by code or name."""
    return typer.Option(*names, parser=roles, metavar=metavar, help=help, show_default=False)


class Tongues(Vocabulary):
    """The languages documents are made in, in their order; ``german`` for German among them."""

    def __init__(self, *, german: bool = False) -> None:
        super().__init__("case", ("client", "written_language"))
        self.german = german

    def all_choices(self) -> list[Choice]:
        """Their tags with their labels, German first."""
        from iza.model.translations import LANGUAGES

        choices = {choice.code: choice for choice in super().all_choices()}
        own = [Choice("de", _("German"), ("deutsch",))] if self.german else []
        return [*own, *(choices[tag] for tag in LANGUAGES)]


CaseArg = Annotated[str, argument(N_("CASE"), N_("The case: its id like F-8QK2-7MX4, or the beginning of it."))]
GoalArg = Annotated[str, argument(N_("GOAL"), N_("The goal: its number like 2, or its id."), _inner_id)]
StepArg = Annotated[str, argument(N_("STEP"), N_("The step: its number like 2.1, or its id."), _inner_id)]
StepsArg = Annotated[list[str], argument(N_("STEP"), N_("The steps: their numbers like 2.1, or ids."), _inner_id)]
ConsentArg = Annotated[str, argument(N_("CONSENT"), N_("The consent: its number like 2, or its id."), _inner_id)]
EntryArg = Annotated[str, argument(N_("ID"), N_("The id of the entry in the directory."), _case_id)]

JsonOption = Annotated[bool, flag("--json", help=N_("Print JSON for programs."), panel=_OUTPUT)]
FromOption = Annotated[
    str | None,
    text_option(
        "--from", metavar=N_("FILE"), help=N_("Read the answers from a YAML file instead of asking; - is stdin.")
    ),
]
FormOption = Annotated[
    str, text_option("--format", metavar="table|csv|excel|json", help=N_("How to print it."), panel=_OUTPUT)
]
ExcelOption = Annotated[
    bool, flag("--excel", help=N_("CSV as a German Excel opens it, with the words of the screen."), panel=_OUTPUT)
]
OnOption = Annotated[str | None, day_option("--on", help=N_("The day it happened; today if not given."))]
AtOption = Annotated[
    str | None, day_option("--at", help=N_("As it was at the end of this day, from the history."), panel=_SELECT)
]
WithinOption = Annotated[
    int | None, span_option("--within", help=N_("Also what is due within this time, like 14d."), panel=_SELECT)
]
WorkerOption = Annotated[
    str | None,
    id_option("--worker", help=N_("Only cases of this caseworker; `me` is you."), panel=_SELECT),
]
TeamOption = Annotated[
    str | None, text_option("--team", metavar=N_("TEAM"), help=N_("Only cases of this team."), panel=_SELECT)
]
NoNamesOption = Annotated[
    bool, flag("--no-names", help=N_("Leave the names out: somebody looks over your shoulder."), panel=_OUTPUT)
]
YesOption = Annotated[bool, flag("-y", "--yes", help=N_("Do not ask for confirmation."))]
