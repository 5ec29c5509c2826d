"""What a client agreed that a partner may know: which consents hold on a day, and what they cover.

Source: § 67b Abs. 2 SGB X and Art. 7 DSGVO (recipient, data and purpose, for the future revocable);
Art. 9 Abs. 2 lit. a DSGVO (health only with an explicit consent of its own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from iza.errors import NotFound
from iza.i18n import _
from iza.model.case.vocabulary import ConsentData
from iza.model.dates import age_on, parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from iza.model.case.record import Case, Consent, Transmission
    from iza.model.case.vocabulary import LifeArea

DATA: tuple[ConsentData, ...] = get_args(ConsentData)
"""The data a consent can name, in the order of the schema."""

GOAL_DATA: dict[LifeArea, ConsentData] = {
    "language": "goals_language",
    "school": "goals_school",
    "training": "goals_training",
    "work": "goals_work",
    "housing": "goals_housing",
    "family": "goals_family",
    "health": "goals_health",
    "finance": "goals_finance",
    "residence": "goals_residence",
    "administration": "goals_administration",
    "participation": "goals_participation",
    "everyday": "goals_everyday",
    "other": "goals_other",
}
"""For each life area the data its goals and steps are."""

SPECIAL: ConsentData = "special_categories"
"""The row of Art. 9 DSGVO on the consent sheet."""

SPECIAL_DATA: frozenset[ConsentData] = frozenset({SPECIAL, "goals_health"})
"""Data of special categories: what may be known only where the row of Art. 9 was agreed to as well.

Source: Art. 9 Abs. 1 DSGVO names health. The file holds no other special category.
"""

SIGNS_FROM = 15
"""From this age clients consent themselves; nobody does it in their place (§ 36 Abs. 1 SGB I)."""


def runs(consent: Consent, day: str) -> bool:
    """Whether a day lies in the time a consent was given for, whatever was revoked since."""
    return consent["given_on"] <= day <= consent.get("valid_until", day)


def holds(consent: Consent, day: str) -> bool:
    """Whether a consent holds on a day: given, not expired, not revoked by then."""
    return runs(consent, day) and day < consent.get("revoked_on", "9999")


def needed(wanted: Collection[str]) -> set[str]:
    """The data that must be agreed to for the ``wanted``: special categories need their row too."""
    return {*wanted, SPECIAL} if SPECIAL_DATA.intersection(wanted) else set(wanted)


def covering(case: Case, partner: str, wanted: Collection[str], day: str) -> list[Consent]:
    """The consents for a partner that hold on a day and cover some of the wanted data."""
    data = needed(wanted)
    own = [
        own_consent
        for own_consent in case.get("consents", [])
        if own_consent["partner"] == partner and holds(own_consent, day)
    ]
    return [consent for consent in own if data.intersection(consent["data"])]


def uncovered(case: Case, partner: str, wanted: Collection[str], day: str) -> list[str]:
    """The wanted data that no consent for the partner covers on that day, in the order of the schema.

    For special categories it names ``special_categories`` where only that row is missing. A word that
    is no data of the schema is never covered; it comes last.
    """
    return uncovered_by(covering(case, partner, wanted, day), wanted)


def uncovered_by(consents: Collection[Consent], wanted: Collection[str]) -> list[str]:
    """The wanted data that none of these consents covers, in the order of the schema."""
    agreed = {code for consent in consents for code in consent["data"]}
    order: tuple[str, ...] = DATA
    return sorted(needed(wanted) - agreed, key=lambda code: (order.index(code) if code in order else len(order), code))


def signs_alone(case: Case, day: str) -> bool:
    """Whether the client is old enough on a day to consent: nobody consents in her or his place."""
    return age_on(parse(case["client"]["birth"]["date"]), parse(day)) >= SIGNS_FROM


def find(case: Case, ref: str) -> Consent:
    """The consent with this id or number (``2``). Raises NotFound."""
    for number, consent in enumerate(case.get("consents", []), 1):
        if ref in (consent["id"], str(number)):
            return consent
    raise NotFound(
        _("There is no consent {ref} in this case.").format(ref=ref),
        _("Consents go by number (1, 2, …) or id; `iza consent list {case} --all` lists them.").format(case=case["id"]),
    )


def under(case: Case, consent: Consent) -> list[Transmission]:
    """What was passed on under a consent, oldest first."""
    sent_under = [sent for sent in case.get("transmissions", []) if sent.get("consent") == consent["id"]]
    return sorted(sent_under, key=lambda sent: sent["on"])
