"""Plain git speaks in sentences: how git comes to know what to show of a case (``iza.app.facts``).

`git diff` runs a command that gets both versions (``diff.iza.command``): it prints the sentences of ``iza diff``.
`git log -p`, `git show` and `git blame` run no commands, but turn each version into text (``diff.iza.textconv``):
a case as facts, one on a line, so that the difference of two lines reads as a sentence. What they show is never
kept: ``diff.iza.cachetextconv`` would write the plain text of cases into refs/notes.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from iza import git

ATTRIBUTES = "cases/**/*.yaml diff=iza\n"
"""What the repository says about case files, for git to use the driver."""

_CHANGES = (
    'f() {{ {iza} changes "$@" 2>/dev/null || '
    '{{ printf "%s\\n" "$1"; test "$#" -lt 5 || diff -u "$2" "$5" || true; }}; }}; f'
)
_FACTS = 'f() {{ {iza} facts "$1" 2>/dev/null || cat "$1"; }}; f'
_HEADS = "^((Fallkennung|Case id): .*)$"  # above the changed lines of a case: which case it is


def configure(root: Path) -> None:
    """Let git show the cases of this clone in sentences; as often as one likes, and only in its own configuration.

    Without iza on a machine, or with a file it cannot read, git shows the lines as they are written.
    """
    wanted = _settings()
    own = git.settings(root, "--local")
    for key, value in wanted.items():
        if own.get(key) != value:
            git.set_config(root, key, value)
    if "diff.iza.cachetextconv" in own:
        git.unset_config(root, "diff.iza.cachetextconv")
    _attribute(root)


def _settings() -> dict[str, str]:
    # -P: nothing that lies in the case repository is taken for a part of iza.
    iza = f"{shlex.quote(Path(sys.executable).as_posix())} -P -m iza.cli.driver"
    return {
        "diff.iza.command": _CHANGES.format(iza=iza),
        "diff.iza.textconv": _FACTS.format(iza=iza),
        "diff.iza.xfuncname": _HEADS,
    }


def _attribute(root: Path) -> None:
    """A repository made by an older iza: say in this clone what its own attributes do not say."""
    shared, own = root / ".gitattributes", git.git_dir(root) / "info" / "attributes"
    if any(place.is_file() and "diff=iza" in place.read_text("utf-8") for place in (shared, own)):
        return
    own.parent.mkdir(exist_ok=True)
    with own.open("a", encoding="utf-8") as file:
        file.write(ATTRIBUTES)
