"""Cases as an earlier iza wrote them: format 0, made from a case of today."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from iza.store.yaml.reader import read
from iza.store.yaml.writer import dump

HEAD = "# yaml-language-server: $schema=../../schemas/case.schema.json\n"


def older(case: dict[str, Any]) -> dict[str, Any]:
    """The case in format 0; a review held on another day than planned had no place in it and stays."""
    old = deepcopy(case) | {"schema": "iza/case/0"}
    for goal in old.get("agreement", {}).get("goals", []):
        goal["steps"] = [_step(step) for step in goal["steps"]]
    old |= {name: [one(entry) for entry in old[name]] for name, one in _LISTS.items() if name in old}
    return old


def _step(step: dict[str, Any]) -> dict[str, Any]:
    old = _renamed(step, "due_on", "due")
    old["responsible"] = ":".join(step["responsible"].values())
    return old


def _review(review: dict[str, Any]) -> dict[str, Any]:
    if "held_on" in review and (review["status"] != "held" or review["held_on"] != review["planned_on"]):
        return review
    old = _renamed(review, "planned_on", "date")
    old.pop("held_on", None)
    return old


def _clearing(clearing: dict[str, Any]) -> dict[str, Any]:
    if not clearing.get("areas"):
        return clearing
    old = _renamed(clearing, "areas", "needs")
    old["needs"] = [{"area": area} | said for area, said in clearing["areas"].items()]
    return old


_LISTS = {"reviews": _review, "clearings": _clearing}


def _renamed(record: dict[str, Any], name: str, old: str) -> dict[str, Any]:
    return {old if key == name else key: value for key, value in record.items()}


def make_older(root: Path, *paths: str) -> None:
    """Write these case files anew in format 0; nothing is committed."""
    for path in paths:
        place = root / path
        place.write_text(HEAD + dump(older(read(place.read_bytes(), path))), "utf-8")
