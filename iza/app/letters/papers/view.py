"""What a paper is written from: a case, the county, a day, a language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iza.app.letters.papers.wording import Wording
from iza.errors import InvalidData
from iza.i18n import _
from iza.model.dates import german

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.model.case.agreement import Version
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review
    from iza.model.county import County

Data = dict[str, Any]


@dataclass(frozen=True)
class View:
    """A case as a paper sees it; ``day`` (ISO) decides ages, consents and the date printed.

    ``record`` is the version of the agreement the paper is about; ``review`` the talk it is about, with the
    case as it was ``before`` that talk. ``to`` is the role it is written to, ``ref`` that person or partner in
    the directory. ``room`` is how many steps a paper of one page may hold;
    ``worker`` signs what is about no case. ``at_signing`` is the case and the county when signatures were recorded,
    for whoever signed and was not yet known when the paper was issued.
    """

    case: Case
    county: County
    day: str
    wording: Wording = field(default_factory=Wording)
    record: Version | None = None
    review: Review | None = None
    before: Case | None = None
    to: str = "client"
    ref: str = ""
    room: int = 12
    worker: str = ""
    at_signing: View | None = None

    def label(self, code: str, *path: str | int) -> str:
        """The word for a code at a path of the case, in the language of the paper."""
        return self.wording.value(path, code)

    def text(self, holder: Mapping[str, Any], name: str) -> str:
        """A text of the case in the language of the paper, as far as somebody translated it."""
        return self.wording.text(holder, name)

    @property
    def today(self) -> str:
        """The day of the paper as it is printed."""
        return german(self.day)


def missing(spot: str, field: str) -> InvalidData:
    """The error for a field that has to be filled in before a paper can be written."""
    return InvalidData(
        _("{place}: the field {field} is missing.").format(place=spot, field=field),
        _("Add it, then write the document again."),
    )


def filled(*parts: str) -> list[str]:
    """The parts that say something."""
    return [part for part in parts if part]
