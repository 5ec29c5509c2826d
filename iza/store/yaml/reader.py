"""Strict YAML: the one reader for every file, and the judge of what may stand in one.

Refused, because no case file needs them and each has hidden a trap: files over 200 kB, anchors,
aliases, tags, directives, second documents, merge keys, duplicate keys, keys that are not text,
nesting deeper than 12, and control or direction-override characters. ZWNJ, ZWJ, LRM and RLM stay
legal: Persian and Arabic names need them. Plain scalars follow YAML 1.2 as ruamel.yaml reads it,
except that dates stay text. A byte order mark before the text is passed over.

An ordinary file is read the quick way; wherever that leaves a doubt, and where lines are asked for, the judge here
reads the file and says what is wrong with it.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from iza.errors import InvalidData
from iza.i18n import N_, _
from iza.model.values import FieldPath
from iza.plaintext import NOT_UTF8, NotUtf8, decoded
from iza.store.yaml.scalars import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_BYTES = 200_000
MAX_DEPTH = 12

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

Lines = dict[FieldPath, int]


class Unreadable(InvalidData):
    """A file that is not the plain YAML iza accepts; ``line`` counts from 1, 0 where unknown."""

    def __init__(self, name: str, line: int, problem: str) -> None:
        self.name, self.line, self.problem = name, line, problem
        spot = f"{name}:{line}" if line else name
        super().__init__(f"{spot}: {_(problem)}")


def read(source: bytes, name: str, lines: Lines | None = None) -> dict[str, Any]:
    """The mapping in ``source``; fills ``lines`` with the line of each path.

    Raises Unreadable naming the file and line, never a value.
    """
    text = _decoded_text(source, name)
    quick = _read_quickly(text) if lines is None else None
    return _Judge(text, name, {} if lines is None else lines).document() if quick is None else quick


def _read_quickly(text: str) -> dict[str, Any] | None:
    # ruamel.yaml, and patterns that take a while to compile.
    from iza.store.yaml import quick_reader, spacing

    doubtful = quick_reader.may_refer(text) or spacing.is_doubtful(text)
    return None if doubtful else quick_reader.document(events(text), MAX_DEPTH)


_SAFE = bytes(byte for byte in range(256) if byte not in (*range(9), 11, 12, *range(14, 32), 0x7F, 0xC2, 0xE2, 0xEF))
"""Bytes of UTF-8 without which no forbidden character can be written."""


def _decoded_text(source: bytes, name: str) -> str:
    if len(source) > MAX_BYTES:
        raise Unreadable(name, 0, N_("The file is larger than 200 kB."))
    try:
        text = decoded(source)
    except NotUtf8 as error:
        raise Unreadable(name, error.line, NOT_UTF8) from None
    match = FORBIDDEN.search(text) if source.translate(None, _SAFE) else None
    if match:
        line = text.count("\n", 0, match.start()) + 1
        raise Unreadable(name, line, N_("A control character or direction override stands here."))
    return text


def events(text: str) -> Callable[[], Any]:
    """A function that gives the parser events of a text one by one."""
    next_event: Callable[[], Any] = _event_parser()(text).get_event
    return next_event


@cache
def _event_parser() -> Callable[[str], Any]:
    """The event parser of libyaml, or ruamel's own where the C part has no wheel."""
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        from ruamel.yaml import YAML
        from ruamel.yaml.docinfo import DocInfo

        def pure(text: str) -> Any:
            yaml = YAML(typ="safe", pure=True)
            # As its own load() does, else a directive breaks it.
            yaml.doc_infos.append(DocInfo())
            return yaml.get_constructor_parser(text)[1]

        return pure
    return CParser  # type: ignore[no-any-return]


