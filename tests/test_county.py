"""The county of the benchmarks: are its cases sound in every version, and the same each time?"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import cast

import pytest
from support import ROOT

from benchmarks import county, lives
from benchmarks.desk import desk
from iza import git as repository
from iza.app.lists.case_lists import due_list
from iza.app.lists.check import check
from iza.app.office import Office
from iza.app.trail.history import history
from iza.history.terms import terms_sha256
from iza.model import lookup, rules
from iza.model.case.record import Case
from iza.model.findings import Level
from iza.store import case_ids
from iza.store.current_case import current_case
from iza.store.repository import Repository
from iza.store.schema import shape_check
from iza.store.yaml.reader import read

SMALL = county.Size(20, 200)


# As another process would make it: nothing may depend on the order of a set.
AGAIN = """
import sys
from pathlib import Path
from benchmarks import county, lives
short, example, target = map(Path, sys.argv[1:])
told = [*lives.harvest(short), *lives.harvest(example)]
county.build(target, county.Size(20, 200), told, lives.foundation(example))
"""


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with the short lives."""
    place = tmp_path_factory.mktemp("lives") / "short"
    lives.replay_short_lives(place)
    return place


@pytest.fixture(scope="module")
def told(short: Path, built_example: Path) -> list[lives.Life]:
    """All lives, short and long."""
    return [*lives.harvest(short), *lives.harvest(built_example)]


@pytest.fixture(scope="module")
def small(told: list[lives.Life], built_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A county of twenty cases."""
    place = tmp_path_factory.mktemp("counties") / "small"
    county.build(place, SMALL, told, lives.foundation(built_example))
    return Office(Repository(place), county.DAY)


def versions(office: Office) -> Iterator[tuple[repository.Commit, Case]]:
    """Every version of every case, the oldest first."""
    commits = [commit for commit in reversed(repository.log(office.repo.root)) if commit.case]
    texts = repository.blobs(office.repo.root, [commit.files[0].blob for commit in commits])
    for commit in commits:
        yield commit, cast("Case", read(texts[commit.files[0].blob], commit.files[0].path))


def test_every_version_passes_schema_and_rules(small: Office):
    found = list(versions(small))
    for commit, case in found:
        assert shape_check.check("case", case) == []
        faults = rules.check_case(case, small.repo.county, commit.when.date())
        assert [fault for fault in faults if fault.level is Level.ERROR] == []
    assert abs(len(found) - SMALL.commits) < 30


def test_every_hash_is_that_of_the_terms(small: Office):
    known: dict[str, set[str]] = {}
    for _commit, case in versions(small):
        signed = [version["terms_sha256"] for version in lookup.versions(case)]
        if signed:
            assert signed[-1] == terms_sha256(case)
            known.setdefault(case["id"], set()).add(signed[-1])
            assert set(signed) <= known[case["id"]]
    assert max(map(len, known.values())) > 1


def test_commits_say_what_the_content_says(small: Office):
    times = [commit.when for commit, _case in versions(small)]
    assert times == sorted(times)
    assert times[-1].date() <= county.DAY
    people = {worker["email"] for worker in small.repo.county.caseworkers.values()}
    for commit, case in versions(small):
        assert (commit.case, commit.files[0].path) == (case["id"], case_ids.path_of(case["id"]))
        assert case_ids.is_valid(case["id"])
        assert commit.author.email in people
        assert commit.committer == commit.author


def test_a_history_reads_like_one_of_the_example(small: Office, told: list[lives.Life]):
    for case in county.cases(SMALL, told):
        said = [step.action for step in reversed(history(small, case.person.case))]
        lived = [version.message.partition("Iza-Action: ")[2].split("\n")[0] for version in case.life.versions]
        assert said == lived[: len(said)]
        assert len(said) == len(case.versions) > 0


def test_the_county_as_it_stands(small: Office, git: Callable[..., str]):
    assert [one for one in check(small) if one.finding.level is Level.ERROR] == []
    assert git(small.repo.root, "status", "--porcelain") == ""
    assert 0 < len(due_list(small)) < SMALL.cases / 2
    assert len({lookup.sort_name(lookup.official_name(case)) for case in small.repo.cases()}) > SMALL.cases / 2


def test_a_year_ago_there_were_cases_already(told: list[lives.Life]):
    everybody = list(county.cases(county.Size(400, 4000), told))
    year_ago = datetime.combine(county.DAY, time(), UTC).timestamp() - 365 * 86400
    known = [case for case in everybody if case.moment(0) < year_ago]
    assert 400 / 5 < len(known) < 400 / 2
    assert 3900 < sum(len(case.versions) for case in everybody) < 4100


def test_the_same_numbers_give_the_same_commits(small: Office, short: Path, built_example: Path, tmp_path: Path):
    words = [sys.executable, "-c", AGAIN, short, built_example, tmp_path / "again"]
    subprocess.run(words, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "7"}, check=True)
    assert repository.head(tmp_path / "again") == repository.head(small.repo.root)


def test_a_state_has_only_the_last_versions(
    told: list[lives.Life], built_example: Path, tmp_path: Path, git: Callable[..., str]
):
    county.build(tmp_path / "state", county.Size(30, 35), told, lives.foundation(built_example))
    assert git(tmp_path / "state", "rev-list", "--count", "HEAD") == "36\n"
    office = Office(Repository(tmp_path / "state"), county.DAY)
    assert len(list(office.repo.cases())) == 30
    assert [one for one in check(office) if one.finding.level is Level.ERROR] == []


def test_the_same_kind_of_case_is_looked_at(small: Office):
    place = desk(small.repo.root)
    assert len(repository.log(place.folder, place.path)) == 10
    assert len(repository.log(place.folder, case_ids.path_of(place.young))) <= 3
    case = current_case(small.repo, place.case)
    assert lookup.find_step(case, place.step)["status"] == "open"
    assert place.filled("iza step done CASE STEP") == f"iza step done {place.case} {place.step}"
    assert place.filled("git log -- PATH") == f"git log -- {place.path}"


def test_a_day_with_as_many_rows_as_wanted(small: Office):
    place = desk(small.repo.root)
    rows = {wanted: due_list(Office(small.repo, place.day_with(wanted)), team=place.team) for wanted in (1, 3)}
    assert 1 <= len(rows[1]) < 3 <= len(rows[3]) <= 4
    assert place.team == "nord"
    assert place.filled("--today TENDAY") == f"--today {place.day_with(10)}"
