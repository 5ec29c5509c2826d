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
    from iza.model.case import Case
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
        return words.place(self.case(change), change.path)

    def what(self, change: Change) -> str:
        """``Step 2.1, supported by``: a place inside a sentence."""
        return ", ".join(self.parts(change))

    def parts(self, change: Change) -> list[str]:
        """The same in pieces, the outermost first; a word is not said twice."""
        return list(dict.fromkeys(words.parts(self.case(change), change.path)))

    def moves(self, path: FieldPath, order: Iterable[object]) -> str:
        """``Step 1.1 is now step 1.2, …``: the goals or steps that have another number now."""
        name, number = (words.goal, lookup.goal_number) if len(path) == 2 else (words.step, lookup.step_number)
        known = [str(one) for one in order]
        numbers = {one: (number(self.before, one), number(self.after, one)) for one in known}
        other = [one for one in known if one not in numbers[one] and numbers[one][0] != numbers[one][1]]
        pattern = _("{old} is now {new}")
        return ", ".join(pattern.format(old=name(self.before, one), new=name(self.after, one)) for one in other)

    # -- values ----------------------------------------------------------------------------------

    def line(self, value: object) -> str:
        """A text as it was written, on one line."""
        return _UNSAID if self.terse else " ⏎ ".join(str(value).splitlines())

    def quoted(self, value: object) -> str:
        """A text as it was written, in quotation marks."""
        return _("“{text}”").format(text=self.line(value))

    def said(self, path: FieldPath, value: Any) -> str:
        """A value as part of a sentence: what people wrote in quotation marks, codes by their labels."""
        if self.terse and path[:1] == ("client",):
            return _UNSAID
        if isinstance(value, dict):
            return self._mapping(path, value)
        if isinstance(value, list):
            return self._list(path, value)
        kind = kind_of(path, value)
        if kind in ("text", "entry"):
            return self.quoted(value) if kind == "text" else self._entry_of_case(value)
        return words.day(value) if kind == "day" else words.value(path, value)

    def _entry_of_case(self, ref: str) -> str:
        """``Step 1.2`` for the id of a step; what stands there no more goes by its old number."""
        path = _PLACES[ref[0]] + (ref,)
        found = [words.parts(case, path)[0] for case in (self.after, self.before)]
        return next((one for one in found if ref not in one), found[0])

    def value(self, path: FieldPath, value: Any) -> str:
        """A value by itself, for tables and programs; nothing where there is none."""
        if value is None:
            return ""
        return self.said(path, value) if self.terse else words.value(path, value)

    def marked(self, path: FieldPath, value: Any) -> str:
        """A value between other words: in quotation marks, apart from days."""
        if isinstance(value, list) and value and not any(isinstance(one, dict) for one in value):
            return ", ".join(self.marked((*path, 0), one) for one in value)
        text = self.said(path, value)
        bare = value is None or isinstance(value, dict | list) or text == _UNSAID
        return text if bare or kind_of(path, value) in ("text", "day") else _("“{text}”").format(text=text)

    def details(self, changes: Iterable[Change]) -> str:
        """``Life area: work; target date: 30.06.2027``: the fields of something that came or went."""
        found = [(one.path, one.old if one.kind == "removed" else one.new) for one in changes]
        return "; ".join(self._named(path, value) for path, value in found if not self._is_text(path, value))

    def with_details(self, sentence: str, changes: Sequence[Change]) -> str:
        """A sentence with everything else that is known about what it tells."""
        facts = self.details(changes)
        return f"{sentence}; {facts}" if facts else sentence

    def people(self, path: FieldPath, entries: Any, known: Mapping[str, Any]) -> str:
        """``client, caseworker kue (not present)``: roles, who it is, and what is said besides ``known``."""
        found = entries if isinstance(entries, list) else []
        return ", ".join(self._person((*path, 0), one, known) for one in found if isinstance(one, dict)) or "–"

    def responsible(self, one: Any) -> str:
        """``client``, ``partner vhs-albweil``."""
        return self._person(_RESPONSIBLE, one, {}) if isinstance(one, dict) else "–"

    def _person(self, path: FieldPath, entry: Mapping[str, Any], known: Mapping[str, Any]) -> str:
        role = self.said((*path, "role"), entry.get("role"))
        named = f"{role} {self.said((*path, 'ref'), entry['ref'])}" if "ref" in entry else role
        told = {**known, **{name: entry.get(name) for name in ("role", "ref")}}
        rest = {name: value for name, value in entry.items() if name not in told or told[name] != value}
        return f"{named} ({self._mapping(path, rest)})" if rest else named

    def _named(self, path: FieldPath, value: Any) -> str:
        label = (words.parts(self.after, path)[-1:] or [str(path[-1])])[0]
        if isinstance(value, dict) and path[-1] != "responsible":
            return f"{label} ({self.said(path, value)})"
        return words.with_colon(label, self.said(path, value))

    def _list(self, path: FieldPath, value: list[Any]) -> str:
        if len(value) == 1 and isinstance(value[0], dict) and path[-1] not in _PEOPLE:
            return self._mapping((*path, 0), value[0])
        return ", ".join(self._entry(path, one) for one in value) or "–"

    def _entry(self, path: FieldPath, value: Any) -> str:
        if not isinstance(value, dict):
            return self.said((*path, 0), value)
        if path[-1] in _PEOPLE:
            return self._person((*path, 0), value, {"present": True})
        return f"({self._mapping((*path, 0), value)})"

    def _mapping(self, path: FieldPath, value: Mapping[str, Any]) -> str:
        if path[-1] == "responsible":
            return self.responsible(value)
        fields = [((*path, name), inner) for name, inner in value.items() if name != "id"]
        return "; ".join(self._named(place, inner) for place, inner in fields if not self._is_text(place, inner)) or "–"

    def _is_text(self, path: FieldPath, value: Any) -> bool:
        """Whether a detail is left out because somebody wrote it."""
        return self.terse and kind_of(path, value) == "text"


def is_prose(path: FieldPath) -> bool:
    """Whether a field takes sentences and not just a line."""
    try:
        return int(labels.node("case", words.schema_path(path)).get("maxLength", 0)) > _LINE
    except KeyError:
        return False


Kind = Literal["text", "day", "code", "entry", "other"]


def kind_of(path: FieldPath, value: Any) -> Kind:
    """What a value is: what somebody wrote, a day, a code or id of the directory, the id of an entry of the case."""
    return _kind_of(path, value) if isinstance(value, str) else "other"


@lru_cache(maxsize=4096)
def _kind_of(path: FieldPath, value: str) -> Kind:
    try:
        node = labels.node("case", words.schema_path(path))
    except KeyError:
        return "text"
    pattern = node.get("pattern", "")
    if str(node.get("format", "")).startswith("date"):
        return "day" if re.fullmatch(pattern, value) else "text"
    if pattern in _patterns("goal_id", "step_id", "review_id", "consent_id") and re.fullmatch(pattern, value):
        return "entry"
    if pattern in _patterns("time", "case_id", "clearing_id", "sha256"):
        return "other" if re.fullmatch(pattern, value) else "text"
    named = pattern in _patterns("directory_id") and re.fullmatch(pattern, value)
    known = named or any(one.code == value for one in _options(words.schema_path(path)))
    return "code" if known else "text"


@lru_cache(maxsize=512)
def _options(path: FieldPath) -> list[labels.Option]:
    return labels.options("case", path)


@lru_cache(maxsize=8)
def _patterns(*names: str) -> frozenset[str]:
    """How such values are written."""
    return frozenset(common(name)["pattern"] for name in names)
