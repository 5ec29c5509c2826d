"""How a case is changed: opened under an action of the procedure, checked, committed or kept in a draft."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from iza.app.changing.landing import checked, drop_stale, merge, message, refuse_falsifying
from iza.history.terms import bond_of
from iza.model import lookup, procedure
from iza.model.procedure import Action
from iza.store import case_ids, drafts
from iza.store.current_case import case_before_review
from iza.store.formats.migrations import refuse_other
from iza.store.open_file import OpenFile
from iza.store.yaml.document import YamlDocument
from iza.store.yaml.reader import read
from iza.store.yaml.writer import dump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.office import Office
    from iza.model.case.record import Case

MODELINE = "# yaml-language-server: $schema=../../schemas/case.schema.json\n"


@contextmanager
def editing(office: Office, ref: str, action: Action) -> Iterator[Edit]:
    """Change a case in place; on leaving, it is checked and committed, or kept as a draft.

    No other iza writes meanwhile, so that what was opened is what is there: nobody may be asked anything inside.
    Raises Refused where the procedure or a rule forbids it; then nothing is changed.
    """
    with office.repo.lock():
        edit = open_edit(office, ref, action)
        yield edit
        edit.land()


def open_edit(office: Office, ref: str, action: Action) -> Edit:
    """A case, or its open review, open for an action the procedure allows now. Raises Refused."""
    repo = office.repo
    case_id = repo.resolve(ref)
    # Asked before the case is read: who needs a second person, or cannot sign, should not work on it first.
    repo.refuse_alone(action)
    repo.refuse_unready()
    draft = None if action in procedure.AT_ONCE else drafts.load(repo, case_id)
    if draft:
        return open_draft(office, draft, action)
    path = case_ids.path_of(case_id)
    # A commit holds the whole file: a change by hand would land under the name of this action.
    repo.refuse_uncommitted(path)
    edit = Edit(office, case_id, action, repo.open(path), None)
    procedure.require(edit.case, action, office.today)
    return edit


def open_draft(office: Office, draft: drafts.Draft, action: Action) -> Edit:
    """An open review that was read already, open for an action the procedure allows now. Raises Refused."""
    office.repo.refuse_alone(action)
    office.repo.refuse_unready()
    path = case_ids.path_of(draft.case)
    # No fingerprint of a file: what is written is the draft, which compares itself (drafts.replace).
    source = OpenFile(path, YamlDocument(draft.text.encode(), path), "")
    refuse_other(source.data, path)
    edit = Edit(office, draft.case, action, source, draft)
    procedure.require(edit.case, action, office.today, in_review=True)
    return edit


@dataclass
class Edit:
    """A case open for change under one action; ``notes`` say what else had to change, once it landed.

    ``reason`` is why terms were changed in the open review: the one of the version that comes of it.
    """

    office: Office
    case_id: str
    action: Action
    opened: OpenFile
    draft: drafts.Draft | None
    notes: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        # Read anew, not copied from opened.data: within a batch an edit that was refused may have left that changed.
        self.before = cast("Case", read(self.opened.document.original.encode(), self.opened.path))

    @property
    def case(self) -> Case:
        """The case, to be changed in place."""
        return cast("Case", self.opened.data)

    @cached_property
    def saved(self) -> Case:
        """The case as it is saved: as it was when its open review began, where one is open."""
        return case_before_review(self.draft) if self.draft else self.before

    def land(self) -> None:
        """Check the change; then commit it, or keep it in the draft of the open review.

        What lands at once while a review is open is carried over into its draft.
        """
        # text() makes what it returns the document's original: the base has to be taken first.
        base = self.opened.document.original
        text = self.opened.document.text()
        after = checked(self.office, text, self.opened.path, self.before)
        refuse_falsifying(self.before, after, in_review=self.draft is not None)
        self.notes = drop_stale(self.before, self.case)
        if (not self.draft and _note_words(self.office, self.before, self.case)) or self.notes:
            text = self.opened.document.text()
        if self.draft:
            drafts.replace(self.office.repo, self.draft, text, reason=self.reason or None)
            return
        aside = self._carried_over(base, text)
        self.office.repo.save(self.opened.path, text, self.opened.seen, message(self.case_id, self.action), aside)

    def _carried_over(self, base: str, text: str) -> dict[str, bytes | None]:
        """The draft of a review that is open around an action which lands at once, with the change made in it too."""
        draft = drafts.load(self.office.repo, self.case_id) if self.action in procedure.AT_ONCE else None
        if draft is None:
            return {}
        merged = merge(YamlDocument(draft.text.encode(), self.opened.path), base, text, self.case_id)
        return drafts.following(draft, merged.text)


def create_case(office: Office, case: Case) -> None:
    """Check a new case and commit its file."""
    path = case_ids.path_of(case["id"])
    text = MODELINE + dump(case)
    checked(office, text, path, None)
    office.repo.save(path, text, None, message(case["id"], Action.CLEARING_CREATE))


def land_draft(edit: Edit, review: str) -> Case:
    """Commit an open review as one change set, on top of what others changed in between; returns the case.

    Raises Conflict naming the fields both sides changed differently.
    """
    assert edit.draft
    office, path = edit.office, edit.opened.path
    office.repo.refuse_uncommitted(path)
    current = office.repo.open(path)
    before = cast("Case", read(current.document.original.encode(), path))
    # Asked again about the case as it is saved now: it may have been closed since the review began.
    procedure.require(before, Action.REVIEW_HOLD, office.today)
    stale = drop_stale(edit.before, edit.case)
    text, mixed = merge(current.document, edit.draft.base, edit.opened.document.text(), edit.case_id, edit.saved)
    after = checked(office, text, path, before)
    refuse_falsifying(before, after, in_review=True)
    # The sheet is worded from the merged case: what others changed meanwhile stands on it too.
    document = YamlDocument(text.encode(), path)
    if _note_words(office, before, cast("Case", document.data)):
        text = document.text()
    commit_message = message(edit.case_id, Action.REVIEW_HOLD, review)
    office.repo.save(path, text, current.seen, commit_message, drafts.following(edit.draft, None))
    edit.notes = (*stale, *mixed)
    return after


def _note_words(office: Office, before: Case, case: Case) -> bool:
    """Keep in a version that is being issued what its sheet says; whether one is. Raises Refused and InvalidData."""
    earlier = [bond_of(version) for version in lookup.versions(before)]
    latest = [version for version in lookup.versions(case)[-1:] if bond_of(version) not in earlier]
    if not latest or "signed_on" in latest[0]:
        return False
    # All papers come with it: only a command that issues a version waits for them.
    from iza.app.letters import sheet

    sheet.note_words(office, case)
    return True


def new_id(office: Office, prefix: str, case: Case) -> str:
    """A fresh id inside a case."""
    return case_ids.new_inner_id(prefix, _ids_in(case), office.choice)


def _ids_in(node: Any) -> set[str]:
    """Every id in a document."""
    if isinstance(node, dict):
        own = {node["id"]} if isinstance(node.get("id"), str) else set()
        return own.union(*(_ids_in(value) for value in node.values()))
    if isinstance(node, list):
        return set[str]().union(*(_ids_in(value) for value in node))
    return set()
