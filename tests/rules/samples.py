"""Reads the base cases and the samples of the rules: a base, some changes, and what must be found."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML

from iza.model.case.record import Case
from iza.model.county import County

HERE = Path(__file__).parent
TODAY = date(2026, 11, 16)
BASES = sorted(path.stem for path in (HERE / "base").glob("*.yaml") if path.stem != "county")
SAMPLES = sorted(path.stem for path in HERE.glob("[EWI][0-9][0-9]*.yaml"))
DIRECTORY = ("caseworkers", "partners", "offers", "mentors", "interpreters")


@dataclass(frozen=True)
class Sample:
    """A sample file: the code, the documents after the changes, the day, and the places expected."""

    code: str
    case: Case
    county_document: dict[str, Any]
    today: date
    expect: list[tuple[str | int, ...]]

    @property
    def county(self) -> County:
        return county_of(self.county_document)


@cache
def _read(path: Path) -> Any:
    yaml = YAML(typ="safe")
    # Dates are text, as in the case files iza reads.
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)
    return yaml.load(path.read_text(encoding="utf-8"))


def case(base: str) -> Case:
    """A base case of its own, to be changed at will."""
    return cast("Case", deepcopy(_read(HERE / "base" / f"{base}.yaml")))


def county_document() -> dict[str, Any]:
    """The base county as one document: settings and the lists of the directory files."""
    return cast("dict[str, Any]", deepcopy(_read(HERE / "base" / "county.yaml")))


def county_of(document: dict[str, Any]) -> County:
    """The county of such a document, keyed by id."""
    lists = {name: {entry["id"]: entry for entry in document[name]} for name in DIRECTORY}
    return County(document["settings"], **lists)


def county() -> County:
    """The base county."""
    return county_of(county_document())


def put(document: Any, changes: dict[str, Any]) -> None:
    """Set each dotted path to its value; None deletes, the next free index of a list appends."""
    for dotted, value in changes.items():
        *parents, last = (int(part) if part.isdigit() else part for part in dotted.split("."))
        place = document
        for part in parents:
            place = place[part]
        if value is None:
            del place[last]
        elif isinstance(place, list) and last == len(place):
            place.append(deepcopy(value))
        else:
            place[last] = deepcopy(value)


def sample(name: str) -> Sample:
    """The sample of this file name, with its changes applied."""
    given = _read(HERE / f"{name}.yaml")
    return _built(name, given, [given])


def silent_samples(name: str) -> list[Sample]:
    """The neighbours of the sample on the other side of the line, where its code is not found."""
    given = _read(HERE / f"{name}.yaml")
    return [_built(name, given, [given, further]) for further in given.get("silent", [])]


def _built(name: str, given: dict[str, Any], layers: list[dict[str, Any]]) -> Sample:
    changed, around = case(given["base"]), county_document()
    for layer in layers:
        put(changed, layer.get("set", {}))
        put(around, layer.get("county", {}))
    today = date.fromisoformat({**layers[0], **layers[-1]}["today"])
    return Sample(name[:3], changed, around, today, [tuple(path) for path in given["expect"]])
