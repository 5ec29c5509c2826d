"""Killed, stopped and closed at random moments, an office loses nothing, and nothing looks suspicious."""

from __future__ import annotations

from pathlib import Path

from interruptions import play


def test_an_office_that_is_interrupted_all_the_time(tmp_path: Path) -> None:
    figures = play(tmp_path / "office", 24, seed=3)
    assert figures.faults == [], str(figures)
    assert sum(figures.ways.values()) == 24
    assert figures.actions
