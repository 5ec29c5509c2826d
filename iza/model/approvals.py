"""Four eyes: which actions an office wants a second person for (``approvals`` in iza.yaml).

What was done is seen in what changed, not only in what a commit says about itself: who writes a signature
into a file by hand has signed. So there are three ways to know a kind of action: by the name of the action,
by the files, and by a case before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from iza.errors import Refused
from iza.i18n import N_, _
from iza.model.acknowledgements import ACTION as ACKNOWLEDGE
from iza.model.acknowledgements import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Approval = Literal["sign", "close", "erase", "settings", "acknowledge"]
CODES: tuple[Approval, ...] = get_args(Approval)

ACTIONS: dict[str, frozenset[str]] = {
    "sign": frozenset({"agreement.sign"}),
    "close": frozenset({"close"}),
    "erase": frozenset({"erase"}),
    "settings": frozenset({"settings.edit", "template.copy", "worker.key"}),
    "acknowledge": frozenset({ACKNOWLEDGE}),
}
"""The actions (``Iza-Action``) of each kind."""

SETTINGS_EDIT = "settings.edit"
REJECT, WITHDRAW = "proposal.reject", "proposal.withdraw"
ABOUT_PROPOSALS = frozenset({REJECT, WITHDRAW})
"""Actions that change no file: a proposal was declined, or taken back by who made it."""

PROPOSED_BY, APPROVED_BY, REJECTED_BY = "Iza-Proposed-By", "Iza-Approved-By", "Iza-Rejected-By"
PROPOSAL, REASON = "Iza-Proposal", "Iza-Reason"
"""Trailers: e-mails of who proposed, approved, declined; the commit that was proposed; a code of REASONS."""

REASONS: dict[str, str] = {
    "incomplete": N_("something is missing"),
    "mistake": N_("something is wrong in it"),
    "too_early": N_("it is too early for this"),
    "overtaken": N_("it is no longer needed"),
    "not_agreed": N_("it is not agreed with everybody concerned"),
}
"""Why a proposal is declined."""

_SETTINGS = "iza.yaml"
_TEMPLATES = "templates/"
_SIGNED = ("signed_on", "place", "signatures", "missing")

_REFUSALS: dict[str, str] = {
    "sign": N_("Signatures need a second person in this office."),
    "close": N_("Closing a case needs a second person in this office."),
    "erase": N_("Erasing a case needs a second person in this office."),
    "settings": N_("Settings, templates and signing keys need a second person in this office."),
    "acknowledge": N_("Acknowledging findings needs a second person in this office."),
}
_COMMANDS: dict[str, str] = {
    "sign": N_("Put it up for approval: iza propose agreement sign CASE …"),
    "close": N_("Put it up for approval: iza propose close CASE …"),
    "erase": N_("Put it up for approval: iza propose erase CASE …"),
    "settings": N_("Put it up for approval: `iza propose` before the words of the command; after a change by hand "
                   "iza propose settings"),
    "acknowledge": N_("Put it up for approval: iza propose verify --acknowledge …"),
}  # fmt: skip


def wanted(settings: Mapping[str, Any] | None) -> frozenset[str]:
    """What an office wants a second person for; a single word instead of a list counts too."""
    kinds = (settings or {}).get("approvals", [])
    words = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
    return frozenset(word for word in words if word in CODES)


def needed(settings: Mapping[str, Any] | None, action: str) -> bool:
    """Whether an office wants a second person for an action, by its name alone."""
    return bool(of_action(action) & wanted(settings))


def of_action(action: str) -> frozenset[str]:
    """The kinds an action belongs to by its name."""
    return frozenset(code for code, actions in ACTIONS.items() if action in actions)


def is_setting(path: str) -> bool:
    """Whether a file belongs to the settings: iza.yaml, the county's templates, the list of signing keys."""
    from iza.model.signers import FILE

    return path in (_SETTINGS, FILE) or path.startswith(_TEMPLATES)


def of_file(path: str) -> frozenset[str]:
    """The kinds a change of a file that is no case is of."""
    if path.startswith(FOLDER):
        return frozenset({"acknowledge"})
    return frozenset({"settings"} if is_setting(path) else ())


def of_case(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> frozenset[str]:
    """The kinds a change of a case is of by its content; None is a case that is not there (or unreadable)."""
    if after is None:
        return frozenset({"erase"} if before is not None else ())
    old = before or {}
    signed = _signatures_by_version(old) != _signatures_by_version(after)
    closed = old.get("closing") != after.get("closing")
    return frozenset(code for code, done in (("sign", signed), ("close", closed)) if done)


def of_settings(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> frozenset[str]:
    """The kinds a change of iza.yaml is of: lifting its format alone decides nothing."""
    old, new = ({name: value for name, value in (side or {}).items() if name != "schema"} for side in (before, after))
    return frozenset({"settings"} if old != new else ())


def _signatures_by_version(case: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """What is recorded about signatures, by version; a version without any is left out."""
    agreement = case.get("agreement")
    versions = agreement.get("versions") if isinstance(agreement, dict) else None
    listed = [version for version in versions or [] if isinstance(version, dict)]
    facts = {str(v.get("number")): tuple(v.get(name) for name in _SIGNED) for v in listed}
    return {number: signed for number, signed in facts.items() if any(part is not None for part in signed)}


def refusal(code: str) -> Refused:
    """Why somebody cannot do this alone, and what to do instead."""
    return Refused(_(_REFUSALS[code]), _(_COMMANDS[code]))


def first(codes: Iterable[str]) -> str:
    """The most serious of several kinds, empty for none."""
    wanted_codes = set(codes)
    return next((code for code in ("erase", "close", "sign", "settings", "acknowledge") if code in wanted_codes), "")
