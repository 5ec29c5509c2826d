"""A canary in every personal field of every case: it must sing nowhere but where names are meant to be seen.

It may stand in case files, drafts, rendered documents and on the screens that show people. It may not stand in what git
keeps beside the files, in error texts, in what ``check`` says, in reports, nor in temporary files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from support import PERSON

from iza.git import Author, commit
from iza.history.terms import terms_sha256
from iza.model.lookup import versions
from iza.store.case_ids import path_of
from iza.store.repository import Repository
from iza.store.schema import labels
from iza.store.yaml.reader import read
from iza.store.yaml.writer import dump

WORD = "Kanarienfrau"
BIRTH = ("1991-02-13", "13.02.1991", "13.2.1991")
PHONE = "0909 4711"
SONG = re.compile("|".join(("kanarien", *map(re.escape, BIRTH), PHONE.replace(" ", r"[ \u2066\u2069]?"))), re.IGNORECASE)
CASE = "F-X74V-96SG"  # active, with reviews
REFS = ("id", "case", "caseworker", "ref", "partner", "offer", "team", "by", "deputy", "after", "consent", "review", "interpreter")
"""Fields that hold an id of something else, which an invented word would not be."""
Iza = Callable[..., Any]


def _takes(path: tuple[Any, ...], text: str) -> bool:
    """Whether a field takes this text: it has no vocabulary, and its pattern, if any, fits."""
    try:
        node = labels.node("case", path)
    except KeyError:
        return False
    branches = node.get("anyOf", [node])
    return all(not {"const", "oneOf", "enum", "format"} & branch.keys() for branch in branches) and any(
        re.search(branch.get("pattern", ""), text) and len(text) <= branch.get("maxLength", 99) for branch in branches
    )


def canaried(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """A document with the canary in every text, in the phone numbers and in the date of birth."""
    if isinstance(value, dict):
        return {key: canaried(inner, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [canaried(inner, (*path, place)) for place, inner in enumerate(value)]
    if not isinstance(value, str) or any(part in REFS for part in path[-2:]):
        return value
    texts = {"phone": PHONE, "mobile": PHONE, "date": BIRTH[0] if path == ("client", "birth", "date") else value}
    text = texts.get(str(path[-1]), f"{WORD} {path[-1]}")
    return text if text == BIRTH[0] or _takes(path, text) else value


@pytest.fixture(scope="module")
def canaries(built_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with canaries for people, built once."""
    folder = tmp_path_factory.mktemp("canaries") / "example"
    shutil.copytree(built_example, folder)
    paths = [path_of(CASE), *Repository(folder).case_paths()[:3]]
    for path in Repository(folder).case_paths():
        if path not in paths:
            (folder / path).unlink()
    subprocess.run(["git", "commit", "-qam", "fewer"], cwd=folder, check=True)
    for path in paths:
        text = (folder / path).read_text("utf-8")
        case = canaried(read(text.encode(), path))
        if versions(case):
            case["agreement"]["versions"][-1]["terms_sha256"] = terms_sha256(case)
        (folder / path).write_text(text.splitlines(keepends=True)[0] + dump(case), "utf-8")
    commit(folder, paths, "canaries", Author("A", "a@example.org"))
    return folder


