"""Proposals that landed, told once: the merge by who approved and the commit of who proposed are one event.

The event has the merge's id and day, the proposer as author, the approver as committer, and what the proposal says.
It changed what the merge left otherwise than the main branch had it, as if it had been made there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iza import git
from iza.model.approvals import ABOUT_PROPOSALS, PROPOSAL, PROPOSED_BY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.git import Commit


def as_events(root: Path, commits: Sequence[Commit], *paths: str) -> list[Commit]:
    """Commits, newest first, with an event in the place of each landing (of changes of ``paths``)."""
    if not any(PROPOSED_BY in commit.trailers or _claims_proposal(commit) for commit in commits):
        return list(commits)
    listed = {commit.id for commit in commits}
    landed = {proposal: merge for proposal, merge in git.landings(root, PROPOSAL).items() if {proposal, merge} & listed}
    events = _events_of_merges(root, landed, {commit.id: commit for commit in commits}, paths)
    return list(_commits_with_events(commits, landed, events, listed))


def approver_of(event: Commit) -> str:
    """The name of who let land what the author had proposed, empty where nothing was proposed."""
    landed = {PROPOSED_BY, PROPOSAL} <= event.trailers.keys() and event.action not in ABOUT_PROPOSALS
    return event.committer.name if landed else ""


def _claims_proposal(commit: Commit) -> bool:
    return len(commit.parents) > 1 and PROPOSAL in commit.trailers


def _events_of_merges(
    root: Path, landed: Mapping[str, str], by_id: Mapping[str, Commit], paths: Sequence[str]
) -> dict[str, Commit]:
    """The event of each merge, by its id."""
    missing = [proposal for proposal in landed if proposal not in by_id]
    proposals = {**by_id} | {commit.id: commit for commit in git.named(root, missing)}
    merges = {commit.id: commit for commit in git.named(root, sorted(landed.values()), *paths, beside=git.FIRST)}
    return {merge: _event_of_landing(merges[merge], proposals[proposal]) for proposal, merge in landed.items()}


def _event_of_landing(merge: Commit, proposal: Commit) -> Commit:
    trailers = proposal.trailers | {PROPOSAL: proposal.id}
    return replace(
        merge, parents=merge.parents[:1], author=proposal.author, subject=proposal.subject, trailers=trailers
    )


def _commits_with_events(
    commits: Sequence[Commit], landed: Mapping[str, str], events: Mapping[str, Commit], listed: set[str]
) -> Iterator[Commit]:
    """Where git lists no merge, because it left what the proposal had, the event stands where the proposal stood."""
    for commit in commits:
        merge = landed.get(commit.id, commit.id)
        if merge not in events:
            yield commit
        elif (merge == commit.id or merge not in listed) and events[merge].files:
            yield events[merge]
