"""Colours on paper: how well one can be read on another."""

from __future__ import annotations

WHITE = "#ffffff"
TINT_SHARE = 0.07
"""How much of the colour is mixed into the white behind the heads of tables (``templates/layout.typ``)."""
READABLE = 4.5
"""The least contrast of text. Source: WCAG 2.2, success criterion 1.4.3 (BITV 2.0, EN 301 549)."""


def tint(color: str) -> str:
    """The light shade of a colour (``#1d4e6b``) that stands behind the heads of tables and framed text."""
    mixed = (round(TINT_SHARE * part + (1 - TINT_SHARE) * 255) for part in _channels_of(color))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def contrast(color: str, other: str) -> float:
    """The contrast ratio of two colours (``#1d4e6b``), from 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    lighter, darker = sorted((_luminance_of(color), _luminance_of(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance_of(color: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white). Source: WCAG 2.2."""
    red, green, blue = (_linear_value(part / 255) for part in _channels_of(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels_of(color: str) -> tuple[int, ...]:
    """Red, green and blue, from 0 to 255."""
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))


def _linear_value(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
