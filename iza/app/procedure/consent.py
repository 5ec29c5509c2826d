"""Consents: what a client agreed that a partner may know; given, revoked and listed with what was passed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from iza.app import words
from iza.app.changing import intake
from iza.app.changing.change import editing, new_id
from iza.app.changing.outcome import Outcome
from iza.app.county import directory_entry
from iza.app.letters.papers.kinds import KINDS
from iza.errors import InvalidData, Refused
from iza.i18n import _, ngettext
from iza.model import consents
from iza.model.case.record import Case, Consent
from iza.model.consents import SPECIAL, SPECIAL_DATA
from iza.model.phases import is_closed
from iza.model.procedure import Action
from iza.model.rules.places import is_active, open_steps
from iza.store.current_case import current_case
from iza.store.yaml.fields import append_entry, set_field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iza.app.office import Office
    from iza.model.case.record import Transmission

ConsentState = Literal["valid", "expired", "revoked"]


@dataclass(frozen=True)
class ConsentRow:
    """A consent with the number people use, the partner's name and what was passed on under it."""

    number: int
    consent: Consent
    name: str
    state: ConsentState
    sent: tuple[Transmission, ...]


def give(office: Office, ref: str, given: Mapping[str, Any], ids: Sequence[str] = ()) -> Outcome:
    """Record that the client consented: one row for each partner of ``partner``.

    ``ids`` are used where they are known already. Raises NotFound for an unknown partner, InvalidData
    and Refused for what is no valid consent.
    """
    partners = intake.word_list(given, "partner")
    if not partners:
        raise InvalidData(_("A consent names the partner it is for."), "iza partner list")
    # Looked up before the case is opened: an unknown partner is told without a lock, and nothing has begun.
    names = [directory_entry.entry(office, "partners", partner)["name"] for partner in partners]
    with editing(office, ref, Action.CONSENT_GIVE) as edit:
        made: list[Consent] = []
        for index, partner in enumerate(partners):
            consent_id = ids[index] if index < len(ids) else new_id(office, "e", edit.case)
            made.append(_new_consent(office, {**given, "partner": partner}, consent_id))
            _add_consent(edit.case, made[-1])
        message = _("Consent recorded for {partners}.").format(partners=", ".join(names))
        data = {"consents": [consent["id"] for consent in made]}
        return Outcome(edit.case_id, message, notes=_notes_on_ended_cooperation(office, made), data=data)


def _new_consent(office: Office, given: Mapping[str, Any], consent_id: str) -> Consent:
    """The consent with its fields in the order of their shape."""
    values = intake.without(given, "id") | {"id": consent_id}
    values["given_on"] = intake.day(given, "given_on", office.day)
    for name in ("data", "signed_by"):
        if name in given:
            # Each code once, in the order in which it was given.
            values[name] = list(dict.fromkeys(intake.word_list(given, name)))
    ordered = {name: values[name] for name in Consent.__annotations__ if name in values}
    # Fields the shape does not have come last: the schema names them.
    return cast("Consent", ordered | values)


def _add_consent(case: Case, entry: Consent) -> None:
    """Append a consent. Raises Refused where it is there already, or lacks the row of Art. 9 DSGVO."""
    if any({**consent, "id": ""} == {**entry, "id": ""} for consent in case.get("consents", [])):
        raise Refused(_("This consent is recorded already."), f"iza consent list {case['id']}")
    append_entry(case, Case, "consents", entry)
    # Art. 9 Abs. 2 lit. a DSGVO: data about health need a consent that names them expressly.
    data = entry.get("data", [])
    if SPECIAL_DATA.intersection(data) and SPECIAL in consents.uncovered(
        case, entry["partner"], data, entry["given_on"]
    ):
        raise Refused(
            _("Goals about health are special data: the client agrees to that expressly (Art. 9 DSGVO)."),
            _("Add special_categories to the data if the client agreed to it; otherwise leave goals_health out."),
        )


def _notes_on_ended_cooperation(office: Office, made: Sequence[Consent]) -> tuple[str, ...]:
    """Consents that may be meant for another partner: those for one who does not cooperate on that day."""
    partners = office.repo.county.partners
    refs = (entry["partner"] for entry in made if not is_active(partners[entry["partner"]], entry["given_on"]))
    return tuple(_("{partner} is not part of the cooperation on that day.").format(partner=ref) for ref in refs)


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
        message = _("The consent for {partner} is revoked as of {day}.").format(partner=name, day=words.day(day))
        data = {"consent": consent["id"], "partner": consent["partner"], "transmissions": list(map(dict, sent))}
        return Outcome(edit.case_id, message, notes=tuple(_notes_on_revocation(office, edit.case, consent)), data=data)


def _notes_on_revocation(office: Office, case: Case, consent: Consent) -> list[str]:
    """What a revocation leaves to be done: tell the partner, find another way for its steps."""
    name, day = _partner_name(office, consent["partner"]), consent["revoked_on"]
    sent = consents.under(case, consent)
    notes = []
    if sent:
        # Art. 19 DSGVO: everybody who received data is told that they may not be used any more.
        heading = _("Tell {partner} that this consent was revoked. It received:").format(partner=name)
        notes.append("\n".join([heading, *(f"  {transmission_in_words(entry)}" for entry in sent)]))
    if any(entry["on"] > day for entry in sent):
        notes.append(_("Data were passed on after that day: tell your data protection officer."))
    steps = _owed_steps(case, consent["partner"])
    others = [other for other in case["consents"] if other["partner"] == consent["partner"]]
    if steps and not any(consents.holds(other, day) for other in others):
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
        number
        for _path, number, step, _goal in open_steps(case)
        if step["responsible"]["role"] == "partner" and step["responsible"].get("ref") == partner
    ]


def transmission_in_words(sent: Transmission) -> str:
    """A transmission on one line: day, document, content."""
    content = words.value(("transmissions", 0, "content"), list(sent.get("content", [])))
    # The record may name a document that iza does not write.
    kind = KINDS.get(sent["document"])
    head = f"{words.day(sent['on'])} {kind.name_on_screen if kind else sent['document']}"
    return f"{head}: {content}" if content else head


def consent_rows(office: Office, ref: str, *, everything: bool = False) -> list[ConsentRow]:
    """The consents that hold today, or all there ever were, as people number them."""
    case = current_case(office.repo, ref)
    rows = [
        ConsentRow(
            number,
            consent,
            _partner_name(office, consent["partner"]),
            _state_on(consent, office.day),
            tuple(consents.under(case, consent)),
        )
        for number, consent in enumerate(case.get("consents", []), 1)
    ]
    return [row for row in rows if everything or row.state == "valid"]


def _state_on(consent: Consent, day: str) -> ConsentState:
    """How a consent stands on a day."""
    # ISO days compare as text; "9999" is later than any of them.
    if consent.get("revoked_on", "9999") <= day:
        return "revoked"
    return "valid" if consents.runs(consent, day) else "expired"


def _partner_name(office: Office, ref: str) -> str:
    """The partner's name, its id where the directory does not know it any more."""
    partner = office.repo.county.partners.get(ref)
    return partner["name"] if partner else ref
