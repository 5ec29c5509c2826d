"""Search before create, through the command: shown, asked or refused, never merged."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from casework import CLIENT
from terminal import Desk, write, yaml_text


@pytest.fixture
def desk(county: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(county, capfd)


def _person(given: str, family: str, birth: str = "1995-05-17", precision: str = "day") -> dict[str, Any]:
    name = {"kind": "official", "given": given, "family": family}
    return deepcopy(CLIENT) | {"names": [name], "birth": {"date": birth, "precision": precision}}


def _create(desk: Desk, person: dict[str, Any], *words: str, code: int = 0) -> Any:
    return desk("clearing", "create", "--from", "-", *words, stdin=yaml_text(person), code=code)


@pytest.mark.parametrize(
    ("known", "again"),
    [
        (("Mohammed", "Alhamdo"), ("Muhammad", "Al Hamdo")),
        (("Mohammed", "Alhamdo"), ("محمد", "الحمدو")),
        (("Олексій", "Коваленко"), ("Oleksij", "Kowalenko")),
        (("Amal", "Testperson"), ("Amal", "Testperson")),
    ],
)
def test_certainly_the_same_person_is_refused_without_yes(
    known: tuple[str, str], again: tuple[str, str], desk: Desk
) -> None:
    case = _create(desk, _person(*known)).out.split()[-1]
    head = desk.git("rev-parse", "HEAD")
    refused = _create(desk, _person(*again), code=4)
    assert f"iza show {case}" in refused.err
    assert "--yes" in refused.err
    assert refused.out == ""
    assert desk.git("rev-parse", "HEAD") == head
    assert desk.git("status", "--porcelain") == ""
    opened = _create(desk, _person(*again), "--yes")
    assert f"iza show {case}" in opened.err
    assert opened.out.split()[-1] != case
    assert [name for name in (*known, *again) if name in refused.err + opened.err] == []


def test_a_likely_twin_is_shown_and_a_script_goes_on(desk: Desk) -> None:
    case = _create(desk, _person("Mohammed", "Alhamdo")).out.split()[-1]
    opened = _create(desk, _person("Mohammed", "Alhamdo", "1999-09-09"))
    assert case in opened.err
    assert len(desk.json("list")) == 2


@pytest.mark.parametrize("precision", ["day", "year"])
def test_1_january_never_makes_a_twin_by_itself(precision: str, desk: Desk) -> None:
    _create(desk, _person("Mohammed", "Alhamdo", "1990-01-01", precision))
    opened = _create(desk, _person("Selam", "Tekle", "1990-01-01", precision))
    assert "F-" not in opened.err.replace(opened.out.split()[-1], "")


def test_1_january_is_no_reason_for_certainty(desk: Desk) -> None:
    case = _create(desk, _person("Mohammed", "Alhamdo", "1990-01-01", "year")).out.split()[-1]
    opened = _create(desk, _person("Mohammed", "Alhamdo", "1990-01-01", "year"))
    assert case in opened.err
    assert opened.code == 0


def test_other_people_are_not_shown(desk: Desk) -> None:
    _create(desk, _person("Mohammed", "Alhamdo"))
    opened = _create(desk, _person("Oksana", "Marchenko", "1984-02-29"))
    assert opened.err.count("F-") == 1  # the next command names the new case


def test_a_file_works_like_stdin_and_json_holds_only_the_case(desk: Desk, tmp_path: Path) -> None:
    source = write(tmp_path / "person.yaml", {"client": _person("Amal", "Testperson")})
    made = desk.json("clearing", "create", "--from", source, "--caseworker", "elz", "--team", "nord")
    assert list(made) == ["case"]
    (row,) = desk.json("list")
    assert (row["case"], row["caseworker"], row["team"]) == (made["case"], "elz", "nord")


def test_found_again_in_any_spelling_and_script(desk: Desk) -> None:
    case = _create(desk, _person("Mohammed", "Alhamdo")).out.split()[-1]
    for text in (["Muhammad"], ["محمد"], ["alhamdo", "mohamad"], [case], ["17.5.1995"]):
        assert [one["case"] for one in desk.json("find", *text)] == [case]
    assert desk("find", "Oksana", code=1).out == ""
