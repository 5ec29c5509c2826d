"""One clone of an office that lives: its day, who works, and random actions within the procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from random_actions import ACTS, open_case
from random_dice import WORKERS, Dice, NothingThereError
from support import TODAY, git_told

from iza.app.county import directory
from iza.app.letters import county_wording
from iza.app.office import Office
from iza.errors import Conflict, InvalidData, Refused, UsageError
from iza.git import Author
from iza.model import lookup, procedure
from iza.model.case.record import Case
from iza.model.phases import phase
from iza.model.procedure import Action
from iza.model.rules.places import open_steps
from iza.store import drafts
from iza.store.current_case import current_case
from iza.store.repository import Repository

NO = (Refused, InvalidData, Conflict, UsageError, NothingThereError)
"""What the procedure may answer."""

_ZONE = timezone(timedelta(hours=1))


@dataclass(frozen=True)
class Done:
    """One action that was done: on which day, by whom, to which case or file."""

    day: str
    worker: str
    action: str
    place: str


@dataclass
class Life:
    """One clone of an office: its day, who works, what was done.

    ``focus`` is the only case it works on; with ``keys`` (by worker) everybody signs what they commit.
    """

    repo: Repository
    random: Random
    today: date = TODAY
    done: list[Done] = field(default_factory=list)
    keys: dict[str, Path] = field(default_factory=dict)
    focus: str = ""
    minutes: int = 0
    worker: str = "kue"
    ids: Random = field(default_factory=lambda: Random(7))

    @property
    def root(self) -> Path:
        """The work tree."""
        return self.repo.root

    @property
    def dice(self) -> Dice:
        """The dice of today."""
        return Dice(self.random, self.today)

    @property
    def office(self) -> Office:
        """The office of today and of who is at work."""
        return Office(self.repo, self.today, self.worker, self.ids.choice)

    def tick(self, days: int) -> None:
        """Time goes on."""
        self.today += timedelta(days=days)

    def when(self) -> datetime:
        """The time of the next commit, later each time."""
        self.minutes += 1
        return datetime.combine(self.today, time(8), _ZONE) + timedelta(seconds=29 * (self.minutes % 1200))

    def author(self) -> Author:
        """Who is at work, as git knows them."""
        known = self.repo.county.caseworkers[self.worker]
        name = known["name"]
        return Author(f"{name.get('given', '')} {name.get('family', '')}".strip(), known["email"])

    def note(self, action: str, place: str) -> None:
        """Keep what was done."""
        self.done.append(Done(self.today.isoformat(), self.worker, action, place))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Git believes that it is today, and that the worker sits here."""
        person, when = self.author(), self.when().isoformat()
        values = {f"GIT_{who}_{what}": said for who in ("AUTHOR", "COMMITTER")
                  for what, said in (("NAME", person.name), ("EMAIL", person.email), ("DATE", when))}  # fmt: skip
        values |= _signing_with(self.keys[self.worker]) if self.keys else {}
        with git_told(values):
            yield

    def act(self) -> bool:
        """Try one action on one case, or open one; whether the procedure allowed it."""
        self.worker = self.dice.one(WORKERS)
        cases = self.repo.case_ids()
        with self.at_work():
            if len(cases) < 2 or (not self.focus and self.random.randrange(10 + 6 * len(cases)) == 0):
                self.note("clearing.create", open_case(self.office, self.dice))
                return True
            if not self.focus and self.random.randrange(25) == 0:
                return self._attempt("directory", lambda: turn_over(self))
            return self._on_case(self.focus or self.dice.one(cases))

    def _on_case(self, ref: str) -> bool:
        case = current_case(self.office.repo, ref)
        if "closing" in case and self.random.randrange(10):
            return False
        name = wanted(self.office, case, self.dice)
        return self._attempt(ref, lambda: ACTS[name][1](self.office, ref, case, self.dice), name)

    def _attempt(self, place: str, do: Any, name: str = "") -> bool:
        try:
            said = do()
        except NO:
            if self.repo._batch:
                self.repo._batch.open.clear()  # what was refused leaves its traces in what is open
            return False
        self.note(name or str(said), place)
        return True


