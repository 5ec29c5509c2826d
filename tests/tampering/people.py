"""Who did it and when, falsified."""

from __future__ import annotations

from pathlib import Path

from tampering.by_hand import edit, finds, git, message, odd_commit, save, signed_case


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


COLLEAGUE = ("-c", "user.name=Thomas Brenner", "-c", "user.email=t.brenner@albweil.example")
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


@finds("V20", signed=True)
def creeping_back(folder: Path) -> None:
    """Each step stays within what two clocks may differ by; together they are a day and a half."""
    file = signed_case(folder)
    for number, hour in enumerate(("2026-11-16T09", "2026-11-16T00", "2026-11-15T15", "2026-11-15T06")):
        edit(folder, file, r"family: \w+", f"family: Andere{number}", "earlier\n", day=f"{hour}:00:00+01:00")


@finds("V20", signed=True)
def only_the_author_dated_back(folder: Path) -> None:
    file = signed_case(folder)
    file.write_text(file.read_text("utf-8") + "# earlier\n", "utf-8")
    git(folder, "commit", "-qam", "earlier", "--date", "2026-03-01T10:00:00+01:00")


@finds("V26", signed=True)
def the_name_of_a_colleague_with_ones_own_address(folder: Path) -> None:
    file = signed_case(folder)
    file.write_text(file.read_text("utf-8") + "# hers\n", "utf-8")
    git(folder, "-c", "user.name=Miriam  ELZNER", "commit", "-qam", "hers")


def acknowledged(folder: Path, reason: str = "git_step") -> Path:
    """The acknowledgement of a finding, written by hand."""
    commit = git(folder, "rev-parse", "HEAD~1")
    file = folder / f"directory/acknowledged/V22-{commit}.yaml"
    file.parent.mkdir(exist_ok=True)
    text = f"schema: iza/acknowledged/1\ncode: V22\nfinding: {commit}\nreason: {reason}\n"
    save(folder, file, text, "x\n\nIza-Action: verify.acknowledge\n")
    return file


@finds("V28", signed=True)
def an_acknowledgement_that_says_nothing(folder: Path) -> None:
    acknowledged(folder, "because")


@finds("V27", signed=True)
def an_acknowledgement_taken_away(folder: Path) -> None:
    git(folder, "rm", "-q", "--", str(acknowledged(folder)))
    git(folder, "commit", "-qm", "less")


@finds("V25")
def a_commit_with_a_zone_no_clock_has(folder: Path) -> None:
    odd_commit(folder, "Judith Kübler <j.kuebler@albweil.example> 1794848400 +051800".encode())


@finds("V25")
def a_commit_of_nobody(folder: Path) -> None:
    odd_commit(folder, b" <> 1794848400 +0100")
