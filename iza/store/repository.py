"""A county's case repository: read settings, directory and cases; save one file as one commit."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from iza import git
from iza.errors import Conflict, GitError, IzaError, NotFound
from iza.i18n import _
from iza.model import approvals
from iza.model.case import Case
from iza.model.county import County, Settings
from iza.store import case_ids, files, migrations, schema
from iza.store.document import Document
from iza.store.migrations import Newer, read_lifted
from iza.store.yaml_reader import Lines

SETTINGS = "iza.yaml"
DIRECTORIES = ("caseworkers", "partners", "offers", "mentors", "interpreters")
_LOCK_SECONDS = 10


@dataclass(frozen=True)
class Message:
    """A commit message: one line without personal data, and trailers."""

    subject: str
    action: str
    case: str = ""
    review: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """The whole message with ``Iza-Action``, ``Iza-Case`` and ``Iza-Review`` trailers, and the ``extra`` ones."""
        own = (("Iza-Action", self.action), ("Iza-Case", self.case), ("Iza-Review", self.review))
        lines = [f"{name}: {value}" for name, value in (*own, *self.extra) if value]
        return self.subject + "\n\n" + "\n".join(lines) + "\n"


@dataclass
class OpenFile:
    """A file open for editing, with what it was when it was read."""

    path: str
    document: Document
    seen: str

    @property
    def data(self) -> Any:
        """The content, to be changed in place."""
        return self.document.data


Changes = Mapping[str, tuple[str | bytes | None, str | None]]
"""By path: what a file shall hold (None: it goes), and the fingerprint of what it held when it was read."""


def find_root(start: Path) -> Path:
    """The folder with ``iza.yaml`` at or above ``start``. Raises NotFound."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise NotFound(
        _("No case repository here: {file} is missing in {folder} and above.").format(file=SETTINGS, folder=start),
        _("Go to your case repository, name it with -C DIR, or make one with `iza init DIR`."),
    )


def directory_path(name: str) -> str:
    """``directory/partners.yaml``."""
    return f"directory/{name}.yaml"


