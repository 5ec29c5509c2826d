"""Who proposes, who approves: two caseworkers of the directory, told apart by e-mail, entry and signing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza import git
from iza.errors import Refused
from iza.history import signatures
from iza.i18n import _
from iza.model import approvals, signers, workers
from iza.store import signing
from iza.store.work_tree import directory_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.approval.proposals import Proposal
    from iza.app.office import Office

_CASEWORKERS = directory_path("caseworkers")


def proposer(office: Office) -> git.Author:
    """Who is at work, if the directory knows them: nobody could tell else that who approves is another person.

    Raises Refused and GitError.
    """
    author = git.identity(office.repo.root)
    if not _directory_ids(office, [author]):
        raise _refused_stranger()
    return author


def second_person(office: Office, proposal: Proposal) -> git.Author:
    """Who is at work, if they are a caseworker of the directory and not the proposer, who is one too.

    Raises Refused and GitError.
    """
    if is_own(office, proposal):
        raise Refused(
            _("Nobody approves their own proposal."), _("Somebody else gives: iza approve {id}").format(id=proposal.id)
        )
    me = caseworker(office)
    if not _directory_ids(office, [proposal.proposer]):
        raise Refused(_("Whoever proposed this is not in the directory of caseworkers."), "iza worker list")
    return me


def caseworker(office: Office) -> git.Author:
    """Who is at work, if they are an active caseworker of the directory. Raises Refused and GitError."""
    office.repo.refuse_uncommitted(_CASEWORKERS)
    me = _people_at_work(office)
    if not any(_is_active(office, entry) for entry in _directory_ids(office, me)):
        raise _refused_stranger()
    return me[-1]


def _refused_stranger() -> Refused:
    return Refused(
        _("The directory has no caseworker with your git e-mail address; only caseworkers propose and approve."),
        _("`iza worker list` shows them, `iza worker add` adds one."),
    )


def _people_at_work(office: Office) -> list[git.Author]:
    """Who git says is at work, as author and as committer."""
    return [git.identity(office.repo.root), git.committer(office.repo.root)]


def _directory_ids(office: Office, people: Sequence[git.Author]) -> frozenset[str]:
    caseworkers = office.repo.county.caseworkers
    return frozenset[str]().union(*(workers.known_as(caseworkers, person.name, person.email) for person in people))


def _is_active(office: Office, entry: str) -> bool:
    worker = office.repo.county.caseworkers[entry]
    return worker.get("active_from", office.day) <= office.day <= worker.get("active_until", office.day)


def is_own(office: Office, proposal: Proposal) -> bool:
    """Whether who is at work proposed this."""
    proposers = proposal.commit.trailers.get(approvals.PROPOSED_BY, "")
    return made(office, proposal.commit, proposers)


def made(office: Office, commit: git.Commit, *mails: str) -> bool:
    """Whether who is at work made a commit: by e-mail, by entry in the directory, or by the key they sign with.

    ``mails`` are further addresses of who made it.
    """
    me, theirs = _people_at_work(office), [commit.author, commit.committer]
    addresses = {mail.casefold() for mail in (*mails, *(person.email for person in theirs))}
    if any(person.email.casefold() in addresses for person in me) or _directory_ids(office, me) & _directory_ids(
        office, theirs
    ):
        return True
    key = _own_key(office)
    return bool(key) and key == _verdict_on_signature(office, commit).fingerprint


def _own_key(office: Office) -> str:
    """The fingerprint of the ssh key this person signs with, empty where there is none."""
    key = signing.own_key(office.repo.root, git.settings(office.repo.root))
    return signers.fingerprint(key.blob) if key else ""


def refuse_unsigned(office: Office, proposal: Proposal) -> None:
    """Where an office signs, a proposal that is not signed by who made it is none. Raises Refused."""
    if (
        signing.allowed(office.repo.root)
        and _verdict_on_signature(office, proposal.commit).kind is not signatures.SignatureKind.GOOD
    ):
        raise Refused(
            _("The proposal is not signed by who made it, although this office signs."),
            _("It has to be proposed anew, with the key that stands in {file}.").format(file=signers.FILE),
        )


def refuse_unsigned_beginning(office: Office, keys: str) -> None:
    """The commit that brings a list of keys is signed with one of them, by who approves it. Raises Refused."""
    root = office.repo.root
    configured, email = git.settings(root), git.committer(root).email
    key = signing.own_key(root, configured) if signing.is_on(configured) else None
    own = signers.parse(keys).by_key.get(key.blob, []) if key else []
    if not any(signers.same_address(line.principal, email) for line in own):
        raise Refused(
            _("Signing would begin here with a commit that is not signed with a key of the list."),
            _("Who approves needs a key in the list, and a clone that signs with it: git config commit.gpgSign true"),
        )


def _verdict_on_signature(office: Office, commit: git.Commit) -> signatures.Verdict:
    raw = git.blobs(office.repo.root, [commit.id])[commit.id]
    allowed = signing.allowed(office.repo.root) or signers.Allowed()
    return signatures.verdict(raw, allowed, commit.committer.email, commit.committed)
