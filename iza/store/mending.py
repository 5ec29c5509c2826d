"""What became of a save, by what HEAD holds: finished there, or taken back. The same after success, error and kill."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from iza import git
from iza.errors import GitError, IzaError
from iza.i18n import _
from iza.store import files, journal, journal_entry, judging
from iza.store.work_tree import JOURNAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from iza.store.journal_entry import FileChange, JournalEntry
    from iza.store.work_tree import WorkTree

_PATIENCE = 5.0  # seconds for a git that lives on though its iza was killed


class Mended(NamedTuple):
    """An interrupted change: what it was, the commit that holds it (empty: taken back), files left as they are."""

    subject: str
    commit: str
    kept: tuple[str, ...]

    def sentence(self) -> str:
        """What happened, for the person at the keyboard."""
        told = (
            _("An interrupted change was brought to its end: {what}")
            if self.commit
            else _("An interrupted change was taken back: {what}")
        )
        kept = _("{files} was changed by hand since and stays as it is.").format(files=", ".join(self.kept))
        return " ".join([told.format(what=self.subject), *([kept] if self.kept else [])])


def mend(repo: WorkTree) -> str:
    """Finish or take back what a killed iza left, and say so; only for whoever holds the lock.

    A journal that iza did not write is put aside. Raises GitError while a git of that iza is still at work.
    """
    try:
        noted = journal.read(repo.private)
        if noted is None:
            journal.end(repo.private)
            return ""
        entry, started, until = noted
        _refuse_foreign(repo, entry)
    except journal_entry.Foreign:
        aside = files.put_aside(repo.private / JOURNAL)
        return _(
            "What lay here as an interrupted change was not written by iza; it was put aside and not followed: look at "
            "`git status`, then delete {path}."
        ).format(path=aside)
    if started and not _has_ended(repo.root, started):
        raise GitError(_("A git of an interrupted change is still at work."), _("Wait until it has ended."))
    if started is None:
        git.wait_for_locks(repo.git_dir, entry.branch, min(_PATIENCE, until + _PATIENCE - time.time()))
    git.clear_locks(repo.git_dir, entry.branch, entry.locks, entry.begun, until)
    return settle(repo, entry).sentence()


def _refuse_foreign(repo: WorkTree, entry: JournalEntry) -> None:
    """Raises Foreign for a journal of another repository, and where links lead elsewhere."""
    judging.refuse_links(repo, entry)
    if entry.base and not git.resolve(repo.root, entry.base):
        raise journal_entry.Foreign


def _has_ended(root: Path, started: journal_entry.RunningGit) -> bool:
    end = time.monotonic() + _PATIENCE
    while git.is_alive(root, started.process, started.start):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def settle(repo: WorkTree, entry: JournalEntry, *, sound: bool = False) -> Mended:
    """Bring work tree, index and drafts to what HEAD holds, and end the journal. Raises GitError and OSError.

    ``sound``: git ended well, so that its index needs no look.
    """
    commit = landed(repo, entry)
    kept: tuple[str, ...] = ()
    if entry.follows:
        kept = tuple(_follow_commits(repo, entry.base)) if commit and not sound else ()
    elif not commit:
        kept = tuple(change.path for change in entry.files if not _put_back(repo, change))
    if entry.files and not (sound and commit):
        git.mend_index(repo.root, repo.git_dir, {file.path: (*file.old, *file.blobs) for file in entry.files})
    for name, spool in entry.aside.items():
        _lay_aside(repo, name, spool if commit else "")
    journal.end(repo.private)
    _forget_copies(repo.private, entry)
    return Mended(entry.subject, commit, kept)


def landed(repo: WorkTree, entry: JournalEntry) -> str:
    """The commit that holds a change; empty where there is none. Raises GitError."""
    if entry.branch:
        return git.refs(repo.root, entry.branch).get(entry.branch, "")
    if entry.follows:
        newest = git.tip(repo.root, repo.git_dir)
        return newest if newest != entry.base else ""
    wanted: dict[str, Collection[str]] = {change.path: change.blobs for change in entry.files}
    commit = git.holding(repo.root, repo.git_dir, entry.base, wanted, message=entry.message)
    return commit or _commit_with_filtered(repo, entry, wanted)


def _commit_with_filtered(repo: WorkTree, entry: JournalEntry, wanted: dict[str, Collection[str]]) -> str:
    """Where a filter of git changes what it keeps: the commit that holds the files as git would keep them."""
    if not wanted or git.tip(repo.root, repo.git_dir) == entry.base:
        return ""
    if any(_fingerprint_of(repo.root / change.path) != change.after for change in entry.files):
        return ""
    kept = git.kept_as(repo.root, [path for path, blobs in wanted.items() if blobs])
    return git.holding(repo.root, repo.git_dir, entry.base, wanted | {path: (blob,) for path, blob in kept.items()})


def _put_back(repo: WorkTree, change: FileChange) -> bool:
    """Let a file be what it was before; False where somebody else changed it since, whose change stays."""
    file = repo.root / change.path
    now = _fingerprint_of(file)
    if now == change.before:
        return True
    if now != change.after:
        return False
    if change.before is None:
        file.unlink()
        with suppress(OSError):
            # The folder holds other cases.
            file.parent.rmdir()
        return True
    copy = repo.private / change.copy
    if _fingerprint_of(copy) != change.before:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    files.move(copy, file)
    return True


def _fingerprint_of(file: Path) -> str | None:
    try:
        return files.fingerprint(files.read_bytes(file))
    except (OSError, IzaError):
        return None


def _lay_aside(repo: WorkTree, name: str, spool: str | None) -> None:
    """Let a private file be what was prepared in ``spool`` (None: it goes; empty: it stays)."""
    file = repo.aside(name)
    if spool is None:
        file.unlink(missing_ok=True)
    elif spool and (repo.private / spool).exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        files.move(repo.private / spool, file)


def _forget_copies(private: Path, entry: JournalEntry) -> None:
    names = [change.copy for change in entry.files] + [spool or "" for spool in entry.aside.values()]
    for name in filter(None, names):
        with suppress(OSError):
            # No file, but a folder.
            (private / name).unlink(missing_ok=True)


def _follow_commits(repo: WorkTree, base: str) -> Iterator[str]:
    """Let the work tree follow the commits made since ``base``; the files that somebody else changed, and stay."""
    newest = git.tip(repo.root, repo.git_dir)
    wanted = git.between(repo.root, base, newest) if base else git.tree(repo.root, newest)
    before = git.tree(repo.root, base) if base else {}
    contents = git.blobs(repo.root, [*wanted.values(), *before.values()])
    git.mend_index(repo.root, repo.git_dir, {path: (before.get(path, ""),) for path in wanted})
    for path, blob in filter(lambda item: judging.is_written(item[0]), wanted.items()):
        file = repo.root / path
        files.refuse_links(file, repo.root)
        now = file.read_bytes() if file.is_file() else None
        if now == contents.get(blob):
            continue
        if now != contents.get(before.get(path, "")):
            yield path
            continue
        files.put(file, contents.get(blob), repo.private)
