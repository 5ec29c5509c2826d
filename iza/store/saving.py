"""A save: journal, files, commit, and then what HEAD says about it. Only for whoever holds the lock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iza import git, saved, signals
from iza.errors import GitError
from iza.i18n import _
from iza.store import files, journal, mending
from iza.store.journal_entry import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iza.store.journal_entry import FileChange
    from iza.store.work_tree import WorkTree

Started = Callable[[int], None]
Commit = Callable[[Started], object]
"""Makes the commit of a change whose files are written; gets a function that is to be told git's process id."""


@dataclass(frozen=True)
class Wish:
    """What shall be saved: files before and after, by path; the message; private files that follow.

    ``branch`` is the full name of the one that is made instead of a commit on the branch in use.
    """

    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]
    message: str
    aside: Mapping[str, bytes | None] = field(default_factory=dict)
    branch: str = ""


def save(repo: WorkTree, wish: Wish, commit: Commit) -> None:
    """Save all of it or nothing. Raises what ``commit`` raises where HEAD does not hold the change afterwards.

    Where HEAD holds it, it is saved, whatever git said. Nobody interrupts that; Stopped is raised at its end.
    """
    with signals.deferred():
        entry = _begin_journal(repo, wish)
        failure: BaseException | None = None
        try:
            for path, content in wish.after.items():
                files.put(repo.root / path, content, repo.private)
            commit(lambda process: journal.note_git(repo.private, process))
        except BaseException as error:  # noqa: BLE001 - raised again below, once all is as it was
            failure = error
        _raise_failure(mending.settle(repo, _clear_locks(repo, entry, failure), sound=failure is None), failure)


def _begin_journal(repo: WorkTree, wish: Wish) -> JournalEntry:
    """The journal on the disk, with copies of what is to change; where that fails, no copy stays."""
    spooled: list[str] = []

    def spool(name: str) -> str:
        spooled.append(name)
        return name

    def change(path: str, old: bytes | None) -> FileChange:
        return journal.change(path, old, wish.after[path], spool(files.keep(repo.root / path, repo.private)))

    def prepared(text: bytes | None) -> str | None:
        return None if text is None else spool(files.prepare(text, repo.private))

    try:
        entry = JournalEntry(
            git.tip(repo.root, repo.git_dir),
            wish.message,
            wish.branch,
            tuple(change(path, old) for path, old in wish.before.items()),
            {name: prepared(text) for name, text in wish.aside.items()},
            begun=journal.now(),
            locks=git.locks(repo.git_dir, wish.branch),
        )
        journal.begin(repo.private, entry)
    except BaseException:
        for name in filter(None, spooled):
            (repo.private / name).unlink(missing_ok=True)
        raise
    return entry


def _clear_locks(repo: WorkTree, entry: JournalEntry, failure: BaseException | None) -> JournalEntry:
    """The entry, after the locks of a git that was killed under our hands are gone."""
    if failure:
        git.clear_locks(repo.git_dir, entry.branch, entry.locks, entry.begun, journal.now())
    return entry


def _raise_failure(mended: mending.Mended, failure: BaseException | None) -> None:
    """Raises what went wrong, where it did; HEAD decides."""
    if mended.commit:
        saved.note(mended.commit)
    elif failure is None:
        raise GitError(_("git said that the change is saved, but the history does not hold it."), "git status")
    if failure and (not mended.commit or not isinstance(failure, Exception)):
        raise failure


def put_aside(repo: WorkTree, aside: Mapping[str, bytes | None]) -> None:
    """Write private files where there is nothing to commit with them."""
    for name, content in aside.items():
        files.put(repo.aside(name), content, repo.private)


@contextmanager
def many(repo: WorkTree) -> Iterator[None]:
    """Commits are made inside, all of them or none; work tree and index follow them. Raises Stopped."""
    entry = JournalEntry(
        git.tip(repo.root, repo.git_dir),
        _("many changes at once"),
        follows=True,
        begun=journal.now(),
        locks=git.locks(repo.git_dir),
    )
    journal.begin(repo.private, entry)
    try:
        yield
    finally:
        with signals.deferred():
            mended = mending.settle(repo, entry)
    if mended.commit:
        saved.note(mended.commit)
