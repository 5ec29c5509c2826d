"""Records as people write them: bare or under their name, entries by number or as a list, codes with commas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import PERSON

from iza.app.changing import intake
from iza.app.office import Office
from iza.app.procedure import clearing
from iza.errors import InvalidData, NotFound
from iza.store.current_case import current_case
from iza.store.yaml.writer import dump


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_record_may_stand_under_its_name(wrapped: bool, tmp_path: Path) -> None:
    record = {"area": "work", "goal": "Arbeit finden"}
    path = tmp_path / "goal.yaml"
    path.write_text(dump({"goal": record} if wrapped else record), "utf-8")
    assert intake.read_record(str(path), "goal") == record


def test_a_field_of_the_name_is_no_wrapper(tmp_path: Path) -> None:
    path = tmp_path / "goal.yaml"
    path.write_text("goal: Arbeit finden\n", "utf-8")
    assert intake.read_record(str(path), "goal") == {"goal": "Arbeit finden"}


def test_entries_go_by_number_or_as_a_list_with_references() -> None:
    by_number = {"steps": {"1.1": {"status": "done"}, "2.1": {"status": "open"}}}
    as_list = {"steps": [{"ref": "1.1", "status": "done"}, {"ref": "2.1", "status": "open"}]}
    assert intake.mappings(as_list, "steps") == intake.mappings(by_number, "steps")


@pytest.mark.parametrize("value", ["done", 3, ["done"], {"1.1": "done"}])
def test_entries_of_another_shape_are_refused(value: object) -> None:
    with pytest.raises(InvalidData):
        intake.mappings({"steps": value}, "steps")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        intake.read_record(str(tmp_path / "no.yaml"), "goal")


def test_several_reasons_with_commas(office: Office, iza: Callable[..., Any]) -> None:
    case = clearing.create(office, PERSON).case
    clearing.schedule(office, case, office.day)
    clearing.hold(office, case, {"areas": {"work": {"need": "high"}}})
    folder = office.repo.root
    iza(folder, "clearing", "decide", case, "agreement", "--reason", "goals_feasible,wishes_agreement", "--reason", "other")
    decided = current_case(office.repo, case)["clearings"][0]["decision"]
    assert decided["reasons"] == ["goals_feasible", "wishes_agreement", "other"]
    run = iza(folder, "clearing", "decide", case, "agreement", "--reason", "goals_feasible,nonsense", code=2)
    assert run.out == ""
