"""Wrong words: one German sentence, the usage line, where to read on, exit 2, and no value repeated."""

from __future__ import annotations

from typing import Any

import pytest

from iza.cli.main import main

SECRET = "Kanarienvogel"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show"], "FALL fehlt."),
        (["goal", "drop", "8QK2"], "ZIEL fehlt."),
        (["goal", "drop", "8QK2", "1"], "Die Option --because fehlt."),
        (["show", "8QK2", SECRET], "Ein Wort ist zu viel."),
        (["show", "8QK2", SECRET, SECRET], "2 Wörter sind zu viel."),
        (["show", "8QK2", "--on", SECRET], "--on: gebraucht wird ein Datum wie 18.3.2026 oder 2026-03-18."),
        (["show", "8QK2", "--on", "2026-02-30"], "--on: Den 2026-02-30 gibt es nicht."),
        (["show", "8QK2", "--on"], "--on braucht einen Wert."),
        (["show", "8QK2", "--json=1"], "--json steht ohne Wert."),
        (["show", "8QK2", "--within", "3 Monate"],
         "--within: gebraucht wird eine Zahl von Tagen wie 14t oder Wochen wie 2w."),
        (["show", "8QK2", "--count", SECRET], "--count: gebraucht wird eine Zahl von 1 bis 9."),
        (["show", "8QK2", "--count", "10"], "--count: gebraucht wird eine Zahl von 1 bis 9."),
        (["show", "8QK2", "--level", SECRET], "--level: möglich sind high, low."),
        (["show", "8QK2", "--lvel", "high"], "Die Option --lvel gibt es hier nicht. Meinten Sie --level oder --help?"),
        (["show", "8QK2", "-x"], "Die Option -x gibt es hier nicht."),
        (["show", "8QK2", "--today", SECRET],
         "--today (IZA_TODAY): gebraucht wird ein Datum wie 18.3.2026 oder 2026-03-18."),
        (["--color", "blue", "show"], "--color: möglich sind auto, always, never."),
        (["--lang", "fr", "show"], "--lang: möglich sind de, en."),
        (["--color", "never"], "Es fehlt ein Befehl."),
        (["zeig"], "Den Befehl „zeig“ gibt es nicht. Meinten Sie `iza show`?"),
        (["goal", "ad"], "Den Befehl „ad“ gibt es nicht. Meinten Sie `iza goal add`?"),
        (["xyzzy"], "Den Befehl „xyzzy“ gibt es nicht."),
        (["sho\x1b[31mw"], "Den Befehl „sho␛[31mw“ gibt es nicht."),
    ],
)  # fmt: skip
def test_usage_errors_are_german_sentences(words: list[str], message: str, iza: Any) -> None:
    done = iza(*words)
    first, *rest = done.stderr.splitlines()
    assert (first, done.code, done.stdout) == (f"Fehler: {message}", 2, "")
    assert rest[0].startswith("Aufruf: iza")
    assert rest[-1].startswith("→ `iza")
    assert SECRET not in done.stderr


def test_a_root_option_after_the_command_is_sent_to_its_place(iza: Any) -> None:
    done = iza("show", "8QK2", "--lang", "en")
    assert done.stderr.splitlines()[-1] == "→ --lang steht vor dem Befehl: iza --lang … BEFEHL"


def test_codes_can_be_given_by_label_and_the_error_lists_both(iza: Any) -> None:
    done = iza("goal", "drop", "8QK2", "1", "--yes", "--because", "Umstände")
    assert done.stdout == "8QK2 1 circumstances_changed\n"
    done = iza("goal", "drop", "8QK2", "1", "--yes", "--because", SECRET)
    assert "(unrealistic)" in done.stderr
    assert SECRET not in done.stderr


@pytest.mark.parametrize(
    ("word", "meant"),
    [("ziel", "goal"), ("überfällig", "overdue"), ("fällig", "overdue"), ("revew", "review"), ("suchen", "find"),
     ("dolmetscherin", "interpreter"), ("abschliessen", "close"), ("Vereinbarung", "agreement")],
)  # fmt: skip
def test_german_words_lead_to_the_commands(word: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 2
    assert f"`iza {meant}`" in capsys.readouterr().err


def test_what_the_options_hand_on(iza: Any) -> None:
    done = iza("-C", "folder", "show", "8QK2", "--on", "gestern", "--within", "2w", "--today", "18.3.2026", "--json")
    assert (
        done.stdout == '{\n  "case": "8QK2",\n  "on": "2026-03-17",\n  "within": 14,\n  "count": 3,\n  "level": null,\n'
        '  "json": true,\n  "today": "2026-03-18",\n  "repo": "folder"\n}\n'
    )


def test_the_day_can_be_fixed_by_the_environment(iza: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZA_TODAY", "2026-11-16")
    assert '"today": "2026-11-16"' in iza("show", "8QK2").stdout
    assert '"today": "2026-03-18"' in iza("show", "8QK2", "--today", "2026-03-18").stdout
    monkeypatch.setenv("IZA_TODAY", "bald")
    assert iza("show", "8QK2").code == 2


def test_choices_of_one_call_do_not_reach_the_next(iza: Any) -> None:
    iza("-C", "folder", "--color", "always", "show", "8QK2", "--today", "2026-03-18")
    later = iza("show", "8QK2").stdout
    assert "2026-03-18" not in later
    assert '"repo": null' in later
