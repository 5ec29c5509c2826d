"""The real command line in tests: in this process, as a process of its own, and on a terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest
from casework import DAYS, git
from ruamel.yaml import YAML

from iza.cli.main import main

SCRIPT = Path(sys.executable).with_name("iza")
"""The console script beside this Python."""


class Run(NamedTuple):
    """What a command line printed and its exit code."""

    code: int
    out: str
    err: str


class Desk:
    """Commands typed in one folder, in English; ``today`` stays until it is changed."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str], today: str = DAYS["today"]) -> None:
        self.folder, self.capfd, self.today = folder, capfd, today

    def __call__(self, *words: str, code: int | None = 0, stdin: str | None = None) -> Run:
        """Run one command line; its exit code must be ``code``, and it never shows a traceback."""
        done = self.run(["--lang", "en", "-C", str(self.folder), *words, "--today", self.today], stdin)
        assert code is None or done.code == code, done
        assert "Traceback" not in done.out + done.err
        return done

    def run(self, words: list[str], stdin: str | None) -> Run:
        """Run words in this process."""
        self.capfd.readouterr()
        before = sys.stdin
        sys.stdin = io.TextIOWrapper(io.BytesIO((stdin or "").encode()), "utf-8")
        try:
            code = main(words)
        finally:
            sys.stdin = before
        return Run(code, *self.capfd.readouterr())

    def json(self, *words: str) -> Any:
        """What a command prints with ``--json``."""
        return json.loads(self(*words, "--json").out)

    def git(self, *words: str) -> str:
        """Run git in the folder."""
        return git(self.folder, *words)


class ProcessDesk(Desk):
    """The same, each command by the installed console script in a process of its own."""

    def run(self, words: list[str], stdin: str | None) -> Run:
        """Run words with the console script."""
        done = subprocess.run(
            [SCRIPT, *words], input=stdin or "", capture_output=True, text=True, check=False, timeout=60, env=os.environ
        )
        return Run(done.returncode, done.stdout, done.stderr)


def write(path: Path, record: object) -> str:
    """Write a record as a YAML file; its name, to be used with ``--from``."""
    yaml = YAML()
    yaml.width = 4096
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(record, file)
    return str(path)


def yaml_text(record: object) -> str:
    """A record as YAML text, to be handed to stdin."""
    out = io.StringIO()
    YAML().dump(record, out)
    return out.getvalue()


class Dialogue:
    """A person at a terminal who answers the questions of one command, each by the beginning of its label."""

    def __init__(self, folder: Path, *words: str, today: str = DAYS["today"], lang: str = "en") -> None:
        line = ["--lang", lang, "-C", str(folder), *words, "--today", today]
        env = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
        self.child = pexpect.spawn(str(SCRIPT), line, env=env, encoding="utf-8", timeout=30, dimensions=(50, 100))
        self.child.delaybeforesend = None
        self.asked: list[str] = []
        self.text = ""

    def question(self) -> str:
        """Wait for the next question; its label, or nothing at the end of the command."""
        ended = self.child.expect([r"(?:^|\n)> $", pexpect.EOF])
        self.text += self.child.before
        lines = [line for line in self.child.before.splitlines()[bool(self.asked) :] if line and line[0] != " "]
        if ended:
            self.child.close()
            return ""
        label = lines[-1] if lines else "(again)"
        assert not label.startswith(("Not like this", "So nicht")), self.text
        self.asked.append(label)
        return label

    def say(self, text: str) -> None:
        """Type one line."""
        self.child.sendline(text)

    def answers(self, *known: tuple[str, str]) -> Run:
        """Answer question by question; what is not among ``known`` is skipped with Enter. All must be asked."""
        left = list(known)
        while label := self.question():
            found = next((pair for pair in left if label.startswith(pair[0])), None)
            if found:
                left.remove(found)
            self.say(found[1] if found else "")
            assert len(self.asked) < 200, self.asked
        assert left == [], (left, self.asked, self.text)
        return Run(self.child.exitstatus or 0, self.text, "")
