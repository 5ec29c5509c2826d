"""The agreement: goals, their steps, who is responsible, and its versions with their signatures."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from iza.model.case.vocabulary import (
    BlockingReason,
    DocumentLanguage,
    DroppedReason,
    GoalStatus,
    LifeArea,
    ResponsibleRole,
    Role,
    StepStatus,
)


class Responsible(TypedDict):
    role: ResponsibleRole
    ref: NotRequired[str]


class StepTexts(TypedDict):
    text: NotRequired[str]
    support: NotRequired[str]


class Step(TypedDict):
    """An action step: terms (text, responsible, due_on) and progress (the rest)."""

    id: str
    text: str
    responsible: Responsible
    due_on: str
    support: NotRequired[str]
    offer: NotRequired[str]
    after: NotRequired[list[str]]
    status: StepStatus
    done_on: NotRequired[str]
    blocked_by: NotRequired[BlockingReason]
    blocked_since: NotRequired[str]
    note: NotRequired[str]
    i18n: NotRequired[dict[DocumentLanguage, StepTexts]]


class GoalTexts(TypedDict):
    wish: NotRequired[str]
    goal: NotRequired[str]
    indicator: NotRequired[str]


class Goal(TypedDict):
    """A goal in a life area: terms (goal, indicator, target_on, steps) and progress (the rest)."""

    id: str
    area: LifeArea
    wish: NotRequired[str]
    goal: str
    indicator: str
    baseline: NotRequired[str]
    target_on: str
    priority: NotRequired[int]
    status: GoalStatus
    closed_on: NotRequired[str]
    dropped_reason: NotRequired[DroppedReason]
    note: NotRequired[str]
    i18n: NotRequired[dict[DocumentLanguage, GoalTexts]]
    steps: list[Step]


class Signature(TypedDict):
    role: Role
    ref: NotRequired[str]
    signed_on: str
    place: NotRequired[str]
    kind: NotRequired[Literal["handwritten", "electronic", "mark"]]
    copy_given: NotRequired[bool]
    statement: NotRequired[Literal["interpretation_confirmed"]]
    witness: NotRequired[str]


class MissingSignature(TypedDict):
    role: Role
    ref: NotRequired[str]
    reason: str


class VersionTexts(TypedDict):
    reason: NotRequired[str]


class Version(TypedDict):
    """One version of the agreement; its terms are bound by ``terms_sha256`` (64 hex digits), made by ``terms_rule``.

    ``sheet_sha256`` is that of the German words of its sheet; a version issued by an older iza has none.
    """

    number: int
    reason: NotRequired[str]
    review: NotRequired[str]
    issued_on: str
    terms_sha256: str
    terms_rule: NotRequired[int]
    sheet_sha256: NotRequired[str]
    signed_on: NotRequired[str]
    place: NotRequired[str]
    valid_until: NotRequired[str]
    signatures: NotRequired[list[Signature]]
    missing: NotRequired[list[MissingSignature]]
    i18n: NotRequired[dict[DocumentLanguage, VersionTexts]]


class Agreement(TypedDict):
    goals: list[Goal]
    versions: NotRequired[list[Version]]
