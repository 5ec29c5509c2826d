"""The guided dialogues on a real terminal, with the installed console script."""

from __future__ import annotations

from pathlib import Path

import casework
import pytest
from casework import CLIENT, DAYS, git, path_of
from terminal import Dialogue

from iza.app.office import Office
from iza.app.procedure import goals_and_steps, review
from iza.store.repository import Repository

SKIP = ""


@pytest.fixture
def office(county: Path) -> Office:
    return casework.office_in(county)


def _committed(folder: Path) -> list[str]:
    """The action of the last commit and the paths it touched."""
    done = git(folder, "log", "-1", "--format=%(trailers:key=Iza-Action,valueonly,separator=%x20)", "--name-only")
    assert git(folder, "status", "--porcelain") == ""
    return done.split()


def test_a_case_is_opened(county: Path) -> None:
    done = Dialogue(county, "clearing", "create", today=DAYS["opened"]).answers(
        ("Family name", "Testperson"), ("Given names", "Amal"), ("Date of birth", "17.5.1995"), ("Precision", "1"),
        ("Nationality", "SY"), ("Municipality", "Albweil"), ("Accommodation", "follow-up"), ("Residence", "permit_refugee"),
        ("Priority", "medium"), ("Reason", "sucht Arbeit"), ("Language", "ar"), ("Interpreter", "required"),
        ("German", "a2"), ("Is a mentor wanted?", "wanted"),
    )  # fmt: skip
    assert done.code == 0
    case = done.out.split()[-1]
    assert _committed(county) == ["clearing.create", path_of(case)]
    client = Repository(county).case(case)["client"]
    assert client["names"] == [
        {"kind": "official", "family": "Testperson", "given": "Amal", "source": "residence_document"}
    ]
    assert client["birth"] == {"date": "1995-05-17", "precision": "day"}
    assert client["interpreter"] == {"need": "required", "language": "ar"}
    assert client["priority"] == {"level": "medium", "reason": "sucht Arbeit"}


def test_somebody_with_one_name_and_a_twin(county: Path, office: Office) -> None:
    known = casework.client(names=[{"kind": "official", "mononym": "Ferhat"}])
    first = casework.opened(office, known)
    person = (
        ("Family name", SKIP), ("Single name", "Ferhat"), ("Date of birth", "17.05.1995"), ("Precision", "day"),
        ("Municipality", "Albweil"), ("Accommodation", "1"), ("Residence", "unclear"), ("Priority", "high"), ("Language", "kmr"),
        ("Interpreter", "none"), ("German", "none"),
    )  # fmt: skip
    head = git(county, "rev-parse", "HEAD")
    stopped = Dialogue(county, "clearing", "create").answers(*person, ("Open a new case all the same?", "no"))
    assert (stopped.code, git(county, "rev-parse", "HEAD")) == (130, head)
    assert f"iza show {first}" in stopped.out
    opened = Dialogue(county, "clearing", "create").answers(*person, ("Open a new case all the same?", "yes"))
    assert opened.code == 0
    assert Repository(county).case(opened.out.split()[-1])["client"]["names"][0]["mononym"] == "Ferhat"


def test_a_clearing_is_held_with_two_areas_of_life(county: Path, office: Office) -> None:
    case = casework.invited(office, CLIENT)
    done = Dialogue(county, "clearing", "hold", case, today=DAYS["clearing"]).answers(
        ("held on", SKIP), ("Duration", "75"), ("Informed", "voluntary, privacy"),
        ("Is there something", "yes"), ("Kind", "social"), ("Competence", "kann gut zuhören"), ("Is there something", "no"),
        ("Is a mentor wanted?", "later"),
        ("Talk about “Language”", "yes"), ("Situation", "A2, kein Kurs"), ("Situation", ""), ("Wish", "Ich will B1."), ("Need", "high"),
        ("Talk about “Work”", "yes"), ("Need", "medium"),
        ("Agreed next", "Wir treffen uns wieder."),
    )  # fmt: skip
    assert done.code == 0, done.out
    assert _committed(county) == ["clearing.hold", path_of(case)]
    found = Repository(county).case(case)
    held = found["clearings"][0]
    assert (held["held_on"], held["duration_min"], held["informed"]) == (DAYS["clearing"], 75, ["voluntary", "privacy"])
    assert list(held["areas"]) == ["language", "work"]
    assert held["areas"]["language"] == {"situation": "A2, kein Kurs", "wish": "Ich will B1.", "need": "high"}
    assert [one["text"] for one in found["client"]["competences"]] == ["drei Jahre Schneiderei", "kann gut zuhören"]
    assert found["client"]["mentor_wish"] == {"value": "later", "on": DAYS["clearing"]}


def test_a_goal_with_two_steps_is_added(county: Path, office: Office) -> None:
    case = casework.decided(office, CLIENT)
    done = Dialogue(county, "goal", "add", case, today=DAYS["decided"]).answers(
        ("Life area", "language"), ("Goal", "Bis 30.11.2026 ist B1 bestanden."), ("How will we know?", "Zertifikat"),
        ("target", "30.11.2026"),
        ("What", "Kurs besuchen"), ("Who", "client"), ("due", "30.10.2026"), ("Support", "Lerngruppe"),
        ("Another step?", "yes"), ("What", "Platz zusagen"), ("Who", "partner"), ("Which partner", "sprachwerk"),
        ("due", "15.5.2026"), ("Another step?", "no"),
    )  # fmt: skip
    assert done.code == 0, done.out
    assert _committed(county) == ["goal.add", path_of(case)]
    (goal,) = Repository(county).case(case)["agreement"]["goals"]
    assert (goal["area"], goal["target_on"]) == ("language", "2026-11-30")
    assert [step["responsible"] for step in goal["steps"]] == [
        {"role": "client"}, {"role": "partner", "ref": "sprachwerk"},
    ]  # fmt: skip


