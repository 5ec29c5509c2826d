"""The lives of the example as stencils: every version of a case, ready to be told of somebody else.

A life comes from a history that iza itself wrote, so every version is sound and every commit says what it
did. Told again, the id, the names and the days are other ones; the hashes of the terms follow from them.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from unittest import mock

from iza import git
from iza.app import example
from iza.model import dates, phases
from iza.model.case.record import Case
from iza.model.terms import terms
from iza.resources import folder
from iza.store import case_ids
from iza.store.yaml.reader import read

_ONCE = ("clearing.create", "clearing.schedule", "clearing.hold", "clearing.decide", "goal.add", "agreement.issue",
         "agreement.sign", "step.done", "review.start", "review.hold")  # fmt: skip
_DATES = r"""(?<![0-9])(?:[12][0-9]{3}-[01][0-9]-[0-3][0-9]|[0-3][0-9]\.[01][0-9]\.[12][0-9]{3})(?![0-9])"""
_MONTH = r"""(?<=[ "])[12][0-9]{3}-[01][0-9](?=["\n])"""
_HASH = re.compile(r"terms_sha256: ([0-9a-f]{64})")
_EMPLOYED = re.compile(rb"^ +active_(from|until): .*\n", re.MULTILINE)
_OVER = (phases.Phase.DECLINED, phases.Phase.FULFILLED, phases.Phase.ENDED)
_ADULT = "2005"  # who was born before is of age all the time

Stencil = list[str]
"""A text cut up: what stays and what changes, in turn."""


@dataclass(frozen=True)
class Version:
    """One commit of a case: when, by whom, what it says, and the file after it."""

    when: datetime
    author: git.Author
    message: str
    text: Stencil


@dataclass(frozen=True)
class Person:
    """Who a life is told of: the case id, the names in three spellings, how many days older than the original."""

    case: str
    family: tuple[str, str, str]
    given: tuple[str, str, str]
    older: int


@dataclass(frozen=True)
class Life:
    """All versions of one case, the oldest first; ``terms`` are canonical JSON by their hash."""

    case: str
    birth: str
    names: dict[str, tuple[str, int]]
    versions: tuple[Version, ...]
    terms: dict[str, Stencil]
    is_over: bool

    @cached_property
    def words(self) -> list[str]:
        """Everything that changes from person to person."""
        stencils = [*(version.text for version in self.versions), *self.terms.values()]
        return sorted({word for stencil in stencils for word in stencil[1::2]} - self.terms.keys())

    def told(self, person: Person, weeks: int) -> dict[str, str]:
        """What each word becomes for a person, with all days moved by whole weeks."""
        new = {word: self._word(word, person, weeks) for word in self.words}
        return new | {old: sha256(fill(text, new).encode()).hexdigest() for old, text in self.terms.items()}

    def _word(self, word: str, person: Person, weeks: int) -> str:
        if word in self.names:
            part, spelling = self.names[word]
            return (person.family if part == "family" else person.given)[spelling]
        if word == self.birth:
            return _birth(word, person.older, weeks)
        return person.case if word == self.case else moved(word, weeks)


def fill(stencil: Stencil, words: dict[str, str]) -> str:
    """The text of a stencil."""
    parts = stencil.copy()
    parts[1::2] = [words[word] for word in parts[1::2]]
    return "".join(parts)


def moved(day: str, weeks: int) -> str:
    """``2026-11-16``, ``16.11.2026`` or ``2026-11``, later by whole weeks."""
    later = timedelta(weeks=weeks)
    if "." in day:
        return dates.german((dates.parse("-".join(reversed(day.split(".")))) + later).isoformat())
    return (dates.parse(f"{day}-15"[:10]) + later).isoformat()[: len(day)]


def _birth(day: str, older: int, weeks: int) -> str:
    """Who is of age may be older; a first of January stands for a year and remains one."""
    if day >= _ADULT:
        return moved(day, weeks)
    if day.endswith("-01-01"):
        return f"{int(day[:4]) - older // 365}-01-01"
    return (dates.parse(day) - timedelta(days=older)).isoformat()


def foundation(root: Path) -> dict[str, bytes]:
    """The files of the first commit of a repository, by path; in its directory nobody comes and goes."""
    first = git.log(root)[-1]
    contents = git.blobs(root, [file.blob for file in first.files])
    return {file.path: _EMPLOYED.sub(b"", contents[file.blob]) for file in first.files}


def harvest(root: Path) -> list[Life]:
    """The lives in a repository, in the order of their case ids."""
    commits = [commit for commit in reversed(git.log(root)) if commit.case]
    texts = git.blobs(root, [commit.files[0].blob for commit in commits])
    return [
        _life(case, [(commit, texts[commit.files[0].blob].decode()) for commit in commits if commit.case == case])
        for case in sorted({commit.case for commit in commits})
    ]


def _life(case: str, past: list[tuple[git.Commit, str]]) -> Life:
    documents = [read(text.encode(), case) for _commit, text in past]
    names = _names(documents)
    found = _canonical(documents)
    missing = {digest for _commit, text in past for digest in _HASH.findall(text)} - found.keys()
    if missing:
        raise ValueError(f"{case}: terms without a version that has them")
    pattern = _pattern([case, *names, *found])
    last = documents[-1]
    return Life(
        case, last["client"]["birth"]["date"], names,
        tuple(Version(commit.when, commit.author, _message(commit), pattern.split(text)) for commit, text in past),
        {digest: pattern.split(text) for digest, text in found.items()},
        phases.phase(cast("Case", last), example.ANCHOR) in _OVER,
    )  # fmt: skip


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"((?<!\w)(?:{known})(?!\w)|{_DATES}|{_MONTH})")


def _names(documents: list[Any]) -> dict[str, tuple[str, int]]:
    """The client's names, each with its part (family, given) and its spelling (official, another, native)."""
    spellings = {"spelling": 1, "former": 1, "native_script": 2}
    names: dict[str, tuple[str, int]] = {}
    for entry in (name for document in documents for name in document["client"]["names"]):
        for part in ("family", "given", "mononym"):
            if part in entry:
                names.setdefault(entry[part], (part, spellings.get(entry["kind"], 0)))
    return names


