"""Translations stand beside their German text, bind nobody, and never outlive what they translate."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NotRequired, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza.history.terms import terms_sha256
from iza.model import translations
from iza.model.case import agreement, clearing, person, record, reviews
from iza.model.translations import FIELDS, LANGUAGES, plain, texts, translation, without_mixed, without_stale
from iza.store.schema import shape_check
from iza.store.schema.schemas import Node, shape
from tests.store.documents import at, fullest, places

AR = {"ar": {"goal": "هدف", "wish": "رغبة"}}


def plan(**goal: Any) -> Any:
    """A case with one goal of one step."""
    step = {"id": "s-0001", "text": "Anrufen", "responsible": {"role": "client"}, "due_on": "2026-06-01", "status": "open"}
    entry = {"id": "g-0001", "area": "work", "wish": "Arbeit", "goal": "Stelle", "indicator": "Vertrag",
             "target_on": "2026-09-01", "status": "open", "steps": [step], **goal}  # fmt: skip
    return {"id": "F-8QK2-7MX4", "client": {"names": [], "birth": {}}, "agreement": {"goals": [entry]}}


def nodes(node: Node, where: tuple[str, ...] = ()) -> Any:
    """Every mapping of the case schema that takes translations, with the path of its fields."""
    if "i18n" in node.get("properties", {}):
        yield where, node
    for name, child in {**node.get("properties", {}), **node.get("patternProperties", {})}.items():
        yield from nodes(child, (*where, name))
    if "items" in node:
        yield from nodes(node["items"], where)


HOLDERS = {where: node for where, node in nodes(shape("case")) if "i18n" not in where}


def test_every_kind_has_its_place_in_the_schema() -> None:
    assert sorted(tuple(fields(node)) for node in set_of_areas(HOLDERS)) == sorted(FIELDS.values())


def set_of_areas(holders: dict[tuple[str, ...], Node]) -> list[Node]:
    """The places, all areas of life as one."""
    return list({("areas" if "areas" in where else where): node for where, node in holders.items()}.values())


def fields(node: Node) -> list[str]:
    (texts_node,) = node["properties"]["i18n"]["patternProperties"].values()
    return list(texts_node["properties"])


@pytest.mark.parametrize("where", HOLDERS)
def test_a_translation_is_labelled_and_limited_like_its_text(where: tuple[str, ...]) -> None:
    own = HOLDERS[where]["properties"]
    ((pattern, node),) = own["i18n"]["patternProperties"].items()
    assert pattern == f"^({'|'.join(LANGUAGES)})$"
    for name, field in node["properties"].items():
        assert {**own[name], "description": ""} == {**field, "description": ""}


def test_the_languages_are_those_of_the_vocabulary() -> None:
    known = {entry["const"] for entry in shape("case")["properties"]["client"]["properties"]["written_language"]["anyOf"][0]["oneOf"]}
    assert set(LANGUAGES) < known
    assert "de" not in LANGUAGES


def test_the_model_has_the_same_fields() -> None:
    found = []
    parts = (person, clearing, agreement, reviews, record)
    kinds = [kind for part in parts for kind in vars(part).values() if getattr(kind, "__module__", "") == part.__name__]
    for kind in kinds:
        hints = get_type_hints(kind, include_extras=True) if isinstance(kind, type) else {}
        if "i18n" in hints:
            (content,) = get_args(hints["i18n"])
            tag, inner = get_args(content)
            assert get_args(tag) == LANGUAGES
            found.append(tuple(get_type_hints(inner)))
            assert all(hint.__origin__ is NotRequired for hint in get_type_hints(inner, include_extras=True).values())
    assert sorted(found) == sorted(FIELDS.values())


def test_every_place_of_the_schema_is_found_in_a_case() -> None:
    case = fullest("case")
    wanted = {path for path in places(case) if path and path[-1] == "i18n"}
    assert {(*place.path, "i18n") for place in translations.places(case)} == wanted
    assert len({place.id for place in translations.places(case)}) < len(wanted)  # its ids repeat; real ones do not


def test_a_translation_is_found_by_field_and_language() -> None:
    goal = plan(i18n=AR)["agreement"]["goals"][0]
    assert translation(goal, "goal", "ar") == "هدف"
    assert [translation(goal, *missing) for missing in (("goal", "uk"), ("indicator", "ar"), ("nothing", "xx"))] == [""] * 3
    assert translation({}, "goal", "ar") == ""


def test_the_texts_name_their_place_and_hold_their_german() -> None:
    case = fullest("case")
    for text in texts(case):
        assert at(case, text.path) == text.german == text.holder[text.field]
        assert text.translated("ar") == text.holder["i18n"]["ar"][text.field]
    assert {text.kind for text in texts(case)} == set(FIELDS)


def test_ids_stay_when_entries_move() -> None:
    case = plan()
    assert [text.id for text in texts(case)] == ["g-0001.wish", "g-0001.goal", "g-0001.indicator", "s-0001.text"]
    moved = deepcopy(case)
    moved["agreement"]["goals"].insert(0, {**plan()["agreement"]["goals"][0], "id": "g-0002", "steps": []})
    assert [text.path for text in texts(moved) if text.id == "g-0001.goal"] == [("agreement", "goals", 1, "goal")]


@pytest.mark.parametrize("status", ["dropped", "replaced"])
def test_goals_that_were_given_up_need_no_translation(status: str) -> None:
    assert list(texts(plan(status=status))) == []
    assert len(list(translations.places(plan(status=status)))) == 2


# -- terms ---------------------------------------------------------------------------------------------


def test_translations_are_no_terms() -> None:
    case = fullest("case")
    bare = deepcopy(case)
    for place in list(translations.places(bare)):
        del place.holder["i18n"]
    assert "i18n" not in repr(bare)
    assert terms_sha256(case) == terms_sha256(bare)
    case["agreement"]["goals"][0]["i18n"]["ar"]["goal"] = "شيء آخر"
    assert terms_sha256(case) == terms_sha256(bare)


def test_plain_is_all_but_the_translations() -> None:
    goal = plan(i18n=AR)["agreement"]["goals"][0]
    assert plain(goal) == plan()["agreement"]["goals"][0]
    assert "i18n" in goal


# -- stale translations --------------------------------------------------------------------------------

GOAL = ("agreement", "goals", 0)


def test_a_changed_text_loses_its_translation_and_no_other() -> None:
    before, after = plan(i18n=deepcopy(AR)), plan(i18n=deepcopy(AR), goal="Ausbildung")
    assert without_stale(before, after) == [(*GOAL, "i18n", "ar", "goal")]
    assert after["agreement"]["goals"][0]["i18n"] == {"ar": {"wish": "رغبة"}}
    assert before["agreement"]["goals"][0]["i18n"] == AR


def test_what_is_left_empty_goes_too() -> None:
    before = plan(i18n={"ar": {"goal": "هدف"}, "uk": {"goal": "ціль", "wish": "бажання"}})
    after = deepcopy(before)
    after["agreement"]["goals"][0]["goal"] = "Ausbildung"
    without_stale(before, after)
    assert after["agreement"]["goals"][0]["i18n"] == {"uk": {"wish": "бажання"}}
    after["agreement"]["goals"][0]["wish"] = "Lernen"
    without_stale(before, after)
    assert "i18n" not in after["agreement"]["goals"][0]


def test_a_translation_made_anew_stays() -> None:
    before = plan(i18n=deepcopy(AR))
    after = plan(i18n={"ar": {"goal": "تدريب", "wish": "رغبة"}}, goal="Ausbildung")
    wanted = deepcopy(after)
    assert without_stale(before, after) == []
    assert after == wanted


def test_a_text_that_is_gone_takes_its_translation_along() -> None:
    before, after = plan(i18n=deepcopy(AR)), plan(i18n=deepcopy(AR))
    del after["agreement"]["goals"][0]["wish"]
    assert without_stale(before, after) == [(*GOAL, "i18n", "ar", "wish")]


def test_a_moved_or_new_entry_keeps_what_it_has() -> None:
    before = plan(i18n=deepcopy(AR))
    after = deepcopy(before)
    after["agreement"]["goals"].insert(0, {**plan(i18n=deepcopy(AR), goal="Neu")["agreement"]["goals"][0], "id": "g-0009"})
    wanted = deepcopy(after)
    assert without_stale(before, after) == []
    assert after == wanted


WORDS = st.sampled_from(["a", "b"])
HOLDER = st.fixed_dictionaries(
    {"goal": WORDS},
    optional={"i18n": st.dictionaries(st.sampled_from(["ar", "uk"]), st.fixed_dictionaries({"goal": WORDS}), min_size=1)},
)


@settings(max_examples=300, deadline=None)
@given(HOLDER, HOLDER)
def test_what_is_left_was_translated_from_what_stands(old: dict[str, Any], new: dict[str, Any]) -> None:
    before, after = plan(**deepcopy(old)), plan(**deepcopy(new))
    without_stale(before, after)
    left = after["agreement"]["goals"][0]
    assert left["goal"] == new["goal"]
    for tag in LANGUAGES:
        was, came, stays = (translation(one, "goal", tag) for one in (old, new, left))
        assert stays == ("" if came == was and old["goal"] != new["goal"] else came)
    assert schema_sound(left)


def schema_sound(goal: dict[str, Any]) -> bool:
    case = fullest("case") | {"agreement": {"goals": [goal]}, "reviews": []}
    return shape_check.check("case", case) == []


@settings(max_examples=300, deadline=None)
@given(HOLDER, HOLDER, HOLDER)
def test_a_merged_translation_and_its_text_come_from_one_side(
    mine: dict[str, Any], theirs: dict[str, Any], merged: dict[str, Any]
) -> None:
    case = plan(**deepcopy(merged))
    without_mixed((plan(**mine), plan(**theirs)), case)
    left = case["agreement"]["goals"][0]
    for tag in LANGUAGES:
        came = translation(merged, "goal", tag)
        known = [side for side in (mine, theirs) if (side["goal"], translation(side, "goal", tag)) == (merged["goal"], came)]
        assert translation(left, "goal", tag) == (came if known else "")
