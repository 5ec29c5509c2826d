"""What comes in is wrong: one sentence, its exit code, nothing changed, no traceback, no personal value."""

from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import casework
import pytest
from bench import Bench, bench_in
from casework import CLIENT
from terminal import write, yaml_text

from iza.store.case_ids import path_of


@pytest.fixture
def bench(county: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    return bench_in(county, capfd)


# -- what comes in through --from --------------------------------------------------------------------


class Bad(NamedTuple):
    """A person that may not come in, as YAML or as data."""

    source: Any
    said: str


def _person(**fields: Any) -> dict[str, Any]:
    return deepcopy(CLIENT) | fields


PEOPLE = {
    "nothing": Bad("", "The file is empty"),
    "broken YAML": Bad("client: [", "stdin:"),
    "a list": Bad("- Amal\n", "stdin:1"),
    "an open quotation mark": Bad('names:\n  - family: "Testperson\n', "stdin"),
    "a duplicate key": Bad("birth: {date: 1995-05-17}\nbirth: {date: 1995-05-18}\n", "stdin:2"),
    "a reference": Bad("names: &a [Testperson]\nother: *a\n", "stdin:1"),
    "a type": Bad("names: !!python/object Testperson\n", "stdin:1"),
    "two documents": Bad("names: []\n---\nnames: []\n", "stdin"),
    "a tab": Bad("names:\n\t- Testperson\n", "stdin:2"),
    "a control character": Bad("names: Test\x07person\n", "stdin:1"),
    "a direction override": Bad("names: Test\u202eperson\n", "stdin:1"),
    "too much": Bad("names: " + "x" * 200_000, "200 kB"),
    "too deep": Bad("names: " + "[" * 20 + "]" * 20, "nested"),
    "an unknown key": Bad(_person(nickname="Amal"), "E60"),
    "an unknown key inside": Bad(_person(birth={"date": "1995-05-17", "precision": "day", "place": "Neckarfurt 7"}), "E60"),
    "a missing field": Bad({"names": CLIENT["names"]}, "E61"),
    "no client": Bad("client: 5", "names"),
    "a wrong type": Bad(_person(names="Amal Testperson"), "E63"),
    "a wrong type inside": Bad(_person(names=[{"kind": "official", "family": ["Testperson"]}]), "E63"),
    "a number for a date": Bad(_person(birth={"date": 19950517, "precision": "day"}), "E63"),
    "a date of another country": Bad(_person(birth={"date": "05/17/1995", "precision": "day"}), "E64"),
    "a German day that does not exist": Bad(_person(birth={"date": "31.02.1995", "precision": "day"}), "E64"),
    "a day that does not exist": Bad(_person(birth={"date": "1995-02-30", "precision": "day"}), "E64"),
    "an unknown code": Bad(_person(employment={"status": "Schneiderei"}), "E62"),
    "a birth in the future": Bad(_person(birth={"date": "2030-05-17", "precision": "day"}), "E27"),
    "no official name": Bad(_person(names=[{"kind": "called", "given": "Amal"}]), "E03"),
    "a priority without reason": Bad(_person(priority={"level": "individual"}), "E30"),
    "a text without end": Bad(_person(competences=[{"kind": "other", "text": "Schneiderei " * 1000}]), "E65"),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_that_may_not_come_in(name: str, bench: Bench) -> None:
    source = PEOPLE[name].source
    text = source if isinstance(source, str) else yaml_text(source)
    bench.refuses("clearing create --from -", 4, PEOPLE[name].said, text)


def test_bytes_that_are_no_text(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "person.yaml").write_bytes("names: Müller\n".encode("latin-1"))
    bench.refuses(f"clearing create --from {tmp_path}/person.yaml", 4, "person.yaml:1")


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_is_not_there(name: str, bench: Bench, tmp_path: Path) -> None:
    bench.refuses(f"clearing create --from {tmp_path}/{name}", 4, "does not exist")


GOAL = casework.LANGUAGE_GOAL
RECORDS = {
    "goal: steps no list": ("goal add CASE", GOAL | {"steps": "Kurs"}, "steps"),
    "goal: steps of words": ("goal add CASE", GOAL | {"steps": ["Kurs"]}, "steps"),
    "goal: after nowhere": ("goal add CASE", GOAL | {"steps": [{**casework.STEP, "after": [{}]}]}, "step"),
    "goal: after nothing": ("goal add CASE", GOAL | {"steps": [{**casework.STEP, "after": None}]}, "step"),
    "goal: by a list": ("goal add CASE", GOAL | {"steps": [{**casework.STEP, "by": ["client"]}]}, "E6"),
    "goal: no fields": ("goal add CASE", {"goal": {}}, "E6"),
    "goal: dates as numbers": ("goal add CASE", GOAL | {"target_on": 20261130}, "E63"),
    "goal change: steps": ("goal change CASE 1", {"steps": "weg"}, "E63"),
    "goal change: status": ("goal change CASE 1", {"status": ["achieved"]}, "E6"),
    "step: nothing": ("step add CASE 1", {"text": ""}, "E6"),
    "sign: no day": ("agreement sign CASE", {"place": "Albweil"}, "signed_on"),
    "sign: day as a list": ("agreement sign CASE", {"signed_on": [1], "place": "Albweil"}, "signed_on"),
    "sign: place as a list": ("agreement sign CASE", {"signed_on": "2026-05-04", "place": [1], "review_on": "2026-06-30"}, "E63"),
    "sign: missing as a list": ("agreement sign CASE", {"signed_on": "2026-05-04", "missing": ["mentor"]}, "missing"),
    "sign: signed as fields": ("agreement sign CASE", {"signed_on": "2026-05-04", "signed": {"a": 1}}, "signed"),
    "sign: review as a number": ("agreement sign CASE", {"signed_on": "2026-05-04", "review_on": 5}, "review_on"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_another_form(name: str, county: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words, record, said = RECORDS[name]
    office = casework.office_in(county)
    bench = Bench(county, capfd)
    bench.case = (casework.issued if words.startswith("agreement") else casework.drafted)(office, CLIENT)
    bench.refuses(f"{words} --from {write(tmp_path / 'record.yaml', record)}", 4, said)


CLEARINGS = {
    "areas as words": ({"areas": "alles"}, "E63"),
    "an unknown area": ({"areas": {"sport": {"need": "high"}}}, "E60"),
    "client as a word": ({"client": "Amal Testperson"}, "client"),
    "a birth date as a number": ({"client": {"birth": {"date": 1995, "precision": "year"}}}, "E63"),
    "a birth date as words": ({"client": {"birth": "1995-05-17"}}, "E63"),
    "German as a word": ({"client": {"german": "b1"}}, "E63"),
    "the day as a number": ({"held_on": 20260316}, "held_on"),
    "the day without a year": ({"held_on": "16.03."}, "held_on"),
    "the day in the future": ({"held_on": "2026-12-01"}, "E27"),
    "participants as a word": ({"participants": "alle"}, "E63"),
    "an unknown field": ({"mood": "good"}, "E60"),
}


@pytest.mark.parametrize("name", CLEARINGS)
def test_a_clearing_of_another_form(name: str, county: Path, capfd: pytest.CaptureFixture[str]) -> None:
    record, said = CLEARINGS[name]
    bench = Bench(county, capfd)
    bench.case = casework.invited(casework.office_in(county), CLIENT)
    text = yaml_text(casework.CLEARING | record)
    bench.refuses("clearing hold CASE --from -", 4, said, text)


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("partner", {"id": "neu", "kind": "shop", "name": "Neu"}, "E62"),
        ("partner", {"kind": "other", "name": "Neu"}, "E6"),
        ("partner", {"id": "Neu er", "kind": "other", "name": "Neu"}, "E64"),
        ("partner", {"id": "vhs-albweil", "kind": "other", "name": "Neu"}, "already"),
        ("worker", {"id": "neu", "name": "Neu"}, "E63"),
        ("worker", {"id": "neu", "name": {"family": "Neu"}, "deputy": "xyz"}, "E26"),
        ("offer", {"id": "neu", "partner": "nirgends", "title": "N", "kind": "course", "area": "work"}, "E26"),
        ("mentor", {"id": "P-1", "name": {"family": "N"}, "adult": False}, "E6"),
        ("interpreter", {"id": "D-1", "name": "N", "kind": "pool", "languages": "ar"}, "E63"),
    ],
)
def test_an_entry_that_may_not_come_in(kind: str, record: dict[str, Any], said: str, bench: Bench) -> None:
    bench.refuses(f"{kind} add --from -", 4, said, yaml_text(record))


# -- words on the command line -----------------------------------------------------------------------

WORDS: list[tuple[str, int, str]] = [
    ("show F-0000-0000", 4, "F-0000-0000"),
    ("show Testperson", 4, "iza find"),
    ("step done CASE 7.1", 4, "7.1"),
    ("goal drop CASE 1 --reason unrealistic", 4, "iza review start"),
    ("goal change CASE 7 --status achieved", 4, "7"),
    ("goal add CASE --library nowhere", 4, "iza goal library"),
    ("partner show nirgends", 4, "nirgends"),
    ("partner end nirgends", 4, "nirgends"),
    ("review schedule CASE --on 7.7.2026 --interpreter D-XX", 4, "D-XX"),
    ("clearing create --from - --caseworker xyz", 4, "xyz"),
    ("list --worker xyz", 4, "xyz"),
    ("list --phase sleeping", 2, "phase"),
    ("list --format xml", 2, "csv"),
    ("overdue --within soon", 2, "--within"),
    ("overdue --wthin 14d", 2, "--within"),
    ("overdew", 2, "overdue"),
    ("clearing decide CASE perhaps --reason other", 2, "agreement"),
    ("clearing decide CASE agreement --reason because", 2, "--reason"),
    ("step block CASE 1.1 --because weather", 2, "--because"),
    ("step block CASE 1.1", 2, "--because"),
    ("step done CASE 1.1 --on 31.2.2026", 2, "--on"),
    ("step done CASE 1.1 --on 2099-01-01", 4, "to come"),
    ("step done CASE", 2, "STEP"),
    ("step done CASE 1.1 1.2", 2, "too many"),
    ("review start CASE --on 2099-01-01", 4, "to come"),
    ("review hold CASE --next-on 7.7.2026", 4, "No review"),
    ("review schedule CASE --on 7.7.2026 --time 25:00", 2, "--time"),
    ("agreement sign CASE --on 4.5.2026 --place Albweil --missing mentor", 2, "ROLE=REASON"),
    ("agreement render CASE --format doc", 2, "pdf"),
    ("close CASE --reason tired", 2, "--reason"),
    ("clearing create", 2, "--from"),
    ("clearing hold CASE", 4, "not possible"),
    ("review abandon CASE", 2, "--yes"),
    ("find", 2, "iza find TEXT"),
    ("show", 2, "CASE"),
]


@pytest.mark.parametrize(("line", "code", "said"), WORDS)
def test_words_that_do_not_fit(line: str, code: int, said: str, bench: Bench) -> None:
    bench.refuses(line, code, said, yaml_text(CLIENT) if "--from -" in line else None)


def test_the_beginning_of_several_ids_is_not_enough(bench: Bench) -> None:
    case = casework.opened(casework.office_in(bench.folder), CLIENT)
    other = f"{case[:-1]}{'1' if case[-1] == '0' else '0'}"
    shutil.copy(bench.folder / path_of(case), bench.folder / path_of(other))
    before = bench.tree()
    done = bench("show", case[:4], code=4)
    assert done.err.startswith("Error: ")
    assert bench.tree() == before


def test_dates_may_be_written_the_german_way(bench: Bench) -> None:
    person = _person(birth={"date": "17.5.1995", "precision": "day"})
    case = bench("clearing", "create", "--from", "-", stdin=yaml_text(person)).out.split()[-1]
    assert "date: 1995-05-17" in casework.case_text(bench.folder, case)
