"""The people of a paper in words: who takes part, who signs, who is responsible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from iza.app.letters.papers.view import missing
from iza.errors import InvalidData
from iza.i18n import _
from iza.model import dates, lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iza.app.letters.papers.view import View
    from iza.model.case.agreement import Responsible
    from iza.model.case.clearing import Participant
    from iza.model.case.person import PersonName
    from iza.model.case.record import Case
    from iza.model.case.vocabulary import Role
    from iza.model.directory import Caseworker, Mentor, Partner

T = TypeVar("T")
# The order in which people are named and sign.
_ORDER: tuple[Role, ...] = (
    "client", "guardian", "caseworker", "deputy", "mentor", "interpreter", "partner", "other",
)  # fmt: skip
# A guardian by profession has an office to reach; a parent has a private telephone.
_GUARDIANS_WITH_OFFICE = frozenset({"official_guardian", "association_guardian"})


@dataclass(frozen=True)
class Person:
    """Somebody at the table: name, what they do there, how to reach them at work."""

    role: Role
    ref: str
    name: str
    function: str
    contact: tuple[str, ...] = ()


def show(person: Person | None) -> dict[str, Any] | None:
    """A person as plain data."""
    if not person:
        return None
    return {
        "role": person.role,
        "name": person.name,
        "function": person.function,
        "contact": list(person.contact),
    }


def participants(view: View) -> list[Person]:
    """Everybody who takes part, in the order in which they are named and sign.

    Raises InvalidData where somebody is missing from the case or the directory.
    """
    return [person(view, seat) for seat in seats(view.case, view.day)]


def in_order(seated: Iterable[Participant]) -> list[Participant]:
    """Seats at a table in the order in which people are named and sign."""
    return sorted(seated, key=lambda seat: _ORDER.index(seat["role"]))


def person(view: View, seat: Participant) -> Person:
    """Who has a seat. Raises InvalidData where somebody is missing from the case or the directory."""
    return _person_of(view, seat["role"], seat.get("ref", ""))


def own_side(view: View) -> list[Person]:
    """The client, and the guardian of a client under 18. Raises InvalidData where one is missing."""
    roles: tuple[Role, ...] = ("client", "guardian") if is_minor(view.case, view.day) else ("client",)
    return [_person_of(view, role, "") for role in roles]


def present(view: View, talk: Iterable[Participant]) -> list[Person]:
    """Who was there when people talked, in the order in which they are named. Raises InvalidData."""
    return [person(view, seat) for seat in in_order(seat for seat in talk if seat.get("present", True))]


def seats(case: Case, day: str) -> list[Participant]:
    """Who takes part in the agreement: who was at the clearing, with today's caseworker and mentor.

    Client and caseworker always do, and the guardian of a client under 18.
    """
    held = lookup.held_clearing(case)
    talk = [seat for seat in (held.get("participants", []) if held else []) if seat.get("present", True)]
    fixed = {seat["role"]: seat for seat in _fixed_seats(case, day)}
    others = [seat for seat in talk if seat["role"] not in ("client", "guardian", "caseworker", *fixed)]
    seats_by_side = {(seat["role"], seat.get("ref", "")): seat for seat in [*fixed.values(), *others]}
    return in_order(seats_by_side.values())


def _fixed_seats(case: Case, day: str) -> Iterator[Participant]:
    yield {"role": "client"}
    if is_minor(case, day):
        yield {"role": "guardian"}
    yield {"role": "caseworker", "ref": case["caseworker"]}
    if "mentor" in case:
        yield {"role": "mentor", "ref": case["mentor"]["ref"]}


def is_minor(case: Case, day: str) -> bool:
    """Whether the client is under 18 on this day (ISO)."""
    born = dates.parse(case["client"]["birth"]["date"])
    return dates.age_on(born, dates.parse(day)) < dates.ADULT


def client_name(view: View) -> str:
    """The official name. Raises InvalidData where there is none."""
    names = view.case["client"].get("names", [])
    name = lookup.full_name(lookup.official_name(view.case)) if names else ""
    if not name:
        raise missing(_("The client"), view.wording.field(("client", "names")))
    return name


def _person_of(view: View, role: Role, ref: str) -> Person:
    word = view.label(role, "clearings", 0, "participants", 0, "role")
    name, function, contact = word, word, tuple[str, ...]()
    match role:
        case "client":
            name = client_name(view)
        case "guardian":
            return _guardian_of(view, word)
        case "caseworker" | "deputy":
            worker = caseworker(view, ref)
            name, function, contact = given_first(worker["name"]), worker.get("function", word), reach(worker)
        case "mentor":
            mentor = mentor_of(view, ref)
            name, function = given_first(mentor["name"]), _joined_parts(word, mentor.get("organisation", ""))
        case "partner":
            partner = partner_of(view, ref)
            name, function, contact = contact_name(partner) or partner["name"], partner["name"], reach(partner)
        case "interpreter":
            name = interpreter_name(view, ref)
    return Person(role, ref, name, function, contact)


def _guardian_of(view: View, word: str) -> Person:
    guardian = view.case["client"].get("guardian")
    if not guardian:
        raise missing(_("The client is under 18"), view.wording.field(("client", "guardian")))
    kind = view.label(guardian["kind"], "client", "guardian", "kind")
    # A guardian by profession has an office to reach; a parent has a private telephone.
    office = guardian["kind"] in _GUARDIANS_WITH_OFFICE
    contact = reach(guardian.get("contact", {})) if office else ()
    return Person("guardian", "", given_first(guardian["name"]), f"{word} ({kind})", contact)


def responsible(view: View, side: Responsible) -> str:
    """Who does a step, in words: the partner; else the role, with a name where it is not the one who always does.

    ``Klient/in``, ``Sozialdienst``, ``Sozialdienst (Jonas Rösch)``, ``Handwerkskammer Albweil``.
    """
    role, ref, case = side["role"], side.get("ref", ""), view.case
    word = view.label(role, "agreement", "goals", 0, "steps", 0, "responsible", "role")
    if role == "partner":
        return partner_of(view, ref)["name"]
    if role == "service" and ref not in ("", case["caseworker"]):
        return f"{word} ({given_first(caseworker(view, ref)['name'])})"
    if role == "mentor" and ref not in ("", case.get("mentor", {}).get("ref")):
        return f"{word} ({given_first(mentor_of(view, ref)['name'])})"
    return word


def contact_name(partner: Partner) -> str:
    """The contact person of a partner, or nothing."""
    return partner["contact_person"]["name"] if "contact_person" in partner else ""


def interpreter_name(view: View, ref: str) -> str:
    """The name of an interpreter, empty where nobody is named yet. Raises InvalidData."""
    return _entry_of(view.county.interpreters, ref, "interpreters")["name"] if ref else ""


def caseworker(view: View, ref: str) -> Caseworker:
    """The caseworker with this id. Raises InvalidData."""
    return _entry_of(view.county.caseworkers, ref, "caseworkers")


def partner_of(view: View, ref: str) -> Partner:
    """The partner with this id. Raises InvalidData."""
    return _entry_of(view.county.partners, ref, "partners")


def mentor_of(view: View, ref: str) -> Mentor:
    """The mentor with this id. Raises InvalidData."""
    return _entry_of(view.county.mentors, ref, "mentors")


def _entry_of(directory: Mapping[str, T], ref: str, name: str) -> T:
    if ref in directory:
        return directory[ref]
    raise InvalidData(
        _("There is no entry {ref} in directory/{name}.yaml.").format(ref=ref or "?", name=name),
        _("The case names it; add it to the directory or change the case."),
    )


def given_first(name: PersonName) -> str:
    """``Anna Kübler``."""
    return " ".join(part for part in (name.get("given", ""), name.get("family", "")) if part)


def reach(holder: Mapping[str, object]) -> tuple[str, ...]:
    """Telephone (kept on one line) and e-mail; of a partner, those of its contact person first."""
    person = holder.get("contact_person", holder)
    assert isinstance(person, Mapping)
    phone, email = (str(person.get(way) or holder.get(way) or "") for way in ("phone", "email"))
    return tuple(way for way in (phone.replace(" ", "\u00a0"), email) if way)


def _joined_parts(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
