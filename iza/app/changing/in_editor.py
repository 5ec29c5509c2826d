"""The whole text of a case in the person's own editor, again and again until it may land or is given up."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from iza import git
from iza.app.changing.by_hand import begin, land
from iza.app.changing.kept_texts import Kept, Leftover
from iza.app.changing.outcome import Outcome
from iza.errors import GitError, InvalidData, IzaError, Refused
from iza.i18n import _
from iza.plaintext import decoded
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from iza.app.changing.by_hand import Editable
    from iza.app.office import Office

Decide = Callable[[IzaError], str]
"""Asked after a text that may not land: ``again``, ``keep``, ``discard``, or ``fail`` where nobody answers."""
Resume = Callable[[Leftover], bool]
"""Asked before a kept text is opened again: whether to go on with it, else it is dropped."""


def discard_kept_text(office: Office, ref: str) -> Outcome:
    """Drop the text of an edit that did not land. Raises Refused where there is none."""
    case_id = office.repo.resolve(ref)
    kept = Kept(office.repo, case_id)
    if not kept.is_there():
        raise Refused(_("No text of {case} is kept.").format(case=case_id), "iza edit")
    kept.drop()
    return Outcome(case_id, _("Discarded; the case is as before."))


def edit_in_editor(office: Office, ref: str, decide: Decide, resume: Resume) -> Outcome:
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
        content = _edit_copy(office, editable, content)
        try:
            # Read before it is decoded: the reader says in which line something is no UTF-8.
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
            raise _with_kept_text(error, start.case_id, told=choice == "keep") from None
        except IzaError as error:
            kept.keep(editable.text, content)
            raise _with_kept_text(error, start.case_id) from None
        kept.drop()
        return outcome


def _with_kept_text(error: IzaError, case_id: str, *, told: bool = False) -> IzaError:
    """The error with what became of the text; ``told``: the reason was shown already."""
    if told:
        return Refused(_("Not committed; the text is kept."), f"iza edit {case_id}")
    more = _("The text is kept: `iza edit {case}` goes on with it.").format(case=case_id)
    error.hint = "\n".join(text for text in (error.hint, more) if text)
    return error


def _edit_copy(office: Office, editable: Editable, content: bytes) -> bytes:
    """What the editor leaves of a copy that lies in a folder only its owner can read."""
    # By the XDG Base Directory Specification this folder is the user's alone and goes at logout, as do leftovers.
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    base = runtime if runtime and Path(runtime).is_dir() else str(office.repo.private)
    Path(base).mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base, prefix="iza-") as folder:
        copy = Path(folder) / f"{editable.case_id}.yaml"
        # The first line names the schema relative to the case file; from the copy the editor needs the whole path.
        near, far = (b"$schema=%s/case.schema.json" % folder for folder in (b"../../schemas", _schema_folder(office)))
        copy.write_bytes(content.replace(near, far, 1))
        command = git.edit_command(office.repo.root, copy)
        # command[3] is the editor as the person configured it, named where it does not start.
        exit_code = _run_editor(command)
        if exit_code in _NOT_STARTED:
            raise GitError(
                _("The editor {name} could not be started.").format(name=command[3]),
                _("Choose one: git config --global core.editor NAME"),
            )
        if exit_code:
            raise GitError(_("The editor ended with an error; nothing was changed."))
        # Editors on Windows end lines with CRLF; the repository has LF.
        return copy.read_bytes().replace(b"\r\n", b"\n").replace(far, near, 1)


# POSIX (Shell Command Language, 2.8.2): 126 is a file that cannot be executed, 127 one that is not found.
_NOT_STARTED = (126, 127)


def _run_editor(command: list[str]) -> int:
    try:
        return subprocess.run(command, check=False).returncode
    except OSError:
        return _NOT_STARTED[1]


def _schema_folder(office: Office) -> bytes:
    """Where the editor finds the schemas: written like an address where the folder's name is no UTF-8."""
    folder = (office.repo.root / "schemas").as_posix()
    return (folder if folder.isprintable() else quote(os.fsencode(folder))).encode()
