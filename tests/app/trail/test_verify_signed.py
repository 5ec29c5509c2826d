"""``iza verify`` where signing is on: who made a commit is proved, not claimed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from signing import JUDITH, MIRIAM, line, needs_ssh, new_key, raw, written
from support import PERSON, TODAY

from iza.app.county import setup, signing_keys
from iza.app.office import Office
from iza.app.procedure import clearing
from iza.app.trail.verify import verify
from iza.model import signers
from iza.store.repository import Repository

pytestmark = needs_ssh


@pytest.fixture
def sealed(tmp_path: Path, person: Path) -> Path:
    """A repository in which everything is signed from the first commit on, with one case in it."""
    folder = tmp_path / "sealed"
    setup.init(folder, "Landkreis Albweil", sign=True, key=new_key(person / ".ssh" / "id_ed25519"))
    workers = folder / "directory" / "caseworkers.yaml"
    entry = "- id: kue\n    name: {family: Kübler, given: Judith}\n    function: caseworker\n    email: j.kuebler@albweil.example\n"
    workers.write_text(workers.read_text("utf-8").replace("caseworkers: []", f"caseworkers:\n  {entry}"), "utf-8")
    git(folder, "commit", "-qam", "directory")
    clearing.create(Office(Repository(folder), TODAY, "kue"), PERSON)
    return folder


def git(folder: Path, *words: str) -> None:
    """Run git as it is set up, at this moment."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def codes(folder: Path) -> set[str]:
    return {alarm.code for alarm in verify(Office(Repository(folder), TODAY)).findings}


def hand_edit(folder: Path, *options: str) -> None:
    """A hand edit committed with these options of git."""
    file = next(folder.glob("cases/*/*.yaml"))
    file.write_text(file.read_text("utf-8") + "# a note\n", "utf-8")
    git(folder, *options, "commit", "-qam", "note")


def replace_head(folder: Path, change: Callable[[bytes], bytes]) -> None:
    """Put another commit object in the place of the newest one, as somebody would who can write files."""
    git(folder, "update-ref", "--no-deref", "refs/heads/main", written(folder, change(raw(folder))))


def test_what_is_signed_throughout_is_sound(sealed: Path) -> None:
    hand_edit(sealed)
    report = verify(Office(Repository(sealed), TODAY))
    assert report.findings == ()
    assert report.signed == report.commits == 4


def test_a_missing_signature(sealed: Path) -> None:
    hand_edit(sealed, "-c", "commit.gpgsign=false")
    assert codes(sealed) == {"V40"}


def test_a_message_changed_after_signing(sealed: Path) -> None:
    replace_head(sealed, lambda content: content.replace(b"clearing.create", b"clearing.cleate"))
    assert {"V41", "V13"} <= codes(sealed)


def test_a_foreign_key(sealed: Path, tmp_path: Path) -> None:
    hand_edit(sealed, "-c", f"user.signingkey={new_key(tmp_path / 'foreign')}")
    assert codes(sealed) == {"V42"}


def test_nobody_lets_themselves_in(sealed: Path, tmp_path: Path) -> None:
    """The list counts as it was before the commit: a key added by its own owner opens nothing."""
    foreign = new_key(tmp_path / "foreign")
    listed = sealed / signers.FILE
    listed.write_text(listed.read_text("utf-8") + line(foreign, MIRIAM), "utf-8")
    git(sealed, "-c", f"user.signingkey={foreign}", "-c", f"user.email={MIRIAM}", "commit", "-qam", "a key")
    assert "V42" in codes(sealed)


def test_the_key_of_a_colleague(sealed: Path) -> None:
    hand_edit(sealed, "-c", f"user.email={MIRIAM}")
    assert "V43" in codes(sealed)


def test_a_key_that_was_taken_back(sealed: Path, tmp_path: Path) -> None:
    old = new_key(tmp_path / "old")
    listed = sealed / signers.FILE
    ended = line(old, JUDITH, 'namespaces="git",valid-before="20260101Z" ')
    listed.write_text(listed.read_text("utf-8") + ended, "utf-8")
    git(sealed, "commit", "-qam", "an old key")
    hand_edit(sealed, "-c", f"user.signingkey={old}")
    assert "V44" in codes(sealed)


def test_a_signature_of_another_kind(sealed: Path) -> None:
    replace_head(sealed, lambda content: content.replace(b"BEGIN SSH SIGNATURE", b"BEGIN PGP SIGNATURE"))
    assert "V45" in codes(sealed)


def test_signing_switched_off(sealed: Path) -> None:
    git(sealed, "rm", "-q", signers.FILE)
    git(sealed, "commit", "-qm", "off")
    assert codes(sealed) == {"V46"}
    hand_edit(sealed, "-c", "commit.gpgsign=false")
    assert codes(sealed) == {"V40", "V46"}


def test_signing_may_begin_later_and_then_covers_everything_that_comes(county: Path, person: Path) -> None:
    git(county, "branch", "old")
    signing_keys.add(Office(Repository(county), TODAY, "kue"), "kue", new_key(person / ".ssh" / "id_ed25519"))
    assert codes(county) == set()
    git(county, "switch", "-q", "old")
    (county / "iza.yaml").write_text((county / "iza.yaml").read_text("utf-8") + "# a note\n", "utf-8")
    git(county, "-c", "commit.gpgsign=false", "commit", "-qam", "on an old base")
    git(county, "switch", "-q", "main")
    git(county, "merge", "-q", "--no-ff", "-m", "merged", "old")
    assert codes(county) == {"V40"}


def test_a_merge_must_be_signed_too(sealed: Path) -> None:
    git(sealed, "switch", "-qc", "side")
    hand_edit(sealed)
    git(sealed, "switch", "-q", "main")
    git(sealed, "-c", "commit.gpgsign=false", "merge", "-q", "--no-ff", "-m", "merged", "side")
    assert codes(sealed) == {"V40"}
