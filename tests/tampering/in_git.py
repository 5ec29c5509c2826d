"""What lies around the commits, falsified: branches, objects, what git shows instead."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zlib
from pathlib import Path

from tampering.by_hand import edit, finds, git, signed_case


@finds("V51", local=True)
def the_last_commit_amended(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "mine\n")
    git(folder, "commit", "-q", "--amend", "-m", "another reason")


@finds("V51", local=True)
def commits_taken_back(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "mine\n")
    git(folder, "reset", "-q", "--hard", "HEAD~1")


@finds("V02")
def the_action_of_a_commit_edited(folder: Path) -> None:
    """In a clone there is no log of branches: what is left is that the words do not fit the content."""
    git(folder, "config", "core.logAllRefUpdates", "false")
    tip = git(folder, "log", "-1", "--grep=Iza-Action: clearing.decide", "--format=%H")
    script = r"""
import subprocess, sys
tip = sys.argv[1]
ids = subprocess.run(["git", "rev-list", "--reverse", tip + "~1..HEAD"], capture_output=True, text=True).stdout.split()
new = ids and subprocess.run(["git", "rev-parse", tip + "~1"], capture_output=True, text=True).stdout.strip()
for one in ids:
    raw = subprocess.run(["git", "cat-file", "commit", one], capture_output=True).stdout
    head, blank, text = raw.partition(b"\n\n")
    lines = [b"parent " + new.encode() if line.startswith(b"parent ") else line for line in head.split(b"\n")]
    if one == tip:
        text = text.replace(b"clearing.decide", b"step.done")
    made = subprocess.run(["git", "hash-object", "-t", "commit", "-w", "--stdin"], input=b"\n".join(lines) + blank + text, capture_output=True)
    new = made.stdout.decode().strip()
subprocess.run(["git", "update-ref", "refs/heads/main", new], check=True)
"""
    subprocess.run([sys.executable, "-c", script, tip], cwd=folder, check=True)
    shutil.rmtree(folder / ".git" / "logs", ignore_errors=True)


@finds("V50", local=True)
def a_blob_tampered_with(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "mine\n")
    blob = git(folder, "rev-parse", f"HEAD:{file.relative_to(folder)}")
    place = folder / ".git" / "objects" / blob[:2] / blob[2:]
    text = zlib.decompress(place.read_bytes()).replace(b"Andere", b"Andrea")
    place.chmod(0o600)
    place.write_bytes(zlib.compress(text))


@finds("V53", local=True)
def a_commit_replaced(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "mine\n")
    git(folder, "replace", "HEAD", "HEAD~1")


@finds("V52", local=True)
def the_remote_rewritten(folder: Path) -> None:
    other = folder.parent / "remote.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(other)], check=True)
    git(folder, "remote", "add", "origin", str(other))
    git(folder, "fetch", "-q", "origin")
    git(other, "update-ref", "refs/heads/main", git(other, "rev-parse", "main~5"))
    git(folder, "fetch", "-q", "origin")


@finds("V55", local=True, signed=True)
def commits_with_other_parents(folder: Path) -> None:
    commits = git(folder, "rev-parse", "HEAD", "HEAD~5").split()
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/grafts").write_text(" ".join(commits) + "\n", "utf-8")


@finds("V56", local=True, signed=True)
def another_branch_in_the_place_of_the_one_that_was_looked_at(folder: Path) -> None:
    git(folder, "branch", "better", "HEAD~3")
    git(folder, "symbolic-ref", "HEAD", "refs/heads/better")


@finds("V51", local=True, signed=True)
def the_branch_that_was_looked_at_moved_from_afar(folder: Path) -> None:
    git(folder, "switch", "-qc", "better", "HEAD~3")
    git(folder, "branch", "-qf", "main", "HEAD~3")


@finds("V51", local=True)
def the_branch_that_was_looked_at_taken_away(folder: Path) -> None:
    git(folder, "switch", "-qc", "better", "HEAD~3")
    git(folder, "branch", "-qD", "main")


@finds("V54", signed=True, local=True)
def a_history_cut_short(folder: Path) -> None:
    (folder / ".git/shallow").write_text(git(folder, "rev-parse", "HEAD~5") + "\n", "utf-8")
