"""Ordinary git life raises exactly what docs/nachweis.md announces, and all of it can be settled, in any clone."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from casework import git
from four_eyes import THOMAS, Built, at_work
from oddities import ODDITIES
from support import ROOT

from iza.app.trail.acknowledged import acknowledge
from iza.app.trail.verify import verify
from iza.git import Author

MIRIAM = Author("Miriam Elzner", "m.elzner@albweil.example")
PAGE = ROOT / "docs/nachweis.md"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"


def codes(folder: Path) -> tuple[str, ...]:
    return tuple(sorted({alarm.code for alarm in verify(at_work(folder, THOMAS)).findings}))


def cloned(folder: Path) -> Path:
    target = folder.with_name("fresh")
    shutil.rmtree(target, ignore_errors=True)
    git(folder.parent, "clone", "-q", f"file://{folder}", str(target))
    return target


@pytest.mark.parametrize("name", ODDITIES)
def test_it_raises_what_is_announced_and_can_be_settled(cases: Built, name: str) -> None:
    oddity = ODDITIES[name]
    assert codes(cases.folder) == ()  # what is remembered from before counts too
    oddity.happens(cases)
    assert codes(cases.folder) == oddity.here
    whole = cases.folder.with_name("whole")
    if not whole.exists():
        assert codes(cloned(cases.folder)) == oddity.elsewhere
    while (report := verify(at_work(cases.folder, THOMAS))).findings:
        alarm = report.findings[0]
        acknowledge(at_work(cases.folder, MIRIAM), report, [f"{alarm.code}@{alarm.finding[:10]}"], "git_step")
    assert {settled.alarm.code for settled in report.acknowledged} == set(oddity.here)
    if whole.exists():
        git(cases.folder, "push", "-q", "origin", "HEAD:refs/heads/back")
        git(whole, "merge", "-q", "back")
        assert codes(whole) == ()
    assert codes(cloned(cases.folder)) == ()


def test_the_page_announces_them() -> None:
    text = PAGE.read_text("utf-8")
    rows = [f"| {one.words} | {', '.join(one.here) or '–'} | {', '.join(one.elsewhere) or '–'} |" for one in ODDITIES.values()]
    table = "\n".join(["| Was geschieht | in dieser Arbeitskopie | in einem frischen Klon |", "|---|---|---|", *rows])
    shown = re.sub(
        r"(<!-- oddities -->\n).*?(<!-- end -->)", lambda match: f"{match[1]}{table}\n{match[2]}", text, count=1, flags=re.DOTALL
    )
    if UPDATE:
        PAGE.write_text(shown, "utf-8")
    assert "<!-- oddities -->" in text
    assert shown == text


def test_there_are_enough_of_them() -> None:
    assert len(ODDITIES) >= 26
