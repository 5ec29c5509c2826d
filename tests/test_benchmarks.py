"""The benchmarks: what is measured leaves everything as it was, and the tables say what was measured."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from support import ROOT

from benchmarks import __main__ as benchmarks
from benchmarks import bulk, county, items, measure, page, peers, rounds, scenes, table, targets
from benchmarks.county import DAY, Size
from benchmarks.desk import Desk, desk
from benchmarks.figures import Figures, Law, growth, law
from benchmarks.measure import Run
from benchmarks.targets import Target, Verdict
from benchmarks.work import WORK, YARDSTICK, Work
from iza import git as repository
from iza.app.lists.case_lists import due_list
from iza.app.office import Office
from iza.store.repository import Repository

NAMED = {work.name: work for work in WORK}
PROGRAMS = ("rg", "task", "hledger", "todo", "doorstop", "check-jsonschema")


@pytest.fixture
def place(example: Path) -> Desk:
    """A desk in a copy of the example, which git knows to be clean; something iza remembers lies there."""
    found = desk(example)
    found.git("update-index", "-q", "--refresh")
    memory = example / ".git/iza"
    memory.mkdir(exist_ok=True)
    (memory / "cases.sqlite").write_bytes(b"remembered")
    return found


def contents(folder: Path) -> dict[str, str]:
    """Every file there is, with what it holds; the index by what it says."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "index"]
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def said(place: Desk, git: Callable[..., str]) -> list[str]:
    """What git says of a repository."""
    questions = (("rev-parse", "HEAD"), ("reflog", "--all"), ("status", "--porcelain"), ("ls-files", "-s"), ("fsck",))
    return [git(place.folder, *words) for words in questions]


def ran(*times: float, wall: float = 0.1, memory: float = 20, code: int = 0) -> Run:
    """The middle of several runs with so many milliseconds of CPU."""
    return Run.middle([Run(cpu / 1000, wall, memory, memory + 5, code) for cpu in times])


def measured(cases: int, commits: int, base: float = 10, **cpu: float) -> Figures:
    """Figures of a size: milliseconds of CPU by work, with underscores for blanks."""
    return Figures(Size(cases, commits), ran(base), {name.replace("_", " "): ran(ms) for name, ms in cpu.items()})


# -- measuring --------------------------------------------------------------------------------------


def test_a_run_is_measured_with_all_its_processes(tmp_path: Path):
    hog = f"'{sys.executable}' -c 'a = [0] * 5_000_000; import time; time.sleep(0.2)'"
    run = measure.run(["sh", "-c", f"{hog} & {hog} & wait"], tmp_path, os.environ)
    assert run.code == 0
    assert run.is_fine
    assert run.wall >= 0.2
    assert run.memory > 40
    assert run.together > run.memory * 1.5
    assert run.cpu < run.wall


def test_nothing_is_waited_for_too_long(tmp_path: Path):
    run = measure.run(["sh", "-c", "sleep 60 & wait"], tmp_path, os.environ, patience=0.1)
    assert run.is_too_long
    assert not run.is_fine
    assert run.wall < 30


def test_a_command_sees_a_terminal_or_none(tmp_path: Path):
    words = [sys.executable, "-c", "import sys; sys.exit(sys.stdout.isatty())"]
    assert measure.run(words, tmp_path, os.environ, terminal=True).code == 1
    assert measure.run(words, tmp_path, os.environ).code == 0


def test_the_settings_of_who_measures_do_not_count(monkeypatch: pytest.MonkeyPatch):
    for name in ("IZA_TODAY", "GIT_DIR", "PYTHONSTARTUP", "RIPGREP_CONFIG_PATH"):
        monkeypatch.setenv(name, "/own")
    found = measure.surroundings("2026-11-16")
    assert found["IZA_TODAY"] == "2026-11-16"
    assert "/own" not in found.values()


