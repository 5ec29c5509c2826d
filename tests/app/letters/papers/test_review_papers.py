"""The plan on one page, minutes and amendment: what stands there, what never does, who signs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polib
import pytest
from consent_samples import data, matches_snapshot, page_count, sample, text, view
from review_samples import HELD, after, goal, reviewed, step
from wordings import TEMPLATES, sources

from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.view import View
from iza.app.letters.papers.wording import Wording
from iza.documents import catalogue, sandbox
from iza.documents.bilingual import Tongue, pair
from iza.errors import InvalidData

SHEETS = ("review-minutes", "amendment", "plan-short")
NEVER = (
    "Geheimweg", "Verborgen", "0160", "privat@example.org", "Vorrang", "interne Notiz", "interner Vermerk",
    "Nur für die Akte", "permit", "Flüchtling", "levantinisch", "zu viert", "0170", "2001", "Al-Hamdo",
    "Sicht der Fachkraft", "Gesagtes über", "Kein Praktikum",
)  # fmt: skip


def cells(markdown: str, start: str) -> list[str]:
    """The row of a table that begins with this cell."""
    row = next(line for line in markdown.splitlines() if line.startswith(f"| {start} |"))
    return [cell.strip(" *") for cell in row.strip("|").split("|")]


@pytest.mark.parametrize("name", SHEETS)
def test_wording(name: str) -> None:
    assert matches_snapshot(name, text(name, reviewed()))


@pytest.mark.parametrize("name", SHEETS)
def test_never_printed(name: str) -> None:
    markdown = text(name, reviewed())
    assert [word for word in NEVER if word in markdown] == []


@pytest.mark.parametrize("name", SHEETS)
def test_at_most_two_pages(name: str) -> None:
    assert page_count(text(name, reviewed())) <= (1 if name == "plan-short" else 2)


@pytest.fixture
def tongue(tmp_path: Path) -> Path:
    """A folder with a catalogue of a second language: every fixed text as long as in German."""
    whole = polib.POFile()
    for message in sources():
        if message.id:
            whole.append(polib.POEntry(msgid=message.id, msgstr=f"Ж {message.id}"))
    (tmp_path / "languages").mkdir()
    whole.save(str(tmp_path / "languages" / "uk.po"))
    return tmp_path


def paired(name: str, seen: View, tongue: Path) -> str:
    """A document in German and that language."""
    other = replace(seen, wording=Wording(catalogue.load("uk", [tongue])))
    said = {"translation": {"draft": True, "oral": True}}
    german = sandbox.render(kind(name).template, data(name, seen) | said, [TEMPLATES])
    second = sandbox.render(kind(name).template, data(name, other) | said, [tongue, TEMPLATES], "uk")
    both = pair(german, second, Tongue("uk", rtl=False))
    assert [line for line in re.findall(r"^#+ .*$", german, re.MULTILINE) if line not in both] == []
    return both


@pytest.mark.parametrize("name", SHEETS)
def test_every_fixed_text_is_translated(name: str, tongue: Path) -> None:
    """All that stays German alone are names, dates and texts of the case."""
    markdown = paired(name, reviewed(), tongue)
    heads = [line for line in markdown.splitlines() if line.startswith(("| Nr.", "| Name", "| Unser", "| Datum"))]
    assert heads
    assert [line for line in heads if "Ж" not in line] == []


# -- my plan ------------------------------------------------------------------------------------------


def crowded() -> Any:
    """A case with five goals and fifteen steps of the client, all as long as people write them."""
    case = sample()
    areas = ("training", "language", "housing", "participation", "everyday")
    sentence = "Bis 01.09.2027 hat Rami Alhamdo einen Vertrag über eine Ausbildung zum Elektroniker im Kreis."
    case["agreement"]["goals"] = [
        {
            "id": f"g-000{number}", "area": area, "goal": sentence, "indicator": "Vertrag", "target_on": "2027-09-01",
            "status": "open", "i18n": {"uk": {"goal": f"Ж {sentence}"}},
            "steps": [
                {
                    "id": f"s-0{number}0{place}", "text": f"Jede Woche eine Stunde Deutsch sprechen ({number}, {place})",
                    "responsible": {"role": "client"}, "due_on": f"2026-{6 + place:02}-{10 + number}", "status": "open",
                    "support": "Die Begleitpatin hilft dabei",
                    "i18n": {"uk": {"text": f"Ж Jede Woche eine Stunde Deutsch sprechen ({number}, {place})"}},
                }
                for place in range(1, 4)
            ],
        }
        for number, area in enumerate(areas, 1)
    ]  # fmt: skip
    return case


def test_only_own_open_steps() -> None:
    markdown = text("plan-short", view(sample(), record={"number": 1}))
    for mine in ("Termin bei der Berufsberatung", "Kurs regelmäßig besuchen", "Sprachcafé Deutsch sprechen"):
        assert mine in markdown
    for theirs in ("Praktikumsplatz vermitteln", "Lebenslauf", "Kosten der Fahrten", "Praxis mit passender Sprache"):
        assert theirs not in markdown


@pytest.mark.parametrize("status", ["done", "not_done", "cancelled"])
def test_closed_steps_are_no_plan(status: str) -> None:
    case = sample()
    step(case, 1, 1)["status"] = status
    assert "Termin bei der Berufsberatung" not in text("plan-short", view(case))


@pytest.mark.parametrize("status", ["achieved", "dropped", "replaced", "not_achieved"])
def test_closed_goals_are_no_plan(status: str) -> None:
    case = sample()
    goal(case, 1)["status"] = status
    markdown = text("plan-short", view(case))
    assert "Ausbildungsvertrag" not in markdown
    assert "Termin bei der Berufsberatung" not in markdown


def test_no_own_step() -> None:
    case = sample()
    for number, place in ((1, 1), (2, 1), (2, 2)):
        step(case, number, place)["status"] = "done"
    markdown = text("plan-short", view(case))
    assert "Zurzeit haben Sie keine offenen Schritte." in markdown
    assert "Weitere Schritte" not in markdown


def test_next_talk_helper_and_contact() -> None:
    markdown = text("plan-short", view(sample()))
    assert cells(markdown, "Nächstes Gespräch")[1] == "Dienstag, 30.06.2026, 14:30 Uhr**, Landratsamt, Zimmer 214"
    assert cells(markdown, "Ansprechperson")[1].startswith("Anna Kübler, 07099\u00a0207-231")
    assert cells(markdown, "Begleitpate/-patin")[1] == "Andrea Beispiel"
    assert "Unterschrift" not in markdown


def test_no_talk_and_no_mentor() -> None:
    case = sample()
    del case["mentor"], case["reviews"]
    step(case, 1, 3)["responsible"] = {"role": "service"}
    markdown = text("plan-short", view(case))
    assert "Den Termin vereinbaren wir noch." in markdown
    assert "Begleitpate" not in markdown


@pytest.mark.parametrize(("record", "draft"), [(None, True), ({"number": 1}, False)])
def test_a_plan_nobody_issued_is_a_draft(record: Any, draft: bool) -> None:
    assert ("Entwurf" in text("plan-short", view(sample(), record=record))) is draft


def test_a_plan_needs_goals() -> None:
    case = sample()
    case["agreement"]["goals"] = []
    with pytest.raises(InvalidData):
        data("plan-short", view(case))


def test_what_is_due_first_stays_when_room_is_short() -> None:
    case = crowded()
    markdown = text("plan-short", view(case, room=5))
    assert re.findall(r"^\| ([0-9]\.[0-9]) \|", markdown, re.MULTILINE) == ["1.1", "2.1", "3.1", "4.1", "5.1"]
    assert "Weitere Schritte stehen in der Vereinbarung." in markdown
    assert "Weitere Schritte" not in text("plan-short", view(case, room=15))


def test_with_little_room_goals_are_said_in_a_word() -> None:
    short, whole = (text("plan-short", view(crowded(), room=room)) for room in (7, 8))
    assert "Ausbildung und Studium · Sprache · Wohnen" in short
    assert "Vertrag über eine Ausbildung" not in short
    assert "Vertrag über eine Ausbildung" in whole


def test_five_goals_and_fifteen_steps_in_two_languages_fit_on_a_page(tongue: Path) -> None:
    fitting = [
        room for room in range(12, 0, -1) if page_count(paired("plan-short", view(crowded(), room=room), tongue)) == 1
    ]
    assert fitting
    assert fitting[0] >= 4


# -- the minutes --------------------------------------------------------------------------------------


def test_who_was_there_in_order() -> None:
    row = cells(text("review-minutes", reviewed()), "Es waren dabei")[1]
    assert row == "Rami ALHAMDO (Klient/in), Anna Kübler (Sozialarbeiterin), Samir Haddad (Dolmetscher/in)"


def test_look_back_shows_progress_old_and_new() -> None:
    markdown = text("review-minutes", reviewed())
    assert cells(markdown, "**1**")[2:] == ["in Arbeit", "in Arbeit", "Die Beratung war gut."]
    assert cells(markdown, "1.1")[2:] == ["offen", "erledigt", "Die Beratung war im April."]
    assert cells(markdown, "**2**")[2:] == ["offen", "aufgegeben", "nicht mehr wichtig"]
    assert cells(markdown, "1.3")[2:] == ["offen", "offen", "–"]


def test_nothing_that_was_said_about_health() -> None:
    markdown = text("review-minutes", reviewed())
    assert cells(markdown, "**3**")[2:] == ["offen", "erreicht", "–"]
    assert cells(markdown, "3.1")[2:] == ["offen", "erledigt", "–"]


def test_looks_back_only_on_what_was_open_or_talked_about() -> None:
    seen = reviewed()
    for case in (seen.case, seen.before):
        step(case, 1, 3)["status"] = "done"
        goal(case, 2)["status"] = "achieved"
        for place in (1, 2):
            step(case, 2, place)["status"] = "done"
    numbers = [one["number"] for one in data("review-minutes", seen)["look_back"]]
    steps = [one["number"] for one in data("review-minutes", seen)["look_back"][0]["steps"]]
    assert (numbers, steps) == ([1, 3], ["1.1", "1.2", "1.4"])


def test_changes_with_reason_and_version() -> None:
    markdown = text("review-minutes", reviewed())
    assert cells(markdown, "Schritt 1.2") == ["Schritt 1.2", "bis wann", "15.06.2026", "30.10.2026"]
    assert "Der Betrieb hat erst später einen Platz." in markdown
    assert "Fassung 2" in markdown


def test_a_review_that_changed_nothing() -> None:
    seen = replace(reviewed(sample() | {"reviews": after()["reviews"]}), record=None)
    markdown = text("review-minutes", seen)
    assert "An Zielen und Schritten ändert sich nichts." in markdown
    assert "Fassung" not in markdown


def test_experiences_of_the_client() -> None:
    markdown = text("review-minutes", reviewed())
    assert cells(markdown, "Das hat geholfen")[1] == "Die Lerngruppe."
    assert cells(markdown, "Das war schwierig")[1] == "Es gab lange keinen Termin."
    assert cells(markdown, "Sicht von Rami ALHAMDO")[1] == "Ich komme voran."


@pytest.mark.parametrize(
    ("result", "because", "said"),
    [
        ("fulfilled", "goals_achieved", "Die Ziele sind erreicht. Die Vereinbarung ist erfüllt."),
        ("fulfilled", "no_further_support_needed", "Unterstützung ist nicht mehr nötig."),
        ("end", None, "Die Vereinbarung endet."),
        ("pause", None, "Wir machen eine Pause."),
        ("continue", None, "Den Termin vereinbaren wir noch."),
    ],
)
def test_how_it_goes_on(result: str, because: str | None, said: str) -> None:
    case = after()
    case["reviews"] = [case["reviews"][0] | {"result": result, "fulfilled_reason": because or "goals_achieved"}]
    assert said in text("review-minutes", reviewed(case))


def test_the_next_talk() -> None:
    markdown = text("review-minutes", reviewed())
    assert cells(markdown, "Datum")[1] == "Dienstag, 15.12.2026"
    assert cells(markdown, "Uhrzeit")[1] == "10:00 Uhr"


def test_minutes_need_a_review_that_was_held() -> None:
    with pytest.raises(InvalidData):
        data("review-minutes", view(sample()))


# -- the amendment ------------------------------------------------------------------------------------


def test_number_date_and_reason() -> None:
    markdown = text("amendment", reviewed())
    assert "# Änderungsvereinbarung Nr. 1\n" in markdown
    assert cells(markdown, "Datum")[1] == "30.06.2026"
    assert "Diese Fassung ersetzt Fassung 1." in markdown
    assert "Alles andere bleibt wie vereinbart." in markdown


def test_only_terms_not_progress() -> None:
    markdown = text("amendment", reviewed())
    assert "Stand" not in markdown
    assert "Ich komme voran." not in markdown
    assert "| Ziel 2 | Bis 30.11.2026" in markdown


def test_all_parties_sign_and_the_interpreter_confirms() -> None:
    markdown = text("amendment", reviewed())
    signers = re.findall(r"^\| \*\*(.*)\*\* \|.*____", markdown, re.MULTILINE)
    assert signers == ["Rami ALHAMDO", "Anna Kübler", "Andrea Beispiel", "Eva Maier"]
    assert "> **Bestätigung der Übertragung**" in markdown


def test_a_signed_amendment_is_dated_as_it_was_issued() -> None:
    case = after()
    case["agreement"]["versions"][-1] |= {
        "signed_on": "2026-07-03", "place": "Albweil",
        "signatures": [{"role": "client", "signed_on": "2026-07-03"}],
        "missing": [{"role": "mentor", "ref": "P-7F3K", "reason": "im Urlaub"}],
    }  # fmt: skip
    markdown = text("amendment", reviewed(case))
    assert cells(markdown, "Datum")[1] == "30.06.2026"
    assert cells(markdown, "**Rami ALHAMDO**")[2:] == ["Albweil, 03.07.2026", "unterschrieben"]
    assert cells(markdown, "**Andrea Beispiel**")[3] == "ohne Unterschrift: im Urlaub"


def minor() -> View:
    """Selam, 17, in whose review a date moved."""
    before, now = sample("selam"), sample("selam")
    step(now, 1, 2)["due_on"] = "2026-07-31"
    review = {"id": "r-1", "planned_on": HELD, "held_on": HELD, "status": "held", "participants": [{"role": "client"}]}
    record: Any = {"number": 2, "reason": "Mehr Zeit.", "review": "r-1", "issued_on": HELD, "terms_sha256": "f" * 64}
    return view(now, day=HELD, record=record, review=review, before=before)


def test_the_guardian_of_a_minor_signs_and_is_named() -> None:
    markdown = text("amendment", minor())
    assert cells(markdown, "vertreten durch")[1] == "Birgit Lang"
    assert "**Birgit Lang**" in markdown
    assert matches_snapshot("amendment-selam", markdown)


def test_a_grown_up_client_signs_alone() -> None:
    seen = minor()
    seen.case["client"]["birth"]["date"] = "2008-01-01"
    assert "Birgit Lang" not in text("amendment", seen)


def test_an_amendment_needs_a_version() -> None:
    with pytest.raises(InvalidData):
        data("amendment", replace(reviewed(), record=None))
