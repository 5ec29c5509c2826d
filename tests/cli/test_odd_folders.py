"""Folders whose names are no UTF-8, and things in the place of files and folders that are none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import casework
import pytest
from bench import Bench, bench_in
from casework import CLIENT

COMMANDS = (
    "list", "show CASE", "check", "history CASE", "blame CASE", "diff CASE", "agreement status CASE", "step start CASE 1.1",
    "agreement render CASE", "letter CASE privacy-notice", "templates copy reminder", "templates check", "edit CASE", "path CASE",
    "review start CASE", "edit",
)  # fmt: skip


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="the file system takes nothing but UTF-8")
def test_everything_works_in_a_folder_whose_name_is_no_utf_8(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / os.fsdecode(b"L\xfcd (K\xf6ln)")
    shutil.copytree(county, folder, symlinks=True)
    monkeypatch.setenv("EDITOR", "true")
    case = casework.active(casework.office_in(folder), CLIENT)
    for line in COMMANDS:
        words = ["--lang", "en", *line.replace("CASE", case).split(), "--today", "2026-06-01"]
        done = subprocess.run([sys.executable, "-m", "iza", *words], cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0 or (line == "check" and done.returncode == 1), (line, done)
        assert not line.startswith("path") or Path(os.fsdecode(done.stdout.rstrip(b"\n"))).is_file()


@pytest.fixture
def bench(county: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    return bench_in(county, capfd)


@pytest.mark.parametrize("name", ["output", "templates", ".git/iza"])
def test_a_link_in_the_place_of_a_folder_of_iza_is_refused_by_name(name: str, bench: Bench, tmp_path: Path) -> None:
    elsewhere, place = tmp_path / "elsewhere", bench.folder / name
    if place.exists():
        shutil.move(place, elsewhere)
    elsewhere.mkdir(exist_ok=True)
    place.symlink_to(elsewhere, target_is_directory=True)
    before = sorted(elsewhere.rglob("*"))
    done = bench("letter", bench.case, "privacy-notice", code=5)
    assert f"{name} is a link" in done.err
    assert sorted(elsewhere.rglob("*")) == before


def planted(folder: Path, kind: str) -> str:
    """The name of a logo of this kind, put beside the repository or into it."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (folder.parent / "outside.svg").write_text(svg, "utf-8")
    place = folder / "templates/logo.svg"
    place.parent.mkdir(exist_ok=True)
    match kind:
        case "absolute":
            return str(folder.parent / "outside.svg")
        case "above":
            return "../outside.svg"
        case "around":
            return f"templates/../../{folder.name}/../outside.svg"
        case "device":
            return "/dev/zero"
        case "link":
            place.symlink_to(folder.parent / "outside.svg")
        case "fifo":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "large":
            place.write_text(svg + " " * 1_000_000, "utf-8")
    return "templates/logo.svg"


@pytest.mark.parametrize("kind", ["absolute", "above", "around", "device", "link", "fifo", "folder", "large", "missing"])
def test_a_logo_is_a_plain_file_of_the_repository(kind: str, bench: Bench) -> None:
    name = planted(bench.folder, kind)
    settings = bench.folder / "iza.yaml"
    settings.write_text(settings.read_text("utf-8").replace("letterhead:\n", f"letterhead:\n  logo: {name}\n", 1), "utf-8")
    done = bench("letter", bench.case, "privacy-notice", code=None)
    assert done.code in (4, 5), done
    assert name.rpartition("/")[2] in done.err
    found = bench("check", code=None)
    assert "E71" in found.out or "E64" in found.out
