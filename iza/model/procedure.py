"""The procedure as one table: which action is allowed in which phase, and what comes next.

Source: the procedure of the Integrationszielvereinbarung (clearing, decision, agreement, reviews,
fulfilment); the freeze while an agreement is out for signature and the review as the only place
where signed terms change are explained in the documentation of this table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from iza.errors import Refused
from iza.i18n import N_, _
from iza.model.lookup import held_review
from iza.model.phases import Phase, phase

if TYPE_CHECKING:
    from datetime import date

    from iza.model.case.record import Case


class Action(StrEnum):
    """Everything that can be done to a case; the value is the ``Iza-Action`` trailer."""

    CLEARING_CREATE = "clearing.create"
    CLEARING_SCHEDULE = "clearing.schedule"
    CLEARING_HOLD = "clearing.hold"
    CLEARING_DECIDE = "clearing.decide"
    GOAL_ADD = "goal.add"
    GOAL_CHANGE = "goal.change"
    GOAL_STATUS = "goal.status"
    GOAL_DROP = "goal.drop"
    STEP_ADD = "step.add"
    STEP_CHANGE = "step.change"
    STEP_START = "step.start"
    STEP_DONE = "step.done"
    STEP_BLOCK = "step.block"
    STEP_CANCEL = "step.cancel"
    AGREEMENT_ISSUE = "agreement.issue"
    AGREEMENT_WITHDRAW = "agreement.withdraw"
    AGREEMENT_SIGN = "agreement.sign"
    CONSENT_GIVE = "consent.give"
    CONSENT_REVOKE = "consent.revoke"
    LETTER_SEND = "letter.send"
    REVIEW_SCHEDULE = "review.schedule"
    REVIEW_START = "review.start"
    REVIEW_HOLD = "review.hold"
    REVIEW_CANCEL = "review.cancel"
    REVIEW_NO_SHOW = "review.no_show"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    EDIT = "case.edit"
    TRANSLATE = "case.translate"
    UNDO = "case.undo"
    MIGRATE = "case.migrate"


_AGREED = frozenset({Phase.ACTIVE, Phase.PAUSED})
_PLAN = frozenset({Phase.DRAFTING}) | _AGREED
_OPEN = frozenset(Phase) - {Phase.FULFILLED, Phase.ENDED}

ALLOWED: dict[Action, frozenset[Phase]] = {
    # Makes the case; never on one that exists.
    Action.CLEARING_CREATE: frozenset(),
    Action.CLEARING_SCHEDULE: frozenset({Phase.INTAKE, Phase.CLEARING_PLANNED, Phase.POSTPONED, Phase.DECLINED}),
    Action.CLEARING_HOLD: frozenset({Phase.CLEARING_PLANNED}),
    Action.CLEARING_DECIDE: frozenset({Phase.CLEARING_HELD, Phase.POSTPONED}),
    Action.GOAL_ADD: _PLAN,
    Action.GOAL_CHANGE: _PLAN,
    Action.GOAL_STATUS: _AGREED,
    Action.GOAL_DROP: _PLAN,
    Action.STEP_ADD: _PLAN,
    Action.STEP_CHANGE: _PLAN,
    Action.STEP_START: _AGREED,
    Action.STEP_DONE: _AGREED,
    Action.STEP_BLOCK: _AGREED,
    Action.STEP_CANCEL: _PLAN,
    Action.AGREEMENT_ISSUE: frozenset({Phase.DRAFTING}),
    Action.AGREEMENT_WITHDRAW: frozenset({Phase.ISSUED}),
    Action.AGREEMENT_SIGN: frozenset({Phase.ISSUED}) | _AGREED,
    Action.CONSENT_GIVE: _OPEN | {Phase.FULFILLED},
    # At any time (Art. 7 Abs. 3 DSGVO).
    Action.CONSENT_REVOKE: frozenset(Phase),
    Action.LETTER_SEND: frozenset({Phase.ACTIVE}),
    Action.REVIEW_SCHEDULE: _AGREED,
    Action.REVIEW_START: _AGREED,
    Action.REVIEW_HOLD: _AGREED,
    Action.REVIEW_CANCEL: _AGREED,
    Action.REVIEW_NO_SHOW: _AGREED,
    Action.PAUSE: frozenset({Phase.ACTIVE}),
    Action.RESUME: frozenset({Phase.PAUSED}),
    Action.CLOSE: _OPEN | {Phase.FULFILLED},
    Action.EDIT: _OPEN | {Phase.FULFILLED},
    Action.TRANSLATE: _OPEN | {Phase.FULFILLED},
    # What may be taken back is seen in what would be undone.
    Action.UNDO: frozenset(Phase),
    # Says nothing new about a case.
    Action.MIGRATE: frozenset(Phase),
}

CHANGES_TERMS = frozenset({Action.GOAL_ADD, Action.GOAL_DROP, Action.STEP_ADD, Action.STEP_CANCEL})
"""Actions that always change terms (``iza.model.terms``): after signing they need an open review.

