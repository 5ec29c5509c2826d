"""One word for one thing: the glossary of ``docs/development.md`` holds, and names say what is behind them."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
from support import ROOT

MODULES = [path for path in sorted((ROOT / "iza").rglob("*.py")) if not path.name.startswith("texts_")]
VAGUE = {"found", "known", "one", "said", "place"}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@cache
def glossary() -> dict[str, tuple[str, ...]]:
    """The words nothing in the code is called, by the word to use instead."""
    text = (ROOT / "docs/development.md").read_text("utf-8").partition("## One word for one thing")[2]
    rows = [line.split("|")[1:4] for line in text.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return {row[0].strip(): tuple(re.findall(r"`(\w+)`", row[2])) for row in rows if "`" in row[2]}


@cache
def names() -> dict[str, Path]:
    """Every identifier of the code, with a file that has it."""
    return {token.string: path for path in MODULES for token in tokens(path) if token.type == tokenize.NAME} | {
        path.stem: path for path in MODULES
    }


@cache
def tokens(path: Path) -> tuple[tokenize.TokenInfo, ...]:
    """The tokens of a file."""
    return tuple(tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline))


def words(name: str) -> set[str]:
    """``{"open", "review"}`` of ``OpenReview`` and of ``open_review``; a plural counts as its word."""
    parts = {part.lower() for part in _WORD.findall(name)}
    return parts | {part.removesuffix("s") for part in parts}


@pytest.mark.parametrize("word", sorted(glossary()))
def test_one_word_for_one_thing(word: str) -> None:
    banned = set(glossary()[word])
    taken = {name: path.name for name, path in names().items() if words(name) & banned or name in banned}
    assert not taken, f"the glossary says {word}"


def test_the_glossary_bans_something() -> None:
    assert sum(map(len, glossary().values())) > 10


def test_names_are_nouns_of_the_field() -> None:
    lines = sum(path.read_text("utf-8").count("\n") for path in MODULES)
    vague = sum(token.type == tokenize.NAME and token.string in VAGUE for path in MODULES for token in tokens(path))
    assert 1000 * vague / lines <= 10


def test_private_functions_say_what_they_give() -> None:
    functions = [
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and re.match("_[^_]", node.name)
    ]
    assert sum("_" not in name.strip("_") for name in functions) / len(functions) <= 0.25


def test_comments_say_why() -> None:
    comments = sum(
        token.type == tokenize.COMMENT and token.line.strip().startswith("#") for path in MODULES for token in tokens(path)
    )
    code = {
        (path, line)
        for path in MODULES
        for token in tokens(path)
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
        for line in range(token.start[0], token.end[0] + 1)
    }
    assert comments / len(code) >= 0.015
