"""What a review changed: the case before it and as it left it, from the history of its file."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from iza.errors import NotFound
from iza.history.log import entries
from iza.history.terms import carries
from iza.i18n import _
from iza.model import lookup
from iza.model.translations import FIELDS, places
from iza.store import case_ids
from iza.store.formats.migrations import read_lifted

if TYPE_CHECKING:
    from iza.app.letters.papers.view import View
    from iza.app.office import Office
    from iza.history.log import CaseVersion
    from iza.model.case.agreement import Version
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review


def of_review(office: Office, view: View, wanted: str, about: str) -> View:
    """The view of a review that was held, or of the latest one: the case as it left it, and the one before.

    ``about`` is ``review``, or ``amendment`` for a review that made a new version; then the case before is
    the one of the version it replaces. Raises NotFound.
    """
    case = view.case
    review, record = _review_and_version(case, wanted, about)
    history = entries(office.repo.root, case_ids.path_of(case["id"]), read_lifted)
    position = next((n for n, entry in enumerate(history) if _has_landed(entry, review["id"])), None)
    if position is None:
        return replace(view, review=review, record=record, before=case)
    before = cast("Case", history[position].before)
    if about == "amendment" and record:
        before = _replaced_case(case, record, history[position:]) or before
    after = _as_left(cast("Case", history[position].document), case)
    return replace(view, case=after, review=review, record=record, before=before)


def of_version(view: View, seen: View) -> View:
    """The amendment that made a version: ``view`` is that version as it was issued, ``seen`` its review of today."""
    ref = seen.review["id"] if seen.review else ""
    review = next((talk for talk in view.case.get("reviews", []) if talk["id"] == ref), seen.review)
    return replace(view, review=review, before=seen.before)


def _replaced_case(case: Case, record: Version, history: list[CaseVersion]) -> Case | None:
    """The last case with the terms of the version before: a version nobody signed in between never counted."""
    earlier = [version for version in lookup.versions(case) if version["number"] < record["number"]]
    past = (cast("Case", entry.before) for entry in history if entry.before)
    return next((case for case in past if earlier and carries(case, earlier[-1])), None)


def _as_left(after: Case, now: Case) -> Case:
    """The case as a review left it, with what is known since of the client, the next talk and translations."""
    left = deepcopy(after)
    left["client"] = cast("Any", {**left["client"], **now["client"]})
    still = {review["id"]: review for review in now.get("reviews", []) if review["status"] == "planned"}
    left["reviews"] = [still.get(review["id"], review) for review in left["reviews"]]
    holders = {spot.id: spot.holder for spot in places(now)}
    for spot in places(left):
        later = holders.get(spot.id, {})
        if "i18n" in later and all(later.get(name) == spot.holder.get(name) for name in FIELDS[spot.kind]):
            spot.holder["i18n"] = later["i18n"]
    return left


def _review_and_version(case: Case, wanted: str, about: str) -> tuple[Review, Version | None]:
    """The review, and the version that came out of it."""
    made = {version["review"]: version for version in lookup.versions(case) if "review" in version}
    held = [review for review in case.get("reviews", []) if review["status"] == "held"]
    fitting = [
        review for review in held
        if wanted in ("", review["id"], review.get("held_on")) and (about == "review" or review["id"] in made)
    ]  # fmt: skip
    if not fitting:
        raise NotFound(
            _("{case} has no review that was held and changed the agreement.").format(case=case["id"])
            if about == "amendment"
            else _("{case} has no review that was held.").format(case=case["id"]),
            f"iza show {case['id']}",
        )
    latest = max(fitting, key=lambda review: review.get("held_on", ""))
    return latest, made.get(latest["id"])


def _has_landed(entry: CaseVersion, review: str) -> bool:
    """Whether a commit recorded a review as held."""
    return bool(entry.before) and _is_held(entry.document, review) and not _is_held(entry.before, review)


def _is_held(document: object, review: str) -> bool:
    talks = cast("Case", document).get("reviews", []) if document else []
    return any(talk.get("id") == review and talk.get("status") == "held" for talk in talks)
