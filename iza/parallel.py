"""Work spread over the processors: the same results in the same order, sooner."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")

Progress = Callable[[Iterable[Any], int], Iterator[Any]]
"""Passes items on, of which there are so many, and tells somebody who waits."""

# For each processor: the last one to be ready keeps nobody waiting long.
_PARTS = 8
# At most; what follows the processors' work is waiting for one disk.
_PROCESSES = 8


def processors() -> int:
    """The processors this process may use."""
    own = getattr(os, "sched_getaffinity", None)
    return len(own(0)) if own else os.cpu_count() or 1


def quietly(items: Iterable[Any], _total: int) -> Iterator[Any]:
    """The items, without a word about it."""
    return iter(items)


def parts(items: Sequence[Item], least: int) -> list[Sequence[Item]]:
    """The items in parts of ``least`` at least, for ``spread``."""
    size = max(least, len(items) // (_PARTS * processors()))
    return [items[start : start + size] for start in range(0, len(items), size)]


def spread(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """What ``work``, a function of a module or a ``partial`` of one, makes of each item.

    In several processes where there are several items and processors; in this one where the system has no
    means to start processes and talk to them.
    """
    done = 0
    if len(items) > 1 and processors() > 1:
        from concurrent.futures import BrokenExecutor

        try:
            for result in _side_by_side(work, items):
                done += 1
                yield result
        except (BrokenExecutor, ImportError, NotImplementedError, OSError):
            # The rest is done here.
            pass
    yield from map(work, items[done:])


def _side_by_side(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # From Python 3.14 on, Linux would begin with empty processes, too, and each would load everything once more.
    context = get_context("fork" if sys.platform == "linux" else None)
    pool = ProcessPoolExecutor(min(_PROCESSES, processors(), len(items)), context, _leave_interrupts)
    try:
        yield from pool.map(work, items)
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process in front; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
