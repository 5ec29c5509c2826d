"""The letter to a partner: nothing but what is that partner's part, and only with the client's consent.

Source: § 67b Abs. 2 SGB X (consent for the recipient and the data) and Art. 5 Abs. 1 lit. b, c DSGVO (no
more than the purpose needs, and no other use).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from iza.app.letters.papers.agreement import next_review
from iza.app.letters.papers.goals import area_in_words
from iza.app.letters.papers.letter import letter, to_partner
from iza.app.letters.papers.people import partner_of
from iza.app.letters.papers.view import View, missing
from iza.errors import Refused
from iza.history.terms import holds
from iza.i18n import _
from iza.model import consents, lookup
from iza.model.consents import DATA, GOAL_DATA
from iza.model.dates import german
from iza.model.phases import is_closed
from iza.model.rules.places import is_active, open_steps

if TYPE_CHECKING:
    from iza.app.letters.papers.view import Data
    from iza.model.case.agreement import Version
    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.rules.places import StepAt

APPOINTMENTS = "appointments"
STATUTORY = "statutory"


@dataclass(frozen=True)
class Informed:
    """A partner of the plan: what it may be told, and whether it knows the current version.

    ``missing`` are the codes of the data no consent covers; ``told`` is true once the version was passed on
    after the latest review.
    """

    partner: str
    name: str
    data: tuple[str, ...]
    missing: tuple[str, ...]
    told: bool

    @property
    def covered(self) -> bool:
        """Whether a letter may be written."""
        return not self.missing


def partner_letter(view: View) -> Data:
    """The letter to the partner ``view.ref``.

    Raises Refused where nothing is signed, the partner has no part in the plan or the consent does not
    cover it, and InvalidData naming what is missing.
    """
    partner = partner_of(view, view.ref)
    version = _signed_version(view)
    steps = _part_of(view.case, view.county, view.ref)
    if not steps:
        raise Refused(
            _("{partner} has no open step and no offer in this agreement.").format(partner=partner["name"]),
            f"iza show {view.case['id']}",
        )
    statutory = partner.get("data_basis") == STATUTORY
    _refuse_uncovered(view)
    return {
        **letter(view, to_partner(view, view.ref)),
        "partner": partner["name"],
        "version": version["number"],
        "signed_on": german(version.get("signed_on", "")),
        "goals": [_goal_row(view, list(own)) for _ref, own in groupby(steps, key=lambda at: at.goal["id"])],
        "next": next_review(view) if APPOINTMENTS in data_of(view) else None,
        "statutory": statutory,
        "legal_basis": _legal_basis(view) if statutory else "",
        "consents": _basis_rows(view),
    }


def data_of(view: View) -> list[str]:
    """The data the letter to the partner ``view.ref`` contains, as codes in the order of the schema."""
    codes = {str(GOAL_DATA[at.goal["area"]]) for at in _part_of(view.case, view.county, view.ref)}
    if (
        codes
        and lookup.planned_review(view.case)
        and not _uncovered_data(view.case, view.ref, [APPOINTMENTS], view.day)
    ):
        codes.add(APPOINTMENTS)
    return [code for code in DATA if code in codes]


def partners_to_inform(case: Case, county: County, day: str) -> list[Informed]:
    """The active partners with open steps or offers in a signed plan, in the order of the plan.

    Empty while the current version is not signed, and for a closed case.
    """
    version = _current_version(case)
    if not version or "signed_on" not in version or is_closed(case):
        return []
    refs = dict.fromkeys(ref for at in open_steps(case) for ref in _partners_of(at, county))
    active = [ref for ref in refs if ref in county.partners and is_active(county.partners[ref], day)]
    return [_informed_partner(View(case, county, day), ref, version["number"]) for ref in active]


def _informed_partner(view: View, ref: str, version: int) -> Informed:
    partner, data = view.county.partners[ref], data_of(replace(view, ref=ref))
    free = partner.get("data_basis") == STATUTORY
    review = lookup.held_review(view.case)
    since = review.get("held_on", "") if review else ""
    told = any(
        sent["partner"] == ref
        and sent.get("version") == version
        and sent["document"] == "partner-letter"
        and sent["on"] >= since
        for sent in view.case.get("transmissions", [])
    )
    lacking = [] if free else _uncovered_data(view.case, ref, data, view.day)
    return Informed(ref, partner["name"], tuple(data), tuple(lacking), told)


def _current_version(case: Case) -> Version | None:
    """The latest version, as long as the plan says what it said."""
    latest = lookup.versions(case)[-1:]
    return latest[0] if latest and holds(case, latest[0]) else None


def _signed_version(view: View) -> Version:
    """The version a letter is about. Raises Refused where it is not signed, or the case is closed."""
    if is_closed(view.case):
        raise Refused(_("{case} is closed.").format(case=view.case["id"]))
    if not view.record or "signed_on" not in view.record:
        raise Refused(
            _("The agreement as it stands is not signed, so no partner is informed about it yet."),
            f"iza agreement status {view.case['id']}",
        )
    return view.record


def _part_of(case: Case, county: County, ref: str) -> list[StepAt]:
    """The open steps a partner owes, and those that go to an offer of that partner."""
    return [at for at in open_steps(case) if ref in _partners_of(at, county)]


def _partners_of(at: StepAt, county: County) -> list[str]:
    """Who of the partners does a step, and whose offer it goes to."""
    responsible, offer = at.step["responsible"], county.offers.get(at.step.get("offer", ""))
    own = [responsible["ref"]] if responsible["role"] == "partner" and "ref" in responsible else []
    return own + ([offer["partner"]] if offer else [])


def _goal_row(view: View, steps: list[StepAt]) -> Data:
    goal, number = steps[0].goal, steps[0].number.partition(".")[0]
    return {
        "number": number,
        "area": area_in_words(view, goal["area"]),
        "goal": goal["goal"],
        "steps": [
            {
                "number": at.number,
                "text": at.step["text"],
                "who": _who_does_it(view, at),
                "offer": _own_offer(view, at),
                "due_on": german(at.step["due_on"]),
            }
            for at in steps
        ],
    }


def _who_does_it(view: View, at: StepAt) -> str:
    """Empty where the partner does the step itself, else the role: the names of others are not its business."""
    responsible = at.step["responsible"]
    if responsible["role"] == "partner" and responsible.get("ref") == view.ref:
        return ""
    return view.label(responsible["role"], *at.path, "responsible", "role")


def _own_offer(view: View, at: StepAt) -> str:
    """The title of the partner's offer a step goes to; another partner's offer is none of its business."""
    offer = view.county.offers.get(at.step.get("offer", ""))
    return offer["title"] if offer and offer["partner"] == view.ref else ""


def _uncovered_data(case: Case, ref: str, wanted: list[str], day: str) -> list[str]:
    return consents.uncovered(case, ref, wanted, day)


def _refuse_uncovered(view: View) -> None:
    """Raises Refused naming the data that no consent covers; a partner with a statutory basis needs none."""
    partner = partner_of(view, view.ref)
    if partner.get("data_basis") == STATUTORY:
        return
    lacking = _uncovered_data(view.case, view.ref, data_of(view), view.day)
    if lacking:
        raise Refused(
            _("No consent covers this letter to {partner}: {data}.").format(
                partner=partner["name"], data=", ".join(in_words(view, lacking))
            ),
            f"iza consent give {view.case['id']} --partner {view.ref} --data {','.join(lacking)}",
        )


def in_words(view: View, data: list[str] | tuple[str, ...]) -> list[str]:
    """Codes of data in the words of the schema."""
    return [view.label(code, "consents", 0, "data", 0) for code in data]


def _legal_basis(view: View) -> str:
    """What allows passing on data without a consent. Raises InvalidData where the county does not say."""
    basis = view.county.settings.get("privacy", {}).get("legal_basis", "")
    if not basis:
        raise missing("iza.yaml", _("legal basis (privacy.legal_basis)"))
    return basis


def _basis_rows(view: View) -> list[Data]:
    """The consents the letter rests on: day, the data of the letter they cover, purpose."""
    wanted = data_of(view)
    data = consents.needed(wanted)
    return [
        {
            "given_on": german(consent["given_on"]),
            "data": in_words(view, [code for code in consent["data"] if code in data]),
            "purpose": consent["purpose"],
            "valid_until": german(consent["valid_until"]) if "valid_until" in consent else "",
        }
        for consent in consents.covering(view.case, view.ref, wanted, view.day)
    ]
