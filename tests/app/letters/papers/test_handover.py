"""The handover: all of it to a colleague, to another service what the client agreed to."""

from __future__ import annotations

from typing import Any

import pytest
from consent_samples import data, matches_snapshot, sample, text, view

from iza.app.letters.papers.transfer import data_of
from iza.errors import InvalidData, Refused, UsageError

NEVER = (
    "Geheimweg", "Verborgen", "Vorrang", "interne Notiz", "interner Vermerk", "Nur für die Akte", "zu viert",
    "0170", "permit", "Flüchtling", "nur abends anrufen",
)  # fmt: skip


def case_with(*agreed: str, partner: str = "vhs") -> Any:
    """The sample, signed, with one consent for another service."""
    case = sample()
    case["agreement"]["versions"][0]["signed_on"] = "2026-03-28"
    case["client"]["contact"]["safe_contact"] = "nur abends anrufen"
    case["client"] |= {"german": {"overall": "a2"}, "employment": {"status": "language_course"}}
    case["consents"] = [one for one in case["consents"] if one["partner"] != partner]
    if agreed:
        case["consents"].append(
            {"id": "e-5n5n", "partner": partner, "data": list(agreed), "purpose": "Übergabe", "given_on": "2026-03-28"}
        )
    return case


def outside(case: Any) -> Any:
    return view(case, to="service", ref="vhs")


def test_wording() -> None:
    assert matches_snapshot("handover", text("handover", view(case_with())))
    agreed = case_with("contact", "language_level", "goals_training", "appointments")
    assert matches_snapshot("handover-service", text("handover", outside(agreed)))


@pytest.mark.parametrize("seen", [view(case_with()), outside(case_with("contact", "goals_training"))])
def test_never_printed(seen: Any) -> None:
    markdown = text("handover", seen)
    assert [word for word in NEVER if word in markdown] == []


# -- to a colleague -------------------------------------------------------------------------------------


def test_a_colleague_gets_state_steps_dates_and_consents() -> None:
    found = data("handover", view(case_with()))
    assert found["version"] == {"number": 1, "signed_on": "28.03.2026", "valid_until": ""}
    assert [goal["number"] for goal in found["goals"]] == [1, 2, 3]
    assert [step["number"] for step in found["steps"]] == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3.1"]
    assert found["dates"] == {
        "clearing": False,
        "on": "30.06.2026",
        "weekday": "Dienstag",
        "time": "14:30",
        "place": "Landratsamt, Zimmer 214",
    }
    assert [one["partner"] for one in found["consents"]] == [
        "Handwerkskammer Neckarweil",
        "Jobcenter Landkreis Albweil",
    ]
    assert (found["mentor"], found["interpreter"]) == ("Andrea Beispiel", "Arabisch")
    assert found["contact"] == ["0160\u00a09999999", "privat@example.org"]


def test_steps_that_are_done_and_goals_that_ended_are_not_open() -> None:
    case = case_with()
    case["agreement"]["goals"][0]["steps"][0]["status"] = "done"
    case["agreement"]["goals"][1]["status"] = "achieved"
    steps = data("handover", view(case))["steps"]
    assert [step["number"] for step in steps] == ["1.2", "1.3", "1.4", "3.1"]


def test_consents_that_ended_are_not_handed_on() -> None:
    case = case_with()
    case["consents"][0]["revoked_on"] = "2026-03-20"
    assert [one["partner"] for one in data("handover", view(case))["consents"]] == ["Jobcenter Landkreis Albweil"]


def test_who_takes_over_is_named_or_written_in() -> None:
    assert [one["name"] for one in data("handover", view(case_with()))["signers"]] == ["Anna Kübler", ""]
    named = data("handover", view(case_with(), ref="roe"))["signers"]
    assert [one["name"] for one in named] == ["Anna Kübler", "Jonas Rösch"]


