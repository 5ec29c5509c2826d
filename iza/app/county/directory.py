"""The directory: partners, offers, mentors, interpreters and caseworkers."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iza.app.changing.outcome import Outcome
from iza.app.county.directory_entry import entry
from iza.app.office import in_turn
from iza.errors import Refused
from iza.i18n import _
from iza.model import rules
from iza.model.county import County
from iza.model.dates import german
from iza.model.directory import Caseworker, Interpreter, Mentor, Offer, Partner
from iza.model.refusals import refuse_new_errors
from iza.store import all_cases
from iza.store.message import Message
from iza.store.schema.shape_check import refuse_malformed
from iza.store.work_tree import directory_path
from iza.store.yaml.reader import read
from iza.store.yaml.writer import dump

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.office import Office

SHAPES: dict[str, type] = {
    "caseworkers": Caseworker,
    "partners": Partner,
    "offers": Offer,
    "mentors": Mentor,
    "interpreters": Interpreter,
}


def entries(office: Office, kind: str, *, ended: bool = False) -> list[dict[str, Any]]:
    """The entries of a directory file; those that ended only on request."""
    listed = getattr(office.repo.county, kind).values()
    return [entry for entry in listed if ended or not _has_ended(entry, office.day)]


def _has_ended(entry: Mapping[str, Any], day: str) -> bool:
    return bool(entry.get("active_until", day) < day)


@in_turn
def add(office: Office, kind: str, values: Mapping[str, Any]) -> Outcome:
    """Add an entry. Raises InvalidData for what the schema refuses."""
    ref = str(values.get("id", ""))
    if ref in getattr(office.repo.county, kind):
        raise Refused(_("{ref} is in the directory already.").format(ref=ref), f"iza … edit {ref}")
    _save_entry(office, kind, ref, dict(values), "add")
    return Outcome(ref, _("{ref} added to the directory.").format(ref=ref))


@in_turn
def edit(office: Office, kind: str, ref: str, fields: Mapping[str, Any]) -> Outcome:
    """Change fields of an entry; None takes a field away."""
    entry(office, kind, ref)
    if fields.get("id", ref) != ref:
        raise Refused(_("The id of an entry never changes: cases name it."), ref)
    _save_entry(office, kind, ref, dict(fields), "edit")
    return Outcome(ref, _("{ref} changed.").format(ref=ref))


@in_turn
def end(office: Office, kind: str, ref: str, on: str) -> Outcome:
    """An entry ends with a day: nothing new may name it from then on. Says which open steps do."""
    fields: dict[str, Any] = {"active_until": on}
    current = entry(office, kind, ref)
    if "cooperation" in current:
        fields["cooperation"] = {**current["cooperation"], "ended_on": on}
    _save_entry(office, kind, ref, fields, "end")
    notes = tuple(_("{case} still names {ref}.").format(case=case, ref=ref) for case in naming(office, ref))
    if kind == "caseworkers":
        from iza.app.county.signing_keys import left_behind

        notes += left_behind(office, ref)
    return Outcome(ref, _("{ref} ends on {day}.").format(ref=ref, day=german(on)), notes=notes)


def naming(office: Office, ref: str) -> list[str]:
    """The open cases with open steps (or a mentor, or a caseworker) of this name."""
    from iza.model import lookup
    from iza.model.phases import CLOSED_STEPS

    return [
        case["id"]
        for case in all_cases.outlines(office.repo)
        if "closing" not in case
        and (
            ref in (case["caseworker"], case.get("mentor", {}).get("ref"))
            or any(
                step["responsible"].get("ref") == ref and step["status"] not in CLOSED_STEPS
                for step in lookup.steps(case)
            )
        )
    ]


def _save_entry(office: Office, kind: str, ref: str, fields: dict[str, Any], verb: str) -> None:
    """Write one entry into its file and commit the file."""
    path = directory_path(kind)
    if (office.repo.root / path).exists():
        office.repo.refuse_uncommitted(path)
        opened = office.repo.open(path)
        _set_entry(opened.data, kind, ref, fields)
        text, seen = opened.document.text(), opened.seen
    else:
        header = f"# yaml-language-server: $schema=../schemas/{kind}.schema.json\n"
        text, seen = header + dump({"schema": f"iza/{kind}/1", kind: [fields]}), None
    _refuse_broken(office, kind, path, text)
    office.repo.save(path, text, seen, Message(f"{kind}: {ref} ({verb})", f"{kind.removesuffix('s')}.{verb}"))


def _set_entry(document: Any, kind: str, ref: str, fields: dict[str, Any]) -> None:
    from iza.store.yaml.fields import set_fields

    if not document.get(kind):
        document[kind] = []
    present = next((entry for entry in document[kind] if entry.get("id") == ref), None)
    if present is None:
        document[kind].append(deepcopy(fields))
    else:
        set_fields(present, SHAPES[kind], fields)


def _refuse_broken(office: Office, kind: str, path: str, text: str) -> None:
    """Raises InvalidData or Refused for what schema and rules forbid in the changed file."""
    document = read(text.encode(), path)
    refuse_malformed(kind, document)
    county = office.repo.county
    people: dict[str, Any] = {name: getattr(county, name) for name in SHAPES}
    people[kind] = {item["id"]: item for item in document[kind]}
    changed = County(county.settings, **people)
    refuse_new_errors(rules.check_county(county, office.today), rules.check_county(changed, office.today))
