"""Whole files or none: atomic replacement, private temporary files, no following of links."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from iza.errors import GitError, NotFound
from iza.i18n import _

_FORGOTTEN = 60  # seconds; no write takes as long


def fingerprint(content: bytes) -> str:
    """What a file's content is recognised by."""
    from hashlib import sha256

    return sha256(content).hexdigest()


def refuse_links(path: Path, root: Path) -> None:
    """Raises GitError where ``path`` or a folder between it and ``root`` is a link."""
    text, top = str(path), str(root)
    while len(text) > len(top):
        # A list asks for every file: text is a tenth of the work of paths.
        if os.path.islink(text):  # noqa: PTH114
            shown = Path(text).relative_to(root).as_posix()
            raise GitError(
                _("{file} is a link, not a file; iza does not follow it.").format(file=shown),
                _("Replace the link by the file it should be."),
            )
        text = os.path.dirname(text)  # noqa: PTH120


def refuse_outside(name: str) -> None:
    """Raises GitError for the name of a file that lies elsewhere than in the repository."""
    if name.startswith(("/", "\\")) or ":" in name[:2] or ".." in name.replace("\\", "/").split("/"):
        raise GitError(
            _("{file} lies outside this repository.").format(file=name),
            _("Put the file into the repository and write its path from there, like templates/logo.svg."),
        )


def read_bytes(path: Path) -> bytes:
    """The content of a plain file. Raises NotFound, and GitError for a device, a pipe or a folder."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # some never end
            raise GitError(
                _("{file} is no plain file.").format(file=path.name), _("Put the file there that it should be.")
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(_("{file} does not exist.").format(file=path.name)) from None


def replace(path: Path, content: bytes, spool: Path) -> None:
    """Put ``content`` at ``path`` in one step, readable by its owner only.

    The temporary file lies in ``spool`` (inside the git directory, where nothing is committed).
    """
    import tempfile

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
        move(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


_SHARING = (5, 32)
"""ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION of Windows: a virus scanner or an editor has the file open."""
# Seconds, 2 in all.
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.6)


def move(temporary: Path, path: Path) -> None:
    """Put the file where it belongs; on Windows try again for two seconds while another program holds it."""
    for pause in _PAUSES:
        try:
            temporary.replace(path)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _SHARING:
                raise
            time.sleep(pause)
        else:
            return
    temporary.replace(path)


def put(path: Path, content: bytes | None, spool: Path) -> None:
    """Like ``replace``; None takes the file away."""
    if content is None:
        path.unlink(missing_ok=True)
    else:
        replace(path, content, spool)


def put_aside(file: Path) -> Path:
    """Give another name to what lies in the way, whatever it is (a file, a link, a folder, a pipe); where it is now."""
    import secrets

    return file.rename(file.with_name(f"{file.name}-{secrets.token_hex(4)}"))


def spare(spool: Path) -> Path:
    """Where a temporary file may lie in ``spool``, which ``sweep`` keeps clean."""
    import secrets

    return spool / f".iza-{secrets.token_hex(8)}"


def sweep(spool: Path) -> None:
    """Remove what a killed iza left in ``spool``. Only for whoever holds the lock."""
    for leftover in spool.glob(".iza-*"):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _FORGOTTEN:
                leftover.unlink()


def keep(file: Path, spool: Path) -> str:
    """The name in ``spool`` of a second link to a file, or of a copy where the system has no links.

    To put it back takes no space on a full disk. Empty where there is no file.
    """
    import shutil

    if not file.exists():
        return ""
    copy = spare(spool)
    try:
        os.link(file, copy)
    except OSError:
        shutil.copyfile(file, copy)
        copy.chmod(0o600)
    return copy.name


def prepare(content: bytes, spool: Path) -> str:
    """The name in ``spool`` of a new file with this content, to be moved to its place later."""
    file = spare(spool)
    replace(file, content, spool)
    return file.name


_SHA1_DIGITS = 40
"""How long the ids of a repository are that uses SHA-1; those of SHA-256 have 64 digits."""


def blob_id(content: bytes, digits: int) -> str:
    """The id git gives a file with this content."""
    import hashlib

    make = hashlib.sha1 if digits <= _SHA1_DIGITS else hashlib.sha256
    return make(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
