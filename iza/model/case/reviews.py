"""A review talk: what was found about goals and steps, and what comes of it."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from iza.model.case.clearing import InterpreterBooking, Participant
from iza.model.case.vocabulary import (
    BlockingReason,
    DocumentLanguage,
    GoalStatus,
    MeetingMode,
    ReviewResult,
    ReviewStatus,
    StepStatus,
)


class FindingTexts(TypedDict):
    text: NotRequired[str]


class GoalReview(TypedDict):
    status: NotRequired[GoalStatus]
    scale: NotRequired[int]
    text: NotRequired[str]
    i18n: NotRequired[dict[DocumentLanguage, FindingTexts]]


class StepReview(TypedDict):
    status: NotRequired[StepStatus]
    blocked_by: NotRequired[BlockingReason]
    text: NotRequired[str]
    i18n: NotRequired[dict[DocumentLanguage, FindingTexts]]


class ReviewTexts(TypedDict):
    helped: NotRequired[str]
    hindered: NotRequired[str]
    client_view: NotRequired[str]


class Review(TypedDict):
    """An Auswertungsgespräch: planned, held, cancelled or missed."""

    id: str
    planned_on: str
    time: NotRequired[str]
    place: NotRequired[str]
    mode: NotRequired[MeetingMode]
    status: ReviewStatus
    cancelled_by: NotRequired[Literal["client", "service", "interpreter", "mentor", "partner", "other"]]
    held_on: NotRequired[str]
    interpreter: NotRequired[InterpreterBooking]
    participants: NotRequired[list[Participant]]
    goals: NotRequired[dict[str, GoalReview]]
    steps: NotRequired[dict[str, StepReview]]
    helped: NotRequired[str]
    hindered: NotRequired[str]
    client_view: NotRequired[str]
    worker_view: NotRequired[str]
    result: NotRequired[ReviewResult]
    fulfilled_reason: NotRequired[Literal["goals_achieved", "no_further_support_needed"]]
    i18n: NotRequired[dict[DocumentLanguage, ReviewTexts]]
