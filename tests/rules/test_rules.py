"""Every rule finds what its sample shows, at that place; and nothing in the base cases."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest

from iza import i18n
from iza.model import rules
from iza.model.findings import CASE_RULES, COUNTY_RULES, Finding, Level
from iza.store.schema import shape_check
from tests.rules import samples

ALL_RULES = [*CASE_RULES.rules.values(), *COUNTY_RULES.rules.values()]


def findings(sample: samples.Sample) -> list[Finding]:
    county = sample.county
    return rules.check_case(sample.case, county, sample.today) + rules.check_county(county, sample.today)


@pytest.mark.parametrize("base", samples.BASES)
def test_base_cases_are_clean(base: str) -> None:
    assert rules.check_case(samples.case(base), samples.county(), samples.TODAY) == []


def test_base_county_is_clean() -> None:
    assert rules.check_county(samples.county(), samples.TODAY) == []


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_sample_yields_its_code_there_and_no_other_error(name: str) -> None:
    sample = samples.sample(name)
    found = findings(sample)
    assert sorted((f.path for f in found if f.code == sample.code), key=repr) == sorted(sample.expect, key=repr)
    assert {f.code for f in found if f.level is Level.ERROR} <= {sample.code}


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_paths_lead_to_a_line(name: str) -> None:
    sample = samples.sample(name)
    for finding in findings(sample):
        around = (sample.case, sample.county_document["settings"], sample.county_document)
        place: Any = next(document for document in around if finding.path[0] in document)
        for part in finding.path:
            place = place[part]


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_messages_are_complete_and_name_nobody(name: str) -> None:
    sample = samples.sample(name)
    people = [n.get("family", n.get("mononym", "")) for n in sample.case["client"]["names"]]
    for finding in findings(sample):
        assert finding.message.rstrip().endswith(".")
        assert "{" not in finding.message
        assert not any(name.lower() in finding.message.lower() for name in people if name)
        assert sample.case["client"]["birth"]["date"] not in finding.message


@pytest.mark.parametrize("name", sorted(set(samples.SAMPLES) - {"E17"}))
def test_samples_are_valid_for_the_schema(name: str) -> None:
    """Rules run on what the schema accepts; E17 says what to do about what it refuses."""
    sample = samples.sample(name)
    assert shape_check.check("case", sample.case) == []
    assert shape_check.check("settings", sample.county_document["settings"]) == []
    for kind in samples.DIRECTORY:
        entries = sample.county_document[kind]
        assert shape_check.check(kind, {"schema": f"iza/{kind}/1", kind: entries}) == []


def test_every_code_has_a_sample_named_after_it() -> None:
    assert {rule.code for rule in ALL_RULES} == {name for name in samples.SAMPLES if len(name) == 3}


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_source_and_says_why(rule: Any) -> None:
    assert len(rule.source) > 10
    assert "Source:" in (inspect.getdoc(rule.check) or "")


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_rule_is_silent_on_the_other_side_of_the_line(name: str) -> None:
    for sample in samples.silent_samples(name):
        assert sample.code not in {finding.code for finding in findings(sample)}


@pytest.mark.parametrize("name", [name for name in samples.SAMPLES if name.startswith("W")])
def test_nobody_is_reminded_of_a_closed_case(name: str) -> None:
    sample = samples.sample(name)
    sample.case["closing"] = {"reason": "moved_county", "on": sample.today.isoformat()}
    warnings = [f for f in rules.check_case(sample.case, sample.county, sample.today) if f.level is Level.WARNING]
    assert warnings == []


@pytest.mark.parametrize("code", ["W35", "W36", "W37", "W48"])
def test_a_pause_suspends_what_the_procedure_asks_for(code: str) -> None:
    sample = samples.sample(code)
    sample.case.setdefault("pauses", []).append({"since": sample.today.isoformat()})
    assert code not in {finding.code for finding in findings(sample)}


class Shouting(dict[str, str]):
    def get(self, message: str, _other: object = None) -> str:  # type: ignore[override]
        return message.upper().replace("{WHY}", "{why}").replace("{NUMBER}", "{number}").replace("{LACKS}", "{lacks}")


def test_phrases_inside_a_message_are_translated_when_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = samples.sample("E29")
    (found,) = [finding for finding in findings(sample) if finding.code == "E29"]
    monkeypatch.setattr(i18n, "_texts", Shouting())
    assert found.message == "VERSION 2 IS AN ADJUSTMENT: IT NEEDS A REASON."
    assert found.details["lacks"] == "it needs a reason"


@pytest.mark.parametrize("module", rules.MODULES, ids=lambda module: module.__name__)
def test_rules_are_pure(module: Any) -> None:
    """Rules import the model and the calendar only, and never ask the clock."""
    tree = ast.parse(inspect.getsource(module))
    imports = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    outside = {"__future__", "collections.abc", "datetime", "itertools", "iza.i18n", "iza.model", "typing"}
    assert {name for name in imports if name and not name.startswith("iza.model.")} <= outside
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"today", "now", "open"}
