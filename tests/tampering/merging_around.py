"""Merges that bring something into settings, keys, directory or templates, and merges of odd shapes."""

from __future__ import annotations

import re
from pathlib import Path

from iza.model.signers import FILE
from tampering.by_hand import edit, finds, git, save, signed_case
from tampering.in_fixed import open_case
from tampering.in_places import falsified

_KEY = 'm.elzner@albweil.example namespaces="git" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEyW1Vv6h5PBpRDpvCFE4Yq8mTqDqDMPXHZbZ0Jk6Q2f\n'


def parted(folder: Path) -> None:
    """Two branches with a commit each, and a merge that is begun and not committed."""
    git(folder, "switch", "-qc", "side")
    save(folder, folder / "NOTES.md", "theirs\n", "theirs\n")
    git(folder, "switch", "-q", "main")
    save(folder, folder / "README.md", "ours\n", "ours\n")
    git(folder, "merge", "-q", "--no-commit", "--no-ff", "side")


def add(folder: Path, name: str, text: str) -> None:
    """Write into the merge that is under way, and commit it."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text((folder / name).read_text("utf-8") + text if (folder / name).exists() else text, "utf-8")
    git(folder, "add", "--", name)
    git(folder, "commit", "-qm", "merged")


@finds("V31", signed=True)
def a_merge_that_drops_approvals(folder: Path) -> None:
    settings = folder / "iza.yaml"
    plain = settings.read_text("utf-8")
    git(folder, "branch", "side")
    save(folder, settings, plain + "approvals: [close]\n", "settings\n")
    git(folder, "switch", "-q", "side")
    save(folder, folder / "README.md", "theirs\n", "theirs\n")
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-commit", "--no-ff", "side")
    save(folder, settings, plain, "merged\n")


@finds("V30")
def a_merge_that_changes_settings(folder: Path) -> None:
    parted(folder)
    add(folder, "iza.yaml", "approvals: [close]\n")


@finds("V30", signed=True)
def a_merge_that_adds_a_key(folder: Path) -> None:
    parted(folder)
    add(folder, FILE, _KEY)


@finds("V46", signed=True)
def a_merge_that_takes_the_keys_away(folder: Path) -> None:
    parted(folder)
    git(folder, "rm", "-qf", FILE)
    git(folder, "commit", "-qm", "merged")


@finds("V30", signed=True)
def a_merge_that_gives_a_caseworker_another_address(folder: Path) -> None:
    parted(folder)
    file = folder / "directory/caseworkers.yaml"
    save(folder, file, file.read_text("utf-8").replace("t.brenner@", "brenner@"), "merged\n")


@finds("V30")
def a_merge_that_adds_a_template(folder: Path) -> None:
    parted(folder)
    add(folder, "templates/head.md.j2", "Amt\n")


@finds("V30", signed=True)
def a_merge_that_closes_a_case(folder: Path) -> None:
    parted(folder)
    add(folder, str(signed_case(folder).relative_to(folder)), "closing:\n  reason: moved_away\n  on: 2026-11-16\n  by: kue\n")


@finds("V07", signed=True)
def a_merge_that_takes_a_signature_away(folder: Path) -> None:
    parted(folder)
    file = signed_case(folder)
    text = re.sub(r"        - role: mentor\n(          \S[^\n]*\n)+", "", file.read_text("utf-8"), count=1)
    save(folder, file, text, "merged\n")


@finds("V11", signed=True)
def a_merge_that_changes_a_held_review(folder: Path) -> None:
    parted(folder)
    file = open_case(folder, r"status: held\n")
    text = re.sub(r"(status: held\n    held_on: \d{4}-\d\d)-\d\d", r"\1-28", file.read_text("utf-8"), count=1)
    save(folder, file, text, "merged\n")


@finds("V09", signed=True)
def a_merge_with_an_old_state_that_lacks_the_case(folder: Path) -> None:
    file = signed_case(folder)
    opened = git(folder, "log", "--format=%H", "--diff-filter=A", "--", str(file)).split()[-1]
    git(folder, "switch", "-qc", "side", f"{opened}~1")
    save(folder, folder / "README.md", "theirs\n", "theirs\n")
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-commit", "--no-ff", "side")
    git(folder, "rm", "-qf", "--", str(file))
    git(folder, "commit", "-qm", "merged")


@finds("V06", "V01", signed=True)
def a_merge_without_anything_in_common(folder: Path) -> None:
    file = signed_case(folder)
    text = falsified(file.read_text("utf-8"))
    git(folder, "switch", "-q", "--orphan", "side")
    file.parent.mkdir(parents=True, exist_ok=True)
    save(folder, file, text, "a copy\n")
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-commit", "--allow-unrelated-histories", "-s", "ours", "side")
    save(folder, file, text, "merged\n")


@finds("V30", signed=True)
def an_octopus_that_smuggles(folder: Path) -> None:
    for name in ("one", "two"):
        git(folder, "switch", "-qc", name, "main")
        save(folder, folder / f"{name}.md", f"{name}\n", f"{name}\n")
    git(folder, "switch", "-q", "main")
    save(folder, folder / "README.md", "ours\n", "ours\n")
    git(folder, "merge", "-q", "-m", "merged", "one", "two")
    file = signed_case(folder)
    file.write_text(re.sub("municipality: [^\n]*", "municipality: Anderswo", file.read_text("utf-8"), count=1), "utf-8")
    git(folder, "commit", "-qa", "--amend", "-m", "merged")


@finds("V30")
def a_criss_cross_that_brings_back_what_both_sides_had_left(folder: Path) -> None:
    file = signed_case(folder)
    before = file.read_text("utf-8")
    git(folder, "branch", "side")
    edit(folder, file, r"family: \w+", "family: Andere", "ours\n")
    git(folder, "switch", "-q", "side")
    save(folder, folder / "NOTES.md", "theirs\n", "theirs\n")
    ours, theirs = git(folder, "rev-parse", "main"), git(folder, "rev-parse", "side")
    git(folder, "merge", "-q", "--no-ff", "-m", "crossed", ours)
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "crossed too", theirs)
    git(folder, "merge", "-q", "--no-commit", "--no-ff", "side")
    save(folder, file, before, "merged\n")


@finds("V31")
def a_merge_that_mixes_how_far_a_step_came(folder: Path) -> None:
    """One side did the step, the other could not go on: done on a day, and blocked all the same."""
    file = open_case(folder, r"signed_on: .*|\n          status: in_progress\n")
    before = file.read_text("utf-8")
    step = re.search(r"          status: (?:open|in_progress)\n", before)
    assert step
    done = "          status: done\n          done_on: 2026-11-10\n"
    blocked = "          status: blocked\n          blocked_by: capacity\n          blocked_since: 2026-11-10\n"
    git(folder, "branch", "side")
    save(folder, file, before.replace(step[0], done, 1), "ours\n")
    git(folder, "switch", "-q", "side")
    save(folder, file, before.replace(step[0], blocked, 1), "theirs\n")
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-commit", "side", code=1)
    save(folder, file, before.replace(step[0], blocked + done.splitlines(keepends=True)[1], 1), "merged\n")
