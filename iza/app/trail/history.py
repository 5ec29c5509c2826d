"""The audit trail: who, when, what was done, and in sentences what it changed; of one case, or of the whole office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from iza import git
from iza.app.sentences import action_names, talk_of, told
from iza.app.sentences.field_names import Asked
from iza.history.landings import approver_of, as_events
from iza.history.log import entries, of_commits
from iza.parallel import quietly
from iza.store import case_ids
from iza.store.formats.migrations import read_lifted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from iza.app.office import Office
    from iza.app.sentences import AgreedIn, ChangeSentence
    from iza.history.change import Change
    from iza.history.log import CaseVersion
    from iza.parallel import Progress

RECENT = 30
"""Entries of the whole office, if nobody says how many."""
_MANY = 20  # cases one commit may change before only their number is told


@dataclass(frozen=True)
class Wanted:
    """Which entries: ``since`` and ``until`` are days (ISO, both included), ``by`` is a caseworker, name or e-mail.

    ``field`` is a name as people type it, ``limit`` the newest so many, 0 for all.
    """

    since: str = ""
    until: str = ""
    by: str = ""
    action: str = ""
    field: str = ""
    terms_only: bool = False
    limit: int = 0

    @property
    def looks_inside(self) -> bool:
        """Whether it takes the changes to know which entries are meant."""
        return self.terms_only or bool(self.field)


@dataclass(frozen=True)
class TrailEntry:
    """One commit and what it changed in a case; or, without a case, the files it changed.

    ``approver`` is who landed what the author had proposed. ``review`` is the id of the review that was held with it,
    ``talk`` more about it; ``undoes`` the commit it takes back. ``unreadable`` says that it left a file nobody can
    read; ``raw``, only for internal use, is what it changed as data.
    """

    commit: str
    when: datetime
    author: str
    email: str
    action: str
    action_name: str
    approver: str = ""
    case: str = ""
    files: tuple[str, ...] = ()
    review: str = ""
    talk: AgreedIn | None = None
    undoes: str = ""
    changes: tuple[ChangeSentence, ...] = ()
    unreadable: bool = False
    raw: tuple[Change, ...] | None = None


def history(
    office: Office,
    ref: str,
    wanted: Wanted | None = None,
    *,
    internal: bool = False,
    progress: Progress = quietly,
) -> list[TrailEntry]:
    """The history of a case, newest first; priority and notes only if ``internal``.

    ``progress`` is asked where all commits must be read. Raises NotFound, GitError, and UsageError for a field nobody
    knows.
    """
    wanted = wanted or Wanted()
    case_id = office.repo.resolve(ref)
    past = entries(office.repo.root, case_ids.path_of(case_id), read_lifted, progress)
    asked = Asked(wanted.field, [entry.document for entry in past if entry.document])
    is_wanted = _is_wanted(office, wanted)
    steps = (_trail_entry(entry, case_id, internal=internal) for entry in past if is_wanted(entry.commit))
    return _limited((narrowed for step in steps if (narrowed := _narrowed_entry(step, wanted, asked))), wanted.limit)


def recent(office: Office, wanted: Wanted | None = None, *, internal: bool = False) -> list[TrailEntry]:
    """What was done in the whole office, newest first; without the words people wrote and without names.

    One git log and one reading of all versions, however many cases. Raises GitError and UsageError.
    """
    wanted = wanted or Wanted(limit=RECENT)
    is_wanted = _is_wanted(office, wanted)
    commits = [commit for commit in _newest_commits(office, wanted) if is_wanted(commit)]
    if not wanted.looks_inside and wanted.limit:
        commits = _enough_commits(commits, wanted.limit)
    changes_by_commit = of_commits(office.repo.root, commits, _case_of, read_lifted)
    steps = (
        step for commit, changed in changes_by_commit for step in _of_commit(commit, changed, wanted, internal=internal)
    )
    return _limited(steps, wanted.limit)


def _newest_commits(office: Office, wanted: Wanted) -> list[git.Commit]:
    """The commits to choose from: only as many as may be needed, where that is known before."""
    root = office.repo.root
    if wanted.limit and wanted == Wanted(limit=wanted.limit):
        some = _with_files(root, git.commits(root, limit=4 * wanted.limit))
        if len(some) >= wanted.limit:
            return some
    return _with_files(root, git.commits(root))


def _with_files(root: Path, commits: list[git.Commit]) -> list[git.Commit]:
    return [commit for commit in as_events(root, commits) if commit.files]


def _enough_commits(commits: list[git.Commit], limit: int) -> list[git.Commit]:
    """As many of the newest commits as surely give so many entries; a merge may give none."""
    plain = [number for number, commit in enumerate(commits) if len(commit.parents) < 2]
    return commits[: plain[limit - 1] + 1] if len(plain) >= limit else commits


def _limited(steps: Iterable[TrailEntry], limit: int) -> list[TrailEntry]:
    entries = []
    for step in steps:
        entries.append(step)
        if len(entries) == limit:
            break
    return entries


# -- one entry ---------------------------------------------------------------------------------------------


def _entry_of_commit(commit: git.Commit) -> TrailEntry:
    """What a commit says about itself."""
    return TrailEntry(
        commit.id, commit.when, commit.author.name, commit.author.email, commit.action,
        action_names.action_name(commit.action), approver_of(commit),
        review=commit.review, undoes=commit.trailers.get("Iza-Undoes", ""),
    )  # fmt: skip


def _trail_entry(entry: CaseVersion, case_id: str, *, internal: bool, terse: bool = False) -> TrailEntry:
    before, after = entry.before or {}, entry.document or {}
    unreadable = entry.document is None and not entry.changes
    talk = talk_of(before, after) if before and len(entry.commit.parents) < 2 else None
    changes = told(
        before, after, changes=entry.changes, internal=internal, terse=terse, origin=lambda _path: talk
    ) if not unreadable else ()
    bare = _entry_of_commit(entry.commit)
    return replace(
        bare, case=case_id, review=talk.id if talk else bare.review, talk=talk, changes=changes,
        unreadable=unreadable, raw=entry.changes if internal else None,
    )  # fmt: skip


def _case_of(path: str) -> str:
    """The id of the case in a file, wherever it lies; nothing for other files."""
    file = PurePosixPath(path)
    is_case = file.parts[0] == "cases" and file.suffix == ".yaml" and case_ids.has_form(file.stem)
    return file.stem if is_case else ""


def _of_commit(
    commit: git.Commit, changed: dict[str, CaseVersion], wanted: Wanted, *, internal: bool
) -> Iterator[TrailEntry]:
    """A commit of the office: an entry for each case it changed, and one for all other files."""
    others = tuple(file.path for file in commit.files if not _case_of(file.path))
    if len(changed) > _MANY and not wanted.looks_inside:
        yield replace(_entry_of_commit(commit), files=tuple(file.path for file in commit.files))
        return
    for case_id, entry in changed.items():
        asked = Asked(wanted.field, [entry.document] if entry.document else [])
        step = _narrowed_entry(_trail_entry(entry, case_id, internal=internal, terse=True), wanted, asked)
        if step:
            yield step
    if others and not wanted.looks_inside:
        yield replace(_entry_of_commit(commit), files=others)


# -- which entries -----------------------------------------------------------------------------------------


def _is_wanted(office: Office, wanted: Wanted) -> Callable[[git.Commit], bool]:
    """Whether a commit is one of those somebody looks for, as far as it says so itself."""
    people = _people_meant(office, wanted.by) if wanted.by else []

    def ask(commit: git.Commit) -> bool:
        day = commit.when.date().isoformat()
        return (
            (not wanted.since or day >= wanted.since)
            and (not wanted.until or day <= wanted.until)
            and (not wanted.action or action_names.is_meant(wanted.action, commit.action))
            and (not wanted.by or any(_is_by(person, who) for person in _makers_of(commit) for who in people))
        )

    return ask


def _makers_of(commit: git.Commit) -> list[git.Author]:
    return [commit.author, commit.committer] if approver_of(commit) else [commit.author]


def _people_meant(office: Office, who: str) -> list[str]:
    """The names and e-mails somebody means: those of a caseworker, or what was typed."""
    worker = office.repo.county.caseworkers.get(who)
    if not worker:
        return [who]
    name = f"{worker['name'].get('given', '')} {worker['name'].get('family', '')}".strip()
    return [name_or_mail for name_or_mail in (name, worker.get("email", "")) if name_or_mail]


def _is_by(author: git.Author, who: str) -> bool:
    """Whether somebody is meant: by the whole e-mail, or by words of the name."""
    words = who.casefold().split()
    return author.email.casefold() == who.casefold() or set(words) <= set(author.name.casefold().split())


def _narrowed_entry(step: TrailEntry, wanted: Wanted, asked: Asked) -> TrailEntry | None:
    """The entry with the changes somebody looks for; None if it has none of them."""
    if not wanted.looks_inside:
        return step
    kept = [change for change in step.changes if not wanted.terms_only or change.nature == "terms"]
    kept = [change for change in kept if not wanted.field or asked.means(change)]
    return replace(step, changes=tuple(kept)) if kept else None
