"""What waits for a second person: the proposals here and as last fetched, and what each of them changes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from iza import git
from iza.app import sentences, words
from iza.app.sentences import action_names, told
from iza.errors import Conflict, IzaError, NotFound, Refused
from iza.i18n import _
from iza.model import approvals
from iza.store import case_ids
from iza.store.formats.migrations import read_lifted
from iza.store.proposal import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from iza.app.office import Office
    from iza.app.sentences import ChangeSentence


@dataclass(frozen=True)
class Proposal:
    """What somebody put up: one commit on a branch of its own, here or on ``remotes``."""

    id: str
    case: str
    action: str
    proposer: git.Author
    when: datetime
    here: bool
    remotes: tuple[str, ...]
    commit: git.Commit

    @property
    def action_name(self) -> str:
        """What is to be done, in words."""
        return action_names.action_name(self.action)

    @property
    def topic(self) -> str:
        """The case, or that it is about the settings."""
        return self.case or _("Settings")

    @property
    def base(self) -> str:
        """The commit it starts from."""
        return next(iter(self.commit.parents), "")


@dataclass(frozen=True)
class _Proposals:
    open: tuple[Proposal, ...]
    answered: tuple[Proposal, ...]


def waiting(office: Office) -> tuple[Proposal, ...]:
    """The proposals nobody has answered yet, the oldest first."""
    return _all_proposals(office).open


def answered(office: Office) -> tuple[Proposal, ...]:
    """Proposals whose branch is still there although they landed or were declined."""
    return _all_proposals(office).answered


def _all_proposals(office: Office) -> _Proposals:
    root = office.repo.root
    landed, waiting = (_proposals_on(root, git.proposals(root, landed=landed)) for landed in (True, False))
    bases = {parent for proposal in waiting for parent in proposal.commit.parents}
    declined = git.answered(root, bases, approvals.PROPOSAL) if bases else set()
    return _Proposals(
        tuple(candidate for candidate in waiting if candidate.commit.id not in declined),
        (*landed, *(candidate for candidate in waiting if candidate.commit.id in declined)),
    )


def _proposals_on(root: Path, every: list[git.Branch]) -> list[Proposal]:
    """The proposals on these branches, the oldest first."""
    branches = [branch for branch in every if NAME.fullmatch(branch.name)]
    commits = git.named(root, sorted({branch.commit for branch in branches}))
    proposals = (_proposal_of(commit, branches, name) for commit in commits for name in _branch_names(commit, branches))
    return sorted(proposals, key=lambda proposal: (proposal.when, proposal.id))


def _branch_names(commit: git.Commit, branches: list[git.Branch]) -> set[str]:
    return {branch.name for branch in branches if branch.commit == commit.id}


def _proposal_of(commit: git.Commit, branches: list[git.Branch], name: str) -> Proposal:
    remotes = [branch.remote for branch in branches if (branch.name, branch.commit) == (name, commit.id)]
    about, _blank, _random = name.rpartition("-")
    return Proposal(
        name, "" if about == "settings" else about, commit.action, commit.author, commit.when, "" in remotes,
        tuple(sorted(filter(None, remotes))), commit,
    )  # fmt: skip


def find(office: Office, ref: str) -> Proposal:
    """The proposal somebody means: its id, the characters at its end, or the case if only one waits for it.

    Raises NotFound, Refused where it was answered, Conflict where branches of this name hold different commits.
    """
    every = _all_proposals(office)
    meant = [proposal for proposal in every.open if _is_meant(proposal, ref)]
    if len({proposal.id for proposal in meant}) == 1 and len(meant) > 1:
        raise Conflict(
            _("The proposal {id} is not the same everywhere.").format(id=meant[0].id),
            _("Somebody changed the branch; it has to be proposed anew."),
        )
    if len(meant) == 1:
        return meant[0]
    if meant:
        ids = ", ".join(proposal.id for proposal in meant[:5])
        raise NotFound(_("Several proposals fit: {ids}.").format(ids=ids), "iza proposal list")
    if any(_is_meant(proposal, ref) for proposal in every.answered):
        raise Refused(_("This proposal was approved or declined already."), "iza proposal list")
    raise NotFound(_("No such proposal waits here."), _("iza proposal list; `git fetch` brings those of others."))


def _is_meant(proposal: Proposal, text: str) -> bool:
    name = text.strip().rpartition("/")[2].casefold()
    if name in (proposal.id.casefold(), proposal.id.rpartition("-")[2]):
        return True
    bare = proposal.case.replace("-", "")[1:]
    return any(bare.startswith(start) for start in case_ids.readings(text)) if bare else name == "settings"


def remotes(office: Office) -> list[str]:
    """The shared repositories this clone knows, by name."""
    return git.remotes(office.repo.root)


# -- what it changes -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A proposal with what it changes: sentences about a case, or lines of other files."""

    proposal: Proposal
    changes: tuple[ChangeSentence, ...]
    lines: tuple[str, ...]


def describe(office: Office, proposal: Proposal, *, terse: bool = False) -> Shown:
    """What a proposal changes, compared with what it started from: everything, notes and priority too.

    ``terse``, for other eyes, leaves out those, what people wrote, and all about the client.
    """
    files = proposal.commit.files
    texts = git.blobs(office.repo.root, [blob for file in files for blob in (file.blob, *file.before) if blob])
    changes: list[ChangeSentence] = []
    lines: list[str] = []
    for file in files:
        old, new = (texts.get(blob, b"") for blob in (*file.before[:1], file.blob))
        if file.path.startswith("cases/"):
            changes += told(_content_of(old, file.path), _content_of(new, file.path), internal=not terse, terse=terse)
        else:
            lines += _of_text(old, new, file.path)
    return Shown(proposal, tuple(changes), tuple(lines))


def _content_of(content: bytes, path: str) -> dict[str, Any]:
    try:
        return read_lifted(content, path) if content else {}
    except IzaError:
        return {}


def _of_text(old: bytes, new: bytes, path: str) -> Iterator[str]:
    """The changed lines of a file that is no case; of a picture only that it is another one."""
    try:
        before, after = (side.decode().splitlines() for side in (old, new))
    except UnicodeDecodeError:
        yield _("{file}: another picture").format(file=path)
        return
    yield f"{path}:"
    lines = list(unified_diff(before, after, lineterm="", n=0))[2:]
    yield from (line for line in lines if not line.startswith("@@"))


def markdown(shown: Shown) -> str:
    """The description of a merge request: id, action and changes."""
    from iza.documents.escape import escape

    proposal = shown.proposal
    day = words.day(proposal.when.date().isoformat())
    blocks = [
        f"## {escape(f'{proposal.topic}: {proposal.action_name}')}",
        _("Proposed by {name} on {day}.").format(name=escape(proposal.proposer.name), day=day),
        "\n".join(f"* {escape(line)}" for line in sentences.lines(shown.changes)),
        "\n".join(f"    {line}" for line in shown.lines),
        _("Texts and notes: `iza proposal show {id}`; then `iza approve {id}` or `iza reject {id}`.").format(
            id=proposal.id
        ),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"
