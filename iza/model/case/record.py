"""The whole case: its record of consents, transmissions, snapshots, pauses, and its end."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from iza.model.case.agreement import Agreement
from iza.model.case.clearing import Clearing
from iza.model.case.person import Client
from iza.model.case.reviews import Review
from iza.model.case.vocabulary import (
    AccommodationKind,
    BenefitRegime,
    CefrLevel,
    ClosingReason,
    ConsentData,
    DocumentLanguage,
    EmploymentStatus,
    ResidenceCode,
)


class ConsentTexts(TypedDict):
    purpose: NotRequired[str]


class Consent(TypedDict):
    id: str
    partner: str
    data: list[ConsentData]
    purpose: str
    given_on: str
    valid_until: NotRequired[str]
    revoked_on: NotRequired[str]
    signed_by: NotRequired[list[Literal["client", "guardian"]]]
    i18n: NotRequired[dict[DocumentLanguage, ConsentTexts]]


class Transmission(TypedDict):
    on: str
    partner: str
    document: str
    content: NotRequired[list[str]]
    basis: NotRequired[Literal["consent", "statutory"]]
    consent: NotRequired[str]
    version: NotRequired[int]


class Snapshot(TypedDict):
    """Where the person stands on a day: the figures before and after."""

    on: str
    german: NotRequired[CefrLevel]
    employment: NotRequired[EmploymentStatus]
    benefits: NotRequired[BenefitRegime]
    accommodation: NotRequired[AccommodationKind]
    residence: NotRequired[ResidenceCode]


class Pause(TypedDict):
    """An interruption without a reason (a reason would be about health); ``until`` is its last day."""

    since: str
    until: NotRequired[str]


class Link(TypedDict):
    kind: Literal["spouse", "parent", "child", "sibling", "household", "other"]
    case: str


class OtherPlan(TypedDict):
    holder: str
    kind: Literal["cooperation_plan", "support_plan", "youth_plan", "integration_plan", "other"]
    valid_until: NotRequired[str]
    reference: NotRequired[str]


class MentorLink(TypedDict):
    ref: str
    since: NotRequired[str]


class Restriction(TypedDict):
    since: str
    reason: str


class Closing(TypedDict):
    reason: ClosingReason
    on: str
    by: NotRequired[str]
    note: NotRequired[str]


class Case(TypedDict):
    """One case file, as the schema ``iza/case/1`` has it."""

    schema: str
    id: str
    opened_on: str
    caseworker: str
    team: NotRequired[str]
    client: Client
    mentor: NotRequired[MentorLink]
    links: NotRequired[list[Link]]
    other_plans: NotRequired[list[OtherPlan]]
    clearings: NotRequired[list[Clearing]]
    agreement: NotRequired[Agreement]
    reviews: NotRequired[list[Review]]
    consents: NotRequired[list[Consent]]
    transmissions: NotRequired[list[Transmission]]
    snapshots: NotRequired[list[Snapshot]]
    pauses: NotRequired[list[Pause]]
    restricted: NotRequired[Restriction]
    closing: NotRequired[Closing]
