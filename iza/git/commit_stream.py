"""The commits of a history as they come from git, the newest first: which touched which YAML file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator



class Record(NamedTuple):
    """A commit and its parents, and the paths it left otherwise than all of them had."""

    ids: list[bytes]
    paths: list[bytes]


def records_in(pieces: Iterable[bytes]) -> Iterator[Record]:
    """The commits in git's raw lines, the newest first."""
    parts = _parts_of(pieces)
    record = Record([], [])
    for part in parts:
        facts = part.lstrip(b"\n")
        if facts.startswith(b":"):
            record.paths.append(next(parts))
        elif facts:
            if record.ids:
                yield record
            record = Record(facts.split(), [])
    if record.ids:
        yield record


def _parts_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole


def yaml_prefixes(path: bytes) -> list[bytes]:
    """A path up to each of its parts that is named like a YAML file."""
    if b".yaml/" not in path:
        return [path] if path.endswith(b".yaml") else []
    parts = path.split(b"/")
    return [b"/".join(parts[: number + 1]) for number, part in enumerate(parts) if part.endswith(b".yaml")]
