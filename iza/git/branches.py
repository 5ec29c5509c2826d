"""Proposals: commits on branches of their own, made beside the work tree, and what becomes of them.

Nothing here touches the work tree or its index. A proposal is there from the moment its branch is: whoever is
killed before leaves objects nobody refers to, which git clears away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.git.process import ask, references, run, write
from iza.git.state import head
from iza.git.writing import git_decides, patiently

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from iza.git.past import Author

FOLDER = "iza/proposal/"
HERE, APPROVED = f"refs/heads/{FOLDER}", "refs/iza/approved/"
_ELSEWHERE = f"refs/remotes/**/{FOLDER}*"
_NOTHING = "0" * 40


@dataclass(frozen=True)
class Branch:
    """Where a proposal is: its name, its commit, and the remote it was fetched from (empty for this clone)."""

    name: str
    commit: str
    remote: str = ""


def propose(root: Path, name: str, files: Mapping[str, bytes | None], message: str, author: Author, index: Path) -> str:
    """Commit ``files`` (None removes one) on top of HEAD on a new branch; its id.

    ``index`` is where a temporary index may lie. Raises GitError where there is a branch of this name.
    """
    env = {"GIT_INDEX_FILE": str(index)}
    base = run(root, "rev-parse", "--verify", "HEAD^{commit}").strip()
    try:
        write(root, "read-tree", base, env=env)
        entries = [_entry(root, path, content) for path, content in files.items()]
        write(root, "update-index", "-z", "--index-info", stdin="".join(entries).encode(), env=env)
        tree = write(root, "write-tree", env=env)
    finally:
        for place in (index, index.with_name(f"{index.name}.lock")):
            place.unlink(missing_ok=True)
    person = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
    words = ("commit-tree", tree, "-p", base, *_signing(root), "-F", "-")
    made = write(root, *words, stdin=message.encode(), env=person)
    write(root, "update-ref", HERE + name, made, _NOTHING)
    return made


def _entry(root: Path, path: str, content: bytes | None) -> str:
    """A line for the index: the content is kept as an object, filtered as git would filter the file."""
    if content is None:
        return f"0 {_NOTHING}\t{path}\0"
    return f"100644 {write(root, 'hash-object', '-w', '--stdin', f'--path={path}', stdin=content)}\t{path}\0"


def _signing(root: Path) -> list[str]:
    """What makes ``commit-tree`` sign where ``commit`` would."""
    return ["-S"] if _config(root, "--type=bool", "commit.gpgSign") == "true" else []


def _config(root: Path, *words: str) -> str:
    return ask(root, "config", *words[:-1], "--get", words[-1]) or ""


def remotes(root: Path) -> list[str]:
    """The names of the repositories this one fetches from."""
    return run(root, "remote").split()


def record(root: Path, message: str) -> None:
    """An empty commit that only says something; what is staged stays staged."""
    with git_decides():
        words = ("commit", "-q", "--allow-empty", "--only", "-F", "-")
        patiently(lambda: write(root, *words, stdin=message.encode()))


def proposals(root: Path) -> list[Branch]:
    """The branches with proposals, here and as last fetched, that are not merged into HEAD."""
    if not head(root):
        return []
    lines = references(root, "%(objectname) %(refname)", "--no-merged=HEAD", HERE, _ELSEWHERE)
    found = (line.partition(" ") for line in lines)
    return [_branch(ref, commit) for commit, _space, ref in found]


def _branch(ref: str, commit: str) -> Branch:
    place, _folder, name = ref.rpartition(FOLDER)
    return Branch(name, commit, place.removeprefix("refs/remotes/").rstrip("/") if ref.startswith("refs/r") else "")


def on_proposal(directory: Path) -> bool:
    """Whether the branch in use is one of a proposal."""
    return (directory / "HEAD").read_text("utf-8", "replace").startswith(f"ref: {HERE}")


def answered(root: Path, bases: Collection[str], proposal: str, approved: str) -> dict[str, bool]:
    """The values of the trailer ``proposal`` in the commits of HEAD since the oldest base; True beside ``approved``."""
    common = _common(root, bases)
    both = "%x00".join(f"%(trailers:key={name},valueonly,separator=%x2C)" for name in (proposal, approved))
    lines = run(root, "log", f"--format={both}", "HEAD", *common).split("\n")
    found = (line.partition("\0") for line in lines)
    return {commit: bool(by) for commits, _nul, by in found for commit in commits.split(",") if commit}


def _common(root: Path, bases: Collection[str]) -> list[str]:
    """What leaves out all that every base and HEAD stand on: no proposal was answered before it was made."""
    base = ask(root, "merge-base", "--octopus", "HEAD", *bases)
    return [f"^{base}"] if base else []


def keep_proposal(root: Path, name: str, commit: str) -> None:
    """An approved proposal is no branch any more; the commit as it was proposed, and signed, stays for the record."""
    _refs(root, f"update {APPROVED}{name}\0{commit}\0\0", _deletion(root, name, commit))


def drop_proposal(root: Path, name: str, commit: str) -> None:
    """Delete the branch of a proposal in this clone, if it is there and still at ``commit``."""
    _refs(root, _deletion(root, name, commit))


def _deletion(root: Path, name: str, commit: str) -> str:
    there = references(root, "%(objectname)", HERE + name)
    return f"delete {HERE}{name}\0{commit}\0" if there == [commit] else ""


def _refs(root: Path, *changes: str) -> None:
    """Change several references at once, all or none."""
    write(root, "update-ref", "-z", "--stdin", stdin="".join(changes).encode())
