"""What changes mean: exactly those that touch what was signed are terms, and everybody concerned is named."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any, cast

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from support import ROOT

from iza.history.change import Change
from iza.history.changes import apply
from iza.history.meaning import Concern, concerned, meaning, nature
from iza.history.terms import terms_sha256
from iza.model.case.record import Case
from iza.model.terms import GOAL_TERMS, STEP_TERMS
from iza.model.values import CaseData, same
from iza.store.yaml.reader import read
from tests.history.test_changes import DOCUMENTS, edited

VALUES = st.sampled_from(["a", "2026-06-30", "", 1, 1.0, 0, True, None, {"role": "client"}, {"role": "partner", "ref": None}, ["a"], []])


@cache
def cases() -> tuple[CaseData, ...]:
    """The cases of the example that have goals."""
    found = [read(path.read_bytes(), path.name) for path in sorted((ROOT / "cases.example/cases").glob("*/*.yaml"))]
    return tuple(case for case in found if case.get("agreement", {}).get("goals"))


# -- real cases, changed in many ways -------------------------------------------------------------------


def _goals(case: CaseData) -> list[CaseData]:
    return cast("list[CaseData]", case["agreement"]["goals"])


def _field(draw: Any, case: CaseData) -> None:
    """Any field of a goal or step, a term or not, gets another value or goes."""
    goal = draw(st.sampled_from(_goals(case)))
    entry = draw(st.sampled_from([goal, *goal["steps"]]))
    names = [*sorted({*GOAL_TERMS, *STEP_TERMS, *entry, "note", "after", "i18n"} - {"id", "steps", "responsible"})]
    name = draw(st.sampled_from(names))
    if draw(st.booleans()):
        entry.pop(name, None)
    else:
        entry[name] = draw(VALUES)


def _status(draw: Any, case: CaseData) -> None:
    goal = draw(st.sampled_from(_goals(case)))
    entry = draw(st.sampled_from([goal, *goal["steps"]]))
    entry["status"] = draw(st.sampled_from(["open", "dropped", "replaced", "cancelled", "done"]))


def _responsible(draw: Any, case: CaseData) -> None:
    goal = draw(st.sampled_from(_goals(case)))
    for step in goal["steps"][:1]:
        step["responsible"] = draw(st.dictionaries(st.sampled_from(["role", "ref"]), st.sampled_from(["client", "kue", None])))


def _order(draw: Any, case: CaseData) -> None:
    entries = draw(st.sampled_from([_goals(case), *(goal["steps"] for goal in _goals(case))]))
    entries[:] = draw(st.permutations(entries))


def _entry(draw: Any, case: CaseData) -> None:
    """A goal or step comes, goes, or comes to another place."""
    entries = draw(st.sampled_from([_goals(case), *(goal["steps"] for goal in _goals(case))]))
    if entries and draw(st.booleans()):
        entries.pop(draw(st.integers(0, len(entries) - 1)))
    else:
        entry = deepcopy(draw(st.sampled_from(_goals(case)))) if entries is _goals(case) else {"text": "x", "responsible": {}}
        new = draw(st.sampled_from(["n-1", "n-2", "n-3"]))
        if new not in {one["id"] for one in entries}:
            entries.insert(draw(st.integers(0, len(entries))), entry | {"id": new})


def _twin(draw: Any, case: CaseData) -> None:
    """An id that stands there twice: the list has no identities any more."""
    goals = _goals(case)
    if goals:
        goals.append(deepcopy(draw(st.sampled_from(goals))))


def _record(draw: Any, case: CaseData) -> None:
    name = draw(st.sampled_from(["client", "reviews", "consents", "closing", "team", "transmissions", "caseworker"]))
    case[name] = draw(VALUES | edited({"id": "x", "a": [{"id": "g-1"}], "b": {"c": 1}}))


def _agreement(draw: Any, case: CaseData) -> None:
    """The whole agreement goes or starts anew, or its versions do."""
    what = draw(st.sampled_from(["none", "empty", "versions", "no versions", "no goals"]))
    if what == "none":
        case["agreement"] = {"goals": []}
        del case["agreement"]
    elif what == "empty":
        case["agreement"] = {"goals": []}
    elif what == "no goals":
        case["agreement"]["goals"] = []
    else:
        case["agreement"]["versions"] = [{"number": 7}] if what == "versions" else []


HANDS = [_field, _field, _field, _status, _status, _responsible, _order, _entry, _record]


@st.composite
def changed(draw: Any, case: CaseData, last: bool = True) -> CaseData:
    """The case after a few changes; ``last`` may be one that leaves no goals to change."""
    case = deepcopy(case)
    for _turn in range(draw(st.integers(0, 4))):
        if not case.get("agreement", {}).get("goals"):
            return case
        draw(st.sampled_from(HANDS))(draw, case)
    if last and draw(st.integers(0, 5)) == 0 and _goals(case):
        draw(st.sampled_from([_agreement, _twin]))(draw, case)
    return case


@st.composite
def versions(draw: Any) -> tuple[CaseData, CaseData]:
    """Two versions of one case, or of two cases."""
    case = draw(st.sampled_from(cases()))
    other = draw(st.sampled_from(cases())) if draw(st.integers(0, 9)) == 0 else case
    return draw(changed(case)), draw(changed(other))


def replayed(old: CaseData, new: CaseData) -> CaseData:
    result = deepcopy(old)
    apply(result, [one.change for one in meaning(old, new)])
    return result


@given(versions())
@settings(max_examples=200, deadline=None)
def test_the_hash_of_the_terms_differs_where_a_change_is_one_of_terms(pair: tuple[CaseData, CaseData]) -> None:
    old, new = pair
    natures = {one.nature for one in meaning(old, new)}
    differs = terms_sha256(cast("Case", old)) != terms_sha256(cast("Case", new))
    event(f"terms differ: {differs}, natures: {sorted(natures)}")
    assert ("terms" in natures) is differs


@given(versions())
@settings(max_examples=80, deadline=None)
def test_the_changes_make_the_new_version(pair: tuple[CaseData, CaseData]) -> None:
    old, new = pair
    before = deepcopy(pair)
    assert same(replayed(old, new), new)
    assert (old, new) == before
    assert bool(meaning(old, new)) is not same(old, new)


@given(DOCUMENTS, DOCUMENTS)
def test_any_document_has_changes_with_a_meaning(old: Any, new: Any) -> None:
    assert same(replayed(old, new), new)
    assert {one.nature for one in meaning(old, new)} <= {"record"}  # nothing of it lies in an agreement


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_an_agreement_broken_by_hand_is_no_trouble(data: Any) -> None:
    case = data.draw(st.sampled_from(cases()))
    broken = deepcopy(case)
    place: Any = broken
    for key in data.draw(st.sampled_from([("agreement",), ("agreement", "goals"), ("agreement", "goals", 0), ("agreement", "goals", 0, "steps"),
                                          ("agreement", "goals", 0, "steps", 0), ("agreement", "goals", 0, "steps", 0, "responsible"),
                                          ("reviews",), ("consents",), ("transmissions",), ("client",), ("mentor",)])):  # fmt: skip
        place, parent, last = place.get(key, {}) if isinstance(place, dict) else place[key], place, key
    parent[last] = data.draw(VALUES)
    for one, other in ((case, broken), (broken, case)):
        assert same(replayed(one, other), other)


# -- one by one ------------------------------------------------------------------------------------------

STEP: CaseData = {"id": "s-1", "text": "Kurs", "responsible": {"role": "partner", "ref": "vhs"}, "due_on": "2026-06-30", "status": "open"}
GOAL: CaseData = {"id": "g-1", "area": "work", "goal": "x", "indicator": "y", "target_on": "2026-12-01", "status": "open",
                  "steps": [STEP, STEP | {"id": "s-2", "responsible": {"role": "service"}}]}  # fmt: skip
CASE: CaseData = {
    "id": "F-8QK2-7MX4", "caseworker": "kue", "client": {"names": []},
    "agreement": {"goals": [GOAL, GOAL | {"id": "g-2", "steps": []}], "versions": [
        {"number": 1, "signatures": [{"role": "client"}, {"role": "caseworker", "ref": "kue"}], "missing": [{"role": "mentor", "ref": "P-1"}]}]},
    "reviews": [{"id": "r-1", "participants": [{"role": "client"}, {"role": "mentor", "ref": "P-1"}], "interpreter": {"ref": "D-1"}}],
    "consents": [{"id": "e-1", "partner": "vhs"}], "transmissions": [{"partner": "vhs"}], "mentor": {"ref": "P-1"},
}  # fmt: skip
STEPS = ("agreement", "goals", "g-1", "steps")

NATURES: dict[str, tuple[Change, str]] = {
    "a due date": (Change("changed", (*STEPS, "s-1", "due_on"), "2026-06-30", "2026-07-30"), "terms"),
    "a status": (Change("changed", (*STEPS, "s-1", "status"), "open", "done"), "progress"),
    "a step cancelled": (Change("changed", (*STEPS, "s-1", "status"), "blocked", "cancelled"), "terms"),
    "a step taken up again": (Change("changed", (*STEPS, "s-1", "status"), "cancelled", "open"), "terms"),
    "a goal replaced": (Change("changed", ("agreement", "goals", "g-1", "status"), "open", "replaced"), "terms"),
    "a goal that was replaced, now dropped": (Change("changed", ("agreement", "goals", "g-1", "status"), "replaced", "dropped"), "progress"),
    "a note": (Change("added", (*STEPS, "s-1", "note"), None, "x"), "progress"),
    "who does it": (Change("changed", (*STEPS, "s-1", "responsible", "ref"), "vhs", "iha"), "terms"),
    "a ref without a value": (Change("added", (*STEPS, "s-1", "responsible", "ref"), None, None), "terms"),
    "a due date without a value": (Change("added", (*STEPS, "s-1", "due_on"), None, None), "progress"),
    "the same number, written otherwise": (Change("changed", (*STEPS, "s-1", "due_on"), 1, 1.0), "progress"),
    "a new step": (Change("added", (*STEPS, "s-3"), None, STEP), "terms"),
    "steps in a new order": (Change("moved", STEPS, ["s-1", "s-2"], ["s-2", "s-1"]), "terms"),
    "goals in a new order": (Change("moved", ("agreement", "goals"), ["g-1", "g-2"], ["g-2", "g-1"]), "terms"),
    "an agreement without goals": (Change("added", ("agreement",), None, {"goals": [], "versions": []}), "record"),
    "an agreement with goals": (Change("added", ("agreement",), None, {"goals": [GOAL]}), "terms"),
    "a first list of steps, empty": (Change("added", STEPS, None, []), "progress"),
    "a version": (Change("added", ("agreement", "versions", 1), None, {"number": 1}), "record"),
    "what was said of a step": (Change("changed", ("reviews", "r-1", "steps", "s-1", "status"), "open", "done"), "record"),
    "the id of the case": (Change("changed", ("id",), "F-8QK2-7MX4", "F-8QK2-7MX5"), "terms"),
    "the id of a new case": (Change("added", ("id",), None, "F-8QK2-7MX4"), "record"),
    "a translation": (Change("added", ("agreement", "goals", "g-1", "i18n"), None, {"ar": {"goal": "x"}}), "progress"),
}  # fmt: skip


@pytest.mark.parametrize("name", NATURES)
def test_the_nature_of_a_change(name: str) -> None:
    change, wanted = NATURES[name]
    assert nature(change, {}, {}) == wanted


PEOPLE = {
    (*STEPS, "s-1", "due_on"): ["partner vhs"],
    (*STEPS, "s-2"): ["service"],
    ("agreement", "goals", "g-1", "goal"): ["client", "partner vhs", "service"],
    ("agreement", "goals", "g-2"): ["client"],
    ("agreement",): ["client", "partner vhs", "service"],
    ("agreement", "versions", 1, "signed_on"): ["client", "caseworker kue", "mentor P-1"],
    ("reviews", "r-1", "status"): ["client", "mentor P-1", "interpreter D-1"],
    ("consents", "e-1", "revoked_on"): ["client", "partner vhs"],
    ("transmissions",): ["client", "partner vhs"],
    ("mentor", "ref"): ["client", "mentor P-1"],
    ("caseworker",): ["caseworker kue"],
    ("client", "guardian", "name", "family"): ["client", "guardian"],
    ("client", "contact", "phone"): ["client"],
    ("nothing", "known"): ["client"],
}


@pytest.mark.parametrize("path", PEOPLE)
def test_whom_a_change_concerns(path: Any) -> None:
    assert [f"{one.role} {one.ref}".strip() for one in concerned(path, CASE, {})][: len(PEOPLE[path]) + 1] == PEOPLE[path]


def test_who_had_it_and_who_has_it_now_are_both_concerned() -> None:
    new = deepcopy(CASE)
    new["agreement"]["goals"][0]["steps"][0]["responsible"] = {"role": "client"}
    found = {one.change.path[-1]: one.concerns for one in meaning(CASE, new)}
    assert found["role"] == found["ref"] == (Concern("partner", "vhs"), Concern("client"))


def test_a_new_caseworker_concerns_both() -> None:
    (one,) = meaning(CASE, CASE | {"caseworker": "elz"})
    assert one.concerns == (Concern("caseworker", "kue"), Concern("caseworker", "elz"))
