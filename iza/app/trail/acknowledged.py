"""Findings of ``iza verify`` that somebody accepted: who did, when and why is read from the history.

An acknowledgement is a file of its own under ``directory/acknowledged/`` (``iza.model.acknowledgements``): two clones
that add some never collide, and a change or the end of one is a finding itself.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iza import git
from iza.app.approval import proposer_and_approver
from iza.app.trail.second_persons import People
from iza.app.trail.verify_report import Settled
from iza.errors import GitError, IzaError, NotFound, Refused
from iza.history import judge_signatures
from iza.history.alarms import ALARMS, Alarm
from iza.history.landings import approver_of, as_events
from iza.i18n import _
from iza.model.acknowledgements import (
    ACTION,
    FOLDER,
    KIND,
    NOT_BY_CAUSER,
    SECOND_PERSONS,
    SIGNATURES,
    TAKEN_AWAY,
    named,
    path_of,
)
from iza.store.formats.migrations import read_lifted
from iza.store.message import Message
from iza.store.proposal import ProposalRepository
from iza.store.schema import shape_check
from iza.store.yaml.writer import dump

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.app.office import Office
    from iza.app.trail.second_persons import Approvals
    from iza.app.trail.verify_report import Report
    from iza.git import Commit

# Commits that were taken away; more of them say nothing new.
_NAMED = 3
# Characters of a commit; findings in a hint.
_SHORT, _LISTED = 10, 5
_NUMBERS = 1000  # people who acknowledge one finding


@dataclass(frozen=True)
class _Entry:
    """An acknowledgement as it stands, with the commits that brought it and count."""

    path: str
    code: str
    finding: str
    reason: str
    made_by: tuple[Commit, ...]


class Book:
    """The acknowledgements that stand in a history, and what is wrong with them."""

    def __init__(self, root: Path, commits: Sequence[Commit], approvals: Approvals) -> None:
        self._root, self._commits, self._approved = root, commits, approvals.approved
        self._by_id = {commit.id: commit for commit in commits}
        self._touched = [commit for commit in commits if any(file.path.startswith(FOLDER) for file in commit.files)]
        self._entries = list(self._entries_at_head(approvals.alone)) if self._touched else []
        self._below: dict[str, set[str]] = {}
        self._people = People(root, commits, ())
        self._unproven: set[str] = set()

    def alarms(self) -> list[Alarm]:
        """Acknowledgements that were changed or taken away, and those that do not count."""
        changed = [Alarm("V27", commit=commit.id) for commit in self._touched if _does_more_than_add(commit)]
        void = dict.fromkeys(self._last_change_of(entry) for entry in self._entries if not entry.made_by)
        # Else it is not in this clone.
        return [*changed, *(Alarm("V28", commit=commit) for commit in void if commit)]

    def split(self, alarms: Sequence[Alarm]) -> tuple[list[Alarm], list[Settled]]:
        """What is still to be looked at, and what somebody accepted; with what its own causer cannot accept."""
        if not self._entries:
            return list(_newest_of_each_branch(alarms)), []
        causes = {alarm.commit for alarm in alarms if alarm.code in NOT_BY_CAUSER} & self._by_id.keys()
        self._people = People(
            self._root, self._commits, [*self._touched, *(self._by_id[commit_id] for commit_id in causes)]
        )
        self._unproven = {alarm.commit for alarm in alarms if alarm.code in SIGNATURES}
        open_, settled = list[Alarm](), list[Settled]()
        for alarm in [*alarms, *self._accepted_in_vain(alarms)]:
            entry, commit = self._settling_entry(alarm)
            if not entry or not commit:
                open_.append(alarm)
            elif entry.finding.startswith(alarm.finding):
                # Else it goes with the commit that is named.
                settled.append(self._settled_by(alarm, entry, commit))
        return list(_newest_of_each_branch(open_)), settled

    def _settled_by(self, alarm: Alarm, entry: _Entry, commit: Commit) -> Settled:
        (event,) = as_events(self._root, [commit])
        return Settled(alarm, event.author.name, approver_of(event), event.when, event.id, entry.reason)

    def _settling_entry(self, alarm: Alarm) -> tuple[_Entry | None, Commit | None]:
        made = ((entry, commit) for entry in self._entries_about(alarm) for commit in entry.made_by)
        return next((settling for settling in made if self._may_accept(settling[1], alarm)), (None, None))

    def _may_accept(self, commit: Commit, alarm: Alarm) -> bool:
        """Whether who acknowledged a finding could: not its causer, and nobody alone where that is not proven."""
        unproven = alarm.code in SECOND_PERSONS and alarm.commit in self._unproven
        return not self._is_own(commit, alarm) and (not unproven or commit.id in self._approved)

    def _accepted_in_vain(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """What somebody accepted who had caused it."""
        made = ((alarm, commit) for alarm in alarms for entry in self._entries_about(alarm) for commit in entry.made_by)
        own = dict.fromkeys(commit.id for alarm, commit in made if self._is_own(commit, alarm))
        return [Alarm("V28", commit=commit) for commit in own]

    def _is_own(self, commit: Commit, alarm: Alarm) -> bool:
        cause = self._by_id.get(alarm.commit)
        return alarm.code in NOT_BY_CAUSER and cause is not None and self._people.are_one(commit, _by_committer(cause))

    def _entries_about(self, alarm: Alarm) -> list[_Entry]:
        return [entry for entry in self._entries if self._is_about(entry, alarm)]

    def _is_about(self, entry: _Entry, alarm: Alarm) -> bool:
        """Whether an entry names a finding; who accepts that a commit was taken away accepts what it stood on."""
        if alarm.code in TAKEN_AWAY and entry.code in TAKEN_AWAY:
            below = self._stood_on(entry.finding)
            return any(commit_id.startswith(alarm.finding) for commit_id in (entry.finding, *below))
        return (entry.code, entry.finding) == (alarm.code, alarm.finding)

    def _stood_on(self, commit: str) -> set[str]:
        if commit not in self._below:
            self._below[commit] = set()
            with suppress(GitError):
                # git has cleared it away.
                self._below[commit] = git.ancestors(self._root, commit)
        return self._below[commit]

    # -- reading -------------------------------------------------------------------------------------------

    def _entries_at_head(self, alone: Mapping[str, Collection[str]]) -> Iterator[_Entry]:
        standing = git.tree(self._root, "HEAD", FOLDER)
        texts = git.blobs(self._root, sorted(set(standing.values())))
        unsound = self._unsound_commits() | {commit for commit, kinds in alone.items() if "acknowledge" in kinds}
        sound = [commit for commit in self._touched if commit.id not in unsound]
        for path, blob in sorted(standing.items()):
            made_by = [commit for commit in sound if _only_adds(commit, path, blob)]
            code, finding = named(path)
            content = _content_of(texts.get(blob, b""), path)
            fits = code in ALARMS and (content.get("code"), content.get("finding")) == (code, finding)
            yield _Entry(path, code, finding, str(content.get("reason", "")), tuple(made_by) if fits else ())

    def _unsound_commits(self) -> set[str]:
        """The commits with acknowledgements whose signatures do not hold, where the office signs."""
        alarms, _signed = judge_signatures.judge(self._root, self._commits, {commit.id for commit in self._touched})
        return {alarm.commit for alarm in alarms}

    def _last_change_of(self, entry: _Entry) -> str:
        paths = ((commit.id, {file.path for file in commit.files}) for commit in reversed(self._touched))
        return next((commit for commit, touched in paths if entry.path in touched), "")


def _by_committer(cause: Commit) -> Commit:
    """A commit as made by who committed it: that is what a signature proves, an author is only named."""
    return replace(cause, author=cause.committer)


def _only_adds(commit: Commit, path: str, blob: str) -> bool:
    """Whether a commit of one person brought a file as it stands."""
    alone = len(commit.parents) < 2
    return alone and any((file.path, file.blob) == (path, blob) and not any(file.before) for file in commit.files)


def _does_more_than_add(commit: Commit) -> bool:
    """Whether a commit did anything else to acknowledgements than add some, or bring together what sides had added."""
    own = [file for file in commit.files if file.path.startswith(FOLDER)]
    if len(commit.parents) < 2:
        return any(any(file.before) for file in own)
    return any(file.blob not in file.before or not file.blob for file in own)


def _content_of(text: bytes, path: str) -> Mapping[str, object]:
    """What stands in an acknowledgement; nothing where it is none."""
    try:
        content = read_lifted(text, path)
    except IzaError:
        return {}
    return {} if shape_check.check(KIND, content) else content


def _newest_of_each_branch(alarms: Sequence[Alarm]) -> Iterator[Alarm]:
    """The alarms, of those about commits that were taken away only the newest of each branch."""
    count: dict[tuple[str, str], int] = {}
    for alarm in alarms:
        key = alarm.code, alarm.details.get("remote", "")
        count[key] = count.get(key, 0) + 1
        if alarm.code not in TAKEN_AWAY or count[key] <= _NAMED:
            yield alarm



# -- accepting one -----------------------------------------------------------------------------------------


def acknowledge(office: Office, report: Report, named_findings: Sequence[str], reason: str) -> tuple[Alarm, ...]:
    """Record that findings (``V22@3f2a91c``, or ``V54`` where a code is enough) were looked at and accepted, and why.

    ``report`` is what was found just now, ``reason`` a code of the schema. Raises NotFound, Refused for what somebody
    caused themselves and where the office wants a second person, and GitError.
    """
    office.repo.refuse_alone(ACTION)
    meant = (_finding_meant(report, text) for text in named_findings)
    alarms = tuple({(alarm.code, alarm.finding): alarm for alarm in meant}.values())
    for alarm in alarms:
        _refuse_own(office, alarm)
        _refuse_unproven(office, report, alarm)
    changes = dict(_file_of(office, alarm, reason) for alarm in alarms)
    subject = _("acknowledged: {codes}").format(codes=", ".join(sorted({alarm.code for alarm in alarms})))
    office.repo.save_all(changes, Message(subject, ACTION))
    return alarms


def _finding_meant(report: Report, text: str) -> Alarm:
    """The finding somebody names. Raises NotFound, and Refused where several fit or it is settled."""
    code, _at, commit = text.strip().partition("@")
    fits = {alarm.finding: alarm for alarm in report.findings if _is_meant(alarm, code, commit)}
    if len(fits) == 1:
        return fits.popitem()[1]
    if fits:
        names = ", ".join(f"{alarm.code}@{finding[:_SHORT]}" for finding, alarm in list(fits.items())[:_LISTED])
        raise Refused(_("Several findings fit; name the commit too."), names)
    if any(_is_meant(settled.alarm, code, commit) for settled in report.acknowledged):
        raise Refused(_("This finding is acknowledged already."), "iza verify")
    if code.upper() not in ALARMS:
        raise NotFound(_("There is no finding of this kind; a code is a V and two digits."), "iza verify")
    raise NotFound(_("There is no such finding now."), _("`iza verify` lists them, with code and commit."))


def _is_meant(alarm: Alarm, code: str, commit: str) -> bool:
    """Whether a code and the beginning of a commit (a whole one where the finding has only its beginning) mean it."""
    short, given = alarm.finding.lower(), commit.strip().lower()
    return alarm.code == code.strip().upper() and (short.startswith(given) or given.startswith(short))


def _refuse_own(office: Office, alarm: Alarm) -> None:
    """Raises Refused where who is at work caused what they would accept."""
    if alarm.code not in NOT_BY_CAUSER:
        return
    me = proposer_and_approver.caseworker(office)
    (cause,) = git.named(office.repo.root, [alarm.commit])
    if proposer_and_approver.made(office, _by_committer(cause)):
        raise Refused(
            _("Nobody acknowledges {code} who caused it.").format(code=alarm.code),
            _("Somebody else than {name} gives: {command}").format(
                name=me.name, command=f"iza verify --acknowledge {alarm.code}@{alarm.commit[:_SHORT]} --reason …"
            ),
        )


def _refuse_unproven(office: Office, report: Report, alarm: Alarm) -> None:
    """Raises Refused where nobody knows who went without a second person, so that one alone could be the same."""
    every = [*report.findings, *(settled.alarm for settled in report.acknowledged)]
    unproven = any(other.commit == alarm.commit and other.code in SIGNATURES for other in every)
    if alarm.code in SECOND_PERSONS and unproven and not isinstance(office.repo, ProposalRepository):
        raise Refused(
            _("The commit is not signed as it must be: who made it is not proven, so this needs two persons."),
            f"iza propose verify --acknowledge {alarm.code}@{alarm.commit[:_SHORT]} --reason …",
        )


def _file_of(office: Office, alarm: Alarm, reason: str) -> tuple[str, tuple[str, None]]:
    finding = alarm.finding
    if alarm.code in TAKEN_AWAY:
        finding = git.resolve(office.repo.root, finding) or finding
    paths = (path_of(alarm.code, finding, number) for number in range(1, _NUMBERS))
    free = next(path for path in paths if not office.repo.has(path))
    text = dump({"schema": f"iza/{KIND}/1", "code": alarm.code, "finding": finding, "reason": reason})
    return free, (f"# yaml-language-server: $schema=../../schemas/{KIND}.schema.json\n{text}", None)