A goal or step may be changed in a note or its progress any day; whether terms changed is seen when it lands.
"""

NEXT: dict[Phase, str] = {
    Phase.INTAKE: N_("iza clearing schedule {case} --on DATE"),
    Phase.CLEARING_PLANNED: N_("iza clearing hold {case}"),
    Phase.CLEARING_HELD: N_("iza clearing decide {case} agreement|postponed|no_agreement"),
    Phase.POSTPONED: N_("iza clearing decide {case} … or iza clearing schedule {case} --on DATE"),
    Phase.DECLINED: N_("iza close {case}, or a new talk: iza clearing schedule {case} --on DATE"),
    Phase.DRAFTING: N_("iza goal add {case}, then iza agreement issue {case}"),
    Phase.ISSUED: N_("iza agreement sign {case}, or take it back: iza agreement withdraw {case}"),
    Phase.ACTIVE: N_("iza review start {case} --on DATE"),
    Phase.PAUSED: N_("iza resume {case}"),
    Phase.FULFILLED: N_("iza close {case} --reason {reason}"),
    Phase.ENDED: "",
}

PHASE_NAMES: dict[Phase, str] = {
    Phase.INTAKE: N_("intake"),
    Phase.CLEARING_PLANNED: N_("clearing planned"),
    Phase.CLEARING_HELD: N_("clearing held, decision open"),
    Phase.POSTPONED: N_("postponed"),
    Phase.DECLINED: N_("no agreement"),
    Phase.DRAFTING: N_("agreement being drafted"),
    Phase.ISSUED: N_("out for signature"),
    Phase.ACTIVE: N_("active"),
    Phase.PAUSED: N_("paused"),
    Phase.FULFILLED: N_("fulfilled"),
    Phase.ENDED: N_("ended"),
}

ACTION_NAMES: dict[Action, str] = {
    Action.CLEARING_CREATE: N_("case opened"),
    Action.CLEARING_SCHEDULE: N_("clearing scheduled"),
    Action.CLEARING_HOLD: N_("clearing held"),
    Action.CLEARING_DECIDE: N_("decision recorded"),
    Action.GOAL_ADD: N_("goal added"),
    Action.GOAL_CHANGE: N_("goal changed"),
    Action.GOAL_STATUS: N_("status of a goal changed"),
    Action.GOAL_DROP: N_("goal dropped"),
    Action.STEP_ADD: N_("step added"),
    Action.STEP_CHANGE: N_("step changed"),
    Action.STEP_START: N_("step begun"),
    Action.STEP_DONE: N_("step done"),
    Action.STEP_BLOCK: N_("step blocked"),
    Action.STEP_CANCEL: N_("step cancelled"),
    Action.AGREEMENT_ISSUE: N_("agreement issued"),
    Action.AGREEMENT_WITHDRAW: N_("agreement withdrawn"),
    Action.AGREEMENT_SIGN: N_("agreement signed"),
    Action.CONSENT_GIVE: N_("consent given"),
    Action.CONSENT_REVOKE: N_("consent revoked"),
    Action.LETTER_SEND: N_("partner informed"),
    Action.REVIEW_SCHEDULE: N_("review scheduled"),
    Action.REVIEW_START: N_("review started"),
    Action.REVIEW_HOLD: N_("review held"),
    Action.REVIEW_CANCEL: N_("review cancelled"),
    Action.REVIEW_NO_SHOW: N_("review missed"),
    Action.PAUSE: N_("case paused"),
    Action.RESUME: N_("case resumed"),
    Action.CLOSE: N_("case closed"),
    Action.EDIT: N_("case edited"),
    Action.TRANSLATE: N_("texts translated"),
    Action.UNDO: N_("action taken back"),
    Action.MIGRATE: N_("format lifted"),
}


def next_command(case: Case, today: date, *, in_review: bool = False) -> str:
    """The command that usually comes next, empty at the end of the procedure."""
    if "closing" in case:
        return ""
    if in_review:
        return _("iza review hold {case} --next-on DATE").format(case=case["id"])
    held = held_review(case)
    reason = held.get("fulfilled_reason", "goals_achieved") if held else "goals_achieved"
    return _(NEXT[phase(case, today)]).format(case=case["id"], reason=reason)


IN_REVIEW = frozenset(
    {Action.GOAL_ADD, Action.GOAL_CHANGE, Action.GOAL_STATUS, Action.GOAL_DROP, Action.STEP_ADD, Action.STEP_CHANGE,
     Action.STEP_START, Action.STEP_DONE, Action.STEP_BLOCK, Action.STEP_CANCEL, Action.EDIT, Action.REVIEW_SCHEDULE,
     Action.REVIEW_HOLD, Action.TRANSLATE}
)  # fmt: skip
"""Actions that belong to a review while one is open; the others wait until it is closed."""

AT_ONCE = frozenset({Action.CONSENT_GIVE, Action.CONSENT_REVOKE})
"""Actions that land whether or not a review is open: a revoked consent counts from that moment on."""

AFTER_CLOSING = frozenset({Action.CONSENT_REVOKE, Action.UNDO, Action.MIGRATE})
"""What may still happen to a closed case: above all, taking back that it was closed."""


def require(case: Case, action: Action, today: date, *, in_review: bool = False) -> None:
    """Raises Refused where the procedure does not allow ``action`` now, and says what is next."""
    here = phase(case, today)
    if in_review and action not in IN_REVIEW:
        raise Refused(
            _("A review of {case} is open; close it first.").format(case=case["id"]),
            _("iza review hold {case} --next-on DATE, or drop it: iza review abandon {case}").format(case=case["id"]),
        )
    if here not in ALLOWED[action] or ("closing" in case and action not in AFTER_CLOSING):
        raise Refused(
            _("{case} is “{phase}”: “{action}” is not possible now.").format(
                case=case["id"], phase=_(PHASE_NAMES[here]), action=_(ACTION_NAMES[action])
            ),
            next_command(case, today),
        )
    if action in CHANGES_TERMS and here in _AGREED and not in_review:
        raise Refused(
            _("The agreement of {case} is signed: its terms change only in a review.").format(case=case["id"]),
            _("iza review start {case} --on DATE").format(case=case["id"]),
        )