# -- scenes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scene",
    [scenes.changed_by_hand, scenes.changed_by_commit, scenes.taken_back, scenes.without_memory, scenes.without_paper,
     scenes.new_office, scenes.new_cases],
    ids=lambda scene: scene.__name__,
)  # fmt: skip
def test_a_scene_leaves_a_repository_as_it_was(scene: scenes.Scene, place: Desk, git: Callable[..., str]):
    repository.write_commit_graph(place.folder)
    before, words, times = contents(place.folder), said(place, git), (place.folder / place.path).stat().st_mtime_ns
    with scene(place) as folder:
        memory = folder / ".git/iza"
        memory.mkdir(exist_ok=True)
        (memory / "cases.sqlite").write_bytes(b"changed")
        (memory / "new").write_bytes(b"")
        (folder / "output").mkdir(exist_ok=True)
        (folder / "output/paper.md").write_text("paper")
        if scene is scenes.taken_back:
            (folder / place.path).write_text("torn")
            git(folder, "commit", "-qam", "torn")
            repository.write_commit_graph(folder)
    if scene is not scenes.without_paper:
        shutil.rmtree(place.folder / "output", ignore_errors=True)
        before = {path: text for path, text in before.items() if not path.startswith("output/")}
    else:
        (place.folder / ".git/iza/cases.sqlite").write_bytes(b"remembered")
        (place.folder / ".git/iza/new").unlink()
    assert contents(place.folder) == before
    assert said(place, git) == words
    assert (place.folder / place.path).stat().st_mtime_ns == times
    assert [path.name for path in place.folder.parent.iterdir() if path.name.startswith("example")] == ["example"]


def test_scenes_are_what_they_say(place: Desk, git: Callable[..., str]):
    head, path = repository.head(place.folder), place.folder / place.path
    with scenes.changed_by_hand(place):
        assert git(place.folder, "status", "--porcelain") == f" M {place.path}\n"
    assert place.disturbances == 1
    with scenes.changed_by_commit(place):
        assert git(place.folder, "diff", "--name-only", head, "HEAD") == f"{place.path}\n"
        assert git(place.folder, "status", "--porcelain") == ""
        assert path.read_text().endswith("# anrufen\n")
    with scenes.without_memory(place):
        assert not (place.folder / ".git/iza").exists()
    with scenes.new_cases(place) as folder:
        assert git(folder, "status", "--porcelain") == "?? cases/\n"
        assert git(folder, "log", "--format=%an") == "Judith Kübler\n"
        assert contents(folder / "cases") == contents(place.folder / "cases")


def test_what_a_killed_benchmark_left_is_put_in_order(place: Desk, git: Callable[..., str]):
    before = said(place, git)[:4]
    scenes.keep(place.folder / ".git", place.folder.with_name("example.kept"))
    (place.folder / ".git/iza").rename(place.folder.with_name("example.memory"))
    (place.folder / place.path).write_text("torn")
    git(place.folder, "commit", "-qam", "torn")
    scenes.put_in_order(place.folder)
    assert said(place, git)[:4] == before
    assert (place.folder / ".git/iza/cases.sqlite").read_bytes() == b"remembered"
    assert not place.folder.with_name("example.kept").exists()


@pytest.mark.parametrize("name", ["step done, committed", "overdue, changed by a commit", "overdue, on a terminal"])
def test_what_is_measured_leaves_a_repository_as_it_was(name: str, place: Desk, git: Callable[..., str]):
    before = said(place, git)
    run = NAMED[name].run(place)
    assert run.is_fine
    assert run.cpu > 0
    assert run.together >= run.memory > 1
    assert said(place, git) == before


def test_what_iza_cannot_be_quicker_than_is_measured_too(place: Desk):
    assert NAMED["import typer"].run(place).is_fine
    assert NAMED["YAML events"].run(place).code == 0
    (place.folder / place.path).write_text("a: [\n")
    assert NAMED["YAML events"].run(place).code == 1


def test_new_cases_come_in_one_commit(place: Desk, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch):
    with scenes.new_office(place) as office:
        monkeypatch.chdir(office)
        bulk.main("save", str(place.folder))
        assert git(office, "rev-list", "--count", "HEAD") == "2\n"
        assert git(office, "status", "--porcelain") == ""
        assert contents(office / "cases") == contents(place.folder / "cases")
    (place.folder / place.path).write_text("id: F-0000-0000\n")
    with pytest.raises(ValueError, match="F-"):
        bulk.accepted(place.folder)


COMMANDS = [
    work for work in WORK if work.line.startswith("iza ") and work.scene in (scenes.as_it_is, scenes.without_memory)
]


