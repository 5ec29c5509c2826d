"""The letter to a partner: only its part, only with consent; and who has to be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from consent_samples import DAY, county, matches_snapshot, page_count, sample, text, view
from review_samples import goal, step

from iza.app.letters.papers.partners import Informed, data_of, partner_letter, partners_to_inform
from iza.app.letters.papers.view import View
from iza.errors import InvalidData, Refused
from iza.history.terms import terms_sha256
from iza.model.county import County

NEVER = (
    "Geheimweg", "Verborgen", "0160", "privat@example.org", "Vorrang", "interne Notiz", "Kein Praktikum", "2001",
    "Andrea Beispiel", "Helferkreis", "Arabisch", "Sprache", "Gesundheit", "Berufsberatung", "Lebenslauf",
    "Jobcenter", "Volkshochschule", "Ich möchte einen Beruf lernen", "Landratsamt, Zimmer 214",
)  # fmt: skip


def signed(name: str = "rami") -> Any:
    """The sample case with its agreement signed."""
    case = sample(name)
    case["agreement"]["versions"][0] |= {"signed_on": DAY, "terms_sha256": terms_sha256(case)}
    return case


def seen(case: Any, ref: str = "hwk", of: County | None = None) -> View:
    versions = case["agreement"]["versions"]
    return view(case, of, ref=ref, record=versions[-1])


def letter(case: Any, ref: str = "hwk", of: County | None = None) -> str:
    return text("partner-letter", seen(case, ref, of))


def statutory(ref: str = "hwk", **changes: Any) -> County:
    """The county, in which a partner needs no consent."""
    found = county(**changes)
    partners: Any = found.partners
    partners[ref]["data_basis"] = "statutory"
    return found


def with_health(case: Any) -> Any:
    """The case with its step about health at the chamber."""
    step(case, 3, 1)["responsible"] = {"role": "partner", "ref": "hwk"}
    return case


def test_wording() -> None:
    assert matches_snapshot("partner-letter", letter(signed()))


def test_wording_on_a_statutory_basis() -> None:
    case = signed()
    case["consents"] = []
    assert matches_snapshot("partner-letter-statutory", letter(case, of=statutory()))


def test_one_page() -> None:
    assert page_count(letter(signed())) == 1


def test_only_the_part_of_this_partner() -> None:
    markdown = letter(signed())
    assert "| 1.2 | Praktikumsplatz vermitteln | Sie | – | 15.06.2026 |" in markdown
    assert [word for word in NEVER if word in markdown] == []


def test_address_of_the_partner_and_whom_to_answer() -> None:
    markdown = letter(signed())
    assert "> Handwerkskammer Neckarweil\\\n> Eva Maier" in markdown
    assert "Guten Tag Eva Maier," in markdown
    assert "07099\u00a0207-231, a.kuebler@landkreis-albweil.example" in markdown
    assert "Vertretung: Jonas Rösch" in markdown


def test_consent_with_purpose_and_no_onward_use() -> None:
    markdown = letter(signed())
    row = "| 18.03.2026 | Ziele: Ausbildung und Studium | Vermittlung eines Praktikums | auf Widerruf |"
    assert row in markdown
    assert "Geben Sie sie nicht weiter." in markdown


def test_a_step_of_somebody_else_that_goes_to_its_offer() -> None:
    """Who does it is said by the role alone: the mentor's name is none of the partner's business."""
    case = signed()
    step(case, 1, 3)["offer"] = "werkstatt"
    known = county()
    offers: Any = known.offers
    offers["werkstatt"] = {"id": "werkstatt", "partner": "hwk", "title": "Werkstatt", "kind": "course", "area": "work"}
    row = "| 1.3 | Lebenslauf gemeinsam schreiben | Begleitpate/-patin | Werkstatt | 15.05.2026 |"
    assert row in letter(case, of=known)


@pytest.mark.parametrize("status", ["done", "not_done", "cancelled"])
def test_without_an_open_step_there_is_no_letter(status: str) -> None:
    case = signed()
    step(case, 1, 2)["status"] = status
    with pytest.raises(Refused):
        partner_letter(seen(case))


def test_without_a_part_there_is_no_letter() -> None:
    with pytest.raises(Refused):
        partner_letter(seen(signed(), "jobcenter"))


def test_unknown_partner() -> None:
    with pytest.raises(InvalidData):
        partner_letter(seen(signed(), "nobody"))


@pytest.mark.parametrize("state", ["draft", "issued", "closed"])
def test_needs_a_signed_agreement_of_an_open_case(state: str) -> None:
    case = signed()
    if state == "issued":
        del case["agreement"]["versions"][0]["signed_on"]
    if state == "closed":
        case["closing"] = {"reason": "moved_county", "on": DAY}
    with pytest.raises(Refused):
        partner_letter(replace(seen(case), record=None) if state == "draft" else seen(case))


# -- consent ------------------------------------------------------------------------------------------


def change(case: Any, **fields: Any) -> Any:
    """The case whose consent for the chamber has these fields."""
    case["consents"][0].update(fields)
    return case


@pytest.mark.parametrize(
    "fields",
    [{"revoked_on": DAY}, {"valid_until": "2026-03-27"}, {"given_on": "2026-03-29"}, {"data": ["contact"]}],
)
def test_refused_without_consent_for_these_data(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        partner_letter(seen(change(signed(), **fields)))
    assert "Ziele: Ausbildung und Studium" in str(refused.value)
    assert "iza consent give F-8QK2-7MX4 --partner hwk --data goals_training" in (refused.value.hint or "")


def test_refused_as_a_whole_if_one_goal_is_not_covered() -> None:
    case = signed()
    step(case, 2, 2)["responsible"] = {"role": "partner", "ref": "hwk"}
    with pytest.raises(Refused) as refused:
        partner_letter(seen(case))
    assert "Ziele: Sprache" in str(refused.value)
    assert "Ausbildung" not in str(refused.value)


def test_health_needs_its_own_row() -> None:
    case = change(with_health(signed()), data=["goals_training", "goals_health"])
    with pytest.raises(Refused) as refused:
        partner_letter(seen(case))
    assert "Art. 9 DSGVO" in str(refused.value)
    covered = change(case, data=["goals_training", "goals_health", "special_categories"])
    assert "Hausarztpraxis" in letter(covered)


def test_the_next_talk_only_with_consent_for_appointments() -> None:
    assert "30.06.2026" not in letter(signed())
    markdown = letter(change(signed(), data=["goals_training", "appointments"]))
    assert "**Dienstag, 30.06.2026, 14:30 Uhr**. Ort: Landratsamt, Zimmer 214." in markdown
    assert "Termine" in markdown


def test_statutory_basis_needs_no_consent_and_says_so() -> None:
    case = signed()
    case["consents"] = []
    markdown = letter(case, of=statutory())
    assert "§ 67a SGB X" in markdown
    assert "Eine Einwilligung ist dafür nicht nötig." in markdown
    assert "30.06.2026" not in markdown


def test_statutory_basis_has_to_be_set() -> None:
    with pytest.raises(InvalidData):
        partner_letter(seen(signed(), of=statutory(privacy={})))


# -- what was passed on, and to whom ------------------------------------------------------------------


def test_data_of_a_letter() -> None:
    assert data_of(seen(signed(), "hwk")) == ["goals_training"]
    assert data_of(seen(signed(), "vhs")) == ["goals_language"]
    assert data_of(seen(signed(), "jobcenter")) == []


def test_data_of_a_letter_that_names_the_next_talk() -> None:
    case = change(with_health(signed()), data=["goals_training", "appointments"])
    assert data_of(seen(case)) == ["goals_training", "goals_health", "appointments"]
    del case["reviews"]
    assert data_of(seen(case)) == ["goals_training", "goals_health"]


def test_who_has_to_be_informed() -> None:
    """The chamber may know its part; the consent for the course (an offer) was revoked."""
    assert partners_to_inform(signed(), county(), DAY) == [
        Informed("hwk", "Handwerkskammer Neckarweil", ("goals_training",), (), told=False),
        Informed("vhs", "Volkshochschule Albweil", ("goals_language",), ("goals_language",), told=False),
    ]
    assert [one.covered for one in partners_to_inform(signed(), county(), DAY)] == [True, False]


def test_a_statutory_partner_is_covered() -> None:
    found = partners_to_inform(signed(), statutory("vhs"), DAY)
    assert [one.covered for one in found] == [True, True]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"version": 1}, True),
        ({"version": 2}, False),
        ({}, False),
        ({"version": 1, "partner": "vhs"}, False),
        ({"version": 1, "document": "reminder"}, False),
    ],
)
def test_who_was_told_of_this_version(sent: dict[str, Any], told: bool) -> None:
    case = signed()
    case["transmissions"] = [{"on": DAY, "partner": "hwk", "document": "partner-letter"} | sent]
    assert partners_to_inform(case, county(), DAY)[0].told is told


@pytest.mark.parametrize(("held_on", "told"), [(DAY, True), ("2026-03-29", False)])
def test_each_review_is_news(held_on: str, told: bool) -> None:
    case = signed()
    case["transmissions"] = [{"on": DAY, "partner": "hwk", "document": "partner-letter", "version": 1}]
    case["reviews"].append({"id": "r-1", "planned_on": held_on, "held_on": held_on, "status": "held"})
    assert partners_to_inform(case, county(), held_on)[0].told is told


@pytest.mark.parametrize("state", ["unsigned", "changed", "closed"])
def test_nobody_is_informed_of_what_is_not_in_force(state: str) -> None:
    case = signed()
    if state == "unsigned":
        del case["agreement"]["versions"][0]["signed_on"]
    if state == "changed":
        goal(case, 1)["target_on"] = "2028-01-01"
    if state == "closed":
        case["closing"] = {"reason": "moved_county", "on": DAY}
    assert partners_to_inform(case, county(), DAY) == []


def test_no_agreement_nobody_to_inform() -> None:
    case = signed()
    del case["agreement"]
    assert partners_to_inform(case, county(), DAY) == []


def test_a_partner_who_left_is_not_informed() -> None:
    known = county()
    partners: Any = known.partners
    partners["hwk"]["active_until"] = "2026-03-27"
    del partners["vhs"]
    assert partners_to_inform(signed(), known, DAY) == []
