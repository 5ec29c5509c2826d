"""What may not be saved now: amid something of git's, or alone where the settings want a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from iza import git
from iza.errors import GitError, IzaError
from iza.i18n import _
from iza.model import approvals
from iza.store.formats.migrations import read_lifted

if TYPE_CHECKING:
    from pathlib import Path

Contents = Mapping[str, bytes | None]
"""Files by path; None where there is none."""

_SETTINGS = "iza.yaml"


def refuse_unfinished(directory: Path) -> None:
    """Raises GitError where a commit now would go astray: amid a merge, on no branch, on that of a proposal."""
    unfinished = git.unfinished(directory)
    if unfinished:
        raise GitError(
            _("A git {what} was begun in this repository and not finished.").format(what=unfinished),
            _("Finish it (git {what} --continue) or drop it (git {what} --abort).").format(what=unfinished),
        )
    if git.is_detached(directory):
        raise GitError(
            _("This repository stands on an old commit, not on a branch; what is saved here would get lost."),
            _("git switch main"),
        )
    if git.on_proposal(directory):
        raise GitError(
            _("This repository stands on the branch of a proposal; what is saved belongs on the main branch."),
            _("git switch main"),
        )


def refuse_alone(root: Path, action: str, after: Contents) -> None:
    """Raises Refused where the office wants a second person for a change of what was committed last.

    A setting counts as soon as it is written, and until its end is committed: nobody gets around it by
    changing iza.yaml in passing.
    """
    committed = git.blobs(root, [f"HEAD:{path}" for path in {_SETTINGS, *after}])
    before = {path: _readable_content(root, path, committed.get(f"HEAD:{path}")) for path in after}
    now = root / _SETTINGS
    texts = {committed.get(f"HEAD:{_SETTINGS}"), now.read_bytes() if now.is_file() else None}
    wanted = frozenset[str]().union(*(approvals.wanted(_mapping_of(text, _SETTINGS)) for text in texts))
    code = approvals.first(wanted & kinds(action, before, after)) if wanted else ""
    if code:
        raise approvals.refusal(code)


def _readable_content(root: Path, path: str, content: bytes | None) -> bytes | None:
    """What was committed last; of a file that somebody broke, the last version that can be read."""
    if content is None or not path.startswith("cases/") or _mapping_of(content, path) is not None:
        return content
    blobs = [file.blob for commit in git.log(root, path) for file in commit.files if file.blob]
    texts = git.blobs(root, blobs)
    return next(
        (texts[blob] for blob in blobs if blob in texts and _mapping_of(texts[blob], path) is not None), content
    )


def kinds(action: str, before: Contents, after: Contents) -> frozenset[str]:
    """The kinds of actions a change is, by its name and by its content (see ``iza.model.approvals``)."""
    return approvals.of_action(action).union(*(_kinds_of(path, before[path], after[path]) for path in after))


def _kinds_of(path: str, before: bytes | None, after: bytes | None) -> frozenset[str]:
    if path == _SETTINGS:
        return approvals.of_settings(_mapping_of(before, path), _mapping_of(after, path))
    if path.startswith("cases/"):
        gone = after is None
        return approvals.of_case(_mapping_of(before, path), None if gone else _mapping_of(after, path) or {})
    return approvals.of_file(path)


def _mapping_of(content: bytes | None, path: str) -> dict[str, Any] | None:
    """The mapping in a file; None where there is none that can be read."""
    if content is None:
        return None
    try:
        return read_lifted(content, path)
    except IzaError:
        return None
