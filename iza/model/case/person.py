"""The client: names, birth, residence, languages, education, work, what she brings along and who stands beside her."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from iza.model.case.vocabulary import (
    AccommodationKind,
    BenefitRegime,
    CefrLevel,
    DocumentLanguage,
    EmploymentStatus,
    ResidenceCode,
)


class Name(TypedDict):
    """One way a person is named; exactly one is ``official`` (residence document)."""

    kind: Literal["official", "spelling", "former", "called", "native_script"]
    family: NotRequired[str]
    given: NotRequired[str]
    mononym: NotRequired[str]
    source: NotRequired[Literal["residence_document", "passport", "self_reported", "certificate"]]


class Birth(TypedDict):
    """Recorded birth date (the legal one) and how sure it is."""

    date: str
    precision: Literal["day", "year", "unknown"]


class Accommodation(TypedDict):
    kind: AccommodationKind
    municipality: str
    since: NotRequired[str]


class Address(TypedDict):
    street: NotRequired[str]
    postcode: NotRequired[str]
    town: NotRequired[str]


class Contact(TypedDict):
    phone: NotRequired[str]
    email: NotRequired[str]
    preferred: NotRequired[Literal["phone", "email", "post", "messenger", "in_person"]]
    safe_contact: NotRequired[str]


class Residence(TypedDict):
    code: ResidenceCode
    since: NotRequired[str]
    valid_until: NotRequired[str]
    work_permission: NotRequired[Literal["free", "with_permit", "not_allowed", "unknown"]]
    residence_obligation_until: NotRequired[str]
    proof: NotRequired[Literal["seen", "self_reported"]]
    checked_on: NotRequired[str]


class Priority(TypedDict):
    """The caseworker's assessment for ordering the waiting list; never printed for a client."""

    level: Literal["high", "medium", "low", "individual"]
    ground: NotRequired[
        Literal[
            "protection_granted", "good_prospect_procedure", "training_toleration_expected",
            "professional_assessment", "other",
        ]
    ]  # fmt: skip
    assessed_on: NotRequired[str]
    assessed_by: NotRequired[str]
    reason: NotRequired[str]


class Language(TypedDict):
    tag: str
    role: Literal["first", "communication", "other"]
    speaks: NotRequired[Literal["fluent", "good", "basic"]]
    reads: NotRequired[bool]


class InterpreterNeed(TypedDict):
    need: Literal["none", "helpful", "required"]
    language: NotRequired[str]
    dialect: NotRequired[str]
    gender_preference: NotRequired[Literal["female", "male", "any"]]
    exclude: NotRequired[list[str]]
    exception: NotRequired[bool]


class GermanCertificate(TypedDict):
    name: str
    level: NotRequired[str]
    date: NotRequired[str]


class German(TypedDict):
    overall: CefrLevel
    listening: NotRequired[CefrLevel]
    speaking: NotRequired[CefrLevel]
    reading: NotRequired[CefrLevel]
    writing: NotRequired[CefrLevel]
    evidence: NotRequired[Literal["certificate", "placement_test", "self_assessed", "estimated"]]
    on: NotRequired[str]
    certificate: NotRequired[GermanCertificate]


class Course(TypedDict):
    kind: Literal[
        "integration_general", "integration_intensive", "integration_literacy", "integration_script",
        "integration_youth", "integration_women", "integration_support", "integration_disability",
        "repeat_hours", "first_orientation", "vocational", "vwv_deutsch", "bef_alpha", "vabo", "vkl",
        "volunteer",
    ]  # fmt: skip
    status: Literal["entitled", "applied", "waiting", "running", "completed", "broken_off"]
    since: NotRequired[str]
    until: NotRequired[str]
    partner: NotRequired[str]


class Exam(TypedDict):
    kind: Literal["dtz", "lid", "telc", "goethe", "dsh", "testdaf"]
    result: Literal["below_a2", "a2", "b1", "b2", "c1", "passed", "not_passed"]
    on: NotRequired[str]


class Education(TypedDict):
    years: NotRequired[int]
    highest: NotRequired[
        Literal["none", "primary", "lower_secondary", "upper_secondary", "vocational", "university"]
    ]
    country: NotRequired[str]
    documents: NotRequired[Literal["original", "copy", "lost", "none"]]


class Recognition(TypedDict):
    profession: str
    authority: NotRequired[str]
    stage: Literal[
        "advice", "applied", "documents_missing", "under_review", "full", "partial", "rejected", "not_needed"
    ]
    measure: NotRequired[Literal["adaptation_training", "knowledge_exam", "skills_analysis", "none"]]
    applied_on: NotRequired[str]
    decided_on: NotRequired[str]


class Employment(TypedDict):
    status: EmploymentStatus
    since: NotRequired[str]
    occupation: NotRequired[str]
    employer_known: NotRequired[bool]
    wishes: NotRequired[str]


class CompetenceTexts(TypedDict):
    text: NotRequired[str]


class Competence(TypedDict):
    kind: Literal[
        "social", "personal", "professional", "language", "digital", "driving", "volunteering",
        "family_care", "other",
    ]  # fmt: skip
    text: str
    evidence: NotRequired[Literal["certificate", "reference", "self", "observed"]]
    i18n: NotRequired[dict[DocumentLanguage, CompetenceTexts]]


class Benefits(TypedDict):
    regime: BenefitRegime
    since: NotRequired[str]


class Household(TypedDict):
    adults: NotRequired[int]
    children: NotRequired[int]
    single_parent: NotRequired[bool]
    childcare_needed: NotRequired[bool]


class PersonName(TypedDict):
    family: NotRequired[str]
    given: NotRequired[str]


class Guardian(TypedDict):
    kind: Literal[
        "parent", "official_guardian", "private_guardian", "association_guardian", "foster_carer"
    ]
    name: PersonName
    contact: NotRequired[Contact]
    since: NotRequired[str]
    until: NotRequired[str]


class Health(TypedDict):
    support_needed: Literal["none", "needed", "not_discussed"]


class MentorWish(TypedDict):
    value: Literal["wanted", "not_wanted", "later", "not_asked"]
    on: NotRequired[str]


class Client(TypedDict):
    """The person the agreement is made with; personal data stands nowhere else."""

    names: list[Name]
    birth: Birth
    gender: NotRequired[Literal["female", "male", "diverse", "not_stated"]]
    nationality: NotRequired[list[str]]
    entry_date: NotRequired[str]
    county_since: NotRequired[str]
    accommodation: NotRequired[Accommodation]
    address: NotRequired[Address]
    address_protected: NotRequired[bool]
    contact: NotRequired[Contact]
    residence: NotRequired[Residence]
    priority: NotRequired[Priority]
    languages: NotRequired[list[Language]]
    interpreter: NotRequired[InterpreterNeed]
    written_language: NotRequired[str]
    german: NotRequired[German]
    literacy: NotRequired[
        Literal["not_literate", "functionally_not_literate", "second_script_learner", "latin_literate"]
    ]
    courses: NotRequired[list[Course]]
    exams: NotRequired[list[Exam]]
    education: NotRequired[Education]
    recognition: NotRequired[Recognition]
    employment: NotRequired[Employment]
    competences: NotRequired[list[Competence]]
    benefits: NotRequired[Benefits]
    household: NotRequired[Household]
    guardian: NotRequired[Guardian]
    health: NotRequired[Health]
    mentor_wish: NotRequired[MentorWish]
