"""The strict reader against ruamel.yaml: it never takes what ruamel refuses and never sees another value."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver
from support import ROOT

from iza.model.values import same
from iza.store.yaml.reader import Unreadable, read

FILES = sorted([*(ROOT / "cases.example").rglob("*.yaml"), *(ROOT / "tests/rules").rglob("*.yaml")])
MUTANTS = 1_500
BITS = (
    ": ", " #", "'", '"', "\n", "\n- ", "\n  ", "- ", "&a ", "*a", "!x ", "! ", "{", "}", "[", "]", ", ", "\t", "|", "| ",
    "> ", "%", "@", "`", "?", "? ", "<<: ", "---\n", "...\n", "\r\n", "\r", ":", "::", "#", ">-\n", "|+\n", "|2\n", "\u00a0",
    "\u2028", "\x00", "\ufeff", "é", "🌱",
)  # fmt: skip
VALUES = (
    "0", "~", "0x1", "1_0", ".5", "1e3", ".inf", ".nan", ".NaN", "-.INF", "0o7", "+_", "+", "-", "._", "1.", "1e", "12:30",
    "0b1", "2026-01-01", "2026-01-01 10:00:00", "yes", "True", "true ", "null", "Null", "07071", "!", "''", '"\\u00e9"',
)  # fmt: skip
STRICTER = (
    "A control character", "Types with !", "References with", "YAML directives", "A second document", "A field name must",
    "The file must consist", "The fields are nested", "This number is too long", "The file is empty",
    "A comment needs a blank", "This line must be indented", "The blank line here", "The last line holds blanks",
)  # fmt: skip
"""What is refused on purpose, though YAML allows it."""


class _DatesAreText(VersionedResolver):
    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)
        return super().resolve(kind, "text", implicit) if str(tag).endswith(":timestamp") else tag


def theirs(source: bytes) -> Any:
    """What ruamel's own parser, written in Python, makes of a text. Raises YAMLError or ValueError."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = _DatesAreText
    try:
        return yaml.load(source)
    except (TypeError, ArithmeticError) as error:  # a mapping as a key, digits without a digit
        raise ValueError from error


def outcome(read_it: Any, *words: Any) -> tuple[Any, str]:
    """What is read, or why it is not."""
    try:
        return read_it(*words), ""
    except (Unreadable, YAMLError, ValueError) as error:
        problem = getattr(error, "problem", None) or getattr(error, "reason", None)
        return None, str(problem or type(error).__name__)


def equal(one: Any, other: Any) -> bool:
    """Same values and types; nan is nan."""
    return same(one, other) or repr(one) == repr(other)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_file_reads_the_same(path: Path) -> None:
    source = path.read_bytes()
    assert equal(read(source, path.name), theirs(source))


def mutants(seed: int) -> Iterator[str]:
    dice = random.Random(seed)
    texts = [path.read_text("utf-8") for path in FILES]
    for _turn in range(MUTANTS):
        lines = dice.choice(texts).splitlines(keepends=True)
        place = dice.randrange(len(lines))
        text = "".join(lines[max(0, place - 10) : place + 10])
        for _time in range(dice.randint(1, 3)):
            text = dice.choice(MUTATIONS)(text, dice)
        yield text


def _without(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    return text[:place] + text[place + dice.randint(1, 3) :]


def _with(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice(BITS) + text[place:]


def _other_value(text: str, dice: random.Random) -> str:
    found = list(re.finditer(r"(?<=: )[^\n]+", text))
    if not found:
        return text
    chosen = dice.choice(found)
    return text[: chosen.start()] + dice.choice(VALUES) + text[chosen.end() :]


def _other_line(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    place = dice.randrange(len(lines))
    line = lines[place]
    lines[place] = dice.choice((line + line, " " + line, "  " + line, "\t" + line, line.lstrip(), "#" + line))
    return "".join(lines)


MUTATIONS = (_without, _with, _with, _other_value, _other_line)


def _excused(text: str, problem: str) -> bool:
    """Differences that are ruamel's: YAML 1.2 lets a tab separate words, and takes = for a text."""
    return "\t" in text or "tag:yaml.org,2002:value" in problem


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_files_read_the_same_or_not_at_all(seed: int) -> None:
    seen: Counter[str] = Counter()
    for text in mutants(seed):
        ours, refused = outcome(read, text.encode(), "x")
        value, problem = outcome(theirs, text.encode())
        if not refused:
            assert not problem or _excused(text, problem), (text, problem)
            assert problem or equal(ours, value), text
        elif not problem and not refused.startswith(STRICTER):
            seen["odd"] += 1
        seen[f"{'refused' if refused else 'read'} {'refused' if problem else 'read'}"] += 1
    assert seen["read read"] > 300
    assert seen["refused refused"] > 300
    assert seen["odd"] < MUTANTS / 50  # libyaml takes no empty name and no ? or : inside a text in brackets
