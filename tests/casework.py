"""What the tests of the procedure share: plain records, and one real case led into every phase."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support import PERSON as CLIENT

from iza.app.lists.check import check
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, goals_and_steps, pause_and_close, review
from iza.errors import IzaError, Refused
from iza.model.findings import Level
from iza.store.case_ids import path_of
from iza.store.repository import Repository

CLEARING: dict[str, Any] = {
    "duration_min": 60,
    "mode": "office",
    "informed": ["voluntary", "confidentiality", "privacy", "procedure"],
    "areas": {
        "language": {"situation": "A2, kein Kurs.", "wish": "Ich will B1.", "need": "high", "resources": "lernt gern"},
        "work": {"situation": "sucht Arbeit", "need": "medium"},
    },
}
"""A clearing without any oddity, as ``clearing hold`` takes it."""

LANGUAGE_GOAL: dict[str, Any] = {
    "area": "language",
    "wish": "Ich will B1.",
    "goal": "Bis 30.11.2026 ist die Prüfung B1 bestanden.",
    "indicator": "Zertifikat liegt vor.",
    "target_on": "2026-11-30",
    "steps": [
        {"text": "Platz im Kurs zusagen", "by": "partner:sprachwerk", "due_on": "2026-05-15"},
        {"text": "Kurs besuchen", "by": "client", "due_on": "2026-10-30", "support": "Lerngruppe"},
    ],
}
WORK_GOAL: dict[str, Any] = {
    "area": "work",
    "goal": "Bis 31.08.2026 ist ein Praktikum gefunden.",
    "indicator": "Vertrag über das Praktikum.",
    "target_on": "2026-08-31",
    "steps": [{"text": "Betriebe anrufen", "by": "service", "due_on": "2026-06-12"}],
}
STEP: dict[str, Any] = {"text": "Unterlagen ordnen", "by": "client", "due_on": "2026-06-01", "support": "Ordner"}

DAYS = {
    "opened": "2026-03-02", "clearing": "2026-03-16", "decided": "2026-03-18", "issued": "2026-03-25",
    "signed": "2026-04-01", "paused": "2026-04-20", "today": "2026-05-04", "review": "2026-06-30",
}  # fmt: skip
TODAY = date.fromisoformat(DAYS["today"])


def at(office: Office, day: str) -> Office:
    """The same office on another day."""
    return replace(office, today=date.fromisoformat(day))


def office_in(folder: Path, day: str = DAYS["today"], worker: str | None = "kue") -> Office:
    """The office of a repository, read anew."""
    return Office(Repository(folder), date.fromisoformat(day), worker)


def opened(office: Office, client: dict[str, Any]) -> str:
    """The id of a new case, opened on 2 March 2026."""
    return clearing.create(at(office, DAYS["opened"]), deepcopy(client)).case


def invited(office: Office, client: dict[str, Any], **booked: Any) -> str:
    """A case with a clearing on 16 March 2026."""
    case = opened(office, client)
    clearing.schedule(at(office, DAYS["opened"]), case, DAYS["clearing"], **booked)
    return case


def cleared(office: Office, client: dict[str, Any], **booked: Any) -> str:
    """A case whose clearing was held."""
    case = invited(office, client, **booked)
    clearing.hold(at(office, DAYS["clearing"]), case, deepcopy(CLEARING))
    return case


def decided(office: Office, client: dict[str, Any], **booked: Any) -> str:
    """A case for which an agreement was decided; it has no goal yet."""
    case = cleared(office, client, **booked)
    clearing.decide(at(office, DAYS["decided"]), case, "agreement", ["goals_feasible"])
    return case


def drafted(office: Office, client: dict[str, Any], **booked: Any) -> str:
    """A case with two goals and three steps."""
    case = decided(office, client, **booked)
    for goal in (LANGUAGE_GOAL, WORK_GOAL):
        goals_and_steps.add_goal(at(office, DAYS["decided"]), case, goal)
    return case


def issued(office: Office, client: dict[str, Any], **booked: Any) -> str:
    """A case whose agreement is out for signature."""
    case = drafted(office, client, **booked)
    agreement.issue(at(office, DAYS["issued"]), case)
    return case


def active(office: Office, client: dict[str, Any], **booked: Any) -> str:
    """A case with a signed agreement and its first review on 30 June 2026."""
    case = issued(office, client, **booked)
    agreement.sign(at(office, DAYS["signed"]), case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    return case


def _postponed(office: Office, client: dict[str, Any]) -> str:
    case = cleared(office, client)
    now = at(office, DAYS["decided"])
    clearing.decide(now, case, "postponed", ["acute_crisis_first"], recheck_on="2026-09-01")
    return case


def _declined(office: Office, client: dict[str, Any]) -> str:
    case = cleared(office, client)
    clearing.decide(at(office, DAYS["decided"]), case, "no_agreement", ["client_declines"])
    return case


def _amended(office: Office, client: dict[str, Any]) -> str:
    """A signed agreement whose second version is out for signature."""
    case = active(office, client)
    now = at(office, DAYS["paused"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-16"})
    ending = review.Ending(next_on="2026-07-14", reason="Der Kurs beginnt später.", untouched_ok=True)
    review.hold(now, case, {}, ending)
    return case


def _paused(office: Office, client: dict[str, Any]) -> str:
    """A case that rests, while its second version is out for signature."""
    case = _amended(office, client)
    pause_and_close.pause(at(office, DAYS["paused"]), case, DAYS["paused"])
    return case


def _fulfilled(office: Office, client: dict[str, Any]) -> str:
    case = active(office, client)
    now = at(office, DAYS["paused"])
    review.start(now, case, now.day)
    goals = {"1": {"status": "achieved"}, "2": {"status": "achieved"}}
    review.hold(now, case, {"goals": goals}, review.Ending(result="fulfilled", untouched_ok=True))
    return case


def _closed(office: Office, client: dict[str, Any]) -> str:
    case = _fulfilled(office, client)
    pause_and_close.close(at(office, DAYS["paused"]), case, "goals_achieved", DAYS["paused"])
    return case


def _ended(office: Office, client: dict[str, Any]) -> str:
    case = cleared(office, client)
    pause_and_close.close(at(office, DAYS["paused"]), case, "contact_lost", DAYS["paused"])
    return case


STATES: dict[str, Callable[[Office, dict[str, Any]], str]] = {
    "intake": opened,
    "clearing_planned": invited,
    "clearing_held": cleared,
    "postponed": _postponed,
    "declined": _declined,
    "drafting": drafted,
    "issued": issued,
    "active": active,
    "amended": _amended,
    "paused": _paused,
    "fulfilled": _fulfilled,
    "closed": _closed,
    "ended": _ended,
}
"""How a case comes into each phase (``amended`` is active, ``closed`` is fulfilled)."""


def git(folder: Path, *words: str, code: int = 0) -> str:
    """Run git in a folder and return what it prints."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


