"""A finding that may stay is accepted by a person, visibly; nobody accepts what they caused themselves where it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework import case_text, commit_by_hand, git
from four_eyes import (
    JUDITH,
    STRANGER,
    THOMAS,
    Built,
    Signed,
    approves,
    at_work,
    become,
    proposes_closing,
    written,
)  # fmt: skip
from signing import needs_ssh

from iza import git as engine
from iza.app.approval import approve
from iza.app.trail.acknowledged import acknowledge
from iza.app.trail.verify import verify
from iza.app.trail.verify_report import Report
from iza.errors import IzaError, NotFound, Refused
from iza.model.acknowledgements import FOLDER, path_of
from iza.store.case_ids import path_of as path_of_case


def checked(folder: Path) -> Report:
    return verify(at_work(folder, THOMAS))


def codes(folder: Path) -> list[str]:
    return [alarm.code for alarm in checked(folder).findings]


def accepts(folder: Path, *findings: str, person: engine.Author = THOMAS, reason: str = "by_hand") -> None:
    acknowledge(at_work(folder, person), verify(at_work(folder, person)), findings, reason)


def head(folder: Path) -> str:
    return git(folder, "rev-parse", "HEAD").strip()


def with_another_author(cases: Built) -> str:
    """What a server's button or a cherry-pick leaves: author and committer are two people."""
    become(cases.folder, JUDITH)
    commit_by_hand(cases.folder, cases.active, "family: ", "family: Neu")
    git(cases.folder, "commit", "-q", "--amend", "--no-edit", "--author", f"{THOMAS.name} <{THOMAS.email}>")
    git(cases.folder, "reflog", "expire", "--expire=now", "--all")
    return head(cases.folder)


def closed_alone(cases: Built) -> str:
    """A closing by hand, where two are wanted."""
    become(cases.folder, JUDITH)
    commit_by_hand(cases.folder, cases.active, "caseworker: kue\n", "caseworker: kue\nclosing:\n  reason: moved_county\n  on: 2026-05-04\n  by: kue\n")
    return head(cases.folder)


def test_what_was_accepted_stays_visible_and_no_longer_fails(cases: Built) -> None:
    commit = with_another_author(cases)
    assert codes(cases.folder) == ["V22"]
    accepts(cases.folder, f"V22@{commit[:8]}", person=JUDITH, reason="server")
    report = checked(cases.folder)
    (settled,) = report.acknowledged
    assert report.findings == ()
    assert (settled.alarm.code, settled.alarm.commit, settled.reason) == ("V22", commit, "server")
    assert (settled.author, settled.commit) == (JUDITH.name, head(cases.folder))
    assert git(cases.folder, "show", "--name-only", "--format=%s", "HEAD").split() == [
        "acknowledged:", "V22", path_of("V22", commit)
    ]  # fmt: skip
    clone = cases.folder.with_name("clone")
    git(cases.folder.parent, "clone", "-q", str(cases.folder), str(clone))
    assert checked(clone).findings == ()
    assert len(checked(clone).acknowledged) == 1


def test_a_commit_that_was_taken_away_is_accepted_with_what_it_stood_on(cases: Built) -> None:
    become(cases.folder, JUDITH)
    for name in ("A", "B", "C", "D"):
        commit_by_hand(cases.folder, cases.active, "family: ", f"family: {name}")
    gone = head(cases.folder)
    git(cases.folder, "reset", "-q", "--hard", "HEAD~4")
    assert codes(cases.folder) == ["V51"] * 3
    accepts(cases.folder, f"v51@{gone[:10]}", reason="git_step")
    report = checked(cases.folder)
    assert report.findings == ()
    assert [settled.alarm.details["gone"] for settled in report.acknowledged] == [gone[:10]]
    commit_by_hand(cases.folder, cases.active, "family: ", "family: E")
    git(cases.folder, "reset", "-q", "--hard", "HEAD~1")
    assert codes(cases.folder) == ["V51"], "the next one is another matter"


