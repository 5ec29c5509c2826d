"""Help pages: complete in both languages, quick, and readable everywhere."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iza.cli.command_table import TABLE
from iza.cli.main import main

HEAVY = ("git", "jsonschema", "jinja2", "typst", "ruamel.yaml", "rich", "platformdirs")
PROBE = """
import sys
from iza.cli.main import main
code = main(sys.argv[1:])
print(code, *sys.modules, sep="\\n", file=sys.stderr)
"""


@pytest.mark.parametrize("language", ["de", "en"])
def test_root_help_is_complete_in_both_languages(
    language: str, snapshot: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", language, "--help"]) == 0
    snapshot(f"root.{language}.txt", capsys.readouterr().out)


@pytest.mark.parametrize("words", [("show", "--help"), ("goal", "-h"), ("goal", "drop", "--help")])
def test_help_of_commands_and_groups(words: tuple[str, ...], iza: Any, snapshot: Callable[[str, str], None]) -> None:
    snapshot("-".join(words[:-1]) + ".de.txt", iza(*words).stdout)


def test_a_group_and_iza_alone_show_their_help(iza: Any) -> None:
    assert iza() == iza("--help")
    assert iza("goal") == iza("goal", "--help")
    assert iza("goal").code == 0


def test_no_line_is_wider_than_a_narrow_screen(iza: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = iza("goal", "drop", "--help").stdout.splitlines()
    assert max(map(len, lines)) <= 60
    assert any("[Pflicht]" in line for line in lines)


def test_help_has_colour_only_where_it_is_wanted(iza: Any) -> None:
    assert "\x1b" not in iza("--help").stdout
    assert "\x1b[1mOptionen" in iza("--color", "always", "--help").stdout
    assert "\x1b" not in iza("--color=never", "show", "--help").stdout


@pytest.mark.parametrize("words", [["--help"], [], ["--version"], ["--lang", "en", "--help"]])
def test_help_imports_no_command_and_nothing_heavy(words: list[str], process: Any) -> None:
    done = process("-c", PROBE, *words)
    code, *modules = done.stderr.decode().splitlines()
    assert code == "0"
    assert not set(HEAVY) & set(modules)
    assert not {f"iza.cli.commands{entry.module}" for entry in TABLE} & set(modules)
    assert "iza.store" not in modules


def test_help_is_quick(process: Any) -> None:
    """CPU time of ``iza --help`` is at most 14 times that of an empty Python program."""
    empty, page = [], []
    for _round in range(5):
        empty.append(_cpu("-c", "pass"))
        page.append(_cpu("-m", "iza", "--help"))
    assert statistics.median(page) / statistics.median(empty) <= 14


def _cpu(*words: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    ("env", "settings", "words", "expected"),
    [
        ({}, "", [], "Aufruf:"),
        ({"LANG": "en_GB.UTF-8"}, "", [], "Usage:"),
        ({"LANG": "en_GB.UTF-8"}, "language: de", [], "Aufruf:"),
        ({"LANG": "C"}, 'name: x\nlanguage: "en"  # English', [], "Usage:"),
        ({"IZA_LANG": "en"}, "language: de", [], "Usage:"),
        ({"IZA_LANG": "en"}, "language: de", ["--lang", "de"], "Aufruf:"),
        ({"IZA_LANG": "en"}, "", ["--lang=de"], "Aufruf:"),
        ({}, "", ["--color", "never", "--lang", "en"], "Usage:"),
    ],
)
def test_the_language_comes_from_option_environment_settings_locale(
    env: dict[str, str], settings: str, words: list[str], expected: str, iza: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    if settings:
        Path("iza.yaml").write_text(settings, encoding="utf-8")
    assert iza(*words, "--help").stdout.startswith(expected)


@pytest.mark.parametrize("way", ["-C", "-Cfolder", "--repo", "--repo=folder/cases", "environment"])
def test_the_language_of_the_repository_that_is_named(way: str, iza: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("folder/cases").mkdir(parents=True)
    Path("folder/iza.yaml").write_text("language: en\n", encoding="utf-8")
    if way == "environment":
        monkeypatch.setenv("IZA_REPO", "folder")
        words = []
    else:
        words = [way] if "folder" in way else [way, "folder"]
    assert iza(*words, "show", "--help").stdout.startswith("Usage:")
    assert iza("show", "--help").stdout.startswith("Usage:" if way == "environment" else "Aufruf:")


def test_version(iza: Any) -> None:
    assert iza("--version").stdout.startswith("iza 1.")


def test_the_shell_completes_commands_and_options_without_loading_them(process: Any) -> None:
    def complete(line: str) -> list[str]:
        env = {"_IZA_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        return process("-m", "fake_cli", env=env).stdout.decode().split()  # type: ignore[no-any-return]

    assert complete("iza f") == ["fail", "form"]
    assert complete("iza goal d") == ["drop"]
    assert complete("iza show --js") == ["--json"]
    assert "client_no_longer_wants" in complete("iza goal drop --because cl")
