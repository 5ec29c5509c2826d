"""Minutes of the clearing and the letter with the decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from consent_samples import county, data, matches_snapshot, page_count, sample, text, view
from second_language import MARK, paired, unmarked

from iza.errors import InvalidData, Refused
from iza.model.case.vocabulary import DecisionReason

NEVER = (
    "Geheimweg", "72998", "Verborgen", "0160", "privat@example.org", "Vorrang", "interne Notiz", "interner Vermerk",
    "Nur für die Akte", "permit", "levantinisch", "2001", "Al-Hamdo",
)  # fmt: skip


def decided(result: str = "agreement", *reasons: str, **more: Any) -> Any:
    """The sample with another decision."""
    case = sample()
    del case["agreement"]
    case["clearings"][0]["decision"] |= {"result": result, "reasons": list(reasons or ["other"]), **more}
    return case


@pytest.mark.parametrize("name", ["rami", "selam"])
def test_wording_of_the_minutes(name: str) -> None:
    assert matches_snapshot(f"clearing-protocol-{name}", text("clearing-protocol", view(sample(name))))


@pytest.mark.parametrize("name", ["clearing-protocol", "decision-note"])
def test_never_printed(name: str) -> None:
    markdown = text(name, view(sample()))
    assert [word for word in NEVER if word in markdown] == []


@pytest.mark.parametrize("name", ["clearing-protocol", "decision-note"])
def test_the_second_language_has_the_same_blocks(name: str, tmp_path: Path) -> None:
    assert MARK in paired(name, view(sample()), tmp_path)


def test_the_minutes_have_two_pages_the_letter_one() -> None:
    assert page_count(text("clearing-protocol", view(sample()))) <= 2
    case = decided("postponed", "acute_crisis_first", "other", recheck_on="2026-06-01")
    assert page_count(text("decision-note", view(case))) == 1


def test_every_fixed_word_of_the_decision_is_translated(tmp_path: Path) -> None:
    case = decided("postponed", *get_args(DecisionReason), recheck_on="2026-06-01")
    assert unmarked("decision-note", view(case), tmp_path) == []


# -- minutes


def areas(case: Any) -> dict[str, Any]:
    return {area["area"]: area for area in data("clearing-protocol", view(case))["areas"]}


def test_an_area_says_wish_situation_resources_need_and_who_helps() -> None:
    case = sample()
    case["clearings"][0]["areas"]["training"]["running_support"] = ["hwk"]
    assert areas(case)["Ausbildung und Studium"] == {
        "area": "Ausbildung und Studium",
        "wish": "Ich möchte Elektroniker werden.",
        "situation": "Ein Praktikum gab es noch nicht.",
        "resources": "Erfahrung in der Werkstatt",
        "need": "hoch",
        "support": ["Handwerkskammer Neckarweil"],
    }


@pytest.mark.parametrize(("code", "label"), [("health", "Gesundheit"), ("residence", "Aufenthalt und Recht")])
def test_of_sensitive_areas_only_wish_and_need(code: str, label: str) -> None:
    case = sample()
    said = {"situation": "X1", "resources": "X2", "wish": "Ich wünsche mir Ruhe.", "need": "high", "running_support": ["vhs"]}
    case["clearings"][0]["areas"][code] = said
    area = areas(case)[label]
    assert (area["wish"], area["need"]) == ("Ich wünsche mir Ruhe.", "hoch")
    assert (area["situation"], area["resources"], area["support"]) == ("", "", [])


@pytest.mark.parametrize("need", ["not_discussed", "declined"])
def test_what_was_not_talked_about_is_only_named(need: str) -> None:
    case = sample()
    case["clearings"][0]["areas"]["health"] = {"need": need}
    found = data("clearing-protocol", view(case))
    assert found["skipped"] == ["Gesundheit"]
    assert "**Nicht besprochen:** Gesundheit\n" in text("clearing-protocol", view(case))
    assert "möchte nicht darüber" not in text("clearing-protocol", view(case))


def test_an_area_without_need_and_words_is_only_named() -> None:
    case = sample()
    case["clearings"][0]["areas"]["health"] = {"need": "none", "situation": "Nur für die Akte."}
    case["clearings"][0]["areas"]["housing"]["need"] = "none"
    found = data("clearing-protocol", view(case))
    assert found["without_need"] == ["Gesundheit"]
    assert "Wohnen" in areas(case)


def test_who_was_there_and_who_was_not() -> None:
    found = data("clearing-protocol", view(sample()))
    assert found["there"][:2] == ["Rami ALHAMDO (Klient/in)", "Anna Kübler (Sozialarbeiterin)"]
    assert found["absent"] == ["Martina Vogt (Volkshochschule Albweil)"]


def test_those_who_were_there_sign_and_the_interpreter_confirms() -> None:
    found = data("clearing-protocol", view(sample()))
    assert [row["name"] for row in found["signers"]] == ["Rami ALHAMDO", "Anna Kübler", "Andrea Beispiel", "Eva Maier"]
    assert [row["name"] for row in found["confirmations"]] == ["Samir Haddad"]
    assert {row["signed_on"] for row in found["signers"]} == {""}


def test_the_signatures_of_the_agreement_are_not_those_of_the_minutes() -> None:
    case = sample()
    record = case["agreement"]["versions"][0]
    record |= {"signed_on": "2026-03-28", "signatures": [{"role": "client", "signed_on": "2026-03-28"}]}
    found = data("clearing-protocol", view(case, record=record))
    assert {row["signed_on"] for row in found["signers"]} == {""}


def test_a_guardian_signs_with_a_client_who_was_a_minor_that_day() -> None:
    found = data("clearing-protocol", view(sample("selam"), day="2028-01-01"))
    assert found["guardian"] == "Birgit Lang"
    assert [row["name"] for row in found["signers"]] == ["Selam TEKLE", "Birgit Lang", "Jonas Rösch"]


def test_a_deputy_signs_for_the_service() -> None:
    case = sample()
    case["clearings"][0]["participants"][1] = {"role": "deputy", "ref": "roe", "present": True}
    assert "Jonas Rösch" in [row["name"] for row in data("clearing-protocol", view(case))["signers"]]


def test_the_minutes_were_read_back_or_will_be() -> None:
    case, words = sample(), "Das Protokoll wurde auf Arabisch vorgelesen."
    assert f"☐ {words}" in text("clearing-protocol", view(case))
    case["clearings"][0]["back_translated"] = True
    assert f"\n{words}" in text("clearing-protocol", view(case))


def test_without_an_interpreter_nothing_is_read_back() -> None:
    case = sample()
    case["clearings"][0]["participants"][2]["present"] = False
    assert "vorgelesen" not in text("clearing-protocol", view(case))
    assert "Bestätigung der Übertragung" not in text("clearing-protocol", view(case))


def test_an_unknown_language_is_asked_for() -> None:
    case = sample()
    case["client"]["interpreter"] = {"need": "none"}
    case["clearings"][0]["interpreter"] = {"ref": "D-AR-04"}
    with pytest.raises(InvalidData, match="The client"):
        data("clearing-protocol", view(case))


def test_what_was_explained_and_agreed_next() -> None:
    case = sample()
    case["clearings"][0] |= {
        "informed": ["voluntary", "confidentiality", "privacy", "procedure", "complaint", "interpreter_free"],
        "agreed_next": "Rami überlegt sich seine Ziele.", "mode": "home_visit", "place": "Geheimweg 9",
    }  # fmt: skip
    markdown = text("clearing-protocol", view(case))
    assert (
        "| Informiert über | Freiwilligkeit, Schweigepflicht, Datenschutz, Ablauf des Verfahrens, "
        "Weg für Beschwerden, kostenlose Übersetzung |" in markdown
    )
    assert "**Als Nächstes:** Rami überlegt sich seine Ziele." in markdown
    assert "| Ort | Hausbesuch |" in markdown
    assert "Geheimweg" not in markdown


def test_minutes_without_a_decision() -> None:
    case = sample()
    del case["clearings"][0]["decision"]
    assert "## Entscheidung" not in text("clearing-protocol", view(case))


def test_no_clearing_no_minutes() -> None:
    case = sample()
    case["clearings"] = []
    with pytest.raises(Refused, match="no clearing yet"):
        data("clearing-protocol", view(case))


# -- decision


@pytest.mark.parametrize("result", ["agreement", "postponed", "no_agreement"])
def test_wording_of_the_decision(result: str) -> None:
    more = {"recheck_on": "2026-06-01"} if result == "postponed" else {}
    reasons = {"agreement": "goals_feasible", "postponed": "acute_crisis_first", "no_agreement": "client_declines"}
    known = county()
    known.offers["b1-abend"] |= {"municipality": "Albweil"}
    case = decided(result, reasons[result], **more)
    case["client"]["accommodation"] = {"kind": "follow_up", "municipality": "Albweil"}
    assert matches_snapshot(f"decision-note-{result}", text("decision-note", view(case, known)))


def reason_of(code: str) -> str:
    markdown = text("decision-note", view(decided("no_agreement", code)))
    return next(line for line in markdown.splitlines() if line.startswith("- "))


def test_each_reason_has_kind_words_of_its_own() -> None:
    words = [reason_of(code) for code in get_args(DecisionReason)]
    assert len(set(words)) == len(words) == 12
    assert [word for word in words if "Aufenthalt" in word or "Krise" in word] == []


def test_the_least_age_is_that_of_the_county() -> None:
    case = decided("no_agreement", "below_min_age")
    assert "erst ab 17 Jahren möglich" in text("decision-note", view(case, county(min_age=17)))


def offers(case: Any, known: Any, **changes: Any) -> list[str]:
    return [offer["title"] for offer in data("decision-note", view(case, known, **changes))["offers"]]


def test_offers_match_the_needs_here_and_now() -> None:
    known = county()
    known.offers["elsewhere"] = {"id": "elsewhere", "partner": "vhs", "title": "Fern", "kind": "course",
                                 "area": "language", "municipality": "Rauhbronn"}  # fmt: skip
    known.offers["over"] = {"id": "over", "partner": "vhs", "title": "Vorbei", "kind": "course",
                            "area": "language", "active_until": "2026-03-27"}  # fmt: skip
    known.offers["work"] = {"id": "work", "partner": "hwk", "title": "Praktikum", "kind": "internship",
                            "area": "training"}  # fmt: skip
    case = decided("no_agreement", "other_service_leads")
    case["client"]["accommodation"] = {"kind": "follow_up", "municipality": "Albweil"}
    assert offers(case, known) == ["Praktikum", "Abendkurs B1"]  # the greater need first
    known.partners["hwk"]["active_until"] = "2026-03-27"
    assert offers(case, known) == ["Abendkurs B1"]


def test_no_other_offers_beside_an_agreement() -> None:
    assert offers(decided("agreement", "goals_feasible"), county()) == []


def test_at_most_five_offers() -> None:
    known = county()
    for n in range(9):
        known.offers[f"o{n}"] = {"id": f"o{n}", "partner": "vhs", "title": f"Kurs {n}", "kind": "course",
                                 "area": "language"}  # fmt: skip
    assert len(offers(decided("postponed", "other", recheck_on="2026-06-01"), known)) == 5


def test_the_guardian_of_a_minor_reads_the_decision_too() -> None:
    case = sample("selam")
    case["clearings"][0]["decision"] = {"result": "agreement", "reasons": ["goals_feasible"], "by": "roe", "on": "2026-03-12"}
    assert "Guten Tag Selam TEKLE, guten Tag Birgit Lang," in text("decision-note", view(case))


def test_no_decision_no_letter() -> None:
    case = sample()
    del case["clearings"][0]["decision"]
    with pytest.raises(Refused, match="no decision") as refused:
        data("decision-note", view(case))
    assert "iza" in refused.value.hint
