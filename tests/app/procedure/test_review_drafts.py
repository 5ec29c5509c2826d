"""An open review is private to a clone: it survives a power cut, can be dropped, and merges what others did."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import casework
import pytest
from casework import DAYS, at, git, refusal

from iza.app.changing import landing
from iza.app.office import Office
from iza.app.procedure import goals_and_steps, review
from iza.app.procedure.open_review import untouched_steps
from iza.errors import Conflict, GitError, InvalidData, Refused
from iza.store import current_case as current_case_module
from iza.store import drafts, mending
from iza.store.current_case import current_case
from iza.store.formats import migrations

NEXT = review.Ending(next_on="2026-09-29", untouched_ok=True)


def _draft_file(office: Office, case: str) -> Path:
    return office.repo.private / "drafts" / f"{case}.json"


def test_a_review_survives_the_end_of_the_process(office: Office, case: str) -> None:
    root = office.repo.root
    program = f"""
import os, sys
sys.path[:0] = [{str(Path(casework.__file__).parent)!r}]
import casework
from iza.app.procedure import goals_and_steps, review
office = casework.office_in(casework.Path({str(root)!r}), {DAYS["review"]!r})
review.start(office, {case!r}, office.day)
goals_and_steps.finish_step(office, {case!r}, "1.1", "2026-06-20")
os._exit(9)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert done.returncode == 9
    later = casework.office_in(root, "2026-07-02")
    assert current_case(later.repo, case)["agreement"]["goals"][0]["steps"][0]["status"] == "done"
    assert later.repo.case(case)["agreement"]["goals"][0]["steps"][0]["status"] == "open"
    assert untouched_steps(later, case) == ["1.2", "2.1"]
    review.hold(later, case, {}, NEXT)
    assert later.repo.case(case)["reviews"][0]["held_on"] == DAYS["review"]
    assert not _draft_file(later, case).exists()


def test_the_draft_is_private(talk: Office, case: str) -> None:
    place = _draft_file(talk, case)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert git(talk.repo.root, "status", "--porcelain", "--ignored") == ""


