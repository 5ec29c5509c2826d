"""Guided dialogues on a real terminal, driven by the real schema."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pexpect
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza.cli import context
from iza.cli.options import SIGNERS
from iza.cli.terminal import answers, forms
from iza.cli.terminal.answers import Choice
from iza.model import dates

CHOICES = [Choice("high", "hoch"), Choice("medium", "mittel"), Choice("middle_school", "Mittelschule", ("school",))]


class Dialogue:
    """A command on a terminal: expect a question, type an answer."""

    def __init__(self, *words: str) -> None:
        self.child = pexpect.spawn(
            sys.executable, ["-m", "fake_cli", *words], encoding="utf-8", timeout=20, dimensions=(200, 100)
        )

    def say(self, question: str, answer: str) -> None:
        """Wait for the question, then for the prompt, and answer."""
        self.child.expect_exact(question)
        self.child.expect_exact("> ")
        self.child.sendline(answer)

    def end(self) -> tuple[int | None, str]:
        """Exit code and what was printed after the last question."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus, self.child.before or ""


def test_a_whole_dialogue() -> None:
    form = Dialogue("form")
    form.child.expect_exact("Enter überspringt, ? erklärt, Strg-C bricht ab, ohne etwas zu ändern.")
    form.say("Familienname (Pflicht)", "")
    form.say("So geht es nicht: diese Angabe wird gebraucht.", "  Müller ")
    form.say("Geburtsdatum (Pflicht, Datum)", "31.2.1998")
    form.say("So geht es nicht: Den 31.2.1998 gibt es nicht.", "1.3.1998")
    form.child.expect_exact("Geschlecht ([weiblich])")
    form.child.expect_exact("1  weiblich")
    form.say("4  keine Angabe", "div")
    form.say("Staatsangehörigkeit (mehrere mit Komma, ? zeigt alle)", "?")
    form.say("staatenlos", "Syrien, af, Syrien")
    form.say("[2]", "viele")
    form.say("So geht es nicht: gebraucht wird eine ganze Zahl.", "99")
    form.say("So geht es nicht: gebraucht wird eine Zahl von 0 bis ", "")
    form.say("(ja oder nein)", "vielleicht")
    form.say("So geht es nicht: gebraucht wird ja oder nein.", "J")
    form.say("(mehrere Zeilen, eine leere beendet)", "Krankenpflege")
    form.child.sendline("oder Küche")
    form.child.sendline("")
    code, printed = form.end()
    assert code == 0
    assert json.loads(printed[printed.index("{") :]) == {
        "client": {
            "names": [{"family": "Müller"}],
            "birth": {"date": "1998-03-01"},
            "gender": "diverse",
            "nationality": ["SY", "AF"],
            "household": {"children": 2, "childcare_needed": True},
            "employment": {"wishes": "Krankenpflege\noder Küche"},
        }
    }


def test_empty_skips_a_dash_empties_and_conditions_hold() -> None:
    form = Dialogue("--lang", "en", "form")
    form.say("Family name (required)", "Ali")
    form.say("(required, date)", "2000-01-01")
    form.say("4  ", "-")
    form.say("(several with commas, ? lists all)", "")
    form.say("[2]", "0")
    form.say("(several lines, an empty one ends)", "")
    code, printed = form.end()
    assert code == 0
    assert json.loads(printed[printed.index("{") :]) == {
        "client": {
            "names": [{"family": "Ali"}],
            "birth": {"date": "2000-01-01"},
            "household": {"children": 0},
        }
    }


@pytest.mark.parametrize("key", ["c", "d"])
def test_control_c_and_d_stop_without_a_result(key: str) -> None:
    form = Dialogue("form")
    form.say("Familienname", "Ali")
    form.child.expect_exact("> ")
    form.child.sendcontrol(key)
    code, printed = form.end()
    assert code == 130
    assert "Abgebrochen; nichts wurde geändert." in printed
    assert "{" not in printed


