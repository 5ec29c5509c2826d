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
from iza.model import case as shapes
from iza.model import lookup
from iza.model.procedure import Action
from iza.model.translations import FIELDS, LANGUAGES, texts
from iza.store import files
from iza.store.current_case import current_case
from iza.store.yaml.writer import dump, put

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as File

    from iza.app.office import Office
    from iza.model.case import Case
    from iza.model.findings import Path
    from iza.model.translations import Text

_SHAPES: dict[str, type] = {
    "goal": shapes.Goal, "step": shapes.Step, "version": shapes.Version, "area": shapes.Area,
    "clearing": shapes.Clearing, "decision": shapes.Decision, "competence": shapes.Competence,
    "review": shapes.Review, "goal_review": shapes.GoalReview, "step_review": shapes.StepReview,
    "consent": shapes.Consent,
}  # fmt: skip
_EMPTY = re.compile(r"^    translation: ''$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """A German text and its translation, empty where it is missing.

    ``path`` is the place of the translation in the case, ``place`` the place of the text in words.
    """

    id: str
    place: str
    german: str
    translation: str
    path: Path


@dataclass(frozen=True)
class Given:
    """A translation that came in; ``german`` is the text it was made from, empty where nobody says."""

    translation: str
    german: str = ""


def tongue(office: Office, ref: str, wanted: str | None) -> str:
    """The language to translate into: the one wanted, or the one the client reads or speaks. Raises UsageError."""
    client = current_case(office.repo, ref)["client"]
    spoken = [client.get("interpreter", {}).get("language"), *(one["tag"] for one in client.get("languages", []))]
    found = next((tag for tag in (wanted, client.get("written_language"), *spoken) if tag in LANGUAGES), None)
    if found is None:
        raise UsageError(_("Into which language? The case does not say."), _("--lang CODE, like --lang ar"))
    return found


def rows(office: Office, ref: str, tag: str, *, missing: bool = False) -> list[Row]:
    """The texts of a case with their translations into ``tag``; ``missing``: only those without one."""
    case = current_case(office.repo, ref)
    return [_row(case, text, tag) for text in texts(case) if not (missing and text.translated(tag))]


def _row(case: Case, text: Text, tag: str) -> Row:
    path = (*text.path[:-1], "i18n", tag, text.field)
    return Row(text.id, words.spot(case, text.path), text.german, text.translated(tag), path)


# -- work sheets ---------------------------------------------------------------------------------------


def sheet(office: Office, ref: str, tag: str, *, missing: bool = False) -> str:
    """The work sheet for an interpreter, as YAML."""
    found = rows(office, ref, tag, missing=missing)
    entries = [{name: getattr(row, name) for name in ("id", "place", "german", "translation")} for row in found]
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
    text = sheet(office, ref, tag, missing=missing)
    files.replace(target, text.encode(), office.repo.private)
    case_id = office.repo.resolve(ref)
    return Outcome(case_id, _("Work sheet written."), f"iza translate {case_id} --from {target.name}")


def read_sheet(office: Office, ref: str, source: str, wanted: str | None) -> tuple[str, dict[str, Given]]:
    """The language of a work sheet and what it says by the id of the text.

    Raises NotFound, Unreadable, and InvalidData for another case or language and for what is no sheet.
    """
    record = intake.read_record(source, "")
    case_id = office.repo.resolve(ref)
    if record.get("case", case_id) != case_id:
        raise InvalidData(_("This sheet belongs to another case."), _("Its first lines say to which."))
    language = record.get("language", wanted)
    if language not in (LANGUAGES if wanted is None else (wanted,)) and language is not None:
        raise InvalidData(_("This sheet is for another language."), _("Its first lines say for which."))
    return tongue(office, ref, language), dict(_given(record))


def _given(record: Mapping[str, Any]) -> Iterator[tuple[str, Given]]:
    found = record.get("texts")
    if isinstance(found, Mapping):
        found = [{"id": ref, "translation": said} for ref, said in found.items()]
    for number, entry in enumerate(intake.entries({"texts": found}, "texts"), 1):
        said = {name: entry.get(name) or "" for name in ("id", "german", "translation")}
        if not set(entry) <= {*said, "place"} or not said["id"] or not all(isinstance(s, str) for s in said.values()):
            raise InvalidData(
                _("Text {number} of the sheet is not written as it should be.").format(number=number),
                _("It has `id:` and `translation:`, with texts in quotes where they hold a colon."),
            )
        yield said["id"], Given(said["translation"].strip(), said["german"])


# -- into the case -------------------------------------------------------------------------------------


@in_turn
def translate(office: Office, ref: str, tag: str, given: Mapping[str, Given]) -> Outcome:
    """Record translations into ``tag`` by the id or number of their text; empty ones are left out.

    One that was made from another German text than the one that stands now is not taken over; a note says so.
    Raises InvalidData for a text the case does not have.
    """
    edit = open_edit(office, ref, Action.TRANSLATE)
    count, notes = _take_over(edit.case, tag, {name: one for name, one in given.items() if one.translation})
    if count:
        edit.land()
    said = ngettext("One text translated ({language}).", "{count} texts translated ({language}).", count)
    left = sum(not text.translated(tag) for text in texts(edit.case))
    return Outcome(
        edit.case_id,
        said.format(count=count, language=words.tongue(tag)) if count else _("Nothing new to record."),
        f"iza translate {edit.case_id} --lang {tag} --missing" if left else "",
        notes,
        {"language": tag, "translated": count, "missing": left, "notes": notes},
    )


def _take_over(case: Case, tag: str, given: Mapping[str, Given]) -> tuple[int, tuple[str, ...]]:
    """Put the translations into the case; how many are new, and notes about those left out."""
    known = _by_name(case)
    count, notes = 0, []
    for number, (name, one) in enumerate(given.items(), 1):
        text = known.get(name)
        if one.german and (text is None or text.german.strip() != one.german.strip()):
            notes.append(_not_taken(case, text, number))
        elif text is None:
            raise InvalidData(
                _("Translation {number} is for a text this case does not have.").format(number=number),
                f"iza translate {case['id']} --lang {tag} --json",
            )
        elif text.translated(tag) != one.translation:
            _put(text, tag, one.translation)
            count += 1
    return count, tuple(notes)


def _by_name(case: Case) -> dict[str, Text]:
    """The texts by id, those of the plan also by number: ``2.goal``, ``2.1.text``."""
    numbers = {goal["id"]: str(number) for number, goal in enumerate(lookup.goals(case), 1)}
    numbers |= {step["id"]: number for number, _goal, step in lookup.numbered_steps(case)}
    found = {text.id: text for text in texts(case)}
    plan = [text for text in found.values() if text.kind in ("goal", "step")]
    return found | {f"{numbers[text.holder['id']]}.{text.field}": text for text in plan}


def _not_taken(case: Case, text: Text | None, number: int) -> str:
    if text is None:
        return _("Translation {number} is for a text that is gone; it was left out.").format(number=number)
    place = words.spot(case, text.path)
    return _("{place}: the German text is another one now; its translation was left out.").format(place=place)


def _put(text: Text, tag: str, translation: str) -> None:
    """Set a translation where the shape of its mapping has it."""
    holder: Any = text.holder
    if "i18n" not in holder:
        put(holder, "i18n", {}, list(_SHAPES[text.kind].__annotations__))
    put(holder["i18n"], tag, holder["i18n"].get(tag, {}), LANGUAGES)
    put(holder["i18n"][tag], text.field, translation, FIELDS[text.kind])