class Repository:
    """The one door to a work tree with cases; ``content``, ``has`` and ``case_paths`` are its doors to files."""

    is_past = False
    revision = "HEAD"
    """Up to where its history goes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._batch: Batch | None = None
        self._is_ready = False
        self.broken: list[str] = []
        self.newer: list[str] = []

    @cached_property
    def git_dir(self) -> Path:
        """The git directory. Raises GitError outside a git repository."""
        return git.git_dir(self.root)

    @cached_property
    def private(self) -> Path:
        """``.git/iza``, for its owner only: locks, drafts and temporary files, never committed."""
        place = self.git_dir / "iza"
        with suppress(OSError):  # who may only read needs none
            place.mkdir(mode=0o700, exist_ok=True)
        return place

    # -- reading ---------------------------------------------------------------------------------

    def content(self, path: str) -> bytes:
        """The bytes of a file. Raises NotFound."""
        if self._batch and path in self._batch.files:
            return self._batch.files[path]
        return files.read_bytes(self._place(path))

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return bool(self._batch and path in self._batch.files) or (self.root / path).is_file()

    @property
    def templates(self) -> Path | None:
        """The folder with the county's own wording, if it has one."""
        place = self.root / "templates"
        return place if place.is_dir() and not place.is_symlink() else None

    def _place(self, path: str) -> Path:
        """Where a file lies. Raises GitError where a link leads elsewhere."""
        place = self.root / path
        files.refuse_links(place, self.root)
        return place

    def read(self, path: str, lines: Lines | None = None) -> dict[str, Any]:
        """The mapping in a file of the work tree, in the present format. Raises NotFound and Unreadable."""
        return read_lifted(self.content(path), path, lines)

    def case(self, case_id: str) -> Case:
        """The case as it stands in the work tree."""
        return cast("Case", self.read(case_ids.path_of(case_id)))

    def cases(self) -> Iterator[Case]:
        """All sound cases in the order of their ids; ``broken`` and ``newer`` name the others afterwards."""
        self.broken, self.newer = [], []
        for case_id in self.case_ids():
            try:
                case = self.case(case_id)
            except IzaError as error:  # unreadable, a link, or a file in the wrong place
                (self.newer if isinstance(error, Newer) else self.broken).append(case_id)
                continue
            if schema.check("case", case):
                self.broken.append(case_id)
            else:
                yield case

    def case_ids(self) -> list[str]:
        """The ids of all cases, from the names of their files."""
        return sorted(Path(path).stem for path in self.case_paths() if case_ids.has_form(Path(path).stem))

    def case_paths(self) -> list[str]:
        """Every YAML file under ``cases/``, well named or not."""
        found = set(self._batch.files) if self._batch else set()
        top = self.root / "cases"
        for folder, _folders, names in os.walk(top):
            relative = Path(folder).relative_to(self.root).as_posix()
            found.update(f"{relative}/{n}" for n in names if n.endswith((".yaml", ".yml")) and n[0] != ".")
        return sorted(path for path in found if path.startswith("cases/"))

    def part(self, ids: Collection[str]) -> Repository:
        """The same repository with no other cases than these; it can go to another process."""
        return _Part(self.root, ids)

    def resolve(self, text: str) -> str:
        """The id of the case somebody means: any case of letters, O/I/L slips, a unique beginning."""
        meant = case_ids.readings(text)
        whole = next((case_ids.shown(m) for m in meant if case_ids.has_form(case_ids.shown(m))), "")
        if whole and self._exists(whole):
            return whole
        found = [i for i in self.case_ids() if i.replace("-", "")[1:].startswith(tuple(meant))]
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound(
                _("{text} fits several cases: {cases}.").format(text=f"F-{meant[0]}", cases=", ".join(found[:5])),
                _("Type one more character of the id."),
            )
        raise _unknown(text, whole)

    def _exists(self, case_id: str) -> bool:
        return self.has(case_ids.path_of(case_id))

    @cached_property
    def settings(self) -> Settings:
        """``iza.yaml``."""
        return cast("Settings", self.read(SETTINGS))

    @cached_property
    def county(self) -> County:
        """Settings and directory together."""
        people: dict[str, Any] = {name: self._directory(name) for name in DIRECTORIES}
        return County(self.settings, **people)

    def _directory(self, name: str) -> dict[str, Any]:
        path = directory_path(name)
        if not self.has(path):
            return {}
        entries = self.read(path).get(name) or []
        return {entry["id"]: entry for entry in entries if isinstance(entry, dict) and "id" in entry}

    # -- writing ---------------------------------------------------------------------------------

    def open(self, path: str) -> OpenFile:
        """Open a file for editing. Raises NotFound, Unreadable, and Refused for a file in an older format."""
        if self._batch and path in self._batch.open:
            return self._batch.open[path]
        source = self.content(path)
        document = Document(source, path)
        migrations.refuse_other(document.data, path)
        opened = OpenFile(path, document, files.fingerprint(source))
        if self._batch:
            self._batch.open[path] = opened
        return opened

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Only one iza writes to a clone at a time. Raises Conflict after ten seconds."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(self.private / "lock", timeout=_LOCK_SECONDS):
                files.sweep(self.private)
                yield
        except Timeout:
            raise Conflict(
                _("Another iza is writing in this repository."), _("Wait until it has finished, then try again.")
            ) from None

    def save(self, path: str, content: str, seen: str | None, message: Message) -> None:
        """Write one file and commit exactly it; ``seen`` is what it was when read, None if new.

        Raises Conflict where the file changed in between, and GitError where git refuses; then the
        file is as it was.
        """
        self.save_all({path: (content, seen)}, message)

    def save_all(self, changes: Changes, message: Message) -> None:
        """Write several files and commit exactly them, all or none.

        Raises Refused where the office wants a second person for that (``approvals``), apart from what ``save`` raises.
        """
        if self._batch:  # plays what was decided before
            self._batch.commit({path: content for path, content in contents_of(changes).items() if content}, message)
            self._forget(changes)
            return
        from iza.store import guard

        guard.refuse_alone(self.root, message.action, contents_of(changes))
        self._write(changes, message, git.identity(self.root))

    def refuse_alone(self, action: str) -> None:
        """Raises Refused where the office wants a second person for an action: asked before work is begun."""
        for code in approvals.of_action(action) & approvals.wanted(cast("dict[str, Any]", self.settings)):
            raise approvals.refusal(code)

    def land(self, changes: Changes, message: Message, proposer: git.Author, when: datetime) -> None:
        """Commit what ``proposer`` put up at ``when`` and somebody else, who is at work here, approved."""
        self._write(changes, message, proposer, when)

    def _write(
        self, changes: Changes, message: Message, author: git.Author, proposed: datetime | None = None
    ) -> None:
        contents = contents_of(changes)
        with self.lock():
            self._refuse_unfinished()
            before = {path: self._before(path, seen) for path, (_text, seen) in changes.items()}
            if before == contents and not git.changed(self.root, *changes):
                return  # said before, committed before
            with files.all_or_none([self.root / path for path in changes], self.private):
                for path, content in contents.items():
                    files.put(self.root / path, content, self.private)
                git.commit(self.root, list(changes), message.text(), author, proposed=proposed)
        self._forget(changes)

    def record(self, message: Message) -> None:
        """A commit that changes no file and only says something."""
        assert git.identity(self.root)
        with self.lock():
            self._refuse_unfinished()
            git.record(self.root, message.text())

    def _forget(self, paths: Iterable[str]) -> None:
        """Read settings and directory anew where they were written."""
        self._is_ready = False
        if any(path == SETTINGS or path.startswith("directory/") for path in paths):
            self.__dict__.pop("county", None)
            self.__dict__.pop("settings", None)

    def _refuse_unfinished(self) -> None:
        """Raises GitError where a commit now would go astray: amid a merge, or on no branch."""
        unfinished = git.unfinished(self.git_dir)
        if unfinished:
            raise GitError(
                _("A git {what} was begun in this repository and not finished.").format(what=unfinished),
                _("Finish it (git {what} --continue) or drop it (git {what} --abort).").format(what=unfinished),
            )
        if git.is_detached(self.git_dir):
            raise GitError(
                _("This repository stands on an old commit, not on a branch; what is saved here would get lost."),
                _("git switch main"),
            )
        if git.on_proposal(self.git_dir):
            raise GitError(
                _("This repository stands on the branch of a proposal; what is saved belongs on the main branch."),
                _("git switch main"),
            )
        self.refuse_unready()

    def refuse_unready(self) -> None:
        """Raises GitError where changes are signed in this repository and this clone would not sign them."""
        if not self._is_ready:
            from iza.store import signing

            signing.refuse_unready(self.root)
            self._is_ready = True

    def _before(self, path: str, seen: str | None) -> bytes | None:
        """The content to be replaced, after making sure that it is the one that was read."""
        place = self._place(path)
        if seen is None:
            if place.exists():
                raise Conflict(_("{file} exists already.").format(file=path))
            return None
        content = files.read_bytes(place)
        if files.fingerprint(content) != seen:
            raise Conflict(
                _("{file} was changed by somebody else in the meantime; nothing was overwritten.").format(file=path),
                _("Give the command again: it will work on the new state."),
            )
        return content

    def refuse_uncommitted(self, path: str) -> None:
        """Raises GitError where the file holds a change by hand that is not committed yet."""
        if self._batch:
            return
        if git.changed(self.root, path) and not self._is_committed(path):
            raise GitError(
                _("{file} holds changes by hand that are not committed yet.").format(file=path),
                _("`iza edit` checks and commits them; `git restore {file}` drops them.").format(file=path),
            )

    def _is_committed(self, path: str) -> bool:
        """Whether a file is as in the last commit (a git that was killed may leave an index that says otherwise)."""
        name = f"HEAD:{path}"
        return git.blobs(self.root, [name]).get(name) == self.content(path)

    @contextmanager
    def batch(self, when: Callable[[], datetime], author: Callable[[], git.Author]) -> Iterator[None]:
        """Many saves through one git process; ``when`` and ``author`` are asked at each commit.

        Raises GitError where commits must be signed, which that process cannot do.
        """
        from iza.model.signers import FILE

        if self.has(FILE):
            raise GitError(_("Changes are signed in this repository; many at once cannot be."))
        with git.FastImport(self.root) as stream:
            self._batch = Batch(stream, when, author)
            try:
                yield
            finally:
                batch, self._batch = self._batch, None
            for path, content in batch.files.items():
                files.replace(self.root / path, content, self.private)


