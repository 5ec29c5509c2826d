"""A case as it was, and what differs between two moments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import casework
import pytest
from casework import DAYS, at

from iza.app.lists import case_page
from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, review
from iza.app.trail import points_in_time
from iza.errors import NotFound
from iza.store import case_ids
from iza.store.repository import Repository


def amended(office: Office, case: str) -> None:
    """A review that moves a date and gives the plan a second version."""
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-16"})
    review.hold(now, case, {}, review.Ending(next_on="2026-09-30", reason="Später.", untouched_ok=True))


def changes(office: Office, case: str, *points: str) -> list[tuple[str, str, str]]:
    found = points_in_time.compare(casework.office_in(office.repo.root), case, *points)
    return [(one.field, one.old, one.new) for one in found.changes]


def test_a_version_is_what_was_signed(office: Office, case: str) -> None:
    amended(office, case)
    assert ("Step 1.2 · due on", "2026-10-30", "2026-11-16") in changes(office, case, "v1")
    assert ("Step 1.2 · due on", "2026-10-30", "2026-11-16") in changes(office, case, "signed")
    first = points_in_time.moment(office, case, "V1").case
    assert [version["number"] for version in first["agreement"]["versions"]] == [1]
    assert "signed_on" in first["agreement"]["versions"][0]
    assert "signed_on" not in points_in_time.moment(office, case, "v2").case["agreement"]["versions"][1]


def test_without_a_point_it_is_since_the_last_review(office: Office, case: str) -> None:
    assert changes(office, case) == []  # no review yet: since the signature
    amended(office, case)
    goals_and_steps.start_step(at(office, "2026-07-06"), case, "1.2")
    assert changes(office, case) == [("Step 1.2 · Status", "open", "in progress")]


def test_two_points_and_their_order(office: Office, case: str) -> None:
    amended(office, case)
    there = {field: (old, new) for field, old, new in changes(office, case, "v1", "last-review")}
    back = {field: (old, new) for field, old, new in changes(office, case, "last-review", "v1")}
    assert there["Step 1.2 · due on"] == back["Step 1.2 · due on"][::-1]


def test_revisions_of_git(office: Office, case: str) -> None:
    before = casework.git(office.repo.root, "rev-parse", "HEAD").strip()
    goals_and_steps.start_step(at(office, DAYS["today"]), case, "1.2")
    casework.git(office.repo.root, "tag", "stand-1")
    for point in (before, before[:8], "HEAD~1"):
        assert changes(office, case, point) == [("Step 1.2 · Status", "open", "in progress")]
    assert changes(office, case, "stand-1") == []


def test_a_day_means_its_end(example: Path) -> None:
    office = casework.office_in(example, "2026-11-16")
    found = points_in_time.moment(office, "K2QF", "2026-07-21")
    assert (found.day, len(found.case["agreement"]["versions"])) == ("2026-07-21", 2)
    assert "signed_on" in found.case["agreement"]["versions"][1]
    assert points_in_time.moment(office, "K2QF", "21.7.2026") == found
    assert "signed_on" not in points_in_time.moment(office, "K2QF", "20.7.2026").case["agreement"]["versions"][1]


def test_a_page_of_the_past_is_seen_with_the_eyes_of_that_day(example: Path) -> None:
    office = casework.office_in(example, "2026-11-16")
    then, now = case_page.sheet(office, "K2QF", "v1"), case_page.sheet(office, "K2QF")
    assert (then.summary["steps_done"], now.summary["steps_done"]) == (0, 9)
    assert then.case["agreement"]["versions"][-1]["number"] == 1


@pytest.mark.parametrize("point", ["v9", "1.1.2020", "Alhamdo", "--all", "-p", "HEAD~9999", "0000000"])
def test_what_never_was(office: Office, case: str, point: str) -> None:
    with pytest.raises(NotFound) as caught:
        points_in_time.moment(office, case, point)
    assert "Alhamdo" not in caught.value.message


def test_notes_and_priority_are_not_told(office: Office, case: str) -> None:
    now = at(office, DAYS["today"])
    goals_and_steps.change_step(now, case, "1.2", {"note": "nur für mich"})
    assert changes(office, case) == []


def test_what_two_people_did_side_by_side_is_all_there(office: Office, case: str, git: Callable[..., str]) -> None:
    root = office.repo.root
    git(root, "switch", "-qc", "side")
    goals_and_steps.start_step(at(office, "2026-07-06"), case, "1.2")
    git(root, "switch", "-q", "main")
    file = root / case_ids.path_of(case)
    file.write_text(file.read_text("utf-8").replace("municipality: Albweil", "municipality: Neckarfurt", 1), "utf-8")
    git(root, "commit", "-qam", "moved")
    git(root, "merge", "-q", "-m", "merged", "side")
    now = Repository(root).case(case)
    for point in ("31.12.2099", "HEAD"):
        assert points_in_time.moment(office, case, point).case == now
    assert points_in_time.moment(office, case, "HEAD^1").case != now


def test_an_agreement_withdrawn_and_issued_again_is_what_was_issued_last(office: Office) -> None:
    case = casework.drafted(office, casework.client())
    agreement.issue(office, case)
    agreement.withdraw(office, case)
    goals_and_steps.change_goal(office, case, "1", {"indicator": "Anders."})
    agreement.issue(office, case)
    assert points_in_time.moment(office, case, "v1").case["agreement"]["goals"][0]["indicator"] == "Anders."
