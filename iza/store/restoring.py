"""Files of the work tree that are behind the last commit, or not there: git could not bring them, or they were deleted.

A colleague pushed into this folder, the checkout is a sparse one, a file was deleted by hand: none of that is a change
somebody wants to commit. What was changed by hand holds something no commit had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza import git
from iza.errors import GitError, NotFound
from iza.i18n import _
from iza.store import case_ids

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def is_older(root: Path, path: str, content: bytes) -> bool:
    """Whether a file that is not as in the last commit is as in one before it."""
    from iza.store.files import blob_id

    log = git.log(root, path)
    if not log or not log[0].files[0].blob:
        return False
    last, *before = [file.blob for commit in log for file in commit.files]
    blob = blob_id(content, len(last))
    return blob != last and blob in before


def refuse_older(root: Path, path: str, content: bytes) -> None:
    """Raises GitError where a file is as in an older commit: to save it would take back what others did."""
    if is_older(root, path, content):
        raise GitError(
            _("{file} is older than its last commit: somebody pushed into this folder, or git was interrupted.").format(
                file=path
            ),
            _("This brings it up to date: {command}").format(command=command(path)),
        )


def command(path: str) -> str:
    """What brings a file as it was last committed, whatever git's index or a sparse checkout say of it."""
    return f"git restore --ignore-skip-worktree-bits --source=HEAD --staged --worktree -- {path}"


def refuse_missing(root: Path, meant: Collection[str]) -> None:
    """Raises NotFound where the last commit has a case whose id begins with one of these, and the folder does not."""
    paths = git.tree(root, "HEAD", "cases") if meant and git.head(root) else {}
    for path in sorted(filter(case_ids.is_case_path, paths)):
        case_id = path.rpartition("/")[2].rpartition(".")[0]
        if case_ids.characters(case_id).startswith(tuple(meant)) and not (root / path).exists():
            raise NotFound(
                _("The file of {case} is not in the folder, although it is in the last commit.").format(case=case_id),
                _("This brings it back: {command}").format(command=command(path)),
            )
