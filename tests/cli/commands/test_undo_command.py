"""``iza undo`` and ``iza migrate`` as they are typed: shown, asked, done, refused."""

from __future__ import annotations

from pathlib import Path

import casework
import pytest
from casework import CLIENT, case_text, git
from older import make_older
from terminal import Desk, Dialogue

from iza.app.office import Office
from iza.app.procedure import goals_and_steps
from iza.store.case_ids import path_of


@pytest.fixture
def office(county: Path) -> Office:
    return casework.office_in(county)


@pytest.fixture
def case(office: Office) -> str:
    """A case in force with a step that was done by mistake."""
    case = casework.active(office, CLIENT)
    goals_and_steps.finish_step(office, case, "1.1")
    return case


@pytest.fixture
def desk(county: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(county, capfd)


def status(desk: Desk, case: str) -> str:
    found = desk.json("show", case)
    return str(found["case"]["agreement"]["goals"][0]["steps"][0]["status"])


def test_it_says_what_is_taken_back(desk: Desk, case: str) -> None:
    done = desk("undo", case, "--yes")
    first, *rest = done.out.splitlines()
    assert first.startswith(f"{case}: “step done” of ")
    assert first.endswith(" is taken back")
    assert any("Step 1.1" in line and "open" in line for line in rest)
    assert rest[-1].startswith(f"✓ {case}: taken back")
    assert status(desk, case) == "open"
    assert "“step done” of" in desk("undo", case, "--yes").out
    assert status(desk, case) == "done"


def test_a_dry_run_changes_nothing(desk: Desk, case: str) -> None:
    head, text = desk.git("rev-parse", "HEAD"), case_text(desk.folder, case)
    done = desk("undo", case, "--dry-run")
    assert "Step 1.1" in done.out
    assert "Nothing was changed" in done.err
    assert (desk.git("rev-parse", "HEAD"), case_text(desk.folder, case)) == (head, text)


def test_for_programs(desk: Desk, case: str) -> None:
    head = desk.git("rev-parse", "HEAD").strip()
    found = desk.json("undo", case, "--dry-run")
    assert (found["case"], found["undoes"], found["action"]) == (case, head, "step.done")
    assert all(change["sentence"] for change in found["changes"])
    assert desk.json("undo", case, head[:8], "--yes")["undoes"] == head
    assert status(desk, case) == "open"


def test_without_a_terminal_it_wants_to_be_sure(desk: Desk, case: str) -> None:
    assert "--yes" in desk("undo", case, code=2).err
    assert status(desk, case) == "done"


@pytest.mark.parametrize(("answer", "left"), [("y", "open"), ("n", "done"), ("", "done")])
def test_on_a_terminal_it_asks(answer: str, left: str, desk: Desk, case: str) -> None:
    talk = Dialogue(desk.folder, "undo", case)
    done = talk.answers(("Take this back?", answer))
    assert done.code == 0
    assert "Step 1.1" in done.out
    assert status(desk, case) == left


def test_refusals_are_sentences(desk: Desk, case: str) -> None:
    goals_and_steps.start_step(casework.office_in(desk.folder), case, "1.2")
    desk("undo", case, "--yes")
    first = desk.git("rev-list", "--max-parents=0", "HEAD").strip()
    assert "changed nothing in" in desk("undo", case, first, "--yes", code=4).err
    typed = desk("undo", case, "Testperson", "--yes", code=4)
    assert "Testperson" not in typed.out + typed.err
    place = desk.folder / path_of(case)
    place.write_text(place.read_text("utf-8") + "# von Hand\n", "utf-8")
    assert "not committed yet" in desk("undo", case, "--yes", code=5).err


def test_notes_are_not_shown(desk: Desk, case: str) -> None:
    goals_and_steps.change_step(casework.office_in(desk.folder), case, "1.1", {"note": "nicht für alle Augen"})
    done = desk("undo", case, "--yes")
    assert "Augen" not in done.out + done.err
    assert "internal" in done.err


# -- migrate -----------------------------------------------------------------------------------------------


def _older(desk: Desk, *cases: str) -> None:
    make_older(desk.folder, *map(path_of, cases))
    git(desk.folder, "commit", "-qam", "eine ältere iza")


def test_migrate_says_how_many(desk: Desk, office: Office, case: str) -> None:
    _older(desk, case, casework.opened(office, CLIENT))
    assert "iza migrate" in desk("step", "start", case, "1.2", code=4).err
    assert "W73" in desk("check", case).out
    head = desk.git("rev-parse", "HEAD")
    dry = desk("migrate", "--dry-run")
    assert dry.out == "2 files in the present format\n"
    assert "Nothing was changed" in dry.err
    assert desk.git("rev-parse", "HEAD") == head
    assert desk("migrate").out == "✓ 2 files in the present format\n"
    assert "W73" not in desk("check", case).out
    assert desk("migrate").out.startswith("✓ Nothing to do")
    desk("step", "start", case, "1.2")


def test_migrate_names_what_it_leaves_out(desk: Desk, office: Office, case: str) -> None:
    newer = casework.opened(office, CLIENT)
    casework.commit_by_hand(desk.folder, newer, "iza/case/1", "iza/case/2")
    done = desk("migrate")
    assert path_of(newer) in done.err
    assert "Nothing to do" in done.out
    listed = desk("list")
    assert newer not in listed.out
    assert case in listed.out
    assert "newer iza" in listed.err
    assert newer in listed.err
    assert "E74" in desk("check", code=1).out
    assert "update iza" in desk("show", newer, code=4).err
