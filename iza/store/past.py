"""A case repository as it was at a point of its history: read from git alone, never changed."""

from __future__ import annotations

import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from iza import git
from iza.errors import NotFound, Refused
from iza.i18n import _
from iza.store import case_ids, files_on_day
from iza.store.repository import Repository
from iza.store.work_tree import AROUND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Self

    from iza.model.case.record import Case

_TEMPLATES = "templates/"


def on_day(root: Path, day: str) -> PastRepository | None:
    """The repository as it was at the end of a day (ISO, ``iza.store.files_on_day``); None before the first commit."""
    files = files_on_day.files_on(root, day)
    return PastRepository(root, files) if files else None


def at_commit(root: Path, commit: str) -> PastRepository:
    """The repository as a commit left it."""
    return PastRepository(root, git.tree(root, commit), commit)


class PastRepository(Repository):
    """The files of one point of the history: ``blobs`` by path; ``revision`` is its commit, if it was one.

    Reading goes as in ``Repository``; whatever would write is refused. As a context it keeps the county's own
    templates of that time in a private folder, which is gone afterwards.
    """

    is_past = True

    def __init__(self, root: Path, blobs: Mapping[str, str], revision: str = "HEAD") -> None:
        super().__init__(root)
        self.blobs = blobs
        self.revision = revision
        self._texts: dict[str, bytes] = {}
        self._unpacked: Path | None = None

    # -- reading ---------------------------------------------------------------------------------

    def content(self, path: str) -> bytes:
        """The bytes of a file as it was. Raises NotFound."""
        if path not in self.blobs:
            raise NotFound(_("{file} did not exist then.").format(file=path))
        if self.blobs[path] not in self._texts:
            # Those are read together.
            self._load_files([path] if path not in AROUND else AROUND)
        return self._texts[self.blobs[path]]

    def _load_files(self, paths: Iterable[str]) -> None:
        """Read files through one git process."""
        wanted = {self.blobs[path] for path in paths if path in self.blobs}
        self._texts |= git.blobs(self.root, sorted(wanted - self._texts.keys()))

    def has(self, path: str) -> bool:
        """Whether there was such a file."""
        return path in self.blobs

    def case_paths(self, folder: str = "cases") -> list[str]:
        """Every YAML file that was under ``cases/`` or in one folder there, well named or not."""
        paths = (path for path in self.blobs if path.startswith(f"{folder}/") and path.endswith((".yaml", ".yml")))
        return sorted(path for path in paths if not path.rpartition("/")[2].startswith("."))

    def cases(self) -> Iterator[Case]:
        """All cases that were sound, in the order of their ids."""
        self._load_files(self.case_paths())
        return super().cases()

    def part(self, ids: Collection[str]) -> PastRepository:
        """The same past with no other cases than these."""
        paths = (case_ids.path_of(case_id) for case_id in ids)
        return PastRepository(self.root, {path: self.blobs[path] for path in paths if path in self.blobs})

    @property
    def templates(self) -> Path | None:
        """The county's own wording as it was; only inside the context of this repository."""
        return self._unpacked

    def __enter__(self) -> Self:
        own = [path for path in self.blobs if path.startswith(_TEMPLATES) and ".." not in path.split("/")]
        if own:
            self._folder = tempfile.TemporaryDirectory(prefix="iza-")
            self._unpacked = Path(self._folder.name)
            self._load_files(own)
            for path in own:
                file = self._unpacked / path.removeprefix(_TEMPLATES)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.content(path))
        return self

    def __exit__(self, *_error: object) -> None:
        if self._unpacked:
            self._unpacked = None
            self._folder.cleanup()

    # -- writing ---------------------------------------------------------------------------------

    @cached_property
    def private(self) -> NoReturn:
        """Raises Refused: nothing is kept for the past."""
        self._refuse_change()

    def _refuse_change(self, *_values: object, **_more: object) -> NoReturn:
        """Raises Refused."""
        raise Refused(_("This is how it was; only what is now can be changed."))

    def _refuse_missing(self, meant: list[str]) -> None:
        """Nothing is missing in the past."""

    open = lock = save_all = land = record = batch = refuse_uncommitted = _refuse_change
