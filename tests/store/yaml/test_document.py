"""Files written by hand keep their hand: only what changed changes."""

from __future__ import annotations

import difflib
import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from support import ROOT
from test_yaml_reader import pure_parser

from iza.history.changes import apply, diff
from iza.model.values import same
from iza.store.yaml import reader
from iza.store.yaml.document import YamlDocument
from iza.store.yaml.edit import splice
from iza.store.yaml.reader import Unreadable, read
from iza.store.yaml.writer import dump, put
from tests.store.documents import at, fullest
from tests.store.handwriting import Hand, changed, document

EXAMPLES = sorted((ROOT / "cases.example/cases").rglob("*.yaml"))
HANDS = 400  # as many hands, and as many changes

BY_HAND = b"""\
# yaml-language-server: $schema=../../schemas/case.schema.json
schema: iza/case/1   # never change this
id:   F-8QK2-7MX4
client:
    names:               # as in the passport
    - { kind: official,  family: 'Alhamdo', given: "Rami" }

    - kind: called
      given: Rami        # everybody says so
    # more names may come
    birth: {date:  '2002-01-01',   precision: year}
    phone: '07071 1234'
    note: >-
        comes with
        his sister
    wish: |
      first line

      second line
    gender: ~
    nationality: null
    deaf:

# ---- goals ----
goals:
  - id: g-1111
    text: one
    # waits for the school

  # the second goal
  - id: g-2222
    text: "two"

# ---- reviews ----
reviews:
  -   id: r-1111
      on: 2026-03-04
  # end of reviews
# end
"""


def opened(source: bytes = BY_HAND) -> YamlDocument:
    return YamlDocument(source, "x")


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    found = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    return [line[2:] for line in found if line[0] == "-"], [line[2:] for line in found if line[0] == "+"]


def change(document: YamlDocument) -> tuple[list[str], list[str]]:
    return lines_changed(BY_HAND.decode(), document.text())


# -- nothing changed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [BY_HAND, BY_HAND.replace(b"\n", b"\r\n"), BY_HAND.rstrip(b"\n")])
def test_without_a_change_every_byte_stays(source: bytes) -> None:
    document = opened(source)
    assert document.text().encode() == source
    document.data["phone"] = "x"
    del document.data["phone"]
    assert document.text().encode() == source


def test_without_a_change_every_hand_stays() -> None:
    for dice in map(random.Random, range(HANDS)):
        text = Hand(dice).file(document(dice))
        assert opened(text.encode()).text() == text


# -- one field, one line -------------------------------------------------------------------------------