def test_power_lost_after_the_commit_leaves_no_second_review(
    talk: Office, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(mending, "_lay_aside", _power_cut)
        review.hold(talk, case, {}, NEXT)
    assert _draft_file(talk, case).exists()
    again = casework.office_in(talk.repo.root, DAYS["review"])
    again.repo.mend()
    assert not _draft_file(talk, case).exists()
    with pytest.raises(Refused, match="No review"):
        review.hold(again, case, {}, NEXT)
    assert [one["status"] for one in current_case(again.repo, case)["reviews"]] == ["held", "planned"]


def _power_cut(*_words: object) -> None:
    raise KeyboardInterrupt


def test_dropped_is_as_if_it_had_not_begun(office: Office, case: str) -> None:
    before = casework.state(office.repo.root), casework.case_text(office.repo.root, case)
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.finish_step(now, case, "1.1", "2026-06-20")
    review.abandon(now, case)
    assert (casework.state(office.repo.root), casework.case_text(office.repo.root, case)) == before
    with refusal(now, "No review"):
        review.abandon(now, case)


def test_a_damaged_draft_is_named_and_can_be_dropped(talk: Office, case: str) -> None:
    _draft_file(talk, case).write_text('{"case": "F-', "utf-8")
    with refusal(talk, "iza review abandon", GitError):
        goals_and_steps.finish_step(talk, case, "1.1")
    review.abandon(talk, case)
    goals_and_steps.finish_step(talk, case, "1.1")


def test_nobody_holds_twice(talk: Office, case: str) -> None:
    review.hold(talk, case, {}, NEXT)
    with refusal(talk, f"iza review start {case}"):
        review.hold(talk, case, {}, NEXT)


def test_a_review_is_not_held_in_the_future(office: Office, case: str) -> None:
    with refusal(office, error=InvalidData):
        review.start(office, case, "2026-11-17")


def _elsewhere(office: Office, case: str, old: str, new: str) -> None:
    casework.commit_by_hand(office.repo.root, case, old, new, "Vertretung")


def test_another_field_changed_elsewhere_is_merged(talk: Office, case: str) -> None:
    goals_and_steps.finish_step(talk, case, "1.1", "2026-06-20")
    _elsewhere(talk, case, "employment:\n    status: seeking", "employment:  # seit Montag\n    status: mini_job")
    review.hold(talk, case, {}, NEXT)
    found = current_case(talk.repo, case)
    assert found["client"]["employment"]["status"] == "mini_job"
    assert found["agreement"]["goals"][0]["steps"][0]["status"] == "done"
    assert "# seit Montag" in casework.case_text(talk.repo.root, case)


def test_a_review_is_held_with_one_look_at_its_draft_and_its_base(
    talk: Office, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    goals_and_steps.finish_step(talk, case, "1.1", "2026-06-20")
    _elsewhere(talk, case, "employment:\n    status: seeking", "employment:\n    status: mini_job")  # so that it merges
    loads, parsed = [], []
    draft, load_draft, parse = drafts.load(talk.repo, case), drafts.load, migrations.read_lifted
    assert draft
    monkeypatch.setattr(drafts, "load", lambda *args: (loads.append(args), load_draft(*args))[1])
    for module in (current_case_module, landing):
        monkeypatch.setattr(module, "read_lifted", lambda *args: (parsed.append(args[0]), parse(*args))[1])
    review.hold(talk, case, {}, NEXT)
    assert len(loads) == 1
    assert parsed.count(draft.base.encode()) == 1


def test_the_same_field_changed_elsewhere_is_a_conflict_and_nothing_is_lost(talk: Office, case: str) -> None:
    goals_and_steps.block_step(talk, case, "1.1", "no_course_place")
    due = "due_on: 2026-05-15\n          status: "
    _elsewhere(talk, case, f"{due}open", f"{due}in_progress")
    with refusal(talk, "status", Conflict):
        review.hold(talk, case, {}, NEXT)
    goals_and_steps.start_step(talk, case, "1.1")  # as the other one has it
    review.hold(talk, case, {}, NEXT)
    assert current_case(talk.repo, case)["agreement"]["goals"][0]["steps"][0]["status"] == "in_progress"


def test_the_same_change_on_both_sides_is_no_conflict(office: Office, case: str) -> None:
    goals_and_steps.block_step(at(office, "2026-06-01"), case, "1.1", "no_course_place")
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.finish_step(now, case, "1.1", "2026-06-20")
    blocked = "status: blocked\n          blocked_by: no_course_place\n          blocked_since: 2026-06-01\n"
    _elsewhere(office, case, blocked, "status: done\n          done_on: 2026-06-20\n")
    review.hold(now, case, {}, NEXT)
    step = current_case(now.repo, case)["agreement"]["goals"][0]["steps"][0]
    assert (step["status"], step["done_on"], "blocked_by" in step) == ("done", "2026-06-20", False)


def test_a_case_closed_elsewhere_takes_no_review(talk: Office, case: str) -> None:
    reviews = f"closing: {{reason: contact_lost, on: {DAYS['review']}}}\nreviews:"
    _elsewhere(talk, case, "reviews:", reviews)
    with refusal(talk, case):
        review.hold(talk, case, {}, NEXT)


def test_a_change_by_hand_that_is_not_committed_stops_the_landing(talk: Office, case: str) -> None:
    place = talk.repo.root / casework.path_of(case)
    text = place.read_text("utf-8")
    place.write_text(text.replace("status: seeking", "status: mini_job"), "utf-8")
    with refusal(talk, "iza edit", GitError):
        review.hold(talk, case, {}, NEXT)
    place.write_text(text, "utf-8")
    review.hold(talk, case, {}, NEXT)
