"""Finding people by any word, and the search for twins before a case is opened."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza.app.matching import SHOWN, SIMILAR, Match, Reason, same_person_key, search, twins
from iza.model.case.person import Client
from iza.model.case.record import Case


def case(case_id: str, birth: str = "1990-05-17", precision: str = "day", phone: str = "", **name: str) -> Case:
    """A case with no more than what is searched; ``name`` is the official one."""
    client: dict[str, Any] = {
        "names": [{"kind": "official", **name}],
        "birth": {"date": birth, "precision": precision},
    }
    if phone:
        client["contact"] = {"phone": phone}
    return cast("Case", {"id": case_id, "client": client})


RAMI = case("F-8QK2-7MX4", "2001-05-17", phone="+49 (0)176 123-4567", given="Rami", family="Alhamdo")
OLEKSIJ = case("F-1B3D-5F7H", "1984-09-30", given="Oleksij", family="Bondarenko")
ZAHRA = case("F-8QW1-0000", "1995-01-01", "year", phone="0160 7654321", given="Zahra", family="Nazari")
FERHAT = case("F-7777-AB12", "1973-01-01", "year", mononym="Ferhat")
RAMI["client"]["names"].append({"kind": "native_script", "given": "رامي", "family": "الحمدو"})
ZAHRA["client"]["names"].append({"kind": "called", "given": "Sisi"})
ZAHRA["client"]["names"].append({"kind": "former", "family": "Amiri"})
PEOPLE = [RAMI, OLEKSIJ, ZAHRA, FERHAT]


def found(query: str) -> list[str]:
    return [match.case_id for match in search(PEOPLE, query)]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("rami", RAMI), ("RAMI ALHAMDO", RAMI), ("hamdo", RAMI), ("رامی", RAMI), ("Alh", RAMI), ("Рами", RAMI),
        ("Алексей", OLEKSIJ), ("Alexej Bondarenko", OLEKSIJ), ("bondarenko aleksey", OLEKSIJ),
        ("Sahra", ZAHRA), ("زهرا نظری", ZAHRA), ("Sisi Nasari", ZAHRA), ("Zahra Amiri", ZAHRA),
        ("Ferhat", FERHAT), ("ferhad", FERHAT), ("Ferhat Demir", FERHAT),
        ("F-8QK2-7MX4", RAMI), ("f-8qk", RAMI), ("8qk27mx4", RAMI), ("f-ib3d", OLEKSIJ), ("7777", FERHAT),
        ("2001-05-17", RAMI), ("17.5.2001", RAMI), ("1973", FERHAT), ("1.1.1995", ZAHRA),
        ("0176 1234567", RAMI), ("+49 176 1234567", RAMI), ("0049 176/123 45 67", RAMI), ("4567", RAMI),
        ("Rami 17.5.2001", RAMI), ("1995 Zahra", ZAHRA), ("Nazari 0160", ZAHRA), ("F-8Q Zahra", ZAHRA),
    ],
)  # fmt: skip
def test_a_person_is_found_by(query: str, wanted: Case) -> None:
    assert found(query) == [wanted["id"]]


@pytest.mark.parametrize(
    "query",
    [
        "", "   ", "-", "😀", "Ra", "Rami 1.1.1995", "31.2.2001", "123", "F-9", "Karim", "Zahra Alhamdo",
        "17.5.2001 30.9.1984", "Rami Oleksij",
    ],
)  # fmt: skip
def test_what_does_not_fit_altogether_finds_nobody(query: str) -> None:
    assert found(query) == []


def test_the_beginning_of_an_id_finds_all_who_share_it() -> None:
    assert sorted(found("F-8Q")) == [RAMI["id"], ZAHRA["id"]]


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    people = [
        case("F-0", given="Aly", family=""),
        case("F-1", given="Ali", family="Resai"),
        case("F-3", mononym="Ali"),
        case("F-2", mononym="Ali"),
    ]
    assert [match.case_id for match in search(people, "ali")] == ["F-2", "F-3", "F-1", "F-0"]
    assert [match.case_id for match in search(people, "ali", limit=2)] == ["F-2", "F-3"]


def test_a_word_that_begins_an_id_by_chance_comes_after_the_names() -> None:
    people = [case("F-SARA-2222", given="Karim", family="Nazari"), case("F-9999-2222", mononym="Sarah")]
    by_name, by_id = search(people, "sara")
    assert (by_name.case_id, by_id.case_id, by_id.reasons) == ("F-9999-2222", "F-SARA-2222", (Reason.CASE_ID,))
    assert by_name.score > by_id.score >= SHOWN
    assert [match.case_id for match in search(people, "sar")] == ["F-9999-2222"]


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("Rami Alhamdo", [Reason.NAME]),
        ("Rami", [Reason.NAME]),
        ("Ramy Al-Hamdo", [Reason.SPELLING]),
        ("Рами", [Reason.SCRIPT]),
        ("Раме", [Reason.SCRIPT, Reason.SPELLING]),
        ("Ferhat Demir", [Reason.NAME, Reason.PART]),
        ("F-8QK2 Rami 2001", [Reason.CASE_ID, Reason.NAME, Reason.BIRTH_YEAR]),
        ("17.5.2001 4567", [Reason.BIRTH_DATE, Reason.PHONE]),
    ],
)
def test_why_somebody_was_found(query: str, reasons: list[Reason]) -> None:
    assert [list(match.reasons) for match in search(PEOPLE, query)] == [reasons]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_query_and_no_person_is_too_strange(query: str, name: str) -> None:
    known = case("F-0000-0000", given=name, family=query)
    assert all(0 < match.score <= 100 for match in [*search([known], query), *twins([known], known["client"])])


# --- twins -------------------------------------------------------------------------------------


def twin(known: Case, new: Case) -> Match | None:
    return next(iter(twins([known], new["client"])), None)


MOHAMMED = {"given": "Mohammed", "family": "Karimi"}
MUHAMMAD = {"given": "Muhammad", "family": "Karimy"}


def compared(known_birth: str, new_birth: str, precision: str = "day", **name: str) -> Match | None:
    return twin(case("F-1", known_birth, **MOHAMMED), case("F-2", new_birth, precision, **(name or MUHAMMAD)))


def test_a_similar_name_is_shown_and_the_same_birth_date_makes_it_surer() -> None:
    unsure, sure = compared("1990-05-17", "1990-01-01"), compared("1990-05-17", "1990-05-17")
    assert unsure
    assert sure
    assert SIMILAR <= unsure.score < sure.score
    assert unsure.reasons == (Reason.SPELLING,)
    assert sure.reasons == (Reason.SPELLING, Reason.BIRTH_DATE)


UNSURE = [("1990-01-01", "day"), ("1990-05-17", "year"), ("1990-05-17", "unknown")]


@pytest.mark.parametrize(("birth", "precision"), UNSURE)
def test_a_birth_date_nobody_is_sure_of_neither_supports_nor_contradicts(birth: str, precision: str) -> None:
    known, other = case("F-1", birth, precision, **MOHAMMED), case("F-1", "1961-03-04", **MOHAMMED)
    same, different = case("F-2", birth, precision, **MUHAMMAD), case("F-2", "1977-08-09", **MUHAMMAD)
    matches = [twin(known, same), twin(known, different), twin(other, same)]
    assert [match and match.reasons for match in matches] == [(Reason.SPELLING,)] * 3
    assert len({match.score for match in matches if match}) == 1


@pytest.mark.parametrize(("birth", "precision"), UNSURE)
def test_a_birth_date_nobody_is_sure_of_shows_no_half_similar_name(birth: str, precision: str) -> None:
    half = {"given": "Mohammed", "family": "Sherzad"}
    assert twin(case("F-1", birth, precision, **MOHAMMED), case("F-2", birth, precision, **half)) is None


def test_another_birth_date_speaks_against_and_hides_what_is_only_spelled_alike() -> None:
    same_name = compared("1990-05-17", "1984-11-02", **MOHAMMED)
    assert same_name
    assert same_name.score == 85
    assert same_name.reasons == (Reason.NAME, Reason.OTHER_BIRTH_DATE)
    assert compared("1990-05-17", "1984-11-02", given="Mouhamed", family="Karimy") is not None
    assert compared("1990-05-17", "1984-11-02", given="Mohammed Reza", family="Karami") is None


def test_day_and_month_changed_places_does_not_speak_against() -> None:
    swapped = compared("1990-05-07", "1990-07-05")
    assert swapped
    assert swapped.score >= SIMILAR
    assert swapped.reasons == (Reason.SPELLING, Reason.BIRTH_DATE_SWAPPED)


def test_the_same_birth_date_shows_a_partly_similar_name_but_never_a_strange_one() -> None:
    partly = compared("1990-05-17", "1990-05-17", given="Mohamad", family="Sherzad")
    assert partly
    assert partly.score == SHOWN
    assert partly.reasons == (Reason.SPELLING, Reason.PART, Reason.BIRTH_DATE)
    assert compared("1990-05-17", "1990-05-17", given="Oksana", family="Bondarenko") is None
    assert twin(case("F-1", given="Ana", family="Mari"), case("F-2", mononym="Nimr")) is None


def test_family_members_with_one_phone_are_shown_only_without_another_birth_date() -> None:
    father = case("F-1", "1970-04-04", phone="+49 (0)176 1234567", given="Karim", family="Nazari")
    daughter = {"given": "Zahra", "family": "Nazari", "phone": "+49176 1234567"}
    assert twin(father, case("F-2", "1995-02-02", **daughter)) is None
    unsure = twin(father, case("F-2", "1995-01-01", **daughter))
    assert unsure
    assert Reason.PHONE in unsure.reasons
    assert twin(father, case("F-2", "1970-04-04", phone="0176 1234567", given="Oksana", family="Melnyk")) is None


def test_a_mononym_is_shown_beside_the_full_name_unless_the_birth_date_is_another() -> None:
    full = case("F-2", "1973-01-01", "year", given="Ferhat", family="Demir")
    shown = twin(FERHAT, full)
    assert shown
    assert shown.reasons == (Reason.NAME, Reason.PART)
    full["client"]["birth"] = {"date": "1973-06-06", "precision": "day"}
    assert twin(case("F-1", "1980-02-02", mononym="Ferhat"), full) is None


def test_twins_in_another_script_and_order_are_certain_with_the_same_birth_date() -> None:
    match = twin(OLEKSIJ, case("F-2", "1984-09-30", given="Бондаренко", family="Алексей"))
    assert match
    assert match.score >= 95
    assert match.reasons == (Reason.SCRIPT, Reason.SPELLING, Reason.BIRTH_DATE)


def test_the_most_likely_twin_comes_first_and_nothing_is_changed() -> None:
    people = [*deepcopy(PEOPLE), *(case(f"F-{n}", given="Rami", family="Hamdou") for n in range(12))]
    before = deepcopy(people)
    matches = twins(people, RAMI["client"])
    assert (matches[0].case_id, len(matches)) == (RAMI["id"], 10)
    assert people == before


def test_a_former_family_name_goes_with_the_given_name() -> None:
    match = twin(ZAHRA, case("F-2", given="Sahra", family="Amiri"))
    assert match
    assert match.reasons == (Reason.SPELLING,)
    assert twin(ZAHRA, case("F-2", given="Oksana", family="Amiri")) is None


def test_a_name_somebody_is_called_by_goes_with_the_family_name() -> None:
    match = twin(ZAHRA, case("F-2", given="Sisi", family="Nazari"))
    assert match
    assert match.reasons == (Reason.NAME,)
    assert twin(ZAHRA, case("F-2", given="Sisi", family="Bondarenko")) is None


def test_a_client_without_names_or_birth_has_no_twins() -> None:
    assert twins(PEOPLE, cast("Client", {})) == []
    assert twins(PEOPLE, cast("Client", {"names": [{"kind": "official", "given": "Rami"}]})) != []


def test_the_key_of_a_person_is_the_same_in_any_spelling_and_none_on_1_january() -> None:
    key = same_person_key(case("F-1", "1990-05-17", **MOHAMMED)["client"])
    assert key == same_person_key(case("F-2", "1990-05-17", given="کریمی", family="محمد")["client"])
    assert key != same_person_key(case("F-2", "1990-05-18", **MOHAMMED)["client"])
    assert key != same_person_key(case("F-2", "1990-05-17", given="Zahra", family="Karimi")["client"])
    assert same_person_key(case("F-1", "1990-01-01", **MOHAMMED)["client"]) is None
    assert same_person_key(case("F-1", "1990-05-17", "year", **MOHAMMED)["client"]) is None
