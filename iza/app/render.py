"""A paper on paper: Markdown and PDF from one template, bound to version, terms and commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from iza import git
from iza.app import printing, versions
from iza.app.papers import changeset
from iza.app.papers.kinds import Audience, kind
from iza.app.papers.letter import sender
from iza.app.papers.view import View
from iza.app.papers.wording import Wording, translation_note
from iza.documents import catalogue
from iza.documents.bilingual import Tongue, pair
from iza.documents.catalogue import GERMAN
from iza.documents.markdown import folders, render_markdown
from iza.documents.pdf import PdfMeta, pages, render_pdf
from iza.errors import NotFound, Refused, UsageError
from iza.i18n import _
from iza.model import lookup
from iza.resources import folder
from iza.store import case_ids, files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from iza.app.office import Office
    from iza.app.papers.kinds import Kind
    from iza.documents.catalogue import Catalogue
    from iza.model.case import Case

NORMAL, LARGE = 11, 16  # points
_HASH = 12  # hexadecimal digits of terms and commit on paper
_PLANS = ("agreement", "plan-short")  # what shows terms, and so may be a draft


@dataclass(frozen=True)
class Style:
    """How a paper is wished: the second language (None: the client's), beside or beneath, large print."""

    language: str | None = None
    columns: bool = False
    large: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper that was rendered: its wording, and what its PDF needs beside."""

    kind: Kind
    view: View
    markdown: str
    meta: PdfMeta
    stem: str

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
        printing.refuse_paper(self.markdown, self.view.case, self.view.county)
        return render_pdf(self.markdown, self.meta)


@dataclass(frozen=True)
class Rendered:
    """The documents that were written, in the private ``output/`` folder."""

    case: str
    kind: str
    version: int
    language: str
    draft: bool
    files: tuple[Path, ...]


def paper(
    office: Office, ref: str, name: str, style: Style | None = None, *, to: str = "", to_ref: str = "", review: str = ""
) -> Paper:
    """Write a document about a case. Raises UsageError, NotFound, InvalidData and Refused."""
    style = style or Style()
    document, case = kind(name), office.case(ref)
    to = to or document.sides[0]
    _refuse(document, case, to)
    view = View(case, office.repo.county, office.day, record=versions.current(office, case), to=to, ref=to_ref)
    if document.about in ("review", "amendment"):
        view = changeset.of_review(office, view, review, document.about)
    return _written(office, document, view, style)


def _refuse(document: Kind, case: Case, to: str) -> None:
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
    known: Mapping[str, object] = county.mentors if role == "mentor" else county.interpreters
    if ref not in known:
        raise NotFound(_("There is no entry {ref} in the directory.").format(ref=ref), f"iza {role} list")
    nobody = cast("Case", {})  # no case: such a document names nobody but the volunteer
    view = View(nobody, county, office.day, to=role, ref=ref, worker=office.worker_id())
    return _written(office, document, view, style or Style())


def _written(office: Office, document: Kind, view: View, style: Style) -> Paper:
    """The paper; one that is to stay on one page tells less until it does."""
    made = _composed(office, document, view, style)
    while document.one_page and not style.large and view.room > 1 and pages(made.pdf) > 1:
        view = replace(view, room=view.room - 1)
        made = _composed(office, document, view, style)
    return made


def _composed(office: Office, document: Kind, view: View, style: Style) -> Paper:
    second = _second(office, document, view, style.language)
    text = woven(document, view, second, office.repo.templates)
    spoken = replace(view, wording=Wording(second))
    meta = _meta(office, document, spoken, style)
    return Paper(document, spoken, text, meta, _stem(document, spoken, style))


def woven(document: Kind, view: View, second: Catalogue, own: Path | None = None) -> str:
    """The Markdown of a document in German, and in the ``second`` language where that is another one.

    ``own`` is the county's template folder. Raises InvalidData and Refused.
    """
    catalogues = [GERMAN] if second is GERMAN else [GERMAN, second]
    views = [replace(view, wording=Wording(one)) for one in catalogues]
    data = [document.build(one) for one in views]
    said = translation_note(views[-1].wording)
    texts = [
        render_markdown(document.template, one | {"translation": said}, own, each.wording.tag)
        for one, each in zip(data, views, strict=True)
    ]
    return texts[0] if len(texts) == 1 else pair(texts[0], texts[1], Tongue(second.tag, second.rtl))


def _second(office: Office, document: Kind, view: View, wish: str | None) -> Catalogue:
    """The second language: the one wished for, else the one the client reads, if the documents are made in it."""
    places = folders(office.repo.templates)
    known = catalogue.available(places)
    if not document.translated or view.to != "client":
        if wish not in (None, GERMAN.tag):
            raise Refused(_("This document is written in German only: {kind}.").format(kind=document.name))
        return GERMAN
    if wish and wish != GERMAN.tag and wish not in known:
        raise UsageError(
            _("The documents are not translated into {language}.").format(language=wish),
            _("Languages: {languages}").format(languages=", ".join(["de", *known])),
        )
    tag = wish or view.case["client"].get("written_language", GERMAN.tag)
    return catalogue.load(tag if tag in known else GERMAN.tag, places)


def _meta(office: Office, document: Kind, view: View, style: Style) -> PdfMeta:
    """What stands around the text: title, footer, colours of the county."""
    subject, record = _subject(view), cast("dict[str, Any]", view.record or {})
    commit = _last_commit(office, view.case["id"]) if view.case else None
    look = office.repo.county.settings.get("letterhead", {})
    known = {
        "number": f"V{record['number']}" if record else "",
        "terms": f"T{record['terms_sha256'][:_HASH]}" if record else "",
        "commit": f"C{commit.id[:_HASH]}" if commit else "",
    }
    return PdfMeta(
        title=f"{document.title} {subject}",
        author=str(sender(office.repo.county)["name"]),
        reference=subject,
        version=f"Fassung {record['number']}" if record else "",
        terms=known["terms"][1:],
        commit=known["commit"][1:],
        code=" ".join(word for word in (subject, *known.values()) if word).upper() if view.case else "",
        timestamp=int(commit.when.timestamp()) if commit else 0,
        draft=document.name in _PLANS and not record,
        color=str(look.get("color", "")),
        logo=printing.logo(office.repo),
        size=LARGE if style.large else NORMAL,
        columns=style.columns,
    )


def _subject(view: View) -> str:
    """Whom a paper is about, without a name: the case, or the volunteer of the directory."""
    return view.case["id"] if view.case else view.ref


def _stem(document: Kind, view: View, style: Style) -> str:
    """``F-8QK2-7MX4-agreement-v1-ar``: what the file is, never who it is about."""
    parts = [_subject(view), document.name]
    if document.name in ("agreement", "amendment"):
        number = cast("dict[str, Any]", view.record or {}).get("number") or len(lookup.versions(view.case)) + 1
        parts.append(f"v{number}")
    if view.case and (view.ref or view.to != "client"):
        parts.append(view.ref or view.to)
    if view.wording.tag != GERMAN.tag:
        parts.append(view.wording.tag)
    if style.large:
        parts.append("large")
    return "-".join(parts)


def _last_commit(office: Office, case_id: str) -> git.Commit | None:
    found = git.log(office.repo.root, case_ids.path_of(case_id), limit=1, revision=office.repo.revision)
    return found[0] if found else None


def write(office: Office, made: Paper, formats: Sequence[str], target: Path | None = None) -> Rendered:
    """Write a paper into ``target`` or ``output/``, readable by its owner only."""
    output = target or office.repo.root / "output"
    if target is None:
        files.refuse_links(output, office.repo.root)
    contents = [(output / f"{made.stem}.{form}", made.content(form)) for form in formats]
    output.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path, content in contents:
        files.replace(path, content, office.repo.private)
    return Rendered(
        made.meta.reference,
        made.kind.name,
        cast("dict[str, Any]", made.view.record or {}).get("number", 0),
        made.language,
        made.meta.draft,
        tuple(path for path, _content in contents),
    )


def state(office: Office) -> dict[Path, int]:
    """What a paper is made of, with the time of its last change: templates, settings, directory, cases."""
    own = [office.repo.root / name for name in ("templates", "directory", "cases")]
    places = [path for place in (*own, folder("templates")) if place.is_dir() for path in place.rglob("*")]
    return {path: path.stat().st_mtime_ns for path in (*places, office.repo.root / "iza.yaml") if path.is_file()}
