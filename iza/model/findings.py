"""Findings are data: a stable code, where it is, and the words to say it with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from iza.i18n import _, language
from iza.model.dates import german

if TYPE_CHECKING:
    from iza.model.values import FieldPath

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Level(StrEnum):
    """How much a finding weighs: only errors stop a write."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or worth knowing, at ``path`` in the document.

    ``details`` fill the placeholders of ``text``; they hold numbers, codes, dates and ids, never
    the value of a personal field.
    """

    code: str
    level: Level
    path: FieldPath
    text: str
    details: dict[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The finding in words, in the language in use."""
        return _(self.text).format(**{name: in_words(value) for name, value in self.details.items()})


def in_words(value: object) -> object:
    """A day (``2026-03-18``) or a fraction as people write it in the language in use; anything else as it is."""
    if language() == "de" and isinstance(value, str) and _DAY.fullmatch(value):
        return german(value)
    if language() == "de" and isinstance(value, float):
        return str(value).replace(".", ",")
    return value


@dataclass(frozen=True)
class Violation:
    """What a rule yields: the place, and the details for the rule's text."""

    path: FieldPath
    details: dict[str, object] = field(default_factory=dict)


Check = Callable[..., Iterator[Violation]]


@dataclass(frozen=True)
class Rule:
    """A domain rule: code, level, source, text, and the pure function that finds violations.

    ``entry_depth`` is 0, or the length of the path to the entry of a list it judges (a talk, a step, a transmission),
    where an entry that was settled before stays right (``iza.model.rules.settled``).
    """

    code: str
    level: Level
    source: str
    text: str
    check: Check
    entry_depth: int = 0

    def findings(self, *subject: Any) -> Iterator[Finding]:
        """The violations of this rule in ``subject`` as findings."""
        for violation in self.check(*subject):
            yield Finding(self.code, self.level, violation.path, self.text, violation.details)


RESERVED: dict[str, str] = {
    "E60": "schema: a field that does not belong there",
    "E61": "schema: a field that is missing",
    "E62": "schema: a code or constant that is not allowed",
    "E63": "schema: another type, or a key that is no text",
    "E64": "schema: another form, a day that is none, hostile characters",
    "E65": "schema: beyond a limit, or empty",
    "E66": "check: a file that cannot be read",
    "E67": "check: the check character of an id",
    "E68": "check: a case in another file than its id names",
    "E69": "check: terms that are not those of the latest version",
    "E70": "printing: a character without a glyph",
    "E71": "printing: a logo that cannot be drawn",
    "E74": "check: a file from a newer iza",
    "W44": "check: perhaps the same person twice",
    "W73": "check: a file of an older format",
}
"""The codes of findings that no rule reports, and what each is about; a rule cannot take one of them."""


class RuleBook:
    """An ordered collection of rules about one kind of subject, each code once."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}

    def rule(self, code: str, source: str, text: str, entry_depth: int = 0) -> Callable[[Check], Check]:
        """Register a function as rule ``code`` (E…, W… or I…); mark ``text`` with ``N_``."""
        level = {"E": Level.ERROR, "W": Level.WARNING, "I": Level.INFO}[code[0]]

        def register(check: Check) -> Check:
            assert code not in self.rules, f"{code} is registered twice"
            assert code not in RESERVED, f"{code} stands for {RESERVED[code]}"
            self.rules[code] = Rule(code, level, source, text, check, entry_depth)
            return check

        return register

    def findings(self, *subject: Any) -> list[Finding]:
        """All findings of all rules in the order of their codes."""
        ordered = sorted(self.rules.values(), key=lambda rule: rule.code[1:])
        return [finding for rule in ordered for finding in rule.findings(*subject)]


CASE_RULES = RuleBook()
"""Rules over ``(case: Case, county: County, today: date)``."""

COUNTY_RULES = RuleBook()
"""Rules over ``(county: County, today: date)``; paths start with the name of the directory file, or
with a field of the settings."""
