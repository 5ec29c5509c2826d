"""What ordinarily happens with git in an office, each with the findings it raises: the table of docs/nachweis.md.

An oddity changes the folder it is given. ``ODDITIES`` has its words, the findings it must raise in that clone, and those
in a fresh clone of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import NamedTuple

from casework import case_text, git
from four_eyes import JUDITH, THOMAS, Built, become, proposes_closing, written

from iza.git import Author
from iza.store.case_ids import path_of

OPEN = "\n          status: open"
DONE = "\n          status: done\n          done_on: 2026-05-04"
BLOCKED = "\n          status: blocked\n          blocked_by: client\n          blocked_since: 2026-05-04"


class Oddity(NamedTuple):
    """Something that happens; ``words`` and ``note`` are the row of the page."""

    happens: Callable[[Built], None]
    words: str
    here: tuple[str, ...]
    elsewhere: tuple[str, ...]


ODDITIES: dict[str, Oddity] = {}


def raises(
    words: str, *here: str, elsewhere: tuple[str, ...] | None = None
) -> Callable[[Callable[[Built], None]], Callable[[Built], None]]:
    """Enter an oddity with the findings it raises, and those in a fresh clone where they are others."""

    def enter(happens: Callable[[Built], None]) -> Callable[[Built], None]:
        ODDITIES[happens.__name__] = Oddity(happens, words, here, here if elsewhere is None else elsewhere)
        return happens

    return enter


def changes(cases: Built, old: str, new: str, case: str = "", *, said: str = "von Hand", day: str = "", by: Author = JUDITH) -> str:
    """A change by hand, committed with plain git; the commit."""
    case, folder = case or cases.active, cases.folder
    become(folder, by)
    text = case_text(folder, case)
    assert old in text, old
    written(folder, {path_of(case): text.replace(old, new, 1)})
    dated = {**os.environ, **({"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day} if day else {})}
    subprocess.run(["git", "commit", "-qm", said, "--", path_of(case)], cwd=folder, check=True, env=dated)
    return git(folder, "rev-parse", "HEAD").strip()


def named(cases: Built, name: str, case: str = "", **options: object) -> str:
    """Another family name."""
    text = case_text(cases.folder, case or cases.active)
    line = next(line for line in text.splitlines() if "family:" in line)
    return changes(cases, line, line.partition("family:")[0] + f"family: {name}", case, **options)  # type: ignore[arg-type]


def branched(cases: Built, *work: Callable[[], object]) -> None:
    """Some work on a branch beside main; back on main."""
    git(cases.folder, "switch", "-qc", "side")
    for piece in work:
        piece()
    git(cases.folder, "switch", "-q", "main")


# -- nothing is wrong ------------------------------------------------------------------------------------


@raises("Commit von Hand mit plain git")
def a_commit_by_hand(cases: Built) -> None:
    named(cases, "Neu")


@raises("`git stash` und `git stash pop`, danach ein Commit")
def a_stash(cases: Built) -> None:
    written(cases.folder, {path_of(cases.active): case_text(cases.folder, cases.active) + "# Notiz\n"})
    git(cases.folder, "stash", "-q")
    git(cases.folder, "stash", "pop", "-q")
    git(cases.folder, "commit", "-qam", "Notiz")


@raises("`git revert` einer Änderung, die nichts Unterschriebenes betraf")
def a_revert(cases: Built) -> None:
    named(cases, "Neu")
    git(cases.folder, "revert", "--no-edit", "HEAD")


@raises("Zusammenführen ohne Konflikt (`git merge`, `git pull`)")
def a_merge(cases: Built) -> None:
    branched(cases, lambda: named(cases, "Neu"))
    changes(cases, "caseworker: kue", "# Notiz\ncaseworker: kue")
    git(cases.folder, "merge", "-q", "--no-edit", "side")


@raises("Ein Merge von drei Zweigen auf einmal (octopus)")
def an_octopus(cases: Built) -> None:
    start = git(cases.folder, "rev-parse", "HEAD").strip()
    for name, case in (("one", cases.active), ("two", cases.issued)):
        git(cases.folder, "switch", "-qc", name, start)
        named(cases, "Neu", case)
    git(cases.folder, "switch", "-q", "main")
    written(cases.folder, {"notizen.txt": "x"})
    git(cases.folder, "add", "notizen.txt")
    git(cases.folder, "commit", "-qm", "Notizen")
    git(cases.folder, "merge", "-q", "--no-edit", "one", "two")


@raises("Konflikt von Hand gelöst, die eine oder die andere Seite behalten")
def an_honest_conflict(cases: Built) -> None:
    branched(cases, lambda: named(cases, "Eine"))
    named(cases, "Andere")
    subprocess.run(["git", "merge", "-q", "side"], cwd=cases.folder, check=False, capture_output=True)
    git(cases.folder, "checkout", "-q", "--theirs", path_of(cases.active))
    git(cases.folder, "commit", "-qam", "beide")


@raises("Konflikt an Stand und Datum eines Schritts, eine Seite ganz behalten")
def a_conflict_on_coupled_fields(cases: Built) -> None:
    disputed_step(cases)
    git(cases.folder, "checkout", "-q", "--ours", path_of(cases.active))
    git(cases.folder, "commit", "-qam", "unseres")


def disputed_step(cases: Built) -> None:
    """One side says that a step is done, the other that it is blocked; the merge stands open."""
    branched(cases, lambda: changes(cases, OPEN, DONE))
    changes(cases, OPEN, BLOCKED)
    subprocess.run(["git", "merge", "-q", "side"], cwd=cases.folder, check=False, capture_output=True)


@raises("Ein Merge fasst einen Zweig in einem Commit zusammen (`git merge --squash`)")
def a_squash(cases: Built) -> None:
    branched(cases, lambda: named(cases, "Eine"), lambda: named(cases, "Andere"))
    git(cases.folder, "merge", "-q", "--squash", "side")
    git(cases.folder, "commit", "-qm", "zusammen")


@raises("Rechte einer Datei geändert (`chmod`)")
def a_file_mode(cases: Built) -> None:
    (cases.folder / path_of(cases.active)).chmod(0o755)
    git(cases.folder, "commit", "-qam", "Rechte")


@raises("Zeilenenden von Windows (CRLF)")
def other_line_ends(cases: Built) -> None:
    path = cases.folder / path_of(cases.active)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    git(cases.folder, "-c", "core.autocrlf=true", "add", "-A")
    git(cases.folder, "commit", "-q", "--allow-empty", "-m", "Zeilenenden")


@raises("Rechner mit anderer Zeitzone")
def another_time_zone(cases: Built) -> None:
    now = git(cases.folder, "log", "-1", "--format=%ct").strip()
    named(cases, "Neu", day=f"{now} -0900")


@raises("Uhr geht bis zu zwölf Stunden nach")
def a_slow_clock(cases: Built) -> None:
    now = int(git(cases.folder, "log", "-1", "--format=%ct"))
    named(cases, "Neu", day=f"{now - 10 * 3600} +0200")


@raises("Eine Person mit zwei Adressen, je Rechner eine", "V26")
def two_addresses(cases: Built) -> None:
    named(cases, "Neu", by=Author(JUDITH.name, "judith@home.example"))


@raises("Leerer Commit (`--allow-empty`)")
def an_empty_commit(cases: Built) -> None:
    git(cases.folder, "commit", "-q", "--allow-empty", "-m", "nur so")


@raises("Tags und Notizen (`git tag`, `git notes`)")
def tags_and_notes(cases: Built) -> None:
    git(cases.folder, "tag", "-a", "-m", "Quartal", "quartal-1")
    git(cases.folder, "notes", "add", "-m", "gesehen", "HEAD")


@raises("Aufräumen (`git gc`, `git repack`)")
def a_clearance(cases: Built) -> None:
    named(cases, "Neu")
    git(cases.folder, "gc", "-q")
    git(cases.folder, "repack", "-adq")


@raises("Ein zweiter Arbeitsordner (`git worktree add`)")
def a_second_work_tree(cases: Built) -> None:
    git(cases.folder, "worktree", "add", "-q", "-b", "daneben", str(cases.folder.with_name("daneben")))


@raises("Ein alter Commit nur angesehen (`git checkout COMMIT`)")
def a_look_at_the_past(cases: Built) -> None:
    git(cases.folder, "checkout", "-q", "HEAD~1")
    git(cases.folder, "switch", "-q", "main")


@raises("Ersetzter Commit, wieder zurückgenommen (`git replace -d`)")
def a_replacement_taken_back(cases: Built) -> None:
    named(cases, "Neu")
    commit = git(cases.folder, "rev-parse", "HEAD").strip()
    git(cases.folder, "replace", commit, "HEAD~1")
    git(cases.folder, "replace", "-d", commit)


# -- something stays to be looked at -----------------------------------------------------------------------


@raises("Letzten Commit nachgebessert (`git commit --amend`)", "V51", elsewhere=())
def an_amend(cases: Built) -> None:
    named(cases, "Nue")
    text = case_text(cases.folder, cases.active).replace("Nue", "Neu")
    written(cases.folder, {path_of(cases.active): text})
    git(cases.folder, "commit", "-qa", "--amend", "--no-edit")


@raises("Eigene Commits neu aufgesetzt (`git rebase`, `git pull --rebase`)", "V51", elsewhere=())
def a_rebase(cases: Built) -> None:
    upstream = cases.folder.with_name("upstream.git")
    git(cases.folder.parent, "clone", "-q", "--bare", str(cases.folder), str(upstream))
    colleague = cases.folder.with_name("colleague")
    git(cases.folder.parent, "clone", "-q", str(upstream), str(colleague))
    named(cases._replace(folder=colleague), "Dort", cases.issued, by=THOMAS)
    git(colleague, "push", "-q")
    git(cases.folder, "remote", "add", "origin", str(upstream))
    named(cases, "Hier")
    git(cases.folder, "pull", "-q", "--rebase", "origin", "main")
    git(cases.folder, "remote", "remove", "origin")


@raises("Commit eines anderen übernommen (`git cherry-pick`)", "V22")
def a_cherry_pick(cases: Built) -> None:
    branched(cases, lambda: named(cases, "Neu", by=THOMAS))
    become(cases.folder, JUDITH)
    git(cases.folder, "cherry-pick", "side")


@raises("Knopf des Servers, der Commits neu schreibt (anderer Committer)", "V22")
def a_button_of_the_server(cases: Built) -> None:
    branched(cases, lambda: named(cases, "Neu"))
    become(cases.folder, Author("GitLab", "noreply@gitlab.example"))
    git(cases.folder, "cherry-pick", "side")
    become(cases.folder, JUDITH)


@raises("Merge Request mit dem Knopf des Servers zusammengeführt (Merge-Commit)")
def a_merge_by_the_server(cases: Built) -> None:
    branched(cases, lambda: named(cases, "Neu"))
    become(cases.folder, Author("GitLab", "noreply@gitlab.example"))
    git(cases.folder, "merge", "-q", "--no-ff", "--no-edit", "side")
    become(cases.folder, JUDITH)


@raises("Vorschlag mit dem Knopf des Servers freigegeben", "V23")
def a_proposal_merged_by_the_server(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    become(cases.folder, Author("GitLab", "noreply@gitlab.example"))
    git(cases.folder, "merge", "-q", "--no-ff", "-m", f"Merge branch 'iza/proposal/{ref}' into 'main'", f"iza/proposal/{ref}")
    become(cases.folder, JUDITH)


@raises("Freigabe aus der Zeit vor dem Merge: ein Commit mit zwei Namen", "V22", "V23")
def an_approval_of_the_old_kind(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    proposal = f"iza/proposal/{ref}"
    said = f"{cases.active}: x\n\nIza-Action: close\nIza-Case: {cases.active}\nIza-Proposed-By: {JUDITH.email}\n"
    said += f"Iza-Approved-By: {THOMAS.email}\nIza-Proposal: {git(cases.folder, 'rev-parse', proposal)}"
    git(cases.folder, "checkout", "-q", proposal, "--", path_of(cases.active))
    become(cases.folder, THOMAS)
    git(cases.folder, "commit", "-qam", said, "--author", f"{JUDITH.name} <{JUDITH.email}>")
    git(cases.folder, "branch", "-qD", proposal)


@raises("Konflikt an einem Schritt, von beiden Seiten etwas genommen", "V31")
def a_conflict_of_which_each_side_lost_something(cases: Built) -> None:
    disputed_step(cases)
    path = cases.folder / path_of(cases.active)
    text = git(cases.folder, "show", f"HEAD:{path_of(cases.active)}")
    mixed = DONE.rpartition("\n")[0] + "\n" + BLOCKED.split("\n", 2)[2]  # done, and blocked by somebody
    path.write_text(text.replace(BLOCKED, mixed), "utf-8")
    git(cases.folder, "commit", "-qam", "beides")


@raises("Nur ein Teil des Verlaufs geholt (`git clone --depth`)", "V54", elsewhere=())
def a_shallow_clone(cases: Built) -> None:
    whole = cases.folder.with_name("whole")
    shutil.move(cases.folder, whole)
    git(whole.parent, "clone", "-q", "--depth", "3", f"file://{whole}", str(cases.folder))


@raises("Datei eines Falls in einen anderen Ordner verschoben (`git mv`)")
def a_moved_case(cases: Built) -> None:
    (cases.folder / "cases/zz").mkdir()
    git(cases.folder, "mv", path_of(cases.active), "cases/zz/")
    git(cases.folder, "commit", "-qm", "verschoben")


@raises("Verlauf einer zweiten Fallablage dazugeholt (`--allow-unrelated-histories`)")
def an_unrelated_history(cases: Built) -> None:
    other = cases.folder.with_name("other")
    git(cases.folder.parent, "init", "-q", "-b", "main", str(other))
    become(other, JUDITH)
    written(other, {"handbuch.md": "# Handbuch\n"})
    git(other, "add", "-A")
    git(other, "commit", "-qm", "Handbuch")
    git(cases.folder, "fetch", "-q", str(other), "main")
    git(cases.folder, "merge", "-q", "--no-edit", "--allow-unrelated-histories", "FETCH_HEAD")


@raises("Zweig umbenannt (`git branch -m`)")
def a_renamed_branch(cases: Built) -> None:
    named(cases, "Neu")
    git(cases.folder, "branch", "-m", "haupt")
