"""Whole files or none: atomic replacement, private temporary files, no following of links."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from iza.errors import GitError, NotFound
from iza.i18n import _


def fingerprint(content: bytes) -> str:
    """What a file's content is recognised by."""
    return sha256(content).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The content of a regular file. Raises NotFound, and GitError for links out of the tree."""
    if path.is_symlink() or path.parent.is_symlink():
        raise GitError(
            _("{file} is a link, not a file; iza does not follow it.").format(file=path.name),
            _("Replace the link by the file it should be."),
        )
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(_("{file} does not exist.").format(file=path.name)) from None


def replace(path: Path, content: bytes, spool: Path) -> None:
    """Put ``content`` at ``path`` in one step, readable by its owner only.

    The temporary file lies in ``spool`` (inside the git directory, where nothing is committed).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = spool if spool.stat().st_dev == path.parent.stat().st_dev else path.parent
    handle, name = tempfile.mkstemp(dir=folder, prefix=".iza-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
