"""The wheel, built from the sdist, installed away from the checkout: it brings its data and runs the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import ROOT

FOLDERS = ("schemas/case.schema.json", "templates/agreement.md.j2", "templates/layout.typ", "templates/goals.yaml",
           "cases.example/iza.yaml", "cases.example/directory/partners.yaml")  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as somebody gets it who has only the sdist."""
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(ROOT)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return next(target.glob("*.whl"))


def test_the_wheel_holds_its_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"iza/_data/{name}" for name in FOLDERS} <= names
    assert "iza/locale/texts_de.py" in names
    assert any(name.startswith("iza/_data/cases.example/cases/") for name in names)
    assert any(name.startswith("iza/_data/cases.example/lives/") for name in names)
    assert [name for name in names if name.startswith(("tests/", "docs/"))] == []


def test_the_installed_wheel_runs_the_demo(wheel: Path, tmp_path: Path, person: Path) -> None:
    (person / ".gitconfig").write_text("")  # a fresh machine: git does not know anybody yet
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel],
        check=True, timeout=900, capture_output=True,
    )  # fmt: skip
    done = subprocess.run(
        [scripts / "iza", "--lang", "de", "demo", "probe"], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "$ iza overdue" in done.stdout
    assert list((tmp_path / "probe" / "output").glob("*.pdf"))
    checked = subprocess.run([scripts / "iza", "check"], cwd=tmp_path / "probe", capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
