"""What happened earlier may be entered later: the days are those of the paper, not those of the keyboard."""

from __future__ import annotations

from support import PERSON

from iza.app.lists import check
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, goals_and_steps
from iza.model.findings import Level
from iza.store.current_case import current_case

GOAL = {
    "area": "work",
    "goal": "Bis 01.06.2027 eine Stelle finden.",
    "indicator": "Arbeitsvertrag",
    "target_on": "2027-06-01",
    "steps": [{"text": "Lebenslauf schreiben", "by": "client", "due_on": "2027-02-01", "support": "Beratung"}],
}


def test_a_whole_agreement_entered_after_the_fact(office: Office) -> None:
    case = clearing.create(office, PERSON).case
    clearing.schedule(office, case, "2026-03-18")
    clearing.hold(office, case, {"areas": {"work": {"need": "high"}}})
    clearing.decide(office, case, "agreement", ["goals_feasible"])
    goals_and_steps.add_goal(office, case, GOAL)
    agreement.issue(office, case)
    agreement.sign(office, case, "2026-04-01", "Albweil", review_on="2026-06-30")
    stored = current_case(office.repo, case)
    assert stored["clearings"][0]["held_on"] == "2026-03-18"
    assert stored["clearings"][0]["decision"]["on"] == "2026-04-01"
    assert stored["agreement"]["versions"][0]["issued_on"] == "2026-04-01"
    assert [one for one in check.check(office, [case]) if one.finding.level is Level.ERROR] == []


def test_days_in_order_stay_as_they_are(office: Office) -> None:
    case = clearing.create(office, PERSON).case
    clearing.schedule(office, case, "2026-03-18")
    clearing.hold(office, case, {"areas": {"work": {"need": "high"}}})
    clearing.decide(office, case, "agreement", ["goals_feasible"], on="2026-03-20")
    goals_and_steps.add_goal(office, case, GOAL)
    agreement.issue(office, case, "2026-03-25")
    agreement.sign(office, case, "2026-04-01", "Albweil", review_on="2026-06-30")
    stored = current_case(office.repo, case)
    assert stored["clearings"][0]["decision"]["on"] == "2026-03-20"
    assert stored["agreement"]["versions"][0]["issued_on"] == "2026-03-25"
