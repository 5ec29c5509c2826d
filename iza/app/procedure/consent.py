"""Consents: what a client agreed that a partner may know, and what was passed on under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from iza.app import words
from iza.app.changing import intake
from iza.app.changing.change import editing, new_id
from iza.app.changing.outcome import Outcome
from iza.app.county import directory
from iza.app.letters.papers.kinds import KINDS
from iza.errors import InvalidData, Refused
from iza.i18n import _, ngettext
from iza.model import consents
from iza.model.case import Case, Consent
from iza.model.consents import SPECIAL, SPECIAL_DATA
from iza.model.phases import is_closed
from iza.model.procedure import Action
from iza.model.rules.places import is_active, open_steps
from iza.store.current_case import current_case
from iza.store.yaml.fields import append_entry, set_field

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from iza.app.office import Office
    from iza.model.case import Transmission

State = Literal["valid", "expired", "revoked"]


@dataclass(frozen=True)
class Row:
    """A consent with the number people use, the partner's name and what was passed on under it."""

    number: int
    consent: Consent
    name: str
    state: State
    sent: tuple[Transmission, ...]


def give(office: Office, ref: str, given: Mapping[str, Any], ids: Sequence[str] = ()) -> Outcome:
    """Record that the client consented: one row for each partner of ``partner``.

    ``ids`` are used where they are known already. Raises NotFound for an unknown partner, InvalidData
    and Refused for what is no valid consent.
    """
    partners = intake.words(given, "partner")
    if not partners:
        raise InvalidData(_("A consent names the partner it is for."), "iza partner list")
    names = [directory.entry(office, "partners", partner)["name"] for partner in partners]
    with editing(office, ref, Action.CONSENT_GIVE) as edit:
        made = []
        for place, partner in enumerate(partners):
            known = ids[place] if place < len(ids) else new_id(office, "e", edit.case)
            made.append(_entry(office, {**given, "partner": partner}, known))
            _add(edit.case, made[-1])
        said = _("Consent recorded for {partners}.").format(partners=", ".join(names))
        return Outcome(edit.case_id, said, notes=_doubts(office, made), data={"consents": [one["id"] for one in made]})


def _entry(office: Office, given: Mapping[str, Any], known: str) -> Consent:
    """The consent with its fields in the order of their shape."""
    values = intake.without(given, "id") | {"id": known}
    values["given_on"] = intake.day(given, "given_on", office.day)
    for name in ("data", "signed_by"):
        if name in given:
            values[name] = list(dict.fromkeys(intake.words(given, name)))
    shape = {name: values[name] for name in Consent.__annotations__ if name in values}
    return cast("Consent", shape | values)


def _add(case: Case, entry: Consent) -> None:
    """Append a consent. Raises Refused where it is there already, or lacks the row of Art. 9 DSGVO."""
    same = {name: value for name, value in entry.items() if name != "id"}
    if any({**known, "id": ""} == {**same, "id": ""} for known in case.get("consents", [])):
        raise Refused(_("This consent is recorded already."), f"iza consent list {case['id']}")
    append_entry(case, Case, "consents", entry)
    data = entry.get("data", [])
    if SPECIAL_DATA.intersection(data) and SPECIAL in consents.uncovered(
        case, entry["partner"], data, entry["given_on"]
    ):
        raise Refused(
            _("Goals about health are special data: the client agrees to that expressly (Art. 9 DSGVO)."),
            _("Add special_categories to the data if the client agreed to it; otherwise leave goals_health out."),
        )


def _doubts(office: Office, made: Sequence[Consent]) -> tuple[str, ...]:
    """What may be a mistake: a partner who does not cooperate on that day."""
    partners = office.repo.county.partners
    away = [one for one in made if not is_active(partners[one["partner"]], one["given_on"])]
    return tuple(
        _("{partner} is not part of the cooperation on that day.").format(partner=one["partner"]) for one in away
    )


