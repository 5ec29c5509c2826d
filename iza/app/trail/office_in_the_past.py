"""The office as it was: at the end of a day, or as a commit left it. It can be looked at, not worked in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iza import git
from iza.app import words
from iza.errors import NotFound, UsageError
from iza.i18n import _
from iza.model import dates
from iza.store import past

if TYPE_CHECKING:
    from iza.app.office import Office


def at_end_of(office: Office, day: str) -> Office:
    """The office at the end of a day (ISO): its cases, its settings and its directory, with that day as today.

    ``iza.store.files_on_day`` tells what counts for a day; changes by hand that are not committed are part of none.
    Raises UsageError for a day that is still to come, and NotFound before the first commit.
    """
    if day > office.day:
        raise UsageError(
            _("{day} is still to come; nobody knows yet how it will be then.").format(day=words.day(day)),
            _("Today is {day}.").format(day=words.day(office.day)),
        )
    repo = past.on_day(office.repo.root, day)
    if repo is None:
        first = min((dated.day for dated in git.calendar(office.repo.root)), default="")
        raise NotFound(
            _("On {day} there was nothing in this repository yet.").format(day=words.day(day)),
            _("It begins on {day}.").format(day=words.day(first)) if first else "",
        )
    return replace(office, repo=repo, today=dates.parse(day))


def as_left_by(office: Office, commit: str, day: str) -> Office:
    """The office as a commit left it, with its day (ISO) as today."""
    return replace(office, repo=past.at_commit(office.repo.root, commit), today=dates.parse(day))
