"""Invitations and reminders: what stands there for whom, what never does, when none is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from consent_samples import county, data, matches_snapshot, page_count, sample, text, view
from second_language import MARK, paired, unmarked

from iza.app.letters.papers.view import View
from iza.errors import InvalidData, NotFound, Refused

NEVER = (
    "Geheimweg", "72998", "Verborgen", "0160", "privat@example.org", "Vorrang", "interne Notiz", "interner Vermerk",
    "Nur für die Akte", "permit", "levantinisch", "zu viert", "2001", "Al-Hamdo",
)  # fmt: skip
BEFORE_STEPS = "2026-04-20"  # ten days before the first two steps of the sample are due
CLIENT_DOCUMENTS = ("invitation-clearing", "invitation-review", "reminder")


def invited(name: str = "rami", **talk: Any) -> Any:
    """A sample whose clearing is still to come."""
    case = sample(name)
    for gone in ("agreement", "consents", "reviews"):
        case.pop(gone, None)
    case["clearings"] = [{"id": "c-4k7d", "planned_on": "2026-04-08", "time": "14:00", "place": "Rathaus", **talk}]
    return case


def signed(**changes: Any) -> Any:
    """The sample with its agreement in force; ``changes`` go into the planned review."""
    case = sample()
    case["agreement"]["versions"][0]["signed_on"] = "2026-03-28"
    case["reviews"][0] |= changes
    return case


def with_partner() -> View:
    """The partner hwk owes step 1.2, and the client agreed that it knows."""
    return view(signed(), day="2026-06-10", to="partner", ref="hwk")


def seen(name: str) -> View:
    """A sample for each document of the client."""
    cases = {"invitation-clearing": invited(), "invitation-review": signed(), "reminder": signed()}
    return view(cases[name], day="2026-03-30" if name == "invitation-clearing" else BEFORE_STEPS)


@pytest.mark.parametrize("name", CLIENT_DOCUMENTS)
def test_wording(name: str) -> None:
    assert matches_snapshot(name, text(name, seen(name)))


def test_wording_for_a_minor() -> None:
    case = invited("selam", interpreter={"ref": "D-TI-01", "language": "ti"})
    assert matches_snapshot("invitation-clearing-minor", text("invitation-clearing", view(case)))


@pytest.mark.parametrize("to", ["mentor", "interpreter"])
def test_wording_for_who_comes_along(to: str) -> None:
    case = signed(interpreter={"ref": "D-AR-04", "language": "ar"})
    assert matches_snapshot(f"invitation-review-{to}", text("invitation-review", view(case, to=to)))


def test_wording_for_a_partner() -> None:
    assert matches_snapshot("reminder-partner", text("reminder", with_partner()))


@pytest.mark.parametrize("name", CLIENT_DOCUMENTS)
def test_never_printed(name: str) -> None:
    markdown = text(name, seen(name))
    assert [word for word in NEVER if word in markdown] == []


@pytest.mark.parametrize("name", CLIENT_DOCUMENTS)
def test_one_page(name: str) -> None:
    assert page_count(text(name, seen(name))) == 1


def test_a_reminder_has_one_page_in_two_languages_too(tmp_path: Path) -> None:
    assert page_count(paired("reminder", seen("reminder"), tmp_path)) == 1


@pytest.mark.parametrize("name", CLIENT_DOCUMENTS)
def test_the_second_language_has_the_same_blocks(name: str, tmp_path: Path) -> None:
    assert MARK in paired(name, seen(name), tmp_path)


@pytest.mark.parametrize("name", CLIENT_DOCUMENTS)
def test_every_fixed_word_is_translated(name: str, tmp_path: Path) -> None:
    assert unmarked(name, seen(name), tmp_path) == []


# -- invitation to the clearing


def test_an_invitation_says_when_where_how_long_and_with_whom() -> None:
    markdown = text("invitation-clearing", view(invited(duration_min=45)))
    rows = ["Mittwoch, 08.04.2026, 14:00 Uhr", "| Wo? | Rathaus |", "etwa 45 Minuten", "Anna Kübler", "Arabisch"]
    assert [row for row in rows if row not in markdown] == []


@pytest.mark.parametrize(
    ("mode", "words"),
    [("phone", "am Telefon. Wir rufen Sie an."), ("video", "per Video."), ("home_visit", "bei Ihnen zu Hause")],
)
def test_a_talk_elsewhere_names_no_place(mode: str, words: str) -> None:
    markdown = text("invitation-clearing", view(invited(mode=mode, place="Geheimweg 9")))
    assert words in markdown
    assert "Geheimweg" not in markdown


def test_without_an_interpreter_nothing_is_said_about_interpreting() -> None:
    case = invited()
    case["client"]["interpreter"] = {"need": "none"}
    assert "bersetz" not in text("invitation-clearing", view(case))


def test_the_guardian_of_a_minor_is_invited_too() -> None:
    markdown = text("invitation-clearing", view(invited("selam")))
    assert "> Selam TEKLE\\\n> und Birgit Lang\n" in markdown
    assert "Guten Tag Selam TEKLE, guten Tag Birgit Lang," in markdown
    assert "b.lang@" not in markdown


def test_from_eighteen_the_client_is_invited_alone() -> None:
    markdown = text("invitation-clearing", view(invited("selam", planned_on="2027-06-01"), day="2027-05-20"))
    assert "Birgit Lang" not in markdown


def test_nobody_is_invited_without_a_day() -> None:
    with pytest.raises(InvalidData, match="planned"):
        data("invitation-clearing", view(sample()))


@pytest.mark.parametrize(("name", "case"), [("invitation-clearing", invited()), ("invitation-review", signed())])
def test_nobody_is_invited_to_a_day_that_has_passed(name: str, case: Any) -> None:
    with pytest.raises(Refused, match="has passed") as refused:
        data(name, view(case, day="2026-07-01"))
    assert "schedule F-8QK2-7MX4 --on DATE" in refused.value.hint


def test_on_the_day_itself_the_invitation_can_still_be_printed() -> None:
    assert "08.04.2026" in text("invitation-clearing", view(invited(), day="2026-04-08"))


# -- invitation to the review


def test_the_client_reads_who_comes() -> None:
    case = signed(participants=[{"role": "client"}, {"role": "partner", "ref": "hwk"}])
    row = next(line for line in text("invitation-review", view(case)).splitlines() if "Mit wem?" in line)
    assert row.startswith("| Mit wem? | Anna Kübler; Andrea Beispiel; Handwerkskammer Neckarweil;")


def test_the_mentor_reads_the_first_name_only() -> None:
    markdown = text("invitation-review", view(signed(), to="mentor"))
    assert "Rami" in markdown
    assert "ALHAMDO" not in markdown


def test_the_interpreter_reads_no_name() -> None:
    case = signed(interpreter={"ref": "D-AR-04"}, mode="home_visit", place="Geheimweg 9")
    found = data("invitation-review", view(case, to="interpreter"))
    markdown = text("invitation-review", view(case, to="interpreter"))
    assert [word for word in ("Rami", "ALHAMDO", "Geheimweg", "Beruf") if word in markdown + str(found)] == []
    assert "F-8QK2-7MX4" in markdown


def test_no_mentor_is_invited_against_the_wish() -> None:
    case = signed()
    case["client"]["mentor_wish"] = {"value": "not_wanted"}
    with pytest.raises(Refused, match="No mentor"):
        data("invitation-review", view(case, to="mentor"))


def test_who_is_not_there_is_not_invited() -> None:
    case = signed()
    del case["mentor"]
    for to, words in (("mentor", "No mentor"), ("interpreter", "No interpreter")):
        with pytest.raises(Refused, match=words):
            data("invitation-review", view(case, to=to))


def test_no_review_no_invitation() -> None:
    case = signed(status="cancelled")
    with pytest.raises(Refused, match="No review") as refused:
        data("invitation-review", view(case))
    assert refused.value.hint == "iza review schedule F-8QK2-7MX4 --on DATE"


# -- reminders


def numbers(found: dict[str, Any]) -> list[str]:
    return [step["number"] for step in found["steps"]]


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-04-16", ["1.1"]), ("2026-05-20", ["1.1"]), ("2026-09-16", ["1.1", "2.2"]), ("2026-10-20", ["1.1", "2.2", "2.1"])],
)
def test_a_client_is_reminded_of_own_steps_that_are_near_or_overdue(day: str, due: list[str]) -> None:
    assert numbers(data("reminder", view(signed(planned_on="2026-12-01"), day=day))) == due


def test_nothing_near_nothing_to_remind_of() -> None:
    with pytest.raises(Refused, match="nothing to remind"):
        data("reminder", view(signed(), day="2026-04-15"))


@pytest.mark.parametrize("status", ["done", "cancelled", "not_done"])
def test_finished_steps_are_not_mentioned(status: str) -> None:
    case = signed()
    case["agreement"]["goals"][0]["steps"][0]["status"] = status
    with pytest.raises(Refused):
        data("reminder", view(case, day=BEFORE_STEPS))


def test_a_pause_is_a_pause() -> None:
    case = signed() | {"pauses": [{"since": "2026-04-01"}]}
    with pytest.raises(Refused):
        data("reminder", view(case, day=BEFORE_STEPS))


def test_a_reminder_keeps_to_its_room() -> None:
    case = signed()
    found = data("reminder", view(case, day="2026-10-20", room=2))
    assert (numbers(found), found["more"]) == (["1.1", "2.2"], True)
    assert "Weitere Schritte stehen in der Vereinbarung." in text("reminder", view(case, day="2026-10-20", room=2))
    assert "Weitere Schritte" not in text("reminder", view(case, day="2026-10-20"))


def test_a_reminder_names_the_next_talk_unless_it_has_passed() -> None:
    assert "Dienstag, 30.06.2026, 14:30 Uhr" in text("reminder", view(signed(), day=BEFORE_STEPS))
    assert "Nächstes Gespräch" not in text("reminder", view(signed(), day="2026-07-01"))


def test_a_partner_reads_its_own_step_and_no_name() -> None:
    markdown = text("reminder", with_partner())
    assert "| 1.2 | Praktikumsplatz vermitteln | 15.06.2026 |" in markdown
    others = ("Rami", "ALHAMDO", "Berufsberatung", "Sprachcafé", "30.06.2026", "interne Notiz", "Arabisch")
    assert [word for word in others if word in markdown + str(data("reminder", with_partner()))] == []


@pytest.mark.parametrize("ending", [{"revoked_on": "2026-06-01"}, {"valid_until": "2026-06-09"}, {"data": ["contact"]}])
def test_a_partner_is_not_reminded_of_what_it_may_not_know(ending: dict[str, Any]) -> None:
    case = signed()
    case["consents"][0] |= ending
    with pytest.raises(Refused, match="No consent covers") as refused:
        data("reminder", view(case, day="2026-06-10", to="partner", ref="hwk"))
    assert refused.value.hint == "iza consent give F-8QK2-7MX4 --partner hwk --data goals_training"


def test_a_partner_with_a_statutory_basis_reads_it() -> None:
    case, known = signed(), county()
    case["consents"] = []
    known.partners["hwk"]["data_basis"] = "statutory"
    markdown = text("reminder", view(case, known, day="2026-06-10", to="partner", ref="hwk"))
    assert "auf gesetzlicher Grundlage: § 67a SGB X." in markdown
    without = county(privacy={})
    without.partners["hwk"]["data_basis"] = "statutory"
    with pytest.raises(InvalidData, match="legal_basis"):
        data("reminder", view(case, without, day="2026-06-10", to="partner", ref="hwk"))


def test_an_unknown_partner_is_not_reminded() -> None:
    with pytest.raises(NotFound, match="There is no partner"):
        data("reminder", view(signed(), to="partner", ref="nobody"))
