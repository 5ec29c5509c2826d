"""The German texts: complete, up to date with the sources, and whole in every help page."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import catalogue
import pytest
from babel.messages.catalog import Message
from typer._click.core import Command, Context

from iza import i18n
from iza.cli.command_table import TABLE
from iza.cli.root import Root
from iza.cli.tree import IzaGroup
from iza.model.findings import Finding, Level

MESSAGES = [message for message in catalogue.german() if message.id]
MARKS = {"_", "N_", "ngettext", "pgettext"}
LETTERS = re.compile("[A-Za-z]{2}")
COMMAND = re.compile(rf"\biza (?:{'|'.join(entry.name for entry in TABLE)})\b(?: [a-z-]+)?|--[a-z][a-z-]+")
OPEN, CLOSE = "„", "“"  # the English opening mark is the German closing one


def texts(value: Any) -> tuple[str, ...]:
    """The one text of a message, or its forms."""
    return (value,) if isinstance(value, str) else tuple(value)


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError where a brace stands alone."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def commands(text: str) -> set[str]:
    """The words of iza in a text, which no translation changes."""
    return {found.strip() for found in COMMAND.findall(text)}


def test_the_catalogue_has_the_texts_of_the_sources() -> None:
    """New here: run ``python tests/catalogue.py`` and translate what it names."""
    assert catalogue.GERMAN.read_bytes().decode() == catalogue.up_to_date().decode()


def test_every_text_is_translated() -> None:
    assert [message.id for message in MESSAGES if not all(texts(message.string)) or message.fuzzy] == []


def test_no_text_hides_where_it_is_not_found() -> None:
    """Babel does not see into an f-string, and a text put together at run time has no translation."""
    known = {text for message in MESSAGES for text in texts(message.id)}
    hidden = [text for text in marked_texts() if text not in known]
    assert hidden == []


def marked_texts() -> Iterator[str]:
    """Every literal text given to ``_`` and its kin, wherever it stands; "f-string" for one that is composed."""
    for file in sorted((catalogue.ROOT / "iza").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                words = node.args[1:] if node.func.id == "pgettext" else node.args[:2]
                yield from (str(word.value) for word in words if isinstance(word, ast.Constant))
                yield from (f"f-string in {file.name}" for word in words if isinstance(word, ast.JoinedStr))


def test_a_translation_says_the_same() -> None:
    assert [message.id for message in MESSAGES if not says_the_same(message)] == []


def says_the_same(message: Message) -> bool:
    """Whether the forms have the placeholders and the words of iza of the source; a singular may do without."""
    source, said = texts(message.id), texts(message.string)
    return (
        len(said) == len(source)
        and placeholders(said[-1]) == placeholders(source[-1])
        and all(placeholders(text) <= placeholders(source[-1]) for text in said)
        and set[str]().union(*map(commands, said)) == set[str]().union(*map(commands, source))
    )


def test_a_translation_is_well_set() -> None:
    pairs = [pair for message in MESSAGES for pair in zip(texts(message.id), texts(message.string), strict=True)]
    assert [said for source, said in pairs if not is_well_set(source, said)] == []


def is_well_set(source: str, said: str) -> bool:
    """No blank or tab astray, German quotation marks in pairs, dots of one piece, the same mark at the end."""
    return (
        said == said.strip()
        and not re.search(r"[\t\r\n]|  |\.\.\.|[’”»«]", said)
        and said.count(OPEN) == said.count(CLOSE) == source.count(CLOSE)
        and said.count("`") == source.count("`")
        and (source[-1] not in ".?:!" or said[-1] == source[-1])
    )


def walk(language: str) -> Iterator[tuple[Command, Context]]:
    """Every command of the tree, built in this language."""
    i18n.set_language(language)
    root = Root()
    waiting: list[tuple[Command, Context]] = [(root, Context(root, info_name="iza"))]
    for command, ctx in waiting:
        yield command, ctx
        if isinstance(command, IzaGroup):
            for name in command.list_commands(ctx):
                inner = command.get_command(ctx, name)
                assert inner
                waiting.append((inner, Context(inner, info_name=name, parent=ctx)))


def help_texts() -> Iterator[str]:
    """The English texts of all help pages."""
    for command, ctx in walk("en"):
        yield command.help or ""
        for param in command.get_params(ctx):
            yield from (getattr(param, field, None) or "" for field in ("help", "rich_help_panel"))
            if param.metavar and LETTERS.search(param.metavar) and "|" not in param.metavar:
                yield param.metavar


def test_every_help_text_is_in_the_catalogue() -> None:
    known = {message.id for message in MESSAGES}
    found = {text for text in help_texts() if text}
    assert len(found) > 100
    assert sorted(found - known) == []


def test_no_help_page_is_partly_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10000")  # one line to a paragraph
    sentences = [m.id for m in MESSAGES if isinstance(m.id, str) and m.id.count(" ") > 1 and m.id != m.string]
    pages = {ctx.command_path: command.get_help(ctx) for command, ctx in walk("de")}
    assert len(pages) > 50
    assert all(page.startswith("Aufruf: ") for page in pages.values())
    assert [(path, text) for path, page in pages.items() for text in sentences if _stands_in(text, page)] == []


def _stands_in(text: str, page: str) -> bool:
    return text in page and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", page) is not None


def test_a_day_in_a_finding_is_written_as_people_write_it() -> None:
    finding = Finding(
        "W36", Level.WARNING, (), "The review of {on} is {days} days overdue.", {"on": "2026-10-14", "days": 33}
    )
    assert "2026-10-14" in finding.message
    i18n.set_language("de")
    assert "14.10.2026" in finding.message


def test_an_entry_of_the_directory_is_shown_in_words(county: Path, iza: Callable[..., Any]) -> None:
    page = iza(county, "partner", "show", "vhs-albweil").out
    assert re.search("Lebensbereiche +Sprache, Alltag", page)
    iza(county, "partner", "end", "vhs-albweil", "--on", "31.12.2026")
    assert re.search("aktiv bis +31.12.2026", iza(county, "partner", "show", "vhs-albweil").out)
