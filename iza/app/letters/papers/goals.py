"""Goals and steps of an agreement in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.people import partner_of, responsible
from iza.app.letters.papers.view import filled, missing
from iza.errors import InvalidData
from iza.i18n import _
from iza.model import lookup
from iza.model.dates import german
from iza.model.terms import is_agreed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iza.app.letters.papers.view import Data, View
    from iza.model.case.agreement import Goal, Step
    from iza.model.values import FieldPath

_TEXTS = frozenset({"goal", "indicator", "text"})


def area_in_words(view: View, area: str) -> str:
    """The label of a life area; of ``other`` the one given in the clearing."""
    areas = lookup.areas(view.case)
    own = view.text(areas["other"], "label") if area == "other" and "other" in areas else ""
    return own or view.label(area, "agreement", "goals", 0, "area")


def current_goals(view: View) -> dict[int, Goal]:
    """The goals that count, by the number people use; numbers of goals given up stay free."""
    numbered = dict(enumerate(lookup.goals(view.case), 1))
    return {number: goal for number, goal in numbered.items() if is_agreed(goal)}


def current_steps(goal: Goal) -> dict[int, Step]:
    """The steps that count, by the number people use; numbers of cancelled steps stay free."""
    return {number: step for number, step in enumerate(goal["steps"], 1) if is_agreed(step)}


def goals(view: View) -> Iterator[Data]:
    """The goals with their steps, numbered as people say them. Raises InvalidData."""
    current = current_goals(view)
    if not current:
        raise missing(_("The agreement"), view.wording.field(("agreement", "goals")))
    for number, goal in current.items():
        path: FieldPath = ("agreement", "goals", number - 1)
        spot = _("Goal {number}").format(number=number)
        yield {
            "number": number,
            "area": area_in_words(view, _filled_in(view, goal, "area", spot, path)),
            "wish": view.text(goal, "wish"),
            "goal": _filled_in(view, goal, "goal", spot, path),
            "indicator": _filled_in(view, goal, "indicator", spot, path),
            "target_on": german(_filled_in(view, goal, "target_on", spot, path)),
            "steps": list(_step_rows(view, number, goal)),
        }


def _step_rows(view: View, number: int, goal: Goal) -> Iterator[Data]:
    if not goal.get("steps"):
        spot = _("Goal {number}").format(number=number)
        raise missing(spot, view.wording.field(("agreement", "goals", number - 1, "steps")))
    for count, step in current_steps(goal).items():
        path: FieldPath = ("agreement", "goals", number - 1, "steps", count - 1)
        spot = _("Step {number}").format(number=f"{number}.{count}")
        _filled_in(view, step, "responsible", spot, path)
        yield {
            "number": f"{number}.{count}",
            "text": _filled_in(view, step, "text", spot, path),
            "who": responsible(view, step["responsible"]),
            "with": with_whom(view, step),
            "due_on": german(_filled_in(view, step, "due_on", spot, path)),
        }


def with_whom(view: View, step: Step) -> list[str]:
    """Who helps: the support in words, and the offer the step goes to."""
    ref = step.get("offer", "")
    offer = view.county.offers.get(ref)
    if ref and not offer:
        raise InvalidData(_("There is no entry {ref} in directory/{name}.yaml.").format(ref=ref, name="offers"))
    named = f"{offer['title']} ({partner_of(view, offer['partner'])['name']})" if offer else ""
    return filled(view.text(step, "support"), named)


def _filled_in(view: View, holder: Mapping[str, Any], name: str, spot: str, path: FieldPath) -> str:
    """A field every agreement needs, translated where it is a text. Raises InvalidData."""
    if not holder.get(name):
        raise missing(spot, view.wording.field((*path, name)))
    return view.text(holder, name) if name in _TEXTS else str(holder[name])
