"""A county's case repository: what its files say, and how a change is saved as one commit."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from iza import git
from iza.errors import Conflict, GitError
from iza.i18n import _
from iza.store import files
from iza.store.work_tree import SETTINGS, WorkTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from filelock import BaseFileLock

    from iza.store.batch import Batch
    from iza.store.message import Message
    from iza.store.open_file import OpenFile

_GLANCE_SECONDS = 5  # for who only reads


Aside = Mapping[str, bytes | None]
"""Private files (names in ``.git/iza``) that follow a commit, and what they shall hold (None: they go)."""

Changes = Mapping[str, tuple[str | bytes | None, str | None]]
"""By path: what a file shall hold (None: it goes), and the fingerprint of what it held when it was read."""


class Repository(WorkTree):
    """A work tree with cases in which changes are saved: one file or several, each time as one commit."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._batch: Batch | None = None
        self._is_ready = False
        self._turn: BaseFileLock | None = None
        self.say: Callable[[str], object] = len  # nobody is told

    def open(self, path: str) -> OpenFile:
        """Open a file for editing. Raises NotFound, Unreadable, and Refused for a file in an older format."""
        if self._batch and path in self._batch.open:
            return self._batch.open[path]
        from iza.store.formats.migrations import refuse_other
        from iza.store.yaml.document import YamlDocument

        source = self.content(path)
        document = YamlDocument(source, path)
        refuse_other(document.data, path)
        from iza.store.open_file import OpenFile

        opened = OpenFile(path, document, files.fingerprint(source))
        if self._batch:
            self._batch.open[path] = opened
        return opened

    @contextmanager
    def lock(self, seconds: float | None = None) -> Iterator[None]:
        """Only one iza writes to a clone at a time: what is read inside stays until it is saved.

        May be taken again inside. What a killed iza left is finished or taken back first. Raises Conflict where nobody
        gets on for half a minute, and GitError while a git of a killed iza is still at work.
        """
        from iza.store import turns

        self._turn = self._turn or turns.lock_at(self.private / "lock")
        is_first = not self._turn.is_locked
        turns.take(self._turn, lambda: git.tip(self.root, self.git_dir), seconds)
        try:
            if is_first:
                self._take_over()
            yield
        finally:
            self._turn.release()

    def _take_over(self) -> None:
        """Begin with what is there now, and with nothing half done."""
        if self.is_amid_change:
            from iza.store import mending

            mended = mending.mend(self)
            if mended:
                self.say(mended)
        files.sweep(self.private)
        self._forget_settings((SETTINGS,))

    def mend(self) -> None:
        """Finish or take back what a killed iza left, if there is something: asked by every command.

        Who cannot write here, or finds another iza at work for long, goes on and reads what there is.
        """
        if self.is_amid_change:
            with suppress(OSError, Conflict, GitError), self.lock(_GLANCE_SECONDS):
                pass

    def save(
        self, path: str, content: str, seen: str | None, message: Message, aside: Aside = MappingProxyType({})
    ) -> None:
        """Write one file and commit exactly it; ``seen`` is what it was when read, None if new.

        Raises Conflict where the file changed in between, and GitError where git refuses; then the
        file is as it was.
        """
        self.save_all({path: (content, seen)}, message, aside)

    def save_all(self, changes: Changes, message: Message, aside: Aside = MappingProxyType({})) -> None:
        """Write several files and commit exactly them, all or none; ``aside`` are private files that follow.

        Raises Refused where the office wants a second person for that (``approvals``), apart from what ``save`` raises.
        """
        from iza.store import saving

        if self._batch:
            # Plays what was decided before.
            self._batch.commit({path: content for path, content in contents_of(changes).items() if content}, message)
            self._forget_settings(changes)
            return saving.put_aside(self, aside)
        from iza.store import second_person

        second_person.refuse_alone(self.root, message.action, contents_of(changes))
        return self._write_changes(changes, message, git.identity(self.root), aside=aside)

    def refuse_alone(self, action: str) -> None:
        """Raises Refused where the office wants a second person for an action: asked before work is begun."""
        from iza.model import approvals

        for code in approvals.of_action(action) & approvals.wanted(cast("dict[str, Any]", self.settings)):
            raise approvals.refusal(code)

    def land(self, changes: Changes, message: Message, proposal: str, approver: git.Author) -> None:
        """Merge a proposal, by its commit, with what ``approver`` makes of it; raises what ``save`` raises."""
        self._write_changes(changes, message, approver, proposal)

    def _write_changes(
        self,
        changes: Changes,
        message: Message,
        author: git.Author,
        proposal: str = "",
        aside: Aside = MappingProxyType({}),
    ) -> None:
        from iza.store import saving

        def commit(started: Callable[[int], None]) -> None:
            if proposal:
                spare = files.spare(self.private)
                git.land(self.root, list(changes), message.text(), proposal, author, spare, started)
            else:
                git.commit(self.root, list(changes), message.text(), author, started=started)

        contents = contents_of(changes)
        with self.lock():
            self._refuse_unfinished()
            before = {path: self._content_before(path, seen) for path, (_text, seen) in changes.items()}
            if not proposal and before == contents and not git.changed(self.root, *changes):
                # Said before, committed before.
                return saving.put_aside(self, aside)
            saving.save(self, saving.Wish(before, contents, message.text(), aside), commit)
        return self._forget_settings(changes)

    def record(self, message: Message) -> None:
        """A commit that changes no file and only says something."""
        from iza.store import saving

        assert git.identity(self.root)
        with self.lock():
            self._refuse_unfinished()
            wish = saving.Wish({}, {}, message.text())
            saving.save(self, wish, lambda started: git.record(self.root, message.text(), started))

    def _forget_settings(self, paths: Iterable[str]) -> None:
        """Read settings and directory anew where they were written."""
        self._is_ready = False
        if any(path == SETTINGS or path.startswith("directory/") for path in paths):
            self.remembered = {}
            self.__dict__.pop("county", None)
            self.__dict__.pop("settings", None)

    def _refuse_unfinished(self) -> None:
        """Raises GitError where a commit now would go astray, or would not be signed as it must be."""
        from iza.store import second_person

        second_person.refuse_unfinished(self.git_dir)
        self.refuse_unready()

    def refuse_unready(self) -> None:
        """Raises GitError where changes are signed in this repository and this clone would not sign them."""
        if not self._is_ready:
            from iza.store import signing

            signing.refuse_unready(self.root)
            self._is_ready = True

    def _content_before(self, path: str, seen: str | None) -> bytes | None:
        """The content to be replaced, after making sure that it is the one that was read."""
        file = self._path_inside(path)
        if seen is None:
            if file.exists():
                raise Conflict(_("{file} exists already.").format(file=path))
            return None
        content = files.read_bytes(file)
        if files.fingerprint(content) != seen:
            raise Conflict(
                _("{file} was changed by somebody else in the meantime; nothing was overwritten.").format(file=path),
                _("Give the command again: it will work on the new state."),
            )
        return content

    def refuse_uncommitted(self, path: str) -> None:
        """Raises GitError where the file holds a change by hand that is not committed yet."""
        if self._batch or self._is_committed(path):
            return
        with self.lock():
            # Another iza may be amid a save.
            if self._is_committed(path) or not self._is_changed(path):
                return
            self.refuse_older(path)
            raise GitError(
                _("{file} holds changes by hand that are not committed yet.").format(file=path),
                _("`iza edit` checks and commits them; `git restore {file}` drops them.").format(file=path),
            )

    def _is_changed(self, path: str) -> bool:
        """Whether more is changed in a file than its line ends, also where git was told not to look."""
        return bool(git.changed(self.root, path)) or path in git.unwatched(self.root, path.rpartition("/")[0])

    def refuse_older(self, path: str) -> None:
        """Raises GitError where the file is as in an older commit: what others did since would be taken back."""
        if not self.has(path) or self._is_committed(path):
            return
        from iza.store import restoring

        with self.lock():  # as above
            if not self._is_committed(path):
                restoring.refuse_older(self.root, path, self.content(path))

    def _is_committed(self, path: str) -> bool:
        """Whether a file is as in the last commit: told by its content alone, whatever git's index says."""
        name = f"HEAD:{path}"
        return git.blobs(self.root, [name]).get(name) == self.content(path)

    @contextmanager
    def batch(self, when: Callable[[], datetime], author: Callable[[], git.Author]) -> Iterator[None]:
        """Many saves through one git process; ``when`` and ``author`` are asked at each commit.

        Raises GitError where commits must be signed, which that process cannot do.
        """
        from iza.model.signers import FILE
        from iza.store.batch import Batch

        if self.has(FILE):
            raise GitError(_("Changes are signed in this repository; many at once cannot be."))
        from iza.store import saving

        with self.lock(), saving.many(self), git.FastImport(self.root) as stream:
            self._batch = Batch(stream, when, author)
            self.pending = self._batch.files
            try:
                yield
            finally:
                self._batch, self.pending = None, {}


def contents_of(changes: Changes) -> dict[str, bytes | None]:
    """What the files of a change shall hold, as bytes."""
    return {path: text.encode() if isinstance(text, str) else text for path, (text, _seen) in changes.items()}
