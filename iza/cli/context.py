"""What the person chose for this one call of iza: repository, day, colour. One place, read by all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from iza.errors import GitError
from iza.i18n import _


@dataclass
class Choices:
    """The root options, ``--today``, and the words of the command (``iza review hold``).

    ``put_up`` takes the names of proposals, where the command is to propose and not to do.
    """

    repo: Path | None = None
    today: date | None = None
    color: str = "auto"
    command: str = "iza"
    put_up: list[str] | None = None


_choices = Choices()


def choices() -> Choices:
    """The choices of this call."""
    return _choices


def reset() -> Choices:
    """Forget the choices of an earlier call."""
    vars(_choices).update(vars(Choices()))
    return _choices


def today() -> date:
    """The day iza works on: ``--today``, ``IZA_TODAY``, or the calendar."""
    return _choices.today or date.today()  # noqa: DTZ011 - the local calendar day is what people mean


def start() -> Path:
    """The folder from which the case repository is looked for: ``-C``, ``IZA_REPO``, or where we are.

    Raises GitError where one is named that is not there: what stands above it is not what was meant.
    """
    named = _choices.repo or folder(os.environ.get("IZA_REPO") or ".")
    if not os.path.isdir(named):  # noqa: PTH112 - also for a name that is too long to be one
        raise GitError(
            _("There is no folder {folder}.").format(folder=named),
            _("-C DIR and the variable IZA_REPO name a case repository, or a folder in one."),
        )
    return named


def folder(text: str) -> Path:
    """A folder as a person names it: ``~`` is the own home, ``~name`` that of somebody else."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        # Nobody of this name: then there is no such folder either.
        return Path(text)


def debugging() -> bool:
    """Does ``IZA_DEBUG`` ask for tracebacks? They may show personal data."""
    return os.environ.get("IZA_DEBUG", "") not in ("", "0")
