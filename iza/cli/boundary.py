"""Where every error ends: one sentence for the person, one documented exit code.

0 done · 1 findings · 2 usage · 3 unexpected error · 4 refused or invalid · 5 git state, conflict or
the file system · 130 interrupted · 141 the reader of a pipe has gone.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

import typer
from typer._click.exceptions import ClickException, UsageError

from iza.cli import usage
from iza.cli.context import choices, debugging, start, today
from iza.cli.output import ReaderGone, out
from iza.cli.safe import clean_line
from iza.errors import IzaError
from iza.i18n import N_, _

USAGE, UNEXPECTED, INVALID, FILES, INTERRUPTED, NO_READER = 2, 3, 4, 5, 130, 141

_NO_SPACE = N_("There is no space left on the disk")
_DENIED = N_("Reading or writing is not allowed")
_FILE_ERRORS = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: _NO_SPACE,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: N_("The disk can only be read, not written"),
    errno.ENOENT: N_("There is no such file or folder"),
    errno.EEXIST: N_("The file or folder exists already"),
    errno.EISDIR: N_("This is a folder, a file is needed"),
    errno.ENOTDIR: N_("This is a file, a folder is needed"),
    errno.ENOTEMPTY: N_("The folder is not empty"),
    errno.EBUSY: N_("The file is in use by another program"),
    errno.ETXTBSY: N_("The file is in use by another program"),
    errno.ENAMETOOLONG: N_("The name of the file is too long"),
    errno.EMFILE: N_("Too many files are open"),
    errno.ENFILE: N_("Too many files are open"),
    errno.EIO: N_("The disk reports an error"),
}


class Interrupted(IzaError):
    """The person stopped a dialogue."""

    exit_code = INTERRUPTED


def guarded(run: Callable[[], int]) -> int:
    """Run a command; the exit code, whatever happens. Only SystemExit passes through."""
    try:
        try:
            code = run()
            out.flush()
        except typer.Exit as leaving:
            code = leaving.exit_code
        except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the last place that can tell it
            code = _ended(error)
    except ReaderGone:
        code = NO_READER
    _silence_if_lost()
    return code


def _ended(error: BaseException) -> int:
    if debugging():
        _traceback()
    match error:
        case ReaderGone():
            return NO_READER
        case KeyboardInterrupt() | typer.Abort() | Interrupted():
            return _interrupted(getattr(error, "message", _("Interrupted.")))
        case IzaError():
            out.error(error.message, error.hint, error.more)
            return error.exit_code
        case ClickException():
            return _misused(error)
    file_error = isinstance(error, OSError) and error.errno in _FILE_ERRORS
    return _file_error(error) if file_error else _unexpected(error)


def _interrupted(message: str) -> int:
    out.note("\n" + message if sys.stderr.isatty() else message)
    return INTERRUPTED


def _misused(error: ClickException) -> int:
    line = usage.usage_line(error) if isinstance(error, UsageError) else ""
    out.error(usage.sentence(error))
    if line:
        out.note(line)
    out.next(usage.hint(error))
    return USAGE


def _file_error(error: BaseException) -> int:
    assert isinstance(error, OSError)
    sentence = _(_FILE_ERRORS[error.errno or 0])
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    out.error(f"{sentence}: {' → '.join(clean_line(name) for name in names)}" if names else f"{sentence}.")
    return FILES


def _broken_file() -> str:
    """What the schema refuses in a file of the repository: broken by hand, it explains most accidents."""
    try:
        from iza.app import check
        from iza.app.office import open_office

        found = check.first_fault(open_office(start(), today()))
    except Exception:  # noqa: BLE001 - the first error is the one to tell then
        return ""
    return f"{found.file}:{found.line}: {found.finding.code}: {found.finding.message}" if found else ""


def _unexpected(error: BaseException) -> int:
    from iza.cli import report

    broken = _broken_file()
    if broken:
        out.error(broken, _("`iza check` shows all that is wrong; `iza edit` mends a case."))
        return INVALID
    kind = type(error).__name__
    message = _("This should not have happened ({kind}).").format(kind=kind)
    path = report.write(error, choices().command)
    if path:
        out.error(message, _("A report without personal data is in {path}; please pass it on.").format(path=path))
    else:
        out.error(message, _("The report could not be saved; please pass this on:"))
        out.note(report.text(error, choices().command))
    return UNEXPECTED


def _traceback() -> None:
    import traceback

    traceback.print_exc()


def _silence_if_lost() -> None:
    """Send what cannot be printed nowhere, or Python complains about it when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
