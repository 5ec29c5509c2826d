"""Changes by what they are about: a new goal is one thing to tell, and so are the fields of a step that became done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from iza.history.change import Change
from iza.history.changes import diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iza.model.values import FieldPath

ChangeKind = Literal["added", "removed", "changed", "moved"]

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


class SentenceLine(NamedTuple):
    """One sentence and the changes it tells.

    ``main`` is the place it is named after, ``value`` (or ``main``) what it says was there before and is there now;
    ``review`` is where it says that this was agreed.
    """

    text: str
    changes: tuple[Change, ...]
    main: Change
    value: Change | None = None
    review: str = ""


@dataclass
class Group:
    """The changes of one thing: it came, it went, or some of its fields changed.

    ``changes`` go by their path inside it; who tells one takes it out.
    """

    kind: ChangeKind
    path: FieldPath
    changes: dict[FieldPath, Change] = field(default_factory=dict)
    _taken: list[Change] = field(default_factory=list)

    def take(self, *path: str | int, kind: ChangeKind | None = None) -> Change | None:
        """The change of a field, which is told then; only if it is of this kind."""
        change = self.changes.get(path)
        if change is None or (kind and change.kind != kind):
            return None
        self._taken.append(self.changes.pop(path))
        return change

    def within(self, *path: str) -> list[Change]:
        """The changes of a field and of what is inside it, which are told then."""
        inner = [self.take(*key) for key in list(self.changes) if key[: len(path)] == path]
        return [change for change in inner if change]

    def rest(self, kind: ChangeKind | None = None) -> list[Change]:
        """All that is left, or all of one kind, which is told then."""
        taken = [self.take(*key, kind=kind) for key in list(self.changes)]
        return [change for change in taken if change]

    def line(self, text: str) -> SentenceLine:
        """A sentence about what was taken out since the last one."""
        taken = self._changes_told()
        return SentenceLine(text, taken, taken[0])

    def whole(self, text: str, review: str = "") -> SentenceLine:
        """A sentence about the whole thing that came or went; it is named after its place."""
        taken = self._changes_told()
        return SentenceLine(text, taken, Change(self.kind, self.path), taken[0] if taken else None, review)

    def _changes_told(self) -> tuple[Change, ...]:
        taken, self._taken = tuple(self._taken), []
        return taken


def grouped(changes: Iterable[Change]) -> list[Group]:
    """The changes by what they are about, in the order of the document."""
    groups: dict[tuple[FieldPath, bool], Group] = {}
    for piece in (piece for change in changes for piece in _pieces_of(change)):
        group = groups.setdefault((piece.path, piece.kind == "moved"), piece)
        if group is not piece:
            group.changes |= piece.changes
    return list(groups.values())


def _pieces_of(change: Change) -> Iterator[Group]:
    """A change taken apart, so that each piece is about one thing."""
    path = change.path
    if change.kind == "moved":
        yield Group("moved", path, {(): change})
    elif change.kind == "changed" or not path:
        yield _of_field(change)
    else:
        yield from _pieces_inside(change)


def _pieces_inside(change: Change) -> Iterator[Group]:
    """What a change brings or takes away, thing by thing."""
    children = _changes_inside(change) if _holds_things(change.path) else []
    if children:
        for child in children:
            yield from _pieces_inside(child)
    elif _thing_path(change.path) == change.path:
        yield from _pieces_of_thing(change)
    else:
        yield _of_field(change)


def _pieces_of_thing(change: Change) -> Iterator[Group]:
    """A thing that came or went: its own fields, then the things inside it."""
    fields = [] if isinstance(_value_of(change), list) else _changes_inside(change)
    things = [
        thing
        for thing in fields
        if _thing_path(thing.path) == thing.path or (_holds_things(thing.path) and _changes_inside(thing))
    ]
    own = {thing.path[len(change.path) :]: thing for thing in fields if thing not in things}
    yield Group(change.kind, change.path, own if fields else {(): change})
    for thing in things:
        yield from _pieces_inside(thing)


def _of_field(change: Change) -> Group:
    path = _thing_path(change.path)
    return Group("changed", path, {change.path[len(path) :]: change})


def _changes_inside(change: Change) -> list[Change]:
    """What came or went with a mapping or a list of entries with identities, one change each."""
    value, path = _value_of(change), change.path
    if not isinstance(value, dict | list):
        return []
    empty = type(value)()
    changes = diff(empty, value, path) if change.kind == "added" else diff(value, empty, path)
    return [] if any(inner_change.path == path for inner_change in changes) else changes


def _value_of(change: Change) -> Any:
    return change.new if change.kind == "added" else change.old


def _holds_things(path: FieldPath) -> bool:
    """Whether things with a life of their own stand at a path."""
    return bool(path) and (path[-1] == "i18n" or any(fits(path, container) for container in _CONTAINERS))


def _thing_path(path: FieldPath) -> FieldPath:
    """The thing a path leads into; the case itself is nothing but its path."""
    if path[:1] and path[0] in _OPENING:
        return ()
    if "i18n" in path[1:-1]:
        return path[: path.index("i18n") + 2]
    entity = next(
        (pattern for pattern in _ENTITIES if len(pattern) <= len(path) and fits(path[: len(pattern)], pattern)), path
    )
    return path[: len(entity)]


def fits(path: FieldPath, pattern: FieldPath) -> bool:
    """Whether a path is one of those a pattern means; ``*`` is any part."""
    return len(path) == len(pattern) and all(want in ("*", part) for part, want in zip(path, pattern, strict=True))


def leaves(change: Change) -> Iterator[FieldPath]:
    """The paths of all fields a change is about: those of a new goal are each of its own."""
    inner = _changes_inside(change) if change.kind in ("added", "removed") else []
    for leaf in inner:
        yield from leaves(leaf)
    if not inner:
        yield change.path
