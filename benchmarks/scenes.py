"""What must be so while a command is measured; afterwards the repository is as it was.

A scene gives the folder to work in. It is cheap at any size: objects are never copied, only what is new among them
is removed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from benchmarks import county
from benchmarks.desk import Desk

Scene = Callable[[Desk], AbstractContextManager[Path]]

_KEPT = "kept"  # beside the repository, while something in it is changed
_OBJECTS = "objects"
_TEN = county.Size(10, 100)


@contextmanager
def as_it_is(place: Desk) -> Iterator[Path]:
    """Nothing special."""
    yield place.folder


@contextmanager
def changed_by_hand(place: Desk) -> Iterator[Path]:
    """The case holds a change that is not committed."""
    with taken_back(place):
        _call_them(place)
        yield place.folder


@contextmanager
def changed_by_commit(place: Desk) -> Iterator[Path]:
    """The case was changed and committed with plain git, after iza looked the last time."""
    with taken_back(place):
        _call_them(place)
        place.git("add", "--", place.path)
        place.git("commit", "-q", "-m", "von Hand")
        yield place.folder


def _call_them(place: Desk) -> None:
    with (place.folder / place.path).open("a", encoding="utf-8") as file:
        file.write("# anrufen\n")


@contextmanager
def _file_put_back(place: Desk) -> Iterator[None]:
    """The case is the same file afterwards, for git too: as old as it was."""
    path = place.folder / place.path
    content, status = path.read_bytes(), path.stat()
    try:
        yield
    finally:
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        place.git("add", "--refresh", "--", place.path)
        place.disturbances += 1


@contextmanager
def without_memory(place: Desk) -> Iterator[Path]:
    """Nothing is left of what iza found out before; it has it again afterwards."""
    memory = place.folder / ".git/iza"
    memory.mkdir(mode=0o700, exist_ok=True)
    aside = memory.rename(_beside(place.folder, "memory"))
    try:
        yield place.folder
    finally:
        shutil.rmtree(memory, ignore_errors=True)
        aside.rename(memory)


@contextmanager
def taken_back(place: Desk) -> Iterator[Path]:
    """What is changed or committed leaves no trace: no commit, no object, no line in a log, nothing iza remembers."""
    own, kept = place.folder / ".git", _beside(place.folder, _KEPT)
    with _file_put_back(place):
        keep(own, kept)
        before = _objects(own)
        try:
            yield place.folder
        finally:
            for path in _objects(own) - before:
                path.unlink()
                _remove_empty(path.parent)
            put_back(own, kept)


def keep(own: Path, kept: Path) -> None:
    """Copy a git folder without its objects; of what stands beside them (the commit graph), the same files."""
    partial = kept.with_name(f"{kept.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(own, partial, ignore=lambda folder, _names: [_OBJECTS] if folder == str(own) else [])
    shutil.copytree(own / _OBJECTS / "info", partial / _OBJECTS / "info", copy_function=os.link)
    partial.rename(kept)


def put_back(own: Path, kept: Path) -> None:
    """Make a git folder what it was when it was kept; objects that came since are left alone."""
    for entry in own.iterdir():
        _remove(own / _OBJECTS / "info" if entry.name == _OBJECTS else entry)
    (kept / _OBJECTS / "info").rename(own / _OBJECTS / "info")
    (kept / _OBJECTS).rmdir()
    for entry in kept.iterdir():
        entry.rename(own / entry.name)
    kept.rmdir()


def _remove(entry: Path) -> None:
    if entry.is_dir():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _objects(own: Path) -> set[Path]:
    """The files with objects: those with one each, and packs."""
    return {Path(entry) for shelf in os.scandir(own / _OBJECTS) if shelf.is_dir() and shelf.name != "info"
            for entry in os.scandir(shelf)}  # fmt: skip


def _remove_empty(shelf: Path) -> None:
    with suppress(OSError):
        shelf.rmdir()


def put_in_order(folder: Path) -> None:
    """Take back what a benchmark that was killed left of its scene."""
    aside, memory = _beside(folder, "memory"), folder / ".git/iza"
    if aside.exists():
        shutil.rmtree(memory, ignore_errors=True)
        aside.rename(memory)
    kept = _beside(folder, _KEPT)
    if kept.exists():
        put_back(folder / ".git", kept)
    place = Desk(folder, "", "")
    place.git("checkout", "-q", "--", "cases")


def _beside(folder: Path, name: str) -> Path:
    return folder.with_name(f"{folder.name}.{name}")


@contextmanager
def without_paper(place: Desk) -> Iterator[Path]:
    """The documents that are written go away."""
    output = place.folder / "output"
    known = set(output.iterdir()) if output.exists() else None
    try:
        yield place.folder
    finally:
        if known is None:
            shutil.rmtree(output, ignore_errors=True)
        else:
            for path in set(output.iterdir()) - known:
                path.unlink()


@contextmanager
def just_installed(place: Desk) -> Iterator[Path]:
    """Python has compiled nothing yet."""
    with tempfile.TemporaryDirectory() as name:
        place.environment["PYTHONPYCACHEPREFIX"] = name
        try:
            yield place.folder
        finally:
            del place.environment["PYTHONPYCACHEPREFIX"]


@contextmanager
def ten_cases(_place: Desk) -> Iterator[Path]:
    """A small office of its own."""
    yield county.cached(_TEN)


@contextmanager
def new_office(place: Desk) -> Iterator[Path]:
    """The settings and the directory of the office in a repository of its own, and not one case."""
    with tempfile.TemporaryDirectory(dir=place.folder.parent) as name:
        office = Path(name) / "office"
        office.mkdir(mode=0o700)
        for entry in place.folder.iterdir():
            if entry.name not in (".git", "cases", "output"):
                (shutil.copytree if entry.is_dir() else shutil.copy)(entry, office / entry.name)
        beginner = Desk(office, "", "")
        beginner.git("init", "-q", "-b", "main")
        shutil.copy(place.folder / ".git/config", office / ".git/config")
        beginner.git("add", "-A")
        beginner.git("commit", "-q", "-m", "new case repository")
        yield office


@contextmanager
def new_cases(place: Desk) -> Iterator[Path]:
    """The same with all the cases, not yet committed."""
    with new_office(place) as office:
        shutil.copytree(place.folder / "cases", office / "cases")
        yield office