@pytest.mark.parametrize("work", COMMANDS, ids=lambda work: work.name)
def test_every_command_line_exists(
    work: Work, place: Desk, iza: Callable[..., object], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("IZA_TODAY", DAY.isoformat())
    words = shlex.split(place.filled(work.line))[1:]
    if "--at" in words:  # the example is younger than a year
        words[words.index("--at") + 1] = DAY.isoformat()
    assert iza(place.folder, *words, code=None).code in (0, 1)  # type: ignore[attr-defined]


# -- rounds -----------------------------------------------------------------------------------------


class Acted(Work):
    """A work that takes as long as it says and keeps a list of what was run."""

    def acts(self, log: list[str], wall: float = 0.1, code: int = 0) -> Acted:
        object.__setattr__(self, "log", log)
        object.__setattr__(self, "result", Run(wall, wall, 10, 10, code))
        return self

    def run(self, desk: Desk, patience: float = 60) -> Run:
        self.log.append(self.name)  # type: ignore[attr-defined]
        if self.disturbs:
            desk.disturbances += 1
        return self.result  # type: ignore[attr-defined]

    def warm_up(self, desk: Desk, patience: float = 60) -> Run:
        self.log.append(f"({self.name})")  # type: ignore[attr-defined]
        return self.result  # type: ignore[attr-defined]


def played(
    works: list[Acted], smaller: Figures | None, number: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Figures:
    """The figures of rounds in which nothing really runs."""
    monkeypatch.setattr(measure, "run", lambda *_words, **_options: Run(0.01, 0.01, 9, 9, 0))
    at = Desk(tmp_path, "", "")
    return rounds.measured(Size(2800, 28000), [rounds.Series(work, at) for work in works], number, smaller, 60)


def test_each_work_is_run_once_before_it_counts_and_again_when_disturbed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    log: list[str] = []
    works = [Acted("overdue", "iza").acts(log), Acted("check", "iza").acts(log, wall=3),
             Acted("step", "iza", scenes.taken_back).acts(log)]  # fmt: skip
    found = played(works, None, 2, monkeypatch, tmp_path)
    first = ["(overdue)", "(check)", "(step)", "overdue", "check", "step"]
    assert log == [*first, "(overdue)", "overdue", "check", "step"]
    assert found.times("overdue") == pytest.approx(10)


def test_what_takes_too_long_is_not_begun_and_not_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    log: list[str] = []
    works = [Acted("long", "iza").acts(log), Acted("slow", "iza").acts(log, wall=50),
             Acted("gone", "iza").acts(log, code=2)]  # fmt: skip
    smaller = Figures(Size(280, 2800), ran(10, wall=0.01), {"long": ran(10, wall=13), "slow": ran(10, wall=5)})
    found = played(works, smaller, 4, monkeypatch, tmp_path)
    assert log == ["(slow)", "(gone)", "slow", "slow"]
    assert found.runs["long"].is_too_long
    assert found.times("long") is None
    assert found.runs["gone"].is_unknown


# -- laws and targets -------------------------------------------------------------------------------

SIZES = (Size(100, 1_000), Size(2_800, 28_000), Size(28_000, 280_000), Size(280_000, 300_000))


def grown(cost: Callable[[Size], float], swings: Mapping[int, float] | None = None) -> list[Figures]:
    """Figures at all sizes of a work that takes so many milliseconds, on a machine that is slower now and then."""
    slower = swings or {}
    return [
        measured(size.cases, size.commits, 10 * slower.get(size.cases, 1), work=cost(size) * slower.get(size.cases, 1))
        for size in SIZES
    ]


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (lambda size: 60, Law("constant")),
        (lambda size: 60 + size.cases % 7, Law("constant")),
        (lambda size: 60 + 2e-3 * size.cases, Law("per case", 2)),
        (lambda size: 60 + 1.5 * size.cases, Law("per case", 1500)),
        (lambda size: 60 + 3e-3 * size.commits, Law("per commit", 3)),
    ],
)
@pytest.mark.parametrize("swings", [{}, {2_800: 2.0, 280_000: 0.7}])
def test_the_law_is_found(cost: Callable[[Size], float], expected: Law, swings: dict[int, float]):
    found = law("work", grown(cost, swings))
    assert found is not None
    assert found.word == expected.word
    assert found.microseconds == pytest.approx(expected.microseconds, rel=0.25)


