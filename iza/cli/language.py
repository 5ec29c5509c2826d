"""The language of a case repository, found before anything of it is read."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

_LINE = re.compile(r"""language:\s*["']?([a-z]{2})\b""")
_LINES = 200  # as far as the language line may stand in iza.yaml


def settings_language(folder: Path) -> str | None:
    """The ``language:`` line of the ``iza.yaml`` at or above a folder, without a YAML parser."""
    try:
        start = folder.resolve()
        settings = next(f / "iza.yaml" for f in (start, *start.parents) if (f / "iza.yaml").is_file())
        with settings.open(encoding="utf-8-sig", errors="replace") as lines:
            found = (_LINE.match(line) for line in islice(lines, _LINES))
            return next((match[1] for match in found if match), None)
    except (OSError, StopIteration):
        return None
