"""Labels of fields and codes, as every screen and document reads them."""

from __future__ import annotations

import pytest

from iza.model.values import FieldPath
from iza.store.schema import labels


@pytest.mark.parametrize(
    ("path", "german", "english"),
    [
        ((), "Fall", "Case"),
        (("client", "birth", "date"), "Geburtsdatum", "Date of birth"),
        (("client", "names", 1, "family"), "Familienname", "Family name"),
        (("client", "names", 1), "Namen", "Names"),
        (("clearings", 0, "areas", "participation"), "Soziale Teilhabe, Freizeit und Ehrenamt", None),
        (("clearings", 0, "areas", "health", "wish"), "Wunsch", "Wish"),
        (("reviews", 0, "goals", "g-7k3m", "status"), "Stand", "Status"),
        (("reviews", 0, "goals", "g-7k3m"), "g-7k3m", "g-7k3m"),
        (("client", "shoe_size"), "shoe_size", "shoe_size"),
    ],
)
def test_a_field_has_a_label(path: FieldPath, german: str, english: str | None) -> None:
    assert labels.label("case", path, "de") == german
    if english:
        assert labels.label("case", path, "en") == english


@pytest.mark.parametrize(
    ("path", "value", "german"),
    [
        (("client", "residence", "code"), "toleration", "Duldung"),
        (("client", "written_language"), "kmr", "Kurmandschi (Nordkurdisch)"),
        (("client", "written_language"), "fa-AF", "fa-AF"),
        (("client", "languages", 7, "tag"), "ps", "Paschto"),
        (("client", "nationality", 0), "SY", "Syrien"),
        (("client", "nationality"), "stateless", "staatenlos"),
        (("agreement", "goals", 0, "steps", 3, "blocked_by"), "cost", "Kosten nicht gedeckt"),
        (("reviews", 0, "steps", "s-0001", "status"), "blocked", "blockiert"),
        (("transmissions", 0, "content", 0), "contact", "Kontaktdaten"),
        (("transmissions", 0, "content", 0), "Terminliste", "Terminliste"),
        (("client", "address_protected"), True, "ja"),
        (("client", "household", "children"), 3, "3"),
        (("client", "shoe_size"), "x", "x"),
    ],
)
def test_a_code_has_a_label_and_anything_else_is_itself(path: FieldPath, value: object, german: str) -> None:
    assert labels.value_label("case", path, value, "de") == german


def test_labels_in_english() -> None:
    assert labels.value_label("case", ("client", "residence", "code"), "toleration", "en") == "Toleration"
    assert labels.value_label("case", ("client", "address_protected"), value=False, language="en") == "no"
    assert labels.label("settings", ("intervals", "blocked_days"), "en") == "Step blocked for days"


def test_facts_stand_beside_the_labels() -> None:
    residence = {option.code: option for option in labels.options("case", ("client", "residence", "code"))}
    assert residence["toleration_training"].extra == {"basis": "§ 60c AufenthG", "group": "tolerated"}
    groups = {option.code for option in labels.vocabulary("residence_group")}
    assert {option.extra["group"] for option in residence.values()} == groups
    dari = next(option for option in labels.vocabulary("language") if option.code == "prs")
    assert (dari.label("de"), dari.extra) == ("Dari", {"own": "دری", "script": "Arab", "rtl": True})
    courses = labels.options("case", ("client", "courses", 0, "kind"))
    assert next(course.extra for course in courses if course.code == "integration_youth") == {"hours": "900 + 100"}


def test_life_areas_stand_in_the_order_of_talking() -> None:
    areas = labels.vocabulary("life_area")
    orders = [area.extra["order"] for area in areas]
    assert orders == sorted(orders, key=int)  # type: ignore[call-overload]
    assert areas[0].extra["bw"] == "Sprache"
    fields = labels.node("case", ("clearings", 0, "areas"))["properties"]
    assert [(field["title"], field["x-en"]) for field in fields.values()] == [(a.de, a.en) for a in areas]


def test_a_list_and_its_entries_have_the_same_vocabulary() -> None:
    assert labels.options("case", ("consents", 0, "data")) == labels.options("case", ("consents", 0, "data", 4))
    assert labels.options("case", ("client", "birth", "date")) == []


def test_a_node_tells_what_a_prompt_needs() -> None:
    node = labels.node("case", ("client", "names", 0))
    assert node["required"] == ["kind"]
    assert labels.node("case", ("opened_on",))["format"] == "date"
    assert labels.node("case", ("client", "priority", "reason"))["maxLength"] == 200
    with pytest.raises(KeyError):
        labels.node("case", ("client", "shoe_size"))
    with pytest.raises(KeyError):
        labels.vocabulary("shoe_size")


def test_paths_count_from_one() -> None:
    assert labels.path_text(("client", "names", 0, "family")) == "client.names[1].family"
    assert labels.path_text(()) == ""
