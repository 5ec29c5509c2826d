"""Translations of case texts: what may be printed for a client, and the same in her language.

A translation stands beside its German text, in the same mapping (``i18n: {ar: {goal: "…"}}``). The
German text alone binds: translations are no terms (``iza.model.terms``), and one that says something
else than the German text is worse than none. So whoever changes a German text through iza loses its
translations (``without_stale``). A file changed by hand does not show which of the two is older: no
rule can tell from the file alone that a translation is stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from iza.model import lookup
from iza.model.case.vocabulary import DocumentLanguage
from iza.model.terms import is_agreed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.model.case.clearing import Clearing
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review
    from iza.model.values import FieldPath

LANGUAGES: tuple[str, ...] = get_args(DocumentLanguage)
"""The tags of the languages documents are made in, besides German."""

FIELDS: dict[str, tuple[str, ...]] = {
    "goal": ("wish", "goal", "indicator"),
    "step": ("text", "support"),
    "version": ("reason",),
    "area": ("label", "situation", "resources", "wish"),
    "clearing": ("agreed_next",),
    "decision": ("note",),
    "competence": ("text",),
    "review": ("helped", "hindered", "client_view"),
    "goal_review": ("text",),
    "step_review": ("text",),
    "consent": ("purpose",),
}
"""The texts a client's document may print, by kind of mapping: the one place that says so."""

Holder = Mapping[str, Any]
"""A mapping that holds texts: a goal, a step, …"""


class TextPlace(NamedTuple):
    """A mapping that holds texts: its kind, its path, its id in the case however lists move (``g-7k3m``)."""

    kind: str
    path: FieldPath
    id: str
    holder: Any


@dataclass(frozen=True)
class Text:
    """A German text of a case.

    ``id`` names it wherever its list entry moves (``g-7k3m.goal``), ``path`` where it stands now; ``holder`` is
    the mapping (of a ``kind`` of ``FIELDS``) that has it under ``field``.
    """

    id: str
    kind: str
    path: FieldPath
    holder: Any
    field: str

    @property
    def german(self) -> str:
        """The binding text."""
        return str(self.holder[self.field])

    def translated(self, tag: str) -> str:
        """The text in the language ``tag``, empty where it is missing."""
        return translation(self.holder, self.field, tag)


def translation(holder: Holder, field: str, tag: str) -> str:
    """The translation of a field of a goal, a step, … into the language ``tag``; empty where there is none."""
    return str(holder.get("i18n", {}).get(tag, {}).get(field, ""))


def texts(case: Case) -> Iterator[Text]:
    """Every German text a client's document may print, the plan first; goals that were given up are left out."""
    goals = enumerate(lookup.goals(case))
    given_up = {("agreement", "goals", number) for number, goal in goals if not is_agreed(goal)}
    for text_place in places(case):
        if text_place.path[:3] in given_up:
            continue
        for field in FIELDS[text_place.kind]:
            if text_place.holder.get(field):
                yield Text(
                    f"{text_place.id}.{field}", text_place.kind, (*text_place.path, field), text_place.holder, field
                )


def places(case: Case) -> Iterator[TextPlace]:
    """Every mapping of a case that holds texts of ``FIELDS``."""
    yield from _places_in_plan(case)
    for number, clearing in enumerate(case.get("clearings", [])):
        yield from _places_in_clearing(("clearings", number), clearing)
    for number, competence in enumerate(case["client"].get("competences", [])):
        yield TextPlace("competence", ("client", "competences", number), f"competence-{number + 1}", competence)
    for number, review in enumerate(case.get("reviews", [])):
        yield from _places_in_review(("reviews", number), review)
    for number, consent in enumerate(case.get("consents", [])):
        yield TextPlace("consent", ("consents", number), consent["id"], consent)


