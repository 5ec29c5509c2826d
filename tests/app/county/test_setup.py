"""A new repository is there with its first commit, or nothing is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iza.app.county import setup
from iza.app.lists import check
from iza.app.office import Office
from iza.errors import GitError, Refused
from iza.i18n import set_language
from iza.model.county import INTERVALS
from iza.store.repository import Repository
from iza.store.schema.schemas import shape

Git = Callable[..., str]


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_new_repository_is_committed_and_sound(tmp_path: Path, git: Git) -> None:
    target = tmp_path / "a" / "b"
    outcome = setup.init(target, "Landkreis Albweil")
    assert str(target) in outcome.message
    assert git(target, "status", "--porcelain") == ""
    assert git(target, "log", "--format=%(trailers:key=Iza-Action,valueonly)").strip() == "init"
    assert git(target, "branch", "--show-current").strip() == "main"
    assert check.check(Office(Repository(target), date(2026, 11, 16))) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_settings_say_what_else_can_be_set(tmp_path: Path, language: str) -> None:
    set_language(language)
    setup.init(tmp_path / "new", 'Kreis "A": #1')
    place = tmp_path / "new/iza.yaml"
    before = Repository(place.parent).settings
    assert set(before) == {"schema", "name", "language", "letterhead", "min_age"}
    first, _space, rest = place.read_text("utf-8").partition("\n")
    uncommented = re.sub(r"(?m)^( *)# (?=[a-z_]+:)", r"\1", rest)
    place.write_text(f"{first}\n{uncommented}", "utf-8")
    after = Repository(place.parent).settings
    assert set(after) == set(shape("settings")["properties"]) - {"retention", "remotes", "approvals"}
    assert set(after["letterhead"]) == set(shape("settings")["properties"]["letterhead"]["properties"])
    assert after["intervals"] == INTERVALS
    found = check.check(Office(Repository(place.parent), date(2026, 11, 16)))
    assert [one.finding.code for one in found] == ["E71"]  # the logo is not there yet


def test_an_existing_git_repository_is_taken(tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "-q", "-b", "trunk")
    setup.init(tmp_path, "X")
    assert git(tmp_path, "branch", "--show-current").strip() == "trunk"
    assert git(tmp_path, "rev-list", "--count", "HEAD").strip() == "1"


@pytest.mark.parametrize("there", ["nothing", "folder", "repository"])
@pytest.mark.parametrize("trouble", ["no name", "hook"])
def test_where_git_refuses_nothing_is_left(tmp_path: Path, git: Git, person: Path, there: str, trouble: str) -> None:
    target = tmp_path / "new"
    if there != "nothing":
        target.mkdir()
    if there == "repository":
        git(target, "init", "-q")
    if trouble == "no name":
        (person / ".gitconfig").unlink()
    else:
        hooks = tmp_path / "hooks"
        hooks.mkdir()
        (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n", "utf-8")
        (hooks / "pre-commit").chmod(0o755)
        git(tmp_path, "config", "--global", "core.hooksPath", str(hooks))
    before = contents(tmp_path)
    with pytest.raises(GitError):
        setup.init(target, "X")
    left = {path for path in contents(tmp_path) if not path.startswith("new/.git/")}
    assert left == {path for path in before if not path.startswith("new/.git/")}
    if there == "repository":
        assert git(target, "status", "--porcelain") == ""


@pytest.mark.parametrize("name", ["notes.txt", "iza.yaml", "cases"])
def test_a_folder_in_use_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(Refused):
        setup.init(tmp_path, "X")
    assert contents(tmp_path) == {name}


def test_without_a_name_no_command_writes(county: Path, person: Path, iza: Any, git: Git) -> None:
    (person / ".gitconfig").unlink()
    head = git(county, "rev-parse", "HEAD")
    (county.parent / "worker.yaml").write_text("id: neu\nname: {family: Neu, given: Nora}\nfunction: caseworker\n", "utf-8")
    done = iza(county, "worker", "add", "--from", str(county.parent / "worker.yaml"), code=None)
    assert (done.code, len(done.err.strip().splitlines())) == (5, 2), done
    assert "user.name" in done.err
    assert git(county, "rev-parse", "HEAD") == head
    assert git(county, "status", "--porcelain") == ""
