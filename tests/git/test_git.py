"""The one module that runs git, against real repositories in odd states and with odd settings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from support import PERSON, ROOT, allow_programs, plant_hook

from iza import git
from iza import git as repository
from iza.errors import GitError
from iza.git import Author, FastImport
from iza.git.apart import run_apart
from iza.git.process import begin, run, stream, write
from iza.store.yaml.writer import dump

ADA = Author("Ada Åström", "ada@example.org")
Git = Callable[..., str]


def commit(repo: Path, path: str, text: str, message: str = "a change", author: Author = ADA) -> str:
    place = repo / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    git.commit(repo, [path], message, author)
    return git.head(repo)


# -- which repository ------------------------------------------------------------------------------------


def test_a_folder_without_git_says_so(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not a git repository") as caught:
        git.git_dir(tmp_path)
    assert caught.value.exit_code == 5
    assert "git init" in caught.value.hint


def test_a_folder_inside_another_repository_is_none(repo: Path) -> None:
    inner = repo / "county"
    inner.mkdir()
    with pytest.raises(GitError, match="is not a git repository"):
        git.git_dir(inner)


def test_a_further_work_tree_has_its_own_git_folder(repo: Path, git: Git, tmp_path: Path) -> None:
    commit(repo, "a", "1")
    git(repo, "worktree", "add", "-q", str(tmp_path / "second"))
    from iza.git import git_dir

    assert git_dir(tmp_path / "second") == repo / ".git/worktrees/second"


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"])
def test_what_a_hook_exports_leads_nowhere_else(repo: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    commit(repo, "a", "1")
    assert [entry.action for entry in git.log(repo, "a")] == [""]
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("words", ["history BT65", "init new", "clearing create --from -", "step done BT65 1.1", "demo new"])
def test_without_git_one_sentence_and_code_5(example: Path, words: str) -> None:
    (example / "bin").mkdir()
    before = {path: path.stat().st_mtime_ns for path in example.rglob("*") if ".git" not in path.parts}
    done = subprocess.run(
        [sys.executable, "-m", "iza", "--lang", "en", *words.split()], cwd=example, input=dump({"client": PERSON}),
        env={"PATH": str(example / "bin"), "PYTHONPATH": str(ROOT), "HOME": str(example)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (5, "Error: git is not installed.\n→ Install git, then try again.\n")
    assert {path: path.stat().st_mtime_ns for path in example.rglob("*") if ".git" not in path.parts} == before


def test_reading_needs_no_git(example: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "iza", "--lang", "en", "show", "BT65"], cwd=example,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "HOME": str(example)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_git_vanishing_is_one_sentence_too(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git.head(repo)
    monkeypatch.setenv("PATH", str(repo))
    with pytest.raises(GitError, match="git is not installed"):
        git.identity(repo)
    assert not git.is_installed()


def test_a_folder_that_is_gone_is_not_told_as_a_missing_git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = repo / "gone"
    monkeypatch.chdir(repo)
    calls = [lambda: git.identity(gone), lambda: run(gone, "status"), lambda: list(stream(gone, "log")),
             lambda: begin(gone, "status"), lambda: write(gone, "status"), lambda: run_apart(gone, "status")]  # fmt: skip
    for call in calls:
        with pytest.raises(GitError, match=r"The folder .*gone is no longer there"):
            call()


def test_a_damaged_setting_is_not_told_as_a_missing_name(repo: Path, person: Path) -> None:
    (person / ".gitconfig").write_text("[broken\n", "utf-8")
    with pytest.raises(GitError, match="bad config line"):
        git.identity(repo)


# -- who -------------------------------------------------------------------------------------------------


def test_who_git_knows(repo: Path, person: Path) -> None:
    (person / ".gitconfig").write_text("[user]\n\tname = Judith Kübler\n\temail = j@albweil.example\n", "utf-8")
    assert git.identity(repo) == Author("Judith Kübler", "j@albweil.example")


@pytest.mark.parametrize("missing", ["name", "email", "both", "file"])
def test_nobody_told_git_who_it_is(repo: Path, person: Path, missing: str) -> None:
    lines = {"name": "email = a@example.org", "email": "name = Ada"}
    config = person / ".gitconfig"
    config.write_text(f"[user]\n\t{lines.get(missing, '')}\n", "utf-8")
    if missing == "file":
        config.unlink()
    with pytest.raises(GitError, match="git does not know your name yet") as caught:
        git.identity(repo)
    assert caught.value.exit_code == 5
    assert "user.name" in caught.value.hint


def test_the_name_of_this_repository_and_of_the_environment(repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    from iza.git import identity

    git(repo, "config", "user.name", "Ümit  Ö. <Özgür>")
    assert identity(repo).name == "Ümit  Ö. Özgür"
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ada")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ada@example.org")
    assert identity(repo) == Author("Ada", "ada@example.org")


def test_an_empty_name_is_no_name(repo: Path, git: Git) -> None:
    from iza.git import identity

    git(repo, "config", "user.name", "")
    with pytest.raises(GitError, match="git does not know your name yet"):
        identity(repo)


# -- commits ---------------------------------------------------------------------------------------------


def test_a_commit_is_one_path_with_its_author_and_day(repo: Path, git: Git) -> None:
    from iza.git import commit as make

    commit(repo, "a", "1")
    (repo / "a").write_text("2", "utf-8")
    (repo / "b").write_text("staged", "utf-8")
    (repo / "c").write_text("new", "utf-8")
    git(repo, "add", "b")
    when = datetime(2026, 3, 4, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    make(repo, ["a"], "Änderung\n\nIza-Action: step.done\n", ADA, when)
    assert git(repo, "show", "--format=%an %ae %aI %cI %s", "--name-only").split("\n") == [
        "Ada Åström ada@example.org 2026-03-04T09:30:00+01:00 2026-03-04T09:30:00+01:00 Änderung", "", "a", "",
    ]  # fmt: skip
    assert git(repo, "status", "--porcelain") == "A  b\n?? c\n"


@pytest.mark.parametrize("path", ["a b", "ä", "-rf", "*", ":(top)x", "x[1]", "a'b", 'q"q', "tab\tx", "line\nx"])
def test_a_path_is_only_itself(repo: Path, path: str) -> None:
    commit(repo, "other", "1")
    commit(repo, "x1", "1")
    commit(repo, path, "2")
    assert len(git.log(repo, path)) == 1
    assert git.changed(repo, path) == []
    (repo / path).write_text("3", "utf-8")
    (repo / "other").write_text("3", "utf-8")
    assert git.changed(repo, path) == [path]


@pytest.mark.parametrize("setting", ["commit.cleanup=scissors", "core.autocrlf=input", "commit.verbose=true", "commit.status=false"])
def test_a_persons_settings_change_no_commit(repo: Path, git: Git, setting: str) -> None:
    git(repo, "config", *setting.split("="))
    commit(repo, "a", "1", "subject\n\nIza-Action: x\nIza-Case: F-1\n")
    assert git(repo, "log", "--format=%B").strip() == "subject\n\nIza-Action: x\nIza-Case: F-1"


def test_the_index_of_a_large_repository_is_written_in_parts(repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repo, "b.yaml", "1")
    assert not list((repo / ".git").glob("sharedindex.*"))
    monkeypatch.setattr(repository.writing, "_LARGE", 1)
    (repo / "staged.yaml").write_text("1", "utf-8")
    git(repo, "add", "staged.yaml")
    for value in "234":
        commit(repo, "b.yaml", value)
        commit(repo, f"new-{value}.yaml", value)
        assert git(repo, "status", "--porcelain") == "A  staged.yaml\n"
        assert git(repo, "show", "HEAD~:b.yaml") == value
    assert list((repo / ".git").glob("sharedindex.*"))
    plant_hook(repo, "pre-commit", "exit 1")
    with pytest.raises(GitError, match="git commit refused"):
        commit(repo, "b.yaml", "refused")
    (repo / ".git/hooks/pre-commit").unlink()
    monkeypatch.undo()
    commit(repo, "b.yaml", "5")
    assert git(repo, "status", "--porcelain") == "A  staged.yaml\n"
    git(repo, "fsck", "--strict")


def test_a_refused_commit_leaves_the_index_as_it_was(repo: Path, git: Git) -> None:
    from iza.git import commit as make

    commit(repo, "a", "1")
    (repo / "a").write_text("staged by hand", "utf-8")
    git(repo, "add", "a")
    (repo / "a").write_text("2", "utf-8")
    (repo / "fresh").write_text("1", "utf-8")
    plant_hook(repo, "pre-commit", "echo 'not today' >&2; exit 1")
    before = git(repo, "ls-files", "--stage")
    for paths in (["a"], ["fresh"], ["a", "fresh"]):
        with pytest.raises(GitError, match="git commit refused: a hook of this repository stopped it") as caught:
            make(repo, paths, "x", ADA)
        assert caught.value.exit_code == 5
        assert git(repo, "ls-files", "--stage") == before
    assert not list((repo / ".git").glob("*.lock"))


def test_the_first_commit_refused_leaves_nothing_staged(repo: Path, git: Git) -> None:
    from iza.git import commit as make

    (repo / "a").write_text("1", "utf-8")
    plant_hook(repo, "pre-commit", "exit 3")
    with pytest.raises(GitError, match="git commit refused: a hook of this repository stopped it"):
        make(repo, ["a"], "x", ADA)
    assert git(repo, "status", "--porcelain") == "?? a\n"


def test_signing_that_fails_is_a_refusal(repo: Path, git: Git) -> None:
    git(repo, "config", "commit.gpgsign", "true")
    git(repo, "config", "gpg.program", "false")
    allow_programs(repo)
    with pytest.raises(GitError, match="git commit refused: "):
        commit(repo, "a", "1")
    assert git(repo, "status", "--porcelain") == "?? a\n"


def test_a_lock_that_goes_away_is_waited_for(repo: Path) -> None:
    commit(repo, "a", "1")
    lock = repo / ".git/index.lock"
    lock.touch()
    threading.Timer(0.4, lock.unlink).start()
    commit(repo, "a", "2")
    assert len(git.log(repo, "a")) == 2


def test_a_lock_that_stays_is_named(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git.writing, "_LOCK_SECONDS", 0.2)
    (repo / ".git/index.lock").touch()
    with pytest.raises(GitError, match=r"index\.lock") as caught:
        commit(repo, "a", "1")
    assert "remove the file" in caught.value.hint


def test_looking_takes_no_lock(repo: Path) -> None:
    commit(repo, "a", "1")
    os.utime(repo / "a", (1, 1))  # git would like to note that the file is unchanged
    (repo / ".git/index.lock").touch()
    before = (repo / ".git/index").read_bytes()
    assert git.changed(repo, "a") == []
    assert (repo / ".git/index").read_bytes() == before


def test_ctrl_c_during_a_commit_leaves_the_whole_commit_or_none(repo: Path) -> None:
    commit(repo, "a", "1")
    plant_hook(repo, "pre-commit", "touch started; sleep 30")
    code = (
        "import signal, sys; from pathlib import Path; from iza import git\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a runner in the background ignores it
        "try: git.commit(Path.cwd(), ['a'], 'x', git.Author('A', 'a@example.org'))\n"
        "except KeyboardInterrupt: sys.exit(130)"
    )
    (repo / "a").write_text("2", "utf-8")
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=repo, start_new_session=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    _wait_for(repo / "started")
    time.sleep(0.5)  # the shell of the hook has begun to sleep, and git to wait for it
    os.killpg(child.pid, signal.SIGINT)
    assert child.wait(20) == 130
    assert len(git.log(repo, "a")) == 1
    assert not (repo / ".git/index.lock").exists()
    assert git.changed(repo, "a") == ["a"]


def _wait_for(place: Path) -> None:
    end = time.monotonic() + 20
    while not place.exists():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("mark", "what"),
    [("MERGE_HEAD", "merge"), ("rebase-merge", "rebase"), ("rebase-apply", "rebase"), ("CHERRY_PICK_HEAD", "cherry-pick"),
     ("REVERT_HEAD", "revert"), ("description", "")],
)  # fmt: skip
def test_what_is_unfinished(repo: Path, mark: str, what: str) -> None:
    (repo / ".git" / mark).touch()
    assert git.unfinished(repo / ".git") == what


# -- history ---------------------------------------------------------------------------------------------

ODD = ("Łukasz \x01 Ż", "'; rm -rf", "محمد", "Ada\x1b[31m", "%H%x00", "日本 \u2028 語", "a\tb", '"quoted"')


@pytest.mark.parametrize("name", ODD)
def test_names_and_messages_with_any_character(repo: Path, name: str) -> None:
    commit(repo, "a", "1", f"{name}\n\nIza-Action: x.{name}\nIza-Review: r-1\n", Author(name, "a@example.org"))
    commit(repo, "a", "2", f"second {name}")
    second, first = git.log(repo, "a")
    assert (first.author.name, first.subject) == (name.strip("'\"; "), name)
    assert (first.action, first.review, second.action) == (f"x.{name}", "r-1", "")
    assert second.subject == f"second {name}"
    assert git.blobs(repo, [first.files[0].blob, second.files[0].blob]) == {first.files[0].blob: b"1", second.files[0].blob: b"2"}


def test_a_name_in_another_encoding(repo: Path, git: Git) -> None:
    from iza.git import log

    git(repo, "config", "i18n.logOutputEncoding", "ISO-8859-1")
    commit(repo, "a", "1", "Änderung")
    assert [(entry.author, entry.subject) for entry in log(repo, "a")] == [(ADA, "Änderung")]


@pytest.mark.parametrize(
    "setting",
    ["log.follow=true", "log.showRoot=false", "log.showSignature=true", "color.ui=always", "diff.renames=copies",
     "log.abbrevCommit=true", "log.decorate=full", "format.pretty=oneline", "log.date=relative", "diff.noprefix=true",
     "diff.external=false", "log.diffMerges=separate", "core.abbrev=8", "log.mailmap=true"],
)  # fmt: skip
def test_a_persons_settings_change_no_history(repo: Path, git: Git, setting: str) -> None:
    from iza.git import log

    first = commit(repo, "a", "1\n2\n3\n", "one\n\nIza-Action: x\n")
    git(repo, "mv", "a", "b")
    git(repo, "commit", "-qm", "moved")
    second = commit(repo, "b", "1\n2\n3\n4\n", "two")
    git(repo, "config", *setting.split("="))
    allow_programs(repo)
    assert [(entry.id, bool(entry.files[0].blob)) for entry in log(repo, "b")] == [(second, True), (git(repo, "rev-parse", "HEAD~").strip(), True)]
    assert [(entry.id, entry.action, len(entry.files[0].blob)) for entry in log(repo, "a")][1:] == [(first, "x", 40)]
    assert log(repo, "a")[0].files[0].blob == ""


def test_history_before_the_first_commit(repo: Path) -> None:
    assert git.log(repo, "a") == []
    assert git.head(repo) == ""


def test_a_removed_file_has_a_last_commit_without_content(repo: Path, git: Git) -> None:
    from iza.git import log

    commit(repo, "a", "1")
    git(repo, "rm", "-q", "a")
    git(repo, "commit", "-qm", "gone")
    commit(repo, "a", "3", "back")
    assert [(entry.subject, bool(entry.files[0].blob)) for entry in log(repo, "a")] == [
        ("back", True), ("gone", False), ("a change", True),
    ]  # fmt: skip


def test_a_limit_gives_the_newest(repo: Path) -> None:
    for number in range(4):
        commit(repo, "a", str(number), f"change {number}")
    assert [entry.subject for entry in git.log(repo, "a", limit=2)] == ["change 3", "change 2"]


def test_a_merge_that_only_brings_together_is_not_told(repo: Path, git: Git) -> None:
    from iza.git import blobs, log

    commit(repo, "a", "1\n")
    commit(repo, "b", "1\n")
    git(repo, "checkout", "-qb", "side")
    commit(repo, "a", "2\n", "on the side")
    git(repo, "checkout", "-q", "main")
    commit(repo, "b", "2\n")
    git(repo, "merge", "-q", "--no-ff", "-m", "merged", "side")
    found = log(repo, "a")
    assert [entry.subject for entry in found] == ["on the side", "a change"]
    assert blobs(repo, [found[0].files[0].blob]) == {found[0].files[0].blob: b"2\n"}
    assert [entry.subject for entry in log(repo, "b")] == ["a change", "a change"]


def test_times_keep_their_zone(repo: Path) -> None:
    (repo / "a").write_text("1", "utf-8")
    when = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    git.commit(repo, ["a"], "x", ADA, when)
    assert git.log(repo, "a")[0].when == when
    assert git.log(repo, "a")[0].when.utcoffset() == when.utcoffset()


def test_contents_of_files_that_do_not_exist_are_left_out_and_what_is_lost_is_an_error(repo: Path) -> None:
    assert git.blobs(repo, ["HEAD:a b"]) == {}
    commit(repo, "a b", "one\n\x00two")
    blob = git.log(repo, "a b")[0].files[0].blob
    asked = [blob, "HEAD:missing", "HEAD:a b", blob, "HEAD:a b/c", "HEAD:no/such/folder", "HEAD^:a b"]
    assert git.blobs(repo, asked) == {blob: b"one\n\x00two", "HEAD:a b": b"one\n\x00two"}
    assert git.blobs(repo, []) == {}
    for lost in ("0" * 40, "no such rev"):
        with pytest.raises(GitError, match="missing object"):
            git.blobs(repo, [blob, lost])
    (repo / f".git/objects/{blob[:2]}/{blob[2:]}").unlink()
    with pytest.raises(GitError, match="missing object HEAD:a b"):
        git.blobs(repo, ["HEAD:a b", "HEAD:missing"])


def test_contents_that_look_like_answers(repo: Path) -> None:
    text = "f" * 40 + " blob 5\nxx missing\n" * 3
    commit(repo, "a", text)
    commit(repo, "b", "")
    assert git.blobs(repo, ["HEAD:a", "HEAD:b"]) == {"HEAD:a": text.encode(), "HEAD:b": b""}


# -- many commits at once ----------------------------------------------------------------------------------


def test_many_commits_through_one_process(repo: Path, git: Git) -> None:
    from iza.git import log

    commit(repo, "a", "0", "before")
    when = datetime(2026, 3, 4, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    with FastImport(repo) as stream:
        for number in range(5):
            stream.commit({"a": b"%d" % (number + 1), "ü/b": b"x"}, f"Nr. {number}\n\nIza-Action: x\n", ADA, when)
    assert [(entry.subject, entry.author, entry.when) for entry in log(repo, "a")][:5] == [
        (f"Nr. {number}", ADA, when) for number in (4, 3, 2, 1, 0)
    ]
    assert git(repo, "fsck", "--strict").strip() == ""


def test_many_commits_are_all_or_none(repo: Path) -> None:
    before = commit(repo, "a", "0")
    with pytest.raises(ZeroDivisionError), FastImport(repo) as stream:
        stream.commit({"a": b"1"}, "x", ADA, datetime.now(UTC))
        raise ZeroDivisionError
    assert git.head(repo) == before


def test_what_fast_import_refuses_is_said(repo: Path) -> None:
    with pytest.raises(GitError, match="git fast-import refused: "), FastImport(repo) as stream:
        stream.commit({"a": b"1"}, "x", Author("Ada", "a<b>"), datetime.now(UTC))


def test_the_newest_commits_join_the_commit_graph_there_is(repo: Path, git: Git) -> None:
    from iza.git import write_commit_graph

    for number in range(5):
        commit(repo, "a", str(number))
        write_commit_graph(repo)
    git(repo, "commit-graph", "verify")
    newest = bytes.fromhex(git(repo, "rev-parse", "HEAD").strip())
    place = repo / ".git" / "objects" / "info"
    assert any(newest in path.read_bytes() for path in place.rglob("*graph*") if path.is_file())


def test_thousands_of_files_go_into_one_commit(repo: Path, git: Git) -> None:
    paths = [f"cases/{number % 40:02}/a file with a name that is long enough {number}" for number in range(3000)]
    for path in paths:
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text(path, "utf-8")
    repository.commit(repo, paths, "all of them", ADA)
    assert git(repo, "ls-tree", "-r", "--name-only", "HEAD").count("\n") == 3000
    for path in paths:
        (repo / path).write_text("again", "utf-8")
    repository.commit(repo, paths, "again", ADA)
    assert git(repo, "status", "--porcelain") == ""
