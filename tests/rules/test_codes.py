"""A code of a finding stands for one thing only: those of rules, and those reserved for what is no rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT

from iza.model.findings import CASE_RULES, COUNTY_RULES, RESERVED, RuleBook


def in_code(path: Path) -> set[str]:
    return set(re.findall(r'"([EWI][0-9]{2})"', path.read_text("utf-8")))


def test_no_code_is_taken_twice() -> None:
    # References and dates are looked at in a case and in the directory, under one code each.
    assert CASE_RULES.rules.keys() & COUNTY_RULES.rules.keys() == {"E26", "E27"}
    assert not (CASE_RULES.rules.keys() | COUNTY_RULES.rules.keys()) & RESERVED.keys()


def test_a_rule_cannot_take_a_reserved_code() -> None:
    with pytest.raises(AssertionError, match="E71 stands for"):
        RuleBook().rule("E71", "nowhere", "a text")(lambda *_subject: iter(()))


def test_every_reserved_code_is_used_and_no_other_outside_the_rules() -> None:
    rest = [path for path in (ROOT / "iza").rglob("*.py") if "rules" not in path.parts and path.name != "findings.py"]
    used = set().union(*map(in_code, rest))
    assert used - CASE_RULES.rules.keys() - COUNTY_RULES.rules.keys() == RESERVED.keys()
