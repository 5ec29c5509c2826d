"""A county's own wording: which templates there are, a copy to change, and whether the changed ones work."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from iza.app.letters.papers.kinds import KINDS
from iza.app.letters.papers.view import View
from iza.app.letters.papers.wording import Wording, translation_note
from iza.app.office import in_turn
from iza.documents import catalogue
from iza.documents.markdown import folders, render_markdown
from iza.documents.tree import parse
from iza.errors import InvalidData, IzaError, NotFound, Refused
from iza.i18n import _
from iza.model import lookup
from iza.resources import folder
from iza.store.message import Message
from iza.store.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.app.letters.papers.kinds import PaperKind
    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.model.case.reviews import Review

FOLDER = "templates"
# The invented people are seen on it.
_EXAMPLE_DAY = "2026-11-16"


@dataclass(frozen=True)
class Template:
    """A file of wording: of a document, of a part several share, or of a language."""

    name: str
    title: str
    own: bool


def templates(office: Office) -> list[Template]:
    """Every template and catalogue, and whether the county has its own."""
    titles = {kind.template: kind.title for kind in KINDS.values()}
    packaged = folder(FOLDER)
    names = [path.relative_to(packaged).as_posix() for path in (*packaged.glob("*.md.j2"), *packaged.glob("*/*.po"))]
    own = office.repo.root / FOLDER
    return [Template(name, titles.get(name, ""), (own / name).is_file()) for name in sorted(names)]


@in_turn
def copy(office: Office, name: str) -> str:
    """Put a template of iza into the county's ``templates/`` to be changed; where it lies now.

    ``name`` is a document (``reminder``), a file (``head.md.j2``) or a language (``ar``).
    Raises NotFound, and Refused where the county has its own already.
    """
    wanted = [template for template in templates(office) if name in _names_of(template.name)]
    if not wanted:
        raise NotFound(_("There is no template {template}.").format(template=name), "iza templates list")
    path = f"{FOLDER}/{wanted[0].name}"
    if wanted[0].own:
        raise Refused(_("{file} is there already.").format(file=path), "iza templates check")
    text = (folder(FOLDER) / wanted[0].name).read_text("utf-8")
    office.repo.save(path, text, None, Message(_("Own wording of {name}").format(name=name), "template.copy"))
    return path


def _names_of(file: str) -> tuple[str, ...]:
    """What people call a file: ``reminder.md.j2`` and ``reminder``, ``languages/ar.po`` and ``ar``."""
    plain = Path(file).name
    return (file, plain, plain.partition(".")[0])


@dataclass(frozen=True)
class TemplateFinding:
    """What does not work in a template, and what helps."""

    template: str
    message: str
    hint: str


def check(office: Office) -> list[TemplateFinding]:
    """Try every document with the county's templates on the invented people; what does not work, each thing once.

    A template is tried as it is used: with all the people whose case the document fits, in German and in a
    language written from right to left.
    """
    own = office.repo.root / FOLDER
    findings: dict[str, TemplateFinding] = {}
    for tag in sorted(path.stem for path in (own / "languages").glob("*.po")):
        findings |= {problem.message: problem for problem in _findings_in_catalogue(tag, own)}
    for kind, data, tag in _sample_data(own):
        try:
            parse(render_markdown(kind.template, data, own, tag))
        except (InvalidData, NotFound) as error:
            findings.setdefault(error.message, TemplateFinding(kind.template, error.message, error.hint))
    return list(findings.values())


def _findings_in_catalogue(tag: str, own: Path) -> Iterator[TemplateFinding]:
    """A catalogue that cannot be read, or a translation with other places for values than its German text."""
    name = f"languages/{tag}.po"
    try:
        texts = catalogue.load(tag, [own]).texts
    except IzaError as error:
        yield TemplateFinding(name, error.message, error.hint)
        return
    for german in catalogue.with_other_places(texts):
        sentence = _("{file}: the translation of “{text}” has other places in braces.").format(
            file=name, text=german[:60]
        )
        yield TemplateFinding(name, sentence, _("Keep every {name} of the German text."))


def _sample_data(own: Path) -> Iterator[tuple[PaperKind, dict[str, Any], str]]:
    """The data of every document for the invented people, in two languages."""
    tongues = [Wording(catalogue.GERMAN), Wording(catalogue.load("ar", folders(own)))]
    everybody = example_views()
    for kind in KINDS.values():
        for view in fitting(kind, everybody):
            for wording in tongues if kind.translated else tongues[:1]:
                with suppress(IzaError):
                    # The document is not for this case.
                    data = kind.build(replace(view, wording=wording))
                    yield kind, data | {"translation": translation_note(wording)}, wording.tag


def example_views() -> list[View]:
    """The invented people of the example."""
    repo = Repository(folder("cases.example"))
    return [View(case, repo.county, _EXAMPLE_DAY) for case in repo.cases()]


def fitting(kind: PaperKind, views: Sequence[View]) -> Iterator[View]:
    """The views a document can be tried with: each side, each partner, each review."""
    if kind.about in ("mentor", "volunteer"):
        yield from _volunteers_for(kind, views[0])
        return
    for view in views:
        record = next(reversed(lookup.versions(view.case)), None)
        held: list[Review | None] = [*view.case.get("reviews", [])]
        for review, to in product(held if kind.about in ("review", "amendment") else [None], kind.sides):
            for ref in list(view.county.partners) if to == kind.outside else [""]:
                yield replace(view, record=record, review=review, before=_case_before_review(view.case), to=to, ref=ref)


def _volunteers_for(kind: PaperKind, view: View) -> Iterator[View]:
    """Mentors, and interpreters where the document is for both; no case."""
    nobody, worker = cast("Case", {}), next(iter(view.county.caseworkers))
    roles: dict[str, Sequence[str]] = {"mentor": list(view.county.mentors)[:2]}
    if kind.about == "volunteer":
        roles["interpreter"] = list(view.county.interpreters)[:2]
    for role, refs in roles.items():
        for ref in refs:
            yield replace(view, case=nobody, to=role, ref=ref, worker=worker)


def _case_before_review(case: Case) -> Case:
    """The case as it might have been before a review: another date, one step less."""
    before = deepcopy(case)
    for goal in lookup.goals(before)[:1]:
        goal["target_on"] = "2026-01-31"
        del goal["steps"][1:]
    return before
