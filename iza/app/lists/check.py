"""Everything that is wrong, all at once, with file and line: schema, rules, places. Never writes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from iza.app.letters import printable
from iza.app.lists.file_findings import Located, file_with_findings, with_lines
from iza.i18n import N_
from iza.model import rules
from iza.model.findings import Finding, Level
from iza.parallel import quietly
from iza.store import case_ids
from iza.store.work_tree import DIRECTORIES, SETTINGS, directory_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from iza.app.office import Office
    from iza.model.county import County
    from iza.parallel import Progress

def check(office: Office, refs: Sequence[str] = (), progress: Progress = quietly) -> list[Located]:
    """All findings in the cases named, or in the whole repository, ordered by file and line.

    The findings of a file are kept by its content (``iza.app.lists.check_cache``), as long as nothing else they depend
    on changes.
    """
    from iza.app.lists import check_cache

    findings, county = _county_and_findings(office)
    if refs:
        paths = [case_ids.path_of(office.repo.resolve(ref)) for ref in refs]
        findings = [] if county else findings
    else:
        paths = office.repo.case_paths()
    people: dict[str, list[str]] = {}
    for judged in check_cache.files(office, county, paths, progress):
        findings += judged.located
        people.setdefault(judged.person, []).append(judged.path)
    people.pop("", None)
    return sorted(
        [*findings, *_twin_findings(people)], key=lambda judged: (judged.file, judged.line, judged.finding.code)
    )


def first_fault(office: Office) -> Located | None:
    """The first file the schema refuses, if there is one: it explains most accidents. Stops there."""
    kinds = {SETTINGS: "settings", **{directory_path(name): name for name in DIRECTORIES}}
    kinds |= dict.fromkeys(office.repo.case_paths(), "case")
    present = (path for path in kinds if (office.repo.root / path).exists())
    findings = (located for path in present for located in file_with_findings(office, path, kinds[path])[1])
    return next((located for located in findings if located.finding.level is Level.ERROR), None)


def _county_and_findings(office: Office) -> tuple[list[Located], County | None]:
    """The findings in settings and directory, and both together where the schema accepts them."""
    findings: list[Located] = []
    places = {name: path for path, name in _county_files(office)}
    sound = True
    for name, path in places.items():
        document, located = file_with_findings(office, path, name)
        findings += located
        sound = sound and document is not None
        findings += (
            with_lines(path, office.repo.content(path), list(printable.faults(name, document))) if document else []
        )
    if not sound:
        return findings, None
    county = office.repo.county
    for finding in [*rules.check_county(county, office.today), *printable.logo_faults(office.repo)]:
        path = places.get(str(finding.path[0]), SETTINGS)
        findings += with_lines(path, office.repo.content(path), [finding])
    return findings, county


def _county_files(office: Office) -> Iterator[tuple[str, str]]:
    """Settings, and the files of the directory that are there, each with its kind."""
    yield SETTINGS, "settings"
    for name in DIRECTORIES:
        if (office.repo.root / directory_path(name)).exists():
            yield directory_path(name), name


def _twin_findings(people: Mapping[str, Sequence[str]]) -> Iterator[Located]:
    for paths in people.values():
        for path in paths if len(paths) > 1 else ():
            others = ", ".join(PurePosixPath(p).stem for p in paths if p != path)
            finding = Finding(
                "W44", Level.WARNING, ("client",), N_("May be the same person as {cases}."), {"cases": others}
            )
            yield Located(path, 0, finding)
