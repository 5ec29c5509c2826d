"""The entry point: language, streams, command tree, error boundary, in this order."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from iza.cli import context
from iza.cli.boundary import guarded
from iza.cli.command_table import TABLE, CommandEntry
from iza.cli.language import settings_language
from iza.cli.root import Root
from iza.cli.terminal import safe
from iza.i18n import choose_language, set_language


def run() -> None:
    """The console script ``iza``."""
    code = main()
    # The end of the process frees everything at once: looking for cycles before takes twice its start.
    gc.freeze()
    sys.exit(code)


def main(argv: Sequence[str] | None = None, table: Sequence[CommandEntry] = TABLE) -> int:
    """Run one command line (without the program's name); the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    safe.prepare_streams()
    early = _early_options(words)
    chosen = context.reset()
    chosen.color = early.get("--color", "auto")
    folder = context.folder(early.get("-C") or os.environ.get("IZA_REPO") or ".")
    set_language(choose_language(early.get("--lang"), settings_language(folder)))
    return guarded(lambda: Root(table).run(words))


def _early_options(words: Sequence[str]) -> dict[str, str]:
    """The root options that stand before the command, needed before anything is parsed."""
    options: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word == "-C" or name in ("--repo", "--lang", "--color"):
            options["-C" if name == "--repo" else name] = value if equals else next(rest, "")
        elif word.startswith("-C"):
            options["-C"] = word[2:]
        elif not word.startswith("-"):
            break
    return options
