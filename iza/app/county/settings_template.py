"""The settings of a new repository: what must be there, and beside it, as comments, what else can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.i18n import _, language
from iza.model.county import INTERVALS, MIN_AGE
from iza.store.schema import labels
from iza.store.yaml.writer import dump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.store.schema.schemas import Node

_HEADER = "# yaml-language-server: $schema=schemas/settings.schema.json\n"
_BLOCKS = ("intervals", "privacy", "archive", "volunteering")
"""Nothing is suggested for how long data is kept, where it may go, what needs two people: decisions, not defaults."""


def settings(name: str) -> str:
    """The text of ``iza.yaml`` for the county of this name; each comment becomes a setting without its ``# ``."""
    required = {"schema": "iza/settings/1", "name": name, "language": "de", "letterhead": {"county": name}}
    letterhead = [line for line in _block_lines("letterhead") if not line.startswith(("letterhead:", "  county:"))]
    blocks = [line for block in _BLOCKS for line in ("", *_block_lines(block))]
    note = "# " + _("Take away the # and the blank behind it where something of this is to be said:") + "\n"
    parts = (
        _HEADER,
        dump(required),
        _as_comments(letterhead),
        dump({"min_age": MIN_AGE}),
        "\n",
        note,
        _as_comments(blocks),
    )
    return "".join(parts)


def _as_comments(lines: list[str]) -> str:
    """The lines as comments that keep their place: ``  # phone: …``."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    return "".join(f"{line[:at]}# {line[at:]}\n" if line else "\n" for line, at in zip(lines, indents, strict=True))


def _block_lines(name: str) -> Iterator[str]:
    """A mapping of the settings with a value for each field and what it is called."""
    yield f"{name}:  # {_label_of(name)}"
    for field, node in labels.node("settings", (name,))["properties"].items():
        value, label = _example_value(name, field, node), _label_of(name, field)
        yield f"  {dump({field: value}).rstrip()}" + ("" if value == label else f"  # {label}")


def _label_of(*path: str) -> str:
    return labels.label("settings", path, language())


def _example_value(block: str, field: str, node: Node) -> Any:
    """What a county may begin with: our default, an example, or the name of the field itself."""
    match node["type"]:
        case "integer":
            return INTERVALS[field]
        case "boolean":
            return True
    return node["examples"][0] if "examples" in node else _label_of(block, field)
