"""What a command did: said on the screen, or given out as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Outcome:
    """What a command did to ``case`` (or another id), in a sentence, and what usually comes next.

    ``next`` is a command or empty; ``notes`` are further sentences; ``data`` goes out with ``--json``.
    """

    case: str
    message: str
    next: str = ""
    notes: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
