"""``iza verify`` finds what was falsified, says it in words, and keeps quiet about what is sound."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from signing import JUDITH, line, needs_ssh, new_key
from support import TODAY
from tampering import DAY, MANIPULATIONS, case_file, edit, git, save, signed_case, two_sides

from iza import git as engine
from iza.app.office import Office
from iza.app.trail import verify_cache
from iza.app.trail.verify import verify
from iza.app.trail.verify_report import Report
from iza.history import judge_cases
from iza.history.alarms import ALARMS, Alarm
from iza.history.log import Reader
from iza.model import signers
from iza.store.repository import Repository


def checked(folder: Path, *cases: str) -> Report:
    return verify(Office(Repository(folder), TODAY), cases)


def codes(folder: Path, *cases: str) -> list[str]:
    return [alarm.code for alarm in checked(folder, *cases).findings]


def test_the_example_is_sound(built_example: Path) -> None:
    report = checked(built_example)
    assert report.findings == ()
    assert (report.commits, report.cases, report.signed) == (331, 19, 0)


@pytest.fixture(scope="module")
def offices(built_example: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The example, unsigned and (True) with a list of keys, each looked at once by `iza verify`."""
    folder = tmp_path_factory.mktemp("offices")
    made = {signed: Path(shutil.copytree(built_example, folder / str(signed))) for signed in (False, True)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        begin_signing(made[True], new_key(folder / "id_ed25519"))
        for office in made.values():
            for name, value in (("user.name", "Judith Kübler"), ("user.email", JUDITH)):
                git(office, "config", name, value)
            assert checked(office).findings == ()
    return made


def begin_signing(folder: Path, key: Path) -> None:
    """The first list of keys; from now on everything in this clone is signed."""
    settings = ("gpg.format=ssh", f"user.signingkey={key}", "commit.gpgsign=true", f"user.email={JUDITH}", "user.name=Judith Kübler")
    for setting in settings:
        git(folder, "config", *setting.split("=", 1))
    (folder / signers.FILE).write_text(line(key), "utf-8")
    git(folder, "add", signers.FILE)
    git(folder, "commit", "-qm", "keys", day=before(DAY))


def before(day: str) -> str:
    """An hour earlier."""
    return (datetime.fromisoformat(day) - timedelta(hours=1)).isoformat()


@needs_ssh
@pytest.mark.parametrize("name", MANIPULATIONS)
def test_a_manipulation_is_found_and_named(name: str, offices: dict[bool, Path], tmp_path: Path) -> None:
    """In the clone it was made in, which was looked at before, and in a fresh one where that can see it."""
    way = MANIPULATIONS[name]
    folder = Path(shutil.copytree(offices[way.signed], tmp_path / "office"))
    way.manipulate(folder)
    clones = [folder]
    if not way.local:
        clones.append(tmp_path / "fresh")
        subprocess.run(["git", "clone", "-q", str(folder), str(clones[1])], check=True)
    for clone in clones:
        findings = checked(clone).findings
        assert set(way.codes) <= {alarm.code for alarm in findings}, [(alarm.code, alarm.message) for alarm in findings]
        assert all(alarm.message and "{" not in alarm.message for alarm in findings)


def test_there_are_many_ways_half_of_them_where_everything_is_signed() -> None:
    assert len(MANIPULATIONS) >= 90
    assert sum(way.signed for way in MANIPULATIONS.values()) >= 45


def test_what_was_found_sound_is_judged_again_when_it_goes_on(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[set[str]] = []
    real = judge_cases.judge

    def judge(root: Path, lives: Sequence[judge_cases.Life], read: Reader) -> list[Alarm]:
        judged.append({life.case for life in lives})
        return real(root, lives, read)

    monkeypatch.setattr(judge_cases, "judge", judge)
    shutil.rmtree(example / ".git/iza", ignore_errors=True)
    assert codes(example) == []
    every = judged.pop()
    assert len(every) == 19
    assert codes(example) == []
    assert judged == []
    file = signed_case(example)
    edit(example, file, r"family: \w+", "family: Andere", "by hand\n")
    assert codes(example, file.stem) == []
    edit(example, file, r"signed_on: '?\d{4}", "signed_on: 2019", "by hand\n")
    for _turn in range(3):  # what an alarm is about stays in question
        assert codes(example, file.stem)
    assert judged == [{file.stem}] * 4
    (example / ".git/iza" / verify_cache.NAME).write_bytes(b"damaged")
    assert codes(example)
    assert judged[-1] == every


def test_a_history_that_has_not_gone_on_is_read_once(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(example / ".git/iza", ignore_errors=True)
    first = checked(example)
    readings: list[Path] = []
    everything = engine.everything
    monkeypatch.setattr(engine, "everything", lambda root: (readings.append(root), everything(root))[1])
    assert checked(example) == first
    assert readings == []
    assert verify(Office(Repository(example), TODAY), full=True) == first
    file = signed_case(example)
    edit(example, file, r"signed_on: '?\d{4}", "signed_on: 2019", "by hand\n")
    alarmed = checked(example)
    assert alarmed.findings
    assert len(readings) == 2
    assert checked(example) == alarmed  # what is wrong is remembered like what is sound
    assert len(readings) == 2


def test_a_remembered_report_hides_no_damage_of_the_clone(example: Path) -> None:
    assert codes(example) == []
    git(example, "update-ref", "refs/replace/" + git(example, "rev-parse", "HEAD~1").strip(), "HEAD~2")
    assert codes(example) == ["V53"]


@pytest.mark.parametrize("facts", ["[]", "{}", '{"findings": [{"code": 1}]}', "no json"])
def test_a_remembered_report_that_is_none_counts_for_nothing(facts: str, example: Path) -> None:
    edit(example, signed_case(example), r"signed_on: '?\d{4}", "signed_on: 2019", "by hand\n")
    alarmed = checked(example)
    with closing(sqlite3.connect(example / ".git/iza" / verify_cache.NAME)) as memory, memory:
        memory.execute("UPDATE report SET facts = ?", (facts,))
    assert checked(example) == alarmed


def test_every_alarm_has_a_manipulation_that_raises_it() -> None:
    assert set(ALARMS) == {code for way in MANIPULATIONS.values() for code in way.codes}


def test_a_shallow_clone_says_that_it_is_one(built_example: Path, tmp_path: Path) -> None:
    target = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "5", f"file://{built_example}", str(target)], check=True)
    assert codes(target) == ["V54"]


def test_looking_at_another_branch_or_at_an_old_commit_is_no_rewriting(example: Path) -> None:
    git(example, "switch", "-qc", "other", "HEAD~3")
    edit(example, signed_case(example), r"family: \w+", "family: Andere", "there\n")
    git(example, "checkout", "-q", "HEAD~1")
    assert codes(example) == []
    git(example, "switch", "-q", "main")
    assert codes(example) == []


def test_who_mends_a_shape_is_not_blamed_for_it(example: Path) -> None:
    MANIPULATIONS["a shape nothing can be read from"].manipulate(example)
    broken = git(example, "rev-parse", "HEAD")
    git(example, "revert", "--no-edit", "HEAD")
    assert [(alarm.code, alarm.commit) for alarm in checked(example).findings] == [("V14", broken)]


LIST = r"(\n  competences:\n(?:    [^\n]*\n)+)"
NEW = r"\1    - kind: informal\n      text: {}\n      evidence: self\n"


@pytest.mark.parametrize(("kept", "found"), [("both", []), ("ours", []), ("neither", ["V31"])])
def test_a_list_that_both_sides_made_longer(kept: str, found: list[str], example: Path) -> None:
    file = case_file(example, LIST)
    before = file.read_text("utf-8")
    git(example, "switch", "-qc", "side")
    edit(example, file, LIST, NEW.format("kochen"), "theirs\n")
    git(example, "switch", "-q", "main")
    edit(example, file, LIST, NEW.format("singen"), "ours\n")
    git(example, "merge", "-q", "--no-commit", "side", code=1)
    texts = {"both": re.sub(LIST, NEW.format("kochen") + NEW.format("singen")[2:], before, count=1),
             "ours": re.sub(LIST, NEW.format("singen"), before, count=1), "neither": before}  # fmt: skip
    save(example, file, texts[kept], "merged\n")
    assert codes(example) == found


def test_a_merge_that_git_makes_is_sound(example: Path) -> None:
    two_sides(example)
    git(example, "commit", "-qm", "merged")
    assert codes(example) == []


def test_a_disputed_place_may_have_what_either_side_had(example: Path) -> None:
    file = signed_case(example)
    git(example, "switch", "-qc", "side")
    edit(example, file, r"family: \w+", "family: Andere", "theirs\n")
    git(example, "switch", "-q", "main")
    edit(example, file, r"family: \w+", "family: Dritte", "ours\n")
    git(example, "merge", "-q", "-s", "ours", "side", "-m", "merged")
    assert codes(example) == []


def test_what_was_found_sound_once_must_still_be_there(example: Path) -> None:
    assert codes(example) == []
    shutil.rmtree(example / ".git" / "logs")
    git(example, "config", "core.logAllRefUpdates", "false")
    git(example, "reset", "-q", "--hard", "HEAD~2")
    assert codes(example) == ["V51"]


def test_only_the_cases_that_are_named(example: Path) -> None:
    one, two = sorted(example.glob("cases/*/*.yaml"))[:2]
    edit(example, one, r"family: \w+", "family: Andere", f"x\n\nIza-Action: step.done\nIza-Case: {one.stem}\n")
    assert "V02" in codes(example, one.stem)
    assert codes(example, two.stem) == []


def test_the_command_names_the_commit_and_ends_with_one(example: Path, iza: Callable[..., Any]) -> None:
    assert "unversehrt" in iza(example, "verify", code=0).out
    file = signed_case(example)
    edit(example, file, r"family: \w+", "family: Kanarienvogel", f"x\n\nIza-Action: step.done\nIza-Case: {file.stem}\n")
    told = iza(example, "verify", code=1)
    commit = git(example, "rev-parse", "HEAD")
    assert commit[:10] in told.out
    assert file.stem in told.out
    assert "Kanarienvogel" not in told.out + told.err
    assert '"code": "V02"' in iza(example, "verify", "--json", code=1).out


def test_who_takes_a_falsified_term_back_is_not_blamed(example: Path) -> None:
    file = signed_case(example)
    edit(example, file, r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", "tidied up\n")
    falsified = git(example, "rev-parse", "HEAD")
    git(example, "revert", "--no-edit", "HEAD")
    assert [(alarm.code, alarm.commit) for alarm in checked(example).findings] == [("V01", falsified)]


def test_mending_a_broken_file_is_no_way_around_what_was_signed(example: Path, iza: Callable[..., Any]) -> None:
    file = signed_case(example)
    sound = file.read_text("utf-8")
    save(example, file, sound + "broken: [\n", "oops\n")
    falsified = example.parent / "falsified.yaml"
    falsified.write_text(re.sub(r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-12-31", sound, count=1), "utf-8")
    assert "Auswertungsgespräch" in iza(example, "edit", file.stem, "--from", str(falsified), code=4).err
    falsified.write_text(sound, "utf-8")
    iza(example, "edit", file.stem, "--from", str(falsified))
    assert file.read_text("utf-8") == sound
