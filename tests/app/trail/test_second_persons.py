"""What two persons did is told once, and proven in any clone; what one did as if two had done it is found."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from casework import DAYS, commit_by_hand, git
from four_eyes import (
    DAY,
    JUDITH,
    THOMAS,
    Built,
    Signed,
    approves,
    at_work,
    become,
    proposes_closing,
    proposes_signing,
    rejects,
    written,
)
from signing import line, needs_ssh, new_key
from support import git_dates, git_told, plant_hook

from iza import git as engine
from iza.app.approval import approve
from iza.app.changing import undo
from iza.app.procedure import goals_and_steps
from iza.app.trail.blame import blame
from iza.app.trail.history import TrailEntry, Wanted, history, recent
from iza.app.trail.verify import verify
from iza.errors import GitError, Refused
from iza.model import signers
from iza.store import files_on_day
from iza.store.case_ids import path_of
from iza.store.current_case import current_case

MIRIAM = engine.Author("Miriam Elzner", "m.elzner@albweil.example")


def codes(folder: Path) -> set[str]:
    return {alarm.code for alarm in verify(at_work(folder, THOMAS)).findings}


def cloned(folder: Path) -> Path:
    """A fresh clone, which remembers nothing."""
    target = folder.with_name(f"{folder.name}-clone")
    shutil.rmtree(target, ignore_errors=True)
    git(folder.parent, "clone", "-q", str(folder), str(target))
    return target


def told(folder: Path, case: str) -> list[TrailEntry]:
    return history(at_work(folder, THOMAS), case)


def works_on(folder: Path, case: str) -> None:
    """Somebody else goes on with a case."""
    goals_and_steps.start_step(at_work(folder, MIRIAM), case, "1.1")


# -- told once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moved", ["not at all", "elsewhere", "in the case"])
def test_a_landing_is_one_event_with_both_names(cases: Built, moved: str) -> None:
    folder, case = cases.folder, cases.active
    proposed = (datetime.now(UTC) - timedelta(hours=2)).replace(microsecond=0)
    with git_told(git_dates(proposed.isoformat())):
        before = len(told(folder, case))
        ref = proposes_closing(folder, case)
        proposal = git(folder, "rev-parse", f"iza/proposal/{ref}").strip()
    if moved != "not at all":
        become(folder, MIRIAM)
        commit_by_hand(folder, case if moved == "in the case" else cases.issued, "family: ", "family: Neu")
    approves(folder, ref)
    head = git(folder, "rev-parse", "HEAD").strip()
    event, *others = told(folder, case)
    assert (event.commit, event.author, event.approver, event.action) == (head, JUDITH.name, THOMAS.name, "close")
    assert event.when > proposed + timedelta(hours=1), "from when it counts"
    assert [one.field for one in event.changes]
    assert proposal not in {one.commit for one in others}
    assert len(others) == before + (moved == "in the case")
    assert recent(at_work(folder, THOMAS), Wanted(limit=1))[0].commit == head
    everything = recent(at_work(folder, THOMAS), Wanted(action="close"))
    assert [(one.commit, one.author, one.approver) for one in everything] == [(head, JUDITH.name, THOMAS.name)]
    assert [one.commit for one in recent(at_work(folder, THOMAS), Wanted(by="brn"))] == [head]
    closing = next(one for one in blame(at_work(folder, THOMAS), case) if one.path[:1] == ("closing",))
    assert (closing.author, closing.approver, closing.commit) == (JUDITH.name, THOMAS.name, head)
    assert codes(folder) == set()
    assert codes(cloned(folder)) == set()


def test_it_counts_from_the_day_it_landed(cases: Built) -> None:
    path = path_of(cases.active)
    with git_told(git_dates("2099-01-01T09:30:00+02:00")):
        ref = proposes_closing(cases.folder, cases.active)
    with git_told(git_dates("2099-01-02T09:30:00+02:00")):
        works_on(cases.folder, cases.active)
    with git_told(git_dates("2099-01-03T09:30:00+02:00")):
        approves(cases.folder, ref)
    at = [files_on_day.files_on(cases.folder, f"2099-01-0{number}")[path] for number in (1, 2, 3)]
    base, other, landed = (git(cases.folder, "rev-parse", f"{rev}:{path}").strip() for rev in ("HEAD~2", "HEAD~1", "HEAD"))
    assert at == [base, other, landed]


def test_a_declined_proposal_is_no_part_of_the_history(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    rejects(cases.folder, ref)
    assert [one.action for one in told(cases.folder, cases.active)][:1] != ["close"]
    assert codes(cases.folder) == set()


@pytest.mark.parametrize("name", ["merge", "proposal"])
def test_what_was_approved_is_taken_back_by_either_of_its_commits(cases: Built, name: str) -> None:
    folder, case = cases.folder, cases.active
    works_on(folder, case)
    ref = proposes_closing(folder, case)
    approves(folder, ref)
    commit = git(folder, "rev-parse", "HEAD" if name == "merge" else "HEAD^2").strip()
    put_up: list[str] = []
    office = approve.proposing(at_work(folder, JUDITH), put_up)
    undo.land_undo(office, undo.plan_undo(office, case, commit))
    approves(folder, put_up[0])
    assert "closing" not in current_case(at_work(folder, THOMAS).repo, case)
    taken_back, landed = told(folder, case)[:2]
    assert (taken_back.action, taken_back.undoes, taken_back.approver) == ("case.undo", landed.commit, THOMAS.name)
    assert codes(folder) == set()
    with pytest.raises(Refused, match="taken back already"):
        undo.plan_undo(at_work(folder, JUDITH), case, commit)


def test_two_proposals_about_one_case(cases: Built) -> None:
    first = proposes_closing(cases.folder, cases.active)
    second = proposes_signing(cases.folder, cases.issued)
    approves(cases.folder, first)
    approves(cases.folder, second)
    assert codes(cases.folder) == set()
    assert codes(cloned(cases.folder)) == set()
    assert [one.approver for one in told(cases.folder, cases.issued)][:1] == [THOMAS.name]


def test_git_sees_an_ordinary_history(cases: Built) -> None:
    approves(cases.folder, proposes_closing(cases.folder, cases.active))
    assert git(cases.folder, "fsck", "--strict").strip() == ""
    assert git(cases.folder, "status", "--porcelain") == ""
    assert git(cases.folder, "log", "--first-parent", "-1", "--format=%s%n%an%n%cn").splitlines() == [
        f"{cases.active}: case closed", THOMAS.name, THOMAS.name
    ]  # fmt: skip
    assert git(cases.folder, "reflog", "-1", "--format=%gs").startswith("commit (merge): ")


def test_a_hook_for_merges_may_refuse(cases: Built) -> None:
    plant_hook(cases.folder, "pre-merge-commit", "#!/bin/sh\nexit 1\n")
    ref, head = proposes_closing(cases.folder, cases.active), git(cases.folder, "rev-parse", "HEAD")
    with pytest.raises(GitError):
        approves(cases.folder, ref)
    assert git(cases.folder, "rev-parse", "HEAD") == head
    assert git(cases.folder, "status", "--porcelain") == ""


# -- where an office signs -------------------------------------------------------------------------------


@pytest.fixture
def office(cases: Built, tmp_path: Path) -> Signed:
    return Signed(cases, tmp_path / "keys")


@needs_ssh
def test_both_signatures_are_checked_in_any_clone(office: Signed) -> None:
    ref = proposes_closing(office.folder, office.built.active)
    office.sits(THOMAS)
    approves(office.folder, ref)
    assert codes(office.folder) == set()
    clone = cloned(office.folder)
    report = verify(at_work(clone, THOMAS))
    assert report.findings == ()
    assert report.signed == 4


@needs_ssh
def test_a_merge_in_the_name_of_a_colleague_approves_nothing(office: Signed) -> None:
    proposal = office.proposed()
    become(office.folder, THOMAS)  # with the key of Judith
    office.merges(proposal)
    assert codes(office.folder) == {"V23", "V24", "V43"}


@needs_ssh
def test_an_unsigned_merge_approves_nothing(office: Signed) -> None:
    proposal = office.proposed()
    become(office.folder, THOMAS)
    office.merges(proposal, "-c", "commit.gpgsign=false")
    assert codes(office.folder) == {"V23", "V40"}


@needs_ssh
def test_one_key_under_two_addresses_is_one_person(cases: Built, tmp_path: Path) -> None:
    office = Signed(cases, tmp_path / "keys")
    listed = office.folder / signers.FILE
    listed.write_text(listed.read_text("utf-8") + line(office.keys[JUDITH], THOMAS.email), "utf-8")
    git(office.folder, "commit", "-qam", "a second line")
    proposal = office.proposed()
    become(office.folder, THOMAS)
    office.merges(proposal)
    assert {"V23", "V24"} <= codes(office.folder)


@needs_ssh
def test_nobody_approves_with_a_key_that_comes_with_the_proposal(office: Signed, tmp_path: Path) -> None:
    own = new_key(tmp_path / "own")
    office.sits(JUDITH)
    git(office.folder, "switch", "-qc", "side")
    listed = office.folder / signers.FILE
    listed.write_text(listed.read_text("utf-8") + line(own, THOMAS.email), "utf-8")
    said = f"keys\n\nIza-Action: settings.edit\nIza-Proposed-By: {JUDITH.email}\n"
    git(office.folder, "commit", "-qam", said)
    proposal = git(office.folder, "rev-parse", "HEAD").strip()
    git(office.folder, "switch", "-q", "main")
    office.sits(THOMAS, own)
    office.merges(proposal)
    assert "V23" in codes(office.folder)


@needs_ssh
def test_signing_begins_with_a_proposal_although_others_went_on(cases: Built, tmp_path: Path) -> None:
    folder = cases.folder
    keys = {person: new_key(tmp_path / person.email) for person in (JUDITH, THOMAS)}
    written(folder, {signers.FILE: "".join(line(key, person.email) for person, key in keys.items())})
    put_up: list[str] = []
    approve.propose_settings(approve.proposing(at_work(folder, JUDITH), put_up))
    (folder / signers.FILE).unlink()
    works_on(folder, cases.active)  # unsigned, and not on the proposal
    become(folder, THOMAS)
    for name, value in (("gpg.format", "ssh"), ("commit.gpgSign", "true"), ("user.signingKey", str(keys[THOMAS]))):
        git(folder, "config", name, value)
    approves(folder, put_up[0])
    assert codes(folder) == set()
    goals_and_steps.finish_step(at_work(folder, THOMAS, DAY), cases.active, "1.1", DAYS["today"])
    assert codes(folder) == set()
