"""How the index makes the row of one case file: from its bytes, which it is recognised by."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from iza import cache
from iza.errors import GitError, IzaError, NotFound
from iza.resources import folder
from iza.store import case_ids
from iza.store.files import blob_id

if TYPE_CHECKING:
    from iza.model.case.record import Case
    from iza.store.work_tree import WorkTree

SOUND, BROKEN, NEWER, MISPLACED, GONE = range(5)
"""Whether a file can be used; why not: unreadable, from a newer iza, not where its case belongs, not there."""

NEVER = 10_000_000
"""Later than any day."""



class IndexRow(NamedTuple):
    """What a file is like: the case in it, what a list of talks says of it, and its outline as JSON.

    ``wakes`` is the ordinal of the first day a talk may be due; ``kind``, ``due_on``, ``review`` and ``lasts_from`` are
    the talk (``iza.model.lasting_talk.LastingTalk``). Where ``kind`` is empty it takes the outline to know.
    """

    path: str
    blob: str | None
    state: int
    case_id: str = ""
    name: str = ""
    caseworker: str = ""
    team: str = ""
    wakes: int | None = None
    kind: str = ""
    due_on: int | None = None
    review: str = ""
    lasts_from: int = 0
    outline: str | None = None


def made_by() -> str:
    """What the rows are made by: where this changes, they are made anew."""
    store = Path(__file__).parents[1]
    return cache.made_by(store, store.parent / "model", folder("schemas"))


def misplaced(path: str) -> bool:
    """Whether a case does not lie where its id says."""
    return case_ids.path_of(Path(path).stem) != path


def row_of(tree: WorkTree, path: str, head: str, blob: str | None, state: int) -> IndexRow | None:
    """The row of a file, None where it is the known one (``blob``, ``state``); ``head`` is its blob at HEAD."""
    if not _is_there(tree.root, path):
        return None if state == GONE else IndexRow(path, None, GONE)
    if misplaced(path):
        return None if (blob, state) == (head, MISPLACED) else IndexRow(path, head, MISPLACED)
    try:
        content = tree.content(path)
    except NotFound:
        return None if state == GONE else IndexRow(path, None, GONE)
    except IzaError:  # a link
        return None if (blob, state) == (None, BROKEN) else IndexRow(path, None, BROKEN)
    now = blob_id(content, len(head))
    return None if now == blob else _row_of_content(tree, path, now, content)


def has_older(tree: WorkTree, path: str) -> bool:
    """Whether the work tree has a file as it was before its last commit. Raises GitError."""
    from iza.store import restoring

    if not tree.has(path):
        return False
    try:
        content = tree.content(path)
    except GitError:
        # A link lies there: a list names it as a file that cannot be used, and no commit ever held it as one.
        return False
    return restoring.is_older(tree.root, path, content)


def _is_there(root: Path, path: str) -> bool:
    """Whether a list would come upon this file: no folder on the way is a link, and it is no folder itself."""
    # texts: a Path takes five times as long, for each file of many.
    file, top = f"{root}/{path}", len(str(root))
    folders = (file[:end] for end, sign in enumerate(file) if sign == "/" and end > top)
    is_file = os.path.lexists(file) and not os.path.isdir(file)  # noqa: PTH112
    return is_file and not any(map(os.path.islink, folders))


def _row_of_content(tree: WorkTree, path: str, blob: str, content: bytes) -> IndexRow:
    from iza.store.formats.migrations import Newer

    try:
        case = tree.sound(content, path)
    except IzaError as error:
        return IndexRow(path, blob, NEWER if isinstance(error, Newer) else BROKEN)
    return _sound_row(path, blob, case) if case else IndexRow(path, blob, BROKEN)


def _sound_row(path: str, blob: str, case: Case) -> IndexRow:
    from iza.model.lasting_talk import lasting_talk, reviews_from
    from iza.model.lookup import official_name, sort_name
    from iza.model.outline import outline

    first, talk = reviews_from(case), lasting_talk(case)
    row = IndexRow(
        path, blob, SOUND, case["id"], sort_name(official_name(case)), case["caseworker"], case.get("team", ""),
        wakes=first.toordinal() if first else NEVER, outline=json.dumps(outline(case), ensure_ascii=False),
    )  # fmt: skip
    return row._replace(kind=talk.kind, due_on=talk.on, review=talk.review, lasts_from=talk.since) if talk else row
