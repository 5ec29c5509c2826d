"""Random legal lives: whatever an office does within the procedure, nothing breaks and nothing looks suspicious."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from random import Random

import pytest
from casework import CLIENT, active, commit_by_hand, git
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from random_dice import CANARY
from random_git import aside, colleague, edited_by_hand, together
from random_life import Done, Life
from random_office import found, play, play_with_git, yesterday
from random_truths import alarms, faults
from signing import needs_ssh
from support import TODAY

from iza.app.office import Office
from iza.model.procedure import Action
from iza.store.repository import Repository
from iza.store.work_tree import SETTINGS

SEEDS = st.integers(0, 2**32)


def last_day(done: list[Done]) -> date:
    return max(date.fromisoformat(one.day) for one in done)


def everywhere(folder: Path, today: date) -> list[str]:
    """What is wrong in any of the clones that lie in a folder."""
    return [fault for clone in folder.iterdir() if (clone / SETTINGS).exists() for fault in faults(clone, today)]


def test_a_long_life_leaves_nothing_to_complain_about(tmp_path: Path) -> None:
    done = play(tmp_path / "office", 250, Random(11))
    assert everywhere(tmp_path, last_day(done)) == []
    assert len({one.action for one in done} & set(Action)) > 20  # of the thirty that can be played without a history


def test_two_clones_that_merge_by_plain_git(tmp_path: Path) -> None:
    done = play_with_git(tmp_path / "office", 60, Random(5))
    assert everywhere(tmp_path, last_day(done)) == []
    assert any(one.action == "(merge)" for one in done)


@needs_ssh
def test_two_clones_where_everybody_signs_and_nobody_decides_alone(tmp_path: Path) -> None:
    done = play_with_git(tmp_path / "office", 50, Random(8), signed=True, two=True)
    assert everywhere(tmp_path, last_day(done)) == []
    assert any(one.action.startswith("(answer)") for one in done)


def test_the_example_lives_on(example: Path) -> None:
    done = play_with_git(example, 20, Random(3))
    assert faults(example, last_day(done)) == []


def test_what_is_wrong_is_found(office: Office) -> None:
    root = office.repo.root
    with yesterday():
        case = active(office, CLIENT)
        commit_by_hand(root, case, "Kurs besuchen", "Kurs jeden Tag besuchen", f"für {CANARY}")
    found_out = "\n".join(faults(root, TODAY))
    assert "E69" in found_out
    assert "terms changed outside a review" in found_out
    assert "a client stands in a message" in found_out
    assert alarms(root, TODAY)


class OfficeMachine(RuleBasedStateMachine):
    """Any order of actions, hand edits, merges, days and ``git gc``."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.empty, self.folder / "office")
        self.life = Life(Repository(self.folder / "office"), Random(0))
        self.other: Life | None = None

    @rule(seed=SEEDS, times=st.integers(1, 6))
    def act(self, seed: int, times: int) -> None:
        self.life.random.seed(seed)
        for _ in range(times):
            self.life.act()

    @rule(seed=SEEDS)
    def edit_by_hand(self, seed: int) -> None:
        self.life.random.seed(seed)
        edited_by_hand(self.life)

    @rule(seed=SEEDS, actions=st.integers(1, 6))
    def work_apart(self, seed: int, actions: int) -> None:
        self.life.random.seed(seed)
        self.other = together(self.life, self.other or colleague(self.life), actions)

    @rule(seed=SEEDS, actions=st.integers(1, 3))
    def work_on_a_branch(self, seed: int, actions: int) -> None:
        self.life.random.seed(seed)
        aside(self.life, actions)

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.life.tick(days)

    @rule()
    def pack(self) -> None:
        git(self.life.root, "gc", "-q")

    @invariant()
    def nothing_is_left_over(self) -> None:
        assert git(self.life.root, "status", "--porcelain") == ""

    def teardown(self) -> None:
        found_out = everywhere(self.folder, self.life.today)
        shutil.rmtree(self.folder)
        assert found_out == []


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return found(tmp_path / "empty").root


def test_any_order_of_actions(empty: Path) -> None:
    OfficeMachine.empty = empty
    how = settings(
        max_examples=5, stateful_step_count=9, derandomize=True, deadline=None, database=None,
        phases=[Phase.generate],  # a day at the office takes too long to be told in fewer words
    )  # fmt: skip
    run_state_machine_as_test(OfficeMachine, settings=how)
