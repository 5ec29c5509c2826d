"""The whole table of the procedure: every action in every state of a real case."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import casework
import pytest
from casework import STEP, TODAY, WORK_GOAL, git, state

from iza.app.changing import by_hand
from iza.app.letters import letters
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
    translate,
)
from iza.errors import Conflict, Refused
from iza.model.phases import Phase, phase
from iza.model.procedure import ALLOWED, NEXT, Action
from iza.store import drafts
from iza.store.case_ids import path_of
from iza.store.current_case import current_case

# x works · r only while a review is open · . refused · o works, see the tests of its own
TABLE = """
                    intake planned held postponed declined drafting issued active amended paused fulfilled closed ended
clearing.create        .      .     .       .        .        .       .      .       .      .        .        .     .
clearing.schedule      x      x     .       x        x        .       .      .       .      .        .        .     .
clearing.hold          .      x     .       .        .        .       .      .       .      .        .        .     .
clearing.decide        .      .     x       x        .        .       .      .       .      .        .        .     .
goal.add               .      .     .       .        .        x       .      r       r      r        .        .     .
goal.change            .      .     .       .        .        x       .      r       r      r        .        .     .
goal.status            .      .     .       .        .        .       .      x       x      x        .        .     .
goal.drop              .      .     .       .        .        x       .      r       r      r        .        .     .
step.add               .      .     .       .        .        x       .      r       r      r        .        .     .
step.change            .      .     .       .        .        x       .      r       r      r        .        .     .
step.start             .      .     .       .        .        .       .      x       x      x        .        .     .
step.done              .      .     .       .        .        .       .      x       x      x        .        .     .
step.block             .      .     .       .        .        .       .      x       x      x        .        .     .
step.cancel            .      .     .       .        .        x       .      r       r      r        .        .     .
agreement.issue        .      .     .       .        .        x       .      .       .      .        .        .     .
agreement.withdraw     .      .     .       .        .        .       x      .       .      .        .        .     .
agreement.sign         .      .     .       .        .        .       x      .       x      x        .        .     .
consent.give           x      x     x       x        x        x       x      x       x      x        x        .     .
consent.revoke         x      x     x       x        x        x       x      x       x      x        x        x     x
letter.send            .      .     .       .        .        .       .      x       .      .        .        .     .
review.schedule        .      .     .       .        .        .       .      x       x      x        .        .     .
review.start           .      .     .       .        .        .       .      x       x      x        .        .     .
review.hold            .      .     .       .        .        .       .      r       r      r        .        .     .
review.cancel          .      .     .       .        .        .       .      x       x      x        .        .     .
review.no_show         .      .     .       .        .        .       .      x       x      x        .        .     .
pause                  .      .     .       .        .        .       .      x       x      .        .        .     .
resume                 .      .     .       .        .        .       .      .       .      x        .        .     .
close                  x      x     x       x        x        x       x      x       x      x        x        .     .
case.edit              x      x     x       x        x        x       x      x       x      x        x        .     .
case.translate         x      x     x       x        x        x       x      x       x      x        x        .     .
case.undo              o      o     o       o        o        o       o      o       o      o        o        o     o
case.migrate           o      o     o       o        o        o       o      o       o      o        o        o     o
"""

PHASES = {
    "planned": Phase.CLEARING_PLANNED, "held": Phase.CLEARING_HELD, "amended": Phase.ACTIVE, "closed": Phase.FULFILLED,
}  # fmt: skip
HEADER, *LINES = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [(name, action, cell) for action, *cells in LINES for name, cell in zip(HEADER, cells, strict=True)]
STATES = {"planned": "clearing_planned", "held": "clearing_held"}

CONSENT = {
    "partner": "jobcenter-albweil", "data": ["contact"], "purpose": "Kurs", "signed_by": ["client"],
}  # fmt: skip
ENDING = review.Ending(next_on="2026-09-01", untouched_ok=True, reason="Es dauert länger.")
DO: dict[str, Callable[[Office, str], object]] = {
    "clearing.schedule": lambda o, c: clearing.schedule(o, c, "2026-05-20"),
    "clearing.hold": lambda o, c: clearing.hold(o, c, deepcopy(casework.CLEARING)),
    "clearing.decide": lambda o, c: clearing.decide(o, c, "agreement", ["goals_feasible"]),
    "goal.add": lambda o, c: goals_and_steps.add_goal(o, c, WORK_GOAL),
    "goal.change": lambda o, c: goals_and_steps.change_goal(o, c, "1", {"indicator": "Urkunde liegt vor."}),
    "goal.status": lambda o, c: goals_and_steps.goal_status(o, c, "1", "in_progress"),
    "goal.drop": lambda o, c: goals_and_steps.drop_goal(o, c, "2", "no_longer_relevant"),
    "step.add": lambda o, c: goals_and_steps.add_step(o, c, "1", STEP),
    "step.change": lambda o, c: goals_and_steps.change_step(o, c, "1.2", {"due_on": "2026-11-02"}),
    "step.start": lambda o, c: goals_and_steps.start_step(o, c, "1.2"),
    "step.done": lambda o, c: goals_and_steps.finish_step(o, c, "1.1"),
    "step.block": lambda o, c: goals_and_steps.block_step(o, c, "1.1", "no_course_place"),
    "step.cancel": lambda o, c: goals_and_steps.cancel_step(o, c, "1.2"),
    "agreement.issue": agreement.issue,
    "agreement.withdraw": agreement.withdraw,
    "agreement.sign": lambda o, c: agreement.sign(o, c, "2026-05-04", "Albweil", review_on="2026-07-01"),
    "consent.give": lambda o, c: consent.give(o, c, CONSENT),
    "consent.revoke": lambda o, c: consent.revoke(o, c, "e-1111"),
    "letter.send": lambda o, c: letters_to_partners.to_partner(o, c, letters.Order("partner-letter", formats=("md",), ref="sprachwerk")),
    "review.schedule": lambda o, c: review_calendar.schedule(o, c, "2026-07-07"),
    "review.start": lambda o, c: review.start(o, c, o.day),
    "review.hold": lambda o, c: review.hold(o, c, {}, ENDING),
    "review.cancel": lambda o, c: review_calendar.cancel(o, c, "client", "2026-07-07"),
    "review.no_show": lambda o, c: review_calendar.no_show(replace(o, today=date(2026, 12, 31)), c),
    "pause": lambda o, c: pause_and_close.pause(o, c, o.day),
    "resume": lambda o, c: pause_and_close.resume(o, c, o.day),
    "close": lambda o, c: pause_and_close.close(o, c, "contact_lost", o.day),
    "case.edit": lambda o, c: by_hand.set_fields(o, c, {"team": "sued"}),
    "case.translate": lambda o, c: translate.translate(o, c, "ar", {"competence-1.text": translate.GivenTranslation("خياطة")}),
}
BECOMES = {
    "clearing.schedule": Phase.CLEARING_PLANNED, "clearing.hold": Phase.CLEARING_HELD, "close": Phase.ENDED,
    "clearing.decide": Phase.DRAFTING, "agreement.issue": Phase.ISSUED, "agreement.withdraw": Phase.DRAFTING,
    "pause": Phase.PAUSED, "resume": Phase.ACTIVE,
}  # fmt: skip


class House(NamedTuple):
    """A repository with one case in every state, and its last commit."""

    folder: Path
    cases: dict[str, str]
    head: str

    def since(self, *words: str) -> str:
        """What git log tells about the commits after the last one."""
        return git(self.folder, "log", f"{self.head}..", *words)


_BUILT: dict[str, House] = {}


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Built by the first test that needs it; what a test does to it is taken back."""
    if not _BUILT:
        folder = tmp_path_factory.mktemp("house") / "county"
        shutil.copytree(request.getfixturevalue("county"), folder)
        office = casework.office_in(folder)
        cases = {name: make(office, casework.CLIENT) for name, make in casework.STATES.items()}
        _consented(folder, list(cases.values()))
        _BUILT["house"] = House(folder, cases, git(folder, "rev-parse", "HEAD").strip())
    built = _BUILT["house"]
    yield built
    git(built.folder, "reset", "-q", "--hard", built.head)
    shutil.rmtree(built.folder / ".git/iza/drafts", ignore_errors=True)


