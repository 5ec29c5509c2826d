"""Four eyes: proposed by one, landed by another, in one clone and over a shared repository; and every way around it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import four_eyes
import pytest
from casework import DAYS, at, case_text, commit_by_hand, git
from four_eyes import (
    CANARY,
    DAY,
    JUDITH,
    STRANGER,
    THOMAS,
    Built,
    approves,
    at_work,
    become,
    everything,
    meant,
    proposes_closing,
    proposes_signing,
    refs,
    rejects,
    trailers,
    written,
)
from support import ROOT, git_dates, git_told

from iza import git as engine
from iza.app.approval import approve, landing_proposals, proposals
from iza.app.changing import by_hand, undo
from iza.app.changing.change import open_edit
from iza.app.letters import county_wording
from iza.app.procedure import agreement, goals_and_steps, pause_and_close, review, review_calendar
from iza.errors import Conflict, GitError, InvalidData, IzaError, NotFound, Refused
from iza.store.case_ids import path_of
from iza.store.current_case import current_case
from iza.store.proposal import NAME


def closed(folder: Path, case: str, revision: str = "HEAD") -> bool:
    return "\nclosing:" in git(folder, "show", f"{revision}:{path_of(case)}")


# -- the whole round in one clone ------------------------------------------------------------------------


def test_a_round_with_two_persons_at_one_machine(cases: Built) -> None:
    folder = cases.folder
    written(folder, {"notes.txt": "x", path_of(cases.issued): case_text(folder, cases.issued) + "# by hand\n"})
    git(folder, "add", "notes.txt")
    before = everything(folder)
    with git_told(git_dates("2026-05-03T09:30:00+02:00")):
        ref = proposes_closing(folder, cases.active)
    assert everything(folder) == before
    made = meant(at_work(folder, THOMAS), ref)
    assert (made.case, made.action, made.proposer, made.here, made.remotes) == (cases.active, "close", JUDITH, True, ())
    assert trailers(folder, made.commit.id) == {
        "Iza-Action": "close", "Iza-Case": cases.active, "Iza-Proposed-By": JUDITH.email,
    }  # fmt: skip
    assert git(folder, "diff", "--name-only", "HEAD", made.commit.id).split() == [path_of(cases.active)]
    assert made.base == git(folder, "rev-parse", "HEAD").strip()

    approves(folder, ref)
    landed = engine.commits(folder, limit=1)[0]
    assert landed.parents == (made.base, made.commit.id), "the proof of who proposed it travels with the branch"
    assert (landed.author, landed.committer) == (THOMAS, THOMAS)
    assert landed.when == landed.committed > made.when, "approved now"
    assert made.when.isoformat() == "2026-05-03T09:30:00+02:00"
    assert landed.subject == made.commit.subject
    assert landed.trailers == made.commit.trailers | {"Iza-Approved-By": THOMAS.email, "Iza-Proposal": made.commit.id}
    assert git(folder, "diff", "--name-only", "HEAD~1", "HEAD").split() == [path_of(cases.active)]
    assert closed(folder, cases.active)
    assert "\nclosing:" in case_text(folder, cases.active)
    assert refs(folder) == []
    assert proposals.waiting(at_work(folder, THOMAS)) == ()
    assert git(folder, "status", "--porcelain") == f" M {path_of(cases.issued)}\nA  notes.txt\n"


def test_signatures_too(cases: Built) -> None:
    ref = proposes_signing(cases.folder, cases.issued)
    approves(cases.folder, ref)
    case = current_case(at_work(cases.folder, THOMAS).repo, cases.issued)
    assert case["agreement"]["versions"][0]["signed_on"] == DAYS["signed"]
    assert [talk["planned_on"] for talk in case["reviews"]] == [DAYS["review"]]


def test_an_office_without_approvals_works_as_ever(cases: Built) -> None:
    iza_yaml = cases.folder / "iza.yaml"
    iza_yaml.write_text(iza_yaml.read_text("utf-8").replace(four_eyes.WANTED, ""), "utf-8")
    git(cases.folder, "commit", "-qam", "without")
    pause_and_close.close(at_work(cases.folder, JUDITH), cases.active, "moved_county", DAYS["today"])
    assert closed(cases.folder, cases.active)
    assert list(trailers(cases.folder)) == ["Iza-Action", "Iza-Case"]


def test_who_wants_may_propose_where_nobody_must(cases: Built) -> None:
    commit_settings(cases.folder, "approvals: [erase]\n")
    approves(cases.folder, proposes_closing(cases.folder, cases.active))
    assert closed(cases.folder, cases.active)


def commit_settings(folder: Path, wanted: str) -> None:
    settings = folder / "iza.yaml"
    settings.write_text(settings.read_text("utf-8").replace(four_eyes.WANTED, wanted), "utf-8")
    git(folder, "commit", "-qam", "other approvals")


# -- nobody does it alone --------------------------------------------------------------------------------


def _closes(folder: Path, case: str) -> object:
    return pause_and_close.close(at_work(folder, JUDITH), case, "moved_county", DAYS["today"])


def _closes_by_hand(folder: Path, case: str) -> object:
    text = case_text(folder, case) + f"closing:\n  reason: contact_lost\n  on: {DAYS['today']}\n  by: kue\n"
    office = at_work(folder, JUDITH)
    return by_hand.land(office, by_hand.begin(office, case), text)


def _takes_up_what_was_written_by_hand(folder: Path, case: str) -> object:
    text = case_text(folder, case) + f"closing:\n  reason: contact_lost\n  on: {DAYS['today']}\n  by: kue\n"
    (folder / path_of(case)).write_text(text, "utf-8")
    office = at_work(folder, JUDITH)
    return by_hand.land(office, by_hand.begin(office, case), text)


def _copies_a_template(folder: Path, _case: str) -> object:
    return county_wording.copy(at_work(folder, JUDITH), "reminder")


@pytest.mark.parametrize(
    ("alone", "said"),
    [
        (_closes, "Closing a case"),
        (_closes_by_hand, "Closing a case"),
        (_takes_up_what_was_written_by_hand, "Closing a case"),
        (_copies_a_template, "Settings"),
    ],
)
def test_alone_it_is_refused(cases: Built, alone: Callable[[Path, str], object], said: str) -> None:
    head = git(cases.folder, "rev-parse", "HEAD")
    with pytest.raises(Refused, match=f"{said}.* need"):
        alone(cases.folder, cases.issued)
    assert git(cases.folder, "rev-parse", "HEAD") == head
    assert refs(cases.folder) == []


def test_signing_alone_is_refused_before_anything_is_asked(cases: Built) -> None:
    with pytest.raises(Refused, match="Signatures need a second person") as caught:
        agreement.sign(at_work(cases.folder, JUDITH), cases.issued, DAYS["signed"], "Albweil", review_on=DAYS["review"])
    assert "iza propose agreement sign" in caught.value.hint
    with pytest.raises(Refused, match="Signatures need a second person"):
        open_edit(at_work(cases.folder, JUDITH), cases.issued, approvals_action("agreement.sign"))


def approvals_action(value: str) -> Any:
    from iza.model.procedure import Action

    return Action(value)


def test_what_needs_nobody_else_goes_on(cases: Built) -> None:
    goals_and_steps.start_step(at_work(cases.folder, JUDITH), cases.active, "1.1")
    assert trailers(cases.folder)["Iza-Action"] == "step.start"


@pytest.mark.parametrize("committed", [True, False])
def test_a_setting_counts_as_soon_as_it_is_written_and_until_its_end_is_committed(cases: Built, committed: bool) -> None:
    settings = cases.folder / "iza.yaml"
    if not committed:
        commit_settings(cases.folder, "")
        settings.write_text(settings.read_text("utf-8") + four_eyes.WANTED, "utf-8")
    else:
        settings.write_text(settings.read_text("utf-8").replace(four_eyes.WANTED, ""), "utf-8")
    for alone in (_closes, _closes_by_hand):
        with pytest.raises(Refused, match="second person"):
            alone(cases.folder, cases.issued)


def test_taking_back_the_end_of_a_case_needs_a_second_person_too(cases: Built) -> None:
    approves(cases.folder, proposes_closing(cases.folder, cases.active))
    alone = at_work(cases.folder, JUDITH)
    with pytest.raises(Refused, match="Closing a case"):
        undo.land_undo(alone, undo.plan_undo(alone, cases.active))
    put_up: list[str] = []
    together = approve.proposing(alone, put_up)
    undo.land_undo(together, undo.plan_undo(together, cases.active))
    undone = git(cases.folder, "rev-parse", "HEAD").strip()
    approves(cases.folder, put_up[0])
    assert not closed(cases.folder, cases.active)
    assert trailers(cases.folder)["Iza-Undoes"] == undone
    assert trailers(cases.folder)["Iza-Approved-By"] == THOMAS.email


def test_only_what_waits_for_somebody_can_be_proposed(cases: Built) -> None:
    office = approve.proposing(at_work(cases.folder, JUDITH), [])
    before = everything(cases.folder)
    with pytest.raises(Refused, match="No second person is needed"):
        goals_and_steps.start_step(office, cases.active, "1.1")
    with pytest.raises(Refused, match="out for signature"):
        agreement.sign(office, cases.active, DAYS["today"], "Albweil")  # signed already
    assert everything(cases.folder) == before
    assert refs(cases.folder) == []


# -- who approves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "myself",
    [
        JUDITH,
        engine.Author("Judith Kübler", "J.KUEBLER@Albweil.Example"),
        engine.Author("J. K.", "J.KUEBLER@ALBWEIL.EXAMPLE"),
        engine.Author("Judith Kübler", "judith@home.example"),
        engine.Author("  judith   KÜBLER ", "judith@home.example"),
    ],
)
@pytest.mark.parametrize("proposer", [JUDITH, engine.Author("Judith Kübler", "private@elsewhere.example")])
def test_nobody_approves_their_own(cases: Built, myself: engine.Author, proposer: engine.Author) -> None:
    ref = proposes_closing(cases.folder, cases.active, proposer)
    before = everything(cases.folder)
    with pytest.raises(Refused, match="Nobody approves their own proposal"):
        approves(cases.folder, ref, myself)
    assert everything(cases.folder) == before
    assert refs(cases.folder) == [f"refs/heads/iza/proposal/{ref}"]


def test_nobody_approves_their_own_under_another_name(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active, engine.Author(JUDITH.name, "private@elsewhere.example"))
    with pytest.raises(Refused, match="Nobody approves"):
        approves(cases.folder, ref, engine.Author(THOMAS.name, "Private@Elsewhere.example"))


def test_nobody_approves_their_own_under_the_name_of_a_committer(
    cases: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    monkeypatch.setenv("GIT_AUTHOR_NAME", THOMAS.name)
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", THOMAS.email)
    with pytest.raises(Refused, match="Nobody approves"):
        approves(cases.folder, ref, JUDITH)


def test_a_stranger_neither_proposes_nor_approves_nor_declines(cases: Built) -> None:
    with pytest.raises(Refused, match="no caseworker with your git e-mail"):
        proposes_closing(cases.folder, cases.active, STRANGER)
    ref = proposes_closing(cases.folder, cases.active)
    for answer in (approves, rejects):
        with pytest.raises(Refused, match="no caseworker with your git e-mail"):
            answer(cases.folder, ref, STRANGER)
    assert refs(cases.folder) == [f"refs/heads/iza/proposal/{ref}"]


def test_nobody_gets_into_the_directory_in_passing(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    workers = cases.folder / "directory/caseworkers.yaml"
    text = workers.read_text("utf-8").replace(THOMAS.email, STRANGER.email)
    workers.write_text(text, "utf-8")
    with pytest.raises(GitError, match="not committed yet"):
        approves(cases.folder, ref, STRANGER)


def test_who_has_left_approves_nothing(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    workers = cases.folder / "directory/caseworkers.yaml"
    text = workers.read_text("utf-8").replace("active_from: 2018-04-01", "active_from: 2018-04-01\n    active_until: 2026-05-03", 1)
    workers.write_text(text, "utf-8")
    git(cases.folder, "commit", "-qam", "Thomas leaves")
    with pytest.raises(Refused, match="no caseworker with your git e-mail"):
        approves(cases.folder, ref)


def test_a_proposal_of_somebody_nobody_knows_is_not_approved_but_can_be_declined(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    workers = cases.folder / "directory/caseworkers.yaml"
    text = workers.read_text("utf-8").replace(JUDITH.email, "new@albweil.example").replace("Kübler", "Keller")
    workers.write_text(text, "utf-8")
    git(cases.folder, "commit", "-qam", "another name")
    with pytest.raises(Refused, match="Whoever proposed this"):
        approves(cases.folder, ref)
    rejects(cases.folder, ref)
    assert refs(cases.folder) == []


# -- over a shared repository ----------------------------------------------------------------------------


@pytest.fixture
def two(cases: Built, tmp_path: Path) -> tuple[Path, Path]:
    """The clones of Judith and Thomas over a bare repository."""
    git(tmp_path, "clone", "-q", "--bare", str(cases.folder), "shared.git")
    for name, person in (("judith", JUDITH), ("thomas", THOMAS)):
        git(tmp_path, "clone", "-q", "shared.git", name)
        become(tmp_path / name, person)
    return tmp_path / "judith", tmp_path / "thomas"


def test_a_round_over_a_shared_repository(cases: Built, two: tuple[Path, Path], tmp_path: Path) -> None:
    judith, thomas = two
    ref = proposes_closing(judith, cases.active)
    git(judith, "push", "-q", "origin", f"iza/proposal/{ref}")
    assert proposals.waiting(at_work(thomas, THOMAS)) == ()
    git(thomas, "fetch", "-q")
    found = meant(at_work(thomas, THOMAS), ref)
    assert (found.here, found.remotes, found.proposer) == (False, ("origin",), JUDITH)
    outcome = approves(thomas, ref)
    assert proposals.waiting(at_work(thomas, THOMAS)) == (), "answered, although the branch is still there"
    assert outcome.next == f"git push origin main :iza/proposal/{ref}"
    git(thomas, *shlex.split(outcome.next)[1:])
    git(judith, "pull", "-q", "--prune")
    assert closed(judith, cases.active)
    assert proposals.waiting(at_work(judith, JUDITH)) == ()
    assert git(judith, "log", "-2", "--format=%an %cn").splitlines() == [f"{one.name} {one.name}" for one in (THOMAS, JUDITH)]
    assert refs(tmp_path / "shared.git") == []
    assert refs(judith) == [f"refs/heads/iza/proposal/{ref}"], "goes with the next answer"
    with pytest.raises(Refused, match="approved or declined already"):
        approves(judith, ref)
    assert refs(judith) == []


def test_a_proposal_declined_elsewhere_is_over_here_too(cases: Built, two: tuple[Path, Path]) -> None:
    judith, thomas = two
    ref = proposes_closing(judith, cases.active)
    git(judith, "push", "-q", "origin", f"iza/proposal/{ref}")
    git(thomas, "fetch", "-q")
    git(thomas, *shlex.split(rejects(thomas, ref, reason="too_early").next)[1:])
    git(judith, "pull", "-q", "--prune")
    assert proposals.waiting(at_work(judith, JUDITH)) == ()
    again = proposes_closing(judith, cases.active)
    assert again != ref
    assert [one.id for one in proposals.waiting(at_work(judith, JUDITH))] == [again]


def test_a_proposal_merged_by_the_server_waits_no_longer(cases: Built, two: tuple[Path, Path]) -> None:
    judith, thomas = two
    ref = proposes_closing(judith, cases.active)
    git(judith, "push", "-q", "origin", f"iza/proposal/{ref}")
    git(thomas, "fetch", "-q")
    git(thomas, "merge", "-q", "--no-ff", "-m", "Merge", f"origin/iza/proposal/{ref}")
    assert proposals.waiting(at_work(thomas, THOMAS)) == ()


def test_a_branch_that_differs_elsewhere_is_not_approved(cases: Built, two: tuple[Path, Path]) -> None:
    judith, _thomas = two
    ref = proposes_closing(judith, cases.active)
    git(judith, "push", "-q", "origin", f"iza/proposal/{ref}")
    name = f"refs/heads/iza/proposal/{ref}"
    other = git(judith, "commit-tree", f"{name}^{{tree}}", "-p", "HEAD", "-m", "other").strip()
    git(judith, "update-ref", name, other)
    with pytest.raises(Conflict, match="not the same everywhere"):
        approves(judith, ref)


# -- what happened in between ----------------------------------------------------------------------------


def test_what_others_changed_in_between_is_kept(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    goals_and_steps.finish_step(at_work(cases.folder, THOMAS), cases.active, "1.1", DAYS["today"])
    commit_by_hand(cases.folder, cases.active, "family:", "# a remark\n      family:")
    approves(cases.folder, ref)
    text = case_text(cases.folder, cases.active)
    assert "# a remark" in text
    case = current_case(at_work(cases.folder, THOMAS).repo, cases.active)
    assert case["agreement"]["goals"][0]["steps"][0]["status"] == "done"
    assert case["closing"]["reason"] == "moved_county"
    assert len(engine.log(cases.folder, limit=1)[0].files) == 1


def _refused(cases: Built, ref: str, error: type[IzaError], said: str, day: date = DAY) -> None:
    """Nobody can approve this any more; nothing is changed by trying."""
    before, known = everything(cases.folder), refs(cases.folder)
    found = meant(at_work(cases.folder, THOMAS, day), ref)
    with pytest.raises(error, match=said) as caught:
        approves(cases.folder, ref, day=day)
    assert landing_proposals.why_it_cannot_land(at_work(cases.folder, THOMAS, day), found) == caught.value.message
    assert everything(cases.folder) == before
    assert refs(cases.folder) == known


def test_what_was_changed_at_the_same_place_is_a_conflict(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)  # calls the planned review off
    review_calendar.no_show(at_work(cases.folder, THOMAS, date(2026, 7, 1)), cases.active, "2026-07-20")
    _refused(cases, ref, Conflict, "changed elsewhere at the same place: reviews", date(2026, 7, 1))


def test_what_the_procedure_does_not_allow_any_more(cases: Built) -> None:
    first, second = (proposes_closing(cases.folder, cases.active, reason=why) for why in ("moved_county", "contact_lost"))
    approves(cases.folder, first)
    _refused(cases, second, Refused, "is not possible now")
    assert [one.id for one in proposals.waiting(at_work(cases.folder, THOMAS))] == [second]


def test_the_rules_of_today_count(cases: Built) -> None:
    ref = proposes_signing(cases.folder, cases.issued)
    _refused(cases, ref, Refused, "E27", date(2026, 3, 26))  # signed on a day that is still to come


def test_a_signature_never_comes_under_other_terms(cases: Built) -> None:
    ref = proposes_signing(cases.folder, cases.issued)
    office = at(at_work(cases.folder, THOMAS), DAYS["issued"])
    agreement.withdraw(office, cases.issued)
    goals_and_steps.change_goal(office, cases.issued, "1", {"indicator": "Zeugnis B1 liegt vor."})
    agreement.issue(office, cases.issued)
    _refused(cases, ref, Conflict, "terms were changed since the signature was proposed")


def test_a_review_that_is_open_comes_first(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    office = at_work(cases.folder, THOMAS)
    review.start(office, cases.active, office.day)
    _refused(cases, ref, Refused, "is open; close it first")
    with pytest.raises(Refused, match="is open; close it first"):
        proposes_closing(cases.folder, cases.active)


def test_changes_by_hand_are_not_swept_along(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    path = cases.folder / path_of(cases.active)
    path.write_text(path.read_text("utf-8") + "# by hand\n", "utf-8")
    _refused(cases, ref, GitError, "changes by hand")


def test_what_stands_there_already_is_not_landed_twice(cases: Built) -> None:
    put_up: list[str] = []
    office = approve.proposing(at_work(cases.folder, JUDITH), put_up)
    text = case_text(cases.folder, cases.issued)
    signed = text.replace("issued_on: ", f"signed_on: {DAYS['signed']}\n        place: Albweil\n        issued_on: ", 1)
    with pytest.raises((Refused, InvalidData)):
        by_hand.land(office, by_hand.begin(office, cases.issued), signed)  # rules hold for proposals too
    assert put_up == []
    ref = proposes_closing(cases.folder, cases.active)
    git(cases.folder, "checkout", "-q", f"iza/proposal/{ref}", "--", path_of(cases.active))
    git(cases.folder, "commit", "-qm", "by hand")
    _refused(cases, ref, Refused, "is not possible now")


# -- branches that iza did not make ----------------------------------------------------------------------


def _branch(folder: Path, case: str, message: str, *, text: str = "", more: dict[str, str] | None = None) -> str:
    """A branch somebody made with plain git: the case closed, and more."""
    ref = f"{case}-zzzzz"
    closing_part = f"closing:\n  reason: contact_lost\n  on: {DAYS['today']}\n  by: kue\n"
    git(folder, "switch", "-qc", f"iza/proposal/{ref}")
    written(folder, {path_of(case): text or case_text(folder, case) + closing_part, **(more or {})})
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)
    git(folder, "switch", "-q", "main")
    return ref


def _said(case: str, action: str = "close", by: str = JUDITH.email) -> str:
    return f"x\n\nIza-Action: {action}\nIza-Case: {case}\nIza-Proposed-By: {by}\n"


def test_a_branch_without_the_words_of_iza_is_none(cases: Built) -> None:
    become(cases.folder, JUDITH)
    ref = _branch(cases.folder, cases.issued, f"{CANARY} zieht um")
    _refused(cases, ref, Refused, "is no proposal as iza makes them")
    rejects(cases.folder, ref)
    assert CANARY not in git(cases.folder, "log", "--all", "--format=%B")
    assert refs(cases.folder) == []


@pytest.mark.parametrize(
    ("message", "more", "said"),
    [
        (lambda case: _said(case, by=THOMAS.email), {}, "is no proposal|Nobody approves"),
        (lambda _case: _said("F-0000-0000"), {}, "is no proposal"),
        (lambda case: _said(case, ""), {}, "is no proposal"),
        (lambda case: _said(case, "made.up"), {}, "other files"),
        (_said, {"iza.yaml": "name: x\n"}, "other files"),
        (lambda case: _said(case, "consent.give"), {}, "changed something that this action does not change"),
        (lambda case: _said(case, "case.translate"), {}, "changed something that this action does not change"),
        (lambda case: _said(case, "clearing.create"), {}, "is not possible now"),
    ],
)
def test_a_branch_that_says_one_thing_and_does_another(
    cases: Built, message: Callable[[str], str], more: dict[str, str], said: str
) -> None:
    become(cases.folder, JUDITH)
    ref = _branch(cases.folder, cases.issued, message(cases.issued), more=more)
    with pytest.raises(Refused, match=said):
        approves(cases.folder, ref)
    assert not closed(cases.folder, cases.issued)


@pytest.mark.parametrize(("action", "old", "new"), [
    ("goal.drop", "      status: open\n", "      status: dropped\n"),
    ("step.cancel", "          status: open\n", "          status: cancelled\n"),
    ("case.edit", "          status: open\n", "          status: cancelled\n"),
])  # fmt: skip
def test_what_was_agreed_is_not_given_up_by_approving(cases: Built, action: str, old: str, new: str) -> None:
    become(cases.folder, JUDITH)
    before = case_text(cases.folder, cases.active)
    assert old in before
    ref = _branch(cases.folder, cases.active, _said(cases.active, action), text=before.replace(old, new, 1))
    _refused(cases, ref, Refused, "only in a review")
    assert case_text(cases.folder, cases.active) == before


def test_a_branch_that_was_changed_by_somebody_else(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    become(cases.folder, engine.Author("Miriam Elzner", "m.elzner@albweil.example"))
    git(cases.folder, "switch", "-q", f"iza/proposal/{ref}")
    git(cases.folder, "commit", "-q", "--amend", "--no-edit")
    git(cases.folder, "switch", "-q", "main")
    _refused(cases, ref, Refused, "is no proposal")


def test_nothing_is_saved_on_the_branch_of_a_proposal(cases: Built) -> None:
    ref = proposes_signing(cases.folder, cases.issued)
    git(cases.folder, "switch", "-q", f"iza/proposal/{ref}")
    head = git(cases.folder, "rev-parse", "HEAD")
    with pytest.raises(GitError, match="stands on the branch of a proposal"):
        goals_and_steps.start_step(at_work(cases.folder, THOMAS), cases.active, "1.1")
    with pytest.raises(GitError, match="stands on the branch of a proposal"):
        proposes_closing(cases.folder, cases.active)
    assert git(cases.folder, "rev-parse", "HEAD") == head
    assert git(cases.folder, "status", "--porcelain") == ""


def test_a_commit_on_top_of_a_proposal_makes_it_none(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    become(cases.folder, JUDITH)
    git(cases.folder, "switch", "-q", f"iza/proposal/{ref}")
    written(cases.folder, {path_of(cases.active): case_text(cases.folder, cases.active) + "# more\n"})
    git(cases.folder, "commit", "-qam", "more")
    git(cases.folder, "switch", "-q", "main")
    _refused(cases, ref, Refused, "is no proposal")


def test_a_proposal_never_takes_a_case_away_or_brings_one(cases: Built) -> None:
    become(cases.folder, JUDITH)
    git(cases.folder, "switch", "-qc", f"iza/proposal/{cases.active}-zzzzz")
    git(cases.folder, "rm", "-q", path_of(cases.active))
    git(cases.folder, "commit", "-qm", _said(cases.active))
    git(cases.folder, "switch", "-q", "main")
    _refused(cases, f"{cases.active}-zzzzz", Refused, "makes a case or takes one away")


# -- declining -------------------------------------------------------------------------------------------


def test_declining_is_on_record_without_a_word_of_anybody(cases: Built) -> None:
    written(cases.folder, {"notes.txt": "x"})
    git(cases.folder, "add", "notes.txt")
    ref = proposes_closing(cases.folder, cases.active)
    commit = meant(at_work(cases.folder, THOMAS), ref).commit.id
    tree = git(cases.folder, "rev-parse", "HEAD^{tree}")
    rejects(cases.folder, ref, reason="incomplete")
    assert trailers(cases.folder) == {
        "Iza-Action": "proposal.reject", "Iza-Case": cases.active, "Iza-Proposed-By": JUDITH.email,
        "Iza-Rejected-By": THOMAS.email, "Iza-Reason": "incomplete", "Iza-Proposal": commit,
    }  # fmt: skip
    assert git(cases.folder, "log", "-1", "--format=%an %cn %s").strip() == f"{THOMAS.name} {THOMAS.name} {cases.active}: proposal declined"
    assert git(cases.folder, "rev-parse", "HEAD^{tree}") == tree
    assert git(cases.folder, "status", "--porcelain") == "A  notes.txt\n"
    assert refs(cases.folder) == []
    assert proposals.waiting(at_work(cases.folder, THOMAS)) == ()


def test_taking_back_ones_own(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    rejects(cases.folder, ref, JUDITH)
    said = trailers(cases.folder)
    assert said["Iza-Action"] == "proposal.withdraw"
    assert "Iza-Rejected-By" not in said
    assert refs(cases.folder) == []


# -- settings --------------------------------------------------------------------------------------------


def proposes_settings(folder: Path, person: engine.Author = JUDITH) -> str:
    put_up: list[str] = []
    approve.propose_settings(approve.proposing(at_work(folder, person), put_up))
    return put_up[0]


def test_settings_changed_by_hand_are_proposed_from_where_they_stand(cases: Built, two: tuple[Path, Path]) -> None:
    judith, thomas = two
    picture = b"\x89PNG\r\n\x1a\n\xff\xfe"
    (judith / "templates").mkdir()
    (judith / "templates/logo.png").write_bytes(picture)
    written(judith, {"iza.yaml": (judith / "iza.yaml").read_text("utf-8").replace("close, ", ""), "cases/notes.txt": "x"})
    before = everything(judith)
    ref = proposes_settings(judith)
    assert everything(judith) == before
    assert NAME.fullmatch(ref)
    assert ref.startswith("settings-")
    shown = proposals.describe(at_work(judith, JUDITH), meant(at_work(judith, JUDITH), ref))
    assert shown.lines == (
        "iza.yaml:", f"-{four_eyes.WANTED.strip()}", "+approvals: [sign, settings]", "templates/logo.png: another picture"
    )  # fmt: skip
    git(judith, "push", "-q", "origin", f"iza/proposal/{ref}")
    git(thomas, "fetch", "-q")
    approves(thomas, ref)
    assert (thomas / "templates/logo.png").read_bytes() == picture
    assert trailers(thomas)["Iza-Action"] == "settings.edit"
    _closes(thomas, cases.active)  # from now on anybody may
    assert closed(thomas, cases.active)


def test_in_the_same_clone_they_land_where_they_stand(cases: Built) -> None:
    settings = cases.folder / "iza.yaml"
    settings.write_text(settings.read_text("utf-8").replace("min_age: 16", "min_age: 15") + "# more\n", "utf-8")
    approves(cases.folder, proposes_settings(cases.folder), THOMAS)
    assert git(cases.folder, "status", "--porcelain") == ""
    assert "# more" in git(cases.folder, "show", "HEAD:iza.yaml")


def test_a_template_goes_by_proposal(cases: Built) -> None:
    commit_settings(cases.folder, "")
    county_wording.copy(at_work(cases.folder, JUDITH), "reminder")
    settings = cases.folder / "iza.yaml"
    settings.write_text(settings.read_text("utf-8") + four_eyes.WANTED, "utf-8")
    git(cases.folder, "commit", "-qam", "approvals")
    (cases.folder / "templates/reminder.md.j2").unlink()
    ref = proposes_settings(cases.folder)
    git(cases.folder, "restore", "templates")
    approves(cases.folder, ref)
    assert not (cases.folder / "templates/reminder.md.j2").exists()
    assert git(cases.folder, "status", "--porcelain") == ""
    assert git(cases.folder, "diff", "--name-status", "HEAD~1", "HEAD").split() == ["D", "templates/reminder.md.j2"]


def test_a_copied_template_is_proposed_without_touching_the_work_tree(cases: Built) -> None:
    before = everything(cases.folder)
    put_up: list[str] = []
    county_wording.copy(approve.proposing(at_work(cases.folder, JUDITH), put_up), "reminder")
    assert everything(cases.folder) == before
    assert not (cases.folder / "templates").exists()
    approves(cases.folder, put_up[0])
    assert trailers(cases.folder)["Iza-Action"] == "template.copy"
    assert (cases.folder / "templates/reminder.md.j2").exists()


def test_settings_changed_in_between_are_a_conflict(cases: Built) -> None:
    settings = cases.folder / "iza.yaml"
    old = settings.read_text("utf-8")
    settings.write_text(old + "# one\n", "utf-8")
    ref = proposes_settings(cases.folder)
    settings.write_text(old + "# other\n", "utf-8")
    git(cases.folder, "commit", "-qam", "other")
    _refused(cases, ref, Conflict, "iza.yaml was changed since")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda text: text + "unknown: 1\n", InvalidData),
        (lambda text: text.replace("approvals: [sign,", "approvals: [sing,"), InvalidData),
        (lambda text: text + "\ta\n", InvalidData),
        (lambda text: text.replace('color: "#', 'color: "#eeeee') if 'color: "#' in text else text + "min_age: -1\n", IzaError),
    ],
)
def test_settings_that_do_not_hold_are_not_proposed(
    cases: Built, change: Callable[[str], str], error: type[IzaError]
) -> None:
    settings = cases.folder / "iza.yaml"
    settings.write_text(change(settings.read_text("utf-8")), "utf-8")
    with pytest.raises(error):
        proposes_settings(cases.folder)
    assert refs(cases.folder) == []


def test_without_a_change_there_is_nothing_to_propose(cases: Built) -> None:
    with pytest.raises(Refused, match="Nothing is changed"):
        proposes_settings(cases.folder)


# -- finding and telling ---------------------------------------------------------------------------------


def test_a_proposal_is_found_by_what_people_say(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    office = at_work(cases.folder, THOMAS)
    for text in (ref, ref.lower(), ref[-5:], cases.active, cases.active.lower(), cases.active[2:6],
                 f"iza/proposal/{ref}", f"origin/iza/proposal/{ref}"):  # fmt: skip
        assert meant(office, text).id == ref
    for text in ("zzzzz", CANARY, "settings", "", "F-0000-0000"):
        with pytest.raises(NotFound) as caught:
            meant(office, text)
        assert CANARY not in caught.value.message + caught.value.hint
    second = proposes_closing(cases.folder, cases.active, reason="contact_lost")
    with pytest.raises(NotFound, match="Several proposals fit") as caught:
        meant(office, cases.active)
    assert ref in caught.value.message
    assert [one.id for one in proposals.waiting(office)] == sorted([ref, second], key=lambda one: (meant(office, one).when, one))


def test_an_empty_repository_has_none(tmp_path: Path) -> None:
    engine.init(tmp_path)
    assert engine.proposals(tmp_path) == []


def test_branches_of_other_names_are_left_alone(cases: Built) -> None:
    for name in (f"iza/proposal/{CANARY}", "iza/proposal/F-0000-0000", "iza/proposal/f-0000-0000-abcde", "topic"):
        git(cases.folder, "branch", name)
        git(cases.folder, "switch", "-q", name)
        git(cases.folder, "commit", "-q", "--allow-empty", "-m", "x")
    git(cases.folder, "switch", "-q", "main")
    assert proposals.waiting(at_work(cases.folder, THOMAS)) == ()


def test_nothing_tells_who_it_is_about(cases: Built) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    found = meant(at_work(cases.folder, THOMAS), ref)
    office = at_work(cases.folder, THOMAS)
    shown = proposals.describe(office, found)
    texts = [
        git(cases.folder, "for-each-ref"), git(cases.folder, "log", "--all", "--format=%B"), repr(found), repr(shown),
        proposals.markdown(shown), *(path.name for path in (cases.folder / ".git").rglob("*")),
    ]  # fmt: skip
    assert [text for text in texts if CANARY in text] == []
    assert CANARY in git(cases.folder, "show", f"{found.commit.id}:{path_of(cases.active)}")


def test_a_note_is_shown_to_who_approves_and_not_on_a_server(cases: Built) -> None:
    put_up: list[str] = []
    office = approve.proposing(at_work(cases.folder, JUDITH), put_up)
    pause_and_close.close(office, cases.active, "moved_county", DAYS["today"], note=f"*{CANARY}* | zieht zu ihrer Schwester")
    found = meant(office, put_up[0])
    assert CANARY in repr(proposals.describe(office, found))
    text = proposals.markdown(proposals.describe(office, found, terse=True))
    assert CANARY not in text
    assert f"iza proposal show {put_up[0]}" in text


def test_markdown_is_text_and_no_markup(cases: Built) -> None:
    put_up: list[str] = []
    office = approve.proposing(at_work(cases.folder, JUDITH), put_up)
    agreement.sign(office, cases.issued, DAYS["signed"], "<b>*Albweil*</b> [x](y)", review_on=DAYS["review"])
    text = proposals.markdown(proposals.describe(office, meant(office, put_up[0])))
    assert "<b>" not in text
    assert r"\*Albweil\*" in text
    assert "](" not in text.replace(r"\](", "")


# -- killed, and signed ----------------------------------------------------------------------------------

KILLED = """
import os, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from git.cmd import Git
import four_eyes
real, turns = Git.execute, iter(range(1, 99))
def execute(self, *args, **options):
    if next(turns) == int(sys.argv[3]):
        os._exit(9)
    return real(self, *args, **options)
