"""The programs a repository brings along, and what this person allows of them in this clone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza import git
from iza.errors import Conflict
from iza.i18n import _
from iza.store.work_tree import find_root

if TYPE_CHECKING:
    from pathlib import Path

    from iza.git import Program


@dataclass(frozen=True)
class Standing:
    """What a repository at ``root`` brings along: the programs that wait for an answer, and those that are allowed.

    ``fingerprint`` stands for exactly the waiting ones: twelve characters, another value when any of them changes.
    """

    root: Path
    waiting: tuple[Program, ...]
    allowed: tuple[Program, ...]
    fingerprint: str


def standing(start: Path) -> Standing:
    """What the repository at or above ``start`` brings along; git is not run. Raises NotFound."""
    root = find_root(start)
    brought = git.brought(root)
    waiting = tuple(program for program, is_allowed in brought if not is_allowed)
    allowed = tuple(program for program, is_allowed in brought if is_allowed)
    return Standing(root, waiting, allowed, git.fingerprint(root, waiting))


def allow(shown: Standing, fingerprint: str) -> None:
    """Let git run here what was shown. Raises Conflict where that is no longer what the repository brings along."""
    if standing(shown.root).fingerprint != fingerprint:
        raise Conflict(
            _("The programs of this repository are not the ones with this fingerprint."),
            _("`iza trust` shows what they are now."),
        )
    git.allow(shown.root, shown.waiting)


def revoke(shown: Standing) -> None:
    """Take back what was allowed."""
    git.revoke(shown.root, shown.allowed)
