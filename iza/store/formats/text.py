"""The text of a file in the present format: what people wrote beside the data stays in it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from iza.store.formats.migrations import RENAMED, lift
from iza.store.yaml.document import YamlDocument
from iza.store.yaml.positions import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.store.yaml.positions import Node

_COMMENT = re.compile(r"(?:^|[ \t])(#[^\r\n]*)", re.MULTILINE)


def lifted_text(source: bytes, name: str) -> str:
    """The file in the present format; one that has it already stays byte for byte.

    Comments stay where they are; those whose place is gone move below the head of the file. Raises Unreadable,
    and Newer.
    """
    document = YamlDocument(source, name)
    before = document.original
    document.data = lift(document.data, name)
    return _with_comments(before, document.text(RENAMED))


def _with_comments(before: str, after: str) -> str:
    """``after`` with the comments of ``before`` that are missing in it."""
    lost = Counter(comments(before)) - Counter(comments(after))
    if not lost:
        return after
    newline = "\r\n" if "\r\n" in after else "\n"
    end = 0
    while after.startswith("#", end):
        end = after.index("\n", end) + 1
    return after[:end] + "".join(comment + newline for comment in lost.elements()) + after[end:]


def comments(text: str) -> list[str]:
    """The comments of a text the strict reader has accepted, in their order."""
    parts, done = [], 0
    for start, end in _spans_of_scalars(tree(text)):
        # What looks like a comment inside a text is none.
        parts += [text[done:start], "x"]
        done = end
    return [comment.rstrip() for comment in _COMMENT.findall("".join([*parts, text[done:]]))]


def _spans_of_scalars(node: Node) -> Iterator[tuple[int, int]]:
    if node.kind == "scalar":
        yield node.start, node.end
    for entry in node.entries:
        yield from _spans_of_scalars(entry.node)
