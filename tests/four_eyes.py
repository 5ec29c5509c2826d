"""What the tests of four eyes share: an office that wants a second person, and two persons."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from casework import CLIENT, DAYS, active, git, issued
from signing import line, new_key
from support import ROOT

from iza import git as engine
from iza.app.approval import approve, proposals
from iza.app.approval.proposals import Proposal
from iza.app.county import setup
from iza.app.office import Office
from iza.app.procedure import agreement, pause_and_close
from iza.model import signers
from iza.store.repository import Repository
from iza.store.work_tree import DIRECTORIES, directory_path

DAY = date.fromisoformat(DAYS["today"])
JUDITH = engine.Author("Judith Kübler", "j.kuebler@albweil.example")
THOMAS = engine.Author("Thomas Brenner", "t.brenner@albweil.example")
STRANGER = engine.Author("Petra Fremd", "petra@elsewhere.example")
WANTED = "approvals: [sign, close, settings]\n"
CANARY = "Kanarienfrau"
PERSON = CLIENT | {"names": [{"kind": "official", "family": CANARY, "given": "Amal", "source": "residence_document"}]}


class Built(NamedTuple):
    """A case repository with approvals: a case in force, and one that is out for signature."""

    folder: Path
    active: str
    issued: str


def build(folder: Path, home: Path) -> Built:
    """Make it, once for many tests; Judith makes every commit."""
    with pytest.MonkeyPatch.context() as patched:
        (home / "gitconfig").write_text(f"[user]\n\tname = {JUDITH.name}\n\temail = {JUDITH.email}\n", "utf-8")
        patched.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
        patched.setenv("GIT_CONFIG_NOSYSTEM", "1")
        setup.init(folder, "Landkreis Albweil")
        for name in ("iza.yaml", *map(directory_path, DIRECTORIES)):
            shutil.copy(ROOT / "cases.example" / name, folder / name)
        git(folder, "commit", "-qam", "directory")
        office = Office(Repository(folder), DAY, "kue")
        built = Built(folder, active(office, PERSON), issued(office, PERSON))
        with (folder / "iza.yaml").open("a", encoding="utf-8") as settings:
            settings.write(WANTED)
        git(folder, "commit", "-qam", "approvals")
    return built


def become(folder: Path, person: engine.Author) -> None:
    """From now on this person sits at the machine."""
    git(folder, "config", "user.name", person.name)
    git(folder, "config", "user.email", person.email)


def at_work(folder: Path, person: engine.Author, day: date = DAY) -> Office:
    """The office as this person opens it now."""
    become(folder, person)
    return Office(Repository(folder), day)


def proposes_closing(folder: Path, case: str, person: engine.Author = JUDITH, reason: str = "moved_county") -> str:
    """Put the end of a case up; the id of the proposal."""
    put_up: list[str] = []
    pause_and_close.close(approve.proposing(at_work(folder, person), put_up), case, reason, DAYS["today"])
    return put_up[0]


def proposes_signing(folder: Path, case: str, person: engine.Author = JUDITH) -> str:
    """Put the signatures under an agreement up; the id of the proposal."""
    put_up: list[str] = []
    office = approve.proposing(at_work(folder, person), put_up)
    agreement.sign(office, case, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    return put_up[0]


def meant(office: Office, ref: str) -> Proposal:
    """The proposal with this id."""
    return proposals.find(office, ref)


def approves(folder: Path, ref: str, person: engine.Author = THOMAS, day: date = DAY) -> Any:
    """Somebody approves; the outcome."""
    office = at_work(folder, person, day)
    return approve.approve(office, approve.meant(office, ref))


def rejects(folder: Path, ref: str, person: engine.Author = THOMAS, reason: str = "") -> Any:
    """Somebody declines; the outcome."""
    office = at_work(folder, person)
    return approve.reject(office, approve.meant(office, ref), reason)


def refs(folder: Path) -> list[str]:
    """The names of all proposals git has, open or kept."""
    return [ref for ref in git(folder, "for-each-ref", "--format=%(refname)").split() if "/iza/" in ref]


def trailers(folder: Path, commit: str = "HEAD") -> dict[str, str]:
    """What a commit says about itself."""
    text = git(folder, "log", "-1", "--format=%(trailers:only,unfold)", commit)
    return dict(line.split(": ", 1) for line in text.splitlines() if line)


def written(folder: Path, changes: Mapping[str, str]) -> None:
    """Change files by hand, without a commit."""
    for path, text in changes.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


def everything(folder: Path) -> tuple[str, str, str, dict[str, bytes]]:
    """What a proposal must not change: HEAD, index, status, every file of the work tree."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }
    status = git(folder, "--no-optional-locks", "status", "--porcelain")
    return git(folder, "rev-parse", "HEAD", "main"), git(folder, "ls-files", "--stage"), status, files


class Signed:
    """An office that signs, and the keys of its people."""

    def __init__(self, built: Built, home: Path) -> None:
        self.built, self.folder = built, built.folder
        self.keys = {person: new_key(home / person.email) for person in (JUDITH, THOMAS)}
        settings = (self.folder / "iza.yaml").read_text("utf-8")
        git(self.folder, "reset", "-q", "--hard", "HEAD~1")  # before anybody wanted two
        git(self.folder, "reflog", "expire", "--expire=now", "--all")
        written(self.folder, {signers.FILE: "".join(line(key, person.email) for person, key in self.keys.items())})
        git(self.folder, "add", signers.FILE)
        self.sits(JUDITH)
        git(self.folder, "commit", "-qm", "keys")
        written(self.folder, {"iza.yaml": settings})
        git(self.folder, "commit", "-qam", "approvals")

    def sits(self, person: engine.Author, key: Path | None = None) -> None:
        become(self.folder, person)
        for name, value in (("gpg.format", "ssh"), ("commit.gpgSign", "true"), ("user.signingKey", str(key or self.keys[person]))):
            git(self.folder, "config", name, value)

    def proposed(self) -> str:
        self.sits(JUDITH)
        ref = proposes_closing(self.folder, self.built.active)
        return git(self.folder, "rev-parse", f"iza/proposal/{ref}").strip()

    def merges(self, proposal: str, *words: str) -> None:
        """Merge with plain git, in the words of iza."""
        said = f"{self.built.active}: case closed\n\nIza-Action: close\nIza-Proposal: {proposal}\n"
        git(self.folder, *words, "merge", "-q", "--no-ff", "-m", said, proposal)
