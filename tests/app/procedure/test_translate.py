"""Translations in the procedure: entered any day, dropped when their German text changes, merged with their text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, at, git, refusal

from iza.app.changing import by_hand
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, goals_and_steps, review, translate
from iza.app.procedure.open_review import untouched_steps
from iza.app.procedure.translate import GivenTranslation
from iza.app.trail import history
from iza.errors import Conflict, InvalidData, NotFound, Refused, UsageError
from iza.history.terms import terms_sha256
from iza.i18n import set_language
from iza.model.translations import translation
from iza.store.current_case import current_case

NEXT = review.Ending(next_on="2026-09-29", untouched_ok=True)
AR = {"1.goal": "اجتياز الامتحان", "1.wish": "أريد B1", "1.1.text": "تأكيد المكان", "1.2.support": "مجموعة"}


def said(**texts: str) -> dict[str, GivenTranslation]:
    return {name: GivenTranslation(text) for name, text in texts.items()}


@pytest.fixture
def translated(office: Office, case: str) -> Office:
    """The office today; the case in force has Arabic for a goal and two steps."""
    now = at(office, DAYS["today"])
    translate.translate(now, case, "ar", said(**AR))
    return now


def arabic(office: Office, case: str) -> dict[str, str]:
    """The Arabic texts of the plan by number."""
    rows = translate.text_rows(office, case, "ar")
    ids = {text.id: name for name, text in translate._texts_by_name(current_case(office.repo, case)).items() if name[0].isdigit()}
    return {ids[row.id]: row.translation for row in rows if row.translation and row.id in ids}


def committed(office: Office) -> str:
    return git(office.repo.root, "log", "-1", "--format=%(trailers:key=Iza-Action,valueonly)").strip()


# -- entering ------------------------------------------------------------------------------------------


def test_a_signed_agreement_is_translated_and_stays_signed(translated: Office, case: str) -> None:
    found = current_case(translated.repo, case)
    assert arabic(translated, case) == AR
    assert committed(translated) == "case.translate"
    assert found["agreement"]["versions"][-1]["terms_sha256"] == terms_sha256(found)
    assert casework.errors(translated, case) == []
    assert list(found["agreement"]["goals"][0])[-2:] == ["i18n", "steps"]


def test_the_reason_of_a_signed_version_is_translated(office: Office) -> None:
    case = casework.STATES["amended"](office, CLIENT)
    now = at(office, DAYS["today"])
    translate.translate(now, case, "uk", said(**{"version-2.reason": "Курс почнеться пізніше."}))
    agreement.sign(now, case, now.day, "Albweil")
    translate.translate(now, case, "uk", said(**{"version-2.reason": "Курс починається пізніше."}))
    version = current_case(now.repo, case)["agreement"]["versions"][1]
    assert version["i18n"] == {"uk": {"reason": "Курс починається пізніше."}}
    with refusal(now, "signed"):
        by_hand.set_fields(now, case, {"agreement.versions.1.reason": "Anders."})


def test_fields_and_languages_stand_in_their_order(translated: Office, case: str) -> None:
    translate.translate(translated, case, "en", said(**{"1.goal": "Pass B1"}))
    translate.translate(translated, case, "prs", said(**{"1.goal": "هدف", "1.wish": "آرزو"}))
    kept = current_case(translated.repo, case)["agreement"]["goals"][0]["i18n"]
    assert list(kept) == ["ar", "prs", "en"]
    assert [list(texts) for texts in kept.values()] == [["wish", "goal"], ["wish", "goal"], ["goal"]]


def test_nothing_new_is_no_commit(translated: Office, case: str) -> None:
    before = casework.state(translated.repo.root)
    outcome = translate.translate(translated, case, "ar", said(**AR) | {"2.goal": GivenTranslation("")})
    assert casework.state(translated.repo.root) == before
    assert outcome.data["translated"] == 0
    assert outcome.data["missing"] == len(translate.text_rows(translated, case, "ar", missing=True)) > 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"1.2.support": "zwei\nZeilen"}, "E64"), ({"1.goal": "x" * 1001}, "E65"), ({"1.goal": "a\u202eb"}, "control"),
        ({"competence-1.text": "x" * 161}, "E65"), ({"9.goal": "x"}, "does not have"), ({"1.baseline": "x"}, "does not have"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(translated: Office, case: str, given: dict[str, str], code: str) -> None:
    with refusal(translated, code, InvalidData):
        translate.translate(translated, case, "ar", said(**given))


@pytest.mark.parametrize("state", ["closed", "ended"])
def test_an_ended_case_is_not_translated(office: Office, state: str) -> None:
    case = casework.STATES[state](office, CLIENT)
    with refusal(at(office, DAYS["today"])):
        translate.translate(at(office, DAYS["today"]), case, "ar", said(**{"competence-1.text": "خياطة"}))


def test_the_language_is_the_one_the_client_reads(office: Office) -> None:
    reads = casework.client(written_language="prs")
    speaks = casework.client(languages=[{"tag": "zh", "role": "first"}, {"tag": "ti", "role": "other"}], interpreter=None)
    other = casework.client(languages=[{"tag": "zh", "role": "first"}], interpreter=None)
    cases = [casework.opened(office, person) for person in (reads, speaks, other)]
    assert [translate.target_language(office, case, None) for case in cases[:2]] == ["prs", "ti"]
    assert translate.target_language(office, cases[0], "uk") == "uk"
    with pytest.raises(UsageError):
        translate.target_language(office, cases[2], None)


# -- German texts that change --------------------------------------------------------------------------


def test_a_changed_goal_loses_its_translation_and_says_so(translated: Office, case: str) -> None:
    outcome = goals_and_steps.change_goal(translated, case, "1", {"wish": "Ich will B2."})
    assert "1.wish" not in arabic(translated, case)
    assert arabic(translated, case) == {name: text for name, text in AR.items() if name != "1.wish"}
    assert len(outcome.notes) == 1
    assert "Goal 1 · Translation (Arabic) · In own words" in outcome.notes[0]
    assert f"iza translate {case} --lang ar" in outcome.notes[0]


def test_progress_keeps_translations(translated: Office, case: str) -> None:
    outcome = goals_and_steps.change_step(translated, case, "1.1", {"note": "Anruf am Montag."})
    goals_and_steps.finish_step(translated, case, "1.1", DAYS["today"])
    goals_and_steps.goal_status(translated, case, "1", "in_progress")
    assert outcome.notes == ()
    assert arabic(translated, case) == AR


def test_a_changed_step_loses_its_translation(translated: Office, case: str) -> None:
    outcome = goals_and_steps.change_step(translated, case, "1.2", {"support": "Nachbarin"})
    assert "Step 1.2 · Translation (Arabic) · Supported by" in outcome.notes[0]
    assert "1.2.support" not in arabic(translated, case)
    assert "i18n" not in current_case(translated.repo, case)["agreement"]["goals"][0]["steps"][1]


def test_in_a_review_the_terms_change_and_their_translations_go(translated: Office, case: str) -> None:
    now = at(translated, DAYS["review"])
    review.start(now, case, now.day)
    outcome = goals_and_steps.change_goal(now, case, "1", {"goal": "Bis 30.11.2026 ist die Prüfung B2 bestanden."})
    assert "Translation (Arabic) · Goal" in outcome.notes[0]
    translate.translate(now, case, "ar", said(**{"1.goal": "اجتياز B2"}))
    ending = review.Ending(next_on="2026-09-29", untouched_ok=True, reason="Es geht schneller.")
    outcome = review.hold(now, case, {}, ending)
    assert outcome.notes == ()
    assert arabic(now, case) == AR | {"1.goal": "اجتياز B2"}


def test_a_review_that_says_something_else_drops_the_translation(translated: Office, case: str) -> None:
    now = at(translated, DAYS["review"])
    review.start(now, case, now.day)
    place = "reviews.0.helped"
    by_hand.set_fields(now, case, {place: "Der Kurs."})
    review_id = current_case(now.repo, case)["reviews"][0]["id"]
    translate.translate(now, case, "ar", said(**{f"{review_id}.helped": "الدورة"}))
    outcome = review.hold(now, case, {"helped": "Die Lerngruppe."}, NEXT)
    assert "What helped?" in outcome.notes[0]
    assert "i18n" not in current_case(now.repo, case)["reviews"][0]


def test_to_translate_in_a_review_is_not_to_talk_about_a_step(translated: Office, case: str) -> None:
    now = at(translated, DAYS["review"])
    review.start(now, case, now.day)
    before = untouched_steps(now, case)
    translate.translate(now, case, "ar", said(**{"2.1.text": "الاتصال"}))
    assert untouched_steps(now, case) == before
    with refusal(now, "Not talked about yet"):
        review.hold(now, case, {}, review.Ending(next_on="2026-09-29"))
    review.hold(now, case, {}, NEXT)
    assert current_case(now.repo, case)["reviews"][0].get("steps", {}) == {}
    assert arabic(now, case)["2.1.text"] == "الاتصال"


def test_findings_of_a_review_bring_their_translation(translated: Office, case: str) -> None:
    now = at(translated, DAYS["review"])
    review.start(now, case, now.day)
    found = {"status": "open", "text": "Noch nicht.", "i18n": {"ar": {"text": "ليس بعد."}}}
    review.hold(now, case, {"steps": {"1.1": found}, "goals": {"1": {"text": "Gut.", "i18n": {"ar": {"text": "جيد."}}}}}, NEXT)
    held = current_case(now.repo, case)["reviews"][0]
    assert [translation(one, "text", "ar") for name in ("steps", "goals") for one in held[name].values()] == ["ليس بعد.", "جيد."]


def test_the_clearing_replaces_what_the_client_can_do(office: Office) -> None:
    case = casework.invited(office, CLIENT)
    now = at(office, DAYS["clearing"])
    translate.translate(now, case, "ar", said(**{"competence-1.text": "ثلاث سنوات خياطة"}))
    known: list[dict[str, Any]] = list(current_case(now.repo, case)["client"]["competences"])  # type: ignore[arg-type]
    changed = [{**known[0], "text": "Schneiderei und Verkauf"}]
    outcome = clearing.hold(now, case, casework.CLEARING | {"client": {"competences": changed}})
    assert "Competences" in outcome.notes[0]
    assert "i18n" not in current_case(now.repo, case)["client"]["competences"][0]


def test_an_edit_drops_what_does_not_fit_any_more(translated: Office, case: str) -> None:
    outcome = by_hand.set_fields(translated, case, {"agreement.goals.0.wish": "Ich will B2."})
    assert len(outcome.notes) == 1
    assert "1.wish" not in arabic(translated, case)
    text = casework.case_text(translated.repo.root, case)
    fresh = text.replace("wish: Ich will B2.", "wish: Ich will C1.").replace("i18n:\n        ar:\n", "i18n:\n        ar:\n          wish: C1\n", 1)
    outcome = by_hand.land(translated, by_hand.begin(translated, case), fresh)
    assert outcome.notes == ()
    assert arabic(translated, case)["1.wish"] == "C1"


def test_a_change_by_hand_is_seen_when_iza_commits_it(translated: Office, case: str) -> None:
    place = translated.repo.root / casework.path_of(case)
    place.write_text(place.read_text("utf-8").replace("wish: Ich will B1.\n      goal", "wish: Ich will B2.\n      goal"), "utf-8")
    editable = by_hand.begin(translated, case)
    outcome = by_hand.land(translated, editable, editable.text)
    assert len(outcome.notes) == 1
    assert "1.wish" not in arabic(translated, case)
    assert git(translated.repo.root, "status", "--porcelain") == ""


# -- two sides -----------------------------------------------------------------------------------------


def test_a_translation_corrected_elsewhere_clashes_with_a_text_changed_here(translated: Office, case: str) -> None:
    now = at(translated, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"support": "Nachbarin"})
    casework.commit_by_hand(now.repo.root, case, "support: مجموعة", "support: مجموعة مسائية")
    with refusal(now, "i18n", Conflict):
        review.hold(now, case, {}, NEXT)


def test_a_translation_added_elsewhere_stays_away_from_a_text_changed_here(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"support": "Nachbarin"})
    added = "support: Lerngruppe\n          i18n: {ar: {support: مجموعة, text: حضور}}\n"
    casework.commit_by_hand(now.repo.root, case, "support: Lerngruppe\n", added)
    outcome = review.hold(now, case, {}, NEXT)
    assert "Step 1.2 · Translation (Arabic) · Supported by" in outcome.notes[0]
    assert arabic(now, case) == {"1.2.text": "حضور"}


def test_a_text_changed_elsewhere_takes_no_translation_from_here(office: Office, case: str) -> None:
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    translate.translate(now, case, "ar", said(**{"1.2.support": "مجموعة", "1.1.text": "تأكيد"}))
    casework.commit_by_hand(now.repo.root, case, "support: Lerngruppe", "support: Nachbarin")
    outcome = review.hold(now, case, {}, NEXT)
    assert [note for note in outcome.notes if "Translation" in note] == [outcome.notes[0]]
    assert arabic(now, case) == {"1.1.text": "تأكيد"}


# -- work sheets ---------------------------------------------------------------------------------------


def filled(text: str, *lines: str) -> str:
    """A work sheet with translations filled in, in their order."""
    for line in lines:
        text = text.replace("    translation:\n", f"    translation: {line}\n", 1)
    return text


def test_a_work_sheet_comes_back(office: Office, case: str, tmp_path: Path) -> None:
    now = at(office, DAYS["today"])
    place = tmp_path / "sheet.yaml"
    translate.export(now, case, "ar", place)
    assert place.stat().st_mode & 0o777 == 0o600
    place.write_text(filled(place.read_text("utf-8"), "رغبة", '"هدف: B1"'), "utf-8")
    tag, given = translate.read_sheet(now, case, str(place), None)
    outcome = translate.translate(now, case, tag, given)
    assert (tag, outcome.data["translated"]) == ("ar", 2)
    assert arabic(now, case) == {"1.wish": "رغبة", "1.goal": "هدف: B1"}
    with pytest.raises(Refused):
        translate.export(now, case, "ar", place)
    missing = translate.work_sheet(now, case, "ar", missing=True)
    assert "رغبة" not in missing
    assert "رغبة" in translate.work_sheet(now, case, "ar")
    assert missing.count("    translation:\n") == missing.count("  - id: ") == outcome.data["missing"]


def test_a_sheet_of_an_older_text_is_left_out(translated: Office, case: str, tmp_path: Path) -> None:
    place = tmp_path / "sheet.yaml"
    translate.export(translated, case, "uk", place)
    goals_and_steps.change_goal(translated, case, "1", {"wish": "Ich will B2."})
    text = filled(place.read_text("utf-8"), "бажання", "ціль") + "  - {id: g-zzzz.goal, german: Weg, translation: геть}\n"
    place.write_text(text, "utf-8")
    outcome = translate.translate(translated, case, *translate.read_sheet(translated, case, str(place), None))
    assert outcome.data["translated"] == 1
    assert [note.split(":")[0] for note in outcome.notes] == [
        "Goal 1 · In own words", "Translation 3 is for a text that is gone; it was left out.",
    ]  # fmt: skip
    goal = current_case(translated.repo, case)["agreement"]["goals"][0]
    assert goal["i18n"]["uk"] == {"goal": "ціль"}


@pytest.mark.parametrize(
    ("text", "said_of_it"),
    [
        ("case: F-0000-0000\ntexts: {}\n", "another case"),
        ("language: uk\ntexts: {}\n", "another language"),
        ("language: [ar]\ntexts: {}\n", "another language"),
        ("texts: {1.goal: [x]}\n", "Text 1"),
        ("texts:\n  - {id: 1.goal, translaton: x}\n", "Text 1"),
        ("texts:\n  - {translation: x}\n", "Text 1"),
        ("texts:\n  - {id: 1.goal, translation: 5}\n", "Text 1"),
        ("texts: x\n", "texts:"),
        ("language: ar\n", "texts:"),
        ("texts: {1.goal: a\u202eb}\n", "control"),
    ],
)
def test_what_is_no_sheet_is_refused(office: Office, case: str, tmp_path: Path, text: str, said_of_it: str) -> None:
    place = tmp_path / "sheet.yaml"
    place.write_text(text, "utf-8")
    with refusal(office, said_of_it, InvalidData):
        translate.translate(office, case, *translate.read_sheet(office, case, str(place), "ar"))
    with refusal(office, error=NotFound):
        translate.read_sheet(office, case, str(tmp_path / "none.yaml"), "ar")


# -- history -------------------------------------------------------------------------------------------


def test_the_history_says_it_in_words(translated: Office, case: str) -> None:
    goals_and_steps.change_goal(translated, case, "1", {"wish": "Ich will B2."})
    newest, entered, *_older = history.history(translated, case)
    first = entered.changes[0]
    assert (first.kind, first.field) == ("added", "Goal 1 · Translation (Arabic)")
    assert first.sentence == "Goal 1, Translation (Arabic) entered: In own words: “أريد B1”; Goal: “اجتياز الامتحان”"
    assert ("removed", "Goal 1 · Translation (Arabic) · In own words") in [(one.kind, one.field) for one in newest.changes]
    set_language("de")
    fields = [change.field for change in history.history(translated, case)[1].changes]
    assert fields == [f"{thing} · Übersetzung (Arabisch)" for thing in ("Ziel 1", "Schritt 1.1", "Schritt 1.2")]
