"""Letters to interpreters and mentors: as little about the client as they need."""

from __future__ import annotations

from typing import Any

import pytest
from consent_samples import county, data, matches_snapshot, page_count, sample, text, view

from iza.app.letters.papers.view import View
from iza.errors import InvalidData, NotFound, Refused

CLIENT = (
    "Rami", "ALHAMDO", "Al-Hamdo", "2001", "Geheimweg", "Verborgen", "0160", "permit", "Ausbildung", "Elektroniker",
    "Gesundheit", "Vorrang", "zu viert", "Handwerkskammer",
)  # fmt: skip


def asked(**changes: Any) -> Any:
    """The sample with a review to come; ``changes`` go into its need of an interpreter."""
    case = sample()
    case["client"]["interpreter"] |= changes
    return case


def volunteer(ref: str, to: str = "mentor", **settings: Any) -> View:
    """A volunteer of the directory: there is no case."""
    return View({}, county(**settings), "2026-03-28", to=to, ref=ref, worker="kue")  # type: ignore[typeddict-item]


def of_mentor(**certificate: str) -> View:
    """The mentor with a certificate that was inspected."""
    seen = volunteer("P-7F3K")
    seen.county.mentors["P-7F3K"]["certificate"] = {
        "issued_on": "2021-05-02", "inspected_on": "2021-06-01", "inspected_by": "kue", "no_relevant_entry": True,
        **certificate,
    }  # fmt: skip
    return seen


# -- interpreter


def test_wording_of_the_request_to_an_interpreter() -> None:
    case = asked(gender_preference="female")
    assert matches_snapshot("interpreter-request", text("interpreter-request", view(case, ref="D-AR-04")))


def test_an_interpreter_reads_language_day_and_reference_but_nothing_about_the_client() -> None:
    found, markdown = data("interpreter-request", view(asked())), text("interpreter-request", view(asked()))
    assert [word for word in CLIENT if word in markdown + str(found)] == []
    for word in ("**Arabisch**, levantinisch", "Dienstag, 30.06.2026, 14:30 Uhr", "F-8QK2-7MX4", "etwa 60 Minuten"):
        assert word in markdown


def test_the_pool_is_asked_where_nobody_is_booked() -> None:
    assert "\nGuten Tag,\n" in text("interpreter-request", view(asked()))


def test_who_is_booked_is_asked_by_name_and_to_promise_silence() -> None:
    case = asked()
    case["reviews"][0]["interpreter"] = {"ref": "D-AR-04"}
    assert "Guten Tag Samir Haddad," in text("interpreter-request", view(case))
    assert "Verschwiegenheitserklärung" in text("interpreter-request", view(case))
    known = county()
    known.interpreters["D-AR-04"]["confidentiality_signed_on"] = "2025-01-01"
    assert "Verschwiegenheitserklärung" not in text("interpreter-request", view(case, known))


@pytest.mark.parametrize(("wish", "words"), [("female", "Eine Frau"), ("male", "Ein Mann")])
def test_the_wish_of_the_client_counts(wish: str, words: str) -> None:
    assert f"{words} soll dolmetschen." in text("interpreter-request", view(asked(gender_preference=wish)))
    assert "soll dolmetschen" not in text("interpreter-request", view(asked(gender_preference="any")))


def test_the_talk_that_comes_first_is_asked_for() -> None:
    case = asked()
    case["clearings"].append({"id": "c-9z9z", "planned_on": "2026-05-04", "mode": "home_visit", "place": "Geheimweg 9"})
    markdown = text("interpreter-request", view(case))
    assert "Montag, 04.05.2026" in markdown
    assert "etwa 90 Minuten" in markdown
    assert "Geheimweg" not in markdown
    assert "30.06.2026" in text("interpreter-request", view(case, day="2026-05-05"))


def test_no_talk_no_request() -> None:
    with pytest.raises(Refused, match="No talk"):
        data("interpreter-request", view(asked(), day="2026-07-01"))


def test_without_a_language_nobody_can_be_asked() -> None:
    case = asked()
    case["client"]["interpreter"] = {"need": "none"}
    with pytest.raises(InvalidData, match="The client"):
        data("interpreter-request", view(case))


def test_who_is_not_to_be_booked_is_not_asked() -> None:
    with pytest.raises(Refused, match="D-AR-04 is not to be booked"):
        data("interpreter-request", view(asked(exclude=["D-AR-04"]), ref="D-AR-04"))


# -- mentor


def test_wording_of_the_request_to_a_mentor() -> None:
    assert matches_snapshot("mentor-request", text("mentor-request", view(sample())))


def test_a_mentor_reads_first_name_areas_language_and_time() -> None:
    found, markdown = data("mentor-request", view(sample())), text("mentor-request", view(sample()))
    more = [word for word in CLIENT if word not in ("Rami", "Ausbildung")]
    assert [word for word in more if word in markdown + str(found)] == []
    assert found["first_name"] == "Rami"
    assert found["areas"] == ["Ausbildung und Studium", "Sprache"]  # not health
    assert found["languages"] == ["Arabisch"]


