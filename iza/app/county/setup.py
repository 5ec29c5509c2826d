"""A new case repository: settings, empty directory, schemas for editors, git underneath."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING

from iza import git
from iza.app.changing.outcome import Outcome
from iza.app.county import clone_signing, git_diff_driver, signing_keys
from iza.app.county.settings_template import settings
from iza.errors import Refused
from iza.i18n import _
from iza.model.signers import FILE
from iza.store.message import Message
from iza.store.repository import Repository
from iza.store.schema.editor_files import schema_files
from iza.store.work_tree import DIRECTORIES, SETTINGS, directory_path

if TYPE_CHECKING:
    from pathlib import Path

_IGNORED = """\
# rendered documents and what editors leave behind: personal data, never in git
output/
*~
*.sw?
.#*
\\#*#
.iza-*
"""
_ATTRIBUTES = f"""\
# the same bytes on every system
* text=auto eol=lf
*.pdf binary
*.png binary
# plain git shows cases in sentences (where `iza init` set it up)
{git_diff_driver.ATTRIBUTES}"""


def init(target: Path, name: str, *, sign: bool = False, key: Path | None = None) -> Outcome:
    """Make ``target`` an empty case repository with a first commit.

    With ``sign``, every commit is signed from the first one on: with the public key in the file ``key``, else with
    the one git signs with. A clone of a case repository is only set up: what git shows there is nothing that git
    copies. Raises Refused where ``target`` is not empty and where there is no key.
    """
    if (target / ".git").is_dir():
        Repository(target).mend()
    if (target / SETTINGS).exists() and (target / ".git").exists() and not sign:
        return _set_up(target)
    if (target / SETTINGS).exists():
        raise Refused(_("{folder} is a case repository already.").format(folder=target))
    if target.exists() and any(entry.name != ".git" for entry in target.iterdir()):
        raise Refused(_("{folder} is not empty.").format(folder=target), _("Choose a new folder: `iza init DIR`."))
    made = _missing_files(target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if not (target / ".git" / "HEAD").exists():
            # None, or one of an iza that was killed.
            git.init(target)
        with clone_signing.signing_with(target, key) if sign else nullcontext():
            _first_commit(target, name, _first_key(target, key) if sign else {})
    except BaseException:
        for entry in made:
            _remove_entry(entry)
        raise
    git.write_commit_graph(target)
    git_diff_driver.configure(target)
    return Outcome(
        str(target), _("Case repository made in {folder}.").format(folder=target), "iza worker add; iza clearing create"
    )


def _set_up(target: Path) -> Outcome:
    git_diff_driver.configure(target)
    sentence = _("{folder} is a case repository already. Now `git diff` and `git log -p` show its cases in sentences.")
    return Outcome(str(target), sentence.format(folder=target), "iza list")


def _missing_files(target: Path) -> list[Path]:
    """What there is not before a repository is made: the folder itself, or what shall lie in it."""
    if not target.exists():
        return [target]
    tops = {path.partition("/")[0] for path in (".git", SETTINGS, *skeleton())}
    return [target / name for name in tops if not (target / name).exists()]


def _remove_entry(entry: Path) -> None:
    if entry.is_dir():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)


def _first_key(target: Path, key: Path | None) -> dict[str, str]:
    """The list of keys a signed repository begins with, by path: the founder's."""
    line = signing_keys.first_line(git.committer(target).email, signing_keys.founders(target, key))
    return {FILE: f"{signing_keys.header()}{line}\n"}


def _first_commit(target: Path, name: str, more: dict[str, str]) -> None:
    """Make the first commit, with ``more`` files in it."""
    files = skeleton() | {SETTINGS: settings(name)} | more
    changes: dict[str, tuple[str, None]] = {path: (text, None) for path, text in files.items()}
    Repository(target).save_all(changes, Message(_("new case repository"), "init"))


def skeleton() -> dict[str, str]:
    """The files of an empty repository, by path, apart from its settings."""
    files = {".gitignore": _IGNORED, ".gitattributes": _ATTRIBUTES}
    files |= {f"schemas/{name}": text for name, text in schema_files().items()}
    for kind in DIRECTORIES:
        header = f"# yaml-language-server: $schema=../schemas/{kind}.schema.json\n"
        files[directory_path(kind)] = f"{header}schema: iza/{kind}/1\n{kind}: []\n"
    return files
