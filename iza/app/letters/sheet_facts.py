"""What stands on a sheet beside its terms, then and today: names, people, offers, the letterhead and the rest.

Terms are told by the sentences of the history. Left out is what changes by itself: who has come of age since, and a
review that was held as the sheet announced it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from iza import git
from iza.app import words
from iza.app.letters import printable, sheet
from iza.app.letters.announced_review import Fact, announced_review
from iza.app.letters.papers import people  # fmt: skip
from iza.app.letters.papers.agreement import interpreted, partners_of
from iza.app.letters.papers.goals import area_in_words, current_goals, current_steps, with_whom
from iza.app.letters.papers.letter import sender
from iza.app.letters.papers.view import View, filled
from iza.errors import InvalidData, IzaError, NotFound
from iza.i18n import _, language
from iza.model import lookup
from iza.model.consents import holds
from iza.model.dates import german
from iza.model.translations import FIELDS, places, translation
from iza.store import files, past
from iza.store.schema import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iza.app.letters.sheet import Issue
    from iza.app.office import Office
    from iza.model.case.agreement import Step, Version
    from iza.model.case.clearing import Participant
    from iza.model.case.record import Case
    from iza.store.repository import Repository

_ROLE = ("clearings", 0, "participants", 0, "role")
_LETTERHEAD = {"name": "county", "service": "department", "address": "street", "phone": "phone", "email": "email",
               "web": "web"}  # fmt: skip
_PRIVACY = ("purpose", "legal_basis", "officer")
_WORDING = ("agreement.md.j2", "sheet.md.j2", "signing.md.j2", "translation.md.j2")
# Of a SHA-256, for people to compare.
_DIGITS = 8
# Whose translations a sheet has.
_PRINTED = frozenset({"goal", "step", "competence", "area"})


class SheetView(NamedTuple):
    """A sheet as it is written from a repository on a day: that of its issue, or today's (ISO)."""

    view: View
    repo: Repository
    day: str


class _Stated(NamedTuple):
    """A statement of a sheet: what it is about in words, and what it says; ``terms`` it hangs on must be the same."""

    field: str
    text: str
    of_terms: bool = False


_Key = tuple[str, ...]
_Statements = dict[_Key, _Stated]


def since_issue(office: Office, case: Case, version: Version) -> tuple[Fact, ...]:
    """What the sheet of a version says otherwise today; ``case`` is as it stands, or as an open review has it so far.

    Raises what ``sheet.issue`` and ``sheet.opened`` raise.
    """
    return _facts_since(office, case, version, sheet.issue(office, version, case["id"]))


def of_paper(office: Office, case: Case, version: Version, commit: str = "") -> tuple[Fact, ...]:
    """The same of a paper that names the commit it was printed from; without one, of every sheet of the version.

    Raises NotFound for a commit that the history does not hold, and what ``since_issue`` raises.
    """
    if not commit:
        issues = sheet.issues(office, version, case["id"])
        return tuple(dict.fromkeys(fact for issue in issues for fact in _facts_since(office, case, version, issue)))
    revision = git.resolve(office.repo.root, commit)
    if not revision:
        raise NotFound(_("The history does not hold commit {commit}.").format(commit=commit), "git fetch")
    with past.at_commit(office.repo.root, revision) as repo:
        then = repo.case(case["id"])
        record = sheet.numbered(then, version["number"])
        day = record["issued_on"]
        return changed(
            SheetView(View(then, repo.county, day, record=record), repo, day),
            _sheet_of_today(office, case, version, day),
        )


def _facts_since(office: Office, case: Case, version: Version, given_out: Issue) -> tuple[Fact, ...]:
    with sheet.opened(office, given_out) as (then, view):
        return changed(SheetView(view, then.repo, view.day), _sheet_of_today(office, case, version, view.day))


def _sheet_of_today(office: Office, case: Case, version: Version, day: str) -> SheetView:
    """The sheet as it would be written today, with people of the age they had on its day."""
    return SheetView(View(case, office.repo.county, day, record=version), office.repo, office.day)


def changed(then: SheetView, now: SheetView) -> tuple[Fact, ...]:
    """What a sheet says otherwise today, in the order of the sheet."""
    old, new = _statements_of(then), _statements_of(now)
    facts = [_fact_of_change(old.get(key), new.get(key)) for key in {**old, **new}]
    return (*(fact for fact in facts if fact and fact.old != fact.new), *announced_review(then.view, now.view))


def _fact_of_change(old: _Stated | None, new: _Stated | None) -> Fact | None:
    statement = old or new
    if statement is None or (statement.of_terms and not (old and new)):
        # Came or went with the terms, which are told.
        return None
    return Fact(statement.field, old.text if old else "", new.text if new else "")


def _statements_of(seen: SheetView) -> _Statements:
    """Every statement of a sheet by a key that stays the same whatever it says."""
    tellers = (
        _people_on_sheet,
        _language_of_interpreter,
        _starting_point,
        _plan_on_sheet,
        _partners_on_sheet,
        _consents_on_sheet,
        _version_on_sheet,
        _letterhead_on_sheet,
        _translations_on_sheet,
    )
    return {key: statement for tell in tellers for key, statement in tell(seen)}


def _text_of(tell: Callable[..., str], *of: object) -> str:
    """What something says; nothing where what it needs is not in the case or the directory any more."""
    with suppress(InvalidData):
        return tell(*of).replace("\u00a0", " ")
    return ""


