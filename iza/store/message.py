"""Commit messages: one line without personal data, and trailers."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """A commit message: one line without personal data, and trailers."""

    subject: str
    action: str
    case: str = ""
    review: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """The whole message with ``Iza-Action``, ``Iza-Case`` and ``Iza-Review`` trailers, and the ``extra`` ones."""
        own = (("Iza-Action", self.action), ("Iza-Case", self.case), ("Iza-Review", self.review))
        lines = [f"{name}: {value}" for name, value in (*own, *self.extra) if value]
        return self.subject + "\n\n" + "\n".join(lines) + "\n"
