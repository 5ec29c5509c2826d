"""A desk with one case in force, for tests of what must not happen."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import casework
import pytest
from terminal import Desk, Run

PERSONAL = ("Testperson", "Amal", "Altmann", "Rosa", "1980-02-03", "1995-05-17", "17.05.1995", "Neckarfurt 7", "Schneiderei")
"""What no message may repeat."""


class Bench(Desk):
    """A desk with one case in force, and what must not change."""

    case = ""

    @property
    def place(self) -> Path:
        """The file of the case."""
        return self.folder / casework.path_of(self.case)

    def tree(self) -> dict[str, str]:
        """What there is: every file of the work tree, HEAD, the index, the drafts."""
        paths = [path for path in self.folder.rglob("*") if path.is_file() and ".git" not in path.parts]
        paths += (self.folder / ".git/iza").glob("drafts/*")
        found = {str(path): sha256(path.read_bytes()).hexdigest() for path in paths}
        if (self.folder / ".git").exists():
            found |= {name: self.git(*name.split()) for name in ("log --format=%H --all", "diff --cached --name-status")}
        return found

    def hand(self, old: str, new: str, *, commit: bool = False) -> None:
        """Change the case file by hand."""
        text = self.place.read_text("utf-8")
        assert old in text
        self.place.write_text(text.replace(old, new, 1), "utf-8")
        if commit:
            self.git("commit", "-qam", "von Hand")

    def refuses(self, line: str, code: int, said: str, stdin: str | None = None) -> None:
        """A command line with CASE in it is refused in one sentence, and nothing changes."""
        before = self.tree()
        done = self(*(word.replace("CASE", self.case) for word in line.split()), code=code, stdin=stdin)
        is_a_sentence(done, said)
        assert self.tree() == before


def bench_in(county: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    """A desk in the county with a case of Rosa Altmann."""
    bench = Bench(county, capfd)
    name = {"kind": "official", "family": "Altmann", "given": "Rosa"}
    bench.case = casework.active(casework.office_in(county), casework.born("1980-02-03", names=[name]))
    return bench


def is_a_sentence(done: Run, said: str) -> None:
    """Errors in words that hold ``said``, without a traceback and without a personal value."""
    error, *rest = done.err.splitlines()
    assert error.startswith("Error: ")
    assert said in done.err
    assert all(line.startswith("Error: ") for line in rest if line.startswith("Error"))  # further mistakes
    assert [value for value in PERSONAL if value in done.err + done.out] == []
    assert "Traceback" not in done.err
    assert done.out == ""
