"""The entry point: language, streams, command tree, error boundary, in this order."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from iza.cli import context, safe
from iza.cli.boundary import guarded
from iza.cli.commands import TABLE, Entry
from iza.cli.root import Root
from iza.i18n import choose_language, set_language

_LANGUAGE_LINE = re.compile(r"""language:\s*["']?([a-z]{2})\b""")
_LINES = 200  # as far as the language line may stand in iza.yaml


def run() -> None:
    """The console script ``iza``."""
    sys.exit(main())


def main(argv: Sequence[str] | None = None, table: Sequence[Entry] = TABLE) -> int:
    """Run one command line (without the program's name); the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    safe.prepare_streams()
    early = _early(words)
    chosen = context.reset()
    chosen.color = early.get("--color", "auto")
    folder = Path(early.get("-C") or early.get("--repo") or os.environ.get("IZA_REPO") or ".")
    set_language(choose_language(early.get("--lang"), _settings_language(folder)))
    return guarded(lambda: Root(table).run(words))


def _early(words: Sequence[str]) -> dict[str, str]:
    """The root options that stand before the command, needed before anything is parsed."""
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in ("-C", "--repo", "--lang", "--color"):
            found[name] = value if equals else next(rest, "")
        elif word.startswith("-C"):
            found["-C"] = word[2:]
        elif not word.startswith("-"):
            break
    return found


def _settings_language(folder: Path) -> str | None:
    """The ``language:`` line of the ``iza.yaml`` at or above a folder, without a YAML parser."""
    try:
        start = folder.resolve()
        settings = next(f / "iza.yaml" for f in (start, *start.parents) if (f / "iza.yaml").is_file())
        with settings.open(encoding="utf-8", errors="replace") as lines:
            found = (_LANGUAGE_LINE.match(line) for line in islice(lines, _LINES))
            return next((match[1] for match in found if match), None)
    except (OSError, StopIteration):
        return None
