"""Replacing a file while another program holds it, as on Windows."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from iza.store import files


def held(monkeypatch: pytest.MonkeyPatch, times: int, winerror: int | None) -> list[float]:
    """From now on a file cannot be replaced so many times; the pauses that were made."""
    pauses: list[float] = []
    put, left = Path.replace, [times]

    def replace(source: Path, target: Path) -> Path:
        if left[0]:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "held")
            error.winerror = winerror  # type: ignore[attr-defined,unused-ignore]
            raise error
        return put(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(files.time, "sleep", pauses.append)
    return pauses


@pytest.mark.parametrize("winerror", [5, 32])
def test_a_file_another_program_looks_at_is_replaced_a_little_later(
    winerror: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = held(monkeypatch, 3, winerror)
    files.replace(tmp_path / "x", b"new", tmp_path)
    assert (tmp_path / "x").read_bytes() == b"new"
    assert len(pauses) == 3


def test_after_two_seconds_it_is_an_error_and_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = held(monkeypatch, 99, 32)
    with pytest.raises(PermissionError):
        files.replace(tmp_path / "x", b"new", tmp_path)
    assert 1 < sum(pauses) <= 2
    assert list(tmp_path.iterdir()) == []


def test_where_writing_is_not_allowed_at_all_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = held(monkeypatch, 1, None)
    with pytest.raises(PermissionError):
        files.replace(tmp_path / "x", b"new", tmp_path)
    assert pauses == []
