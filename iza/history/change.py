"""One change of a document: where, what kind, and the value before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from iza.model.values import FieldPath


@dataclass(frozen=True)
class Change:
    """One typed change; ``moved`` carries the identities of a list in their old and new order."""

    kind: Literal["added", "removed", "changed", "moved"]
    path: FieldPath
    old: Any = None
    new: Any = None
