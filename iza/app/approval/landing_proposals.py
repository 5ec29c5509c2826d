"""What a proposal makes of today's files: merged by meaning, then judged like any other change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from iza import git
from iza.app.approval import proposer_and_approver
from iza.app.changing.landing import checked, drop_stale, merge, message, refuse_falsifying
from iza.errors import Conflict, IzaError, Refused
from iza.history import judge_change
from iza.history.terms import terms_sha256
from iza.i18n import _
from iza.model import approvals, procedure, rules
from iza.model.county import County
from iza.model.lookup import versions
from iza.model.procedure import Action
from iza.model.refusals import refuse_new_errors
from iza.model.signers import FILE
from iza.model.terms import rule_of
from iza.store import case_ids, drafts, files
from iza.store.formats.migrations import read_lifted
from iza.store.message import Message
from iza.store.schema.shape_check import refuse_malformed
from iza.store.work_tree import DIRECTORIES, SETTINGS, directory_path
from iza.store.yaml.document import YamlDocument

if TYPE_CHECKING:
    from iza.app.approval.proposals import Proposal
    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.store.repository import Changes

_KINDS = {SETTINGS: "settings", **{directory_path(name): name for name in DIRECTORIES}}
_OURS = ("Iza-Action", "Iza-Case", "Iza-Review", approvals.PROPOSED_BY, approvals.APPROVED_BY, approvals.PROPOSAL)


class Landing(NamedTuple):
    """What lands: the files, the message, and what else had to change, in words."""

    changes: Changes
    message: Message
    notes: tuple[str, ...] = ()


def why_it_cannot_land(office: Office, proposal: Proposal) -> str:
    """Why a proposal could not land today, whoever approved it; empty where it could."""
    try:
        prepare(office, proposal)
    except IzaError as error:
        return error.message
    return ""


def prepare(office: Office, proposal: Proposal) -> Landing:
    """What a proposal makes of today's files. Raises what ``approve`` raises, who is at work aside."""
    _refuse_unsound(office, proposal)
    if proposal.case:
        return _case_landing(office, proposal)
    changes = _settings_changes(office, proposal)
    return Landing(changes, Message(proposal.commit.subject, proposal.action, extra=_further_trailers(proposal)))


def _refuse_unsound(office: Office, proposal: Proposal) -> None:
    """Raises Refused for a branch that iza did not make: nobody knows then what is approved."""
    commit = proposal.commit
    mails = (commit.author.email, commit.committer.email, commit.trailers.get(approvals.PROPOSED_BY, ""))
    sound = len(commit.parents) == 1 and len({mail.casefold() for mail in mails}) == 1 and commit.files
    if not sound or not proposal.action or commit.trailers.get("Iza-Case", "") != proposal.case:
        raise Refused(
            _("This branch is no proposal as iza makes them; it was changed, or made by hand."),
            _("Propose it anew: iza propose …"),
        )
    proposer_and_approver.refuse_unsigned(office, proposal)


