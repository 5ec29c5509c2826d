"""What differs between two versions, made again elsewhere, and merged with what others did."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from iza.history.change import Change
from iza.history.changes import apply, conflicts, diff
from iza.model.values import same

SCALARS = st.sampled_from(["a", "b", "", 1, 0, True, False, 1.0, None])
NAMES = st.sampled_from(["text", "status", "note", "goals", "steps", "versions", "links", "languages", "tags"])
IDENTITIES = {"versions": "number", "links": "case", "languages": "tag"}
KEYS: dict[str, Any] = {"number": st.integers(1, 5), "case": st.sampled_from("ABCDE"), "tag": st.sampled_from("pqrst")}
IDS = st.sampled_from([f"g-{n}" for n in range(6)])


@st.composite
def _field(draw: Any, name: str, depth: int) -> Any:
    """A value for a field: lists with identities, lists without, mappings, scalars."""
    kind = draw(st.sampled_from(["scalar", "scalar", "mapping", "keyed", "keyed", "plain"] if depth < 3 else ["scalar"]))
    if kind == "mapping":
        return draw(_mapping(depth + 1))
    if kind == "plain":
        return draw(st.lists(SCALARS | _mapping(depth + 2), max_size=3))
    if kind == "keyed":
        identity = IDENTITIES.get(name, "id")
        keys = draw(st.lists(KEYS.get(identity, IDS), unique=True, max_size=4))
        return [{identity: key} | {k: v for k, v in draw(_mapping(depth + 1)).items() if k != identity} for key in keys]
    return draw(SCALARS)


@st.composite
def _mapping(draw: Any, depth: int = 0) -> dict[str, Any]:
    return {name: draw(_field(name, depth)) for name in draw(st.lists(NAMES, unique=True, max_size=4))}


DOCUMENTS = _mapping()


@st.composite
def edited(draw: Any, document: Any) -> Any:
    """The document with a few changes at random places."""
    document = deepcopy(document)
    for _time in range(draw(st.integers(1, 3))):
        _edit(draw, document)
    return document


def _edit(draw: Any, place: Any) -> None:
    while True:
        values = list(place.items()) if isinstance(place, dict) else list(enumerate(place))
        inner = [value for _key, value in values if isinstance(value, dict | list) and value]
        if not inner or draw(st.booleans()):
            break
        place = draw(st.sampled_from(inner))
    if isinstance(place, list):
        place[:] = draw(st.permutations(place))
        if place and draw(st.booleans()):
            place.pop()
        elif all(isinstance(entry, dict) and "id" in entry for entry in place):
            fresh = [key for key in ("n-1", "n-2", "n-3") if key not in {entry["id"] for entry in place}]
            place.append({"id": draw(st.sampled_from(fresh)), "text": "new"} if fresh else {"id": "n-9"})
        return
    name = draw(NAMES)
    if name in place and draw(st.booleans()):
        del place[name]
    else:
        place[name] = draw(_field(name, 2))


def replayed(document: Any, changes: list[Change]) -> Any:
    result = deepcopy(document)
    apply(result, changes)
    return result


def unordered(value: Any) -> Any:
    """A value in which the order of entries with an identity says nothing."""
    if isinstance(value, dict):
        return {key: unordered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        entries = [unordered(inner) for inner in value]
        return sorted(entries, key=repr) if all(isinstance(entry, dict) for entry in entries) else entries
    return value


@given(DOCUMENTS, DOCUMENTS)
def test_the_changes_make_the_new_version(old: Any, new: Any) -> None:
    assert same(replayed(old, diff(old, new)), new)


@given(st.data())
@settings(max_examples=200)
def test_the_changes_of_an_edit_make_the_new_version(data: Any) -> None:
    old = data.draw(DOCUMENTS)
    new = data.draw(edited(old))
    before, changes = deepcopy((old, new)), diff(old, new)
    assert same(replayed(old, changes), new)
    assert (old, new) == before
    assert bool(changes) is not same(old, new)


@given(DOCUMENTS)
def test_nothing_differs_from_itself(document: Any) -> None:
    assert diff(document, deepcopy(document)) == []


@given(DOCUMENTS, DOCUMENTS)
def test_changes_made_twice_are_made_once(old: Any, new: Any) -> None:
    changes = diff(old, new)
    assert conflicts(changes, changes) == []
    assert same(replayed(replayed(old, changes), changes), new)


@given(st.data())
@settings(max_examples=300)
def test_changes_that_do_not_clash_merge_either_way(data: Any) -> None:
    base = data.draw(DOCUMENTS)
    mine, theirs = data.draw(edited(base)), data.draw(edited(base))
    my_changes, their_changes = diff(base, mine), diff(base, theirs)
    clash = conflicts(my_changes, their_changes)
    assert bool(clash) == bool(conflicts(their_changes, my_changes))
    event("clash" if clash else "merge")
    assume(not clash)
    one, other = replayed(theirs, my_changes), replayed(mine, their_changes)
    assert same(unordered(one), unordered(other))
    for changes in (my_changes, their_changes):  # nothing of either side is lost
        assert same(unordered(replayed(one, changes)), unordered(one))


BASE: dict[str, Any] = {
    "status": "open",
    "goals": [
        {"id": "g-1", "text": "one", "steps": [{"id": "s-1", "due": "1"}, {"id": "s-2", "due": "2"}]},
        {"id": "g-2", "text": "two", "steps": []},
    ],
    "tags": ["a"],
}


def after(**fields: Any) -> dict[str, Any]:
    return deepcopy(BASE) | fields


def with_goals(*goals: Any) -> dict[str, Any]:
    return after(goals=deepcopy(list(goals)))


ONE, TWO = BASE["goals"]
THREE = {"id": "g-3", "text": "three"}
STEPS_TURNED = ONE | {"steps": ONE["steps"][::-1]}

CLASHES: dict[str, tuple[Any, Any, bool]] = {
    "different fields": (after(status="done"), after(note="x"), False),
    "the same field differently": (after(status="done"), after(status="blocked"), True),
    "the same field alike": (after(status="done"), after(status="done"), False),
    "both take a field away": ({"goals": BASE["goals"], "tags": ["a"]}, {"goals": BASE["goals"], "tags": ["a"]}, False),
    "one takes away what the other changes": ({"goals": BASE["goals"], "tags": ["a"]}, after(status="done"), True),
    "fields of two goals": (with_goals(ONE | {"text": "x"}, TWO), with_goals(ONE, TWO | {"text": "x"}), False),
    "two fields of one goal": (with_goals(ONE | {"text": "x"}, TWO), with_goals(ONE | {"note": "x"}, TWO), False),
    "a goal dropped, the other changed": (with_goals(TWO), with_goals(ONE, TWO | {"text": "x"}), False),
    "a goal dropped and changed": (with_goals(TWO), with_goals(ONE | {"text": "x"}, TWO), True),
    "a goal dropped, its steps turned": (with_goals(TWO), with_goals(STEPS_TURNED, TWO), True),
    "both drop a goal": (with_goals(TWO), with_goals(TWO), False),
    "two new goals": (with_goals(ONE, TWO, THREE), with_goals(ONE, TWO, THREE | {"id": "g-4"}), False),
    "the same new goal": (with_goals(ONE, TWO, THREE), with_goals(ONE, TWO, THREE), False),
    "the same id for two goals": (with_goals(ONE, TWO, THREE), with_goals(ONE, TWO, THREE | {"text": "x"}), True),
    "goals turned, a goal changed": (with_goals(TWO, ONE), with_goals(ONE | {"text": "x"}, TWO), False),
    "goals turned, steps turned": (with_goals(TWO, ONE), with_goals(STEPS_TURNED, TWO), False),
    "goals turned, a goal added": (with_goals(TWO, ONE), with_goals(ONE, TWO, THREE), False),
    "goals turned, a goal dropped": (with_goals(TWO, ONE), with_goals(ONE), False),
    "two orders": (with_goals(THREE, ONE, TWO), with_goals(TWO, ONE), True),
    "lists without ids": (after(tags=["a", "b"]), after(tags=["a", "c"]), True),
    "true and one": (after(status=True), after(status=1), True),
}


@pytest.mark.parametrize("kind", CLASHES)
def test_what_clashes_and_what_merges(kind: str) -> None:
    mine, theirs, clash = CLASHES[kind]
    my_changes, their_changes = diff(BASE, mine), diff(BASE, theirs)
    assert bool(conflicts(my_changes, their_changes)) is clash
    assert bool(conflicts(their_changes, my_changes)) is clash
    if not clash:
        one, other = replayed(theirs, my_changes), replayed(mine, their_changes)
        assert same(unordered(one), unordered(other))
        assert [change for change in diff(mine, one) if change.kind == "removed"] == [
            change for change in their_changes if change.kind == "removed" and change not in my_changes
        ]


def test_a_moved_goal_is_not_a_changed_goal() -> None:
    assert diff(BASE, with_goals(TWO, ONE)) == [Change("moved", ("goals",), ["g-1", "g-2"], ["g-2", "g-1"])]


def test_a_goal_in_front_adds_one_goal_and_an_order() -> None:
    changes = diff(BASE, with_goals(THREE, ONE, TWO))
    assert [(change.kind, change.path) for change in changes] == [("added", ("goals", "g-3")), ("moved", ("goals",))]


def test_an_entry_goes_by_what_its_list_goes_by() -> None:
    old = {"versions": [{"number": 1, "reason": "a"}], "languages": [{"tag": "ar"}], "links": [{"case": "F-1"}]}
    new = {"versions": [{"number": 1, "reason": "b"}], "languages": [{"tag": "ar", "reads": True}], "links": []}
    assert {change.path for change in diff(old, new)} == {
        ("versions", 1, "reason"), ("languages", "ar", "reads"), ("links", "F-1"),
    }  # fmt: skip


def test_two_entries_of_one_id_make_the_list_one_value() -> None:
    assert [c.path for c in diff({"goals": [ONE, ONE]}, {"goals": [ONE]})] == [("goals",)]


def test_a_clash_is_named_once() -> None:
    mine = with_goals(ONE | {"text": "x"}, TWO)
    assert conflicts(diff(BASE, mine), diff(BASE, after(goals="gone"))) == [("goals", "g-1", "text")]
    assert conflicts(diff(BASE, after(goals="gone")), diff(BASE, mine | {"goals": [ONE | {"text": "x", "note": 1}]})) == [("goals",)]


def test_what_is_applied_is_not_shared() -> None:
    new = with_goals(ONE, TWO, THREE)
    result = replayed(BASE, diff(BASE, new))
    result["goals"][2]["text"] = "changed"
    assert new["goals"][2]["text"] == "three"
