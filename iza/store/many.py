"""What is to be known of every case: in one process, or side by side in several where there are many.

Reading a case is work for the processor, so two processes need little more than half the time of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple, TypeVar

from iza import parallel
from iza.model.case import Case
from iza.store.repository import Repository

T = TypeVar("T")
Job = Callable[[Case], list[T]]
Progress = Callable[[Iterable[Any], int], Iterator[Any]]

MANY = 200  # cases; for fewer no process is started
_PARTS, _LEAST = 8, 40  # parts of the cases for each processor, and how many cases a part has at least


def quietly(items: Iterable[Any], _total: int) -> Iterator[Any]:
    """The items, without a word about it."""
    return iter(items)


class _Done(NamedTuple):
    """The rows of some cases, and the ids of those that could not be used."""

    rows: list[Any]
    broken: list[str]
    newer: list[str]


def rows(repo: Repository, job: Job[T], progress: Progress = quietly) -> list[T]:
    """What ``job`` makes of every sound case, in the order of their ids; ``broken`` and ``newer`` name the others.

    The job is a function of a module, or a ``partial`` of one, with plain data as its values and its results:
    both may go to another process and back. ``progress`` is asked where it takes a moment.
    """
    ids = repo.case_ids()
    if len(ids) < MANY:
        return [row for case in repo.cases() for row in job(case)]
    size = max(_LEAST, len(ids) // (_PARTS * parallel.processors()))
    parts = [repo.part(ids[place : place + size]) for place in range(0, len(ids), size)]
    done: list[_Done] = list(progress(parallel.spread(partial(_work, job), parts), len(parts)))
    repo.broken = [case_id for part in done for case_id in part.broken]
    repo.newer = [case_id for part in done for case_id in part.newer]
    return [row for part in done for row in part.rows]


def _work(job: Job[Any], part: Repository) -> _Done:
    """What a process does with its part of the cases."""
    found = [row for case in part.cases() for row in job(case)]
    return _Done(found, part.broken, part.newer)
