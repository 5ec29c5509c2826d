"""The whole life of cases, commit by commit: each version is read once and judged against the one before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iza.history import judge_change
from iza.history.alarms import Alarm, harmless
from iza.history.judge_change import Claim
from iza.history.log import documents
from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from iza.history.log import Reader
    from iza.model.values import CaseData



@dataclass(frozen=True)
class Move:
    """What one commit did to one file of a case; ``bases`` name (as ``commit:path``) what a merge went out from.

    Where the commit made the file although the case had stood there before it, ``stood`` is what it held when it was
    deleted, or holds in the other files that are ``elsewhere``.
    """

    commit: str
    blob: str
    before: tuple[str, ...]
    action: str
    review: str
    undoes: str
    bases: tuple[str, ...] = ()
    unapproved: frozenset[str] = frozenset()
    stood: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Life:
    """All moves of one case, the oldest first."""

    case: str
    moves: tuple[Move, ...]


def judge(root: Path, lives: Sequence[Life], read: Reader) -> list[Alarm]:
    """The alarms of several cases, through one git process."""
    moves = [move for life in lives for move in life.moves]
    names = {name for move in moves for name in (move.blob, *move.before, *move.bases, *move.stood) if name}
    contents = documents(root, names, read)
    return [alarm for life in lives for alarm in _Trail(life.case, contents).judge(life.moves)]


class _Trail:
    """One case on its way through history: what stood where, and what each commit made of it."""

    def __init__(self, case: str, contents: Mapping[str, CaseData | None]) -> None:
        self.case = case
        self.contents = contents
        # What stands in for versions that cannot be read, or are another case.
        self.standing: dict[str, CaseData] = {}
        # What each commit had before it, and left.
        self.made: dict[str, tuple[CaseData, CaseData]] = {}

    def judge(self, moves: Sequence[Move]) -> Iterator[Alarm]:
        """The alarms about all moves, the oldest first, and about what is left in the end."""
        for move in moves:
            yield from (replace(alarm, case=self.case, commit=move.commit) for alarm in self._alarms_of_move(move))
        last = moves[-1]
        if last.blob:
            latest = judge_change.latest(self.contents.get(last.blob))
            yield from (replace(alarm, case=self.case, commit=last.commit) for alarm in latest)

    def _version_of(self, name: str) -> CaseData | None:
        return self.standing.get(name) or self.contents.get(name)

    def _alarms_of_move(self, move: Move) -> list[Alarm]:
        sides, after = [self._version_of(name) for name in move.before], self.contents.get(move.blob)
        stood = [version for name in move.stood if (version := self._version_of(name)) is not None]
        first = next((version for version in (*sides, *stood) if version is not None), None)
        if move.blob and after is None:
            if first is not None:
                self.standing[move.blob] = first
            return [Alarm("V60", details={"files": _folders_beside(move)})] if move.elsewhere else []
        alarms = list(self._judge_move(move, sides, stood, after))
        if first is not None and any(alarm.code in ("V10", "V14") for alarm in alarms):
            self.standing[move.blob] = first
        elif after is not None and sides and sides[0] is not None:
            self.made[move.commit] = (sides[0], after)
        return alarms

    def _judge_move(
        self, move: Move, sides: Sequence[CaseData | None], stood: Sequence[CaseData], after: CaseData | None
    ) -> Iterator[Alarm]:
        if move.elsewhere:
            yield Alarm("V60", details={"files": _folders_beside(move)})
        elif stood and not all(same(before, after) for before in stood):
            yield Alarm("V19")
        if len(move.before) > 1:
            bases = [version for name in move.bases if (version := self.contents.get(name)) is not None]
            yield from judge_change.judge_merge(bases, sides, after, self.case, move.unapproved)
            yield from () if after is None else judge_change.kept(stood, after)
            return
        claim = Claim(move.action, move.review, self.made.get(move.undoes), move.unapproved)
        before = next(iter(stood), sides[0] if sides else None)
        yield from judge_change.judge(before, after, self.case, claim)


def _folders_beside(move: Move) -> str:
    """The folders beside which a case stands a second time."""
    return ", ".join(harmless(path.rpartition("/")[0].removeprefix("cases/")) for path in move.elsewhere)
