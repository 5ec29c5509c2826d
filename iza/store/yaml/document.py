"""A YAML file open for editing: its data to be changed, its text to be kept."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iza.model.values import same
from iza.plaintext import decoded
from iza.store.yaml.edit import splice
from iza.store.yaml.reader import Unreadable, read
from iza.store.yaml.writer import dump

if TYPE_CHECKING:
    from collections.abc import Mapping


class YamlDocument:
    """A file somebody may have written by hand: change ``data`` in place, then take ``text()``.

    Raises Unreadable for what the strict reader refuses.
    """

    def __init__(self, source: bytes, name: str) -> None:
        self.name = name
        self.data: Any = read(source, name)
        self.original = decoded(source)
        self._before = deepcopy(self.data)

    def text(self, renamed: Mapping[str, str] | None = None) -> str:
        """The file with the changes made to ``data``; comments, order, quotes and all else as they were.

        ``renamed`` are new names of fields by their old ones.
        """
        if not same(self._before, self.data):
            changed = splice(self.original, self._before, self.data, renamed)
            self.original = (
                changed
                if changed and self._says_the_same(changed)
                else _comment_at_head(self.original) + dump(self.data)
            )
            self._before = deepcopy(self.data)
        return self.original

    def _says_the_same(self, text: str) -> bool:
        """Whether a text says what ``data`` does. (A notation so odd that it cannot be kept would not.)"""
        try:
            return same(read(text.encode(), self.name), self.data)
        except Unreadable:
            return False


def _comment_at_head(text: str) -> str:
    """The comment at the head of a file."""
    head = []
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        head.append(line)
    return "".join(head)
