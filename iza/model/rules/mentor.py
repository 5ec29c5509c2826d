"""Rules about the mentor of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.dates import add_months, parse
from iza.model.findings import CASE_RULES, Violation
from iza.model.rules.places import is_active, is_running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.directory import Mentor


def certificate_due(mentor: Mentor, county: County) -> date | None:
    """The day the inspection must be repeated (``certificate_years``), None if there was none.

    Source: practice with § 72a SGB VIII: a new certificate every five years.
    """
    if "certificate" not in mentor:
        return None
    inspected = parse(mentor["certificate"]["inspected_on"])
    return add_months(inspected, 12 * county.interval("certificate_years"))


@CASE_RULES.rule(
    "E16",
    source="IZV procedure: mentors have an inspected certificate (§ 30a BZRG), renewed every five years",
    text=N_("The certificate of mentor {ref} was not inspected or is no longer valid."),
)
def mentor_has_certificate(case: Case, county: County, today: date) -> Iterator[Violation]:
    """The active mentor of a running case has a certificate that is valid today.

    Source: the IZV procedure; § 72a SGB VIII and § 30a BZRG. An unknown mentor is E26.
    """
    ref = case["mentor"]["ref"] if "mentor" in case else ""
    mentor = county.mentors.get(ref)
    if not mentor or not is_running(case, today) or not is_active(mentor, today.isoformat()):
        return
    due = certificate_due(mentor, county)
    if due is None or due < today:
        yield Violation(("mentor", "ref"), {"ref": ref})
