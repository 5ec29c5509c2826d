"""Older formats of files, and how each becomes the next one: small pure functions, one version at a time.

A file says its format in its first field: ``schema: iza/case/1`` is version 1 of a case. Files of an
older version are read as if they had the present one, everywhere; ``iza migrate`` writes them anew.
A version that is newer than this program is refused: nobody guesses what a field will mean.

The terms of an agreement keep their canonical form in every version of the format, so that what is
bound to a signature by its SHA-256 never changes by lifting (see ``iza.model.terms``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iza.errors import Refused
from iza.i18n import N_, _
from iza.store.yaml.reader import Unreadable, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.store.yaml.reader import Lines

Lift = Callable[[dict[str, Any]], None]

PRESENT = dict.fromkeys(
    ("case", "settings", "caseworkers", "partners", "offers", "mentors", "interpreters", "acknowledged"), 1
)
"""The version of each kind of file that this program writes."""

_MARK = re.compile("iza/([a-z]+)/(0|[1-9][0-9]{0,3})")
_NEWER = N_("This file was written by a newer iza (format {found}; this one knows up to {known}); update iza.")


class Newer(Unreadable):
    """A file in a format this program does not know yet; ``details`` fill the places of ``problem``."""

    def __init__(self, name: str, line: int, version: int, newest: int) -> None:
        super().__init__(name, line, _NEWER)
        self.version, self.newest = version, newest
        self.details: dict[str, object] = {"found": version, "known": newest}
        self.message = self.message.format(**self.details)
        self.args = (self.message,)


def version_of(document: dict[str, Any]) -> int:
    """The version of the format a document says it has; -1 where it says none that could be one of ours."""
    return _format_of(document)[1]


def is_old(document: dict[str, Any]) -> bool:
    """Whether a document has an older format that can be lifted."""
    return _format_of(document) in LIFTS


def lift(document: dict[str, Any], name: str = "") -> dict[str, Any]:
    """The document in the present format; one that has it already is returned as it is.

    ``document`` itself stays as it was. What does not fit its own format is left for the schema to name.
    Raises Newer for a format this program does not know yet.
    """
    kind, version = _format_of(document)
    if version > PRESENT.get(kind, version):
        raise Newer(name, 0, version, PRESENT[kind])
    if (kind, version) not in LIFTS:
        return document
    lifted = deepcopy(document)
    while (kind, version) in LIFTS:
        for step in LIFTS[kind, version]:
            step(lifted)
        version += 1
        lifted["schema"] = f"iza/{kind}/{version}"
    return lifted


def read_lifted(source: bytes, name: str, lines: Lines | None = None) -> dict[str, Any]:
    """The mapping in ``source`` in the present format; ``lines`` are those of the file as it is written.

    Raises Unreadable naming the file and line, and Newer.
    """
    document = read(source, name, lines)
    try:
        return lift(document, name)
    except Newer as error:
        line_map: Lines = {}
        read(source, name, line_map)
        raise Newer(name, line_map.get(("schema",), 0), error.version, error.newest) from None


def refuse_other(document: dict[str, Any], name: str) -> None:
    """Nothing is written in a format that is not the present one. Raises Refused, and Newer."""
    if lift(document, name) is not document:
        raise Refused(
            _("{file} has an older format; nothing is written in it any more.").format(file=name),
            _("First `iza migrate`: it lifts all old files at once."),
        )


def _format_of(document: dict[str, Any]) -> tuple[str, int]:
    mark = document.get("schema")
    match = _MARK.fullmatch(mark) if isinstance(mark, str) else None
    return (match[1], int(match[2])) if match else ("", -1)


# -- version 0 of a case becomes version 1 --------------------------------------------------------------


def _due_on(case: dict[str, Any]) -> None:
    """A step was ``due``; since then every day ends in ``_on``."""
    for step in _mappings_within(case, "agreement", "goals", "steps"):
        _rename_field(step, "due", "due_on")


def _lift_responsible(case: dict[str, Any]) -> None:
    """Who is responsible was one text (``client``, ``partner:vhs-albweil``), like at the command line."""
    for step in _mappings_within(case, "agreement", "goals", "steps"):
        if isinstance(step.get("responsible"), str):
            role, _colon, ref = step["responsible"].partition(":")
            step["responsible"] = {"role": role} | ({"ref": ref} if ref else {})


def _review_days(case: dict[str, Any]) -> None:
    """A review had one ``date``: when it was planned and, once it was held, when that was."""
    from iza.model.case.reviews import Review
    from iza.store.yaml.writer import put

    for review in _mappings_within(case, "reviews"):
        _rename_field(review, "date", "planned_on")
        if review.get("status") == "held" and "held_on" not in review and "planned_on" in review:
            put(review, "held_on", review["planned_on"], list(Review.__annotations__))


def _lift_areas(case: dict[str, Any]) -> None:
    """The life areas of a clearing were a list of ``needs``, each naming its ``area``."""
    for clearing in _mappings_within(case, "clearings"):
        needs = [dict(need) for need in _mappings_within(clearing, "needs")]
        areas = [need.pop("area", None) for need in needs]
        named = {area for area in areas if isinstance(area, str)}
        if named and len(named) == len(clearing["needs"]) and "areas" not in clearing:
            _rename_field(clearing, "needs", "areas")
            clearing["areas"] = dict(zip(areas, needs, strict=True))


LIFTS: dict[tuple[str, int], tuple[Lift, ...]] = {
    ("case", 0): (_due_on, _lift_responsible, _review_days, _lift_areas),
}
"""By kind and version: what turns it into the next version, in this order."""

RENAMED = {"due": "due_on", "date": "planned_on", "needs": "areas"}
"""New names of fields by their old ones, so that they keep their place and their comments in a file."""


def _mappings_within(document: Any, *names: str) -> Iterator[dict[str, Any]]:
    """The mappings that ``names`` lead to, through fields and the entries of lists; others are passed over."""
    places = [document]
    for name in names:
        inner = [mapping.get(name) for mapping in places if isinstance(mapping, dict)]
        places = [entry for listed in inner for entry in (listed if isinstance(listed, list) else [listed])]
    return (mapping for mapping in places if isinstance(mapping, dict))


def _rename_field(record: dict[str, Any], old: str, new: str) -> None:
    """Give a field another name at its place; two fields never become one."""
    if old in record and new not in record:
        fields = [(new if name == old else name, value) for name, value in record.items()]
        record.clear()
        record.update(fields)
