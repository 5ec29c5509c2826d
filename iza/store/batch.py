"""Many changes, one git process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from iza import git
    from iza.store.message import Message
    from iza.store.open_file import OpenFile


class Batch:
    """Saves that wait for the end of one git process."""

    def __init__(self, stream: git.FastImport, when: Callable[[], datetime], author: Callable[[], git.Author]) -> None:
        self.stream, self.when, self.author = stream, when, author
        self.files: dict[str, bytes] = {}
        self.open: dict[str, OpenFile] = {}

    def commit(self, changes: dict[str, bytes], message: Message) -> None:
        """Hand one commit to git."""
        self.files |= changes
        for path, content in changes.items():
            if path in self.open and self.open[path].document.original.encode() != content:
                del self.open[path]
        self.stream.commit(changes, message.text(), self.author(), self.when())
