"""What is to be known of every case: from the index; for the past from all files, in several processes side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from iza import parallel
from iza.parallel import quietly
from iza.store.index import case_index

if TYPE_CHECKING:
    from iza.model.case.record import Case
    from iza.parallel import Progress
    from iza.store.past import PastRepository
    from iza.store.work_tree import WorkTree

T = TypeVar("T")
Job = Callable[["Case"], list[T]]

MANY = 200  # cases of the past; for fewer no process is started
_LEAST = 40  # cases in a part at least


def rows(repo: WorkTree, job: Job[T], progress: Progress = quietly) -> list[T]:
    """What ``job`` makes of every sound case, in the order of their ids; ``broken`` and ``newer`` name the others.

    The job gets the outline of a case (``iza.model.outline``) or the case itself; it is a function of a module, or
    a ``partial`` of one, with plain data as its values and its results: both may go to another process and back.
    ``progress`` is asked where it takes a moment. Raises GitError.
    """
    if repo.is_past:
        return _of_the_past(repo, job, progress)  # type: ignore[arg-type]
    cases = case_index.outlines(repo, progress) if has_index(repo) else repo.cases()
    return [row for case in cases for row in job(case)]


def has_index(repo: WorkTree) -> bool:
    """Whether the index knows the cases of this repository: not those of the past, nor of a batch."""
    return not repo.is_past and not repo.pending


def recall(repo: WorkTree) -> None:
    """Let the repository know its settings and directory, which lists ask first, without reading YAML."""
    if has_index(repo):
        case_index.recall(repo)


def outlines(repo: WorkTree, progress: Progress = quietly) -> list[Case]:
    """The outlines of all sound cases, or the cases themselves, in the order of their ids."""
    return rows(repo, _case_itself, progress)


def _case_itself(case: Case) -> list[Case]:
    return [case]


class _Done(NamedTuple):
    """The rows of some cases, and the ids of those that could not be used."""

    rows: list[Any]
    broken: list[str]
    newer: list[str]


def _of_the_past(repo: PastRepository, job: Job[T], progress: Progress) -> list[T]:
    ids = repo.case_ids()
    if len(ids) < MANY:
        return [row for case in repo.cases() for row in job(case)]
    parts = [repo.part(several) for several in parallel.parts(ids, _LEAST)]
    done: list[_Done] = list(progress(parallel.spread(partial(_rows_of_part, job), parts), len(parts)))
    repo.broken = [case_id for part in done for case_id in part.broken]
    repo.newer = [case_id for part in done for case_id in part.newer]
    return [row for part in done for row in part.rows]


def _rows_of_part(job: Job[Any], part: PastRepository) -> _Done:
    """What a process does with its part of the cases."""
    rows = [row for case in part.cases() for row in job(case)]
    return _Done(rows, part.broken, part.newer)
