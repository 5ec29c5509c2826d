"""What the ways to falsify a history share: git by hand, commits under any words, the table they are entered in.

A manipulation changes the folder it is given and returns nothing; ``MANIPULATIONS`` says which alarms must name it.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

DAY = "2026-11-16T18:00:00+01:00"  # after everything in the example
Manipulation = Callable[[Path], None]


class Way(NamedTuple):
    """A way to falsify a history, and the alarms that must be among those raised.

    ``signed``: somebody whose key counts does it where everything is signed. ``local``: what was done is to this clone
    alone (where its branches stood, what lies beside the commits), so that another clone cannot see it.
    """

    manipulate: Manipulation
    codes: tuple[str, ...]
    signed: bool = False
    local: bool = False


MANIPULATIONS: dict[str, Way] = {}


def git(folder: Path, *words: str, day: str = DAY, stdin: str = "", code: int = 0) -> str:
    """Run git, with a fixed date for what it commits."""
    env = {**os.environ, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False, input=stdin, env=env)
    assert done.returncode == code, done.stderr
    return done.stdout.strip()


def finds(*codes: str, signed: bool = False, local: bool = False) -> Callable[[Manipulation], Manipulation]:
    """Enter a manipulation in the table, with the alarms that must be among those raised."""

    def enter(manipulation: Manipulation) -> Manipulation:
        MANIPULATIONS[manipulation.__name__.replace("_", " ")] = Way(manipulation, codes, signed, local)
        return manipulation

    return enter


def case_file(folder: Path, wanted: str) -> Path:
    """The first case whose text fits an expression."""
    return next(p for p in sorted(folder.glob("cases/*/*.yaml")) if re.search(wanted, p.read_text("utf-8"), re.DOTALL))


def message(case: str, action: str, **more: str) -> str:
    """A commit message as iza writes it."""
    trailers = {"Iza-Action": action, "Iza-Case": case, **{f"Iza-{k.title()}": v for k, v in more.items()}}
    return f"{case}: x\n\n" + "\n".join(f"{name}: {value}" for name, value in trailers.items()) + "\n"


def save(folder: Path, file: Path, text: str, said: str, **options: str) -> None:
    """Commit one file with a message."""
    file.write_text(text, "utf-8")
    git(folder, "add", "--", str(file))
    git(folder, "commit", "-q", "-F", "-", stdin=said, **options)  # type: ignore[arg-type]


def edit(folder: Path, file: Path, old: str, new: str, said: str, **options: str) -> None:
    """Commit one replacement (an expression) in a case file."""
    text = file.read_text("utf-8")
    changed = re.sub(old, new, text, count=1, flags=re.DOTALL)
    assert changed != text, old
    save(folder, file, changed, said, **options)


def signed_case(folder: Path) -> Path:
    """An open case with a version that a mentor signed too."""
    return case_file(folder, r"^(?!.*\nclosing:).*signatures:\n(?:        [^\n]*\n)*        - role: mentor")


def odd_commit(folder: Path, person: bytes, message: bytes = b"odd\n", header: bytes = b"", tree: str = "") -> None:
    """A commit as no git would write it, on top of the others; ``person`` is its author and committer."""
    tree, parent = tree or git(folder, "rev-parse", "HEAD^{tree}"), git(folder, "rev-parse", "HEAD")
    stands = f"tree {tree}\nparent {parent}\n".encode()
    text = stands + b"author %s\ncommitter %s\n%s\n%s" % (person, person, header, message)
    words = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(words, cwd=folder, input=text, capture_output=True, check=True).stdout.decode().strip()
    git(folder, "update-ref", "HEAD", made)
