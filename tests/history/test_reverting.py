"""A commit taken back: exactly what was before, on top of whatever came later elsewhere."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from test_changes import DOCUMENTS, edited, unordered

from iza.history.changes import apply, diff
from iza.history.reverting import inverse, overtaken, take_back
from iza.model.values import same


def back(now: Any, before: Any, after: Any) -> Any:
    """``now`` without what led from ``before`` to ``after``."""
    result = deepcopy(now)
    take_back(result, inverse(before, after), before)
    return result


@given(st.data())
@settings(max_examples=150)
def test_the_newest_is_taken_back_to_exactly_what_was(data: Any) -> None:
    before = data.draw(DOCUMENTS)
    after = data.draw(edited(before) | DOCUMENTS)
    kept = deepcopy((before, after))
    assert overtaken(inverse(before, after), after, after) == []
    found = back(after, before, after)
    assert same(found, before)
    assert (before, after) == kept


@given(st.data())
@settings(max_examples=150)
def test_what_came_later_elsewhere_stays(data: Any) -> None:
    before = data.draw(DOCUMENTS)
    after = data.draw(edited(before))
    now = data.draw(edited(after))
    assume(not same(before, after))
    if overtaken(inverse(before, after), after, now):
        event("overtaken")
        return
    event("taken back")
    expected = deepcopy(before)
    try:
        apply(expected, diff(after, now))
    except KeyError:  # what came later went into something that the commit had made
        assume(False)
    assert same(unordered(back(now, before, after)), unordered(expected))


@given(st.data())
def test_taken_back_twice_is_made_again(data: Any) -> None:
    before = data.draw(DOCUMENTS)
    after = data.draw(edited(before))
    assert same(back(back(after, before, after), after, before), after)


@pytest.mark.parametrize(
    ("before", "after", "now", "expected"),
    [
        # the first entry brought its list, a later one stays; the last one takes the list with it
        ({}, {"x": [{"id": "1"}]}, {"x": [{"id": "1"}, {"id": "2"}]}, {"x": [{"id": "2"}]}),
        ({}, {"x": [{"id": "1"}]}, {"x": [{"id": "1"}]}, {}),
        ({"x": []}, {"x": [{"id": "1"}]}, {"x": [{"id": "1"}]}, {"x": []}),
        ({}, {"a": {"x": [{"id": "1"}]}}, {"a": {"x": [{"id": "1"}, {"id": "2"}]}}, {"a": {"x": [{"id": "2"}]}}),
        ({}, {"a": {"x": [{"id": "1"}]}}, {"a": {"x": [{"id": "1"}]}, "b": 1}, {"b": 1}),
        # what had gone comes back where it was
        ({"x": [{"id": "1"}, {"id": "2"}]}, {"x": [{"id": "2"}]}, {"x": [{"id": "2", "t": 1}]},
         {"x": [{"id": "1"}, {"id": "2", "t": 1}]}),
    ],
)  # fmt: skip
def test_lists_keep_what_is_not_taken_back(before: Any, after: Any, now: Any, expected: Any) -> None:
    assert overtaken(inverse(before, after), after, now) == []
    assert back(now, before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "now", "place"),
    [
        ({"a": 1}, {"a": 2}, {"a": 3}, ("a",)),
        ({"a": 1}, {"a": 2}, {}, ("a",)),
        ({}, {"a": 1}, {"a": 2}, ("a",)),
        ({"a": 1}, {}, {"a": 2}, ("a",)),
        ({}, {"x": [{"id": "1"}]}, {"x": [{"id": "1", "t": 1}]}, ("x", "1")),
        ({}, {"c": {"r": 1}}, {"c": {"r": 1, "n": 2}}, ("c",)),
        ({"x": [{"id": "1", "t": 1}]}, {"x": [{"id": "1", "t": 2}]}, {"x": []}, ("x", "1", "t")),
        ({"x": [1]}, {"x": [1, 2]}, {"x": [1, 2, 3]}, ("x",)),
    ],
)
def test_what_was_changed_again_is_named(before: Any, after: Any, now: Any, place: Any) -> None:
    assert overtaken(inverse(before, after), after, now) == [place]


def test_fields_come_back_in_their_order() -> None:
    before = {"a": 1, "b": 2, "c": 3, "d": 4}
    found = back({"a": 1, "c": 3, "d": 4, "new": 5}, before, {"a": 1, "c": 3, "d": 4})
    assert list(found) == ["a", "b", "c", "d", "new"]
