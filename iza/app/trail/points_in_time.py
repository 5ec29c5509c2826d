"""A case as it was: on a day, at a revision, when a version was signed, after the last review; and what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from iza import git
from iza.app.sentences import talk_between, told
from iza.errors import NotFound
from iza.history.changes import diff
from iza.history.log import documents, entries
from iza.i18n import _
from iza.model import dates, lookup
from iza.store import case_ids, files_on_day
from iza.store.current_case import current_case
from iza.store.formats.migrations import read_lifted

if TYPE_CHECKING:
    from collections.abc import Callable

    from iza.app.office import Office
    from iza.app.sentences import ChangeSentence
    from iza.history.log import CaseVersion
    from iza.model.case.record import Case

NOW, SIGNED, LAST_REVIEW = "now", "signed", "last-review"


@dataclass(frozen=True)
class Moment:
    """A case at a point of its history; ``commit`` and ``day`` (ISO) are empty for what is not committed."""

    case: Case
    commit: str = ""
    day: str = ""


@dataclass(frozen=True)
class Comparison:
    """What differs between two moments, in sentences."""

    case: str
    old: Moment
    new: Moment
    changes: tuple[ChangeSentence, ...]


def moment(office: Office, ref: str, point: str) -> Moment:
    """The case at a point: ``now``, a day, ``v2``, ``signed``, ``last-review`` or a revision of git.

    A day means its end; a version as it was signed, or issued while it is not. Raises NotFound.
    """
    case_id = office.repo.resolve(ref)
    return _resolve_point(office, case_id, [] if point == NOW else _versions_of(office, case_id), point)


def compare(office: Office, ref: str, first: str | None = None, second: str = NOW) -> Comparison:
    """What changed from ``first`` to ``second``; from the last review, else the first signature, if not said.

    Raises NotFound.
    """
    case_id = office.repo.resolve(ref)
    past = _versions_of(office, case_id)
    old = _resolve_point(office, case_id, past, first) if first else _usual_beginning(office, past)
    new = _resolve_point(office, case_id, past, second)
    unsaved = () if new.commit or not past else diff(past[0].document or {}, new.case)
    origin = talk_between(_entries_between(past, old, new), unsaved)
    return Comparison(case_id, old, new, told(old.case, new.case, origin=origin))


def _entries_between(past: list[CaseVersion], old: Moment, new: Moment) -> list[CaseVersion]:
    """The entries of the history that lead from one moment to the other; none where time goes backwards."""
    ids = [entry.commit.id for entry in past]
    if old.commit not in ids or new.commit not in ["", *ids]:
        # A point between two entries.
        return []
    return past[ids.index(new.commit) if new.commit else 0 : ids.index(old.commit)]


def _versions_of(office: Office, case_id: str) -> list[CaseVersion]:
    return entries(office.repo.root, case_ids.path_of(case_id), read_lifted)


def _resolve_point(office: Office, case_id: str, past: list[CaseVersion], point: str) -> Moment:
    if point == NOW:
        return Moment(current_case(office.repo, case_id))
    entry = _find_point(office, past, point)
    if entry is None:
        raise NotFound(
            _("There is nothing of {case} at that point: {point}.").format(case=case_id, point=_shown_point(point)),
            _("A day, v1, signed, last-review or a revision of git; `iza history {case}` shows them.").format(
                case=case_id
            ),
        )
    return entry


def _usual_beginning(office: Office, past: list[CaseVersion]) -> Moment:
    """After the last review; before the first one, as it was signed; before that, as it was opened."""
    entry = _find_point(office, past, LAST_REVIEW) or _find_point(office, past, SIGNED)
    if entry is None and not past:
        raise NotFound(_("No history yet: nothing is committed."))
    return entry or _as_moment(past[-1])


def _find_point(office: Office, past: list[CaseVersion], point: str) -> Moment | None:
    """The case at a point, None where there was none."""
    day = day_of(point)
    if day:
        return _find_day(office, past, day)
    if point in (SIGNED, LAST_REVIEW) or _is_version(point):
        entry = _find_mark(past, point)
        return _as_moment(entry) if entry else None
    return _find_revision(office, past, point)


def _is_version(point: str) -> bool:
    return point[:1] in ("v", "V") and point[1:].isdigit()


def _find_mark(past: list[CaseVersion], point: str) -> CaseVersion | None:
    """The entry that signed or issued a version, or held the last review."""
    cases = _cases_of(past)
    if not cases:
        return None
    if point == LAST_REVIEW:
        talk = lookup.held_review(cases[0])
        return _first_entry(past, lambda case: talk["id"] in _held_reviews(case)) if talk else None
    number = max(_signed_numbers(cases[0]), default=0) if point == SIGNED else int(point[1:])
    return _first_entry(past, lambda case: number in _signed_numbers(case)) or _issuing_entry(past, cases, number)


def _issuing_entry(past: list[CaseVersion], cases: list[Case], number: int) -> CaseVersion | None:
    """The entry that issued an unsigned version: with the terms it has last, for it may have been withdrawn before."""
    terms = next((issued[number] for case in cases if number in (issued := _issued_terms(case))), "")
    return _first_entry(past, lambda case: _issued_terms(case).get(number) == terms) if terms else None


def _find_day(office: Office, past: list[CaseVersion], day: str) -> Moment | None:
    """What the file held at the end of a day (``iza.store.files_on_day``); named after the newest entry that counts."""
    counting = [entry for entry in past if entry.document and entry.commit.when.date().isoformat() <= day]
    if not counting:
        return None
    blob = files_on_day.files_on(office.repo.root, day).get(counting[0].commit.files[0].path, "")
    left = next((entry for entry in counting if entry.commit.files[0].blob == blob), None)
    if left:
        return _as_moment(left)
    document = documents(office.repo.root, [blob], read_lifted)[blob] if blob else None
    return replace(_as_moment(counting[0]), case=cast("Case", document)) if document else _as_moment(counting[0])


def _first_entry(past: list[CaseVersion], is_so: Callable[[Case], bool]) -> CaseVersion | None:
    """The oldest entry from which on something is so."""
    return next((entry for entry in reversed(past) if entry.document and is_so(cast("Case", entry.document))), None)


def _cases_of(past: list[CaseVersion]) -> list[Case]:
    return [cast("Case", entry.document) for entry in past if entry.document]


def _held_reviews(case: Case) -> set[str]:
    return {review["id"] for review in case.get("reviews", []) if review["status"] == "held"}


def _signed_numbers(case: Case) -> set[int]:
    return {version["number"] for version in lookup.versions(case) if "signed_on" in version}


def _issued_terms(case: Case) -> dict[int, str]:
    """The versions by number, each with the checksum of its terms."""
    return {version["number"]: version["terms_sha256"] for version in lookup.versions(case)}


def day_of(point: str) -> str:
    """The day a point names (``2026-06-30``, ``30.6.2026``), as ISO text; empty for any other point."""
    try:
        return dates.read(point).isoformat()
    except ValueError:
        return ""


def _find_revision(office: Office, past: list[CaseVersion], point: str) -> Moment | None:
    """The case as a revision of git has it, named after the newest entry that left it so."""
    commit, cases = git.resolve(office.repo.root, point), _cases_of(past)
    if not commit or not cases:
        return None
    name = f"{commit}:{case_ids.path_of(cases[0]['id'])}"
    document = documents(office.repo.root, [name], read_lifted)[name]
    if document is None:
        return None
    left = next((entry for entry in past if entry.document == document), None)
    day = git.commits(office.repo.root, limit=1, revision=commit)[0].when.date().isoformat()
    return _as_moment(left) if left else Moment(cast("Case", document), commit, day)


def _as_moment(entry: CaseVersion) -> Moment:
    return Moment(cast("Case", entry.document), entry.commit.id, entry.commit.when.date().isoformat())


def _shown_point(point: str) -> str:
    """A point as it may be repeated: what is no day, version or commit might be a name."""
    return point if point in (SIGNED, LAST_REVIEW) or any(char.isdigit() for char in point) else "…"
