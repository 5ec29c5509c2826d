"""The repository or the machine is in a bad way: one sentence, its exit code, nothing changed."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import casework
import pytest
from bench import Bench, bench_in, is_a_sentence
from casework import CLIENT, path_of
from support import plant_hook
from terminal import SCRIPT, Run, yaml_text


@pytest.fixture
def bench(county: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    return bench_in(county, capfd)


# -- the state of the repository ---------------------------------------------------------------------


def _broken_case(bench: Bench) -> None:
    bench.hand("client:\n", 'client: "\n')


def _broken_case_committed(bench: Bench) -> None:
    bench.hand("client:\n", 'client: "\n', commit=True)


def _wrong_type(bench: Bench) -> None:
    bench.hand("planned_on: 2026-06-30", "planned_on: 20260630", commit=True)


def _wrong_shape(bench: Bench) -> None:
    bench.hand("status: planned", "state: planned", commit=True)


def _no_client(bench: Bench) -> None:
    bench.hand("client:\n", "person:\n", commit=True)


def _directory(bench: Bench, old: str, new: str, name: str = "partners") -> None:
    place = bench.folder / f"directory/{name}.yaml"
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")
    bench.git("commit", "-qam", "von Hand")


def _settings(bench: Bench, new: str) -> None:
    _directory(bench, "min_age: 16", new, "../iza")


def _linked(bench: Bench) -> None:
    moved = bench.folder.parent / "elsewhere.yaml"
    bench.place.rename(moved)
    bench.place.symlink_to(moved)
    bench.git("commit", "-qam", "verlinkt")


def _merging(bench: Bench) -> None:
    (bench.folder / ".git/MERGE_HEAD").write_text(bench.git("rev-parse", "HEAD"), "utf-8")


def _hook(bench: Bench) -> None:
    plant_hook(bench.folder, "pre-commit", "echo 'Nicht heute.' >&2\nexit 1")


def _damaged_draft(bench: Bench) -> None:
    (bench.folder / ".git/iza/drafts").mkdir(parents=True, exist_ok=True)
    (bench.folder / f".git/iza/drafts/{bench.case}.json").write_text("{", "utf-8")


STATES: list[tuple[str, Callable[[Bench], None], str, int, str]] = [
    ("a change by hand", lambda b: b.hand("seeking", "mini_job"), "step done CASE 1.1", 5, "iza edit"),
    ("a change by hand", lambda b: b.hand("seeking", "mini_job"), "review start CASE", 5, "iza edit"),
    ("a broken file", _broken_case, "step done CASE 1.1", 5, "iza edit"),
    ("a broken file", _broken_case, "show CASE", 4, ".yaml:"),
    ("a broken file", _broken_case_committed, "step done CASE 1.1", 4, ".yaml:"),
    ("a number for a date", _wrong_type, "step done CASE 1.1", 4, "E63"),
    ("a number for a date", _wrong_type, "show CASE", 4, "E63"),
    ("a number for a date", _wrong_type, "review start CASE", 4, "E63"),
    ("an unknown key", _wrong_shape, "step done CASE 1.1", 4, "E6"),
    ("no client", _no_client, "show CASE", 4, "E6"),
    ("no client", _no_client, "step done CASE 1.1", 4, "E6"),
    ("a broken directory", lambda b: _directory(b, "partners:", "partners: ["), "step done CASE 1.1", 4, "directory/partners.yaml:"),
    ("a wrong absence", lambda b: _directory(b, "since: 2026-05-26", "since: 5", "caseworkers"), "overdue --worker elz", 4, "E63"),
    ("a wrong list", lambda b: _directory(b, "mentors:\n", "mentors: 5\nothers:\n", "mentors"), "mentor list", 4, "E6"),
    ("wrong settings", lambda b: _settings(b, "min_age: alt"), "show CASE", 4, "iza.yaml:"),
    ("broken settings", lambda b: _settings(b, "min_age: ["), "step done CASE 1.1", 4, "iza.yaml:"),
    ("a link", _linked, "show CASE", 5, "link"),
    ("a merge", _merging, "step done CASE 1.1", 5, "merge"),
    ("a hook that refuses", _hook, "step done CASE 1.1", 5, "git commit refused"),
    ("a hook that refuses", _hook, "clearing create --from - --yes", 5, "git commit refused"),
    ("a damaged draft", _damaged_draft, "step done CASE 1.1", 5, "iza review abandon"),
    ("no git repository", lambda b: shutil.rmtree(b.folder / ".git"), "step done CASE 1.1", 5, "not a git repository"),
    ("no git repository", lambda b: shutil.rmtree(b.folder / ".git"), "list", 5, "not a git repository"),
    ("no case repository", lambda b: (b.folder / "iza.yaml").unlink(), "list", 4, "iza init"),
]


@pytest.mark.parametrize(("name", "make", "line", "code", "said"), STATES, ids=[f"{s[0]}: {s[2]}" for s in STATES])
def test_a_repository_that_needs_somebody(
    name: str, make: Callable[[Bench], None], line: str, code: int, said: str, bench: Bench
) -> None:
    make(bench)
    bench.refuses(line, code, said, yaml_text(casework.born("1990-02-03")) if "--from -" in line else None)


@pytest.mark.parametrize("line", ["overdue --within 60d", "overdue --all --within 60d", "list", "find Testperson", "clearing waiting"])
@pytest.mark.parametrize("make", [_broken_case, _broken_case_committed, _wrong_shape, _no_client])
def test_a_list_leaves_out_a_broken_file_and_says_so(make: Callable[[Bench], None], line: str, bench: Bench) -> None:
    office = casework.office_in(bench.folder)
    sound = (casework.opened if line == "clearing waiting" else casework.active)(office, CLIENT)
    make(bench)
    before = bench.tree()
    done = bench(*line.split())
    assert sound in done.out
    assert bench.case not in done.out
    assert [text for text in (bench.case, "Warning:", "iza check") if text not in done.err] == []
    assert bench.tree() == before


def test_check_reports_a_broken_directory_beside_the_cases(bench: Bench) -> None:
    _directory(bench, "partners:", "partners: [")
    _settings(bench, "min_age: alt")
    _no_client(bench)
    found = [(one["file"], one["code"]) for one in _findings(bench)]
    assert ("directory/partners.yaml", "E66") in found
    assert ("iza.yaml", "E63") in found
    assert (path_of(bench.case), "E61") in found


def _findings(bench: Bench) -> Any:
    return json.loads(bench("check", "--json", code=1).out)


def test_a_folder_without_a_case_repository(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    bench.folder = tmp_path / "empty"
    is_a_sentence(bench("list", code=4), "iza init")
    is_a_sentence(bench("-C", str(tmp_path / "nowhere"), "list", code=None), "")


def test_init_never_overwrites(bench: Bench) -> None:
    before = bench.tree()
    done = bench.run(["--lang", "en", "init", str(bench.folder)], None)
    assert done.code == 0
    assert "already" in done.out
    full = bench.folder / "directory"
    done = bench.run(["--lang", "en", "init", str(full)], None)
    assert done.code == 4
    is_a_sentence(done, "not empty")
    assert bench.tree() == before


def test_who_git_does_not_know(bench: Bench, person: Path) -> None:
    (person / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n", "utf-8")
    bench.refuses("step done CASE 1.1", 5, "git config --global user.name")
    bench.refuses("clearing create --from -", 5, "git config", yaml_text(CLIENT))


def test_who_is_not_in_the_directory(bench: Bench) -> None:
    bench.git("config", "user.name", "Jemand Anderes")
    bench.git("config", "user.email", "jemand@example.org")
    bench.refuses("clearing create --from -", 4, "--caseworker", yaml_text(CLIENT))
    bench.refuses("list --worker me", 4, "--caseworker")


# -- what only a process of its own can show ---------------------------------------------------------

CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24


def _obeys_permissions() -> None:
    """Even root may write only what the permissions allow (run between fork and exec)."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def _has_no_space() -> None:
    """No file may grow beyond 500 bytes (run between fork and exec)."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))


def _process(bench: Bench, *words: str, before: Callable[[], None] | None = None, **env: str) -> Run:
    line = ["--lang", "en", "-C", str(bench.folder), *words, "--today", bench.today]
    done = subprocess.run(
        [SCRIPT, *line], check=False, capture_output=True, text=True, timeout=60, preexec_fn=before,
        stdin=subprocess.DEVNULL, env={**os.environ, **env},
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("folder", [".git/iza", ".git/objects", "cases", "."])
def test_no_permission_to_write(folder: str, bench: Bench) -> None:
    (bench.folder / ".git/iza").mkdir(exist_ok=True)
    locked = [bench.folder / folder]
    if folder in ("cases", "."):
        locked += [path for path in locked[0].rglob("*") if path.is_dir() and (folder != "." or ".git" in path.parts)]
    before = bench.tree()
    for path in locked:
        path.chmod(0o555)
    try:
        probe = subprocess.run(["touch", locked[0] / "probe"], check=False, capture_output=True, preexec_fn=_obeys_permissions)
        if probe.returncode == 0:
            pytest.skip("permissions do not bind here")
        done = _process(bench, "step", "done", bench.case, "1.1", before=_obeys_permissions)
    finally:
        for path in locked:
            path.chmod(0o755)
    assert done.code == 5, done
    is_a_sentence(done, "")
    assert bench.tree() == before


def test_no_space_on_the_disk(bench: Bench) -> None:
    before = bench.tree()
    done = _process(bench, "step", "done", bench.case, "1.1", before=_has_no_space)
    assert done.code == 5, done
    is_a_sentence(done, "space")
    assert bench.tree() == before


def test_no_git_on_this_machine(bench: Bench, tmp_path: Path) -> None:
    before = bench.tree()
    done = _process(bench, "step", "done", bench.case, "1.1", PATH=str(tmp_path))
    assert done.code == 5, done
    is_a_sentence(done, "git is not installed")
    assert bench.tree() == before
