"""Who makes a commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.git.process import run

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Author:
    """Who makes a commit."""

    name: str
    email: str


def identity(root: Path) -> Author:
    """Name and e-mail git knows the person by. Raises GitError where nobody told it."""
    return _identity_of(root, "GIT_AUTHOR_IDENT")


def committer(root: Path) -> Author:
    """Whom git will name as committer: the same person, unless somebody set it otherwise. Raises GitError."""
    return _identity_of(root, "GIT_COMMITTER_IDENT")


def _identity_of(root: Path, name: str) -> Author:

    line = run(root, "-c", "user.useConfigOnly=true", "var", name)
    name, _separator, rest = line.rpartition(" <")
    return Author(name, rest.partition(">")[0])
