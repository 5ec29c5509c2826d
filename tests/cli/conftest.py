"""A command table of our own, so that these tests need no real command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from fake_cli import TABLE

from iza import i18n
from iza.cli import context
from iza.cli.main import main

HERE = Path(__file__).parent
SNAPSHOTS = HERE / "snapshots"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"  # read before the environment is cleared
PACKAGE = Path(i18n.__file__).parent


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of the person who runs the tests, an 80-column screen, an empty home."""
    for name in [name for name in os.environ if name.startswith(("IZA_", "LC_"))]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "LANGUAGE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"LANG": "de_DE.UTF-8", "COLUMNS": "80", "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(HERE), str(PACKAGE.parent))))
    monkeypatch.syspath_prepend(HERE)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.chdir(tmp_path)
    yield
    context.reset()
    i18n.set_language("en")


class Run(NamedTuple):
    """What a command line printed and its exit code."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture
def iza(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run a command line in this process with the table of fake commands."""

    def run(*words: str) -> Run:
        code = main(words, TABLE)
        printed = capsys.readouterr()
        return Run(code, printed.out, printed.err)

    return run


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run Python in a process of its own."""

    def run(*words: str, env: Mapping[str, str] = {}, **options: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [sys.executable, *words], check=False, env={**os.environ, **env}, capture_output=True, timeout=60, **options
        )

    return run


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare a text with ``snapshots/NAME``; ``IZA_SNAPSHOTS=update`` writes it instead."""

    def compare(name: str, text: str) -> None:
        if UPDATE:
            (SNAPSHOTS / name).parent.mkdir(exist_ok=True, parents=True)
            (SNAPSHOTS / name).write_text(text, encoding="utf-8")
        assert text == (SNAPSHOTS / name).read_text(encoding="utf-8")

    return compare