def test_only_what_is_answered_anew_changes(county: Path, office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    goals_and_steps.change_step(office, case, "2.1", {"responsible": "service:elz"})
    before = casework.case_text(county, case)
    done = Dialogue(county, "step", "change", case, "2.1", today=DAYS["decided"]).answers(("due", "15.6.2026"))
    assert done.code == 0, done.out
    assert casework.case_text(county, case) == before.replace("due_on: 2026-06-12", "due_on: 2026-06-15")
    done = Dialogue(county, "goal", "change", case, "2", today=DAYS["decided"]).answers(("In own words", "Ich will arbeiten."))
    assert done.code == 0, done.out
    goal = Repository(county).case(case)["agreement"]["goals"][1]
    assert (goal["wish"], goal["target_on"], len(goal["steps"])) == ("Ich will arbeiten.", "2026-08-31", 1)


def test_an_agreement_is_signed(county: Path, office: Office) -> None:
    case = casework.issued(office, CLIENT, interpreter="D-AR-04")
    done = Dialogue(county, "agreement", "sign", case, today=DAYS["signed"]).answers(
        ("signed on", "today"), ("Place", "Albweil"), ("Next review", "30.6.2026"),
        ("Has signed: client", "yes"), ("Has signed: caseworker", SKIP), ("Has signed: interpreter", "no"),
        ("Why not?", "war krank"),
    )  # fmt: skip
    assert done.code == 0, done.out
    assert _committed(county) == ["agreement.sign", path_of(case)]
    (version,) = Repository(county).case(case)["agreement"]["versions"]
    assert version["signed_on"] == DAYS["signed"]
    assert [one["role"] for one in version["signatures"]] == ["client", "caseworker"]
    assert version["missing"] == [{"role": "interpreter", "ref": "D-AR-04", "reason": "war krank"}]


def test_a_review_is_closed(county: Path, office: Office) -> None:
    case = casework.active(office, CLIENT)
    on_the_day = casework.at(office, DAYS["review"])
    review.start(on_the_day, case, DAYS["review"])
    done = Dialogue(county, "review", "hold", case, today=DAYS["review"]).answers(
        ("Status", "done"), ("Status", "blocked"), ("Blocked by", "childcare_missing"), ("Status", SKIP),
        ("Client", "Es geht voran."), ("Next review", "29.9.2026"),
    )  # fmt: skip
    assert done.code == 0, done.out
    assert _committed(county)[0] == "review.hold"
    found = Repository(county).case(case)
    steps = [step for goal in found["agreement"]["goals"] for step in goal["steps"]]
    assert [step["status"] for step in steps] == ["done", "blocked", "open"]
    assert steps[1]["blocked_by"] == "childcare_missing"
    assert [one["status"] for one in found["reviews"]] == ["held", "planned"]
    assert found["reviews"][0]["client_view"] == "Es geht voran."


@pytest.mark.parametrize("words", [("clearing", "hold"), ("agreement", "sign"), ("goal", "add"), ("review", "hold"), ("step", "add")])
def test_no_question_is_asked_for_what_is_not_possible_now(words: tuple[str, ...], county: Path, office: Office) -> None:
    case = casework.opened(office, CLIENT)
    line = (*words, case, "1") if words[0] == "step" else (*words, case)
    dialogue = Dialogue(county, *line)
    done = dialogue.answers()
    assert (done.code, dialogue.asked) == (4, [])
    assert f"iza clearing schedule {case}" in done.out


@pytest.mark.parametrize("stop", ["interrupt", "end of file"])
@pytest.mark.parametrize("answered", [0, 3])
def test_stopped_in_a_question_is_130_and_changes_nothing(stop: str, answered: int, county: Path) -> None:
    before = casework.state(county)
    dialogue = Dialogue(county, "clearing", "create")
    for text in ["Testperson", "Amal", SKIP][:answered]:
        assert dialogue.question()
        dialogue.say(text)
    assert dialogue.question()
    if stop == "interrupt":
        dialogue.child.sendintr()
    else:
        dialogue.child.sendeof()
    assert dialogue.question() == ""
    assert dialogue.child.exitstatus == 130
    assert "Stopped; nothing was changed." in dialogue.text
    assert "Traceback" not in dialogue.text
    assert casework.state(county) == before


def test_answers_are_checked_at_once_and_explained(county: Path) -> None:
    dialogue = Dialogue(county, "clearing", "create")
    for text in ("Testperson", "Amal", "?", SKIP):
        assert dialogue.question()
        dialogue.say(text)
    for wrong in ("31.2.1995", "gestern früh", SKIP):
        assert dialogue.question()
        dialogue.say(wrong)
        dialogue.child.expect("Not like this: ")
    dialogue.child.sendintr()
    dialogue.child.expect("Stopped")


def test_questions_speak_german_too(county: Path) -> None:
    dialogue = Dialogue(county, "clearing", "create", lang="de")
    assert dialogue.question() == "Familienname"
    dialogue.child.sendintr()
    dialogue.question()
    assert dialogue.child.exitstatus == 130
