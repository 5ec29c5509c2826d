"""What is printed: nothing dangerous, nothing cut off in a pipe, no colour where none is wanted."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iza.cli import context
from iza.cli.terminal import safe
from iza.cli.terminal.layout import cell_width
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span, wants_color
from iza.i18n import set_language

LONG = "Sprachkurs B1 mit Kinderbetreuung " * 10
DANGEROUS = [chr(c) for c in (*range(9), *range(11, 32), *range(0x7F, 0xA0), 0x2028, 0x202E, 0x2066, 0xFEFF, 0xE0041)]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Terminal]:
    """Call it inside the test: pytest changes the streams after the fixtures."""

    def put() -> Terminal:
        stream = Terminal()
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", stream)
        return stream

    return put


# -- dangerous characters -----------------------------------------------------------------------------


@pytest.mark.parametrize("character", DANGEROUS)
def test_dangerous_characters_are_shown_and_not_sent(character: str, capsys: pytest.CaptureFixture[str]) -> None:
    evil = f"Ali{character}[31m\u202egpj"
    out.line(evil)
    out.text(evil)
    out.done(evil)
    out.pairs([(evil, evil)])
    out.table([evil, "b"], [[evil, Span(evil, "bad")]])
    out.warn(evil)
    out.error(evil, evil)
    printed = "".join(capsys.readouterr())
    assert not [c for c in printed if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") and c != "\n"]
    assert "Ali" in printed


def test_dangerous_characters_in_a_rich_table(on_terminal: Callable[[], Terminal]) -> None:
    terminal = on_terminal()
    context.choices().color = "never"
    out.table(["Name"], [["a\x1b]0;title\x07b\u202e"], ["[/bold] :bomb: [link=file:///etc]x[/link]"], ["1234 True"]])
    printed = terminal.getvalue()
    assert "\x1b" not in printed
    assert "a␛]0;title␇b<U+202E>" in printed
    assert "[/bold] :bomb: [link=file:///etc]x[/link]" in printed


def test_joiners_and_marks_of_persian_and_arabic_stay(capsys: pytest.CaptureFixture[str]) -> None:
    name = "علی\u200cرضا \u200fمحمد\u200e"
    out.line(name)
    assert capsys.readouterr().out == name + "\n"


def test_a_newline_in_a_cell_makes_no_new_row(capsys: pytest.CaptureFixture[str]) -> None:
    out.table(["Notiz"], [["eins\nzwei\r\ndrei"]])
    assert capsys.readouterr().out == "Notiz\neins ⏎ zwei ⏎ drei\n"


@given(st.text())
def test_cleaning_leaves_nothing_dangerous_and_is_stable(text: str) -> None:
    cleaned = safe.clean(text)
    assert not set(DANGEROUS) & set(cleaned)
    assert safe.clean(cleaned) == cleaned
    cleaned.encode()


# -- tables -------------------------------------------------------------------------------------------


def test_a_piped_table_is_aligned_and_never_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    out.table(["Fall", "Tage", "Kurs"], [["F-1", 7, LONG], ["F-22", 120, None]], title="Fällig", right=[1])
    assert capsys.readouterr().out == f"Fall  Tage  Kurs\nF-1      7  {LONG.rstrip()}\nF-22   120\n"


def test_columns_are_aligned_by_what_the_screen_shows(capsys: pytest.CaptureFixture[str]) -> None:
    out.table(["Name", "x"], [["Nguyễn", 1], ["e\u0301", 2], ["王", 3]])
    lines = capsys.readouterr().out.splitlines()
    assert {cell_width(line) for line in lines} == {9}


def test_a_screenful_on_a_terminal_is_a_rich_table_that_wraps(on_terminal: Callable[[], Terminal]) -> None:
    terminal = on_terminal()
    context.choices().color = "never"
    out.table(["Fall", "Kurs"], [["F-1", LONG]], title="Fällig")
    lines = terminal.getvalue().splitlines()
    assert lines[0] == "Fällig"
    assert max(map(len, lines)) <= 80
    assert "".join("".join(lines[3:]).split()).count("Kinderbetreuung") == 10
    assert "─" in terminal.getvalue()


def test_ids_and_dates_are_never_broken_on_a_narrow_screen(on_terminal: Callable[[], Terminal]) -> None:
    terminal = on_terminal()
    context.choices().color = "never"
    row = ["F-8QK2-7MX4", LONG, LONG, Span("18.03.2026", "bad"), "elz → kue"]
    out.table(["Fall", "Kurs", "Wunsch", "Termin", "Fachkraft"], [row])
    text = terminal.getvalue()
    assert "F-8QK2-7MX4" in text
    assert "18.03.2026" in text
    assert max(map(len, text.splitlines())) <= 80


def test_many_rows_on_a_terminal_are_plain_lines(on_terminal: Callable[[], Terminal]) -> None:
    terminal = on_terminal()
    context.choices().color = "never"
    out.table(["Nr"], [[n] for n in range(51)])
    assert terminal.getvalue() == "\n".join(["Nr", *map(str, range(51))]) + "\n"


def test_no_rows_are_said_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    out.table(["Nr"], [], empty="Nichts ist überfällig.")
    assert capsys.readouterr() == ("", "Nichts ist überfällig.\n")
    out.table(["Nr"], [])
    assert capsys.readouterr() == ("", "")


def test_prose_wraps_on_a_terminal_only(on_terminal: Callable[[], Terminal], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal()
    out.text(LONG + "\n\nEnde", indent=2)
    lines = terminal.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line.startswith("  ") for line in lines if line)
    piped = io.StringIO()
    monkeypatch.setattr(sys, "stdout", piped)
    out.text(LONG + "\nEnde", indent=2)
    assert piped.getvalue() == f"  {LONG}\n  Ende\n"


def test_pairs_are_aligned_and_empty_ones_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    out.pairs([("Fall", "F-1"), ("Ziel", None), ("Nächstes", "eins\nzwei"), ("Tage", 0)])
    assert capsys.readouterr().out == "Fall      F-1\nNächstes  eins\n          zwei\nTage      0\n"


# -- colour -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("color", "env", "expected"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("never", {}, False),
        ("always", {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(
    color: str,
    env: dict[str, str],
    expected: bool,
    on_terminal: Callable[[], Terminal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_terminal()
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    context.choices().color = color
    assert wants_color(terminal) is expected
    _print_everything()
    assert ("\x1b" in terminal.getvalue()) is expected


def test_no_colour_in_a_pipe_and_the_words_are_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _print_everything()
    plain = capsys.readouterr()
    context.choices().color = "always"
    _print_everything()
    colored = capsys.readouterr()
    assert "\x1b" not in plain.out + plain.err
    assert _without_codes(colored.out) == plain.out
    assert _without_codes(colored.err) == plain.err


def _print_everything() -> None:
    out.heading("Fall")
    out.line("Frist ", Span("überfällig", "bad"))
    out.pairs([("Phase", Span("aktiv", "good"))])
    out.table(["Fall"], [[Span("F-1", "name")]])
    out.done("fertig")
    out.next("weiter")
    out.warn("Achtung")
    out.error("falsch", "anders")


def _without_codes(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# -- messages -----------------------------------------------------------------------------------------


def test_results_go_to_stdout_and_messages_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    set_language("de")
    out.done("Ziel 2 angelegt.")
    out.next("iza agreement issue")
    out.note("2 weitere")
    out.warn("Frist vorbei")
    assert capsys.readouterr() == ("✓ Ziel 2 angelegt.\n", "→ iza agreement issue\n2 weitere\nAchtung: Frist vorbei\n")


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(out.progress(range(3), "Lesen", 3)) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


def test_progress_on_a_terminal() -> None:
    code = (
        "import time; from iza.cli.terminal.output import out\n"
        "print(sum(1 for n in out.progress(range(3), 'Lesen', 3) if not time.sleep(0.3)))"
    )
    child = pexpect.spawn(sys.executable, ["-c", code], encoding="utf-8", timeout=20)
    child.expect("Lesen")
    child.expect("100%")
    child.expect("3\r\n")


# -- JSON and CSV -------------------------------------------------------------------------------------


@dataclass
class Sample:
    case: str
    on: date


def test_json_keeps_order_and_umlauts(capsys: pytest.CaptureFixture[str]) -> None:
    out.json({"b": "Käthe", "a": Sample("F-1", date(2026, 3, 18)), "c": (1, True, None), "p": Path("cases/8Q")})
    assert json.loads(capsys.readouterr().out) == {
        "b": "Käthe", "a": {"case": "F-1", "on": "2026-03-18"}, "c": [1, True, None], "p": "cases/8Q",
    }  # fmt: skip
    out.json({"b": "Käthe", "a": 1})
    assert capsys.readouterr().out == '{\n  "b": "Käthe",\n  "a": 1\n}\n'


def test_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        out.json(float("nan"))
    with pytest.raises(TypeError, match="object"):
        out.json(object())


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_is_harmless_and_says_the_same(text: str) -> None:
    document = safe.json_text(json.dumps([text], ensure_ascii=False))
    assert json.loads(document) == [text]
    assert not set(DANGEROUS) & set(document)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_csv_cell_is_a_formula(start: str, capsys: pytest.CaptureFixture[str]) -> None:
    out.csv(["Name", "Tage"], [[f"{start}cmd|' /C calc'!A0", -3], ['a;b"c', None]])
    text = capsys.readouterr().out
    header, evil, plain = csv.reader(io.StringIO(text))
    assert header == ["Name", "Tage"]
    assert evil[0].startswith("'")
    assert evil[1] == "-3"
    assert plain == ['a;b"c', ""]
    assert text.startswith('"Name","Tage"\n')


@pytest.mark.parametrize(
    "text", [";=1+1", "x;=1+1", "x; =1+1", 'x;"=1+1', "a\t@b", "a\n-b", "a,+b", " =1", "\u00a0=1", "x；＝1", '"=1+1', "'=1", "−1+1"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_spreadsheet_finds_a_formula_whatever_ends_its_cells(
    text: str, delimiter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for write in (out.csv, out.excel):
        write(["Name", "Ort"], [[text, "Köln"], ["Köln", text]])
        shown = capsys.readouterr().out.removeprefix("\ufeff")
        cells = [cell.strip(' \u00a0"\r\n') for row in csv.reader(io.StringIO(shown), delimiter=delimiter) for cell in row]
        naive = [cell.strip(' \u00a0"\r\n') for line in shown.splitlines() for cell in line.split(delimiter)]
        assert not [cell for cell in (*cells, *naive) if cell.startswith(("=", "+", "-", "@", "＝", "−"))]


def test_what_is_no_formula_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ["Al-Hamdo, Rami", "Straße 3; Hof", "a=b", "1+1", "x@example.org", "O'Neill", "", "2026-11-01", "Müller"]
    out.csv(["x"], [[text] for text in texts])
    assert [row[0] for row in csv.reader(io.StringIO(capsys.readouterr().out))] == ["x", *texts]


def test_the_csv_for_excel_begins_with_a_mark_and_ends_its_cells_with_semicolons(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    out.excel(["Fall", "Tage"], [["F-8QK2-7MX4", Span("3 Tage", "bad")], ["Ä;ö", -3]])
    out.flush()
    assert capfdbinary.readouterr().out == '\ufeff"Fall";"Tage"\r\n"F-8QK2-7MX4";"3 Tage"\r\n"Ä;ö";"-3"\r\n'.encode()


# -- encodings ----------------------------------------------------------------------------------------

EVERYTHING = """
from iza.cli.terminal import safe
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span
safe.prepare_streams()
out.line("✓ → … „Ä“ ß é 王 \\ud800")
out.done("Fertig")
out.table(["Größe"], [[Span("öl", "bad")]])
out.next("weiter")
out.json({"a": "Ä王"})
out.csv(["Ä"], [["王"]])
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850", "latin-1"])
def test_narrow_encodings_lose_glyphs_but_nothing_fails(encoding: str, process: Callable[..., object]) -> None:
    done = process("-c", EVERYTHING, env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    shown, _csv_header, _csv_row = done.stdout.rsplit(b"\n", 3)[:3]  # type: ignore[attr-defined]
    text = shown.decode(encoding)
    assert "ok Fertig" in text
    assert json.loads(text[text.index("{") :]) == {"a": "Ä王"}
    assert done.stdout.endswith('"Ä"\n"王"\n'.encode())  # type: ignore[attr-defined]
    if encoding == "ascii":
        assert text.startswith('ok -> ... "Ae" ss e ? ')
        assert "Groesse\noel\n" in text