def test_before_there_are_goals_the_needs_say_what_it_is_about() -> None:
    case = sample()
    del case["agreement"]
    case["clearings"][0]["areas"]["residence"] = {"need": "high"}
    assert data("mentor-request", view(case))["areas"] == ["Sprache", "Ausbildung und Studium", "Wohnen"]


def test_a_mononym_is_a_first_name() -> None:
    case = sample()
    case["client"]["names"] = [{"kind": "official", "mononym": "Najibullah"}]
    assert data("mentor-request", view(case))["first_name"] == "Najibullah"


@pytest.mark.parametrize("wish", ["not_wanted", "later", "not_asked", None])
def test_no_mentor_is_asked_unless_the_client_wants_one(wish: str | None) -> None:
    case = sample()
    case["client"]["mentor_wish"] = {"value": wish}
    if wish is None:
        del case["client"]["mentor_wish"]
    with pytest.raises(Refused, match="only if the client wants one"):
        data("mentor-request", view(case))


def test_what_a_mentor_still_lacks_is_asked_for() -> None:
    assert "erweitertes Führungszeugnis" in text("mentor-request", view(sample()))
    ready = of_mentor().county
    ready.mentors["P-7F3K"]["confidentiality_signed_on"] = "2021-06-01"
    markdown = text("mentor-request", view(sample(), ready))
    assert "Führungszeugnis" not in markdown
    assert "Verschwiegenheitserklärung" not in markdown


def test_who_has_left_is_not_asked() -> None:
    known = county()
    known.mentors["P-7F3K"]["active_until"] = "2026-03-27"
    with pytest.raises(Refused, match="no longer active"):
        data("mentor-request", view(sample(), known))


def test_a_mentor_that_is_not_linked_can_be_asked_by_name_or_nobody() -> None:
    case = sample()
    del case["mentor"]
    assert "\nGuten Tag,\n" in text("mentor-request", view(case))
    assert "Guten Tag Andrea Beispiel," in text("mentor-request", view(case, ref="P-7F3K"))
    with pytest.raises(NotFound, match="There is no mentor"):
        data("mentor-request", view(case, ref="P-XXXX"))


# -- certificate and confidentiality: no case


def test_wording_of_the_letter_for_the_certificate() -> None:
    seen = volunteer("P-7F3K", volunteering={"fee_exempt": True, "note": "Sie sind versichert."})
    assert matches_snapshot("certificate-letter", text("certificate-letter", seen))


@pytest.mark.parametrize("seen", [volunteer("P-7F3K", volunteering={"fee_exempt": True}), of_mentor()])
def test_the_letter_for_the_certificate_has_one_page(seen: View) -> None:
    assert page_count(text("certificate-letter", seen)) == 1


def test_the_intervals_are_those_of_the_county() -> None:
    seen = of_mentor()
    seen.county.settings["intervals"] = {"certificate_months": 2, "certificate_years": 4}
    markdown = text("certificate-letter", seen)
    assert "höchstens 2 Monate alt" in markdown
    assert "am 01.06.2021 gesehen. Nach 4 Jahren" in markdown
    assert "bis zum 01.06.2025" in markdown


def test_a_fee_is_mentioned_only_where_the_county_says_so() -> None:
    assert "Gebühr" not in text("certificate-letter", volunteer("P-7F3K"))
    assert "Gebühr" in text("certificate-letter", volunteer("P-7F3K", volunteering={"fee_exempt": True}))


def test_minors_are_mentioned_only_where_there_are_any() -> None:
    assert "Minderjährige ab 16 Jahren" in text("certificate-letter", volunteer("P-7F3K"))
    assert "Minderjährige" not in text("certificate-letter", volunteer("P-7F3K", min_age=18))


def test_nothing_more_of_a_certificate_is_recorded_than_the_letter_says() -> None:
    markdown = text("certificate-letter", volunteer("P-7F3K"))
    assert "Eine Kopie machen wir nicht." in markdown
    assert "0170" not in markdown


@pytest.mark.parametrize(("ref", "to"), [("P-7F3K", "mentor"), ("D-AR-04", "interpreter")])
def test_wording_of_the_promise(ref: str, to: str) -> None:
    markdown = text("confidentiality", volunteer(ref, to))
    assert matches_snapshot(f"confidentiality-{to}", markdown)
    assert page_count(markdown) == 1


def test_only_an_interpreter_promises_to_interpret() -> None:
    assert "Ich übertrage alles" in text("confidentiality", volunteer("D-AR-04", "interpreter"))
    assert "Ich übertrage alles" not in text("confidentiality", volunteer("P-7F3K"))


@pytest.mark.parametrize(("name", "to"), [
    ("certificate-letter", "mentor"), ("confidentiality", "mentor"), ("confidentiality", "interpreter"),
])  # fmt: skip
def test_nobody_unknown_gets_a_letter(name: str, to: str) -> None:
    with pytest.raises(NotFound, match=f"There is no {to}"):
        data(name, volunteer("X-0000", to))
