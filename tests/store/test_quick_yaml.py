"""The quick reader of plain block style never differs from the strict one: it says the same, or nothing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT

from iza.store import quick_yaml
from iza.store.yaml_reader import Lines, Unreadable, _plain, _text, read
from iza.store.yaml_writer import dump
from tests.store.handwriting import Hand, changed, document
from tests.store.test_yaml_differential import BITS, FILES, VALUES

CASES = sorted((ROOT / "cases.example/cases").rglob("*.yaml"))


def quick(text: str) -> Any:
    return quick_yaml.read(text, _plain)


def strict(text: str) -> Any:
    """What the strict reader says (it takes the long way where lines are asked for); None where it refuses."""
    lines: Lines = {}
    try:
        return read(text.encode(), "x", lines)
    except Unreadable:
        return None


def agree(text: str) -> bool:
    """Whether the quick reader knew the text; then it said what the strict one says."""
    try:
        _text(text.encode("utf-8", "surrogatepass"), "x")
    except Unreadable:
        return False  # refused before either looks at it
    found = quick(text)
    if found is None:
        return False
    assert repr(found) == repr(strict(text)), text
    return True


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_every_case_of_the_example_is_read_quickly(path: Path) -> None:
    assert agree(path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_file_reads_the_same(path: Path) -> None:
    agree(path.read_text("utf-8"))


@pytest.mark.parametrize("seed", range(4))
def test_no_slip_in_a_case_is_read_in_another_way(seed: int) -> None:
    """A piece of YAML put anywhere into a case, or a piece of the case taken out, or moved in or out."""
    dice = random.Random(seed)
    texts = [path.read_text("utf-8") for path in CASES]
    known = 0
    for _turn in range(1500):
        lines = dice.choice(texts).splitlines(keepends=True)[:60]
        place = dice.randrange(len(lines))
        line = lines[place]
        cut = dice.randrange(len(line))
        slip = dice.choice((*BITS, *VALUES, "", " ", "  ", "-", "a: 1\n"))
        lines[place] = dice.choice((line[:cut] + slip + line[cut:], " " * dice.randrange(5) + line.lstrip(), line[:cut] + "\n", ""))
        known += agree("".join(lines))
    assert known > 300


def test_what_iza_writes_is_read_quickly() -> None:
    dice = random.Random(5)
    known = 0
    for _turn in range(300):
        data = changed(document(dice), dice)
        known += agree(dump(data))
    assert known > 30


def test_what_people_write_is_read_the_same() -> None:
    dice = random.Random(6)
    for _turn in range(1500):
        agree(Hand(dice).file(document(dice)))


PIECES = ("a", "b: 1", "a:", "- ", "-", '"', "'", " ", "  ", "\n", "\n  ", "\n- ", "\n  - ", "x", "#", ": ", ":", "|", "é", "true", "~", "12")


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *BITS, *VALUES]), max_size=14).map("".join))
def test_any_text_is_read_the_same_or_left_alone(text: str) -> None:
    agree(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_value_is_read_the_same_or_left_alone(text: str) -> None:
    for form in (f"a: {text}\n", f"a:\n  - {text}\n  - b: {text}\n", f'a: "{text}"\n', f"{text}: a\n"):
        agree(form)


SOUND: dict[str, Any] = {
    "a: 1\n": {"a": 1},
    "a:\nb:\n": {"a": None, "b": None},
    "a: \nb: x  y\n": {"a": None, "b": "x  y"},
    "a:\n- x\n- y\nb: 1": {"a": ["x", "y"], "b": 1},
    "a:\n  - b: 1\n    c:\n      d: 'x: y'\n  - b: \"#\"\n": {"a": [{"b": 1, "c": {"d": "x: y"}}, {"b": "#"}]},
    "# x\na:\n    b: -1\n\n  # y\n    c: http://x\n": {"a": {"b": -1, "c": "http://x"}},
    '"on": 2026-01-01\n': {"on": "2026-01-01"},
    "a:\n  -   b: 1\n" : None,
    "a: nulled\nb: ~\nc: No\n": {"a": "nulled", "b": None, "c": "No"},
}  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_plain_block_style_is_known(text: str) -> None:
    assert quick(text) == SOUND[text]
    assert agree(text) == (SOUND[text] is not None)


ODD = (
    "", "\n", "# x\n", "x\n", "- a\n", "a: [x]\n", "a: {b: 1}\n", "a: |\n  x\n", "a: x # y\n", "a: x\n  y\n", "a: x: y\n", "a: x:\n",
    "a: 1\na: 2\n", '"a": 1\na: 2\n', "a: &b x\n", "a: *b\n", "a: !x y\n", "a: 'it''s'\n", 'a: "\\n"\n', "a: 'x' y\n", "? a\n", "<<: x\n",
    "true: 1\n", "1: 1\n", "a:\t1\n", "a: 1\r\n", "---\na: 1\n", "a: 1\n---\nb: 1\n", "a: 1\n...\n", "%YAML 1.2\n", "a:\n  b: 1\n c: 1\n",
    "a:\n  - x\n - y\n", "a: - x\n", "a: @x\n", "a: `x\n", "a:\n- - x\n", "a:\n-\n", "a b: 1\n", "a : 1\n", "a:\n  b: 1\n    c: 2\n",
    "  a: 1\n", "a: " + "1" * 500 + "\n", "a:\n" + "".join(f"{'  ' * n}b:\n" for n in range(1, 20)), "b" * 2000 + ": 1\n", "a: 'x\n  y'\n",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_what_it_does_not_know_it_leaves_to_the_strict_reader(text: str) -> None:
    assert quick(text) is None


def test_the_reader_takes_the_quick_way_and_judges_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(b"a: 1\n", "x") == {"a": 1}
    monkeypatch.setattr(quick_yaml, "read", lambda _text, _plain: {"quick": True})
    assert read(b"a: 1\n", "x") == {"quick": True}
    lines: Lines = {}
    assert read(b"a: 1\n", "x", lines) == {"a": 1}
    assert lines[("a",)] == 1
    with pytest.raises(Unreadable):
        read("a: \u202e\n".encode(), "x")
