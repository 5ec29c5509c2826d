"""What all tests share: an isolated person with git, an office to work in, the example to look at."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import four_eyes
import pytest
from four_eyes import Built
from support import ROOT, TODAY, Run

from hatch_build import compile_catalogues
from iza import git as gits
from iza import i18n
from iza.app.county import setup
from iza.app.example import build
from iza.app.office import Office
from iza.cli import context
from iza.cli.main import main
from iza.store.repository import Repository
from iza.store.work_tree import DIRECTORIES, directory_path


def _compile_once() -> None:
    """The German texts as they are in the checkout (an installed iza brings its own)."""
    sources = sorted(ROOT.glob("iza/locale/*/LC_MESSAGES/*.po"))
    made = {po: po.parents[2] / f"texts_{po.parents[1].name}.py" for po in sources}
    if any(not module.exists() or module.stat().st_mtime < po.stat().st_mtime for po, module in made.items()):
        compile_catalogues(ROOT)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues before any worker reads them; let Ctrl-C mean what it means at a terminal."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins with it ignored
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # so does one under nohup
    if not hasattr(config, "workerinput"):
        _compile_once()


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A caseworker with git, and none of the settings of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith(("GIT_", "IZA_", "XDG_", "LC_"))]:
        monkeypatch.delenv(name)
    values = {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LANG": "de_DE.UTF-8", "NO_COLOR": "1",
              "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"), "COLUMNS": "100"}  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    config = "[user]\n\tname = Judith Kübler\n\temail = j.kuebler@albweil.example\n[init]\n\tdefaultBranch = main\n"
    (home / ".gitconfig").write_text(config, "utf-8")
    yield home
    context.reset()
    i18n.set_language("en")


@pytest.fixture
def git() -> Callable[..., str]:
    """Run git in a folder and return what it prints."""

    def run(folder: Path, *words: str, code: int = 0) -> str:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout

    return run


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """An empty git repository."""
    folder = tmp_path / "repo"
    folder.mkdir()
    gits.init(folder)
    return folder


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A case repository without cases, with the invented county's directory."""
    target = tmp_path / "county"
    setup.init(target, "Landkreis Albweil")
    source = ROOT / "cases.example"
    for name in ("iza.yaml", *map(directory_path, DIRECTORIES)):
        shutil.copy(source / name, target / name)
    subprocess.run(["git", "commit", "-qam", "directory"], cwd=target, check=True)
    return target


@pytest.fixture
def office(county: Path) -> Office:
    """The caseworker kue in that repository on the anchor day."""
    return Office(Repository(county), TODAY, "kue")


@pytest.fixture(scope="session")
def built_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example repository as of the anchor day, built once; copy it before changing it."""
    target = tmp_path_factory.mktemp("example") / "cases"
    build(target, TODAY)
    return target


@pytest.fixture
def example(built_example: Path, tmp_path: Path) -> Path:
    """A copy of the example repository, to be changed at will."""
    target = tmp_path / "example"
    shutil.copytree(built_example, target)
    return target


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """An office that wants a second person, built once; copy it before changing it."""
    return four_eyes.build(tmp_path_factory.mktemp("built") / "cases", tmp_path_factory.mktemp("someone"))


@pytest.fixture
def cases(built: Built, tmp_path: Path) -> Built:
    """A copy of that office, to be changed at will; Judith sits at the machine."""
    shutil.copytree(built.folder, tmp_path / "cases")
    four_eyes.become(tmp_path / "cases", four_eyes.JUDITH)
    return built._replace(folder=tmp_path / "cases")


@pytest.fixture
def iza(capfd: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run an iza command line in this process, in German, on the anchor day: ``iza(folder, "show", …)``."""

    def run(folder: Path, *words: str, today: date = TODAY, code: int | None = 0) -> Run:
        capfd.readouterr()
        got = main(["--lang", "de", "-C", str(folder), *words, *_day(words, today)])
        printed = capfd.readouterr()
        result = Run(got, printed.out, printed.err)
        assert code is None or got == code, result
        return result

    return run


def _day(words: tuple[str, ...], today: date) -> list[str]:
    return [] if "--today" in words or "init" in words or "--help" in words else ["--today", today.isoformat()]
