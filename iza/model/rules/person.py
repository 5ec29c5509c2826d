"""Rules about the person: age, guardian, name, papers, priority."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model import lookup
from iza.model.dates import ADULT, age_on, parse
from iza.model.findings import CASE_RULES, Violation
from iza.model.phases import is_closed
from iza.model.rules.places import clearings, is_running, signed_versions
from iza.model.waiting import needs_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.case.record import Case
    from iza.model.county import County

# The second, urgent reminder before a residence document expires.
URGENT_DAYS = 30


@CASE_RULES.rule(
    "E01",
    source="IZV procedure: people over 16 years, read as the completed 16th year",
    text=N_("On the day of the clearing the client is not yet {age} years old."),
)
def old_enough(case: Case, county: County, _today: date) -> Iterator[Violation]:
    """The client has the minimum age (``min_age``) on the day the clearing is held or planned.

    Source: the IZV procedure. Where only the year of birth is known, the recorded day counts: it is
    the legal one.
    """
    born = parse(case["client"]["birth"]["date"])
    for path, clearing in clearings(case):
        field = "held_on" if "held_on" in clearing else "planned_on"
        day = clearing.get("held_on", clearing.get("planned_on"))
        if day and age_on(born, parse(day)) < county.min_age:
            yield Violation((*path, field), {"age": county.min_age})


@CASE_RULES.rule(
    "E02",
    source="§§ 2, 107, 1629 BGB; IZV procedure: the guardian signs too",
    text=N_("A client under 18 needs a guardian on record, and the guardian signs the agreement."),
)
def guardian_for_minors(case: Case, _county: County, today: date) -> Iterator[Violation]:
    """From the clearing on, a minor has a guardian on record, who signs every version.

    Source: §§ 2, 107, 1629 BGB. A reason for a missing signature is not enough here: without the
    guardian the agreement of a minor is not in force.
    """
    client = case["client"]
    born = parse(client["birth"]["date"])
    met = lookup.held_clearing(case) and not is_closed(case)
    if met and "guardian" not in client and age_on(born, today) < ADULT:
        yield Violation(("client", "birth", "date"))
    for path, version, signed_on in signed_versions(case):
        roles = {signature["role"] for signature in version.get("signatures", [])}
        if age_on(born, parse(signed_on)) < ADULT and "guardian" not in roles:
            yield Violation((*path, "signed_on"))


@CASE_RULES.rule(
    "E03",
    source="§ 64 AufenthV: one name in the residence document, other spellings beside it",
    text=N_("Exactly one name is the official one; here {count} are marked as official."),
)
def one_official_name(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Exactly one name is ``official``: letters and the agreement print that one.

    Source: § 64 AufenthV (former names and other spellings are additional entries).
    """
    count = sum(name["kind"] == "official" for name in case["client"]["names"])
    if count != 1:
        yield Violation(("client", "names"), {"count": count})


@CASE_RULES.rule(
    "E30",
    source="IZV procedure: high first; medium, case by case and Ausbildungsduldung only with a reason",
    text=N_("This priority needs a reason by the caseworker."),
)
def priority_has_reason(case: Case, _county: County, _today: date) -> Iterator[Violation]:
    """Who is invited without a high priority is invited for a reason that can be explained.

    Source: the IZV procedure. ``individual`` always says why; ``medium``, and an Ausbildungsduldung
    that is expected, once a clearing is planned or was held.
    """
    priority = case["client"].get("priority")
    if not priority or "reason" in priority or not needs_reason(priority):
        return
    invited = any("planned_on" in clearing or "held_on" in clearing for _path, clearing in clearings(case))
    if invited or priority["level"] == "individual":
        yield Violation(("client", "priority", "level"))


@CASE_RULES.rule(
    "W39",
    source="§ 81 Abs. 4 AufenthG: the extension is applied for before the document expires",
    text=N_("The residence document expires within {days} days or has expired."),
)
def residence_document_expires(case: Case, county: County, today: date) -> Iterator[Violation]:
    """The residence document runs out within ``residence_warning_days``, and again within 30 days.

    Source: § 81 Abs. 4 AufenthG (only a timely application keeps the rights of the old document).
    """
    until = case["client"].get("residence", {}).get("valid_until")
    if not until or not is_running(case, today):
        return
    left = (parse(until) - today).days
    for days in sorted({URGENT_DAYS, county.interval("residence_warning_days")}):
        if left <= days:
            yield Violation(("client", "residence", "valid_until"), {"days": days})
            return


@CASE_RULES.rule(
    "W40",
    source="§ 2 BGB: guardianship ends at 18, consents and signatures are asked for anew",
    text=N_("The client becomes 18 within {days} days: guardian, consents and signatures change."),
)
def becomes_adult(case: Case, county: County, today: date) -> Iterator[Violation]:
    """The client completes the 18th year within ``adult_warning_days``.

    Source: § 2 BGB. The guardian's part ends, youth services change, consent is asked for again.
    """
    born = parse(case["client"]["birth"]["date"])
    days = county.interval("adult_warning_days")
    soon = age_on(born, today) < ADULT <= age_on(born, today + timedelta(days=days))
    if soon and is_running(case, today):
        yield Violation(("client", "birth", "date"), {"days": days})
