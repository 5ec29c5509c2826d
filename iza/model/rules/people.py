"""Rules about the directory: mentors' certificates, partners' contacts, references and periods.

Paths are those inside the directory files: ``("mentors", 0, "certificate", "inspected_on")``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.dates import add_months, parse
from iza.model.findings import COUNTY_RULES, Violation
from iza.model.rules.mentor import certificate_due
from iza.model.rules.places import is_active
from iza.model.rules.timeline import E27_SOURCE, E27_TEXT, impossible_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from iza.model.county import County


@COUNTY_RULES.rule(
    "E15",
    source="practice with § 72a SGB VIII: at most three months old when it is inspected",
    text=N_("The certificate of mentor {ref} was inspected before its issue or over {months} months later."),
)
def certificate_is_fresh(county: County, _today: date) -> Iterator[Violation]:
    """A certificate is inspected at most ``certificate_months`` after it was issued, never before.

    Source: practice with § 72a SGB VIII and § 30a BZRG.
    """
    months = county.interval("certificate_months")
    for index, mentor in enumerate(county.mentors.values()):
        if "certificate" in mentor:
            issued = parse(mentor["certificate"]["issued_on"])
            inspected = parse(mentor["certificate"]["inspected_on"])
            if not issued <= inspected <= add_months(issued, months):
                path = ("mentors", index, "certificate", "inspected_on")
                yield Violation(path, {"ref": mentor["id"], "months": months})


@COUNTY_RULES.rule(
    "E17",
    source="§ 72a Abs. 5 SGB VIII: nobody with a relevant entry; nothing else about it is stored",
    text=N_("Only a certificate without a relevant entry may be recorded; otherwise erase mentor {ref}."),
)
def certificate_is_clean(county: County, _today: date) -> Iterator[Violation]:
    """``no_relevant_entry`` is true: a person with an entry gets no record at all.

    Source: § 72a Abs. 5 SGB VIII. The schema holds it too; here it says what to do.
    """
    for index, mentor in enumerate(county.mentors.values()):
        if "certificate" in mentor and mentor["certificate"]["no_relevant_entry"] is not True:
            path = ("mentors", index, "certificate", "no_relevant_entry")
            yield Violation(path, {"ref": mentor["id"]})


@COUNTY_RULES.rule(
    "E26",
    source="data model: references inside the directory",
    text=N_("{ref} leads nowhere, or leads back to itself."),
)
def directory_references_resolve(county: County, _today: date) -> Iterator[Violation]:
    """Deputies are other caseworkers of the directory, offers belong to partners of it.

    Source: the data model.
    """
    for index, worker in enumerate(county.caseworkers.values()):
        deputy = worker.get("deputy")
        if deputy and (deputy not in county.caseworkers or deputy == worker["id"]):
            yield Violation(("caseworkers", index, "deputy"), {"ref": deputy})
    for index, offer in enumerate(county.offers.values()):
        if offer["partner"] not in county.partners:
            yield Violation(("offers", index, "partner"), {"ref": offer["partner"]})


@COUNTY_RULES.rule("E27", source=E27_SOURCE, text=E27_TEXT)
def directory_dates_are_possible(county: County, today: date) -> Iterator[Violation]:
    """Periods in the directory end after they begin, and what happened is not in the future.

    Source: the data model.
    """
    files: dict[str, Mapping[str, object]] = {
        "caseworkers": county.caseworkers,
        "partners": county.partners,
        "offers": county.offers,
        "mentors": county.mentors,
        "interpreters": county.interpreters,
    }
    for name, entries in files.items():
        yield from impossible_dates(list(entries.values()), (name,), today)


@COUNTY_RULES.rule(
    "W41",
    source="practice with § 72a SGB VIII: a new certificate every five years",
    text=N_("The certificate of mentor {ref} is due again on {on}."),
)
def certificate_due_soon(county: County, today: date) -> Iterator[Violation]:
    """An active mentor's certificate is due within ``certificate_warning_days``, or overdue.

    Source: practice with § 72a SGB VIII and § 30a BZRG.
    """
    warning = county.interval("certificate_warning_days")
    for index, mentor in enumerate(county.mentors.values()):
        due = certificate_due(mentor, county)
        if due and (due - today).days <= warning and is_active(mentor, today.isoformat()):
            path = ("mentors", index, "certificate", "inspected_on")
            yield Violation(path, {"ref": mentor["id"], "on": due.isoformat()})


@COUNTY_RULES.rule(
    "W42",
    source="IZV procedure: each partner names a contact person; a deputy keeps it working",
    text=N_("Partner {ref} has no deputy for its contact person."),
)
def partner_has_deputy(county: County, today: date) -> Iterator[Violation]:
    """An active partner names a deputy beside the contact person.

    Source: the IZV procedure (quality criterion of the cooperation).
    """
    for index, partner in enumerate(county.partners.values()):
        if "deputy" not in partner and is_active(partner, today.isoformat()):
            yield Violation(("partners", index), {"ref": partner["id"]})
