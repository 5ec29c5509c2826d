"""The sample case before and after a review: what was talked about, what changed, the version it made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from consent_samples import sample, view

from iza.app.letters.papers.view import View

HELD = "2026-06-30"
REVIEW: dict[str, Any] = {
    "id": "r-5b8s",
    "planned_on": HELD,
    "held_on": HELD,
    "status": "held",
    "place": "Landratsamt, Zimmer 214",
    "participants": [
        {"role": "interpreter", "ref": "D-AR-04"},
        {"role": "mentor", "ref": "P-7F3K", "present": False},
        {"role": "caseworker", "ref": "kue"},
        {"role": "client"},
    ],
    "goals": {
        "g-7a2k": {"status": "in_progress", "scale": 7, "text": "Die Beratung war gut."},
        "g-4n1e": {"status": "achieved", "text": "Gesagtes über die Praxis"},
    },
    "steps": {
        "s-3f8m": {"status": "done", "text": "Die Beratung war im April."},
        "s-7y3g": {"status": "done", "text": "Gesagtes über die Suche"},
    },
    "helped": "Die Lerngruppe.",
    "hindered": "Es gab lange keinen Termin.",
    "client_view": "Ich komme voran.",
    "worker_view": "Sicht der Fachkraft",
    "result": "amend",
}
VERSION: dict[str, Any] = {
    "number": 2,
    "reason": "Der Betrieb hat erst später einen Platz.",
    "review": "r-5b8s",
    "issued_on": HELD,
    "terms_sha256": "f" * 64,
}
STEP: dict[str, Any] = {
    "id": "s-9n2w",
    "text": "Betriebe anrufen",
    "responsible": {"role": "client"},
    "due_on": "2026-08-31",
    "support": "Andrea Beispiel übt mit",
    "status": "open",
}


def goal(case: Any, number: int) -> Any:
    return case["agreement"]["goals"][number - 1]


def step(case: Any, number: int, place: int) -> Any:
    return goal(case, number)["steps"][place - 1]


def after() -> Any:
    """The case as the review left it: a date moved, a step new, a goal dropped, one achieved."""
    case = sample()
    step(case, 1, 1).update(status="done", done_on="2026-04-21")
    step(case, 1, 2).update(due_on="2026-10-30")
    goal(case, 1)["steps"].append(dict(STEP))
    goal(case, 2).update(status="dropped", dropped_reason="no_longer_relevant")
    goal(case, 3).update(status="achieved", closed_on=HELD)
    step(case, 3, 1).update(status="done", done_on=HELD)
    case["agreement"]["versions"].append(dict(VERSION))
    planned = {"id": "r-8k2m", "planned_on": "2026-12-15", "time": "10:00", "place": "Rathaus", "status": "planned"}
    case["reviews"] = [dict(REVIEW), planned]
    return case


def reviewed(case: Any = None, **changes: Any) -> View:
    """The view of that review."""
    case = case or after()
    seen = view(case, day="2026-07-10", record=case["agreement"]["versions"][-1])
    return replace(seen, review=case["reviews"][0], before=sample(), **changes)
