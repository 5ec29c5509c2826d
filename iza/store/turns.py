"""Whose turn it is: only one iza writes to a clone at a time, the others wait."""

from __future__ import annotations

import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from iza.errors import Conflict
from iza.i18n import _
from iza.store import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import BaseFileLock

PATIENCE = 30.0  # seconds in which nobody gets on: a command that draws many PDFs


def lock_at(file: Path) -> BaseFileLock:
    """The lock of a clone; it goes with the process that holds it, however that ends.

    What is no plain file is put aside: who locks a link empties the file it leads to.
    """
    from filelock import FileLock

    with suppress(OSError):
        if not stat.S_ISREG(file.lstat().st_mode):
            files.put_aside(file)
    return FileLock(file)


def take(turn: BaseFileLock, state: Callable[[], object], seconds: float | None = None) -> None:
    """Wait for one's turn. Raises Conflict after ``seconds``, or after half a minute in which ``state`` stays the same.

    Who waits is not served in order, so that as long as the others get on everybody comes to it at last.
    """
    from filelock import Timeout

    while True:
        before = state()
        try:
            turn.acquire(timeout=PATIENCE if seconds is None else seconds)
        except Timeout:
            if seconds is None and state() != before:
                continue
            raise Conflict(
                _("Another iza is writing in this repository."), _("Wait until it has finished, then try again.")
            ) from None
        return
