"""``iza edit`` with editors that do what people do: change, break, give up, crash, save in another encoding."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import casework
import pytest
from casework import CLIENT, path_of
from terminal import Desk

from iza.git import state

EDITOR = """
import os, sys
from pathlib import Path
copy, seen = Path(sys.argv[-1]), Path({seen!r})
text = copy.read_text("utf-8", "replace")
modes = [oct(os.stat(path).st_mode & 0o777) for path in (copy.parent, copy)]
seen.write_text("\\n".join([str(copy), *modes, text.splitlines()[0], text]), "utf-8")
{act}
"""


class Editing(Desk):
    """A desk with one case and an editor that runs a few lines of Python on ``text`` and ``copy``."""

    case = ""
    seen = Path()

    def editor(self, act: str) -> None:
        """From now on the editor does this."""
        self.seen.unlink(missing_ok=True)
        self.seen.with_name("editor.py").write_text(EDITOR.format(seen=str(self.seen), act=act), "utf-8")

    def replaces(self, *pairs: str) -> None:
        """The editor replaces texts, each by the one after it."""
        steps = [f"assert {old!r} in text\ntext = text.replace({old!r}, {new!r}, 1)" for old, new in zip(pairs[::2], pairs[1::2], strict=True)]
        self.editor("\n".join([*steps, "copy.write_text(text, 'utf-8')"]))

    def edits(self, code: int = 0) -> str:
        """What ``iza edit`` prints to the person."""
        done = self("edit", self.case, code=code)
        return done.out + done.err

    @property
    def place(self) -> Path:
        """The file of the case."""
        return self.folder / path_of(self.case)

    @property
    def kept(self) -> list[Path]:
        """The texts that wait."""
        return sorted((self.folder / ".git/iza").glob("drafts/*"))


@pytest.fixture
def desk(
    county: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Editing:
    desk = Editing(county, capfd)
    desk.case = casework.active(casework.office_in(county), CLIENT)
    desk.seen = tmp_path / "the editor" / "seen"
    desk.seen.parent.mkdir()
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{desk.seen.with_name('editor.py')}'")
    return desk


@pytest.fixture
def unchanged(desk: Editing) -> Callable[[], bool]:
    """Whether the case, the log and the work tree are as at the beginning."""
    before = desk.place.read_bytes(), desk.git("rev-parse", "HEAD"), desk.git("status", "--porcelain")
    return lambda: before == (desk.place.read_bytes(), desk.git("rev-parse", "HEAD"), desk.git("status", "--porcelain"))


def test_one_changed_field_is_one_changed_line_and_one_commit(desk: Editing) -> None:
    text = desk.place.read_text("utf-8").replace("client:\n", "client:  # siehe Akte\n").replace("opened_on: 2026", "opened_on:   2026")
    desk.place.write_text(text, "utf-8")
    desk.git("commit", "-qam", "Kommentar")
    desk.replaces("status: seeking", "status: mini_job")
    desk.edits()
    assert desk.git("diff", "--numstat", "HEAD~").split() == ["1", "1", path_of(desk.case)]
    assert desk.place.read_text("utf-8") == text.replace("status: seeking", "status: mini_job")
    assert desk.git("log", "-1", "--format=%(trailers:only,unfold)").split("\n")[:2] == [
        "Iza-Action: case.edit", f"Iza-Case: {desk.case}",
    ]  # fmt: skip


def test_the_copy_is_private_knows_its_schema_and_is_gone_afterwards(desk: Editing) -> None:
    desk.editor("")
    desk.edits()
    copy, folder_mode, _mode, modeline, *_text = desk.seen.read_text("utf-8").split("\n")
    assert folder_mode == "0o700"
    assert not Path(copy).exists()
    assert not Path(copy).parent.exists()
    assert not Path(copy).is_relative_to(desk.folder / "cases")
    schema = Path(modeline.partition("$schema=")[2])
    assert schema.is_absolute()
    assert schema.is_file()
    assert desk.place.read_text("utf-8").startswith("# yaml-language-server: $schema=../../schemas/case.schema.json\n")


def test_nothing_changed_is_no_commit(desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk.editor("copy.write_text(text, 'utf-8')")
    assert "Nothing was changed" in desk.edits()
    assert unchanged()
    assert desk.kept == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("birth:\n", "birth: [\n", ":1"),
        ("status: seeking", "status: sought", "E62"),
        ("employment:", "emploiment:", "E60"),
        ("given: Amal", "given: Amal\n      given: Amal", "twice"),
        ("date: 1995-05-17", "date: 2030-05-17", "E27"),
        ("indicator: Zertifikat liegt vor.", "indicator: anders", "only in a review"),
        ("due_on: 2026-05-15", "due_on: 2026-05-16", "only in a review"),
    ],
)
def test_what_may_not_land_is_kept_and_gone_on_with(
    old: str, new: str, said: str, desk: Editing, unchanged: Callable[[], bool]
) -> None:
    desk.replaces(old, new)
    told = desk.edits(4)
    assert said in told
    assert "is kept" in told
    assert "Testperson" not in told
    assert unchanged()
    desk.replaces(new, old, "municipality: Albweil", "municipality: Neckarfurt")
    desk.edits()
    assert "municipality: Neckarfurt" in desk.place.read_text("utf-8")
    assert desk.kept == []


def test_a_text_in_another_encoding_is_kept_too(desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk.editor("copy.write_bytes(text.replace('family: Testperson', 'family: Müller').encode('latin-1'))")
    assert "UTF-8" in desk.edits(4)
    assert unchanged()
    assert b"M\xfcller" in desk.kept[-1].read_bytes()
    desk.editor("copy.write_text(copy.read_bytes().decode('latin-1'), 'utf-8')")
    desk.edits()
    assert "family: Müller" in desk.place.read_text("utf-8")


def test_windows_line_ends_change_nothing(desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk.editor("copy.write_bytes(text.replace('\\n', '\\r\\n').encode())")
    assert "Nothing was changed" in desk.edits()
    assert unchanged()


@pytest.mark.parametrize("act", ["sys.exit(1)", "copy.write_text('', 'utf-8'); os.abort()"])
def test_an_editor_that_fails_changes_nothing(act: str, desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk.editor(act)
    assert "editor" in desk.edits(5)
    assert unchanged()
    assert desk.kept == []


def test_an_editor_that_is_missing_is_named(
    desk: Editing, unchanged: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/editor -w")
    told = desk.edits(5)
    assert "/nowhere/editor" in told
    assert "core.editor" in told
    assert unchanged()


def test_no_editor_at_all(desk: Editing, unchanged: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EDITOR", "VISUAL", "TERM"):
        monkeypatch.delenv(name, raising=False)
    desk.edits(5)
    assert unchanged()


def test_a_closed_case_is_not_even_opened(desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk("close", desk.case, "--reason", "contact_lost")
    desk.editor("")
    desk.edits(4)
    assert not desk.seen.exists()


def test_the_id_never_changes(desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk.replaces(f"id: {desk.case}", "id: F-0000-0000")
    assert "never changes" in desk.edits(4)
    assert unchanged()


# -- by hand, and from a file ------------------------------------------------------------------------


def test_a_change_by_hand_stops_commands_until_edit_commits_it(desk: Editing) -> None:
    desk.place.write_text(desk.place.read_text("utf-8").replace("status: seeking", "status: mini_job"), "utf-8")
    assert "iza edit" in desk("step", "done", desk.case, "1.1", code=5).err
    desk.editor("")
    desk.edits()
    assert desk.git("status", "--porcelain") == ""
    assert "Iza-Action: case.edit" in desk.git("log", "-1", "--format=%B")
    desk("step", "done", desk.case, "1.1")


def test_a_change_by_hand_is_checked_before_it_is_committed(desk: Editing) -> None:
    by_hand = desk.place.read_text("utf-8").replace("status: seeking", "status: sought")
    desk.place.write_text(by_hand, "utf-8")
    head = desk.git("rev-parse", "HEAD")
    desk.editor("")
    assert "E62" in desk.edits(4)
    assert (desk.git("rev-parse", "HEAD"), desk.place.read_text("utf-8")) == (head, by_hand)
    desk.replaces("status: sought", "status: mini_job")
    desk.edits()
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.parametrize("committed", [False, True])
def test_a_file_broken_by_hand_is_mended_with_edit(committed: bool, desk: Editing) -> None:
    text = desk.place.read_text("utf-8")
    desk.place.write_text(text.replace("client:\n", 'client: "\n'), "utf-8")
    if committed:
        desk.git("commit", "-qam", "kaputt")
    desk.replaces('client: "\n', "client:\n")
    desk.edits()
    assert (desk.place.read_text("utf-8"), desk.git("status", "--porcelain")) == (text, "")


def test_a_file_the_schema_refuses_is_mended_with_edit(desk: Editing) -> None:
    casework.commit_by_hand(desk.folder, desk.case, "status: planned", "state: planned")
    desk.replaces("state: planned", "status: planned")
    desk.edits()
    assert desk.json("check", desk.case) == [one for one in desk.json("check", desk.case) if one["level"] != "error"]


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_edit_from_replaces_the_file(source: str, desk: Editing, tmp_path: Path) -> None:
    text = desk.place.read_text("utf-8").replace("status: seeking", "status: mini_job")
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    words = ("--from", str(tmp_path / "case.yaml")) if source == "file" else ("--from", "-")
    desk("edit", desk.case, *words, stdin=text)
    assert desk.place.read_text("utf-8") == text
    head = desk.git("rev-parse", "HEAD")
    assert "Nothing was changed" in desk("edit", desk.case, *words, stdin=text).out
    assert desk.git("rev-parse", "HEAD") == head


@pytest.mark.parametrize("text", ["", "client: [", "schema: iza/case/1\n", "- 1\n", "a: 1\na: 2\n"])
def test_edit_from_a_bad_file_changes_nothing(
    text: str, desk: Editing, unchanged: Callable[[], bool]
) -> None:
    desk("edit", desk.case, "--from", "-", stdin=text, code=4)
    assert unchanged()


# -- somebody else in between ------------------------------------------------------------------------


def test_what_changed_elsewhere_while_the_editor_was_open_is_merged(desk: Editing) -> None:
    other = f"import subprocess\nplace = Path({str(desk.place)!r})\n"
    other += "place.write_text(place.read_text('utf-8').replace('status: seeking', 'status: mini_job'), 'utf-8')\n"
    other += f"subprocess.run(['git', 'commit', '-qam', 'x'], cwd={str(desk.folder)!r}, check=True)\n"
    desk.editor(other + "copy.write_text(text.replace('municipality: Albweil', 'municipality: Neckarfurt'), 'utf-8')")
    desk.edits()
    text = desk.place.read_text("utf-8")
    assert "status: mini_job" in text
    assert "municipality: Neckarfurt" in text


def test_a_kept_text_never_undoes_what_others_did_since(desk: Editing) -> None:
    desk.replaces("status: seeking", "status: sought", "municipality: Albweil", "municipality: Neckarfurt")
    desk.edits(4)
    desk("step", "done", desk.case, "1.1")
    desk.replaces("status: sought", "status: seeking")
    desk.edits()
    case = desk.json("show", desk.case)["case"]
    assert case["client"]["accommodation"]["municipality"] == "Neckarfurt"
    assert case["agreement"]["goals"][0]["steps"][0]["status"] == "done"


def test_the_same_field_changed_elsewhere_is_a_conflict_that_keeps_the_text(desk: Editing) -> None:
    desk.replaces("status: seeking", "status: sought")
    desk.edits(4)
    casework.commit_by_hand(desk.folder, desk.case, "status: seeking", "status: internship")
    desk.replaces("status: sought", "status: mini_job")
    told = desk.edits(5)
    assert "client.employment.status" in told
    assert "is kept" in told
    assert "status: internship" in desk.place.read_text("utf-8")
    assert "status: mini_job" in desk.kept[-1].read_text("utf-8")


def test_in_an_open_review_the_edit_belongs_to_it(desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk("review", "start", desk.case, "--on", "2026-05-04")
    desk.replaces("indicator: Zertifikat liegt vor.", "indicator: Zertifikat B1 liegt vor.")
    desk.edits()
    assert unchanged()
    desk("review", "hold", desk.case, "--next-on", "2026-08-04", "--untouched-ok", "--reason", "klarer")
    assert "indicator: Zertifikat B1 liegt vor." in desk.place.read_text("utf-8")


# -- what is kept, and how to get rid of it ----------------------------------------------------------------


def test_a_kept_text_is_told_with_its_age_and_can_be_discarded(desk: Editing, unchanged: Callable[[], bool]) -> None:
    desk.replaces("status: seeking", "status: sought")
    desk.edits(4)
    assert desk.case in desk("edit").out
    assert f"iza edit {desk.case} --discard" in desk("edit").out
    desk.editor("")
    told = desk.edits(4)
    assert "is kept that did not land yet" in told
    assert f"iza edit {desk.case} --discard" in told
    desk("edit", desk.case, "--discard")
    assert desk.kept == []
    assert "Nothing is unfinished" in desk("edit").err
    assert "iza edit" in desk("edit", desk.case, "--discard", code=4).err
    desk.editor("")
    assert "is kept" not in desk.edits()
    assert unchanged()


def test_a_text_whose_file_was_restored_since_says_so(desk: Editing) -> None:
    sound = desk.place.read_text("utf-8")
    desk.place.write_text(sound.replace("status: seeking", "status: sought"), "utf-8")
    desk.editor("")
    assert "restored" not in desk.edits(4)
    desk.git("restore", desk.place.relative_to(desk.folder).as_posix())
    desk.editor("")
    told = desk.edits()
    assert "The case was changed or restored since then." in told
    assert "Nothing was changed" in told
    assert desk.place.read_text("utf-8") == sound
    assert desk.kept == []


def test_an_open_review_is_listed_as_unfinished(desk: Editing) -> None:
    desk("review", "start", desk.case)
    assert f"iza review abandon {desk.case}" in desk("edit").out


# -- the editor is started as git starts it --------------------------------------------------------------


def test_the_shell_splits_quotes_and_knows_variables(desk: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.replaces("status: seeking", "status: mini_job")
    monkeypatch.setenv("THEIRS", str(desk.seen.parent))
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "$THEIRS/editor.py"')
    desk.edits()
    assert "status: mini_job" in desk.place.read_text("utf-8")


def test_on_windows_the_shell_is_the_one_beside_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs, shell = tmp_path / "Program Files/Git/mingw64/libexec/git-core", tmp_path / "Program Files/Git/usr/bin/sh.exe"
    programs.mkdir(parents=True)
    shell.parent.mkdir(parents=True)
    shell.touch()
    monkeypatch.setattr(state, "run", lambda _root, *words: f"{programs}\n" if words == ("--exec-path",) else "code --wait\n")
    monkeypatch.setattr(state, "ON_WINDOWS", True)
    command = state.edit_command(tmp_path, tmp_path / "a case.yaml")
    assert command == [str(shell), "-c", 'code --wait "$@"', "code --wait", str(tmp_path / "a case.yaml")]
