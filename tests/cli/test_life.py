"""The full life of a case by commands alone: each one commit of one file, in a repository that stays sound."""

from __future__ import annotations

import csv
import io
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from casework import CLEARING, CLIENT, LANGUAGE_GOAL, path_of
from terminal import Desk, ProcessDesk, Run, write, yaml_text

WORKER = {
    "id": "kue", "name": {"family": "Kübler", "given": "Judith"}, "email": "j.kuebler@albweil.example",
    "team": "nord", "deputy": "elz",
}  # fmt: skip
DEPUTY = {"id": "elz", "name": {"family": "Elzner", "given": "Miriam"}, "team": "nord"}
ENTRIES: dict[str, dict[str, Any]] = {
    "partner": {
        "id": "vhs", "kind": "course_provider", "name": "Volkshochschule", "municipality": "Albweil",
        "contact_person": {"name": "Agnes Held"}, "deputy": {"name": "Bernd Maurer"},
        "cooperation": {"signed_on": "2024-01-01"},
    },
    "mentor": {
        "id": "P-1", "name": {"family": "Vogt", "given": "Anneliese"}, "adult": True,
        "certificate": {
            "issued_on": "2025-10-01", "inspected_on": "2025-11-03", "inspected_by": "kue", "no_relevant_entry": True,
        },
    },
    "interpreter": {"id": "D-AR", "name": "Rania Siegel", "kind": "pool", "languages": ["ar"]},
    "offer": {
        "id": "kurs-b1", "partner": "vhs", "title": "Kurs bis B1", "kind": "course", "area": "language",
        "municipality": "Albweil",
    },
}  # fmt: skip
PERSON = deepcopy(CLIENT) | {
    "interpreter": {"need": "required", "language": "ar"},
    "mentor_wish": {"value": "wanted", "on": "2026-03-01"},
}
GOAL = deepcopy(LANGUAGE_GOAL)
GOAL["steps"][0]["by"] = "partner:vhs"
GOAL["steps"][1] |= {"offer": "kurs-b1", "after": ["1.1"]}


class Life:
    """Commands one after the other, with what must hold after each."""

    def __init__(self, desk: Desk, files: Path, *, thorough: bool) -> None:
        self.desk, self.files, self.thorough, self.case = desk, files, thorough, ""

    def file(self, name: str, record: object) -> str:
        return write(self.files / name, record)

    def does(self, action: str, path: str, *words: str, stdin: str | None = None) -> Run:
        """One command: exactly one commit more, of exactly this path, with the trailers of the action."""
        head = self.desk.git("rev-parse", "HEAD").strip()
        done = self.desk(*words, stdin=stdin)
        log = self.desk.git("log", "--format=%an|%(trailers:separator=|)", "--name-only", f"{head}..").split("\n")
        who, changed = log[0].split("|"), [line for line in log[1:] if line]
        path = path or path_of(done.out.split()[-1])
        of_case = [f"Iza-Case: {Path(path).stem}"] if path.startswith("cases/") else []
        assert changed == [path]
        assert [one for one in who if not one.startswith("Iza-Review: ")] == [
            "Judith Kübler", f"Iza-Action: {action}", *of_case,
        ]  # fmt: skip
        self.is_sound()
        return done

    def is_sound(self) -> None:
        """The work tree is clean and ``iza check`` finds no errors."""
        assert self.desk.git("status", "--porcelain") == ""
        if self.thorough:
            found = self.desk.json("check")
            assert [one for one in found if one["level"] == "error"] == []

    def on(self, action: str, *words: str, stdin: str | None = None) -> Run:
        """One command on the case."""
        return self.does(action, path_of(self.case), *words[0].split(), self.case, *words[1:], stdin=stdin)

    def looks(self, *words: str) -> Any:
        """A command on the case that only looks; as JSON."""
        head = self.desk.git("rev-parse", "HEAD")
        found = self.desk.json(*words[0].split(), self.case, *words[1:])
        assert self.desk.git("rev-parse", "HEAD") == head
        return found

    def notes(self, *words: str) -> Run:
        """A command on the case while a review is open: kept, but not committed."""
        head = self.desk.git("rev-parse", "HEAD")
        done = self.desk(*words[0].split(), self.case, *words[1:])
        assert self.desk.git("rev-parse", "HEAD") == head
        self.is_sound()
        return done


