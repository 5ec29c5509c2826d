"""The outline of a case: as much of it as lists, the search and the calendar need, in the shape of a case.

Whatever asks an outline gets the answer the whole case would give; what people said, and what they are assessed
to be, stays in the case file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from iza.model.case.record import Case

OutlinePart = dict[str, Any]

_PERSON: OutlinePart = {
    "names": None,
    "birth": None,
    "languages": {"tag": None},
    "interpreter": {"language": None},
    "contact": {"phone": None},
    "residence": {"valid_until": None},
    "guardian": {"until": None},
}
_STEP: OutlinePart = {"id": None, "status": None, "due_on": None, "after": None, "responsible": None}
_AGREEMENT: OutlinePart = {
    "goals": {"id": None, "status": None, "steps": _STEP},
    "versions": {"number": None, "issued_on": None, "signed_on": None},
}
_CASE: OutlinePart = {
    "id": None,
    "opened_on": None,
    "caseworker": None,
    "team": None,
    "client": _PERSON,
    "clearings": {"planned_on": None, "held_on": None, "decision": {"result": None, "recheck_on": None}},
    "agreement": _AGREEMENT,
    "reviews": {"id": None, "status": None, "planned_on": None, "held_on": None, "result": None},
    "pauses": {"since": None, "until": None},
    "mentor": {"ref": None},
    "consents": {"partner": None, "valid_until": None, "revoked_on": None},
    "closing": {"reason": None, "on": None},
}
"""The fields that are kept: whole (None), or with fields of their own, which a list has in each entry."""


def outline(case: Case) -> Case:
    """The outline of a sound case."""
    return cast("Case", _part_of_outline(case, _CASE))


def _part_of_outline(value: Any, kept: OutlinePart) -> Any:
    if isinstance(value, list):
        return [_part_of_outline(entry, kept) for entry in value]
    return {
        name: value[name] if inner is None else _part_of_outline(value[name], inner)
        for name, inner in kept.items()
        if name in value
    }
