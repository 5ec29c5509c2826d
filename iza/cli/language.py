"""The language of a case repository, found before anything of it is read."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

_LINE = re.compile(r"""language:\s*["']?([a-z]{2})\b""")
# As far as the language line may stand in iza.yaml.
_LINES = 200


def settings_language(folder: Path) -> str | None:
    """The ``language:`` line of the ``iza.yaml`` at or above a folder, without a YAML parser."""
    try:
        start = folder.resolve(strict=True)
        settings = next(
            f / "iza.yaml" for f in (start, *start.parents) if (f / "iza.yaml").is_file() or _is_end_of_repository(f)
        )
        with settings.open(encoding="utf-8-sig", errors="replace") as lines:
            matches = (_LINE.match(line) for line in islice(lines, _LINES))
            return next((match[1] for match in matches if match), None)
    except (OSError, RuntimeError, ValueError, StopIteration):
        return None


def _is_end_of_repository(folder: Path) -> bool:
    """Whether a repository ends here: what lies above it is another one (as ``store.work_tree.find_root`` has it)."""
    return (folder / ".git").exists()