def _canonical(documents: list[Any]) -> dict[str, str]:
    """The terms of every version of the agreement as canonical JSON, by their hash."""
    import rfc8785

    texts = (rfc8785.dumps(terms(document)).decode() for document in documents if "agreement" in document)
    return {sha256(text.encode()).hexdigest(): text for text in texts}


def _message(commit: git.Commit) -> str:
    trailers = (f"{name}: {value}\n" for name, value in commit.trailers.items())
    return f"{commit.subject}\n\n{''.join(trailers)}"


def replay_short_lives(target: Path) -> None:
    """A repository with the lives of the example cut down to ten commits: one goal, one review, and then one of two.

    Either the terms change in the review and version 2 is signed, or they stay and the case is closed.
    """
    source, dice = folder("cases.example"), random.Random(10)
    shortened = target.with_name(f"{target.name}.lives")
    (shortened / "lives").mkdir(parents=True)
    for path in sorted(source.glob("lives/*.yaml")):
        life = read(path.read_bytes(), path.name)
        if {"review.hold", "step.done"} <= {event["do"] for event in life["events"]}:
            for name, ending in ("on", _amended), ("over", _closed):
                short = {"case": case_ids.new_case_id(dice.choice), "events": list(ending(_first(life["events"])))}
                place = shortened / "lives" / f"{path.stem}-{name}.yaml"
                place.write_text(json.dumps(short, ensure_ascii=False), "utf-8")
    for name in ("iza.yaml", "directory"):
        (shortened / name).symlink_to(source / name)
    with mock.patch.object(example, "folder", return_value=shortened):
        example.build(target, example.ANCHOR)


def _first(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The first event of each kind, as far as it is about the first goal."""
    first: dict[str, dict[str, Any]] = {}
    for event in events:
        if event["do"] in _ONCE and str(event.get("step", "1.")).startswith("1."):
            first.setdefault(event["do"], event)
    review, steps = first["review.hold"], len(first["goal.add"]["goal"]["steps"])
    first["review.hold"] = review | {"record": _about_first_goal(review["record"], steps), "untouched_ok": True}
    return first


def _amended(first: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Ten commits: a step comes with the review, and version 2 is signed."""
    review, target = first["review.hold"], first["goal.add"]["goal"]["target_on"]
    yield from (first[action] for action in _ONCE[:-1])
    step = {"text": "Gemeinsam nachfragen, wie weit es ist", "responsible": {"role": "client"}, "due_on": target,
            "support": "Erinnerung durch den Sozialdienst"}  # fmt: skip
    yield {"on": review["on"], "do": "step.add", "goal": "1", "step": step}
    yield review
    day = _days_after(review, 7)
    signing = {key: value for key, value in first["agreement.sign"].items() if key != "review_on"}
    yield signing | {"on": day, "signed_on": day}


def _closed(first: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Ten commits: the review changes nothing, and some weeks later the client moves away."""
    yield from (first[action] for action in _ONCE)
    day = _days_after(first["review.hold"], 35)
    yield {"on": day, "do": "close", "reason": "moved_county", "closed_on": day}


def _days_after(event: dict[str, Any], days: int) -> str:
    return (dates.parse(event["on"]) + timedelta(days=days)).isoformat()


def _about_first_goal(record: dict[str, Any], steps: int) -> dict[str, Any]:
    """What a review found about the first goal and the steps it had from the beginning."""
    known = ["1", *(f"1.{number}" for number in range(1, steps + 1))]
    kept = {name: {ref: said for ref, said in record.get(name, {}).items() if ref in known}
            for name in ("goals", "steps")}  # fmt: skip
    return record | kept | {"reason": "Ein Schritt kommt dazu."}
