"""The codes of a case file, as the schemas list them."""

from __future__ import annotations

from typing import Literal

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
CefrLevel = Literal["none", "alpha", "a1", "a2", "b1", "b2", "c1", "c2"]
EmploymentStatus = Literal[
    "not_allowed", "seeking", "school", "language_course", "internship", "entry_qualification",
    "vocational_training", "study", "mini_job", "part_time", "full_time", "self_employed",
    "work_opportunity", "volunteer_service", "parental", "unable", "retired", "unknown",
]  # fmt: skip
BenefitRegime = Literal[
    "asylblg", "sgb2", "sgb3", "sgb8", "sgb12", "bafoeg_bab", "own_income", "none", "mixed"
]
ConsentData = Literal[
    "contact", "language_level", "education", "employment", "residence", "housing", "family",
    "goals_language", "goals_school", "goals_training", "goals_work", "goals_housing",
    "goals_family", "goals_health", "goals_finance", "goals_residence", "goals_administration",
    "goals_participation", "goals_everyday", "goals_other", "appointments", "special_categories",
]  # fmt: skip
