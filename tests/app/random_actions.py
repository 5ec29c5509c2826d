"""What can be done to a case, each with random details: one function for each use case, mostly within the procedure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from random_dice import AREAS, BLOCKED, CLOSINGS, DATA, GOALS, MENTORS, STEPS, TONGUES, Dice, new_client
from random_texts import land_text, set_fields, take_back, translated

from iza.app.letters.letters import Order
from iza.app.office import Office
from iza.app.procedure import (
    agreement,
    clearing,
    consent,
    goals_and_steps,
    letters_to_partners,
    pause_and_close,
    review,
    review_calendar,
)
from iza.model import lookup
from iza.model.case.record import Case
from iza.model.rules.places import is_active

Act = Callable[[Office, str, Case, Dice], object]


def _interpreter(case: Case, dice: Dice) -> str | None:
    need = case["client"].get("interpreter", {"need": "none"})
    return TONGUES.get(need.get("language", "")) if need["need"] == "required" or dice.often(20) else None


def schedule(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A day for the clearing."""
    wished = case["client"].get("mentor_wish", {}).get("value") == "wanted"
    return clearing.schedule(
        office, ref, dice.day(-10, 30), interpreter=_interpreter(case, dice),
        mentor=dice.one(MENTORS) if wished and dice.often() else None,
        **dice.perhaps(time="10:00", place="Landratsamt", mode=dice.one(("office", "home_visit", "video"))),
    )  # fmt: skip


def _area(dice: Dice) -> dict[str, Any]:
    return {"situation": dice.text("berichtet"), "need": dice.one(("none", "low", "medium", "high"))} | dice.perhaps(
        resources=dice.text("kann"), wish=dice.text("will"), urgent=True
    )


def hold(office: Office, ref: str, _case: Case, dice: Dice) -> object:
    """A clearing with a few areas of life, and what came up about the client."""
    record: dict[str, Any] = {"areas": {area: _area(dice) for area in dice.some(AREAS, 5)}}
    record |= dice.perhaps(duration_min=60, mode="office", back_translated=True, agreed_next=dice.text("überlegt"))
    record |= dice.perhaps(30, held_on=dice.day(-5, 0), client=_about_client(dice))
    return clearing.hold(office, ref, record)


def _about_client(dice: Dice) -> dict[str, Any]:
    return dice.perhaps(
        competences=[{"kind": "digital", "text": dice.text("kann gut"), "evidence": "observed"}],
        german={"overall": dice.one(("a1", "a2", "b1")), "on": dice.day(-30, 0)},
        mentor_wish={"value": "wanted", "on": dice.day(-3, 0)},
        employment=None,
    )


def decide(office: Office, ref: str, _case: Case, dice: Dice) -> object:
    """Mostly for an agreement."""
    result = dice.one(("agreement",) * 6 + ("postponed", "no_agreement"))
    reasons = dice.some(("goals_feasible", "needs_multi_actor", "wishes_agreement", "other"))
    recheck = dice.day(5, 90) if result == "postponed" else None
    return clearing.decide(
        office, ref, result, reasons, recheck_on=recheck,
        **dice.perhaps(40, on=dice.day(-3, 0), told_client_on=dice.day(-1, 0), note=dice.text("bespricht")),
    )  # fmt: skip


# -- the plan -------------------------------------------------------------------------------------------


def _responsible(office: Office, case: Case, dice: Dice, due: str) -> str:
    partners = [f"partner:{ref}" for ref, one in office.repo.county.partners.items() if is_active(one, due)]
    own = ["client", "client", "service", "family", dice.one(partners), dice.one(partners)]
    own += ["mentor"] if "mentor" in case else []
    return str(dice.one(own + (["guardian"] if "guardian" in case["client"] else [])))


def _step(office: Office, case: Case, dice: Dice, last: int) -> dict[str, Any]:
    due = dice.day(1, last)
    step = {"text": dice.text("erledigt"), "responsible": _responsible(office, case, dice, due), "due_on": due}
    return step | dice.perhaps(30, support=dice.text("bekommt Hilfe"), note=dice.text("ruft an"))


