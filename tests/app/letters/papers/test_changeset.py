"""The case before a review and as the review left it, found in the history of the file."""

from __future__ import annotations

from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, at, commit_by_hand

from iza.app.letters import frame, render
from iza.app.letters.papers import changeset
from iza.app.letters.papers.adjustments import adjustments
from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.view import View
from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, review
from iza.documents.pdf import pages
from iza.errors import NotFound
from iza.model import lookup
from iza.store.current_case import current_case

LATER = {"review": "2026-06-30", "second": "2026-07-14", "signed": "2026-07-20"}


def seen(office: Office, case: str, about: str = "review", wanted: str = "") -> View:
    known = current_case(office.repo, case)
    view = View(known, office.repo.county, office.day, record=lookup.versions(known)[-1])
    return changeset.of_review(office, view, wanted, about)


def hold(office: Office, case: str, day: str, due: str = "", next_on: str = "2026-09-22", **record: Any) -> Office:
    """A review on that day in which step 1.2 got another date."""
    now = at(office, day)
    review.start(now, case, day)
    if due:
        goals_and_steps.change_step(now, case, "1.2", {"due_on": due})
    ending = review.Ending(next_on=next_on, reason="Der Kurs beginnt später." if due else None, untouched_ok=True)
    review.hold(now, case, record, ending)
    return now


def sign(office: Office, case: str, day: str) -> None:
    agreement.sign(at(office, day), case, day, "Albweil")


def moved(view: View) -> list[tuple[str, str]]:
    return [(row["old"], row["new"]) for row in adjustments(view)["changed"]]


@pytest.fixture
def case(office: Office) -> str:
    return casework.active(office, CLIENT)


def test_what_a_review_changed(office: Office, case: str) -> None:
    hold(office, case, LATER["review"], due="2026-11-16")
    for about in ("review", "amendment"):
        view = seen(office, case, about)
        assert moved(view) == [("30.10.2026", "16.11.2026")]
        assert (view.review or {}).get("held_on") == LATER["review"]
        assert (view.record or {}).get("number") == 2


def test_what_came_later_is_not_in_the_minutes(office: Office, case: str) -> None:
    hold(office, case, LATER["review"])
    goals_and_steps.start_step(at(office, "2026-07-02"), case, "1.2")
    hold(office, case, LATER["second"], due="2026-11-16")
    first = seen(office, case, wanted=LATER["review"])
    assert (moved(first), first.record) == ([], None)
    assert [step["status"] for step in lookup.steps(first.case)] == ["open"] * 3
    assert moved(seen(office, case)) == [("30.10.2026", "16.11.2026")]
    assert [step["status"] for step in lookup.steps(seen(office, case).before or first.case)][1] == "in_progress"


def test_an_amendment_compares_with_what_was_signed(office: Office, case: str) -> None:
    """The version of the first review was never signed, so its date never counted."""
    hold(office, case, LATER["review"], due="2026-11-16")
    hold(office, case, LATER["second"], due="2026-11-27")
    assert moved(seen(office, case, "review")) == [("16.11.2026", "27.11.2026")]
    assert moved(seen(office, case, "amendment")) == [("30.10.2026", "27.11.2026")]


def test_each_amendment_compares_with_its_own_version_before(office: Office, case: str) -> None:
    hold(office, case, LATER["review"], due="2026-11-16")
    sign(office, case, "2026-07-03")
    hold(office, case, LATER["second"], due="2026-11-27")
    sign(office, case, LATER["signed"])
    latest, first = seen(office, case, "amendment"), seen(office, case, "amendment", LATER["review"])
    assert (moved(latest), (latest.record or {})["number"]) == ([("16.11.2026", "27.11.2026")], 3)
    assert (moved(first), (first.record or {})["number"]) == ([("30.10.2026", "16.11.2026")], 2)
    assert (first.record or {})["signed_on"] == "2026-07-03"


