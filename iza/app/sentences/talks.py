"""Clearings and reviews in sentences: planned, held, called off, and what was said there."""

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

_PLANNED = {"reviews": N_("Review planned for {day}"), "clearings": N_("Clearing planned for {day}")}
_HELD = {"reviews": N_("Review held on {day}"), "clearings": N_("Clearing held on {day}")}
_PUT_OFF = {
    "reviews": N_("Review put off from {old} to {new}"),
    "clearings": N_("Clearing put off from {old} to {new}"),
}
_ARRANGED = ("time", "place", "mode", "interpreter")
_TOOK_PLACE = ("duration_min", "result", "fulfilled_reason", "participants", "informed", "back_translated", *_ARRANGED)
_ENDED = {
    "cancelled": N_("{what} called off"),
    "postponed": N_("{what} postponed"),
    "no_show": N_("{what}: the client did not come"),
}


def talk(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """What happened to a clearing or a review; what is not told here is left in the group."""
    kind = str(group.path[0])
    if group.kind == "removed":
        return
    what = sides.what(Change("changed", group.path))
    requested = group.take("requested_on", kind="added")
    if requested:
        day = sides.in_words(requested.path, requested.new)
        yield group.line(_("Clearing requested on {day}").format(day=day))
    yield from _planned_lines(group, sides, kind)
    yield from _held_lines(group, sides, kind)
    yield from _ended_lines(group, sides, what)
    facts = [change for name in _ARRANGED if (change := group.take(name, kind="added"))]
    if facts:
        yield group.line(_("{what}, arranged: {facts}").format(what=what, facts=sides.details(facts)))


def _planned_lines(group: Group, sides: Sides, kind: str) -> Iterator[SentenceLine]:
    planned, status = group.changes.get(("planned_on",)), group.changes.get(("status",))
    if group.kind == "added" and status and status.new == "held":
        # Only what became of it counts.
        return
    if planned is None or kind_of(planned.path, planned.new) != "day":
        return
    day = words.day(planned.new)
    if planned.kind == "changed":
        group.take("planned_on")
        yield group.line(_(_PUT_OFF[kind]).format(old=sides.in_words(planned.path, planned.old), new=day))
        return
    group.take("planned_on")
    if status and status.new == "planned":
        group.take("status")
    facts = [change for name in _ARRANGED if (change := group.take(name, kind="added"))]
    sentence = _(_PLANNED[kind]).format(day=day)
    yield group.line(sides.with_details(sentence, facts))


def _held_lines(group: Group, sides: Sides, kind: str) -> Iterator[SentenceLine]:
    status, held = group.changes.get(("status",)), group.changes.get(("held_on",))
    if not (status.new == "held" if status else kind == "clearings" and held and held.kind == "added"):
        return
    day = at(sides.new, (*group.path, "held_on"))
    group.take("held_on")
    group.take("status")
    facts = [change for name in _TOOK_PLACE if (change := group.take(name, kind="added"))]
    planned = group.take("planned_on", kind="added")
    facts += [planned] if planned and planned.new != day else []
    sentence = _(_HELD[kind]).format(day=sides.in_words((*group.path, "held_on"), day) if day else "–")
    yield group.line(sides.with_details(sentence, facts))


def _ended_lines(group: Group, sides: Sides, what: str) -> Iterator[SentenceLine]:
    status = group.changes.get(("status",))
    if status is None or status.new not in _ENDED:
        return
    group.take("status")
    by = group.take("cancelled_by", kind="added")
    if by:
        who = sides.in_words(by.path, by.new)
        yield group.line(_("{what} called off by {who}").format(what=what, who=who))
    else:
        yield group.line(_(_ENDED[status.new]).format(what=what))


def finding(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """``Goal 1 talked about on 16.07.2026: in progress; …``: what a review found about a goal or step."""
    if group.kind != "added" or () in group.changes:
        return
    review = at(sides.new, group.path[:2])
    day: Any = review.get("held_on", review.get("planned_on")) if isinstance(review, dict) else ""
    number = words.goal if group.path[2] == "goals" else words.step
    what = number(sides.after, str(group.path[3]))
    status, text = group.take("status"), group.take("text")
    facts = [sides.in_words(status.path, status.new)] if status else []
    rest = group.rest()
    facts += [sides.details(rest)] if rest else []
    facts += [sides.in_words(text.path, text.new)] if text else []
    shown = sides.in_words((*group.path[:2], "held_on"), day)
    sentence = _("{what} talked about on {day}: {facts}").format(what=what, day=shown, facts="; ".join(facts) or "–")
    yield group.whole(sentence)


def area(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """``Clearing, language: situation: …``: what was said about a life area."""
    if group.kind != "added" or () in group.changes:
        return
    name = sides.parts(Change(group.kind, group.path))[-1]
    sentence = _("Clearing, {area}: {facts}").format(area=name, facts=sides.details(group.rest()) or "–")
    yield group.whole(sentence)


def decision(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """``Decided on 20.03.2026: agreement; reasons: …``."""
    result, day = group.changes.get(("result",)), group.changes.get(("on",))
    if group.kind != "added" or not result or not day:
        return
    group.take("result")
    group.take("on")
    sentence = _("Decided on {day}: {result}").format(
        day=sides.in_words(day.path, day.new), result=sides.in_words(result.path, result.new)
    )
    yield group.whole(sides.with_details(sentence, group.rest()))