def test_what_was_acknowledged_in_a_clone_is_not_judged_again(cases: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    commit_by_hand(cases.folder, cases.active, "family: ", "family: A")
    git(cases.folder, "reset", "-q", "--hard", "HEAD~1")
    accepts(cases.folder, "V51", reason="git_step")
    first = checked(cases.folder)
    assert [settled.alarm.code for settled in first.acknowledged] == ["V51"]
    with monkeypatch.context() as patched:
        patched.setattr("iza.app.trail.verify._judge_history", None)
        assert checked(cases.folder) == first
    git(cases.folder, "replace", "HEAD", "HEAD~1")
    assert "V53" in codes(cases.folder), "what this clone shows is looked at each time"


@pytest.mark.parametrize("by_hand", [False, True])
def test_nobody_accepts_a_missing_second_person_they_caused(cases: Built, by_hand: bool) -> None:
    commit = closed_alone(cases)
    assert codes(cases.folder) == ["V23"]
    if by_hand:
        become(cases.folder, JUDITH)
        path = path_of("V23", commit)
        written(cases.folder, {path: f"schema: iza/acknowledged/1\ncode: V23\nfinding: {commit}\nreason: by_hand\n"})
        git(cases.folder, "add", path)
        git(cases.folder, "commit", "-qm", "fine")
        assert codes(cases.folder) == ["V23", "V28"]
    else:
        for person in (JUDITH, engine.Author(JUDITH.name, "judith@home.example"), STRANGER):
            with pytest.raises(Refused) as refused:
                accepts(cases.folder, f"V23@{commit[:8]}", person=person)
            assert refused.value.hint
        assert codes(cases.folder) == ["V23"]
    accepts(cases.folder, f"V23@{commit[:8]}")
    if by_hand:
        assert codes(cases.folder) == ["V28"]
        accepts(cases.folder, "V28")
    assert codes(cases.folder) == []


@pytest.mark.parametrize("change", ["edited", "removed"])
def test_taking_an_acknowledgement_back_is_a_finding(cases: Built, change: str) -> None:
    commit = with_another_author(cases)
    accepts(cases.folder, f"V22@{commit}")
    path = cases.folder / path_of("V22", commit)
    if change == "removed":
        path.unlink()
    else:
        path.write_text(path.read_text("utf-8").replace("by_hand", "server"), "utf-8")
    git(cases.folder, "commit", "-qam", "otherwise")
    assert set(codes(cases.folder)) == {"V22", "V27"} | ({"V28"} if change == "edited" else set())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("V22-{commit}.yaml", "code: V22\nreason: by_hand\n"),
        ("V22-{commit}.yaml", "schema: iza/acknowledged/1\ncode: V23\nfinding: {commit}\nreason: by_hand\n"),
        ("V22-{commit}.yaml", "schema: iza/acknowledged/1\ncode: V22\nfinding: {commit}\nreason: weil es passt\n"),
        ("V99-{commit}.yaml", "schema: iza/acknowledged/1\ncode: V99\nfinding: {commit}\nreason: by_hand\n"),
        ("all.yaml", "schema: iza/acknowledged/1\ncode: V22\nfinding: {commit}\nreason: by_hand\n"),
        ("V22-{commit}.yaml", "[\n"),
    ],
)
def test_what_does_not_say_what_it_must_does_not_count(cases: Built, name: str, text: str) -> None:
    commit = with_another_author(cases)
    path = FOLDER + name.format(commit=commit)
    written(cases.folder, {path: text.format(commit=commit)})
    git(cases.folder, "add", path)
    git(cases.folder, "commit", "-qm", "fine")
    assert codes(cases.folder) == ["V22", "V28"]


@pytest.mark.parametrize(
    ("finding", "error"),
    [
        ("V99", NotFound), ("V22@deadbeef", NotFound), ("V05", NotFound), ("what", NotFound), ("V22@", None),
        ("V22@zzzz", NotFound), ("", NotFound), ("V51", NotFound), ("v22", None),
    ],
)  # fmt: skip
def test_only_what_was_found_is_accepted(cases: Built, finding: str, error: type[IzaError] | None) -> None:
    with_another_author(cases)
    if error is None:
        return accepts(cases.folder, finding)
    with pytest.raises(error) as refused:
        accepts(cases.folder, finding)
    assert refused.value.hint
    return None


def test_once_is_enough(cases: Built) -> None:
    commit = with_another_author(cases)
    accepts(cases.folder, f"V22@{commit[:10]}")
    with pytest.raises(Refused, match="acknowledged already"):
        accepts(cases.folder, f"V22@{commit[:10]}")


def test_a_code_that_fits_several_findings_is_not_enough(cases: Built) -> None:
    with_another_author(cases)
    with_another_author(cases)
    with pytest.raises(Refused, match="Several findings") as refused:
        accepts(cases.folder, "V22")
    accepts(cases.folder, *refused.value.hint.split(", "))
    assert codes(cases.folder) == []


