"""Lists: what is due, which cases there are, who somebody is."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from iza.errors import NotFound
from iza.i18n import _
from iza.model import dates, lasting_talk, lookup, overdue, phases
from iza.model.overdue import Due
from iza.parallel import quietly
from iza.store import all_cases
from iza.store.index import case_index

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from iza.app.office import Office
    from iza.model.case.record import Case
    from iza.model.county import County
    from iza.model.phases import Phase
    from iza.parallel import Progress

_FAR = "9999-12-31"


class CaseRow(NamedTuple):
    """One case in a list."""

    case: str
    name: str
    age: int
    language: str
    phase: Phase
    next_on: str
    caseworker: str
    team: str


class DueRow(NamedTuple):
    """One thing that is due (not where in the file), and whose it is; ``deputy`` where the worker is absent."""

    due: Due
    name: str
    caseworker: str
    team: str
    deputy: str


def row(office: Office, case: Case) -> CaseRow:
    """What a list shows of a case."""
    return _case_row(office.repo.county, office.today, case)


def _case_row(county: County, today: date, case: Case) -> CaseRow:
    client = case["client"]
    languages = client.get("languages", [])
    spoken = client.get("interpreter", {}).get("language") or (languages[0]["tag"] if languages else "")
    return CaseRow(
        case["id"],
        lookup.sort_name(lookup.official_name(case)),
        dates.age_on(dates.parse(client["birth"]["date"]), today),
        spoken,
        phases.phase(case, today),
        next_date(case),
        case["caseworker"],
        case.get("team") or _team_of(county, case["caseworker"]),
    )


def _team_of(county: County, worker: str) -> str:
    workers = county.caseworkers
    return workers[worker].get("team", "") if worker in workers else ""


def next_date(case: Case) -> str:
    """The day of the next talk on the calendar, empty where there is none."""
    review = lookup.planned_review(case)
    clearing = lookup.current_clearing(case)
    if review:
        return review["planned_on"]
    if clearing and "planned_on" in clearing and "held_on" not in clearing:
        return clearing["planned_on"]
    decision = lookup.decision(case)
    return decision.get("recheck_on", "") if decision else ""


def whose(office: Office, worker: str | None, team: str | None) -> Callable[[CaseRow | DueRow], bool]:
    """A filter for a worker's cases (with those of absent colleagues) or a team's. Raises NotFound."""
    all_cases.recall(office.repo)
    county = office.repo.county
    if worker is not None and worker not in county.caseworkers:
        raise NotFound(_("There is no caseworker {ref} in the directory.").format(ref=worker), "iza worker list")
    teams = {entry["team"] for entry in county.caseworkers.values() if "team" in entry}
    if team is not None and team not in teams:
        raise NotFound(
            _("There is no team {name} in the directory.").format(name=team),
            _("Teams: {names}").format(names=", ".join(sorted(teams)) or "–"),
        )
    mine: Collection[str] = ()
    if worker is not None:
        mine = overdue.responsible_workers(county, office.today).get(worker, frozenset({worker}))

    def belongs(row: CaseRow | DueRow) -> bool:
        return (worker is None or row.caseworker in mine) and (team is None or row.team == team)

    return belongs


def due_list(
    office: Office,
    *,
    everything: bool = False,
    within: int = 0,
    worker: str | None = None,
    team: str | None = None,
    progress: Progress = quietly,
) -> list[DueRow]:
    """What is due, the longest overdue first; ``within`` days ahead too; ``everything`` beside reviews."""
    belongs, county, today = whose(office, worker, team), office.repo.county, office.today
    if everything or not all_cases.has_index(office.repo):
        kinds = overdue.ALL_KINDS if everything else overdue.REVIEW_KINDS
        rows = all_cases.rows(office.repo, partial(_due_rows, county, today, kinds, within), progress)
    else:
        rows = _due_talks(office, within, progress)
    wanted = filter(belongs, rows) if worker or team else rows
    return sorted(wanted, key=lambda row: (-row.due.days, row.name, row.due.case))


def _due_talks(office: Office, within: int, progress: Progress) -> list[DueRow]:
    """The reviews that are due, from the index: usually without opening a case."""
    county, today, day = office.repo.county, office.today, office.today.toordinal()
    talks, others = case_index.talks(office.repo, day, day + within, progress)
    kinds, places, iso = {kind.value: kind for kind in overdue.REVIEW_KINDS}, _Places(county, today), _Days()
    late = []
    for name, team, case, worker, kind, on, review in talks:
        days = lasting_talk.days_late(kind, on, day, within)
        if days is not None:
            due = Due(kinds[kind], case, worker, iso[day - days], days, (), "", review)
            late.append(DueRow(due, name, *places[worker, team]))
    return late + [row for other in others for row in _due_rows(county, today, overdue.REVIEW_KINDS, within, other)]


class _Days(dict[int, str]):
    """Days as ISO text by their ordinal."""

    def __missing__(self, day: int) -> str:
        self[day] = date.fromordinal(day).isoformat()
        return self[day]


def _due_rows(county: County, today: date, kinds: Collection[str], within: int, case: Case) -> list[DueRow]:
    items = overdue.due_items(case, county, today, kinds, within)
    if not items:
        return []
    name, whose = lookup.sort_name(lookup.official_name(case)), (case["caseworker"], case.get("team", ""))
    places = _Places(county, today)[whose]
    return [DueRow(item._replace(what=()), name, *places) for item in items]


class _Places(dict[tuple[str, str], tuple[str, str, str]]):
    """By worker and the team a case is given to: worker, team and who stands in for the worker on a day."""

    def __init__(self, county: County, today: date) -> None:
        super().__init__()
        self.county, self.today = county, today

    def __missing__(self, key: tuple[str, str]) -> tuple[str, str, str]:
        worker, team = key
        self[key] = worker, team or _team_of(self.county, worker), _deputy_of(self.county, self.today, worker)
        return self[key]


def _deputy_of(county: County, today: date, worker: str) -> str:
    """Who stands in for the worker today, empty where the worker is there."""
    from iza.model.workers import stand_in

    present = stand_in(county, worker, today)
    return present if present and present != worker else ""


def case_list(
    office: Office,
    *,
    phase: Collection[str] = (),
    worker: str | None = None,
    team: str | None = None,
    closed: bool = False,
    progress: Progress = quietly,
) -> list[CaseRow]:
    """The open cases (closed ones on request), those with the nearest date first, then by name."""
    belongs = whose(office, worker, team)
    job = partial(_case_rows, office.repo.county, office.today, closed or bool(phase))
    rows = all_cases.rows(office.repo, job, progress)
    wanted = [row for row in rows if belongs(row) and (not phase or row.phase in phase)]
    return sorted(wanted, key=lambda row: (row.next_on or _FAR, row.name, row.case))


def _case_rows(county: County, today: date, closed: bool, case: Case) -> list[CaseRow]:
    return [_case_row(county, today, case)] if closed or "closing" not in case else []


def waiting_rows(office: Office, cases: list[Case]) -> Iterator[tuple[Case, CaseRow]]:
    """Waiting cases beside what a list shows of them."""
    return ((case, row(office, case)) for case in cases)


class FoundPerson(NamedTuple):
    """A person found, with why."""

    row: CaseRow
    score: float
    reasons: tuple[str, ...]


def find(office: Office, query: str, limit: int = 20, progress: Progress = quietly) -> list[FoundPerson]:
    """People whose name (in any script), id, birth date or phone fits, the best first."""
    from iza.app import matching

    cases = {case["id"]: case for case in all_cases.outlines(office.repo, progress)}
    matches: list[Any] = matching.search(list(cases.values()), query, limit)
    return [FoundPerson(row(office, cases[m.case_id]), m.score, tuple(m.reasons)) for m in matches]
