"""Is every commit signed by somebody who was allowed to, since signing was switched on?

The list of keys is a file of the repository. A commit is judged by the list as its parents had it: so nobody
gets in by adding a key of their own, and a key that is taken off the list still covers what it signed before.
The first list, with which an office begins, vouches for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza import git
from iza.history.alarms import Alarm
from iza.history.judge_author import carried
from iza.history.signatures import SignatureKind, parse, verdict
from iza.model import signers
from iza.model.approvals import PROPOSAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.git import Commit
    from iza.history.signatures import Allowed

_ALARMS = {
    SignatureKind.UNSIGNED: "V40",
    SignatureKind.BAD: "V41",
    SignatureKind.UNKNOWN_KEY: "V42",
    SignatureKind.OTHER_PERSON: "V43",
    SignatureKind.EXPIRED_KEY: "V44",
}
_OTHERWISE = "V45"
# Commits whose raw form is in memory together.
_AT_ONCE = 2000


def judge(root: Path, commits: Sequence[Commit], wanted: set[str]) -> tuple[list[Alarm], int]:
    """The alarms about signatures of the ``wanted`` commits, and how many of these must be signed."""
    lists = _lists_of_keys(commits)
    allowed = _allowed_keys(root, {blob for blobs in lists.values() for blob in blobs})
    sealed = [commit for commit in commits if commit.id in wanted and commit.id in lists]
    alarms: list[Alarm] = []
    for start in range(0, len(sealed), _AT_ONCE):
        part = sealed[start : start + _AT_ONCE]
        raws = git.blobs(root, [commit.id for commit in part])
        for commit in part:
            alarms += _alarms_of_commit(commit, raws.get(commit.id, b""), [allowed[blob] for blob in lists[commit.id]])
    return alarms + list(_switched_off(commits, wanted)), len(sealed)


def _lists_of_keys(commits: Sequence[Commit]) -> Mapping[str, tuple[str, ...]]:
    """The lists of keys (as blobs) that count for each commit, those of its parents; nothing before signing was on.

    The commit with which signing began, and what was made on an older state and joined later, are judged by the
    first list: an old base is no way around it.
    """
    own = carried(commits, signers.FILE)
    first = _first_signed(commits, own)
    if first is None:
        return {}
    before = _ancestors_of(commits, first)
    return {
        commit.id: tuple(blob for parent in commit.parents if (blob := own.get(parent, ""))) or (own[first.id],)
        for commit in commits
        if commit.id not in before
    }


def _first_signed(commits: Sequence[Commit], own: Mapping[str, str]) -> Commit | None:
    """The commit from which signing counts: the first with a list, or the merge by which that was approved."""
    first = next((commit for commit in commits if own[commit.id]), None)
    if first is None:
        return None
    landing = (
        commit for commit in commits if commit.parents[1:] == (first.id,) and commit.trailers.get(PROPOSAL) == first.id
    )
    return next(landing, first)


def _ancestors_of(commits: Sequence[Commit], first: Commit) -> set[str]:
    """What a commit stands on (parents come before children)."""
    ids = set(first.parents)
    for commit in reversed(commits):
        if commit.id in ids:
            ids.update(commit.parents)
    return ids


def _allowed_keys(root: Path, blobs: set[str]) -> dict[str, Allowed]:
    texts = git.blobs(root, sorted(blobs))
    return {blob: parse(texts.get(blob, b"").decode("utf-8", "replace")) for blob in blobs}


def _alarms_of_commit(commit: Commit, raw: bytes, lists: Sequence[Allowed]) -> Iterator[Alarm]:
    """No alarm if the keys of any parent cover the commit, else what the last one says."""
    verdicts = [verdict(raw, allowed, commit.committer.email, commit.committed).kind for allowed in lists]
    if SignatureKind.GOOD not in verdicts:
        yield Alarm(_ALARMS.get(verdicts[-1], _OTHERWISE), commit=commit.id, case=commit.case)


def _switched_off(commits: Sequence[Commit], wanted: set[str]) -> Iterator[Alarm]:
    for commit in commits:
        gone = any(file.path == signers.FILE and not file.blob and any(file.before) for file in commit.files)
        if gone and commit.id in wanted:
            yield Alarm("V46", commit=commit.id)
