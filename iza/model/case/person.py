"""The shape of a case file as Python sees it.

A case *is* its document: plain mappings and lists as they stand in the YAML file, typed here.
The JSON schema in ``schemas/`` is the source of shape, vocabulary and labels; a test holds both
together in both directions. Dates are ISO text (``2026-03-18``), months ``2026-03``, times
``14:30``: text compares in the right order and never turns into another day by a time zone.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

LifeArea = Literal[
    "language", "school", "training", "work", "housing", "family", "health", "finance",
    "residence", "administration", "participation", "everyday", "other",
]  # fmt: skip
Role = Literal["client", "caseworker", "deputy", "guardian", "mentor", "interpreter", "partner", "other"]
ResponsibleRole = Literal["client", "service", "partner", "mentor", "guardian", "family"]
GoalStatus = Literal[
    "open", "in_progress", "partly_achieved", "achieved", "replaced", "paused", "dropped", "not_achieved"
]
StepStatus = Literal["open", "in_progress", "done", "not_done", "postponed", "blocked", "cancelled"]
BlockingReason = Literal[
    "no_course_place", "authority_waiting", "appointment_missing", "documents_missing",
    "work_permit_missing", "childcare_missing", "no_housing", "no_transport", "cost",
    "language_level", "interpreter_missing", "client_ill_or_absent", "client_decision",
    "partner_left", "staff_absent", "residence_open", "other",
]  # fmt: skip
DroppedReason = Literal[
    "client_no_longer_wants", "no_longer_relevant", "unrealistic", "circumstances_changed", "replaced"
]
DecisionResult = Literal["agreement", "postponed", "no_agreement"]
DecisionReason = Literal[
    "goals_feasible", "needs_multi_actor", "wishes_agreement", "acute_crisis_first",
    "already_independent", "client_declines", "residence_unclear", "other_service_leads",
    "language_interpreter_missing", "moving_away_soon", "below_min_age", "other",
]  # fmt: skip
ReviewStatus = Literal["planned", "held", "postponed", "cancelled", "no_show"]
ReviewResult = Literal["continue", "amend", "pause", "fulfilled", "end"]
ClosingReason = Literal[
    "goals_achieved", "no_further_support_needed", "withdrawn_by_client", "contact_lost",
    "moved_municipality", "moved_county", "left_germany", "transferred_service",
    "max_duration_reached", "settled", "deceased", "opened_in_error",
]  # fmt: skip
Need = Literal["none", "low", "medium", "high", "not_discussed", "declined"]
MeetingMode = Literal["office", "home_visit", "video", "phone"]
AccommodationKind = Literal[
    "initial", "temporary", "follow_up", "private_rent", "youth_care", "emergency", "homeless"
]
ResidenceCode = Literal[
    "arrival_certificate", "asylum_procedure", "toleration", "toleration_identity",
    "toleration_training", "toleration_employment", "permit_asylum", "permit_refugee",
    "permit_subsidiary", "permit_removal_ban", "permit_humanitarian", "permit_youth",
    "permit_integration", "permit_opportunity", "permit_hardship", "permit_admission",
    "permit_temporary", "permit_training", "permit_qualified", "permit_family", "permit_other",
    "settlement", "eu_long_term", "fiction_certificate", "obliged_to_leave", "german", "unclear",
]  # fmt: skip
DocumentLanguage = Literal["ar", "prs", "fa", "ps", "ckb", "kmr", "tr", "uk", "ru", "ti", "am", "so", "fr", "en"]


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


CefrLevel = Literal["none", "alpha", "a1", "a2", "b1", "b2", "c1", "c2"]


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


EmploymentStatus = Literal[
    "not_allowed", "seeking", "school", "language_course", "internship", "entry_qualification",
    "vocational_training", "study", "mini_job", "part_time", "full_time", "self_employed",
    "work_opportunity", "volunteer_service", "parental", "unable", "retired", "unknown",
]  # fmt: skip


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


BenefitRegime = Literal[
    "asylblg", "sgb2", "sgb3", "sgb8", "sgb12", "bafoeg_bab", "own_income", "none", "mixed"
]


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


class ConsentTexts(TypedDict):
    purpose: NotRequired[str]


ConsentData = Literal[
    "contact", "language_level", "education", "employment", "residence", "housing", "family",
    "goals_language", "goals_school", "goals_training", "goals_work", "goals_housing",
    "goals_family", "goals_health", "goals_finance", "goals_residence", "goals_administration",
    "goals_participation", "goals_everyday", "goals_other", "appointments", "special_categories",
]  # fmt: skip


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
