"""The whole life of cases, commit by commit: each version is read once and judged against the one before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from iza.history import content, merges
from iza.history.alarms import Alarm
from iza.history.content import Said
from iza.history.log import documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from iza.history.log import Reader

Document = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """What one commit did to one case; ``bases`` name (as ``commit:path``) what a merge went out from."""

    commit: str
    blob: str
    before: tuple[str, ...]
    action: str
    review: str
    undoes: str
    bases: tuple[str, ...] = ()
    unapproved: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Life:
    """All moves of one case, the oldest first."""

    case: str
    moves: tuple[Move, ...]


def judge(root: Path, lives: Sequence[Life], read: Reader) -> list[Alarm]:
    """The alarms of several cases, through one git process."""
    wanted = {name for life in lives for move in life.moves for name in (move.blob, *move.before, *move.bases) if name}
    known = documents(root, wanted, read)
    return [alarm for life in lives for alarm in _life(life, known)]


def _life(life: Life, known: dict[str, Document | None]) -> Iterator[Alarm]:
    standing: dict[str, Document] = {}  # what stands in for versions that cannot be read
    made: dict[str, tuple[Document, Document]] = {}
    for move in life.moves:
        sides = [standing.get(blob) or known.get(blob) for blob in move.before]
        after = known.get(move.blob)
        first = sides[0] if sides else None
        if move.blob and after is None:
            if first is not None:
                standing[move.blob] = first
            continue
        found = list(_judged(move, life.case, sides, after, made, known))
        yield from (replace(alarm, case=life.case, commit=move.commit) for alarm in found)
        if first is not None and any(alarm.code == "V14" for alarm in found):
            standing[move.blob] = first
        elif first is not None and after is not None:
            made[move.commit] = (first, after)
    last = life.moves[-1]
    if last.blob:
        yield from (replace(one, case=life.case, commit=last.commit) for one in content.latest(known.get(last.blob)))


def _judged(
    move: Move,
    case: str,
    sides: Sequence[Document | None],
    after: Document | None,
    made: dict[str, tuple[Document, Document]],
    known: dict[str, Document | None],
) -> Iterator[Alarm]:
    if len(move.before) > 1:
        bases = [base for name in move.bases if (base := known.get(name)) is not None]
        yield from _merge(bases, sides, after)
        return
    said = Said(move.action, move.review, made.get(move.undoes), move.unapproved)
    yield from content.judge(sides[0] if sides else None, after, case, said)


def _merge(bases: Sequence[Document], sides: Sequence[Document | None], after: Document | None) -> Iterator[Alarm]:
    """A case that one side deleted stays deleted only if the other had not touched it; that side's commit says so."""
    present = [side for side in sides if side is not None]
    if after is None:
        if len(present) == len(sides):
            yield Alarm("V09")
        return
    if len(present) == len(sides) or not bases:
        yield from merges.judge(bases, present, after)


