"""Who wrote what a case says: by the commit that gave a field its present value, whatever messages claim."""

from __future__ import annotations

from pathlib import Path

import casework
import pytest
from casework import DAYS, at, case_text, commit_by_hand, git

from iza.app.office import Office
from iza.app.procedure import goals_and_steps, review
from iza.app.trail.blame import BlamedField, blame
from iza.errors import UsageError
from iza.history.log import entries
from iza.store.case_ids import path_of
from iza.store.formats.migrations import read_lifted

RAMI = "F-K2QF-W5FX"


def of(office: Office, case: str, field: str = "", *, internal: bool = False) -> dict[str, BlamedField]:
    """The lines of a case by place."""
    found = blame(casework.office_in(office.repo.root), case, field, internal=internal)
    return {f"{line.thing} · {line.field}": line for line in found}


@pytest.fixture
def desk(built_example: Path) -> Office:
    return casework.office_in(built_example, "2026-11-16")


def test_each_field_goes_back_to_who_gave_it_its_value(desk: Office) -> None:
    found = of(desk, RAMI, "Schritt 1.3")
    due, text, done = found["Step 1.3 · due on"], found["Step 1.3 · What"], found["Step 1.3 · Status"]
    assert (due.value, due.action, due.talk and due.talk.day) == ("2026-10-30", "review.hold", "2026-07-16")
    assert (text.action, text.talk, text.author) == ("goal.add", None, "Judith Kübler")
    assert (done.value, done.action, done.when and done.when.date().isoformat()) == ("done", "step.done", "2026-10-12")
    assert found["Review of 2026-07-16 · Step 1.3 · Status"].value == "blocked"


def test_every_field_has_an_origin_where_it_came_to_be(desk: Office) -> None:
    """The commit named has the value, and the one before it has not."""
    for ref in desk.repo.case_ids():
        past = {entry.commit.id: entry for entry in entries(desk.repo.root, path_of(ref), read_lifted)}
        lines = blame(desk, ref, internal=True)
        assert len({line.path for line in lines}) == len(lines) > 10
        for line in lines:
            assert any(
                change.path == line.path[: len(change.path)] or line.path == change.path[: len(line.path)]
                for change in past[line.commit].changes
            ), line


def test_goals_and_steps_come_first_and_lines_of_a_thing_together(desk: Office) -> None:
    things = [line.thing for line in blame(desk, RAMI)]
    assert things[0] == "Goal 1"
    runs = [thing for place, thing in enumerate(things) if place == 0 or things[place - 1] != thing]
    assert len(runs) == len(set(runs))


def test_a_value_that_came_back_is_of_who_brought_it_back(office: Office, case: str) -> None:
    for old, new in (("Kurs besuchen", "Kurs bezahlen"), ("Kurs bezahlen", "Kurs besuchen")):
        commit_by_hand(office.repo.root, case, old, new)
    line = of(office, case)["Step 1.2 · What"]
    assert (line.commit, line.action, line.action_name) == (git(office.repo.root, "rev-parse", "HEAD").strip(), "", "changed by hand")


def test_a_field_of_two_branches_is_of_the_side_that_was_kept(office: Office, case: str) -> None:
    root = office.repo.root
    git(root, "switch", "-qc", "kollegin")
    commit_by_hand(root, case, "Kurs besuchen", "Kurs bezahlen", "von der Kollegin")
    hers = git(root, "rev-parse", "HEAD").strip()
    git(root, "switch", "-q", "main")
    commit_by_hand(root, case, "Kurs besuchen", "Kurs beginnen", "hier")
    mine = git(root, "rev-parse", "HEAD").strip()
    for side, wanted in (("ours", mine), ("theirs", hers)):
        git(root, "reset", "-q", "--hard", mine)
        git(root, "merge", "-q", "-m", "zusammen", "-X", side, "kollegin")
        assert of(office, case)["Step 1.2 · What"].commit == wanted


def test_what_is_not_committed_is_of_nobody(office: Office, case: str) -> None:
    place = office.repo.root / path_of(case)
    place.write_text(case_text(office.repo.root, case).replace("Kurs besuchen", "Kurs bezahlen"), "utf-8")
    found = of(office, case)
    assert (found["Step 1.2 · What"].commit, found["Step 1.2 · What"].when) == ("", None)
    assert found["Step 1.1 · What"].commit


def test_a_step_that_moved_up_keeps_its_author(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    before = of(office, case)["Step 1.2 · What"]
    text = case_text(office.repo.root, case)
    first = text.index("        - id: s-")
    second = text.index("        - id: s-", first + 1)
    (office.repo.root / path_of(case)).write_text(text[:first] + text[second:], "utf-8")
    git(office.repo.root, "commit", "-qam", "gestrichen")
    assert of(now, case)["Step 1.1 · What"].commit == before.commit


def test_fields_and_what_is_for_the_office_alone(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    goals_and_steps.change_step(now, case, "1.2", {"note": "nur für uns"})
    assert "Step 1.2 · Note" not in of(office, case)
    assert not any(key.startswith("Client · Priority") for key in of(office, case))
    assert of(office, case, internal=True)["Step 1.2 · Note"].action == "step.change"
    assert list(of(office, case, "bis wann")) == ["Step 1.1 · due on", "Step 1.2 · due on", "Step 2.1 · due on"]
    with pytest.raises(UsageError):
        of(office, case, "Testperson")


def test_a_list_that_became_empty_has_an_author(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "client:\n", "consents: []\nclient:\n")
    assert of(office, case)["Case · Consents"].action_name == "changed by hand"


def test_an_open_review_is_not_yet_in_the_record(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-16"})
    assert of(office, case)["Step 1.2 · due on"].value == "2026-10-30"


def test_a_case_that_was_moved_by_hand(office: Office, case: str) -> None:
    root, before = office.repo.root, of(office, case)
    git(root, "mv", path_of(case), f"cases/{case}.yaml")
    git(root, "commit", "-qm", "weg")
    git(root, "mv", f"cases/{case}.yaml", path_of(case))
    git(root, "commit", "-qm", "zurück")
    assert of(office, case) == before
