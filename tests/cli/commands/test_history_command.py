"""``iza history``, ``iza diff`` and ``iza blame`` as they are typed: what a person sees, a program, the paper file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import casework
import pexpect
import pytest
from casework import CLIENT, DAYS, case_text, git
from hostile import PAYLOADS
from markdown_it import MarkdownIt
from support import ROOT
from terminal import SCRIPT, Desk

from iza.app.procedure import goals_and_steps, review
from iza.cli.terminal.safe import clean
from iza.store.case_ids import path_of
from iza.store.schema import labels
from iza.store.yaml.reader import FORBIDDEN, read

RAMI, NOW = "F-K2QF-W5FX", "2026-11-16"
HEADER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}  \S")


@pytest.fixture
def desk(built_example: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(built_example, capfd, NOW)


# -- what a person sees ------------------------------------------------------------------------------------


def test_an_entry_is_a_heading_and_its_sentences(desk: Desk) -> None:
    head, *sentences = desk("history", RAMI, "--action", "review.cancel").out.splitlines()
    assert re.fullmatch(r"2026-07-13 08:07  review cancelled  Judith Kübler · [0-9a-f]{10}", head)
    assert sentences == ["    Review of 2026-07-14 called off by interpreter", "    Review planned for 2026-07-16"]


def test_the_office_has_the_case_in_the_heading_and_a_few_sentences(desk: Desk) -> None:
    lines = desk("history", "--action", "review.hold", "--since", "16.7.2026", "--until", "16.7.2026").out.splitlines()
    assert re.fullmatch(rf"2026-07-16 08:07  {RAMI}  review held  Judith Kübler · [0-9a-f]{{10}}", lines[0])
    assert len(lines) == 5
    assert re.fullmatch(r"    … and [0-9]+ more changes", lines[-1])
    assert "Betrieb" not in "".join(lines)  # nothing of what people wrote


def test_the_office_is_thirty_entries_long(desk: Desk) -> None:
    assert len(desk.json("history")) == 30
    assert len(desk.json("history", "--limit", "3")) == 3
    assert len(desk.json("history", "--limit", "0")) > 300


def test_what_is_no_case_is_told_by_what_was_done(desk: Desk) -> None:
    (head,) = desk("history", "--action", "init").out.splitlines()
    assert re.search(r"  [0-9]+ files  case repository made  iza · ", head)
    assert desk.json("history", "--action", "init")[0]["case"] is None


def test_both_languages_know_the_same_words(desk: Desk) -> None:
    def german(*words: str) -> str:
        return desk.run(["--lang", "de", "-C", str(desk.folder), *words, "--today", NOW], None).out

    assert german("history", RAMI, "--field", "due on") == german("history", RAMI, "--field", "bis wann") != ""
    assert "Schritt 1.3: Frist vom 10.07.2026 auf 30.10.2026 verschoben" in german("diff", RAMI, "v1")
    assert german("blame", RAMI, "--field", "Step 1.3").splitlines()[1].startswith("Schritt 1.3")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("history", RAMI, "--field", "Alhamdo"), 2, "No field has this name."),
        (("history", "--field", "Alhamdo"), 2, "No field has this name."),
        (("blame", RAMI, "--field", "Alhamdo"), 2, "No field has this name."),
        (("history", RAMI, "--since", "gar nicht"), 2, "--since"),
        (("history", "--markdown"), 2, "--markdown"),
        (("history", "F-0000-0000"), 4, "no case"),
        (("history", RAMI, "--by", "niemand"), 0, "Nothing in the history fits that."),
        (("history", "--by", "niemand"), 0, "Nothing in the history fits that."),
    ],
)
def test_what_there_is_not(desk: Desk, words: tuple[str, ...], code: int, said: str) -> None:
    done = desk(*words, code=code)
    assert said in done.err
    assert "Alhamdo" not in done.err
    assert "Traceback" not in done.err


def test_people_type_other_words(desk: Desk) -> None:
    assert "iza blame" in desk("urheber", RAMI, code=2).err
    assert "iza history" in desk("verlauf", RAMI, code=2).err


# -- what a program sees -----------------------------------------------------------------------------------


def test_json_says_what_the_screen_says_and_more(desk: Desk) -> None:
    (entry,) = desk.json("history", RAMI, "--action", "review.hold")
    assert (entry["case"], entry["reviewed_on"], entry["undoes"], entry["unreadable"]) == (RAMI, "2026-07-16", "", False)
    moved = next(one for one in entry["changes"] if one["field"] == "Step 1.3 · due on")
    assert {key: moved[key] for key in ("kind", "old", "new", "nature", "concerns")} == {
        "kind": "changed", "old": "2026-07-10", "new": "2026-10-30", "nature": "terms",
        "concerns": [{"role": "partner", "ref": "hwk-mittlere-alb"}],
    }  # fmt: skip
    assert moved["sentence"].endswith(entry["reason"])
    assert "raw" not in entry
    assert "raw" in desk.json("history", RAMI, "--limit", "1", "--internal")[0]


def test_json_of_a_difference_and_of_the_authors(desk: Desk) -> None:
    found = desk.json("diff", RAMI, "v1")["changes"]
    assert {one["nature"] for one in found} == {"terms", "progress", "record"}
    due = next(one for one in desk.json("blame", RAMI) if one["thing"] == "Step 1.3" and one["field"] == "due on")
    assert (due["value"], due["action"], due["reviewed_on"]) == ("2026-10-30", "review.hold", "2026-07-16")


def test_a_table_of_authors_names_the_thing_on_every_line_of_a_pipe(desk: Desk) -> None:
    head, *rows = desk("blame", RAMI, "--field", "Schritt 1.3").out.splitlines()
    assert head.split() == ["Where", "Field", "Value", "Who", "When", "Action", "Commit"]
    assert all(row.startswith(("Step 1.3", "Review of 2026-07-16")) for row in rows)
    assert any("2026-10-30" in row and "Review of 2026-07-16" in row for row in rows)


def test_on_a_terminal_a_thing_is_named_once(built_example: Path) -> None:
    words = ["--lang", "en", "-C", str(built_example), "blame", RAMI, "--field", "Step 1.3", "--today", NOW]
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "160"}
    shown = pexpect.run(f"{SCRIPT} " + " ".join(f"'{word}'" for word in words), env=env, encoding="utf-8", dimensions=(50, 160))
    lines = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in shown.splitlines()]
    assert len([line for line in lines if line.startswith("Step 1.3")]) == 1


def test_a_long_sentence_is_wrapped_under_itself(built_example: Path) -> None:
    words = ["--lang", "en", "-C", str(built_example), "history", RAMI, "--action", "consent.give", "--limit", "1", "--today", NOW]
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"}
    shown = pexpect.run(f"{SCRIPT} {' '.join(words)}", env=env, encoding="utf-8", dimensions=(50, 80))
    _head, first, second, *_rest = shown.splitlines()
    assert first.startswith("    Consent given")
    assert re.match(r" {6}\S", second)
    assert max(map(len, shown.splitlines())) <= 80


# -- the paper file ----------------------------------------------------------------------------------------


def test_markdown_has_a_section_for_each_entry(desk: Desk) -> None:
    text = desk("history", RAMI, "--markdown", "--since", "2026-07-13", "--until", "2026-07-21").out
    assert text.startswith(f"# History of {RAMI}\n\n## 2026-07-21, 08:07: agreement signed\n\nJudith Kübler, commit ")
    assert text.count("\n## ") == 4
    assert "\n- Step 1.3: due date moved from 2026-07-10 to 2026-10-30, agreed in the review of 2026-07-16; reason: Der Betrieb" in text
    assert "\n- Review planned for 2026-07-16\n" in text


# -- hostile texts -----------------------------------------------------------------------------------------


def poisoned(value: Any, text: str, path: tuple[Any, ...] = ()) -> Any:
    """A document with the same text in every field that somebody writes; it need not be a sound case."""
    if isinstance(value, dict):
        return {key: poisoned(inner, text, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, text, (*path, place)) for place, inner in enumerate(value)]
    known = labels.node("case", path)
    free = isinstance(value, str) and not {"oneOf", "anyOf", "format", "const"} & known.keys() and path[-1] not in KEPT
    return text if free else value


KEPT = ("id", "schema", "review", "consent", "after", "terms_sha256", "ref", "partner", "caseworker", "offer", "by")
ATTACKS = {
    "colour": "\x1b[31mrot\x1b[0m", "title": "\x1b]0;x\x07", "override": "\u202etfel", "isolate": "\u2067offen", "control": "a\x9bb\x7fc\x08d",
    "lines": "a\nb\n2026-01-01 08:00  case closed  Niemand", "separators": "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg",
    "rich": "[bold red]x[/] [link=http://x.example]y[/link] :warning:", "tags": "a\U000e0041b", "format": "{what} {0} %s %(x)s",
} | {name: PAYLOADS[name] for name in PAYLOADS if name.startswith(("markdown", "html"))}  # fmt: skip


@pytest.fixture(scope="module")
def plain_case() -> dict[str, Any]:
    path = path_of(RAMI)
    found: dict[str, Any] = read((ROOT / "cases.example" / path).read_bytes(), path)
    return found


def write(root: Path, document: Any) -> None:
    text = FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(document, ensure_ascii=False))
    (root / path_of(RAMI)).write_text(text, "utf-8")  # the reader takes such characters as escapes
    git(root, "commit", "-qam", "von Hand")


@pytest.fixture(params=ATTACKS)
def attacked(request: pytest.FixtureRequest, county: Path, capfd: Any, plain_case: dict[str, Any]) -> Desk:
    """A case that came, changed in all its texts, and went; the same text wherever one fits."""
    text = ATTACKS[request.param]
    (county / path_of(RAMI)).parent.mkdir(parents=True)
    (county / path_of(RAMI)).touch()
    git(county, "add", "-A")
    write(county, poisoned(plain_case, text))
    write(county, poisoned(plain_case, text + "2"))
    return Desk(county, capfd, NOW)


def test_no_text_gets_out_of_its_sentence(attacked: Desk) -> None:
    lists = ("history", RAMI), ("history", RAMI, "--internal"), ("history",)
    for words in (*lists, ("diff", RAMI, "HEAD~1", "HEAD"), ("blame", RAMI)):
        done = attacked(*words)
        assert clean(done.out) == done.out
        assert clean(done.err) == done.err
        for line in done.out.splitlines():
            assert line.startswith("    ") or words[0] in ("diff", "blame") or HEADER.match(line), line
        headings = [line for line in done.out.splitlines() if HEADER.match(line)]
        assert not any("Niemand" in line for line in headings)
        assert words[0] != "history" or len(headings) <= 4


def test_json_keeps_every_text_as_it_was_written(attacked: Desk, request: pytest.FixtureRequest) -> None:
    text = ATTACKS[request.node.callspec.params["attacked"]]
    done = attacked("history", RAMI, "--json", "--internal", "--limit", "1")
    assert clean(done.out) == done.out
    raw = json.loads(done.out)[0]["raw"]
    assert {change["new"] for change in raw if change["path"][-1] == "goal"} == {text + "2"}


def test_markdown_has_no_markup_but_its_own(attacked: Desk) -> None:
    text = attacked("history", RAMI, "--markdown").out
    assert not set("\x1b\u202e\u2028\u2029\x07\x08\x9b") & set(text)
    tokens = list(_flat(MarkdownIt("commonmark").enable("table").parse(text)))
    allowed = {"heading", "paragraph", "inline", "text", "bullet_list", "list_item", "text_special", "softbreak"}
    assert {re.sub("_(open|close)$", "", token.type) for token in tokens} <= allowed
    assert {token.tag for token in tokens if token.type == "heading_open"} == {"h1", "h2"}
    assert len([token for token in tokens if token.tag == "h2" and token.type == "heading_open"]) == len(attacked.json("history", RAMI))


def _flat(tokens: Any) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])


# -- quick -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("history", RAMI), ("history",), ("diff", RAMI), ("blame", RAMI), ("history", RAMI, "--json")])
def test_looking_back_loads_nothing_heavy(words: tuple[str, ...], built_example: Path) -> None:
    code = "import sys; from iza.cli.main import main; main(sys.argv[1:]); print('LOADED', *{n.split('.')[0] for n in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code, *words, "--today", NOW], cwd=built_example, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    found = set(done.stdout.rpartition("LOADED")[2].split())
    assert found.isdisjoint({"git", "jsonschema", "jinja2", "typst", "rich", "rapidfuzz", "filelock", "markdown_it"})


def test_git_needs_no_command_line_library(built_example: Path, process: Callable[..., Any]) -> None:
    code = "import sys; from iza.cli.driver import main; main(sys.argv[1:]); print('LOADED', *{n.split('.')[0] for n in sys.modules})"
    done = process("-c", code, "facts", str(built_example / path_of(RAMI)))
    found = set(done.stdout.decode().rpartition("LOADED")[2].split())
    assert "iza" in found
    assert found.isdisjoint({"typer", "git", "rich", "jsonschema", "subprocess"})


def test_what_was_done_a_moment_ago_is_the_first_entry(county: Path, capfd: Any) -> None:
    office = casework.office_in(county)
    case = casework.active(office, CLIENT)
    now = casework.at(office, DAYS["review"])
    review.start(now, case, now.day)
    goals_and_steps.change_step(now, case, "1.2", {"due_on": "2026-11-16"})
    review.hold(now, case, {}, review.Ending(next_on="2026-09-30", reason="Später.", untouched_ok=True))
    desk = Desk(county, capfd)
    line = "    Step 1.2: due date moved from 2026-10-30 to 2026-11-16, agreed in the review of 2026-06-30; reason: Später."
    assert desk("history", case, "--limit", "1").out.splitlines()[1] == line
    assert line in desk("diff", case, "v1").out.splitlines()
    assert line.partition("; reason")[0] in desk("history", "--limit", "1").out
    assert "Später" not in desk("history", "--limit", "1").out
    assert case_text(county, case).count("2026-11-16") == 1


def test_reading_a_long_history_for_the_first_time_is_told_on_a_terminal(example: Path) -> None:
    (example / ".git/iza/history.sqlite").unlink(missing_ok=True)
    code = "from iza.git import commit_index; commit_index._MANY = 1; from iza.cli.main import run; run()"
    said = []
    for _again in range(2):
        words = ["-c", code, "--lang", "en", "-C", str(example), "history", RAMI, "--limit", "1", "--today", NOW]
        child = pexpect.spawn(sys.executable, words, env={**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT)}, encoding="utf-8")
        child.expect(pexpect.EOF)
        said.append(str(child.before))
    first, second = said
    assert "Reading the history" in first
    assert first.endswith(second)
    assert "review scheduled" in second
