"""What is true of every repository in which only legal things happened, however it was played."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from random_dice import CANARY

from iza.app.lists import case_lists
from iza.app.lists.check import check
from iza.app.office import Office
from iza.app.procedure.agreement_status import agreement_status
from iza.app.trail import history, points_in_time
from iza.app.trail.verify import verify
from iza.history.changes import apply
from iza.history.log import CaseVersion, entries
from iza.history.terms import holds
from iza.model import lookup
from iza.model.case.record import Case
from iza.model.findings import Level
from iza.model.terms import same as same_terms
from iza.model.values import same
from iza.store.case_ids import path_of
from iza.store.repository import Repository
from iza.store.yaml.reader import read

TOLERATED = frozenset({"E14", "E16", "E18", "E19", "E21"})
"""What was right when it was recorded, and later facts made wrong (``iza.app.changing.landing``), or the time (E16)."""


def faults(root: Path, today: date) -> list[str]:
    """Everything that is not as it should be, in words for a developer."""
    office = Office(Repository(root), today, "kue")
    return [*_errors(office), *_trail(office), *_git(root), *_unreadable(office), *alarms(root, today)]


def alarms(root: Path, today: date) -> list[str]:
    """What ``iza verify`` would report: nothing, since everything was legal."""
    office = Office(Repository(root), today, "kue")
    found = (*verify(office).findings, *verify(office, office.repo.case_ids()[:1]).findings)
    return [f"false alarm: {one}" for one in found]


def _errors(office: Office) -> Iterator[str]:
    for one in check(office):
        if one.finding.level is Level.ERROR and one.finding.code not in TOLERATED:
            yield f"{one.file}: {one.finding.code} {one.finding.path} {one.finding.message}"


def _trail(office: Office) -> Iterator[str]:
    """The history of every case leads to what stands in its file, and terms change only in reviews."""
    for case_id in office.repo.case_ids():
        past = entries(office.repo.root, path_of(case_id), read)[::-1]
        yield from (f"{case_id}: {fault}" for fault in _replayed(past, office.repo.case(case_id)))
        yield from (f"{case_id}: {fault}" for one in past if one.document for fault in _terms(one))


def _replayed(past: list[CaseVersion], present: Case) -> Iterator[str]:
    """The changes of each commit make its document; all together make the case, unless people worked side by side."""
    whole: Any = {}
    in_line = all(same(one.document or one.before, other.before) for one, other in pairwise(past))
    for one in past:
        alone = deepcopy(one.before or {})
        apply(alone, list(one.changes))
        if one.document and not same(alone, one.document) and len(one.commit.parents) < 2:
            yield f"{one.commit.id}: its changes do not make its document"
        if in_line:
            apply(whole, list(one.changes))
    if in_line and not same(whole, present):
        yield "the changes of its history do not make it"


def _terms(one: CaseVersion) -> Iterator[str]:
    """The latest version is the one that stands; what was signed only a review changes."""
    after = cast("Case", one.document)
    known = lookup.versions(after)
    if known and not holds(after, known[-1]):
        yield f"{one.commit.id} ({one.commit.action}): the terms are not those of the latest version"
    before = cast("Case", one.before)
    if before and lookup.versions(before) and not same_terms(before, after) and one.commit.action != "review.hold":
        yield f"{one.commit.id} ({one.commit.action}): terms changed outside a review"


def _git(root: Path) -> Iterator[str]:
    """Nothing personal in messages, names and paths; nothing broken, nothing left over."""
    said = run(root, "log", "--all", "--format=%B%n%an%n%D", "--name-only") + run(root, "for-each-ref")
    if CANARY in said:
        yield "a client stands in a message, a name of a branch or a path"
    broken = [line for line in run(root, "fsck", "--full", "--strict").splitlines() if not line.startswith("dangling")]
    yield from (f"fsck: {line}" for line in broken)
    yield from (f"left over: {line}" for line in run(root, "status", "--porcelain").splitlines())


def run(root: Path, *words: str) -> str:
    """What git says, of both kinds."""
    settings = ("-c", "core.quotePath=false")
    done = subprocess.run(["git", *settings, *words], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _unreadable(office: Office) -> Iterator[str]:
    """Whoever looks at it gets to see something."""
    rows = case_lists.case_list(office, closed=True)
    if len(rows) != len(office.repo.case_ids()):
        yield "the list of cases leaves something out"
    case_lists.due_list(office, within=30, everything=True)
    for row in rows:
        if not history.history(office, row.case):
            yield f"{row.case}: no history"
        agreement_status(office, row.case)
    for row in rows[::3]:  # looking back takes its time
        points_in_time.compare(office, row.case)
        yield from (f"{row.case}: {fault}" for fault in _moments(office, office.repo.case(row.case)))


def _moments(office: Office, case: Case) -> Iterator[str]:
    """As of today the case is what it is; a version is found as it was signed or issued."""
    if not same(points_in_time.moment(office, case["id"], office.day).case, case):
        yield "as of today it is another case than it is"
    for version in lookup.versions(case):
        then = points_in_time.moment(office, case["id"], f"v{version['number']}").case
        if not holds(then, version):
            yield f"version {version['number']} is not found"
