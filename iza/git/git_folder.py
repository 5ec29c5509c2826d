"""Where git keeps what belongs to a work tree."""

from __future__ import annotations

from pathlib import Path

from iza.errors import GitError
from iza.git.process import run
from iza.i18n import _


def git_dir(root: Path) -> Path:
    """The git directory of a work tree. Raises GitError where there is none."""
    direct = root / ".git"
    if direct.is_dir():
        return direct
    if not direct.exists():
        raise GitError(
            _("{folder} is not a git repository.").format(folder=root),
            _("`iza init` makes a new case repository; `git init` makes this folder one."),
        )
    return Path(run(root, "rev-parse", "--absolute-git-dir").strip())


def common_dir(directory: Path) -> Path:
    """Where a git directory keeps what it shares with other work trees: objects, references, settings."""
    link = directory / "commondir"
    return directory / link.read_text("utf-8").strip() if link.is_file() else directory
