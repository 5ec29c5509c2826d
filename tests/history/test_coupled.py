"""Fields that say one thing together are disputed together, and come from one side."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from iza.history.changes import conflicts, diff
from iza.history.merges import judge

BASE: dict[str, Any] = {
    "agreement": {"goals": [{"id": "g-1", "status": "open", "steps": [{"id": "s-1", "status": "open", "note": "a"}]}]},
    "reviews": [{"id": "r-1", "status": "planned", "planned_on": "2026-05-01"}],
}


def step(**values: Any) -> dict[str, Any]:
    """The case with these fields of its step."""
    case = deepcopy(BASE)
    case["agreement"]["goals"][0]["steps"][0] |= values
    return case


def talk(**values: Any) -> dict[str, Any]:
    """The case with these fields of its review."""
    case = deepcopy(BASE)
    case["reviews"][0] |= values
    return case


DONE = step(status="done", done_on="2026-04-01")
BLOCKED = step(status="blocked", blocked_by="capacity", blocked_since="2026-04-02")
HELD = talk(status="held", held_on="2026-05-01", result="continue")
CANCELLED = talk(status="cancelled", cancelled_by="client")


@pytest.mark.parametrize(("mine", "theirs"), [(DONE, BLOCKED), (BLOCKED, DONE), (HELD, CANCELLED)])
def test_whichever_side_is_kept_nothing_is_lost(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert judge([BASE], [mine, theirs], mine) == []
    assert judge([BASE], [mine, theirs], theirs) == []
    assert [one.code for one in judge([BASE], [mine, theirs], BASE)] == ["V31"]


def test_a_mixture_of_both_sides_is_named() -> None:
    mixed = step(status="blocked", blocked_by="capacity", blocked_since="2026-04-02", done_on="2026-04-01")
    assert [one.code for one in judge([BASE], [DONE, BLOCKED], mixed)] == ["V31"]


def test_all_of_it_is_disputed() -> None:
    places = {path[-1] for path in conflicts(diff(BASE, DONE), diff(BASE, BLOCKED))}
    assert places == {"status", "done_on", "blocked_by", "blocked_since"}


def test_both_may_say_the_same_and_other_fields_go_their_own_way() -> None:
    assert conflicts(diff(BASE, DONE), diff(BASE, DONE)) == []
    noted = step(note="b")
    assert conflicts(diff(BASE, DONE), diff(BASE, noted)) == []
    together = step(status="done", done_on="2026-04-01", note="b")
    assert judge([BASE], [DONE, noted], together) == []


def test_an_hour_and_a_room_of_one_talk_do_not_clash() -> None:
    assert conflicts(diff(BASE, talk(time="10:00")), diff(BASE, talk(place="101"))) == []
