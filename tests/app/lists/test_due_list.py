"""The overdue list as a caseworker expects it: absences, deputies, pauses, talks called off and missed."""

from __future__ import annotations

from dataclasses import replace

import casework
import pytest
from casework import CLIENT, DAYS, at, born

from iza.app.county import directory
from iza.app.lists.case_lists import due_list, row
from iza.app.office import Office
from iza.app.procedure import agreement, clearing, pause_and_close, review, review_calendar
from iza.errors import NotFound
from iza.store.current_case import current_case


def _due(office: Office, day: str, **chosen: object) -> list[tuple[str, str, int]]:
    """Kind, day and days overdue of what is due on a day."""
    rows = due_list(at(office, day), **chosen)  # type: ignore[arg-type]
    return [(row.due.kind.value, row.due.on, row.due.days) for row in rows]


def _cases(office: Office, day: str, **chosen: object) -> list[tuple[str, str]]:
    """Case and deputy of what is due on a day."""
    return [(row.due.case, row.deputy) for row in due_list(at(office, day), **chosen)]  # type: ignore[arg-type]


@pytest.fixture
def case(office: Office) -> str:
    """A case of kue with its review on 30 June 2026."""
    return casework.active(office, CLIENT)


@pytest.mark.usefixtures("case")
def test_a_review_is_overdue_from_the_day_after_it(office: Office) -> None:
    assert _due(office, "2026-06-30") == []
    assert _due(office, "2026-07-01") == [("review", "2026-06-30", 1)]
    assert _due(office, "2026-08-30") == [("review", "2026-06-30", 61)]


@pytest.mark.usefixtures("case")
def test_looking_ahead_ends_with_the_last_day_asked_for(office: Office) -> None:
    assert _due(office, "2026-06-15", within=14) == []
    assert _due(office, "2026-06-16", within=14) == [("review", "2026-06-30", -14)]
    assert _due(office, "2026-06-30", within=14) == [("review", "2026-06-30", 0)]


def test_a_clearing_is_the_next_date_only_until_it_is_held(office: Office) -> None:
    case = casework.invited(office, CLIENT)
    assert row(office, current_case(office.repo, case)).next_on == DAYS["clearing"]
    clearing.hold(at(office, DAYS["clearing"]), case, {**casework.CLEARING})
    assert row(office, current_case(office.repo, case)).next_on == ""


def test_moved_held_and_started_reviews(office: Office, case: str) -> None:
    review_calendar.schedule(at(office, "2026-06-29"), case, "2026-07-06")
    assert _due(office, "2026-07-06") == []
    assert _due(office, "2026-07-07") == [("review", "2026-07-06", 1)]
    now = at(office, "2026-07-07")
    review.start(now, case, now.day)
    assert _due(office, "2026-07-07") == [("review", "2026-07-06", 1)]  # it is not recorded before it is closed
    review.hold(now, case, {}, review.Ending(next_on="2026-10-06", untouched_ok=True))
    assert _due(office, "2026-10-06") == []
    assert _due(office, "2026-10-07") == [("review", "2026-10-06", 1)]


def test_a_talk_called_off_counts_again_with_its_new_day_or_as_a_gap(office: Office, case: str) -> None:
    review_calendar.cancel(at(office, "2026-06-20"), case, "interpreter", "2026-07-10")
    assert _due(office, "2026-07-01") == []
    assert _due(office, "2026-07-11") == [("review", "2026-07-10", 1)]
    review_calendar.cancel(at(office, "2026-07-11"), case, "client")
    assert _due(office, "2026-07-11") == [("next_review", "2026-07-11", 0)]
    assert _due(office, "2026-07-13") == [("next_review", "2026-07-11", 2)]


def test_who_did_not_come_twice_has_a_third_day(office: Office, case: str) -> None:
    review_calendar.no_show(at(office, "2026-07-01"), case, "2026-07-08")
    review_calendar.no_show(at(office, "2026-07-09"), case, "2026-07-20")
    assert _due(office, "2026-07-20") == []
    assert _due(office, "2026-07-21") == [("review", "2026-07-20", 1)]
    assert [one["status"] for one in current_case(office.repo, case)["reviews"]] == ["no_show", "no_show", "planned"]


def test_a_pause_suspends_and_what_fell_into_it_is_due_after_it(office: Office, case: str) -> None:
    pause_and_close.pause(at(office, "2026-06-15"), case, "2026-06-15", "2026-07-31")
    assert _due(office, "2026-07-31", within=365, everything=True) == []
    assert _due(office, "2026-08-01") == []
    assert _due(office, "2026-08-02") == [("review", "2026-08-01", 1)]
    pause_and_close.pause(at(office, "2026-08-03"), case, "2026-08-03")
    assert _due(office, "2027-08-03") == []
    pause_and_close.resume(at(office, "2026-09-01"), case, "2026-09-01")
    assert _due(office, "2026-09-02") == [("review", "2026-08-01", 32)]


