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
from iza.app import words
from iza.errors import Conflict, InvalidData, Refused
from iza.history import changes
from iza.i18n import _
from iza.model import procedure, rules
from iza.model.case import Case
from iza.model.findings import Finding, Level
from iza.model.lookup import versions
from iza.model.procedure import Action
from iza.model.terms import terms
from iza.store import case_ids, drafts, schema
from iza.store.document import Document
from iza.store.repository import Message, OpenFile, Repository, find_root
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
        """A case as it stands, or as an open review has it so far."""
        case_id = self.repo.resolve(ref)
        draft = self.draft(case_id)
        if draft:
            return cast("Case", read(draft.text.encode(), case_id))
        return self.repo.case(case_id)

    def draft(self, case_id: str) -> drafts.Draft | None:
        """The open review of a case, as far as it has come."""
        found = drafts.load(self.repo, case_id)
        if found and self._is_held(found):  # it landed, and the power went before the draft was removed
            drafts.remove(self.repo, case_id)
            return None
        return found

    def _is_held(self, draft: drafts.Draft) -> bool:
        reviews = self.repo.case(draft.case).get("reviews", [])
        return any(review.get("id") == draft.review and review.get("status") == "held" for review in reviews)

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
        draft = self.draft(case_id)
        path = case_ids.path_of(case_id)
        if draft:
            opened = OpenFile(path, self.repo.document(draft.text.encode(), path), "")
        else:
            self.repo.refuse_uncommitted(path)
            opened = self.repo.open(path)
        edit = Edit(self, case_id, action, opened, draft)
        procedure.require(edit.case, action, self.today, in_review=draft is not None)
        return edit


@dataclass
class Edit:
    """A case open for change under one action."""

    office: Office
    case_id: str
    action: Action
    opened: OpenFile
    draft: drafts.Draft | None

    def __post_init__(self) -> None:
        self.before = cast("Case", read(self.opened.document.original.encode(), self.opened.path))

    @property
    def case(self) -> Case:
        """The case, to be changed in place."""
        return cast("Case", self.opened.data)

    def land(self) -> None:
        """Check the change; then commit it, or keep it in the draft of the open review."""
        text = self.opened.document.text()
        after = checked(self.office, text, self.opened.path, self.before)
        if self.draft:
            drafts.save(self.office.repo, drafts.Draft(self.case_id, self.draft.review, self.draft.base, text))
            return
        if versions(self.before) and terms(after) != terms(self.before):
            raise Refused(
                _("The terms of an agreement that is issued or signed change only in a review."),
                _("iza review start {case} --on DATE").format(case=self.case_id),
            )
        self.office.repo.save(self.opened.path, text, self.opened.seen, message(self.case_id, self.action))


def message(case_id: str, action: Action, review: str = "") -> Message:
    """The commit message of an action on a case: its id and what was done, never who it is about."""
    subject = f"{case_id}: {_(procedure.ACTION_NAMES[action])}"
    return Message(subject, action.value, case_id, review)


def checked(office: Office, text: str, path: str, before: Case | None) -> Case:
    """The case in ``text`` after schema and rules.

    Raises InvalidData where the schema refuses it, Refused where the change breaks a rule that held
    before (an old fault never stops unrelated work).
    """
    after = cast("Case", read(text.encode(), path))
    refuse_malformed(after)
    county, today = office.repo.county, office.today
    known = {(f.code, f.path) for f in rules.check_case(before, county, today)} if before else set()
    new = [
        finding
        for finding in rules.check_case(after, county, today)
        if finding.level is Level.ERROR
        and (finding.code, finding.path) not in known
        and not _was_right_then(finding, before, after)
    ]
    if new:
        raise Refused(*sentences(new, after))
    return after


def refuse_malformed(case: Case) -> None:
    """Raises InvalidData where a case, as far as it has come, is not what the schema allows."""
    broken = schema.check("case", case)
    if broken:
        raise InvalidData(*sentences(broken))


_ABOUT_TALKS = frozenset({"E18", "E19"})


def _was_right_then(finding: Finding, before: Case | None, after: Case) -> bool:
    """A need for an interpreter that is recorded today does not make an earlier talk wrong."""
    if before is None or finding.code not in _ABOUT_TALKS:
        return False
    talks: list[Any] = [case.get(str(finding.path[0]), []) for case in cast("list[dict[str, Any]]", [before, after])]
    place = int(finding.path[1])
    return place < len(talks[0]) and "held_on" in talks[0][place] and talks[0][place] == talks[1][place]


def sentences(findings: list[Finding], case: Case | None = None) -> tuple[str, str]:
    """The first finding as the message, the others as the hint; with ``case``, where they are."""
    texts = list(dict.fromkeys(_sentence(finding, case) for finding in findings))
    return texts[0], "\n".join(texts[1:8])


def _sentence(finding: Finding, case: Case | None) -> str:
    place = words.spot(case, finding.path) if case and finding.path else ""
    return f"{finding.code}: {place}: {finding.message}" if place else f"{finding.code}: {finding.message}"


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
    text = merge(current.document, edit.draft.base, edit.opened.document.text(), edit.case_id)
    after = checked(office, text, path, before)
    office.repo.save(path, text, current.seen, message(edit.case_id, Action.REVIEW_HOLD, review))
    drafts.remove(office.repo, edit.case_id)
    return after


def merge(current: Document, base: str, mine: str, case_id: str) -> str:
    """The current text of a case with the changes from ``base`` to ``mine`` made in it, field by field.

    Raises Conflict naming the fields both sides changed differently.
    """
    if current.original == base:
        return mine  # comments and order as they were written
    start = read(base.encode(), current.name)
    own = changes.diff(start, read(mine.encode(), current.name))
    theirs = changes.diff(start, current.data)
    clash = changes.conflicts(own, theirs)
    if clash:
        fields = ", ".join(dict.fromkeys(".".join(str(part) for part in place) for place in clash))
        raise Conflict(
            _("In the meantime {case} was changed elsewhere at the same place: {fields}.").format(
                case=case_id, fields=fields
            ),
            _("Look at both with `iza history {case}` and `iza show {case}`; then enter the value again.").format(
                case=case_id
            ),
        )
    changes.apply(current.data, [change for change in own if change not in theirs])
    return current.text()


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
