"""An office that lives: random legal actions on a real repository, day after day.

``play`` goes through the use cases in one git process; ``play_with_git`` commits one by one, with two clones.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

from casework import git
from random_approvals import answer, put_up, want_a_second_person
from random_dice import WORKERS
from random_git import aside, colleague, edited_by_hand, stumble, think_again, together
from random_life import Done, Life
from signing import line, new_key
from support import ROOT, TODAY, git_dates, git_told

from iza.app.county import setup
from iza.model.signers import FILE
from iza.store.repository import Repository
from iza.store.work_tree import DIRECTORIES, directory_path


def found(root: Path) -> Repository:
    """A new repository with the directory of the invented county, and nobody in it yet."""
    with yesterday():
        setup.init(root, "Landkreis Albweil")
        for name in ("iza.yaml", *map(directory_path, DIRECTORIES)):
            (root / name).write_bytes((ROOT / "cases.example" / name).read_bytes())
        git(root, "commit", "-qam", "directory")
    return Repository(root)


@contextmanager
def yesterday() -> Iterator[None]:
    """Git believes that it is the day before the first one."""
    with git_told(git_dates(f"{TODAY - timedelta(days=1)}T08:00:00+01:00")):
        yield


def play(root: Path, actions: int, random: Random) -> list[Done]:
    """So many actions in a new repository, all through one git process; what was done."""
    life = Life(found(root), random)
    with life.repo.batch(life.when, life.author):
        _live(life, actions)
    return life.done


def _live(life: Life, actions: int) -> None:
    while len(life.done) < actions:
        if life.random.randrange(10) == 0:
            edited_by_hand(life)
        else:
            life.act()
        if life.random.randrange(3) == 0:
            life.tick(life.random.randrange(4))


def play_with_git(root: Path, actions: int, random: Random, *, signed: bool = False, two: bool = False) -> list[Done]:
    """So many actions with commits one by one, two clones, branches, merges, fast-forward pulls and ``git gc``.

    They go on with the cases of the repository at ``root``, if there is one. ``signed``: everybody signs what they
    commit; ``two``: nobody signs an agreement or closes a case alone.
    """
    life = Life(Repository(root) if root.exists() else found(root), random)
    if signed:
        hand_out_keys(life)
    if two:
        want_a_second_person(life)
    other = colleague(life)
    while len(life.done) < actions or not _has_seen(life, "(merge)", *(["(answer)"] if two else [])):
        match random.randrange(12):
            case 0:
                git(life.root, "gc", "-q")
                _ = think_again(life) or stumble(life)
            case 1:
                aside(life, random.randint(1, 4))
            case 2 | 3:
                other = together(life, other, random.randint(1, 10))
            case 4 | 5 | 6 if two:
                _ = put_up(life) or answer(life)
            case 7 | 8 if two:
                answer(life)
            case _:
                _live(life, len(life.done) + 2)
    return life.done


def _has_seen(life: Life, *wanted: str) -> bool:
    """Whether what is rare happened too."""
    return all(any(one.action.startswith(name) for one in life.done) for name in wanted)


def hand_out_keys(life: Life) -> None:
    """A key for everybody at work, beside the repository, and the list of them in it; signed like all that follows."""
    folder = life.root.with_name(f"{life.root.name}.keys")
    life.keys = {worker: new_key(folder / worker) for worker in WORKERS}
    people = life.repo.county.caseworkers
    lines = [line(key, people[worker]["email"]) for worker, key in life.keys.items()]
    (life.root / FILE).write_text("".join(lines), "utf-8")
    with life.at_work():
        git(life.root, "add", FILE)
        git(life.root, "commit", "-q", "-m", "keys")
