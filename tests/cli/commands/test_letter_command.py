"""``iza letter``, ``iza templates`` and what they print."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import ROOT
from terminal import Desk, Run

Iza = Callable[..., Any]


class GermanDesk(Desk):
    """A desk whose screens are German."""

    def run(self, words: list[str], stdin: str | None) -> Run:
        return super().run(["--lang", "de", *words[2:]], stdin)


@pytest.fixture
def folder(example: Path) -> Path:
    return example


@pytest.fixture
def iza(folder: Path, capfd: pytest.CaptureFixture[str]) -> Iza:
    desk = GermanDesk(folder, capfd, "2026-11-16")
    return lambda _folder, *words, code=0: desk(*words, code=code)


def test_alone_it_lists_the_documents(folder: Path, iza: Iza) -> None:
    out = iza(folder, "letter").out
    assert re.search(r"^partner-letter +Information für Kooperationspartner +Partner$", out, re.MULTILINE)
    listed = json.loads(iza(folder, "letter", "--json").out)
    assert len(listed) == 22
    assert {one["kind"] for one in listed} >= {"agreement", "plan-short", "archive-offer", "transfer-consent"}


def test_a_letter_names_its_files(folder: Path, iza: Iza) -> None:
    out = iza(folder, "letter", "1PR0", "invitation-clearing", "--lang", "de").out
    assert out.splitlines() == [
        str(folder / "output" / f"F-1PR0-53DG-invitation-clearing.{form}") for form in ("md", "pdf")
    ]


def test_formats_folder_and_standard_output(folder: Path, iza: Iza, tmp_path: Path) -> None:
    out = iza(folder, "letter", "K2QF", "plan-short", "--format", "md", "--output", str(tmp_path / "x")).out
    assert out.strip() == str(tmp_path / "x" / "F-K2QF-W5FX-plan-short-ar.md")
    said = iza(folder, "letter", "K2QF", "plan-short", "--lang", "Ukrainisch", "--output", "-").out
    assert '<div lang="uk" dir="ltr">' in said
    assert "Usage" not in iza(folder, "letter", "K2QF", "plan-short", "--format", "docx", code=2).out


def test_json(folder: Path, iza: Iza) -> None:
    told = json.loads(iza(folder, "letter", "K2QF", "plan-short", "--format", "md", "--json").out)
    assert [one["kind"] for one in told["written"]] == ["plan-short"]
    assert told["left_out"] == []


def test_partners_who_may_not_know_are_named(folder: Path, iza: Iza) -> None:
    result = iza(folder, "letter", "GRKA", "partner-letter", "--all", "--format", "md", code=1)
    assert "partner-letter-" in result.out
    assert re.search(r"seniorenhaus-rauhbronn: keine Einwilligung für Ziele: ", result.err)
    assert "→ iza consent give F-GRKA-3HHW --partner seniorenhaus-rauhbronn --data goals_" in result.err


def test_many_at_once(folder: Path, iza: Iza, tmp_path: Path) -> None:
    result = iza(folder, "letter", "--all-due", "invitation-review", "--format", "md")
    assert [Path(line).name for line in result.out.splitlines()] == [
        "F-K2QF-W5FX-invitation-review-ar.md", "F-X74V-96SG-invitation-review.md",
    ]  # fmt: skip
    assert result.err == ""  # no bar in a pipe
    cases = tmp_path / "cases.txt"
    cases.write_text("K2QF  # Rami\n\nX74V\nF-0000-0000\n", "utf-8")
    result = iza(folder, "letter", "--cases", str(cases), "plan-short", "--format", "md", "--lang", "de", code=1)
    assert len(result.out.splitlines()) == 2
    assert "F-0000-0000" in result.err
    assert "Kein Fall" not in iza(folder, "letter", "--all-due", "reminder", "--format", "md", code=None).err


def test_one_that_cannot_be_written_stops_no_other(folder: Path, iza: Iza) -> None:
    words = ("letter", "--all-due", "invitation-review", "--format", "md")
    first, *others = iza(folder, *words).out.splitlines()
    for path in (first, *others):
        Path(path).unlink()
    (Path(first) / "open elsewhere").mkdir(parents=True)
    result = iza(folder, *words, code=1)
    assert result.out.splitlines() == others
    case = Path(first).name[:11]
    assert result.err == f"Achtung: {case}: Die Datei ließ sich nicht schreiben: Das ist ein Ordner, gebraucht wird eine Datei.\n"


def test_a_document_for_a_mentor(folder: Path, iza: Iza) -> None:
    out = iza(folder, "letter", "--mentor", "P-7F3K", "certificate-letter", "--format", "md").out
    assert out.strip().endswith("P-7F3K-certificate-letter.md")
    out = iza(folder, "letter", "K2QF", "mentor-request", "--mentor", "P-7F3K", "--format", "md", code=None)
    assert out.code in (0, 4)  # about the case, not about the mentor


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan-short"], "Um welchen Fall geht es?"),
        (["K2QF"], "Welches Schriftstück?"),
        (["K2QF", "liebesbrief"], "Dieses Schriftstück gibt es nicht."),
        (["K2QF", "plan-short", "--layout", "quer"], "Die Anordnung ist below oder columns."),
        (["K2QF", "partner-letter"], "Sagen Sie, an welchen Partner der Brief geht."),
        (["K2QF", "plan-short", "--lang", "klingonisch"], "--lang: meinten Sie"),
    ],
)
def test_mistakes_are_one_sentence(folder: Path, iza: Iza, words: list[str], said: str) -> None:
    result = iza(folder, "letter", *words, code=2)
    assert said in result.err
    assert "Traceback" not in result.err


def test_open_shows_the_pdf(folder: Path, iza: Iza, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("typer.launch", shown.append)
    iza(folder, "agreement", "render", "K2QF", "--lang", "de", "--open")
    iza(folder, "letter", "K2QF", "plan-short", "--lang", "de", "--open")
    assert [Path(path).name for path in shown] == ["F-K2QF-W5FX-agreement-v2.pdf", "F-K2QF-W5FX-plan-short.pdf"]


def test_watch_writes_again_when_a_template_changes(folder: Path) -> None:
    """A real process: it writes, sees the change of a template, writes again, and ends with Ctrl-C."""
    (folder / "templates").mkdir()
    own = folder / "templates" / "agreement.md.j2"
    own.write_text("# Erster Wortlaut\n", "utf-8")
    code = "from iza.cli.main import run; run()"
    words = ["-C", str(folder), "agreement", "render", "S1EY", "--format", "md", "--lang", "de", "--watch"]  # a draft
    watching = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    stop = threading.Timer(60, watching.kill)
    stop.start()
    try:
        assert watching.stdout
        path = Path(watching.stdout.readline().strip())
        assert path.read_text("utf-8") == "# Erster Wortlaut\n"
        own.write_text("# {{ kaputt }}\n", "utf-8")
        assert watching.stderr
        assert any("kaputt" in line for line in watching.stderr)
        own.write_text("# Zweiter Wortlaut\n", "utf-8")
        assert watching.stdout.readline().strip() == str(path)
        assert path.read_text("utf-8") == "# Zweiter Wortlaut\n"
    finally:
        watching.send_signal(2)
        watching.communicate()
        stop.cancel()
    assert watching.returncode == 130


# -- templates --------------------------------------------------------------------------------------------


def test_templates_are_listed_copied_and_checked(folder: Path, iza: Iza, git: Callable[..., str]) -> None:
    assert re.search(r"^reminder\.md\.j2 +Erinnerung\s*$", iza(folder, "templates", "list").out, re.MULTILINE)
    iza(folder, "templates", "copy", "reminder")
    iza(folder, "templates", "copy", "uk")
    assert git(folder, "status", "--porcelain") == ""
    assert re.search(r"^reminder\.md\.j2 +Erinnerung +ja\s*$", iza(folder, "templates", "list").out, re.MULTILINE)
    assert iza(folder, "templates", "check").out.strip() == "✓ Alle Schriftstücke lassen sich schreiben."
    assert "gibt es schon" in iza(folder, "templates", "copy", "reminder", code=4).err
    assert "Es gibt keine Vorlage liebesbrief." in iza(folder, "templates", "copy", "liebesbrief", code=4).err


def test_what_is_wrong_with_a_template_is_named_with_its_line(folder: Path, iza: Iza) -> None:
    place = folder / "templates"
    (place / "languages").mkdir(parents=True)
    (place / "reminder.md.j2").write_text('{% include "head.md.j2" %}\n# Titel\n\n{{ client.shoe_size }}\n', "utf-8")
    (place / "plan-short.md.j2").write_text("# Titel\n\n{% for %}\n", "utf-8")
    (place / "languages" / "uk.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Ziel {number}: {area}"\nmsgstr "Ціль {nummer}"\n', "utf-8",
    )  # fmt: skip
    result = iza(folder, "templates", "check", code=1)
    assert "Vorlage reminder.md.j2, Zeile 4: das Feld shoe_size fehlt." in result.out
    assert "Vorlage plan-short.md.j2, Zeile 3" in result.out
    assert "languages/uk.po" in result.out
    found = json.loads(iza(folder, "templates", "check", "--json", code=1).out)
    assert {one["template"] for one in found} == {"reminder.md.j2", "plan-short.md.j2", "languages/uk.po"}


def test_a_command_waits_for_nobody_forever(folder: Path, iza: Iza) -> None:
    place = folder / "templates"
    place.mkdir()
    loop = "{% for a in steps %}{% for b in 'x' * 1 %}{% endfor %}{% endfor %}"
    (place / "plan-short.md.j2").write_text("# T\n" + loop, "utf-8")
    start = time.monotonic()
    iza(folder, "letter", "K2QF", "plan-short", "--lang", "de", "--format", "md", code=None)
    assert time.monotonic() - start < 60
