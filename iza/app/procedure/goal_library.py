"""The library of goals: proven wording, filled with the client, the place and the days."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from iza.errors import NotFound, Refused
from iza.i18n import _
from iza.model import lookup
from iza.model.dates import german
from iza.resources import folder
from iza.store.current_case import current_case
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.model.case.record import Case

_PLACEHOLDER = re.compile(r"\{(client|date|municipality)\}")


@cache
def _library_file() -> dict[str, Any]:
    path = folder("templates") / "goals.yaml"
    return read(path.read_bytes(), path.name)


def goals() -> list[dict[str, Any]]:
    """All goals of the library, as ``templates/goals.yaml`` has them."""
    return list(_library_file()["goal_library"])


def fill(office: Office, ref: str, goal_id: str, partners: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """A goal of the library for one case, and in words what had to be left out of it.

    ``partners`` names the partner for steps of a kind; without it the only one of that kind (in the
    client's municipality, if several) is meant. Raises NotFound and Refused.
    """
    case = current_case(office.repo, ref)
    template = next((goal for goal in goals() if goal["id"] == goal_id), None)
    if template is None:
        raise NotFound(_("There is no goal {ref} in the library.").format(ref=goal_id), "iza goal library")
    left_out: list[str] = []
    steps = []
    for step in template["steps"]:
        if step["by"] == "mentor" and "mentor" not in case:
            left_out.append(_("Left out, because no mentor is linked: {text}").format(text=step["text"]))
            continue
        steps.append(_filled_step(office, case, step, partners))
    # A goal of the library has no day of its own: it is reached with its last step.
    target = max(step["due_on"] for step in steps)
    record = {
        "area": template["area"],
        "wish": template["wish"],
        "goal": _fill_in(template["goal"], case, target),
        "indicator": _fill_in(template["indicator"], case, target),
        "target_on": target,
        "steps": steps,
    }
    return record, left_out


def _filled_step(office: Office, case: Case, step: dict[str, Any], partners: dict[str, str]) -> dict[str, Any]:
    due = (office.today + timedelta(days=step["days"])).isoformat()
    who: dict[str, str] = {"role": step["by"]}
    if step["by"] == "partner":
        who["ref"] = _partner_of_kind(office, case, step["partner"], partners)
    return {"text": step["text"], "responsible": who, "due_on": due}


def _partner_of_kind(office: Office, case: Case, kind: str, chosen: dict[str, str]) -> str:
    if kind in chosen:
        return chosen[kind]
    running = [
        p for p in office.repo.county.partners.values()
        if p["kind"] == kind and p.get("active_until", office.day) >= office.day
    ]  # fmt: skip
    municipality = case["client"].get("accommodation", {}).get("municipality")
    # A partner elsewhere is better than none: there may be one Jobcenter for the whole county.
    near = [p for p in running if p.get("municipality") == municipality] or running
    if len(near) == 1:
        return near[0]["id"]
    names = ", ".join(p["id"] for p in near) or _("none in the directory")
    raise Refused(
        _("Which partner of the kind {kind} takes the step? Possible: {names}.").format(kind=kind, names=names),
        _("--partner {kind}=ID").format(kind=kind),
    )


def _fill_in(text: str, case: Case, target: str) -> str:
    """The text with ``{client}``, ``{date}`` and ``{municipality}`` filled in one pass."""
    # Not str.format: a name may hold braces, and what is filled in is never looked at again.
    name = lookup.official_name(case)
    values = {
        "client": name.get("given") or name.get("mononym") or name.get("family", ""),
        "date": german(target),
        "municipality": case["client"].get("accommodation", {}).get("municipality", _("the municipality")),
    }
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


@cache
def prompts() -> dict[str, list[str]]:
    """The open questions for each area of life, as ``templates/prompts.yaml`` has them."""
    path = folder("templates") / "prompts.yaml"
    return dict(read(path.read_bytes(), path.name)["prompts"])
