"""The journal of a save: written before the first file changes, gone once files, history and index agree.

It lies in ``.git/iza/journal``, for its owner only. Whoever is killed leaves it, and the next iza finishes what HEAD
holds and takes back what it does not (``iza.store.mending``). It names paths, fingerprints and the message of the
commit, nothing of what the files say.
"""

from __future__ import annotations

import json
import stat
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from iza import git
from iza.store import files
from iza.store.journal_entry import FileChange, Foreign
from iza.store.work_tree import JOURNAL

if TYPE_CHECKING:
    from pathlib import Path

    from iza.store.journal_entry import JournalEntry, RunningGit


_LARGE = 16 * 1024 * 1024  # bytes: 20,000 files


def begin(private: Path, entry: JournalEntry) -> None:
    """Write the journal. It lies on the disk before any file changes; renames come there in their order."""
    files.replace(private / JOURNAL, json.dumps(asdict(entry)).encode() + b"\n", private)


def note_git(private: Path, process: int) -> None:
    """Add the git that was started. It waits for its input until then, and commits nothing without."""
    with (private / JOURNAL).open("a", encoding="ascii") as file:
        file.write(json.dumps([process, git.started_at(process)]) + "\n")


def read(private: Path) -> tuple[JournalEntry, RunningGit | None, float] | None:
    """The entry, the git that was last started for it, and when something was last written; None for no journal.

    An empty one is none: nothing had begun yet. Raises Foreign for what iza does not write.
    """
    from iza.store.judging import judged

    file = private / JOURNAL
    try:
        facts = file.lstat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LARGE:
            raise Foreign
        first, *rest = file.read_text("ascii").strip("\0\n").split("\n")
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise Foreign from None
    # The last one may be torn.
    whole = [line for line in rest if line.endswith("]")]
    return (*judged([first, *whole]), facts.st_mtime) if first else None


def end(private: Path) -> None:
    """All is told: files, history and index agree."""
    (private / JOURNAL).unlink(missing_ok=True)


def change(path: str, before: bytes | None, after: bytes | None, copy: str = "") -> FileChange:
    """A change with what it is recognised by."""
    return FileChange(
        path, _fingerprint_of(before), _fingerprint_of(after), copy, _blob_ids_of(before), _blob_ids_of(after)
    )


def _fingerprint_of(content: bytes | None) -> str | None:
    return None if content is None else files.fingerprint(content)


def _blob_ids_of(content: bytes | None) -> tuple[str, ...]:
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
