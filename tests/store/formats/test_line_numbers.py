"""The lines of places are those the strict reader notes down, found without building anything."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from iza.store.formats.line_numbers import lines_at
from iza.store.repository import Repository
from iza.store.yaml.reader import Lines, read

TEXT = """\
# a comment
id: F-8QK2-7MX4

client:
  names:
    - kind: official
      family: Testperson
    - {kind: called, given: "Amal"}
  'birth':
    date: 2000-01-01
agreement:
  goals: []
  note: >-
    one
    two
  steps:
    - due: 2026-01-01
"""


def noted(source: bytes) -> Lines:
    lines: Lines = {}
    read(source, "x", lines)
    return lines


def test_each_place_has_the_line_of_its_name() -> None:
    wanted = {("id",): 2, ("client", "names", 1, "given"): 8, ("client", "birth", "date"): 10, ("agreement", "note"): 13}
    assert lines_at(TEXT.encode(), wanted) == wanted


def test_a_place_that_is_not_there_has_the_line_of_what_is_around_it() -> None:
    asked = {("client", "names", 7, "given"): 5, ("closing", "reason"): 2, (): 2, ("client", "names", 0, "kind", 3): 6}
    assert lines_at(TEXT.encode(), asked) == asked


def test_an_older_name_stands_for_the_present_one() -> None:
    assert lines_at(TEXT.encode(), [("agreement", "steps", 0, "due_on")]) == {("agreement", "steps", 0, "due_on"): 17}


def test_they_are_the_lines_of_the_strict_reader(built_example: Path) -> None:
    for path in Repository(built_example).case_paths():
        source = (built_example / path).read_bytes()
        known = noted(source)
        assert lines_at(source, known) == known
        some = random.Random(path).sample(sorted(known, key=repr), 3)
        assert lines_at(source, some) == {place: known[place] for place in some}


@pytest.mark.parametrize("source", [b"a: 1\n", b"- not a mapping\n", b"--- # begun\na:\n  - - 1\n    - 2\n"])
def test_odd_files(source: bytes) -> None:
    assert lines_at(source, [()]) == {(): source.count(b"---") + 1}
