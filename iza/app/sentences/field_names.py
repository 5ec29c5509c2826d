"""Fields as people name them: by key or label, in German or English, or by the number of a goal or step."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from iza.app import words
from iza.errors import UsageError
from iza.i18n import _
from iza.model import lookup
from iza.store.schema import labels
from iza.store.schema.schemas import shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.app.sentences import ChangeSentence
    from iza.model.values import FieldPath
    from iza.store.schema.schemas import Node

_NUMBERED = re.compile(r"(?:(?:ziel|goal)\s*([0-9]+)|(?:(?:schritt|step)\s*)?([0-9]+\.[0-9]+))")
_VERSION = re.compile(r"(?:fassung|version)\s*([0-9]+)")
_INNER = re.compile(r"[gsrce]-[0-9a-hjkmnp-tv-z]{4,16}")
_ALSO = {"frist": "due_on", "due date": "due_on", "zieltermin": "target_on", "termin": "planned_on"}
"""What the sentences call a field that has another label."""


class Asked:
    """The field somebody asks for; ``versions`` of a case, newest first, say which goal or step has the number.

    Raises UsageError for a name that no field has.
    """

    def __init__(self, text: str, versions: Sequence[dict[str, Any]]) -> None:
        word = " ".join(text.split()).casefold()
        self.names = {word, _ALSO.get(word, word)}
        self.places = _ids_of_number(word, versions)
        if word and self.places is None and not self.names & known_names():
            raise UsageError(
                _("No field has this name."),
                _("By its label, like “due on”, by its key, like due_on, or “Step 2.1”, “Goal 2”, “Version 1”."),
            )

    def means(self, told: ChangeSentence) -> bool:
        """Whether a sentence tells the field."""
        return any(self.has(path) for path in (told.path, *told.fields))

    def has(self, path: FieldPath) -> bool:
        """Whether a path is, or leads into, what was asked for."""
        if self.places is not None:
            return any(part in self.places for part in path)
        return any(self.names & _names_of_field(words.schema_path(path)[:size]) for size in range(1, len(path) + 1))


def _ids_of_number(word: str, versions: Sequence[dict[str, Any]]) -> set[str | int] | None:
    """The ids a number means, in the newest version that has it; None where no number was typed."""
    if _INNER.fullmatch(word):
        return {word}
    version, numbered = _VERSION.fullmatch(word), _NUMBERED.fullmatch(word)
    if version:
        return {int(version[1])}
    if not numbered:
        return None
    goal, step = numbered.groups()
    for case in map(words.tamed, versions):
        numbers: dict[str, str | int] = {str(n): aim["id"] for n, aim in enumerate(lookup.goals(case), 1)}
        numbers |= {number: aim["id"] for number, _goal, aim in lookup.numbered_steps(case)}
        if (goal or step) in numbers:
            return {numbers[goal or step]}
    return set()


@lru_cache(maxsize=1024)
def _names_of_field(path: FieldPath) -> frozenset[str]:
    """What the field at a path of the schema is called: its key and its labels."""
    if not path or isinstance(path[-1], int):
        return frozenset()
    names = {labels.label("case", path, tongue).casefold() for tongue in ("de", "en")}
    return frozenset(names | {str(path[-1]).casefold()})


@cache
def known_names() -> frozenset[str]:
    """What the fields of a case are called."""
    return frozenset(_field_names_in(shape("case")))


def _field_names_in(node: Node) -> Iterator[str]:
    for key, child in node.get("properties", {}).items():
        yield from (str(name).casefold() for name in (key, child.get("title", key), child.get("x-en", key)))
        yield from _field_names_in(child)
    for child in (node.get("items"), *node.get("patternProperties", {}).values()):
        if isinstance(child, dict):
            yield from _field_names_in(child)
