"""The schema files themselves: valid, closed, bounded, and labelled in two languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from iza.resources import folder
from iza.store.schema.editor_files import schema_files
from iza.store.schema.schemas import KINDS

FILES = {path.name: json.loads(path.read_text("utf-8")) for path in sorted(folder("schemas").glob("*"))}
EVERY = pytest.mark.parametrize("name", FILES)


def nodes(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in a file, with its place."""
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from nodes(item, f"{where}/{index}")
    if isinstance(part, dict):
        if not where.endswith(("/properties", "/$defs", "/patternProperties")):
            yield where, part
        for key, value in part.items():
            yield from nodes(value, f"{where}/{key}")


def fields(file: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, node in nodes(file):
        if "if" in where.split("/"):
            continue  # a condition speaks of fields that are described elsewhere
        yield from ((f"{where}/{name}", field) for name, field in node.get("properties", {}).items())


def codes(file: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, node in nodes(file):
        yield from ((f"{where}/{entry['const']}", entry) for entry in node.get("oneOf", []))


def target(file: str, ref: str) -> Any:
    other, _, name = ref.partition("#/$defs/")
    return FILES[other or file]["$defs"][name]


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    assert set(FILES) == {f"{kind}.schema.json" for kind in (*KINDS, "common")}


@EVERY
def test_it_is_json_schema_of_2020_12(name: str) -> None:
    assert FILES[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(FILES[name])


@EVERY
def test_every_field_and_every_code_has_two_labels(name: str) -> None:
    for where, node in [*fields(FILES[name]), *codes(FILES[name])]:
        for key in ("title", "x-en"):
            label = node.get(key, "")
            assert label, f"{where} has no {key}"
            assert label == label.strip(), where


@EVERY
def test_a_label_names_one_code_of_a_vocabulary(name: str) -> None:
    for where, node in nodes(FILES[name]):
        for key in ("const", "title", "x-en"):
            values = [entry[key] for entry in node.get("oneOf", [])]
            assert len(values) == len(set(values)), where


@EVERY
def test_every_field_with_codes_explains_itself(name: str) -> None:
    """Editors show the label of the code in place of the label of the field."""
    for where, field in fields(FILES[name]):
        node = field.get("items", field)
        described = {**target(name, node["$ref"]), **node} if "$ref" in node else node
        if "oneOf" in described or "anyOf" in described:
            assert field.get("description") or field.get("title") == "Gründe", where


@EVERY
def test_mappings_are_closed(name: str) -> None:
    for where, node in nodes(FILES[name]):
        if node.get("type") == "object":
            assert node["additionalProperties"] is False, where


@EVERY
def test_texts_lists_and_numbers_have_limits(name: str) -> None:
    for where, node in nodes(FILES[name]):
        match node.get("type"):
            case "string" if not {"const", "oneOf", "format"} & set(node):
                bounded = "maxLength" in node or not re.search(r"[*+]|,\}", node.get("pattern", "*"))
                assert bounded, where
            case "array":
                assert node["maxItems"] > 0, where
            case "integer" | "number":
                assert {"minimum", "maximum"} <= set(node), where


@EVERY
def test_patterns_have_ends_ascii_digits_and_a_hint(name: str) -> None:
    for where, node in nodes(FILES[name]):
        for pattern in [*node.get("patternProperties", {}), *([node["pattern"]] if "pattern" in node else [])]:
            assert pattern.startswith("^"), where
            assert pattern.endswith("$"), where
            assert not re.search(r"\\[dwDWb]", pattern), where
        if "pattern" in node:
            assert node["patternErrorMessage"], where
            assert node["x-en-hint"], where
            assert all(re.search(node["pattern"], example) for example in node.get("examples", [])), where


@EVERY
def test_references_lead_somewhere(name: str) -> None:
    for where, node in nodes(FILES[name]):
        if "$ref" in node:
            assert target(name, node["$ref"]), where


def test_every_definition_is_used() -> None:
    used = {"common.schema.json#/$defs/residence_group"}  # names what x-group groups
    for name, file in FILES.items():
        for _where, node in nodes(file):
            if "$ref" in node:
                used.add(node["$ref"] if not node["$ref"].startswith("#") else name + node["$ref"])
    declared = {f"{name}#/$defs/{part}" for name, file in FILES.items() for part in file.get("$defs", {})}
    assert declared == used


def test_no_code_is_read_as_something_else_by_another_yaml() -> None:
    trap = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|~|[-+.0-9].*")
    for name, file in FILES.items():
        for where, entry in codes(file):
            if where != "/$defs/country/NO":  # the one country code; iza's own writer quotes it
                assert not trap.fullmatch(entry["const"]), f"{name}{where}"


def test_every_language_code_is_a_well_formed_tag() -> None:
    defs = FILES["common.schema.json"]["$defs"]
    pattern = defs["language_tag"]["anyOf"][1]["pattern"]
    assert all(re.search(pattern, entry["const"]) for entry in defs["language"]["oneOf"])
    for tag in ("kmr", "fa-AF", "zh-Hans-CN", "de-1996", "sr-Latn", "en-u-ca-gregory", "x-dorf"):
        assert re.search(pattern, tag), tag
    for tag in ("arabisch", "k", "fa_AF", "fa-", "-fa", "", "de-x", "a-DE", "fa AF"):
        assert not re.search(pattern, tag), tag


@pytest.mark.parametrize(
    "text", ["a-" * 50_000, "aa-bb" * 20_000, "a." * 50_000, "a@" * 50_000, " " * 100_000 + "a", "0" * 100_000]
)
def test_no_pattern_is_slow_on_a_hostile_text(text: str) -> None:
    import time

    start = time.process_time()
    for file in FILES.values():
        for _where, node in nodes(file):
            if "pattern" in node:
                re.search(node["pattern"], text + "!")
    assert time.process_time() - start < 2


def test_editors_get_every_file_with_the_meaning_of_each_code() -> None:
    files = {name: json.loads(text) for name, text in schema_files().items()}
    assert set(files) == set(FILES)
    residence = files["common.schema.json"]["$defs"]["residence_code"]["oneOf"]
    assert {"const": "toleration", "description": "Duldung (§ 60a AufenthG)"} in residence
    assert files["case.schema.json"]["properties"]["schema"] == FILES["case.schema.json"]["properties"]["schema"]
    for file in files.values():
        Draft202012Validator.check_schema(file)