def test_before_the_agreement_the_clearing_is_the_next_date() -> None:
    case = case_with()
    del case["agreement"], case["reviews"]
    case["clearings"] = [{"id": "c-1", "planned_on": "2026-04-02", "time": "10:00"}]
    found = data("handover", view(case))
    assert found["dates"] == {"clearing": True, "on": "02.04.2026", "time": "10:00", "place": ""}
    assert "Clearinggespräch: 02.04.2026, 10:00 Uhr" in text("handover", view(case))


def test_guardian_of_a_minor_is_named() -> None:
    assert "| vertreten durch | Birgit Lang |" in text("handover", view(sample("selam")))


# -- to another service ---------------------------------------------------------------------------------


def test_another_service_is_named_and_agreed_to() -> None:
    with pytest.raises(UsageError):
        data("handover", view(case_with(), to="service"))
    with pytest.raises(Refused) as refused:
        data("handover", outside(case_with()))
    assert refused.value.hint == "iza consent give F-8QK2-7MX4 --partner vhs"


@pytest.mark.parametrize("change", [{"revoked_on": "2026-03-28"}, {"valid_until": "2026-03-27"}])
def test_a_consent_that_ended_allows_nothing(change: dict[str, str]) -> None:
    case = case_with("contact", "goals_training")
    case["consents"][-1] |= change
    with pytest.raises(Refused):
        data("handover", outside(case))


def test_a_service_nobody_knows() -> None:
    with pytest.raises(InvalidData, match="nowhere"):
        data("handover", view(case_with(), to="service", ref="nowhere"))


def test_only_what_was_agreed_to_is_told() -> None:
    found = data("handover", outside(case_with("language_level")))
    assert [fact["value"] for fact in found["facts"]] == ["A2"]
    for name in ("contact", "goals", "steps"):
        assert found[name] == []
    assert found["version"] is None
    assert found["dates"] is None
    assert "ist kein Schritt offen" in text("handover", outside(case_with("language_level")))


def test_each_kind_of_data_needs_its_own_yes() -> None:
    found = data("handover", outside(case_with("goals_language", "appointments")))
    assert [goal["area"] for goal in found["goals"]] == ["Sprache"]
    assert found["dates"]["on"] == "30.06.2026"
    assert (found["contact"], found["facts"]) == ([], [])


def test_health_is_told_only_where_it_was_agreed_to_expressly() -> None:
    found = data("handover", outside(case_with("goals_health", "goals_training")))
    assert [goal["number"] for goal in found["goals"]] == [1]
    found = data("handover", outside(case_with("goals_health", "special_categories")))
    assert [goal["number"] for goal in found["goals"]] == [3]


def test_other_people_and_their_consents_stay_here() -> None:
    seen = outside(case_with("contact", "goals_training", "goals_language", "appointments"))
    markdown = text("handover", seen)
    for word in ("Andrea Beispiel", "Arabisch", "Abstimmung der Schritte", "Vermittlung eines Praktikums"):
        assert word not in markdown
    assert "Wir informieren Sie mit Einwilligung von Rami ALHAMDO." in markdown


def test_a_protected_address_is_never_handed_on() -> None:
    case = case_with("contact")
    assert "Geheimweg" not in text("handover", outside(case))
    case["client"]["address_protected"] = False
    assert "Geheimweg 9" in text("handover", outside(case))


def test_what_is_put_on_record_is_what_was_told() -> None:
    case = case_with("contact", "education", "employment", "goals_training", "goals_work", "appointments")
    assert data_of(outside(case)) == ["contact", "employment", "goals_training", "appointments"]
    case = case_with("goals_health", "special_categories")
    assert data_of(outside(case)) == ["goals_health", "special_categories"]
    case = case_with("contact", "goals_training")
    case["client"]["contact"] = {}
    assert data_of(outside(case)) == ["goals_training"]  # there is no contact to tell


def test_no_partner_takes_over_as_a_colleague() -> None:
    """Without ``to`` the paper holds everything, so ``ref`` has to be a caseworker of this service."""
    with pytest.raises(InvalidData, match=r"vhs in directory/caseworkers\.yaml"):
        data("handover", view(case_with("contact"), ref="vhs"))
