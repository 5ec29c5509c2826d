"""Every command of the table exists, explains itself, and its examples can be typed as they stand."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator

import pytest
from typer._click.core import Command, Context

from iza.cli.command_table import TABLE
from iza.cli.main import main
from iza.cli.root import Root
from iza.cli.tree import IzaCommand, IzaGroup


def _commands() -> Iterator[tuple[str, Command]]:
    root = Root()
    ctx = Context(root, info_name="iza")
    for entry in TABLE:
        command = root.get_command(ctx, entry.name)
        assert command
        if isinstance(command, IzaGroup):
            yield from ((f"iza {entry.name} {name}", child) for name, child in command.commands.items())
        else:
            yield f"iza {entry.name}", command


EVERY = dict(_commands())


@pytest.mark.parametrize("words", EVERY)
def test_the_help_of_every_command_was_looked_at(
    words: str, snapshot: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "de", *words.split()[1:], "--help"]) == 0
    snapshot(f"help/{'-'.join(words.split()[1:])}.de.txt", capsys.readouterr().out)


@pytest.mark.parametrize("words", EVERY)
def test_a_command_explains_itself(words: str) -> None:
    command = EVERY[words]
    assert isinstance(command, IzaCommand), "is registered with @app.verb"
    assert command.help
    examples = (command.epilog or "").splitlines()
    assert examples
    short = f"iza {words.rpartition(' ')[2]} "  # iza overdue is iza review overdue
    assert [e for e in examples if not f"{e} ".startswith((f"{words} ", short))] == []
    assert [param.name for param in command.params if not getattr(param, "help", "")] == []


@pytest.mark.parametrize("example", sorted({e for c in EVERY.values() for e in (c.epilog or "").splitlines()}))
def test_an_example_can_be_typed(example: str) -> None:
    _parse(shlex.split(example.rpartition(" | ")[2].partition(" > ")[0])[1:])


@pytest.mark.parametrize("example", (Root().epilog or "").splitlines())
def test_an_example_of_the_first_page_can_be_typed(example: str) -> None:
    _parse([word for word in shlex.split(example)[1:] if word != "--help"])


def _parse(words: list[str]) -> None:
    """Read the words as the command line does, down to the command, without running it."""
    command: Command = Root()
    parent: Context | None = None
    name = "iza"
    while isinstance(command, IzaGroup) and words:
        ctx = command.make_context(name, words, parent=parent)
        name, command, words = command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        parent = ctx
    if not isinstance(command, IzaGroup):
        command.make_context(name, words, parent=parent)


def test_the_one_line_helps_fit_on_a_line() -> None:
    assert [entry.name for entry in TABLE if len(entry.help) > 65] == []


def test_no_word_people_try_hides_a_command() -> None:
    names = [entry.name for entry in TABLE]
    words = [word for entry in TABLE for word in entry.words]
    assert len(set(names)) == len(names)
    assert len(set(words)) == len(words)
    assert not set(words) & set(names)
