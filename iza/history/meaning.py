"""What a change means: does it touch what people signed, how far they came, or the record; and whom it concerns.

Pure functions over two versions of a document. They take any document the reader accepts, also one that
somebody broke by hand, for history is read from what was committed and not from what should have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from iza.history.changes import diff, find
from iza.model.terms import GOAL_TERMS, STEP_TERMS, is_agreed, terms
from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iza.history.change import Change
    from iza.model.case.record import Case
    from iza.model.values import FieldPath

Nature = Literal["terms", "progress", "record"]
"""``terms``: what people sign, ``progress``: all else in goals and steps, ``record``: everything else."""

_GOALS = ("agreement", "goals")


@dataclass(frozen=True)
class Concern:
    """Somebody a change is about: a role (``client``, ``partner``, ``service``, …), with its id in the directory."""

    role: str
    ref: str = ""


@dataclass(frozen=True)
class Meaning:
    """A change with what it means."""

    change: Change
    nature: Nature
    concerns: tuple[Concern, ...]


def meaning(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Meaning]:
    """The changes that turn ``old`` into ``new``, each with its nature and the people it concerns.

    ``apply`` of the changes gives ``new``; one of them is of the nature terms exactly where the canonical terms
    by the rule of today, and with them the hash that was signed, differ.
    """
    return [Meaning(change, nature(change, old, new), concerned(change.path, old, new)) for change in diff(old, new)]


def nature(change: Change, old: Mapping[str, Any], new: Mapping[str, Any]) -> Nature:
    """What a change between two versions touches, whether it is one field or a whole agreement."""
    path = change.path
    if path == ("id",) and change.kind == "changed":
        # The terms name their case.
        return "terms"
    if path != _GOALS[:1] and path[:2] != _GOALS:
        return "record"
    if _touches_terms(change) and not (_is_given_up(path, old) and _is_given_up(path, new)):
        return "terms"
    return "progress" if len(path) > 2 else "record"


def _touches_terms(change: Change) -> bool:
    match change.path[2:]:
        case () | (_, "steps"):
            # the order of goals and steps gives the numbers people say
            return change.kind == "moved" or _differ_in_json(
                _agreed_terms(change.path, change.old), _agreed_terms(change.path, change.new)
            )
        case (_,) | (_, "steps", _):
            return True
        case (_, "status") | (_, "steps", _, "status"):
            return is_agreed({"status": change.old}) is not is_agreed({"status": change.new})
        case (_, "steps", _, field, *inner):
            return field in STEP_TERMS and _value_differs(change, inner)
        case (_, field, *inner):
            return field in GOAL_TERMS and _value_differs(change, inner)
    return False


def _is_given_up(path: FieldPath, case: Any) -> bool:
    """Whether the place lies in a goal or a step that a version has as given up: only its id is a term then."""
    holders = (at(case, path[:length]) for length in (3, 5) if length < len(path))
    return any(isinstance(holder, dict) and not is_agreed(holder) for holder in holders)


def _agreed_terms(path: FieldPath, value: Any) -> Any:
    """The terms in an agreement, in its goals or in the steps of a goal; broken by hand: as it stands there."""
    if len(path) == 1:
        value = value.get("goals") if isinstance(value, dict) else value
    goals = [{"steps": value or []}] if len(path) > 2 else value or []
    try:
        return terms(cast("Case", {"id": "", "agreement": {"goals": goals}}))
    except (AttributeError, KeyError, TypeError, ValueError):
        return goals


def _value_differs(change: Change, inner: list[Any]) -> bool:
    """A field without a value is as good as none, but what is inside a value is signed as it stands there."""
    return (bool(inner) and change.kind != "changed") or _differ_in_json(change.old, change.new)


def _differ_in_json(old: Any, new: Any) -> bool:
    """Whether two values are different in canonical JSON, where 1 and 1.0 are one number."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new))
    return bool(old != new) if numbers else not same(old, new)


# -- whom it concerns ------------------------------------------------------------------------------------

_CLIENT = Concern("client")


def concerned(path: FieldPath, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Concern, ...]:
    """Whom the change of a place concerns, as either version has them."""
    concerns = [concern for version in (old, new) for concern in _concerned_by(path, version)]
    return tuple(dict.fromkeys(concerns))


def _concerned_by(path: FieldPath, case: Any) -> Iterator[Concern]:
    if path[:2] == _GOALS and len(path) > 4:
        yield from _responsible_for(at(case, path[:5]))
        return
    if path[:1] != ("caseworker",):
        yield _CLIENT
    match path:
        case ("agreement", "goals", _, *_):
            yield from _of_steps(at(case, path[:3]))
        case ("agreement",) | ("agreement", "goals"):
            for goal in _as_list(at(case, _GOALS)):
                yield from _of_steps(goal)
        case ("agreement", "versions", _, *_):
            version = at(case, path[:3])
            yield from _concerned_people(
                [*_as_list(_field_of(version, "signatures")), *_as_list(_field_of(version, "missing"))]
            )
        case (("reviews" | "clearings"), _, *_):
            talk = at(case, path[:2])
            yield from _concerned_people([*_as_list(_field_of(talk, "participants")), _interpreter_of(talk)])
        case _:
            yield from _of_record(path, case)


def _of_record(path: FieldPath, case: Any) -> Iterator[Concern]:
    match path:
        case ("consents", _, *_):
            yield from _concern_of("partner", _field_of(at(case, path[:2]), "partner"))
        case ("transmissions", *_):
            for sent in _as_list(_field_of(case, "transmissions")):
                yield from _concern_of("partner", _field_of(sent, "partner"))
        case ("mentor", *_):
            yield from _concern_of("mentor", at(case, ("mentor", "ref")))
        case ("caseworker",):
            yield from _concern_of("caseworker", _field_of(case, "caseworker"))
        case ("client", "guardian", *_):
            yield Concern("guardian")


def _of_steps(goal: Any) -> Iterator[Concern]:
    for step in _as_list(_field_of(goal, "steps")):
        yield from _responsible_for(step)


def _responsible_for(step: Any) -> Iterator[Concern]:
    yield from _concerned_people([_field_of(step, "responsible")])


def _concerned_people(entries: list[Any]) -> Iterator[Concern]:
    for entry in entries:
        role, ref = _field_of(entry, "role"), _field_of(entry, "ref")
        if isinstance(role, str):
            yield Concern(role, ref if isinstance(ref, str) else "")


def _concern_of(role: str, ref: Any) -> Iterator[Concern]:
    if isinstance(ref, str):
        yield Concern(role, ref)


def _interpreter_of(talk: Any) -> Any:
    booking = _field_of(talk, "interpreter")
    return booking | {"role": "interpreter"} if isinstance(booking, dict) else None


def at(node: Any, path: FieldPath) -> Any:
    """What a version has at the path of a change, None where it has nothing."""
    try:
        return find(node, path)
    except (KeyError, TypeError):
        return None


def _field_of(entry: Any, name: str) -> Any:
    return entry.get(name) if isinstance(entry, dict) else None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
