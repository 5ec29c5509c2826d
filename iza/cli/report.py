"""A report of an unexpected error: versions, types of errors and places in the code, nothing else.

No message, no local variable and no argument goes into it, since any of them may hold personal data.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from iza import __version__

_PACKAGES = ("typer", "rich", "ruamel.yaml", "ruamel.yaml.clib", "jsonschema", "gitpython", "jinja2", "typst")


def write(error: BaseException, command: str) -> Path | None:
    """Write the report (mode 0600) to the state folder of the user; None where that is not possible."""
    from platformdirs import user_state_path

    try:
        folder = user_state_path("iza", appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made with mode 0600.
        handle, name = tempfile.mkstemp(".txt", "error-", folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text(error, command))
    except OSError:
        return None
    return Path(name)


def text(error: BaseException, command: str) -> str:
    """The report; ``command`` are the words of the command without its arguments."""
    lines = [f"iza {__version__}", f"python {platform.python_version()}", f"system {platform.platform()}"]
    lines += [f"{package} {version}" for package, version in _version_lines()]
    lines += [f"command {command}", ""]
    for link in _errors_in_chain(error):
        lines += [f"{type(link).__module__}.{type(link).__qualname__}", *_frame_lines(link), ""]
    return "\n".join(lines)


def _version_lines() -> Iterator[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, metadata.version(package)
        except metadata.PackageNotFoundError:
            yield package, "-"


def _errors_in_chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and the members of a group; each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        before = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
        members = link.exceptions if isinstance(link, BaseExceptionGroup) else ()
        waiting += [e for e in (before, *members) if e]


def _frame_lines(error: BaseException) -> Iterator[str]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        yield f"  {_short_filename(code.co_filename)}:{line} {code.co_qualname}"


def _short_filename(filename: str) -> str:
    """The file below the folder Python found it in: home folders carry the names of people."""
    for folder in sorted(filter(None, sys.path), key=len, reverse=True):
        if filename.startswith(folder + os.sep):
            return filename[len(folder) + 1 :]
    return Path(filename).name