def revoke(office: Office, ref: str, consent_ref: str, on: str | None = None) -> Outcome:
    """Record that the client revoked a consent; it stays on record with that day.

    Says what was passed on under it: the partner has to be told (Art. 19 DSGVO). Raises NotFound and
    Refused where it was revoked before.
    """
    day = on or office.day
    with editing(office, ref, Action.CONSENT_REVOKE) as edit:
        consent = consents.find(edit.case, consent_ref)
        if "revoked_on" in consent:
            raise Refused(
                _("This consent was revoked on {day} already.").format(day=words.day(consent["revoked_on"])),
                f"iza consent list {edit.case_id} --all",
            )
        set_field(consent, Consent, "revoked_on", day)
        sent = consents.under(edit.case, consent)
        name = _partner_name(office, consent["partner"])
        said = _("The consent for {partner} is revoked as of {day}.").format(partner=name, day=words.day(day))
        data = {"consent": consent["id"], "partner": consent["partner"], "transmissions": [dict(one) for one in sent]}
        return Outcome(edit.case_id, said, notes=tuple(_to_do(office, edit.case, consent)), data=data)


def _to_do(office: Office, case: Case, consent: Consent) -> list[str]:
    """What a revocation leaves to be done: tell the partner, find another way for its steps."""
    name, day = _partner_name(office, consent["partner"]), consent["revoked_on"]
    sent = consents.under(case, consent)
    notes = []
    if sent:
        told = _("Tell {partner} that this consent was revoked. It received:").format(partner=name)
        notes.append("\n".join([told, *(f"  {in_words(one)}" for one in sent)]))
    if any(one["on"] > day for one in sent):
        notes.append(_("Data were passed on after that day: tell your data protection officer."))
    steps = _owed_steps(case, consent["partner"])
    if steps and not any(consents.holds(one, day) for one in case["consents"] if one["partner"] == consent["partner"]):
        notes.append(
            ngettext(
                "Step {steps} is with {partner}, who may not be told anything about it now.",
                "Steps {steps} are with {partner}, who may not be told anything about them now.",
                len(steps),
            ).format(steps=", ".join(steps), partner=name)
        )
    return notes


def _owed_steps(case: Case, partner: str) -> list[str]:
    """The numbers of the open steps a partner owes."""
    if is_closed(case):
        return []
    return [
        at.number
        for at in open_steps(case)
        if at.step["responsible"]["role"] == "partner" and at.step["responsible"].get("ref") == partner
    ]


def in_words(sent: Transmission) -> str:
    """A transmission on one line: day, document, content."""
    content = words.value(("transmissions", 0, "content"), list(sent.get("content", [])))
    known = KINDS.get(sent["document"])
    head = f"{words.day(sent['on'])} {known.name_on_screen if known else sent['document']}"
    return f"{head}: {content}" if content else head


def rows(office: Office, ref: str, *, everything: bool = False) -> list[Row]:
    """The consents that hold today, or all there ever were, as people number them."""
    case = current_case(office.repo, ref)
    found = [
        Row(
            number,
            consent,
            _partner_name(office, consent["partner"]),
            state(consent, office.day),
            tuple(consents.under(case, consent)),
        )
        for number, consent in enumerate(case.get("consents", []), 1)
    ]
    return [row for row in found if everything or row.state == "valid"]


def state(consent: Consent, day: str) -> State:
    """How a consent stands on a day."""
    if consent.get("revoked_on", "9999") <= day:
        return "revoked"
    return "valid" if consents.runs(consent, day) else "expired"


def _partner_name(office: Office, ref: str) -> str:
    """The partner's name, its id where the directory does not know it any more."""
    known = office.repo.county.partners.get(ref)
    return known["name"] if known else ref


def transmitted(
    case: Case,
    on: str,
    partner: str,
    document: str,
    content: Collection[str],
    consent_id: str | None,
    version: int | None,
) -> None:
    """Note in a case that data were passed on, under a consent or (None) by statute, unless that is noted already.

    ``content`` are codes of the schema, never the data themselves; ``document`` is the template's name.
    """
    entry: dict[str, Any] = {"on": on, "partner": partner, "document": document}
    if content:
        entry["content"] = list(content)
    entry |= {"basis": "consent", "consent": consent_id} if consent_id else {"basis": "statutory"}
    if version is not None:
        entry["version"] = version
    if entry not in case.get("transmissions", []):
        append_entry(case, Case, "transmissions", entry)
