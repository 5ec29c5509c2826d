"""Is what git keeps whole? ``git fsck``, and a memory of the packs it has looked at.

Hashing every object of a county anew takes most of the time of ``iza verify``, and a pack never changes: git names it
by its content. So the digests of packs that were sound are kept in ``.git/iza/objects.sqlite``, beside the ids of loose
objects. A pack with the same bytes is as sound as it was; a new one is looked at by itself; where one has changed or is
gone, and wherever a doubt is left, ``git fsck --full`` looks at everything. Loose objects, the index, references and
the commit graph are looked at each time.
"""

from __future__ import annotations

from hashlib import file_digest
from typing import TYPE_CHECKING, NamedTuple

from iza import cache
from iza.git.git_folder import common_dir, git_dir
from iza.git.process import begin, run

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

NAME = "objects.sqlite"
_LAYOUT = """
CREATE TABLE packed (file TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE loose (id BLOB PRIMARY KEY) WITHOUT ROWID
"""
_FULL = ("fsck", "--full", "--no-dangling", "--no-progress")
# Without --no-reflogs git calls every entry of a branch's log that lies in a pack invalid (seen with 2.39).
_UNPACKED = ("fsck", "--no-full", "--no-reflogs", "--no-dangling", "--no-progress")
# Hashes, form, and whether what an object refers to is there.
_PACK = ("index-pack", "--verify", "--strict")
_HARMLESS = ("notice:", "dangling", "warning")


class Objects(NamedTuple):
    """What git keeps: the files of packs (name to SHA-256), and the ids of loose objects."""

    packed: dict[str, bytes]
    loose: frozenset[str]


def fsck(root: Path, *, full: bool = False) -> Callable[[], list[str]]:
    """Begin to look for damage, beside other work; calling the result gives git's own words for what is damaged.

    ``full`` hashes what lies in packs again, also where it was sound before. Raises GitError.
    """
    objects, memory = common_dir(git_dir(root)) / "objects", git_dir(root) / "iza" / NAME
    now, before = _objects_in(objects), _remembered_objects(memory)
    everything = full or (objects / "info/alternates").exists() or _is_less(root, now, before)
    questions = [_FULL] if everything else [_UNPACKED, *_new_packs(objects, now, before)]
    started = [begin(root, *words) for words in questions]

    def damage() -> list[str]:
        results = [finish() for finish in started]
        if not everything and any(code for code, *_words in results):
            # Names what is damaged; where index-pack is too strict it finds nothing.
            results = [begin(root, *_FULL)()]
        complaints = [line for result in results for line in _complaints_in(*result)]
        if not complaints:
            _remember_objects(memory, now)
        return complaints

    return damage


def _objects_in(folder: Path) -> Objects:
    packs = (path for path in (folder / "pack").glob("pack-*") if path.suffix in {".pack", ".idx"})
    loose = (f"{path.parent.name}{path.name}" for path in folder.glob("[0-9a-f][0-9a-f]/*"))
    return Objects({path.name: _digest_of(path) for path in packs}, frozenset(loose))


def _digest_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


def _is_less(root: Path, now: Objects, before: Objects) -> bool:
    """Whether something that was looked at is not there any more, or nothing was looked at yet."""
    if not before.packed.items() <= now.packed.items() or before == Objects({}, frozenset()):
        return True
    gone = "".join(f"{name}\n" for name in before.loose - now.loose)
    return bool(gone) and " missing" in run(root, "cat-file", "--batch-check", stdin=gone.encode())


def _new_packs(objects: Path, now: Objects, before: Objects) -> list[tuple[str, ...]]:
    """The git commands that look at packs nobody looked at before."""
    names = sorted(name for name in now.packed.keys() - before.packed.keys() if name.endswith(".pack"))
    return [(*_PACK, str(objects / "pack" / name)) for name in names]


def _complaints_in(code: int, output: str, complaints: str) -> list[str]:
    text = f"{output}\n{complaints}"
    lines = [line for line in text.splitlines() if line and not line.startswith(_HARMLESS)]
    return (lines or [text.strip()]) if code else []


# -- the memory --------------------------------------------------------------------------------------------------


def _remembered_objects(memory: Path) -> Objects:
    def read(db: sqlite3.Connection) -> Objects:
        packed = dict(db.execute("SELECT file, digest FROM packed").fetchall())
        return Objects(packed, frozenset(name.hex() for (name,) in db.execute("SELECT id FROM loose")))

    return cache.use(memory, _LAYOUT, read)


def _remember_objects(memory: Path, now: Objects) -> None:
    def write(db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM packed")
        db.execute("DELETE FROM loose")
        db.executemany("INSERT INTO packed VALUES (?, ?)", now.packed.items())
        db.executemany("INSERT INTO loose VALUES (?)", [(bytes.fromhex(name),) for name in now.loose])
        db.execute("COMMIT")

    cache.use(memory, _LAYOUT, write)
