"""A mistake in what an option set names the option first; every option is known to that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import Bench, bench_in
from support import ROOT

from iza.cli.command_table import TABLE
from iza.cli.naming import FIELDS, fields_of
from iza.cli.root import Root

WRITING = ("clearing", "goal", "step", "agreement", "review", "consent", "pause", "close")
"""The commands that write into a case."""
FILLS_NOTHING = frozenset((
    "--cases", "--format", "--from", "--lang", "--layout", "--library", "--output", "--paper", "--partner", "--today", "--version",
    "--within", "--worker", "--at",
))  # fmt: skip
"""Their options that choose, select or print."""


def options(command: Any = None, path: str = "iza") -> Iterator[tuple[str, Any]]:
    command = command or Root(TABLE)
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            yield from options(command.get_command(None, name), f"{path} {name}")
    else:
        yield from ((path, one) for one in command.params if one.param_type_name == "option" and not one.is_flag)


def names_of_fields(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for value in node.values():
            yield from names_of_fields(value)
    elif isinstance(node, list):
        for value in node:
            yield from names_of_fields(value)


def test_every_option_fills_a_field_or_nothing() -> None:
    known = {name for file in (ROOT / "schemas").glob("*.json") for name in names_of_fields(json.loads(file.read_text("utf-8")))}
    lost = {
        f"{path} {option.opts[-1]}: {fields_of(option)}"
        for path, option in options()
        if path.split()[1] in WRITING and option.opts[-1] not in FILLS_NOTHING and not known & set(fields_of(option))
    }
    assert not lost
    assert FIELDS.keys() <= {option.opts[-1] for _path, option in options()}


@pytest.fixture
def bench(county: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    return bench_in(county, capfd)


LONG = "x" * 3000


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (("review", "schedule", "CASE", "--on", "7.7.2026", "--place", LONG), ["--place"]),
        (("step", "change", "CASE", "1.1", "--note", LONG, "--support", LONG), ["--note", "--support"]),
    ],
)
def test_a_mistake_names_the_option_that_made_it(bench: Bench, words: tuple[str, ...], options: list[str]) -> None:
    done = bench(*(word.replace("CASE", bench.case) for word in words), code=None)
    assert done.code == 4, done
    assert sorted(line.split()[1] for line in done.err.splitlines() if line.startswith("Error:")) == [f"{one}:" for one in options]
    assert LONG not in done.err
