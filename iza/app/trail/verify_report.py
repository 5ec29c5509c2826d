"""The report of iza verify: what was looked at, what is not as it must be, and what somebody accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from iza.history.alarms import Alarm


@dataclass(frozen=True)
class Report:
    """What was looked at, and everything that is not as it must be, the oldest first; apart, what somebody accepted.

    ``signed`` counts the commits that had to be signed.
    """

    head: str
    commits: int
    cases: int
    signed: int
    findings: tuple[Alarm, ...]
    acknowledged: tuple[Settled, ...] = ()


@dataclass(frozen=True)
class Settled:
    """A finding that was accepted: by whom, when, with which commit, and why (a code of the schema)."""

    alarm: Alarm
    author: str
    approver: str
    when: datetime
    commit: str
    reason: str
