"""The invented people of ``cases.example/``: their lives replayed through the use cases.

A life is a list of dated events; every event is one call of the use case a command would make. The
replay writes a history of many commits across the dates, ending in the files of ``cases.example/``,
with all dates shifted by the same number of weeks so that reviews are due around today. Birth dates
on 1 January stay: they stand for a year, not for a day.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

from iza import git
from iza.app.changing import by_hand
from iza.app.county import git_diff_driver
from iza.app.county.setup import skeleton
from iza.app.office import Office
from iza.app.procedure import (
    agreement,
    clearing,
    consent,
    goals_and_steps,
    pause_and_close,
    review,
    review_calendar,
    translate,
)
from iza.model import dates
from iza.parallel import quietly
from iza.resources import folder
from iza.store import case_ids
from iza.store.message import Message
from iza.store.repository import Repository
from iza.store.work_tree import DIRECTORIES, SETTINGS, directory_path
from iza.store.yaml.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from iza.parallel import Progress

ANCHOR = date(2026, 11, 16)
"""The Monday the lives are written for."""

_ACTOR = git.Author("Judith Kübler", "j.kuebler@albweil.example")
"""Who the reader of the example is: this clone commits in the name of an invented caseworker."""

_ISO = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_GERMAN = re.compile(r"([0-3][0-9])\.([01][0-9])\.([12][0-9]{3})")
_ZONE = timezone(timedelta(hours=1))



@dataclass(frozen=True)
class _Moment:
    """One event of one life, with its day already shifted."""

    day: date
    order: int
    case: str
    worker: str
    event: dict[str, Any]


def weeks_between(today: date) -> int:
    """Whole weeks from the anchor to ``today``, so that weekdays stay weekdays."""
    return (today - ANCHOR).days // 7


def build(target: Path, today: date, progress: Progress = quietly) -> int:
    """Replay all lives into the new repository at ``target``; returns the number of commits."""
    weeks = weeks_between(today)
    moments = sorted(_moments_of_lives(weeks), key=lambda moment: (moment.day, moment.order))
    if not git.is_installed():
        raise git.Missing
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    git.init(target)
    repo = Repository(target)
    stage = _Stage(repo, moments[0].day - timedelta(days=7))
    with repo.batch(stage.when, stage.author):
        stage.set_up(weeks)
        for moment in progress(moments, len(moments)):
            stage.play(moment)
    git.write_commit_graph(target)
    for key, value in zip(("user.name", "user.email"), (_ACTOR.name, _ACTOR.email), strict=True):
        git.set_config(target, key, value)
    git_diff_driver.configure(target)
    return stage.commits


def _moments_of_lives(weeks: int) -> Iterator[_Moment]:
    for number, path in enumerate(sorted(folder("cases.example").glob("lives/*.yaml"))):
        life = read(path.read_bytes(), path.name)
        worker = life["events"][0]["caseworker"]
        for position, event in enumerate(life["events"]):
            shifted = shift(dict(event), weeks)
            day = dates.parse(shifted.pop("on"))
            yield _Moment(day, number * 1000 + position, life["case"], shifted.pop("by", worker), shifted)


def shift(value: Any, weeks: int) -> Any:
    """The value with every day in it, in fields and in German texts, moved by whole weeks."""
    if isinstance(value, dict):
        if value.get("precision") in ("year", "unknown"):
            return dict(value)
        return {key: shift(inner, weeks) for key, inner in value.items()}
    if isinstance(value, list):
        return [shift(inner, weeks) for inner in value]
    if isinstance(value, str):
        moved = _ISO.sub(lambda match: _later_day(match[0], weeks), value)
        return _GERMAN.sub(lambda match: dates.german(_later_day("-".join(reversed(match.groups())), weeks)), moved)
    return value


def _later_day(day: str, weeks: int) -> str:
    return (dates.parse(day) + timedelta(weeks=weeks)).isoformat()


class _Stage:
    """Where the lives are played: one repository, a clock, and the worker who acts."""

    def __init__(self, repo: Repository, start: date) -> None:
        self.repo = repo
        self.day = start
        self.worker = ""
        self.minutes = 0
        self.commits = 0
        self.dice: dict[str, random.Random] = {}

    def when(self) -> datetime:
        """The time of the next commit: during office hours of the day, later each time."""
        self.commits += 1
        self.minutes += 1
        return datetime.combine(self.day, time(8), _ZONE) + timedelta(minutes=7 * (self.minutes % 75))

    def author(self) -> git.Author:
        """The caseworker who acts, as the directory has them."""
        worker = self.repo.county.caseworkers.get(self.worker)
        if not worker:
            return git.Author("iza", "iza@example.org")
        name = f"{worker['name'].get('given', '')} {worker['name'].get('family', '')}".strip()
        return git.Author(name, worker.get("email", "iza@example.org"))

    def set_up(self, weeks: int) -> None:
        """The first commit: settings, directory, schemas."""
        source = folder("cases.example")
        texts = skeleton()
        for path in (SETTINGS, *map(directory_path, DIRECTORIES)):
            texts[path] = shift((source / path).read_text("utf-8"), weeks)
        changes = {path: (text, None) for path, text in texts.items()}
        self.repo.save_all(dict(changes), Message("neues Fallverzeichnis", "init"))
        self.repo.__dict__.pop("settings", None)

    def play(self, moment: _Moment) -> None:
        """Make the use case call of one event."""
        if moment.day != self.day:
            self.minutes = 0
        self.day, self.worker = moment.day, moment.worker
        dice = self.dice.setdefault(moment.case, random.Random(moment.case))
        office = Office(self.repo, moment.day, moment.worker, dice.choice)
        event = dict(moment.event)
        action = event.pop("do")
        _ACTIONS[action](office, moment.case, event)


def _hold_review(office: Office, case: str, event: dict[str, Any]) -> None:
    names = ("next_on", "result", "fulfilled_reason", "untouched_ok")
    ending = review.Ending(**{name: event[name] for name in names if name in event})
    review.hold(office, case, event.get("record", {}), ending)


def _sign_agreement(office: Office, case: str, event: dict[str, Any]) -> None:
    agreement.sign(office, case, event.pop("signed_on"), event.pop("place"), **event)


def _create_case(office: Office, case: str, event: dict[str, Any]) -> None:
    office = replace(office, worker=event["caseworker"])
    clearing.create(office, event["client"], team=event.get("team"), case_id=case)


def _give_consent(office: Office, case: str, event: dict[str, Any]) -> None:
    consent.give(office, case, event["consent"], [event["id"]])


def _translate_texts(office: Office, case: str, event: dict[str, Any]) -> None:
    given = {name: translate.GivenTranslation(text) for name, text in event["texts"].items()}
    translate.translate(office, case, event["language"], given)


_ACTIONS: dict[str, Callable[[Office, str, dict[str, Any]], object]] = {
    "clearing.create": _create_case,
    "clearing.schedule": lambda o, c, e: clearing.schedule(o, c, e.pop("planned_on"), **e),
    "clearing.hold": lambda o, c, e: clearing.hold(o, c, e["record"]),
    "clearing.decide": lambda o, c, e: clearing.decide(o, c, e.pop("result"), e.pop("reasons"), **e),
    "translate": _translate_texts,
    "case.edit": lambda o, c, e: by_hand.set_fields(o, c, e["set"]),
    "goal.add": lambda o, c, e: goals_and_steps.add_goal(o, c, e["goal"]),
    "goal.change": lambda o, c, e: goals_and_steps.change_goal(o, c, str(e["goal"]), e["fields"]),
    "goal.status": lambda o, c, e: goals_and_steps.goal_status(o, c, str(e["goal"]), e["status"]),
    "goal.drop": lambda o, c, e: goals_and_steps.drop_goal(o, c, str(e["goal"]), e["reason"]),
    "step.add": lambda o, c, e: goals_and_steps.add_step(o, c, str(e["goal"]), e["step"]),
    "step.change": lambda o, c, e: goals_and_steps.change_step(o, c, str(e["step"]), e["fields"]),
    "step.start": lambda o, c, e: goals_and_steps.start_step(o, c, str(e["step"])),
    "step.done": lambda o, c, e: goals_and_steps.finish_step(o, c, str(e["step"]), e.get("done_on")),
    "step.block": lambda o, c, e: goals_and_steps.block_step(o, c, str(e["step"]), e["because"]),
    "step.cancel": lambda o, c, e: goals_and_steps.cancel_step(o, c, str(e["step"])),
    "agreement.issue": lambda o, c, _e: agreement.issue(o, c),
    "agreement.sign": _sign_agreement,
    "consent.give": _give_consent,
    "consent.revoke": lambda o, c, e: consent.revoke(o, c, e["consent"]),
    "review.schedule": lambda o, c, e: review_calendar.schedule(o, c, e.pop("planned_on"), **e),
    "review.start": lambda o, c, e: review.start(o, c, e["held_on"]),
    "review.hold": _hold_review,
    "review.cancel": lambda o, c, e: review_calendar.cancel(o, c, e["cancelled_by"], e.get("new_date")),
    "review.no_show": lambda o, c, e: review_calendar.no_show(o, c, e.get("new_date")),
    "pause": lambda o, c, e: pause_and_close.pause(o, c, e["since"], e.get("until")),
    "close": lambda o, c, e: pause_and_close.close(o, c, e["reason"], e["closed_on"]),
}


def case_files(target: Path) -> dict[str, str]:
    """The case files of a replayed repository, by path (for comparison with ``cases.example/``)."""
    repo = Repository(target)
    return {case_ids.path_of(case_id): repo.content(case_ids.path_of(case_id)).decode() for case_id in repo.case_ids()}