def test_minutes_use_what_is_known_since(office: Office, case: str) -> None:
    """A corrected name, the time of the next talk, a translation; not a German text that says something else."""
    hold(office, case, LATER["review"], next_on="2026-09-22")
    folder, name = office.repo.root, CLIENT["names"][0]["family"]
    commit_by_hand(folder, case, name, "Berichtigt")
    commit_by_hand(folder, case, "planned_on: 2026-09-22\n", 'planned_on: 2026-09-22\n    time: "09:15"\n')
    commit_by_hand(
        folder, case, "text: Kurs besuchen\n", "text: Kurs besuchen\n          i18n: {uk: {text: відвідувати курс}}\n"
    )
    commit_by_hand(folder, case, "text: Betriebe anrufen\n", "text: Neu\n          i18n: {uk: {text: нове}}\n")
    view = seen(office, case)
    assert lookup.official_name(view.case)["family"] == "Berichtigt"
    assert (lookup.planned_review(view.case) or {}).get("time") == "09:15"
    course, calls = lookup.steps(view.case)[1:]
    assert (course["text"], course.get("i18n")) == ("Kurs besuchen", {"uk": {"text": "відвідувати курс"}})
    assert (calls["text"], calls.get("i18n")) == ("Betriebe anrufen", None)


def test_the_guardian_of_that_day_stays_known(office: Office) -> None:
    """The client came of age since, and the guardian left the file; the minutes still name who was there."""
    young = casework.born("2009-01-02", guardian=casework.GUARDIAN)
    case = casework.active(office, young)
    hold(office, case, LATER["review"])
    text = casework.case_text(office.repo.root, case)
    start = text.index("  guardian:")
    rest = text.index("\n", text.index("given: Vera", start)) + 1
    commit_by_hand(office.repo.root, case, text[start:rest], "")
    assert "guardian" not in current_case(office.repo, case)["client"]
    people = kind("review-minutes").build(seen(office, case))["participants"]
    assert "Vera Amtsperson" in [person["name"] for person in people]


def test_no_review_and_no_change(office: Office, case: str) -> None:
    with pytest.raises(NotFound):
        seen(office, case)
    hold(office, case, LATER["review"])
    assert moved(seen(office, case)) == []
    for about, wanted in (("amendment", ""), ("review", "2026-01-01")):
        with pytest.raises(NotFound):
            seen(office, case, about, wanted)


def test_history_that_is_not_there(office: Office, case: str) -> None:
    """A case copied into another repository: its review is there, how it came about is not."""
    hold(office, case, LATER["review"], due="2026-11-16")
    root = office.repo.root
    casework.git(root, "checkout", "-q", "--orphan", "copy")
    casework.git(root, "commit", "-qm", "copy")
    assert moved(seen(casework.office_in(root, LATER["second"]), case)) == []


# -- rendered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["plan-short", "review-minutes", "amendment"])
def test_rendered_from_the_repository(office: Office, case: str, name: str) -> None:
    now = hold(office, case, LATER["review"], due="2026-11-16")
    made = render.paper(now, case, name, frame.Style("de"))
    assert made.content("pdf").startswith(b"%PDF")
    assert "16.11.2026" in made.markdown


def test_a_plan_of_fifteen_steps_is_cut_to_a_page(office: Office) -> None:
    case = casework.decided(office, CLIENT)
    now = at(office, DAYS["decided"])
    steps = [casework.STEP | {"text": f"Jede Woche {place} Stunden Deutsch sprechen"} for place in range(2, 5)]
    for _number in range(5):
        goals_and_steps.add_goal(now, case, casework.LANGUAGE_GOAL | {"steps": steps})
    made = render.paper(now, case, "plan-short", frame.Style("de"))
    assert pages(made.content("pdf")) == 1
    assert 1 < made.markdown.count("☐") == made.view.room < 15
    assert "Weitere Schritte stehen in der Vereinbarung." in made.markdown
