"""What two documents look like, pixel by pixel: the agreement in German and Arabic, a letter in German and Ukrainian.

``IZA_SNAPSHOTS=update`` takes over a new look; look at the pictures before you do.
"""

from __future__ import annotations

import os
from pathlib import Path

import gallery
import pytest
from PIL import Image, ImageChops, ImageStat

from iza.app.letters.papers.kinds import KINDS

PICTURES = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"  # read before the environment is cleared
FAINT = 1.0  # mean difference of 255: what another version of the drawing program may change at edges


@pytest.mark.parametrize(("name", "tag"), [("agreement", "ar"), ("invitation-review", "uk")])
def test_the_first_page_looks_as_it_did(name: str, tag: str) -> None:
    now = gallery.first_page(KINDS[name], tag).convert("L")
    path = PICTURES / f"{name}-{tag}.png"
    if UPDATE:
        now.save(path, optimize=True)
    before = Image.open(path)
    assert now.size == before.size
    assert ImageStat.Stat(ImageChops.difference(now, before)).mean[0] < FAINT


def test_another_page_looks_different() -> None:
    """So that the test above can fail."""
    one, two = (Image.open(PICTURES / name) for name in ("agreement-ar.png", "invitation-review-uk.png"))
    assert ImageStat.Stat(ImageChops.difference(one, two.resize(one.size))).mean[0] > 5 * FAINT
