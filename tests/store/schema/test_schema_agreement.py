"""The quick yes, the lean schema and the schema files as they stand must say the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from iza.resources import folder
from iza.store.schema import shape_check, validation
from iza.store.schema.quick_validation import acceptor, is_day
from iza.store.schema.schemas import KINDS, Node, lean, shape
from iza.store.yaml.reader import FORBIDDEN
from tests.store.documents import fullest, sample, smallest, spoilt

ROUNDS = 60  # per kind, and
TURNS = 60  # per mapping and list in it; thirty times as many were run before this was written
VALUES: list[object] = [
    None, True, False, 0, 1, -3, 7, 99, 10**9, 0.5, "", "x", "a1", "kue", "SY", "open", "done", "other", "2026-03-18",
    "2026-02-30", "2026-03", "14:30", "24:00", "g-0001", "F-8QK2-7MX4", "kmr", "fa-AF", "x" * 161, "x" * 201, "x" * 1001,
    [], {}, ["x"], ["a1", "a1"], {"kind": "official"}, {"since": "2026-03"}, {"status": "open"}, [{"role": "client"}],
]  # fmt: skip
PYTHON_ONLY: list[object] = [float("nan"), float("inf"), 1.0, 10**400, "2026-03-18\n", "open\n", "12345\n", "1234٥"]
HOSTILE: list[object] = [
    " ", "\u00a0", "\n", "\u202e", "x\u2066", "Al\x1bham", "2026-03-18\x00", "\ud800", "می\u200cخواهم", "🌱", "a\u00a0b",
]  # fmt: skip


def as_it_stands(kind: str) -> Any:
    """A plain validator over the files, references and all, that knows our two formats."""
    files = {path.name: json.loads(path.read_text("utf-8")) for path in folder("schemas").glob("*.json")}
    registry = Registry().with_resources((name, Resource.from_contents(file)) for name, file in files.items())
    formats = FormatChecker(formats=())
    for name in ("date", "date-or-month"):
        formats.checks(name, raises=ValueError)(is_day)
    return Draft202012Validator(files[f"{kind}.schema.json"], registry=registry, format_checker=formats)


def cases_of(kind: str, values: list[object], seed: str) -> list[Any]:
    dice = Random(f"{kind} {seed}")
    starts = [fullest(kind)] if kind != "case" else [smallest(), fullest(kind)]
    return [spoilt(deepcopy(dice.choice(starts)), values, dice) for _ in range(ROUNDS)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_quick_yes_and_jsonschema_agree(kind: str) -> None:
    sound = acceptor(lean(kind))
    judge = validation.validator(kind)
    for document in cases_of(kind, VALUES + PYTHON_ONLY, "quick"):
        assert sound(document) == judge.is_valid(document), document


def parts(full: Node, slim: Node) -> Iterator[tuple[Node, Node]]:
    """Every place of a schema: as it stands, and lean."""
    yield full, slim
    if "items" in full:
        yield from parts(full["items"], slim["items"])
    for group in ("properties", "patternProperties"):
        for one, other in zip(full.get(group, {}).values(), slim.get(group, {}).values(), strict=True):
            yield from parts(one, other)


def harmless(value: object) -> bool:
    """Whether no text in it is blank or hostile, which JSON Schema does not see."""
    if isinstance(value, str):
        return value.strip() != "" and not FORBIDDEN.search(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(harmless(item) for item in inner)


@pytest.mark.parametrize("kind", KINDS)
def test_they_agree_about_every_place_of_a_schema(kind: str) -> None:
    """More than 10,000 spoilt documents and parts of documents, and values of every type."""
    dice = Random(kind)
    verdicts: Counter[bool] = Counter()
    for full, slim in parts(shape(kind), lean(kind)):
        sound, judge = acceptor(slim), validation.validator(kind).evolve(schema=slim)
        whole = sample(full)
        turns = TURNS if isinstance(whole, dict | list) else 0
        for value in (whole, *(spoilt(whole, VALUES, dice) for _turn in range(turns)), *VALUES, *PYTHON_ONLY, *HOSTILE):
            verdict = judge.is_valid(value) and harmless(value)
            assert sound(value) == verdict, (slim, value)
            verdicts[verdict] += 1
    assert verdicts[True] > (5 if kind == "acknowledged" else 50)  # four fields, and most values are none of theirs
    assert verdicts[False] > (300 if kind == "acknowledged" else 500)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_files_say_the_same(kind: str) -> None:
    judge = as_it_stands(kind)
    verdicts = set()
    for document in cases_of(kind, VALUES, "files"):
        found = shape_check.check(kind, document)
        assert judge.is_valid(document) == (not found), document
        verdicts.add(not found)
    assert verdicts == {True, False}


@pytest.mark.parametrize("kind", KINDS)
def test_putting_the_schema_together_changes_no_shared_part(kind: str) -> None:
    before = deepcopy(shape(kind))
    shape_check.check(kind, fullest(kind))
    shape_check.check(kind, {})
    assert shape(kind) == before