def test_two_clones_accept_at_the_same_time(cases: Built) -> None:
    first, second = with_another_author(cases), with_another_author(cases)
    clone = cases.folder.with_name("clone")
    git(cases.folder.parent, "clone", "-q", str(cases.folder), str(clone))
    accepts(cases.folder, f"V22@{first[:10]}")
    accepts(clone, f"V22@{second[:10]}", f"V22@{first[:10]}", person=JUDITH)
    become(clone, JUDITH)
    git(clone, "pull", "-q", "--no-rebase", "--no-edit")
    assert checked(clone).findings == ()
    assert len(checked(clone).acknowledged) == 2


def test_an_office_may_want_two_for_that_too(cases: Built) -> None:
    become(cases.folder, JUDITH)
    settings = (cases.folder / "iza.yaml").read_text("utf-8")
    git(cases.folder, "reset", "-q", "--hard", "HEAD~1")
    written(cases.folder, {"iza.yaml": settings.replace("approvals: [", "approvals: [acknowledge, ")})
    git(cases.folder, "commit", "-qam", "approvals")
    git(cases.folder, "reflog", "expire", "--expire=now", "--all")
    commit = with_another_author(cases)
    with pytest.raises(Refused, match="second person"):
        accepts(cases.folder, f"V22@{commit}")
    put_up: list[str] = []
    report = checked(cases.folder)
    acknowledge(approve.proposing(at_work(cases.folder, JUDITH), put_up), report, [f"V22@{commit}"], "server")
    assert codes(cases.folder) == ["V22"]
    approves(cases.folder, put_up[0])
    (settled,) = checked(cases.folder).acknowledged
    assert (settled.author, settled.approver, settled.commit) == (JUDITH.name, THOMAS.name, head(cases.folder))
    assert codes(cases.folder) == []
    proposes_closing(cases.folder, cases.active)  # what is written by hand needs two as well
    path = path_of("V22", "0" * 40)
    written(cases.folder, {path: "schema: iza/acknowledged/1\ncode: V22\nfinding: " + "0" * 40 + "\nreason: by_hand\n"})
    git(cases.folder, "add", path)
    git(cases.folder, "commit", "-qm", "alone")
    assert codes(cases.folder) == ["V23", "V28"]


def test_in_an_office_of_two_an_approval_of_the_old_kind_is_accepted_by_who_had_proposed_it(cases: Built) -> None:
    become(cases.folder, THOMAS)
    text = case_text(cases.folder, cases.active) + "closing:\n  reason: moved_county\n  on: 2026-05-04\n  by: kue\n"
    written(cases.folder, {path_of_case(cases.active): text})
    git(cases.folder, "commit", "-qam", "closed", "--author", f"{JUDITH.name} <{JUDITH.email}>")
    assert codes(cases.folder) == ["V22", "V23"]
    with pytest.raises(Refused, match="who caused it"):
        accepts(cases.folder, "V23", person=THOMAS)
    accepts(cases.folder, "V22", "V23", person=JUDITH, reason="older")
    assert codes(cases.folder) == []


@needs_ssh
def test_nobody_alone_accepts_what_an_unsigned_commit_did_in_the_name_of_another(cases: Built, tmp_path: Path) -> None:
    office = Signed(cases, tmp_path / "keys")
    become(cases.folder, THOMAS)
    text = case_text(cases.folder, cases.active) + "closing:\n  reason: moved_county\n  on: 2026-05-04\n  by: kue\n"
    written(cases.folder, {path_of_case(cases.active): text})
    git(cases.folder, "-c", "commit.gpgsign=false", "commit", "-qam", "closed")
    commit = head(cases.folder)
    office.sits(JUDITH)
    with pytest.raises(Refused, match="not proven") as refused:
        accepts(cases.folder, "V40", "V23", person=JUDITH)
    assert "iza propose verify" in refused.value.hint
    for code in ("V23", "V40"):
        path = path_of(code, commit)
        written(cases.folder, {path: f"schema: iza/acknowledged/1\ncode: {code}\nfinding: {commit}\nreason: key\n"})
        git(cases.folder, "add", path)
    git(cases.folder, "commit", "-qm", "fine")
    assert codes(cases.folder) == ["V23"]
    put_up: list[str] = []
    report = checked(cases.folder)
    acknowledge(approve.proposing(at_work(cases.folder, JUDITH), put_up), report, [f"V23@{commit}"], "key")
    office.sits(THOMAS)
    approves(cases.folder, put_up[0], THOMAS)
    assert codes(cases.folder) == []