def _further_trailers(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    """What else the proposal says about itself, like the commit it takes back."""
    trailers = proposal.commit.trailers.items()
    return tuple((name, value) for name, value in trailers if name.startswith("Iza-") and name not in _OURS)


def _case_landing(office: Office, proposal: Proposal) -> Landing:
    """The case with the proposed change in it, checked like any other change of a case."""
    path = case_ids.path_of(proposal.case)
    if [file.path for file in proposal.commit.files] != [path] or proposal.action not in procedure.ALLOWED:
        raise Refused(_("The proposal changes other files than its case."), f"iza reject {proposal.id}")
    office.repo.refuse_uncommitted(path)
    current = office.repo.open(path)
    before = cast("Case", read_lifted(current.document.original.encode(), path))
    action = Action(proposal.action)
    procedure.require(before, action, office.today)
    if drafts.load(office.repo, proposal.case):
        raise Refused(
            _("A review of {case} is open; close it first.").format(case=proposal.case),
            _("iza review hold {case} --next-on DATE, or drop it: iza review abandon {case}").format(
                case=proposal.case
            ),
        )
    base, mine = _both_texts(office, proposal)
    text, mixed = merge(current.document, base, mine, proposal.case)
    after, text, stale = _judge_landing(office, proposal, before, text)
    _refuse_other_terms(read_lifted(mine.encode(), path), before, after)
    commit_message = message(proposal.case, action, proposal.commit.review)._replace(extra=_further_trailers(proposal))
    return Landing({path: (text, current.seen)}, commit_message, (*mixed, *stale))


def _both_texts(office: Office, proposal: Proposal) -> tuple[str, str]:
    """The case as it was and as it is in the proposal. Raises Refused where it is new or gone there."""
    file = proposal.commit.files[0]
    contents = git.blobs(office.repo.root, [blob for blob in (file.before[0], file.blob) if blob])
    if len(contents) < 2:
        raise Refused(_("The proposal makes a case or takes one away; that cannot be approved."))
    return contents[file.before[0]].decode("utf-8", "replace"), contents[file.blob].decode("utf-8", "replace")


def _judge_landing(office: Office, proposal: Proposal, before: Case, text: str) -> tuple[Case, str, tuple[str, ...]]:
    """The case that would land, its text, and notes. Raises InvalidData, and Refused for what may not land."""
    path = case_ids.path_of(proposal.case)
    document = YamlDocument(text.encode(), path)
    stale = drop_stale(before, cast("Case", document.data))
    text = document.text() if stale else text
    after = checked(office, text, path, before)
    if after == before:
        raise Refused(_("What is proposed stands in the case already."), f"iza reject {proposal.id}")
    refuse_falsifying(before, after, in_review=False)
    if proposal.action != Action.UNDO:
        # Says itself what it takes back.
        claim = judge_change.Claim(proposal.action, proposal.commit.review)
        alarm = next(judge_change.judge(cast("Any", before), cast("Any", after), proposal.case, claim), None)
        if alarm:
            raise Refused(alarm.message, f"iza proposal show {proposal.id}")
    return after, text, stale


def _refuse_other_terms(proposed: Any, before: Case, after: Case) -> None:
    """Raises Conflict where a signature would come under other terms than those that were signed."""
    signed = [version["number"] for version in versions(before) if "signed_on" in version]
    fresh = [version for version in versions(after) if "signed_on" in version and version["number"] not in signed]
    if any(terms_sha256(after, rule_of(version)) != terms_sha256(proposed, rule_of(version)) for version in fresh):
        raise Conflict(
            _("The terms were changed since the signature was proposed."), _("Propose it anew: iza propose …")
        )


# -- settings ------------------------------------------------------------------------------------------------


def _settings_changes(office: Office, proposal: Proposal) -> Changes:
    """The files as proposed, where nobody changed them in between. Raises Conflict, Refused and InvalidData."""
    contents = git.blobs(
        office.repo.root, [b for file in proposal.commit.files for b in (*file.before, file.blob) if b]
    )
    after = {file.path: contents.get(file.blob) for file in proposal.commit.files}
    strange = [path for path in after if not (approvals.of_file(path) or path in map(directory_path, DIRECTORIES))]
    if strange:
        raise Refused(_("The proposal changes other files than settings."), f"iza reject {proposal.id}")
    changes: dict[str, tuple[bytes | None, str | None]] = {}
    for file in proposal.commit.files:
        now = content_of(office, file.path)
        if now not in (contents.get(file.before[0]), after[file.path]):
            raise Conflict(
                _("{file} was changed since this was proposed.").format(file=file.path),
                _("Propose it anew: iza propose …"),
            )
        changes[file.path] = (after[file.path], None if now is None else files.fingerprint(now))
    committed = git.blobs(office.repo.root, [f"HEAD:{path}" for path in after])
    if all(committed.get(f"HEAD:{path}") == text for path, text in after.items()):
        raise Refused(_("What is proposed is settled already."), f"iza reject {proposal.id}")
    refuse_broken(office, after)
    keys = after.get(FILE)
    if keys and f"HEAD:{FILE}" not in committed:
        proposer_and_approver.refuse_unsigned_beginning(office, keys.decode("utf-8", "replace"))
    return changes


def content_of(office: Office, path: str) -> bytes | None:
    """What a file of the work tree holds, None where there is none."""
    return office.repo.content(path) if (office.repo.root / path).exists() else None


def refuse_broken(office: Office, contents: dict[str, bytes | None]) -> None:
    """Raises InvalidData and Refused for settings or a directory that schema or rules forbid.

    A fault that was committed before stops nobody.
    """
    before = _committed_contents(office)
    after = before | {path: text for path, text in contents.items() if path in _KINDS}
    gone = next((path for path in before if after[path] is None), None)
    if gone:
        raise Refused(_("{file} is needed.").format(file=gone))
    for path in after.keys() & contents.keys():
        refuse_malformed(_KINDS[path], read_lifted(after[path] or b"", path))
    found_before, found_after = (rules.check_county(_county_of(texts), office.today) for texts in (before, after))
    refuse_new_errors(found_before, found_after)


def _committed_contents(office: Office) -> dict[str, bytes | None]:
    """Settings and directory as they were committed last."""
    contents = git.blobs(office.repo.root, [f"HEAD:{path}" for path in _KINDS])
    return {path: contents[f"HEAD:{path}"] for path in _KINDS if f"HEAD:{path}" in contents}


def _county_of(texts: dict[str, bytes | None]) -> County:
    parts: dict[str, Any] = {_KINDS[path]: read_lifted(text or b"", path) for path, text in texts.items()}
    people = {kind: {entry["id"]: entry for entry in parts.get(kind, {}).get(kind) or []} for kind in DIRECTORIES}
    return County(parts.get("settings", {}), **people)
