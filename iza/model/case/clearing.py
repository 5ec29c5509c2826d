"""A clearing talk: who took part, what was said area by area, and the decision."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from iza.model.case.vocabulary import (
    DecisionReason,
    DecisionResult,
    DocumentLanguage,
    LifeArea,
    MeetingMode,
    Need,
    Role,
)


class Participant(TypedDict):
    """Who sits at the table; ``ref`` names a person or partner of the directory."""

    role: Role
    ref: NotRequired[str]
    present: NotRequired[bool]


class InterpreterBooking(TypedDict):
    ref: str
    language: NotRequired[str]
    mode: NotRequired[MeetingMode]
    status: NotRequired[
        Literal["requested", "confirmed", "cancelled_by_interpreter", "cancelled_by_service", "no_show", "done"]
    ]


class AreaTexts(TypedDict):
    label: NotRequired[str]
    situation: NotRequired[str]
    resources: NotRequired[str]
    wish: NotRequired[str]


class Area(TypedDict):
    """What was said about one life area; ``label`` only for ``other``."""

    label: NotRequired[str]
    situation: NotRequired[str]
    resources: NotRequired[str]
    wish: NotRequired[str]
    need: NotRequired[Need]
    running_support: NotRequired[list[str]]
    urgent: NotRequired[bool]
    i18n: NotRequired[dict[DocumentLanguage, AreaTexts]]


class DecisionTexts(TypedDict):
    note: NotRequired[str]


class Decision(TypedDict):
    result: DecisionResult
    reasons: list[DecisionReason]
    by: str
    on: str
    recheck_on: NotRequired[str]
    told_client_on: NotRequired[str]
    note: NotRequired[str]
    i18n: NotRequired[dict[DocumentLanguage, DecisionTexts]]


class ClearingTexts(TypedDict):
    agreed_next: NotRequired[str]


class Clearing(TypedDict):
    id: str
    requested_on: NotRequired[str]
    planned_on: NotRequired[str]
    time: NotRequired[str]
    place: NotRequired[str]
    mode: NotRequired[MeetingMode]
    held_on: NotRequired[str]
    duration_min: NotRequired[int]
    interpreter: NotRequired[InterpreterBooking]
    participants: NotRequired[list[Participant]]
    informed: NotRequired[
        list[Literal["voluntary", "confidentiality", "privacy", "procedure", "complaint", "interpreter_free"]]
    ]
    back_translated: NotRequired[bool]
    areas: NotRequired[dict[LifeArea, Area]]
    agreed_next: NotRequired[str]
    i18n: NotRequired[dict[DocumentLanguage, ClearingTexts]]
    decision: NotRequired[Decision]
