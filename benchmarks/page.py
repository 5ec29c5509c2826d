"""The figures on a page of the documentation, between ``<!-- figures -->`` and ``<!-- /figures -->``, in German."""

from __future__ import annotations

import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import peers
from benchmarks.figures import Figures, growth, law
from benchmarks.measure import Run
from benchmarks.peers import Peer
from benchmarks.table import Row, markdown
from benchmarks.targets import FLAT, Target, Unit, Verdict, verdicts
from benchmarks.work import WORK

_MARKS = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)
_TARGETS = ("Was", "Fälle", "höchstens", "gemessen", "gehalten")
_SIZE = ("Befehl", "CPU ms", "×", "Uhr ms", "×", "MB", "MB alle", "zur vorigen Größe")
_PEERS = ("Programm", "Einträge", "CPU ms", "×", "Uhr ms", "MB", "µs je Eintrag", "neben iza")
_LAWS = {"constant": "gleich", "per case": "je Fall", "per commit": "je Commit", "steeper": "steiler"}
_UNITS: dict[Unit, tuple[int, str]] = {
    "times": (1, "×"),
    "seconds": (2, "s"),
    "megabytes": (0, "MB"),
    "ratio": (2, ": 1"),
}
GERMAN = {
    "help": "`iza --help`",
    "help, just installed": "`iza --help`, zum ersten Mal nach dem Installieren",
    "completion": "Tabulatortaste nach `iza sh`",
    "overdue": "`iza overdue`",
    "overdue, on a terminal": "`iza overdue` am Bildschirm, alle Zeilen",
    "overdue, as a table": "`iza overdue` am Bildschirm, Tabelle mit etwa 10 Zeilen",
    "overdue, 10 rows": "`iza overdue`, etwa 10 Zeilen",
    "overdue, 700 rows": "`iza overdue`, etwa 700 Zeilen",
    "overdue, 10 cases": "`iza overdue` in einer Fallablage mit 10 Fällen",
    "overdue, whatever is due": "`iza overdue --all`",
    "overdue, a year ago": "`iza overdue --at`, vor einem Jahr",
    "overdue, changed by hand": "`iza overdue`, nachdem ein Fall von Hand geändert wurde",
    "overdue, changed by a commit": "`iza overdue` nach einem Commit mit reinem git",
    "overdue, cold": "`iza overdue`, Index neu",
    "list": "`iza list`",
    "find": "`iza find NAME`",
    "show": "`iza show FALL`",
    "history": "`iza history FALL`",
    "history, two commits": "`iza history FALL`, ein Fall mit zwei Commits",
    "history, cold": "`iza history FALL`, Index neu",
    "agreement render": "`iza agreement render FALL`, Markdown und PDF",
    "check, one case": "`iza check FALL`",
    "check": "`iza check`",
    "check, cold": "`iza check`, nichts gemerkt",
    "verify": "`iza verify`",
    "verify, cold": "`iza verify`, nichts gemerkt",
    "step done, committed": "`iza step done FALL SCHRITT`, mit Commit",
    "new cases, judged": "alle Fälle lesen und prüfen",
    "new cases, saved": "alle Fälle lesen, prüfen und als ein Commit speichern",
    "new cases, git alone": "dieselben Dateien: `git add -A && git commit`",
    "import typer": "`import typer`, die Bibliothek der Befehlszeile",
    "YAML events": "libyaml liest alle Fälle, ohne etwas daraus zu machen",
    "git add, git commit": "`git add` und `git commit` einer Datei",
    "git log -- FILE": "`git log -- DATEI`",
    "check-jsonschema": "`check-jsonschema`, jeder zehnte Fall",
    "doorstop": "`doorstop`, alle Einträge prüfen",
    "todo list": "`todo list --due`",
    "task list": "`task due.before:… list`",
    "hledger register": "`hledger register --pending`",
    "hledger check": "`hledger check`",
}
"""What each work is called on the page; a command line that is not here is shown as it is."""


def has_place(page: Path) -> bool:
    """Whether a page has the marks between which figures go."""
    return page.is_file() and _MARKS.search(page.read_text("utf-8")) is not None


def write(page: Path, figures: str) -> None:
    """Put the figures between the marks of a page."""
    text = _MARKS.sub(lambda marks: f"{marks[1]}\n{figures}\n{marks[2]}", page.read_text("utf-8"), count=1)
    page.write_text(text, "utf-8")


