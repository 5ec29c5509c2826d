"""Guided dialogues from the schema: labels, vocabularies and limits are read there, answers checked at once.

::

    answers = ask("case", [Field(("client", "names", 0, "family"), required=True), …])

Enter skips an optional question or keeps the value in brackets, ``-`` empties it, ``?`` explains,
Ctrl-C stops; nothing is stored here, the answers are handed back as one nested mapping.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from iza.cli.terminal import answers, prompts
from iza.cli.terminal.answers import schema_choices
from iza.cli.terminal.output import out
from iza.i18n import _, language, ngettext
from iza.model import dates
from iza.model.values import FieldPath

Answers = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One question: the place of the value in the document, below ``base`` of the dialogue.

    ``prompt`` (marked with ``N_``) replaces the label of the schema; ``when`` decides from the answers so
    far; ``multiline`` takes several lines. Lists of the schema are asked as lists: codes with commas, texts
    line by line.
    """

    path: FieldPath
    required: bool = False
    prompt: str = ""
    multiline: bool = False
    when: Callable[[Mapping[str, Any]], bool] | None = None


def ask(
    kind: str,
    fields: Sequence[Field],
    defaults: Mapping[str, Any] | None = None,
    *,
    base: FieldPath = (),
    instead: str = "",
) -> Answers:
    """Ask for the fields of a document of ``kind``; the answers, nested as below ``base``.

    Raises UsageError without a terminal (``instead`` says what to do then) and Interrupted.
    """
    prompts.require_terminal(instead or _("Give the answers with --from FILE."))
    out.note(_("Enter skips, ? explains, Ctrl-C stops without changing anything."))
    given: Answers = {}
    for field in fields:
        if field.when is None or field.when(given):
            value = Question(kind, base, field, value_at(defaults, field.path)).answer()
            if value not in (None, [], ""):
                put(given, field.path, value)
    return given


def ask_many(
    kind: str, fields: Sequence[Field], more: str, *, base: FieldPath = (), least: int = 0, instead: str = ""
) -> list[Answers]:
    """The same fields again and again, while the person says yes to ``more``; at least ``least`` times."""
    entries: list[Answers] = []
    while len(entries) < least or prompts.confirm(more):
        entries.append(ask(kind, fields, base=base, instead=instead))
    return entries


