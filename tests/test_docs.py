"""The tables in the documentation are those of the code; ``IZA_SNAPSHOTS=update`` writes them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from support import ROOT

from iza.history.alarms import ALARMS
from iza.i18n import _, set_language
from iza.model import rules
from iza.model.findings import CASE_RULES, COUNTY_RULES
from iza.model.phases import Phase
from iza.model.procedure import ACTION_NAMES, ALLOWED, CHANGES_TERMS, PHASE_NAMES
from iza.model.terms import GOAL_TERMS, STEP_TERMS
from iza.store.schema import labels

PAGE = ROOT / "docs" / "verfahren.md"
PROOF = ROOT / "docs" / "nachweis.md"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"


def test_the_transition_table_is_that_of_the_code() -> None:
    set_language("de")
    head = ["Handlung", *(_(PHASE_NAMES[phase]) for phase in Phase)]
    rows = [
        [f"{_(ACTION_NAMES[action])} `{action}`", *(_mark(action, phase) for phase in Phase)]
        for action, phases in ALLOWED.items()
        if phases
    ]
    _compare("transitions", _table([head, *rows]))


def _mark(action: object, phase: Phase) -> str:
    if phase not in ALLOWED[action]:  # type: ignore[index]
        return ""
    return "○" if action in CHANGES_TERMS and phase in (Phase.ACTIVE, Phase.PAUSED) else "●"


def test_the_rules_are_those_of_the_code() -> None:
    set_language("de")
    assert rules.MODULES
    found = sorted({**CASE_RULES.rules, **COUNTY_RULES.rules}.values(), key=lambda rule: rule.code[1:])
    rows = [[rule.code, _(rule.text), rule.source] for rule in found]
    _compare("rules", _table([["Code", "Regel", "Quelle"], *rows]))


def test_the_alarms_are_those_of_the_code() -> None:
    set_language("de")
    rows = [[code, _(text)] for code, text in ALARMS.items()]
    _compare("alarms", _table([["Code", "Befund"], *rows]), PROOF)


def test_the_terms_are_those_of_the_code() -> None:
    kinds = ((("agreement", "goals", 0), "Ziel", GOAL_TERMS), (("agreement", "goals", 0, "steps", 0), "Schritt", STEP_TERMS))
    rows = [
        [name, ", ".join(f"{labels.label('case', (*path, field), 'de')} (`{field}`)" for field in fields)]
        for path, name, fields in kinds
    ]
    _compare("terms", _table([["Wovon", "Bedingungen"], *rows]), PROOF)


def _table(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _compare(name: str, table: str, page: Path = PAGE) -> None:
    text = page.read_text("utf-8")
    shown = re.sub(
        rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}{table}\n{m[2]}", text, count=1, flags=re.DOTALL
    )
    if UPDATE:
        page.write_text(shown, "utf-8")
    assert shown == text
