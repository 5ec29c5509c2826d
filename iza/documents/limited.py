"""A county's own templates, rendered in a child process with limits on time and memory.

The sandbox stops a template from reaching out, but not from counting to infinity. One child serves
all documents of a command, so that many letters cost one start.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from iza.documents import sandbox
from iza.errors import InvalidData, IzaError, NotFound
from iza.i18n import _, language, set_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Child = subprocess.Popen[str]

SECONDS = 10  # for one document
MEMORY = 512 * 1024 * 1024  # bytes of address space
_OUTPUT = 2_000_000  # characters; an agreement has about 10,000
_ERRORS: dict[str, type[IzaError]] = {kind.__name__: kind for kind in (InvalidData, NotFound)}


def render(template: str, data: Mapping[str, object], folders: Sequence[Path], tongue: str) -> str:
    """The Markdown of a template that may come from the first of ``folders``.

    Raises what ``sandbox.render`` raises, and InvalidData where a limit was reached.
    """
    order = {
        "template": template,
        "data": data,
        "folders": [str(folder) for folder in folders],
        "tongue": tongue,
        "language": language(),
    }
    answer = _ask_child(json.dumps(order))
    if "died" in answer:
        raise _error_of_dead(template, answer["died"])
    if "error" in answer:
        raise _ERRORS[answer["error"]](answer["message"], answer["hint"], tuple(answer["more"]))
    return str(answer["text"])


def _error_of_dead(template: str, complaint: str) -> InvalidData:
    """The error for a child that gave no answer: its own, or that a limit was reached."""
    if complaint:
        return InvalidData(
            _("The template {template} cannot be printed here: {problem}.").format(
                template=template, problem=complaint.rstrip(".")
            ),
            _("Take {file} out of the folder templates/: then the one of iza is printed.").format(file=template),
        )
    return InvalidData(
        _("The template {template} of this repository takes too much time or memory.").format(template=template),
        _("Look for loops in the file {file} of the folder templates/.").format(file=template),
    )


def _ask_child(order: str) -> dict[str, Any]:
    """One order, one answer; ``died`` where the child ended over it, with what it said. The next order gets another."""
    child = _start_child()
    assert child.stdin
    assert child.stdout
    clock = Timer(SECONDS, child.kill)
    clock.start()
    try:
        child.stdin.write(order + "\n")
        child.stdin.flush()
        line = child.stdout.readline()
    except BrokenPipeError:
        line = ""
    finally:
        clock.cancel()
    if line:
        answer: dict[str, Any] = json.loads(line)
        return answer
    _start_child.cache_clear()
    return {"died": _end_child(child)}


@cache
def _start_child() -> Child:
    """The interpreter that renders; it ends with this one, or when its input ends."""
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH", "")) if part)
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", "from iza.documents.limited import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
    )
    atexit.register(_end_child, child)
    return child


def _end_child(child: Child) -> str:
    """End the child; the last line it complained in, empty where it was ended in the middle of its work."""
    child.kill()
    _output, complaints = child.communicate()
    return (complaints.strip().splitlines() or [""])[-1]


def main() -> None:
    """The child: one order on each line of standard input, one answer on each line of standard output."""
    _limit_memory()
    for line in sys.stdin:
        _limit_time()
        order = json.loads(line)
        set_language(order["language"])
        try:
            answer = _answer_to(order)
        except MemoryError:
            # A limit was reached; nothing is said about it here.
            os._exit(1)
        except Exception as error:  # noqa: BLE001 - its text may hold values, its kind does not
            answer = {"died": type(error).__name__}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer to the parent


def _answer_to(order: Mapping[str, Any]) -> dict[str, object]:
    places = [Path(name) for name in order["folders"]]
    try:
        text = sandbox.render(order["template"], order["data"], places, order["tongue"])
    except IzaError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint, "more": error.more}
    if len(text) > _OUTPUT:
        raise SystemExit(1)
    return {"text": text}


def _limit_memory() -> None:
    """A bound of the operating system where it has one and keeps to it; elsewhere the parent's clock is all."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        # None on Windows; macOS refuses this one.
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limit_time() -> None:
    """So much processor time for the next order, should the parent no longer be there to look at its clock."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))
