"""A new case repository: settings, empty directory, schemas for editors, git underneath."""

from __future__ import annotations

import shutil
from pathlib import Path

from iza import git
from iza.app.records import Outcome
from iza.app.suggestions import settings
from iza.errors import Refused
from iza.i18n import _
from iza.store.editor import schema_files
from iza.store.repository import DIRECTORIES, SETTINGS, Message, directory_path

_IGNORED = """\
# rendered documents and what editors leave behind: personal data, never in git
output/
*~
*.sw?
.#*
\\#*#
.iza-*
"""
_ATTRIBUTES = "# the same bytes on every system\n* text=auto eol=lf\n*.pdf binary\n*.png binary\n"


def init(target: Path, name: str) -> Outcome:
    """Make ``target`` an empty case repository with a first commit. Raises Refused where it is none."""
    if (target / SETTINGS).exists():
        raise Refused(_("{folder} is a case repository already.").format(folder=target))
    if target.exists() and any(entry.name != ".git" for entry in target.iterdir()):
        raise Refused(_("{folder} is not empty.").format(folder=target), _("Choose a new folder: `iza init DIR`."))
    made = _missing(target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _found(target, name)
    except BaseException:
        for entry in made:
            _remove(entry)
        raise
    git.write_commit_graph(target)
    return Outcome(
        str(target), _("Case repository made in {folder}.").format(folder=target), "iza worker add; iza clearing create"
    )


def _missing(target: Path) -> list[Path]:
    """What there is not before a repository is made: the folder itself, or what shall lie in it."""
    if not target.exists():
        return [target]
    tops = {path.partition("/")[0] for path in (".git", SETTINGS, *skeleton())}
    return [target / name for name in tops if not (target / name).exists()]


def _remove(entry: Path) -> None:
    if entry.is_dir():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)


def _found(target: Path, name: str) -> None:
    """Make the repository and its first commit."""
    if not (target / ".git").exists():
        git.init(target)
    author = git.identity(target)
    files = skeleton() | {SETTINGS: settings(name)}
    for path, text in files.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    git.commit(target, list(files), Message(_("new case repository"), "init").text(), author)


def skeleton() -> dict[str, str]:
    """The files of an empty repository, by path, apart from its settings."""
    files = {".gitignore": _IGNORED, ".gitattributes": _ATTRIBUTES}
    files |= {f"schemas/{name}": text for name, text in schema_files().items()}
    for kind in DIRECTORIES:
        header = f"# yaml-language-server: $schema=../schemas/{kind}.schema.json\n"
        files[directory_path(kind)] = f"{header}schema: iza/{kind}/1\n{kind}: []\n"
    return files
