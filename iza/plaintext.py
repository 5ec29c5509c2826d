"""Text as people save and paste it: with or without a byte order mark, with the dashes and blanks of other programs."""

from __future__ import annotations

from iza.i18n import N_

NOT_UTF8 = N_("The file is not UTF-8; save it with “Save as” and the encoding UTF-8.")
_MARK = "\ufeff"
_PLAIN = {
    **dict.fromkeys((0xAD, *range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63), "-"),
    **dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((*range(0x200B, 0x2010), 0x2060, *range(0x2066, 0x206A), 0xFEFF)),  # joiners, marks, isolates
    **{0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)},  # full-width forms
}
"""What mail programs and Word make of plain characters; None for what nobody sees."""


class NotUtf8(ValueError):
    """Bytes in another encoding; ``line`` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(NOT_UTF8)
        self.line = line


def decoded(source: bytes) -> str:
    """The text in a file, without a byte order mark: it is gone when the text is saved. Raises NotUtf8."""
    if b"\0" in source[:4]:
        # UTF-16 or UTF-32 without a mark.
        raise NotUtf8(1)
    try:
        return source.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        raise NotUtf8(source.count(b"\n", 0, error.start) + 1) from None


def legible(source: bytes) -> str:
    """The same of what may be no UTF-8 at all, to be shown to somebody who mends it."""
    return source.decode("utf-8", "replace").removeprefix(_MARK)


def plain(text: str) -> str:
    """The text with plain dashes, blanks, letters and digits in the place of their kin, and nothing invisible."""
    return text if text.isascii() else text.translate(_PLAIN)