class _Judge:
    """Builds plain data straight from parser events, with the line of each place: no node graph, nothing to expand."""

    def __init__(self, text: str, name: str, lines: Lines) -> None:
        from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

        from iza.store.yaml.spacing import Spacing

        self.next = events(text)
        self.spacing = Spacing(text)
        self.columns = [-1]
        self.brackets = 0
        self.last: Any = None
        """The event that ended the latest mapping or list."""
        self.name = name
        self.lines = lines
        self.scalar_kind, self.mapping_kind = ScalarEvent, MappingStartEvent
        self.mapping_end, self.sequence_end = MappingEndEvent, SequenceEndEvent

    def document(self) -> dict[str, Any]:
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            return self._read_document()
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            raise Unreadable(self.name, line, _explanation_of(error)) from None
        except YAMLError:
            raise Unreadable(self.name, 0, N_("This is not readable as YAML.")) from None

    def _read_document(self) -> dict[str, Any]:
        self.next()  # stream start
        start = self.next()
        if not hasattr(start, "explicit"):
            raise Unreadable(self.name, 0, N_("The file is empty."))
        if start.version or start.tags:
            raise self.refused(start, N_("YAML directives are not allowed."))
        root = self.next()
        value = self.node(root, (), 0)
        self.next()  # document end
        another = self.next()
        if hasattr(another, "explicit"):
            raise self.refused(another, N_("A second document begins here; a file holds one."))
        for line, problem in sorted(self.spacing.findings()):
            raise Unreadable(self.name, line + 1, problem)
        if isinstance(value, dict):
            return value
        raise self.refused(root, N_("The file must consist of fields with a colon (`name: value`)."))

    def refused(self, event: Any, problem: str) -> Unreadable:
        return Unreadable(self.name, event.start_mark.line + 1, problem)

    def node(self, event: Any, path: FieldPath, depth: int) -> Any:
        self.judge(event, depth)
        self.lines[path] = event.start_mark.line + 1
        if event.__class__ is self.scalar_kind:
            return self.scalar(event)
        with self.collection(event):
            return (self.mapping if event.__class__ is self.mapping_kind else self.sequence)(path, depth)

    @contextmanager
    def collection(self, event: Any) -> Iterator[None]:
        """Within a mapping or a list: the column of the innermost block, and how many brackets are open."""
        flow = bool(event.flow_style)
        self.brackets += flow
        if not flow:
            self.columns.append(event.start_mark.column)
        yield
        self.brackets -= flow
        if not flow:
            self.columns.pop()
        elif not self.brackets:
            self.spacing.brackets(event, self.last, self.columns[-1])

    def judge(self, event: Any, depth: int) -> None:
        if event.anchor is not None:
            # An alias has one too.
            raise self.refused(event, N_("References with & and * are not allowed."))
        if event.tag is not None:
            raise self.refused(event, N_("Types with ! are not allowed."))
        if depth > MAX_DEPTH:
            raise self.refused(event, N_("The fields are nested too deeply."))

    def scalar(self, event: Any) -> object:
        self.spacing.scalar(event, self.columns[-1], in_brackets=self.brackets > 0)
        try:
            return plain(event.value) if event.implicit[0] else event.value
        except ValueError:
            raise self.refused(event, N_("This number is too long.")) from None

    def mapping(self, path: FieldPath, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while (event := self.next()).__class__ is not self.mapping_end:
            key = self.key(event)
            if key in result:
                raise self.refused(event, N_("This field stands here twice."))
            result[key] = self.node(self.next(), (*path, key), depth + 1)
            self.lines[*path, key] = event.start_mark.line + 1
        self.last = event
        return result

    def key(self, event: Any) -> str:
        if event.__class__ is self.scalar_kind:
            self.judge(event, 0)
            key = self.scalar(event)
            if isinstance(key, str) and key != "<<":
                return key
        raise self.refused(event, N_("A field name must be plain text."))

    def sequence(self, path: FieldPath, depth: int) -> list[Any]:
        result: list[Any] = []
        while (event := self.next()).__class__ is not self.sequence_end:
            result.append(self.node(event, (*path, len(result)), depth + 1))
        self.last = event
        return result


def _explanation_of(error: Any) -> str:
    """What a parser error means to somebody who edits the file by hand."""
    problem = error.problem or ""
    if "mapping values are not allowed" in problem:
        return N_('A colon followed by a space stands inside a text; put the whole text in quotes ("…").')
    if "cannot start any token" in problem or "tab" in problem:
        return N_("A character stands here that cannot begin a value; indent with spaces and quote texts.")
    if "unexpected end of stream" in problem or "document end" in problem:
        return N_("A quotation mark or bracket is opened here and not closed.")
    return N_("The structure is broken here; check indentation, colons, quotes and brackets.")
