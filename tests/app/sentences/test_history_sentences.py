"""Changes in sentences: good German and English, complete, and harmless whatever somebody wrote."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT

from iza.app import words
from iza.app.sentences import ChangeSentence, lines, talk_between, talk_of, told
from iza.app.sentences.groups import leaves
from iza.app.trail.case_as_lines import changes as git_changes
from iza.app.trail.case_as_lines import facts
from iza.history.changes import diff
from iza.history.log import CaseVersion, entries
from iza.history.meaning import at
from iza.i18n import set_language
from iza.store.case_ids import path_of
from iza.store.formats.migrations import read_lifted
from iza.store.repository import Repository
from tests.history.test_meaning import changed, versions
from tests.test_canary import WORD, canaried

HERE = Path(__file__).parent
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"
Case = dict[str, Any]


def past(root: Path, ref: str) -> list[CaseVersion]:
    """The history of a case, oldest first."""
    return entries(root, path_of(ref), read_lifted)[::-1]


@cache
def example() -> tuple[Case, ...]:
    return tuple(read_lifted(path.read_bytes(), path.name) for path in sorted((ROOT / "cases.example/cases").glob("*/*.yaml")))


def source(document: Case) -> bytes:
    """A document as a file: JSON is YAML, and quickly written."""
    return json.dumps(document, ensure_ascii=False).encode()


def sentences(old: Case, new: Case, **options: Any) -> list[str]:
    return [one.sentence for one in told(old, new, **options)]


# -- two lives, read aloud -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("ref", ["F-K2QF-W5FX", "F-KM85-V89Z"])
def test_a_life_in_sentences(built_example: Path, ref: str, language: str) -> None:
    """``IZA_SNAPSHOTS=update`` writes what has changed; read it aloud before it is kept."""
    set_language(language)
    shown = []
    for entry in past(built_example, ref):
        shown.append(f"{entry.commit.when.date()} {entry.commit.action}")
        shown += [f"    {line}" for line in lines(told(entry.before or {}, entry.document or {}))]
    place = HERE / "told" / f"{ref}.{language}.txt"
    if UPDATE:
        place.parent.mkdir(exist_ok=True)
        place.write_text("\n".join(shown) + "\n", "utf-8")
    assert "\n".join(shown) + "\n" == place.read_text("utf-8")


# -- complete --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps(built_example: Path) -> list[tuple[Case, Case]]:
    """Every version of every case with the one before."""
    refs = Repository(built_example).case_ids()
    return [(entry.before or {}, entry.document or {}) for ref in refs for entry in past(built_example, ref)]


def test_every_field_that_changed_is_told_once(steps: list[tuple[Case, Case]]) -> None:
    for old, new in steps:
        paths = [path for change in diff(old, new) for path in leaves(change)]
        unsaid = [path for path in paths if path[-1] in ("id", "number") and len(path) > 1]
        found = [path for one in told(old, new, internal=True) for path in set(one.fields)]
        # what was passed on is one list, and each entry of it a sentence
        assert sorted(map(repr, set(found) | set(unsaid))) == sorted(map(repr, set(paths)))
        again = [path for path in found if path != ("transmissions",) and not isinstance(at(new, path), list)]
        assert len(again) == len(set(again))


def test_a_sentence_says_the_values_of_its_fields(steps: list[tuple[Case, Case]]) -> None:
    """Apart from what the verb says, and from what goes without saying: a new goal or step is open."""
    for old, new in steps:
        for one in told(old, new, internal=True):
            for path in one.fields:
                before, after = at(old, path), at(new, path)
                for value in {before, after} if isinstance(before, str | int | None) and isinstance(after, str | int | None) else ():
                    if value is not None and before != after and not _goes_without_saying(one, path, value):
                        assert words.value(path, value).splitlines()[0] in one.sentence.replace(" ⏎ ", "\n"), (path, one)


def _goes_without_saying(one: ChangeSentence, path: Any, value: Any) -> bool:
    by_the_verb = path[-1] == "status" and value in ("planned", "held", "cancelled", "no_show", "paused")
    opened = path[-1] == "status" and value == "open" and one.kind == "added"
    same_day = path[0] == "reviews" and path[-1] in ("planned_on", "held_on")
    of_the_version = path[:2] == ("agreement", "versions") and path[-1] == "review"
    return by_the_verb or opened or same_day or of_the_version or path in (("schema",), ("id",))


@given(versions(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_whatever_was_committed_is_told_in_lines(pair: tuple[Case, Case], internal: bool) -> None:
    old, new = pair
    found = told(old, new, internal=internal)
    shown = lines(found)
    assert len(shown) == len(found)
    assert all(line and line.splitlines() == [line] for line in shown)
    assert bool(found) == bool(diff(old, new)) or not internal
    assert {one.nature for one in told(old, new, internal=True)} == {one.nature for one in found} or not internal


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_version_broken_by_hand_is_told_as_far_as_it_goes(data: Any) -> None:
    case = data.draw(st.sampled_from([one for one in example() if "agreement" in one]))
    broken = deepcopy(case)
    places = [(key,) for key in case] + [("agreement", "goals"), ("agreement", "goals", 0), ("agreement", "goals", 0, "steps"),
              ("agreement", "versions"), ("clearings", 0), ("client", "names"), ("client", "birth")]  # fmt: skip
    place: Any = broken
    *way, last = data.draw(st.sampled_from(places))
    for key in way:
        place = place.get(key, {}) if isinstance(place, dict) else place[key]
    odd = st.sampled_from([5, "x", None, True, [], {}, ["x", {"id": 1}], {"id": "x"}, [{"id": "g-1"}], [[1]], {"a": {"b": [{"c": None}]}}])
    if isinstance(place, list) or last in place or isinstance(last, str):
        place[last] = data.draw(odd)
    for one, other in ((case, broken), (broken, case), ({}, broken), (broken, {})):
        assert all(line.splitlines() == [line] for line in lines(told(one, other, internal=True)))
        assert told(one, other, terse=True) is not None
    assert facts(source(broken))


# -- one by one ------------------------------------------------------------------------------------------


def case(**fields: Any) -> Case:
    step = {"id": "s-1111", "text": "Kurs besuchen", "responsible": {"role": "client"}, "due_on": "2026-06-15", "status": "open"}
    other = step | {"id": "s-2222", "text": "Anmelden", "responsible": {"role": "partner", "ref": "vhs"}}
    goal = {"id": "g-1111", "area": "work", "goal": "Ein Praktikum finden", "indicator": "Vertrag", "target_on": "2027-06-30",
            "status": "open", "steps": [step, other]}  # fmt: skip
    return {"id": "F-8QK2-7MX4", "agreement": {"goals": [goal, goal | {"id": "g-2222", "steps": []}]}} | deepcopy(fields)


def edited(path: tuple[Any, ...], value: Any, start: Case | None = None) -> Case:
    """A case with one field set, or taken away with None; lists go by place."""
    document = deepcopy(start or case())
    *way, last = path
    place: Any = document
    for key in way:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return document


GOAL, STEP = ("agreement", "goals", 0), ("agreement", "goals", 0, "steps", 0)
ONE_BY_ONE: dict[str, tuple[Case, Case, list[str]]] = {
    "due": (case(), edited((*STEP, "due_on"), "2026-09-15"), ["Schritt 1.1: Frist vom 15.06.2026 auf 15.09.2026 verschoben"]),
    "target": (case(), edited((*GOAL, "target_on"), "2027-07-31"), ["Ziel 1: Zieltermin vom 30.06.2027 auf 31.07.2027 verschoben"]),
    "text": (case(), edited((*STEP, "text"), "Kurs bezahlen"), ["Schritt 1.1 neu formuliert: „Kurs besuchen“ → „Kurs bezahlen“"]),
    "who": (case(), edited((*STEP, "responsible"), {"role": "partner", "ref": "vhs"}),
            ["Schritt 1.1: zuständig ist jetzt Kooperationspartner vhs; vorher: Klient/in"]),
    "done": (case(), edited((*STEP, "done_on"), "2026-07-03", edited((*STEP, "status"), "done")),
             ["Schritt 1.1 ist jetzt erledigt (am 03.07.2026); vorher: offen"]),
    "paused goal": (case(), edited((*GOAL, "status"), "paused"), ["Ziel 1 ruht jetzt; vorher: offen"]),
    "order": (case(), edited(("agreement", "goals"), case()["agreement"]["goals"][::-1]),
              ["Ziele in neuer Reihenfolge: Ziel 2 ist jetzt Ziel 1, Ziel 1 ist jetzt Ziel 2"]),
    "step dropped": (case(), edited((*GOAL, "steps", 1), None),
                     ["Schritt 1.2 herausgenommen: „Anmelden“, zuständig: Kooperationspartner vhs, bis 15.06.2026; Stand: offen"]),
    "phone": (case(client={"contact": {"phone": "07000 123"}}), case(client={"contact": {"phone": "07000 456"}}),
              ["Kontakt, Telefon: von „07000 123“ auf „07000 456“ geändert"]),
    "phone new": (case(client={"contact": {"email": "a@b.example"}}), case(client={"contact": {"email": "a@b.example", "phone": "07000 456"}}),
                  ["Kontakt, Telefon: „07000 456“ neu eingetragen"]),
    "phone gone": (case(client={"contact": {"email": "a@b.example", "phone": "07000 456"}}), case(client={"contact": {"email": "a@b.example"}}),
                   ["Kontakt, Telefon: „07000 456“ entfernt"]),
    "no-show": (case(reviews=[{"id": "r-1111", "planned_on": "2026-07-14", "status": "planned"}]),
                case(reviews=[{"id": "r-1111", "planned_on": "2026-07-14", "status": "no_show"}]),
                ["Auswertungsgespräch vom 14.07.2026: Klient/in ist nicht erschienen"]),
    "put off": (case(reviews=[{"id": "r-1111", "planned_on": "2026-07-14", "status": "planned"}]),
                case(reviews=[{"id": "r-1111", "planned_on": "2026-08-12", "status": "planned"}]),
                ["Auswertungsgespräch vom 14.07.2026 auf den 12.08.2026 verlegt"]),
    "planned": (case(), case(reviews=[{"id": "r-1111", "planned_on": "2026-08-12", "status": "planned"}]),
                ["Auswertungsgespräch für den 12.08.2026 geplant"]),
    "resumed": (case(pauses=[{"since": "2026-04-01"}]), case(pauses=[{"since": "2026-04-01", "until": "2026-05-01"}]),
                ["Der Fall ruht vom 01.04.2026 bis 01.05.2026"]),
    "another id": (case(), case(id="F-8QK2-7MX5"), ["Fallkennung: von „F-8QK2-7MX4“ auf „F-8QK2-7MX5“ geändert"]),
    "gone": (case(), {}, ["Die Fallakte wurde entfernt"]),
    "lists": (case(client={"nationality": ["SY", "TR"]}), case(client={"nationality": ["TR", "SY"]}), ["Staatsangehörigkeit in neuer Reihenfolge"]),
    "twice": (case(client={"nationality": ["SY"]}), case(client={"nationality": ["SY", "SY"]}), ["Staatsangehörigkeit: „Syrien“ neu eingetragen"]),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_the_words_of_a_change(name: str) -> None:
    set_language("de")
    old, new, wanted = ONE_BY_ONE[name]
    assert sentences(old, new) == wanted


HELD = {"id": "r-1111", "planned_on": "2026-07-03", "held_on": "2026-07-03", "status": "held"}


def reviewed(*, by: str = "r-1111") -> Case:
    """A step moved and another one added in a review."""
    document = edited((*STEP, "due_on"), "2026-09-15")
    document["agreement"]["goals"][0]["steps"].append(document["agreement"]["goals"][0]["steps"][0] | {"id": "s-3333"})
    version = {"number": 2, "review": by, "reason": "Der Kurs\nbeginnt später.", "issued_on": "2026-07-03", "terms_sha256": "a" * 64}
    document["agreement"]["versions"] = [version]
    return document | {"reviews": [HELD | {"id": by}]}


def test_what_was_agreed_in_a_review_says_so_and_why() -> None:
    set_language("de")
    found = told(case(), reviewed())
    agreed = "vereinbart im Auswertungsgespräch vom 03.07.2026; Grund: Der Kurs ⏎ beginnt später."
    moved, added, version, held = found
    assert moved.sentence == f"Schritt 1.1: Frist vom 15.06.2026 auf 15.09.2026 verschoben, {agreed}"
    assert added.sentence.endswith(f", {agreed}")
    assert version.sentence.endswith(f", {agreed}")
    assert "vereinbart" not in held.sentence
    assert [line.count("Grund:") for line in lines(found)] == [1, 0, 0, 0]
    assert [line.count("vereinbart im") for line in lines(found)] == [1, 1, 1, 0]


def test_what_two_reviews_changed_is_put_down_to_neither() -> None:
    new = reviewed()
    new["reviews"].append(HELD | {"id": "r-2222", "held_on": "2026-08-12"})
    assert talk_of(case(), new) is None
    assert talk_of(case(), reviewed())
    assert all("agreed" not in line for line in sentences(case(), new) if line.startswith("Step 1.1"))


def test_between_two_points_each_change_has_its_own_review(built_example: Path) -> None:
    history = past(built_example, "F-K2QF-W5FX")
    signed = next(n for n, entry in enumerate(history) if entry.commit.action == "agreement.sign")
    first, last = history[signed], history[-1]
    found = told(first.document or {}, last.document or {}, origin=talk_between(history[:signed:-1]))
    terms = [one for one in found if one.nature == "terms"]
    assert [one.field for one in terms] == ["Step 1.3 · due on", "Step 1.5", "Step 4.2 · Status"]
    assert {one.talk.day for one in terms if one.talk} == {"2026-07-16"}


def test_notes_and_priority_are_for_the_office_alone() -> None:
    new = edited((*STEP, "note"), "nur für uns", case(client={"priority": {"level": "high"}}))
    new["reviews"] = [HELD | {"worker_view": "nur für uns"}]
    shown = " ".join(sentences(case(client={}), new))
    assert "nur für uns" not in shown
    assert "Priority" not in shown
    assert " ".join(sentences(case(client={}), new, internal=True)).count("nur für uns") == 2


def test_who_is_concerned_is_data() -> None:
    (one,) = told(case(), edited((*STEP, "responsible"), {"role": "partner", "ref": "vhs"}))
    assert [(who.role, who.ref) for who in one.concerns] == [("client", ""), ("partner", "vhs")]
    assert (one.path[-1], one.nature, one.kind) == ("ref", "terms", "added") or one.path[-1] == "role"


# -- nothing of what people wrote ---------------------------------------------------------------------


@pytest.mark.parametrize("place", range(0, 19, 3))
def test_terse_sentences_hold_nothing_that_people_wrote(place: int) -> None:
    whole = canaried(example()[place])
    for old, new in (({}, whole), (whole, canaried(example()[(place + 1) % 19])), (whole, {})):
        found = told(old, new, terse=True)
        assert WORD not in " ".join([*lines(found), *(f"{one.old} {one.new} {one.field}" for one in found)])
        assert found


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_change_of_a_text_is_told_without_it(data: Any) -> None:
    start = data.draw(st.sampled_from([one for one in example() if one.get("agreement", {}).get("goals")]))
    new = data.draw(changed(start))
    old, new = (canaried(one) for one in (start, new))
    assert WORD not in " ".join(lines(told(old, new, terse=True)))


# -- facts, for git ------------------------------------------------------------------------------------


@given(versions())
@settings(max_examples=40, deadline=None)
def test_facts_differ_where_versions_do(pair: tuple[Case, Case]) -> None:
    old, new = ({key: value for key, value in one.items() if key != "x"} for one in pair)
    one, other = (facts(source(side)) for side in (old, new))
    if one != other:
        assert diff(old, new)
    assert all(line.splitlines() == [line] for line in (*one, *other))


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_every_change_is_a_change_of_facts(name: str) -> None:
    old, new, _wanted = ONE_BY_ONE[name]
    assert facts(source(old)) != facts(source(new) if new else b"")


def test_facts_stand_in_one_order_however_the_file_is_written() -> None:
    for one in example():
        turned = dict(reversed(one.items())) | {"client": dict(reversed(one["client"].items()))}
        assert facts(source(one)) == facts(b"# hand\n" + source(turned))


def test_git_is_told_everything() -> None:
    old, new = source(case()), source(edited((*STEP, "note"), "nur für uns"))
    assert git_changes(old, new) == ["Step 1.1, Note: “nur für uns” entered"]
    assert git_changes(old, b"# comment\n" + old) == ["Only how the file is written has changed, not what it says."]
