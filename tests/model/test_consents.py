"""What consents cover: the days at their ends, several for one partner, and special categories."""

from __future__ import annotations

from typing import Any, cast, get_args

import pytest

from iza.errors import NotFound
from iza.model import consents
from iza.model.case.record import Case, Consent
from iza.model.case.vocabulary import LifeArea
from iza.store.schema import labels


def consent(**fields: Any) -> Consent:
    known = {"id": "e-1111", "partner": "vhs", "data": ["contact"], "purpose": "Kurs", "given_on": "2026-03-01"}
    return cast("Consent", known | fields)


def case(*given: Consent, born: str = "2000-01-01", **fields: Any) -> Case:
    return cast("Case", {"id": "F-1", "client": {"birth": {"date": born}}, "consents": list(given), **fields})


@pytest.mark.parametrize(
    ("fields", "day", "held"),
    [
        ({}, "2026-02-28", False),
        ({}, "2026-03-01", True),
        ({}, "2099-01-01", True),
        ({"valid_until": "2026-06-30"}, "2026-06-30", True),
        ({"valid_until": "2026-06-30"}, "2026-07-01", False),
        ({"revoked_on": "2026-05-05"}, "2026-05-04", True),
        ({"revoked_on": "2026-05-05"}, "2026-05-05", False),
        ({"valid_until": "2026-06-30", "revoked_on": "2026-08-01"}, "2026-07-01", False),
    ],
)
def test_a_consent_holds_from_its_first_to_its_last_day(fields: dict[str, str], day: str, held: bool) -> None:
    assert consents.holds(consent(**fields), day) is held


def test_several_consents_for_a_partner_add_up_and_others_do_not_count() -> None:
    one, two = consent(), consent(id="e-2222", data=["language_level"])
    other = consent(id="e-3333", partner="hwk", data=["education"])
    ended = consent(id="e-4444", data=["family"], valid_until="2026-03-31")
    known = case(one, two, other, ended)
    wanted = ["family", "education", "language_level", "contact"]
    assert consents.uncovered(known, "vhs", wanted, "2026-04-01") == ["education", "family"]
    assert consents.uncovered(known, "vhs", wanted, "2026-03-31") == ["education"]
    assert consents.covering(known, "vhs", ["contact"], "2026-04-01") == [one]
    assert consents.covering(known, "vhs", wanted, "2026-04-01") == [one, two]
    assert consents.uncovered(known, "vhs", [], "2026-04-01") == []
    assert consents.uncovered(case(), "vhs", ["contact"], "2026-04-01") == ["contact"]


def test_goals_about_health_need_the_row_of_article_9() -> None:
    plain = consent(data=["goals_work", "goals_health"])
    row = consent(id="e-2222", data=["special_categories"])
    wanted = ["goals_health", "goals_work"]
    assert consents.uncovered(case(plain), "vhs", wanted, "2026-04-01") == ["special_categories"]
    assert consents.uncovered(case(plain, row), "vhs", wanted, "2026-04-01") == []
    assert consents.uncovered(case(row), "vhs", ["goals_health"], "2026-04-01") == ["goals_health"]
    assert consents.uncovered(case(plain), "vhs", ["goals_work"], "2026-04-01") == []


def test_a_word_that_is_no_data_is_never_covered() -> None:
    assert consents.uncovered(case(consent()), "vhs", ["zzz", "contact", "family"], "2026-04-01") == ["family", "zzz"]


def test_the_data_are_those_of_the_schema_and_every_life_area_has_its_own() -> None:
    assert list(consents.DATA) == [option.code for option in labels.vocabulary("consent_data")]
    assert list(consents.GOAL_DATA) == list(get_args(LifeArea))
    assert set(consents.GOAL_DATA.values()) == {code for code in consents.DATA if code.startswith("goals_")}
    assert all(data == f"goals_{area}" for area, data in consents.GOAL_DATA.items())


def test_clients_sign_themselves_from_their_15th_birthday() -> None:
    known = case(born="2011-04-10")
    assert [consents.signs_alone(known, day) for day in ("2026-04-09", "2026-04-10")] == [False, True]


def test_a_consent_is_found_by_number_or_id() -> None:
    one, two = consent(), consent(id="e-2222")
    known = case(one, two)
    assert [consents.find(known, ref) for ref in ("1", "2", "e-1111", "e-2222")] == [one, two, one, two]
    for ref in ("0", "3", "e-3333", ""):
        with pytest.raises(NotFound):
            consents.find(known, ref)


def test_what_was_passed_on_under_a_consent_is_listed_by_day() -> None:
    sent = [
        {"on": "2026-05-01", "partner": "vhs", "document": "reminder", "consent": "e-1111"},
        {"on": "2026-04-01", "partner": "vhs", "document": "partner-letter", "consent": "e-1111"},
        {"on": "2026-04-02", "partner": "vhs", "document": "partner-letter", "consent": "e-2222"},
        {"on": "2026-04-03", "partner": "vhs", "document": "letter", "basis": "statutory"},
    ]
    assert consents.under(case(transmissions=sent), consent()) == [sent[1], sent[0]]
