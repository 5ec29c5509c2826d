"""In which language a paper speaks: its fixed words, the labels of the schema, the texts of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iza.documents.bilingual import untranslated
from iza.documents.catalogue import GERMAN
from iza.i18n import language
from iza.model.dates import german, parse
from iza.model.translations import translation
from iza.store.schema import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.documents.catalogue import Catalogue
    from iza.model.values import FieldPath

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
# The vocabularies of schemas/common.schema.json whose German labels get printed, so every catalogue has them.
VOCABULARIES = (
    "language", "life_area", "role", "responsible_role", "goal_status", "step_status", "blocking_reason",
    "decision_result", "decision_reason", "review_result", "closing_reason", "meeting_mode", "consent_data",
    "need", "dropped_reason",
)  # fmt: skip
# Those of one field of a case.
OWN_VOCABULARIES: tuple[FieldPath, ...] = (("client", "guardian", "kind"),)


@dataclass
class Wording:
    """German, or the second language of a paper.

    ``oral`` becomes true once a text of the case had no translation: it was, or has to be, interpreted.
    """

    catalogue: Catalogue = GERMAN
    oral: bool = field(default=False, init=False)

    @property
    def tag(self) -> str:
        """The language (``de``, ``ar``)."""
        return self.catalogue.tag

    def word(self, german_word: str) -> str:
        """A fixed word in this language, or German where the catalogue has none."""
        return self.catalogue.text(german_word)

    def field(self, path: FieldPath) -> str:
        """The label of a field of a case: for the caseworker, who is told that it is missing."""
        return labels.label("case", path, language())

    def named(self, path: FieldPath) -> str:
        """The label of a field of a case, as it is printed."""
        return self.word(labels.label("case", path, "de"))

    def value(self, path: FieldPath, code: str) -> str:
        """The label of a code at a path of a case."""
        return self.word(labels.value_label("case", path, code, "de"))

    def text(self, holder: Mapping[str, Any], name: str) -> str:
        """A text of the case: translated where somebody translated it, else marked as not translated."""
        original = str(holder.get(name, ""))
        if not original or self.tag == GERMAN.tag:
            return original
        translated = translation(holder, name, self.tag)
        self.oral = self.oral or not translated
        return translated or untranslated(original)

    def weekday(self, day: str) -> str:
        """``Mittwoch`` of an ISO date."""
        return self.word(WEEKDAYS[parse(day).weekday()])

    def day(self, day: str) -> str:
        """``18.03.2026``: dates look the same in every language, so that nobody mixes them up."""
        return german(day)


def translation_note(wording: Wording) -> dict[str, bool] | None:
    """What a paper says about its translation: a draft? partly interpreted orally? None for German alone."""
    if wording.tag == GERMAN.tag:
        return None
    return {"draft": not wording.catalogue.confirmed, "oral": wording.oral}
