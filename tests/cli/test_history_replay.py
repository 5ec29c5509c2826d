"""The audit trail is complete: walking its changes from the oldest entry gives the file as it stands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import casework
import pytest
from casework import CLIENT, DAYS, STEP, git, path_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terminal import Desk

from iza.app.changing import by_hand
from iza.app.office import Office
from iza.app.procedure import goals_and_steps, pause_and_close, review
from iza.errors import IzaError
from iza.store.current_case import current_case
from iza.store.yaml.reader import read
from iza.store.yaml.writer import dump

BY_HAND = "Vera Vertretung"
WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=25).map(
    lambda text: text.strip() or "–"
)
STEPS = st.sampled_from(["1.1", "1.2", "2.1"])
GOALS = st.sampled_from(["1", "2"])
Case = dict[str, Any]


# -- what happens to a case --------------------------------------------------------------------------

def _reviewed(office: Office, case: str, draw: Any) -> None:
    review.start(office, case, office.day)
    goals_and_steps.add_step(office, case, draw(GOALS), STEP | {"text": draw(WORDS)})
    goals_and_steps.finish_step(office, case, draw(STEPS))
    ending = review.Ending(next_on="2026-10-01", untouched_ok=True)
    review.hold(office, case, {"client_view": draw(WORDS), "reason": draw(WORDS)}, ending)


ACTIONS: dict[str, Callable[[Office, str, Any], object]] = {
    "step.start": lambda o, c, d: goals_and_steps.start_step(o, c, d(STEPS)),
    "step.done": lambda o, c, d: goals_and_steps.finish_step(o, c, d(STEPS)),
    "step.block": lambda o, c, d: goals_and_steps.block_step(o, c, d(STEPS), d(st.sampled_from(["cost", "no_housing"]))),
    "step.change": lambda o, c, d: goals_and_steps.change_step(o, c, d(STEPS), {"note": d(WORDS)}),
    "goal.status": lambda o, c, d: goals_and_steps.goal_status(o, c, d(GOALS), d(st.sampled_from(["achieved", "in_progress"]))),
    "goal.drop": lambda o, c, d: goals_and_steps.drop_goal(o, c, d(GOALS), "unrealistic"),
    "pause": lambda o, c, _d: pause_and_close.pause(o, c, o.day, o.day),
    "review.hold": _reviewed,
}


def _set(*path: str | int) -> Callable[[Case, Any], None]:
    def change(case: Case, draw: Any) -> None:
        place: Any = case
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = draw(WORDS)

    return change


def _toggled(name: str, value: object) -> Callable[[Case, Any], None]:
    def change(case: Case, _draw: Any) -> None:
        if case["client"].pop(name, None) is None:
            case["client"][name] = value

    return change


def _competences(case: Case, draw: Any) -> None:
    entry = st.fixed_dictionaries({"kind": st.sampled_from(["social", "digital"]), "text": WORDS})
    case["client"]["competences"] = draw(st.lists(entry, max_size=3)) or [{"kind": "other", "text": "–"}]


def _languages(case: Case, draw: Any) -> None:
    tags = draw(st.permutations(["ar", "ckb", "fr"]))[: draw(st.integers(1, 3))]
    case["client"]["languages"] = [{"tag": tag, "role": "other"} for tag in tags]


def _goals_reversed(case: Case, _draw: Any) -> None:
    case["agreement"]["goals"].reverse()


HAND_EDITS: dict[str, Callable[[Case, Any], None]] = {
    "names": _set("client", "names", 0, "family"),
    "note": _set("agreement", "goals", 0, "note"),
    "team": _set("team"),
    "employment": _toggled("employment", {"status": "mini_job", "since": "2026-05"}),
    "household": _toggled("household", {"adults": 1, "children": 0}),
    "competences": _competences,
    "languages": _languages,
    "order of goals": _goals_reversed,
}


class Trail(NamedTuple):
    """A repository with one case, and what was done to it: author, action, commit, newest first."""

    folder: Path
    case: str
    done: list[tuple[str, str]]

    def acts(self, action: str, draw: Any) -> None:
        """A use case, as the caseworker; what the procedure refuses is no entry."""
        self._note("Judith Kübler", action, lambda: ACTIONS[action](casework.office_in(self.folder), self.case, draw))

    def by_hand(self, name: str, draw: Any) -> None:
        """A change with an editor and plain git, as a colleague."""
        case = read(self.place.read_bytes(), "")
        HAND_EDITS[name](case, draw)
        self.place.write_text("# von Hand\n" + dump(case), "utf-8")
        who = ("-c", f"user.name={BY_HAND}", "-c", "user.email=vera@albweil.example")
        self._note(BY_HAND, "", lambda: git(self.folder, *who, "commit", "-qam", "Nachtrag", "--allow-empty"))

    def edited(self, name: str, draw: Any) -> None:
        """The same change through ``iza edit``, which checks it first."""
        office = casework.office_in(self.folder)
        start = by_hand.begin(office, self.case)
        case = read(start.text.encode(), "")
        HAND_EDITS[name](case, draw)
        self._note("Judith Kübler", "case.edit", lambda: by_hand.land(office, start, dump(case)))

    def broken(self, name: str, draw: Any) -> None:
        """A file broken by hand and mended by hand: the trail goes on."""
        text = self.place.read_bytes()
        self.place.write_text('client: {"\n', "utf-8")
        self._note("Judith Kübler", "", lambda: git(self.folder, "commit", "-qam", "kaputt"))
        self.place.write_bytes(text)
        self.by_hand(name, draw)

    def _note(self, author: str, action: str, act: Callable[[], object]) -> None:
        before = git(self.folder, "rev-list", "--count", "HEAD", "--", path_of(self.case))
        try:
            act()
        except IzaError:
            shutil.rmtree(self.folder / ".git/iza/drafts", ignore_errors=True)
        if git(self.folder, "rev-list", "--count", "HEAD", "--", path_of(self.case)) != before:
            self.done.insert(0, (author, action))

    @property
    def place(self) -> Path:
        """The file of the case."""
        return self.folder / path_of(self.case)


# -- the walk ----------------------------------------------------------------------------------------


def _walk(document: Any, change: dict[str, Any]) -> Any:
    """The document after one change, made with nothing but what the change says."""
    *way, last = change["path"] or [None]
    place = document
    for key in way:
        place = place[key] if isinstance(place, dict) else _entry(place, key)
    if change["kind"] == "moved":
        entries = place[last]
        place[last] = [_entry(entries, key) for key in change["new"]]
    elif isinstance(place, list):
        if change["kind"] == "removed":
            place.remove(_entry(place, last))
        elif change["kind"] == "added":
            place.append(change["new"])
        else:
            place[place.index(_entry(place, last))] = change["new"]
    elif change["kind"] == "removed":
        assert place.pop(last) == change["old"]
    else:
        assert place.get(last) == change["old"]
        place[last] = change["new"]
    return document


def _entry(entries: list[Any], key: object) -> Any:
    return next(one for one in entries if key in (one.get("id"), one.get("number"), one.get("tag"), one.get("case")))


@pytest.fixture
def trail(county: Path) -> Trail:
    case = casework.active(casework.office_in(county), CLIENT)
    actions = ["agreement.sign", "agreement.issue", "goal.add", "goal.add", "clearing.decide", "clearing.hold"]
    known = [("Judith Kübler", action) for action in [*actions, "clearing.schedule", "clearing.create"]]
    return Trail(county, case, known)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("acts"), st.sampled_from(sorted(ACTIONS))),
        st.tuples(st.sampled_from(["by_hand", "edited", "broken"]), st.sampled_from(sorted(HAND_EDITS))),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(events=EVENTS, data=st.data())
def test_the_trail_gives_the_file(events: list[Any], data: st.DataObject, trail: Trail, capfd: Any) -> None:
    base = git(trail.folder, "rev-parse", "HEAD").strip()
    before = list(trail.done)
    try:
        for kind, name in events:
            getattr(trail, kind)(name, data.draw)
        _agree(trail, Desk(trail.folder, capfd))
    finally:
        git(trail.folder, "reset", "-q", "--hard", base)
        shutil.rmtree(trail.folder / ".git/iza/drafts", ignore_errors=True)
        trail.done[:] = before


def _agree(trail: Trail, desk: Desk) -> None:
    """The history says who did what when, and walking its changes gives the file."""
    entries = desk.json("history", trail.case, "--internal")
    assert [(entry["author"], entry["action"]) for entry in entries] == trail.done
    known = git(trail.folder, "log", "--format=%H %aI", "--", path_of(trail.case)).split("\n")[:-1]
    assert [(e["commit"], datetime.fromisoformat(e["when"])) for e in entries] == [
        (line.split()[0], datetime.fromisoformat(line.split()[1])) for line in known
    ]
    document: Any = {}
    for entry in reversed(entries):
        for change in entry["raw"]:
            document = _walk(document, change)
    assert json.loads(json.dumps(read(trail.place.read_bytes(), ""))) == document
    assert all(bool(entry["changes"]) or not entry["raw"] or _is_unsaid(entry["raw"]) for entry in entries)


def _is_unsaid(changes: list[dict[str, Any]]) -> bool:
    """Lists whose entries only stand in another order have no field to name."""
    return all(isinstance(change["old"], list) and isinstance(change["new"], list) for change in changes)


def test_edit_from_a_file_is_one_entry_with_old_and_new(trail: Trail, capfd: Any, tmp_path: Path) -> None:
    desk = Desk(trail.folder, capfd, DAYS["today"])
    text = trail.place.read_text("utf-8")
    changed = text.replace("status: seeking", "status: mini_job").replace("family: Testperson", "family: Neuname")
    (tmp_path / "case.yaml").write_text(changed, "utf-8")
    desk("edit", trail.case, "--from", str(tmp_path / "case.yaml"))
    newest = desk.json("history", trail.case, "--limit", "1", "--internal")
    assert [(entry["author"], entry["action"]) for entry in newest] == [("Judith Kübler", "case.edit")]
    names, status = newest[0]["raw"]
    assert (names["path"], names["old"][0]["family"], names["new"][0]["family"]) == (
        ["client", "names"], "Testperson", "Neuname",
    )  # fmt: skip
    assert (status["path"], status["old"], status["new"]) == (["client", "employment", "status"], "seeking", "mini_job")
    shown = desk("history", trail.case, "--limit", "1").out
    assert "Testperson" in shown
    assert "Neuname" in shown


def test_a_review_is_one_entry_with_its_id(trail: Trail, capfd: Any) -> None:
    office = casework.office_in(trail.folder)
    review.start(office, trail.case, office.day)
    goals_and_steps.finish_step(office, trail.case, "1.1")
    review.hold(office, trail.case, {}, review.Ending(next_on="2026-10-01", untouched_ok=True))
    entry = Desk(trail.folder, capfd).json("history", trail.case, "--internal")[0]
    held = current_case(office.repo, trail.case)["reviews"][0]
    assert (entry["action"], entry["review"]) == ("review.hold", held["id"])
    step = current_case(office.repo, trail.case)["agreement"]["goals"][0]["steps"][0]["id"]
    assert {".".join(map(str, c["path"])): c["new"] for c in entry["raw"]}[
        f"agreement.goals.{current_case(office.repo, trail.case)['agreement']['goals'][0]['id']}.steps.{step}.status"
    ] == "done"


def test_a_case_git_does_not_know_has_no_history_yet(county: Path, capfd: Any) -> None:
    case = casework.opened(casework.office_in(county), CLIENT)
    git(county, "update-ref", "HEAD", "HEAD~1")
    assert Desk(county, capfd).json("history", case) == []
