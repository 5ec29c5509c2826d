"""Which action may change what in a case: the table the audit trail is checked against.

A place is the path of a change with slashes; ``*`` is any entry, ``1`` one and the same entry in all
changes of a commit, ``**`` whatever follows, and ``+`` at the end says that entries are only appended.
Source: the use cases of ``iza.app``, read one by one and harvested from played office lives. What must never
change (signed versions, held reviews, terms outside reviews) holds beside this table, for every action.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from iza.model.procedure import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iza.model.values import FieldPath


_STEP = "agreement/goals/1/steps/1"
_PROGRESS = (f"{_STEP}/status", f"{_STEP}/done_on", f"{_STEP}/blocked_by", f"{_STEP}/blocked_since")
_NEXT_REVIEW = ("reviews", "reviews/*/**")
_ANYTHING = ("**",)

SCOPES: dict[str, tuple[str, ...]] = {
    # A new file, and nothing else.
    Action.CLEARING_CREATE: (),
    Action.CLEARING_SCHEDULE: ("clearings", "clearings/1/**", "mentor/**"),
    Action.CLEARING_HOLD: ("clearings/1/**", "client/**", "snapshots/**"),
    Action.CLEARING_DECIDE: ("clearings/1/decision/**",),
    Action.GOAL_ADD: ("agreement", "agreement/goals", "agreement/goals/1"),
    Action.GOAL_CHANGE: ("agreement/goals/1/**",),
    Action.GOAL_STATUS: ("agreement/goals/1/status", "agreement/goals/1/closed_on"),
    Action.GOAL_DROP: ("agreement/goals/1", "agreement/goals/1/status", "agreement/goals/1/dropped_reason",
                       "agreement/goals/1/closed_on"),
    Action.STEP_ADD: (_STEP, "agreement/goals/1/steps"),
    Action.STEP_CHANGE: (f"{_STEP}/**",),
    Action.STEP_START: _PROGRESS,
    Action.STEP_DONE: _PROGRESS,
    Action.STEP_BLOCK: _PROGRESS,
    Action.STEP_CANCEL: (_STEP, *_PROGRESS),
    Action.AGREEMENT_ISSUE: ("agreement/versions", "agreement/versions/1"),
    Action.AGREEMENT_WITHDRAW: ("agreement/versions",),
    Action.AGREEMENT_SIGN: ("agreement/versions/1/**", "clearings/1/decision/on", *_NEXT_REVIEW),
    Action.CONSENT_GIVE: ("consents", "consents/*"),
    Action.CONSENT_REVOKE: ("consents/1/revoked_on",),
    Action.LETTER_SEND: ("transmissions+",),
    Action.REVIEW_SCHEDULE: _NEXT_REVIEW,
    Action.REVIEW_CANCEL: _NEXT_REVIEW,
    Action.REVIEW_NO_SHOW: _NEXT_REVIEW,
    # Kept in a draft of this clone: no commit is ever made under it.
    Action.REVIEW_START: (),
    # A review is a change set.
    Action.REVIEW_HOLD: _ANYTHING,
    Action.PAUSE: ("pauses", "pauses/*"),
    Action.RESUME: ("pauses", "pauses/*/**"),
    Action.CLOSE: ("closing", "snapshots/**", *_NEXT_REVIEW),
    Action.EDIT: _ANYTHING,
    # What it takes back is compared with what was done.
    Action.UNDO: _ANYTHING,
    # Both sides are read in the present form, so nothing is left to differ.
    Action.MIGRATE: (),
    # And translations, which are recognised wherever they stand.
    Action.TRANSLATE: ("client/competences",),
}  # fmt: skip

STATUS_AFTER: dict[str, str] = {
    Action.STEP_START: "in_progress",
    Action.STEP_DONE: "done",
    Action.STEP_BLOCK: "blocked",
    Action.STEP_CANCEL: "cancelled",
    Action.GOAL_DROP: "dropped",
    Action.REVIEW_NO_SHOW: "no_show",
}
"""The status an action leaves where it changes one; planned talks beside it keep theirs."""

MAKES: dict[str, str] = {
    Action.AGREEMENT_ISSUE: "agreement/versions/**",
    Action.AGREEMENT_SIGN: "agreement/versions/*/signed_on",
    Action.CONSENT_REVOKE: "consents/*/revoked_on",
    Action.CLOSE: "closing/**",
    Action.CLEARING_DECIDE: "clearings/*/decision/**",
}
"""What must have changed where an action says it was done."""


def is_covered(path: FieldPath, places: Iterable[str]) -> bool:
    """Whether a change at a path lies at one of these places."""
    return any(_is_in_scope(path, scope) for scope in places)


def _is_in_scope(path: FieldPath, scope: str) -> bool:
    parts = _parts_of(scope)
    if parts and parts[-1] == "**":
        parts = parts[:-1]
        if len(path) < len(parts):
            return False
        path = path[: len(parts)]
    return len(path) == len(parts) and all(
        part in ("*", "1") or part == str(name) for name, part in zip(path, parts, strict=True)
    )


@cache
def _parts_of(scope: str) -> tuple[str, ...]:
    return tuple(scope.removesuffix("+").split("/"))


def strangers(paths: Sequence[FieldPath], action: str) -> list[FieldPath]:
    """The changed places that an action does not change; those of a second entry where it changes only one."""
    places = SCOPES[action]
    outside = [path for path in paths if not is_covered(path, places)]
    return outside or [path for scope in places for path in _second_entry(paths, scope)]


def _second_entry(paths: Sequence[FieldPath], scope: str) -> list[FieldPath]:
    """The places in another entry than the first one, at every ``1`` of a place."""
    ones = [position for position, part in enumerate(_parts_of(scope)) if part == "1"]
    heads = [path for path in paths if _is_in_scope(path, scope)]
    return [path for path in heads if any(path[at] != heads[0][at] for at in ones)]


def only_grows(path: FieldPath, action: str) -> bool:
    """Whether an action may only append to the list at a path."""
    return any(scope.endswith("+") and _is_in_scope(path, scope) for scope in SCOPES[action])
