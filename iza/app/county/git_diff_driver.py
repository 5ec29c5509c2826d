"""Plain git speaks in sentences: how git comes to know what to show of a case (``iza.app.trail.case_as_lines``).

`git diff` runs a command that gets both versions (``diff.iza.command``): it prints the sentences of ``iza diff``.
`git log -p`, `git show` and `git blame` run no commands, but turn each version into text (``diff.iza.textconv``):
a case as facts, one on a line, so that the difference of two lines reads as a sentence. What they show is never
kept: ``diff.iza.cachetextconv`` would write the plain text of cases into refs/notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza import git

if TYPE_CHECKING:
    from pathlib import Path

ATTRIBUTES = "cases/**/*.yaml diff=iza\n"
"""What the repository says about case files, for git to use the driver."""

# Above the changed lines of a case: which case it is.
_HEADS = "^((Fallkennung|Case id): .*)$"


def configure(root: Path) -> None:
    """Let git show the cases of this clone in sentences; as often as one likes, and only in its own configuration.

    Without iza on a machine, or with a file it cannot read, git shows the lines as they are written.
    """
    wanted = git.drivers() | {"diff.iza.xfuncname": _HEADS}
    own = git.settings(root, "--local")
    for key, value in wanted.items():
        if own.get(key) != value:
            git.set_config(root, key, value)
    if "diff.iza.cachetextconv" in own:
        git.unset_config(root, "diff.iza.cachetextconv")
    # Also for an iza that moves later.
    git.allow_made(root, [git.Program(*driver) for driver in git.drivers().items()])
    _write_attribute(root)


def _write_attribute(root: Path) -> None:
    """A repository made by an older iza: say in this clone what its own attributes do not say."""
    shared, own = root / ".gitattributes", git.git_dir(root) / "info" / "attributes"
    if any(attributes.is_file() and "diff=iza" in attributes.read_text("utf-8") for attributes in (shared, own)):
        return
    own.parent.mkdir(exist_ok=True)
    with own.open("a", encoding="utf-8") as file:
        file.write(ATTRIBUTES)
