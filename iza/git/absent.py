"""Is a file that git does not find absent, or lost? git gives one and the same answer to both.

A commit says of a path that it has no such file only in the tree that would hold it, so that tree is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.git.contents import contents_of
from iza.git.process import refusal
from iza.git.state import head, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.errors import GitError


def confirm(root: Path, names: Sequence[str]) -> None:
    """Make sure that objects git does not find (``REV:path`` names, or ids) are really none.

    Raises GitError for an object that ought to be there. One git call more; a revision that is none, like the parent of
    a first commit, takes two others.
    """
    revisions = {name.partition(":")[0] for name in names if ":" in name}
    if revisions == {"HEAD"} and not head(root):
        return
    folders = dict.fromkeys(folder for name in names for folder, _entry in _folders_on_way(name))
    trees = contents_of(root, list(folders))
    unborn = {revision for revision in revisions if f"{revision}:" not in trees and not resolve(root, revision)}
    for name in names:
        revision, colon, _path = name.partition(":")
        lost = "" if revision in unborn else _name_of_lost(name, trees) if colon else name
        if lost:
            raise _refusal_of_loss(lost)


def _folders_on_way(name: str) -> Iterator[tuple[str, str]]:
    """Each folder on the way to a file as git names it (``REV:``, ``REV:cases``), with what is looked for in it."""
    revision, _colon, path = name.partition(":")
    parts = path.split("/")
    for number, part in enumerate(parts):
        yield f"{revision}:{'/'.join(parts[:number])}", part


def _name_of_lost(name: str, trees: Mapping[str, bytes]) -> str:
    """The name of what a tree lists and git does not find; nothing where a tree on the way has no such entry."""
    for folder, entry in _folders_on_way(name):
        if folder not in trees:
            return folder
        if not _tree_lists(trees[folder], entry.encode("utf-8", "surrogateescape")):
            return ""
    return name


def _tree_lists(tree: bytes, entry: bytes) -> bool:
    """Whether a tree (``mode name NUL id``, one after the other) lists a name, and not as another repository."""
    return b" " + entry + b"\0" in tree and b"160000 " + entry + b"\0" not in tree


def _refusal_of_loss(name: str) -> GitError:
    """The refusal git itself does not put into words."""
    return refusal("cat-file", f"fatal: missing object {name}", 128)