def _people_on_sheet(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    view = seen.view
    yield ("name",), _Stated(_("Name"), _text_of(people.client_name, view))
    for seat in people.seats(view.case, view.day):
        role = seat["role"]
        several = role in ("partner", "interpreter", "other")
        if role != "client":
            text = _text_of(_person_in_words, view, seat)
            yield ("person", role, seat.get("ref", "") if several else ""), _Stated(words.value(_ROLE, role), text)
    yield ("deputy",), _Stated(_("Deputy"), _text_of(_deputy_in_words, view))


def _person_in_words(view: View, seat: Participant) -> str:
    seated = people.person(view, seat)
    return ", ".join(filled(seated.name, seated.function, *seated.contact))


def _deputy_in_words(view: View) -> str:
    ref = people.caseworker(view, view.case["caseworker"]).get("deputy")
    deputy = people.caseworker(view, ref) if ref else None
    return ", ".join((people.given_first(deputy["name"]), *people.reach(deputy))) if deputy else ""


def _language_of_interpreter(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    path = ("client", "interpreter", "language")
    yield ("language",), _Stated(labels.label("case", path, language()), _text_of(_interpreted_language, seen.view))


def _interpreted_language(view: View) -> str:
    return str((interpreted(view) or {}).get("language", ""))


def _starting_point(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    client, areas = seen.view.case["client"], lookup.areas(seen.view.case)
    strengths = "; ".join(competence["text"] for competence in client.get("competences", []))
    yield ("strengths",), _Stated(labels.label("case", ("client", "competences"), language()), strengths)
    for area in dict.fromkeys(goal["area"] for goal in current_goals(seen.view).values()):
        if area in areas and area not in ("health", "residence"):
            text = " ".join(str(areas[area].get(name, "")) for name in ("situation", "resources")).strip()
            yield ("area", area), _Stated(area_in_words(seen.view, area), text, of_terms=True)


def _plan_on_sheet(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    """What stands beside the terms of goals and steps; who does a step, as far as the same side is meant."""
    view = seen.view
    for number, goal in current_goals(view).items():
        spot, ref = _("Goal {number}").format(number=number), goal["id"]
        path = ("agreement", "goals", 0)
        for name, text in (("wish", goal.get("wish", "")), ("area", area_in_words(view, goal["area"]))):
            label = labels.label("case", (*path, name), language())
            yield (ref, name, goal["area"]), _Stated(f"{spot} · {label}", text, of_terms=True)
        for count, step in current_steps(goal).items():
            spot, side = _("Step {number}").format(number=f"{number}.{count}"), step["responsible"]
            who, helps = _text_of(people.responsible, view, side), _text_of(_support_of_step, view, step)
            for name, text, key in (("responsible", who, f"{side}"), ("support", helps, "")):
                label = labels.label("case", (*path, "steps", 0, name), language())
                yield (step["id"], name, key), _Stated(f"{spot} · {label}", text, of_terms=True)


def _support_of_step(view: View, step: Step) -> str:
    return "; ".join(with_whom(view, step))


def _partners_on_sheet(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    view = seen.view
    with suppress(InvalidData, KeyError):
        for ref in partners_of(view, []):
            yield ("partner", ref), _Stated(ref, _text_of(_partner_in_words, view, ref), of_terms=True)


def _partner_in_words(view: View, ref: str) -> str:
    partner = people.partner_of(view, ref)
    deputy = partner["deputy"]["name"] if "deputy" in partner else ""
    return ", ".join(filled(partner["name"], people.contact_name(partner), deputy, *people.reach(partner)))


def _consents_on_sheet(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    for consent in seen.view.case.get("consents", []):
        if holds(consent, seen.day):
            partner, data = consent["partner"], words.value(("consents", 0, "data"), consent["data"])
            yield ("consent", consent["id"]), _Stated(_("Consent ({partner})").format(partner=partner), data)


def _version_on_sheet(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    record = seen.view.record
    if record:
        until = german(record["valid_until"]) if "valid_until" in record else ""
        for name, text in (("reason", record.get("reason", "")), ("valid_until", until)):
            yield ("version", name), _Stated(labels.label("case", ("agreement", "versions", 0, name), language()), text)


def _letterhead_on_sheet(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    own, repo = _sender_of(seen.view), seen.repo
    for group, names in (("letterhead", _LETTERHEAD), ("privacy", dict.fromkeys(_PRIVACY, ""))):
        for name, field in names.items():
            text = own.get(name, "")
            yield (group, name), _Stated(labels.label("settings", (group, field or name), language()), text)
    yield ("logo",), _Stated(labels.label("settings", ("letterhead", "logo"), language()), _logo_digits(repo))
    for name in _WORDING:
        file = f"templates/{name}"
        text = files.fingerprint(repo.content(file))[:_DIGITS] if repo.has(file) else ""
        yield ("wording", name), _Stated(_("Own wording ({file})").format(file=file), text)


def _sender_of(view: View) -> dict[str, str]:
    with suppress(InvalidData):
        own = sender(view.county)
        return own | {"address": ", ".join(own["address"]), "phone": own["phone"].replace("\u00a0", " ")}
    return {}


def _logo_digits(repo: Repository) -> str:
    """The first digits of its SHA-256: a drawing has no words."""
    with suppress(IzaError):
        drawing = printable.logo(repo)
        return files.fingerprint(drawing.encode())[:_DIGITS] if drawing else ""
    return ""


def _translations_on_sheet(seen: SheetView) -> Iterator[tuple[_Key, _Stated]]:
    """In the language the client reads."""
    case = seen.view.case
    tag = case["client"].get("written_language", "de")
    for text_spot in places(case) if tag != "de" else ():
        for field in FIELDS[text_spot.kind] if text_spot.kind in _PRINTED else ():
            if text_spot.holder.get(field):
                text = translation(text_spot.holder, field, tag)
                spot = words.spot(case, (*text_spot.path, field))
                name = _("Translation ({language})").format(language=words.tongue(tag))
                yield ("translation", tag, text_spot.id, field), _Stated(f"{spot} · {name}", text, of_terms=True)


