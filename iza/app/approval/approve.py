"""Four eyes: one person proposes, another one lands it on the main branch, or declines.

Git is the engine: a proposal is a branch that is pushed and fetched like any other. What lands is a merge by who
approves; its second parent is the proposer's own commit, so that the proof of both travels with the main branch.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iza import git
from iza.app.approval import landing_proposals, proposals, proposer_and_approver
from iza.app.changing.outcome import Outcome
from iza.app.office import in_turn
from iza.app.sentences import action_names
from iza.errors import Refused
from iza.i18n import _
from iza.model import approvals
from iza.model.signers import FILE
from iza.store import files
from iza.store.message import Message
from iza.store.proposal import ProposalRepository
from iza.store.work_tree import SETTINGS

if TYPE_CHECKING:
    from iza.app.approval.proposals import Proposal
    from iza.app.office import Office


def proposing(office: Office, put_up: list[str]) -> Office:
    """The same office with proposals in place of commits; ``put_up`` takes their names.

    Raises Refused for somebody the directory does not know, and GitError.
    """
    assert proposer_and_approver.proposer(office)
    return replace(office, repo=ProposalRepository(office.repo.root, put_up))


@in_turn
def propose_settings(office: Office) -> None:
    """Put up what was changed by hand in iza.yaml, in templates/ and in the list of keys; the files stay as they are.

    ``office`` comes from ``proposing``. Raises Refused where nothing was changed, InvalidData for what the schema
    does not allow.
    """
    repo = office.repo
    changed = git.changed(repo.root, SETTINGS, "templates", FILE)
    paths = [path for path in changed if path[-1] != "/" and "/." not in path]  # no .DS_Store
    if not paths:
        raise Refused(
            _("Nothing is changed in iza.yaml, in templates/ and in the list of keys."),
            _("Change the file, do not commit it, and give the command again."),
        )
    now = {path: landing_proposals.content_of(office, path) for path in paths}
    landing_proposals.refuse_broken(office, now)
    changes = {path: (text, None if text is None else files.fingerprint(text)) for path, text in now.items()}
    repo.save_all(changes, Message(_("settings changed"), approvals.SETTINGS_EDIT))


def meant(office: Office, ref: str) -> Proposal:
    """The proposal somebody wants to answer. Raises NotFound, Refused where it was answered, Conflict."""
    try:
        return proposals.find(office, ref)
    finally:
        _put_away_answered(office)


def _put_away_answered(office: Office) -> None:
    """Put away the branches of proposals that were answered elsewhere, or by somebody who was killed just then."""
    for proposal in proposals.answered(office):
        if proposal.here:
            git.drop_proposal(office.repo.root, proposal.id, proposal.commit.id)


@in_turn
def approve(office: Office, proposal: Proposal) -> Outcome:
    """Land somebody else's proposal on the branch in use as a merge, on top of what changed in between.

    Raises Refused for one's own, for somebody not in the directory, and for what the procedure or a rule forbids
    today; Conflict where the same place changed in between; GitError.
    """
    me = proposer_and_approver.second_person(office, proposal)
    landing = landing_proposals.prepare(office, proposal)
    landing_message = landing.message._replace(
        extra=(*landing.message.extra, *_signed_off(proposal, approvals.APPROVED_BY, me))
    )
    office.repo.land(landing.changes, landing_message, proposal.commit.id, me)
    git.drop_proposal(office.repo.root, proposal.id, proposal.commit.id)
    text = _("Approved: {action}. Proposed by {name}.").format(action=proposal.action_name, name=proposal.proposer.name)
    return Outcome(proposal.topic, text, _how_to_push(office, proposal), landing.notes, {"proposal": proposal.id})


def _signed_off(proposal: Proposal, by: str, me: git.Author) -> tuple[tuple[str, str], ...]:
    return (
        (approvals.PROPOSED_BY, proposal.commit.trailers[approvals.PROPOSED_BY]),
        (by, me.email),
        (approvals.PROPOSAL, proposal.commit.id),
    )


# -- declining -----------------------------------------------------------------------------------------------


@in_turn
def reject(office: Office, proposal: Proposal, reason: str = "") -> Outcome:
    """Decline a proposal, or take back one's own; on record as a commit that changes no file.

    ``reason`` is a code of ``approvals.REASONS``. Raises Refused for somebody not in the directory, GitError.
    """
    own = proposer_and_approver.is_own(office, proposal)
    by = () if own else ((approvals.REJECTED_BY, proposer_and_approver.caseworker(office).email),)
    mail = proposal.commit.trailers.get(approvals.PROPOSED_BY, proposal.proposer.email)
    extra = ((approvals.PROPOSED_BY, mail), *by, (approvals.REASON, reason), (approvals.PROPOSAL, proposal.commit.id))
    action = approvals.WITHDRAW if own else approvals.REJECT
    office.repo.record(
        Message(f"{proposal.topic}: {action_names.action_name(action)}", action, proposal.case, extra=extra)
    )
    git.drop_proposal(office.repo.root, proposal.id, proposal.commit.id)
    text = _("Taken back: {action}.") if own else _("Declined: {action}. Proposed by {name}.")
    text = text.format(action=proposal.action_name, name=proposal.proposer.name)
    return Outcome(proposal.topic, text, _how_to_push(office, proposal), data={"proposal": proposal.id})


def _how_to_push(office: Office, proposal: Proposal) -> str:
    """How the others get the answer, where the proposal came from them."""
    if not proposal.remotes:
        return ""
    branch = git.branch(office.repo.root).removeprefix("refs/heads/")
    return f"git push {proposal.remotes[0]} {branch} :iza/proposal/{proposal.id}"
