"""``python -m benchmarks.county CASES[:COMMITS]``: case repositories as large as a county's or a state's.

Every case is a life of the example told of somebody else (see ``benchmarks.lives``), begun on some day of the
two years before ``DAY`` and cut off there: each version is sound, each commit says what it did, and who should
have been seen again by now is overdue. All commits stand in one history by their time. The same numbers give the
same repository, down to the commit ids. It is kept in ``$IZA_BENCH``, else in the user's cache folder.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Self

from benchmarks.lives import Life, Person, fill, foundation, harvest, replay_short_lives
from benchmarks.names import FAMILY, GIVEN
from benchmarks.progress import counted, tell
from iza import git
from iza.app import example
from iza.resources import folder
from iza.store import case_ids

GENERATOR = 2
"""To be raised whenever the same numbers give another repository."""

DAY = example.ANCHOR
"""Today, in every repository made here."""

_YEARS = timedelta(days=730)
_IN_TOUCH = timedelta(days=150)
_FORGOTTEN = 0.1  # of those whose case is open
_WORKER = ("Judith Kübler", "j.kuebler@albweil.example")
_TAKEN_OVER = "{case}: taken over from the old system\n"


@dataclass(frozen=True)
class Size:
    """How many cases, and about how many commits; with less than two for a case it has only its last versions."""

    cases: int
    commits: int

    @classmethod
    def of(cls, text: str) -> Self:
        """``2800``, with ten commits for each case, or ``280000:300000``."""
        number, _colon, commits = text.partition(":")
        return cls(int(number), int(commits or 10 * int(number)))

    @property
    def mean(self) -> float:
        """Commits per case."""
        return self.commits / self.cases


@dataclass(frozen=True)
class Case:
    """A life told of somebody: which, of whom, how much later, and which of its versions there are."""

    life: Life
    person: Person
    weeks: int
    versions: range

    @property
    def path(self) -> str:
        """The path of its file."""
        return case_ids.path_of(self.person.case)

    def texts(self) -> Iterator[str]:
        """The file, version by version."""
        words = self.life.told(self.person, self.weeks)
        return (fill(self.life.versions[number].text, words) for number in self.versions)

    def moment(self, number: int) -> int:
        """When a version was committed, in seconds since 1970; no two cases share their second of a minute often."""
        later = timedelta(weeks=self.weeks, seconds=self.person.older % 60)
        return int((self.life.versions[number].when + later).timestamp())

    def message(self, number: int) -> str:
        """What its commit says; the first version of a case without beginnings was not made by iza."""
        if number == self.versions[0] > 0:
            return _TAKEN_OVER.format(case=self.person.case)
        return self.life.versions[number].message.replace(self.life.case, self.person.case)


def people(count: int, seed: int) -> Iterator[Person]:
    """Different people with different case ids."""
    dice, taken = random.Random(seed), set[str]()
    while len(taken) < count:
        case_id = case_ids.new_case_id(dice.choice)
        if case_id not in taken:
            taken.add(case_id)
            yield Person(case_id, dice.choice(FAMILY), dice.choice(GIVEN), dice.randrange(1500))


def cases(size: Size, lives: Sequence[Life], seed: int = 1) -> Iterator[Case]:
    """The cases of a county: long lives and short ones in turn, so that the mean number of commits comes out."""
    dice, done = random.Random(seed), 0
    long = [life for life in lives if len(life.versions) > size.mean]
    short = [life for life in lives if len(life.versions) <= size.mean] or long
    for number, person in enumerate(people(size.cases, seed)):
        if size.mean < 2:
            case = _only_last(dice.choice(lives), person, dice, two=done - number < size.commits - size.cases)
        else:
            case = _lived(dice.choice(long if done < size.mean * number else short), person, dice)
        done += len(case.versions)
        yield case


def _lived(life: Life, person: Person, dice: random.Random) -> Case:
    """A life as far as it has come: begun any day in two years; who is still in touch was mostly seen lately."""
    first, last = life.versions[0].when.date(), life.versions[-1].when.date()
    end = DAY - timedelta(days=dice.randrange(7, _YEARS.days)) + (last - first)
    is_past = life.is_over or dice.random() < _FORGOTTEN
    weeks = ((end if is_past else max(end, _lately(dice))) - last).days // 7
    today = DAY - timedelta(weeks=weeks)
    return Case(life, person, weeks, range(sum(version.when.date() < today for version in life.versions)))


def _only_last(life: Life, person: Person, dice: random.Random, *, two: bool) -> Case:
    """The last version of a life, or its last two."""
    end = len(life.versions)
    weeks = (_lately(dice) - life.versions[-1].when.date()).days // 7
    return Case(life, person, weeks, range(max(0, end - 1 - two), end))


def _lately(dice: random.Random) -> date:
    return DAY - timedelta(days=dice.randrange(1, _IN_TOUCH.days))


class Stream:
    """What goes to ``git fast-import``: first every version of every case, then the commits in the order of time."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.marks = 0

    def blob(self, content: bytes) -> int:
        """A version of a file; its mark. One after the other, versions of a case are stored as differences."""
        self.marks += 1
        self.out.write(b"blob\nmark :%d\ndata %d\n%b\n" % (self.marks, len(content), content))
        return self.marks

    def commit(self, author: git.Author, seconds: int, message: str, files: dict[str, int]) -> None:
        """A commit of files by their marks."""
        person = f"{author.name} <{author.email}> {seconds} +0100"
        text = message.encode()
        head = f"commit refs/heads/main\nauthor {person}\ncommitter {person}\ndata {len(text)}\n"
        lines = "".join(f'M 100644 :{mark} "{path}"\n' for path, mark in files.items())
        self.out.write(head.encode() + text + b"\n" + lines.encode())


