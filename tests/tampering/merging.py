"""Merges that hold what no side had, or lose what one had."""

from __future__ import annotations

import re
from pathlib import Path

from tampering.by_hand import edit, finds, git, save, signed_case


def two_sides(folder: Path) -> Path:
    """Two branches that changed different places of a case; the merge is begun and not committed."""
    file = signed_case(folder)
    git(folder, "switch", "-qc", "side")
    edit(folder, file, r"family: \w+", "family: Andere", "theirs\n")
    git(folder, "switch", "-q", "main")
    save(folder, file, file.read_text("utf-8") + "# a comment\n", "ours\n")
    git(folder, "merge", "-q", "--no-commit", "--no-ff", "side")
    return file


@finds("V30")
def a_merge_that_smuggles(folder: Path) -> None:
    file = two_sides(folder)
    text = re.sub("municipality: [^\n]*", "municipality: Anderswo", file.read_text("utf-8"), count=1)
    save(folder, file, text, "merged\n")


@finds("V31", signed=True)
def a_merge_that_loses_a_side(folder: Path) -> None:
    file = two_sides(folder)
    save(folder, file, git(folder, "show", f"HEAD:{file.relative_to(folder)}") + "\n", "merged\n")


@finds("V30", "V15")
def a_merge_that_changes_signed_terms(folder: Path) -> None:
    file = two_sides(folder)
    text = re.sub(r"due_on: (\d{4})-\d\d", r"due_on: \1-02", file.read_text("utf-8"), count=1)
    save(folder, file, text, "merged\n")


@finds("V09", signed=True)
def a_merge_that_deletes(folder: Path) -> None:
    file = two_sides(folder)
    git(folder, "rm", "-qf", "--", str(file))
    git(folder, "commit", "-qm", "merged")
