"""Round-trip editing: comments, order, quoting and untouched lines stay as a person wrote them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from iza.errors import InvalidData
from iza.i18n import _
from iza.store.yaml_reader import read


OFFSET = 2  # our lists stand two spaces inside their field
_LIST_AT_FIELD = re.compile(r"^( *)[^\s#-][^\n]*:[ \t]*\n\1- ", re.MULTILINE)


@cache
def _yaml(offset: int) -> Any:
    """ruamel.yaml set up so that loading and dumping changes nothing in a canonical file."""
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import RoundTripRepresenter
    from ruamel.yaml.resolver import VersionedResolver

    class DatesAreText(VersionedResolver):
        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            tag = super().resolve(kind, value, implicit)
            if str(tag) == "tag:yaml.org,2002:timestamp":
                return super().resolve(kind, "text", implicit)
            return tag

    class Representer(RoundTripRepresenter):
        def ignore_aliases(self, data: Any) -> bool:
            return True  # the same value twice is written twice: our reader refuses references

        def represent_text(self, data: str) -> Any:
            if "\n" in data:
                return self.represent_scalar("tag:yaml.org,2002:str", data, style="|")
            if _misread_elsewhere(data):
                return self.represent_scalar("tag:yaml.org,2002:str", data, style='"')
            return self.represent_scalar("tag:yaml.org,2002:str", data)

        def represent_null(self, data: None) -> Any:
            return self.represent_scalar("tag:yaml.org,2002:null", "null")

    Representer.add_representer(str, Representer.represent_text)
    Representer.add_representer(type(None), Representer.represent_null)
    yaml = YAML(typ="rt")
    yaml.Resolver = DatesAreText
    yaml.Representer = Representer
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=2 + offset, offset=offset)
    return yaml


def _misread_elsewhere(text: str) -> bool:
    """Would a YAML 1.1 program read this plain text as something else (yes, no, 07071, 12:30)?"""
    return text.lower() in {"y", "n", "yes", "no", "on", "off"} or (
        text[:1] in "0123456789+-." and text.replace(":", "").replace("_", "").replace(" ", "").isdigit()
    )


def dump(data: object, offset: int = OFFSET) -> str:
    """Canonical YAML of plain or round-trip data; lists stand ``offset`` spaces inside their field."""
    out = io.StringIO()
    _yaml(offset).dump(data, out)
    return out.getvalue()


class Document:
    """A YAML file open for editing: change ``data`` in place, then take ``text()``.

    Raises Unreadable for what the strict reader refuses.
    """

    def __init__(self, source: bytes, name: str) -> None:
        self.name = name
        self.original = source.decode("utf-8", "replace")
        plain = read(source, name)
        self._offset = 0 if _LIST_AT_FIELD.search(self.original) else OFFSET
        self.data: Any = _yaml(self._offset).load(self.original)
        if self.data != plain:
            raise InvalidData(
                _("{file}: unusual YAML that two readers understand differently.").format(file=name),
                _("Write the texts of this file in quotes and save it again."),
            )
        self._before = dump(self.data, self._offset)

    def text(self) -> str:
        """The file with the changes made to ``data`` and every other line untouched."""
        after = dump(self.data, self._offset)
        if after != self._before:
            grafted = _graft(self.original, self._before, after)
            same = read(grafted.encode(), self.name) == read(after.encode(), self.name)
            self.original, self._before = (grafted if same else after), after
        return self.original


class PlainDocument(Document):
    """A document that only iza has written: nothing to keep but the comment at its head, so much faster."""

    def __init__(self, source: bytes, name: str) -> None:
        self.name = name
        self.original = source.decode("utf-8")
        self.data = read(source, name)
        self._head = "".join(line for line in self.original.splitlines(keepends=True) if line.startswith("#"))
        self._fields: dict[str, tuple[str, str]] = {}

    def text(self) -> str:
        """The canonical form of ``data`` under the comment at the head of the file."""
        self.original = self._head + "".join(self._field(name, value) for name, value in self.data.items())
        return self.original

    def _field(self, name: str, value: object) -> str:
        """One field of the file; dumping is dear, so what did not change is not dumped again."""
        seen = repr(value)
        if self._fields.get(name, ("", ""))[0] != seen:
            self._fields[name] = (seen, dump({name: value}))
        return self._fields[name][1]


def _graft(original: str, before: str, after: str) -> str:
    """Carry the line changes from ``before`` to ``after`` over to ``original``.

    ``before`` is the canonical form of ``original``; where both differ around a change, the whole
    differing block takes the canonical form.
    """
    if original == before:
        return after
    old, canon, new = (text.splitlines(keepends=True) for text in (original, before, after))
    form = SequenceMatcher(None, canon, old, autojunk=False).get_opcodes()
    result: list[str] = []
    done = 0
    for tag, first, last, start, stop in SequenceMatcher(None, canon, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        low, old_low = _boundary(form, first, end=False)
        high, old_high = _boundary(form, last, end=True)
        result += old[done:old_low] + canon[low:first] + new[start:stop] + canon[last:high]
        done = max(old_high, old_low)
    return "".join(result + old[done:])


def _boundary(form: Sequence[tuple[str, int, int, int, int]], index: int, *, end: bool) -> tuple[int, int]:
    """Where a line boundary of the canonical text lies in the original, widened to whole blocks."""
    for tag, first, last, start, stop in form:
        if tag == "equal" and first <= index <= last:
            return index, start + index - first
        if tag != "equal" and first < index < last:
            return (last, stop) if end else (first, start)
    last_block = form[-1]
    return last_block[2], last_block[4]


def put(mapping: Any, key: str, value: object, order: Sequence[str]) -> None:
    """Set a field; a new one stands where ``order`` (the fields of its shape) has it."""
    if key in mapping:
        mapping[key] = value
        return
    rank = order.index(key) if key in order else len(order)
    place = sum(1 for other in mapping if other in order[:rank])
    if hasattr(mapping, "insert"):
        mapping.insert(place, key, value)
        return
    fields = list(mapping.items())
    mapping.clear()
    mapping.update([*fields[:place], (key, value), *fields[place:]])
