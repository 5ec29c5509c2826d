"""Edited texts that could not land yet, each with the text it started from; private to this clone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from typing import TYPE_CHECKING

from iza.plaintext import legible
from iza.store import drafts, files

if TYPE_CHECKING:
    from pathlib import Path

    from iza.store.repository import Repository


_FOLDER = "drafts"


@dataclass(frozen=True)
class Leftover:
    """A kept text: since when, whether the case was changed or restored since, and the lines that differ from it."""

    case_id: str
    since: datetime
    is_behind: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Unfinished:
    """What is begun in this clone and not in any commit: a ``review`` or an ``edit``, last changed ``since``."""

    case_id: str
    kind: str
    since: datetime


class Kept:
    """The text of one case that somebody edited and that could not land."""

    def __init__(self, repo: Repository, case_id: str) -> None:
        self.case_id, self.spool = case_id, repo.private
        self._text, self._base = (repo.aside(f"{_FOLDER}/{case_id}.{name}.yaml") for name in ("edit", "base"))

    def is_there(self) -> bool:
        """Whether there is one."""
        return self._text.exists()

    def content(self, otherwise: str) -> bytes:
        """The kept text, or that of the case where none is kept."""
        return files.read_bytes(self._text) if self.is_there() else otherwise.encode()

    def base_text(self, otherwise: str) -> str:
        """The text it started from, or that of the case where none is kept."""
        return legible(files.read_bytes(self._base)) if self.is_there() and self._base.exists() else otherwise

    def leftover(self, present: str) -> Leftover:
        """What to tell about it beside the present text of the case."""
        old, new = present.splitlines(), legible(self.content(present)).splitlines()
        lines = tuple(line for line in unified_diff(old, new, lineterm="", n=1) if not line.startswith(("---", "+++")))
        return Leftover(self.case_id, _last_changed(self._text), self.base_text(present) != present, lines)

    def keep(self, base: str, content: bytes) -> None:
        """Store a text for the next time."""
        # The text comes last: only with it the edit counts as kept, so that a crash in between leaves none.
        files.replace(self._base, base.encode(), self.spool)
        files.replace(self._text, content, self.spool)

    def drop(self) -> None:
        """Forget the text."""
        self._text.unlink(missing_ok=True)
        self._base.unlink(missing_ok=True)


def unfinished(repo: Repository) -> list[Unfinished]:
    """Every open review and every kept text of this clone, in the order of the cases."""
    folder = repo.aside(_FOLDER)
    # Both lie in one folder: F-….json is an open review, F-….edit.yaml a kept text (F-….base.yaml its beginning).
    reviews = [(case_id, "review", folder / f"{case_id}.json") for case_id in drafts.open_cases(repo)]
    edits = [(path.name.partition(".")[0], "edit", path) for path in folder.glob("F-*.edit.yaml")]
    return [Unfinished(case_id, kind, _last_changed(path)) for case_id, kind, path in sorted([*reviews, *edits])]


def _last_changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime).astimezone()
