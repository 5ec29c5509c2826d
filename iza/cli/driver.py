"""What git runs for a case file: ``python -m iza.cli.driver facts FILE`` and ``… changes PATH OLD HEX MODE NEW …``.

No command of iza, so that it starts quickly: git runs it for each version of a case. It prints all or, with an exit
code, nothing; then git shows the lines of the file (see ``iza.app.county.git_diff_driver``).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from iza.cli.language import settings_language
from iza.cli.terminal.safe import clean_line
from iza.i18n import _, choose_language, set_language

FAILED = 1
_NOTHING = "/dev/null"


def main(words: Sequence[str]) -> int:
    """Print what git asks for; the exit code."""
    set_language(choose_language(None, settings_language(Path())))
    try:
        verb, *rest = words
        lines = {"facts": _facts_lines, "changes": _changes_lines}[verb](rest)
    except Exception:  # noqa: BLE001 - whatever it is, git shows the file itself then
        return FAILED
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
    return 0


def _facts_lines(words: Sequence[str]) -> list[str]:
    from iza.app.trail.case_as_lines import facts

    return [clean_line(line) for line in facts(Path(words[0]).read_bytes())]


def _changes_lines(words: Sequence[str]) -> list[str]:
    """Git's seven words: path, then file, blob and mode of both sides; one word where versions are not merged yet."""
    from iza.app.trail.case_as_lines import changes

    path, *rest = words
    title = clean_line(path)
    if not rest:
        return [title, "    " + _("Two versions of this file are not brought together yet.")]
    old, new = (_content_of(rest[position]) for position in (0, 3))
    return [title, *("    " + clean_line(line) for line in changes(old, new))]


def _content_of(name: str) -> bytes:
    return b"" if name in (_NOTHING, "nul", "NUL") else Path(name).read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
