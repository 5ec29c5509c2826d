"""Translations of the texts of a case: from an interpreter's work sheet, or typed in one by one.

A work sheet is a YAML file that ``export`` writes and ``read_sheet`` reads back::

    case: F-8QK2-7MX4
    language: ar
    texts:
      - id: g-7k3m.goal
        place: Ziel 1 · Ziel
        german: Bis 30.11.2026 ist die Prüfung B1 bestanden.
        translation:

Typed by hand it may be short: ``texts: {1.goal: …, 2.1.text: …}``, by ids or the numbers people use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iza.app import words
from iza.app.changing import intake
from iza.app.changing.change import open_edit
from iza.app.changing.outcome import Outcome
from iza.app.office import in_turn
from iza.errors import InvalidData, Refused, UsageError
from iza.i18n import _, ngettext
from iza.model import lookup
from iza.model.case import agreement, clearing, person, record, reviews
from iza.model.procedure import Action
from iza.model.translations import FIELDS, LANGUAGES, texts
from iza.store import files
from iza.store.current_case import current_case
from iza.store.yaml.writer import dump, put

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as File

    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.model.translations import Text
    from iza.model.values import FieldPath

_SHAPES: dict[str, type] = {
    "goal": agreement.Goal, "step": agreement.Step, "version": agreement.Version, "area": clearing.Area,
    "clearing": clearing.Clearing, "decision": clearing.Decision, "competence": person.Competence,
    "review": reviews.Review, "goal_review": reviews.GoalReview, "step_review": reviews.StepReview,
    "consent": record.Consent,
}  # fmt: skip
# ruamel writes an empty text as ''; people write more easily where nothing stands.
_EMPTY = re.compile(r"^    translation: ''$", re.MULTILINE)


@dataclass(frozen=True)
class TextRow:
    """A German text and its translation, empty where it is missing.

    ``path`` leads to the translation in the case; ``spot`` says in words which text it is.
    """

    id: str
    spot: str
    german: str
    translation: str
    path: FieldPath

    def entry(self) -> dict[str, str]:
        """The row as a work sheet and ``--json`` have it."""
        return {"id": self.id, "place": self.spot, "german": self.german, "translation": self.translation}


@dataclass(frozen=True)
class GivenTranslation:
    """A translation that came in; ``german`` is the text it was made from, empty where nobody says."""

    translation: str
    german: str = ""


def target_language(office: Office, ref: str, wanted: str | None) -> str:
    """The language to translate into: the one wanted, or the one the client reads or speaks. Raises UsageError."""
    client = current_case(office.repo, ref)["client"]
    languages = client.get("languages", [])
    spoken = [client.get("interpreter", {}).get("language"), *(language["tag"] for language in languages)]
    tag = next((tag for tag in (wanted, client.get("written_language"), *spoken) if tag in LANGUAGES), None)
    if tag is None:
        raise UsageError(_("Into which language? The case does not say."), _("--lang CODE, like --lang ar"))
    return tag


def text_rows(office: Office, ref: str, tag: str, *, missing: bool = False) -> list[TextRow]:
    """The texts of a case with their translations into ``tag``; ``missing``: only those without one."""
    case = current_case(office.repo, ref)
    return [_row_of_text(case, text, tag) for text in texts(case) if not (missing and text.translated(tag))]


def _row_of_text(case: Case, text: Text, tag: str) -> TextRow:
    path = (*text.path[:-1], "i18n", tag, text.field)
    return TextRow(text.id, words.spot(case, text.path), text.german, text.translated(tag), path)


# -- work sheets ---------------------------------------------------------------------------------------


def work_sheet(office: Office, ref: str, tag: str, *, missing: bool = False) -> str:
    """The work sheet for an interpreter, as YAML."""
    entries = [row.entry() for row in text_rows(office, ref, tag, missing=missing)]
    text = dump({"case": office.repo.resolve(ref), "language": tag, "texts": entries})
    head = [
        _("Translation: {language}").format(language=words.tongue(tag)),
        _("Write below `translation:`; leave empty what is interpreted orally. Leave the German text as it is."),
        _('A text with a colon stands in quotes: "…".'),
    ]
    return "".join(f"# {line}\n" for line in head) + _EMPTY.sub("    translation:", text)


def export(office: Office, ref: str, tag: str, target: File, *, missing: bool = False) -> Outcome:
    """Write the work sheet to a new file, readable by its owner only. Raises Refused for one that exists."""
    if target.exists() or target.is_symlink():
        raise Refused(_("{file} exists already.").format(file=target.name), _("Choose another name for the sheet."))
    text = work_sheet(office, ref, tag, missing=missing)
    # The sheet holds texts of the case: readable by its owner only (0600), wherever it lies.
    files.replace(target, text.encode(), office.repo.private)
    case_id = office.repo.resolve(ref)
    return Outcome(case_id, _("Work sheet written."), f"iza translate {case_id} --from {target.name}")


def read_sheet(office: Office, ref: str, source: str, wanted: str | None) -> tuple[str, dict[str, GivenTranslation]]:
    """The language of a work sheet and what it says by the id of the text.

    Raises NotFound, Unreadable, and InvalidData for another case or language and for what is no sheet.
    """
    record = intake.read_record(source, "")
    case_id = office.repo.resolve(ref)
    if record.get("case", case_id) != case_id:
        raise InvalidData(_("This sheet belongs to another case."), _("Its first lines say to which."))
    language = record.get("language", wanted)
    # A sheet without a language is taken for the one wanted, or the one the case names.
    if language not in (LANGUAGES if wanted is None else (wanted,)) and language is not None:
        raise InvalidData(_("This sheet is for another language."), _("Its first lines say for which."))
    return target_language(office, ref, language), dict(_given_translations(record))


def _given_translations(record: Mapping[str, Any]) -> Iterator[tuple[str, GivenTranslation]]:
    """What a sheet says, by the id of each text. Raises InvalidData for an entry of another form."""
    texts_given = record.get("texts")
    if isinstance(texts_given, Mapping):
        texts_given = [{"id": ref, "translation": translation} for ref, translation in texts_given.items()]
    for number, given in enumerate(intake.entries({"texts": texts_given}, "texts"), 1):
        entry = {name: given.get(name) or "" for name in ("id", "german", "translation")}
        is_text = all(isinstance(value, str) for value in entry.values())
        if not set(given) <= {*entry, "place"} or not entry["id"] or not is_text:
            raise InvalidData(
                _("Text {number} of the sheet is not written as it should be.").format(number=number),
                _("It has `id:` and `translation:`, with texts in quotes where they hold a colon."),
            )
        yield entry["id"], GivenTranslation(entry["translation"].strip(), entry["german"])


# -- into the case -------------------------------------------------------------------------------------


@in_turn
def translate(office: Office, ref: str, tag: str, given: Mapping[str, GivenTranslation]) -> Outcome:
    """Record translations into ``tag`` by the id or number of their text; empty ones are left out.

    One that was made from another German text than the one that stands now is not taken over; a note says so.
    Raises InvalidData for a text the case does not have.
    """
    edit = open_edit(office, ref, Action.TRANSLATE)
    filled = {name: translation for name, translation in given.items() if translation.translation}
    count, notes = _take_over(edit.case, tag, filled)
    if count:
        edit.land()
    message = ngettext("One text translated ({language}).", "{count} texts translated ({language}).", count)
    left = sum(not text.translated(tag) for text in texts(edit.case))
    return Outcome(
        edit.case_id,
        message.format(count=count, language=words.tongue(tag)) if count else _("Nothing new to record."),
        f"iza translate {edit.case_id} --lang {tag} --missing" if left else "",
        notes,
        {"language": tag, "translated": count, "missing": left, "notes": notes},
    )


def _take_over(case: Case, tag: str, given: Mapping[str, GivenTranslation]) -> tuple[int, tuple[str, ...]]:
    """Put the translations into the case; how many are new, and notes about those left out."""
    texts_of_case = _texts_by_name(case)
    count, notes = 0, []
    for number, (name, entry) in enumerate(given.items(), 1):
        text = texts_of_case.get(name)
        # The German text may have changed while the sheet was away; this would translate the one before.
        if entry.german and (text is None or text.german.strip() != entry.german.strip()):
            notes.append(_note_not_taken(case, text, number))
        elif text is None:
            raise InvalidData(
                _("Translation {number} is for a text this case does not have.").format(number=number),
                f"iza translate {case['id']} --lang {tag} --json",
            )
        elif text.translated(tag) != entry.translation:
            _put_translation(text, tag, entry.translation)
            count += 1
    return count, tuple(notes)


def _texts_by_name(case: Case) -> dict[str, Text]:
    """The texts by id, those of the plan also by number: ``2.goal``, ``2.1.text``."""
    numbers = {goal["id"]: str(number) for number, goal in enumerate(lookup.goals(case), 1)}
    numbers |= {step["id"]: number for number, _goal, step in lookup.numbered_steps(case)}
    by_id = {text.id: text for text in texts(case)}
    plan = [text for text in by_id.values() if text.kind in ("goal", "step")]
    return by_id | {f"{numbers[text.holder['id']]}.{text.field}": text for text in plan}


def _note_not_taken(case: Case, text: Text | None, number: int) -> str:
    if text is None:
        return _("Translation {number} is for a text that is gone; it was left out.").format(number=number)
    return _("{place}: the German text is another one now; its translation was left out.").format(
        place=words.spot(case, text.path)
    )


def _put_translation(text: Text, tag: str, translation: str) -> None:
    """Set a translation where the shape of its mapping has it."""
    holder: Any = text.holder
    if "i18n" not in holder:
        put(holder, "i18n", {}, list(_SHAPES[text.kind].__annotations__))
    put(holder["i18n"], tag, holder["i18n"].get(tag, {}), LANGUAGES)
    put(holder["i18n"][tag], text.field, translation, FIELDS[text.kind])
