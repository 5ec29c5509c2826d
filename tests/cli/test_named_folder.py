"""A named folder is the one that is meant: never one above a folder that is not there."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from iza.cli.main import main

Git = Callable[..., str]


class Place:
    """The example, with the command line run inside it."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capfd = folder, capfd

    def __call__(self, *words: str) -> tuple[int, str]:
        code = main(["--lang", "en", *words])
        printed = self.capfd.readouterr()
        return code, printed.out + printed.err


@pytest.fixture
def inside(example: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Place:
    monkeypatch.chdir(example)
    return Place(example, capfd)


STEP = ("step", "start", "K2QF", "3.1")


@pytest.mark.parametrize("name", ["missing", "missing/deeper", "../missing", "~/missing", "~nobody-of-this-name", "iza.yaml", "a\nb", "x" * 300])
@pytest.mark.parametrize("how", ["-C", "-Cname", "--repo", "--repo=name", "IZA_REPO"])
def test_a_folder_that_is_not_there_is_an_error(
    inside: Place, git: Git, name: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = git(inside.folder, "rev-parse", "HEAD")
    words = {"-C": ["-C", name], "-Cname": [f"-C{name}"], "--repo": ["--repo", name], "--repo=name": [f"--repo={name}"], "IZA_REPO": []}
    if how == "IZA_REPO":
        monkeypatch.setenv("IZA_REPO", name)
    code, said = inside(*words[how], *STEP)
    assert (code, said.splitlines()[0].startswith("Error: There is no folder ")) == (5, True), said
    assert "IZA_REPO" in said
    assert git(inside.folder, "rev-parse", "HEAD") == before


def test_an_empty_name_is_none(inside: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = inside("-C", "", *STEP)
    assert code == 2
    assert "needs the name of a folder" in said
    monkeypatch.setenv("IZA_REPO", "")
    assert inside("path", "K2QF")[0] == 0, "an empty variable is none"


def test_a_folder_in_a_case_repository_means_that_repository(inside: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("example", "example/cases", "example/cases/K2"):
        assert inside("-C", name, "path", "K2QF")[0] == 0


def test_another_repository_inside_one_is_not_that_one(inside: Place, git: Git) -> None:
    (inside.folder / "output/other/deep").mkdir(parents=True)
    git(inside.folder / "output/other", "init", "-q")
    for name in ("output/other", "output/other/deep"):
        code, said = inside("-C", name, *STEP)
        assert code == 4
        assert "No case repository here" in said


def test_a_folder_beside_a_case_repository_is_none(inside: Place, tmp_path: Path) -> None:
    (tmp_path / "beside").mkdir()
    code, said = inside("-C", str(tmp_path / "beside"), "list")
    assert code == 4
    assert "No case repository here" in said


@pytest.mark.parametrize("how", ["-C", "IZA_REPO"])
def test_a_home_is_found(how: str, example: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = Path.home()
    home.mkdir(exist_ok=True)
    shutil.move(example, home / "cases")
    monkeypatch.chdir(tmp_path)
    if how == "IZA_REPO":
        monkeypatch.setenv("IZA_REPO", "~/cases")
    words = ["-C", "~/cases"] if how == "-C" else []
    assert Place(tmp_path, capfd)(*words, "path", "K2QF")[0] == 0


def test_the_home_of_somebody_else_is_one() -> None:
    from iza.cli.context import folder

    assert folder(f"~{getpass.getuser()}/cases").is_absolute()
    assert folder("~nobody-of-this-name/cases") == Path("~nobody-of-this-name/cases")


def test_the_language_is_that_of_the_named_folder(inside: Place, person: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    (inside.folder / "iza.yaml").write_text("language: en\n", "utf-8")
    assert main(["-C", "missing", "list"]) == 5
    assert capfd.readouterr().err.startswith("Fehler: "), "not the language of the repository around it"
    assert main(["list", "--x"]) == 2
    assert capfd.readouterr().err.startswith("Error: ")


def test_init_knows_a_home_too(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert Place(tmp_path, capfd)("init", "~/new")[0] == 0
    assert (Path.home() / "new/iza.yaml").is_file()
    assert not (tmp_path / "~").exists()