class _Part(Repository):
    """Some cases of a work tree."""

    def __init__(self, root: Path, ids: Collection[str]) -> None:
        super().__init__(root)
        self.ids = ids

    def case_paths(self) -> list[str]:
        return [case_ids.path_of(case_id) for case_id in self.ids]


class Batch:
    """Saves that wait for the end of one git process."""

    def __init__(self, stream: git.FastImport, when: Callable[[], datetime], author: Callable[[], git.Author]) -> None:
        self.stream, self.when, self.author = stream, when, author
        self.files: dict[str, bytes] = {}
        self.open: dict[str, OpenFile] = {}

    def commit(self, changes: dict[str, bytes], message: Message) -> None:
        """Hand one commit to git."""
        self.files |= changes
        for path, content in changes.items():
            if path in self.open and self.open[path].document.original.encode() != content:
                del self.open[path]
        self.stream.commit(changes, message.text(), self.author(), self.when())


def contents_of(changes: Changes) -> dict[str, bytes | None]:
    """What the files of a change shall hold, as bytes."""
    return {path: text.encode() if isinstance(text, str) else text for path, (text, _seen) in changes.items()}


def _unknown(text: str, whole: str) -> NotFound:
    """No case has this id. What was typed is repeated only if it is an id: a name may have slipped in."""
    shown = whole if whole and case_ids.is_marked(text) else "…"
    return NotFound(
        _("There is no case with the id {text}.").format(text=shown),
        _("Its check character does not fit: a slip in typing?")
        if whole and not case_ids.is_valid(whole)
        else _("`iza find` looks for a person, `iza list` shows all cases."),
    )
