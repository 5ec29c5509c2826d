"""What fields and codes are called: the labels of the schema, numbers for goals and steps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from iza.i18n import _, language
from iza.model import lookup
from iza.model.dates import german
from iza.store.schema import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.model.case.record import Case
    from iza.model.values import FieldPath



def value(path: FieldPath, content: Any) -> str:
    """A value in words: codes by their labels, dates in the form of the language, lists joined."""
    if content is None:
        return "–"
    if isinstance(content, bool):
        return _("yes") if content else _("no")
    if isinstance(content, list):
        return ", ".join(value((*path, 0), entry) for entry in content)
    if isinstance(content, dict):
        path = (*path, 0) if _is_list(path) else path
        return "; ".join(_labelled((*path, key), inner) for key, inner in content.items() if key != "id")
    if str(path[-1]).endswith("_sha256"):
        return str(content)[:12]
    text = labels.value_label("case", schema_path(path), content, language())
    return day(text) if _is_day(text) else text


def _is_list(path: FieldPath) -> bool:
    """Whether a path leads to a list, so that the value is one of its entries."""
    try:
        return "items" in labels.node("case", schema_path(path))
    except KeyError:
        return False


def _labelled(path: FieldPath, content: Any) -> str:
    return f"{labels.label('case', schema_path(path), language())}: {value(path, content)}"


@lru_cache(maxsize=4096)
def schema_path(path: FieldPath) -> FieldPath:
    """The path as the schema goes by it: entries of lists have a place there, not an id."""
    keys: FieldPath = ()
    for part in path:
        try:
            in_list = "items" in labels.node("case", keys)
        except KeyError:
            return path
        keys = (*keys, 0 if in_list else part)
    return keys


def _is_day(text: str) -> bool:
    return len(text) == len("2026-03-18") and text[4] == text[7] == "-" and text.replace("-", "").isdigit()


def makers(author: str, approver: str) -> str:
    """Who did something, and who approved it where that is somebody else."""
    return _("{author}, approved by {approver}").format(author=author, approver=approver) if approver else author


def day(text: str) -> str:
    """An ISO date as people write it in the language in use; empty stays empty."""
    return german(text) if language() == "de" and text else text


def code(name: str, content: str) -> str:
    """The label of a code of a shared vocabulary."""
    return next(
        (
            option.de if language() == "de" else option.en
            for option in labels.vocabulary(name)
            if option.code == content
        ),
        content,
    )


def with_colon(label: str, rest: str) -> str:
    """``Telephone: 07000``; a label that asks needs no colon."""
    return f"{label} {rest}" if label.endswith("?") else f"{label}: {rest}"


def tongue(tag: str) -> str:
    """What a language is called, or its tag."""
    return code("language", tag)


def path_in_words(case: Case, path: FieldPath) -> str:
    """Where a change is, in words: ``Step 2.1 · due on``."""
    return " · ".join(parts(case, path))


def parts(case: Case, path: FieldPath) -> list[str]:
    """Where a change is, from the outermost to the innermost: ``Step 2.1``, ``due on``."""
    head, rest = _words_of_entry(case, path)
    keys = schema_path(path)
    shown = [
        _label_of_field(keys[: end + 1])
        for end in range(rest, len(path))
        if not isinstance(keys[end], int) and not _is_id(path[end])
    ]
    return [*head, *filter(None, shown)]


def _label_of_field(path: FieldPath) -> str:
    """What a field is called; ``Translation (Arabic)`` for the texts in another language, said once."""
    if path[-1] == "i18n":
        return ""
    if path[-2:-1] == ("i18n",):
        return _("Translation ({language})").format(language=tongue(str(path[-1])))
    return labels.label("case", path, language())


def spot(case: Case, path: FieldPath) -> str:
    """Where a finding is, in words; its path goes by places in lists."""
    shown: list[str | int] = []
    node: Any = case
    for part in path:
        node = node[part] if isinstance(part, int) and part < len(node) else node.get(part, {})
        named = isinstance(part, int) and isinstance(node, dict)
        shown.append(node.get("id", node.get("number", part)) if named else part)
    return path_in_words(case, tuple(shown))


def _is_id(part: object) -> bool:
    return isinstance(part, int) or (isinstance(part, str) and len(part) > 1 and part[1] == "-")


def _words_of_entry(case: Case, path: FieldPath) -> tuple[list[str], int]:
    """The words for the entry a path leads into, and how much of the path they cover."""
    words: list[str] = []
    covered = 0
    match path:
        case ("agreement", "goals", str(ref), *_more) if "steps" not in path[3:4]:
            words, covered = [goal(case, ref)], 3
        case ("agreement", "goals", _, "steps", str(ref), *_more):
            words, covered = [step(case, ref)], 5
        case ("agreement", "versions", number, *_more):
            words, covered = [_("Version {number}").format(number=number)], 3
        case ("reviews", str(review), ("steps" | "goals") as kind, str(ref), *_more):
            words, covered = [_review_in_words(case, review), (step if kind == "steps" else goal)(case, ref)], 4
        case ("reviews", str(review), *_more):
            words, covered = [_review_in_words(case, review)], 2
        case ("consents", str(ref), *_more):
            words, covered = [_consent_in_words(case, ref)], 2
        case ("clearings", str(), *_more):
            words, covered = [_("Clearing")], 2
        case (("client" | "agreement"), _, *_more):
            covered = 1
    return words, covered


def goal(case: Case, goal_id: str) -> str:
    """``Goal 2``."""
    return _("Goal {number}").format(number=lookup.goal_number(case, goal_id))


def step(case: Case, step_id: str) -> str:
    """``Step 2.1``."""
    return _("Step {number}").format(number=lookup.step_number(case, step_id))


def _review_in_words(case: Case, review_id: str) -> str:
    for review in case.get("reviews", []):
        if review["id"] == review_id:
            return _("Review of {day}").format(day=day(review.get("held_on", review["planned_on"])))
    return _("Review")


def _consent_in_words(case: Case, consent_id: str) -> str:
    for number, consent in enumerate(case.get("consents", []), 1):
        if consent["id"] == consent_id:
            return _("Consent {number} ({partner})").format(number=number, partner=consent["partner"])
    return _("Consent")


def as_case(document: dict[str, Any] | None) -> Case:
    """A document as a case."""
    return cast("Case", document or {})


def tamed(document: Mapping[str, Any]) -> Case:
    """What of a version gives goals and steps their numbers and talks their days, however it was broken by hand."""
    agreement = document.get("agreement")
    goals = [
        {"id": goal["id"], "steps": [{"id": step["id"]} for step in _entries_of(goal.get("steps"))]}
        for goal in _entries_of(agreement.get("goals") if isinstance(agreement, dict) else None)
    ]
    reviews = [
        {"id": review["id"], "planned_on": ""} | _texts_of(review, "planned_on", "held_on")
        for review in _entries_of(document.get("reviews"))
    ]
    consents = [
        {"id": review["id"], "partner": "…"} | _texts_of(review, "partner")
        for review in _entries_of(document.get("consents"))
    ]
    return cast("Case", {"agreement": {"goals": goals}, "reviews": reviews, "consents": consents})


def _entries_of(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [entry for entry in listed if isinstance(entry, dict) and isinstance(entry.get("id"), str)]


def _texts_of(entry: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: entry[name] for name in names if isinstance(entry.get(name), str)}
