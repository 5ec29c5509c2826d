"""What is wrong in one file: schema, rules, where it lies; each finding with its line."""

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
from iza.store import case_ids
from iza.store.formats.line_numbers import lines_at
from iza.store.formats.migrations import Newer, lift
from iza.store.schema import shape_check
from iza.store.yaml.reader import Unreadable, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.model.county import County


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
    located: list[Located]
    person: str


def judge(office: Office, path: str, county: County | None) -> Judged:
    """What is wrong in the file of a case; without a sound county only what schema and place say."""
    try:
        content = office.repo.content(path)
    except IzaError as error:
        return Judged(path, b"", [_unusable_file(path, error)], "")
    document, findings_so_far = _document_and_findings(path, content, "case")
    digest = sha256(content).digest()
    if document is None:
        return Judged(path, digest, findings_so_far, "")
    case = cast("Case", document)
    findings = [*_place_of_case(path, case), *_terms_of_case(case)]
    findings += [] if printable.is_plain(content) else printable.faults("case", document)
    findings += rules.check_case(case, county, office.today) if county else []
    return Judged(path, digest, [*findings_so_far, *with_lines(path, content, findings)], _person_key(case))


def file_with_findings(office: Office, path: str, kind: str) -> tuple[Any, list[Located]]:
    """What stands in a file of settings or directory where it is sound, and what is wrong in it."""
    try:
        content = office.repo.content(path)
    except IzaError as error:
        return None, [_unusable_file(path, error)]
    return _document_and_findings(path, content, kind)


def _unusable_file(path: str, error: IzaError) -> Located:
    """A link, a file that went away."""
    return Located(path, 0, Finding("E66", Level.ERROR, (), error.message))


def _document_and_findings(path: str, content: bytes, kind: str) -> tuple[Any, list[Located]]:
    """What stands in a file where it is sound, and the findings of format and schema."""
    try:
        written = read(content, path)
        document = lift(written, path)
    except Newer as error:
        finding = Finding("E74", Level.ERROR, ("schema",), error.problem, error.details)
        return None, with_lines(path, content, [finding])
    except Unreadable as error:
        return None, [Located(path, error.line, Finding("E66", Level.ERROR, (), error.problem))]
    broken = shape_check.check(kind, document)
    old = [Finding("W73", Level.WARNING, ("schema",), _OLD)] if document is not written else []
    return None if broken else document, with_lines(path, content, [*old, *broken])


def with_lines(file: str, content: bytes, findings: Sequence[Finding]) -> list[Located]:
    """The findings with their lines in a file that can be read."""
    lines = lines_at(content, {finding.path for finding in findings}) if findings else {}
    return [Located(file, lines[finding.path], finding) for finding in findings]


def _place_of_case(path: str, case: Case) -> Iterator[Finding]:
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


def _terms_of_case(case: Case) -> Iterator[Finding]:
    """The terms in the case are those of its latest version: a change by hand would show here."""
    versions = lookup.versions(case)
    if versions and not holds(case, versions[-1]):
        field_path = ("agreement", "versions", len(versions) - 1, "terms_sha256")
        text = N_("The terms in the case are not those of version {number}.")
        yield Finding("E69", Level.ERROR, field_path, text, {"number": versions[-1]["number"]})


def _person_key(case: Case) -> str:
    """The same for people who may be one, and says nothing about them; empty where there is too little to go by."""
    key = same_person_key(case["client"])
    return sha256(repr(key).encode()).hexdigest() if key else ""
