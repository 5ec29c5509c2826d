"""Damage is found however git keeps an object; a pack that was sound is hashed by git once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tampering import git

from iza.git import damage


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".git/iza").mkdir()
    for number in range(3):
        (tmp_path / "file.txt").write_text(f"{number}\n" * 500)
        git(tmp_path, "add", "file.txt")
        git(tmp_path, "commit", "-q", "-m", f"number {number}")
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The git commands that were begun."""
    questions: list[tuple[str, ...]] = []
    begin = damage.begin

    def recorded(root: Path, *words: str) -> Callable[[], tuple[int, str, str]]:
        questions.append(words)
        return begin(root, *words)

    monkeypatch.setattr(damage, "begin", recorded)
    return questions


def complaints(folder: Path, *, full: bool = False) -> list[str]:
    return damage.fsck(folder, full=full)()


def pack(folder: Path) -> Path:
    git(folder, "repack", "-q", "-a", "-d")
    return next((folder / ".git/objects/pack").glob("*.pack"))


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def loose(folder: Path, revision: str) -> Path:
    name = git(folder, "rev-parse", revision).strip()
    return folder / ".git/objects" / name[:2] / name[2:]


def test_a_sound_pack_is_hashed_by_git_once(repository: Path, asked: list[tuple[str, ...]]) -> None:
    pack(repository)
    assert complaints(repository) == complaints(repository) == []
    assert [words[:2] for words in asked] == [("fsck", "--full"), ("fsck", "--no-full")]


def test_a_sound_pack_is_hashed_again_on_demand(repository: Path, asked: list[tuple[str, ...]]) -> None:
    pack(repository)
    assert complaints(repository) == complaints(repository, full=True) == []
    assert asked[-1][:2] == ("fsck", "--full")


def test_a_byte_altered_in_a_pack_is_found(repository: Path) -> None:
    path = pack(repository)
    assert complaints(repository) == []
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(path, bytes(content))
    assert complaints(repository)
    assert complaints(repository)  # and is not remembered as sound


def test_a_pack_that_is_gone_is_missed(repository: Path) -> None:
    path = pack(repository)
    assert complaints(repository) == []
    path.unlink()
    path.with_suffix(".idx").unlink()
    assert complaints(repository)


def test_a_loose_object_is_hashed_each_time(repository: Path) -> None:
    assert complaints(repository) == []
    overwrite(loose(repository, "HEAD:file.txt"), loose(repository, "HEAD~1:file.txt").read_bytes())
    assert complaints(repository)


def test_a_loose_object_that_a_pack_refers_to_is_missed(repository: Path) -> None:
    kept = loose(repository, "HEAD:file.txt")
    content = kept.read_bytes()
    path = pack(repository)
    objects = git(repository, "rev-list", "--objects", "HEAD").splitlines()
    named = [line.split()[0] for line in objects if not line.startswith(kept.parent.name + kept.name)]
    git(repository, "pack-objects", "-q", str(path.parent / "pack"), stdin="\n".join(named))
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(content)
    path.unlink()
    path.with_suffix(".idx").unlink()
    assert complaints(repository) == []
    kept.unlink()
    assert complaints(repository)


def test_only_a_new_pack_is_looked_at(repository: Path, asked: list[tuple[str, ...]]) -> None:
    pack(repository)
    assert complaints(repository) == []
    (repository / "file.txt").write_text("another\n")
    git(repository, "commit", "-q", "-a", "-m", "another")
    git(repository, "repack", "-q", "-d")
    assert complaints(repository) == []
    assert [words[0] for words in asked] == ["fsck", "fsck", "index-pack"]
    assert complaints(repository) == []
    assert [words[0] for words in asked[3:]] == ["fsck"]


def test_damage_in_a_new_pack_is_named(repository: Path) -> None:
    first = pack(repository)
    assert complaints(repository) == []
    (repository / "file.txt").write_text("another\n" * 99)
    git(repository, "commit", "-q", "-a", "-m", "another")
    git(repository, "repack", "-q", "-d")
    second = next(path for path in first.parent.glob("*.pack") if path != first)
    content = bytearray(second.read_bytes())
    content[40] ^= 1
    overwrite(second, bytes(content))
    assert complaints(repository)


def test_what_git_lets_pass_in_a_new_pack_is_no_damage(repository: Path) -> None:
    pack(repository)
    assert complaints(repository) == []
    blob = git(repository, "rev-parse", "HEAD:file.txt").strip()
    entry = b"0100644 file.txt\0" + bytes.fromhex(blob)  # a mode with a zero before it, as old programs wrote it
    (repository / "tree").write_bytes(entry)
    tree = git(repository, "hash-object", "-t", "tree", "-w", "--literally", "tree").strip()
    (repository / "tree").unlink()
    commit = git(repository, "commit-tree", tree, "-p", "HEAD", "-m", "odd").strip()
    git(repository, "update-ref", "refs/heads/main", commit)
    git(repository, "repack", "-q", "-d")
    assert complaints(repository) == []
    assert complaints(repository) == []


def test_after_gc_everything_is_looked_at_and_sound(repository: Path, asked: list[tuple[str, ...]]) -> None:
    pack(repository)
    assert complaints(repository) == []
    (repository / "file.txt").write_text("another\n")
    git(repository, "commit", "-q", "-a", "-m", "another")
    pack(repository)
    assert complaints(repository) == []
    assert asked[-1][:2] == ("fsck", "--full")


def test_borrowed_objects_are_hashed_each_time(repository: Path, tmp_path_factory: pytest.TempPathFactory,
                                               asked: list[tuple[str, ...]]) -> None:  # fmt: skip
    pack(repository)
    borrower = tmp_path_factory.mktemp("borrower")
    git(borrower, "clone", "-q", "--shared", str(repository), "clone")
    (borrower / "clone/.git/iza").mkdir()
    assert complaints(borrower / "clone") == complaints(borrower / "clone") == []
    assert {words[:2] for words in asked} == {("fsck", "--full")}


def test_a_damaged_memory_costs_time_only(repository: Path, asked: list[tuple[str, ...]]) -> None:
    pack(repository)
    assert complaints(repository) == []
    (repository / ".git/iza" / damage.NAME).write_bytes(b"damaged")
    assert complaints(repository) == []
    assert asked[-1][:2] == ("fsck", "--full")