@pytest.fixture
def place(canaries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and a temporary folder of its own."""
    for name in ("TMPDIR", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"):
        (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("GIT_EDITOR", "true")
    monkeypatch.setattr(tempfile, "tempdir", None)
    shutil.copytree(canaries, tmp_path / "example")
    return tmp_path / "example"


class Listener:
    """Runs commands and listens."""

    def __init__(self, iza: Iza, folder: Path) -> None:
        self.iza, self.folder = iza, folder

    def run(self, *words: str, code: int | tuple[int, ...] = 0, shows: bool = False) -> Any:
        """Run a command; unless it ``shows`` people, nothing may be heard on the screen."""
        done = self.iza(self.folder, *words, code=None)
        assert done.code in (code if isinstance(code, tuple) else (code,)), (words, done)
        assert heard(done.err) == [], (words, done.err)
        assert shows or heard(done.out) == [], (words, done.out)
        return done


@pytest.fixture
def listener(iza: Iza, place: Path) -> Listener:
    return Listener(iza, place)


def heard(text: str) -> list[str]:
    return SONG.findall(text)


def silent_places(root: Path, git: Callable[..., str]) -> Iterator[tuple[str, str]]:
    """What lies about outside case files, drafts, documents and the index of the cases, by name."""
    yield "messages", git(root, "log", "--all", "--format=%B%an%ae%cn%ce")
    yield "names", git(root, "log", "--all", "--name-only", "--format=") + git(root, "for-each-ref") + git(root, "stash", "list")
    for path in root.parent.rglob("*"):
        inside = path.relative_to(root.parent).as_posix()
        yield inside, path.name
        if path.is_file() and not re.search(r"/(cases|output|\.git/objects|\.git/iza/drafts)/|^kept/|/\.git/iza/cases\.sqlite", inside):
            yield inside, path.read_bytes().decode("utf-8", "replace")


def assert_silent(listener: Listener, git: Callable[..., str]) -> None:
    assert [name for name, text in silent_places(listener.folder, git) if heard(text)] == []


def test_the_canary_is_everywhere_it_should_be(place: Path, iza: Iza) -> None:
    assert iza(place, "check").code == 0
    case = (place / path_of(CASE)).read_text("utf-8")
    assert len(heard(case)) > 40
    assert {BIRTH[0], PHONE} <= set(heard(case))
    assert WORD in iza(place, "list").out
    assert WORD in iza(place, "show", CASE).out


def test_looking(listener: Listener, git: Callable[..., str]) -> None:
    for words in ("list --no-names", "overdue --no-names", "overdue --no-names --all", "overdue --no-names --all --json",
                  "list --no-names --all --json", "list --no-names --format csv", "check", "check --json", "check --strict",
                  f"check {CASE}", f"path {CASE}", f"path {CASE} --json", "worker list", "partner list",
                  "agreement status X74V --paper 1a2b3c4d"):
        listener.run(*words.split(), code=(0, 1))  # fmt: skip
    for words in (f"show {CASE}", f"show {CASE} --internal --json", "list", "overdue --all", f"history {CASE}", "clearing waiting",
                  f"history {CASE} --json", f"find {WORD}", f"find {WORD} --json", f"find {BIRTH[0]}", f"clearing match {CASE}",
                  f"consent list {CASE} --all", f"consent list {CASE} --json", "agreement status X74V", "agreement status X74V --json",
                  f"translate {CASE} --lang ar --json", f"translate {CASE} --missing", f"translate {CASE} --lang uk --export -"):
        listener.run(*words.split(), code=(0, 1), shows=True)  # fmt: skip
    assert_silent(listener, git)


def test_writing(listener: Listener, git: Callable[..., str], tmp_path: Path) -> None:
    run, kept = listener.run, tmp_path / "kept"
    kept.mkdir()
    person = canaried({"client": PERSON})["client"] | {"birth": {"date": BIRTH[0], "precision": "day"}}
    person["names"][0] |= {"family": f"{WORD} Zwei", "given": "Neu"}
    (kept / "person.yaml").write_text(dump({"client": person}), "utf-8")
    run("clearing", "create", "--from", str(kept / "person.yaml"), "--caseworker", "kue", "--yes")
    (kept / "sheet.yaml").write_text(dump({"texts": {"1.goal": WORD, "1.1.text": WORD}}), "utf-8")
    (kept / "spoilt.yaml").write_text(dump({"texts": {WORD: WORD}}), "utf-8")
    run("translate", CASE, "--lang", "ar", "--from", str(kept / "sheet.yaml"))
    run("translate", CASE, "--lang", "ar", "--from", str(kept / "spoilt.yaml"), code=4)
    run("translate", CASE, "--lang", "ar", "--export", str(kept / "out.yaml"))
    for words in (
        "consent give {} --partner hwk-mittlere-alb --data contact --purpose Kanarienfrau --signed-by client",
        "step start {} 1.1", "step change {} 1.1 --note Kanarienfrau", "review start {} --on 16.11.2026", "step done {} 1.1",
        "goal change {} 1 --goal Kanarienfrau", "review discuss {} 1.1", "edit {}", "letter {} plan-short",
        "review hold {} --next-on 15.1.2027 --reason Kanarienfrau --untouched-ok", "agreement render {}",
        "agreement sign {} --on 16.11.2026 --place Kanarienfrau --review-on 15.1.2027", "edit {}", "pause {} --from 16.11.2026",
        "review schedule {} --on 20.1.2027 --place Kanarienfrau", "review cancel {} --by client --new-date 21.1.2027",
        "close {} --reason moved_county --on 16.11.2026", "agreement status {}",
        "consent revoke {} 1",
    ):  # fmt: skip
        run(*words.format(CASE).split())
    for words in (
        "letter {} partner-letter --all", "letter {} invitation-review", "letter {} review-minutes --lang uk", "letter {} consent",
        "letter --all-due invitation-review", "letter --cases " + str(kept / "cases.txt") + " handover", "letter {} closing-report",
        "letter --mentor P-7F3K certificate-letter", "templates copy reminder", "templates check",
    ):  # fmt: skip
        (kept / "cases.txt").write_text(f"{CASE}\n{WORD}\n{BIRTH[0]}\n", "utf-8")
        run(*words.format(CASE).split(), code=(0, 1, 4))
    assert WORD in git(listener.folder, "show", f"HEAD:{path_of(CASE)}")
    assert_silent(listener, git)


TYPED = (
    "show {w}", "show {w}1991", "path {b}", "history {w}", "check {w}", "edit {w}", "agreement render {w}", "review start {w} --on {b}",
    "step add X74V 1 --text x --by {w} --due 1.1.2027", "step block X74V 1.1 --because {w}", "list --phase {w}", "overdue --within {w}",
    "clearing schedule X74V --on {w}", "review start X74V --on {w}", "review schedule X74V --on {b}x", "clearing decide X74V {w}",
    "agreement sign X74V --on 1.1.2027 --place {w} --review-on 1.2.2027 --missing {w}={w}", "close X74V --reason {w}",
    "close X74V {w} {w}", "consent give X74V --partner vhs-albweil --data {w}", "consent give X74V --signed-by {w}",
    "consent give X74V --on {b}x", "consent revoke X74V 1 --on {w}", "agreement status X74V --paper {w}",
    "translate X74V --lang {w}", "translate {w} --lang ar", "letter {w} plan-short", "letter X74V {w}", "letter {w}",
    "letter X74V invitation-review --to {w}", "letter X74V plan-short --lang {w}", "letter X74V review-minutes --review {w}",
)  # fmt: skip
"""Words where a name or a date may slip in; words that name a goal, a partner or a file are repeated on purpose."""


@pytest.mark.parametrize("words", TYPED)
def test_words_that_fit_nowhere_are_not_repeated(listener: Listener, words: str) -> None:
    listener.run(*words.format(w=WORD, b=BIRTH[0]).split(), code=(0, 1, 2, 4, 5), shows=words.startswith(("list", "overdue")))


def _at(case: Any, *path: Any) -> Any:
    for part in path:
        case = case[part]
    return case


def _set(case: Any, value: Any, *path: Any) -> None:
    _at(case, *path[:-1])[path[-1]] = value


SPOILED: dict[str, Callable[[Any], object]] = {
    "wrong type": lambda case: _set(case, [WORD], "client", "names", 0, "family"),
    "mapping for a text": lambda case: _set(case, {"family": WORD}, "client", "names", 0, "given"),
    "text for a list": lambda case: _set(case, WORD, "client", "names"),
    "text for a mapping": lambda case: _set(case, WORD, "client"),
    "unknown code": lambda case: _set(case, WORD, "client", "gender"),
    "unknown code in a list": lambda case: _set(case, [WORD], "client", "nationality"),
    "no date": lambda case: _set(case, WORD, "client", "birth", "date"),
    "a date that is none": lambda case: _set(case, "1991-02-31", "client", "birth", "date"),
    "born in the future": lambda case: _set(case, "2191-02-13", "client", "birth", "date"),
    "too long": lambda case: _set(case, WORD * 2000, "client", "names", 0, "family"),
    "empty": lambda case: _set(case, " ", "client", "names", 0, "family"),
    "control character": lambda case: _set(case, f"{WORD}\x1b[2J", "client", "names", 0, "family"),
    "unknown field": lambda case: _set(case, WORD, "client", "nickname"),
    "missing field": lambda case: case["client"].pop("names"),
    "not a number": lambda case: _set(case, float("nan"), "client", "names", 0, "family"),
    "signed later than today": lambda case: _set(case, "2191-02-13", "agreement", "versions", 0, "signed_on"),
    "other terms than signed": lambda case: _set(case, f"{WORD} anders", "agreement", "goals", 0, "goal"),
    "id of another case": lambda case: _set(case, "F-0000-0000", "id"),
    "id that is a name": lambda case: _set(case, WORD, "id"),
    "goal id that is a name": lambda case: _set(case, WORD, "agreement", "goals", 0, "id"),
    "review without its day": lambda case: case["reviews"][0].pop("planned_on", None) or case["reviews"][0].pop("held_on", None),
}
BROKEN: dict[str, Callable[[str], str]] = {
    "quote open": lambda text: text.replace(f"family: {WORD} family", f'family: "{WORD} family', 1),
    "colon in a name": lambda text: text.replace(f"family: {WORD} family", f"family: {WORD}: family", 1),
    "duplicate": lambda text: text.replace(f"family: {WORD} family", f"family: {WORD}\n      family: {WORD}", 1),
    "tab": lambda text: text.replace("      family:", "\t\tfamily:", 1),
    "anchor": lambda text: text.replace(f"family: {WORD}", f"family: &{WORD} {WORD}", 1),
    "tag": lambda text: text.replace(f"family: {WORD}", f"family: !{WORD} {WORD}", 1),
    "override": lambda text: text.replace(WORD, f"\u202e{WORD}", 1),
    "conflict": lambda text: text.replace("client:", f"<<<<<<< {WORD}\nclient:\n=======\n>>>>>>> {WORD}", 1),
    "large": lambda text: text + f"# {WORD}\n" * 20_000,
    "empty": lambda _text: "",
    "no mapping": lambda _text: f"- {WORD}\n",
}


def _spoiled(place: Path, kind: str) -> str:
    """The text of the case, spoiled."""
    text = (place / path_of(CASE)).read_text("utf-8")
    if kind in BROKEN:
        return BROKEN[kind](text)
    case = deepcopy(read(text.encode(), CASE))
    SPOILED[kind](case)
    return dump(case)


@pytest.mark.parametrize("kind", [*SPOILED, *BROKEN])
def test_a_spoiled_case_is_told_without_its_content(
    listener: Listener, git: Callable[..., str], kind: str, tmp_path: Path
) -> None:
    folder = listener.folder
    text = _spoiled(folder, kind)
    assert text != (folder / path_of(CASE)).read_text("utf-8")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/case.yaml").write_text(text, "utf-8")
    listener.run("edit", CASE, "--from", str(tmp_path / "kept/case.yaml"), code=(2, 4, 5))
    assert git(folder, "status", "--porcelain") == ""
    (folder / path_of(CASE)).write_text(text, "utf-8")
    for words in ("check --json", f"check {CASE}", "list --no-names", "overdue --no-names", f"step start {CASE} 1.1",
                  f"review start {CASE} --on 16.11.2026", f"verify {CASE}"):
        listener.run(*words.split(), code=(0, 1, 2, 4, 5))  # fmt: skip
    for words in (f"show {CASE}", "list", f"find {WORD}", "clearing waiting", f"agreement render {CASE}",
                  f"agreement status {CASE}", f"blame {CASE}", f"diff {CASE} v1"):
        listener.run(*words.split(), code=(0, 1, 2, 4, 5), shows=True)  # fmt: skip
    git(folder, "commit", "-qam", "by hand")
    listener.run("history", CASE, shows=True)
    for words in ("verify", "history", "verify --json", f"undo {CASE} --dry-run"):
        listener.run(*words.split(), code=(0, 1, 2, 4, 5), shows=not words.startswith("verify"))
    listener.run("step", "start", CASE, "1.1", code=(0, 4, 5))
    assert_silent(listener, git)


@pytest.mark.parametrize("kind", [kind for kind in SPOILED if kind != "other terms than signed"])
def test_a_spoiled_person_is_not_taken_in(listener: Listener, git: Callable[..., str], kind: str, tmp_path: Path) -> None:
    case = canaried({"client": deepcopy(PERSON)}) | {"agreement": {"goals": [{"steps": [{}]}], "versions": [{}]}, "reviews": [{}]}
    SPOILED[kind](case)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/person.yaml").write_text(dump({"client": case.get("client")}), "utf-8")
    before = git(listener.folder, "rev-parse", "HEAD")
    done = listener.run("clearing", "create", "--from", str(tmp_path / "kept/person.yaml"), "--caseworker", "kue", code=(0, 4), shows=True)
    assert done.code == 4 or git(listener.folder, "rev-parse", "HEAD") != before
    assert_silent(listener, git)


def test_a_clash_names_fields_not_values(listener: Listener, git: Callable[..., str]) -> None:
    folder, path = listener.folder, path_of(CASE)
    listener.run("review", "start", CASE, "--on", "16.11.2026")
    listener.run("step", "change", CASE, "1.1", "--note", f"{WORD} hier")
    case = read((folder / path).read_bytes(), path)
    case["agreement"]["goals"][0]["steps"][0]["note"] = f"{WORD} dort"
    (folder / path).write_text(dump(case), "utf-8")
    git(folder, "commit", "-qam", "by hand")
    listener.run("review", "hold", CASE, "--next-on", "15.1.2027", "--untouched-ok", code=5)
    assert_silent(listener, git)


def test_an_unexpected_error_tells_nothing(
    listener: Listener, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        person = WORD
        raise RuntimeError(f"{person} {BIRTH[0]} {PHONE}")

    monkeypatch.setattr("iza.app.lists.case_page.sheet", fail)
    listener.run("show", CASE, code=3)
    reports = list((tmp_path / "XDG_STATE_HOME").rglob("*.txt"))
    assert len(reports) == 1
    assert heard(reports[0].read_text("utf-8")) == []
    assert_silent(listener, git)
