"""The dice of a random office: words, days and people, all with a canary in what is personal."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

CANARY = "Zaunkönig"
"""Stands in every name and text of a client; outside the case files it must be nowhere."""

AREAS = ("language", "school", "training", "work", "housing", "family", "health", "finance", "everyday")
GOALS = ("open", "in_progress", "partly_achieved", "achieved", "replaced", "paused", "not_achieved")
STEPS = ("open", "in_progress", "done", "not_done", "postponed", "blocked")
BLOCKED = ("no_course_place", "authority_waiting", "documents_missing", "cost", "client_ill_or_absent", "other")
TONGUES = {"ar": "D-AR-04", "prs": "D-DA-02", "kmr": "D-KU-01", "ti": "D-TI-03", "so": "D-SO-01", "uk": "D-UK-02"}
"""Languages of clients, each with an interpreter of the directory."""

MENTORS = ("P-9HX5", "P-K8R3")  # their certificates are valid for years
WORKERS = ("brn", "kue", "elz", "nwk", "sch")
CLOSINGS = ("goals_achieved", "no_further_support_needed", "withdrawn_by_client", "contact_lost", "moved_county")
DATA = ("contact", "language_level", "employment", *(f"goals_{area}" for area in AREAS), "appointments")



class NothingThereError(Exception):
    """There is nothing to choose from: a step of a case without steps."""


class Dice:
    """A Random with the words of an office; ``day`` is today."""

    def __init__(self, random: Random, today: date) -> None:
        self.random, self.today = random, today

    def one(self, of: Any) -> Any:
        """One of several."""
        known = list(of)
        if not known:
            raise NothingThereError
        return known[self.random.randrange(len(known))]

    def some(self, of: Any, most: int = 3) -> list[Any]:
        """At least one of several, in their order."""
        known = list(of)
        if not known:
            raise NothingThereError
        count = self.random.randint(1, min(most, len(known)))
        return [known[place] for place in sorted(self.random.sample(range(len(known)), count))]

    def often(self, percent: int = 50) -> bool:
        """Yes, in so many of a hundred cases."""
        return self.random.randrange(100) < percent

    def day(self, first: int, last: int) -> str:
        """A day between so many days from today."""
        return (self.today + timedelta(days=self.random.randint(first, last))).isoformat()

    def text(self, about: str) -> str:
        """A sentence that names the client."""
        return f"{CANARY} {about}: {self.random.randrange(10**6)}."

    def perhaps(self, percent: int = 50, **values: Any) -> dict[str, Any]:
        """Some of the values."""
        return {name: value for name, value in values.items() if self.often(percent)}


def new_client(dice: Dice) -> dict[str, Any]:
    """A person, mostly grown up."""
    tag = dice.one(TONGUES)
    born = dice.day(-17 * 365 - 300, -17 * 365) if dice.often(15) else dice.day(-50 * 365, -20 * 365)
    name = {"kind": "official", "family": f"{CANARY}{dice.random.randrange(10**6)}", "given": f"{CANARY}a"}
    found: dict[str, Any] = {"names": [name], "birth": {"date": born, "precision": "day"}}
    found |= dice.perhaps(
        80,
        accommodation={"kind": "follow_up", "municipality": "Albweil"},
        residence={"code": "permit_refugee", "work_permission": "free", "proof": "seen"},
        languages=[{"tag": tag, "role": "first", "speaks": "fluent", "reads": True}],
        interpreter={"need": dice.one(("none", "helpful", "required")), "language": tag},
        german={"overall": dice.one(("none", "alpha", "a1", "a2", "b1"))},
        competences=[{"kind": "professional", "text": dice.text("kann nähen"), "evidence": "self"}],
        employment={"status": "seeking"},
        benefits={"regime": "sgb2"},
        guardian={"kind": "official_guardian", "name": {"family": f"{CANARY}vormund", "given": "Vera"}},
        mentor_wish={"value": dice.one(("wanted", "not_wanted")), "on": dice.day(-5, 0)},
    )
    return found
