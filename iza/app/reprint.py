"""A version of an agreement once more, exactly as it was given out to be signed.

Everything comes from the commit that issued it: the case, the settings, the directory, the logo, the county's own
templates and translations. So the paper names that commit, is dated as it was, and its lines to sign on are empty:
what people signed is that sheet. Who signed it, and when, is told by the record. Only the templates of iza itself
are those of this program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from iza.app.landing import refuse_malformed
from iza.app.render import paper
from iza.errors import NotFound, Refused
from iza.history.log import entries
from iza.history.terms import holds
from iza.i18n import _
from iza.model import dates, lookup
from iza.store import case_ids, past
from iza.store.migrations import read_lifted

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.app.render import Paper, Style
    from iza.history.log import Entry
    from iza.model.case import Case, Version


@dataclass(frozen=True)
class Reprint:
    """A version as it was given out on a day (ISO) by a commit; ``is_recorded`` if the case still names its terms."""

    number: int
    paper: Paper
    given_out_on: str
    commit: str
    is_recorded: bool


def version(office: Office, ref: str, number: int, style: Style | None = None) -> Reprint:
    """The agreement as version ``number`` was given out.

    Raises NotFound where the case has no such version or the history does not hold it, Refused where its terms
    were not those of its checksum even then, and what ``iza.app.render.paper`` raises.
    """
    case = office.repo.case(office.repo.resolve(ref))
    refuse_malformed(case)
    today = _version(case, number)
    if today is None:
        raise NotFound(
            _("{case} has no version {number}.").format(case=case["id"], number=number),
            f"iza agreement status {case['id']}",
        )
    entry = _issue(office, case["id"], number)
    then = cast("Case", entry.document)
    issued = lookup.versions(then)[-1]
    if issued["number"] != number or not holds(then, issued):
        raise Refused(
            _("When version {number} was issued, the case did not hold its terms.").format(number=number),
            f"iza agreement status {case['id']}",
        )
    with past.at_commit(office.repo.root, entry.commit.id) as repo:
        day = dates.parse(entry.commit.when.date().isoformat())
        made = paper(replace(office, repo=repo, today=day), case["id"], "agreement", style)
    again = replace(made, stem=f"{made.stem}-issued")  # beside the paper of today, never over it
    return Reprint(number, again, issued["issued_on"], entry.commit.id, issued["terms_sha256"] == today["terms_sha256"])


def _issue(office: Office, case_id: str, number: int) -> Entry:
    """The commit that gave a version out: the last one, where it was withdrawn in between. Raises NotFound."""
    history = entries(office.repo.root, case_ids.path_of(case_id), read_lifted)
    entry = next((one for one in history if _gives_out(one, number)), None)
    if entry is None:
        raise NotFound(
            _("The history does not hold how version {number} was given out.").format(number=number),
            f"iza history {case_id}",
        )
    return entry


def _gives_out(entry: Entry, number: int) -> bool:
    """Whether a commit made a version that is to be signed; a merge makes none."""
    now, before = _version(entry.document, number), _version(entry.before, number)
    if now is None or "signed_on" in now or len(entry.commit.parents) > 1:
        return False
    return before is None or ("signed_on" not in before and before["terms_sha256"] != now["terms_sha256"])


def _version(document: object, number: int) -> Version | None:
    versions = lookup.versions(cast("Case", document)) if document else []
    return next((one for one in versions if one["number"] == number), None)
