"""Ways to falsify a history, each as somebody with the repository in hand would go about it.

A manipulation changes the folder it is given and returns nothing; ``MANIPULATIONS`` says which alarms must name it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

from iza.history.terms import terms_sha256
from iza.store.yaml_reader import read

DAY = "2026-11-16T18:00:00+01:00"  # after everything in the example
Manipulation = Callable[[Path], None]
MANIPULATIONS: dict[str, tuple[Manipulation, tuple[str, ...]]] = {}


def git(folder: Path, *words: str, day: str = DAY, stdin: str = "", code: int = 0) -> str:
    """Run git, with a fixed date for what it commits."""
    env = {**os.environ, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False, input=stdin, env=env)
    assert done.returncode == code, done.stderr
    return done.stdout.strip()


def finds(*codes: str) -> Callable[[Manipulation], Manipulation]:
    """Enter a manipulation in the table, with the alarms that must be among those raised."""

    def enter(manipulation: Manipulation) -> Manipulation:
        MANIPULATIONS[manipulation.__name__.replace("_", " ")] = (manipulation, codes)
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


# -- what stands in a case ---------------------------------------------------------------------------------


@finds("V01", "V02")
def a_signed_term_changed_under_a_harmless_action(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"due_on: (\d{4})-\d\d", r"due_on: \1-02", message(file.stem, "step.done"))


@finds("V01")
def a_signed_term_changed_by_hand(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", "tidied up\n")


@finds("V01", "V15")
def a_signed_term_changed_behind_a_broken_version(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8")
    save(folder, file, text + "broken: [\n", "oops\n")
    save(folder, file, re.sub(r"due_on: (\d{4})-\d\d", r"due_on: \1-02", text, count=1), "mended\n")


@finds("V02")
def a_name_changed_under_a_step(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", message(file.stem, "step.block"))


@finds("V05")
def a_signed_version_taken_away(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"\n  versions:.*?\n(?=\S)", "\n", "less\n")


@finds("V05")
def the_day_of_signing_moved(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"(      )signed_on: (\d{4})-(\d\d)-\d\d", r"\1signed_on: \2-\3-28", message(file.stem, "case.edit"))


@finds("V06")
def the_checksum_of_a_signed_version_altered(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"terms_sha256: [0-9a-f]{8}", "terms_sha256: 0badc0de", message(file.stem, "case.edit"))


@finds("V06")
def terms_and_checksum_altered_together(folder: Path) -> None:
    file = signed_case(folder)
    text = re.sub(r"due_on: (\d{4})-\d\d", r"due_on: \1-02", file.read_text("utf-8"), count=1)
    digest = terms_sha256(read(text.encode(), "x"))  # type: ignore[arg-type]
    save(folder, file, re.sub("terms_sha256: [0-9a-f]{64}", f"terms_sha256: {digest}", text), message(file.stem, "case.edit"))


@finds("V07")
def a_signature_removed(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"        - role: mentor\n(          \S[^\n]*\n)+", "", message(file.stem, "case.edit"))


@finds("V08")
def versions_reordered(folder: Path) -> None:
    file = case_file(folder, r"number: 1\n.*number: 2\n")
    text = file.read_text("utf-8")
    one, two = re.findall(r"    - number: \d+\n(?:      [^\n]*\n)+", text)[:2]
    save(folder, file, text.replace(one + two, two + one), "sorted\n")


@finds("V09")
def a_case_deleted(folder: Path) -> None:
    file = signed_case(folder)
    git(folder, "rm", "-q", "--", str(file))
    git(folder, "commit", "-q", "-m", "less")


@finds("V10")
def a_case_swapped(folder: Path) -> None:
    one, two = sorted(folder.glob("cases/*/*.yaml"))[:2]
    save(folder, one, two.read_text("utf-8"), message(one.stem, "case.edit"))


@finds("V03")
def a_case_changed_under_the_id_of_another(folder: Path) -> None:
    one, two = sorted(folder.glob("cases/*/*.yaml"))[:2]
    edit(folder, one, r"family: \w+", "family: Andere", message(two.stem, "case.edit"))


@finds("V11")
def the_result_of_a_review_changed(folder: Path) -> None:
    file = case_file(folder, r"status: held.*result: continue")
    edit(folder, file, "result: continue", "result: end", message(file.stem, "case.edit"))


@finds("V04")
def a_review_without_its_change_set(folder: Path) -> None:
    file = signed_case(folder)
    said = message(file.stem, "review.hold", review="r-zzzz")
    edit(folder, file, r"family: \w+", "family: Andere", said)


@finds("V12")
def a_closing_that_closes_nothing(folder: Path) -> None:
    file = signed_case(folder)
    save(folder, file, file.read_text("utf-8") + "# nothing\n", message(file.stem, "close"))


@finds("V13")
def an_action_that_does_not_exist(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", message(file.stem, "case.improve"))


@finds("V12")
def an_undo_that_does_something_else(folder: Path) -> None:
    file = signed_case(folder)
    last = git(folder, "log", "-1", "--format=%H", "--", str(file))
    edit(folder, file, r"family: \w+", "family: Andere", message(file.stem, "case.undo", undoes=last))


@finds("V02")
def a_migration_that_smuggles(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "format\n\nIza-Action: case.migrate\n")


@finds("V14")
def a_shape_nothing_can_be_read_from(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"\nreviews:.*?\n(?=\S)", "\nreviews: 7\n", "numbers\n")


# -- who and when ------------------------------------------------------------------------------------------


@finds("V20")
def a_commit_dated_back(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "earlier\n", day="2026-03-01T10:00:00+01:00")


@finds("V21")
def a_commit_dated_ahead(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "later\n", day="2099-03-01T10:00:00+01:00")


@finds("V22")
def the_author_of_somebody_else(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8").replace("family: ", "family: X", 1)
    file.write_text(text, "utf-8")
    git(folder, "commit", "-qam", "theirs", "--author", "Miriam Elzner <m.elzner@albweil.example>")


@finds("V23")
def a_closing_by_hand_where_two_are_asked_for(folder: Path) -> None:
    settings = folder / "iza.yaml"
    save(folder, settings, settings.read_text("utf-8") + "approvals: [close]\n", "settings\n")
    file = signed_case(folder)
    closing = "closing:\n  reason: moved_away\n  on: 2026-11-16\n  by: kue\n"
    save(folder, file, file.read_text("utf-8") + closing, "done\n")


@finds("V23")
def two_eyes_switched_off_by_one_person(folder: Path) -> None:
    settings = folder / "iza.yaml"
    plain = settings.read_text("utf-8")
    save(folder, settings, plain + "approvals: [settings]\n", "settings\n")
    save(folder, settings, plain, "settings\n")


CLOSING = "closing:\n  reason: moved_away\n  on: 2026-11-16\n  by: kue\n"


def proposed_closing(folder: Path) -> Path:
    """From now on closing needs a second person, and a branch holds a proposal to close a case."""
    settings = folder / "iza.yaml"
    save(folder, settings, settings.read_text("utf-8") + "approvals: [close]\n", "settings\n")
    file, mail = signed_case(folder), git(folder, "config", "user.email")
    git(folder, "switch", "-qc", "proposal")
    said = message(file.stem, "close") + f"Iza-Proposed-By: {mail}\n"
    save(folder, file, file.read_text("utf-8") + CLOSING, said)
    git(folder, "switch", "-q", "main")
    return file


def landed(folder: Path, *words: str, message: str = "") -> None:
    """Merge the branch with the proposal as `iza approve` would."""
    said = message or f"x\n\nIza-Proposal: {git(folder, 'rev-parse', 'proposal')}\n"
    git(folder, *words, "merge", "-q", "--no-ff", "-m", said, "proposal")


@finds("V23", "V24")
def an_approval_by_the_proposer(folder: Path) -> None:
    proposed_closing(folder)
    landed(folder)


@finds("V22", "V23")
def an_approval_that_is_only_claimed(folder: Path) -> None:
    """One commit by one person, as if two had made it, with a proposal that never was."""
    settings = folder / "iza.yaml"
    save(folder, settings, settings.read_text("utf-8") + "approvals: [close]\n", "settings\n")
    file, mail = signed_case(folder), git(folder, "config", "user.email")
    file.write_text(file.read_text("utf-8") + CLOSING, "utf-8")
    said = message(file.stem, "close") + f"Iza-Proposed-By: m.elzner@albweil.example\nIza-Approved-By: {mail}\n"
    said += f"Iza-Proposal: {'5e' * 20}\n"
    git(folder, "commit", "-qa", "--author", "Miriam Elzner <m.elzner@albweil.example>", "-F", "-", stdin=said)


@finds("V23")
def a_closing_that_comes_with_a_pull(folder: Path) -> None:
    """A colleague merges what was pushed: that is no approval, whoever does it."""
    proposed_closing(folder)
    landed(folder, *COLLEAGUE, message="Merge branch 'main' of server")


@finds("V23")
def an_approval_by_a_stranger(folder: Path) -> None:
    proposed_closing(folder)
    landed(folder, "-c", "user.name=Petra Fremd", "-c", "user.email=petra@elsewhere.example")


@finds("V23")
def a_closing_on_a_state_from_before_it_needed_two(folder: Path) -> None:
    old = git(folder, "rev-parse", "HEAD")
    settings = folder / "iza.yaml"
    save(folder, settings, settings.read_text("utf-8") + "approvals: [close]\n", "settings\n")
    git(folder, "switch", "-qc", "side", old)
    file = signed_case(folder)
    save(folder, file, file.read_text("utf-8") + CLOSING, "done\n")
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "merged", "side")


COLLEAGUE = ("-c", "user.name=Thomas Brenner", "-c", "user.email=t.brenner@albweil.example")


# -- merges ------------------------------------------------------------------------------------------------


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


@finds("V31")
def a_merge_that_loses_a_side(folder: Path) -> None:
    file = two_sides(folder)
    save(folder, file, git(folder, "show", f"HEAD:{file.relative_to(folder)}") + "\n", "merged\n")


@finds("V30", "V15")
def a_merge_that_changes_signed_terms(folder: Path) -> None:
    file = two_sides(folder)
    text = re.sub(r"due_on: (\d{4})-\d\d", r"due_on: \1-02", file.read_text("utf-8"), count=1)
    save(folder, file, text, "merged\n")


@finds("V09")
def a_merge_that_deletes(folder: Path) -> None:
    file = two_sides(folder)
    git(folder, "rm", "-qf", "--", str(file))
    git(folder, "commit", "-qm", "merged")


# -- the repository ----------------------------------------------------------------------------------------


@finds("V51")
def the_last_commit_amended(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "mine\n")
    git(folder, "commit", "-q", "--amend", "-m", "another reason")


@finds("V51")
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
    import sys

    subprocess.run([sys.executable, "-c", script, tip], cwd=folder, check=True)
    shutil.rmtree(folder / ".git" / "logs", ignore_errors=True)


@finds("V50")
def a_blob_tampered_with(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "mine\n")
    blob = git(folder, "rev-parse", f"HEAD:{file.relative_to(folder)}")
    place = folder / ".git" / "objects" / blob[:2] / blob[2:]
    text = zlib.decompress(place.read_bytes()).replace(b"Andere", b"Andrea")
    place.chmod(0o600)
    place.write_bytes(zlib.compress(text))


@finds("V53")
def a_commit_replaced(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "mine\n")
    git(folder, "replace", "HEAD", "HEAD~1")


@finds("V52")
def the_remote_rewritten(folder: Path) -> None:
    other = folder.parent / "remote.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(other)], check=True)
    git(folder, "remote", "add", "origin", str(other))
    git(folder, "fetch", "-q", "origin")
    git(other, "update-ref", "refs/heads/main", git(other, "rev-parse", "main~5"))
    git(folder, "fetch", "-q", "origin")
