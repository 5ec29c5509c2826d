"""Editing by hand: the whole file in an editor or from a file, checked before it lands."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from iza import git
from iza.app.changing.kept_texts import Kept, Leftover
from iza.app.changing.landing import checked, drop_stale, merge, message, refuse_falsifying, refuse_unbound
from iza.app.changing.outcome import Outcome
from iza.app.office import in_turn
from iza.app.sentences import told
from iza.errors import GitError, InvalidData, IzaError, Refused
from iza.history.log import entries
from iza.i18n import _
from iza.model import procedure
from iza.model.procedure import Action
from iza.plaintext import decoded, legible
from iza.store import case_ids, drafts, files
from iza.store.formats.migrations import Newer, read_lifted, refuse_other
from iza.store.schema import shape_check
from iza.store.yaml.document import Document
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.app.sentences import Told
    from iza.model.case import Case


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
    if draft is None:
        office.repo.refuse_older(path)
    text = draft.text if draft else legible(office.repo.content(path))
    _refuse_other_format(text, path)
    present = _present(office, Editable(case_id, path, text), draft)
    if present:
        procedure.require(present, Action.EDIT, office.today)
    return Editable(case_id, path, text)


def by_hand(office: Office, editable: Editable) -> tuple[Told, ...]:
    """What was changed in the file since its last commit, in sentences; nothing where one of the two cannot be read."""
    committed = _committed(office, editable.path)
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


def _present(office: Office, editable: Editable, draft: drafts.Draft | None) -> Case | None:
    """The case before the edit, None where somebody broke the file."""
    texts = [draft.text] if draft else [_committed(office, editable.path), editable.text]
    try:
        case = read_lifted(next(text for text in texts if text).encode("utf-8", "replace"), editable.path)
    except Newer:
        raise
    except (InvalidData, StopIteration):
        return None
    return None if shape_check.check("case", case) else cast("Case", case)


def _last_sound(office: Office, path: str) -> Case | None:
    """What a broken file last said: mending it is no way around what was signed."""
    found = (entry.document for entry in entries(office.repo.root, path, read_lifted))
    return next((cast("Case", one) for one in found if one and not shape_check.check("case", one)), None)


@in_turn
def land(office: Office, editable: Editable, text: str) -> Outcome:
    """Check the edited text and commit it, or keep it in the open review.

    What somebody else changed in between is merged in, field by field. Raises Unreadable, InvalidData,
    Refused or Conflict for what may not land; nothing is changed then.
    """
    case_id, path = editable.case_id, editable.path
    draft = drafts.load(office.repo, case_id)
    present = _present(office, editable, draft)
    if present:
        procedure.require(present, Action.EDIT, office.today)
    before = present or _last_sound(office, path)
    current = draft.text if draft else legible(office.repo.content(path))
    notes: tuple[str, ...] = ()
    if current != editable.text:
        text, notes = merge(Document(current.encode(), path), editable.text, text, case_id)
    after = checked(office, text, path, before)
    if before:
        refuse_falsifying(before, after, in_review=draft is not None)
        refuse_unbound(before, after)
        text, stale = _without_stale(before, text, path)
        notes += stale
    if text == (draft.text if draft else _committed(office, path)):
        return _nothing_to_commit(office, editable, current, text)
    if draft:
        _refuse_losing_review(after, draft.review)
        drafts.replace(office.repo, draft, text)
        return Outcome(case_id, _("Kept in the open review."), notes=notes)
    office.repo.save(path, text, files.fingerprint(office.repo.content(path)), message(case_id, Action.EDIT))
    return Outcome(case_id, _("Checked and committed."), f"iza history {case_id}", notes)


def _without_stale(before: Case, text: str, path: str) -> tuple[str, tuple[str, ...]]:
    """The text without translations whose German text was edited, and the note that says so."""
    document = Document(text.encode(), path)
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


def _committed(office: Office, path: str) -> str:
    """The text of the last commit, empty for a file git does not know yet."""
    if not git.has_commits(office.repo.root):
        return ""
    name = f"HEAD:{path}"
    return legible(git.blobs(office.repo.root, [name]).get(name, b""))


Decide = Callable[[IzaError], str]
"""Asked after a text that may not land: ``again``, ``keep``, ``discard``, or ``fail`` where nobody answers."""
Resume = Callable[[Leftover], bool]
"""Asked before a kept text is opened again: whether to go on with it, else it is dropped."""


def discard(office: Office, ref: str) -> Outcome:
    """Drop the text of an edit that did not land. Raises Refused where there is none."""
    case_id = office.repo.resolve(ref)
    kept = Kept(office.repo, case_id)
    if not kept.is_there():
        raise Refused(_("No text of {case} is kept.").format(case=case_id), "iza edit")
    kept.drop()
    return Outcome(case_id, _("Discarded; the case is as before."))


def in_editor(office: Office, ref: str, decide: Decide, resume: Resume) -> Outcome:
    """Open a private copy in the person's editor until it may land, or is given up.

    Raises what ``land`` raises where the text is kept for later, and GitError.
    """
    start = begin(office, ref)
    kept = Kept(office.repo, start.case_id)
    if kept.is_there() and not resume(kept.leftover(start.text)):
        kept.drop()
    editable = replace(start, text=kept.base_text(start.text))
    content = kept.content(start.text)
    while True:
        content = _edited(office, editable, content)
        try:
            read(content, editable.path)
            outcome = land(office, editable, decoded(content))
        except (InvalidData, Refused) as error:
            choice = decide(error)
            if choice == "again":
                continue
            if choice == "discard":
                kept.drop()
                return Outcome(start.case_id, _("Discarded; the case is as before."))
            kept.keep(editable.text, content)
            raise _kept(error, start.case_id, told=choice == "keep") from None
        except IzaError as error:
            kept.keep(editable.text, content)
            raise _kept(error, start.case_id) from None
        kept.drop()
        return outcome


def _kept(error: IzaError, case_id: str, *, told: bool = False) -> IzaError:
    """The error with what became of the text; ``told``: the reason was shown already."""
    if told:
        return Refused(_("Not committed; the text is kept."), f"iza edit {case_id}")
    more = _("The text is kept: `iza edit {case}` goes on with it.").format(case=case_id)
    error.hint = "\n".join(text for text in (error.hint, more) if text)
    return error


def _edited(office: Office, editable: Editable, content: bytes) -> bytes:
    """What the editor leaves of a copy that lies in a folder only its owner can read."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    base = runtime if runtime and Path(runtime).is_dir() else str(office.repo.private)
    Path(base).mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base, prefix="iza-") as folder:
        copy = Path(folder) / f"{editable.case_id}.yaml"
        near, far = (b"$schema=%s/case.schema.json" % folder for folder in (b"../../schemas", _schemas(office)))
        copy.write_bytes(content.replace(near, far, 1))
        command = git.edit_command(office.repo.root, copy)
        done = _run(command)
        if done in _NOT_STARTED:
            raise GitError(
                _("The editor {name} could not be started.").format(name=command[3]),
                _("Choose one: git config --global core.editor NAME"),
            )
        if done:
            raise GitError(_("The editor ended with an error; nothing was changed."))
        return copy.read_bytes().replace(b"\r\n", b"\n").replace(far, near, 1)


_NOT_STARTED = (126, 127)
"""How a shell says that a program is none, or is not there."""


def _run(command: list[str]) -> int:
    try:
        return subprocess.run(command, check=False).returncode
    except OSError:
        return _NOT_STARTED[1]


def _schemas(office: Office) -> bytes:
    """Where the editor finds the schemas: written like an address where the folder's name is no UTF-8."""
    place = (office.repo.root / "schemas").as_posix()
    return (place if place.isprintable() else quote(os.fsencode(place))).encode()


@in_turn
def set_fields(office: Office, ref: str, values: dict[str, object]) -> Outcome:
    """Set fields by dotted path from the case root (None takes a field away)."""
    editable = begin(office, ref)
    document = Document(editable.text.encode(), editable.path)
    for dotted, value in values.items():
        *parents, name = dotted.split(".")
        place = document.data
        for part in parents:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        if value is None:
            place.pop(name, None)
        else:
            place[name] = value
    return land(office, editable, document.text())
