"""Odd documents that the schema still allows never make a rule or a list fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iza.model import county, directory, overdue, rules, waiting, workers
from iza.model.case.record import Case
from tests.rules import samples

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31)).map(date.isoformat)
Place = tuple[Any, str | int]


def spots(part: Any, shape: Any) -> Iterator[tuple[Any, str | int, str, Any]]:
    """Every (container, key, kind, hint) that may be changed: optional fields, codes, dates, items."""
    if get_origin(shape) is NotRequired:
        shape = get_args(shape)[0]
    if is_typeddict(shape):
        hints = get_type_hints(shape, include_extras=True)
        for key, value in part.items():
            if get_origin(hints[key]) is NotRequired:
                yield part, key, "optional", hints[key]
            yield from leaf(part, key, hints[key])
            yield from spots(value, hints[key])
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield part, index, "item", None
            yield from spots(value, get_args(shape)[0])
    elif isinstance(part, dict):
        for key, value in part.items():
            yield part, key, "optional", None
            yield from spots(value, get_args(shape)[1])


def leaf(part: Any, key: str, hint: Any) -> Iterator[tuple[Any, str | int, str, Any]]:
    inner = get_args(hint)[0] if get_origin(hint) is NotRequired else hint
    if get_origin(inner) is Literal:
        yield part, key, "code", inner
    elif isinstance(part[key], str) and _DATE.fullmatch(part[key]):
        yield part, key, "date", inner


def disturb(data: st.DataObject, document: Any, shape: Any) -> None:
    """Change a dozen places of the document in ways the schema allows."""
    for _round in range(data.draw(st.integers(1, 12))):
        found = list(spots(document, shape))
        if not found:
            return
        part, key, kind, hint = found[data.draw(st.integers(0, len(found) - 1))]
        if kind == "date":
            part[key] = data.draw(DAYS)
        elif kind == "code":
            part[key] = data.draw(st.sampled_from(get_args(hint)))
        else:
            del part[key]


def stripped(part: Any, shape: Any) -> None:
    """Take away every optional field."""
    for container, key, kind, _hint in list(spots(part, shape)):
        if kind == "optional":
            container.pop(key, None)


def everything(case: Case, around: county.County, today: date) -> None:
    found = rules.check_case(case, around, today) + rules.check_county(around, today)
    assert all(finding.message for finding in found)
    items = overdue.due_items(case, around, today, overdue.ALL_KINDS, within=30)
    assert all((today - date.fromisoformat(due.on)).days == due.days for due in items)
    waiting.order([case], today)
    workers.responsible_workers(around, today)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(samples.BASES), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_odd_cases_never_fail(data: st.DataObject, base: str, today: date) -> None:
    case = samples.case(base)
    disturb(data, case, Case)
    everything(case, samples.county(), today)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(samples.BASES), st.sampled_from(samples.DIRECTORY))
def test_odd_directories_never_fail(data: st.DataObject, base: str, name: str) -> None:
    shapes: dict[str, Any] = {
        "caseworkers": list[directory.Caseworker],
        "partners": list[directory.Partner],
        "offers": list[directory.Offer],
        "mentors": list[directory.Mentor],
        "interpreters": list[directory.Interpreter],
    }
    document = samples.county_document()
    disturb(data, document[name], shapes[name])
    everything(samples.case(base), samples.county_of(document), samples.TODAY)


def test_bare_cases_never_fail() -> None:
    for base in samples.BASES:
        case = samples.case(base)
        stripped(case, Case)
        assert set(case) == {"schema", "id", "opened_on", "caseworker", "client"}
        everything(case, county.County({"schema": "iza/settings/1", "name": "Albtal"}), samples.TODAY)
        assert {f.code for f in rules.check_case(case, samples.county(), samples.TODAY)} <= {"W37"}
