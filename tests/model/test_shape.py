"""The TypedDicts of the model and the schemas describe the same documents, field by field."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from iza.model import acknowledgements, county, directory
from iza.model.case import agreement, clearing, person, record, reviews
from iza.store.schema.schemas import KINDS, Node, shape

ENTRIES = {
    "caseworkers": directory.Caseworker,
    "partners": directory.Partner,
    "offers": directory.Offer,
    "mentors": directory.Mentor,
    "interpreters": directory.Interpreter,
}
SINGLE = [
    (record.Case, "case"),
    (directory.Settings, "settings"),
    (acknowledgements.Acknowledged, "acknowledged"),
]
SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean"}


def differences(annotation: Any, node: Node, where: str) -> Iterator[str]:
    """Where an annotation and a schema node disagree, in words."""
    if is_typeddict(annotation):
        yield from _typed_dict(annotation, node, where)
    elif get_origin(annotation) is Literal:
        yield from _literal(get_args(annotation), node, where)
    elif get_origin(annotation) is list:
        yield from _same("array", node.get("type"), f"{where}: type")
        yield from differences(get_args(annotation)[0], node["items"], f"{where}[]")
    elif get_origin(annotation) is dict:
        yield from _dict(*get_args(annotation), node, where)
    elif get_origin(annotation) in (Union, types.UnionType):
        kinds = {SIMPLE[part] for part in get_args(annotation)}
        if node.get("type") not in kinds:
            yield f"{where}: {node.get('type')} is none of {kinds}"
    else:
        yield from _simple(annotation, node, where)


def _typed_dict(annotation: Any, node: Node, where: str) -> Iterator[str]:
    hints = get_type_hints(annotation, include_extras=True)
    optional = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
    fields = node.get("properties", {})
    yield from _same(list(hints), list(fields), f"{where}: fields, in their order")
    yield from _same(set(hints) - optional, set(node.get("required", [])), f"{where}: required fields")
    for name in hints.keys() & fields.keys():
        hint = get_args(hints[name])[0] if name in optional else hints[name]
        yield from differences(hint, fields[name], f"{where}.{name}")


def _literal(codes: tuple[object, ...], node: Node, where: str) -> Iterator[str]:
    allowed = [entry["const"] for entry in node["oneOf"]] if "oneOf" in node else [node.get("const")]
    yield from _same(list(codes), allowed, f"{where}: codes")


def _dict(key: Any, value: Any, node: Node, where: str) -> Iterator[str]:
    children = {**node.get("properties", {}), **node.get("patternProperties", {})}
    if get_origin(key) is Literal:
        yield from _same(list(get_args(key)), [code for name in children for code in _codes(name)], f"{where}: keys")
    for name, child in children.items():
        if get_origin(value) is dict:
            yield from _dict(*get_args(value), child, f"{where}.{name}")
        else:
            yield from differences(value, _without_local_rules(child), f"{where}.{name}")
    if not children:
        yield f"{where}: no fields"


def _codes(name: str) -> list[str]:
    """The codes a pattern like ``^(ar|uk)$`` allows; a plain name is one code."""
    return name[2:-2].split("|") if name.startswith("^(") and name.endswith(")$") else [name]


def _without_local_rules(node: Node) -> Node:
    """The life area ``other`` alone needs its label: said beside the shared shape of all areas."""
    return {key: value for key, value in node.items() if not (key == "required" and value == ["label"])}


def _simple(annotation: Any, node: Node, where: str) -> Iterator[str]:
    branches = node.get("anyOf", [node])
    yield from _same({SIMPLE[annotation]}, {branch.get("type") for branch in branches}, f"{where}: type")
    if "oneOf" in branches[-1] and "anyOf" not in node and not _is_open_on_purpose(where):
        yield f"{where}: the schema has a closed vocabulary, the model any text"


def _is_open_on_purpose(where: str) -> bool:
    """Country codes: 250 of them say nothing to the model."""
    return where == "case.client.education.country" or where.endswith(".from")


def _same(left: object, right: object, what: str) -> Iterator[str]:
    if left != right:
        yield f"{what}: model {left}, schema {right}"


@pytest.mark.parametrize(("annotation", "kind"), SINGLE)
def test_model_and_schema_describe_the_same(annotation: object, kind: str) -> None:
    assert list(differences(annotation, shape(kind), kind)) == []


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_directory_file_is_a_list_of_its_entries(kind: str) -> None:
    node = shape(kind)
    assert set(node["properties"]) == set(node["required"]) == {"schema", kind}
    assert list(differences(list[ENTRIES[kind]], node["properties"][kind], kind)) == []  # type: ignore[valid-type]


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_names_its_format(kind: str) -> None:
    assert shape(kind)["properties"]["schema"]["const"] == f"iza/{kind}/1"


def test_every_shape_of_the_model_is_used() -> None:
    used = {found for top in (record.Case, directory.Settings, *ENTRIES.values()) for found in _shapes(top)}
    declared = {one for module in (person, clearing, agreement, reviews, record, directory) for one in vars(module).values() if is_typeddict(one)}
    assert {one.__name__ for one in declared - used} == set()


def _shapes(annotation: Any) -> Iterator[Any]:
    if is_typeddict(annotation):
        yield annotation
        for hint in get_type_hints(annotation, include_extras=True).values():
            yield from _shapes(hint)
    for part in get_args(annotation):
        yield from _shapes(part)


def test_intervals_of_settings_and_model_are_the_same() -> None:
    fields = shape("settings")["properties"]["intervals"]["properties"]
    assert set(fields) == set(county.INTERVALS)
    for name, value in county.INTERVALS.items():
        assert fields[name]["minimum"] <= value <= fields[name]["maximum"]


def _broken(**changes: object) -> list[str]:
    node = {**shape("case")["properties"]["closing"], **changes}
    return list(differences(record.Closing, node, "closing"))


def test_the_comparison_sees_what_differs() -> None:
    fields = shape("case")["properties"]["closing"]["properties"]
    reason = {**fields["reason"], "oneOf": fields["reason"]["oneOf"][1:]}
    assert _broken() == []
    assert _broken(required=["reason"])
    assert _broken(properties={**fields, "more": fields["note"]})
    assert _broken(properties={name: field for name, field in fields.items() if name != "note"})
    assert _broken(properties={**fields, "reason": reason})
    assert _broken(properties={**fields, "note": {"type": "integer"}})
    assert _broken(properties={**fields, "note": fields["reason"]})
