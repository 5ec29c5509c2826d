"""A byte order mark is read over wherever it stands and gone at the next save; another encoding gets one sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench import Bench, bench_in

from iza.resources import folder

MARK = "\ufeff".encode()
SAID = "save it with “Save as” and the encoding UTF-8"


@pytest.fixture
def bench(county: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    return bench_in(county, capfd)


def marked(path: Path) -> None:
    path.write_bytes(MARK + path.read_bytes())


def test_a_mark_in_a_case_is_gone_at_the_next_save(bench: Bench) -> None:
    marked(bench.place)
    bench.git("commit", "-qam", "Editor")
    assert bench.case in bench("list").out
    bench("history", bench.case)
    bench("step", "start", bench.case, "1.1")
    assert not bench.place.read_bytes().startswith(MARK)
    assert bench("check", code=None).code in (0, 1)


@pytest.mark.parametrize("name", ["iza.yaml", "directory/partners.yaml", "directory/caseworkers.yaml"])
def test_a_mark_in_settings_or_directory_changes_nothing(name: str, bench: Bench) -> None:
    plain = bench("check", code=None).out
    marked(bench.folder / name)
    bench.git("commit", "-qam", "Editor")
    assert bench("check", code=None).out == plain
    bench("agreement", "status", bench.case)


def test_a_mark_in_a_template_is_no_character_of_the_letter(bench: Bench) -> None:
    place = bench.folder / "templates/privacy-notice.md.j2"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(MARK + (folder("templates") / place.name).read_bytes())
    done = bench("letter", bench.case, "privacy-notice", "--format", "md")
    assert MARK not in Path(done.out.splitlines()[0]).read_bytes()


def test_a_mark_from_the_editor_and_from_a_file_is_not_saved(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act = tmp_path / "act.py"
    act.write_text(
        "import sys; from pathlib import Path; p = Path(sys.argv[1]);"
        "p.write_bytes(b'\\xef\\xbb\\xbf' + p.read_bytes().replace(b'status: seeking', b'status: mini_job'))"
    )
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{act}'")
    bench("edit", bench.case)
    text = bench.place.read_bytes()
    assert b"status: mini_job" in text
    assert not text.startswith(MARK)
    source = tmp_path / "case.yaml"
    source.write_bytes(MARK + text.replace(b"status: mini_job", b"status: seeking"))
    bench("edit", bench.case, "--from", str(source))
    assert not bench.place.read_bytes().startswith(MARK)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"])
def test_another_encoding_gets_one_sentence_that_says_how_to_save(encoding: str, bench: Bench, tmp_path: Path) -> None:
    source = tmp_path / "case.yaml"
    source.write_bytes(f"# Köln\n{bench.place.read_text('utf-8')}".encode(encoding, "replace"))
    assert SAID in bench("edit", bench.case, "--from", str(source), code=4).err
    place = bench.folder / "templates/privacy-notice.md.j2"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes("# Köln\n".encode(encoding))
    assert SAID in bench("letter", bench.case, "privacy-notice", code=4).err
    (bench.folder / "iza.yaml").write_bytes(f"# Köln\n{(bench.folder / 'iza.yaml').read_text('utf-8')}".encode(encoding, "replace"))
    assert SAID in bench("show", bench.case, code=4).err
