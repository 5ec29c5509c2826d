"""A received folder brings ``.git/iza`` along: nothing in it leads outside, runs a program, hangs or stops the work."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from iza import git as engine
from iza.git.leftovers import started_at
from iza.store.files import fingerprint
from iza.store.judging import is_written
from iza.store.repository import Repository

Iza = Callable[..., Any]
Plant = Callable[[Path, Path], None]
COPY, EVIL, TREASURE = ".iza-abcdefgh", b"evil\n", b"treasure\n"
DRAFT = "drafts/F-K2QF-W5FX.json"
CACHES = ("cases.sqlite", "history.sqlite", "check.sqlite", "objects.sqlite", "verify.sqlite")
HARMLESS = "schemas/new.json"
LONG = 60  # seconds after which a command hangs

# -- journals ------------------------------------------------------------------------------------------------


def _entry(path: str = "cases/K2/new.yaml", after: bytes | None = None, **other: Any) -> dict[str, Any]:
    """A journal by which ``path``, which holds ``after``, is to become what the copy holds."""
    change = {"path": path, "before": fingerprint(EVIL), "after": fingerprint(after) if after is not None else None,
              "copy": COPY, "old": ["0" * 40], "blobs": [] if after is None else ["0" * 40]}  # fmt: skip
    return {"base": "", "message": "x\n\nIza-Action: x\n", "files": [change]} | other


def _journal(root: Path, *lines: Any) -> None:
    private = root / ".git/iza"
    private.mkdir(exist_ok=True)
    (private / COPY).write_bytes(EVIL)
    (private / "journal").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")


def _writing(path: str) -> Plant:
    return lambda root, _outside: _journal(root, _entry(path))


def _over(path: str) -> Plant:
    return lambda root, _outside: _journal(root, _entry(path, (root / path).read_bytes()))


def _deleting(root: Path, _outside: Path) -> None:
    entry = _entry("../outside/treasure", TREASURE)
    entry["files"][0] |= {"before": None, "old": [], "copy": ""}
    _journal(root, entry)


def _through_a_link(root: Path, outside: Path) -> None:
    (root / "templates").symlink_to(outside)
    _journal(root, _entry("templates/new.yaml"))


def _with(**other: Any) -> Plant:
    return lambda root, _outside: _journal(root, _entry(**other))


def _changed(**facts: Any) -> Plant:
    def plant(root: Path, _outside: Path) -> None:
        entry = _entry()
        entry["files"][0] |= facts
        _journal(root, entry)

    return plant


def _copy_is_a_link(root: Path, outside: Path) -> None:
    _journal(root, _entry() | {"files": [_entry()["files"][0] | {"before": fingerprint(TREASURE)}]})
    (root / ".git/iza" / COPY).unlink()
    (root / ".git/iza" / COPY).symlink_to(outside / "treasure")


def _draft_leads_out(root: Path, outside: Path) -> None:
    (root / ".git/iza/drafts").rmdir()
    (root / ".git/iza/drafts").symlink_to(outside)
    _journal(root, _entry(files=[], branch="", aside={DRAFT: COPY}, message=_message_of_head(root)))


def _message_of_head(root: Path) -> str:
    return engine.commits(root, limit=1)[0].subject


def _text(content: bytes) -> Plant:
    def plant(root: Path, _outside: Path) -> None:
        (root / ".git/iza").mkdir(exist_ok=True)
        (root / ".git/iza/journal").write_bytes(content)

    return plant


def _process(number: int, start: str) -> Plant:
    return lambda root, _outside: _journal(root, _entry(), [number, start])


def _lock_of_another_branch(root: Path, outside: Path) -> None:
    (outside / "x.lock").touch()
    _journal(root, _entry(branch="refs/heads/../../../outside/x", begun=1.0))


JOURNALS: dict[str, Plant] = {
    "a file beside the folder": _writing("../outside/new"),
    "a path from the root": lambda root, outside: _journal(root, _entry(str(outside / "new"))),
    "a file of another one replaced": lambda root, _out: _journal(root, _entry("../outside/treasure", TREASURE)),
    "a file of another one deleted": _deleting,
    "a way back out of cases": _writing("cases/../../outside/new"),
    "a hook": _writing(".git/hooks/pre-commit"),
    "a hook in capitals": _writing("cases/.GIT/hooks/pre-commit"),
    "a hook on Windows": _writing("cases/git~1/hooks/pre-commit"),
    "the configuration": _over(".git/config"),
    "backslashes": _writing("cases\\..\\..\\outside\\new"),
    "through a link": _through_a_link,
    "a copy from elsewhere": _changed(copy="../../../outside/treasure", before=fingerprint(TREASURE)),
    "a copy that is a link": _copy_is_a_link,
    "a draft elsewhere": _with(aside={"../../../outside/treasure": None}),
    "a draft into the hooks": _with(aside={"../hooks/pre-commit": COPY}),
    "a draft behind a link": _draft_leads_out,
    "a draft from elsewhere": _with(aside={DRAFT: "../config"}),
    "a commit that is an option": _with(base="--output=../outside/new"),
    "a commit nobody has": _with(base="1" * 40, begun=1.0),
    "a blob that is an option": _changed(old=["--x"]),
    "blobs of no file": _changed(blobs=["0" * 40]),
    "locks elsewhere": _lock_of_another_branch,
    "no text": _text(b"\xff\xfe\x00"),
    "deep": _text(b"[" * 200_000),
    "large": lambda root, _outside: _sparse(root / ".git/iza/journal"),
    "a number without an end": _text(b"9" * 100_000 + b"\n"),
    "half a character": _with(message="\ud800"),
    "other types": _with(files=[7]),
    "no files": _text(b'{"base": "", "message": "x", "files": null}\n'),
    "more than iza writes": _with(run="touch ../outside/new"),
    "locks that are none": _with(locks=[1]),
    "a time that is none": _text(b'{"base": "", "message": "x", "files": [], "begun": NaN}\n'),
    "a group of processes": _process(-1, ""),
    "no process": _process(2**40, "1"),
    "a folder": lambda root, _outside: (root / ".git/iza/journal").mkdir(),
    "a pipe": lambda root, _outside: os.mkfifo(root / ".git/iza/journal"),
    "a link": lambda root, outside: (root / ".git/iza/journal").symlink_to(outside / "treasure"),
}
"""What iza never wrote: it is put aside."""


def _sparse(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(2**40)


# -- whatever else lies there --------------------------------------------------------------------------------


def _named(name: str, make: Callable[[Path, Path], object]) -> Plant:
    def plant(root: Path, outside: Path) -> None:
        place = root / ".git/iza" / name
        if place.is_dir():
            place.rmdir()
        place.unlink(missing_ok=True)
        place.parent.mkdir(exist_ok=True)
        make(place, outside)

    return plant


def _rollback(root: Path, outside: Path) -> None:
    """A journal of SQLite's that names another file, which SQLite deletes after rolling back."""
    name = os.fsencode(outside / "treasure")
    words = [len(name).to_bytes(4, "big"), (sum(name) & 0xFFFFFFFF).to_bytes(4, "big"), bytes.fromhex("d9d505f920a163d7")]
    header = bytes.fromhex("d9d505f920a163d7") + b"".join(n.to_bytes(4, "big") for n in (0, 0, 1, 512, 4096))
    for cache in CACHES:
        content = header.ljust(512, b"\0") + b"\x00\x00\x04\x01" + name + b"".join(words)
        (root / ".git/iza" / f"{cache}-journal").write_bytes(content)
        with (root / ".git/iza" / cache).open("ab") as file:
            file.write(b"" if file.tell() else b"SQLite format 3\0".ljust(4096, b"\0"))


