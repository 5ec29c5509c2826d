"""The domain rules: small pure functions over plain data, each with a code, a source and a text.

They run on documents the schema accepts; ``today`` is passed in. Importing this package fills
``CASE_RULES`` and ``COUNTY_RULES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.model.findings import CASE_RULES, COUNTY_RULES
from iza.model.rules import agreement as _agreement
from iza.model.rules import case as _case
from iza.model.rules import clearing as _clearing
from iza.model.rules import consents as _consents
from iza.model.rules import mentor as _mentor
from iza.model.rules import people as _people
from iza.model.rules import person as _person
from iza.model.rules import plan as _plan
from iza.model.rules import procedure as _procedure
from iza.model.rules import reviews as _reviews
from iza.model.rules import settings as _settings
from iza.model.rules import timeline as _timeline

if TYPE_CHECKING:
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.findings import Finding

MODULES = (
    _agreement, _case, _clearing, _consents, _mentor, _people, _person, _plan, _procedure, _reviews, _settings,
    _timeline,
)  # fmt: skip
"""The modules that hold rules."""


def check_case(case: Case, county: County, today: date) -> list[Finding]:
    """What the domain rules find in a case, in the order of their codes."""
    return CASE_RULES.findings(case, county, today)


def check_county(county: County, today: date) -> list[Finding]:
    """What the domain rules find in the directory, in the order of their codes."""
    return COUNTY_RULES.findings(county, today)
