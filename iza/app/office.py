"""The office a use case works in: a repository, a day, a caseworker."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from iza import git
from iza.errors import Refused
from iza.i18n import _
from iza.store import case_ids
from iza.store.repository import Repository
from iza.store.work_tree import find_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from iza.app.changing.change import Edit
    from iza.model.case import Case
    from iza.model.procedure import Action
    from iza.store.drafts import Draft

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Office:
    """One case repository on one day; ``worker`` is who was named at the command line."""

    repo: Repository
    today: date
    worker: str | None = None
    choice: Callable[[str], str] = case_ids.any_of

    @property
    def day(self) -> str:
        """Today as ISO text."""
        return self.today.isoformat()

    def worker_id(self) -> str:
        """Who is at work: named, or recognised by git's name and e-mail. Raises Refused."""
        workers = self.repo.county.caseworkers
        if self.worker:
            if self.worker not in workers:
                raise Refused(
                    _("There is no caseworker {ref} in the directory.").format(ref=self.worker),
                    _("`iza worker list` shows them, `iza worker add` adds one."),
                )
            return self.worker
        author = git.identity(self.repo.root)
        for ref, worker in workers.items():
            name = f"{worker['name'].get('given', '')} {worker['name'].get('family', '')}".strip()
            if author.email == worker.get("email") or author.name == name:
                return ref
        raise Refused(
            _("The directory has no caseworker with your git e-mail address."),
            _("Name one with --caseworker REF, or add yourself: `iza worker add`."),
        )

    def case(self, ref: str) -> Case:
        """A case as it stands, or as an open review has it so far. Raises NotFound and InvalidData."""
        from iza.app.changing.landing import refuse_malformed
        from iza.store.formats.migrations import read_lifted

        case_id = self.repo.resolve(ref)
        draft = self.draft(case_id)
        case = cast("Case", read_lifted(draft.text.encode(), case_id)) if draft else self.repo.case(case_id)
        refuse_malformed(case)
        return case

    def draft(self, case_id: str) -> Draft | None:
        """The open review of a case, as far as it has come."""
        from iza.store import drafts

        return drafts.load(self.repo, case_id)

    def new_id(self, prefix: str, case: Case) -> str:
        """A fresh id inside a case."""
        from iza.app.changing import change

        return case_ids.new_inner_id(prefix, change.ids(case), self.choice)

    @contextmanager
    def editing(self, ref: str, action: Action) -> Iterator[Edit]:
        """Change a case in place; on leaving, it is checked and committed, or kept as a draft.

        No other iza writes meanwhile, so that what was opened is what is there: nobody may be asked anything inside.
        Raises Refused where the procedure or a rule forbids it; then nothing is changed.
        """
        with self.repo.lock():
            edit = self.open_edit(ref, action)
            yield edit
            edit.land()

    def open_edit(self, ref: str, action: Action) -> Edit:
        """Open a case, or its open review, for an action the procedure allows now."""
        from iza.app.changing import change

        return change.opened(self, self.repo.resolve(ref), action)


def in_turn(use_case: Callable[Concatenate[Office, P], R]) -> Callable[Concatenate[Office, P], R]:
    """A use case that reads, decides and saves while no other iza writes: a function of what is there now."""

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
