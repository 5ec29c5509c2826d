"""Ways in which git can fail, each as it happens to people: a folder copied, a disk full, a clone cut short.

A trouble changes the folder it is given; ``TROUBLES`` says what is wrong in each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

CASE = "F-K2QF-W5FX"
PATH = "cases/K2/F-K2QF-W5FX.yaml"

Trouble = Callable[[Path], None]
TROUBLES: dict[str, Trouble] = {}


def git(folder: Path, *words: str, stdin: str = "") -> str:
    """Run git; what it prints."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False, input=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def trouble(does: Trouble) -> Trouble:
    """Enter a trouble in the table."""
    TROUBLES[does.__name__.replace("_", " ")] = does
    return does


def with_server(folder: Path) -> None:
    """Give a repository a server beside it, and let all its objects lie loose."""
    server = folder.parent / "server.git"
    git(folder, "clone", "-q", "--bare", str(folder), str(server))
    git(folder, "remote", "add", "origin", str(server))
    git(folder, "fetch", "-q")
    packs = folder / ".git/objects/pack"
    kept = folder.parent / "packs"
    packs.rename(kept)
    packs.mkdir()
    for pack in kept.glob("*.pack"):
        with pack.open("rb") as content:
            subprocess.run(["git", "unpack-objects", "-q"], cwd=folder, stdin=content, check=True)


def object_file(folder: Path, name: str) -> Path:
    """The file of a loose object."""
    oid = git(folder, "rev-parse", name)
    path = folder / ".git/objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    return path


def branch_file(folder: Path) -> Path:
    """The file of the main branch."""
    return folder / ".git/refs/heads/main"


# -- branches ------------------------------------------------------------------------------------------------


@trouble
def an_empty_branch_file(folder: Path) -> None:
    branch_file(folder).write_bytes(b"")


@trouble
def a_branch_file_with_rubbish(folder: Path) -> None:
    branch_file(folder).write_bytes(b"\xff\xfe rubbish\n")


@trouble
def a_branch_file_that_is_gone(folder: Path) -> None:
    branch_file(folder).unlink()


@trouble
def a_branch_that_names_no_commit(folder: Path) -> None:
    branch_file(folder).write_text("1234567890" * 4 + "\n")


@trouble
def a_branch_file_of_zeros(folder: Path) -> None:
    branch_file(folder).write_bytes(b"\0" * 41)


@trouble
def a_packed_branch_under_an_empty_file(folder: Path) -> None:
    git(folder, "pack-refs", "--all")
    branch_file(folder).write_bytes(b"")


@trouble
def a_broken_list_of_packed_branches(folder: Path) -> None:
    git(folder, "pack-refs", "--all")
    packed = folder / ".git/packed-refs"
    packed.write_bytes(packed.read_bytes() + b"rubbish\n")


@trouble
def an_empty_HEAD(folder: Path) -> None:  # noqa: N802 - so it is called
    (folder / ".git/HEAD").write_bytes(b"")


@trouble
def no_HEAD(folder: Path) -> None:  # noqa: N802 - so it is called
    (folder / ".git/HEAD").unlink()


@trouble
def HEAD_at_no_commit(folder: Path) -> None:  # noqa: N802 - so it is called
    (folder / ".git/HEAD").write_text("1234567890" * 4 + "\n")


@trouble
def no_folder_of_branches(folder: Path) -> None:
    (folder / ".git/refs").rename(folder / ".git/other")


@trouble
def a_broken_branch_beside(folder: Path) -> None:
    (folder / ".git/refs/remotes/origin/main").write_bytes(b"")


# -- objects -------------------------------------------------------------------------------------------------

_OBJECTS = {
    "the newest commit": "HEAD", "the commit before": "HEAD~1", "an old commit": "HEAD~20", "the newest tree": "HEAD^{tree}",
    "the tree of the cases": "HEAD:cases", "the folder of a case": "HEAD:cases/K2", "a case": f"HEAD:{PATH}",
    "an old tree": "HEAD~20^{tree}",
}  # fmt: skip


def _lost(name: str) -> Trouble:
    return lambda folder: object_file(folder, name).unlink()


def _empty(name: str) -> Trouble:
    return lambda folder: os.truncate(object_file(folder, name), 0)


def _falsified(name: str) -> Trouble:
    def falsify(folder: Path) -> None:
        path = object_file(folder, name)
        path.write_bytes(path.read_bytes()[:-9] + b"rubbish..")

    return falsify


for _what, _name in _OBJECTS.items():
    TROUBLES[f"{_what} is gone"] = _lost(_name)
    TROUBLES[f"{_what} is empty"] = _empty(_name)
for _what in ("the newest commit", "the newest tree", "a case"):
    TROUBLES[f"{_what} is falsified"] = _falsified(_OBJECTS[_what])


@trouble
def an_old_version_of_a_case_is_gone(folder: Path) -> None:
    old = git(folder, "log", "--format=%H", "--", PATH).split()[-2]
    object_file(folder, f"{old}:{PATH}").unlink()


@trouble
def a_damaged_pack(folder: Path) -> None:
    git(folder, "repack", "-adq")
    (pack,) = folder.glob(".git/objects/pack/*.pack")
    pack.chmod(0o644)
    content = bytearray(pack.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 2000] = b"\0" * 2000
    pack.write_bytes(content)


@trouble
def a_pack_without_its_index(folder: Path) -> None:
    git(folder, "repack", "-adq")
    (index,) = folder.glob(".git/objects/pack/*.idx")
    index.unlink()


# -- index, settings, rights -----------------------------------------------------------------------------------


@trouble
def an_index_of_rubbish(folder: Path) -> None:
    (folder / ".git/index").write_bytes(b"rubbish")


@trouble
def an_empty_index(folder: Path) -> None:
    (folder / ".git/index").write_bytes(b"")


@trouble
def half_an_index(folder: Path) -> None:
    index = folder / ".git/index"
    index.write_bytes(index.read_bytes()[:1000])


@trouble
def no_index(folder: Path) -> None:
    (folder / ".git/index").unlink()


@trouble
def a_broken_configuration(folder: Path) -> None:
    with (folder / ".git/config").open("a") as config:
        config.write("[core\n")


@trouble
def a_configuration_with_a_strange_value(folder: Path) -> None:
    with (folder / ".git/config").open("a") as config:
        config.write("[core]\n\tbare = perhaps\n")


@trouble
def a_repository_of_a_newer_git(folder: Path) -> None:
    git(folder, "config", "core.repositoryFormatVersion", "99")


@trouble
def a_folder_of_another_account(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 1234, 1234, follow_symlinks=False)


# -- clones that were cut short --------------------------------------------------------------------------------


def _replaced(folder: Path, *options: str) -> None:
    server = folder.parent / "server.git"
    git(server, "config", "uploadpack.allowFilter", "true")
    shutil.rmtree(folder)
    git(folder.parent, "clone", "-q", *options, f"file://{server}", str(folder))


@trouble
def a_shallow_clone(folder: Path) -> None:
    _replaced(folder, "--depth=3")


@trouble
def a_partial_clone_away_from_its_server(folder: Path) -> None:
    _replaced(folder, "--filter=blob:none")
    (folder.parent / "server.git").rename(folder.parent / "away.git")
