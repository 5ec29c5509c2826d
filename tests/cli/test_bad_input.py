"""Whatever is wrong: one sentence, its exit code, nothing changed, no traceback, no personal value."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import casework
import pytest
from casework import CLIENT, path_of
from terminal import SCRIPT, Desk, Run, write, yaml_text

PERSONAL = ("Testperson", "Amal", "Altmann", "Rosa", "1980-02-03", "1995-05-17", "17.05.1995", "Neckarfurt 7", "Schneiderei")


class Bench(Desk):
    """A desk with one case in force, and what must not change."""

    case = ""

    @property
    def place(self) -> Path:
        """The file of the case."""
        return self.folder / path_of(self.case)

    def tree(self) -> dict[str, str]:
        """What there is: every file of the work tree, HEAD, the index, the drafts."""
        paths = [path for path in self.folder.rglob("*") if path.is_file() and ".git" not in path.parts]
        paths += (self.folder / ".git/iza").glob("drafts/*")
        found = {str(path): sha256(path.read_bytes()).hexdigest() for path in paths}
        if (self.folder / ".git").exists():
            found |= {name: self.git(*name.split()) for name in ("log --format=%H --all", "diff --cached --name-status")}
        return found

    def hand(self, old: str, new: str, *, commit: bool = False) -> None:
        """Change the case file by hand."""
        text = self.place.read_text("utf-8")
        assert old in text
        self.place.write_text(text.replace(old, new, 1), "utf-8")
        if commit:
            self.git("commit", "-qam", "von Hand")


@pytest.fixture
def bench(county: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    bench = Bench(county, capfd)
    name = {"kind": "official", "family": "Altmann", "given": "Rosa"}
    bench.case = casework.active(casework.office_in(county), casework.born("1980-02-03", names=[name]))
    return bench


def _refused(bench: Bench, words: tuple[str, ...], code: int, said: str, stdin: str | None = None) -> None:
    before = bench.tree()
    done = bench(*(word.replace("CASE", bench.case) for word in words), code=code, stdin=stdin)
    _is_a_sentence(done, said)
    assert bench.tree() == before


def _is_a_sentence(done: Run, said: str) -> None:
    error, *rest = done.err.splitlines()
    assert error.startswith("Error: ")
    assert said in done.err
    assert [line for line in rest if line.startswith("Error")] == []
    assert [value for value in PERSONAL if value in done.err + done.out] == []
    assert "Traceback" not in done.err
    assert done.out == ""


# -- what comes in through --from --------------------------------------------------------------------


class Bad(NamedTuple):
    """A person that may not come in, as YAML or as data."""

    source: Any
    said: str


def _person(**fields: Any) -> dict[str, Any]:
    return deepcopy(CLIENT) | fields


PEOPLE = {
    "nothing": Bad("", "The file is empty"),
    "broken YAML": Bad("client: [", "stdin:"),
    "a list": Bad("- Amal\n", "stdin:1"),
    "an open quotation mark": Bad('names:\n  - family: "Testperson\n', "stdin"),
    "a duplicate key": Bad("birth: {date: 1995-05-17}\nbirth: {date: 1995-05-18}\n", "stdin:2"),
    "a reference": Bad("names: &a [Testperson]\nother: *a\n", "stdin:1"),
    "a type": Bad("names: !!python/object Testperson\n", "stdin:1"),
    "two documents": Bad("names: []\n---\nnames: []\n", "stdin"),
    "a tab": Bad("names:\n\t- Testperson\n", "stdin:2"),
    "a control character": Bad("names: Test\x07person\n", "stdin:1"),
    "a direction override": Bad("names: Test\u202eperson\n", "stdin:1"),
    "too much": Bad("names: " + "x" * 200_000, "200 kB"),
    "too deep": Bad("names: " + "[" * 20 + "]" * 20, "nested"),
    "an unknown key": Bad(_person(nickname="Amal"), "E60"),
    "an unknown key inside": Bad(_person(birth={"date": "1995-05-17", "precision": "day", "place": "Neckarfurt 7"}), "E60"),
    "a missing field": Bad({"names": CLIENT["names"]}, "E61"),
    "no client": Bad("client: 5", "names"),
    "a wrong type": Bad(_person(names="Amal Testperson"), "E63"),
    "a wrong type inside": Bad(_person(names=[{"kind": "official", "family": ["Testperson"]}]), "E63"),
    "a number for a date": Bad(_person(birth={"date": 19950517, "precision": "day"}), "E63"),
    "a German date": Bad(_person(birth={"date": "17.05.1995", "precision": "day"}), "E64"),
    "a day that does not exist": Bad(_person(birth={"date": "1995-02-30", "precision": "day"}), "E64"),
    "an unknown code": Bad(_person(employment={"status": "Schneiderei"}), "E62"),
    "a birth in the future": Bad(_person(birth={"date": "2030-05-17", "precision": "day"}), "E27"),
    "no official name": Bad(_person(names=[{"kind": "called", "given": "Amal"}]), "E03"),
    "a priority without reason": Bad(_person(priority={"level": "individual"}), "E30"),
    "a text without end": Bad(_person(competences=[{"kind": "other", "text": "Schneiderei " * 1000}]), "E65"),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_that_may_not_come_in(name: str, bench: Bench) -> None:
    source = PEOPLE[name].source
    text = source if isinstance(source, str) else yaml_text(source)
    _refused(bench, ("clearing", "create", "--from", "-"), 4, PEOPLE[name].said, text)


def test_bytes_that_are_no_text(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "person.yaml").write_bytes("names: Müller\n".encode("latin-1"))
    _refused(bench, ("clearing", "create", "--from", str(tmp_path / "person.yaml")), 4, "person.yaml:1")


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_is_not_there(name: str, bench: Bench, tmp_path: Path) -> None:
    _refused(bench, ("clearing", "create", "--from", str(tmp_path / name)), 4, "does not exist")


GOAL = casework.LANGUAGE_GOAL
RECORDS = {
    "goal: steps no list": (("goal", "add", "CASE"), GOAL | {"steps": "Kurs"}, "steps"),
    "goal: steps of words": (("goal", "add", "CASE"), GOAL | {"steps": ["Kurs"]}, "steps"),
    "goal: after nowhere": (("goal", "add", "CASE"), GOAL | {"steps": [{**casework.STEP, "after": [{}]}]}, "step"),
    "goal: after nothing": (("goal", "add", "CASE"), GOAL | {"steps": [{**casework.STEP, "after": None}]}, "step"),
    "goal: by a list": (("goal", "add", "CASE"), GOAL | {"steps": [{**casework.STEP, "by": ["client"]}]}, "E6"),
    "goal: no fields": (("goal", "add", "CASE"), {"goal": {}}, "E6"),
    "goal: dates as numbers": (("goal", "add", "CASE"), GOAL | {"target_on": 20261130}, "E63"),
    "goal change: steps": (("goal", "change", "CASE", "1"), {"steps": "weg"}, "E63"),
    "goal change: status": (("goal", "change", "CASE", "1"), {"status": ["achieved"]}, "E6"),
    "step: nothing": (("step", "add", "CASE", "1"), {"text": ""}, "E6"),
    "sign: no day": (("agreement", "sign", "CASE"), {"place": "Albweil"}, "signed_on"),
    "sign: day as a list": (("agreement", "sign", "CASE"), {"signed_on": [1], "place": "Albweil"}, "signed_on"),
    "sign: place as a list": (("agreement", "sign", "CASE"), {"signed_on": "2026-05-04", "place": [1], "review_on": "2026-06-30"}, "E63"),
    "sign: missing as a list": (("agreement", "sign", "CASE"), {"signed_on": "2026-05-04", "missing": ["mentor"]}, "missing"),
    "sign: signed as fields": (("agreement", "sign", "CASE"), {"signed_on": "2026-05-04", "signed": {"a": 1}}, "signed"),
    "sign: review as a number": (("agreement", "sign", "CASE"), {"signed_on": "2026-05-04", "review_on": 5}, "review_on"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_another_form(name: str, county: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words, record, said = RECORDS[name]
    office = casework.office_in(county)
    bench = Bench(county, capfd)
    bench.case = (casework.issued if words[0] == "agreement" else casework.drafted)(office, CLIENT)
    _refused(bench, (*words, "--from", write(tmp_path / "record.yaml", record)), 4, said)


CLEARINGS = {
    "areas as words": ({"areas": "alles"}, "E63"),
    "an unknown area": ({"areas": {"sport": {"need": "high"}}}, "E60"),
    "client as a word": ({"client": "Amal Testperson"}, "client"),
    "a birth date as a number": ({"client": {"birth": {"date": 1995, "precision": "year"}}}, "E63"),
    "a birth date as words": ({"client": {"birth": "1995-05-17"}}, "E63"),
    "German as a word": ({"client": {"german": "b1"}}, "E63"),
    "the day as a number": ({"held_on": 20260316}, "held_on"),
    "the day in German": ({"held_on": "16.03.2026"}, "held_on"),
    "the day in the future": ({"held_on": "2026-12-01"}, "E27"),
    "participants as a word": ({"participants": "alle"}, "E63"),
    "an unknown field": ({"mood": "good"}, "E60"),
}


@pytest.mark.parametrize("name", CLEARINGS)
def test_a_clearing_of_another_form(name: str, county: Path, capfd: pytest.CaptureFixture[str]) -> None:
    record, said = CLEARINGS[name]
    bench = Bench(county, capfd)
    bench.case = casework.invited(casework.office_in(county), CLIENT)
    text = yaml_text(casework.CLEARING | record)
    _refused(bench, ("clearing", "hold", "CASE", "--from", "-"), 4, said, text)


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("partner", {"id": "neu", "kind": "shop", "name": "Neu"}, "E62"),
        ("partner", {"kind": "other", "name": "Neu"}, "E6"),
        ("partner", {"id": "Neu er", "kind": "other", "name": "Neu"}, "E64"),
        ("partner", {"id": "vhs-albweil", "kind": "other", "name": "Neu"}, "already"),
        ("worker", {"id": "neu", "name": "Neu"}, "E63"),
        ("worker", {"id": "neu", "name": {"family": "Neu"}, "deputy": "xyz"}, "E26"),
        ("offer", {"id": "neu", "partner": "nirgends", "title": "N", "kind": "course", "area": "work"}, "E26"),
        ("mentor", {"id": "P-1", "name": {"family": "N"}, "adult": False}, "E6"),
        ("interpreter", {"id": "D-1", "name": "N", "kind": "pool", "languages": "ar"}, "E63"),
    ],
)
def test_an_entry_that_may_not_come_in(kind: str, record: dict[str, Any], said: str, bench: Bench) -> None:
    _refused(bench, (kind, "add", "--from", "-"), 4, said, yaml_text(record))


# -- words on the command line -----------------------------------------------------------------------

WORDS: list[tuple[str, int, str]] = [
    ("show F-0000-0000", 4, "F-0000-0000"),
    ("show Testperson", 4, "iza find"),
    ("step done CASE 7.1", 4, "7.1"),
    ("goal drop CASE 7 --reason unrealistic", 4, "7"),
    ("goal add CASE --library nowhere", 4, "iza goal library"),
    ("partner show nirgends", 4, "nirgends"),
    ("partner end nirgends", 4, "nirgends"),
    ("review schedule CASE --on 7.7.2026 --interpreter D-XX", 4, "D-XX"),
    ("clearing create --from - --caseworker xyz", 4, "xyz"),
    ("list --worker xyz", 4, "xyz"),
    ("list --phase sleeping", 2, "phase"),
    ("list --format xml", 2, "csv"),
    ("overdue --within soon", 2, "--within"),
    ("overdue --wthin 14d", 2, "--within"),
    ("overdew", 2, "overdue"),
    ("clearing decide CASE perhaps --reason other", 2, "agreement"),
    ("clearing decide CASE agreement --reason because", 2, "--reason"),
    ("step block CASE 1.1 --because weather", 2, "--because"),
    ("step block CASE 1.1", 2, "--because"),
    ("step done CASE 1.1 --on 31.2.2026", 2, "--on"),
    ("step done CASE 1.1 --on 2099-01-01", 4, "to come"),
    ("step done CASE", 2, "STEP"),
    ("step done CASE 1.1 1.2", 2, "too many"),
    ("review start CASE --on 2099-01-01", 4, "to come"),
    ("review hold CASE --next-on 7.7.2026", 4, "No review"),
    ("review schedule CASE --on 7.7.2026 --time 25:00", 4, "E64"),
    ("agreement sign CASE --on 4.5.2026 --place Albweil --missing mentor", 2, "ROLE=REASON"),
    ("agreement render CASE --format doc", 2, "pdf"),
    ("close CASE --reason tired", 2, "--reason"),
    ("clearing create", 2, "--from"),
    ("clearing hold CASE", 4, "not possible"),
    ("review abandon CASE", 2, "--yes"),
    ("find", 2, "iza find TEXT"),
    ("show", 2, "CASE"),
]


@pytest.mark.parametrize(("line", "code", "said"), WORDS)
def test_words_that_do_not_fit(line: str, code: int, said: str, bench: Bench) -> None:
    _refused(bench, tuple(line.split()), code, said, yaml_text(CLIENT) if "--from -" in line else None)


def test_the_beginning_of_several_ids_is_not_enough(bench: Bench) -> None:
    for day in ("1990-01-02", "1991-01-02"):
        casework.opened(casework.office_in(bench.folder), casework.born(day))
    before = bench.tree()
    done = bench("show", "F", code=4)
    assert done.err.startswith("Error: ")
    assert bench.tree() == before


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
    hook = bench.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Nicht heute.' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)


def _damaged_draft(bench: Bench) -> None:
    (bench.folder / ".git/iza/drafts").mkdir(parents=True, exist_ok=True)
    (bench.folder / f".git/iza/drafts/{bench.case}.json").write_text("{", "utf-8")


STATES: list[tuple[str, Callable[[Bench], None], str, int, str]] = [
    ("a change by hand", lambda b: b.hand("seeking", "mini_job"), "step done CASE 1.1", 5, "iza edit"),
    ("a change by hand", lambda b: b.hand("seeking", "mini_job"), "review start CASE", 5, "iza edit"),
    ("a broken file", _broken_case, "step done CASE 1.1", 5, "iza edit"),
    ("a broken file", _broken_case, "show CASE", 4, ".yaml:"),
    ("a broken file", _broken_case, "overdue", 4, ".yaml:"),
    ("a broken file", _broken_case_committed, "step done CASE 1.1", 4, ".yaml:"),
    ("a broken file", _broken_case_committed, "list", 4, ".yaml:"),
    ("a number for a date", _wrong_type, "step done CASE 1.1", 4, "E63"),
    ("a number for a date", _wrong_type, "overdue", 4, "E63"),
    ("a number for a date", _wrong_type, "show CASE", 4, "E63"),
    ("a number for a date", _wrong_type, "review start CASE", 4, "E63"),
    ("an unknown key", _wrong_shape, "step done CASE 1.1", 4, "E6"),
    ("an unknown key", _wrong_shape, "overdue", 4, "E6"),
    ("no client", _no_client, "list", 4, "E6"),
    ("no client", _no_client, "show CASE", 4, "E6"),
    ("no client", _no_client, "find Testperson", 4, "E6"),
    ("no client", _no_client, "step done CASE 1.1", 4, "E6"),
    ("a broken directory", lambda b: _directory(b, "partners:", "partners: ["), "step done CASE 1.1", 4, "directory/partners.yaml:"),
    ("a wrong absence", lambda b: _directory(b, "since: 2026-05-26", "since: 5", "caseworkers"), "overdue --worker elz", 4, "E63"),
    ("a wrong list", lambda b: _directory(b, "mentors:\n", "mentors: 5\nothers:\n", "mentors"), "mentor list", 4, "E6"),
    ("wrong settings", lambda b: _settings(b, "min_age: alt"), "show CASE", 4, "iza.yaml:"),
    ("broken settings", lambda b: _settings(b, "min_age: ["), "step done CASE 1.1", 4, "iza.yaml:"),
    ("a link", _linked, "show CASE", 5, "link"),
    ("a merge", _merging, "step done CASE 1.1", 5, "merge"),
    ("a hook that refuses", _hook, "step done CASE 1.1", 5, "Nicht heute."),
    ("a hook that refuses", _hook, "clearing create --from - --yes", 5, "Nicht heute."),
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
    _refused(bench, tuple(line.split()), code, said, yaml_text(casework.born("1990-02-03")) if "--from -" in line else None)


def test_check_reports_a_broken_directory_beside_the_cases(bench: Bench) -> None:
    _directory(bench, "partners:", "partners: [")
    _settings(bench, "min_age: alt")
    _no_client(bench)
    found = [(one["file"], one["code"]) for one in _findings(bench)]
    assert ("directory/partners.yaml", "E66") in found
    assert ("iza.yaml", "E63") in found
    assert (path_of(bench.case), "E61") in found


def _findings(bench: Bench) -> Any:
    import json

    return json.loads(bench("check", "--json", code=1).out)


def test_a_folder_without_a_case_repository(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    bench.folder = tmp_path / "empty"
    _is_a_sentence(bench("list", code=4), "iza init")
    _is_a_sentence(bench("-C", str(tmp_path / "nowhere"), "list", code=None), "")


def test_init_never_overwrites(bench: Bench) -> None:
    before = bench.tree()
    done = bench.run(["--lang", "en", "init", str(bench.folder)], None)
    assert done.code == 4
    _is_a_sentence(done, "already")
    full = bench.folder / "directory"
    done = bench.run(["--lang", "en", "init", str(full)], None)
    assert done.code == 4
    _is_a_sentence(done, "not empty")
    assert bench.tree() == before


def test_who_git_does_not_know(bench: Bench, person: Path) -> None:
    (person / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n", "utf-8")
    _refused(bench, ("step", "done", "CASE", "1.1"), 5, "git config --global user.name")
    _refused(bench, ("clearing", "create", "--from", "-"), 5, "git config", yaml_text(CLIENT))


def test_who_is_not_in_the_directory(bench: Bench) -> None:
    bench.git("config", "user.name", "Jemand Anderes")
    bench.git("config", "user.email", "jemand@example.org")
    _refused(bench, ("clearing", "create", "--from", "-"), 4, "--caseworker", yaml_text(CLIENT))
    _refused(bench, ("list", "--worker", "me"), 4, "--caseworker")


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
    _is_a_sentence(done, "")
    assert bench.tree() == before


def test_no_space_on_the_disk(bench: Bench) -> None:
    before = bench.tree()
    done = _process(bench, "step", "done", bench.case, "1.1", before=_has_no_space)
    assert done.code == 5, done
    _is_a_sentence(done, "space")
    assert bench.tree() == before


def test_no_git_on_this_machine(bench: Bench, tmp_path: Path) -> None:
    before = bench.tree()
    done = _process(bench, "step", "done", bench.case, "1.1", PATH=str(tmp_path))
    assert done.code == 5, done
    _is_a_sentence(done, "git is not installed")
    assert bench.tree() == before
