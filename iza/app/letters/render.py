"""A paper on paper: Markdown and PDF from one template; that of a version is bound to it, its terms and its commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from iza.app.letters import agreement_versions, frame, printable, sheet
from iza.app.letters.frame import Style
from iza.app.letters.papers import changeset
from iza.app.letters.papers.kinds import Audience, kind
from iza.app.letters.papers.text import woven
from iza.app.letters.papers.view import View
from iza.app.letters.papers.wording import Wording
from iza.app.office import worker_id
from iza.documents import catalogue
from iza.documents.catalogue import GERMAN
from iza.documents.markdown import folders
from iza.documents.pdf import pages, render_pdf
from iza.errors import NotFound, Refused, UsageError
from iza.i18n import _
from iza.model import lookup
from iza.resources import folder
from iza.store import files
from iza.store.current_case import read_current

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from iza.app.letters.papers.kinds import PaperKind
    from iza.app.letters.sheet import Issue
    from iza.app.office import Office
    from iza.documents.catalogue import Catalogue
    from iza.documents.pdf import PdfMeta
    from iza.model.case.record import Case
    from iza.store.current_case import CurrentCase

@dataclass(frozen=True)
class Paper:
    """A paper that was rendered: its wording, and what its PDF needs beside.

    ``issue`` says how the version was given out that the paper is of; ``notes`` are what somebody should know.
    """

    kind: PaperKind
    view: View
    markdown: str
    meta: PdfMeta
    stem: str
    issue: Issue | None = None
    notes: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The second language, ``de`` where there is none."""
        return self.view.wording.tag

    def content(self, form: str) -> bytes:
        """The bytes of the file in a format (``md``, ``pdf``). Raises InvalidData for what cannot be printed."""
        return self.pdf if form == "pdf" else self.markdown.encode()

    @cached_property
    def pdf(self) -> bytes:
        """The PDF, drawn once: to see how long it is, and to be kept. Raises InvalidData."""
        printable.refuse_paper(self.markdown, self.view.case, self.view.county)
        return render_pdf(self.markdown, self.meta)


@dataclass(frozen=True)
class Rendered:
    """The documents that were written, in the private ``output/`` folder.

    ``version`` is the version they are of, or will be of once a draft is issued, 0 where there is none. The days (ISO)
    and the commit are those of an issued version, empty for any other paper.
    """

    case: str
    kind: str
    version: int
    language: str
    draft: bool
    files: tuple[Path, ...]
    issued_on: str = ""
    signed_on: str = ""
    commit: str = ""
    notes: tuple[str, ...] = ()


def paper(
    office: Office, ref: str, name: str, style: Style | None = None, *, to: str = "", to_ref: str = "",
    review: str = "", version: int | None = None, as_draft: bool = False,
) -> Paper:
    """Write a document about a case; the agreement as a ``version``, or as the one that counts.

    ``as_draft`` writes the plan of today with the templates of today, whatever was issued: to see how they look.
    Raises UsageError, NotFound, InvalidData and Refused.
    """
    style = style or Style()
    document, current = kind(name), read_current(office.repo, ref)
    case = current.case
    to = to or document.sides[0]
    _refuse_wrong_paper(document, case, to)
    record = agreement_versions.current(case, current.before_review)
    view = View(case, office.repo.county, office.day, record=record, to=to, ref=to_ref)
    if document.about in ("review", "amendment"):
        view = changeset.of_review(office, view, review, document.about)
    if as_draft:
        return _paper_within_pages(office, document, replace(view, record=None), style)
    given_out = _given_out(office, document, current, view, version)
    if given_out:
        return _of_version(office, document, given_out, view, style)
    return _paper_within_pages(office, document, view, style)


def _given_out(
    office: Office, document: PaperKind, current: CurrentCase, view: View, number: int | None
) -> Issue | None:
    """How the version was given out that a document is the paper of; None for a draft and any other document."""
    case, wanted = current.case, view.record if document.about == "amendment" else None
    if document.about == "version":
        counting = agreement_versions.counting(case, current.before_review)
        wanted = counting if number is None else sheet.numbered(case, number)
    return sheet.issue(office, wanted, case["id"]) if wanted else None


def _of_version(office: Office, document: PaperKind, given_out: Issue, seen: View, style: Style) -> Paper:
    """The paper of a version, from the commit that issued it."""
    with sheet.opened(office, given_out) as (then, view):
        whole = changeset.of_version(view, seen) if document.about == "amendment" else view
        made = _paper_within_pages(then, document, whole, style, given_out)
        notes = (*made.notes, *sheet.remarks(then, view, given_out))
    return replace(made, issue=given_out, notes=notes)


