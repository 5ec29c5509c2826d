"""Editing by hand: the whole text of a case, checked before it lands. The editor itself is ``in_editor``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from iza import git
from iza.app.changing.landing import checked, drop_stale, merge, message, refuse_falsifying, refuse_unbound
from iza.app.changing.outcome import Outcome
from iza.app.office import in_turn
from iza.app.sentences import told
from iza.errors import InvalidData, Refused
from iza.history.log import entries
from iza.i18n import _
from iza.model import procedure
from iza.model.procedure import Action
from iza.plaintext import legible
from iza.store import case_ids, drafts, files
from iza.store.formats.migrations import Newer, read_lifted, refuse_other
from iza.store.schema import shape_check
from iza.store.yaml.document import YamlDocument
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.app.sentences import ChangeSentence
    from iza.model.case.record import Case


@dataclass(frozen=True)
class Editable:
    """The text of a case to be edited, as it stands in the work tree or in the open review."""

    case_id: str
    path: str
    text: str


def begin(office: Office, ref: str) -> Editable:
    """The text of a case, or of its open review.

    Raises Refused for a closed case, and GitError for a file that is older than its last commit.
    """
    case_id = office.repo.resolve(ref)
    path = case_ids.path_of(case_id)
    draft = drafts.load(office.repo, case_id)
    # A file older than its last commit looks changed by hand: committed, it would take a colleague's change back.
    if draft is None:
        office.repo.refuse_older(path)
    # legible and not decoded: what is no UTF-8 has to be opened to be mended.
    text = draft.text if draft else legible(office.repo.content(path))
    _refuse_other_format(text, path)
    before_edit = _case_before(office, Editable(case_id, path, text), draft)
    if before_edit:
        procedure.require(before_edit, Action.EDIT, office.today)
    return Editable(case_id, path, text)


def changed_by_hand(office: Office, editable: Editable) -> tuple[ChangeSentence, ...]:
    """What was changed in the file since its last commit, in sentences; nothing where one of the two cannot be read."""
    committed = _committed_text(office, editable.path)
    if not committed or committed == editable.text or drafts.load(office.repo, editable.case_id):
        return ()
    sides = (text.encode("utf-8", "replace") for text in (committed, editable.text))
    try:
        before, after = (read_lifted(side, editable.path) for side in sides)
    except InvalidData:
        return ()
    return told(before, after)


def _refuse_other_format(text: str, path: str) -> None:
    """Raises Refused for a text in an older format, Newer for one in a newer; what nobody can read is to be mended."""
    try:
        document = read(text.encode("utf-8", "replace"), path)
    except InvalidData:
        return
    refuse_other(document, path)


def _case_before(office: Office, editable: Editable, draft: drafts.Draft | None) -> Case | None:
    """The case before the edit, None where somebody broke the file."""
    # What was committed counts before what stands in the file: a change by hand must not open a closed case.
    texts = [draft.text] if draft else [_committed_text(office, editable.path), editable.text]
    try:
        case = read_lifted(next(text for text in texts if text).encode("utf-8", "replace"), editable.path)
    except Newer:
        # Also an InvalidData, but nothing that could be mended here.
        raise
    except (InvalidData, StopIteration):
        return None
    return None if shape_check.check("case", case) else cast("Case", case)


def _last_sound(office: Office, path: str) -> Case | None:
    """What a broken file last said: mending it is no way around what was signed."""
    versions = (entry.document for entry in entries(office.repo.root, path, read_lifted))
    return next((cast("Case", case) for case in versions if case and not shape_check.check("case", case)), None)


@in_turn
def land(office: Office, editable: Editable, text: str) -> Outcome:
    """Check the edited text and commit it, or keep it in the open review.

    What somebody else changed in between is merged in, field by field. Raises Unreadable, InvalidData,
    Refused or Conflict for what may not land; nothing is changed then.
    """
    case_id, path = editable.case_id, editable.path
    draft = drafts.load(office.repo, case_id)
    before_edit = _case_before(office, editable, draft)
    if before_edit:
        procedure.require(before_edit, Action.EDIT, office.today)
    before = before_edit or _last_sound(office, path)
    current = draft.text if draft else legible(office.repo.content(path))
    notes: tuple[str, ...] = ()
    if current != editable.text:
        text, notes = merge(YamlDocument(current.encode(), path), editable.text, text, case_id)
    after = checked(office, text, path, before)
    if before:
        refuse_falsifying(before, after, in_review=draft is not None)
        refuse_unbound(before, after)
        text, stale = _without_stale(before, text, path)
        notes += stale
    # Compared with the commit, not with the file: a change by hand in the file lands with the edit.
    if text == (draft.text if draft else _committed_text(office, path)):
        return _nothing_to_commit(office, editable, current, text)
    if draft:
        _refuse_losing_review(after, draft.review)
        drafts.replace(office.repo, draft, text)
        return Outcome(case_id, _("Kept in the open review."), notes=notes)
    office.repo.save(path, text, files.fingerprint(office.repo.content(path)), message(case_id, Action.EDIT))
    return Outcome(case_id, _("Checked and committed."), f"iza history {case_id}", notes)


def _without_stale(before: Case, text: str, path: str) -> tuple[str, tuple[str, ...]]:
    """The text without translations whose German text was edited, and the note that says so."""
    document = YamlDocument(text.encode(), path)
    notes = drop_stale(before, cast("Case", document.data))
    return document.text() if notes else text, notes


def _refuse_losing_review(case: Case, review_id: str) -> None:
    """Raises Refused where the open review itself was edited away."""
    if not any(review["id"] == review_id and review["status"] == "planned" for review in case.get("reviews", [])):
        raise Refused(
            _("The review that is open must stay in the case."),
            _("`iza review abandon {case}` drops it.").format(case=case["id"]),
        )


def _nothing_to_commit(office: Office, editable: Editable, current: str, text: str) -> Outcome:
    """The text is that of the last commit; a change by hand that it takes back goes from the file."""
    if current == text:
        return Outcome(editable.case_id, _("Nothing was changed."))
    with office.repo.lock():
        files.replace(office.repo.root / editable.path, text.encode(), office.repo.private)
    return Outcome(editable.case_id, _("The file is as it was last committed."))


def _committed_text(office: Office, path: str) -> str:
    """The text of the last commit, empty for a file git does not know yet."""
    if not git.has_commits(office.repo.root):
        return ""
    name = f"HEAD:{path}"
    return legible(git.blobs(office.repo.root, [name]).get(name, b""))


@in_turn
def set_fields(office: Office, ref: str, values: dict[str, object]) -> Outcome:
    """Set fields by dotted path from the case root (None takes a field away)."""
    editable = begin(office, ref)
    document = YamlDocument(editable.text.encode(), editable.path)
    for dotted, value in values.items():
        *parents, name = dotted.split(".")
        parent = document.data
        for part in parents:
            parent = parent[int(part)] if isinstance(parent, list) else parent.setdefault(part, {})
        if value is None:
            parent.pop(name, None)
        else:
            parent[name] = value
    return land(office, editable, document.text())
