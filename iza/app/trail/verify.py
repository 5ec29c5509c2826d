"""``iza verify``: is the audit trail what it claims to be?

Checked is the whole history, from the first commit: who, when, signatures, what each commit did beside what
it says, merges made again, damage, rewriting. What can be found and what not stands in ``docs/nachweis.md``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING

from iza import git
from iza.app.trail import acknowledged, case_locations, office_files, second_persons, verify_cache
from iza.app.trail.verify_report import Report
from iza.errors import GitError
from iza.history import judge_author, judge_cases, judge_signatures, rewriting
from iza.history.alarms import Alarm
from iza.model.approvals import ACTIONS, of_file
from iza.parallel import quietly, spread
from iza.store import case_ids
from iza.store.reading_versions import Sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from iza.app.office import Office
    from iza.app.trail.second_persons import Approvals
    from iza.git import Commit
    from iza.history.judge_cases import Life
    from iza.parallel import Progress
    from iza.store.repository import Repository

# Whose versions are in memory together, some ten each.
_CASES_AT_ONCE = 50


def verify(office: Office, refs: Sequence[str] = (), progress: Progress = quietly, *, full: bool = False) -> Report:
    """Check the trail of everything, or only of some cases. Raises NotFound and GitError.

    What was looked at before is remembered (``verify_cache``, ``iza.git.damage``): a history that has not gone on is
    not judged again, nor a sound case in one that has; with ``full`` everything is.
    """
    root, wanted = office.repo.root, {office.repo.resolve(ref) for ref in refs}
    head = git.head(root)
    # Goes on beside the rest.
    damage = cache(git.fsck(root, full=full))
    rewritten = rewriting.judge(root, git.ancestors(root, head) if head else set())
    beside = cache(lambda: [*rewritten, *(Alarm("V50", details={"what": line}) for line in damage())])
    remembered = None if wanted or full else verify_cache.report(office.repo, head, beside)
    report = remembered or _judge_history(office, wanted, progress, beside, full=full)
    if head and not any(alarm in report.findings for alarm in rewritten):
        rewriting.remember(root)
    if head and not (wanted or remembered):
        verify_cache.keep_report(office.repo, report, beside())
    return report


def _judge_history(
    office: Office,
    wanted: set[str],
    progress: Progress,
    beside: Callable[[], list[Alarm]],
    *,
    full: bool,
) -> Report:
    """What the whole history shows, or that of some cases, and ``beside`` it this clone."""
    root = office.repo.root
    commits = git.everything(root)
    if commits:
        with suppress(GitError):
            # Finding a case is slow without it, where the index of the history cannot help.
            git.write_commit_graph(root)
    if git.is_shallow(root):
        # The oldest commits here look as if they had made everything.
        commits = [
            read_commit if read_commit.parents else replace(read_commit, files=(), trailers={})
            for read_commit in commits
        ]
    touched = [commit for commit in commits if not wanted or case_locations.files_of(commit).keys() & wanted]
    approvals, bases = second_persons.judge(root, commits), case_locations.bases(root, touched)
    every = case_locations.lives(commits, wanted, approvals.alone, bases)
    alarms = [*_alarms_of_origin(commits, touched, _now_of(office)), *_alarms_of_one_person(touched, approvals)]
    alarms += [*case_locations.strays(root, touched), *office_files.borrowed_names(root, commits, touched)]
    alarms += office_files.merged(root, touched, bases)
    unsealed, signed = judge_signatures.judge(root, commits, {commit.id for commit in touched})
    alarms += unsealed
    alarms += _alarms_of_cases(office.repo, every, progress, are_all=not wanted, full=full)
    book = acknowledged.Book(root, commits, approvals)
    alarms += [*(book.alarms() if not wanted else ()), *beside()]
    order = {commit.id: number for number, commit in enumerate(commits)}
    alarms.sort(key=lambda alarm: (order.get(alarm.commit, len(order)), alarm.code))
    findings, settled = book.split(alarms)
    head = commits[-1].id if commits else ""
    return Report(head, len(touched), len(every), signed, tuple(findings), tuple(settled))


def _alarms_of_cases(
    repo: Repository, every: Sequence[Life], progress: Progress, *, are_all: bool, full: bool
) -> list[Alarm]:
    """The alarms of these cases; of what was found sound before, and did not go on, there are none."""
    unproven = list(every) if full else verify_cache.unproven(repo, every)
    parts = [(repo.root, unproven[at : at + _CASES_AT_ONCE]) for at in range(0, len(unproven), _CASES_AT_ONCE)]
    alarms = [alarm for part_alarms in progress(spread(_judge_part, parts), len(parts)) for alarm in part_alarms]
    verify_cache.keep(repo, every, alarms, are_all=are_all)
    return alarms


def _judge_part(work: tuple[Path, list[Life]]) -> list[Alarm]:
    root, several = work
    return judge_cases.judge(root, several, Sections().read)


def _now_of(office: Office) -> datetime:
    """Now, or the end of the fixed day somebody works on (the example plays in its own time)."""
    return max(datetime.now(UTC), datetime.combine(office.today, time.max, UTC))


def _alarms_of_origin(commits: Sequence[Commit], touched: Sequence[Commit], now: datetime) -> Iterator[Alarm]:
    dates = judge_author.dates(commits, now)
    for commit in touched:
        alarms = [dates[commit.id]] if commit.id in dates else []
        for alarm in [*alarms, *judge_author.judge(commit, case_ids.path_of)]:
            yield replace(alarm, commit=commit.id, case=commit.case)


def _alarms_of_one_person(touched: Sequence[Commit], approvals: Approvals) -> Iterator[Alarm]:
    """What one person changed alone outside of cases where a second one is asked for, and approvals of one's own."""
    own = {commit.id for commit in approvals.own}
    for commit in touched:
        wanted = approvals.alone.get(commit.id, frozenset())
        kinds = {kind for file in commit.files for kind in of_file(file.path) & wanted}
        if kinds and len(commit.parents) < 2:
            yield Alarm("V23", commit=commit.id, details={"action": commit.action or min(ACTIONS[min(kinds)])})
        if commit.id in own:
            yield Alarm("V24", commit=commit.id, details={"action": commit.action})
