"""When a commit was made, read from what stands in it: anybody may have written anything there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time nobody can read."""


def read(seconds: str, dated: str) -> tuple[datetime | None, bool]:
    """The time in ``%at`` (seconds since 1970 UTC) and ``%ad --date=raw`` (``1700000000 +0100``), and if both hold.

    Without a zone that clocks have, it is told in UTC; None where there is no number, or none that a calendar reaches.
    """
    zone = _zone_of(dated.rpartition(" ")[2])
    try:
        return datetime.fromtimestamp(int(seconds), zone or UTC), zone is not None
    except (ValueError, OverflowError, OSError):
        return None, False


def best(first: tuple[str, str], second: tuple[str, str]) -> datetime:
    """The first of two times, each as for ``read``, else the second, else ``BEGINNING``."""
    return read(*first)[0] or read(*second)[0] or BEGINNING


@lru_cache(maxsize=100)
def _zone_of(text: str) -> timezone | None:
    """``+0530``; None for hours or minutes that no clock shows, and for anything else."""
    if not text[1:].isdecimal() or text[0] not in "+-":
        return None
    hours, minutes = divmod(int(text[1:]), 100)
    if hours > 23 or minutes > 59:
        return None
    far = timedelta(hours=hours, minutes=minutes)
    return timezone(-far if text[0] == "-" else far)
