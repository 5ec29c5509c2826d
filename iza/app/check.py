"""Everything that is wrong, all at once, with file and line: schema, rules, places. Never writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from iza.app import printing
from iza.app.matching import same_person_key
from iza.app.office import Office
from iza.errors import IzaError
from iza.history.terms import terms_sha256
from iza.i18n import N_
from iza.model import lookup, rules
from iza.model.case import Case
from iza.model.county import County
from iza.model.findings import Finding, Level
from iza.store import case_ids, schema
from iza.store.migrations import RENAMED, Newer, lift
from iza.store.repository import DIRECTORIES, SETTINGS, directory_path
from iza.store.yaml_reader import Lines, Path, Unreadable, read

_OLD = N_("This file has an older format; `iza migrate` lifts it to the present one.")

Progress = Callable[[Sequence[str]], Iterator[str]]


@dataclass(frozen=True)
class Located:
    """A finding with the file and line (0: unknown) where somebody can mend it."""

    file: str
    line: int
    finding: Finding


def check(office: Office, refs: Sequence[str] = (), progress: Progress = iter) -> list[Located]:
    """All findings in the cases named, or in the whole repository, ordered by file and line."""
    found, county = _county(office)
    if refs:
        paths = [case_ids.path_of(office.repo.resolve(ref)) for ref in refs]
        found = [] if county else found
    else:
        paths = office.repo.case_paths()
    people: dict[Any, list[str]] = {}
    for path in progress(paths):
        located, case = _case(office, path, county)
        found += located
        if case:
            people.setdefault(same_person_key(case["client"]), []).append(path)
    return sorted([*found, *_twins(people)], key=lambda one: (one.file, one.line, one.finding.code))


def first_fault(office: Office) -> Located | None:
    """The first file the schema refuses, if there is one: it explains most accidents. Stops there."""
    kinds = {SETTINGS: "settings", **{directory_path(name): name for name in DIRECTORIES}}
    kinds |= dict.fromkeys(office.repo.case_paths(), "case")
    present = (path for path in kinds if (office.repo.root / path).exists())
    found = (located for path in present for located in _document(office, path, kinds[path])[0])
    return next((located for located in found if located.finding.level is Level.ERROR), None)


def _document(office: Office, path: str, kind: str) -> tuple[list[Located], Any, Lines]:
    """The findings of format and schema in a file, its content where it is sound, and its lines."""
    lines: Lines = {}
    try:
        written = read(office.repo.content(path), path, lines)
        document = lift(written, path)
    except Newer as error:
        finding = Finding("E74", Level.ERROR, ("schema",), error.problem, error.details)
        return [_locate(path, lines, finding)], None, lines
    except Unreadable as error:
        finding = Finding("E66", Level.ERROR, (), error.problem)
        return [Located(path, error.line, finding)], None, lines
    except IzaError as error:  # a link, a file that went away
        return [Located(path, 0, Finding("E66", Level.ERROR, (), error.message))], None, lines
    broken = schema.check(kind, document)
    findings = broken
    if document is not written:
        findings = [Finding("W73", Level.WARNING, ("schema",), _OLD), *broken]
        renamed = {place: str(place[-1]) for place in lines if place and place[-1] in RENAMED}
        lines |= {(*place[:-1], RENAMED[name]): lines[place] for place, name in renamed.items()}
    return [_locate(path, lines, finding) for finding in findings], None if broken else document, lines


def _locate(file: str, lines: Lines, finding: Finding) -> Located:
    """The line of the finding's place, or of the nearest field around it."""
    path: Path = finding.path
    while path and path not in lines:
        path = path[:-1]
    return Located(file, lines.get(path, 0), finding)


def _county(office: Office) -> tuple[list[Located], County | None]:
    """The findings in settings and directory, and both together where the schema accepts them."""
    found: list[Located] = []
    places: dict[str, tuple[str, Lines]] = {}
    sound = True
    for path, name in _county_files(office):
        located, document, lines = _document(office, path, name)
        found += located
        sound = sound and document is not None
        places[name] = (path, lines)
        found += [_locate(path, lines, finding) for finding in printing.faults(name, document)]
    if not sound:
        return found, None
    county = office.repo.county
    for finding in [*rules.check_county(county, office.today), *printing.logo_faults(office.repo)]:
        path, lines = places.get(str(finding.path[0]), places["settings"])
        found.append(_locate(path, lines, finding))
    return found, county


def _county_files(office: Office) -> Iterator[tuple[str, str]]:
    """Settings, and the files of the directory that are there, each with its kind."""
    yield SETTINGS, "settings"
    for name in DIRECTORIES:
        if (office.repo.root / directory_path(name)).exists():
            yield directory_path(name), name


def _case(office: Office, path: str, county: County | None) -> tuple[list[Located], Case | None]:
    """The findings in a case; without a sound county only those of schema and place."""
    found, document, lines = _document(office, path, "case")
    if document is None:
        return found, None
    case = cast("Case", document)
    findings = [*_place(path, case), *_terms(case), *printing.faults("case", document)]
    findings += rules.check_case(case, county, office.today) if county else []
    return [*found, *(_locate(path, lines, finding) for finding in findings)], case


def _place(path: str, case: Case) -> Iterator[Finding]:
    """A case stands in the file its id names, and the id has the right check character."""
    if not case_ids.is_valid(case["id"]):
        yield Finding("E67", Level.ERROR, ("id",), N_("The check character of the case id is wrong."))
    elif PurePosixPath(case_ids.path_of(case["id"])) != PurePosixPath(path):
        yield Finding(
            "E68",
            Level.ERROR,
            ("id",),
            N_("This case belongs into the file {place}."),
            {"place": case_ids.path_of(case["id"])},
        )


def _terms(case: Case) -> Iterator[Finding]:
    """The terms in the case are those of its latest version: a change by hand would show here."""
    versions = lookup.versions(case)
    if versions and versions[-1]["terms_sha256"] != terms_sha256(case):
        place = ("agreement", "versions", len(versions) - 1, "terms_sha256")
        text = N_("The terms in the case are not those of version {number}.")
        yield Finding("E69", Level.ERROR, place, text, {"number": versions[-1]["number"]})


def _twins(people: dict[Any, list[str]]) -> Iterator[Located]:
    for key, paths in people.items():
        if key is None or len(paths) < 2:
            continue
        for path in paths:
            others = ", ".join(PurePosixPath(p).stem for p in paths if p != path)
            finding = Finding(
                "W44", Level.WARNING, ("client",), N_("May be the same person as {cases}."), {"cases": others}
            )
            yield Located(path, 0, finding)
