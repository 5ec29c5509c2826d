"""YAML as people write it: the same data in many hands, with comments, and data changed in many ways."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any

WORDS = ("Kurs", "no", "12:30", "07071", "a: b", "Größe", "x #y", "", "- z", "محمد", "it's", 'say "x"', "B1", "[x", "a, b", "wer?")


class Hand:
    """One person's way of writing; every comment is told apart by its number."""

    def __init__(self, dice: random.Random, *, comments: bool = True) -> None:
        self.dice = dice
        self.comments = comments
        self.indent = dice.choice((2, 2, 4))
        self.offset = dice.choice((0, 2))
        self.newline = dice.choice(("\n", "\n", "\n", "\r\n"))
        self.written: list[str] = []

    def file(self, data: dict[str, Any]) -> str:
        """The whole text of a file."""
        text = "# head\n" + self.block(data, 0) + self.remark(0)
        if text.rpartition("\n# ")[2].count("\n") == 1 and self.dice.random() < 0.5:
            text = text.removesuffix("\n")
        return text.replace("\n", self.newline)

    def comment(self) -> str:
        self.written.append(f"# remark {len(self.written)}.")
        return self.written[-1]

    def remark(self, column: int) -> str:
        """Now and then a comment line or a blank line."""
        chance = self.dice.random()
        if chance < 0.15 and self.comments:
            return " " * column + self.comment() + "\n"
        return "\n" if chance < 0.25 else ""

    def trailing(self) -> str:
        return "  " * self.dice.randint(1, 2) + self.comment() if self.comments and self.dice.random() < 0.15 else ""

    def block(self, value: dict[str, Any] | list[Any], column: int, first: str = "") -> str:
        """A collection on lines of its own; ``first`` is what stands before its first entry already."""
        parts = []
        for key, inner in value.items() if isinstance(value, dict) else ((None, inner) for inner in value):
            lead = first if not parts and first else self.remark(column) + " " * column
            parts.append(lead + (self.field(key, inner, column) if key is not None else self.item(inner, column)))
        return "".join(parts)

    def field(self, key: str, value: Any, column: int) -> str:
        name = self.plain_or_quoted(key) + ":"
        if isinstance(value, dict | list) and value and self.dice.random() < 0.8:
            deeper = column + (self.offset if isinstance(value, list) else self.indent)
            return f"{name}{self.trailing()}\n{self.block(value, deeper)}"
        return self.simple(name, value, column)

    def item(self, value: Any, column: int) -> str:
        if isinstance(value, dict) and value and self.dice.random() < 0.8:
            return self.block(value, column + 2, "- ")
        if isinstance(value, list) and value and self.dice.random() < 0.3:
            return self.block(value, column + 2, "- ")
        return self.simple("-", value, column)

    def simple(self, lead: str, value: Any, column: int) -> str:
        if isinstance(value, str) and "\n" in value:
            return self.literal(lead, value, column)
        text = self.inline(value)
        return f"{lead}{' ' * self.dice.choice((1, 1, 2)) if text else ''}{text}{self.trailing()}\n"

    def literal(self, lead: str, value: str, column: int) -> str:
        mark = "|" if value.endswith("\n") else "|-"
        lines = "".join(" " * (column + 2) + line + "\n" for line in value.splitlines())
        return f"{lead} {mark}\n{lines}"

    def inline(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + self.gap() + ", ".join(f"{self.plain_or_quoted(k)}: {self.inside(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + self.gap() + f",{self.gap()} ".join(self.inside(v) for v in value) + "]"
        if value is None:
            return self.dice.choice(("", "~", "null"))
        return self.plain_or_quoted(value) if isinstance(value, str) else json.dumps(value)

    def inside(self, value: Any) -> str:
        return self.inline(value) or "null"

    def gap(self) -> str:
        return " " * self.dice.choice((0, 0, 1, 3))

    def plain_or_quoted(self, text: str) -> str:
        plain = text.isalpha() and text.isascii() and len(text) > 2 and text not in ("true", "null")
        style = self.dice.choice(("plain", '"', "'")) if plain else self.dice.choice(('"', "'"))
        if style == "plain":
            return text
        return "'" + text.replace("'", "''") + "'" if style == "'" and "\n" not in text else json.dumps(text, ensure_ascii=False)


def scalar(dice: random.Random) -> Any:
    """Any value that stands alone."""
    return dice.choice((*WORDS, "eine\nzwei", "eine\nzwei\n", None, True, 7, 2.5))


def document(dice: random.Random, depth: int = 0) -> dict[str, Any]:
    """Something like a case: fields, mappings, lists with and without ids."""
    fields = dice.sample(("alpha", "beta", "gamma", "delta", "on", "größe"), dice.randint(1, 4))
    return {name: _value(dice, depth + 1) for name in fields}


def _value(dice: random.Random, depth: int) -> Any:
    kind = dice.random()
    if depth > 3 or kind < 0.4:
        return scalar(dice)
    if kind < 0.6:
        return document(dice, depth)
    if kind < 0.7:
        return [scalar(dice) for _ in range(dice.randint(0, 3))]
    return [{"id": f"g-{n}"} | document(dice, depth + 1) for n in dice.sample(range(9), dice.randint(0, 3))]


def changed(value: Any, dice: random.Random) -> Any:
    """A copy with one to three changes anywhere: set, added, removed, in another order."""
    value = deepcopy(value)
    for _time in range(dice.randint(1, 3)):
        _change(_collection(value, dice), dice)
    return value


def _collection(value: Any, dice: random.Random) -> Any:
    inner = [v for v in (value.values() if isinstance(value, dict) else value) if isinstance(v, dict | list)]
    return _collection(dice.choice(inner), dice) if inner and dice.random() < 0.75 else value


def _change(place: Any, dice: random.Random) -> None:
    if isinstance(place, list):
        _change_list(place, dice)
        return
    keys = [key for key in place if key != "id"]
    what = dice.random()
    if what < 0.35 or not keys:
        new = [(f"new{dice.randint(1, 9)}", _value(dice, 2))]
        old = [entry for entry in place.items() if entry[0] != new[0][0]]
        where = dice.randint(0, len(old))
        place.clear()
        place.update(old[:where] + new + old[where:])
    elif what < 0.55:
        del place[dice.choice(keys)]
    else:
        place[dice.choice(keys)] = _value(dice, 2)


def _change_list(place: list[Any], dice: random.Random) -> None:
    what = dice.random()
    if what < 0.4 or not place:
        fresh = {"id": f"n-{dice.randint(0, 99)}", "text": scalar(dice)} if dice.random() < 0.6 else scalar(dice)
        place.insert(dice.randint(0, len(place)), fresh)
    elif what < 0.6:
        del place[dice.randrange(len(place))]
    elif what < 0.8:
        dice.shuffle(place)
    else:
        where = dice.randrange(len(place))
        place[where] = place[where] | {"text": scalar(dice)} if isinstance(place[where], dict) else scalar(dice)
