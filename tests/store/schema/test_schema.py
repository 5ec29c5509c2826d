"""What ``check`` says about documents that are not as they should be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from iza import i18n
from iza.model.values import FieldPath
from iza.store.schema import labels, shape_check
from iza.store.schema.schemas import KINDS
from tests.store.documents import at, changed, fullest, places, smallest, without

NAMES = ("client", "names")
OFFICIAL = (*NAMES, 0)


def told(document: object, kind: str = "case") -> list[tuple[str, Any, str]]:
    return [(one.code, one.path, one.message) for one in shape_check.check(kind, document)]


def with_fields(**fields: object) -> dict[str, Any]:
    return {**smallest(), **fields}


def with_client(**fields: object) -> dict[str, Any]:
    base = smallest()
    return {**base, "client": {**base["client"], **fields}}


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_with_every_field_is_sound(kind: str) -> None:
    assert told(fullest(kind), kind) == []


def test_the_smallest_case_is_sound() -> None:
    assert told(smallest()) == []


PRIORITY = {"level": "high"}
ONE_MISTAKE = [
    # E60: a field that does not belong there
    (with_fields(clients={}), "E60", ("clients",), "clients is not a field that belongs here; did you mean client?"),
    (with_client(Geburt={}), "E60", ("client", "Geburt"), "did you mean birth?"),
    (with_client(brith={}), "E60", ("client", "brith"), "did you mean birth?"),
    (with_client(diagnosis="x"), "E60", ("client", "diagnosis"), "client.diagnosis is not a field that belongs here."),
    (with_client(**{"Ich möchte lernen": None}), "E60", ("client",), "client (Client) holds a piece of text that is no"),
    (with_client(**{"Ich möchte lernen": "x"}), "E60", ("client",), "client (Client) holds a field that does not"),
    (with_fields(reviews=[{"id": "r-0001", "planned_on": "2026-03-04", "status": "planned", "goals": {"z1": {}}}]),
     "E60", ("reviews", 0, "goals", "z1"), "reviews[1].goals.z1 is not a field"),
    # E61: a field is missing
    (without(smallest(), ("caseworker",)), "E61", ("caseworker",), "caseworker (Caseworker) is missing."),
    (without(smallest(), (*OFFICIAL, "kind")), "E61", (*OFFICIAL, "kind"), "client.names[1].kind (Kind) is missing."),
    (without(smallest(), (*OFFICIAL, "family")), "E61", (*OFFICIAL, "family"), "Family name"),
    (with_fields(clearings=[{"id": "c-0001", "areas": {"other": {"wish": "lernen"}}}]),
     "E61", ("clearings", 0, "areas", "other", "label"), "clearings[1].areas.other.label (Label) is missing."),
    # E62: a code iza does not know
    (with_fields(schema="iza/case/2"), "E62", ("schema",), "schema (Format) must be one of these: iza/case/1."),
    (with_client(gender="weiblich"), "E62", ("client", "gender"), "one of these: female, male, diverse, not_stated."),
    (with_client(residence={"code": "permit_refuge"}), "E62", ("client", "residence", "code"), "mean permit_refugee?"),
    (with_client(residence={"code": "§ 25"}), "E62", ("client", "residence", "code"), "has a code iza does not know."),
    (with_client(nationality=["SY", "ZZ"]), "E62", ("client", "nationality", 1), "has a code iza does not know"),
    # E63: a value of another type
    (changed(smallest(), ("client", "birth", "date"), 20020101), "E63", ("client", "birth", "date"), "must be text"),
    (with_client(address={"postcode": 7071}), "E63", ("client", "address", "postcode"), "put it in quotes"),
    (with_client(courses={}), "E63", ("client", "courses"), "must be a list"),
    (with_client(contact="0711"), "E63", ("client", "contact"), "must consist of fields of its own"),
    (with_client(address_protected="nein"), "E63", ("client", "address_protected"), "must be true or false"),
    (with_client(education={"years": "neun"}), "E63", ("client", "education", "years"), "must be a whole number"),
    (with_client(education={"years": 9.0}), "E63", ("client", "education", "years"), "must be a whole number"),
    (with_client(education={"years": True}), "E63", ("client", "education", "years"), "must be a whole number"),
    (with_client(gender=None), "E63", ("client", "gender"), "is empty; give it a value or leave the field out"),
    (with_client(languages=[{"tag": None, "role": "first"}]), "E63", ("client", "languages", 0, "tag"), "is empty"),
    (with_fields(client=[]), "E63", ("client",), "must consist of fields"),
    ([], "E63", (), "Case must consist of fields"),
    (None, "E63", (), "Case is empty"),
    # E64: a date, an id, a text in another form
    (with_fields(opened_on="4.3.2026"), "E64", ("opened_on",), "A day, written like 2026-03-18."),
    (with_fields(opened_on="2026-03"), "E64", ("opened_on",), "A day, written like 2026-03-18."),
    (with_fields(opened_on="2026-02-30"), "E64", ("opened_on",), "is not a day of the calendar."),
    (with_fields(id="8QK27MX4"), "E64", ("id",), "A case id, written like F-8QK2-7MX4."),
    (with_client(languages=[{"tag": "arabisch", "role": "first"}]), "E64", ("client", "languages", 0, "tag"), "BCP 47"),
    (with_client(contact={"email": "rami"}), "E64", ("client", "contact", "email"), "mail@example.org"),
    (with_client(contact={"phone": "Handy"}), "E64", ("client", "contact", "phone"), "A phone number"),
    (with_client(address={"postcode": "D-7071"}), "E64", ("client", "address", "postcode"), "Five digits"),
    (changed(smallest(), (*OFFICIAL, "given"), "Rami "), "E64", (*OFFICIAL, "given"), "One line, without blanks"),
    (changed(smallest(), (*OFFICIAL, "given"), "Ra\nmi"), "E64", (*OFFICIAL, "given"), "One line, without blanks"),
    # E65: too long, too short, too many, too few
    (changed(smallest(), (*OFFICIAL, "given"), ""), "E65", (*OFFICIAL, "given"), "is empty"),
    (with_client(employment={"status": "seeking", "wishes": " \n"}), "E65", ("client", "employment", "wishes"), "is empty"),
    (with_client(names=[]), "E65", NAMES, "has fewer than 1 entries"),
    (with_client(priority={**PRIORITY, "reason": "x" * 201}), "E65", ("client", "priority", "reason"), "200 characters"),
    (with_client(competences=[{"kind": "social", "text": "x" * 161}]), "E65", ("client", "competences", 0, "text"), "160"),
    (with_fields(clearings=[{"id": "c-0001", "areas": {"work": {"situation": "x" * 401}}}]),
     "E65", ("clearings", 0, "areas", "work", "situation"), "400 characters"),
    (with_client(education={"years": 31}), "E65", ("client", "education", "years"), "must be at most 30"),
    (with_client(household={"children": -1}), "E65", ("client", "household", "children"), "must be at least 0"),
    (with_client(nationality=["SY", "SY"]), "E65", ("client", "nationality"), "names the same entry twice"),
    (with_client(nationality=["SY", "TR", "IQ", "IR", "AF", "ER"]), "E65", ("client", "nationality"), "more than 5"),
    (with_client(guardian={"kind": "parent", "name": {}}), "E65", ("client", "guardian", "name"), "fewer than 1"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "code", "path", "words"), ONE_MISTAKE)
def test_one_mistake_is_one_finding(document: object, code: str, path: tuple[str | int, ...], words: str) -> None:
    (found,) = told(document)
    assert found[:2] == (code, path)
    assert words in found[2]


LIMITS = [
    with_client(priority={**PRIORITY, "reason": "x" * 200}),
    with_client(competences=[{"kind": "social", "text": "ä" * 160}]),
    with_client(education={"years": 0}),
    with_client(names=[{"kind": "official", "mononym": "Suharto"}, {"kind": "called", "given": "Rami"}]),
    with_client(accommodation={"kind": "follow_up", "municipality": "Albweil", "since": "2024-11"}),
    with_client(entry_date="2024-02-29", county_since="2024-03"),
    with_client(nationality=["stateless", "XK", "NO"]),
    with_client(written_language="zh-Hans", languages=[{"tag": "prs", "role": "first"}, {"tag": "x-rami", "role": "other"}]),
    with_client(employment={"status": "seeking", "wishes": "zwei\nZeilen\tund  Lücken"}),
    changed(smallest(), (*OFFICIAL, "family"), "علی\u200cزاده"),
]  # fmt: skip


@pytest.mark.parametrize("document", LIMITS)
def test_what_is_just_right_is_sound(document: object) -> None:
    assert told(document) == []


DAYS = [
    "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "20260318", "2026-W12-3", "2026-077", "2026-3-8",
    "2026-03-18\n", " 2026-03-18", "2026-03-18T00:00:00", "0206-03-18", "2026-03-18Z", "٢٠٢٦-٠٣-١٨", "18.03.2026",
]  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_only_days_of_the_calendar_are_dates(day: str) -> None:
    assert [found[0] for found in told(with_fields(opened_on=day))] == ["E64"]


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026", "2026-3", "03/2026", "2026-02-30", "2026-03\n"])
def test_only_months_and_days_are_partial_dates(month: str) -> None:
    assert [found[0] for found in told(with_client(entry_date=month))] == ["E64"]


@pytest.mark.parametrize("value", ["12345\n", "1234٥", "１２３４５", "123456", "1234"])
def test_digits_are_ascii_and_the_end_is_the_end(value: str) -> None:
    assert [found[0] for found in told(with_client(address={"postcode": value}))] == ["E64"]


def test_an_id_with_a_newline_is_no_key() -> None:
    review = {"id": "r-0001", "planned_on": "2026-03-04", "status": "planned", "goals": {"g-0001\n": {}}}
    assert [found[0] for found in told(with_fields(reviews=[review]))] == ["E60"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), True, "0.5"])
def test_capacity_is_a_finite_number(value: object) -> None:
    workers = {
        "schema": "iza/caseworkers/1",
        "caseworkers": [{"id": "kue", "name": {"family": "Kühn"}, "capacity": value}],
    }
    assert [found[:2] for found in told(workers, "caseworkers")] == [("E63", ("caseworkers", 0, "capacity"))]


@pytest.mark.parametrize("value", [1, 0, "true", False, None])
def test_only_true_confirms_that_a_mentor_is_of_age(value: object) -> None:
    mentors = {"schema": "iza/mentors/1", "mentors": [{"id": "P-1", "name": {"family": "Vogt"}, "adult": value}]}
    (found,) = told(mentors, "mentors")
    assert found[0] in {"E62", "E63"}
    assert found[1] == ("mentors", 0, "adult")


@pytest.mark.parametrize("mark", ["\x1b[31m", "\x00", "\x9b", "\u202e", "\u2066", "\u2028", "\ufeff", "\ud800"])
def test_control_and_direction_characters_are_refused(mark: str) -> None:
    (found,) = told(changed(smallest(), (*OFFICIAL, "family"), f"Al{mark}hamdo"))
    assert found[:2] == ("E64", (*OFFICIAL, "family"))
    assert mark not in found[2]


@pytest.mark.parametrize("name", ["st\u202eatus", "\x1b[31mclient", "x" * 5000, "client\n", "[/red]", "Alhamdo, Rami"])
def test_names_of_fields_nobody_knows_are_shown_only_if_harmless(name: str) -> None:
    (found,) = told(with_fields(**{name: "x"}))
    assert found[:2] == ("E60", ())
    assert name not in found[2]


@pytest.mark.parametrize("key", [1, True, None, 2.5, ("a", "b")])
def test_keys_that_are_not_text_are_refused(key: object) -> None:
    assert [found[:2] for found in told({**smallest(), key: "x"})] == [("E63", ())]


def test_deep_nesting_is_one_wrong_type_and_no_crash() -> None:
    deep: Any = []
    for _ in range(50_000):
        deep = [deep]
    assert [found[0] for found in told(with_client(nationality=deep, competences=deep))] == ["E63", "E63"]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    document = with_client(gender="x", diagnosis="y", birth={"date": "2002-02-30"}, nationality="SY")
    document |= {"opened_on": "heute", "caseworker": "  ", "mentor": {}}
    assert sorted((code, path) for code, path, _message in told(document)) == [
        ("E60", ("client", "diagnosis")),
        ("E61", ("client", "birth", "precision")),
        ("E61", ("mentor", "ref")),
        ("E62", ("client", "gender")),
        ("E63", ("client", "nationality")),
        ("E64", ("client", "birth", "date")),
        ("E64", ("opened_on",)),
        ("E65", ("caseworker",)),
    ]


CANARY = "Kanarienvogel"
WRONG = (CANARY, f"{CANARY}\n", f"{CANARY}\x1b", {CANARY: CANARY}, {f"{CANARY} fliegt": None}, [CANARY])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_no_finding_ever_holds_a_value(kind: str, wrong: object) -> None:
    for document, paths in by_depth(kind, wrong):
        found = shape_check.check(kind, document)
        assert len(found) >= len([path for path in paths if "i18n" not in path]) / 2  # a translation is any text
        for one in found:
            assert CANARY not in f"{one.message} {one.details} {one.path}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_refuses_null(kind: str) -> None:
    for document, paths in by_depth(kind, None):
        assert {(one.code, one.path) for one in shape_check.check(kind, document)} == {("E63", path) for path in paths}


def by_depth(kind: str, value: object) -> Iterator[tuple[Any, list[FieldPath]]]:
    """The fullest document with ``value`` everywhere at one depth, for every depth; and these places."""
    document = fullest(kind)
    for depth in range(12):
        paths = [path for path in places(document) if len(path) == depth]
        broken = fullest(kind)
        for path in paths:
            if path:
                at(broken, path[:-1])[path[-1]] = value
        if paths:
            yield (broken if depth else value), paths


@pytest.mark.parametrize("kind", KINDS)
def test_every_stranger_is_found_wherever_it_stands(kind: str) -> None:
    document = fullest(kind)
    paths = [path for path in places(document) if isinstance(at(document, path), dict)]
    for path in paths:
        at(document, path)["zzz"] = 1
    expected = {("E60", (*path, "zzz")) for path in paths}
    assert {(one.code, one.path) for one in shape_check.check(kind, document)} == expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_required_field_is_missed(kind: str) -> None:
    whole = fullest(kind)
    for depth in range(12):
        document, expected = fullest(kind), set()
        for path in (path for path in places(whole) if len(path) == depth):
            for name in labels.node(kind, path).get("required", []):
                del at(document, path)[name]
                expected.add(("E61", (*path, name)))
        assert {(one.code, one.path) for one in shape_check.check(kind, document)} == expected


def test_findings_speak_the_language_in_use() -> None:
    i18n.set_language("de")
    try:
        (found,) = shape_check.check("case", with_client(address={"postcode": "x"}))
        assert found.details["field"] == "client.address.postcode (Postleitzahl)"
        assert "Fünf Ziffern" in str(found.details["hint"])
    finally:
        i18n.set_language("en")


def test_a_sound_document_does_not_load_jsonschema() -> None:
    code = (
        "import sys; from iza.store.schema import shape_check; from tests.store.documents import smallest;"
        "assert shape_check.check('case', smallest()) == [];"
        "assert 'jsonschema' not in sys.modules;"
        "assert shape_check.check('case', {});"
        "assert 'jsonschema' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
