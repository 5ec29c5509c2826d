"""What can be wrong with git itself: each situation is an error of its own, so that callers can tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.errors import GitError
from iza.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


class Missing(GitError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__(_("git is not installed."), _("Install git, then try again."))


class Vanished(GitError):
    """The folder git is to work in is gone: taken away, renamed, or a drive that is no longer connected."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            _("The folder {folder} is no longer there.").format(folder=root),
            _("Was it moved, or is its drive not connected? Go to the folder and try again."),
        )


class Unknown(GitError):
    """A file is meant that git does not know yet."""


class Locked(GitError):
    """Another git is writing in this repository, or one was killed and left its lock: the file ``path``."""

    def __init__(self, message: str, hint: str = "", path: str = "") -> None:
        super().__init__(message, hint)
        self.path = path


class Cut(GitError):
    """The answer lies in a part of the history that this clone does not have (shallow, partial)."""
