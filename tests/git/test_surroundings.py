"""Whatever a person's git is set to, and whatever a shell or hook exports: the same answers, the same commits."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import allow_programs, git_dates, git_told

from iza import git
from iza.git import Author, surroundings

Git = Callable[..., str]
NOW = "2026-11-16T10:05:00+01:00"
LATIN = Author("Jürgen Öz", "oez@example.org")

SETTINGS: dict[str, dict[str, str]] = {
    "texts": {
        "i18n.commitEncoding": "ISO-8859-1", "i18n.logOutputEncoding": "UTF-16", "commit.cleanup": "scissors",
        "core.commentChar": "I", "trailer.separators": "=", "commit.template": "NOWHERE/template",
        "commit.verbose": "true", "commit.status": "false", "format.pretty": "oneline", "format.signOff": "true",
    },
    "names": {
        "core.quotePath": "true", "diff.relative": "true", "diff.orderFile": "NOWHERE/order", "core.ignoreCase": "true",
        "core.precomposeUnicode": "true", "core.protectNTFS": "true", "core.protectHFS": "true",
        "status.relativePaths": "true", "core.abbrev": "5",
    },
    "lines": {
        "core.autocrlf": "true", "core.eol": "crlf", "core.safecrlf": "true", "core.attributesFile": "NOWHERE/attributes",
        "core.excludesFile": "NOWHERE/excludes", "core.whitespace": "cr-at-eol", "core.bigFileThreshold": "1",
        "apply.whitespace": "fix", "core.checkRoundtripEncoding": "UTF-8",
    },
    "the work tree": {
        "core.fsmonitor": "false", "core.trustctime": "false", "core.checkStat": "minimal", "core.ignoreStat": "true",
        "core.untrackedCache": "true", "core.preloadIndex": "false", "core.splitIndex": "true",
        "status.showUntrackedFiles": "no", "index.version": "4", "feature.manyFiles": "true", "core.sparseCheckout": "false",
    },
    "lists of commits": {
        "log.showRoot": "false", "log.showSignature": "true", "log.follow": "true", "log.decorate": "full",
        "log.abbrevCommit": "true", "log.date": "relative", "log.mailmap": "true", "log.diffMerges": "on",
        "log.excludeDecoration": "*", "core.notesRef": "refs/notes/x", "notes.displayRef": "*", "core.commitGraph": "false",
        "mailmap.file": "NOWHERE/mailmap", "core.disambiguate": "blob", "core.warnAmbiguousRefs": "false",
    },
    "lists of files": {
        "diff.renames": "copies", "diff.renameLimit": "1", "diff.noprefix": "true", "diff.mnemonicPrefix": "true",
        "diff.external": "false", "diff.algorithm": "patience", "diff.ignoreSubmodules": "all", "diff.submodule": "log",
        "diff.context": "0", "diff.interHunkContext": "9", "diff.wsErrorHighlight": "all", "diff.colorMoved": "zebra",
        "diff.suppressBlankEmpty": "true", "diff.noIndex": "true", "diff.dirstat": "lines", "diff.wordRegex": ".",
    },
    "colours and columns": {
        "color.ui": "always", "color.diff": "always", "color.status": "always", "color.branch": "always",
        "column.ui": "always", "column.status": "always", "core.pager": "false", "pager.log": "false",
        "status.short": "true", "status.branch": "true", "status.renames": "copies", "status.showStash": "true",
        "status.submoduleSummary": "true", "advice.detachedHead": "false", "core.editor": "false", "help.autocorrect": "1",
    },
    "objects and proof": {
        "core.logAllRefUpdates": "false", "fsck.skipList": "NOWHERE/skipped", "gc.auto": "0", "maintenance.auto": "false",
        "core.useReplaceRefs": "true", "protocol.ext.allow": "always", "core.compression": "0", "pack.compression": "0",
        "fetch.writeCommitGraph": "true", "merge.conflictStyle": "diff3", "merge.renames": "false", "rerere.enabled": "true",
        "alias.log": "!false", "alias.status": "!false", "core.askPass": "false", "init.defaultBranch": "trunk",
    },
}  # fmt: skip

VARIABLES = {
    "GIT_DIR": "NOWHERE", "GIT_WORK_TREE": "NOWHERE", "GIT_INDEX_FILE": "NOWHERE/index", "GIT_COMMON_DIR": "NOWHERE",
    "GIT_OBJECT_DIRECTORY": "NOWHERE", "GIT_ALTERNATE_OBJECT_DIRECTORIES": "NOWHERE", "GIT_NAMESPACE": "x",
    "GIT_PREFIX": "cases/", "GIT_GRAFT_FILE": "NOWHERE/order", "GIT_SHALLOW_FILE": "NOWHERE/order",
    "GIT_CEILING_DIRECTORIES": "/", "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1", "GIT_QUARANTINE_PATH": "NOWHERE",
    "GIT_AUTHOR_DATE": "1999-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "1999-01-01T00:00:00Z",
    "GIT_CONFIG": "NOWHERE/order", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.commentChar",
    "GIT_CONFIG_VALUE_0": "I", "GIT_CONFIG_PARAMETERS": "'i18n.commitencoding'='ISO-8859-1'",
    "GIT_TRACE": "NOWHERE/trace", "GIT_TRACE2": "NOWHERE/trace", "GIT_TRACE2_EVENT": "NOWHERE/trace",
    "GIT_TRACE_PACKET": "NOWHERE/trace", "GIT_TRACE_SETUP": "NOWHERE/trace", "GIT_TRACE2_PERF": "NOWHERE/trace",
    "GIT_EXTERNAL_DIFF": "false", "GIT_DIFF_OPTS": "-u0", "GIT_PAGER": "false", "PAGER": "false", "GIT_PAGER_IN_USE": "1",
    "GIT_GLOB_PATHSPECS": "1", "GIT_ICASE_PATHSPECS": "1", "GIT_NOTES_REF": "refs/notes/x", "GIT_REF_PARANOIA": "0",
    "GIT_REPLACE_REF_BASE": "refs/x/", "GIT_NO_REPLACE_OBJECTS": "", "GIT_DEFAULT_HASH": "sha256",
    "GIT_ATTR_SOURCE": "HEAD", "GIT_REFLOG_ACTION": "x", "GIT_MERGE_VERBOSITY": "5", "GIT_TEMPLATE_DIR": "NOWHERE",
    "GIT_INDEX_VERSION": "2", "GIT_OPTIONAL_LOCKS": "1", "GIT_FLUSH": "0", "GIT_LITERAL_PATHSPECS": "0",
    "GIT_IMPLICIT_WORK_TREE": "0", "GIT_INTERNAL_SUPER_PREFIX": "x/", "GIT_CLONE_PROTECTION_ACTIVE": "1",
    "LANGUAGE": "de", "LC_MESSAGES": "de_DE.UTF-8", "GIT_PYTHON_TRACE": "full", "GIT_PYTHON_GIT_EXECUTABLE": "/bin/false",
}  # fmt: skip

COMMANDS = ("overdue", "list", "history K2QF", "agreement status K2QF", "diff K2QF", "verify", "step start K2QF 3.1",
            "history K2QF --limit 1", "check")  # fmt: skip


class Seen(NamedTuple):
    """What the commands print, and what the new commit is."""

    printed: tuple[str, ...]
    commit: str


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A folder with what nasty settings point at."""
    folder = tmp_path / "nowhere"
    folder.mkdir()
    files = {"order": "z*\n", "attributes": "* working-tree-encoding=UTF-16 ident -text\n", "excludes": "*.yaml\n",
             "mailmap": "X Y <x@example.org> <j.kuebler@albweil.example>\n", "template": "TEMPLATE\n", "skipped": ""}  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def seen(folder: Path, iza: Callable[..., Any]) -> Seen:
    """Reads and writes in the example, as at one moment."""
    with git_told(git_dates(NOW)):
        runs = [iza(folder, *words.split(), code=None) for words in COMMANDS]
    printed = tuple(f"{run.code}\n{run.out}{run.err}".replace(str(folder), "REPO") for run in runs)
    return Seen(printed, git.head(folder))


