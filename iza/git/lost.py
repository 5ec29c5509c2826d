"""A branch that is lost, told from one that has no commit yet: git gives one and the same answer to both."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from iza.errors import GitError
from iza.git.git_folder import common_dir, git_dir
from iza.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


def refuse_branch(root: Path) -> None:
    """Raises GitError where git finds no commit at HEAD, and there was one.

    A branch before its first commit has no file, no line among the packed references and no log; git itself tells
    neither an empty file nor a lost one from that.
    """
    directory = git_dir(root)
    common, name = common_dir(directory), _branch_of(directory)
    log = common / "logs" / (name or "HEAD")
    if name and not _holds_text(log) and not (common / name).is_file() and not _is_packed(common, name):
        return
    raise GitError(
        _("The branch {name} is damaged: git does not find its newest commit.").format(name=name or "HEAD"),
        _how_to_rescue(root, name, common, log),
    )


def _branch_of(directory: Path) -> str:
    """``refs/heads/main``, nothing where HEAD names no branch."""
    text = (directory / "HEAD").read_text("utf-8", "replace").strip()
    return text.removeprefix("ref:").strip() if text.startswith("ref:") else ""


def _holds_text(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _is_packed(common: Path, name: str) -> bool:
    packed = common / "packed-refs"
    return packed.is_file() and f" {name}\n".encode() in packed.read_bytes()


def _how_to_rescue(root: Path, name: str, common: Path, log: Path) -> str:
    """The commands that put a branch back where its log says that it stood."""
    words = log.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].split() if _holds_text(log) else []
    commit = words[1].decode("ascii", "replace") if len(words) > 1 else ""
    if not name or not commit.isalnum() or not commit.strip("0"):
        return _("`git fetch; git reset --soft origin/main`; without a server, take .git from a backup of the folder.")
    lost = f"rm -f {os.path.relpath(common / name, root)}; " if (common / name).is_file() else ""
    return _("Its log says where it stood; this puts it back: {command}").format(
        command=f"{lost}git update-ref {name} {commit}"
    )
