"""The schemas as editors get them: beside the cases, so that completion and hover speak German."""

from __future__ import annotations

import json
from typing import Any

from iza.resources import folder


def schema_files() -> dict[str, str]:
    """The text of each file for the ``schemas/`` folder of a case repository, by file name.

    Editors show the description of a code beside it in the completion list, and below the name of
    the field on hover; so the label of a code stands there as its description.
    """
    sources = sorted(folder("schemas").glob("*.schema.json"))
    return {source.name: _file_text(json.loads(source.read_text("utf-8"))) for source in sources}


def _file_text(schema: Any) -> str:
    return json.dumps(_with_descriptions(schema), ensure_ascii=False, indent=1) + "\n"


def _with_descriptions(part: Any) -> Any:
    if isinstance(part, list):
        return [_with_descriptions(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _described_codes(value) if key == "oneOf" else _with_descriptions(value) for key, value in part.items()
    }


def _described_codes(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"const": entry["const"], "description": _meaning_of(entry)} for entry in entries]


def _meaning_of(entry: dict[str, Any]) -> str:
    return f"{entry['title']} ({entry['x-basis']})" if "x-basis" in entry else entry["title"]