def add_goal(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A goal with up to three steps, the later ones perhaps after the first."""
    last = dice.random.randint(90, 400)
    steps = [_step(office, case, dice, last) for _ in range(dice.random.randint(1, 3))]
    steps[1:] = [step | dice.perhaps(30, after=["1"]) for step in steps[1:]]
    goal = {"area": dice.one(AREAS), "goal": dice.text("bis 2027"), "indicator": dice.text("zeigt es"), "steps": steps}
    goal |= {"target_on": dice.day(last, last + 60)}
    return goals_and_steps.add_goal(office, ref, goal | dice.perhaps(wish=dice.text("will"), priority=dice.random.randint(1, 3)))


def _goal(case: Case, dice: Dice) -> tuple[str, Any]:
    number, goal = dice.one(enumerate(lookup.goals(case), 1))
    return dice.one((goal["id"], str(number))), goal


def _step_of(case: Case, dice: Dice) -> tuple[str, Any]:
    number, _goal_of_it, step = dice.one(lookup.numbered_steps(case))
    return dice.one((step["id"], number)), step


def change_goal(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """Another text or day, a note, or how it ended."""
    return goals_and_steps.change_goal(office, ref, _goal(case, dice)[0], dice.one((
        {"goal": dice.text("bis 2028")}, {"target_on": dice.day(200, 500)}, {"note": dice.text("spricht")},
        {"status": dice.one(GOALS)}, {"wish": dice.text("will")}, {"note": None}, {"priority": 2, "baseline": "A1"},
    )))  # fmt: skip


def add_step(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """One more step for a goal."""
    goal_ref, goal = _goal(case, dice)
    left = (date.fromisoformat(goal["target_on"]) - office.today).days
    return goals_and_steps.add_step(office, ref, goal_ref, _step(office, case, dice, max(left, 2)))


def change_step(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """Another text, day or person, or a note."""
    step_ref, step = _step_of(case, dice)
    return goals_and_steps.change_step(office, ref, step_ref, dice.one((
        {"text": dice.text("erledigt selbst")}, {"due_on": dice.day(5, 90)}, {"note": dice.text("meldet sich")},
        {"responsible": _responsible(office, case, dice, step["due_on"])}, {"support": dice.text("hat Hilfe")},
        {"note": None},
    )))  # fmt: skip


def finish(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A step is done, today or some days ago."""
    return goals_and_steps.finish_step(office, ref, _step_of(case, dice)[0], dice.day(-6, 0) if dice.often(40) else None)


# -- the agreement --------------------------------------------------------------------------------------


def sign(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """Signed today or some days ago; sometimes somebody is missing, with a reason."""
    signed_on = dice.day(-6, 0)
    absent = [str(one) for one in agreement.signatories(case, signed_on) if one.role not in ("client", "caseworker")]
    missing = {name: "verhindert" for name in absent if dice.often(30)}
    review_on = dice.day(20, 150) if dice.often(85) or not lookup.planned_review(case) else None
    return agreement.sign(office, ref, signed_on, "Albweil", review_on=review_on, missing=missing)


def give(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A consent for partners of the plan, or for anybody."""
    owing = {one["responsible"].get("ref") for one in lookup.steps(case) if one["responsible"]["role"] == "partner"}
    partners = sorted(filter(None, owing)) or list(office.repo.county.partners)
    data = list(DATA) if dice.often(60) else dice.some(DATA, 6)
    given: dict[str, Any] = {"partner": dice.some(partners, 2), "purpose": dice.text("stimmt zu")}
    given |= {"data": [*data, *(["special_categories"] if "goals_health" in data else [])], "signed_by": ["client"]}
    return consent.give(
        office, ref, given | dice.perhaps(30, given_on=dice.day(-5, 0), valid_until=dice.day(100, 400))
    )


def revoke(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A consent is taken back."""
    number, known = dice.one(enumerate(case.get("consents", []), 1))
    return consent.revoke(office, ref, dice.one((known["id"], str(number))), dice.day(-2, 0))


def send(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A letter to all partners, or to one of them."""
    order = Order("partner-letter", formats=("md",))
    if dice.often(70):
        return letters_to_partners.to_partners(office, ref, order)
    return letters_to_partners.to_partner(office, ref, Order("partner-letter", formats=("md",), ref=dice.one(_owing(case, office))))


def _owing(case: Case, office: Office) -> list[str]:
    found = [one["responsible"]["ref"] for one in lookup.steps(case) if one["responsible"]["role"] == "partner"]
    return found or list(office.repo.county.partners)


# -- reviews --------------------------------------------------------------------------------------------


def schedule_review(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """The next review gets a day, or another one."""
    return review_calendar.schedule(
        office, ref, dice.day(-2, 120), interpreter=_interpreter(case, dice),
        **dice.perhaps(30, time="09:30", place="Rathaus", mode="office"),
    )  # fmt: skip


def discuss(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """Some steps were talked about."""
    return review.discuss(office, ref, [step["id"] for step in dice.some(lookup.steps(case))])


def _found_step(dice: Dice) -> dict[str, Any]:
    found = {"status": dice.one(STEPS)} | dice.perhaps(30, text=dice.text("erzählt"))
    return found | ({"blocked_by": dice.one(BLOCKED)} if found["status"] == "blocked" else {})


def hold_review(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A review ends in one of its ways, mostly with a next one."""
    result = dice.one((None, None, None, None, "continue", "pause", "end", "fulfilled"))
    record: dict[str, Any] = dice.perhaps(helped=dice.text("half"), client_view=dice.text("findet"), worker_view="gut")
    goals = lookup.goals(case)
    if result == "fulfilled":
        record["goals"] = {goal["id"]: {"status": "achieved"} for goal in goals}
    elif dice.often():
        record["goals"] = {goal["id"]: {"status": dice.one(GOALS), "scale": 1} for goal in dice.some(goals, 2)}
    if dice.often() and lookup.steps(case):
        record["steps"] = {step["id"]: _found_step(dice) for step in dice.some(lookup.steps(case))}
    ending = review.Ending(
        next_on=None if result == "fulfilled" else dice.day(20, 150),
        result=result, reason=dice.text("kann früher") if dice.often(80) else None, untouched_ok=dice.often(80),
    )  # fmt: skip
    return review.hold(office, ref, record, ending)


def pause(office: Office, ref: str, _case: Case, dice: Dice) -> object:
    """The case rests, with or without an end."""
    return pause_and_close.pause(office, ref, dice.day(-4, 6), dice.day(7, 60) if dice.often() else None)


def close(office: Office, ref: str, _case: Case, dice: Dice) -> object:
    """The case ends, for one of the reasons."""
    return pause_and_close.close(office, ref, dice.one(CLOSINGS), dice.day(-2, 0), dice.text("zieht um") if dice.often() else None)


_On = Callable[[Office, str, str], object]


def _on_step(do: _On) -> Act:
    return lambda office, ref, case, dice: do(office, ref, _step_of(case, dice)[0])


def _on_goal(do: Callable[[Office, str, str, Dice], object]) -> Act:
    return lambda office, ref, case, dice: do(office, ref, _goal(case, dice)[0], dice)


def _new_day(dice: Dice) -> str | None:
    return dice.day(3, 60) if dice.often(70) else None


ACTS: Mapping[str, tuple[int, Act]] = {
    "clearing.schedule": (12, schedule),
    "clearing.hold": (12, hold),
    "clearing.decide": (12, decide),
    "goal.add": (6, add_goal),
    "goal.change": (3, change_goal),
    "goal.status": (2, _on_goal(lambda o, r, g, dice: goals_and_steps.goal_status(o, r, g, dice.one(GOALS)))),
    "goal.drop": (1, _on_goal(lambda o, r, g, dice: goals_and_steps.drop_goal(o, r, g, "unrealistic", dice.day(-2, 0)))),
    "step.add": (3, add_step),
    "step.change": (3, change_step),
    "step.start": (3, _on_step(goals_and_steps.start_step)),
    "step.done": (5, finish),
    "step.block": (2, lambda o, r, c, dice: goals_and_steps.block_step(o, r, _step_of(c, dice)[0], dice.one(BLOCKED))),
    "step.cancel": (1, _on_step(goals_and_steps.cancel_step)),
    "agreement.issue": (7, lambda o, r, _c, dice: agreement.issue(o, r, dice.day(-3, 0) if dice.often(40) else None)),
    "agreement.withdraw": (1, lambda o, r, _c, _dice: agreement.withdraw(o, r)),
    "agreement.sign": (16, sign),
    "consent.give": (3, give),
    "consent.revoke": (1, revoke),
    "letter.send": (4, send),
    "review.schedule": (2, schedule_review),
    "review.start": (8, lambda o, r, _c, dice: review.start(o, r, dice.day(-3, 0))),
    "review.discuss": (4, discuss),
    "review.hold": (9, hold_review),
    "review.abandon": (1, lambda o, r, _c, _dice: review.abandon(o, r)),
    "review.cancel": (1, lambda o, r, _c, dice: review_calendar.cancel(o, r, dice.one(("client", "service")), _new_day(dice))),
    "review.no_show": (2, lambda o, r, _c, dice: review_calendar.no_show(o, r, _new_day(dice))),
    "pause": (2, pause),
    "resume": (8, lambda o, r, _c, dice: pause_and_close.resume(o, r, dice.day(-2, 2))),
    "close": (1, close),
    "case.edit": (2, set_fields),
    "case.edit, whole text": (2, land_text),
    "case.translate": (3, translated),
    "case.undo": (3, take_back),
}
"""Every act by its name, with how often it is wanted."""


def open_case(office: Office, dice: Dice) -> str:
    """A new case; its id."""
    return clearing.create(office, deepcopy(new_client(dice)), team=dice.one((None, "nord"))).case
