"""Goals and steps in sentences: what is agreed, and how far it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app import words
from iza.app.sentences.sides import kind_of
from iza.history.change import Change
from iza.history.meaning import at
from iza.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.sentences.groups import Group, SentenceLine
    from iza.app.sentences.sides import Sides
    from iza.model.values import FieldPath

_WHOLE = {
    ("goal", "added"): N_("{what} added: {text} ({first}, by {day})"),
    ("goal", "removed"): N_("{what} taken out: {text} ({first}, by {day})"),
    ("text", "added"): N_("{what} added: {text}, responsible: {first}, by {day}"),
    ("text", "removed"): N_("{what} taken out: {text}, responsible: {first}, by {day}"),
}
_FACTS = {"done_on": N_("on {day}"), "closed_on": N_("on {day}"), "blocked_since": N_("since {day}")}
_STATUS_FACTS = ("blocked_by", "blocked_since", "done_on", "closed_on", "dropped_reason")


def goal(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """What happened to a goal."""
    if group.kind == "changed":
        yield from _changed_lines(group, sides, "goal", "target_on", _("{what}: target date moved from {old} to {new}"))
    else:
        yield from _thing_lines(group, sides, "goal", ("area", "target_on"))


def step(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """What happened to a step."""
    if group.kind == "changed":
        yield from _changed_lines(group, sides, "text", "due_on", _("{what}: due date moved from {old} to {new}"))
    else:
        yield from _thing_lines(group, sides, "text", ("responsible", "due_on"))


def _thing_lines(group: Group, sides: Sides, text: str, facts: tuple[str, str]) -> Iterator[SentenceLine]:
    """A goal or step that came or went: its text, what is most important about it, then all the rest."""
    own, *important = [group.take(name) for name in (text, *facts)]
    values = [sides.in_words(change.path, _value_of(change)) if change else "–" for change in (own, *important)]
    pattern = _(_WHOLE[text, group.kind])
    sentence = pattern.format(what=_thing_name(group, sides), text=values[0], first=values[1], day=values[2])
    status = group.changes.get(("status",))
    if group.kind == "added" and status and status.new == "open":
        group.take("status")  # goes without saying
    rest = group.rest()
    yield group.whole(sides.with_details(sentence, rest))


def _value_of(change: Change) -> Any:
    return change.old if change.kind == "removed" else change.new


def _changed_lines(group: Group, sides: Sides, text: str, day: str, moved: str) -> Iterator[SentenceLine]:
    yield from _status_lines(group, sides)
    date = group.changes.get((day,))
    if date and date.kind == "changed" and {kind_of(date.path, date.old), kind_of(date.path, date.new)} == {"day"}:
        group.take(day)
        yield group.line(
            moved.format(what=_thing_name(group, sides), old=words.day(date.old), new=words.day(date.new))
        )
    written = group.take(text, kind="changed")
    if written:
        old, new = sides.in_words(written.path, written.old), sides.in_words(written.path, written.new)
        yield group.line(_("{what} reworded: {old} → {new}").format(what=_thing_name(group, sides), old=old, new=new))
    if group.within("responsible"):
        old, new = (sides.responsible(at(side, (*group.path, "responsible"))) for side in (sides.old, sides.new))
        pattern = _("{what}: responsible is now {new}; before: {old}")
        yield group.line(pattern.format(what=_thing_name(group, sides), old=old, new=new))


def _thing_name(group: Group, sides: Sides) -> str:
    return sides.what(Change(group.kind, group.path))


# -- status ----------------------------------------------------------------------------------------------


def _status_lines(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """``Step 1.2 is now done (on 03.07.2026); before: open``: a status with what belongs to it."""
    change = group.take("status", kind="changed")
    if change is None:
        return
    belongs = [belonging_change for name in _STATUS_FACTS if (belonging_change := group.take(name))]
    new = _facts_in_brackets(
        sides, [(belonging.path, belonging.new) for belonging in belongs if belonging.kind != "removed"]
    )
    old = _facts_in_brackets(
        sides, [(belonging.path, belonging.old) for belonging in belongs if belonging.kind != "added"]
    )
    pattern = _("{what} is now {new}{facts}; before: {old}")
    if change.new == "paused":
        pattern = _("{what} rests now{facts}; before: {old}")
    sentence = pattern.format(
        what=_thing_name(group, sides), new=sides.in_words(change.path, change.new), facts=new,
        old=sides.in_words(change.path, change.old) + old,
    )  # fmt: skip
    yield group.line(sentence)


def _facts_in_brackets(sides: Sides, facts: list[tuple[FieldPath, Any]]) -> str:
    """`` (no appointment given; since 17.06.2026)``."""
    shown = []
    for path, value in facts:
        text = sides.in_words(path, value)
        pattern = _FACTS.get(str(path[-1])) if kind_of(path, value) == "day" else None
        shown.append(_(pattern).format(day=text) if pattern else text)
    return f" ({'; '.join(shown)})" if shown else ""
