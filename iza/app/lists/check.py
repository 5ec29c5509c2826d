"""Everything that is wrong, all at once, with file and line: schema, rules, places. Never writes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from iza.app.letters import printable
from iza.app.matching import same_person_key
from iza.errors import IzaError
from iza.history.terms import holds
from iza.i18n import N_
from iza.model import lookup, rules
from iza.model.findings import Finding, Level
from iza.parallel import quietly
from iza.store import case_ids
from iza.store.formats.line_numbers import lines_at
from iza.store.formats.migrations import Newer, lift
from iza.store.schema import shape_check
from iza.store.work_tree import DIRECTORIES, SETTINGS, directory_path
from iza.store.yaml.reader import Unreadable, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from iza.app.office import Office
    from iza.model.case import Case
    from iza.model.county import County
    from iza.parallel import Progress

_OLD = N_("This file has an older format; `iza migrate` lifts it to the present one.")


class Located(NamedTuple):
    """A finding with the file and line (0: unknown) where somebody can mend it."""

    file: str
    line: int
    finding: Finding


class Judged(NamedTuple):
    """What was found in the file of a case with this content (its SHA-256, empty where it could not be read).

    ``person`` is the same for files that may be about one person, empty where there is too little to go by.
    """

    path: str
    content: bytes
    found: list[Located]
    person: str


def check(office: Office, refs: Sequence[str] = (), progress: Progress = quietly) -> list[Located]:
    """All findings in the cases named, or in the whole repository, ordered by file and line.

    The findings of a file are kept by its content (``iza.app.lists.check_cache``), as long as nothing else they depend
    on changes.
    """
    from iza.app.lists import check_cache

    found, county = _county(office)
    if refs:
        paths = [case_ids.path_of(office.repo.resolve(ref)) for ref in refs]
        found = [] if county else found
    else:
        paths = office.repo.case_paths()
    people: dict[str, list[str]] = {}
    for one in check_cache.files(office, county, paths, progress):
        found += one.found
        people.setdefault(one.person, []).append(one.path)
    people.pop("", None)
    return sorted([*found, *_twins(people)], key=lambda one: (one.file, one.line, one.finding.code))


def judge(office: Office, path: str, county: County | None) -> Judged:
    """What is wrong in the file of a case; without a sound county only what schema and place say."""
    try:
        content = office.repo.content(path)
    except IzaError as error:
        return Judged(path, b"", [_unusable(path, error)], "")
    document, found = _document(path, content, "case")
    known = sha256(content).digest()
    if document is None:
        return Judged(path, known, found, "")
    case = cast("Case", document)
    findings = [*_place(path, case), *_terms(case)]
    findings += [] if printable.is_plain(content) else printable.faults("case", document)
    findings += rules.check_case(case, county, office.today) if county else []
    return Judged(path, known, [*found, *_locate(path, content, findings)], _person(case))


def first_fault(office: Office) -> Located | None:
    """The first file the schema refuses, if there is one: it explains most accidents. Stops there."""
    kinds = {SETTINGS: "settings", **{directory_path(name): name for name in DIRECTORIES}}
    kinds |= dict.fromkeys(office.repo.case_paths(), "case")
    present = (path for path in kinds if (office.repo.root / path).exists())
    found = (located for path in present for located in _file(office, path, kinds[path])[1])
    return next((located for located in found if located.finding.level is Level.ERROR), None)


def _file(office: Office, path: str, kind: str) -> tuple[Any, list[Located]]:
    try:
        content = office.repo.content(path)
    except IzaError as error:
        return None, [_unusable(path, error)]
    return _document(path, content, kind)


def _unusable(path: str, error: IzaError) -> Located:
    """A link, a file that went away."""
    return Located(path, 0, Finding("E66", Level.ERROR, (), error.message))


def _document(path: str, content: bytes, kind: str) -> tuple[Any, list[Located]]:
    """What stands in a file where it is sound, and the findings of format and schema."""
    try:
        written = read(content, path)
        document = lift(written, path)
    except Newer as error:
        finding = Finding("E74", Level.ERROR, ("schema",), error.problem, error.details)
        return None, _locate(path, content, [finding])
    except Unreadable as error:
        return None, [Located(path, error.line, Finding("E66", Level.ERROR, (), error.problem))]
    broken = shape_check.check(kind, document)
    old = [Finding("W73", Level.WARNING, ("schema",), _OLD)] if document is not written else []
    return None if broken else document, _locate(path, content, [*old, *broken])


def _locate(file: str, content: bytes, findings: Sequence[Finding]) -> list[Located]:
    """The findings with their lines in a file that can be read."""
    lines = lines_at(content, {finding.path for finding in findings}) if findings else {}
    return [Located(file, lines[finding.path], finding) for finding in findings]


def _county(office: Office) -> tuple[list[Located], County | None]:
    """The findings in settings and directory, and both together where the schema accepts them."""
    found: list[Located] = []
    places = {name: path for path, name in _county_files(office)}
    sound = True
    for name, path in places.items():
        document, located = _file(office, path, name)
        found += located
        sound = sound and document is not None
        found += _locate(path, office.repo.content(path), list(printable.faults(name, document))) if document else []
    if not sound:
        return found, None
    county = office.repo.county
    for finding in [*rules.check_county(county, office.today), *printable.logo_faults(office.repo)]:
        path = places.get(str(finding.path[0]), SETTINGS)
        found += _locate(path, office.repo.content(path), [finding])
    return found, county


def _county_files(office: Office) -> Iterator[tuple[str, str]]:
    """Settings, and the files of the directory that are there, each with its kind."""
    yield SETTINGS, "settings"
    for name in DIRECTORIES:
        if (office.repo.root / directory_path(name)).exists():
            yield directory_path(name), name


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
    if versions and not holds(case, versions[-1]):
        place = ("agreement", "versions", len(versions) - 1, "terms_sha256")
        text = N_("The terms in the case are not those of version {number}.")
        yield Finding("E69", Level.ERROR, place, text, {"number": versions[-1]["number"]})


def _person(case: Case) -> str:
    """The same for people who may be one, and says nothing about them; empty where there is too little to go by."""
    key = same_person_key(case["client"])
    return sha256(repr(key).encode()).hexdigest() if key else ""


def _twins(people: Mapping[str, Sequence[str]]) -> Iterator[Located]:
    for paths in people.values():
        for path in paths if len(paths) > 1 else ():
            others = ", ".join(PurePosixPath(p).stem for p in paths if p != path)
            finding = Finding(
                "W44", Level.WARNING, ("client",), N_("May be the same person as {cases}."), {"cases": others}
            )
            yield Located(path, 0, finding)
