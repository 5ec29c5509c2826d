"""Which entries the history gives: of a case and of the whole office, filtered, merged, broken, moved, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import casework
import pytest
from casework import DAYS, at, case_text, commit_by_hand, git
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iza.app.county import directory
from iza.app.office import Office
from iza.app.procedure import goals_and_steps, review
from iza.app.sentences.field_names import known_names
from iza.app.trail import history
from iza.app.trail.history import Wanted
from iza.errors import UsageError
from iza.i18n import set_language
from iza.store.case_ids import path_of
from iza.store.repository import Repository

RAMI = "F-K2QF-W5FX"


def entries(office: Office, ref: str, **wanted: Any) -> list[history.TrailEntry]:
    return history.history(office, ref, Wanted(**wanted))


def actions(steps: list[history.TrailEntry]) -> list[str]:
    return [step.action for step in steps]


@pytest.fixture
def desk(built_example: Path) -> Office:
    """The office of the example, to look at."""
    return casework.office_in(built_example, "2026-11-16")


# -- filters ---------------------------------------------------------------------------------------------


def test_days_are_both_included(desk: Office) -> None:
    found = entries(desk, RAMI, since="2026-07-13", until="2026-07-21")
    assert actions(found) == ["agreement.sign", "case.translate", "review.hold", "review.cancel"]
    assert entries(desk, RAMI, since="2026-12-01") == []


@pytest.mark.parametrize("name", ["due_on", "bis wann", "BIS  WANN", "due on", "Frist"])
def test_a_field_goes_by_key_or_label_in_either_language(desk: Office, name: str) -> None:
    found = entries(desk, RAMI, field=name, since="2026-03-31")
    assert [(step.action, [one.field for one in step.changes]) for step in found] == [
        ("review.hold", ["Step 1.3 · due on", "Step 1.5"]),
        ("step.add", ["Step 4.2"]),
        ("step.change", ["Step 3.1 · due on"]),
    ]


@pytest.mark.parametrize("name", ["Schritt 1.3", "step 1.3", "1.3", "s-vd55"])
def test_a_step_goes_by_its_number_wherever_it_is_spoken_of(desk: Office, name: str) -> None:
    found = entries(desk, RAMI, field=name)
    assert actions(found) == ["step.done", "step.start", "review.hold", "step.block", "case.translate", "goal.add"]
    assert {one.field.split(" · ")[0] for step in found for one in step.changes} == {"Step 1.3", "Review of 2026-07-16"}


def test_a_version_goes_by_its_number(desk: Office) -> None:
    assert actions(entries(desk, RAMI, field="Fassung 2")) == ["agreement.sign", "case.translate", "review.hold"]


def test_a_goal_that_got_another_number_is_followed(office: Office, case: str) -> None:
    text = case_text(office.repo.root, case)
    start, second = text.index("    - id: g-"), text.index("    - id: g-", text.index("    - id: g-") + 1)
    end = text.index("  versions:")
    turned = text[:start] + text[second:end] + text[start:second] + text[end:]
    (office.repo.root / path_of(case)).write_text(turned, "utf-8")
    git(office.repo.root, "commit", "-qam", "umgestellt")
    found = entries(office, case, field="Ziel 1")
    assert [one.field for one in found[-1].changes] == ["Goal 2", "Step 2.1"]  # as they were called then
    assert "goal.add" in actions(found)


def test_a_field_nobody_knows_is_said_to_be_none(desk: Office) -> None:
    with pytest.raises(UsageError) as caught:
        entries(desk, RAMI, field="Alhamdo")
    assert "Alhamdo" not in caught.value.message + caught.value.hint
    assert entries(desk, RAMI, field="Schritt 9.9") == []
    assert {"bis wann", "due on", "due_on", "telefon", "zielerreichung"} <= known_names()


@pytest.mark.parametrize("who", ["kue", "Judith Kübler", "kübler", "j.kuebler@albweil.example", "J.KUEBLER@albweil.example"])
def test_people_go_by_id_name_or_e_mail(desk: Office, who: str) -> None:
    assert len(entries(desk, RAMI, by=who)) == len(entries(desk, RAMI)) > 30
    assert entries(desk, RAMI, by="elz") == []


@pytest.mark.parametrize("action", ["review.hold", "review held", "Review Held", "Auswertungsgespräch geführt"])
def test_actions_go_by_code_or_words(desk: Office, action: str) -> None:
    set_language("de" if action[0] == "A" else "en")
    assert actions(entries(desk, RAMI, action=action)) == ["review.hold"]


def test_changes_by_hand_are_found_as_such(office: Office, case: str) -> None:
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs bezahlen")
    for word in ("hand", "by hand", "changed by hand"):
        (step,) = entries(office, case, action=word)
        assert [one.sentence for one in step.changes] == ["Step 1.2 reworded: “Kurs besuchen” → “Kurs bezahlen”"]


def test_only_what_is_signed(desk: Office) -> None:
    found = entries(desk, RAMI, terms_only=True)
    assert actions(found) == ["review.hold", "step.add", "step.change", *["goal.add"] * 4]
    assert {one.nature for step in found for one in step.changes} == {"terms"}


def test_the_newest_so_many_of_those_that_fit(desk: Office) -> None:
    assert actions(entries(desk, RAMI, action="step.done", limit=2)) == ["step.done", "step.done"]
    assert len(entries(desk, RAMI, terms_only=True, limit=3)) == 3


def test_an_entry_says_the_review_and_the_reason(desk: Office) -> None:
    (step,) = entries(desk, RAMI, action="review.hold")
    assert step.talk
    assert (step.review, step.talk.day) == (step.talk.id, "2026-07-16")
    assert step.talk.reason.startswith("Der Betrieb kann das Praktikum erst später anbieten.")


# -- by hand, broken, merged, moved ----------------------------------------------------------------------


def test_a_review_held_by_hand_is_known_by_its_content(office: Office, case: str) -> None:
    """A message that claims something else, or nothing, changes nothing."""
    now = at(office, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-16"})
    review.hold(now, case, {}, review.Ending(next_on="2026-09-30", reason="Später.", untouched_ok=True))
    (as_it_was,) = entries(office, case, limit=1)
    git(office.repo.root, "commit", "-q", "--amend", "-m", "Nachtrag")
    (step,) = entries(office, case, limit=1)
    assert (step.action, step.action_name, step.review) == ("", "changed by hand", as_it_was.review)
    assert step.changes == as_it_was.changes
    assert "agreed in the review of 2026-06-30; reason: Später." in step.changes[0].sentence


def test_a_version_nobody_can_read_is_named_and_stepped_over(office: Office, case: str) -> None:
    good = case_text(office.repo.root, case)
    for text, said in (("{", "kaputt"), (good.replace("Kurs besuchen", "Kurs bezahlen"), "heil")):
        (office.repo.root / path_of(case)).write_text(text, "utf-8")
        git(office.repo.root, "commit", "-qam", said)
    mended, broken, *_older = entries(office, case)
    assert (broken.unreadable, broken.changes) == (True, ())
    assert [one.field for one in mended.changes] == ["Step 1.2 · What"]


@pytest.mark.parametrize("bad", ["agreement: 5\n", "agreement: {goals: [x, {id: g-1}]}\nreviews: no\nclient: {names: 1}\n"])
def test_a_version_that_is_no_case_is_told_as_far_as_it_goes(office: Office, case: str, bad: str) -> None:
    good = case_text(office.repo.root, case)
    for text in (bad, good):
        (office.repo.root / path_of(case)).write_text(text, "utf-8")
        git(office.repo.root, "commit", "-qam", "x")
    mended, broken, *_older = entries(office, case)
    assert mended.changes
    assert broken.changes
    assert len(history.recent(office, Wanted(limit=2))) == 2


def test_a_case_moved_by_hand_keeps_its_history(office: Office, case: str) -> None:
    root, before = office.repo.root, entries(office, case)
    (root / "cases/old").mkdir()
    git(root, "mv", path_of(case), f"cases/old/{case}.yaml")
    git(root, "commit", "-qm", "weg")
    git(root, "mv", f"cases/old/{case}.yaml", path_of(case))
    text = case_text(root, case)
    (root / path_of(case)).write_text(text.replace("Kurs besuchen", "Kurs bezahlen"), "utf-8")
    git(root, "commit", "-qam", "zurück")
    back, away, *older = entries(office, case)
    assert [one.field for one in back.changes] == ["Step 1.2 · What"]
    assert away.changes == ()
    assert [step.commit for step in older] == [step.commit for step in before]
    newest, moved, *_rest = history.recent(office, Wanted(limit=5))
    assert [(one.case, [told.field for told in one.changes]) for one in (newest, moved)] == [
        (case, ["Step 1.2 · What"]), (case, [])
    ]  # fmt: skip


def merged(office: Office, case: str) -> None:
    """A colleague works on another branch, and both are brought together; the merge changes one thing itself."""
    root = office.repo.root
    git(root, "switch", "-qc", "kollegin")
    commit_by_hand(root, case, "Kurs besuchen", "Kurs bezahlen", "von der Kollegin")
    git(root, "switch", "-q", "main")
    goals_and_steps.start_step(office, case, "2.1")
    git(root, "merge", "-q", "--no-commit", "kollegin")
    text = case_text(root, case)
    (root / path_of(case)).write_text(text.replace("Betriebe anrufen", "Betriebe besuchen"), "utf-8")
    git(root, "commit", "-qam", "zusammengeführt")


def test_a_merge_tells_only_what_is_new_in_it(office: Office, case: str) -> None:
    merged(at(office, DAYS["today"]), case)
    for found in (entries(office, case, limit=3), history.recent(office, Wanted(limit=3))):
        newest, *sides = [[one.field for one in step.changes] for step in found]
        assert newest == ["Step 2.1 · What"]
        assert sorted(sides) == [["Step 1.2 · What"], ["Step 2.1 · Status"]]


def test_a_merge_that_only_brings_together_is_no_entry(office: Office, case: str) -> None:
    root = office.repo.root
    git(root, "switch", "-qc", "kollegin")
    commit_by_hand(root, case, "Kurs besuchen", "Kurs bezahlen", "von der Kollegin")
    git(root, "switch", "-q", "main")
    goals_and_steps.start_step(at(office, DAYS["today"]), case, "2.1")
    git(root, "merge", "-q", "-m", "zusammen", "kollegin")
    assert len(entries(office, case, limit=3)) == 3
    commits = [step.commit for step in history.recent(office)]
    assert len(commits) == len(set(commits))
    assert git(root, "rev-parse", "HEAD").strip() not in commits


# -- the whole office ------------------------------------------------------------------------------------


def test_the_office_is_every_history_in_one(desk: Office) -> None:
    found = history.recent(desk, Wanted())
    cases = {step.commit: step for step in found if step.case}
    for ref in desk.repo.case_ids():
        for step in history.history(desk, ref):
            other = cases.pop(step.commit)
            assert (other.case, other.action_name, other.review) == (ref, step.action_name, step.review)
            assert [one.field for one in other.changes] == [one.field for one in step.changes]
    assert cases == {}
    assert [step.when for step in found] == sorted((step.when for step in found), reverse=True)


def test_the_newest_thirty_if_nobody_says_otherwise(desk: Office) -> None:
    assert len(history.recent(desk)) == 30
    assert history.recent(desk, Wanted(limit=5)) == history.recent(desk)[:5]


def test_the_same_filters_for_the_office(desk: Office) -> None:
    assert {step.author for step in history.recent(desk, Wanted(by="nwk"))} == {"Katarzyna Nowak"}
    found = history.recent(desk, Wanted(terms_only=True, since="2026-06-01", limit=4))
    assert len(found) == 4
    assert {one.nature for step in found for one in step.changes} == {"terms"}
    moved = history.recent(desk, Wanted(field="Frist", action="review.hold"))
    assert moved
    assert all("due_on" in str(one.fields) for step in moved for one in step.changes)


def test_directory_and_settings_are_there_by_what_was_done(office: Office) -> None:
    directory.end(office, "mentors", "P-7F3K", "2026-12-31")
    commit_settings(office)
    by_hand, ended = history.recent(office, Wanted(limit=2))
    assert (by_hand.action_name, by_hand.case, by_hand.files) == ("changed by hand", "", ("iza.yaml",))
    assert (ended.action, ended.files) == ("mentor.end", ("directory/mentors.yaml",))
    assert ended.action_name == "Mentors: entry ended"
    assert ended.changes == ()
    assert history.recent(office, Wanted(field="due_on")) == []


def commit_settings(office: Office) -> None:
    place = office.repo.root / "iza.yaml"
    place.write_text(place.read_text("utf-8") + "# geändert\n", "utf-8")
    git(office.repo.root, "commit", "-qam", "Einstellungen")


def test_a_commit_of_many_cases_is_one_entry(example: Path) -> None:
    for path in Repository(example).case_paths():
        place = example / path
        place.write_text(place.read_text("utf-8").replace("caseworker: kue", "caseworker: elz"), "utf-8")
    git(example, "commit", "-qam", "Übergabe")
    (example / "notiz.txt").write_text("x", "utf-8")
    git(example, "add", "notiz.txt")
    git(example, "commit", "-q", "--amend", "--no-edit")
    office = casework.office_in(example, "2026-11-16")
    found = history.recent(office, Wanted(limit=20))
    given_over = [step for step in found if step.action_name == "changed by hand"]
    assert all(step.changes[0].field == "Caseworker" for step in given_over if step.case)
    assert [step.files for step in given_over if not step.case] == [("notiz.txt",)]


def test_no_name_and_no_word_of_a_client_is_in_the_list_of_the_office(desk: Office) -> None:
    shown = " ".join(one.sentence for step in history.recent(desk, Wanted()) for one in step.changes)
    for ref in desk.repo.case_ids():
        client: Any = desk.repo.case(ref)["client"]
        names = {name[key] for name in client["names"] for key in ("family", "given", "mononym") if key in name}
        assert [name for name in names if name in shown] == []


def test_nothing_is_committed_yet(tmp_path: Path, county: Path) -> None:
    git(county, "update-ref", "-d", "HEAD")
    assert history.recent(casework.office_in(county)) == []


# -- one git call ----------------------------------------------------------------------------------------


def test_the_office_takes_two_git_calls(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    called: list[str] = []
    run = subprocess.run

    def counted(words: list[str], **options: Any) -> Any:
        called.append(next(word for word in words[1:] if word in ("log", "cat-file") or word.startswith("rev")))
        return run(words, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    history.recent(desk)
    assert called == ["log", "cat-file"]


FIELDS = st.sampled_from(["due_on", "Frist", "Ziel 1", "Schritt 2.1", "Fassung 1", "Stand", "note"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    since=st.sampled_from(["", "2026-05-01"]), until=st.sampled_from(["", "2026-07-31"]), by=st.sampled_from(["", "kue", "nwk"]),
    action=st.sampled_from(["", "review.hold", "hand"]), field=st.just("") | FIELDS, terms_only=st.booleans(), limit=st.integers(0, 3),
)  # fmt: skip
def test_filters_only_ever_leave_out(desk: Office, **wanted: Any) -> None:
    everything = {step.commit: step for step in entries(desk, RAMI)}
    found = entries(desk, RAMI, **wanted)
    assert [step.commit for step in found] == [ref for ref in everything if ref in {step.commit for step in found}]
    assert all(set(step.changes) <= set(everything[step.commit].changes) for step in found)
    assert not wanted["limit"] or len(found) <= wanted["limit"]