def test_answers_cannot_be_fetched_back_with_the_arrow_keys() -> None:
    form = Dialogue("form")
    form.say("Familienname", "Geheim")
    form.child.expect_exact("> ")
    form.child.send("\x1b[A\r")
    form.say("diese Angabe wird gebraucht.", "1.1.2000")
    form.child.expect_exact("Geschlecht")
    form.child.expect_exact("> ")  # Ctrl-C takes along what was typed and not read yet
    form.child.sendcontrol("c")
    assert form.end()[0] == 130


def test_a_name_in_arabic_script_and_in_two_forms_of_unicode() -> None:
    form = Dialogue("form")
    form.say("Familienname", "الحمدو é e\u0301")
    form.say("Geburtsdatum", "1.1.2000")
    for _question in range(4):
        form.child.expect_exact("> ")
        form.child.sendline("-")
    _code, printed = form.end()
    name = json.loads(printed[printed.index("{") :])["client"]["names"][0]["family"]
    assert name == "الحمدو é é"


def test_confirm() -> None:
    for answer, dropped in (("j", True), ("nein", False), ("", False)):
        question = Dialogue("goal", "drop", "8QK2", "1", "--because", "unrealistic")
        question.say("Drop it? [j/N]", answer)
        code, printed = question.end()
        assert code == 0
        assert ("8QK2 1 unrealistic" in printed) is dropped


@pytest.mark.parametrize(("answer", "code"), [("3", "low"), ("Hoch", "high"), ("", "medium")])
def test_choose(answer: str, code: str) -> None:
    question = Dialogue("goal", "pick")
    question.child.expect_exact("Wie wichtig?")
    question.say("3  niedrig", "sehr")
    question.say("So geht es nicht: möglich sind hoch (high), mittel (medium), niedrig (low).", answer)
    exit_code, printed = question.end()
    assert (exit_code, printed.split()[-1]) == (0, code)


def test_without_a_terminal_nothing_is_asked(iza: Any) -> None:
    done = iza("form")
    assert done == (
        2, "",
        ("Fehler: Dieser Befehl stellt Fragen, aber es gibt kein Terminal dafür.\n"
         "→ Geben Sie die Antworten mit --from DATEI.\n"),
    )  # fmt: skip


# -- reading single answers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-18", "2026-03-18"), ("18.3.2026", "2026-03-18"), (" 18.03.2026 ", "2026-03-18"),
        ("2026-3-18", "2026-03-18"), ("18.3.26", "2026-03-18"), ("18. März 2026", "2026-03-18"),
        ("heute", "2026-11-16"), ("Gestern", "2026-11-15"), ("tomorrow", "2026-11-17"), ("29.2.2024", "2024-02-29"),
    ],
)  # fmt: skip
def test_days(text: str, expected: str) -> None:
    context.choices().today = dates.parse("2026-11-16")
    assert answers.day(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "20260318", "2026-W12-3", "18/3/2026", "2026-03", "١٨.٣.٢٠٢٦", "2026-03-18T10:00"],
)  # fmt: skip
def test_no_days(text: str) -> None:
    with pytest.raises(ValueError, match="is needed"):
        answers.day(text)


@pytest.mark.parametrize("text", ["2026-02-30", "0.1.2026", "30.2.27"])
def test_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(ValueError, match=rf"^There is no {text}\.$"):
        answers.day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3/2026", "2026-03"), ("03.2026", "2026-03"), ("2026-12", "2026-12"), ("1.3.2026", "2026-03-01")],
)
def test_months(text: str, expected: str) -> None:
    assert answers.month(text) == expected


@pytest.mark.parametrize("text", ["13/2026", "2026-13", "2026", "0/2026"])
def test_no_months(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        answers.month(text)


@pytest.mark.parametrize(("text", "days"), [("14", 14), ("14d", 14), ("14T", 14), ("2w", 14), ("0d", 0)])
def test_spans(text: str, days: int) -> None:
    assert answers.span(text) == days


@pytest.mark.parametrize("text", ["", "-1", "1.5d", "2m", "99999d", "٣d"])
def test_no_spans(text: str) -> None:
    with pytest.raises(ValueError, match="weeks"):
        answers.span(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("1", "high"), ("high", "high"), ("HOCH", "high"), ("ho", ""), ("hoc", "high"), ("mittel", "medium"),
     ("mittels", "middle_school"), ("School", "middle_school"), ("mit", ""), ("4", ""), ("0", ""), ("²", "")],
)  # fmt: skip
def test_codes_by_number_code_label_or_beginning(text: str, code: str) -> None:
    if code:
        assert answers.code(text, CHOICES) == code
    else:
        with pytest.raises(ValueError, match=r"(fits several: mittel \(medium\), Mittelschule \(middle_school\))|(ossible are hoch \(high\))"):
            answers.code(text, CHOICES)


