"""The end of a case on paper: letter, report for the file, offer to the archive."""

from __future__ import annotations

from typing import Any

import pytest
from consent_samples import closed, county, data, matches_snapshot, page_count, sample, text, view

from iza.errors import InvalidData, Refused

ENDINGS = ("closing-letter", "closing-report", "archive-offer")
# Of the sample: protected address, private telephone, priority, notes, household, what was said about health.
NEVER = (
    "Geheimweg", "Verborgen", "0160", "privat@example.org", "Vorrang", "interne Notiz", "interner Vermerk",
    "Nur für die Akte", "levantinisch", "zu viert", "0170", "Al-Hamdo",
)  # fmt: skip
REASONS = (
    "goals_achieved", "no_further_support_needed", "withdrawn_by_client", "contact_lost", "moved_municipality",
    "moved_county", "left_germany", "transferred_service", "max_duration_reached", "settled", "opened_in_error",
)  # fmt: skip


def ended(reason: str = "goals_achieved") -> Any:
    """The sample case at its end, with figures of the start and the end."""
    case = closed(reason=reason)
    case["snapshots"] = [
        {"on": "2026-03-18", "german": "a2", "employment": "language_course", "residence": "permit_refugee"},
        {"on": "2026-09-01", "german": "b1", "employment": "internship"},
        {"on": "2027-09-15", "german": "b1", "employment": "vocational_training", "residence": "permit_refugee"},
    ]
    case["reviews"] = [
        {"id": "r-1", "planned_on": "2026-06-30", "held_on": "2026-06-30", "status": "held"},
        {"id": "r-2", "planned_on": "2026-12-01", "status": "no_show"},
    ]
    case["agreement"]["goals"][1]["steps"][1] |= {"status": "blocked", "blocked_by": "no_transport"}
    return case


def label_of(figures: dict[str, Any], name: str) -> tuple[str, str]:
    return next((row["start"], row["end"]) for row in figures["rows"] if row["label"] == name)


@pytest.mark.parametrize("name", ENDINGS)
def test_wording(name: str) -> None:
    assert matches_snapshot(name, text(name, view(ended(), day="2027-09-20")))


@pytest.mark.parametrize("name", ENDINGS)
def test_only_closed_cases(name: str) -> None:
    with pytest.raises(Refused) as refused:
        data(name, view(sample()))
    assert refused.value.hint.startswith("iza close F-8QK2-7MX4")


@pytest.mark.parametrize("name", ENDINGS)
def test_never_printed(name: str) -> None:
    markdown = text(name, view(ended()))
    assert [word for word in NEVER if word in markdown] == []


# -- the letter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", REASONS)
def test_one_page_whatever_the_reason(reason: str) -> None:
    assert page_count(text("closing-letter", view(ended(reason)))) == 1


def test_every_reason_has_words_of_its_own_or_shares_fitting_ones() -> None:
    said = {reason: text("closing-letter", view(ended(reason))).split("\n\n")[6] for reason in REASONS}
    assert len(set(said.values())) == 8  # settled, and the three moves, share theirs
    assert said["settled"] == said["no_further_support_needed"]
    assert said["moved_county"] == said["left_germany"] == said["moved_municipality"]


def test_letter_names_what_was_reached_and_nothing_else() -> None:
    found = data("closing-letter", view(ended()))["reached"]
    assert [(one["area"], one["partly"]) for one in found] == [("Ausbildung und Studium", False), ("Sprache", True)]
    assert "Hausarztpraxis" not in text("closing-letter", view(ended()))


def test_letter_without_anything_reached_says_no_such_thing() -> None:
    case = ended("contact_lost")
    for goal in case["agreement"]["goals"]:
        goal["status"] = "not_achieved"
    assert "geschafft" not in text("closing-letter", view(case))


def test_letter_tells_what_happens_to_the_data() -> None:
    assert "Wir löschen Ihre Daten drei Jahre nach dem Ende." in text("closing-letter", view(ended()))
    with pytest.raises(InvalidData, match=r"Speicherdauer \(privacy\.storage\)"):
        data("closing-letter", view(ended(), county(privacy={})))


def test_letter_names_services_only_to_who_stays() -> None:
    here = [one["name"] for one in data("closing-letter", view(ended()))["services"]]
    assert here == ["Handwerkskammer Neckarweil", "Volkshochschule Albweil"]
    assert data("closing-letter", view(ended("moved_county")))["services"] == []