@pytest.fixture
def expected(built_example: Path, tmp_path: Path, iza: Callable[..., Any]) -> Seen:
    shutil.copytree(built_example, tmp_path / "plain")
    return seen(tmp_path / "plain", iza)


def set_all(path: Path, settings: dict[str, str], nowhere: Path) -> None:
    for name, value in settings.items():
        words = ["git", "config", "--file", str(path), name, value.replace("NOWHERE", str(nowhere))]
        subprocess.run(words, check=True)


def test_the_tables_are_long() -> None:
    assert sum(map(len, SETTINGS.values())) >= 60
    assert len(VARIABLES) >= 40
    assert not surroundings.INHERITED & VARIABLES.keys()


@pytest.mark.parametrize("group", SETTINGS)
@pytest.mark.parametrize("scope", ["global", "local"])
def test_no_setting_changes_what_is_read_or_written(
    group: str, scope: str, example: Path, expected: Seen, iza: Callable[..., Any], nowhere: Path, person: Path
) -> None:
    set_all(person / ".gitconfig" if scope == "global" else example / ".git/config", SETTINGS[group], nowhere)
    allow_programs(example)
    assert seen(example, iza) == expected


def test_no_variable_changes_what_is_read_or_written(
    example: Path, expected: Seen, iza: Callable[..., Any], nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value.replace("NOWHERE", str(nowhere)))
    before = set(nowhere.iterdir())
    assert seen(example, iza) == expected
    assert set(nowhere.iterdir()) == before, "nothing traces what is read into a file"