def test_of_many_codes_the_error_names_the_ones_alike() -> None:
    many = [Choice(f"code_{n}", f"Label {n}") for n in range(40)] + [Choice("housing", "Wohnen")]
    with pytest.raises(ValueError, match=r"^did you mean Wohnen \(housing\)\?$"):
        answers.code("wohnung", many)


def test_a_slip_gets_the_nearest_word_and_all_that_are_possible() -> None:
    said = r"^did you mean mittel \(medium\)\? Possible are hoch \(high\), mittel \(medium\), Mittelschule \(middle_school\)\.$"
    with pytest.raises(ValueError, match=said):
        answers.code("mitel", CHOICES)


@pytest.mark.parametrize(
    ("text", "role"),
    [("Klientin", "client"), ("klient", "client"), ("Klient/in", "client"), ("client", "client"), ("partner:vhs", "partner:vhs"),
     ("Kooperationspartner:\u00a0vhs", "partner:vhs"), ("Klientin,Fachkraft", "client,caseworker"), ("Dolmetscherin", "interpreter")],
)  # fmt: skip
def test_roles_by_their_german_names(text: str, role: str) -> None:
    assert SIGNERS(text) == role


# -- building the answer ------------------------------------------------------------------------------

KEYS = st.sampled_from(["client", "names", "birth", "areas"])


@settings(max_examples=50)
@given(st.dictionaries(KEYS, st.recursive(st.integers(), lambda c: st.lists(c, min_size=1) | st.dictionaries(
    KEYS, c, min_size=1))))  # fmt: skip
def test_values_are_put_where_they_are_found(document: dict[str, Any]) -> None:
    built: dict[str, Any] = {}
    for path, value in _leaves(document):
        forms.put(built, path, value)
        assert forms.value_at(built, path) == value
    assert built == document


def _leaves(value: Any, path: forms.FieldPath = ()) -> list[tuple[forms.FieldPath, Any]]:
    if isinstance(value, dict):
        return [leaf for key, child in value.items() for leaf in _leaves(child, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, child in enumerate(value) for leaf in _leaves(child, (*path, key))]
    return [(path, value)]


def test_what_is_not_there_is_nothing() -> None:
    document = {"client": {"names": [{"family": "Ali"}]}}
    for path in (
        ("x",),
        ("client", "names", 1, "family"),
        ("client", "names", "0"),
        ("client", "names", 0, "family", 0),
    ):
        assert forms.value_at(document, path) is None
    assert forms.value_at(None, ("x",)) is None


@pytest.mark.parametrize(
    ("value", "node", "reason"),
    [
        ("x" * 11, {"maxLength": 10}, "at most 10 characters"),
        ("7200", {"pattern": "^[0-9]{5}$", "x-en-hint": "Five digits."}, "Five digits."),
        ("7200", {"pattern": "^[0-9]{5}$"}, "another form"),
        (-1, {"minimum": 0}, "from 0"),
        (11, {"minimum": 0, "maximum": 10}, "from 0 to 10"),
    ],
)
def test_limits_of_the_schema(value: Any, node: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        forms.check(value, node)


@pytest.mark.parametrize("text", ["a\x1b[31m", "a\u202eb", "\x07"])
def test_control_characters_are_refused(text: str) -> None:
    from iza.cli.terminal import prompts

    with pytest.raises(ValueError, match="control characters"):
        prompts.printable(text)
    assert prompts.printable("علی\u200cرضا\tx") == "علی\u200cرضا\tx"
