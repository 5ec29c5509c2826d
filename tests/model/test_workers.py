"""Absences and deputies: who answers for whose cases today."""

from __future__ import annotations

from datetime import date
from typing import Any

from iza.model.county import County
from iza.model.directory import Caseworker
from iza.model.overdue import responsible_workers

TODAY = date(2026, 11, 16)
AWAY = [{"since": "2026-11-16", "until": "2026-11-16"}]


def covered(**workers: dict[str, Any]) -> dict[str, set[str]]:
    """Who covers whom, for workers given by their deputy, absences and periods."""
    entries: dict[str, Caseworker] = {
        ref: {"id": ref, "name": {"family": ref}, **more}  # type: ignore[typeddict-item]
        for ref, more in workers.items()
    }
    county = County({"schema": "iza/settings/1", "name": "Albtal"}, caseworkers=entries)
    return {worker: set(others) for worker, others in responsible_workers(county, TODAY).items()}


def test_everybody_there_answers_for_the_own_cases() -> None:
    assert covered(a={"deputy": "b"}, b={}) == {"a": {"a"}, "b": {"b"}}


def test_the_deputy_covers_an_absence_on_its_first_and_last_day_only() -> None:
    assert covered(a={"deputy": "b", "absences": AWAY}, b={}) == {"a": {"a"}, "b": {"a", "b"}}
    over = [{"since": "2026-11-01", "until": "2026-11-15"}, {"since": "2026-11-17", "until": "2026-11-20"}]
    assert covered(a={"deputy": "b", "absences": over}, b={}) == {"a": {"a"}, "b": {"b"}}


def test_the_deputys_deputy_covers_both() -> None:
    chain = covered(a={"deputy": "b", "absences": AWAY}, b={"deputy": "c", "absences": AWAY}, c={})
    assert chain == {"a": {"a"}, "b": {"b"}, "c": {"a", "b", "c"}}


def test_a_circle_of_absent_deputies_ends() -> None:
    circle = covered(a={"deputy": "b", "absences": AWAY}, b={"deputy": "a", "absences": AWAY}, c={})
    assert circle == {"a": {"a"}, "b": {"b"}, "c": {"c"}}
    assert covered(a={"deputy": "a", "absences": AWAY}) == {"a": {"a"}}


def test_who_left_is_covered_and_covers_nobody() -> None:
    gone = {"active_until": "2026-11-15"}
    assert covered(a={"deputy": "b", **gone}, b={})["b"] == {"a", "b"}
    assert covered(a={"deputy": "b", "absences": AWAY}, b={"deputy": "c", **gone}, c={})["c"] == {"a", "b", "c"}


def test_an_unknown_or_missing_deputy_covers_nobody() -> None:
    assert covered(a={"deputy": "x", "absences": AWAY}, b={"absences": AWAY}) == {"a": {"a"}, "b": {"b"}}