def state(folder: Path) -> tuple[str, str, str]:
    """What must be the same after something refused: HEAD, what git says is changed, the drafts."""
    drafts = sorted((path.name, path.read_bytes()) for path in (folder / ".git/iza").glob("drafts/*"))
    return git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain"), repr(drafts)


def case_text(folder: Path, case: str) -> str:
    """The text of a case file."""
    return (folder / path_of(case)).read_text("utf-8")


def commit_by_hand(folder: Path, case: str, old: str, new: str, said: str = "von Hand") -> None:
    """What somebody does who edits the file and commits it with plain git."""
    text = case_text(folder, case)
    assert old in text
    (folder / path_of(case)).write_text(text.replace(old, new, 1), "utf-8")
    git(folder, "commit", "-qam", said)


def client(**fields: Any) -> dict[str, Any]:
    """A client without any oddity, apart from these fields (None takes one away)."""
    merged = deepcopy(CLIENT) | fields
    return {name: value for name, value in merged.items() if value is not None}


def born(day: str, **fields: Any) -> dict[str, Any]:
    """A client born on that day."""
    return client(birth={"date": day, "precision": "day"}, **fields)


GUARDIAN = {"kind": "official_guardian", "name": {"family": "Amtsperson", "given": "Vera"}}
NEEDS_INTERPRETER = {"need": "required", "language": "ar"}


@contextmanager
def refusal(office: Office, said: str = "", error: type[IzaError] = Refused) -> Iterator[None]:
    """What happens inside is refused in words that hold ``said``, and changes nothing at all."""
    before = state(office.repo.root)
    with pytest.raises(error) as caught:
        yield
    assert said in f"{caught.value.message}\n{caught.value.hint}"
    assert state(office.repo.root) == before


def errors(office: Office, case: str) -> list[str]:
    """The codes of the errors that ``iza check`` finds in a case."""
    return [found.finding.code for found in check(office, [case]) if found.finding.level is Level.ERROR]
