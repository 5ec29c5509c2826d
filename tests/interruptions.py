"""An office that is interrupted all the time: killed, stopped by Ctrl-C, by the system, by a closed window.

``python -m tests.interruptions --times 500`` plays a random legal life (every use case that writes) in processes that
are ended at random moments, gives one reading command of iza after each, and looks whether anything is lost, half
done or suspicious. The suite runs a few of them.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
sys.path[:0] = [str(path) for path in (HERE.parent, HERE, HERE / "app") if str(path) not in sys.path]

from casework import git
from interrupting import kill_session
from random_approvals import answer, put_up, want_a_second_person
from random_life import Life
from random_office import found
from random_truths import alarms
from support import TODAY

from iza import saved
from iza.store.repository import Repository

LONGEST = 1.2  # seconds after which a process is interrupted at the latest
PER_DAY = 20  # processes on one day of the office
COMMITS = 40  # in one process at most


def _interrupt_iza(process: subprocess.Popen[str]) -> None:
    process.kill()


def _interrupt_all(process: subprocess.Popen[str]) -> None:
    kill_session(process.pid)


def _by(number: signal.Signals, *, group: bool = False) -> Callable[[subprocess.Popen[str]], None]:
    def interrupt(process: subprocess.Popen[str]) -> None:
        (os.killpg if group else os.kill)(process.pid, number)

    return interrupt


WAYS: dict[str, Callable[[subprocess.Popen[str]], None]] = {
    "kill -9 of iza": _interrupt_iza,
    "kill -9 of iza and git": _interrupt_all,
    "Ctrl-C": _by(signal.SIGINT, group=True),
    "SIGTERM": _by(signal.SIGTERM),
    "SIGHUP": _by(signal.SIGHUP),
}


@dataclass
class Figures:
    """What was seen: interruptions by way, what the next command mended, acknowledged actions, and faults."""

    ways: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [("interruptions", self.ways), ("mended", self.mended), ("acknowledged", self.actions)]
        lines = [f"{name}: {sum(counts.values())} {dict(counts.most_common())}" for name, counts in rows]
        return "\n".join([*lines, f"faults: {len(self.faults)}", *self.faults])


def play(root: Path, times: int, seed: int = 1, every: int = 50) -> Figures:
    """So many interruptions in a new repository at ``root``; ``iza verify`` is asked every so often and at the end."""
    figures, dice = Figures(), Random(seed)
    found(root)
    for turn in range(times):
        if turn == times // 2:
            want_a_second_person(Life(Repository(root), Random(0), today=TODAY + timedelta(days=turn // PER_DAY)))
        way = dice.choice(list(WAYS))
        _interrupted(root, turn, dice, WAYS[way], figures)
        figures.ways[way] += 1
        look = list(_faults(root, figures, thoroughly=(turn + 1) % every == 0 or turn == times - 1))
        figures.faults += [f"turn {turn}, {way}: {fault}" for fault in look]
        if len(figures.faults) > 5:
            break
    return figures


def _interrupted(
    root: Path, turn: int, dice: Random, interrupt: Callable[[subprocess.Popen[str]], None], figures: Figures
) -> None:
    """One process that works until it is ended; what it acknowledged must be there afterwards."""
    words = [sys.executable, __file__, "--work", str(root), str(turn), str(dice.randrange(2**32))]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        try:
            process.wait(dice.uniform(0, LONGEST))
        except subprocess.TimeoutExpired:
            interrupt(process)
        said, complaints = process.stdout.read().splitlines(), process.stderr.read()
    if "Traceback" in complaints:
        figures.faults.append(complaints)
    for line in said:
        what, _blank, commit = line.rpartition(" ")
        figures.actions[what] += 1
        if not git(root, "for-each-ref", "--contains", commit):
            figures.faults.append(f"turn {turn}: lost after it was acknowledged: {line}")


def _faults(root: Path, figures: Figures, *, thoroughly: bool) -> Iterator[str]:
    """What is wrong after one reading command of iza."""
    words = [sys.executable, "-c", "from iza.cli.main import run; run()", "-C", str(root), "--lang", "en", "list"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=HERE.parent)
    for line in done.stderr.splitlines():
        if line.startswith("An interrupted change"):
            figures.mended[line.split(":")[0].removeprefix("An interrupted change was ")] += 1
        elif line:
            yield f"said: {line}"
    if done.returncode:
        yield f"iza list ended with {done.returncode}"
    status = git(root, "status", "--porcelain")
    if status:
        yield f"not clean: {status}"
    left = [path for path in (root / ".git").rglob("*.lock") if "iza" not in path.parts]
    if left or (root / ".git/iza/journal").exists():
        yield f"left over: {left}"
    if thoroughly:
        yield from git(root, "fsck", "--no-dangling", "--no-progress").splitlines()
        yield from alarms(root, TODAY + timedelta(days=10_000))


# -- the process that is interrupted ------------------------------------------------------------------------------


def work(root: Path, turn: int, seed: int) -> None:
    """Act as a life does, and say of each action that it is done, with the commit HEAD stands on then."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    dice, day = Random(seed), TODAY + timedelta(days=turn // PER_DAY)
    repo = Repository(root)
    repo.mend()
    life = Life(repo, dice, today=day, ids=Random(seed), minutes=turn % PER_DAY * COMMITS)
    _say("ready")
    try:
        while len(life.done) < COMMITS // 2:
            _ = life.act() if dice.randrange(4) else (put_up(life) or answer(life))
            for done in life.done[len(life.done) - 1 :]:
                _say(f"{done.action.replace(' ', '_')} {git(root, 'rev-parse', 'HEAD').strip()}")
    except KeyboardInterrupt:
        if saved.last():
            _say(f"(stopped) {saved.last()}")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main() -> int:
    """The command line; how many faults there were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(Path(given.work[0]), int(given.work[1]), int(given.work[2]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        figures = play(Path(folder) / "office", given.times, given.seed)
    print(figures)  # noqa: T201
    return len(figures.faults)


if __name__ == "__main__":
    sys.exit(main())
