"""The end of a case, and its handover: letter, report for the file, handover, offer to the archive.

What another service gets to know is what the client agreed to; what the archive is told is no more than
that there is a file.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from iza.app.letters.papers.agreement import partners_of
from iza.app.letters.papers.goals import area_in_words
from iza.app.letters.papers.letter import Recipient, frame, letter, sender, to_client, writer
from iza.app.letters.papers.people import caseworker, client_name, contact_name, given_first, partner_of, reach
from iza.app.letters.papers.settings import archive, privacy, said_once
from iza.app.letters.papers.transfer import handover, open_points
from iza.errors import Refused
from iza.i18n import _
from iza.model import dates, lookup
from iza.model.consents import GOAL_DATA
from iza.model.dates import german
from iza.model.rules.places import is_active

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.letters.papers.view import Data, View
    from iza.model.case.agreement import Goal
    from iza.model.case.record import Closing, Snapshot

__all__ = ["archive_offer", "closing_letter", "closing_report", "handover"]
REACHED = frozenset({"achieved", "partly_achieved"})
# Services of this county help nobody who lives elsewhere.
_AWAY = frozenset({"moved_county", "left_germany"})
_SERVICES = 5  # so many fit on the page
_FIGURES = ("german", "employment", "benefits", "accommodation", "residence")


def _closing_of(view: View) -> Closing:
    """How the case ended. Raises Refused while it goes on."""
    if "closing" not in view.case:
        raise Refused(
            _("{case} is not closed yet.").format(case=view.case["id"]),
            f"iza close {view.case['id']} --reason …",
        )
    return view.case["closing"]


def closing_letter(view: View) -> Data:
    """What was reached, where help is to be had from now on, what happens to the data."""
    closing = _closing_of(view)
    goals = [goal for goal in lookup.goals(view.case) if goal["status"] in REACHED]
    return {
        **letter(view, to_client(view, represented=True)),
        "reason": closing["reason"],
        "reached": [
            {
                "area": area_in_words(view, goal["area"]),
                "goal": view.text(goal, "goal"),
                "partly": goal["status"] == "partly_achieved",
            }
            for goal in goals
        ],
        "services": [] if closing["reason"] in _AWAY else list(_services_of_partners(view)),
        "storage": said_once(view, privacy(view.county, "storage")),
    }


def _services_of_partners(view: View) -> Iterator[Data]:
    """The partners of the plan who are still there."""
    refs = [ref for ref in partners_of(view, []) if is_active(partner_of(view, ref), view.day)]
    for ref in refs[:_SERVICES]:
        partner = partner_of(view, ref)
        yield {"name": partner["name"], "person": contact_name(partner), "contact": list(reach(partner))}


# -- the report for the file ----------------------------------------------------------------------------


def closing_report(view: View) -> Data:
    """The figures of a case that ended: course, goals and steps, before and after, what stays open."""
    closing = _closing_of(view)
    worker = closing.get("by", view.case["caseworker"])
    return {
        "county": sender(view.county),
        "reference": view.case["id"],
        "date": view.today,
        "client": {"name": client_name(view)},
        "reason": view.label(closing["reason"], "closing", "reason"),
        "closed_on": german(closing["on"]),
        "closed_by": given_first(caseworker(view, worker)["name"]),
        "course": _course_facts(view, closing),
        "goals": [_result_of_goal(view, number, goal) for number, goal in enumerate(lookup.goals(view.case), 1)],
        "steps": _counts_of_codes(view, (step["status"] for step in lookup.steps(view.case)), "steps", 0, "status"),
        "obstacles": _counts_of_codes(
            view, (step.get("blocked_by") for step in lookup.steps(view.case)), "steps", 0, "blocked_by"
        ),
        "figures": _figures_compared(view),
        "open": list(open_points(view, GOAL_DATA)),
        "sent": len(view.case.get("transmissions", [])),
    }


def _course_facts(view: View, closing: Closing) -> Data:
    """Days and durations of the procedure; empty or 0 for what never happened."""
    case = view.case
    held, signed = (
        lookup.held_clearing(case),
        [version["signed_on"] for version in lookup.versions(case) if "signed_on" in version],
    )
    states = Counter(review["status"] for review in case.get("reviews", []))
    first = min(signed, default="")
    return {
        "opened_on": german(case["opened_on"]),
        "clearing_on": german(held["held_on"]) if held else "",
        "signed_on": german(first) if first else "",
        "months": dates.months_between(dates.parse(first), dates.parse(closing["on"])) if first else 0,
        "versions": len(signed),
        "reviews": states["held"],
        "missed": states["no_show"],
        "pauses": len(case.get("pauses", [])),
        "mentor": "mentor" in case,
        "interpreter": view.case["client"].get("interpreter", {"need": "none"})["need"] != "none",
    }


def _result_of_goal(view: View, number: int, goal: Goal) -> Data:
    path = ("agreement", "goals", number - 1)
    dropped = goal.get("dropped_reason", "")
    return {
        "number": number,
        "area": area_in_words(view, goal["area"]),
        "goal": view.text(goal, "goal"),
        "state": view.label(goal["status"], *path, "status"),
        "dropped": view.label(dropped, *path, "dropped_reason") if dropped else "",
        "on": german(goal["closed_on"]) if "closed_on" in goal else "",
    }


def _counts_of_codes(view: View, codes: Iterator[Any], *path: str | int) -> list[Data]:
    """How often each code occurs, in words, the most frequent first."""
    counted = Counter(str(code) for code in codes if code)
    return [
        {"label": view.label(code, "agreement", "goals", 0, *path), "number": number}
        for code, number in counted.most_common()
    ]


def _figures_compared(view: View) -> Data | None:
    """The first and the last snapshot beside each other; None where there are not two."""
    taken = sorted(view.case.get("snapshots", []), key=lambda snapshot: snapshot["on"])
    if len(taken) < 2:
        return None
    first, last = taken[0], taken[-1]
    return {
        "from": german(first["on"]),
        "to": german(last["on"]),
        "rows": [
            {
                "label": view.wording.named(("snapshots", 0, name)),
                "start": _figure_in_words(view, first, name),
                "end": _figure_in_words(view, last, name),
            }
            for name in _FIGURES
            if name in first or name in last
        ],
    }


def _figure_in_words(view: View, taken: Snapshot, name: str) -> str:
    code = str(cast("dict[str, Any]", taken).get(name, ""))
    return view.label(code, "snapshots", 0, name) if code else ""


# -- the archive ----------------------------------------------------------------------------------------


def archive_offer(view: View) -> Data:
    """What there is and from when, for the archive of iza.yaml: no name, nothing of what the file says."""
    closing = _closing_of(view)
    name, *address = archive(view.county)
    return {
        **frame(view.county, view, Recipient(name, (name, *address))),
        "reference": view.case["id"],
        "writer": writer(view, view.case["caseworker"]),
        "files": [
            {
                "case": view.case["id"],
                "from": german(view.case["opened_on"]),
                "to": german(closing["on"]),
                "agreement": lookup.signed_version(view.case) is not None,
            }
        ],
    }
