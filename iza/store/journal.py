"""The journal of a save: written before the first file changes, gone once files, history and index agree.

It lies in ``.git/iza/journal``, for its owner only. Whoever is killed leaves it, and the next iza finishes what HEAD
holds and takes back what it does not (``iza.store.mending``). It names paths, fingerprints and the message of the
commit, nothing of what the files say.
"""

from __future__ import annotations

import json
import stat
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from iza import git
from iza.store import files
from iza.store.work_tree import JOURNAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


_LARGE = 16 * 1024 * 1024  # bytes: 20,000 files


class Foreign(Exception):
    """What lies there as a journal is none that iza writes."""


@dataclass(frozen=True)
class Change:
    """What becomes of a file of the work tree.

    Fingerprints of before and after (None: no file), the name of the copy of what was before (empty: none), and what
    the blobs of before and after may be called in git.
    """

    path: str
    before: str | None
    after: str | None
    copy: str = ""
    old: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """What one iza is about to do.

    ``base`` is the commit it starts from and ``branch`` the further branch it makes (full names, empty: none);
    ``message`` is that of the commit, ``begun`` when in seconds since 1970, ``locks`` those of others, by path and
    inode. ``aside`` are private files that follow the commit: what is to lie there, and the name of the file in
    ``.git/iza`` that holds it (None: it goes). ``follows``: the commits are made at once, the work tree comes after.
    """

    base: str
    message: str
    branch: str = ""
    files: tuple[Change, ...] = ()
    aside: Mapping[str, str | None] = field(default_factory=dict)
    follows: bool = False
    begun: float = 0.0
    locks: Mapping[str, int] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The first line of the message: a case id and what was done."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True)
class Git:
    """The process of git that commits: its id and its beginning."""

    process: int
    start: str


def begin(private: Path, entry: Entry) -> None:
    """Write the journal. It lies on the disk before any file changes; renames come there in their order."""
    files.replace(private / JOURNAL, json.dumps(asdict(entry)).encode() + b"\n", private)


def note_git(private: Path, process: int) -> None:
    """Add the git that was started. It waits for its input until then, and commits nothing without."""
    with (private / JOURNAL).open("a", encoding="ascii") as file:
        file.write(json.dumps([process, git.started_at(process)]) + "\n")


def read(private: Path) -> tuple[Entry, Git | None, float] | None:
    """The entry, the git that was last started for it, and when something was last written; None for no journal.

    An empty one is none: nothing had begun yet. Raises Foreign for what iza does not write.
    """
    from iza.store.judging import judged

    place = private / JOURNAL
    try:
        facts = place.lstat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LARGE:
            raise Foreign
        first, *rest = place.read_text("ascii").strip("\0\n").split("\n")
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise Foreign from None
    whole = [line for line in rest if line.endswith("]")]  # the last one may be torn
    return (*judged([first, *whole]), facts.st_mtime) if first else None


def end(private: Path) -> None:
    """All is told: files, history and index agree."""
    (private / JOURNAL).unlink(missing_ok=True)


def change(path: str, before: bytes | None, after: bytes | None, copy: str = "") -> Change:
    """A change with what it is recognised by."""
    return Change(path, _fingerprint(before), _fingerprint(after), copy, _blobs(before), _blobs(after))


def _fingerprint(content: bytes | None) -> str | None:
    return None if content is None else files.fingerprint(content)


def _blobs(content: bytes | None) -> tuple[str, ...]:
    """The ids git may give the content: by either hash, as it is or with the line ends git keeps."""
    if content is None:
        return ()
    from hashlib import sha1, sha256

    forms = {content, content.replace(b"\r\n", b"\n")}
    texts = [b"blob %d\0%s" % (len(form), form) for form in forms]
    return tuple(hashed(text).hexdigest() for text in texts for hashed in (sha1, sha256))


def now() -> float:
    """The time of files and journals."""
    return time.time()
