"""``python -m benchmarks [--cases N] [--rounds N]``: whole processes, interleaved with the yardstick.

The repository is the example, its cases repeated under new ids up to N. Printed are the medians of
the CPU time of the process tree, as milliseconds and as multiples of ``python -c pass`` in the same
run: the multiples can be compared between machines, the milliseconds cannot.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from iza.app.example import ANCHOR, build
from iza.store import case_ids

YARDSTICK = "python -c pass"
IZA = [sys.executable, "-c", "from iza.cli.main import run; run()"]


def grow(folder: Path, cases: int) -> str:
    """Repeat the cases of a repository under new ids until there are ``cases``; the id of one of them."""
    dice = random.Random(1)
    originals = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("cases/*/*.yaml"))}
    active = next(case_id for case_id, text in originals.items() if "status: in_progress" in text)
    for number in range(cases - len(originals)):
        old, text = list(originals.items())[number % len(originals)]
        new = case_ids.new_case_id(dice.choice)
        place = folder / case_ids.path_of(new)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace(old, new), "utf-8")
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "more cases"], cwd=folder, check=True)
    return active


def commands(case: str) -> dict[str, list[str]]:
    """What is measured, by what is printed for it."""
    words = {
        "iza --help": ["--help"],
        "iza overdue": ["overdue"],
        "iza list": ["list"],
        "iza find": ["find", "Mohammed"],
        "iza show": ["show", case],
        "iza history": ["history", case],
        "iza check": ["check"],
        "iza check, one case": ["check", case],
        "iza agreement render": ["agreement", "render", case],
    }
    return {YARDSTICK: [sys.executable, "-c", "pass"]} | {name: [*IZA, *rest] for name, rest in words.items()}


def seconds(command: list[str], folder: Path) -> float:
    """CPU time of one process with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(folder: Path, case: str, rounds: int) -> Iterator[tuple[str, float]]:
    """The median of each command over several interleaved rounds."""
    todo = commands(case)
    runs: dict[str, list[float]] = {name: [] for name in todo}
    for _round in range(rounds):
        for name, command in todo.items():
            runs[name].append(seconds(command, folder))
    return ((name, statistics.median(times)) for name, times in runs.items())


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.environ["IZA_TODAY"] = ANCHOR.isoformat()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cases"
        build(folder, ANCHOR)
        case = grow(folder, options.cases)
        rows = list(measured(folder, case, options.rounds))
    base = dict(rows)[YARDSTICK]
    sys.stdout.write(f"{options.cases} cases, median CPU of {options.rounds} runs\n")
    for name, time in rows:
        sys.stdout.write(f"{name:24}{time * 1000:8.0f} ms{time / base:8.1f} x\n")


if __name__ == "__main__":
    main()