@pytest.fixture
def absent(office: Office) -> str:
    """A case of elz, who is away from 2 to 27 November 2026 and has kue as deputy."""
    return casework.active(replace(office, worker="elz"), born("1990-02-03"))


def test_the_deputy_sees_the_cases_of_the_absent_colleague(office: Office, case: str, absent: str) -> None:
    assert set(_cases(office, "2026-11-16", worker="kue")) == {(case, ""), (absent, "kue")}
    assert _cases(office, "2026-11-16", worker="elz") == [(absent, "kue")]
    assert _cases(office, "2026-11-16", worker="brn") == []
    assert _cases(office, "2026-11-28", worker="kue") == [(case, "")]
    assert _cases(office, "2026-11-28", worker="elz") == [(absent, "")]
    with pytest.raises(NotFound):
        due_list(office, worker="xyz")


def test_a_deputy_who_is_away_too_hands_on(office: Office, absent: str) -> None:
    away = {"absences": [{"since": "2026-11-09", "until": "2026-11-20"}], "deputy": "brn"}
    directory.edit(office, "caseworkers", "kue", away)
    assert _cases(office, "2026-11-16", worker="brn") == [(absent, "brn")]
    assert _cases(office, "2026-11-16", worker="kue") == []
    assert _cases(office, "2026-11-23", worker="kue") == [(absent, "kue")]


def test_where_nobody_stands_in_the_case_stays_with_its_worker(office: Office, absent: str) -> None:
    directory.edit(office, "caseworkers", "elz", {"deputy": None})
    assert _cases(office, "2026-11-16", worker="kue") == []
    assert _cases(office, "2026-11-16", worker="elz") == [(absent, "")]
    assert _cases(office, "2026-11-16") == [(absent, "")]


def test_the_cases_of_who_left_show_up_with_the_deputy(office: Office, case: str) -> None:
    directory.end(office, "caseworkers", "kue", "2026-07-31")
    assert _cases(office, "2026-08-03", worker="elz") == [(case, "elz")]
    assert _cases(office, "2026-08-03", worker="kue") == [(case, "elz")]


def test_teams_and_order_the_longest_overdue_first(office: Office, case: str) -> None:
    later = casework.active(replace(office, worker="nwk"), born("1990-02-03"))
    review_calendar.schedule(at(office, "2026-06-01"), later, "2026-07-15")
    early = casework.active(office, born("1991-02-03"))
    review_calendar.schedule(at(office, "2026-06-01"), early, "2026-05-15")
    assert [one for one, _deputy in _cases(office, "2026-11-30")] == [early, case, later]
    assert [one for one, _deputy in _cases(office, "2026-11-30", team="sued")] == [later]
    assert [one for one, _deputy in _cases(office, "2026-11-30", team="nord")] == [early, case]
    with pytest.raises(NotFound, match="ost"):
        due_list(office, team="ost")


def test_everything_is_more_than_reviews(office: Office, case: str) -> None:
    unsigned = casework.issued(office, born("1990-02-03"))
    undecided = casework.cleared(office, born("1991-02-03", residence={"code": "toleration", "valid_until": "2026-08-01"}))
    missed = casework.invited(office, born("1992-02-03"))
    postponed = casework.STATES["postponed"](office, born("1993-02-03"))
    now = at(office, "2026-06-20")
    agreement.sign(at(office, "2026-05-04"), unsigned, "2026-05-04", "Albweil", review_on="2026-08-03")
    agreement_out = casework.issued(office, born("1994-02-03"))
    found = {(row.due.case, row.due.kind.value, row.due.number) for row in due_list(now, everything=True)}
    assert found == {
        (case, "step", "1.1"), (case, "step", "2.1"), (unsigned, "step", "1.1"), (unsigned, "step", "2.1"),
        (undecided, "decision", ""), (undecided, "residence", ""), (missed, "clearing", ""), (agreement_out, "unsigned", "1"),
    }  # fmt: skip
    assert due_list(now) == []
    later = {(row.due.case, row.due.kind.value) for row in due_list(at(office, "2026-09-01"), everything=True)}
    assert (postponed, "recheck") in later
    clearing.schedule(at(office, "2026-09-01"), postponed, "2026-09-15")
    later = {(row.due.case, row.due.kind.value) for row in due_list(at(office, "2026-09-01"), everything=True)}
    assert (postponed, "recheck") not in later


@pytest.mark.parametrize("state", ["fulfilled", "closed", "ended"])
def test_nothing_is_due_once_it_is_over(state: str, office: Office) -> None:
    casework.STATES[state](office, CLIENT)
    assert _due(office, "2029-01-01", everything=True, within=365) == []


def test_nothing_is_due_after_closing_with_a_review_on_the_calendar(office: Office, case: str) -> None:
    pause_and_close.close(at(office, "2026-06-01"), case, "moved_county", "2026-06-01")
    assert _due(office, "2026-12-01", everything=True) == []
    assert DAYS["review"] == current_case(office.repo, case)["reviews"][0]["planned_on"]
