"""Editing by hand: the whole file in an editor or from a file, checked before it lands."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from iza import git
from iza.app.office import Office, checked, message
from iza.app.records import Outcome
from iza.errors import Conflict, GitError, InvalidData, IzaError, Refused
from iza.history import changes
from iza.i18n import _
from iza.model import procedure
from iza.model.case import Case
from iza.model.lookup import versions
from iza.model.procedure import Action
from iza.model.terms import terms
from iza.store import case_ids, drafts, files
from iza.store.yaml_reader import read


@dataclass(frozen=True)
class Editable:
    """The text of a case to be edited and what it was in the last commit and in the work tree."""

    case_id: str
    path: str
    text: str


def begin(office: Office, ref: str) -> Editable:
    """The text of a case, or of its open review. Raises Refused for a closed case."""
    case_id = office.repo.resolve(ref)
    path = case_ids.path_of(case_id)
    draft = office.draft(case_id)
    text = draft.text if draft else office.repo.content(path).decode("utf-8", "replace")
    return Editable(case_id, path, text)


def land(office: Office, editable: Editable, text: str) -> Outcome:
    """Check the edited text and commit it, or keep it in the open review.

    Raises Unreadable, InvalidData or Refused for what may not land; nothing is changed then.
    """
    case_id, path = editable.case_id, editable.path
    draft = office.draft(case_id)
    committed = _committed(office, path)
    before = cast("Case", read((draft.text if draft else committed or editable.text).encode(), path))
    procedure.require(before, Action.EDIT, office.today)
    after = checked(office, text, path, before)
    if after["id"] != case_id:
        raise Refused(_("The id of a case never changes."), case_id)
    if not changes.diff(before, after) and text == (draft.text if draft else committed):
        return Outcome(case_id, _("Nothing was changed."))
    if draft:
        drafts.save(office.repo, drafts.Draft(case_id, draft.review, draft.base, text))
        return Outcome(case_id, _("Kept in the open review."))
    if versions(before) and terms(after) != terms(before):
        raise Refused(
            _("The terms of an agreement that is issued or signed change only in a review."),
            _("iza review start {case} --on DATE").format(case=case_id),
        )
    seen = files.fingerprint(editable.text.encode())
    office.repo.save(path, text, seen, message(case_id, Action.EDIT))
    return Outcome(case_id, _("Checked and committed."), f"iza history {case_id}")


def _committed(office: Office, path: str) -> str:
    """The text of the last commit, empty for a file git does not know yet."""
    if not git.has_commits(office.repo.root):
        return ""
    name = f"HEAD:{path}"
    return git.blobs(office.repo.root, [name]).get(name, b"").decode("utf-8", "replace")


Decide = Callable[[IzaError], str]
"""Asked after a text that may not land: ``again``, ``keep`` or ``discard``."""


def in_editor(office: Office, ref: str, decide: Decide) -> Outcome:
    """Open a private copy in the person's editor until it may land, or is given up."""
    editable = begin(office, ref)
    kept = office.repo.private / "drafts" / f"{editable.case_id}.edit.yaml"
    text = kept.read_text("utf-8") if kept.exists() else editable.text
    while True:
        text = _edited(office, editable, text)
        try:
            outcome = land(office, editable, text)
        except Conflict:
            _keep(office, kept, text)
            raise
        except (InvalidData, Refused) as error:
            choice = decide(error)
            if choice == "again":
                continue
            if choice == "keep":
                _keep(office, kept, text)
                return Outcome(editable.case_id, _("Not committed; the text is kept."), f"iza edit {editable.case_id}")
            kept.unlink(missing_ok=True)
            return Outcome(editable.case_id, _("Discarded; the case is as before."))
        kept.unlink(missing_ok=True)
        return outcome


def _keep(office: Office, place: Path, text: str) -> None:
    files.replace(place, text.encode(), office.repo.private)


def _edited(office: Office, editable: Editable, text: str) -> str:
    """What the editor leaves of a copy that lies in a folder only its owner can read."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    base = runtime if runtime and Path(runtime).is_dir() else str(office.repo.private)
    Path(base).mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base, prefix="iza-") as folder:
        copy = Path(folder) / f"{editable.case_id}.yaml"
        schema = (office.repo.root / "schemas" / "case.schema.json").as_posix()
        copy.write_text(text.replace("$schema=../../schemas/case.schema.json", f"$schema={schema}", 1), "utf-8")
        command = [*shlex.split(git.editor(office.repo.root)), str(copy)]
        try:
            done = subprocess.run(command, check=False)
        except OSError:
            raise GitError(
                _("The editor {name} could not be started.").format(name=command[0]),
                _("Choose one: git config --global core.editor NAME"),
            ) from None
        if done.returncode:
            raise GitError(_("The editor ended with an error; nothing was changed."))
        return copy.read_text("utf-8").replace(f"$schema={schema}", "$schema=../../schemas/case.schema.json", 1)


def set_fields(office: Office, ref: str, values: dict[str, object]) -> Outcome:
    """Set fields by dotted path from the case root (None takes a field away)."""
    editable = begin(office, ref)
    document = office.repo.document(editable.text.encode(), editable.path)
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
