"""Changes by what they are about: a new goal is one thing to tell, and so are the fields of a step that became done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from iza.history.change import Change
from iza.history.changes import diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iza.model.values import FieldPath

Kind = Literal["added", "removed", "changed", "moved"]

_ENTITIES: tuple[FieldPath, ...] = (
    ("agreement", "goals", "*", "steps", "*"),
    ("agreement", "goals", "*"),
    ("agreement", "versions", "*"),
    ("reviews", "*", "goals", "*"),
    ("reviews", "*", "steps", "*"),
    ("reviews", "*"),
    ("clearings", "*", "areas", "*"),
    ("clearings", "*", "decision"),
    ("clearings", "*"),
    ("consents", "*"),
    ("snapshots", "*"),
    ("pauses", "*"),
    ("links", "*"),
    ("client", "languages", "*"),
    ("client", "*"),
    ("*",),
)
"""What has a life of its own in a case, by its path; the innermost first."""

_CONTAINERS = frozenset(one[:size] for one in _ENTITIES for size in range(1, len(one))) - frozenset(_ENTITIES)
_OPENING = ("opened_on", "caseworker", "team", "id", "schema")
"""The fields of the case itself."""


class Line(NamedTuple):
    """One sentence and the changes it tells.

    ``main`` is the place it is named after, ``value`` (or ``main``) what it says was there before and is there now;
    ``review`` is where it says that this was agreed.
    """

    said: str
    changes: tuple[Change, ...]
    main: Change
    value: Change | None = None
    review: str = ""


@dataclass
class Group:
    """The changes of one thing: it came, it went, or some of its fields changed.

    ``changes`` go by their path inside it; who tells one takes it out.
    """

    kind: Kind
    path: FieldPath
    changes: dict[FieldPath, Change] = field(default_factory=dict)
    _taken: list[Change] = field(default_factory=list)

    def take(self, *path: str | int, kind: Kind | None = None) -> Change | None:
        """The change of a field, which is told then; only if it is of this kind."""
        found = self.changes.get(path)
        if found is None or (kind and found.kind != kind):
            return None
        self._taken.append(self.changes.pop(path))
        return found

    def within(self, *path: str) -> list[Change]:
        """The changes of a field and of what is inside it, which are told then."""
        inner = [self.take(*key) for key in list(self.changes) if key[: len(path)] == path]
        return [found for found in inner if found]

    def rest(self, kind: Kind | None = None) -> list[Change]:
        """All that is left, or all of one kind, which is told then."""
        found = [self.take(*key, kind=kind) for key in list(self.changes)]
        return [one for one in found if one]

    def line(self, said: str) -> Line:
        """A sentence about what was taken out since the last one."""
        taken = self._told()
        return Line(said, taken, taken[0])

    def whole(self, said: str, review: str = "") -> Line:
        """A sentence about the whole thing that came or went; it is named after its place."""
        taken = self._told()
        return Line(said, taken, Change(self.kind, self.path), taken[0] if taken else None, review)

    def _told(self) -> tuple[Change, ...]:
        taken, self._taken = tuple(self._taken), []
        return taken


def grouped(changes: Iterable[Change]) -> list[Group]:
    """The changes by what they are about, in the order of the document."""
    groups: dict[tuple[FieldPath, bool], Group] = {}
    for piece in (piece for change in changes for piece in _pieces(change)):
        known = groups.setdefault((piece.path, piece.kind == "moved"), piece)
        if known is not piece:
            known.changes |= piece.changes
    return list(groups.values())


def _pieces(change: Change) -> Iterator[Group]:
    """A change taken apart, so that each piece is about one thing."""
    path = change.path
    if change.kind == "moved":
        yield Group("moved", path, {(): change})
    elif change.kind == "changed" or not path:
        yield _of_field(change)
    else:
        yield from _inside(change)


def _inside(change: Change) -> Iterator[Group]:
    """What a change brings or takes away, thing by thing."""
    children = _content(change) if _holds(change.path) else []
    if children:
        for child in children:
            yield from _inside(child)
    elif _entity(change.path) == change.path:
        yield from _whole(change)
    else:
        yield _of_field(change)


def _whole(change: Change) -> Iterator[Group]:
    """A thing that came or went: its own fields, then the things inside it."""
    fields = [] if isinstance(_value(change), list) else _content(change)
    things = [one for one in fields if _entity(one.path) == one.path or (_holds(one.path) and _content(one))]
    own = {one.path[len(change.path) :]: one for one in fields if one not in things}
    yield Group(change.kind, change.path, own if fields else {(): change})
    for one in things:
        yield from _inside(one)


def _of_field(change: Change) -> Group:
    path = _entity(change.path)
    return Group("changed", path, {change.path[len(path) :]: change})


def _content(change: Change) -> list[Change]:
    """What came or went with a mapping or a list of entries with identities, one change each."""
    value, path = _value(change), change.path
    if not isinstance(value, dict | list):
        return []
    empty = type(value)()
    found = diff(empty, value, path) if change.kind == "added" else diff(value, empty, path)
    return [] if any(one.path == path for one in found) else found


def _value(change: Change) -> Any:
    return change.new if change.kind == "added" else change.old


def _holds(path: FieldPath) -> bool:
    """Whether things with a life of their own stand at a path."""
    return bool(path) and (path[-1] == "i18n" or any(fits(path, one) for one in _CONTAINERS))


def _entity(path: FieldPath) -> FieldPath:
    """The thing a path leads into; the case itself is nothing but its path."""
    if path[:1] and path[0] in _OPENING:
        return ()
    if "i18n" in path[1:-1]:
        return path[: path.index("i18n") + 2]
    known = next((one for one in _ENTITIES if len(one) <= len(path) and fits(path[: len(one)], one)), path)
    return path[: len(known)]


def fits(path: FieldPath, pattern: FieldPath) -> bool:
    """Whether a path is one of those a pattern means; ``*`` is any part."""
    return len(path) == len(pattern) and all(want in ("*", part) for part, want in zip(path, pattern, strict=True))


def leaves(change: Change) -> Iterator[FieldPath]:
    """The paths of all fields a change is about: those of a new goal are each of its own."""
    inner = _content(change) if change.kind in ("added", "removed") else []
    for one in inner:
        yield from leaves(one)
    if not inner:
        yield change.path
