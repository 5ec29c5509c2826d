"""The two versions a sentence is about, and how what stands in them is said."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from iza.app import words
from iza.i18n import _
from iza.model import lookup
from iza.store.schema import labels
from iza.store.schema.schemas import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from iza.history.change import Change
    from iza.model.case.record import Case
    from iza.model.values import CaseView, FieldPath

_UNSAID = "…"
_LINE = 200  # characters
_RESPONSIBLE: FieldPath = ("agreement", "goals", 0, "steps", 0, "responsible")
_PLACES: dict[str, FieldPath] = {
    "g": ("agreement", "goals"),
    "s": ("agreement", "goals", "", "steps"),
    "r": ("reviews",),
    "e": ("consents",),
}
_PEOPLE = ("participants", "signatures", "missing")


class Sides:
    """The version before and after.

    ``terse`` leaves out what people wrote and everything about the client: codes, days and numbers stay.
    """

    def __init__(self, old: CaseView, new: CaseView, *, terse: bool = False) -> None:
        self.old, self.new, self.terse = old, new, terse
        self.before, self.after = words.tamed(old), words.tamed(new)

    # -- places ----------------------------------------------------------------------------------

    def case(self, change: Change) -> Case:
        """The version in which what a change is about has its number: what went goes by its old one."""
        return self.before if change.kind == "removed" else self.after

    def field(self, change: Change) -> str:
        """``Step 2.1 · due on``: a place as programs and tables have it."""
        return words.path_in_words(self.case(change), change.path)

    def what(self, change: Change) -> str:
        """``Step 2.1, supported by``: a place inside a sentence."""
        return ", ".join(self.parts(change))

    def parts(self, change: Change) -> list[str]:
        """The same in pieces, the outermost first; a word is not said twice."""
        return list(dict.fromkeys(words.parts(self.case(change), change.path)))

    def moves(self, path: FieldPath, order: Iterable[object]) -> str:
        """``Step 1.1 is now step 1.2, …``: the goals or steps that have another number now."""
        name, number = (words.goal, lookup.goal_number) if len(path) == 2 else (words.step, lookup.step_number)
        old_order = [str(identity) for identity in order]
        numbers = {identity: (number(self.before, identity), number(self.after, identity)) for identity in old_order}
        other = [
            identity
            for identity in old_order
            if identity not in numbers[identity] and numbers[identity][0] != numbers[identity][1]
        ]
        pattern = _("{old} is now {new}")
        return ", ".join(
            pattern.format(old=name(self.before, identity), new=name(self.after, identity)) for identity in other
        )

    # -- values ----------------------------------------------------------------------------------

    def line(self, value: object) -> str:
        """A text as it was written, on one line."""
        return _UNSAID if self.terse else " ⏎ ".join(str(value).splitlines())

    def quoted(self, value: object) -> str:
        """A text as it was written, in quotation marks."""
        return _("“{text}”").format(text=self.line(value))

    def in_words(self, path: FieldPath, value: Any) -> str:
        """A value as part of a sentence: what people wrote in quotation marks, codes by their labels."""
        if self.terse and path[:1] == ("client",):
            return _UNSAID
        if isinstance(value, dict):
            return self._mapping_in_words(path, value)
        if isinstance(value, list):
            return self._list_in_words(path, value)
        kind = kind_of(path, value)
        if kind in ("text", "entry"):
            return self.quoted(value) if kind == "text" else self._entry_of_case(value)
        return words.day(value) if kind == "day" else words.value(path, value)

    def _entry_of_case(self, ref: str) -> str:
        """``Step 1.2`` for the id of a step; what stands there no more goes by its old number."""
        path = _PLACES[ref[0]] + (ref,)
        names = [words.parts(case, path)[0] for case in (self.after, self.before)]
        return next((name for name in names if ref not in name), names[0])

    def value(self, path: FieldPath, value: Any) -> str:
        """A value by itself, for tables and programs; nothing where there is none."""
        if value is None:
            return ""
        return self.in_words(path, value) if self.terse else words.value(path, value)

    def marked(self, path: FieldPath, value: Any) -> str:
        """A value between other words: in quotation marks, apart from days."""
        if isinstance(value, list) and value and not any(isinstance(inner, dict) for inner in value):
            return ", ".join(self.marked((*path, 0), inner) for inner in value)
        text = self.in_words(path, value)
        bare = value is None or isinstance(value, dict | list) or text == _UNSAID
        return text if bare or kind_of(path, value) in ("text", "day") else _("“{text}”").format(text=text)

    def details(self, changes: Iterable[Change]) -> str:
        """``Life area: work; target date: 30.06.2027``: the fields of something that came or went."""
        fields = [(change.path, change.old if change.kind == "removed" else change.new) for change in changes]
        return "; ".join(self._labelled_value(path, value) for path, value in fields if not self._is_text(path, value))

    def with_details(self, sentence: str, changes: Sequence[Change]) -> str:
        """A sentence with everything else that is known about what it tells."""
        facts = self.details(changes)
        return f"{sentence}; {facts}" if facts else sentence

    def people(self, path: FieldPath, entries: Any, seen: Mapping[str, Any]) -> str:
        """``client, caseworker kue (not present)``: roles, who it is, and what is said besides ``known``."""
        listed = entries if isinstance(entries, list) else []
        return (
            ", ".join(self._person_in_words((*path, 0), person, seen) for person in listed if isinstance(person, dict))
            or "–"
        )

    def responsible(self, entry: Any) -> str:
        """``client``, ``partner vhs-albweil``."""
        return self._person_in_words(_RESPONSIBLE, entry, {}) if isinstance(entry, dict) else "–"

    def _person_in_words(self, path: FieldPath, entry: Mapping[str, Any], seen: Mapping[str, Any]) -> str:
        role = self.in_words((*path, "role"), entry.get("role"))
        named = f"{role} {self.in_words((*path, 'ref'), entry['ref'])}" if "ref" in entry else role
        told = {**seen, **{name: entry.get(name) for name in ("role", "ref")}}
        rest = {name: value for name, value in entry.items() if name not in told or told[name] != value}
        return f"{named} ({self._mapping_in_words(path, rest)})" if rest else named

    def _labelled_value(self, path: FieldPath, value: Any) -> str:
        label = (words.parts(self.after, path)[-1:] or [str(path[-1])])[0]
        if isinstance(value, dict) and path[-1] != "responsible":
            return f"{label} ({self.in_words(path, value)})"
        return words.with_colon(label, self.in_words(path, value))

    def _list_in_words(self, path: FieldPath, value: list[Any]) -> str:
        if len(value) == 1 and isinstance(value[0], dict) and path[-1] not in _PEOPLE:
            return self._mapping_in_words((*path, 0), value[0])
        return ", ".join(self._entry_in_words(path, entry) for entry in value) or "–"

    def _entry_in_words(self, path: FieldPath, value: Any) -> str:
        if not isinstance(value, dict):
            return self.in_words((*path, 0), value)
        if path[-1] in _PEOPLE:
            return self._person_in_words((*path, 0), value, {"present": True})
        return f"({self._mapping_in_words((*path, 0), value)})"

    def _mapping_in_words(self, path: FieldPath, value: Mapping[str, Any]) -> str:
        if path[-1] == "responsible":
            return self.responsible(value)
        fields = [((*path, name), inner) for name, inner in value.items() if name != "id"]
        return (
            "; ".join(
                self._labelled_value(field_path, inner)
                for field_path, inner in fields
                if not self._is_text(field_path, inner)
            )
            or "–"
        )

    def _is_text(self, path: FieldPath, value: Any) -> bool:
        """Whether a detail is left out because somebody wrote it."""
        return self.terse and kind_of(path, value) == "text"


def is_prose(path: FieldPath) -> bool:
    """Whether a field takes sentences and not just a line."""
    try:
        return int(labels.node("case", words.schema_path(path)).get("maxLength", 0)) > _LINE
    except KeyError:
        return False


ValueKind = Literal["text", "day", "code", "entry", "other"]


def kind_of(path: FieldPath, value: Any) -> ValueKind:
    """What a value is: what somebody wrote, a day, a code or id of the directory, the id of an entry of the case."""
    return _kind_of(path, value) if isinstance(value, str) else "other"


@lru_cache(maxsize=4096)
def _kind_of(path: FieldPath, value: str) -> ValueKind:
    try:
        node = labels.node("case", words.schema_path(path))
    except KeyError:
        return "text"
    pattern = node.get("pattern", "")
    if str(node.get("format", "")).startswith("date"):
        return "day" if re.fullmatch(pattern, value) else "text"
    if pattern in _path_patterns("goal_id", "step_id", "review_id", "consent_id") and re.fullmatch(pattern, value):
        return "entry"
    if pattern in _path_patterns("time", "case_id", "clearing_id", "sha256"):
        return "other" if re.fullmatch(pattern, value) else "text"
    named = pattern in _path_patterns("directory_id") and re.fullmatch(pattern, value)
    is_code = named or any(option.code == value for option in _options_at(words.schema_path(path)))
    return "code" if is_code else "text"


@lru_cache(maxsize=512)
def _options_at(path: FieldPath) -> list[labels.Option]:
    return labels.options("case", path)


@lru_cache(maxsize=8)
def _path_patterns(*names: str) -> frozenset[str]:
    """How such values are written."""
    return frozenset(common(name)["pattern"] for name in names)