folder, what, ref = Path(sys.argv[4]), sys.argv[5], sys.argv[6]
four_eyes.become(folder, four_eyes.JUDITH if what == "proposes_closing" else four_eyes.THOMAS)
Git.execute = execute
getattr(four_eyes, what)(folder, ref)
"""


def _killed(folder: Path, turn: int, what: str, ref: str) -> bool:
    """Do something and be killed at the n-th time that git is to write; whether that came to pass."""
    words = (sys.executable, "-c", KILLED, str(ROOT), str(ROOT / "tests"), str(turn), str(folder), what, ref)
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert done.returncode in (0, 9), done.stderr
    return done.returncode == 9


def _sound(folder: Path) -> None:
    assert git(folder, "fsck", "--strict", "--no-dangling").strip() == ""
    assert git(folder, "status", "--porcelain") == ""


def test_killed_while_proposing(cases: Built) -> None:
    before = everything(cases.folder)
    turn = 1
    while _killed(cases.folder, turn, "proposes_closing", cases.active):
        assert refs(cases.folder) == []
        _sound(cases.folder)
        turn += 1
    assert turn > 5
    assert everything(cases.folder) == before
    found = proposals.waiting(at_work(cases.folder, THOMAS))
    assert len(found) == 1
    approves(cases.folder, found[0].id)
    _sound(cases.folder)


@pytest.mark.parametrize(("what", "landed"), [("approves", True), ("rejects", False)])
def test_killed_while_answering(cases: Built, what: str, landed: bool) -> None:
    ref = proposes_closing(cases.folder, cases.active)
    head = git(cases.folder, "rev-parse", "HEAD")
    turn, answered = 1, False
    while _killed(cases.folder, turn, what, ref):
        answered = git(cases.folder, "rev-parse", "HEAD") != head
        waiting = [one.id for one in proposals.waiting(at_work(cases.folder, THOMAS))]
        assert waiting == ([] if answered else [ref])
        if what == "approves" and not answered:
            git(cases.folder, "restore", "--staged", "--worktree", ".")  # written and not committed, as after every kill
        _sound(cases.folder)
        if answered:
            break
        turn += 1
    assert answered, "killed between the answer and the end of the branch"
    assert refs(cases.folder) == [f"refs/heads/iza/proposal/{ref}"]
    with pytest.raises(Refused, match="approved or declined already"):
        approves(cases.folder, ref)
    assert refs(cases.folder) == []
    assert git(cases.folder, "rev-list", "--first-parent", "--count", f"{head.strip()}..HEAD").strip() == "1"
    assert closed(cases.folder, cases.active) == landed


def _key(folder: Path, home: Path, person: engine.Author, name: str) -> str:
    """Let a person sign in a clone with a new key; its public half."""
    path = home / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    use_key(folder, path)
    return f'{person.email} namespaces="git" {path.with_suffix(".pub").read_text("utf-8").strip()}\n'


def use_key(folder: Path, path: Path) -> None:
    for name, value in (("gpg.format", "ssh"), ("commit.gpgSign", "true"), ("user.signingKey", f"{path}.pub")):
        git(folder, "config", name, value)


def _signed(folder: Path, commit: str, person: engine.Author) -> bool:
    done = subprocess.run(
        ["git", "-c", "gpg.ssh.allowedSignersFile=directory/allowed_signers", "verify-commit", commit],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode == 0 and person.email in done.stderr


@pytest.fixture
def signing(cases: Built, person: Path) -> Built:
    """The office signs: Judith and Thomas have keys."""
    become(cases.folder, JUDITH)
    lines = [_key(cases.folder, person, THOMAS, "thomas"), _key(cases.folder, person, JUDITH, "judith")]
    written(cases.folder, {"directory/allowed_signers": "".join(lines)})
    git(cases.folder, "add", "directory")
    git(cases.folder, "commit", "-qm", "keys")
    return cases


def test_both_sign(signing: Built, person: Path) -> None:
    folder = signing.folder
    ref = proposes_closing(folder, signing.active)
    commit = meant(at_work(folder, JUDITH), ref).commit.id
    assert _signed(folder, commit, JUDITH)
    use_key(folder, person / "thomas")
    approves(folder, ref)
    assert _signed(folder, "HEAD", THOMAS)
    assert git(folder, "rev-parse", "HEAD^2").strip() == commit
    assert _signed(folder, "HEAD^2", JUDITH), "the proof that she proposed it stays"
    assert trailers(folder)["Iza-Proposal"] == commit
    with pytest.raises(GitError, match="not on the list of keys for your e-mail"):
        proposes_signing(folder, signing.issued)  # with the key of Thomas, who sits at the machine of Judith


def test_the_same_key_is_the_same_person(signing: Built) -> None:
    ref = proposes_closing(signing.folder, signing.active)
    with pytest.raises(Refused, match="Nobody approves their own"):
        approves(signing.folder, ref, THOMAS)  # another name, the key of Judith
    private = git(signing.folder, "config", "user.signingKey").strip().removesuffix(".pub")
    git(signing.folder, "config", "user.signingKey", private)  # named by its private half
    with pytest.raises(Refused, match="Nobody approves their own"):
        approves(signing.folder, ref, THOMAS)
    git(signing.folder, "config", "user.signingKey", "key::" + Path(f"{private}.pub").read_text("utf-8").strip())
    with pytest.raises(Refused, match="Nobody approves their own"):
        approves(signing.folder, ref, THOMAS)


def test_where_an_office_signs_a_proposal_is_signed(signing: Built, person: Path) -> None:
    git(signing.folder, "config", "commit.gpgSign", "false")
    with pytest.raises(GitError, match="not set up to sign"):
        proposes_closing(signing.folder, signing.active)
    ref = _branch(signing.folder, signing.issued, _said(signing.issued))
    use_key(signing.folder, person / "thomas")
    _refused(signing, ref, Refused, "not signed by who made it")
    rejects(signing.folder, ref)
    assert _signed(signing.folder, "HEAD", THOMAS)


def test_signing_never_begins_with_a_commit_that_is_not_signed(cases: Built, person: Path) -> None:
    folder = cases.folder
    become(folder, JUDITH)
    lines = [_key(folder, person, JUDITH, "judith"), _key(folder, person, THOMAS, "thomas")]
    for name in ("gpg.format", "commit.gpgSign", "user.signingKey"):
        git(folder, "config", "--unset", name)
    written(folder, {"directory/allowed_signers": lines[0]})
    without = proposes_settings(folder)
    written(folder, {"directory/allowed_signers": "".join(lines)})
    both = proposes_settings(folder)
    (folder / "directory/allowed_signers").unlink()
    _refused(cases, both, Refused, "not signed with a key of the list")
    use_key(folder, person / "thomas")
    _refused(cases, without, Refused, "not signed with a key of the list")
    approves(folder, both)
    assert _signed(folder, "HEAD", THOMAS)


def test_a_damaged_setting_of_the_key_stops_nobody_without_signatures(cases: Built) -> None:
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", "~/nowhere")):
        git(cases.folder, "config", name, value)
    approves(cases.folder, proposes_closing(cases.folder, cases.active))
    assert closed(cases.folder, cases.active)


def test_names_are_random_and_say_nothing(cases: Built) -> None:
    names = {proposes_closing(cases.folder, cases.active) for _turn in range(4)}
    assert len(names) == 4
    assert all(re.fullmatch(rf"{cases.active}-[0-9a-z]{{5}}", name) for name in names)
