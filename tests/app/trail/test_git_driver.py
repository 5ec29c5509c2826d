"""Plain git shows cases in sentences: real git, a clone, a machine without iza, files nobody can read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import casework
import pytest
from casework import case_text, git

from iza.app.county import git_diff_driver, setup
from iza.app.office import Office
from iza.app.sentences import lines, told
from iza.store.case_ids import path_of
from iza.store.yaml.reader import read


@pytest.fixture
def root(office: Office, case: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that was set up, with a case; its pager is no help."""
    monkeypatch.setenv("GIT_PAGER", "cat")
    monkeypatch.setenv("IZA_LANG", "en")
    return office.repo.root


def write(root: Path, case: str, *pairs: tuple[str, str]) -> None:
    text = case_text(root, case)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (root / path_of(case)).write_text(text, "utf-8")


def changed(shown: str) -> list[str]:
    """The lines that came or went in what git shows."""
    return [line for line in shown.splitlines() if line.startswith(("+", "-")) and line[:3] not in ("+++", "---")]


def test_git_diff_shows_the_sentences_of_iza(root: Path, case: str) -> None:
    before = read(case_text(root, case).encode(), "")
    write(root, case, ("due_on: 2026-10-30", "due_on: 2026-11-16"), ("Kurs besuchen", "Kurs bezahlen"))
    after = read(case_text(root, case).encode(), "")
    wanted = [path_of(case), *("    " + line for line in lines(told(before, after)))]
    assert git(root, "diff").splitlines() == wanted
    assert len(wanted) == 3
    git(root, "add", "-A")
    assert git(root, "diff", "--cached").splitlines() == wanted
    git(root, "commit", "-qm", "von Hand")
    assert git(root, "diff", "HEAD~1", "HEAD").splitlines() == wanted
    (root / "cases").joinpath("x").mkdir()
    assert git(root / "cases/x", "diff", "HEAD~1").splitlines() == wanted


def test_git_log_and_show_tell_facts(root: Path, case: str) -> None:
    write(root, case, ("due_on: 2026-10-30", "due_on: 2026-11-16"))
    git(root, "commit", "-qam", "von Hand")
    for words in (("log", "-p", "-1"), ("show",)):
        shown = git(root, *words)
        assert changed(shown) == ["-Step 1.2 · due on: 2026-10-30", "+Step 1.2 · due on: 2026-11-16"]
        assert f"@@ Case id: {case}" in shown
    assert git(root, "log", "-1", "-p", "--ext-diff").splitlines()[-1].startswith("    Step 1.2: due date moved")


def test_git_blame_speaks_of_facts(root: Path, case: str) -> None:
    write(root, case, ("due_on: 2026-10-30", "due_on: 2026-11-16"))
    git(root, "commit", "-qam", "von Hand")
    head = git(root, "rev-parse", "--short=7", "HEAD").strip()
    told_by = {line.partition(") ")[2]: line[:8] for line in git(root, "blame", path_of(case)).splitlines()}
    assert told_by["Step 1.2 · due on: 2026-11-16"].startswith(head)
    assert not told_by["Step 1.1 · What: Platz im Kurs zusagen"].startswith(head)


def test_what_machines_read_stays_as_it_is(root: Path, case: str) -> None:
    """A patch is made of lines, whatever people see."""
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    plain = ["-          text: Kurs besuchen", "+          text: Kurs bezahlen"]
    for words in (("diff", "--no-ext-diff", "--no-textconv"), ("diff-files", "-p"), ("diff-index", "-p", "HEAD")):
        assert changed(git(root, *words)) == plain
    git(root, "commit", "-qam", "von Hand")
    assert changed(git(root, "format-patch", "--stdout", "-1").partition("---\n")[2].rpartition("\n-- \n")[0])[-2:] == plain
    assert "Kurs bezahlen" in git(root, "show", f"HEAD:{path_of(case)}")


def test_nothing_git_shows_is_kept(root: Path, case: str) -> None:
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    git(root, "config", "diff.iza.cachetextconv", "true")
    git_diff_driver.configure(root)
    git(root, "commit", "-qam", "von Hand")
    git(root, "log", "-p")
    git(root, "diff", "HEAD~1")
    assert git(root, "for-each-ref", "refs/notes") == ""
    assert "cachetextconv" not in git(root, "config", "--local", "--list")


def test_a_new_file_and_one_that_goes(root: Path, office: Office, case: str) -> None:
    git(root, "rm", "-q", path_of(case))
    assert git(root, "diff", "--cached").splitlines() == [path_of(case), "    The file of the case was removed"]
    git(root, "commit", "-qm", "weg")
    shown = git(root, "diff", "HEAD", "HEAD~1").splitlines()
    assert shown[1].startswith("    Case opened on 2026-03-02")


def test_only_how_it_is_written(root: Path, case: str) -> None:
    write(root, case, ("client:\n", "# Bemerkung\nclient:\n"))
    assert git(root, "diff").splitlines()[1:] == ["    Only how the file is written has changed, not what it says."]


def test_two_versions_that_are_not_merged_yet(root: Path, case: str) -> None:
    git(root, "switch", "-qc", "kollegin")
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    git(root, "commit", "-qam", "dort")
    git(root, "switch", "-q", "main")
    write(root, case, ("Kurs besuchen", "Kurs beginnen"))
    git(root, "commit", "-qam", "hier")
    git(root, "merge", "-q", "kollegin", code=1)
    shown = git(root, "diff")
    assert "not brought together yet" in shown or "<<<<<<<" in shown


