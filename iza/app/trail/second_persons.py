"""Four eyes in the history: what another person approved, and what needed that and had nobody.

A commit is approved by a merge that has it as second parent, says so, and was made by another person: another
address, another entry of the directory, another key. Both are signed where the office signs, by the list of keys the
main branch had: nobody approves with a key that comes with the proposal. What trailers claim proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iza import git
from iza.errors import IzaError
from iza.history import signatures
from iza.history.judge_author import carried
from iza.model import approvals, signers, workers
from iza.store.formats.migrations import read_lifted
from iza.store.work_tree import SETTINGS, directory_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.git import Commit
    from iza.history.signatures import Verdict

_CASEWORKERS = directory_path("caseworkers")


@dataclass(frozen=True)
class Approvals:
    """``alone`` are the kinds of steps that needed a second person at each commit, where it had none.

    ``approved`` are the commits that another person let land, ``own`` the merges by which somebody approved what they
    had proposed.
    """

    alone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    approved: frozenset[str] = frozenset()
    own: tuple[Commit, ...] = ()


def judge(root: Path, commits: Sequence[Commit]) -> Approvals:
    """Who approved what, in all commits of a history (parents before children). Raises GitError."""
    wanted = _wanted_second_persons(root, commits)
    landings = list(_landings_in(commits))
    people = People(root, commits, [landed for landing in landings for landed in landing])
    own = tuple(merge for merge, proposal in landings if merge.id in wanted and people.are_one(merge, proposal))
    approved = frozenset(
        proposal.id
        for merge, proposal in landings
        if not people.are_one(merge, proposal) and people.are_sure(merge, proposal)
    )
    return Approvals({commit: kinds for commit, kinds in wanted.items() if commit not in approved}, approved, own)


def _landings_in(commits: Sequence[Commit]) -> Iterator[tuple[Commit, Commit]]:
    """The merges that say of their second parent that it is a proposal, with it."""
    known = {commit.id: commit for commit in commits}
    for merge in commits:
        proposal = known.get(merge.trailers.get(approvals.PROPOSAL, ""))
        if proposal and merge.parents[1:] == (proposal.id,) and len(proposal.parents) == 1:
            yield merge, proposal


class People:
    """Who made some commits: by address, by entry of the directory, by the key of the signature."""

    def __init__(self, root: Path, commits: Sequence[Commit], some: Sequence[Commit]) -> None:
        self.root = root
        self._directories, self._lists = (carried(commits, path) for path in (_CASEWORKERS, signers.FILE))
        self._raws = git.blobs(root, sorted({commit.id for commit in some}))
        bases = {commit.parents[0] for commit in some if commit.parents}
        blobs = {side[base] for side in (self._directories, self._lists) for base in bases if side.get(base)}
        self._texts = git.blobs(root, sorted(blobs))

    def are_one(self, commit: Commit, other: Commit) -> bool:
        """Whether the same person made two commits; the directory counts as ``one`` found it."""
        key = self._verdict_on(commit, commit).fingerprint
        if key and key == self._verdict_on(other, commit).fingerprint:
            return True
        return bool(
            _addresses_of(commit) & _addresses_of(other)
            or self._directory_ids(commit, commit) & self._directory_ids(other, commit)
        )

    def are_sure(self, merge: Commit, proposal: Commit) -> bool:
        """Whether each of two commits was made by one person whom the directory has, and by nobody else."""
        return all(self._is_sure(commit, merge) for commit in (merge, proposal))

    def _is_sure(self, commit: Commit, there: Commit) -> bool:
        listed = self._allowed_before(there)
        signed = listed is None or self._verdict_on(commit, there).kind is signatures.SignatureKind.GOOD
        return signed and len(_addresses_of(commit)) == 1 and bool(self._directory_ids(commit, there))

    def _verdict_on(self, commit: Commit, there: Commit) -> Verdict:
        allowed = self._allowed_before(there) or signers.Allowed()
        return signatures.verdict(self._raws.get(commit.id, b""), allowed, commit.committer.email, commit.committed)

    def _allowed_before(self, there: Commit) -> signers.Allowed | None:
        """The list of keys the main branch had before a commit; None where it had none."""
        blob = self._lists.get(_base_of(there), "")
        return signers.parse(self._texts.get(blob, b"").decode("utf-8", "replace")) if blob else None

    def _directory_ids(self, commit: Commit, there: Commit) -> frozenset[str]:
        caseworkers = self._caseworkers_in(self._directories.get(_base_of(there), ""))
        return frozenset[str]().union(
            *(workers.known_as(caseworkers, person.name, person.email) for person in (commit.author, commit.committer))
        )

    def _caseworkers_in(self, blob: str) -> dict[str, Any]:
        listed = _content_of(self._texts.get(blob, b""), _CASEWORKERS).get("caseworkers")
        entries = listed if isinstance(listed, list) else []
        return {entry["id"]: entry for entry in entries if isinstance(entry, dict) and {"id", "name"} <= entry.keys()}


def _base_of(commit: Commit) -> str:
    return next(iter(commit.parents), "")


def _addresses_of(commit: Commit) -> set[str]:
    return {commit.author.email.casefold(), commit.committer.email.casefold()}


# -- what an office wanted ---------------------------------------------------------------------------------


def _wanted_second_persons(root: Path, commits: Sequence[Commit]) -> dict[str, frozenset[str]]:
    """What a second person was wanted for where each commit was made; nothing for those with nothing.

    What was made on a state from before, and joined later, is judged by what came in between: an old base is no way
    around it.
    """
    settings = carried(commits, SETTINGS)
    texts = git.blobs(root, sorted({blob for blob in settings.values() if blob}))
    by_blob = {blob: approvals.wanted(_content_of(text, SETTINGS)) for blob, text in texts.items()}
    if not any(by_blob.values()):
        return {}
    own = {commit.id: by_blob.get(settings[commit.id], frozenset[str]()) for commit in commits}
    wanted = {
        commit.id: frozenset[str]().union(*(own.get(parent, ()) for parent in commit.parents)) for commit in commits
    }
    for code in approvals.CODES:
        for commit in _commits_beside(commits, own, code):
            wanted[commit] |= {code}
    return {commit: kinds for commit, kinds in wanted.items() if kinds}


def _commits_beside(commits: Sequence[Commit], own: Mapping[str, frozenset[str]], code: str) -> Iterator[str]:
    """The commits that stand neither below nor on the one with which a code began to count."""
    first = next((commit for commit in commits if code in own[commit.id]), None)
    if first is None:
        return
    below, above = set(first.parents), {first.id}
    for commit in reversed(commits):
        below.update(commit.parents if commit.id in below else ())
    for commit in commits:
        if above.intersection(commit.parents):
            above.add(commit.id)
        elif commit.id not in below and commit.id != first.id:
            yield commit.id


def _content_of(text: bytes, path: str) -> dict[str, Any]:
    """What stands in a file; nothing where it cannot be read."""
    try:
        content = read_lifted(text, path) if text else {}
    except IzaError:
        return {}
    return content