def _signing_with(key: Path) -> dict[str, str]:
    """What tells git to sign with a key, for as long as somebody sits there."""
    settings = {"user.signingkey": str(key), "gpg.format": "ssh", "commit.gpgsign": "true"}
    parts = {f"GIT_CONFIG_{what}_{number}": said for number, setting in enumerate(settings.items())
             for what, said in zip(("KEY", "VALUE"), setting, strict=True)}  # fmt: skip
    return parts | {"GIT_CONFIG_COUNT": str(len(settings))}


def wanted(office: Office, case: Case, dice: Dice) -> str:
    """The name of an act that fits the phase of a case; now and then of any."""
    here, talking = phase(case, office.today), drafts.load(office.repo, case["id"]) is not None
    names = [name for name in _known(office) if _fits(name, here, talking=talking) and NEEDS.get(name, bool)(case)]
    pool = _known(office) if dice.often(5) or not names else names
    weights = [ACTS[name][0] for name in pool]
    return dice.random.choices(pool, weights)[0]


def _known(office: Office) -> list[str]:
    """All acts; what looks into the history needs commits that are there already."""
    return [name for name in ACTS if name != "case.undo" or not office.repo._batch]


NEEDS: dict[str, Callable[[Case], Any]] = {
    "agreement.sign": lookup.unsigned_version,
    "agreement.issue": lookup.goals,
    "consent.revoke": lambda case: any("revoked_on" not in one for one in case.get("consents", [])),
    "letter.send": lambda case: any(at.step["responsible"]["role"] == "partner" for at in open_steps(case)),
    "review.cancel": lookup.planned_review,
    "review.no_show": lookup.planned_review,
}
"""What must be there for some acts."""


def _fits(name: str, here: Any, *, talking: bool) -> bool:
    if name in ("review.discuss", "review.abandon", "review.hold"):
        return talking
    action = Action(name.partition(",")[0])
    if action is Action.UNDO:
        return here not in ("fulfilled", "ended") and not talking
    allowed = here in procedure.ALLOWED[action] and (not talking or action in procedure.IN_REVIEW | procedure.AT_ONCE)
    return allowed and (talking or action not in procedure.CHANGES_TERMS or here == "drafting")


# -- the directory, the wording -------------------------------------------------------------------------


def turn_over(life: Life) -> str:
    """Somebody comes, changes, or goes; or the county takes a template to change it."""
    kind = life.dice.one(("partners", "caseworkers", "offers"))
    known = [ref for ref in getattr(life.repo.county, kind) if ref.startswith("neu-")]
    act = life.dice.one(("add", "edit", "end", "template"))
    if act == "template" and not life.repo._batch:
        name = life.dice.one(county_wording.templates(life.office)).name
        return f"template.copy {county_wording.copy(life.office, name)}"
    if act == "add" or not known:
        ref = f"neu-{life.ids.randrange(10**8)}"
        directory.add(life.office, kind, {"id": ref} | _entry(kind, life))
    elif act == "edit":
        name = {"partners": "municipality", "caseworkers": "office", "offers": "title"}[kind]
        directory.edit(life.office, kind, life.dice.one(known), {name: f"Ort {life.random.randrange(99)}"})
    else:
        _end(life, kind, life.dice.one(known))
    return f"{kind}.{act if known else 'add'}"


def _end(life: Life, kind: str, ref: str) -> None:
    """An entry ends that no open step names, drafts of reviews included."""
    cases = [current_case(life.office.repo, one) for one in life.repo.case_ids()]
    if any(ref in str(case) for case in cases) or kind == "caseworkers":
        raise NothingThereError
    directory.end(life.office, kind, ref, life.today.isoformat())


def _entry(kind: str, life: Life) -> dict[str, Any]:
    partner = life.dice.one(life.repo.county.partners)
    entries: dict[str, dict[str, Any]] = {
        "partners": {"kind": "association", "name": "Neuer Verein", "data_basis": "consent"},
        "caseworkers": {"name": {"family": "Neu", "given": "Nina"}, "email": f"neu{life.ids.randrange(10**6)}@albweil.example"},
        "offers": {"partner": partner, "title": "Neues Angebot", "kind": "course", "area": "language"},
    }
    return entries[kind]
