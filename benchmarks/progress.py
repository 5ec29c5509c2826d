"""What is being done, in one line of a terminal; nothing else sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
_SOME = 100  # items between two lines


def tell(text: str) -> None:
    """Say it in place of what was said before; nothing clears the line."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text[:100]}")
        sys.stderr.flush()


def counted(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The items, while it is told how many there were."""
    for number, item in enumerate(items):
        if number % _SOME == 0:
            tell(f"{what}: {number:,} of {total:,}")
        yield item
    tell("")
