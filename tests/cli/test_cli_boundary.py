"""Every error ends in one sentence and one documented exit code; a report never holds personal data."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fake_cli_commands import CANARY

from iza.cli import boundary


@pytest.mark.parametrize(
    ("error", "code"),
    [("UsageError", 2), ("InvalidData", 4), ("Refused", 4), ("NotFound", 4), ("GitError", 5), ("Conflict", 5)],
)
def test_our_errors_are_a_sentence_a_hint_and_their_code(error: str, code: int, iza: Any) -> None:
    done = iza("fail", error)
    assert done == (code, "", "Fehler: It does not go like this.\n→ Do that instead.\n")


@pytest.mark.parametrize(("what", "code"), [("findings", 1), ("exit", 4)])
def test_a_command_can_return_or_raise_its_exit_code(what: str, code: int, iza: Any) -> None:
    assert iza("fail", what) == (code, "", "")


def test_an_exit_asked_for_passes(iza: Any) -> None:
    with pytest.raises(SystemExit) as leaving:
        iza("fail", "exit-system")
    assert leaving.value.code == 7


def test_an_interruption_is_one_line_and_130(iza: Any) -> None:
    assert iza("fail", "interrupt") == (130, "", "Abgebrochen.\n")


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("space", "Auf dem Datenträger ist kein Platz mehr: /cases/8Q/F-8QK2-7MX4.yaml"),
        ("no-path", "Der Datenträger kann nur gelesen werden."),
        ("denied", "Lesen oder Schreiben ist nicht erlaubt: a.yaml → b.yaml"),
        ("absent", "Diese Datei oder diesen Ordner gibt es nicht: missing/file.yaml"),
    ],
)
def test_errors_of_the_file_system_name_the_path(what: str, sentence: str, iza: Any) -> None:
    assert iza("fail", what) == (5, "", f"Fehler: {sentence}\n")


@pytest.mark.parametrize("what", ["chained", "group", "odd-os", "badly-read"])
def test_an_unexpected_error_leaves_a_report_without_personal_data(what: str, iza: Any, tmp_path: Path) -> None:
    done = iza("fail", what)
    report = next((tmp_path / "state" / "iza").iterdir())
    text = report.read_text(encoding="utf-8")
    assert done.code == 3
    assert str(report) in done.stderr
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    for word in (*CANARY.split(), what, str(tmp_path), "Traceback"):
        assert word not in text + done.stderr.replace(str(report), "")


def test_a_report_says_what_is_needed_to_find_the_mistake(iza: Any, tmp_path: Path) -> None:
    iza("fail", "chained")
    lines = next((tmp_path / "state" / "iza").iterdir()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("iza 1.")
    assert f"python {sys.version.split()[0]}" in lines
    assert any(line.startswith("typer 0.") for line in lines)
    assert "command iza fail" in lines
    assert lines.index("builtins.RuntimeError") < lines.index("builtins.KeyError")
    frames = [line for line in lines if line.startswith("  ")]
    assert any(line.startswith("  fake_cli_commands.py:") and line.endswith(" fail") for line in frames)
    assert any(line.startswith(f"  iza{os.sep}cli{os.sep}root.py:") for line in frames)


def test_the_members_of_a_group_are_reported(iza: Any, tmp_path: Path) -> None:
    iza("fail", "group")
    text = next((tmp_path / "state" / "iza").iterdir()).read_text(encoding="utf-8")
    assert [name in text for name in ("ExceptionGroup", "ValueError", "TypeError")] == [True] * 3


def test_where_no_report_can_be_saved_it_is_shown(iza: Any, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be", encoding="utf-8")
    done = iza("fail", "chained")
    assert done.code == 3
    assert "builtins.KeyError" in done.stderr
    assert CANARY not in done.stderr


def test_the_traceback_is_shown_only_when_asked_for(iza: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZA_DEBUG", "1")
    done = iza("fail", "chained")
    assert done.code == 3
    assert "Traceback" in done.stderr
    monkeypatch.setenv("IZA_DEBUG", "0")
    assert "Traceback" not in iza("fail", "chained").stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "fake_cli", "fail", "many-lines"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as iza:
        assert iza.stdout
        assert iza.stderr
        assert iza.stdout.readline().startswith(b"0 ")
        iza.stdout.close()
        assert iza.stderr.read() == b""
    assert iza.returncode == boundary.NO_READER


def test_a_broken_pipe_that_is_not_ours_is_told(iza: Any) -> None:
    done = iza("fail", "other-pipe")
    assert done.code == 3
    assert "BrokenPipeError" in done.stderr


def test_control_c_ends_a_running_command() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "fake_cli", "fail", "sleep"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as iza:
        assert iza.stdout
        assert iza.stdout.readline() == b"asleep\n"
        time.sleep(0.1)
        iza.send_signal(signal.SIGINT)
        out, err = iza.communicate(timeout=20)
    assert (iza.returncode, out, err.decode()) == (130, b"", "Abgebrochen.\n")
