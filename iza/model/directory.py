"""The shapes of what surrounds the cases: the settings of a county, its people and partners."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from iza.model.approvals import Approval
from iza.model.case.person import Contact, PersonName
from iza.model.case.vocabulary import LifeArea

PartnerKind = Literal[
    "jobcenter", "employment_agency", "municipality", "course_provider", "advice_centre",
    "association", "chamber_crafts", "chamber_industry", "school", "daycare", "youth_office",
    "immigration_office", "social_office", "bamf", "recognition_advice", "legal_advice",
    "debt_advice", "health_service", "volunteer_group", "employer", "housing", "library_vhs", "other",
]  # fmt: skip


class Absence(TypedDict):
    """Away from the first to the last day; never a reason (staff health is special data)."""

    since: str
    until: str


class Caseworker(TypedDict):
    id: str
    name: PersonName
    function: NotRequired[str]
    team: NotRequired[str]
    office: NotRequired[str]
    phone: NotRequired[str]
    email: NotRequired[str]
    working_days: NotRequired[list[Literal["mon", "tue", "wed", "thu", "fri"]]]
    deputy: NotRequired[str]
    capacity: NotRequired[float]
    absences: NotRequired[list[Absence]]
    active_from: NotRequired[str]
    active_until: NotRequired[str]


class ContactPerson(TypedDict):
    name: str
    phone: NotRequired[str]
    email: NotRequired[str]


class Cooperation(TypedDict):
    signed_on: str
    ended_on: NotRequired[str]


class Partner(TypedDict):
    id: str
    kind: PartnerKind
    name: str
    municipality: NotRequired[str]
    address: NotRequired[str]
    contact_person: NotRequired[ContactPerson]
    deputy: NotRequired[ContactPerson]
    phone: NotRequired[str]
    email: NotRequired[str]
    mail_secure: NotRequired[bool]
    cooperation: NotRequired[Cooperation]
    areas: NotRequired[list[LifeArea]]
    data_basis: NotRequired[Literal["consent", "statutory"]]
    active_until: NotRequired[str]


class Offer(TypedDict):
    """What a partner offers in a life area: a course, counselling, a club, an internship."""

    id: str
    partner: str
    title: str
    kind: Literal["course", "counselling", "club", "internship", "training", "meeting", "childcare", "other"]
    area: LifeArea
    municipality: NotRequired[str]
    active_from: NotRequired[str]
    active_until: NotRequired[str]
    languages: NotRequired[list[str]]
    childcare: NotRequired[bool]
    note: NotRequired[str]


class Certificate(TypedDict):
    """The inspected extended certificate of conduct; nothing else about it may be stored."""

    issued_on: str
    inspected_on: str
    inspected_by: str
    no_relevant_entry: Literal[True]


class Mentor(TypedDict):
    id: str
    name: PersonName
    adult: Literal[True]
    contact: NotRequired[Contact]
    municipality: NotRequired[str]
    languages: NotRequired[list[str]]
    organisation: NotRequired[str]
    certificate: NotRequired[Certificate]
    confidentiality_signed_on: NotRequired[str]
    volunteer_agreement_on: NotRequired[str]
    self_commitment_on: NotRequired[str]
    active_from: NotRequired[str]
    active_until: NotRequired[str]


class Interpreter(TypedDict):
    id: str
    name: str
    kind: Literal["sworn", "pool", "remote_video", "remote_phone", "volunteer", "staff"]
    languages: list[str]
    dialects: NotRequired[list[str]]
    gender: NotRequired[Literal["female", "male", "diverse", "not_stated"]]
    contact: NotRequired[Contact]
    adult: NotRequired[bool]
    confidentiality_signed_on: NotRequired[str]
    formally_obligated_on: NotRequired[str]
    availability: NotRequired[str]
    cost_centre: NotRequired[str]
    active_from: NotRequired[str]
    active_until: NotRequired[str]


class Letterhead(TypedDict):
    county: str
    department: NotRequired[str]
    street: NotRequired[str]
    postcode: NotRequired[str]
    town: NotRequired[str]
    phone: NotRequired[str]
    email: NotRequired[str]
    web: NotRequired[str]
    logo: NotRequired[str]
    color: NotRequired[str]


class Intervals(TypedDict):
    first_review_months: NotRequired[int]
    review_months: NotRequired[int]
    first_review_max_months: NotRequired[int]
    review_overdue_days: NotRequired[int]
    certificate_months: NotRequired[int]
    certificate_years: NotRequired[int]
    certificate_warning_days: NotRequired[int]
    residence_warning_days: NotRequired[int]
    adult_warning_days: NotRequired[int]
    inactive_months: NotRequired[int]
    max_years: NotRequired[int]
    blocked_days: NotRequired[int]


class Privacy(TypedDict):
    legal_basis: NotRequired[str]
    purpose: NotRequired[str]
    officer: NotRequired[str]
    authority: NotRequired[str]
    storage: NotRequired[str]
    recipients: NotRequired[str]


class Archive(TypedDict):
    """The archive that documents are offered to before they are erased."""

    name: str
    address: NotRequired[str]


class Volunteering(TypedDict):
    """What a county grants and tells its mentors."""

    fee_exempt: NotRequired[bool]
    note: NotRequired[str]


class Remotes(TypedDict):
    allowed_hosts: NotRequired[list[str]]


class Settings(TypedDict):
    """``iza.yaml``: what a county decides for itself."""

    schema: str
    name: str
    language: NotRequired[Literal["de", "en"]]
    letterhead: NotRequired[Letterhead]
    min_age: NotRequired[int]
    intervals: NotRequired[Intervals]
    retention: NotRequired[dict[str, dict[str, int | str]]]
    privacy: NotRequired[Privacy]
    archive: NotRequired[Archive]
    volunteering: NotRequired[Volunteering]
    remotes: NotRequired[Remotes]
    approvals: NotRequired[list[Approval]]