def _consented(folder: Path, cases: list[str]) -> None:
    """Each case with a consent in it, as somebody entered it by hand."""
    entry = "consents:\n  - {id: e-1111, partner: sprachwerk, data: [contact, goals_language], purpose: Kurs, "
    for case in cases:
        text = casework.case_text(folder, case)
        text += entry + f"given_on: {casework.DAYS['opened']}, signed_by: [client]}}\n"
        (folder / path_of(case)).write_text(text, "utf-8")
    git(folder, "commit", "-qam", "von Hand")


def _case(house: House, name: str) -> tuple[Office, str]:
    return casework.office_in(house.folder), house.cases[STATES.get(name, name)]


def test_the_table_has_every_action_and_every_phase() -> None:
    assert {action for action, *_cells in LINES} == {action.value for action in Action}
    assert {PHASES.get(name) or Phase(name) for name in HEADER} == set(Phase) == set(NEXT)


@pytest.mark.parametrize("action", Action)
def test_the_table_of_the_code_is_this_one(action: Action) -> None:
    allowed = {PHASES.get(name) or Phase(name) for name, one, cell in CELLS if one == action and cell in "xro"}
    assert ALLOWED[action] == allowed


@pytest.mark.parametrize("name", HEADER)
def test_every_state_is_the_phase_it_stands_for(name: str, house: House) -> None:
    office, case = _case(house, name)
    assert phase(current_case(office.repo, case), TODAY) == (PHASES.get(name) or Phase(name))