def test_letter_names_no_service_that_left() -> None:
    of = county()
    of.partners["hwk"]["active_until"] = "2026-03-01"
    assert [one["name"] for one in data("closing-letter", view(ended(), of))["services"]] == ["Volkshochschule Albweil"]


def test_protected_address_is_not_in_the_address_field() -> None:
    case = ended()
    assert data("closing-letter", view(case))["recipient"]["lines"] == ["Rami ALHAMDO"]
    case["client"]["address_protected"] = False
    assert data("closing-letter", view(case))["recipient"]["lines"][1:] == ["Geheimweg 9", "72998 Verborgen"]


def test_guardian_of_a_minor_is_named() -> None:
    case = closed("selam", "moved_county")
    assert data("closing-letter", view(case))["recipient"]["lines"] == ["Selam TEKLE", "vertreten durch Birgit Lang"]


# -- the report -----------------------------------------------------------------------------------------


def test_report_counts_the_course() -> None:
    course = data("closing-report", view(ended()))["course"]
    assert course == {
        "opened_on": "04.03.2026", "clearing_on": "18.03.2026", "signed_on": "28.03.2026", "months": 17,
        "versions": 1, "reviews": 1, "missed": 1, "pauses": 0, "mentor": True, "interpreter": True,
    }  # fmt: skip


def test_report_shows_the_first_and_the_last_figures() -> None:
    figures = data("closing-report", view(ended()))["figures"]
    assert (figures["from"], figures["to"]) == ("18.03.2026", "15.09.2027")
    assert label_of(figures, "Deutsch") == ("A2", "B1")
    assert label_of(figures, "Beschäftigung") == ("Sprachkurs", "Berufsausbildung")
    assert "Leistungsbezug" not in [row["label"] for row in figures["rows"]]


def test_report_without_two_snapshots_compares_nothing() -> None:
    case = ended()
    case["snapshots"] = case["snapshots"][:1]
    assert data("closing-report", view(case))["figures"] is None
    assert "Am Anfang und am Ende" not in text("closing-report", view(case))


def test_report_lists_results_obstacles_and_what_stays_open() -> None:
    case = ended()
    case["agreement"]["goals"][1]["status"] = "in_progress"
    found = data("closing-report", view(case))
    assert [(goal["state"], goal["on"]) for goal in found["goals"]] == [
        ("erreicht", "20.08.2027"), ("in Arbeit", ""), ("aufgegeben", "")
    ]  # fmt: skip
    assert [(one["label"], one["number"]) for one in found["obstacles"]] == [("Keine Fahrtmöglichkeit", 1)]
    assert [step["number"] for step in found["open"]] == ["2.1", "2.2"]


def test_report_of_a_case_without_an_agreement() -> None:
    case = ended("opened_in_error")
    del case["agreement"], case["clearings"]
    markdown = text("closing-report", view(case))
    assert "| Vereinbarung unterschrieben | – |" in markdown
    assert "## Ziele" not in markdown
    assert "Unterschriebene Fassungen" not in markdown


# -- the archive ----------------------------------------------------------------------------------------


def test_offer_names_the_case_the_period_and_the_kind_but_nobody() -> None:
    markdown = text("archive-offer", view(ended()))
    assert "> Kreisarchiv Albweil\\\n> Am Kornhaus 5\\\n> 72999 Albweil" in markdown
    assert "| F-8QK2-7MX4 | 04.03.2026 – 15.09.2027 |" in markdown
    assert "mit Integrationszielvereinbarung" in markdown
    for word in ("ALHAMDO", "Rami", "Elektroniker", "Ausbildung", "Beispiel", "Haddad", "erreicht"):
        assert word not in markdown
    assert page_count(markdown) == 1


def test_offer_hands_no_content_to_its_template() -> None:
    """A county's own template cannot print what it never gets."""
    assert "ALHAMDO" not in str(data("archive-offer", view(ended())))


def test_offer_of_a_case_without_an_agreement() -> None:
    case = ended("withdrawn_by_client")
    del case["agreement"]
    assert "ohne Vereinbarung" in text("archive-offer", view(case))


def test_offer_needs_an_archive() -> None:
    of = county()
    del of.settings["archive"]
    with pytest.raises(InvalidData, match=r"iza\.yaml.*archive\.name"):
        data("archive-offer", view(ended(), of))
