"""What a journal says of a save: the files before and after, the commit, the git that writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Foreign(Exception):
    """What lies there as a journal is none that iza writes."""


@dataclass(frozen=True)
class FileChange:
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
class JournalEntry:
    """What one iza is about to do.

    ``base`` is the commit it starts from and ``branch`` the further branch it makes (full names, empty: none);
    ``message`` is that of the commit, ``begun`` when in seconds since 1970, ``locks`` those of others, by path and
    inode. ``aside`` are private files that follow the commit: what is to lie there, and the name of the file in
    ``.git/iza`` that holds it (None: it goes). ``follows``: the commits are made at once, the work tree comes after.
    """

    base: str
    message: str
    branch: str = ""
    files: tuple[FileChange, ...] = ()
    aside: Mapping[str, str | None] = field(default_factory=dict)
    follows: bool = False
    begun: float = 0.0
    locks: Mapping[str, int] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The first line of the message: a case id and what was done."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True)
class RunningGit:
    """The process of git that commits: its id and its beginning."""

    process: int
    start: str
