"""Contrast as WCAG defines it; the figures are those of its own checkers."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from iza.model.colors import TINT_SHARE, WHITE, contrast, tint


@pytest.mark.parametrize(
    ("color", "ratio"),
    [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#0000ff", 8.59), ("#ff0000", 4.0)],
)
def test_the_contrast_to_white(color: str, ratio: float) -> None:
    assert contrast(color, WHITE) == pytest.approx(ratio, abs=0.005)
    assert contrast(WHITE, color) == contrast(color, WHITE)


def test_the_tint_is_that_of_the_layout_and_its_own_colour_can_be_read() -> None:
    layout = (ROOT / "templates/layout.typ").read_text("utf-8")
    (share,) = re.findall(r"#let tint = color\.mix\(\(accent, ([0-9]+)%\)", layout)
    assert int(share) / 100 == TINT_SHARE
    (accent,) = re.findall(r'#let accent .*"(#[0-9a-f]{6})"', layout)
    assert tint(accent) == "#eff3f5"
    assert contrast(accent, tint(accent)) >= 4.5
