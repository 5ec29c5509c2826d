"""Text as people save it: UTF-8, with or without the byte order mark that some editors put before it."""

from __future__ import annotations

from iza.i18n import N_

NOT_UTF8 = N_("The file is not UTF-8; save it with “Save as” and the encoding UTF-8.")
_MARK = "\ufeff"


class NotUtf8(ValueError):
    """Bytes in another encoding; ``line`` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(NOT_UTF8)
        self.line = line


def decoded(source: bytes) -> str:
    """The text in a file, without a byte order mark: it is gone when the text is saved. Raises NotUtf8."""
    if b"\0" in source[:4]:  # UTF-16 or UTF-32 without a mark
        raise NotUtf8(1)
    try:
        return source.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        raise NotUtf8(source.count(b"\n", 0, error.start) + 1) from None


def legible(source: bytes) -> str:
    """The same of what may be no UTF-8 at all, to be shown to somebody who mends it."""
    return source.decode("utf-8", "replace").removeprefix(_MARK)
