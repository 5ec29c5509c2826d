"""From two versions to sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from iza.app import words
from iza.app.sentences import generic, plan, record, talks
from iza.app.sentences.groups import Group, SentenceLine, fits, grouped, leaves
from iza.app.sentences.sides import Sides
from iza.app.sentences.talk import AgreedIn, talk_named, talk_of
from iza.history.changes import diff
from iza.history.meaning import concerned, nature
from iza.i18n import _
from iza.model.values import FieldPath, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iza.history.change import Change
    from iza.history.meaning import Concern, Nature
    from iza.model.values import CaseView

Origin = Callable[[FieldPath], AgreedIn | None]
Teller = Callable[[Group, Sides], Iterator[SentenceLine]]

_UNSAID = ("id", "number", "schema")
_NATURES: tuple[Nature, ...] = ("terms", "progress", "record")


@dataclass(frozen=True)
class ChangeSentence:
    """One sentence, with what it is about as data.

    ``path`` and ``field`` (in words) name the place, ``old`` and ``new`` are values in words, empty where there is
    none; ``fields`` are all paths the sentence tells, ``said`` is the sentence without the review and the reason.
    """

    kind: str
    path: FieldPath
    field: str
    old: str
    new: str
    nature: Nature
    concerns: tuple[Concern, ...]
    text: str
    talk: AgreedIn | None
    fields: tuple[FieldPath, ...]

    @property
    def sentence(self) -> str:
        """The whole sentence: what changed, in which review it was agreed, and why."""
        return _with_reason(_with_review(self.text, self.talk), self.talk)


def told(
    old: CaseView,
    new: CaseView,
    *,
    changes: Iterable[Change] | None = None,
    internal: bool = False,
    terse: bool = False,
    origin: Origin | None = None,
) -> tuple[ChangeSentence, ...]:
    """What turns ``old`` into ``new`` (or only ``changes`` of it), in the order of the document.

    Priority and notes are told only if ``internal``; ``terse`` leaves out what people wrote and everything about the
    client. ``origin`` says for a place in which review it was agreed; without it, it is the one held in between.
    """
    sides = Sides(old, new, terse=terse)
    if old and not new:
        return (_file_removed(old),)
    talk = talk_of(old, new) if old else None
    differences = diff(old, new) if changes is None else changes
    shown = differences if internal else filter(None, map(_without_hidden, differences))
    where = origin or (lambda _path: talk)
    return tuple(_told_line(line, sides, where) for group in grouped(shown) for line in _lines_about(group, sides))


def _lines_about(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """The sentences about one thing, and about whatever of it they leave over."""
    if group.kind in ("added", "removed"):
        for name in _UNSAID:
            # Said by the place already.
            group.changes.pop((name,), None)
    if group.kind != "moved":
        yield from _teller_of(group.path)(group, sides)
    if group.changes:
        yield from generic.other(group, sides)


def _no_lines(_group: Group, _sides: Sides) -> Iterator[SentenceLine]:
    return iter(())


_TELLERS: dict[FieldPath, Teller] = {
    (): record.opening,
    ("agreement", "goals", "*", "steps", "*"): plan.step,
    ("agreement", "goals", "*"): plan.goal,
    ("agreement", "versions", "*"): record.version,
    ("reviews", "*", "goals", "*"): talks.finding,
    ("reviews", "*", "steps", "*"): talks.finding,
    ("reviews", "*"): talks.talk,
    ("clearings", "*", "areas", "*"): talks.area,
    ("clearings", "*", "decision"): talks.decision,
    ("clearings", "*"): talks.talk,
    ("consents", "*"): record.consent,
    ("snapshots", "*"): record.snapshot,
    ("pauses", "*"): record.pause,
    ("closing",): record.closing,
    ("transmissions",): record.transmission,
}
"""Who has words for a thing."""


def _teller_of(path: FieldPath) -> Teller:
    return next((teller for pattern, teller in _TELLERS.items() if fits(path, pattern)), _no_lines)


def _told_line(line: SentenceLine, sides: Sides, origin: Origin) -> ChangeSentence:
    main, value = line.main, line.value or line.main
    natures = {nature(change, sides.old, sides.new) for change in (*line.changes, main)}
    talk = origin(main.path) if "terms" in natures else None
    if line.review:
        talk = talk_named(line.review, sides.new)
    return ChangeSentence(
        main.kind,
        main.path,
        sides.field(main),
        "" if main.kind == "moved" else sides.value(value.path, value.old),
        _("in a new order") if main.kind == "moved" else sides.value(value.path, value.new),
        next(change for change in _NATURES if change in natures),
        concerned(main.path, sides.old, sides.new),
        line.text,
        replace(talk, reason="") if talk and sides.terse else talk,
        tuple(path for change in line.changes for path in leaves(change)),
    )


def _file_removed(old: CaseView) -> ChangeSentence:
    """A case whose file was removed."""
    sentence, everyone = _("The file of the case was removed"), concerned((), old, {})
    return ChangeSentence("removed", (), _("Case"), "", "", "record", everyone, sentence, None, ())


# -- what is not for everybody -----------------------------------------------------------------------------


def _without_hidden(change: Change) -> Change | None:
    """A change without priority and notes, which are not for the client who looks on; None if nothing is left."""
    if is_hidden(change.path):
        return None
    old, new = _with_open_fields(change.path, change.old), _with_open_fields(change.path, change.new)
    emptied = (old == {} and change.old) or (new == {} and change.new)
    if change.kind != "moved" and (emptied or (change.kind == "changed" and same(old, new))):
        return None
    return replace(change, old=old, new=new)


def _with_open_fields(path: FieldPath, value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _with_open_fields((*path, key), inner) for key, inner in value.items() if not is_hidden((*path, key))
        }
    if isinstance(value, list):
        return [_with_open_fields((*path, 0), entry) for entry in value]
    return value


def is_hidden(path: FieldPath) -> bool:
    """Whether a field is for the office alone: priority, notes, the caseworker's view."""
    return path[:2] == ("client", "priority") or path[-1:] == ("note",) or path[-1:] == ("worker_view",)


# -- sentences one below the other -----------------------------------------------------------------------------


def lines(entries: Sequence[ChangeSentence]) -> list[str]:
    """The sentences one below the other; the reason for what was agreed in a review is given once."""
    given: set[AgreedIn] = set()
    shown = []
    for entry in entries:
        shown.append(_with_review(entry.text, entry.talk) if entry.talk in given else entry.sentence)
        given |= {entry.talk} if entry.talk else set()
    return shown


def _with_review(sentence: str, talk: AgreedIn | None) -> str:
    if not talk:
        return sentence
    return _("{sentence}, agreed in the review of {day}").format(sentence=sentence, day=words.day(talk.day))


def _with_reason(sentence: str, talk: AgreedIn | None) -> str:
    if not talk or not talk.reason:
        return sentence
    return _("{sentence}; reason: {reason}").format(sentence=sentence, reason=talk.reason)