@pytest.mark.parametrize(("name", "action"), [cell[:2] for cell in CELLS if cell[2] == "x" and cell[1] != "review.start"])
def test_allowed_is_one_commit_of_one_file(name: str, action: str, house: House) -> None:
    office, case = _case(house, name)
    before = phase(current_case(office.repo, case), TODAY)
    DO[action](office, case)
    after = casework.office_in(house.folder)
    assert house.since("--format=%an%n%s%n%(trailers)", "--name-only").split("\n") == [
        "Judith Kübler", *_message(case, action), "", "", path_of(case), "",
    ]  # fmt: skip
    assert git(house.folder, "status", "--porcelain") == ""
    signed = name == "issued" and action == "agreement.sign"
    assert phase(current_case(after.repo, case), TODAY) == (Phase.ACTIVE if signed else BECOMES.get(action, before))


def _message(case: str, action: str) -> list[str]:
    from iza.model.procedure import ACTION_NAMES

    return [f"{case}: {ACTION_NAMES[Action(action)]}", f"Iza-Action: {action}", f"Iza-Case: {case}"]


@pytest.mark.parametrize(("name", "action"), [cell[:2] for cell in CELLS if cell[2] in ".r" and cell[1] in DO])
def test_forbidden_changes_nothing_and_says_what_is_next(name: str, action: str, house: House) -> None:
    office, case = _case(house, name)
    before = state(house.folder), casework.case_text(house.folder, case)
    with pytest.raises(Refused) as refused:
        DO[action](office, case)
    assert (state(house.folder), casework.case_text(house.folder, case)) == before
    if name not in ("closed", "ended"):
        assert f" {case}" in refused.value.hint
        assert refused.value.hint.startswith("iza ")


@pytest.mark.parametrize(("name", "action"), [cell[:2] for cell in CELLS if cell[2] == "r"])
def test_in_a_review_it_waits_for_the_end_of_the_review(name: str, action: str, house: House) -> None:
    office, case = _case(house, name)
    review.start(office, case, office.day)
    before = git(house.folder, "rev-parse", "HEAD"), casework.case_text(house.folder, case)
    if action != "review.hold":
        DO[action](office, case)
        assert (git(house.folder, "rev-parse", "HEAD"), casework.case_text(house.folder, case)) == before
        assert current_case(office.repo, case) != office.repo.case(case)
    DO["review.hold"](office, case)
    assert house.since("--format=%(trailers:key=Iza-Action)").split() == ["Iza-Action:", "review.hold"]


@pytest.mark.parametrize("name", ["active", "amended", "paused"])
def test_starting_a_review_opens_it_without_a_commit(name: str, house: House) -> None:
    office, case = _case(house, name)
    head, text = git(house.folder, "rev-parse", "HEAD"), casework.case_text(house.folder, case)
    outcome = review.start(office, case, office.day)
    assert (git(house.folder, "rev-parse", "HEAD"), casework.case_text(house.folder, case)) == (head, text)
    draft = drafts.load(office.repo, case)
    assert draft
    assert draft.review == outcome.data["review"]
    with pytest.raises(Refused, match="open already"):
        review.start(office, case, office.day)


@pytest.mark.parametrize("action", ["close", "review.cancel", "review.no_show"])
def test_what_would_cut_off_an_open_review_is_refused(action: str, house: House) -> None:
    office, case = _case(house, "active")
    review.start(office, case, office.day)
    before = state(house.folder)
    with pytest.raises(Refused, match="is open") as refused:
        DO[action](office, case)
    assert "iza review" in refused.value.hint
    assert state(house.folder) == before


@pytest.mark.parametrize("name", HEADER)
def test_a_case_is_never_opened_over_another(name: str, house: House) -> None:
    office, case = _case(house, name)
    before = state(house.folder)
    with pytest.raises(Conflict):
        clearing.create(office, casework.CLIENT, case_id=case)
    assert state(house.folder) == before


@pytest.mark.parametrize("name", HEADER)
def test_the_next_command_can_be_typed(name: str, house: House) -> None:
    from iza.cli.main import main
    from iza.model.procedure import next_command

    office, case = _case(house, name)
    following = next_command(current_case(office.repo, case), TODAY)
    assert bool(following) == (name not in ("closed", "ended"))
    for command in re.findall(rf"iza ([a-z ]+) {case}", following):
        assert main([*command.split(), "--help"]) == 0
