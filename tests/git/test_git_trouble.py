"""git fails, or cannot say: each command then says what it does without git, or one sentence with a way out that works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from git_trouble import CASE, PATH, TROUBLES, git, with_server
from support import Run
from tampering.by_hand import odd_commit

Iza = Callable[..., Run]

COMMANDS = (
    f"history {CASE}", "history", f"agreement status {CASE}", f"blame {CASE}", "list", "list --at 1.6.2026",
    "overdue --at 1.6.2026", f"show {CASE}", f"show {CASE} --at v1", f"diff {CASE} v1 HEAD~1", f"verify {CASE}",
    "find Rami", "clearing waiting", f"undo {CASE} --dry-run", "proposal list",
)  # fmt: skip
HARMLESS = ("half an index", "no index")
"""What these commands do without."""


@pytest.fixture(scope="module")
def office(built_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a server beside it."""
    folder = tmp_path_factory.mktemp("with-server") / "office"
    shutil.copytree(built_example, folder)
    with_server(folder)
    return folder


@pytest.fixture
def folder(office: Path, tmp_path: Path) -> Path:
    """A copy of both, to be spoiled."""
    shutil.copytree(office.parent, tmp_path / "both")
    git(tmp_path / "both/office", "remote", "set-url", "origin", str(tmp_path / "both/server.git"))
    return tmp_path / "both/office"


