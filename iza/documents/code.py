"""The QR code in the footer: which version of which document a sheet of paper belongs to."""

from __future__ import annotations

# 29 modules at a correction level of 15 % or more hold 61 characters of QR's alphanumeric set
# (0-9 A-Z, space, $%*+-./:; ISO/IEC 18004, table 7). With version and mask fixed, nothing is searched.
_VERSION, _LEVEL, _MASK = 3, "m", 2


def qr_svg(text: str) -> str:
    """The QR code of a text as SVG, without its quiet zone; nothing for no text."""
    if not text:
        return ""
    import segno

    try:
        made = segno.make(text, version=_VERSION, error=_LEVEL, mask=_MASK, micro=False)
    except segno.DataOverflowError:
        made = segno.make(text, error=_LEVEL, mask=_MASK, micro=False)
    return str(made.svg_inline(border=0, omitsize=True))