@pytest.mark.parametrize("text", ["{", "a: \x1b[31mrot\n", "<<<<<<< HEAD\nid: F\n=======\n"])
def test_a_file_nobody_can_read_is_shown_as_it_is_written(root: Path, case: str, text: str) -> None:
    (root / path_of(case)).write_text(text, "utf-8")
    shown = git(root, "diff")
    assert f"+{text.splitlines()[0]}" in shown
    git(root, "commit", "-qam", "kaputt")
    assert f"+{text.splitlines()[0]}" in git(root, "log", "-p", "-1")


def test_a_machine_without_iza_shows_lines(root: Path, case: str) -> None:
    for key in ("command", "textconv"):
        value = git(root, "config", f"diff.iza.{key}").strip()
        git(root, "config", f"diff.iza.{key}", value.replace("python", "no-such-python"))
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    assert "+          text: Kurs bezahlen" in git(root, "diff")
    git(root, "commit", "-qam", "von Hand")
    assert changed(git(root, "log", "-p", "-1")) == ["-          text: Kurs besuchen", "+          text: Kurs bezahlen"]


def test_a_clone_is_set_up_by_init(root: Path, case: str, tmp_path: Path) -> None:
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    git(root, "commit", "-qam", "von Hand")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(root), str(clone))
    plain = ["-          text: Kurs besuchen", "+          text: Kurs bezahlen"]
    assert changed(git(clone, "diff", "HEAD~1")) == plain  # git ignores a driver it does not know
    before = git(clone, "rev-parse", "HEAD")
    for _time in range(2):
        outcome = setup.init(clone, "")
        assert str(clone) in outcome.message
        config = git(clone, "config", "--local", "--list")
        assert config.count("diff.iza.") == 3
    assert "Step 1.2 reworded" in git(clone, "diff", "HEAD~1")
    assert (git(clone, "rev-parse", "HEAD"), git(clone, "status", "--porcelain")) == (before, "")


def test_a_repository_of_an_older_iza_is_set_up_in_the_clone_alone(root: Path, case: str) -> None:
    (root / ".gitattributes").write_text("* text=auto eol=lf\n", "utf-8")
    git(root, "commit", "-qam", "alt")
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    assert "reworded" not in git(root, "diff")
    for _time in range(2):
        git_diff_driver.configure(root)
    assert "Step 1.2 reworded" in git(root, "diff")
    assert (root / ".git/info/attributes").read_text("utf-8").count("diff=iza") == 1
    assert git(root, "status", "--porcelain").split() == ["M", path_of(case)]


def test_cases_lie_under_the_driver_wherever_they_are(root: Path) -> None:
    for path in ("cases/8Q/F-8QK2-7MX4.yaml", "cases/F-8QK2-7MX4.yaml", "cases/old/x/F-8QK2-7MX4.yaml"):
        assert git(root, "check-attr", "diff", path).split()[-1] == "iza"
    assert git(root, "check-attr", "diff", "directory/partners.yaml").split()[-1] == "unspecified"


def test_nothing_in_the_repository_is_run(root: Path, case: str) -> None:
    """Git runs the driver in the work tree; a file there that is called like a part of iza is none."""
    for name in ("iza", "ruamel", "iza/cli"):
        (root / name).mkdir(exist_ok=True)
        (root / name / "__init__.py").write_text("open('run', 'w')\n", "utf-8")
    (root / "json.py").write_text("open('run', 'w')\n", "utf-8")
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    assert "Step 1.2 reworded" in git(root, "diff")
    git(root, "stash", "-q", "--", path_of(case))
    git(root, "log", "-p", "-1")
    assert not (root / "run").exists()


def test_a_path_with_blanks_and_quotes_is_no_trouble(root: Path, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "it's a $(touch run) place" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    git_diff_driver.configure(root)
    write(root, case, ("Kurs besuchen", "Kurs bezahlen"))
    assert "Step 1.2 reworded" in git(root, "diff")
    assert not list(root.rglob("run"))


@pytest.mark.parametrize("text", ["\x1b[31mrot", "links \u202etfel", "a\nStep 9.9: due date moved", "„“ <b>", "\u2028neu"])
def test_hostile_texts_come_out_harmless(root: Path, case: str, text: str) -> None:
    """The reader refuses most of them; as an escape they are data."""
    write(root, case, ("text: Kurs besuchen", f"text: {json.dumps(text)}"))
    shown = git(root, "diff")
    assert not set(shown) & set("\x1b\u202e\u2028")
    assert [line for line in shown.splitlines() if line.startswith(("Step", "    Step 9"))] == []
    git(root, "commit", "-qam", "von Hand")
    assert not set(git(root, "log", "-p", "-1")) & set("\x1b\u202e\u2028")


def test_the_example_is_set_up_too(built_example: Path) -> None:
    assert git(built_example, "config", "--local", "--get-regexp", "^diff[.]iza[.]").count("\n") == 3
    office = casework.office_in(built_example)
    assert git(built_example, "check-attr", "diff", path_of(office.repo.case_ids()[0])).split()[-1] == "iza"
