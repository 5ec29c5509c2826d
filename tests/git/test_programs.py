"""A received folder brings programs along: none runs before this person allowed it, in reading or in writing."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import allow_programs

from iza import git
from iza.git import programs
from iza.git.configuration import entries

Git = Callable[..., str]
Iza = Callable[..., Any]
COMMANDS = ("overdue", "list", "history K2QF", "verify", "diff K2QF", "blame K2QF", "agreement status K2QF",
            "step start K2QF 3.1", "undo K2QF --yes", "goal add K2QF --area work --goal Ziel --indicator x --yes")  # fmt: skip

CONFIGURED = {
    "filter.x.clean": '[filter "x"]\n\tclean = CANARY\n',
    "filter.x.smudge": '[filter "x"]\n\tsmudge = CANARY\n',
    "filter.x.process": '[filter "x"]\n\tprocess = CANARY\n',
    "diff.x.command": '[diff "x"]\n\tcommand = CANARY\n',
    "diff.x.textconv": '[diff "x"]\n\ttextconv = CANARY\n',
    "diff.external": "[diff]\n\texternal = CANARY\n",
    "diff.iza.command": '[diff "iza"]\n\tcommand = CANARY # iza.cli.driver\n',
    "merge.x.driver": '[merge "x"]\n\tdriver = CANARY %O %A %B\n',
    "core.hookspath": "[core]\n\thooksPath = tools/hooks\n",
    "core.editor": "[core]\n\teditor = CANARY\n",
    "sequence.editor": "[sequence]\n\teditor = CANARY\n",
    "core.sshcommand": "[core]\n\tsshCommand = CANARY\n",
    "core.fsmonitor": "[core]\n\tfsmonitor = CANARY\n",
    "core.askpass": "[core]\n\taskPass = CANARY\n",
    "core.pager": "[core]\n\tpager = CANARY\n",
    "core.gitproxy": "[core]\n\tgitProxy = CANARY\n",
    "core.alternaterefscommand": "[core]\n\talternateRefsCommand = CANARY\n",
    "core.worktree": "[core]\n\tworktree = /tmp\n",
    "pager.log": "[pager]\n\tlog = CANARY\n",
    "gpg.program": "[gpg]\n\tprogram = CANARY\n[commit]\n\tgpgSign = true\n",
    "gpg.ssh.program": '[gpg "ssh"]\n\tprogram = CANARY\n[gpg]\n\tformat = ssh\n[commit]\n\tgpgSign = true\n',
    "gpg.ssh.defaultkeycommand": '[gpg "ssh"]\n\tdefaultKeyCommand = CANARY\n',
    "credential.helper": "[credential]\n\thelper = !CANARY\n",
    "credential.https://x.helper": '[credential "https://x"]\n\thelper = !CANARY\n',
    "alias.log": "[alias]\n\tlog = !CANARY\n",
    "remote.o.uploadpack": '[remote "o"]\n\tuploadpack = CANARY\n',
    "remote.o.receivepack": '[remote "o"]\n\treceivepack = CANARY\n',
    "remote.o.vcs": '[remote "o"]\n\tvcs = x\n',
    "remote.o.url": '[remote "o"]\n\turl = ext::CANARY\n',
    "url.ext::CANARY.insteadof": '[url "ext::CANARY"]\n\tinsteadOf = https://\n',
    "trailer.x.command": '[trailer "x"]\n\tcommand = CANARY\n',
    "trailer.x.cmd": '[trailer "x"]\n\tcmd = CANARY\n',
    "interactive.difffilter": "[interactive]\n\tdiffFilter = CANARY\n",
    "browser.x.cmd": '[browser "x"]\n\tcmd = CANARY\n',
    "difftool.x.cmd": '[difftool "x"]\n\tcmd = CANARY\n',
    "mergetool.x.cmd": '[mergetool "x"]\n\tcmd = CANARY\n',
    "submodule.x.update": '[submodule "x"]\n\tupdate = !CANARY\n',
    "uploadpack.packobjectshook": "[uploadpack]\n\tpackObjectsHook = CANARY\n",
    "gc.recentobjectshook": "[gc]\n\trecentObjectsHook = CANARY\n",
    "hook.x.command": '[hook "x"]\n\tcommand = CANARY\n\tevent = pre-commit\n',
    "sendemail.smtpserver": "[sendemail]\n\tsmtpServer = CANARY\n",
    "protocol.ext.allow": '[protocol "ext"]\n\tallow = always\n',
    "include.path": "[include]\n\tpath = ../tools/config\n",
    "includeif.gitdir:/.path": '[includeIf "gitdir:/"]\n\tpath = ../tools/config\n',
    "fsck.missingemail": "[fsck]\n\tmissingEmail = ignore\n",
    "something.that.nobody.thought.of": '[something "that.nobody.thought"]\n\tof = CANARY\n',
}
"""Settings as they stand in a file, by the name the refusal gives them."""

WRITTEN_ODDLY = {
    "on the line of the section": "[core]editor = CANARY\n",
    "in capitals": '[FILTER "x"]\n\tCLEAN = CANARY\n',
    "with a point": "[filter.x]\n\tclean = CANARY\n",
    "after another section": '[core][filter "x"]clean=CANARY\n',
    "in two lines": '[filter "x"]\n\tclean = \\\nCANARY\n',
    "with a mark of byte order": '\ufeff[filter "x"]\n\tclean = CANARY\n',
    "with the ends of lines of Windows": '[filter "x"]\r\n\tclean = CANARY\r\n',
    "behind a comment that seems to go on": '# \\\n[filter "x"]\n\tclean = CANARY\n',
    "with a bracket in its name": '[filter "x]"]\n\tclean = CANARY\n',
    "without an end": '[filter "x"]\n\tclean = "CANARY\n',
    "in a line git does not understand": "[filter x]\n\tclean = CANARY\n",
    "in quotes": '[filter "x"]\n\tclean = "CAN""ARY"\n',
}

HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-index-change", "reference-transaction",
         "pre-auto-gc", "post-checkout", "post-rewrite", "fsmonitor-watchman", "a-hook-of-next-year")  # fmt: skip


class Received:
    """A repository that somebody handed on, with a program that tells when it was started."""

    def __init__(self, folder: Path, canary: Path) -> None:
        self.folder, self.canary, self.ran = folder, canary, canary.with_suffix(".ran")
        canary.write_text(f'#!/bin/sh\ntouch "{self.ran}"\ncat\n', "utf-8")
        canary.chmod(0o755)
        tools = folder / "tools/hooks"
        tools.mkdir(parents=True)
        shutil.copy(canary, tools / "pre-commit")
        (folder / "tools/config").write_text(self.filled('[filter "x"]\n\tclean = CANARY\n'), "utf-8")
        (folder / ".git/info").mkdir(exist_ok=True)
        (folder / ".git/info/attributes").write_text("* filter=x diff=x merge=x\n", "utf-8")

    def filled(self, text: str) -> str:
        return text.replace("CANARY", str(self.canary)).replace("CAN", str(self.canary)[:5]).replace("ARY", str(self.canary)[5:])

    def configure(self, text: str, path: str = ".git/config") -> None:
        """Add to a configuration."""
        old = (self.folder / path).read_text("utf-8") if (self.folder / path).exists() else ""
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        (self.folder / path).write_bytes((mark + old + self.filled(text.removeprefix("\ufeff"))).encode())

    def hook(self, name: str) -> Path:
        place = self.folder / ".git/hooks" / name
        place.parent.mkdir(exist_ok=True)
        shutil.copy(self.canary, place)
        return place

    def refuses(self, iza: Iza, name: str = "") -> None:
        """No command runs the program, and every one that needs git names what it is."""
        for words in COMMANDS:
            run = iza(self.folder, *words.split(), code=None)
            assert not self.ran.exists(), words
            assert run.code == 5 or words.startswith("goal"), run
        run = iza(self.folder, "history", "K2QF", code=5)
        assert self.filled(name)[:40] in run.err
        assert "iza trust" in run.err


@pytest.fixture
def received(example: Path, tmp_path: Path) -> Received:
    return Received(example, tmp_path / "canary")


@pytest.mark.parametrize("name", CONFIGURED)
def test_a_setting_runs_nothing_before_it_is_allowed(name: str, received: Received, iza: Iza) -> None:
    received.configure(CONFIGURED[name])
    received.refuses(iza, name)


@pytest.mark.parametrize("how", WRITTEN_ODDLY)
def test_however_it_is_written(how: str, received: Received, iza: Iza) -> None:
    received.configure(WRITTEN_ODDLY[how])
    received.refuses(iza)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_does_not_run_before_it_is_allowed(name: str, received: Received, iza: Iza) -> None:
    received.hook(name)
    received.refuses(iza, f"hook {name}")


def test_a_link_among_the_hooks_is_one(received: Received, iza: Iza) -> None:
    (received.folder / ".git/hooks").mkdir(exist_ok=True)
    (received.folder / ".git/hooks/pre-commit").symlink_to(received.canary)
    received.refuses(iza, "hook pre-commit")


FILTER = '[filter "x"]\n\tclean = CANARY\n'


def test_a_configuration_of_this_work_tree_counts(received: Received, iza: Iza) -> None:
    received.configure("[extensions]\n\tworktreeConfig = true\n")
    received.configure(FILTER, ".git/config.worktree")
    received.refuses(iza, "filter.x.clean")


def test_a_common_folder_elsewhere_counts(received: Received, iza: Iza) -> None:
    shutil.copytree(received.folder / ".git", received.folder / "tools/common")
    (received.folder / ".git/commondir").write_text("../tools/common\n", "utf-8")
    received.configure(FILTER, "tools/common/config")
    received.refuses(iza, "filter.x.clean")


def test_a_git_folder_elsewhere_counts(received: Received, iza: Iza) -> None:
    (received.folder / ".git").rename(received.folder / "tools/git")
    (received.folder / ".git").write_text("gitdir: tools/git\n", "utf-8")
    received.configure(FILTER, "tools/git/config")
    received.refuses(iza, "filter.x.clean")


def test_a_repository_around_it_is_never_asked(received: Received, iza: Iza, git: Git, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    shutil.rmtree(received.folder / ".git")
    (received.folder / ".git").mkdir()
    with (tmp_path / ".git/config").open("a", encoding="utf-8") as file:
        file.write(received.filled(FILTER))
    (tmp_path / ".git/info/attributes").write_text("* filter=x\n", "utf-8")
    for words in COMMANDS:
        assert iza(received.folder, *words.split(), code=None).code != 3
        assert not received.ran.exists()


# -- allowing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["filter.x.clean", "core.hookspath", "include.path", "hook pre-commit", "gpg.program"])
def test_what_was_allowed_runs(name: str, received: Received, iza: Iza) -> None:
    received.hook("pre-commit") if name.startswith("hook") else received.configure(CONFIGURED[name])
    run = iza(received.folder, "trust", "--yes")
    assert name in run.out
    assert iza(received.folder, "history", "K2QF").code == 0
    iza(received.folder, "step", "start", "K2QF", "3.1", code=None)
    assert received.ran.exists()


def _changes_the_setting(received: Received) -> None:
    received.configure('[filter "x"]\n\tclean = CANARY --other\n')


def _adds_a_hook(received: Received) -> None:
    received.hook("post-commit")


def _changes_the_hook(received: Received) -> None:
    (received.folder / ".git/hooks/pre-commit").write_text("#!/bin/sh\nexit 0\n", "utf-8")


def _changes_what_is_included(received: Received) -> None:
    received.configure("[core]\n\teditor = CANARY\n", "tools/config")


def _changes_a_hook_of_the_work_tree(received: Received) -> None:
    (received.folder / "tools/hooks/pre-commit").write_text("#!/bin/sh\nexit 0\n", "utf-8")


def _changes_a_file_of_the_work_tree(received: Received) -> None:
    (received.folder / "tools/clean.sh").write_text("cat\n", "utf-8")


@pytest.mark.parametrize(
    "change",
    [_changes_the_setting, _adds_a_hook, _changes_the_hook, _changes_what_is_included,
     _changes_a_hook_of_the_work_tree, _changes_a_file_of_the_work_tree],
)  # fmt: skip
def test_what_changes_has_to_be_allowed_again(change: Callable[[Received], None], received: Received, iza: Iza) -> None:
    (received.folder / "tools/clean.sh").write_text("cat \n", "utf-8")
    received.configure('[filter "y"]\n\tclean = sh ./tools/clean.sh %f\n')
    received.hook("pre-commit")
    for name in ("filter.x.clean", "core.hookspath", "include.path"):
        received.configure(CONFIGURED[name])
    iza(received.folder, "trust", "--yes")
    iza(received.folder, "history", "K2QF")
    received.ran.unlink(missing_ok=True)
    change(received)
    received.refuses(iza)


def test_what_has_nothing_to_do_with_programs_may_change(received: Received, iza: Iza, git: Git) -> None:
    received.hook("pre-commit")
    iza(received.folder, "trust", "--yes")
    git(received.folder, "config", "user.email", "x@example.org")
    git(received.folder, "remote", "add", "origin", "https://example.org/cases.git")
    iza(received.folder, "history", "K2QF")


def test_a_script_allows_exactly_what_was_shown(received: Received, iza: Iza) -> None:
    received.hook("pre-commit")
    shown = iza(received.folder, "trust", code=2).out
    code = shown.rpartition("Fingerabdruck: ")[2].strip()
    received.hook("post-commit")
    assert "nicht die mit diesem Fingerabdruck" in iza(received.folder, "trust", "--fingerprint", code, code=5).err
    (received.folder / ".git/hooks/post-commit").unlink()
    iza(received.folder, "trust", "--fingerprint", code)
    iza(received.folder, "history", "K2QF")
    iza(received.folder, "trust", "--revoke")
    received.refuses(iza, "hook pre-commit")


def test_the_allowance_does_not_travel_with_the_folder(received: Received, iza: Iza, tmp_path: Path, person: Path) -> None:
    received.hook("pre-commit")
    iza(received.folder, "trust", "--yes")
    marks = list((person / ".local/state/iza/allowed").iterdir())
    assert marks
    assert {mark.stat().st_mode & 0o777 for mark in marks} == {0o600}
    shutil.copytree(received.folder, tmp_path / "copied", symlinks=True)
    assert "hook pre-commit" in iza(tmp_path / "copied", "history", "K2QF", code=5).err


def test_a_name_from_a_foreign_configuration_is_harmless_in_a_sentence(received: Received, iza: Iza) -> None:
    received.configure('[filter "\x1b[31mä\u202e{x}[b]"]\n\tclean = CANARY\n')
    run = iza(received.folder, "history", "K2QF", code=5)
    assert "\x1b" not in run.err
    assert "\u202e" not in run.err
    shown = iza(received.folder, "trust", code=2)
    assert "\x1b" not in shown.out
    assert "\u202e" not in shown.out


# -- ordinary life: nobody is asked ----------------------------------------------------------------------------------


def test_iza_itself_is_not_asked_about(built_example: Path, county: Path, git: Git, tmp_path: Path, iza: Iza) -> None:
    from iza.app.county import git_diff_driver

    git(tmp_path, "clone", "-q", str(built_example), str(tmp_path / "clone"))
    assert programs.programs(tmp_path / "clone") == []
    git_diff_driver.configure(tmp_path / "clone")
    for folder in (tmp_path / "clone", built_example, county):
        assert programs.programs(folder) == []
        iza(folder, "list")


def test_an_iza_that_moved_is_not_asked_about_what_it_set_up_itself(county: Path, iza: Iza, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.sys, "executable", "/elsewhere/bin/python")
    programs._programs_in.cache_clear()
    assert [program.name for program in programs.programs(county)] == ["diff.iza.command", "diff.iza.textconv"]
    iza(county, "history")
    programs._programs_in.cache_clear()


def test_hooks_from_ones_own_template_are_not_asked_about(tmp_path: Path, git: Git, iza: Iza, person: Path) -> None:
    hooks = tmp_path / "template/hooks"
    hooks.mkdir(parents=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (hooks / "pre-commit").chmod(0o755)
    git(tmp_path, "config", "--global", "init.templateDir", str(hooks.parent))
    assert iza(tmp_path, "init", str(tmp_path / "new")).code == 0
    assert (tmp_path / "new/.git/hooks/pre-commit").exists()
    iza(tmp_path / "new", "history")


def test_ones_own_settings_are_not_asked_about(example: Path, git: Git, iza: Iza, tmp_path: Path) -> None:
    git(tmp_path, "config", "--global", "filter.lfs.clean", "cat")
    git(tmp_path, "config", "--global", "core.pager", "less")
    (example / ".git/info/attributes").write_text("*.pdf filter=lfs\n", "utf-8")
    iza(example, "step", "start", "K2QF", "3.1")


@pytest.mark.parametrize(
    "words",
    ["remote add origin https://example.org/x.git", "remote add u git@example.org:x/y.git", "switch -q -c side", "branch -q --track t main",
     "config branch.main.vscode-merge-base origin/main", "config pull.rebase true", "config user.signingkey ~/.ssh/id.pub",
     "config core.fsmonitor true", "maintenance run --auto", "sparse-checkout init --cone", "config lfs.repositoryformatversion 0",
     "worktree add -q ../second", "config submodule.x.update rebase", "gc -q", "stash list"],
)  # fmt: skip
def test_what_git_and_editors_write_every_day_is_not_asked_about(example: Path, git: Git, words: str) -> None:
    git(example, *words.split())
    assert programs.programs(example) == []


def test_the_samples_of_git_are_no_hooks(repo: Path) -> None:
    sample = repo / ".git/hooks/pre-commit.sample"
    sample.parent.mkdir(exist_ok=True)
    sample.write_text("#!/bin/sh\n", "utf-8")
    sample.chmod(0o755)
    (repo / ".git/hooks/pre-push").write_text("not to be executed", "utf-8")
    assert programs.programs(repo) == []


# -- read as git reads it --------------------------------------------------------------------------------------------

_PIECES = ("[core]", "[core", '[a "b"]', '[a "b\\"c"]', '[a "b]"]', "[a.b]", "[A-1.B]", "[ core]", "[core ]", '[a"b"]',
           '[a\t"b"]', "x", "y-1", "X", "x = 1\n", "\nz = ", "=", " = ", "\t", "  ", "\n", "\n", "\r\n", "\r", "\\\n", "\\\r\n", "\\",
           '"', '""', '\\"', "\\\\", "\\n", "\\q", "#", "; c", "v", "true", '"a # b"', "\f", "\v", "é", "[", "] ", "]", ".",
           "0x", "1x", "_", "a b")  # fmt: skip


def test_a_configuration_is_read_as_git_reads_it(tmp_path: Path) -> None:
    chance, agreed = random.Random(7), 0
    file = tmp_path / "config"
    for _number in range(400):
        text = "[core]\n" + "".join(chance.choice(_PIECES) for _piece in range(chance.randrange(1, 9))) + "\n[s]\nk = v\n"
        file.write_bytes(text.encode("latin-1"))
        done = subprocess.run(["git", "config", "--file", str(file), "-z", "--list"], capture_output=True, check=False)
        listed = [entry.partition("\n") for entry in done.stdout.decode("latin-1").split("\0")[:-1]]
        theirs = [(key, (value if is_given else "true").replace("\t", " ")) for key, is_given, value in listed]
        try:
            mine = [(".".join(part for part in entry[:3] if part is not None), entry[3]) for entry in entries(text)]
        except ValueError:
            continue  # asked about
        agreed += 1
        if done.returncode == 0:
            assert [(key, value.replace("\t", " ")) for key, value in mine] == theirs, text
    assert agreed > 50


def test_allowing_needs_the_programs_to_be_those_that_were_seen(repo: Path) -> None:
    from support import plant_hook

    place = plant_hook(repo, "pre-commit", "exit 0")
    git.head(repo)
    place.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    with pytest.raises(Exception, match="hook pre-commit"):
        git.changed(repo)
    allow_programs(repo)
    git.changed(repo)


def test_a_repository_inside_is_not_looked_into(received: Received, iza: Iza, git: Git) -> None:
    inner = received.folder / "cases/inner"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "a").write_text("1\n", "utf-8")
    git(inner, "add", "a")
    git(inner, "-c", "user.name=X", "-c", "user.email=x@example.org", "commit", "-qm", "inner")
    (received.folder / ".gitmodules").write_text('[submodule "x"]\n\tpath = cases/inner\n\turl = ./x\n\tignore = none\n', "utf-8")
    git(received.folder, "add", ".gitmodules", "cases/inner")
    git(received.folder, "commit", "-qm", "a repository inside")
    with (inner / ".git/config").open("a", encoding="utf-8") as file:
        file.write(received.filled("[core]\n\tfsmonitor = CANARY\n" + FILTER))
    (inner / ".git/info/attributes").write_text("* filter=x\n", "utf-8")
    (inner / "a").write_text("2\n", "utf-8")
    for words in COMMANDS:
        iza(received.folder, *words.split(), code=None)
        assert not received.ran.exists(), words
