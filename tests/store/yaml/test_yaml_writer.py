"""What iza writes anew has one form, and no other program may misread it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from test_yaml_reader import DATA, TEXTS

from iza.model.values import same
from iza.store.yaml.reader import read
from iza.store.yaml.writer import dump, inline, put

MISREAD = ("no", "No", "NO", "yes", "on", "off", "y", "N", "07071", "12:30", "1_000", "0x1F", "1e5", "true", "null", "~")


@pytest.mark.parametrize("text", MISREAD)
def test_what_others_misread_stands_in_quotes(text: str) -> None:
    line = dump({"a": text})
    assert line in (f'a: "{text}"\n', f"a: '{text}'\n")
    assert YAML(typ="safe", pure=True).load(f"%YAML 1.1\n---\n{line}") == {"a": text}


@pytest.mark.parametrize("text", ["Kurs", "2026-03-04", "Größe 3", "محمد", "a,b", "x:y", "B1/B2", "Weg 3 a"])
def test_ordinary_text_stands_plain(text: str) -> None:
    assert dump({"a": text}) == f"a: {text}\n"


def test_several_lines_stand_as_a_block() -> None:
    assert dump({"a": {"b": "eins\n\nzwei"}}) == "a:\n  b: |-\n    eins\n\n    zwei\n"
    assert dump({"a": "eins\nzwei\n"}) == "a: |\n  eins\n  zwei\n"


def test_a_control_character_never_stands_raw() -> None:
    for text in ("a\x1bb", "a\x1b\nb", "a\x85b", "a\r\nb", "a\u2028b", "a\x00"):
        line = dump({"a": text})
        assert line.startswith('a: "')
        assert read(line.encode(), "x") == {"a": text}


def test_a_long_text_stands_on_one_line() -> None:
    text = "Wort und " * 3_000 + "Ende"
    assert dump({"a": text}) == f"a: {text}\n"
    assert dump({"a": f"{text}: x"}).count("\n") == 1


def test_equal_things_are_written_twice() -> None:
    entry = {"b": ["c"]}
    assert dump({"x": entry, "z": [entry, entry]}) == (
        "x:\n  b:\n    - c\nz:\n  - b:\n      - c\n  - b:\n      - c\n"
    )


def test_nothing_is_null() -> None:
    assert dump({"a": None, "b": [], "c": {}}) == "a: null\nb: []\nc: {}\n"


@given(DATA)
def test_one_form_only(data: dict[str, object]) -> None:
    text = dump(data)
    assert dump(read(text.encode(), "x")) == text


@given(st.recursive(TEXTS | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=6))
def test_one_line_can_stand_inside_brackets(value: Any) -> None:
    if "<<" in str(value):
        return
    line = inline(value, flow=True)
    assert "\n" not in line
    assert same(read(f"x: [{line}, {{a: {line}}}]".encode(), "x"), {"x": [value, {"a": value}]})


@given(TEXTS, st.sampled_from(["'", '"', ""]))
def test_one_line_keeps_its_quotes_where_it_can(text: str, style: str) -> None:
    line = inline(text, style)
    assert "\n" not in line
    assert read(f"x: {line}".encode(), "x") == {"x": text}
    assert style != '"' or line.startswith('"')


ORDER = ("id", "text", "status", "note")


@pytest.mark.parametrize(
    ("record", "key", "expected"),
    [
        ({}, "text", ["text"]),
        ({"id": 1, "status": 2}, "text", ["id", "text", "status"]),
        ({"status": 2}, "id", ["id", "status"]),
        ({"id": 1, "status": 2}, "note", ["id", "status", "note"]),
        ({"id": 1, "other": 2, "note": 3}, "status", ["id", "status", "other", "note"]),
        ({"id": 1}, "unknown", ["id", "unknown"]),
        ({"status": 1, "id": 2}, "status", ["status", "id"]),
    ],
)
def test_a_new_field_stands_where_its_shape_has_it(record: dict[str, Any], key: str, expected: list[str]) -> None:
    same_record = record
    put(record, key, "new", ORDER)
    assert list(record) == expected
    assert record[key] == "new"
    assert record is same_record