def test_what_grows_faster_than_the_cases_is_called_steeper():
    found = law("work", grown(lambda size: 60 + 1e-6 * size.cases**2))
    assert found is not None
    assert found.word == "steeper"


def test_a_law_needs_two_sizes():
    assert law("work", [measured(100, 1000, work=5)]) is None
    assert law("other", grown(lambda size: 60)) is None


def test_growth_is_from_multiple_to_multiple():
    assert growth("work", measured(100, 1000, work=50), measured(2800, 28000, base=20, work=300)) == pytest.approx(3)
    assert growth("gone", measured(100, 1000), measured(2800, 28000)) is None


def verdict(target: Target, *figures: Figures, monkeypatch: pytest.MonkeyPatch) -> Verdict | None:
    monkeypatch.setattr(targets, "TARGETS", (target,))
    return next(iter(targets.verdicts(figures)), None)


def test_targets_are_held_against_the_figures(monkeypatch: pytest.MonkeyPatch):
    small, large = measured(100, 1000, show=130), measured(2800, 28000, show=150, new=300, old=100, off=80)

    def met(target: Target) -> tuple[int, float | None, bool | None] | None:
        found = verdict(target, small, large, monkeypatch=monkeypatch)
        return found and (found.cases, found.measured and round(found.measured, 3), found.is_met)

    assert met(Target("show", 2800, 15)) == (2800, 15, True)
    assert met(Target("show", 0, 14)) == (2800, 15, False)
    assert met(Target("show", 100, 12.9)) == (100, 13, False)
    assert met(Target("show", 280, 12.9)) is None
    assert met(Target("show", 100, 0.2, "seconds")) == (100, 0.1, True)
    assert met(Target("show", 100, 24, "megabytes")) == (100, 25, False)
    assert met(Target("new", 2800, 2.2, "ratio", beside="old", less="off")) == (2800, 2.2, True)
    assert met(Target("new", 2800, 2.9, "ratio", beside="old")) == (2800, 3, False)
    assert met(Target("new", 2800, 2.9, "ratio", beside="gone")) == (2800, None, None)
    assert met(Target("gone", 2800, 2.9)) is None


def test_a_history_is_as_long_at_every_size():
    def flat(*milliseconds: float) -> Verdict | None:
        sizes = [
            Figures(size, ran(10), {"history, two commits": ran(ms)})
            for size, ms in zip(SIZES, milliseconds, strict=False)
        ]
        return next((one for one in targets.verdicts(sizes) if one.target is targets.FLAT), None)

    assert flat(100) is None
    found = flat(100, 90, 100, 116)
    assert found
    assert (found.measured, found.is_met) == (pytest.approx(1.16), False)


def test_every_target_is_about_something_that_is_measured():
    for target in targets.TARGETS:
        for name in filter(None, (target.work, target.beside, target.less)):
            assert not target.cases or target.cases in NAMED[name].sizes


# -- tables -----------------------------------------------------------------------------------------


def test_a_command_that_does_not_exist_is_a_dash():
    runs = {"here": ran(100, code=1), "not yet": ran(100, code=2), "long": Run.skipped(60), "broken": ran(5, code=-9)}
    lines = table.rows(Figures(SIZES[1], ran(10), runs), Figures(SIZES[0], ran(10), {"here": ran(50)}))
    assert lines[0] == ("here", "100", "10.0", "100", "1.0", "20", "25", "1", "2.00")
    assert [line[1] for line in lines[1:]] == ["–", "> 60 s", "exit -9"]
    text = table.text(table.HEAD, lines)
    assert text.splitlines()[1].split() == ["here", "100", "10.0", "100", "1.0", "20", "25", "1", "2.00"]
    assert table.markdown(table.HEAD, lines).count("\n") == 6


def test_the_tables_of_laws_and_targets_read_well():
    sizes = grown(lambda size: 60 + 2e-3 * size.cases)
    assert table.laws(["work", "other"], sizes) == [("work", "per case", "2.00")]
    found = [Verdict(Target("a", 100, 9), 100, 8.04), Verdict(Target("a", 100, 1.2, "seconds"), 100, 1.25),
             Verdict(Target("a", 0, 150, "megabytes", beside="b"), 2800, None)]  # fmt: skip
    assert table.targets(found) == [
        ("a", "100", "9.0 x", "8.0 x", "met"),
        ("a", "100", "1.20 s", "1.25 s", "NOT MET"),
        ("a / b", "2,800", "150 MB", "–", ""),
    ]


