"""Where everything stands in a YAML text: for each value, its first and last character."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from iza.store.yaml.reader import events


@dataclass
class Node:
    """A value from ``start`` up to, not including, ``end``; ``style`` is the quote or block mark of a scalar.

    A scalar inside brackets is ``flow`` too. A block collection ends where its last entry does.
    """

    kind: Literal["scalar", "mapping", "sequence"]
    start: int
    end: int
    flow: bool
    style: str = ""
    entries: list[MappingEntry] = field(default_factory=list)


@dataclass
class MappingEntry:
    """A field of a mapping or an item of a list; ``at`` is where its name or its dash stands."""

    key: str | int
    at: int
    node: Node


def tree(text: str) -> Node:
    """The spans of a text the strict reader has accepted."""
    reader = _Reader(text)
    reader.next()  # the stream starts
    reader.next()  # the document starts
    return reader.node(reader.next(), flow=False)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.next = events(text)

    def node(self, event: Any, *, flow: bool) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        kind = type(event).__name__
        if kind == "ScalarEvent":
            style = event.style or ""
            if style in ("|", ">"):
                end = start + len(self.text[start:end].rstrip())
            return Node("scalar", start, end, flow, style)
        inside = flow or bool(event.flow_style)
        node = Node("mapping" if kind == "MappingStartEvent" else "sequence", start, end, inside)
        last = self.fields(node) if node.kind == "mapping" else self.items(node)
        node.end = last.end_mark.index if inside else node.entries[-1].node.end
        return node

    def fields(self, node: Node) -> Any:
        while type(event := self.next()).__name__ != "MappingEndEvent":
            at, key = event.start_mark.index, event.value
            node.entries.append(MappingEntry(key, at, self.node(self.next(), flow=node.flow)))
        return event

    def items(self, node: Node) -> Any:
        at = node.start
        column = at - self.text.rfind("\n", 0, at) - 1
        while type(event := self.next()).__name__ != "SequenceEndEvent":
            if node.entries and not node.flow:
                at = self.dash(node.entries[-1].node.end, column)
            node.entries.append(MappingEntry(len(node.entries), at, self.node(event, flow=node.flow)))
        return event

    def dash(self, position: int, column: int) -> int:
        """The dash of the next item of a block list below ``place``."""
        while (position := self.text.find("\n", position) + 1) > 0:
            if self.text.startswith("-", position + column) and not self.text[position : position + column].strip():
                return position + column
        return len(self.text)