def _every_cache(make: Callable[[Path, Path], object]) -> Plant:
    def plant(root: Path, outside: Path) -> None:
        for name in CACHES:
            _named(name, make)(root, outside)

    return plant


OTHERS: dict[str, Plant] = {
    "its own process": lambda root, _out: _journal(root, _entry(HARMLESS), [os.getpid(), started_at(os.getpid())]),
    "a process of the system": lambda root, _out: _journal(root, _entry(HARMLESS), [2, started_at(2)]),
    "begun in the future": _with(path=HARMLESS, begun=9e12),
    "an empty journal": _text(b""),
    "the lock is a link": _named("lock", lambda place, outside: place.symlink_to(outside / "treasure")),
    "the lock is a pipe": _named("lock", lambda place, _outside: os.mkfifo(place)),
    "the lock is a folder": _named("lock", lambda place, _outside: place.mkdir()),
    "caches are links": _every_cache(lambda place, outside: place.symlink_to(outside / "treasure")),
    "caches are pipes": _every_cache(lambda place, _outside: os.mkfifo(place)),
    "caches are folders": _every_cache(lambda place, _outside: place.mkdir()),
    "caches are texts": _every_cache(lambda place, _outside: place.write_text("a text " * 1000)),
    "caches name other files": _rollback,
    "drafts are elsewhere": _named("drafts", lambda place, outside: place.symlink_to(outside)),
    "a draft is a link": _named(DRAFT, lambda place, outside: place.symlink_to(outside / "treasure")),
    "a draft leads nowhere": _named("drafts/F-K2QF-W5FX.edit.yaml", lambda place, _outside: place.symlink_to("nowhere")),
    "a draft is a pipe": _named(DRAFT, lambda place, _outside: os.mkfifo(place)),
    "an edit is a pipe": _named("drafts/F-K2QF-W5FX.edit.yaml", lambda place, _outside: os.mkfifo(place)),
    "a draft is deep": _named(DRAFT, lambda place, _outside: place.write_text("[" * 200_000)),
    "a temporary file is a link": _named(COPY, lambda place, outside: place.symlink_to(outside / "treasure")),
}


