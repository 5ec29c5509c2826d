"""Canonical YAML: how iza writes what it writes anew."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from iza.store.yaml.reader import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence

# What libyaml takes for structure inside brackets.
_INDICATOR = re.compile(r"[?:,\[\]{}]")


@cache
def _canonical_yaml() -> Any:
    """ruamel.yaml set up to write one form only."""
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import RoundTripRepresenter
    from ruamel.yaml.resolver import VersionedResolver

    class DatesAreText(VersionedResolver):
        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            tag = super().resolve(kind, value, implicit)
            if str(tag) == "tag:yaml.org,2002:timestamp":
                return super().resolve(kind, "text", implicit)
            return tag

    class Representer(RoundTripRepresenter):
        def ignore_aliases(self, _data: Any) -> bool:
            # The same value twice is written twice: our reader refuses references.
            return True

        def represent_text(self, data: str) -> Any:
            # In quotes a control character is written as an escape.
            hostile = "\r" in data or FORBIDDEN.search(data)
            if "\n" in data and not hostile:
                return self.represent_scalar("tag:yaml.org,2002:str", data, style="|")
            if hostile or _misread_elsewhere(data):
                return self.represent_scalar("tag:yaml.org,2002:str", data, style='"')
            return self.represent_scalar("tag:yaml.org,2002:str", data)

        def represent_null(self, _data: None) -> Any:
            return self.represent_scalar("tag:yaml.org,2002:null", "null")

    Representer.add_representer(str, Representer.represent_text)
    Representer.add_representer(type(None), Representer.represent_null)
    yaml = YAML(typ="rt")
    yaml.Resolver = DatesAreText
    yaml.Representer = Representer
    # A text stands on one line, however long.
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _misread_elsewhere(text: str) -> bool:
    """Would a YAML 1.1 program read this plain text as something else (yes, no, 07071, 12:30)?"""
    return text.lower() in {"y", "n", "yes", "no", "on", "off"} or (
        text[:1] in "0123456789+-." and text.replace(":", "").replace("_", "").replace(" ", "").isdigit()
    )


def dump(data: object) -> str:
    """Canonical YAML of plain data."""
    out = io.StringIO()
    _canonical_yaml().dump(data, out)
    return out.getvalue()


def inline(value: object, style: str = "", *, flow: bool = False) -> str:
    """A value on one line: a text in the quotes of ``style``, a collection in brackets.

    With ``flow`` it may stand inside brackets.
    """
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    if isinstance(value, dict):
        return "{" + ", ".join(f"{inline(k, flow=True)}: {inline(v, flow=True)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item, flow=True) for item in value) + "]"
    if isinstance(value, str):
        style = '"' if "\n" in value or (flow and not style and _INDICATOR.search(value)) else style
        quoted = {"'": SingleQuotedScalarString, '"': DoubleQuotedScalarString}.get(style, str)
        value = quoted(value)
    return dump({"x": value})[3:].rstrip("\n")


def put(mapping: Any, key: str, value: object, order: Sequence[str]) -> None:
    """Set a field; a new one stands where ``order`` (the fields of its shape) has it."""
    if key in mapping:
        mapping[key] = value
        return
    rank = order.index(key) if key in order else len(order)
    position = sum(1 for other in mapping if other in order[:rank])
    fields = list(mapping.items())
    mapping.clear()
    mapping.update([*fields[:position], (key, value), *fields[position:]])