def scalars(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from scalars(inner, (*path, key))
    else:
        yield path


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"anders, als „{value}“ war: #1"


@pytest.mark.parametrize("path", EXAMPLES[:3], ids=lambda path: path.stem)
def test_one_changed_field_is_one_changed_line_in_every_example(path: Path) -> None:
    _one_line_each(path.read_bytes())


def test_one_changed_field_is_one_changed_line_in_a_case_with_every_field() -> None:
    _one_line_each(dump(fullest("case")).encode(), every=5)


def test_one_changed_field_is_one_changed_line_in_a_file_by_hand() -> None:
    _one_line_each(BY_HAND, blocks=(("client", "note"), ("client", "wish")))
    _one_line_each(BY_HAND.replace(b"\n", b"\r\n"), blocks=(("client", "note"), ("client", "wish")))


def _one_line_each(source: bytes, blocks: tuple[tuple[Any, ...], ...] = (), every: int = 1) -> None:
    for path in list(scalars(read(source, "x")))[::every]:
        document = opened(source)
        parent = at(document.data, path[:-1])
        if path in blocks or path[-1] == "id" or "\n" in str(parent[path[-1]]):
            continue
        parent[path[-1]] = other(parent[path[-1]])
        pairs = zip(source.decode().splitlines(), document.text().splitlines(), strict=True)
        assert sum(old != new for old, new in pairs) == 1, path
        assert same(read(document.text().encode(), "x"), document.data)


# -- comments, order, quotes ---------------------------------------------------------------------------


def test_a_changed_value_keeps_its_quotes_and_its_comment() -> None:
    document = opened()
    document.data["client"]["names"][1]["given"] = "Ramo"
    document.data["client"]["names"][0]["family"] = "Al Hamdo's"
    document.data["client"]["names"][0]["given"] = 'Ra"mi'
    document.data["client"]["birth"]["date"] = "2003-01-01"
    document.data["goals"][1]["text"] = "three"
    assert change(document)[1] == [
        "    - { kind: official,  family: 'Al Hamdo''s', given: \"Ra\\\"mi\" }",
        "      given: Ramo        # everybody says so",
        "    birth: {date:  '2003-01-01',   precision: year}",
        '    text: "three"',
    ]


def test_a_new_goal_stands_before_the_heading_of_the_next_part() -> None:
    document = opened()
    document.data["goals"].append({"id": "g-3333", "text": "three", "steps": [{"id": "s-1111"}]})
    assert change(document) == ([], ["  - id: g-3333", "    text: three", "    steps:", "      - id: s-1111"])
    assert document.text().index("g-3333") < document.text().index("# ---- reviews")


def test_a_goal_between_others_stands_below_the_comments_of_the_one_before() -> None:
    document = opened()
    document.data["goals"].insert(1, {"id": "g-3333", "text": "three"})
    text = document.text()
    order = [text.index(word) for word in ("# waits for the school", "g-3333", "# the second goal", "g-2222")]
    assert order == sorted(order)


def test_a_goal_taken_away_takes_only_its_own_comments() -> None:
    document = opened()
    del document.data["goals"][0]
    assert change(document) == (["  - id: g-1111", "    text: one", "    # waits for the school"], [])


def test_goals_in_another_order_keep_their_text() -> None:
    document = opened()
    document.data["goals"].reverse()
    went, came = change(document)
    assert sorted(went) == sorted(came)
    assert '    text: "two"' in document.text()
    assert "    # waits for the school" in document.text()


def test_a_list_at_its_field_grows_as_it_stands() -> None:
    document = opened()
    document.data["client"]["names"].append({"kind": "native_script", "given": "رامي"})
    assert change(document) == ([], ["    - kind: native_script", "      given: رامي"])


def test_a_field_taken_away_takes_no_comment_around_it() -> None:
    document = opened()
    del document.data["client"]["birth"]
    assert change(document) == (["    birth: {date:  '2002-01-01',   precision: year}"], [])


def test_brackets_grow_in_brackets() -> None:
    document = opened()
    document.data["client"]["birth"]["place"] = "Aleppo, Syrien"
    assert change(document)[1] == ['    birth: {date: 2002-01-01, precision: year, place: "Aleppo, Syrien"}']


@pytest.mark.parametrize("field", ["gender", "nationality", "deaf"])
def test_nothing_becomes_something_in_its_place(field: str) -> None:
    document = opened()
    document.data["client"][field] = "x"
    assert change(document)[1] == [f"    {field}: x"]
    document.data["client"][field] = {"a": 1}
    assert f"    {field}:\n      a: 1\n" in document.text()


def test_a_text_of_several_lines_becomes_a_block_and_back() -> None:
    document = opened()
    document.data["client"]["names"][1]["given"] = "one\ntwo"
    assert change(document)[1] == ["      given: |-        # everybody says so", "        one", "        two"]
    document.data["client"]["wish"] = "short"
    assert "    wish: short\n    gender: ~\n" in document.text()


def test_an_empty_list_in_brackets_becomes_a_block() -> None:
    document = opened(b"goals: []  # none yet\n# end")
    document.data["goals"].append({"id": "g-1111"})
    assert document.text() == "goals:  # none yet\n  - id: g-1111\n# end"


def test_a_last_line_without_an_end_gets_a_neighbour() -> None:
    document = opened(b"a:\n  - 1")
    document.data["a"] += [2, 3]
    document.data["b"] = "x"
    assert document.text() == "a:\n  - 1\n  - 2\n  - 3\nb: x"


def test_windows_line_ends_stay() -> None:
    document = opened(BY_HAND.replace(b"\n", b"\r\n"))
    document.data["goals"].append({"id": "g-3333", "text": "three\nfour"})
    document.data["client"]["birth"] = {"date": "2001-01-01"}
    text = document.text()
    assert text.count("\n") == text.count("\r\n")
    assert same(read(text.encode(), "x"), document.data)


def test_lists_of_two_styles_in_one_file() -> None:
    document = opened(b"a:\n  - id: x\nb:\n- id: y\n")
    document.data["a"].append({"id": "z", "list": [1]})
    document.data["b"].append({"id": "z", "list": [1]})
    assert document.text() == (
        "a:\n  - id: x\n  - id: z\n    list:\n      - 1\nb:\n- id: y\n- id: z\n  list:\n    - 1\n"
    )


def test_an_odd_notation_is_written_anew_rather_than_wrong() -> None:
    document = opened(b"# head\n? a\n: - 1\n? b\n: 2\n")
    document.data["c"] = 3
    document.data["a"].append(2)
    assert read(document.text().encode(), "x") == {"a": [1, 2], "b": 2, "c": 3}
    assert document.text().startswith("# head\n")


def test_two_texts_one_after_the_other() -> None:
    document = opened()
    document.data["goals"][0]["text"] = "changed"
    first = document.text()
    document.data["goals"].append({"id": "g-3333"})
    assert lines_changed(first, document.text()) == ([], ["  - id: g-3333"])


def test_true_and_one_are_not_the_same() -> None:
    document = opened(b"a: 1\nb: 1.0\n")
    document.data.update(a=True, b=1)
    assert document.text() == "a: true\nb: 1\n"


# -- any hand, any change --------------------------------------------------------------------------------


def test_any_change_in_any_hand_says_what_it_should() -> None:
    for dice in map(random.Random, range(HANDS)):
        data = document(dice)
        text = Hand(dice).file(data)
        assert same(read(text.encode(), "x"), data)
        new = changed(data, dice)
        spliced = splice(text, data, new)
        if new:
            assert spliced is not None
            assert same(read(spliced.encode(), "x"), new)
        edited = opened(text.encode())
        edited.data = new
        assert same(read(edited.text().encode(), "x"), new)


def test_a_hand_is_kept_without_the_c_parser_too(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [_spliced(random.Random(seed)) for seed in range(60)]
    pure = pure_parser()
    monkeypatch.setattr(reader, "_event_parser", lambda: pure)
    assert [_spliced(random.Random(seed)) for seed in range(60)] == expected


def _spliced(dice: random.Random) -> str:
    data = document(dice)
    edited = opened(Hand(dice).file(data).encode())
    edited.data = changed(data, dice)
    return edited.text().strip()


def test_fields_that_did_not_change_keep_every_byte() -> None:
    for dice in map(random.Random, range(HANDS)):
        data = document(dice)
        hand = Hand(dice)
        chunks = {name: hand.field(name, value, 0).replace("\n", hand.newline) for name, value in data.items()}
        edited = opened("".join(chunks.values()).encode())
        edited.data = changed(data, dice)
        for name, chunk in chunks.items():
            if name in edited.data and same(edited.data[name], data[name]):
                assert chunk.strip() in edited.text()


def test_new_values_and_new_fields_cost_no_comment() -> None:
    for dice in map(random.Random, range(HANDS)):
        data = document(dice)
        hand = Hand(dice)
        text = hand.file(data)
        edited = opened(text.encode())
        places = [p for p in scalars(data) if "\n" not in str(at(data, p)) and p[-1] != "id"]
        chosen = dice.sample(places, min(2, len(places)))
        for path in chosen:
            at(edited.data, path[:-1])[path[-1]] = "Neues"
        assert len(lines_changed(text, edited.text())[0]) <= len(chosen)
        edited.data["new"] = {"a": ["b"]}
        assert [comment for comment in hand.written if f"{comment}" not in edited.text()] == []


def test_changes_merge_into_a_file_by_hand() -> None:
    for dice in map(random.Random, range(HANDS)):
        data = document(dice)
        edited = opened(Hand(dice).file(data).encode())
        new = changed(data, dice)
        apply(edited.data, diff(data, new))
        assert same(read(edited.text().encode(), "x"), new)


# -- canonical files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_edited_canonical_file_stays_canonical(path: Path) -> None:
    document = YamlDocument(path.read_bytes(), "x")
    dice = random.Random(path.stem)
    head = "".join(line for line in document.original.splitlines(keepends=True) if line.startswith("#"))
    assert document.original == head + dump(document.data)
    for _turn in range(5):
        client = {"note": dice.choice(["Neu: ja", "zwei\nZeilen"]), "phone": "07071 1"}
        for name, value in client.items():
            put(document.data["client"], name, value, ["names", "birth", "phone", "note"])
        put(document.data, "pauses", [{"since": "2026-03-04"}], list(document.data))
        document.data.setdefault("snapshots", []).append({"on": "2026-05-01"})
        assert document.text() == head + dump(document.data)


def test_the_data_is_not_shared_with_the_last_text() -> None:
    document = opened(b"a:\n  b:\n    - 1\n")
    before = deepcopy(document.data)
    document.data["a"]["b"].append(2)
    assert document.text() == "a:\n  b:\n    - 1\n    - 2\n"
    assert before == {"a": {"b": [1]}}


def test_what_the_reader_refuses_is_not_opened() -> None:
    with pytest.raises(Unreadable, match=r"^cases/x\.yaml:2: "):
        YamlDocument(b"a: 1\na: 2\n", "cases/x.yaml")
