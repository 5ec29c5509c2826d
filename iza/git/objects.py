"""What HEAD holds, read without starting a git where that is possible: asked after every commit."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from iza.git.process import run
from iza.git.state import head

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
# Paths that are looked up by hand.
_FEW = 4
# What HEAD says where references do not lie in files (reftable).
_ELSEWHERE = "refs/heads/.invalid"


def branch_name(directory: Path) -> str:
    """The full name of the branch HEAD is on (``refs/heads/main``), empty where HEAD is a commit or leads elsewhere."""
    text = (directory / "HEAD").read_text("utf-8", "replace")
    name = text.removeprefix("ref:").strip() if text.startswith("ref:") else ""
    return name if name.startswith("refs/") and ".." not in name else ""


def common(directory: Path) -> Path:
    """The git directory with what all work trees share: objects, branches, configuration."""
    named = directory / "commondir"
    return directory / named.read_text("utf-8").strip() if named.is_file() else directory


def tip(root: Path, directory: Path) -> str:
    """The commit HEAD stands on, empty before the first one. Raises GitError."""
    name = branch_name(directory)
    if name == _ELSEWHERE:
        return head(root)
    return _value_of_ref(directory, name) if _ID.fullmatch(_value_of_ref(directory, name)) else head(root)


def _value_of_ref(directory: Path, name: str) -> str:
    shared = common(directory)
    try:
        return (shared / name if name else directory / "HEAD").read_text("ascii").strip()
    except (OSError, ValueError):
        return _packed_ref(shared, name)


def _packed_ref(shared: Path, name: str) -> str:
    try:
        lines = (shared / "packed-refs").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {name}")), "")


def holding(root: Path, directory: Path, base: str, wanted: Mapping[str, Collection[str]], *, message: str = "") -> str:
    """The commit of HEAD above ``base`` with one of the ``wanted`` blobs at each path; empty where there is none.

    No blobs stand for "no file". Without paths it is the commit with that message. The tip is looked at first, then
    what lies between, where others have committed since. Raises GitError.
    """
    newest = tip(root, directory)
    if newest == base:
        return ""
    if _holds_all(root, directory, newest, wanted, message):
        return newest
    older = run(root, "rev-list", newest, *([f"^{base}"] if base else [])).split()[1:]
    return next((commit for commit in older if _holds_all(root, directory, commit, wanted, message)), "")


def _holds_all(root: Path, directory: Path, commit: str, wanted: Mapping[str, Collection[str]], message: str) -> bool:
    if not wanted:
        text = _loose_object(directory, commit) or run(root, "cat-file", "commit", commit).encode("utf-8", "replace")
        return text.partition(b"\n\n")[2].strip() == message.strip().encode()
    at_paths = blobs_at(root, directory, commit, wanted)
    return all(at_paths[path] in (blobs or ("",)) for path, blobs in wanted.items())


def blobs_at(root: Path, directory: Path, commit: str, paths: Collection[str]) -> dict[str, str]:
    """The ids of the blobs at paths in a commit, empty where there is no file. Raises GitError."""
    if len(paths) <= _FEW:
        ids = {path: _blob_at(directory, commit, path) for path in paths}
        if None not in ids.values():
            return {path: blob or "" for path, blob in ids.items()}
    lines = "".join(f"{commit}:{path}\n" for path in paths)
    answers = run(root, "cat-file", "--batch-check=%(objectname)", stdin=lines.encode("utf-8", "surrogateescape"))
    return {
        path: line if _ID.fullmatch(line) else "" for path, line in zip(paths, answers.splitlines(), strict=True)
    }


def _blob_at(directory: Path, commit: str, path: str) -> str | None:
    """The id at a path by objects that lie in files of their own, as new ones do; None where one does not."""
    facts = _loose_object(directory, commit)
    if facts is None:
        return None
    entry = facts.split(None, 2)[1].decode()
    for part in path.encode("utf-8", "surrogateescape").split(b"/"):
        content = _loose_object(directory, entry)
        if content is None:
            return None
        entry = _entry_of_tree(content, part, len(entry) // 2)
        if not entry:
            return ""
    return entry


def _loose_object(directory: Path, name: str) -> bytes | None:
    file = common(directory) / "objects" / name[:2] / name[2:]
    try:
        return zlib.decompress(file.read_bytes()).partition(b"\0")[2]
    except (OSError, zlib.error):
        return None


def _entry_of_tree(content: bytes, name: bytes, width: int) -> str:
    """The id of a name in a tree: entries are ``MODE NAME``, a zero byte and the id in ``width`` bytes."""
    start = 0
    while start < len(content):
        zero = content.index(b"\0", start)
        end = zero + 1 + width
        if content[start:zero].partition(b" ")[2] == name:
            return content[zero + 1 : end].hex()
        start = end
    return ""
