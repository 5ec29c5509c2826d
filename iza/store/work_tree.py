"""The files of a case repository as they stand: settings, directory and cases, read and never written."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from iza import git
from iza.errors import IzaError, NotFound
from iza.i18n import _
from iza.store import case_ids, files
from iza.store.case_ids import CASES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.directory import Settings
    from iza.store.yaml.reader import Lines

SETTINGS = "iza.yaml"
DIRECTORIES = ("caseworkers", "partners", "offers", "mentors", "interpreters")
JOURNAL = "journal"
"""What is about to be saved (``iza.store.journal``), in ``.git/iza``."""


def directory_path(name: str) -> str:
    """``directory/partners.yaml``."""
    return f"directory/{name}.yaml"


AROUND = (SETTINGS, *map(directory_path, DIRECTORIES))
"""The files around the cases: settings and directory."""


def find_root(start: Path) -> Path:
    """The folder with ``iza.yaml`` at or above ``start``, in the same git repository. Raises NotFound."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
        if (folder / ".git").exists():
            # Another repository, though it may lie inside a case repository.
            break
    raise NotFound(
        _("No case repository here: {file} is missing in {folder} and above.").format(file=SETTINGS, folder=start),
        _("Go to your case repository, name it with -C DIR, or make one with `iza init DIR`."),
    )


