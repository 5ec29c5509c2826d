"""Signatures that are missing, forged, borrowed or outdated, in a repository in which everything is signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from signing import JUDITH, MIRIAM, line, new_key, raw, written

from iza.model.signers import FILE
from tampering.by_hand import finds, git


def note(folder: Path, *options: str) -> None:
    """A note at the end of a case, committed with these options of git."""
    file = next(folder.glob("cases/*/*.yaml"))
    file.write_text(file.read_text("utf-8") + "# a note\n", "utf-8")
    git(folder, *options, "commit", "-qam", "note")


def replace_head(folder: Path, change: Callable[[bytes], bytes]) -> None:
    """Put another commit object in the place of the newest one."""
    note(folder)
    git(folder, "update-ref", "--no-deref", "refs/heads/main", written(folder, change(raw(folder))))


@finds("V40", signed=True)
def a_commit_without_a_signature(folder: Path) -> None:
    note(folder, "-c", "commit.gpgsign=false")


@finds("V41", signed=True)
def a_message_changed_under_a_signature(folder: Path) -> None:
    replace_head(folder, lambda content: content.replace(b"note", b"another note"))


@finds("V42", signed=True)
def a_key_that_nobody_has(folder: Path) -> None:
    note(folder, "-c", f"user.signingkey={new_key(folder.parent / 'foreign')}")


@finds("V42", signed=True)
def a_key_that_lets_itself_in(folder: Path) -> None:
    foreign = new_key(folder.parent / "foreign")
    (folder / FILE).write_text((folder / FILE).read_text("utf-8") + line(foreign, MIRIAM), "utf-8")
    git(folder, "-c", f"user.signingkey={foreign}", "-c", f"user.email={MIRIAM}", "commit", "-qam", "a key")


@finds("V43", "V26", signed=True)
def somebody_elses_address_with_ones_own_key(folder: Path) -> None:
    note(folder, "-c", f"user.email={MIRIAM}")


@finds("V44", signed=True)
def a_key_that_had_ended(folder: Path) -> None:
    old = new_key(folder.parent / "old")
    ended = line(old, JUDITH, 'namespaces="git",valid-before="20260101Z" ')
    (folder / FILE).write_text((folder / FILE).read_text("utf-8") + ended, "utf-8")
    git(folder, "commit", "-qam", "an old key")
    note(folder, "-c", f"user.signingkey={old}")


@finds("V45", signed=True)
def a_signature_of_another_kind(folder: Path) -> None:
    replace_head(folder, lambda content: content.replace(b"BEGIN SSH SIGNATURE", b"BEGIN PGP SIGNATURE"))


@finds("V46", "V40", signed=True)
def signing_switched_off(folder: Path) -> None:
    git(folder, "rm", "-q", FILE)
    git(folder, "commit", "-qm", "off")
    note(folder, "-c", "commit.gpgsign=false")


@finds("V03", signed=True)
def a_key_under_the_name_of_a_new_partner(folder: Path) -> None:
    key = new_key(folder.parent / "other")
    (folder / FILE).write_text((folder / FILE).read_text("utf-8") + line(key, MIRIAM), "utf-8")
    git(folder, "commit", "-qam", "x\n\nIza-Action: partner.add")
