"""Versions of one file read with little work: what did not change since the last version is not parsed again.

A file is cut where a field begins at the margin, and each section goes to the strict reader by itself; most
of them were seen before. A section that reads well alone means the same in its file: nothing but an open
quotation mark or bracket reaches over a line at the margin, and that alone is an error, whereupon the file
is read as a whole. The same goes for whatever else begins at the margin, and for a field that comes twice.
"""

from __future__ import annotations

import re
from typing import Any

from iza.plaintext import NotUtf8, decoded
from iza.store.formats.migrations import lift
from iza.store.yaml.reader import MAX_BYTES, Unreadable, read

_CUT = re.compile(r"\n(?![ #\n]|\Z)")
_FIELD = re.compile(r"[a-z_]+:(?=[ \n]|\Z)")


class Sections:
    """A reader that keeps the sections it has read; its documents share them, so nobody may change one."""

    def __init__(self) -> None:
        self.sections: dict[str, dict[str, Any]] = {}

    def read(self, source: bytes, name: str) -> dict[str, Any]:
        """The document in a version of a file, in the present format. Raises Unreadable as the strict reader does."""
        joined = self._joined_sections(source, name)
        return lift(read(source, name) if joined is None else joined, name)

    def _joined_sections(self, source: bytes, name: str) -> dict[str, Any] | None:
        """The document put together from its sections, None where it must be read as a whole."""
        if len(source) > MAX_BYTES:
            return None
        try:
            text = decoded(source)
            head, *sections = _CUT.split("\n" + text)
            if "\r" in text or not sections or not _is_blank(head):
                # \r ends a line too.
                return None
            last = sections.pop()
            parts = [*(self._section_of(section + "\n", name) for section in sections), self._section_of(last, name)]
        except (NotUtf8, Unreadable):
            return None
        document = {key: value for part in parts for key, value in part.items()}
        return document if len(document) == len(parts) else None

    def _section_of(self, text: str, name: str) -> dict[str, Any]:
        """What stands from one field at the margin to the next. Raises Unreadable, also for what is no field."""
        if text not in self.sections:
            if not _FIELD.match(text):
                raise Unreadable(name, 0, "")
            self.sections[text] = read(text.encode(), name)
        return self.sections[text]


def _is_blank(head: str) -> bool:
    """Whether what stands before the first field is nothing but comments and empty lines."""
    return all(not line or (line.startswith("#") and line.isprintable()) for line in head.split("\n"))