class Question:
    """One field with what the schema says about it."""

    def __init__(self, kind: str, base: FieldPath, asked: Field, default: Any = None) -> None:
        from iza.store.schema import labels

        self.asked, self.default = asked, default
        path = base + asked.path
        self.node: Mapping[str, Any] = labels.node(kind, path)
        self.many = self.node.get("type") == "array"
        item = (*path, 0) if self.many else path
        self.item: Mapping[str, Any] = labels.node(kind, item) if self.many else self.node
        self.choices = schema_choices(kind, item)
        self.label = _(asked.prompt) if asked.prompt else labels.label(kind, path, language())

    def answer(self) -> Any:
        """Ask until the answer fits; None where there is none."""
        self._show_question()
        return prompts.ask_until(self.read, self.explain, self._read_line)

    def read(self, text: str) -> Any:
        """The value of an answer. Raises ValueError with a sentence."""
        if text == "-" and not self.asked.required:
            return None
        if not text:
            if self.default is None and self.asked.required:
                raise ValueError(_("this is needed."))
            return self.default
        if self.many:
            parts = re.split(r"[,;\n]" if self.choices else r"\n", text)
            return list(dict.fromkeys(self._read_one(part.strip()) for part in parts if part.strip()))
        return self._read_one(text)

    def explain(self) -> None:
        """Tell what the schema says about the field."""
        texts = [text for text in (description(self.node), hint(self.item)) if text]
        for text in texts or ([] if self.choices else [_("There is nothing more to say about it.")]):
            out.note("  " + text)
        prompts.show_choices(self.choices, everything=True)

    def _read_one(self, text: str) -> Any:
        prompts.printable(text)
        if self.choices:
            return self._read_code(text)
        kind = "birth" if self.asked.path[-2:] == ("birth", "date") else str(self.item.get("format"))
        reader = _READERS.get(kind) or _READERS.get(str(self.item.get("type")))
        return check(reader(text) if reader else text, self.item)

    def _read_code(self, text: str) -> str:
        """A code; beside an open vocabulary (language tags) also any text of its form."""
        try:
            return answers.code(text, self.choices)
        except ValueError:
            free = [branch for branch in self.item.get("anyOf", ()) if "oneOf" not in branch]
            if not free or not re.search(free[0].get("pattern", ""), text):
                raise
            return text

    def _read_line(self) -> str:
        several = self.asked.multiline or (self.many and not self.choices)
        if not several:
            return prompts.read_line()
        first = prompts.read_line()
        return first if first in ("", "?", "-") else f"{first}\n{prompts.read_block()}".rstrip("\n")

    def _show_question(self) -> None:
        notes = [_("required") if self.asked.required else "", *self._ways_to_answer()]
        if self.default is not None:
            notes.append(f"[{self.shown(self.default)}]")
        extra = ", ".join(note for note in notes if note)
        out.note(f"{self.label} ({extra})" if extra else self.label)
        prompts.show_choices(self.choices)

    def _ways_to_answer(self) -> list[str]:
        """How to answer, where it is not plain."""
        if self.choices:
            several = _("several with commas") if self.many else ""
            return [several, _("? lists all") if len(self.choices) > prompts.LISTED else ""]
        if self.many or self.asked.multiline:
            return [_("several lines, an empty one ends")]
        kinds = {"date": _("date"), "date-or-month": _("date or month"), "boolean": _("yes or no")}
        return [kinds.get(str(self.item.get("format") or self.item.get("type")), "")]

    def shown(self, value: Any) -> str:
        """A value as people write it."""
        if isinstance(value, list):
            return ", ".join(self.shown(entry) for entry in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if str(self.item.get("format", "")).startswith("date") and language() == "de":
            return dates.german(str(value))
        return next((choice.label for choice in self.choices if choice.code == value), str(value))


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise ValueError(_("a whole number is needed."))
    return int(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "birth": answers.born,
    "date": answers.day,
    "date-or-month": answers.month,
    "boolean": answers.yes,
    "integer": _whole_number,
}


def check(value: Any, node: Mapping[str, Any]) -> Any:
    """The value, within the limits of its schema node. Raises ValueError."""
    if isinstance(value, str):
        _check_text(value, node)
    elif isinstance(value, int) and not isinstance(value, bool):
        low, high = node.get("minimum", "-∞"), node.get("maximum", "∞")
        if not node.get("minimum", value) <= value <= node.get("maximum", value):
            raise ValueError(_("a number from {low} to {high} is needed.").format(low=low, high=high))
    return value


def _check_text(text: str, node: Mapping[str, Any]) -> None:
    most = node.get("maxLength", len(text))
    if len(text) > most:
        raise ValueError(
            ngettext("at most one character is allowed.", "at most {count} characters are allowed.", most).format(
                count=most
            )
        )
    if "pattern" in node and not re.search(node["pattern"], text):
        raise ValueError(hint(node) or _("it has another form."))


def hint(node: Mapping[str, Any]) -> str:
    """How the value is written, in the language in use."""
    return str(node.get("patternErrorMessage" if language() == "de" else "x-en-hint", ""))


def description(node: Mapping[str, Any]) -> str:
    """What the schema says about the field; the German text where there is no English one."""
    return str((language() == "en" and node.get("x-en-description")) or node.get("description", ""))


def value_at(document: Any, path: FieldPath) -> Any:
    """What stands at a path of a document, or None."""
    for key in path:
        if isinstance(document, list) and isinstance(key, int):
            document = document[key] if key < len(document) else None
        else:
            document = document.get(key) if isinstance(document, Mapping) else None
    return document


def put(document: Answers, path: FieldPath, value: Any) -> None:
    """Set a value in nested mappings and lists, which are made on the way."""
    node: Any = document
    for key, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(node, list):
            node.extend([] if int(key) < len(node) else [empty])
            node = node[int(key)]
        else:
            node = node.setdefault(key, empty)
    if isinstance(node, list):
        node.append(value)
    else:
        node[path[-1]] = value
