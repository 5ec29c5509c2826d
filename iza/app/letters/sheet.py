"""The sheet of a version: what people were given to sign, as the commit that issued the version had it.

Terms, names, people, offers, settings, logo, the county's own templates and translations are those of that commit,
and so are the date and the footer. Who signed, and who did not and why, comes from the record of the version; the
day of the review, where it was left blank to be written in at the signing, from the commit that recorded the signing.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from iza.app.letters import printable
from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.text import woven
from iza.app.letters.papers.view import View
from iza.errors import InvalidData, NotFound, Refused
from iza.history.log import entries
from iza.history.terms import bond_of, carries
from iza.i18n import _
from iza.model import dates, lookup
from iza.model.case.agreement import Version
from iza.store import case_ids, past
from iza.store.formats.migrations import read_lifted
from iza.store.yaml.fields import set_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from iza import git
    from iza.app.office import Office
    from iza.history.change import Change
    from iza.history.log import CaseVersion
    from iza.model.case.record import Case

AGREEMENT = "agreement"
# What a signing adds to a version.
_MARKS = ("signed_on", "place", "signatures", "missing")


def numbered(case: Case, number: int) -> Version:
    """The version with a number. Raises NotFound."""
    version = _version_in(case, number)
    if version is None:
        raise NotFound(
            _("{case} has no version {number}.").format(case=case["id"], number=number),
            f"iza agreement status {case['id']}",
        )
    return version


@dataclass(frozen=True)
class Issue:
    """How a version was given out.

    ``commit`` issued it, ``case`` and ``issued`` are the case and the version as that commit left them; ``version`` is
    the version as the case has it today. ``history`` are all entries of the case, the newest first.
    """

    commit: git.Commit
    case: Case
    issued: Version
    version: Version
    history: Sequence[CaseVersion]

    @property
    def number(self) -> int:
        """The number of the version."""
        return self.version["number"]

    @property
    def is_recorded(self) -> bool:
        """Whether the case still names the terms that were given out."""
        return bond_of(self.issued) == bond_of(self.version)

    @property
    def is_sound(self) -> bool:
        """Whether the case held the terms of the version when it was issued."""
        return carries(self.case, self.issued)

    @property
    def record(self) -> Version:
        """The version as it was issued, with the signatures it has today."""
        marks = {name: value for name, value in self.version.items() if name in _MARKS}
        return cast("Version", {**self.issued, **marks})

    @cached_property
    def signing(self) -> CaseVersion | None:
        """The entry that recorded the signing."""
        return next((entry for entry in reversed(self.history) if self._brought_marks(entry, "signed_on")), None)

    @cached_property
    def latest_mark(self) -> CaseVersion | None:
        """The newest entry that recorded who signed or did not."""
        return next((entry for entry in self.history if self._brought_marks(entry, *_MARKS)), None)

    def _brought_marks(self, entry: CaseVersion, *names: str) -> bool:
        old, new = (_version_in(case, self.number) for case in (entry.before, entry.document))
        if new is None or self.version.get("signed_on") != new.get("signed_on"):
            return False
        return any(new.get(name) != (old.get(name) if old else None) for name in names)

    def filled_in(self) -> Case:
        """The case as it was issued, with the day of the review that was written in when people signed."""
        signed = cast("Case", self.signing.document) if self.signing and self.signing.document else None
        planned = lookup.planned_review(signed) if signed else None
        if planned is None or lookup.planned_review(self.case):
            return self.case
        return cast("Case", {**self.case, "reviews": [*self.case.get("reviews", []), planned]})


def issue(office: Office, version: Version, case_id: str) -> Issue:
    """How a version of a case was given out: the last time, where it was withdrawn in between.

    Raises NotFound where the history does not hold it, Refused where the terms were not those of its checksum even
    then, and GitError, also where only a part of the history is here.
    """
    chosen = _as_worded(office, issues(office, version, case_id))
    if not chosen.is_sound:
        raise Refused(
            _("When version {number} was issued, the case did not hold its terms.").format(number=version["number"]),
            _way_out(case_id, version),
        )
    return chosen


def issues(office: Office, version: Version, case_id: str) -> list[Issue]:
    """Every way a version was given out as it stands today, the newest first: one, unless somebody took it back.

    Raises NotFound where the history holds none, and GitError.
    """
    history = entries(office.repo.root, case_ids.path_of(case_id), read_lifted)
    number = version["number"]
    issued = [_issue_of(entry, version, history) for entry in history if _gives_out(entry, number)]
    if not issued:
        raise _not_held(case_id, version, history)
    same = [issue for issue in issued if issue.is_recorded] or issued
    return [issue for issue in same if issue.issued.get("sheet_sha256") == version.get("sheet_sha256")] or same


def _issue_of(entry: CaseVersion, version: Version, history: Sequence[CaseVersion]) -> Issue:
    case = cast("Case", entry.document)
    return Issue(entry.commit, case, numbered(case, version["number"]), version, history)


def _as_worded(office: Office, same: list[Issue]) -> Issue:
    """Of several commits that gave out one and the same version, the newest whose sheet has the words it had.

    Who takes a withdrawal back gives nothing out anew: the sheet is the first one, though names may have changed.
    """
    if len(same) == 1:
        return same[0]
    return next((issue for issue in same if _keeps_its_words(office, issue)), same[0])


def _keeps_its_words(office: Office, given_out: Issue) -> bool:
    try:
        with opened(office, given_out) as (then, view):
            return is_worded_so(then, view, given_out)
    except Refused:
        return False


def _gives_out(entry: CaseVersion, number: int) -> bool:
    """Whether a commit made a version that is to be signed, in a way that none of its parents had it."""
    version = _version_in(entry.document, number)
    return (
        version is not None
        and "signed_on" not in version
        and any(_makes_version(change, number) for change in entry.changes)
    )


def _makes_version(change: Change, number: int) -> bool:
    """Whether a change brings a version, or other terms under its number."""
    field_path: tuple[str | int, ...] = ("agreement", "versions", number)
    if change.kind == "moved" or change.path[:3] != field_path[: len(change.path)]:
        return False
    return len(change.path) <= len(field_path) or change.path[3] in ("terms_sha256", "terms_rule", "sheet_sha256")


def _not_held(case_id: str, version: Version, history: Sequence[CaseVersion]) -> NotFound:
    """Why the history does not say how a version was given out, and what can be done."""
    number = version["number"]
    if any(_version_in(entry.document, number) for entry in history):
        sentence = _("The history does not hold how version {number} was given out: it was recorded as signed at once.")
    else:
        sentence = _("The history does not hold how version {number} was given out: it is not committed.")
    return NotFound(sentence.format(number=number), _way_out(case_id, version))


def _way_out(case_id: str, version: Version) -> str:
    """What helps where the sheet of a version cannot be had again."""
    if "signed_on" not in version:
        return _("Withdraw it, check it, and issue it again: iza agreement withdraw {case}").format(case=case_id)
    return _("The signed sheet is in the paper file; the plan as it is today: iza letter {case} plan-short").format(
        case=case_id
    )


def _version_in(document: object, number: int) -> Version | None:
    versions = lookup.versions(cast("Case", document)) if document else []
    return next((version for version in versions if version["number"] == number), None)


# -- the office of that day ------------------------------------------------------------------------------


@contextmanager
def opened(office: Office, given_out: Issue) -> Iterator[tuple[Office, View]]:
    """The office as the commit left it, and what a sheet is written from.

    Raises Refused where what the sheet needs was missing on that day, or is damaged.
    """
    day = dates.parse(given_out.commit.when.date().isoformat())
    try:
        with past.at_commit(office.repo.root, given_out.commit.id) as repo:
            then = replace(office, repo=repo, today=day)
            view = View(given_out.filled_in(), repo.county, given_out.issued["issued_on"], record=given_out.record)
            yield then, replace(view, at_signing=_at_signing(office, given_out, view))
    except (InvalidData, NotFound) as error:
        sentence = _("Version {number} cannot be printed as it was issued: {reason}")
        raise Refused(
            sentence.format(number=given_out.number, reason=error.message),
            _way_out(given_out.case["id"], given_out.version),
        ) from None


def _at_signing(office: Office, given_out: Issue, view: View) -> View | None:
    entry = given_out.latest_mark
    if entry is None or not entry.document:
        return None
    county = past.at_commit(office.repo.root, entry.commit.id).county
    return replace(view, case=cast("Case", entry.document), county=county)


# -- the words of a sheet --------------------------------------------------------------------------------


def _words_of_sheet(view: View, templates: Path | None) -> str:
    """The German Markdown of a sheet. Raises InvalidData where something is missing without which there is none."""
    return woven(kind(AGREEMENT), view, own=templates)


def _sha256_of(words: str) -> str:
    """64 hexadecimal digits over the words in UTF-8."""
    return sha256(words.encode()).hexdigest()


def note_words(office: Office, case: Case) -> None:
    """Keep the checksum of the words in the version of a case that is about to be issued.

    Raises InvalidData and Refused where its sheet could not be written or printed: from then on it could never be.
    """
    version = lookup.versions(case)[-1]
    view = View(case, office.repo.county, version["issued_on"], record=version)
    text = _words_of_sheet(view, office.repo.templates)
    printable.refuse_paper(text, case, office.repo.county, Refused)
    set_field(version, Version, "sheet_sha256", _sha256_of(text))


def is_worded_so(then: Office, view: View, given_out: Issue) -> bool:
    """Whether this program writes a sheet with the words it had when it was issued; so too where nobody noted them.

    ``then`` and ``view`` are what ``opened`` gives.
    """
    noted = given_out.issued.get("sheet_sha256")
    as_issued = replace(view, case=given_out.case, record=given_out.issued, at_signing=None)
    return not noted or _sha256_of(_words_of_sheet(as_issued, then.repo.templates)) == noted


def remarks(then: Office, view: View, given_out: Issue) -> list[str]:
    """What somebody who prints a version should know of it, in sentences."""
    sentences, number = [], given_out.number
    if not is_worded_so(then, view, given_out):
        text = _("Version {number} was worded otherwise when it was issued: by other templates, or by another iza.")
        sentences.append(text.format(number=number))
    if not given_out.is_recorded:
        sentences.append(_("Today the case names other terms for version {number}: iza verify").format(number=number))
    return sentences
