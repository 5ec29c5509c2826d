"""Change a YAML text at exactly the places where its data changed.

Everything else keeps every byte: comments, blank lines, order, quotes, odd spaces, line ends. An entry
here is a field of a mapping or an item of a list; blocks are what stands on lines of its own, flow
collections stand in brackets.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from difflib import SequenceMatcher
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from iza.model.values import same
from iza.store.yaml.positions import tree
from iza.store.yaml.writer import dump, inline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.store.yaml.positions import MappingEntry, Node

_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")


def splice(text: str, old: Any, new: Any, renamed: Mapping[str, str] | None = None) -> str | None:
    """``text``, which says ``old``, changed to say ``new``; None where that takes a new text altogether.

    ``renamed`` are new names of fields by their old ones: such a field stays at its place with its comments.
    """
    splicer = _Splicer(text, renamed or {})
    return splicer.result() if splicer.inner(tree(text), old, new) else None


class _Splicer:
    def __init__(self, text: str, renamed: Mapping[str, str]) -> None:
        self.text = text
        self.renamed = renamed
        self.edits: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The text with all edits made."""
        parts, done = [], 0
        for start, end, replacement in sorted(self.edits, key=lambda edit: edit[:2]):
            parts += [self.text[done:start], replacement]
            done = max(done, end)
        return "".join([*parts, self.text[done:]])

    # -- what changed: each answers whether it could be done at its place --------------------------

    def inner(self, node: Node, old: Any, new: Any) -> bool:
        """Change a value without touching what is around it."""
        if same(old, new):
            return True
        if node.kind == "scalar":
            return self.scalar(node, new)
        if node.flow:
            return self.flow(node, old, new)
        if not new or type(old) is not type(new):
            return False
        return self.mapping(node, old, new) if node.kind == "mapping" else self.sequence(node, old, new)

    def value(self, entry: MappingEntry, old: Any, new: Any, name: str | int | None = None) -> None:
        """Change the value of an entry, and its name if another one is given; or write the entry anew."""
        before = len(self.edits)
        renamed = name is None or self.rename(entry, name)
        if not renamed or not self.inner(entry.node, old, new):
            del self.edits[before:]
            self.rewrite(entry if name is None else replace(entry, key=name), new)

    def rename(self, entry: MappingEntry, name: str | int) -> bool:
        """Give a field another name, where the old one stands there without quotes."""
        end = entry.at + len(str(entry.key))
        plain = self.text[entry.at : end] == entry.key
        if plain:
            self.edits.append((entry.at, end, str(name)))
        return plain

    def scalar(self, node: Node, new: Any) -> bool:
        block = node.style in ("|", ">") or (isinstance(new, str) and "\n" in new)
        if isinstance(new, dict | list) or (block and not node.flow):
            return False
        gap = " " if node.start == node.end else ""
        self.edits.append((node.start, node.end, gap + inline(new, node.style, flow=node.flow)))
        return True

    def flow(self, node: Node, old: Any, new: Any) -> bool:
        """Change a collection in brackets: in place where it keeps its entries, else as a whole."""
        if not old or not new or type(old) is not type(new):
            return False
        before = len(self.edits)
        if len(old) == len(new) and (isinstance(old, list) or old.keys() == new.keys()):
            keys = list(old) if isinstance(old, dict) else range(len(old))
            if all(self.inner(entry.node, old[key], new[key]) for entry, key in zip(node.entries, keys, strict=True)):
                return True
        del self.edits[before:]
        self.edits.append((node.start, node.end, inline(new, flow=True)))
        return True

    def mapping(self, node: Node, old: dict[str, Any], new: dict[str, Any]) -> bool:
        first = node.entries[0]
        entries = {entry.key: entry for entry in node.entries}
        gone = {self.renamed[name]: name for name in old if name in self.renamed and name not in new}
        entries |= {name: entries[was] for name, was in gone.items() if name in new and name not in old}
        # Else it stands behind the dash of its list item.
        alone = self.alone(first)
        if not alone and not any(entries.get(key) is first for key in new):
            return False
        position = self.line_start(first.at) if alone else self.after(first)
        for key, value in new.items():
            if key in entries:
                was = str(entries[key].key)
                self.value(entries[key], old[was], value, None if was == key else key)
                position = self.after(entries[key])
            else:
                self.insert(position, self.fitting(dump({key: value}), self.column(first.at)))
        kept = [entries[key].at for key in new if key in entries]
        for entry in node.entries:
            if entry.at not in kept:
                self.remove(entry)
        return True

    def sequence(self, node: Node, old: list[Any], new: list[Any]) -> bool:
        entries = node.entries
        if not self.alone(entries[0]):
            return False
        chunks = {_name_of_item(value): (self.chunk(entry), value) for entry, value in zip(entries, old, strict=True)}
        column = self.column(entries[0].at)
        matcher = SequenceMatcher(
            None, [_name_of_item(v) for v in old], [_name_of_item(v) for v in new], autojunk=False
        )
        for tag, first, last, start, stop in matcher.get_opcodes():
            paired = 0 if tag == "replace" and _has_ids(old[first:last]) else min(last - first, stop - start)
            for position in range(paired):
                self.value(entries[first + position], old[first + position], new[start + position])
            for entry in entries[first + paired : last]:
                self.remove(entry)
            where = self.after(entries[first + paired - 1]) if first + paired else self.line_start(entries[0].at)
            for value in new[start + paired : stop]:
                moved, was = chunks.get(_name_of_item(value), ("", None))
                fresh = not moved or not same(was, value)
                self.insert(where, self.fitting(_item_text(value), column) if fresh else moved)
        return True

    # -- where it is written -----------------------------------------------------------------------

    def rewrite(self, entry: MappingEntry, new: Any) -> None:
        """Write an entry anew in our own form; a comment behind its first line stays there."""
        node, trail = entry.node, ""
        first, *rest = self.body(entry, new).splitlines(keepends=True)
        if node.kind == "scalar" or node.flow:
            end = node.end
            if rest and node.style not in ("|", ">"):
                trail = _comment_at(self.text, end)
                end += len(trail)
        else:
            end = len(self.text[: self.after(entry)].rstrip("\r\n"))
        lines = [first.rstrip() + trail.rstrip() + (self.newline if rest else ""), *rest]
        self.edits.append((entry.at, end, "".join(lines)))

    def body(self, entry: MappingEntry, new: Any) -> str:
        """An entry in our own form, from its name or dash on, without a last line end."""
        commented = self.line_end(entry.node.end) < self.after(entry)
        if isinstance(new, str) and commented:
            # In a block of text, the comments below would become text.
            line = inline(new, '"')
            return f"{inline(entry.key)}: {line}" if isinstance(entry.key, str) else f"- {line}"
        body = dump({entry.key: new}) if isinstance(entry.key, str) else _item_text(new)
        return self.fitting(body, self.column(entry.at)).strip()

    def insert(self, position: int, body: str) -> None:
        """Put lines before ``place``, the start of a line."""
        if position and self.text[position - 1] != "\n":
            # The last line of the file has no end.
            body = self.newline + body.removesuffix(self.newline)
        self.edits.append((position, position, body))

    def remove(self, entry: MappingEntry) -> None:
        self.edits.append((self.line_start(entry.at), self.after(entry), ""))

    def fitting(self, body: str, column: int) -> str:
        """Lines of our own making, indented and ended as this file has them."""
        lines = body.splitlines(keepends=True)
        indented = "".join(" " * column + line if line.strip() else line for line in lines)
        return indented.replace("\n", self.newline)

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def chunk(self, entry: MappingEntry) -> str:
        """All lines of an entry."""
        return self.text[self.line_start(entry.at) : self.after(entry)]

    def line_start(self, position: int) -> int:
        return self.text.rfind("\n", 0, position) + 1

    def column(self, position: int) -> int:
        return position - self.line_start(position)

    def alone(self, entry: MappingEntry) -> bool:
        """Whether the entry begins its line."""
        return not self.text[self.line_start(entry.at) : entry.at].strip()

    def line_end(self, position: int) -> int:
        end = self.text.find("\n", position)
        return end + 1 if end >= 0 else len(self.text)

    def after(self, entry: MappingEntry) -> int:
        """Where the lines of an entry end, with the comments below that are indented deeper than it."""
        column = self.column(entry.at)
        end = position = self.line_end(entry.node.end)
        while position < len(self.text):
            position, start = self.line_end(position), position
            line = self.text[start:position].strip(" \t\r\n")
            indent = len(self.text[start:position]) - len(self.text[start:position].lstrip(" "))
            if line and not (line.startswith("#") and indent > column):
                break
            end = position if line else end
        return end


def _comment_at(text: str, position: int) -> str:
    """The rest of a line where it is nothing but a comment."""
    match = _COMMENT.match(text, position)
    return match[0] if match else ""


def _item_text(value: Any) -> str:
    """A list item in our own form, from its dash on."""
    return dedent(dump({"x": [value]}).partition("\n")[2])


def _name_of_item(value: Any) -> str:
    """What an item of a list is recognised by when the list changes."""
    if isinstance(value, dict) and "id" in value:
        return f"id {value['id']}"
    return json.dumps(value, sort_keys=True, default=str)


def _has_ids(values: list[Any]) -> bool:
    return any(isinstance(value, dict) and "id" in value for value in values)
