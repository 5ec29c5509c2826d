"""The reviews of a case repository in the formats of other programs: something to do, due on a day, done or not.

And every tenth of its cases, with their schema in one piece, for a program that judges files one by one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast
from uuid import NAMESPACE_URL, uuid5

from benchmarks.county import DAY
from benchmarks.desk import case_files
from iza.model import lookup, overdue
from iza.model.case.record import Case
from iza.model.county import County
from iza.store.repository import Repository
from iza.store.schema.schemas import shape
from iza.store.yaml.reader import read

FORMAT = 1
"""To be raised whenever something else is written."""

ONE_IN = 10
"""Of so many cases one is judged file by file: it takes minutes for all of them."""

_TODO = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//iza//benchmarks//DE
BEGIN:VTODO
UID:{uuid}
DTSTAMP:20240101T080000Z
SUMMARY:{title}
DUE;VALUE=DATE:{day}
STATUS:{status}
PRIORITY:5
END:VTODO
END:VCALENDAR
"""
_ENTRY = """\
{day} {mark} {title}
    reviews:due          1
    cases:{case}

"""
_REQUIREMENT = """\
active: {active}
derived: false
header: ''
level: 1.1.{number}
links: []
normative: true
ref: ''
reviewed: null
text: |
  {title}, {day}
"""
_REQUIREMENTS = """\
settings:
  digits: 6
  prefix: REV
  sep: ''
"""


@dataclass(frozen=True)
class Item:
    """The review of a case: due on a day (ISO), done or not."""

    case: str
    name: str
    day: str
    is_done: bool

    @property
    def title(self) -> str:
        """What a list shows of it."""
        return f"Auswertung {self.case} {self.name}"

    @property
    def uuid(self) -> str:
        """The same each time."""
        return str(uuid5(NAMESPACE_URL, self.case))


def items(folder: Path) -> Iterator[Item]:
    """One for each case, in the order of their ids; what ``iza overdue`` lists is due before ``DAY`` and not done."""
    county = Repository(folder).county
    for path in case_files(folder):
        yield _item(cast("Case", read(path.read_bytes(), path.name)), county)


def _item(case: Case, county: County) -> Item:
    name = lookup.full_name(lookup.official_name(case))
    due, planned = overdue.due_items(case, county, DAY), lookup.planned_review(case)
    if due:
        return Item(case["id"], name, due[0].on, is_done=False)
    if planned:
        return Item(case["id"], name, planned["planned_on"], is_done=False)
    held = lookup.held_review(case) or lookup.held_clearing(case)
    return Item(case["id"], name, held.get("held_on", DAY.isoformat()) if held else DAY.isoformat(), is_done=True)


def cached(folder: Path) -> Path:
    """The data set made of a repository, beside it."""
    place = folder.with_name(f"{folder.name}.peers-{FORMAT}")
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            made = Path(name) / "peers"
            write(list(items(folder)), made)
            sample(folder, made)
            made.rename(place)
    return place


def sample(folder: Path, target: Path) -> None:
    """``cases/*.yaml``, every tenth; in ``case.schema.json`` no reference is left that would be looked up each time."""
    (target / "cases").mkdir()
    for path in islice(case_files(folder), 0, None, ONE_IN):
        shutil.copy(path, target / "cases")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape("case")}
    (target / "case.schema.json").write_text(json.dumps(schema, ensure_ascii=False), "utf-8")


def write(reviews: Sequence[Item], target: Path) -> None:
    """All formats: ``tasks.json``, ``reviews.journal``, ``calendar/reviews/*.ics``, ``requirements/*.yml``."""
    for folder in ("calendar/reviews", "requirements"):
        (target / folder).mkdir(parents=True)
    (target / "tasks.json").write_text(json.dumps([_task(one) for one in reviews], ensure_ascii=False), "utf-8")
    (target / "reviews.journal").write_text("".join(_entry(one) for one in reviews), "utf-8")
    (target / "requirements/.doorstop.yml").write_text(_REQUIREMENTS, "utf-8")
    for number, one in enumerate(reviews, 1):
        (target / f"calendar/reviews/{one.uuid}.ics").write_bytes(_todo(one).replace("\n", "\r\n").encode())
        (target / f"requirements/REV{number:06}.yml").write_text(_requirement(one, number), "utf-8")


def _task(item: Item) -> dict[str, str]:
    """For ``task import``."""
    day = f"{item.day.replace('-', '')}T000000Z"
    task = {"uuid": item.uuid, "description": item.title, "project": "iza", "entry": "20240101T080000Z", "due": day}
    return task | ({"status": "completed", "end": day} if item.is_done else {"status": "pending"})


def _entry(item: Item) -> str:
    """For hledger: pending entries are marked with an exclamation mark."""
    return _ENTRY.format(day=item.day, mark="*" if item.is_done else "!", title=item.title, case=item.case)


def _todo(item: Item) -> str:
    status = "COMPLETED" if item.is_done else "NEEDS-ACTION"
    return _TODO.format(uuid=item.uuid, title=item.title, day=item.day.replace("-", ""), status=status)


def _requirement(item: Item, number: int) -> str:
    return _REQUIREMENT.format(active=str(not item.is_done).lower(), number=number, title=item.title, day=item.day)
