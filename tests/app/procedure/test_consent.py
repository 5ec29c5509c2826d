"""Consents: given by the client, revoked at any time, and nothing passed on without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, GUARDIAN, STATES, at, born, errors, git, refusal

from iza.app.changing import by_hand
from iza.app.changing.change import editing
from iza.app.lists import case_lists
from iza.app.office import Office
from iza.app.procedure import consent, letters_to_partners, pause_and_close, review
from iza.app.trail import history
from iza.errors import InvalidData, NotFound, Refused
from iza.store import drafts
from iza.store.current_case import current_case

GIVEN: dict[str, Any] = {
    "partner": "sprachwerk",
    "data": ["contact", "goals_language"],
    "purpose": "Anmeldung zum Kurs",
    "signed_by": ["client"],
}


def given(office: Office, case: str, **fields: Any) -> str:
    """The id of a new consent."""
    made: list[str] = list(consent.give(office, case, GIVEN | fields).data["consents"])
    return made[0]


def sent(case: Any, on: str, consent_id: str, **fields: Any) -> None:
    content = ["contact", "goals_language"]
    letters_to_partners.record_transmission(case, **{"on": on, "partner": "sprachwerk", "document": "partner-letter", "content": content,
                                 "consent_id": consent_id, "version": 1} | fields)  # fmt: skip


@pytest.fixture
def now(office: Office) -> Office:
    """The office on the day the tests take for today, with a case in force."""
    return at(office, DAYS["today"])


# -- giving -------------------------------------------------------------------------------------------


def test_each_partner_gets_a_consent_of_its_own(now: Office, case: str) -> None:
    outcome = consent.give(now, case, GIVEN | {"partner": ["sprachwerk", "jobcenter-albweil"]})
    one, two = current_case(now.repo, case)["consents"]
    assert list(one) == ["id", "partner", "data", "purpose", "given_on", "signed_by"]
    assert (one["partner"], two["partner"], one["given_on"]) == ("sprachwerk", "jobcenter-albweil", now.day)
    assert list(outcome.data["consents"]) == [one["id"], two["id"]]
    assert "Sprachwerk" in outcome.message
    assert git(now.repo.root, "log", "-1", "--format=%(trailers:key=Iza-Action,valueonly)").strip() == "consent.give"
    assert git(now.repo.root, "log", "-1", "--format=%s").strip() == f"{case}: consent given"


@pytest.mark.parametrize(
    ("fields", "said", "error"),
    [
        ({"partner": "nobody"}, "nobody", NotFound),
        ({"partner": []}, "names the partner", InvalidData),
        ({"data": ["shoe_size"]}, "E62", InvalidData),
        ({"data": []}, "E65", InvalidData),
        ({"purpose": None}, "E6", InvalidData),
        ({"given_on": "2026-05-05"}, "E27", Refused),
        ({"given_on": "gestern"}, "given_on", InvalidData),
        ({"valid_until": "2026-05-03"}, "E27", Refused),
        ({"signed_by": []}, "E65", InvalidData),
        ({"signed_by": ["guardian"]}, "E54", Refused),
        ({"data": ["goals_health"]}, "Art. 9", Refused),
        ({"note": "x"}, "E60", InvalidData),
    ],
)
def test_what_is_no_consent_is_refused(now: Office, case: str, fields: dict[str, Any], said: str, error: Any) -> None:
    with refusal(now, said, error):
        consent.give(now, case, GIVEN | fields)


def test_without_a_signature_there_is_no_consent(now: Office, case: str) -> None:
    with refusal(now, "E54"):
        consent.give(now, case, {name: value for name, value in GIVEN.items() if name != "signed_by"})


def test_the_same_consent_is_recorded_once(now: Office, case: str) -> None:
    given(now, case)
    with refusal(now, "recorded already"):
        given(now, case)
    given(now, case, purpose="Prüfung")
    assert len(current_case(now.repo, case)["consents"]) == 2


def test_health_is_agreed_to_expressly(now: Office, case: str) -> None:
    given(now, case, data=["goals_health", "special_categories"])
    given(now, case, data=["contact", "goals_health"])  # the row for this partner is there
    with refusal(now, "Art. 9"):
        given(now, case, partner="jobcenter-albweil", data=["contact", "goals_health"])


def test_a_client_of_17_signs_and_the_guardian_only_in_addition(office: Office) -> None:
    case = casework.cleared(office, born("2009-01-10", guardian=GUARDIAN))
    now = at(office, DAYS["today"])
    with refusal(now, "E54"):
        given(now, case, signed_by=["guardian"])
    given(now, case)
    given(now, case, signed_by=["client", "guardian"])
    assert errors(now, case) == []


def test_a_partner_who_left_is_told(now: Office, case: str) -> None:
    from iza.app.county import directory

    directory.end(now, "partners", "sprachwerk", "2026-05-03")
    later = casework.office_in(now.repo.root)
    (note,) = consent.give(later, case, GIVEN).notes
    assert "sprachwerk" in note
    assert consent.give(later, case, GIVEN | {"given_on": "2026-05-03"}).notes == ()


# -- revoking -----------------------------------------------------------------------------------------


def test_a_revocation_names_what_the_partner_received(now: Office, case: str) -> None:
    ref = given(now, case, given_on=DAYS["signed"])
    other = given(now, case, purpose="Prüfung")
    document = by_hand.begin(now, case)
    by_hand.set_fields(now, document.case_id, {"transmissions": []})
    with editing(now, case, _give()) as opened:
        sent(opened.case, "2026-04-20", ref)
        sent(opened.case, "2026-05-04", other)
    outcome = consent.revoke(now, case, "1")
    assert outcome.data["consent"] == ref
    assert [one["on"] for one in outcome.data["transmissions"]] == ["2026-04-20"]
    (note,) = outcome.notes  # the other consent still covers the steps
    assert "Sprachwerk" in note
    assert "2026-04-20 Letter to a partner: contact details, goals: language" in note
    assert current_case(now.repo, case)["consents"][0]["revoked_on"] == now.day
    assert errors(now, case) == []
    (last, *_more) = consent.revoke(now, case, other).notes[1:]
    assert "1.1" in last
    assert "Sprachwerk" in last


def _give() -> Any:
    from iza.model.procedure import Action

    return Action.CONSENT_GIVE


def test_a_consent_is_revoked_once_and_never_deleted(now: Office, case: str) -> None:
    given(now, case)
    with refusal(now, "no consent 2", NotFound):
        consent.revoke(now, case, "2")
    with refusal(now, "E27"):
        consent.revoke(now, case, "1", "2026-05-05")
    with refusal(now, "E27"):
        consent.revoke(now, case, "1", "2026-05-03")
    consent.revoke(now, case, "1")
    with refusal(now, "2026-05-04"):
        consent.revoke(now, case, "1")
    assert [row.state for row in consent.consent_rows(now, case, everything=True)] == ["revoked"]


def test_a_late_revocation_lands_and_what_was_sent_meanwhile_is_found(now: Office, case: str) -> None:
    ref = given(now, case, given_on=DAYS["signed"])
    with editing(now, case, _give()) as opened:
        sent(opened.case, "2026-04-20", ref)
        sent(opened.case, "2026-04-29", ref)
    outcome = consent.revoke(now, case, ref, "2026-04-20")
    assert any("data protection officer" in note for note in outcome.notes)
    assert errors(now, case) == ["E21"]
    consent.give(now, case, GIVEN)  # an old fault stops nothing else
    with pytest.raises(Refused, match="E21"), editing(now, case, _give()) as opened:
        sent(opened.case, "2026-04-30", ref)


def test_a_letter_needs_a_consent_of_that_day(now: Office, case: str) -> None:
    ref = given(now, case, given_on="2026-05-02", data=["contact"])
    for on, content in (("2026-05-01", ["contact"]), ("2026-05-02", ["contact", "family"])):
        with pytest.raises(Refused, match="E20"), editing(now, case, _give()) as opened:
            sent(opened.case, on, ref, content=content)
    with editing(now, case, _give()) as opened:
        sent(opened.case, "2026-05-02", ref, content=["contact"])


def test_a_transmission_is_noted_once(now: Office, case: str) -> None:
    ref = given(now, case)
    with editing(now, case, _give()) as opened:
        sent(opened.case, now.day, ref)
        sent(opened.case, now.day, ref)
        sent(opened.case, now.day, ref, version=None, content=[], document="reminder")
    assert current_case(now.repo, case)["transmissions"] == [
        {"on": now.day, "partner": "sprachwerk", "document": "partner-letter", "content": ["contact", "goals_language"],
         "basis": "consent", "consent": ref, "version": 1},
        {"on": now.day, "partner": "sprachwerk", "document": "reminder", "basis": "consent", "consent": ref},
    ]  # fmt: skip


# -- when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", STATES)
def test_consents_are_given_in_every_phase_until_the_end_and_revoked_even_later(office: Office, phase: str) -> None:
    case = STATES[phase](office, CLIENT)
    now = at(office, DAYS["today"])
    if phase in ("closed", "ended"):
        with refusal(now, "consent given"):
            given(now, case)
        return
    given(now, case)
    if phase != "fulfilled":
        pause_and_close.close(now, case, "contact_lost", now.day)
    consent.revoke(now, case, "1")
    assert errors(now, case) == []


def test_a_revocation_counts_at_once_while_a_review_is_open(talk: Office, case: str) -> None:
    given(talk, case)
    consent.revoke(talk, case, "1")
    for known in (talk.repo.case(case), current_case(talk.repo, case)):
        assert known["consents"][0]["revoked_on"] == talk.day
    ending = review.Ending(next_on="2026-09-29", untouched_ok=True)
    review.hold(talk, case, {}, ending)
    after = talk.repo.case(case)
    assert (len(after["consents"]), after["reviews"][0]["status"]) == (1, "held")
    assert after["consents"][0]["revoked_on"] == talk.day


def test_an_abandoned_review_leaves_consents_as_they_are(talk: Office, case: str) -> None:
    given(talk, case)
    drafts.abandon(talk.repo, case)
    assert [one["partner"] for one in current_case(talk.repo, case)["consents"]] == ["sprachwerk"]


# -- looking ------------------------------------------------------------------------------------------


def test_the_list_shows_what_holds_today_under_its_number(now: Office, case: str) -> None:
    given(now, case, given_on=DAYS["signed"], valid_until="2026-05-03")
    given(now, case, purpose="Prüfung", valid_until="2026-05-04")
    given(now, case, partner="jobcenter-albweil")
    consent.revoke(now, case, "3")
    assert [(row.number, row.state) for row in consent.consent_rows(now, case)] == [(2, "valid")]
    rows = consent.consent_rows(now, case, everything=True)
    assert [(row.number, row.state) for row in rows] == [(1, "expired"), (2, "valid"), (3, "revoked")]
    assert rows[2].name == "Jobcenter Landkreis Albweil"


def test_a_consent_that_ends_soon_is_due(now: Office, case: str) -> None:
    given(now, case, valid_until="2026-06-03")
    given(now, case, partner="jobcenter-albweil", valid_until="2026-06-04")
    found = [row.due for row in case_lists.due_list(now, everything=True) if row.due.kind == "consent"]
    assert [(due.on, due.days) for due in found] == [("2026-06-03", -30)]


def test_the_history_tells_it_in_words(now: Office, case: str) -> None:
    given(now, case)
    consent.revoke(now, case, "1")
    revoked, made = history.history(now, case)[:2]
    assert (revoked.action_name, made.action_name) == ("consent revoked", "consent given")
    assert [(one.field, one.new) for one in revoked.changes] == [("Consent 1 (sprachwerk) · revoked on", "2026-05-04")]
    assert revoked.changes[0].sentence == "Consent 1 (sprachwerk) revoked on 2026-05-04"
    (given_one,) = made.changes
    assert given_one.field == "Consent 1 (sprachwerk)"
    assert "sprachwerk may know contact details, goals: language" in given_one.sentence


def test_no_purpose_stands_in_a_commit_message(now: Office, case: str) -> None:
    given(now, case, purpose="Kanarienfrau")
    assert "Kanarienfrau" not in git(now.repo.root, "log", "--format=%B")
    assert "Kanarienfrau" in casework.case_text(Path(now.repo.root), case)
