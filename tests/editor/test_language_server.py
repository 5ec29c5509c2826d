"""A caseworker's editor: completion, hover and checks by yaml-language-server over its protocol.

The server comes from npm into pytest's cache folder once; without npm (and outside CI) these tests
are skipped.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from iza.app.changing.change import MODELINE
from iza.store.schema.editor_files import schema_files

VERSION = "1.25.0"
SECONDS = 120
SETTINGS = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False, "url": ""},
        "kubernetesCRDStore": {"enable": False},
    },
    "http": {},
    "redhat": {"telemetry": {"enabled": False}},
}
CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
}
CASE = (
    MODELINE
    + """\
schema: iza/case/1
id: F-8QK2-7MX4
opened_on: 2026-03-04
caseworker: kue
client:
  names:
    - {kind: official, family: Alhamdo, given: Rami}
  birth: {date: 2002-01-01, precision: year}
  nationality: [SY]
  written_language: kmr
  residence:
    code: toleration
    valid_until: 2027-06-16
agreement:
  goals:
    - id: g-7k3m
      area: work
      goal: Bis 01.09.2026 hat Rami einen Ausbildungsvertrag.
      indicator: Unterschriebener Vertrag.
      target_on: 2026-09-01
      status: open
      steps:
        - id: s-7k3m
          text: Termin bei der Berufsberatung
          responsible: {role: client}
          due_on: 2026-04-30
          status: blocked
          blocked_by: appointment_missing
"""
)


class Editor:
    """As much of an editor as a language server notices: messages over its standard input and output."""

    def __init__(self, command: list[str], root: Path) -> None:
        self.process = subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.root = root
        self.numbers = count(1)
        self.inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self.problems: dict[str, list[dict[str, Any]]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": CAPABILITIES})
        self.tell("initialized", {})

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as stream:
            while header := stream.readline():
                length = int(header.split(b":")[1]) if header.lower().startswith(b"content-length") else None
                if length is not None:
                    while stream.readline().strip():
                        pass
                    self.inbox.put(json.loads(stream.read(length)))

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        message = self.inbox.get(timeout=SECONDS)
        if "method" in message and "id" in message:
            items = message["params"]["items"] if message["method"] == "workspace/configuration" else None
            answer = [SETTINGS.get(item.get("section"), {}) for item in items] if items else None
            self._send({"id": message["id"], "result": answer})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.problems[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any] | None) -> Any:
        number = next(self.numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, name: str, text: str) -> str:
        """Open a file that need not lie on the disk; its URI, once the server has judged it."""
        uri = (self.root / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        while uri not in self.problems:
            self._next()
        return uri

    def at(self, what: str, text: str, words: str, name: str = "") -> Any:
        """``hover`` or ``completion`` right after the first ``words`` of ``text``."""
        uri = self.open(name or f"cases/8Q/{next(self.numbers)}.yaml", text)
        before = text[: text.index(words) + len(words)]
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self.ask(f"textDocument/{what}", {"textDocument": {"uri": uri}, "position": position})

    def close(self) -> None:
        self.ask("shutdown", None)
        self.tell("exit", {})
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(SECONDS)


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> list[str]:
    """The command that starts the server, installed where it is not yet."""
    npm = shutil.which("npm")
    if not npm and not os.environ.get("CI"):
        pytest.skip("npm is not installed")
    assert npm, "CI needs npm for the tests of the editor"
    assert pytestconfig.cache
    prefix = pytestconfig.cache.mkdir("yaml-language-server")
    module = prefix / "node_modules" / "yaml-language-server"
    manifest = module / "package.json"
    if not manifest.exists() or json.loads(manifest.read_text("utf-8"))["version"] != VERSION:
        package = f"yaml-language-server@{VERSION}"
        quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts"]
        subprocess.run([npm, "install", *quiet, "--prefix", str(prefix), package], check=True, timeout=600)
    node = shutil.which("node")
    assert node, "npm without node"
    return [node, str(module / "bin" / "yaml-language-server"), "--stdio"]


@pytest.fixture(scope="module")
def editor(server: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor in a repository of cases with the schemas beside them."""
    root = tmp_path_factory.mktemp("county")
    (root / "schemas").mkdir()
    for name, text in schema_files().items():
        (root / "schemas" / name).write_text(text, "utf-8")
    opened = Editor(server, root)
    yield opened
    opened.close()


def problems(editor: Editor, name: str, text: str) -> list[tuple[int, str]]:
    return [(one["range"]["start"]["line"] + 1, one["message"]) for one in editor.problems[editor.open(name, text)]]


