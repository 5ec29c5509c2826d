"""Who waits for a clearing, and in which order."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from iza.model import waiting
from iza.model.case.record import Case
from tests.rules import samples

TODAY = date(2026, 11, 16)


def case(name: str, opened_on: str = "2026-10-19", **client: Any) -> Case:
    """A case that waits: opened, nothing held."""
    person = {"names": [{"kind": "official", "mononym": name}], "birth": {"date": "1990-01-01", "precision": "day"}}
    plain = {"schema": "iza/case/1", "id": name, "opened_on": opened_on, "caseworker": "kue"}
    return cast("Case", {**plain, "client": {**person, **client}})


def priority(level: str, **more: str) -> dict[str, Any]:
    return {"priority": {"level": level, **more}}


def names(cases: list[Case]) -> list[str]:
    return [one["id"] for one in cases]


def test_order_is_high_then_reasoned_then_unreasoned_then_the_rest() -> None:
    expected = priority("individual", ground="training_toleration_expected")
    cases = [
        case("low", **priority("low")),
        case("training-unreasoned", **expected),
        case("medium-unreasoned", "2026-10-20", **priority("medium")),
        case("training", "2026-10-21", priority={**expected["priority"], "reason": "Ausbildung zugesagt"}),
        case("medium", **priority("medium", reason="zwei kleine Kinder")),
        case("high", "2026-11-02", **priority("high")),
        case("not-assessed", "2026-10-18"),
    ]
    assert names(waiting.order(cases)) == [
        "high", "medium", "training", "training-unreasoned", "medium-unreasoned", "not-assessed", "low",
    ]  # fmt: skip


def test_a_training_that_is_only_expected_is_not_high_without_a_reason() -> None:
    expected = priority("high", ground="training_toleration_expected")["priority"]
    cases = [
        case("expected", "2026-10-01", priority=expected),
        case("medium", **priority("medium", reason="zwei kleine Kinder")),
        case("promised", priority={**expected, "reason": "Ausbildung zugesagt"}),
        case("low", **priority("low", ground="training_toleration_expected")),
    ]
    assert names(waiting.order(cases)) == ["promised", "medium", "expected", "low"]


def test_inside_a_level_who_came_first_comes_first_and_the_id_settles_ties() -> None:
    cases = [
        case("c", "2026-10-19", **priority("high")),
        case("b", "2026-10-19", **priority("high")),
        case("a", "2026-10-20", **priority("high")),
    ]
    assert names(waiting.order(cases)) == ["b", "c", "a"]


def test_a_planned_clearing_still_waits_but_a_held_decided_or_closed_case_does_not() -> None:
    planned, held, closed, decided = case("planned"), case("held"), case("closed"), case("decided")
    planned["clearings"] = [{"id": "c-1111", "planned_on": "2026-11-24"}]
    held["clearings"] = [{"id": "c-1111", "held_on": "2026-11-10"}]
    closed["closing"] = {"reason": "moved_county", "on": "2026-11-10"}
    decided["clearings"] = [
        {
            "id": "c-1111",
            "decision": {"result": "no_agreement", "reasons": ["client_declines"], "by": "kue", "on": "2026-11-10"},
        }
    ]
    assert names(waiting.order([planned, held, closed, decided])) == ["planned"]


@pytest.mark.parametrize("base", ["active", "minor", "fulfilled", "draft"])
def test_cases_further_on_do_not_wait(base: str) -> None:
    assert waiting.order([samples.case(base)], TODAY) == []


def postponed(recheck_on: str | None = "2026-11-16") -> Case:
    one = case("again", **priority("high"))
    one["clearings"] = [
        {
            "id": "c-1111",
            "held_on": "2026-05-04",
            "decision": {"result": "postponed", "reasons": ["acute_crisis_first"], "by": "kue", "on": "2026-05-04"},
        }
    ]
    if recheck_on:
        one["clearings"][0]["decision"]["recheck_on"] = recheck_on
    return one


def test_a_postponed_case_waits_again_from_its_day_on_and_only_when_asked_for() -> None:
    assert waiting.order([postponed()]) == []
    assert waiting.order([postponed()], date(2026, 11, 15)) == []
    assert names(waiting.order([case("new"), postponed()], TODAY)) == ["again", "new"]
    assert waiting.order([postponed(None)], TODAY) == []


def test_a_postponed_case_with_a_new_date_or_an_end_does_not_wait_again() -> None:
    planned, closed = postponed(), postponed()
    planned["clearings"].append({"id": "c-2222", "planned_on": "2026-11-24"})
    closed["closing"] = {"reason": "left_germany", "on": "2026-11-01"}
    assert waiting.order([planned, closed], TODAY) == []