def _state(folder: Path) -> dict[str, bytes | str]:
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "index"}
    return files | {path.name: "folder" for path in folder.rglob("*") if path.is_dir()}


@contextmanager
def _in_time() -> Iterator[None]:
    def hangs(*_args: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, hangs)
    signal.alarm(LONG)
    try:
        yield
    finally:
        signal.alarm(0)


def _received(example: Path, plant: Plant) -> tuple[Path, Callable[[], dict[str, bytes | str]]]:
    """The outside folder, and a function that says what stands there, in the hooks and in the configuration."""
    outside = example.parent / "outside"
    outside.mkdir()
    (outside / "treasure").write_bytes(TREASURE)
    assert example.parent == outside.parent
    plant(example, outside)

    def around() -> dict[str, bytes | str]:
        return _state(outside) | _state(example / ".git/hooks") | {"config": (example / ".git/config").read_bytes()}

    return outside, around


@pytest.fixture
def folder(example: Path, iza: Iza) -> Path:
    iza(example, "list")  # .git/iza is there
    return example


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_nobody_wrote_is_put_aside(name: str, folder: Path, iza: Iza) -> None:
    _outside, around = _received(folder, JOURNALS[name])
    before = around()
    with _in_time():
        first = iza(folder, "show", "K2QF", code=None)
        second = iza(folder, "step", "start", "K2QF", "3.1", code=None)
    assert around() == before
    assert "hat nicht iza geschrieben" in first.err
    assert "journal-" in first.err
    assert {first.code, second.code} == ({5} if name == "a draft behind a link" else {0}), (first, second)
    assert not Repository(folder).is_amid_change


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_that_lies_there_leads_outside(name: str, folder: Path, iza: Iza) -> None:
    _outside, around = _received(folder, OTHERS[name])
    before = around()
    with _in_time():
        runs = [iza(folder, *words.split(), code=None) for words in ("show K2QF", "step start K2QF 3.1", "overdue", "verify")]
    assert around() == before
    assert {run.code for run in runs} <= {0, 5}, [f"{run.code} {run.err}" for run in runs]
    assert "draft" in name or {run.code for run in runs} == {0}, [f"{run.code} {run.err}" for run in runs]
    assert not Repository(folder).is_amid_change


def test_a_journal_may_name_what_iza_writes() -> None:
    for path in ("cases/K2/F-K2QF-W5FX.yaml", "iza.yaml", ".gitattributes", "directory/allowed_signers", "schemas/a.json",
                 "templates/ar/reminder.md.j2", "directory/acknowledged/V22-1.yaml", "cases/Ü b.yaml"):  # fmt: skip
        assert is_written(path)
    for path in ("", "cases", "cases/", "cases//a", "/cases/a", "x/a", ".git/config", "cases/.x", "cases/a\n", "iza.yaml/x"):
        assert not is_written(path)
