"""The office a use case works in: a repository, a day, a caseworker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from iza import git
from iza.errors import Refused
from iza.i18n import _
from iza.store import case_ids
from iza.store.repository import Repository
from iza.store.work_tree import find_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Office:
    """One case repository on one day; ``worker`` is who was named at the command line, ``choice`` makes fresh ids."""

    repo: Repository
    today: date
    worker: str | None = None
    choice: Callable[[str], str] = case_ids.any_of

    @property
    def day(self) -> str:
        """Today as ISO text."""
        return self.today.isoformat()


def worker_id(office: Office) -> str:
    """Who is at work: named, or recognised by git's name and e-mail. Raises Refused."""
    workers = office.repo.county.caseworkers
    if office.worker:
        if office.worker not in workers:
            raise Refused(
                _("There is no caseworker {ref} in the directory.").format(ref=office.worker),
                _("`iza worker list` shows them, `iza worker add` adds one."),
            )
        return office.worker
    author = git.identity(office.repo.root)
    for ref, worker in workers.items():
        # The name alone is enough here; verify tells persons apart by address and key.
        name = f"{worker['name'].get('given', '')} {worker['name'].get('family', '')}".strip()
        if author.email == worker.get("email") or author.name == name:
            return ref
    raise Refused(
        _("The directory has no caseworker with your git e-mail address."),
        _("Name one with --caseworker REF, or add yourself: `iza worker add`."),
    )


def in_turn(use_case: Callable[Concatenate[Office, P], R]) -> Callable[Concatenate[Office, P], R]:
    """A use case that reads, decides and saves while no other iza writes: a function of what is there now."""

    # One lock around reading, deciding and saving: without it a colleague's save in between ends in a conflict.
    @wraps(use_case)
    def run(office: Office, /, *args: P.args, **words: P.kwargs) -> R:
        with office.repo.lock():
            return use_case(office, *args, **words)

    return run


def open_office(start: Path, today: date, worker: str | None = None) -> Office:
    """The office of the repository at or above ``start``. Raises NotFound and GitError."""
    repo = Repository(find_root(start))
    assert repo.git_dir
    return Office(repo, today, worker)