def write(stream: Stream, first: dict[str, bytes], told: Iterator[Case]) -> int:
    """The whole history; the number of commits."""
    moments: list[tuple[int, int, int, Case]] = []
    founded = {path: stream.blob(content) for path, content in first.items()}
    for case in told:
        for number, text in zip(case.versions, case.texts(), strict=True):
            moments.append((case.moment(number), stream.blob(text.encode()), number, case))
    moments.sort(key=lambda moment: moment[:2])
    start = moments[0][0] - timedelta(days=7).total_seconds()
    stream.commit(git.Author(*_WORKER), int(start), "new case repository\n\nIza-Action: init\n", founded)
    for seconds, mark, number, case in moments:
        stream.commit(case.life.versions[number].author, seconds, case.message(number), {case.path: mark})
    return len(moments) + 1


def build(target: Path, size: Size, lives: Sequence[Life], first: dict[str, bytes]) -> int:
    """A repository with work tree, index and commit graph, as iza leaves them; the number of commits."""
    target.mkdir(parents=True, mode=0o700)
    git.init(target)
    words = ["git", "fast-import", "--quiet", "--date-format=raw"]
    with subprocess.Popen(words, cwd=target, stdin=subprocess.PIPE) as process:
        assert process.stdin
        told = counted(cases(size, lives), size.cases, "telling the cases")
        commits = write(Stream(process.stdin), first, told)
    if process.returncode:
        raise RuntimeError(f"git fast-import ended with {process.returncode}")
    _check_out(target)
    git.write_commit_graph(target)
    for key, value in zip(("user.name", "user.email"), _WORKER, strict=True):
        git.set_config(target, key, value)
    return commits


def _check_out(target: Path) -> None:
    """The work tree, and an index younger than all its files: git need not read them again to know them unchanged."""
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=target, check=True)
    time.sleep(1.1)
    subprocess.run(["git", "update-index", "--force-write-index"], cwd=target, check=True)


def cached(size: Size) -> Path:
    """The repository of this size, made if it is not there yet. To be left as it was found."""
    place = _cache() / f"{size.cases}-{size.commits}-{GENERATOR}-{_source()}"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as name:
            made = Path(name)
            tell("playing the lives of the example")
            replay_short_lives(made / "short")
            example.build(made / "example", DAY)
            lives = [*harvest(made / "short"), *harvest(made / "example")]
            build(made / "county", size, lives, foundation(made / "example"))
            (made / "county").rename(place)
    return place


def _cache() -> Path:
    from platformdirs import user_cache_path

    return Path(os.environ.get("IZA_BENCH") or user_cache_path("iza-bench"))


def _source() -> str:
    """What the lives are made of, in a few characters."""
    paths = [path for name in ("cases.example", "schemas") for path in sorted(folder(name).rglob("*.*"))]
    return sha256(b"".join(path.read_bytes() for path in paths if path.is_file())).hexdigest()[:8]


def main() -> None:
    """Make one repository and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.county", description=__doc__)
    parser.add_argument("size", type=Size.of, help="2800, or 280000:300000")
    sys.stdout.write(f"{cached(parser.parse_args().size)}\n")


if __name__ == "__main__":
    main()