def test_everything_measured_has_a_german_name_on_the_page():
    others = {peer.work.name for peer in (*peers.ON_REPOSITORY, *peers.ON_REVIEWS)}
    assert {work.name for work in WORK} <= page.GERMAN.keys() <= {work.name for work in WORK} | others
    assert page.number(2800) == "2.800"
    assert page.number(1234.5, 1) == "1.234,5"


def test_figures_stand_between_the_marks_of_the_page(tmp_path: Path):
    shutil.copy(ROOT / "docs/geschwindigkeit.md", tmp_path / "page.md")
    text = (ROOT / "docs/geschwindigkeit.md").read_text("utf-8")
    assert page.has_place(tmp_path / "page.md")
    for figures in ("| first |\n", "| second \\1 |\n"):
        page.write(tmp_path / "page.md", figures)
    written = (tmp_path / "page.md").read_text("utf-8")
    assert written.split("<!-- figures -->")[0] == text.split("<!-- figures -->")[0]
    assert written.split("<!-- figures -->")[1] == "\n\n| second \\1 |\n\n<!-- /figures -->\n"
    (tmp_path / "other.md").write_text("no marks")
    assert not page.has_place(tmp_path / "other.md")
    assert not page.has_place(tmp_path / "gone.md")


def test_the_page_tells_targets_growth_sizes_and_peers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    sizes = [
        Figures(
            size,
            ran(10),
            {"overdue": ran(80), "check, cold": ran(size.cases), "git status": ran(10), "task list": ran(40)},
        )
        for size in SIZES[1:3]
    ]
    monkeypatch.setattr(page, "_git", lambda: "2.39.5")
    text = page.figures(sizes, 5, with_peers=True)
    assert "| `iza overdue` | 2.800 | 9,0 × | 8,0 × | ja |" in text
    assert "| `iza check`, nichts gemerkt | 2.800 | 350,0 × | 280,0 × | ja |" in text
    assert "| `iza overdue` | 8,0 | 8,0 | gleich |  |" in text
    assert "| `iza check`, nichts gemerkt | 280,0 | 2.800,0 | je Fall | 1.000,00 |" in text
    assert "### 28.000 Fälle, 280.000 Commits" in text
    assert "| `iza check`, nichts gemerkt | 28.000 | 2.800,0 | 100 | 1,0 | 20 | 25 | 10,00 × |" in text
    assert "| `task due.before:… list` | 2.800 | 40 | 4,0 | 100 | 20 | 14 | 0,50 × `iza overdue` |" in text
    assert "| `todo list --due` | – (`pip install todoman`) |" in text
    assert text.count("`git status`") == 2
    assert text.count("todoman") == 1


# -- peers ------------------------------------------------------------------------------------------


def test_reviews_are_what_iza_lists(place: Desk):
    found = list(items.items(place.folder))
    assert len(found) == len(list(place.folder.glob("cases/*/*.yaml")))
    overdue = {one.case for one in found if not one.is_done and one.day < DAY.isoformat()}
    assert overdue == {row.due.case for row in due_list(Office(Repository(place.folder), DAY))}
    assert overdue
    assert [date.fromisoformat(one.day) for one in found]