# -- in particular ---------------------------------------------------------------------------------------------------


def _committed(repo: Path, message: str = "Änderung\n\nIza-Action: x\n") -> git.Commit:
    (repo / "a").write_text("1\n", "utf-8")
    git.commit(repo, ["a"], message, LATIN)
    return git.log(repo, "a")[0]


def test_an_encoding_that_somebody_set_garbles_no_name(repo: Path, git: Git, person: Path) -> None:
    git(repo, "config", "--global", "i18n.commitEncoding", "ISO-8859-1")
    assert _committed(repo).author == LATIN
    assert "encoding" not in git(repo, "cat-file", "commit", "HEAD")


def test_a_commit_in_another_encoding_is_read_as_it_says(repo: Path, git: Git) -> None:
    name = {f"GIT_{who}_{what}": text for who in ("AUTHOR", "COMMITTER") for what, text in (("NAME", "Jürgen Öz"), ("EMAIL", LATIN.email))}
    (repo / "a").write_text("1\n", "utf-8")
    git(repo, "add", "a")
    words = ["git", "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-qm", "Änderung".encode("latin-1")]
    around = os.environb | {key.encode(): value.encode("latin-1") for key, value in name.items()}
    subprocess.run(words, cwd=repo, env=around, check=True)
    assert "encoding ISO-8859-1" in subprocess.run(["git", "cat-file", "commit", "HEAD"], cwd=repo, capture_output=True, check=True).stdout.decode("latin-1")
    from iza.git import log

    assert [(entry.author, entry.subject) for entry in log(repo, "a")] == [(LATIN, "Änderung")]


@pytest.mark.parametrize("name", ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"])
def test_a_date_left_in_a_shell_backdates_nothing(repo: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1999-01-01T00:00:00Z")
    commit = _committed(repo)
    today = datetime.now(UTC).date()
    assert abs((commit.when.date() - today).days) <= 1
    assert abs((commit.committed.date() - today).days) <= 1


@pytest.mark.parametrize("sign", ["I", ";", "auto"])
def test_a_sign_for_comments_hides_no_trailer(repo: Path, git: Git, person: Path, sign: str) -> None:
    git(repo, "config", "--global", "core.commentChar", sign)
    message = "Iza-Subject\n\n; no comment\n# none either\n\nIza-Action: x\nIza-Case: F-1\n"
    commit = _committed(repo, message)
    assert (commit.action, commit.case) == ("x", "F-1")
    assert git(repo, "log", "-1", "--format=%B") == message + "\n"


@pytest.mark.parametrize("name", ["http_proxy", "SSH_AUTH_SOCK", "GNUPGHOME", "GIT_SSH_COMMAND", "EDITOR", "DISPLAY", "XDG_CONFIG_HOME"])
def test_what_a_person_needs_reaches_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "own")
    assert surroundings.environment(tmp_path)[name] == "own"


@pytest.fixture
def starts(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What every git that is started sees: a git before the real one keeps its variables."""
    real, place, kept = shutil.which("git"), tmp_path / "bin", tmp_path / "kept"
    place.mkdir()
    (place / "git").write_text(f'#!/bin/sh\nenv >> "{kept}"\nexec {real} "$@"\n', "utf-8")
    (place / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
    monkeypatch.setenv("GIT_TRACE_CANARY", "1")
    monkeypatch.setenv("CANARY", "1")
    yield kept
    assert "CANARY" not in kept.read_text("utf-8")
    assert os.environ["CANARY"] == "1", "and the person's own environment is as before"


def test_every_way_of_starting_git_is_confined(repo: Path, starts: Path) -> None:
    from iza.git import process

    process.run(repo, "version")
    list(process.stream(repo, "version"))
    process.begin(repo, "version")()
    process.write(repo, "version")
    git.is_installed()
    with git.FastImport(repo) as stream:
        stream.commit({"a": b"1\n"}, "x", LATIN, datetime.now(UTC))
    assert starts.read_text("utf-8").count("GIT_LITERAL_PATHSPECS=1") >= 7


def test_no_repository_above_is_taken_for_this_one(repo: Path, tmp_path: Path) -> None:
    inner = repo / "inner"
    (inner / ".git").mkdir(parents=True)
    from iza.errors import GitError

    with pytest.raises(GitError):
        git.changed(inner)