def _refuse_wrong_paper(document: PaperKind, case: Case, to: str) -> None:
    """Raises UsageError and Refused: a document about somebody else, a client who has died, restricted data."""
    if document.about in ("mentor", "volunteer"):
        raise UsageError(
            _("The document {kind} is about a volunteer.").format(kind=document.name),
            f"iza letter --mentor ID {document.name}",
        )
    if to not in document.sides:
        raise UsageError(_("{kind} goes to: {roles}").format(kind=document.name, roles=", ".join(document.sides)))
    if case.get("closing", {}).get("reason") == "deceased" and document.audience is Audience.CLIENT:
        raise Refused(_("The client has died: no letter is written."))
    if "restricted" in case and to == document.outside:
        raise Refused(_("The data of this case may only be kept: nothing goes to partners."))


def volunteer_paper(office: Office, name: str, role: str, ref: str, style: Style | None = None) -> Paper:
    """Write a document about a ``mentor`` or ``interpreter`` of the directory. Raises UsageError and NotFound."""
    document, county = kind(name), office.repo.county
    if document.about not in (role, "volunteer"):
        raise UsageError(_("The document {kind} is about a case.").format(kind=name), f"iza letter CASE {name}")
    volunteers: Mapping[str, object] = county.mentors if role == "mentor" else county.interpreters
    if ref not in volunteers:
        raise NotFound(_("There is no entry {ref} in the directory.").format(ref=ref), f"iza {role} list")
    # No case: such a document names nobody but the volunteer.
    nobody = cast("Case", {})
    view = View(nobody, county, office.day, to=role, ref=ref, worker=worker_id(office))
    return _paper_within_pages(office, document, view, style or Style())


def _paper_within_pages(
    office: Office, document: PaperKind, view: View, style: Style, given_out: Issue | None = None
) -> Paper:
    """The paper; one that is to stay on one page tells less until it does."""
    made = _composed_paper(office, document, view, style, given_out)
    while document.one_page and not style.large and view.room > 1 and pages(made.pdf) > 1:
        view = replace(view, room=view.room - 1)
        made = _composed_paper(office, document, view, style, given_out)
    return made


def _composed_paper(office: Office, document: PaperKind, view: View, style: Style, given_out: Issue | None) -> Paper:
    second = _second_language(office, document, view, style.language)
    text = woven(document, view, second, office.repo.templates)
    spoken = replace(view, wording=Wording(second))
    logo, notes = frame.logo(office, given_out)
    meta = replace(frame.meta(office, document, spoken, style, given_out), logo=logo)
    return Paper(document, spoken, text, meta, frame.stem(document, spoken, style), notes=notes)


def _second_language(office: Office, document: PaperKind, view: View, wish: str | None) -> Catalogue:
    """The second language: the one wished for, else the one the client reads, if the documents are made in it."""
    places = folders(office.repo.templates)
    catalogues = catalogue.available(places)
    if not document.translated or view.to != "client":
        if wish not in (None, GERMAN.tag):
            raise Refused(_("This document is written in German only: {kind}.").format(kind=document.name))
        return GERMAN
    if wish and wish != GERMAN.tag and wish not in catalogues:
        raise UsageError(
            _("The documents are not translated into {language}.").format(language=wish),
            _("Languages: {languages}").format(languages=", ".join(["de", *catalogues])),
        )
    tag = wish or view.case["client"].get("written_language", GERMAN.tag)
    return catalogue.load(tag if tag in catalogues else GERMAN.tag, places)




def write(office: Office, made: Paper, formats: Sequence[str], target: Path | None = None) -> Rendered:
    """Write a paper into ``target`` or ``output/``, readable by its owner only."""
    output = target or office.repo.root / "output"
    if target is None:
        files.refuse_links(output, office.repo.root)
    contents = [(output / f"{made.stem}.{form}", made.content(form)) for form in formats]
    output.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path, content in contents:
        files.replace(path, content, office.repo.private)
    return rendered(made, tuple(path for path, _content in contents))


def rendered(made: Paper, files: tuple[Path, ...] = ()) -> Rendered:
    """What was written, or only shown."""
    issue, of_version = made.issue, made.kind.about in ("version", "amendment")
    record = made.view.record
    draft = lookup.next_version(made.view.case) if of_version and not record else 0
    return Rendered(
        made.meta.reference,
        made.kind.name,
        record["number"] if record else draft,
        made.language,
        made.meta.draft,
        files,
        issue.issued["issued_on"] if issue else "",
        issue.version.get("signed_on", "") if issue else "",
        issue.commit.id if issue else "",
        made.notes,
    )


def state(office: Office) -> dict[Path, int]:
    """What a paper is made of, with the time of its last change: templates, settings, directory, cases."""
    own = [office.repo.root / name for name in ("templates", "directory", "cases")]
    places = [path for file in (*own, folder("templates")) if file.is_dir() for path in file.rglob("*")]
    return {path: path.stat().st_mtime_ns for path in (*places, office.repo.root / "iza.yaml") if path.is_file()}
