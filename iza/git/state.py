"""What a repository is and stands on: its git folder, its settings, its branch."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from iza.git.git_folder import git_dir
from iza.git.process import ask, begin, refusal, run, write
from iza.git.surroundings import environment

if TYPE_CHECKING:
    from collections.abc import Callable


ON_WINDOWS = os.name == "nt"


def is_installed() -> bool:
    """Is there a git on this machine?"""
    try:
        subprocess.run(["git", "--version"], capture_output=True, check=True, env=environment(Path()))
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def init(root: Path) -> None:
    """Make ``root`` a git repository with the branch ``main``."""
    from iza.git.allowing import allow_made
    from iza.git.programs import programs

    write(root, "init", "-q", "-b", "main")
    # Hooks from the person's own template.
    allow_made(root, programs(root))


def unfinished(directory: Path) -> str:
    """The merge, rebase or cherry-pick that somebody began and did not finish, else nothing."""
    marks = {"MERGE_HEAD": "merge", "rebase-merge": "rebase", "rebase-apply": "rebase",
             "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert"}  # fmt: skip
    return next((name for mark, name in marks.items() if (directory / mark).exists()), "")


def is_detached(directory: Path) -> bool:
    """Whether HEAD is a commit and no branch."""
    return not (directory / "HEAD").read_text("utf-8", "replace").startswith("ref:")


_NOT_INSIDE = "--ignore-submodules=all"
"""For every look at the work tree: git would start another git in a repository that lies inside, with its settings."""


def changed(root: Path, *paths: str) -> list[str]:
    """The given paths (or any under them) that differ from the last commit or are new."""
    words = ("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", _NOT_INSIDE, "--", *paths)
    entries = run(root, *words)
    return [entry[3:] for entry in entries.split("\0") if entry]


class Standing(NamedTuple):
    """What a work tree stands on: the id of HEAD (empty before the first commit), and the known files that may differ.

    ``staged`` are those that git's index has otherwise than HEAD: somebody staged them, or HEAD went on without them.
    """

    commit: str
    changed: tuple[str, ...]
    staged: tuple[str, ...] = ()


_STATUS = ("status", "--porcelain=v2", "--branch", "--no-ahead-behind", "-z", "--untracked-files=no", "--no-renames",
           _NOT_INSIDE)  # fmt: skip
# What git says of a file before its path, by the kind of the line.
_WORDS_BEFORE = {"1": 8, "u": 10}


def begin_standing(root: Path, *paths: str) -> Callable[[], Standing]:
    """Ask git what ``paths`` (or any under them) stand on; calling the result waits for it. Raises GitError.

    What git knows of a file counts, as for ``git status``: times, size, and where they leave a doubt the content.
    """
    finish = begin(root, *_STATUS, "--", *paths)
    hidden = unwatched(root, *paths)
    return lambda: _standing_of(root, hidden, *finish())


def unwatched(root: Path, *folders: str) -> list[str]:
    """The files under folders that git was told not to look at (``assume-unchanged``, ``skip-worktree``).

    Read from git's index: two bytes before a name are flags, and two more before them where there are many flags. An
    index in parts (``core.splitIndex``) or with shortened names (version 4) does not show them.
    """
    try:
        entries = (git_dir(root) / "index").read_bytes()
    except OSError:
        return []
    names: list[str] = []
    for folder in folders:
        first, *rest = entries.split(f"{folder}/".encode())
        for before, after in zip([first, *rest], rest, strict=False):
            if before[-2:-1] > b"\x1f":
                name = after.partition(b"\0")[0]
                names.append(f"{folder}/{name.decode('utf-8', 'surrogateescape')}")
    return names


def _standing_of(root: Path, hidden: list[str], code: int, printed: str, complaints: str) -> Standing:
    if code:
        raise refusal("status", complaints, code)
    commit, changed, staged = "", hidden, []
    for line in printed.split("\0"):
        kind, _blank, rest = line.partition(" ")
        if kind in _WORDS_BEFORE:
            path = line.split(" ", _WORDS_BEFORE[kind])[-1]
            changed.append(path)
            staged += [path] if rest[0] != "." else []
        elif rest.startswith("branch.oid "):
            commit = rest.partition(" ")[2]
    if commit == "(initial)":
        _refuse_lost_branch(root)
        commit = ""
    return Standing(commit, tuple(changed), tuple(staged))


def has_commits(root: Path) -> bool:
    """Is there a first commit already?"""
    return bool(head(root))


def head(root: Path) -> str:
    """The commit id of HEAD, or nothing before the first commit. Raises GitError where HEAD is broken."""
    commit = ask(root, "rev-parse", "-q", "--verify", "HEAD")
    if commit is None:
        _refuse_lost_branch(root)
    return commit or ""


def _refuse_lost_branch(root: Path) -> None:
    """Raises GitError where git finds no commit at HEAD, and there was one."""
    from iza.git import lost

    lost.refuse_branch(root)


def resolve(root: Path, revision: str) -> str:
    """The id of the commit a revision (``HEAD~3``, a tag, the beginning of an id) means, or nothing.

    A no counts only where the whole history can be read: git gives the same one for a commit that is missing.
    Raises GitError.
    """
    commit = ask(root, "rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None and head(root):
        run(root, "-c", "core.commitGraph=false", "rev-list", "--count", "--all", "HEAD")
    return commit or ""


def set_config(root: Path, key: str, value: str) -> None:
    """Set one value in the repository's own configuration."""
    write(root, "config", "--local", key, value)


def unset_config(root: Path, key: str) -> None:
    """Take a value that is there out of the repository's own configuration."""
    write(root, "config", "--local", "--unset-all", key)


def settings(root: Path, *scope: str) -> dict[str, str]:
    """The configuration that counts here, or that of one scope (``--local``), by keys like ``commit.gpgsign``."""
    entries = run(root, "config", *scope, "-z", "--list").split("\0")
    pairs = (entry.partition("\n") for entry in entries if entry)
    # git takes a bare key for a yes.
    return {key: value if is_given else "true" for key, is_given, value in pairs}


def editor(root: Path) -> str:
    """The command line of the person's editor, as git finds it."""
    return run(root, "var", "GIT_EDITOR").strip()


def edit_command(root: Path, file: Path) -> list[str]:
    """How git opens a file in the person's editor: through its shell, which knows quotes, options and variables."""
    line = editor(root)
    return [shell(root), "-c", f'{line} "$@"', line, str(file)]


def shell(root: Path) -> str:
    """The shell git runs such command lines with; on Windows the one that is installed with git."""
    if not ON_WINDOWS:
        return "sh"
    programs = Path(run(root, "--exec-path").strip())  # …/Git/mingw64/libexec/git-core
    places = (folder / name for folder in programs.parents for name in ("usr/bin/sh.exe", "bin/sh.exe"))
    return str(next((file for file in places if file.is_file()), "sh"))
