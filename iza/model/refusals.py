"""Findings as an error: which of them stop a change, and what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.errors import Refused
from iza.model.findings import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from iza.model.findings import Finding
    from iza.model.values import FieldPath

_MOST_TOLD = 8
"""Findings that are told at once."""


def refuse_new_errors(
    before: Iterable[Finding], after: Iterable[Finding], where: Callable[[FieldPath], str] | None = None
) -> None:
    """Raises Refused for errors after a change that were none before it: an old one never stops unrelated work.

    ``where`` says a field's path in words.
    """
    old = {(finding.code, finding.path) for finding in before}
    new = [f for f in after if f.level is Level.ERROR and (f.code, f.path) not in old]
    if new:
        raise Refused(*error_parts(new, where))


def error_parts(
    findings: Sequence[Finding], where: Callable[[FieldPath], str] | None = None
) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """What an error is made of: the first finding, no hint, the other ones, and the field of each."""
    fields: dict[str, str] = {}
    for finding in findings:
        fields.setdefault(_sentence_of(finding, where), _field_name(finding.path))
    first, *others = list(fields)[:_MOST_TOLD]
    return first, "", tuple(others), tuple(fields.values())[:_MOST_TOLD]


def _field_name(path: FieldPath) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _sentence_of(finding: Finding, where: Callable[[FieldPath], str] | None) -> str:
    spot = where(finding.path) if where and finding.path else ""
    return f"{finding.code}: {spot}: {finding.message}" if spot else f"{finding.code}: {finding.message}"