@pytest.fixture(scope="module")
def told(office: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the commands say where nothing is wrong."""
    from support import TODAY

    copy = tmp_path_factory.mktemp("sound") / "office"
    shutil.copytree(office, copy)
    return {line: _said(copy, line, TODAY.isoformat()) for line in COMMANDS}


def _said(folder: Path, line: str, day: str) -> str:
    from terminal import SCRIPT

    words = [SCRIPT, "--lang", "de", "-C", folder, *line.split(), "--today", day]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("name", TROUBLES)
def test_what_git_cannot_tell_is_never_told_as_something_else(
    name: str, folder: Path, iza: Iza, told: dict[str, str]
) -> None:
    TROUBLES[name](folder)
    remedies: set[str] = set()
    for line in COMMANDS:
        done = iza(folder, *line.split(), code=None)
        assert done.code in (0, 1, 5), (line, done)
        assert "Traceback" not in done.out + done.err
        if done.code == 0:
            assert done.out == told[line], line
        if done.code == 5:
            error, *hints = done.err.splitlines()
            assert (error.startswith("Fehler: "), len(hints), done.out) == (True, 1, ""), (line, done)
            remedies.update(hints)
    assert remedies or name in HARMLESS


def _commands(hint: str) -> list[str]:
    """The commands of a way out, as a person would copy them."""
    (*_words, last) = re.findall("`([^`]+)`", hint)[:1] or [hint.rpartition(": ")[2]]
    return re.split(r"\. [A-Z]", last)[0].split("; ")


REMEDIED = sorted(TROUBLES.keys() - {
    "a broken configuration", "a configuration with a strange value", "a repository of a newer git", "HEAD at no commit",
    "an empty HEAD", "a partial clone away from its server", "a broken branch beside", "a damaged pack",
    "a pack without its index", "a branch that names no commit",
})  # fmt: skip
"""Where the way out is a command; elsewhere it is a person with an editor, a backup or a network."""


@pytest.mark.parametrize("name", REMEDIED)
def test_the_way_out_works(name: str, folder: Path, iza: Iza, told: dict[str, str]) -> None:
    TROUBLES[name](folder)
    for line in (f"history {CASE}", f"agreement status {CASE}", "list", f"verify {CASE}", "list --at 1.6.2026"):
        for _time in range(5):
            done = iza(folder, *line.split(), code=None)
            if done.code != 5:
                break
            for command in _commands(done.err.splitlines()[-1]):
                subprocess.run(command, shell=True, cwd=folder, check=False, capture_output=True)
        assert done.code in (0, 1), (line, done)
        if not line.startswith("verify"):
            assert done.out == told[line], line


# -- history that somebody wrote ---------------------------------------------------------------------------------

ODD = {
    "a zone no clock has": (b"Ada <ada@example.org> 1762000000 +051800", b"", b"odd\n"),
    "a zone before all others": (b"Ada <ada@example.org> 1762000000 -9999", b"", b"odd\n"),
    "a year beyond the calendar": (b"Ada <ada@example.org> 999999999999 +0000", b"", b"odd\n"),
    "a number beyond all": (b"Ada <ada@example.org> 99999999999999999999999 +0000", b"", b"odd\n"),
    "a time before all": (b"Ada <ada@example.org> -1762000000 +0000", b"", b"odd\n"),
    "a word for a time": (b"Ada <ada@example.org> now +0000", b"", b"odd\n"),
    "no time": (b"Ada <ada@example.org>", b"", b"odd\n"),
    "no address": (b"Ada", b"", b"odd\n"),
    "no name": (b" <ada@example.org> 1762000000 +0100", b"", b"odd\n"),
    "nothing but brackets": (b"<>", b"", b"odd\n"),
    "a name in another encoding": (b"K\xfcbler <ada@example.org> 1762000000 +0100", b"", b"odd\n"),
    "a name in an encoding nobody knows": (b"K\xfcbler <a@b> 1762000000 +0100", b"encoding KLINGON\n", b"odd\n"),
    "a message of foreign bytes": (b"Ada <ada@example.org> 1762000000 +0100", b"", b"\xff\xfe\n\nIza-Action: step.d\xffone\n"),
    "lines that are none": (b"Ada\xc2\x85 <ada@example.org> 1762000000 +0100", b"", "odd\u2028:100644\u2029\n".encode()),
    "no message": (b"Ada <ada@example.org> 1762000000 +0100", b"", b""),
}
UNREADABLE = ODD.keys() - {"lines that are none", "no message"}
LOOKS = (
    f"history {CASE}", "history", "history --json", f"blame {CASE}", f"agreement status {CASE}", f"show {CASE} --at v1",
    f"show {CASE} --at 1.6.2026", "list --at 1.6.2026", f"diff {CASE} v1", "proposal list", "list", f"undo {CASE} --dry-run",
)  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_a_commit_that_cannot_be_read_ends_nothing(name: str, example: Path, iza: Iza) -> None:
    person, header, message = ODD[name]
    file = example / PATH
    file.write_text(file.read_text("utf-8").replace("family: Alhamdo", "family: Zwilling", 1), "utf-8")
    git(example, "add", "-A")
    git(example, "commit", "-qm", "to be replaced")
    git(example, "reset", "-q", "--soft", "HEAD~1")
    odd_commit(example, person, message, header, git(example, "write-tree"))
    for line in LOOKS:
        done = iza(example, *line.split(), code=None)
        assert (done.code, "Traceback" in done.err) == (0, False), (line, done)
    found = json.loads(iza(example, "verify", "--json", code=1).out)["findings"]
    assert ("V25" in {one["code"] for one in found}) is (name in UNREADABLE)


def test_file_names_of_any_kind_end_nothing(example: Path, iza: Iza) -> None:
    for name in ("a\u2028b", "a\nb", 'a"b', "a\tb", ":100644", "\x85", b"\xff\xfe.yaml".decode("utf-8", "surrogateescape")):
        (example / f"templates{name}").write_text("x", "utf-8")
        (example / "cases" / name).write_text("x", "utf-8")
        (example / "cases" / f"in {name}").mkdir()
        (example / "cases" / f"in {name}" / f"{CASE}.yaml").write_text("x", "utf-8")
    git(example, "add", "-A")
    git(example, "commit", "-qm", "names")
    for line in (*LOOKS, "overdue", "check", "verify"):
        done = iza(example, *line.split(), code=None)
        assert done.code in (0, 1), (line, done)
        assert "Traceback" not in done.err


# -- the work tree: behind, missing, changed by hand --------------------------------------------------------------


def _push_into(folder: Path, tmp_path: Path) -> None:
    """A colleague's commit, pushed into the folder somebody works in."""
    git(folder, "config", "receive.denyCurrentBranch", "ignore")
    git(tmp_path, "clone", "-q", str(folder), "colleague")
    file = tmp_path / "colleague" / PATH
    file.write_text(file.read_text("utf-8").replace("status: seeking", "status: mini_job", 1) + "# later\n", "utf-8")
    git(tmp_path / "colleague", "commit", "-qam", "later")
    git(tmp_path / "colleague", "push", "-q")


def _way_out(done: Run) -> str:
    return next(line for line in done.err.splitlines() if "git restore" in line).partition("git restore")[2]


def test_a_file_a_colleague_pushed_over_is_never_taken_back(example: Path, tmp_path: Path, iza: Iza) -> None:
    _push_into(example, tmp_path)
    head = git(example, "rev-parse", "HEAD")
    assert CASE in iza(example, "list").err
    for line in (f"step start {CASE} 1.1", f"edit {CASE} --from {example / PATH}"):
        done = iza(example, *line.split(), code=5)
        assert "älter als der letzte Commit" in done.err
    assert git(example, "rev-parse", "HEAD") == head
    git(example, "restore", *_way_out(done).split())
    assert git(example, "status", "--porcelain") == ""
    assert iza(example, "list").err == ""
    iza(example, "step", "start", CASE, "1.1")


@pytest.mark.parametrize("how", ["deleted", "sparse", "skipped", "pushed", "unindexed"])
def test_a_case_that_is_missing_is_named_in_every_list(how: str, example: Path, iza: Iza) -> None:
    if how == "sparse":
        git(example, "sparse-checkout", "set", "--no-cone", "/*", f"!/{PATH}")
    elif how == "skipped":
        git(example, "update-index", "--skip-worktree", PATH)
    elif how == "pushed":
        git(example, "rm", "-q", "--cached", PATH)
    elif how == "unindexed":
        (example / ".git/index").unlink()
    (example / PATH).unlink(missing_ok=True)
    for line in ("list", "overdue", "find Rami", "clearing waiting"):
        done = iza(example, *line.split(), code=None)
        assert f"fehlt: {CASE}" in done.err.replace("\n", " "), (line, done)
    done = iza(example, "show", CASE, code=4)
    assert "fehlt im Ordner" in done.err
    git(example, "restore", *_way_out(done).split())
    assert iza(example, "show", CASE).out


@pytest.mark.parametrize("bit", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_does_not_look_at_is_looked_at(bit: str, example: Path, iza: Iza) -> None:
    iza(example, "list")
    git(example, "update-index", bit, PATH)
    file = example / PATH
    file.write_text(file.read_text("utf-8").replace("family: Alhamdo", "family: Zwilling", 1), "utf-8")
    assert "Zwilling" in iza(example, "list").out
    done = iza(example, "step", "start", CASE, "1.1", code=5)
    assert "von Hand" in done.err


def test_what_was_changed_by_hand_is_shown_before_it_is_committed(example: Path, iza: Iza) -> None:
    file = example / PATH
    file.write_text(file.read_text("utf-8").replace("family: Alhamdo", "family: Zwilling", 1), "utf-8")
    done = iza(example, "edit", CASE, "--from", str(file))
    assert done.out.index("Von Hand geändert") < done.out.index("Zwilling") < done.out.index("✓")
