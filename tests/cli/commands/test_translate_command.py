"""``iza translate`` on the command line: dialogue, work sheet, JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, git
from terminal import Desk, Dialogue

from iza.store.repository import Repository


@pytest.fixture
def desk(county: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(county, capfd)


@pytest.fixture
def case(county: Path) -> str:
    return casework.active(casework.office_in(county), CLIENT)


def goal(county: Path, case: str) -> Any:
    return Repository(county).case(case)["agreement"]["goals"][0]


def test_the_dialogue_asks_for_what_is_missing(county: Path, case: str) -> None:
    first = Dialogue(county, "translate", case)
    done = first.answers(("Goal 1 · Goal", "اجتياز الامتحان"), ("Step 1.2 · What", "حضور الدورة"))
    assert done.code == 0
    assert "Translation: Arabic" in done.out
    assert "Bis 30.11.2026 ist die Prüfung B1 bestanden." in done.out
    assert goal(county, case)["i18n"] == {"ar": {"goal": "اجتياز الامتحان"}}
    assert goal(county, case)["steps"][1]["i18n"] == {"ar": {"text": "حضور الدورة"}}
    again = Dialogue(county, "translate", case, "--lang", "ar").answers()
    assert again.code == 0
    assert "Nothing new to record" in again.out
    assert git(county, "log", "--format=%(trailers:key=Iza-Action,valueonly)").split().count("case.translate") == 1


def test_a_full_stop_ends_and_keeps_what_was_said(county: Path, case: str) -> None:
    talk = Dialogue(county, "translate", case, "--lang", "uk")
    done = talk.answers(("Goal 1 · In own words", "Хочу B1."), ("Goal 1 · Goal", "."))
    assert done.code == 0
    assert talk.asked[-1].startswith("Goal 1 · Goal")
    assert goal(county, case)["i18n"] == {"uk": {"wish": "Хочу B1."}}


def test_an_answer_that_does_not_fit_is_asked_again(county: Path, case: str) -> None:
    talk = Dialogue(county, "translate", case, "--lang", "so")
    while not talk.question().startswith("Step 1.2 · Supported by"):
        talk.say("")
    talk.say("x" * 201)
    talk.child.expect("at most 200 characters")
    talk.say("saaxiib")
    while talk.question():
        talk.say("")
    assert goal(county, case)["steps"][1]["i18n"] == {"so": {"support": "saaxiib"}}


def test_stopping_changes_nothing(county: Path, case: str) -> None:
    before = casework.state(county)
    talk = Dialogue(county, "translate", case, "--lang", "uk")
    talk.question()
    talk.say("Хочу B1.")
    talk.question()
    talk.child.sendintr()
    assert not talk.question()
    assert talk.child.exitstatus == 130
    assert casework.state(county) == before


def test_a_sheet_goes_out_and_comes_back(desk: Desk, case: str, tmp_path: Path) -> None:
    sheet = desk("translate", case, "--lang", "ar", "--export", "-").out
    assert sheet.startswith("# Translation: Arabic\n#")
    assert "    german: Ich will B1.\n    translation:\n" in sheet
    back = sheet.replace("    translation:\n", "    translation: أريد B1\n", 1)
    done = desk("translate", case, "--from", "-", stdin=back)
    assert "One text translated (Arabic)." in done.out
    assert goal(desk.folder, case)["i18n"] == {"ar": {"wish": "أريد B1"}}
    place = tmp_path / "sheet.yaml"
    assert "Work sheet written" in desk("translate", case, "--lang", "ar", "--missing", "--export", str(place)).out
    assert "أريد" not in place.read_text("utf-8")
    desk("translate", case, "--lang", "ar", "--export", str(place), code=4)
    desk("translate", case, "--lang", "uk", "--from", str(place), code=4)


def test_json_lists_what_is_there_and_what_is_missing(desk: Desk, case: str) -> None:
    told = desk("translate", case, "--from", "-", "--lang", "ar", "--json", stdin="texts: {1.goal: هدف}\n")
    assert '"translated": 1' in told.out
    found = desk.json("translate", case, "--lang", "ar")
    assert (found["case"], found["language"]) == (case, "ar")
    assert [(text["place"], text["translation"]) for text in found["texts"][:2]] == [
        ("Goal 1 · In own words", ""), ("Goal 1 · Goal", "هدف"),
    ]  # fmt: skip
    assert set(found["texts"][0]) == {"id", "place", "german", "translation"}
    missing = desk.json("translate", case, "--lang", "ar", "--missing")["texts"]
    assert len(missing) == len(found["texts"]) - 1
    shown = desk("translate", case, "--missing")
    assert "Ich will B1." in shown.out
    assert "Arabic" in shown.err


def test_without_a_terminal_it_says_what_to_do(desk: Desk, case: str) -> None:
    done = desk("translate", case, code=2)
    assert "--export FILE" in done.err
    assert "Arabic (ar)" in desk("translate", case, "--lang", "de", code=2).err


def test_a_language_goes_by_its_name_too(desk: Desk, case: str) -> None:
    assert desk.json("translate", case, "--lang", "Dari")["language"] == "prs"
    assert desk.json("translate", case, "--lang", "tigrinya")["language"] == "ti"


def test_a_change_says_that_the_translation_went(desk: Desk, case: str) -> None:
    desk("translate", case, "--from", "-", "--lang", "ar", stdin="texts: {1.wish: أريد}\n")
    done = desk("goal", "change", case, "1", "--wish", "Ich will B2.")
    assert "Goal 1 · Translation (Arabic) · In own words" in done.err
    assert "أريد" not in done.err


def test_an_open_review_keeps_the_translation(desk: Desk, case: str) -> None:
    desk.today = DAYS["review"]
    desk("review", "start", case, "--on", DAYS["review"])
    head = git(desk.folder, "rev-parse", "HEAD")
    desk("translate", case, "--from", "-", "--lang", "ar", stdin="texts: {1.goal: هدف}\n")
    assert git(desk.folder, "rev-parse", "HEAD") == head
    desk("review", "hold", case, "--next-on", "2026-09-29", "--untouched-ok")
    assert goal(desk.folder, case)["i18n"] == {"ar": {"goal": "هدف"}}