class WorkTree:
    """The one door to the files of a work tree with cases: ``content``, ``has`` and ``case_paths``."""

    is_past = False
    revision = "HEAD"
    """Up to where its history goes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pending: dict[str, bytes] = {}
        """Files of a batch that are not written yet: they count as if they were."""
        self.remembered: dict[str, dict[str, Any]] = {}
        """Settings and directory where they are known without reading, by path."""
        self.broken: list[str] = []
        self.newer: list[str] = []
        self.missing: list[str] = []
        """Cases of the last commit that have no file here."""
        self.older: list[str] = []
        """Cases whose file is as in an older commit."""

    @cached_property
    def git_dir(self) -> Path:
        """The git directory. Raises GitError outside a git repository."""
        return git.git_dir(self.root)

    @cached_property
    def private(self) -> Path:
        """``.git/iza``, for its owner only: locks, drafts, temporary files. Raises GitError for a link."""
        folder = self.git_dir / "iza"
        if folder.is_symlink():
            files.refuse_links(folder, self.git_dir.parent)
        with suppress(OSError):
            # Who may only read needs none.
            folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def aside(self, name: str) -> Path:
        """Where a private file lies. Raises GitError where a link leads elsewhere."""
        file = self.private / name
        files.refuse_links(file, self.private.parent.parent)
        return file

    @property
    def is_amid_change(self) -> bool:
        """Whether an iza is saving, or was killed at it: one look, at every start."""
        return (self.private / JOURNAL).exists()

    def content(self, path: str) -> bytes:
        """The bytes of a file. Raises NotFound."""
        if path in self.pending:
            return self.pending[path]
        return files.read_bytes(self._path_inside(path))

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self.pending or (self.root / path).is_file()

    @property
    def templates(self) -> Path | None:
        """The folder with the county's own wording, if it has one. Raises GitError where a link lies there."""
        folder = self.root / "templates"
        files.refuse_links(folder, self.root)
        return folder if folder.is_dir() else None

    def _path_inside(self, path: str) -> Path:
        """Where a file lies. Raises GitError where a link leads elsewhere."""
        files.refuse_outside(path)
        file = self.root / path
        files.refuse_links(file, self.root)
        return file

    def read(self, path: str, lines: Lines | None = None) -> dict[str, Any]:
        """The mapping in a file of the work tree, in the present format. Raises NotFound and Unreadable."""
        from iza.store.formats.migrations import read_lifted

        return read_lifted(self.content(path), path, lines)

    def case(self, case_id: str) -> Case:
        """The case as it stands in the work tree."""
        return cast("Case", self.read(case_ids.path_of(case_id)))

    def cases(self) -> Iterator[Case]:
        """All sound cases in the order of their ids; ``broken`` and ``newer`` name the others afterwards."""
        from iza.store.formats.migrations import Newer

        self.broken, self.newer = [], []
        for case_id in self.case_ids():
            path = case_ids.path_of(case_id)
            try:
                case = self.sound(self.content(path), path)
            except IzaError as error:
                # Unreadable, a link, or a file in the wrong place.
                (self.newer if isinstance(error, Newer) else self.broken).append(case_id)
                continue
            if case is None:
                self.broken.append(case_id)
            else:
                yield case

    def sound(self, content: bytes, path: str) -> Case | None:
        """The case in the bytes of a file, None where the schema refuses it. Raises Unreadable, and Newer."""
        from iza.store.formats.migrations import read_lifted
        from iza.store.schema import shape_check

        case = read_lifted(content, path)
        return None if shape_check.check("case", case) else cast("Case", case)

    def case_ids(self, folder: str = CASES) -> list[str]:
        """The ids of all cases, from the names of their files, or of those in one folder."""
        names = {path.rpartition("/")[2].rpartition(".")[0] for path in self.case_paths(folder)}
        return sorted(filter(case_ids.has_form, names))

    def case_paths(self, folder: str = CASES) -> list[str]:
        """Every YAML file under ``cases/``, or in one folder there, well named or not."""
        paths = set(self.pending)
        for folder_path, _folders, names in os.walk(self.root / folder):
            relative = Path(folder_path).relative_to(self.root).as_posix()
            paths.update(f"{relative}/{n}" for n in names if n.endswith((".yaml", ".yml")) and n[0] != ".")
        return sorted(path for path in paths if path.startswith(f"{folder}/"))

    def resolve(self, text: str) -> str:
        """The id of the case somebody means: any case of letters, O/I/L slips, a unique beginning."""
        meant = case_ids.readings(text)
        whole = next((case_ids.shown(m) for m in meant if case_ids.has_form(case_ids.shown(m))), "")
        if whole and self._has_case(whole):
            return whole
        matches = self._ids_that_begin(meant)
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise NotFound(
                _("{text} fits several cases: {cases}.").format(text=f"F-{meant[0]}", cases=", ".join(matches[:5])),
                _("Type one more character of the id."),
            )
        self._refuse_missing(meant)
        raise _no_such_case(text, whole)

    def _refuse_missing(self, meant: list[str]) -> None:
        """Raises NotFound for a case that is not in the folder and ought to be."""
        from iza.store import restoring

        restoring.refuse_missing(self.root, meant)

    def _ids_that_begin(self, meant: list[str]) -> list[str]:
        """The ids that begin with one of these; two characters tell the folder, so that not all need be listed."""
        tell = bool(meant) and min(map(len, meant)) > 1
        folders = {case_ids.folder_of(case_ids.shown(case_id)) for case_id in meant} if tell else set()
        near = {case_id for folder in folders for case_id in self.case_ids(folder)}
        begun = _beginning_with(near, meant)
        return begun or _beginning_with(self.case_ids() if meant else [], meant)

    def _has_case(self, case_id: str) -> bool:
        return self.has(case_ids.path_of(case_id))

    @cached_property
    def settings(self) -> Settings:
        """``iza.yaml``."""
        return cast("Settings", self._settings_file(SETTINGS))

    @cached_property
    def county(self) -> County:
        """Settings and directory together."""
        from iza.model.county import County

        people: dict[str, Any] = {name: self._directory_entries(name) for name in DIRECTORIES}
        return County(self.settings, **people)

    def _settings_file(self, path: str) -> dict[str, Any]:
        return self.remembered[path] if path in self.remembered else self.read(path)

    def _directory_entries(self, name: str) -> dict[str, Any]:
        path = directory_path(name)
        if not self.has(path):
            return {}
        entries = self._settings_file(path).get(name) or []
        return {entry["id"]: entry for entry in entries if isinstance(entry, dict) and "id" in entry}


def _beginning_with(ids: Collection[str], meant: list[str]) -> list[str]:
    return sorted(case_id for case_id in ids if case_ids.characters(case_id).startswith(tuple(meant)))


def _no_such_case(text: str, whole: str) -> NotFound:
    """No case has this id. What was typed is repeated only if it is an id: a name may have slipped in."""
    shown = whole if whole and case_ids.is_marked(text) else "…"
    return NotFound(
        _("There is no case with the id {text}.").format(text=shown),
        _("Its check character does not fit: a slip in typing?")
        if whole and not case_ids.is_valid(whole)
        else _("`iza find` looks for a person, `iza list` shows all cases."),
    )
