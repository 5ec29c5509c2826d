"""A county's own templates, rendered in a child process with limits on time and memory.

The sandbox stops a template from reaching out, but not from counting to infinity.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from iza.documents import sandbox
from iza.errors import InvalidData, IzaError, NotFound
from iza.i18n import _, language, set_language
from iza.resources import folder

SECONDS = 10
MEMORY = 512 * 1024 * 1024  # bytes of address space
_OUTPUT = 2_000_000  # characters; an agreement has about 10,000
_ERRORS: dict[str, type[IzaError]] = {kind.__name__: kind for kind in (InvalidData, NotFound)}


def render(template: str, data: Mapping[str, object], overrides: Path) -> str:
    """The Markdown of a template that may come from ``overrides``.

    Raises what ``sandbox.render`` raises, and InvalidData where a limit was reached.
    """
    order = {
        "template": template,
        "data": data,
        "folders": [str(overrides), str(folder("templates"))],
        "language": language(),
    }
    try:
        answer = _child(json.dumps(order))
    except (subprocess.TimeoutExpired, ValueError):
        raise InvalidData(
            _("The template {template} of this repository takes too much time or memory.").format(template=template),
            _("Look for loops in the file {file} of the folder templates/.").format(file=template),
        ) from None
    if "error" in answer:
        raise _ERRORS[answer["error"]](answer["message"], answer["hint"])
    return answer["text"]


def _child(order: str) -> dict[str, str]:
    """Ask a new interpreter; ValueError where it died without an answer."""
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH", "")) if part)
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from iza.documents.limited import main; main()"],
        input=order,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
    )
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def main() -> None:
    """The child: one order on standard input, one answer on standard output."""
    _limit()
    order = json.load(sys.stdin)
    set_language(order["language"])
    json.dump(_answer(order), sys.stdout)


def _answer(order: dict[str, object]) -> dict[str, str]:
    template, data, folders = str(order["template"]), order["data"], order["folders"]
    assert isinstance(data, dict)
    assert isinstance(folders, list)
    try:
        text = sandbox.render(template, data, [Path(name) for name in folders])
    except IzaError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    if len(text) > _OUTPUT:
        raise SystemExit(1)
    return {"text": text}


def _limit() -> None:
    """Bounds of the operating system where it has them; elsewhere the parent's clock is all."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
