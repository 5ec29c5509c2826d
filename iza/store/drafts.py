"""Drafts: an open review or an unfinished edit, private to this clone, never committed.

A draft keeps the whole text being worked on and the text it started from, so that landing can tell
its own changes from what others changed in between. It survives a power cut.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from iza import saved
from iza.errors import Conflict, GitError
from iza.i18n import _
from iza.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from iza.store.repository import Repository

_FOLDER = "drafts"


@dataclass(frozen=True)
class Draft:
    """A case in work; ``review`` is the id of the open review, ``reason`` why terms were changed in it so far."""

    case: str
    review: str
    base: str
    text: str
    reason: str = ""


def _path_of(repo: Repository, case_id: str) -> Path:
    return repo.aside(f"{_FOLDER}/{case_id}.json")


def load(repo: Repository, case_id: str) -> Draft | None:
    """The draft of a case, or None. Raises GitError for a draft that cannot be read."""
    if repo.is_past or not (path := _path_of(repo, case_id)).exists():
        return None
    try:
        return _parsed_draft(files.read_bytes(path), case_id)
    except (ValueError, TypeError, RecursionError):
        raise GitError(
            _("The draft of {case} is damaged.").format(case=case_id),
            _("It lies at {path}; `iza review abandon {case}` removes it.").format(path=path, case=case_id),
        ) from None


def _parsed_draft(content: bytes, case_id: str) -> Draft:
    """Raises ValueError or TypeError for what is no draft of this case."""
    draft = Draft(**json.loads(content))
    if draft.case != case_id or not all(isinstance(value, str) for value in asdict(draft).values()):
        raise ValueError
    # Half a character can stand in JSON and in no file: ValueError.
    _content_of(draft)
    return draft


def save(repo: Repository, draft: Draft) -> None:
    """Keep a draft: one file, replaced in one step, readable by its owner only."""
    path = _path_of(repo, draft.case)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.replace(path, _content_of(draft), repo.private)
    saved.note("")


def _content_of(draft: Draft) -> bytes:
    return json.dumps(asdict(draft), ensure_ascii=False).encode()


def replace(repo: Repository, seen: Draft, text: str, reason: str | None = None) -> None:
    """Go on with a draft, with another ``reason`` if one is given.

    Raises Conflict where another command went on with it in the meantime.
    """
    with repo.lock():
        _refuse_changed(repo, seen)
        save(repo, dataclasses.replace(seen, text=text, reason=seen.reason if reason is None else reason))


def following(seen: Draft, text: str | None, base: str | None = None) -> dict[str, bytes | None]:
    """What a commit makes of a draft, to be saved with it: another text, and another base if given; None: it landed."""
    name = f"{_FOLDER}/{seen.case}.json"
    if text is None:
        return {name: None}
    return {name: _content_of(dataclasses.replace(seen, text=text, base=seen.base if base is None else base))}


def abandon(repo: Repository, case_id: str) -> None:
    """Drop the draft of a case, readable or not."""
    _path_of(repo, case_id).unlink(missing_ok=True)


def _refuse_changed(repo: Repository, seen: Draft) -> None:
    if load(repo, seen.case) != seen:
        raise Conflict(
            _("The open review of {case} was changed by another command just now.").format(case=seen.case),
            _("Give the command again: it will work on the new state."),
        )


def open_cases(repo: Repository) -> list[str]:
    """The cases with an open draft."""
    return sorted(path.stem for path in repo.aside(_FOLDER).glob("F-*.json"))
