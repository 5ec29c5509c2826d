"""Rules about the settings of the county.

Paths are those inside ``iza.yaml``: ``("letterhead", "color")``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.i18n import N_
from iza.model.colors import READABLE, WHITE, contrast, tint
from iza.model.findings import COUNTY_RULES, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iza.model.county import County


@COUNTY_RULES.rule(
    "E72",
    source="WCAG 2.2, 1.4.3 (BITV 2.0): text has a contrast of at least 4.5 to 1",
    text=N_("This colour is too pale to read: its contrast is {ratio} to 1, and it needs {least} to 1."),
)
def color_is_readable(county: County, _today: date) -> Iterator[Violation]:
    """The colour of headings can be read on white and on the tint behind the heads of tables.

    Source: WCAG 2.2, success criterion 1.4.3, which BITV 2.0 asks of the authority's documents.
    """
    color = county.settings.get("letterhead", {"county": ""}).get("color")
    ratio = min(contrast(color, WHITE), contrast(color, tint(color))) if color else READABLE
    if ratio < READABLE:
        # rounded down: 4.49 must not be shown as the 4.5 it falls short of
        yield Violation(("letterhead", "color"), {"ratio": int(ratio * 10) / 10, "least": READABLE})