def test_every_data_set_has_every_review(place: Desk):
    reviews = list(items.items(place.folder))
    data = items.cached(place.folder)
    assert data == items.cached(place.folder) == place.folder.with_name(f"example.peers-{items.FORMAT}")
    tasks = json.loads((data / "tasks.json").read_text("utf-8"))
    pending = [one for one in reviews if not one.is_done]
    assert len(tasks) == len({task["uuid"] for task in tasks}) == len(reviews)
    assert len([task for task in tasks if task["status"] == "pending"]) == len(pending)
    journal = (data / "reviews.journal").read_text("utf-8")
    assert (journal.count("reviews:due"), journal.count(" ! ")) == (len(reviews), len(pending))
    todos = [path.read_text("utf-8") for path in data.glob("calendar/reviews/*.ics")]
    assert len(todos) == len(reviews)
    assert sum("STATUS:NEEDS-ACTION" in todo for todo in todos) == len(pending)
    assert len(list(data.glob("requirements/REV*.yml"))) == len(reviews)
    assert len(list((data / "cases").iterdir())) == -(-len(reviews) // items.ONE_IN)
    assert "$ref" not in (data / "case.schema.json").read_text("utf-8")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Only git, a shell, and programs that write down where they think they are at home; the folder they are in."""
    place = tmp_path / "bin"
    place.mkdir()
    for name in ("git", "sh", "cat", "env"):
        (place / name).symlink_to(str(shutil.which(name)))
    for name in PROGRAMS:
        (place / name).write_text(f'#!/bin/sh\necho "$@" > "{place}/{name}.args"\nenv > "{place}/{name}.env"\n')
        (place / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(place))
    return place


def test_peers_are_at_home_in_a_temporary_folder(place: Desk, programs: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("TASKDATA", "TODOMAN_CONFIG", "XDG_DATA_HOME", "LEDGER_FILE"):
        monkeypatch.setenv(name, "/home/own")
    with peers.desk(place.folder) as reviews:
        assert (programs / "task.args").read_text() == "import tasks.json\n"
        assert (reviews.folder / "requirements/.git").is_dir()
        for peer in peers.ON_REVIEWS:
            assert peer.is_there
            assert peer.work.run(reviews).code == 0
        for name in set(PROGRAMS) - {"rg"}:
            own = dict(
                line.split("=", 1) for line in (programs / f"{name}.env").read_text().splitlines() if "=" in line
            )
            assert "/home/own" not in own.values()
            assert all(
                own[word].startswith(str(reviews.folder.parent)) for word in ("HOME", "TASKDATA", "XDG_DATA_HOME")
            )
        assert str(reviews.folder) in Path(reviews.environment["TODOMAN_CONFIG"]).read_text()
    assert not reviews.folder.exists()
    words = (programs / "check-jsonschema.args").read_text().split()
    assert [word for word in words if word.startswith("cases/F-")]


def test_a_program_that_is_missing_is_named_with_the_way_to_get_it(programs: Path):
    (programs / "todo").unlink()
    missing = [peer for peer in peers.asked(SIZES[1]) if not peer.is_there]
    assert [(peer.program, peer.install) for peer in missing] == [("todo", "pip install todoman")]
    assert [peer.program for peer in peers.asked(SIZES[2])] == ["rg", "git", "git", "git"]
    assert {peer.beside for peer in peers.asked(SIZES[1])} <= NAMED.keys()


# -- the whole --------------------------------------------------------------------------------------


def test_one_command_measures_and_writes_the_page(
    place: Desk, tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    written = tmp_path / "page.md"
    written.write_text("Prosa\n<!-- figures -->\nold\n<!-- /figures -->\nmehr\n")
    monkeypatch.setattr(county, "cached", lambda _size: place.folder)
    (programs / "todo").unlink()
    words = f"--cases 12,11:110 --rounds 1 --only help,show --peers --write {written}"
    monkeypatch.setattr(sys, "argv", ["benchmarks", *words.split()])
    benchmarks.main()
    text, shown = written.read_text("utf-8"), capsys.readouterr()
    assert text.startswith("Prosa\n<!-- figures -->\n\nGemessen am ")
    assert text.endswith("<!-- /figures -->\nmehr\n")
    assert text.index("### 11 Fälle, 110 Commits") < text.index("### 12 Fälle, 120 Commits")
    assert "| `iza show FALL` |" in text
    assert "| `rg -c 'status: planned' cases` | 11 |" in text
    assert "old" not in text
    assert "12 cases, 120 commits" in shown.out
    assert "not installed: todo list (pip install todoman)" in shown.out
    assert shown.err == ""  # no terminal, no progress
    assert YARDSTICK[-1] == "pass"


def test_some_works_can_be_chosen():
    assert benchmarks.chosen("") == list(WORK)
    assert [work.name for work in benchmarks.chosen("list,overdue, 10 rows")] == ["overdue, 10 rows", "list"]
    assert {"check", "check, cold", "check, one case"} == {work.name for work in benchmarks.chosen("check")}


def test_a_page_without_a_place_for_figures_is_known_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--write", str(tmp_path / "gone.md")])
    with pytest.raises(SystemExit):
        benchmarks.main()
    assert "has no place for figures" in capsys.readouterr().err
