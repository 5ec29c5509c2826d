"""``iza migrate``: every old file of the clone in one commit, open reviews too; what the cases say stays the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import casework
import pytest
from casework import CLIENT, DAYS, at, case_text, commit_by_hand, git, state
from older import make_older

from iza.app.changing import by_hand, undo
from iza.app.county import migrate
from iza.app.lists import case_lists, case_page, check
from iza.app.office import Office
from iza.app.procedure import goals_and_steps, review
from iza.app.trail import history, points_in_time
from iza.errors import GitError, InvalidData, IzaError, Refused
from iza.history.terms import terms_sha256
from iza.model.findings import Level
from iza.store import drafts
from iza.store.case_ids import path_of
from iza.store.current_case import current_case
from iza.store.formats.migrations import version_of
from iza.store.yaml.reader import read


@pytest.fixture
def old(office: Office, case: str) -> str:
    """A signed case as an earlier iza wrote and committed it."""
    commit_older(office.repo.root, case)
    return case


def commit_older(folder: Path, *cases: str) -> None:
    make_older(folder, *map(path_of, cases))
    git(folder, "commit", "-qam", "eine ältere iza")


def commit_newer(folder: Path, case: str) -> None:
    commit_by_hand(folder, case, "iza/case/1", "iza/case/2", "eine neuere iza")


def migrated(office: Office) -> migrate.Migration:
    planned = migrate.plan(office)
    migrate.land(office, planned)
    return planned


def version(folder: Path, case: str) -> int:
    return version_of(read(case_text(folder, case).encode(), case))


# -- old files ---------------------------------------------------------------------------------------------


def test_an_old_case_is_read_everywhere(office: Office, case: str) -> None:
    seen = [current_case(office.repo, case), case_lists.case_list(office), case_lists.due_list(office, everything=True), case_page.sheet(office, case)]
    told = [step.changes for step in history.history(office, case)]
    commit_older(office.repo.root, case)
    now = casework.office_in(office.repo.root, office.day)
    assert version(office.repo.root, case) == 0
    assert [current_case(now.repo, case), case_lists.case_list(now), case_lists.due_list(now, everything=True), case_page.sheet(now, case)] == seen
    assert [step.changes for step in history.history(now, case)] == [(), *told]
    assert points_in_time.compare(now, case, "signed").changes == ()
    assert now.repo.broken == []


def test_check_warns_about_the_format_and_judges_the_rest(office: Office, old: str) -> None:
    (one,) = (found for found in check.check(office, [old]) if found.finding.code == "W73")
    assert (one.finding.level, one.file, one.line) == (Level.WARNING, path_of(old), 2)
    assert "iza migrate" in one.finding.message
    commit_by_hand(office.repo.root, old, "due: 2026-10-30", "due: bald")
    wrong = next(found for found in check.check(office, [old]) if found.finding.level is Level.ERROR)
    assert wrong.finding.code == "E64"
    assert case_text(office.repo.root, old).splitlines()[wrong.line - 1].strip() == "due: bald"


@pytest.mark.parametrize(
    "write",
    [
        lambda o, c: goals_and_steps.start_step(o, c, "1.1"),
        lambda o, c: review.start(o, c, o.day),
        by_hand.begin,
        lambda o, c: by_hand.set_fields(o, c, {"team": "sued"}),
        undo.plan_undo,
    ],
    ids=["step", "review", "edit", "set", "undo"],
)
def test_nothing_is_written_into_an_old_file(write: object, office: Office, old: str) -> None:
    with casework.refusal(office, "iza migrate"):
        write(office, old)  # type: ignore[operator]


def test_an_old_text_does_not_come_back(office: Office, case: str) -> None:
    start = by_hand.begin(office, case)
    before = case_text(office.repo.root, case)
    make_older(office.repo.root, path_of(case))
    text = case_text(office.repo.root, case)
    (office.repo.root / path_of(case)).write_text(before, "utf-8")
    with casework.refusal(office, "iza migrate"):
        by_hand.land(office, start, text)


# -- newer files -------------------------------------------------------------------------------------------


def test_a_newer_file_is_a_finding_and_missing_in_lists(office: Office, case: str) -> None:
    other = casework.opened(office, CLIENT)
    commit_newer(office.repo.root, case)
    (one,) = (found for found in check.check(office) if found.finding.level is Level.ERROR)
    assert (one.finding.code, one.file, one.line) == ("E74", path_of(case), 2)
    assert "newer iza" in one.finding.message
    assert [row.case for row in case_lists.case_list(office)] == [other]
    assert (office.repo.newer, office.repo.broken) == ([case], [])


@pytest.mark.parametrize(
    "use",
    [
        lambda o, c: current_case(o.repo, c),
        case_page.sheet,
        lambda o, c: goals_and_steps.start_step(o, c, "1.1"),
        lambda o, c: review.start(o, c, o.day),
        by_hand.begin,
        lambda o, c: by_hand.set_fields(o, c, {"team": "sued"}),
        undo.plan_undo,
    ],
    ids=["case", "show", "step", "review", "edit", "set", "undo"],
)
def test_a_newer_file_is_left_alone(use: object, office: Office, case: str) -> None:
    commit_newer(office.repo.root, case)
    with casework.refusal(office, "update iza", InvalidData):
        use(office, case)  # type: ignore[operator]


def test_newer_settings_stop_everything_politely(office: Office, case: str) -> None:
    place = office.repo.root / "iza.yaml"
    place.write_text(place.read_text("utf-8").replace("iza/settings/1", "iza/settings/2"), "utf-8")
    now = casework.office_in(office.repo.root)
    with pytest.raises(InvalidData, match=r"^iza\.yaml:[0-9]+: .*newer iza"):
        goals_and_steps.start_step(now, case, "1.1")
    assert "E74" in [found.finding.code for found in check.check(now)]


# -- lifting -----------------------------------------------------------------------------------------------


def test_all_old_files_are_one_commit(office: Office, case: str) -> None:
    cases = [case, casework.drafted(office, CLIENT), casework.opened(office, CLIENT)]
    folder = office.repo.root
    untouched = casework.issued(office, CLIENT)
    known = {one: current_case(office.repo, one) for one in (*cases, untouched)}
    commit_older(folder, *cases)
    head = git(folder, "rev-parse", "HEAD").strip()
    planned = migrated(office)
    assert set(planned.files) == {path_of(one) for one in cases}
    assert git(folder, "log", "--format=%s%n%(trailers)", f"{head}..").split("\n")[:2] == [
        "format of 3 files lifted", "Iza-Action: case.migrate",
    ]  # fmt: skip
    assert set(git(folder, "diff", "--name-only", head).split()) == set(planned.files)
    assert git(folder, "status", "--porcelain") == ""
    now = casework.office_in(folder, office.day)
    assert {one: current_case(now.repo, one) for one in known} == known
    assert [version(folder, one) for one in known] == [1, 1, 1, 1]
    assert [found.finding.code for found in check.check(now) if found.finding.level is Level.ERROR] == []


def test_the_terms_stay_bound_to_the_signature(office: Office, old: str) -> None:
    signed = current_case(office.repo, old)["agreement"]["versions"][-1]["terms_sha256"]
    migrated(office)
    after = current_case(office.repo, old)
    assert terms_sha256(after) == signed == after["agreement"]["versions"][-1]["terms_sha256"]
    goals_and_steps.start_step(office, old, "1.1")


def test_the_history_tells_nothing_but_the_format(office: Office, old: str) -> None:
    before = history.history(office, old)
    migrated(office)
    first, *rest = history.history(office, old)
    assert (first.action_name, first.changes, first.action) == ("format lifted", (), "case.migrate")
    assert rest == before
    assert points_in_time.compare(office, old, before[0].commit).changes == ()
    with casework.refusal(office, "Nothing of what the case says"):
        undo.plan_undo(office, old)


def test_comments_and_hand_made_forms_stay(office: Office, case: str) -> None:
    commit_older(office.repo.root, case)
    commit_by_hand(office.repo.root, case, "due: 2026-10-30", "due: '2026-10-30'  # mit Frau Beispiel besprochen")
    migrated(office)
    assert "due_on: '2026-10-30'  # mit Frau Beispiel besprochen\n" in case_text(office.repo.root, case)


def test_nothing_to_do_is_no_commit(office: Office, case: str) -> None:
    before = state(office.repo.root)
    assert current_case(office.repo, case)
    assert migrated(office).is_empty
    assert state(office.repo.root) == before


def test_planning_writes_nothing(office: Office, old: str) -> None:
    before = state(office.repo.root), case_text(office.repo.root, old)
    assert migrate.plan(office).files == (path_of(old),)
    assert (state(office.repo.root), case_text(office.repo.root, old)) == before


def test_a_change_that_is_not_committed_stops_it(office: Office, old: str) -> None:
    place = office.repo.root / path_of(old)
    place.write_text(place.read_text("utf-8") + "# von Hand\n", "utf-8")
    with casework.refusal(office, path_of(old), GitError):
        migrate.plan(office)
    git(office.repo.root, "checkout", "-q", path_of(old))
    (office.repo.root / "notiz.txt").write_text("x", "utf-8")
    assert migrated(office).files == (path_of(old),)


def test_what_is_wrong_even_when_lifted_stops_it(office: Office, old: str) -> None:
    commit_by_hand(office.repo.root, old, "due: 2026-10-30", "due: bald")
    other = casework.opened(office, CLIENT)
    commit_older(office.repo.root, other)
    with casework.refusal(office, path_of(old), InvalidData):
        migrate.plan(office)
    assert version(office.repo.root, other) == 0


def test_files_nobody_can_read_are_left_out_and_named(office: Office, old: str) -> None:
    broken, newer = casework.opened(office, CLIENT), casework.opened(office, CLIENT)
    commit_by_hand(office.repo.root, broken, "client:", "client: [")
    commit_newer(office.repo.root, newer)
    planned = migrated(office)
    assert planned.files == (path_of(old),)
    assert set(planned.skipped) == {path_of(broken), path_of(newer)}


def test_a_file_that_changed_in_between_is_not_overwritten(office: Office, old: str) -> None:
    planned = migrate.plan(office)
    commit_by_hand(office.repo.root, old, "due: 2026-10-30", "due: 2026-10-29")
    with casework.refusal(office, "somebody else", IzaError):
        migrate.land(office, planned)


def test_the_schemas_for_editors_are_renewed_with_it(office: Office, old: str) -> None:
    folder = office.repo.root
    known = (folder / "schemas/case.schema.json").read_text("utf-8")
    (folder / "schemas/case.schema.json").write_text('{"title": "alt"}\n', "utf-8")
    (folder / "schemas/offers.schema.json").unlink()
    git(folder, "commit", "-qam", "alte Schemas")
    planned = migrated(office)
    assert planned.schemas == ("schemas/case.schema.json", "schemas/offers.schema.json")
    assert planned.files == (path_of(old),)
    assert (folder / "schemas/case.schema.json").read_text("utf-8") == known
    assert git(folder, "show", "--format=", "--name-only", "HEAD").split() == sorted([*planned.files, *planned.schemas])


def test_schemas_alone_are_renewed_too_but_not_invented(office: Office, case: str) -> None:
    folder = office.repo.root
    assert current_case(office.repo, case)
    (folder / "schemas/case.schema.json").write_text("{}\n", "utf-8")
    git(folder, "commit", "-qam", "alte Schemas")
    assert migrated(office).schemas == ("schemas/case.schema.json",)
    assert git(folder, "log", "-1", "--format=%s").strip() == "schemas for editors renewed"
    git(folder, "rm", "-rq", "schemas")
    git(folder, "commit", "-qm", "ohne Schemas")
    assert migrate.plan(office).is_empty


# -- open reviews ------------------------------------------------------------------------------------------


def _old_review(office: Office, case: str) -> Office:
    """A review that was open when the office still had the older iza: case and draft in its format."""
    now = at(office, DAYS["review"])
    review.start(now, case, DAYS["review"])
    goals_and_steps.finish_step(now, case, "1.1")
    draft = drafts.load(now.repo, case)
    assert draft
    folder, place = now.repo.root, now.repo.root / path_of(case)
    texts = []
    for text in (draft.text, draft.base):
        place.write_text(text, "utf-8")
        make_older(folder, path_of(case))
        texts.append(place.read_text("utf-8"))
    git(folder, "commit", "-qam", "eine ältere iza")
    drafts.save(now.repo, replace(draft, text=texts[0], base=texts[1]))
    return now


def test_an_open_review_is_lifted_and_goes_on(office: Office, case: str) -> None:
    now = _old_review(office, case)
    seen = current_case(now.repo, case)
    with casework.refusal(now, "iza migrate"):
        goals_and_steps.start_step(now, case, "1.2")
    assert migrated(now).reviews == (case,)
    assert current_case(now.repo, case) == seen
    goals_and_steps.start_step(now, case, "1.2")
    review.hold(now, case, {}, review.Ending(next_on="2026-09-01", untouched_ok=True))
    step = now.repo.case(case)["agreement"]["goals"][0]["steps"][0]
    assert step["status"] == "done"
    assert migrate.plan(now).is_empty


def test_a_review_goes_on_after_a_colleague_migrated(office: Office, case: str) -> None:
    now = _old_review(office, case)
    draft = drafts.load(now.repo, case)
    migrated(now)
    assert draft
    drafts.save(now.repo, draft)  # the case came by git in the new format, the review is still as it was begun
    head = git(now.repo.root, "rev-parse", "HEAD")
    assert (migrated(now).reviews, git(now.repo.root, "rev-parse", "HEAD")) == ((case,), head)
    review.hold(now, case, {}, review.Ending(next_on="2026-09-01", untouched_ok=True))


def test_a_text_kept_in_the_editor_lands_after_lifting(office: Office, case: str) -> None:
    commit_older(office.repo.root, case)
    base = case_text(office.repo.root, case)
    migrated(office)
    start = by_hand.Editable(case, path_of(case), base)
    outcome = by_hand.land(office, start, base.replace("team: nord", "team: sued"))
    assert (outcome.case, current_case(office.repo, case)["team"], version(office.repo.root, case)) == (case, "sued", 1)


def test_a_damaged_review_is_no_hindrance(office: Office, old: str) -> None:
    folder = office.repo.private / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{old}.json").write_text("{", "utf-8")
    assert migrated(office).files == (path_of(old),)
    with pytest.raises((GitError, Refused)):
        current_case(office.repo, old)
