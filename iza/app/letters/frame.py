"""What stands around the words of a paper: its properties, the footer, the logo, and the name of its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iza import git
from iza.app.letters import printable
from iza.app.letters.papers.letter import sender
from iza.documents.catalogue import GERMAN
from iza.documents.pdf import PdfMeta
from iza.errors import IzaError
from iza.i18n import _
from iza.model import lookup
from iza.store import case_ids

if TYPE_CHECKING:
    from iza.app.letters.papers.kinds import PaperKind
    from iza.app.letters.papers.view import View
    from iza.app.letters.sheet import Issue
    from iza.app.office import Office

NORMAL, LARGE = 11, 16  # points
# Hexadecimal digits of terms and commit on paper.
_HASH = 12
# What shows terms, and so may be a draft.
_PLANS = ("agreement", "plan-short")


def meta(office: Office, document: PaperKind, view: View, style: Style, given_out: Issue | None) -> PdfMeta:
    """What stands around the text: title, footer, colours of the county.

    Version and checksum stand on the paper of a version only: they say that it shows exactly what was given out.
    """
    subject, issued = _subject_of(view), given_out.issued if given_out else None
    commit = given_out.commit if given_out else _last_commit(office, view.case["id"]) if view.case else None
    look = office.repo.county.settings.get("letterhead", {})
    facts = {
        "number": f"V{issued['number']}" if issued else "",
        "terms": f"T{issued['terms_sha256'][:_HASH]}" if issued else "",
        "commit": f"C{commit.id[:_HASH]}" if commit else "",
    }
    return PdfMeta(
        title=f"{document.title} {subject}",
        author=str(sender(office.repo.county)["name"]),
        reference=subject,
        version=f"Fassung {issued['number']}" if issued else "",
        terms=facts["terms"][1:],
        commit=facts["commit"][1:],
        code=" ".join(word for word in (subject, *facts.values()) if word).upper() if view.case else "",
        timestamp=int(commit.when.timestamp()) if commit else 0,
        draft=document.name in _PLANS and not view.record,
        color=str(look.get("color", "")),
        size=LARGE if style.large else NORMAL,
        columns=style.columns,
    )


def _subject_of(view: View) -> str:
    """Whom a paper is about, without a name: the case, or the volunteer of the directory."""
    return view.case["id"] if view.case else view.ref


def stem(document: PaperKind, view: View, style: Style) -> str:
    """``F-8QK2-7MX4-agreement-v1-ar``: what the file is, never who it is about."""
    parts = [_subject_of(view), document.name]
    if document.name in ("agreement", "amendment"):
        number = view.record["number"] if view.record else lookup.next_version(view.case)
        parts.append(f"v{number}")
    if view.case and (view.ref or view.to != "client"):
        parts.append(view.ref or view.to)
    if view.wording.tag != GERMAN.tag:
        parts.append(view.wording.tag)
    if style.large:
        parts.append("large")
    return "-".join(parts)


def _last_commit(office: Office, case_id: str) -> git.Commit | None:
    commits = git.log(office.repo.root, case_ids.path_of(case_id), limit=1, revision=office.repo.revision)
    return commits[0] if commits else None


def logo(office: Office, given_out: Issue | None) -> tuple[str, tuple[str, ...]]:
    """The logo; a version whose logo is not in the history has none, and it is said. Raises what its check raises."""
    try:
        return printable.logo(office.repo), ()
    except IzaError:
        if given_out is None:
            raise
        return "", (_("The logo of that day is not in the history; the sheet is printed without it."),)


@dataclass(frozen=True)
class Style:
    """How a paper is wished: the second language (None: the client's), beside or beneath, large print."""

    language: str | None = None
    columns: bool = False
    large: bool = False