def figures(sizes: Sequence[Figures], rounds: int, *, with_peers: bool) -> str:
    """All tables as Markdown."""
    parts = [_setting(sizes, rounds), "### Ziele\n", markdown(_TARGETS, [_target(one) for one in verdicts(sizes)])]
    if len(sizes) > 1:
        parts += ["### Wie es wächst\n", markdown(_growth_head(sizes), _growth(sizes))]
    for place, one in enumerate(sizes):
        parts += [f"### {_size(one)}\n", markdown(_SIZE, _rows(one, sizes[place - 1] if place else None))]
        if with_peers:
            parts += [f"### Andere Programme, {number(one.size.cases)} Fälle\n", markdown(_PEERS, _beside(one))]
    return "\n".join(parts)


def number(value: float, digits: int = 0) -> str:
    """``2.800`` or ``1,5``."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def _setting(sizes: Sequence[Figures], rounds: int) -> str:
    bases = " / ".join(number(one.base.cpu * 1000, 1) for one in sizes)
    return (
        f"Gemessen am {datetime.now(UTC):%d.%m.%Y} mit Python {platform.python_version()} und git {_git()}, "
        f"Mittelwerte (Median) von bis zu {rounds} Runden; `python -c pass`: {bases} ms CPU.\n"
    )


def _git() -> str:
    return subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]


def _size(one: Figures) -> str:
    return f"{number(one.size.cases)} Fälle, {number(one.size.commits)} Commits"


def _named(name: str) -> str:
    return GERMAN.get(name, f"`{name}`")


def _target(one: Verdict) -> Row:
    measured = "–" if one.measured is None else _value(one.measured, one.target.unit)
    met = {True: "ja", False: "**nein**", None: ""}[one.is_met]
    return (_described(one.target), number(one.cases), _value(one.target.limit, one.target.unit), measured, met)


def _described(target: Target) -> str:
    if target is FLAT:
        return f"{_named(target.work)}: die meisten Commits neben den wenigsten"
    if target.less:
        return f"{_named(target.work)}, ohne das Prüfen, neben {_named(target.beside)}"
    return f"{_named(target.work)} neben {_named(target.beside)}" if target.beside else _named(target.work)


def _value(value: float, unit: Unit) -> str:
    digits, sign = _UNITS[unit]
    return f"{number(value, digits)} {sign}"


def _growth_head(sizes: Sequence[Figures]) -> Row:
    return ("Befehl", *(f"{number(one.size.cases)} Fälle" for one in sizes), "wächst", "µs je Fall oder Commit")


def _growth(sizes: Sequence[Figures]) -> list[Row]:
    """Multiples of the yardstick at each size, and the law behind them."""
    found = []
    for work in WORK:
        if it := law(work.name, sizes):
            cells = (one.times(work.name) for one in sizes)
            each = number(it.microseconds, 2) if it.microseconds else ""
            found.append((_named(work.name), *("" if x is None else number(x, 1) for x in cells), _LAWS[it.word], each))
    return found


def _rows(one: Figures, smaller: Figures | None) -> list[Row]:
    return [(_named(work.name), *_cells(work.name, one, smaller)) for work in WORK if work.name in one.runs]


def _cells(name: str, one: Figures, smaller: Figures | None) -> Row:
    run = one.runs[name]
    if not run.is_fine:
        return (_missing(run), *[""] * (len(_SIZE) - 2))
    grown = growth(name, smaller, one) if smaller else None
    return (number(run.cpu * 1000), number(run.cpu / one.base.cpu, 1), number(run.wall * 1000),
            number(run.wall / one.base.wall, 1), number(run.memory), number(run.together),
            f"{number(grown, 2)} ×" if grown else "")  # fmt: skip


def _missing(run: Run) -> str:
    if run.is_too_long:
        return f"über {number(run.wall)} s"
    return "–" if run.is_unknown else f"Fehler {run.code}"


def _beside(one: Figures) -> list[Row]:
    """Other programs; the last column is their CPU time as a multiple of iza's for the same question."""
    return [_peer(peer, one) for peer in peers.asked(one.size)]


def _peer(peer: Peer, one: Figures) -> Row:
    run, name = one.runs.get(peer.work.name), _named(peer.work.name)
    if run is None:
        return (name, f"– (`{peer.install}`)", *[""] * (len(_PEERS) - 2))
    entries = round(one.size.cases * peer.share)
    if not run.is_fine:
        return (name, number(entries), _missing(run), *[""] * (len(_PEERS) - 3))
    own = one.times(peer.beside)
    beside = f"{number(run.cpu / one.base.cpu / own, 2)} × {_named(peer.beside)}" if own and peer.share == 1 else ""
    return (name, number(entries), number(run.cpu * 1000), number(run.cpu / one.base.cpu, 1), number(run.wall * 1000),
            number(run.memory), number(run.cpu / entries * 1e6), beside)  # fmt: skip
