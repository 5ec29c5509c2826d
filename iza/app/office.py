"""The office a use case works in: a repository, a day, a caseworker; and how a change lands."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from iza import git
from iza.app.landing import checked, drop_stale, merge, message, refuse_falsifying, refuse_malformed
from iza.errors import Refused
from iza.history import changes
from iza.i18n import _
from iza.model import procedure
from iza.model.case import Case
from iza.model.procedure import Action
from iza.store import case_ids, drafts
from iza.store.document import Document
from iza.store.migrations import read_lifted, refuse_other
from iza.store.repository import OpenFile, Repository, find_root
from iza.store.yaml_reader import read
from iza.store.yaml_writer import dump

MODELINE = "# yaml-language-server: $schema=../../schemas/case.schema.json\n"


@dataclass
class Office:
    """One case repository on one day; ``worker`` is who was named at the command line."""

    repo: Repository
    today: date
    worker: str | None = None
    choice: Callable[[str], str] = field(default=secrets.choice)

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
        case_id = self.repo.resolve(ref)
        draft = self.draft(case_id)
        case = cast("Case", read_lifted(draft.text.encode(), case_id)) if draft else self.repo.case(case_id)
        refuse_malformed(case)
        return case

    def draft(self, case_id: str) -> drafts.Draft | None:
        """The open review of a case, as far as it has come."""
        found = drafts.load(self.repo, case_id)
        return None if found and self._has_landed(found) else found

    def _has_landed(self, draft: drafts.Draft) -> bool:
        """Whether the review was held and nothing in its draft is missing there (the power went just then)."""
        case = self.repo.case(draft.case)
        reviews = case.get("reviews", [])
        if not any(review.get("id") == draft.review and review.get("status") == "held" for review in reviews):
            return False
        base, now = (read_lifted(text.encode(), draft.case) for text in (draft.base, draft.text))
        own = changes.diff(base, now)
        return not changes.missing(own, case)

    def new_id(self, prefix: str, case: Case) -> str:
        """A fresh id inside a case."""
        return case_ids.new_inner_id(prefix, _ids(case), self.choice)

    @contextmanager
    def editing(self, ref: str, action: Action) -> Iterator[Edit]:
        """Change a case in place; on leaving, it is checked and committed, or kept as a draft.

        Raises Refused where the procedure or a rule forbids it; then nothing is changed.
        """
        edit = self.open_edit(ref, action)
        yield edit
        edit.land()

    def open_edit(self, ref: str, action: Action) -> Edit:
        """Open a case, or its open review, for an action the procedure allows now."""
        case_id = self.repo.resolve(ref)
        self.repo.refuse_alone(action)
        self.repo.refuse_unready()
        draft = None if action in procedure.AT_ONCE else self.draft(case_id)
        path = case_ids.path_of(case_id)
        if draft:
            opened = OpenFile(path, Document(draft.text.encode(), path), "")
            refuse_other(opened.data, path)
        else:
            self.repo.refuse_uncommitted(path)
            opened = self.repo.open(path)
        edit = Edit(self, case_id, action, opened, draft)
        procedure.require(edit.case, action, self.today, in_review=draft is not None)
        return edit


@dataclass
class Edit:
    """A case open for change under one action; ``notes`` say what else had to change, once it landed."""

    office: Office
    case_id: str
    action: Action
    opened: OpenFile
    draft: drafts.Draft | None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.before = cast("Case", read(self.opened.document.original.encode(), self.opened.path))

    @property
    def case(self) -> Case:
        """The case, to be changed in place."""
        return cast("Case", self.opened.data)

    def land(self) -> None:
        """Check the change; then commit it, or keep it in the draft of the open review.

        What lands at once while a review is open is carried over into its draft.
        """
        base = self.opened.document.original
        text = self.opened.document.text()
        after = checked(self.office, text, self.opened.path, self.before)
        refuse_falsifying(self.before, after, in_review=self.draft is not None)
        self.notes = drop_stale(self.before, self.case)
        text = self.opened.document.text() if self.notes else text
        if self.draft:
            drafts.replace(self.office.repo, self.draft, text)
            return
        repo, around = self.office.repo, self.office.draft(self.case_id)
        if around:
            known = merge(Document(around.text.encode(), self.opened.path), base, text, self.case_id).text
        repo.save(self.opened.path, text, self.opened.seen, message(self.case_id, self.action))
        if around:
            drafts.replace(repo, around, known)


def create_case(office: Office, case: Case) -> None:
    """Check a new case and commit its file."""
    path = case_ids.path_of(case["id"])
    text = MODELINE + dump(case)
    checked(office, text, path, None)
    office.repo.save(path, text, None, message(case["id"], Action.CLEARING_CREATE))


def land_draft(office: Office, edit: Edit, review: str) -> Case:
    """Commit an open review as one change set, on top of what others changed in between.

    Raises Conflict naming the fields both sides changed differently.
    """
    assert edit.draft
    path = edit.opened.path
    office.repo.refuse_uncommitted(path)
    current = office.repo.open(path)
    before = cast("Case", read(current.document.original.encode(), path))
    procedure.require(before, Action.REVIEW_HOLD, office.today)
    stale = drop_stale(edit.before, edit.case)
    text, mixed = merge(current.document, edit.draft.base, edit.opened.document.text(), edit.case_id)
    after = checked(office, text, path, before)
    refuse_falsifying(before, after, in_review=True)
    office.repo.save(path, text, current.seen, message(edit.case_id, Action.REVIEW_HOLD, review))
    drafts.remove(office.repo, edit.draft)
    edit.notes = (*stale, *mixed)
    return after


def _ids(node: Any) -> set[str]:
    """Every id in a document."""
    if isinstance(node, dict):
        own = {node["id"]} if isinstance(node.get("id"), str) else set()
        return own.union(*(_ids(value) for value in node.values()))
    if isinstance(node, list):
        return set[str]().union(*(_ids(value) for value in node))
    return set()


def open_office(start: Path, today: date, worker: str | None = None) -> Office:
    """The office of the repository at or above ``start``. Raises NotFound and GitError."""
    repo = Repository(find_root(start))
    assert repo.git_dir
    return Office(repo, today, worker)
