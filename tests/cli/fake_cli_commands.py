"""Commands for the tests, written as the real ones are."""

from __future__ import annotations

import errno
import sys
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from iza import errors
from iza.cli import context
from iza.cli.options import CaseArg, GoalArg, JsonOption, OnOption, WithinOption, YesOption, code_option
from iza.cli.terminal import forms, prompts
from iza.cli.terminal.answers import Choice
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_

CANARY = "Zarifa Kanarienvogel"
app = Commands()
goals = Commands()


@app.verb("show", help=N_("One case: phase, goals, steps, reviews"), examples=["iza show 8QK2", "iza show 8QK2 --json"])
def show(
    case: CaseArg,
    on: OnOption = None,
    within: WithinOption = None,
    count: Annotated[int, typer.Option("--count", min=1, max=9)] = 3,
    level: Annotated[Literal["high", "low"] | None, typer.Option("--level")] = None,
    json: JsonOption = False,
) -> None:
    """Print what was understood."""
    out.json({"case": case, "on": on, "within": within, "count": count, "level": level, "json": json,
              "today": context.today(), "repo": context.choices().repo})  # fmt: skip


@app.verb("fail", help=N_("Raises what it is told to"), examples=["iza fail refused"])
def fail(what: Annotated[str, typer.Argument()]) -> int:
    """Raise one of many errors; every message that must not be kept holds the canary."""
    name = CANARY
    match what:
        case "findings":
            return 1
        case "exit":
            raise typer.Exit(4)
        case "interrupt":
            raise KeyboardInterrupt
        case "space":
            raise OSError(errno.ENOSPC, "No space", "/cases/8Q/F-8QK2-7MX4.yaml")
        case "no-path":
            raise OSError(errno.EROFS, "Read-only")
        case "odd-os":
            raise OSError(errno.ECHILD, name)
        case "denied":
            raise PermissionError(errno.EACCES, name, "a.yaml", None, "b.yaml")
        case "absent":
            Path("missing/file.yaml").read_text()
        case "other-pipe":
            raise BrokenPipeError(errno.EPIPE, name)
        case "badly-read":
            int(name)
        case "sleep":
            sys.stdout.write("asleep\n")
            sys.stdout.flush()
            time.sleep(20)
        case "chained":
            try:
                dict[str, str]()[name]
            except KeyError as error:
                raise RuntimeError(f"about {name}") from error
        case "group":
            raise ExceptionGroup(name, [ValueError(name), TypeError(name)])
        case "many-lines":
            for number in range(200_000):
                out.line(f"{number} {name}")
        case "exit-system":
            sys.exit(7)
    raise getattr(errors, what)("It does not go like this.", "Do that instead.")


@app.verb("form", help=N_("Asks questions"), examples=["iza form"])
def form() -> None:
    """Ask for a client."""
    fields = [
        forms.Field(("client", "names", 0, "family"), required=True),
        forms.Field(("client", "birth", "date"), required=True),
        forms.Field(("client", "gender")),
        forms.Field(("client", "nationality")),
        forms.Field(("client", "household", "children")),
        forms.Field(("client", "household", "childcare_needed"), when=_has_children),
        forms.Field(("client", "employment", "wishes"), multiline=True),
    ]
    defaults = {"client": {"gender": "female", "household": {"children": 2}}}
    out.json(forms.ask("case", fields, defaults))


def _has_children(given: object) -> bool:
    return bool(forms.value_at(given, ("client", "household", "children")))


@goals.verb("add", help=N_("Add a goal"), examples=["iza goal add 8QK2"])
def add(case: CaseArg) -> None:
    """Nothing but words."""
    out.done(f"{case}")
    out.next("iza agreement issue")


@goals.verb("drop", help=N_("Drop a goal. It stays in the history."), examples=["iza goal drop 8QK2 2"])
def drop(
    case: CaseArg,
    goal: GoalArg,
    because: Annotated[
        str,
        code_option(
            "--because", kind="case", path=("agreement", "goals", 0, "dropped_reason"), help=N_("Why it is dropped.")
        ),
    ],
    yes: YesOption = False,
) -> None:
    """Ask before."""
    if yes or prompts.confirm("Drop it?"):
        out.line(f"{case} {goal} {because}")


@goals.verb("pick", help=N_("Choose one of three"), examples=["iza goal pick"])
def pick() -> None:
    """Ask for one of three."""
    choices = [Choice("high", "hoch"), Choice("medium", "mittel"), Choice("low", "niedrig")]
    out.line(prompts.choose("Wie wichtig?", choices, default="medium"))
