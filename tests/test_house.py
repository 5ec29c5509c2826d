"""The house stands as designed: layers, types, style, sizes, and what a command may load."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import architecture
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
    assert "3 kept, 0 broken" in done.stdout


def test_types_are_sound() -> None:
    done = tool("mypy")
    assert done.returncode == 0, done.stdout


def test_style_is_kept() -> None:
    done = tool("ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


def test_files_stay_small() -> None:
    long = {path.name: lines for path in MODULES if (lines := len(path.read_text("utf-8").splitlines())) > 300}
    assert not long


def test_functions_stay_small() -> None:
    sizes = sorted(
        node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    )
    assert statistics.median(sizes) <= 8
    assert sizes[int(len(sizes) * 0.9)] <= 30


def loaded(folder: Path, *words: str, **more: str) -> set[str]:
    """The modules a command has loaded when it ends."""
    code = (
        "import sys; from iza.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print('LOADED', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=folder, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "de_DE.UTF-8", **more},
    )  # fmt: skip
    return set(done.stdout.rpartition("LOADED")[2].split())


def own(modules: set[str]) -> set[str]:
    return {name.removeprefix("iza.") for name in modules if name.startswith("iza.")}


SHELL = {
    "cli", "cli.boundary", "cli.command_table", "cli.context", "cli.helptext", "cli.language", "cli.main",
    "cli.root", "cli.terminal", "cli.terminal.answers", "cli.terminal.layout", "cli.terminal.output", "cli.terminal.safe",
    "cli.terminal.style", "cli.tree", "cli.usage", "errors", "i18n", "locale", "locale.texts_de", "model",
    "model.dates", "plaintext", "saved",
}  # fmt: skip
"""What every call loads."""

LIST = SHELL | {
    "app", "app.lists", "app.lists.case_lists", "app.office", "cache", "cli.desk", "cli.options",
    "cli.terminal.tables", "git", "git.configuration", "git.errors", "git.git_folder",
    "git.process", "git.program", "git.programs", "git.state",
    "git.surroundings", "model.county", "model.lasting_talk", "model.lookup", "model.overdue", "model.pauses", "model.phases", "model.workers",
    "parallel", "resources", "store", "store.all_cases", "store.case_ids", "store.files", "store.index",
    "store.index.case_files_listing", "store.index.case_index", "store.index.rows", "store.repository",
    "store.work_tree",
}  # fmt: skip
"""What a list loads when nothing changed: no YAML, no schema, no rules."""


def test_help_loads_the_table_of_commands_and_nothing_else(tmp_path: Path) -> None:
    found = loaded(tmp_path, "--help")
    assert own(found) == SHELL
    assert found.isdisjoint(HEAVY)


def test_completion_loads_no_command(tmp_path: Path) -> None:
    words = {"_IZA_COMPLETE": "complete_bash", "COMP_WORDS": "iza over", "COMP_CWORD": "1"}
    found = loaded(tmp_path, **words)
    assert own(found) == SHELL
    assert found.isdisjoint(HEAVY)


def test_an_error_loads_no_command(tmp_path: Path) -> None:
    found = loaded(tmp_path, "overdeu")
    assert own(found) == SHELL
    assert found.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (("overdue",), {"cli.commands", "cli.commands.review"}),
        (("overdue", "--json"), {"cli.commands", "cli.commands.review"}),
        (("overdue", "--format", "csv"), {"cli.commands", "cli.commands.review"}),
        (("overdue", "--all"), {"cli.commands", "cli.commands.review"}),
    ],
)
def test_a_list_loads_what_it_lists(words: tuple[str, ...], more: set[str], built_example: Path) -> None:
    loaded(built_example, *words, "--today", "2026-11-16")
    found = loaded(built_example, *words, "--today", "2026-11-16")
    assert own(found) == LIST | more
    assert found.isdisjoint({*HEAVY, "yaml", "_ruamel_yaml", "hashlib", "tempfile", "typer.rich_utils"})


def test_a_list_of_cases_loads_no_yaml(built_example: Path) -> None:
    for words in (("list", "--format", "csv"), ("list",)):
        loaded(built_example, *words)
        assert loaded(built_example, *words).isdisjoint({*HEAVY, "_ruamel_yaml"})


def test_the_picture_of_the_rooms_is_that_of_the_imports() -> None:
    assert architecture.PICTURE.read_text("utf-8") == architecture.picture(), "python tests/architecture.py"