def offered(answer: Any) -> dict[str, str]:
    return {one["label"]: str(one.get("documentation") or "") for one in answer["items"]}


def test_a_sound_case_has_no_problems(editor: Editor) -> None:
    assert problems(editor, "cases/8Q/sound.yaml", CASE) == []


def test_an_unknown_field_and_a_wrong_code_are_marked(editor: Editor) -> None:
    broken = CASE.replace("  nationality: [SY]", "  nationalty: [SY]").replace("status: blocked", "status: stuck")
    found = dict(problems(editor, "cases/8Q/broken.yaml", broken))
    lines = broken.splitlines()
    assert "nationalty" in found.pop(lines.index("  nationalty: [SY]") + 1)
    assert '"blocked"' in found.pop(lines.index("          status: stuck") + 1)
    assert found == {}


def test_a_missing_field_and_a_wrong_date_are_marked(editor: Editor) -> None:
    broken = CASE.replace("opened_on: 2026-03-04", "opened_on: 4.3.2026").replace("kind: official, ", "")
    found = dict(problems(editor, "cases/8Q/dates.yaml", broken))
    assert sorted(found) == [4, 8]
    assert found[4] == "Ein Tag, geschrieben wie 2026-03-18."
    assert "kind" in found[8]


def test_the_fields_of_the_client_are_offered(editor: Editor) -> None:
    text = CASE.replace("  nationality: [SY]\n", "  \n")
    fields = offered(editor.at("completion", text, "precision: year}\n  "))
    assert {"nationality", "german", "mentor_wish", "competences"} <= fields.keys()
    assert not {"names", "schema", "clearings"} & fields.keys(), "fields that stand there already or elsewhere"
    assert "Stärken" in fields["competences"]


def test_the_codes_of_a_field_are_offered_with_their_meaning(editor: Editor) -> None:
    text = CASE.replace("blocked_by: appointment_missing", "blocked_by: ")
    codes = offered(editor.at("completion", text, "blocked_by: "))
    assert codes["appointment_missing"] == "Kein Termin erhalten"
    assert codes["childcare_missing"] == "Kinderbetreuung fehlt"
    assert len(codes) == 17


def test_languages_are_offered_and_any_other_tag_is_accepted(editor: Editor) -> None:
    text = CASE.replace("written_language: kmr", "written_language: ")
    assert offered(editor.at("completion", text, "written_language: "))["kmr"] == "Kurmandschi (Nordkurdisch)"
    assert problems(editor, "cases/8Q/pes.yaml", CASE.replace("written_language: kmr", "written_language: pes")) == []


@pytest.mark.parametrize(
    ("words", "label", "meaning"),
    [
        ("opened", "eröffnet am", ""),
        ("birth: {da", "Geburtsdatum", "Wie im Aufenthaltsdokument"),
        ("res", "Aufenthalt", ""),
        ("    co", "Aufenthaltsstatus", "Duldung (§ 60a AufenthG)"),
        ("code: tol", "Aufenthaltsstatus", "Duldung (§ 60a AufenthG)"),
        ("written_lan", "Schriftsprache für Briefe", "Kurmandschi (Nordkurdisch)"),
        ("status: blo", "Stand", "blockiert"),
        ("      target", "Ziel bis", ""),
    ],
)
def test_hover_tells_the_german_label_and_meaning(editor: Editor, words: str, label: str, meaning: str) -> None:
    shown = editor.at("hover", CASE, words)["contents"]["value"]
    assert shown.startswith(f"#### {label}\n"), shown
    assert meaning in shown


@pytest.mark.parametrize(
    ("name", "schema", "fields", "label"),
    [
        ("iza.yaml", "schemas/settings", "schema: iza/settings/1\nname: Albweil\nmin_age: 16\n", "Mindestalter"),
        ("directory/partners.yaml", "../schemas/partners",
         "schema: iza/partners/1\npartners:\n  - id: jc\n    kind: jobcenter\n    name: Jobcenter\n", "Name"),
    ],
)  # fmt: skip
def test_settings_and_directory_are_checked_too(
    editor: Editor, name: str, schema: str, fields: str, label: str
) -> None:
    text = f"# yaml-language-server: $schema={schema}.schema.json\n{fields}"
    assert problems(editor, name, text) == []
    last = fields.splitlines()[-1].split(":")[0]
    assert f"#### {label}\n" in editor.at("hover", text, last, f"{name}.copy.yaml")["contents"]["value"]
    assert problems(editor, f"{name}.wrong.yaml", text + "fremd: 1\n")