def _places_in_plan(case: Case) -> Iterator[TextPlace]:
    for number, goal in enumerate(lookup.goals(case)):
        path: FieldPath = ("agreement", "goals", number)
        yield TextPlace("goal", path, goal["id"], goal)
        for step_number, step in enumerate(goal["steps"]):
            yield TextPlace("step", (*path, "steps", step_number), step["id"], step)
    for number, version in enumerate(lookup.versions(case)):
        yield TextPlace("version", ("agreement", "versions", number), f"version-{version['number']}", version)


def _places_in_clearing(path: FieldPath, clearing: Clearing) -> Iterator[TextPlace]:
    ref = clearing["id"]
    for code, area in clearing.get("areas", {}).items():
        yield TextPlace("area", (*path, "areas", code), f"{ref}.areas.{code}", area)
    yield TextPlace("clearing", path, ref, clearing)
    if "decision" in clearing:
        yield TextPlace("decision", (*path, "decision"), f"{ref}.decision", clearing["decision"])


def _places_in_review(path: FieldPath, review: Review) -> Iterator[TextPlace]:
    ref = review["id"]
    for goal, notes in review.get("goals", {}).items():
        yield TextPlace("goal_review", (*path, "goals", goal), f"{ref}.goals.{goal}", notes)
    for step, seen in review.get("steps", {}).items():
        yield TextPlace("step_review", (*path, "steps", step), f"{ref}.steps.{step}", seen)
    yield TextPlace("review", path, ref, review)


def plain(holder: Holder) -> dict[str, Any]:
    """A mapping without its translations: what it says in German, and everything else about it."""
    return {name: value for name, value in holder.items() if name != "i18n"}


# -- translations that say something else than the German text -----------------------------------------


def without_stale(before: Case, after: Case) -> list[FieldPath]:
    """Take out of ``after`` each translation that stayed as it was while its German text changed.

    Returns where they stood (``…, "i18n", "ar", "goal"``). A translation that is new in ``after`` stays.
    """
    before_by_id = {after_place.id: after_place.holder for after_place in places(before)}
    gone: list[FieldPath] = []
    for after_place in places(after):
        old = before_by_id.get(after_place.id, after_place.holder)
        stale = [
            (tag, field)
            for tag, field in _translations_in(after_place.holder)
            if _stayed_behind(old, after_place.holder, tag, field)
        ]
        gone += [_take_out(after_place, tag, field) for tag, field in stale]
    return gone


def _stayed_behind(old: Holder, new: Holder, tag: str, field: str) -> bool:
    """Whether a translation is the old one and its German text is not."""
    return old.get(field) != new.get(field) and translation(old, field, tag) == translation(new, field, tag)


def without_mixed(sides: tuple[Case, Case], merged: Case) -> list[FieldPath]:
    """Take out of ``merged`` each translation that came from one side while its German text came from the other."""
    holders_by_side = [{merged_place.id: merged_place.holder for merged_place in places(side)} for side in sides]
    gone: list[FieldPath] = []
    for merged_place in places(merged):
        olds = [side[merged_place.id] for side in holders_by_side if merged_place.id in side]
        mixed = [
            pair
            for pair in _translations_in(merged_place.holder)
            if not any(
                _german_and_translation(old, *pair) == _german_and_translation(merged_place.holder, *pair)
                for old in olds
            )
        ]
        gone += [_take_out(merged_place, tag, field) for tag, field in mixed]
    return gone


def _german_and_translation(holder: Holder, tag: str, field: str) -> tuple[str, str]:
    """A German text and its translation."""
    return holder.get(field, ""), translation(holder, field, tag)


def _translations_in(holder: Holder) -> list[tuple[str, str]]:
    """Language and field of every translation in a mapping."""
    return [(tag, field) for tag, fields in holder.get("i18n", {}).items() for field in fields]


def _take_out(text_place: TextPlace, tag: str, field: str) -> FieldPath:
    """Remove a translation, and what would be left empty without it; returns where it stood."""
    tags = text_place.holder["i18n"]
    del tags[tag][field]
    if not tags[tag]:
        del tags[tag]
    if not tags:
        del text_place.holder["i18n"]
    return (*text_place.path, "i18n", tag, field)
