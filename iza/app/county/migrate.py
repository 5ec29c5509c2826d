"""All files of an older format lifted to the present one, as one commit; what they say stays the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from iza import git
from iza.app.office import in_turn
from iza.errors import GitError, InvalidData, IzaError
from iza.i18n import _, ngettext
from iza.model.procedure import Action
from iza.model.refusals import error_parts
from iza.store import drafts, files
from iza.store.formats.migrations import is_old, lift
from iza.store.formats.text import lifted_text
from iza.store.message import Message
from iza.store.schema import shape_check
from iza.store.schema.editor_files import schema_files
from iza.store.work_tree import DIRECTORIES, SETTINGS, directory_path
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.store.drafts import Draft

Progress = Callable[[Sequence[str]], Iterator[str]]


@dataclass(frozen=True)
class Migration:
    """What is to be lifted, by path: files, open reviews (by case), schemas for editors.

    ``skipped`` are files that cannot be used. ``changes`` hold the new text of each file beside the fingerprint of
    the old one (None: a new file).
    """

    files: tuple[str, ...]
    reviews: tuple[str, ...]
    schemas: tuple[str, ...]
    skipped: tuple[str, ...]
    changes: dict[str, tuple[str, str | None]]

    @property
    def is_empty(self) -> bool:
        """Whether everything has the present format already."""
        return not (self.changes or self.reviews)


def plan(office: Office, progress: Progress = iter) -> Migration:
    """What has an older format, lifted and checked; nothing is written.

    Raises InvalidData for a file that is not sound even when lifted, and GitError where one of the files
    holds changes that are not committed.
    """
    changes: dict[str, tuple[str, str | None]] = {}
    skipped: list[str] = []
    for path in progress([SETTINGS, *map(directory_path, DIRECTORIES), *office.repo.case_paths()]):
        try:
            lifted = _lifted_text(office, path)
        except IzaError:
            # Unreadable, a link, newer than this program, or no such file.
            skipped += [path] if (office.repo.root / path).exists() else []
            continue
        if lifted:
            changes[path] = lifted
    _refuse_unsound({path: text for path, (text, _seen) in changes.items()})
    lifted_files = tuple(changes)
    changes |= _outdated_schemas(office)
    _refuse_uncommitted(office, changes)
    reviews = tuple(draft.case for draft in _old_drafts(office))
    return Migration(lifted_files, reviews, tuple(changes)[len(lifted_files) :], tuple(skipped), changes)


def _lifted_text(office: Office, path: str) -> tuple[str, str] | None:
    """The new text of an old file, and the fingerprint of the old one."""
    source = office.repo.content(path)
    document = read(source, path)
    if lift(document, path) is document:
        return None
    return lifted_text(source, path), files.fingerprint(source)


def _kind_of(path: str) -> str:
    if path == SETTINGS:
        return "settings"
    return PurePosixPath(path).stem if path.startswith("directory/") else "case"


def _refuse_unsound(texts: dict[str, str]) -> None:
    """Raises InvalidData for the first file the schema refuses even in the present format."""
    for path, text in texts.items():
        broken = shape_check.check(_kind_of(path), read(text.encode(), path))
        if broken:
            first, _hint, more, _fields = error_parts(broken)
            raise InvalidData(f"{path}: {first}", _("Mend the file by hand and commit it; then try again."), more)


def _outdated_schemas(office: Office) -> dict[str, tuple[str, str | None]]:
    """The schemas beside the cases that are not those of this program; none where the county keeps none."""
    if not (office.repo.root / "schemas").is_dir():
        return {}
    outdated: dict[str, tuple[str, str | None]] = {}
    for name, text in schema_files().items():
        path = f"schemas/{name}"
        present = office.repo.content(path) if (office.repo.root / path).exists() else None
        if present is None or present.replace(b"\r\n", b"\n") != text.encode():
            outdated[path] = (text, None if present is None else files.fingerprint(present))
    return outdated


def _refuse_uncommitted(office: Office, changes: dict[str, tuple[str, str | None]]) -> None:
    """Raises GitError where a file to be lifted is not as it was last committed."""
    tops = sorted({path.partition("/")[0] for path in changes})
    changed = [path for path in git.changed(office.repo.root, *tops) if path in changes] if tops else []
    if changed:
        raise GitError(
            ngettext(
                "{count} file to be lifted holds changes that are not committed yet: {files}.",
                "{count} files to be lifted hold changes that are not committed yet: {files}.",
                len(changed),
            ).format(count=len(changed), files=", ".join(changed[:5]) + (" …" if len(changed) > 5 else "")),
            _("Commit them with git, or drop them with `git restore`; then try again."),
        )


def _old_drafts(office: Office) -> Iterator[Draft]:
    """The open reviews of this clone that were begun in an older format; a damaged one is not looked at."""
    for case_id in drafts.open_cases(office.repo):
        try:
            draft = drafts.load(office.repo, case_id)
            if draft and any(is_old(read(text.encode(), case_id)) for text in (draft.base, draft.text)):
                yield draft
        except IzaError:
            continue


@in_turn
def land(office: Office, migration: Migration) -> None:
    """Write and commit what was planned, then lift the open reviews, which are in no commit.

    Raises Conflict where a file changed in between, and GitError where git refuses; then all files are as
    they were.
    """
    aside: dict[str, bytes | None] = {}
    for draft in _old_drafts(office):
        base, text = (lifted_text(side.encode(), draft.case) for side in (draft.base, draft.text))
        aside |= drafts.following(draft, text, base)
    office.repo.save_all(migration.changes, Message(_subject_of(migration), Action.MIGRATE.value), aside)


def _subject_of(migration: Migration) -> str:
    if not migration.files:
        return _("schemas for editors renewed")
    return ngettext("format of {count} file lifted", "format of {count} files lifted", len(migration.files)).format(
        count=len(migration.files)
    )
