"""Drafts: private, whole, and there again after a power cut."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from casework import CLIENT, DAYS, TODAY, active, at
from support import ROOT

from iza.app.office import Office
from iza.app.procedure import goals_and_steps, review
from iza.errors import Conflict, GitError
from iza.store import drafts
from iza.store.case_ids import path_of
from iza.store.drafts import Draft
from iza.store.repository import Repository
from iza.store.yaml.reader import read

DRAFT = Draft("F-8QK2-7MX4", "r-1111", "a: ä\n", "a: 2\r\n# \u200c\n")


@pytest.fixture
def repo(county: Path) -> Repository:
    return Repository(county)


def place(repo: Repository, case: str = DRAFT.case) -> Path:
    return repo.private / "drafts" / f"{case}.json"


def test_a_draft_is_kept_to_the_last_byte(repo: Repository) -> None:
    assert drafts.load(repo, DRAFT.case) is None
    drafts.save(repo, DRAFT)
    assert drafts.load(repo, DRAFT.case) == DRAFT
    assert drafts.open_cases(repo) == [DRAFT.case]
    drafts.abandon(repo, DRAFT.case)
    assert drafts.open_cases(repo) == []


def test_a_draft_is_private_and_never_committed(repo: Repository, git: Any) -> None:
    before = os.umask(0)
    try:
        drafts.save(repo, DRAFT)
    finally:
        os.umask(before)
    assert place(repo).stat().st_mode & 0o777 == 0o600
    assert [folder.stat().st_mode & 0o777 for folder in (place(repo).parent, repo.private)] == [0o700, 0o700]
    assert git(repo.root, "status", "--porcelain", "--ignored") == ""


DAMAGED = {
    "cut off": b'{"case": "F-',
    "empty": b"",
    "no JSON": b"\xff\xfe\x00",
    "a list": b'["F-8QK2-7MX4", "r-1111", "", ""]',
    "nothing": b"null",
    "a field missing": b'{"case": "F-8QK2-7MX4", "review": "r-1111", "base": ""}',
    "a field too many": json.dumps({"case": "x", "review": "r", "base": "", "text": "", "name": "Kanarienfrau"}).encode(),
    "no texts": b'{"case": "F-8QK2-7MX4", "review": 7, "base": null, "text": ["Kanarienfrau"]}',
    "another case": b'{"case": "F-0000-0000", "review": "r-1111", "base": "Kanarienfrau", "text": ""}',
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_draft_is_named_and_can_be_dropped(repo: Repository, kind: str) -> None:
    drafts.save(repo, DRAFT)
    place(repo).write_bytes(DAMAGED[kind])
    with pytest.raises(GitError, match=r"^The draft of F-8QK2-7MX4 is damaged\.$") as caught:
        drafts.load(repo, DRAFT.case)
    assert f"iza review abandon {DRAFT.case}" in caught.value.hint
    assert "Kanarienfrau" not in caught.value.hint
    drafts.abandon(repo, DRAFT.case)
    assert drafts.load(repo, DRAFT.case) is None


def test_two_commands_cannot_overwrite_each_other(repo: Repository) -> None:
    drafts.save(repo, DRAFT)
    drafts.replace(repo, DRAFT, "a: 3\n")
    with pytest.raises(Conflict, match="was changed by another command just now"):
        drafts.replace(repo, DRAFT, "a: 4\n")
    found = drafts.load(repo, DRAFT.case)
    assert found
    assert found.text == "a: 3\n"


REVIEWER = """
import sys
from casework import at, office_in
from iza.app.procedure import goals_and_steps
from pathlib import Path
office = office_in(Path.cwd(), sys.argv[2])
for turn in range(int(sys.argv[3]), 10**6):
    goals_and_steps.change_step(office, sys.argv[1], '1.2', {'note': f'Nr. {turn}'})
    print(turn, flush=True)
"""


def test_a_review_goes_on_after_every_power_cut(county: Path, git: Any) -> None:
    case = active(Office(Repository(county), TODAY, "kue"), CLIENT)
    office = at(Office(Repository(county), TODAY, "kue"), DAYS["review"])
    review.start(office, case, DAYS["review"])
    commits = git(county, "rev-list", "--count", "HEAD")
    dice, said = random.Random(5), -1
    for _turn in range(8):
        said = max(said, _cut(county, case, said + 1, dice.uniform(0, 0.2)))
        draft = drafts.load(office.repo, case)
        assert draft
        step = read(draft.text.encode(), case)["agreement"]["goals"][0]["steps"][1]
        assert int(step["note"].removeprefix("Nr. ")) - said in (0, 1)
    assert git(county, "rev-list", "--count", "HEAD") == commits
    assert git(county, "status", "--porcelain") == ""
    goals_and_steps.finish_step(office, case, "1.1", DAYS["review"])
    review.hold(office, case, {}, review.Ending(next_on="2026-09-30", untouched_ok=True))
    assert int(git(county, "rev-list", "--count", "HEAD")) == int(commits) + 1
    assert drafts.load(office.repo, case) is None
    landed = read((county / path_of(case)).read_bytes(), case)["agreement"]["goals"][0]["steps"]
    assert landed[0]["status"] == "done"
    assert landed[1]["note"].startswith("Nr. ")


def _cut(county: Path, case: str, turn: int, after: float) -> int:
    """Change a step of the open review again and again until the power goes; the last change that was reported."""
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    command = [sys.executable, "-c", REVIEWER, case, DAYS["review"], str(turn)]
    with subprocess.Popen(
        command, cwd=county, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}, start_new_session=True
    ) as worker:
        assert worker.stdout
        first = worker.stdout.readline()
        time.sleep(after)
        os.killpg(worker.pid, signal.SIGKILL)
        return int([first.strip(), *worker.stdout.read().split("\n")[:-1]][-1])
