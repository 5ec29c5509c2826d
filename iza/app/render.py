"""The agreement on paper: Markdown and PDF from one template, bound to version, terms and commit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iza import git
from iza.app import agreement_view
from iza.app.office import Office
from iza.documents.markdown import render_markdown
from iza.documents.pdf import PdfMeta, render_pdf
from iza.errors import Refused
from iza.history.terms import terms_sha256
from iza.i18n import _
from iza.model import lookup
from iza.model.case import Case
from iza.store import case_ids, files, labels

TEMPLATE = "agreement.md.j2"


@dataclass(frozen=True)
class Rendered:
    """The documents that were written, in the private ``output/`` folder."""

    case: str
    version: int
    draft: bool
    files: tuple[Path, ...]


class GermanLabels:
    """The German words of the schema, for documents."""

    def field(self, path: tuple[str | int, ...]) -> str:
        """The label of a field of a case."""
        return labels.label("case", path, "de")

    def value(self, path: tuple[str | int, ...], code: str) -> str:
        """The label of a code at a place of a case."""
        return labels.value_label("case", path, code, "de")


def markdown(office: Office, ref: str) -> tuple[str, PdfMeta]:
    """The agreement as Markdown, and what its PDF needs beside. Raises InvalidData and Refused."""
    case = office.case(ref)
    if not lookup.goals(case):
        raise Refused(_("{case} has no goals yet.").format(case=case["id"]), f"iza goal add {case['id']}")
    number = _version(case)
    commit = _last_commit(office, case["id"])
    county = office.repo.county
    data = agreement_view.build(
        case, county, GermanLabels(), version=number, commit=commit.id[:10] if commit else "", today=office.today
    )
    overrides = office.repo.root / "templates"
    text = render_markdown(TEMPLATE, data, overrides if overrides.is_dir() else None)
    meta = PdfMeta(
        title=f"Integrationszielvereinbarung {case['id']}",
        author=county.settings.get("letterhead", {}).get("county", county.settings["name"]),
        language="de",
        reference=case["id"],
        version=f"Version {number}",
        terms=terms_sha256(case)[:12],
        commit=commit.id[:10] if commit else "",
        timestamp=int(commit.when.timestamp()) if commit else 0,
        draft=number > len(lookup.versions(case)),
    )
    return text, meta


def _version(case: Case) -> int:
    """The latest version; the next one where an open review has changed terms, or none is issued yet."""
    versions = lookup.versions(case)
    changed = bool(versions) and versions[-1]["terms_sha256"] != terms_sha256(case)
    return len(versions) + 1 if changed or not versions else len(versions)


def _last_commit(office: Office, case_id: str) -> git.Commit | None:
    found = git.log(office.repo.root, case_ids.path_of(case_id), 1)
    return found[0] if found else None


def render(office: Office, ref: str, formats: tuple[str, ...], target: Path | None = None) -> Rendered:
    """Write the agreement in the formats asked for, readable by its owner only."""
    text, meta = markdown(office, ref)
    folder = target or office.repo.root / "output"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"{meta.reference}-agreement-v{meta.version.split()[-1]}"
    written = []
    for name in formats:
        place = folder / f"{stem}.{name}"
        content = render_pdf(text, meta) if name == "pdf" else text.encode()
        files.replace(place, content, office.repo.private)
        written.append(place)
    return Rendered(meta.reference, int(meta.version.split()[-1]), meta.draft, tuple(written))
