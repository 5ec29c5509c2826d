"""The README is true: its tour is played in the example repository, and what it shows is what people see.

``IZA_SNAPSHOTS=update`` writes the real output into the README.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, git_dates, git_told

README = ROOT / "README.md"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"

_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", re.DOTALL)
_NEW = "F-4T7N-K2P6"
_CHANGING = (
    (re.compile(r"(· |Commit )[0-9a-f]{10}\b"), r"\g<1>0123456789"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "0123456789ab"),  # hashes of terms
    (re.compile(r"\br-[0-9a-z]{4}\b"), "r-7k3f"),
    (re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d"), "16.11.2026 10:05"),
)


@pytest.fixture
def _at_the_time_of_the_example() -> Iterator[None]:
    with git_told(git_dates("2026-11-16T10:05:00+01:00")):
        yield


@pytest.mark.usefixtures("_at_the_time_of_the_example")
def test_the_tour_is_what_people_see(example: Path, iza: Callable[..., Any], tmp_path: Path) -> None:
    text = README.read_text("utf-8")
    for name, content in _FILE.findall(text):
        (tmp_path / name).write_text(content, "utf-8")
    ids: dict[str, str] = {}
    shown = _BLOCK.sub(lambda block: "```console\n" + _played(block[1], example, iza, tmp_path, ids) + "```", text)
    if UPDATE:
        README.write_text(shown, "utf-8")
    assert shown == text


def _played(block: str, folder: Path, iza: Callable[..., Any], files: Path, ids: dict[str, str]) -> str:
    """The block with what its commands print now, one after the other."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_output(command, folder, iza, files, ids)}" for command in commands)


def _output(command: str, folder: Path, iza: Callable[..., Any], files: Path, ids: dict[str, str]) -> str:
    words = [ids.get(word, word) for word in shlex.split(command)[1:]]
    words = [str(files / word) if (files / word).is_file() else word for word in words]
    run = iza(folder, *words, code=None)
    text = run.out + run.err
    if "create" in words:
        ids[_NEW] = run.out.split()[-1]
        text = text.replace(f"{ids[_NEW]}\n", "", 1) + f"{ids[_NEW]}\n"  # a terminal shows it last
    for new, real in ids.items():
        text = text.replace(real, new)
    for pattern, fixed in _CHANGING:
        text = pattern.sub(fixed, text)
    return text.replace(f"{folder}/", "")


def test_the_two_commands_are_one_line_each() -> None:
    lines = [line for line in README.read_text("utf-8").splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert lines[0].endswith("iza demo")
    assert "pytest" in lines[1]


def test_every_exit_code_is_documented() -> None:
    from iza import errors
    from iza.cli import boundary

    codes = {getattr(error, "exit_code", None) for error in vars(errors).values()} - {None}
    codes |= {0, 1, boundary.USAGE, boundary.UNEXPECTED, boundary.FILES, boundary.UNTOLD, boundary.INTERRUPTED, boundary.NO_READER}
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README.read_text("utf-8"), re.MULTILINE)}
    assert documented == codes
