"""What the audit trail can be caught at: each alarm is a code and one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from iza.i18n import N_, _
from iza.model.findings import in_words
from iza.model.procedure import ACTION_NAMES, Action

_HARMLESS = re.compile(r"[a-z0-9_.-]{1,40}|F-[0-9A-Z-]{8,9}")

ALARMS: dict[str, str] = {
    # what stands in a case
    "V01": N_("Terms of an issued or signed agreement were changed outside a review."),
    "V02": N_("“{action}” changed something that this action does not change: {place}."),
    "V03": N_("The commit says it is about {said}, but changes {files}."),
    "V04": N_("The commit says that a review was held, but does not record it as held."),
    "V05": N_("Version {number} was signed and was changed or taken away afterwards."),
    "V06": N_("The checksum of version {number} does not fit the terms that stand beside it."),
    "V07": N_("The signatures under version {number} were changed or taken away."),
    "V08": N_("The versions of the agreement stand in another order."),
    "V09": N_("The case was deleted."),
    "V10": N_("The file holds another case than its name says: {id}."),
    "V11": N_("A review that was held was changed or taken away."),
    "V12": N_("The commit says “{action}”, but nothing of the kind happened in it."),
    "V13": N_("The commit names an action that iza does not have."),
    "V14": N_("The version cannot be read as a case."),
    "V15": N_("The terms of today are not those of version {number}."),
    "V16": N_("A consent that was given was changed or taken away: {number}."),
    "V17": N_("What was passed on was changed or taken away: {number}."),
    "V18": N_("The decision of a clearing was changed or taken away: {number}."),
    "V19": N_("The case was deleted and came back as another one."),
    # who and when
    "V20": N_("The commit is dated {day}, before the one it stands on ({before})."),
    "V21": N_("The commit is dated {day}, in the future."),
    "V22": N_("Author and committer are not the same person."),
    "V23": N_("“{action}” needs a second person, and nobody approved it."),
    "V24": N_("“{action}” was approved by the person who proposed it."),
    "V25": N_("The commit holds facts that cannot be read: {facts}."),
    "V26": N_("The commit bears the name of a caseworker beside an address that is not theirs."),
    "V27": N_("What somebody had acknowledged was changed or taken away."),
    "V28": N_("An acknowledgement does not count: it does not say what it must, or is by somebody it cannot be by."),
    # merges
    "V30": N_("The merge holds something neither side had: {place}."),
    "V31": N_("The merge lost what one side had changed: {place}."),
    # signatures
    "V40": N_("The commit is not signed, although signing is on."),
    "V41": N_("The signature does not fit the commit: it was changed afterwards."),
    "V42": N_("The commit is signed with a key that nobody here has."),
    "V43": N_("The commit is signed with the key of somebody else than its committer."),
    "V44": N_("The key of the signature was no longer, or not yet, valid then."),
    "V45": N_("The signature cannot be checked: it is of another kind, or damaged."),
    "V46": N_("Signing was switched off: the list of keys was deleted."),
    # the repository
    "V50": N_("git finds damage: {what}"),
    "V51": N_("The history of this clone was rewritten: commit {gone} stood here and does not belong to it any more."),
    "V52": N_("The history of {remote} was rewritten: commit {gone} stood there and does not belong to it any more."),
    "V53": N_("Commits are replaced by others when git shows them (git replace): {count}."),
    "V54": N_("Only part of the history is in this clone (a shallow clone): what lies before cannot be checked."),
    "V55": N_("Commits have other parents here than they say (info/grafts): {count}."),
    "V56": N_("Looked at was the branch {branch}; what was found sound on {main} does not belong to it."),
    # where a case lies
    "V60": N_("The case stands in several files: {files}."),
    "V61": N_("Something stands in the case twice: {place}."),
    "V62": N_("A file outside of its place holds a case: {files}."),
}

_FACTS = {
    "author": N_("author"),
    "author_date": N_("date of the author"),
    "committer": N_("committer"),
    "committer_date": N_("date of the committer"),
    "message": N_("message"),
}


@dataclass(frozen=True)
class Alarm:
    """One thing that is not as it must be; ``details`` hold codes, days, numbers and ids, never a text of a case."""

    code: str
    case: str = ""
    commit: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def finding(self) -> str:
        """What tells it from others of its code: the commit it is about, else a digest of its details."""
        return self.commit or self.details.get("gone", "") or _digest_of_details(self.details)

    @property
    def message(self) -> str:
        """The alarm in words, in the language in use."""
        return _(ALARMS[self.code]).format(
            **{name: _detail_in_words(name, value) for name, value in self.details.items()}
        )


def _digest_of_details(details: dict[str, str]) -> str:
    from hashlib import sha256

    return sha256(repr(sorted(details.items())).encode()).hexdigest()[:16]


def _detail_in_words(name: str, value: str) -> object:
    if name == "action" and value in ACTION_NAMES:
        return _(ACTION_NAMES[Action(value)])
    if name == "facts":
        return ", ".join(_(_FACTS[fact]) for fact in value.split(","))
    return in_words(value)


def path_as_text(path: tuple[str | int, ...]) -> str:
    """The path of a change as it may be shown."""
    return ".".join(map(harmless, path))


def harmless(part: object) -> str:
    """A key, a code or an id as it may be repeated: what is none of ours might be a name."""
    text = str(part)
    return text if _HARMLESS.fullmatch(text) else "…"
