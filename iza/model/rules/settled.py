"""What a rule does not hold against a change: entries that were settled before and stayed as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.model.findings import CASE_RULES
from iza.model.lookup import versions

if TYPE_CHECKING:
    from iza.model.case.record import Case
    from iza.model.findings import Finding
    from iza.model.values import FieldPath


def was_right_then(finding: Finding, before: Case | None, after: Case) -> bool:
    """Whether a finding is about a talk that was held, a step that was agreed or a transmission, each left as it was.

    What is recorded today does not make those wrong: an interpreter may be needed from now on, a client may not want
    the mentor any more, and a revocation may become known after something was passed on.
    """
    depth = CASE_RULES.rules[finding.code].entry_depth
    if before is None or not depth:
        return False
    entry_path = finding.path[:depth]
    earlier = _value_at(before, entry_path)
    return _is_settled(earlier, before) and earlier == _value_at(after, entry_path)


def _is_settled(entry: Any, before: Case) -> bool:
    """Whether an entry is a talk that was held, a transmission, or a step of an agreement that was issued."""
    if not isinstance(entry, dict):
        return False
    return "held_on" in entry or "document" in entry or ("due_on" in entry and bool(versions(before)))


def _value_at(node: Any, path: FieldPath) -> Any:
    """What stands at a path, None where there is nothing."""
    for part in path:
        is_there = part < len(node) if isinstance(node, list) and isinstance(part, int) else part in node
        if not is_there:
            return None
        node = node[part]
    return node
