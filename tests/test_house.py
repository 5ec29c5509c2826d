"""The house stands as designed: layers, types, style, sizes, and what a command may load."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

MODULES = sorted((ROOT / "iza").rglob("*.py"))
HEAVY = ("git", "jsonschema", "jinja2", "typst", "ruamel", "rich", "markdown_it", "rapidfuzz", "filelock", "cryptography")


def tool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_point_one_way() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2 kept, 0 broken" in done.stdout


def test_types_are_sound() -> None:
    done = tool("mypy")
    assert done.returncode == 0, done.stdout


def test_style_is_kept() -> None:
    done = tool("ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


def test_files_stay_small() -> None:
    long = {path.name: lines for path in MODULES if (lines := len(path.read_text("utf-8").splitlines())) > 300}
    assert set(long) <= {"case.py", "repository.py", "tables.py", "overdue.py"}, long


def test_functions_stay_small() -> None:
    sizes = sorted(
        node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    )
    assert statistics.median(sizes) <= 8
    assert sizes[int(len(sizes) * 0.9)] <= 30


def loaded(folder: Path, *words: str) -> set[str]:
    """The top-level packages a command has loaded when it ends."""
    code = (
        "import sys; from iza.cli.main import main; main(sys.argv[1:]); "
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=folder, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "de_DE.UTF-8"},
    )  # fmt: skip
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded(tmp_path, "--help").isdisjoint(HEAVY)


@pytest.mark.parametrize("words", [("overdue",), ("overdue", "--json"), ("list",), ("overdue", "--all")])
def test_lists_load_no_git_no_validator_no_templates(words: tuple[str, ...], built_example: Path) -> None:
    found = loaded(built_example, *words, "--today", "2026-11-16")
    assert found.isdisjoint({"git", "jsonschema", "jinja2", "typst", "rich", "rapidfuzz", "filelock"})
