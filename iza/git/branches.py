"""Proposals: commits on branches of their own, made beside the work tree, and what becomes of them.

Nothing here touches the work tree. A proposal is there from the moment its branch is, and it has landed from the
moment HEAD is a merge with it: whoever is killed before leaves objects nobody refers to, which git clears away.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza.git.apart import nobody, run_apart
from iza.git.process import ask, references, run, write
from iza.git.state import head
from iza.git.writing import listed, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.git.author import Author

FOLDER = "iza/proposal/"
HERE = f"refs/heads/{FOLDER}"
_ELSEWHERE = f"refs/remotes/**/{FOLDER}*"
_NOTHING = "0" * 40


@dataclass(frozen=True)
class Branch:
    """Where a proposal is: its name, its commit, and the remote it was fetched from (empty for this clone)."""

    name: str
    commit: str
    remote: str = ""


def proposal_branch(name: str) -> str:
    """The full name of the branch of a proposal in this clone."""
    return HERE + name


def propose(root: Path, name: str, files: Mapping[str, bytes | None], message: str, author: Author, index: Path) -> str:
    """Commit ``files`` (None removes one) on top of HEAD on a new branch; its id.

    ``index`` is where a temporary index may lie. Raises GitError where there is a branch of this name.
    """
    base = _commit_at_head(root)
    with _temporary_index(root, base, index) as env:
        entries = [_index_line(root, path, content) for path, content in files.items()]
        write(root, "update-index", "-z", "--index-info", stdin="".join(entries).encode(), env=env)
        made = _make_commit(root, write(root, "write-tree", env=env), [base], message, author)
    write(root, "update-ref", HERE + name, made, _NOTHING)
    return made


def land(
    root: Path, paths: Sequence[str], message: str, proposal: str, author: Author, index: Path,
    started: Callable[[int], None] = nobody,
) -> None:  # fmt: skip
    """Merge the commit of a proposal into HEAD; of the files only ``paths`` change, to what stands in the work tree.

    What else is staged stays staged. The branch moves last, and only from where it stood: until then nothing has
    happened, and the index is for the caller to mend (``iza.git.leftovers``). ``started`` gets the id of the
    process that moves the branch. Raises GitError.
    """
    base = _commit_at_head(root)
    with _temporary_index(root, base, index) as env:
        write(root, "update-index", "--add", "--remove", "-z", "--stdin", stdin=listed(paths), env=env)
        _ask_hook(root, env)
        made = _make_commit(root, write(root, "write-tree", env=env), [base, proposal], message, author)
    staging = ("update-index", "--add", "--remove", "-z", "--stdin")
    patiently(lambda: write(root, *staging, stdin=listed(paths)))
    subject, move = message.partition("\n")[0], f"update HEAD {made} {base}\n"
    words = ("update-ref", "-m", f"commit (merge): {subject}", "--stdin")
    patiently(lambda: run_apart(root, *words, stdin=move.encode(), started=started))


def _commit_at_head(root: Path) -> str:
    return run(root, "rev-parse", "--verify", "HEAD^{commit}").strip()


@contextmanager
def _temporary_index(root: Path, base: str, index: Path) -> Iterator[dict[str, str]]:
    """The surroundings of a git that works on a temporary index, which begins as the tree of a commit."""
    env = {"GIT_INDEX_FILE": str(index)}
    try:
        write(root, "read-tree", base, env=env)
        yield env
    finally:
        for file in (index, index.with_name(f"{index.name}.lock")):
            file.unlink(missing_ok=True)


def _make_commit(root: Path, tree: str, parents: Sequence[str], message: str, author: Author) -> str:
    """Make a commit, signed where `git commit` would sign it; no branch moves."""
    person = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
    on = [word for parent in parents for word in ("-p", parent)]
    words = ("commit-tree", tree, *on, *_signing_options(root), "-F", "-")
    # Signing may ask for a passphrase.
    return run_apart(root, *words, stdin=message.encode(), env=person).strip()


def _ask_hook(root: Path, env: dict[str, str]) -> None:
    """Let the hook that judges merges of this repository judge this one too. Raises GitError."""
    hook = "pre-merge-commit"
    if (root / run(root, "rev-parse", "--git-path", f"hooks/{hook}").strip()).exists():
        run_apart(root, "hook", "run", "--ignore-missing", hook, env=env)


def _index_line(root: Path, path: str, content: bytes | None) -> str:
    """A line for the index: the content is kept as an object, filtered as git would filter the file."""
    if content is None:
        return f"0 {_NOTHING}\t{path}\0"
    return f"100644 {write(root, 'hash-object', '-w', '--stdin', f'--path={path}', stdin=content)}\t{path}\0"


def _signing_options(root: Path) -> list[str]:
    """What makes ``commit-tree`` sign where ``commit`` would."""
    return ["-S"] if _config_value(root, "--type=bool", "commit.gpgSign") == "true" else []


def _config_value(root: Path, *words: str) -> str:
    return ask(root, "config", *words[:-1], "--get", words[-1]) or ""


def remotes(root: Path) -> list[str]:
    """The names of the repositories this one fetches from."""
    return run(root, "remote").split()


def record(root: Path, message: str, started: Callable[[int], None] = nobody) -> None:
    """An empty commit that only says something; what is staged stays staged."""
    words = ("commit", "-q", "--allow-empty", "--only", "-F", "-")
    patiently(lambda: run_apart(root, *words, stdin=message.encode(), started=started))


def proposals(root: Path, *, landed: bool = False) -> list[Branch]:
    """The branches with proposals, here and as last fetched: those merged into HEAD (``landed``), or those not."""
    if not head(root):
        return []
    which = "--merged=HEAD" if landed else "--no-merged=HEAD"
    lines = references(root, "%(objectname) %(refname)", which, HERE, _ELSEWHERE)
    pairs = (line.partition(" ") for line in lines)
    return [_branch_of(ref, commit) for commit, _space, ref in pairs]


def _branch_of(ref: str, commit: str) -> Branch:
    prefix, _folder, name = ref.rpartition(FOLDER)
    return Branch(name, commit, prefix.removeprefix("refs/remotes/").rstrip("/") if ref.startswith("refs/r") else "")


def on_proposal(directory: Path) -> bool:
    """Whether the branch in use is one of a proposal."""
    return (directory / "HEAD").read_text("utf-8", "replace").startswith(f"ref: {HERE}")


def landings(root: Path, proposal: str) -> dict[str, str]:
    """The merges that say in a trailer ``proposal`` that their second parent is one: by that parent, the first one."""
    landed: dict[str, str] = {}
    for facts, *words in _facts_and_messages(root, "%H %P", "--merges"):
        merge, _first, *others = facts.split()
        if len(others) == 1 and f"{proposal}: {others[0]}" in words:
            landed[others[0]] = merge
    return landed


def answered(root: Path, bases: Collection[str], proposal: str) -> set[str]:
    """The values of the trailer ``proposal`` in the commits of HEAD since the oldest base."""
    lines = (
        line for _nothing, *words in _facts_and_messages(root, "", *_below_all_bases(root, bases)) for line in words
    )
    return {line.removeprefix(f"{proposal}: ") for line in lines if line.startswith(f"{proposal}: ")}


def _facts_and_messages(root: Path, facts: str, *which: str) -> list[list[str]]:
    """Facts about commits of HEAD, the newest first, and the lines of their messages.

    git's own reading of trailers would follow what somebody's configuration says about them.
    """
    text = run(root, "log", f"--format=%x00{facts}%n%B", "HEAD", *which)
    return [part.split("\n") for part in text.split("\0")[1:]]


def _below_all_bases(root: Path, bases: Collection[str]) -> list[str]:
    """What leaves out all that every base and HEAD stand on: no proposal was answered before it was made."""
    base = ask(root, "merge-base", "--octopus", "HEAD", *bases)
    return [f"^{base}"] if base else []


def drop_proposal(root: Path, name: str, commit: str) -> None:
    """Delete the branch of a proposal in this clone, if it is there and still at ``commit``."""
    if references(root, "%(objectname)", HERE + name) == [commit]:
        write(root, "update-ref", "-d", HERE + name, commit)
