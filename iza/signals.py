"""Signals that have to wait: while files and history change together, a wish to stop counts only afterwards."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
# Signals after which nobody wants to wait for git any longer.
_URGENT = 2

_heard: list[int] = []


class Stopped(KeyboardInterrupt):
    """The signal ``number`` came while it had to wait; it takes effect now."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def deferred() -> Iterator[None]:
    """Whatever asks this process to end is heard at the end of the block only. Raises Stopped there.

    An error inside is raised as it is where nothing was heard. In a thread beside the main one signals do not come.
    """
    _heard.clear()
    try:
        before = {number: signal.signal(number, _note_signal) for number in _STOPS if _is_counted(number)}
    except ValueError:
        yield
        return
    try:
        yield
    except Exception:
        if _heard:
            raise Stopped(_heard[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if _heard:
        raise Stopped(_heard[0])


def is_urgent() -> bool:
    """Whether somebody asked to stop more than once: then git is asked to end, and leaves all or nothing."""
    return len(_heard) >= _URGENT


def _is_counted(number: int) -> bool:
    """A signal that is ignored (nohup) stays ignored; one whose handler is not Python's cannot be put back."""
    return signal.getsignal(number) not in (signal.SIG_IGN, None)


def _note_signal(number: int, _frame: object) -> None:
    _heard.append(number)
