"""Every action says what it may change; who changes more under its name is noticed."""

from __future__ import annotations

from copy import deepcopy

import pytest
from support import ROOT

from iza.history.judge_change import Claim, judge
from iza.model.procedure import Action
from iza.model.scopes import SCOPES
from iza.store.yaml.reader import read


def test_every_action_has_a_scope() -> None:
    assert set(SCOPES) == set(Action)


@pytest.mark.parametrize("action", [Action.REVIEW_START, Action.PAUSE, Action.CONSENT_GIVE, Action.STEP_DONE])
def test_another_family_name_is_no_part_of_an_action_on_something_else(action: Action) -> None:
    path = min((ROOT / "cases.example/cases").glob("*/*.yaml"))
    before = read(path.read_bytes(), path.name)
    after = deepcopy(before)
    after["client"]["names"][0]["family"] = "Anders"
    alarms = [alarm for alarm in judge(before, after, before["id"], Claim(action.value)) if alarm.code == "V02"]
    assert [alarm.details["place"] for alarm in alarms] == ["client.names"]
