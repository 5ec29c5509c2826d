"""Old beside new: what of the terms changed, came in or fell away, and what is no change of terms."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from consent_samples import sample, view
from review_samples import STEP, after, goal, reviewed, step

from iza.app.letters.papers.adjustments import adjustments
from iza.app.letters.papers.wording import Wording
from iza.documents.bilingual import untranslated
from iza.documents.catalogue import Catalogue


def compared(now: Any, before: Any = None, **changes: Any) -> Any:
    return adjustments(view(now, before=before or sample(), **changes))


def test_nothing_changed() -> None:
    assert compared(sample()) == {"changed": [], "added": {"goals": [], "steps": []}, "dropped": []}


def test_without_a_case_before_there_is_no_change() -> None:
    assert adjustments(view(after()))["changed"] == []


@pytest.mark.parametrize("field", ["note", "baseline", "wish", "priority", "status", "i18n"])
def test_progress_and_notes_are_no_change(field: str) -> None:
    now = sample()
    goal(now, 1)[field] = "in_progress" if field == "status" else "anders"
    step(now, 1, 1).update(status="done", note="anders", support="anders", offer="b1-abend")
    assert compared(now) == compared(sample())


def test_old_and_new_stand_in_words() -> None:
    now = sample()
    goal(now, 1).update(target_on="2027-12-31", area="work")
    step(now, 1, 3).update(text="Lebenslauf durchsehen", responsible={"role": "service", "ref": "roe"})
    rows = {(row["kind"], row["number"], row["field"]): (row["old"], row["new"]) for row in compared(now)["changed"]}
    assert rows == {
        ("goal", "1", "target_on"): ("01.09.2027", "31.12.2027"),
        ("goal", "1", "area"): ("Ausbildung und Studium", "Arbeit und Beruf"),
        ("step", "1.3", "text"): ("Lebenslauf gemeinsam schreiben", "Lebenslauf durchsehen"),
        ("step", "1.3", "responsible"): ("Begleitpate/-patin", "Sozialdienst (Jonas Rösch)"),
    }


def test_naming_who_was_meant_is_no_change() -> None:
    now = sample()
    step(now, 1, 4)["responsible"] = {"role": "service", "ref": "kue"}
    assert compared(now)["changed"] == []


def test_somebody_who_left_the_directory_stays_a_role() -> None:
    before, now = sample(), sample()
    step(before, 1, 2)["responsible"]["ref"] = "gone"
    assert [row["old"] for row in compared(now, before)["changed"]] == ["Kooperationspartner"]


def test_new_goals_bring_their_steps() -> None:
    before = sample()
    del before["agreement"]["goals"][2]
    added = compared(sample(), before)["added"]
    assert [one["number"] for one in added["goals"]] == [3]
    assert [one["number"] for one in added["steps"]] == ["3.1"]


def test_a_new_step_says_who_and_with_whom() -> None:
    (found,) = adjustments(reviewed())["added"]["steps"]
    assert (found["number"], found["text"], found["who"], found["with"], found["due_on"]) == (
        "1.5", STEP["text"], "Klient/in", [STEP["support"]], "31.08.2026",
    )  # fmt: skip


@pytest.mark.parametrize("status", ["dropped", "replaced"])
def test_a_goal_given_up_falls_away_with_its_steps(status: str) -> None:
    now = sample()
    goal(now, 2)["status"] = status
    assert compared(now)["dropped"] == [{"kind": "goal", "number": "2", "text": goal(now, 2)["goal"]}]


def test_a_step_called_off_falls_away() -> None:
    now = sample()
    step(now, 2, 1)["status"] = "cancelled"
    assert compared(now)["dropped"] == [{"kind": "step", "number": "2.1", "text": "Kurs regelmäßig besuchen"}]


def test_a_goal_taken_up_again_is_new() -> None:
    before = sample()
    goal(before, 2)["status"] = "dropped"
    added = compared(sample(), before)["added"]
    assert ([one["number"] for one in added["goals"]], len(added["steps"])) == ([2], 2)


def test_what_changed_in_a_goal_given_up_long_ago_is_nothing() -> None:
    before, now = sample(), sample()
    goal(before, 2)["status"] = goal(now, 2)["status"] = "dropped"
    goal(now, 2)["target_on"] = "2028-01-01"
    assert compared(now, before)["changed"] == []


def test_all_goals_dropped() -> None:
    now = sample()
    for one in now["agreement"]["goals"]:
        one["status"] = "dropped"
    found = compared(now)
    assert (len(found["dropped"]), found["added"]["goals"]) == (3, [])


def test_a_new_number_is_told() -> None:
    now = sample()
    now["agreement"]["goals"].reverse()
    rows = {(row["old"], row["new"]) for row in compared(now)["changed"] if row["kind"] == "goal"}
    assert rows == {("1", "3"), ("3", "1")}


def test_both_sides_speak_the_second_language() -> None:
    """Each text with its own translation; without one it stays German and is interpreted."""
    before, now = sample(), sample()
    goal(before, 1)["i18n"] = {"uk": {"goal": "стара мета"}}
    goal(now, 1).update(goal="Ein neues Ziel.", i18n={"uk": {"goal": "нова мета"}})
    step(now, 1, 1)["text"] = "Termin verschieben"
    wording = Wording(Catalogue("uk"))
    rows = compared(now, before, wording=wording)["changed"]
    assert [(row["old"], row["new"]) for row in rows] == [
        ("стара мета", "нова мета"),
        (untranslated("Termin bei der Berufsberatung wahrnehmen"), untranslated("Termin verschieben")),
    ]
    assert wording.oral


def test_the_case_is_left_as_it_is() -> None:
    seen = reviewed()
    case, before = copy.deepcopy(seen.case), copy.deepcopy(seen.before)
    adjustments(seen)
    assert (seen.case, seen.before) == (case, before)
