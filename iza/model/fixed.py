"""What stays in a case for life: once it is recorded, it is never changed and never goes away.

The one place that says so, for everything that may land (``iza.app.changing.landing``) and for the audit trail
(``iza.history.judge_change``). Fixed are

* a version that was signed, with all that stands in it: people put their names to it;
* a review that was held, with all that stands in it: it is the minutes of a talk;
* a consent that was given; a revocation is added to it (Art. 7 Abs. 1 and 3 DSGVO: it must be provable);
* what was passed on (Art. 5 Abs. 2 and Art. 19 DSGVO); the list only grows;
* the decision of a clearing. One that was postponed is followed by another, not earlier; the day on which the
  client was told is added; and it was made at the latest when the agreement was signed, which may be entered late.

Translations are none of it: the German text alone binds (``iza.model.translations``). What was recorded by mistake
can be taken back while nothing else has happened: from exactly what the commit left to exactly what was before it.
A signature and a talk cannot; a version and the minutes have gone out by then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iza.model.values import CaseData

FixedKind = Literal["version", "review", "consent", "transmission", "decision"]

TAKEN_BACK: frozenset[FixedKind] = frozenset({"consent", "transmission", "decision"})
"""What an undo may take away again, where it leaves everything as it was before."""


@dataclass(frozen=True)
class Loss:
    """Something fixed that is another now, or gone.

    ``ref`` is the number of a version or the id of an entry; ``fields`` are those that differ, none where it is gone.
    """

    kind: FixedKind
    ref: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sort:
    """One sort of fixed entries: where they are, what names them, when they are fixed, what is added to them later."""

    kind: FixedKind
    entries: Callable[[CaseData], list[CaseData]]
    key: str
    is_fixed: Callable[[CaseData], bool]
    added: frozenset[str] = field(default_factory=frozenset)


def lost(before: CaseData, after: CaseData, undone: tuple[CaseData, CaseData] | None = None) -> list[Loss]:
    """What was fixed in ``before`` and does not stand in ``after`` as it was.

    ``undone`` is what a commit that is taken back had before it, and what it left. Raises KeyError, TypeError,
    AttributeError and ValueError for a shape that no schema allows.
    """
    losses = [
        *_lost_transmissions(before, after),
        *(loss for sort in _SORTS for loss in _losses_of(sort, before, after)),
    ]
    if losses and undone and _takes_back(before, after, undone):
        return [loss for loss in losses if loss.kind not in TAKEN_BACK]
    return losses


def _takes_back(before: CaseData, after: CaseData, undone: tuple[CaseData, CaseData]) -> bool:
    """Whether a case stood exactly as a commit left it, and stands exactly as it stood before that commit."""
    return same(german(before), german(undone[1])) and same(german(after), german(undone[0]))


def doubles(case: CaseData) -> list[tuple[str, str]]:
    """The lists with a number or an id that stands in them twice: nobody could tell which entry counts."""
    lists = [(name, [str(entry.get(key)) for entry in entries]) for name, key, entries in _lists_with_ids(case)]
    return [(name, ref) for name, refs in lists if len(set(refs)) < len(refs) for ref in refs if refs.count(ref) > 1]


def german(node: Any) -> Any:
    """A part of a case without its translations, however deep."""
    if isinstance(node, dict):
        return {name: german(value) for name, value in node.items() if name != "i18n"}
    return [german(value) for value in node] if isinstance(node, list) else node


def _losses_of(sort: _Sort, before: CaseData, after: CaseData) -> Iterator[Loss]:
    old, new = sort.entries(before), sort.entries(after)
    if old is new or old == new:
        return
    for entry in old:
        if sort.is_fixed(entry):
            same_key = [candidate for candidate in new if candidate.get(sort.key) == entry.get(sort.key)]
            differing = [_differing_fields(sort, entry, candidate, after) for candidate in same_key]
            if not differing or any(differing):
                fields = dict.fromkeys(name for names in differing for name in names)
                yield Loss(sort.kind, str(entry.get(sort.key)), tuple(fields))


def _differing_fields(sort: _Sort, entry: CaseData, now: CaseData, after: CaseData) -> list[str]:
    """The fields that are not any more as they were recorded."""
    old, new = german(entry), german(now)
    if sort.kind == "decision" and _follows_postponed(old, new):
        return []
    names = [name for name in old if not (name in new and same(old[name], new[name]))]
    names += [name for name in new if name not in old and name not in sort.added]
    late = sort.kind == "decision" and _is_late_entry(old, new, after)
    return [name for name in names if not (late and name == "on")]


def _follows_postponed(old: CaseData, new: CaseData) -> bool:
    """Whether another decision came after one that was postponed."""
    return old.get("result") == "postponed" and new.get("on", "") >= old["on"]


def _is_late_entry(old: CaseData, new: CaseData, after: CaseData) -> bool:
    """Whether the decision was dated back to the day on which the agreement was signed."""
    return new.get("on", "9999") < old["on"] and new["on"] in [
        version.get("signed_on") for version in _versions_of(after)
    ]


def _lost_transmissions(before: CaseData, after: CaseData) -> Iterator[Loss]:
    """What was passed on has no id: an entry is what stands in it."""
    old, new = _entries_of(before, "transmissions"), _entries_of(after, "transmissions")
    if old is not new and old != new[: len(old)]:
        gone = [entry for entry in old if old.count(entry) > new.count(entry)]
        yield from (Loss("transmission", str(entry.get("on"))) for entry in gone[:1])


def _entries_of(holder: CaseData, name: str) -> list[CaseData]:
    """A list of entries; one that is empty or not there has none."""
    return holder.get(name) or []


def _versions_of(case: CaseData) -> list[CaseData]:
    return _entries_of(case.get("agreement") or {}, "versions")


def _decisions_of(case: CaseData) -> list[CaseData]:
    clearings = _entries_of(case, "clearings")
    return [{"id": clearing.get("id"), **clearing["decision"]} for clearing in clearings if "decision" in clearing]


def _lists_with_ids(case: CaseData) -> Iterator[tuple[str, str, list[CaseData]]]:
    """The lists of a case whose entries have a number or an id."""
    goals = _entries_of(case.get("agreement") or {}, "goals")
    yield "versions", "number", _versions_of(case)
    yield "goals", "id", goals
    yield "steps", "id", [step for goal in goals for step in _entries_of(goal, "steps")]
    yield from ((name, "id", _entries_of(case, name)) for name in ("clearings", "reviews", "consents"))


_SORTS = (
    _Sort("version", _versions_of, "number", lambda version: "signed_on" in version),
    _Sort("review", lambda case: _entries_of(case, "reviews"), "id", lambda review: review["status"] == "held"),
    _Sort(
        "consent", lambda case: _entries_of(case, "consents"), "id", lambda _consent: True, frozenset({"revoked_on"})
    ),
    _Sort("decision", _decisions_of, "id", lambda _decision: True, frozenset({"told_client_on"})),
)
