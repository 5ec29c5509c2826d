"""What surrounds the cases: the settings of the county and its directory of people and partners."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.model.directory import Caseworker, Interpreter, Mentor, Offer, Partner, Settings

# The seed procedure: "über 16 Jahre", read as the completed 16th year.
MIN_AGE = 16
INTERVALS: dict[str, int] = {
    "first_review_months": 3,
    "review_months": 6,
    "first_review_max_months": 6,
    "review_overdue_days": 14,
    "certificate_months": 3,
    "certificate_years": 5,
    "certificate_warning_days": 90,
    "residence_warning_days": 90,
    "adult_warning_days": 60,
    "inactive_months": 8,
    "max_years": 3,
    "blocked_days": 60,
}


@dataclass(frozen=True)
class County:
    """Settings and directory of one case repository, keyed by id."""

    settings: Settings
    caseworkers: Mapping[str, Caseworker] = field(default_factory=dict)
    partners: Mapping[str, Partner] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    mentors: Mapping[str, Mentor] = field(default_factory=dict)
    interpreters: Mapping[str, Interpreter] = field(default_factory=dict)

    @property
    def min_age(self) -> int:
        """Completed years a client needs on the clearing day."""
        return self.settings.get("min_age", MIN_AGE)

    def interval(self, name: str) -> int:
        """A period in the unit its name ends with (days, months, years), the county's or ours."""
        own: Mapping[str, object] = self.settings.get("intervals", {})
        value = own.get(name, INTERVALS[name])
        assert isinstance(value, int)
        return value
