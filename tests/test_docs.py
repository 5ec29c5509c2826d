"""The tables in the documentation are those of the code; ``IZA_SNAPSHOTS=update`` writes them."""

from __future__ import annotations

import os
import re

from support import ROOT

from iza.i18n import _, set_language
from iza.model import rules
from iza.model.findings import CASE_RULES, COUNTY_RULES
from iza.model.phases import Phase
from iza.model.procedure import ACTION_NAMES, ALLOWED, CHANGES_TERMS, PHASE_NAMES

PAGE = ROOT / "docs" / "verfahren.md"
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


def _table(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _compare(name: str, table: str) -> None:
    text = PAGE.read_text("utf-8")
    shown = re.sub(
        rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}{table}\n{m[2]}", text, count=1, flags=re.DOTALL
    )
    if UPDATE:
        PAGE.write_text(shown, "utf-8")
    assert shown == text
