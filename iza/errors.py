"""The one family of errors iza shows to people, each with its documented exit code.

Exit codes: 0 done, 1 findings, 2 usage, 3 unexpected error, 4 refused by the procedure or
invalid data, 5 git state or conflict, 130 interrupted.
"""

from __future__ import annotations


class IzaError(Exception):
    """One sentence for the person at the keyboard, what else is wrong, and what to do next.

    The message never holds the value of a personal field: name the file, the line and the field. ``more`` are further
    mistakes, a sentence each; ``fields`` name what is wrong in the message and in each of them, where that is known.
    """

    exit_code = 3

    def __init__(
        self, message: str, hint: str = "", more: tuple[str, ...] = (), fields: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.more = more
        self.fields = fields


class UsageError(IzaError):
    """The words of the command do not fit together."""

    exit_code = 2


class InvalidData(IzaError):
    """A file, or what was typed, is not what the schema or the rules allow."""

    exit_code = 4


class Refused(IzaError):
    """The procedure does not allow this step now."""

    exit_code = 4


class NotFound(IzaError):
    """The case, goal, step or person that was named does not exist."""

    exit_code = 4


class GitError(IzaError):
    """Git is missing, refuses, or the repository is in a state that needs a person."""

    exit_code = 5


class Conflict(IzaError):
    """Somebody else changed the same thing in between; nothing was overwritten."""

    exit_code = 5


class Interrupted(IzaError):
    """The person stopped a dialogue."""

    exit_code = 130