@pytest.fixture(params=["here", "process"])
def life(request: pytest.FixtureRequest, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Life:
    """An empty case repository made by ``iza init``."""
    kind = Desk if request.param == "here" else ProcessDesk
    outside = kind(tmp_path, capfd)
    assert outside.run(["--lang", "en", "init", str(tmp_path / "akten"), "--name", "Landkreis Albweil"], None).code == 0
    desk = kind(tmp_path / "akten", capfd, "2026-03-02")
    assert desk.git("log", "--format=%(trailers:key=Iza-Action,valueonly)").strip() == "init"
    return Life(desk, tmp_path, thorough=request.param == "here")


def test_the_life_of_a_case(life: Life) -> None:
    _directory(life)
    _opened(life)
    _held(life)
    _planned(life)
    _signed(life)
    _under_way(life)
    _reviewed(life)
    _fulfilled(life)
    _looked_back(life)


def _directory(life: Life) -> None:
    for ref, record in (("elz", DEPUTY), ("kue", WORKER)):
        life.does("caseworker.add", "directory/caseworkers.yaml", "worker", "add", "--from", life.file(f"{ref}.yaml", record))
    for kind, record in ENTRIES.items():
        life.does(f"{kind}.add", f"directory/{kind}s.yaml", kind, "add", "--from", life.file(f"{kind}.yaml", record))
    assert [entry["id"] for entry in life.desk.json("partner", "list")] == ["vhs"]
    assert life.desk.json("mentor", "show", "P-1")["name"]["family"] == "Vogt"


def _opened(life: Life) -> None:
    done = life.does("clearing.create", "", "clearing", "create", "--from", "-", stdin=yaml_text({"client": PERSON}))
    life.case = done.out.splitlines()[-1]
    other = deepcopy(CLIENT) | {"names": [{"kind": "official", "mononym": "Ferhat"}], "birth": {"date": "1973-01-01", "precision": "year"}}
    head = life.desk.git("rev-parse", "HEAD").strip()
    made = life.desk.json("clearing", "create", "--from", life.file("person.yaml", other), "--caseworker", "elz")
    assert life.desk.git("diff", "--name-only", head).split() == [path_of(made["case"])]
    assert list(made) == ["case"]
    assert {one["case"] for one in life.desk.json("clearing", "waiting")} == {life.case, made["case"]}
    life.does("close", path_of(made["case"]), "close", made["case"], "--reason", "opened_in_error", "--on", "2.3.2026")


def _held(life: Life) -> None:
    booked = ("--interpreter", "D-AR", "--mentor", "P-1")
    life.on("clearing.schedule", "clearing schedule", "--on", "16.3.2026", "--time", "14:00", "--place", "Rathaus", *booked)
    life.desk.today = "2026-03-16"
    life.on("clearing.hold", "clearing hold", "--from", life.file("clearing.yaml", CLEARING))
    language, work = life.looks("clearing match")
    assert ([offer["id"] for offer in language["offers"]], work["offers"]) == (["kurs-b1"], [])
    life.desk.today = "2026-03-18"
    reasons = ("--reason", "goals_feasible", "--reason", "wishes_agreement")
    life.on("clearing.decide", "clearing decide", "agreement", *reasons, "--told-on", "2026-03-18")


def _planned(life: Life) -> None:
    life.on("goal.add", "goal add", "--from", life.file("goal.yaml", GOAL))
    goal = ("--area", "work", "--goal", "Bis 31.08.2026 ist ein Praktikum gefunden.", "--indicator", "Vertrag")
    step = ("--step", "Betriebe anrufen", "--by", "service", "--due", "12.6.2026")
    life.on("goal.add", "goal add", *goal, "--target-on", "31.8.2026", *step)
    life.on("goal.add", "goal add", "--library", "language-b1", "--partner", "course_provider=vhs")
    life.on("goal.change", "goal change", "2", "--priority", "1")
    life.on("goal.drop", "goal drop", "3", "--reason", "no_longer_relevant")
    text = ("--text", "Lebenslauf schreiben", "--by", "mentor", "--due", "2026-05-29")
    life.on("step.add", "step add", "2", *text)
    life.on("step.add", "step add", "2", "--text", "Platz anbieten", "--by", "partner:vhs", "--due", "30.6.2026", "--after", "2.2")
    life.on("step.change", "step change", "2.2", "--due", "1.6.2026")
    life.on("step.cancel", "step cancel", "2.3")
    numbers = [[step["text"] for step in goal["steps"]] for goal in life.looks("show")["case"]["agreement"]["goals"]]
    assert numbers == [["Platz im Kurs zusagen", "Kurs besuchen"], ["Betriebe anrufen", "Lebenslauf schreiben"]]


def _signed(life: Life) -> None:
    life.desk.today = "2026-03-25"
    life.on("agreement.issue", "agreement issue")
    life.on("agreement.withdraw", "agreement withdraw")
    life.on("agreement.issue", "agreement issue")
    files = life.desk("agreement", "render", life.case).out.split()
    assert [Path(name).suffix for name in files] == [".md", ".pdf"]
    life.is_sound()
    life.desk.today = "2026-04-01"
    where = ("--on", "1.4.2026", "--place", "Albweil", "--review-on", "30.6.2026")
    life.on("agreement.sign", "agreement sign", *where, "--missing", "mentor=verreist")
    status = life.looks("agreement status")
    assert (status["phase"], status["unchanged"], len(status["versions"])) == ("active", True, 1)


def _under_way(life: Life) -> None:
    life.desk.today = "2026-05-20"
    life.on("step.start", "step start", "1.2")
    life.on("step.done", "step done", "1.1", "--on", "15.5.2026")
    life.on("step.block", "step block", "2.1", "--because", "appointment_missing")
    life.on("goal.status", "goal change", "1", "--status", "in_progress")
    life.on("review.schedule", "review schedule", "--on", "7.7.2026", "--time", "10:00")
    _overdue(life, "2026-06-23", (), within=["review"])
    _overdue(life, "2026-07-07", (), within=["review"])
    _overdue(life, "2026-07-08", ("review",), within=["review"])
    life.on("review.no_show", "review no-show", "--new-date", "14.7.2026")
    life.on("review.cancel", "review cancel", "--by", "client")
    _overdue(life, "2026-07-10", ("next_review",), within=["next_review"])
    life.on("pause", "pause", "--from", "10.7.2026")
    _overdue(life, "2026-07-20", (), within=[])
    life.on("resume", "resume", "--on", "20.7.2026")
    life.on("review.schedule", "review schedule", "--on", "21.7.2026")


def _overdue(life: Life, today: str, kinds: tuple[str, ...], *, within: list[str]) -> None:
    """What ``iza overdue`` says on a day, in each of its forms."""
    life.desk.today = today
    found = life.desk.json("overdue")
    assert [one["kind"] for one in found] == list(kinds)
    assert [one["kind"] for one in life.desk.json("overdue", "--within", "14d")] == within
    table = list(csv.DictReader(io.StringIO(life.desk("overdue", "--format", "csv").out)))
    assert [{**row, "days": int(row["days"])} for row in table] == found
    assert life.desk("overdue", "--exit-code", code=1 if kinds else 0).out.count(life.case) == len(kinds)
    assert json.loads(life.desk("review", "overdue", "--json", "--worker", "me").out) == found


def _reviewed(life: Life) -> None:
    life.desk.today = "2026-07-21"
    assert "1.2, 2.1, 2.2" in life.notes("review start", "--on", "21.7.2026").err
    life.notes("step change", "1.2", "--due", "16.11.2026")
    life.notes("goal change", "2", "--status", "partly_achieved")
    life.notes("review discuss", "2.2")
    refused = life.desk("review", "hold", life.case, "--next-on", "6.10.2026", code=4)
    assert "2.1" in refused.err
    record = {"steps": {"2.1": {"status": "done", "text": "Zusage"}}, "client_view": "Gut.", "reason": "Kurs dauert länger."}
    life.on("review.hold", "review hold", "--from", life.file("review.yaml", record), "--next-on", "6.10.2026")
    assert "Iza-Review: r-" in life.desk.git("log", "-1", "--format=%B")
    assert [version["signed_on"] for version in life.looks("agreement status")["versions"]] == ["2026-04-01", ""]
    life.on("agreement.sign", "agreement sign", "--on", "21.7.2026", "--place", "Albweil")
    assert life.looks("agreement status")["unchanged"]


def _fulfilled(life: Life) -> None:
    life.desk.today = "2026-10-06"
    life.on("goal.status", "goal change", "1", "--status", "achieved", "--on", "1.10.2026")
    life.on("goal.status", "goal change", "2", "--status", "not_achieved")
    life.notes("review start")
    life.on("review.hold", "review hold", "--result", "fulfilled", "--untouched-ok")
    assert life.looks("show")["phase"] == "fulfilled"
    life.on("close", "close", "--reason", "goals_achieved", "--on", "6.10.2026")
    life.desk("step", "start", life.case, "1.2", code=4)
    life.is_sound()


def _looked_back(life: Life) -> None:
    life.desk.today = "2027-11-16"
    assert life.desk.json("overdue", "--all") == []
    assert life.desk.json("list") == []
    (row,) = [one for one in life.desk.json("list", "--all") if one["case"] == life.case]
    assert (row["phase"], row["name"], row["caseworker"], row["team"]) == ("fulfilled", "Testperson, Amal", "kue", "nord")
    table = csv.DictReader(io.StringIO(life.desk("list", "--all", "--format", "csv").out))
    assert {line["case"]: line["phase"] for line in table}[life.case] == "fulfilled"
    trail = life.looks("history")
    commits = life.desk.git("log", "--format=%H", "--", path_of(life.case)).split()
    assert [entry["commit"] for entry in trail] == commits
    assert [trail[0]["action"], trail[-1]["action"]] == ["close", "clearing.create"]
    assert life.desk.json("path", life.case)["path"].endswith(path_of(life.case))
