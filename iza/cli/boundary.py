"""Where every error ends: one sentence for the person, one documented exit code.

0 done · 1 findings · 2 usage · 3 unexpected error · 4 refused or invalid · 5 git state, conflict or
the file system · 6 saved, but the output could not be written · 130 interrupted (129, 143: by a closed terminal,
by the system) · 141 the reader of a pipe has gone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer
from typer._click.exceptions import ClickException, UsageError

from iza import saved
from iza.cli import usage
from iza.cli.context import choices, debugging, start, today
from iza.cli.terminal.output import out
from iza.cli.terminal.safe import OutputLost, ReaderGone, clean_line
from iza.errors import Interrupted, IzaError
from iza.i18n import _

USAGE, UNEXPECTED, INVALID, FILES, UNTOLD, NO_READER = 2, 3, 4, 5, 6, 141
INTERRUPTED = Interrupted.exit_code
_SHOWN = 10  # characters of a commit id
# And the number of the signal that ended it: what shells call it.
_SIGNAL = 128


def guarded(run: Callable[[], int]) -> int:
    """Run a command; the exit code, whatever happens. Only SystemExit passes through."""
    saved.forget()
    try:
        code = run()
        out.flush()
    except typer.Exit as leaving:
        code = leaving.exit_code
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the last place that can tell it
        code = _exit_code_of(error)
    _silence_if_lost()
    return code


def _exit_code_of(error: BaseException) -> int:
    if debugging():
        _print_traceback()
    match error:
        case OutputLost():
            return _tell_lost_output(error)
        case KeyboardInterrupt() | typer.Abort() | Interrupted():
            return _tell_interruption(error)
        case ClickException():
            return _tell_misuse(error)
    code = _tell_failure(error)
    if saved.anything():
        out.note(_("The change itself is saved."))
    return code


def _tell_failure(error: BaseException) -> int:
    if isinstance(error, IzaError):
        out.error(error.message, error.hint, error.more)
        return error.exit_code
    if isinstance(error, OSError):
        from iza import disk

        return _file_error(error) if disk.is_told(error) else _tell_unexpected(error)
    return _tell_unexpected(error)


def _tell_lost_output(error: OutputLost) -> int:
    """What was asked for is done or not, whatever became of the words about it."""
    if saved.anything():
        out.note(_("Saved; only the output did not work."))
    if isinstance(error, ReaderGone):
        return NO_READER
    return UNTOLD if saved.anything() else _file_error(error)


def _tell_interruption(error: BaseException) -> int:
    message = getattr(error, "message", _("Interrupted."))
    if saved.anything():
        message = _("Saved, then interrupted.")
        if saved.last():
            message = _("Saved (commit {commit}), then interrupted.").format(commit=saved.last()[:_SHOWN])
    out.note("\n" + message if sys.stderr.isatty() else message)
    return _SIGNAL + getattr(error, "number", INTERRUPTED - _SIGNAL)


def _tell_misuse(error: ClickException) -> int:
    line = usage.usage_line(error) if isinstance(error, UsageError) else ""
    out.error(usage.sentence(error))
    if line:
        out.note(line)
    out.next(usage.hint(error))
    return USAGE


def _file_error(error: BaseException) -> int:
    assert isinstance(error, OSError)
    from iza import disk

    sentence = disk.reason(error)
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    out.error(f"{sentence}: {' → '.join(clean_line(name) for name in names)}" if names else f"{sentence}.")
    return FILES


def _broken_file() -> str:
    """What the schema refuses in a file of the repository: broken by hand, it explains most accidents."""
    try:
        from iza.app.lists import check
        from iza.app.office import open_office

        located = check.first_fault(open_office(start(), today()))
    except Exception:  # noqa: BLE001 - the first error is the one to tell then
        return ""
    return f"{located.file}:{located.line}: {located.finding.code}: {located.finding.message}" if located else ""


def _tell_unexpected(error: BaseException) -> int:
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


def _print_traceback() -> None:
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
